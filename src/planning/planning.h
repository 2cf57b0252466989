/* planning.h - plans: a unit gives the people who wait below it a site, a day and an hour; then tells them.
 *
 *   draft -> computing -> preview -> publishing -> published          preview -> computing: once more
 *     |                      |                         |-> computing (planned again: the fewest people moved) -> preview
 *     |-> cancelled <--------|
 *
 * Planning a published plan again looks at its own people only: whose place is still good keeps it, the others may also have the
 * places that were kept spare; who waits otherwise is the next plan's.
 *
 * planning_set_state() is the one function that changes a state. Computing and publishing are done by a worker
 * (plan_worker.h) outside of requests. What a manager changes claims the plan's next version (ERR_CONFLICT plan.changed).
 * The assignment itself is planner.h; the order of people is that of registration.h; whether a dose may be given is dose.h's
 * alone, asked again for each person right before their place is published. */
#ifndef PLANNING_PLANNING_H
#define PLANNING_PLANNING_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "unit/unit.h"

#include <jansson.h>

enum {
	PLANNING_PRODUCTS_MAX = 4,
	PLANNING_DAYS_MAX = 31,
	PLANNING_LIST_MAX = 100,
	PLANNING_SPARE_MAX = 50, /* percent */
	PLANNING_PAGE = 100,     /* rows of its lists */
	PLANNING_WHY_MAX = 500
};

struct planning {
	int64_t unit_id;
	const char *unit_name, *unit_path;
	int64_t id;
	const char *title;
	int64_t campaign_id;
	const char *starts_on, *ends_on;
	const char *products; /* JSON list of codes */
	const char *reach;
	int64_t spare_percent, next_percent, slot_minutes;
	bool mixing;
	const char *state, *step;
	int64_t done, total;
	const char *error_vi, *error_en;
	int64_t version, round;
	int64_t people, placed, changed, published, failed;
	int64_t affected_sessions, affected_people;
	int64_t load_ms, plan_ms, keep_ms, batch_id;
	const char *why, *created_by;
	int64_t created_ms, computed_ms;
	const char *published_by;
	int64_t published_by_id, published_ms;
	int64_t lease_until_ms;
};
extern const struct fields planning_fields;

/* ERR_NOT_FOUND plan.unknown. */
enum err planning_get(struct ctx *cx, int64_t unit_id, int64_t id, struct planning *out) MUST_CHECK;
/* Newest first. */
enum err planning_list(struct ctx *cx, int64_t unit_id, struct planning **out, size_t *n) MUST_CHECK;
/* Its product codes, at most PLANNING_PRODUCTS_MAX. */
size_t planning_products(struct ctx *cx, const struct planning *p, const char **codes);

struct planning_in {
	int64_t version; /* of a change */
	const char *title;
	int64_t campaign_id;
	const char *starts_on, *ends_on, *products, *reach;
	int64_t spare_percent, next_percent, slot_minutes; /* NONE: the usual */
	bool mixing;
};
extern const struct fields planning_in_fields, planning_change_fields;
/* ERR_INVALID plan.past, plan.days, plan.products, plan.reach, plan.level (a site plans nothing), product.unknown,
 * campaign.unknown. */
enum err
planning_create(struct ctx *cx, const struct unit *unit, const struct planning_in *in, struct planning *out) MUST_CHECK;
/* What is present in has; the plan is a draft again. ERR_CONFLICT plan.changed, plan.state. */
enum err planning_change(struct ctx *cx, const struct planning *p, const struct planning_in *in, uint64_t has,
			 struct planning *out) MUST_CHECK;

/* ---- states ---- */

/* What a manager wants; each needs the version that they saw. ERR_CONFLICT plan.changed, plan.state. */
enum err planning_compute(struct ctx *cx, const struct planning *p, int64_t version, struct planning *out) MUST_CHECK;
/* rate: messages a second, 0: as fast as it goes. One sending a plan: published again, it goes on, or stays stopped. */
enum err planning_publish(struct ctx *cx, const struct planning *p, int64_t version, int64_t rate,
			  struct planning *out) MUST_CHECK;
enum err planning_replan(struct ctx *cx, const struct planning *p, int64_t version, struct planning *out) MUST_CHECK;
/* Stops the plan's messages that are not sent yet, or resumes them, in whatever state the plan is: the appointments stand.
 * ERR_CONFLICT plan.messages: it was never published. */
enum err planning_stop_messages(struct ctx *cx, const struct planning *p, bool stop) MUST_CHECK;
/* Drops the preview of a re-planning. */
enum err planning_discard(struct ctx *cx, const struct planning *p, int64_t version, struct planning *out) MUST_CHECK;
/* Needs a reason; never one that was published. */
enum err planning_cancel(struct ctx *cx, const struct planning *p, int64_t version, const char *why,
			 struct planning *out) MUST_CHECK;

/* ---- what a plan looks like ---- */

