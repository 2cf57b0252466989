/* planner.h - who is vaccinated where, on which day, in which hour: the assignment itself, from arrays to arrays.
 *
 * No database, no JSON, no clock: whoever calls loads the arrays and stores the result. The same input gives the same result
 * on every machine (integers only). Indexes name things: people[i].commune is an index of communes[].
 *
 * Rules, each with its source ("issue" is the text of the task, "ours" a decision of this project):
 *
 *  1. People are taken in ascending `order`, equal ones by index (issue: priority order; the order itself is a dated rule of
 *     who fills the array). Each gets the first room that suits, and keeps it.
 *  2. Sites are tried from the nearest: those of the own commune, then of the own district, then of the own province, no
 *     further than `reach` (issue: own commune first, then distance). Among those of one tier: by distance where the places of
 *     commune and site are both known, equal ones by index; after them those whose distance is unknown, by index, beginning
 *     with number (commune mod how many they are) and round, so that neighbours do not all go to the same one (ours).
 *     The distance is that of a plane on which a degree of longitude is 1 - 0.000148 * latitude^2 of one of latitude: right to
 *     0.2 % up to 25 degrees (ours). In integers, divisions towards zero: with north and east the differences in millionths of a
 *     degree and l the commune's latitude, east is first multiplied by (10^6 - 148 * (l * l / 10^12)) / 10^6, and what is
 *     compared is north^2 + east^2.
 *  3. At a site: the earliest day that suits; on that day the wished part of the day if it has room, else any; then the hour
 *     that starts first; then the smaller slot index (ours).
 *  4. A room suits when the session's product may be given to the person on that very day (issue: product allowed and its
 *     interval), the session takes the person's pool, doses of that site, product and pool are left (issue: dose-1 and dose-2
 *     pools apart), and the hour has a free place.
 *  5. Who needs a hospital is placed in hospitals only (issue). Closed sites and closed sessions take nobody (issue).
 *  6. A family is placed at the turn of the first of its members who wait: all who wait together, in one hour of one session,
 *     the first in that first member's order that suits every one of them by their own windows, pools and hospital needs; if
 *     there is none, each at their own turn (issue). More than PLAN_FAMILY_MAX who wait are no family (ours).
 *  7. Planning again (`now` given): whoever's place still suits by rules 4 and 5 keeps it, whatever its distance; where
 *     places or doses have become fewer, those who come first in the order keep theirs (issue: the fewest people moved). All
 *     others are placed by rules 1 to 6 into what is left. When one thing has changed, nobody fewer could have been moved; see
 *     doc/decisions/0010-the-planner.md for two at once.
 */
#ifndef PLANNING_PLANNER_H
#define PLANNING_PLANNER_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PLAN_PRODUCTS_MAX = 16,
	PLAN_DAYS_MAX = 62,
	PLAN_FAMILY_MAX = 20,
	PLAN_SLOTS_MAX = 48, /* of a session */
	PLAN_GROUPS_MAX = 256,
	PLAN_NOON = 12 * 60,
	PLAN_DAY_MINUTES = 24 * 60
};
#define PLAN_NO_PLACE INT32_MIN    /* as latitude or longitude: unknown */
#define PLAN_NOWHERE UINT32_MAX    /* instead of a slot: has no place */
#define PLAN_GONE (UINT32_MAX - 1) /* in `now` only: had a place that does not exist any more */

enum plan_pool { PLAN_FIRST, PLAN_NEXT, PLAN_POOLS }; /* dose 1; every later dose */
enum plan_part {
	PLAN_ANY,
	PLAN_MORNING,
	PLAN_AFTERNOON,
	PLAN_PARTS
}; /* an hour that starts before noon is of the morning */
enum plan_reach { PLAN_OWN_COMMUNE, PLAN_OWN_DISTRICT, PLAN_OWN_PROVINCE, PLAN_REACHES };

/* Days from the plan's first day (0) on which a product may be given, both included; may reach beyond the plan's days on
 * either side. from > to: never. */
struct plan_window {
	int16_t from, to;
};
/* Many people share one. Products are numbered by the caller. */
struct plan_profile {
	struct plan_window product[PLAN_PRODUCTS_MAX];
};
struct plan_person {
	uint64_t order;            /* the lower the earlier */
	uint32_t commune, profile; /* where they live; what they may be given and when */
	uint32_t family;           /* 1 to nfamilies; 0: none */
	uint8_t pool, part;        /* enum plan_pool; the wish, enum plan_part */
	bool hospital;             /* to be vaccinated in a hospital only */
};
struct plan_commune {
	uint32_t district, province;
	int32_t latitude_e6, longitude_e6; /* millionths of a degree, or PLAN_NO_PLACE */
};
struct plan_site {
	uint32_t commune;
	int32_t latitude_e6, longitude_e6;
	bool hospital, closed;
};
/* One product at one site on one day. There may be several of the same site and day, also of the same product; what is kept
 * for one pool is a session of its own. */
