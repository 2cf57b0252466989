/* plan_load.h - the planner's arrays, filled from the database in pages, and what belongs to their rows beside them. */
#ifndef PLANNING_PLAN_LOAD_H
#define PLANNING_PLAN_LOAD_H

#include "db/lane.h"
#include "planning/planner.h"
#include "planning/planning_parts.h"
#include "planning/profile.h"

#include <stdatomic.h>

enum {
	LOAD_PEOPLE_PAGE = 5000,
	LOAD_SITES_PAGE = 50, /* sites, with all their days: DB_ROWS_MAX rows of hours at most */
	LOAD_GROUP_MAX = 20   /* bytes of a priority group's code */
};

/* Beside plan_commune: a commune, or a unit above it on whose list people are. */
struct loaded_unit {
	int64_t id, parent_id;
	char level; /* c, d, p, n */
};

/* A person beside plan_person. */
struct loaded_person {
	int64_t id, registration_id;
	int32_t registered; /* days from the plan's first day */
	int16_t dose_number;
	uint8_t group;
	bool by_hand, out; /* placed or taken out by somebody */
	bool restricted;   /* asked that their record be not processed: given no place */
	uint32_t held;     /* index + 1 of what the plan holds of them; 0: nothing */
};

/* What the plan holds of a person: the place in force, and the one that somebody chose. */
struct held {
	int64_t person_id;
	int64_t session_id, appointment_id; /* planned_session in force; 0: none */
	int64_t site_id, chosen_id;         /* chosen: planned_session; 0: none */
	int32_t on;                         /* day in force, from the plan's first */
	int16_t slot, chosen_slot;          /* minutes */
	bool by_hand, out;
};

/* Beside plan_session, plan_slot, plan_stock, plan_site, plan_commune. */
struct loaded_session {
	int64_t id, session_id; /* planned_session; session at the site, 0: to be made */
	bool by_hand;
	const char *why;
};
struct loaded_slot {
	uint16_t end, capacity; /* minutes; people, those of others taken off */
	bool by_hand;
};
struct loaded_stock {
	int64_t on_hand, promised, expiring, computed;
	bool by_hand;
};

struct loading {
	const struct planning *p;
	struct arena *mem;    /* of the arrays; given up as a whole */
	bool again;           /* it was published: only its own people are planned, and spare places are theirs */
	int64_t first, today; /* days since 1970: day 0 of the plan, today */
	uint32_t days;
	const char *products[PLANNING_PRODUCTS_MAX];
	size_t nproducts;
	struct profiles *profiles;

	struct loaded_unit *units; /* beside communes, by id */
	struct plan_commune *communes;
	size_t ncommunes, communes_cap;
	uint32_t ndistricts, nprovinces;

	struct held *held; /* by person_id */
	size_t nheld, held_cap;

	int64_t *restricted; /* ids of people, rising */
	size_t nrestricted, restricted_cap;

	struct plan_person *people;
	struct loaded_person *who;
	size_t npeople, people_cap;
	char groups[PLAN_GROUPS_MAX][LOAD_GROUP_MAX];
	size_t ngroups;
	uint32_t nfamilies;
	uint32_t *now;

	struct plan_site *sites;
	int64_t *site_ids;
	size_t nsites, sites_cap;
	struct plan_session *sessions;
	struct loaded_session *session_rows;
	size_t nsessions, sessions_cap;
	struct plan_slot *slots;
	struct loaded_slot *slot_rows;
	size_t nslots, slots_cap;
	struct plan_stock *stock;
	struct loaded_stock *stock_rows;
	size_t nstock, stock_cap;
};

/* What loading needs of its surroundings: a reading transaction a page, and whether to stop (ERR_BUSY). tell() keeps the lease and
 * says how far it is. */
struct load_way {
	struct lanes *lanes;
	const atomic_bool *stop;
	enum err (*tell)(struct ctx *cx, void *arg, const char *step, int64_t done, int64_t total);
	void *arg;
};

/* Fills l, whose p and mem are set: units, what the plan holds, people, their order. */
enum err load_people(struct ctx *cx, const struct load_way *way, struct loading *l) MUST_CHECK;
/* Then sites, sessions, hours and doses. */
enum err load_sites(struct ctx *cx, const struct load_way *way, struct loading *l) MUST_CHECK;
/* The planner's input, of both; fills `now`. It lives as long as l. */
struct plan load_input(struct loading *l);

/* Makes room for one more in two arrays of l that grow together. */
#define LOAD_ROOM(l, a, b, n, cap)                                 \
	do {                                                       \
		if ((l)->n == (l)->cap) {                          \
			(l)->a = LOAD_MORE((l), a, n, cap);        \
			(l)->b = LOAD_MORE((l), b, n, cap);        \
			(l)->cap = (l)->cap ? (l)->cap * 2 : 1024; \
		}                                                  \
	} while (0)
#define LOAD_MORE(l, a, n, cap) load_more((l)->mem, (l)->a, sizeof *(l)->a, (l)->n, (l)->cap)
/* A copy of n items with twice the room. */
void *load_more(struct arena *mem, const void *items, size_t size, size_t n, size_t cap);

/* Index of a commune (or a higher unit) by its id; n where there is none. */
size_t load_commune(const struct loading *l, int64_t unit_id);

#endif