struct planned_stock {
	int64_t site_id;
	const char *site_name, *product_code, *product_name, *pool;
	int64_t on_hand, promised, expiring, computed, doses;
	bool by_hand;
	const char *why;
	int64_t taken;
};
extern const struct fields planned_stock_fields;
struct planned_session {
	int64_t id, site_id;
	const char *site_name, *on_date, *product_code, *product_name;
	int64_t session_id;
	bool closed, by_hand;
	const char *why;
	int64_t capacity, places, taken;
};
extern const struct fields planned_session_fields;
struct planned_slot {
	int64_t planned_session_id;
	const char *starts, *ends;
	int64_t capacity, places, taken;
	bool by_hand;
};
extern const struct fields planned_slot_fields;
struct planned_place {
	int64_t person_id;
	const char *name, *birth_date, *birth_precision, *sex, *commune_name, *priority_group;
	int64_t dose_number, session;
	const char *product_code;
	int64_t site_id;
	const char *site_name, *on_date, *slot;
	bool by_hand;
	const char *why, *why_vi, *why_en, *change;
	const char *was_site_name, *was_on, *was_slot; /* in force; NULL: nothing */
};
extern const struct fields planned_place_fields;
struct planned_figure {
	const char *kind, *key, *name;
	int64_t placed, nowhere, days, median, p90, longest;
};
extern const struct fields planned_figure_fields;

/* Pages behind a cursor, PLANNING_PAGE rows; 0 and NULL: from the beginning. */
struct stock_mark {
	int64_t site_id;
	const char *product_code, *pool;
};
enum err planned_stock_list(struct ctx *cx, const struct planning *p, const struct stock_mark *after,
			    struct planned_stock **out, size_t *n) MUST_CHECK;
struct sessions_filter {
	const char *on;
	int64_t site, after;
};
extern const struct fields sessions_filter_fields;
/* With their hours, in the same order. */
enum err
planned_session_list(struct ctx *cx, const struct planning *p, const struct sessions_filter *filter,
		     struct planned_session **out, size_t *n, struct planned_slot **slots, size_t *nslots) MUST_CHECK;
struct places_filter {
	const char *show; /* placed (also NULL), nowhere, changed, failed */
	int64_t session, after;
};
extern const struct fields places_filter_fields;
/* ERR_INVALID places.show. */
enum err planned_place_list(struct ctx *cx, const struct planning *p, const struct places_filter *filter,
			    struct planned_place **out, size_t *n) MUST_CHECK;
/* One person, why here or why not. ERR_NOT_FOUND place.unknown. */
enum err
planned_place_get(struct ctx *cx, const struct planning *p, int64_t person_id, struct planned_place *out) MUST_CHECK;
enum err
planned_figure_list(struct ctx *cx, const struct planning *p, struct planned_figure **out, size_t *n) MUST_CHECK;
/* A reason in words. */
void planned_why(const char *why, const char **vi, const char **en);

/* ---- by hand ---- */

struct stock_in {
	int64_t version, site_id;
	const char *product_code, *pool;
	int64_t doses; /* NONE: as computed */
	const char *why;
};
extern const struct fields stock_in_fields;
/* ERR_INVALID stock.more (more than the store has for both pools), stock.pool, why.required; ERR_NOT_FOUND stock.unknown. */
enum err
planned_stock_set(struct ctx *cx, const struct planning *p, const struct stock_in *in, struct planning *out) MUST_CHECK;
struct slot_places {
	const char *starts;
	int64_t places;
};
struct session_change {
	int64_t version;
	bool closed;
	struct list slots; /* struct slot_places */
	const char *why;
};
extern const struct fields session_change_fields;
/* Closes or opens a session of the plan, or says how many places of an hour it may fill; the next computation follows.
 * ERR_INVALID slot.unknown, slot.over, why.required; ERR_NOT_FOUND session.unknown. */
enum err planned_session_change(struct ctx *cx, const struct planning *p, int64_t planned_session_id,
				const struct session_change *in, uint64_t has, struct planning *out) MUST_CHECK;
struct place_change {
	int64_t version, session;
	const char *slot;
	bool out, free;
	const char *why;
};
extern const struct fields place_change_fields;
/* Moves somebody to an hour of a session of the plan, takes them out, or leaves them to the planner again. By the same rules:
 * ERR_CONFLICT place.closed, place.hospital, place.full, place.doses, or what dose_judge() says of that day; ERR_INVALID
 * place.change, why.required. */
enum err planned_place_change(struct ctx *cx, const struct planning *p, int64_t person_id,
			      const struct place_change *in, struct planned_place *out) MUST_CHECK;

/* ---- what cannot take place as published ---- */

struct affected {
	int64_t id, site_id;
	const char *site_name, *on_date, *product_code;
	int64_t people;
	const char *code; /* session_cancelled, site_closed, day_off, no_lot, doses_short */
	const char *vi, *en;
};
extern const struct fields affected_fields;
enum err planning_affected(struct ctx *cx, const struct planning *p, struct affected **out, size_t *n) MUST_CHECK;

#endif