struct plan_session {
	uint32_t site;
	uint32_t slot; /* its slots: slot to slot + nslots - 1; no two sessions share one */
	uint16_t nslots;
	uint8_t day, product;
	uint8_t pools; /* bit 1 << enum plan_pool for each that it takes */
	bool closed;
};
struct plan_slot {
	uint16_t capacity; /* places, those kept spare already taken off; with `now` counting the ones that are taken */
	uint16_t start;    /* minutes since midnight, never falling within a session */
};
/* Doses on hand or promised until the plan's end, of which the plan may use so many; with `now` counting those that the
 * people who have a place will get. One row at most for each site, product and pool; no row: none. */
struct plan_stock {
	uint32_t site, doses;
	uint8_t product, pool;
};

struct plan {
	uint32_t days; /* 1 to PLAN_DAYS_MAX */
	enum plan_reach reach;
	const struct plan_person *people;
	size_t npeople;
	const uint32_t *now; /* per person the slot they have, PLAN_NOWHERE or PLAN_GONE; NULL: nobody has one */
	const struct plan_profile *profiles;
	const struct plan_commune *communes;
	const struct plan_site *sites;
	const struct plan_session *sessions;
	const struct plan_slot *slots;
	const struct plan_stock *stock;
	size_t nprofiles, ncommunes, nsites, nsessions, nslots, nstock;
	uint32_t nfamilies, ndistricts, nprovinces;
};

/* Why somebody has no place, by the finished plan: the first that holds. */
enum plan_why {
	PLAN_PLACED,
	PLAN_NO_PRODUCT, /* no product has any day at all in the person's profile */
	PLAN_NO_SESSION, /* no open session within reach has, on a day inside the window, a product and pool of theirs */
	PLAN_NO_HOSPITAL, /* such sessions there are, but none in a hospital, and that is what they need */
	PLAN_NO_DOSES,    /* such sessions there are, but doses of their pool are left at none of them */
	PLAN_NO_ROOM,     /* doses are left, places are not */
	PLAN_WHYS
};
enum plan_change {
	PLAN_SAME,  /* kept the place, or had none and has none */
	PLAN_NEW,   /* had none, has one */
	PLAN_MOVED, /* has another one than before */
	PLAN_LOST,  /* had one, has none */
	PLAN_CHANGES
};

struct plan_result {
	uint32_t *slot;  /* per person, or PLAN_NOWHERE */
	uint8_t *why;    /* per person, enum plan_why */
	uint16_t *taken; /* per slot, how many have it */
	size_t looks;    /* how often the search looked at a site: the work it was */
	size_t whys[PLAN_WHYS],
		changes[PLAN_CHANGES]; /* how many people; the whys add up to all people, so do the changes */
};

/* Plans. The result is from cx->mem; the input is only read and may be given up afterwards. Beside input and result it takes
 * about 30 bytes a person while it runs, most of it for sorting. O(n log n) for n people, and for each commune at most one
 * look at each site of its reach for each kind of need that lives there.
 * ERR_INVALID planning.input when an index or a number is out of its range; nothing was planned then. */
enum err plan_make(struct ctx *cx, const struct plan *in, struct plan_result *out) MUST_CHECK;

/* What planning again did to somebody: `before` is their entry of `now`, `after` of the result. */
enum plan_change plan_change(uint32_t before, uint32_t after);

/* How long people waited: days from the day they registered to the day they are given. Of k people in ascending order the
 * median is number ceil(k/2), p90 number ceil(9k/10), counted from 1 (nearest rank: always a wait that somebody had). */
struct plan_figure {
	uint32_t placed, nowhere;
	int64_t days;             /* sum; the mean is days / placed */
	int32_t median, p90, max; /* 0 when nobody is placed */
};
struct plan_figures {
	struct plan_figure all, *communes, *groups;
};
/* Figures of a result, exact, from cx->mem. registered: per person, days from the plan's first day (before it: negative);
 * group: per person, below ngroups (NULL with 0: none wanted). O(n). ERR_INVALID planning.input. */
enum err
plan_figures(struct ctx *cx, const struct plan *in, const struct plan_result *result, const int32_t *registered,
	     const uint8_t *group, size_t ngroups, struct plan_figures *out) MUST_CHECK;

#endif
