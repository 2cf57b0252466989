/* demand.h - how many wait, by dose and priority group, for managers of any level.
 *
 * Every change of a list of who waits (registration_parts.h, demand_changed()) is noted in the same transaction; a worker counts the lists
 * that changed. What a manager sees is true at that moment: of the lists that stand as they were counted the sums are added up, the
 * others are counted on the spot. doc/decisions/0015-registration.md. */
#ifndef REGISTRATION_DEMAND_H
#define REGISTRATION_DEMAND_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "unit/unit.h"

/* How many wait in a unit and below, by dose (1, 2 ...) and priority group. */
struct demand {
	int64_t dose_number;
	const char *priority_group;
	int64_t waiting, placed, unacknowledged;
};
extern const struct fields demand_fields;
enum err demand_of(struct ctx *cx, const struct unit *unit, struct demand **out, size_t *n) MUST_CHECK;

/* The same by each unit right below it in which somebody waits or is placed. */
struct demand_below {
	int64_t unit_id;
	const char *code, *level, *name;
	int64_t first_dose, next_dose, placed, unacknowledged;
};
extern const struct fields demand_below_fields;
enum err demand_below(struct ctx *cx, const struct unit *unit, struct demand_below **out, size_t *n) MUST_CHECK;

/* ---- for the worker ---- */

/* A list as it was counted: after its change number `changes`; what is kept is of its change number `counted`. */
struct demand_list {
	int64_t unit_id, changes, counted;
	int64_t first_dose, next_dose, placed, unacknowledged;
	struct demand *changed; /* the sums that are not as they were kept */
	size_t n;
};
/* Counts a page of lists that changed, behind a unit and in rising order; n 0: no more. It writes nothing, so that nobody waits for the counting. */
enum err demand_count(struct ctx *cx, int64_t after_unit, struct demand_list **out, size_t *n) MUST_CHECK;
/* Keeps what was counted, but for lists that another server has kept meanwhile. A change that came after the counting leaves its list to
 * be counted anew. */
enum err demand_keep(struct ctx *cx, const struct demand_list *lists, size_t n) MUST_CHECK;

#endif
