/* standby.h - who may be called for doses that are left at the end of a session, so that none is thrown away.
 *
 * The list holds people who wait in the site's commune, then in the rest of its district, in the order of priority, who may be
 * given a product of the session on its day. Who comes is checked in as a walk-in like anybody else. */
#ifndef PLANNING_STANDBY_H
#define PLANNING_STANDBY_H

#include "base/ctx.h"
#include "base/field.h"
#include "session/session.h"
#include "unit/unit.h"

enum {
	STANDBY_MAX = 100,    /* people of a list */
	STANDBY_TRIES = 5000, /* people judged for one list at most */
	STANDBY_COMMUNES_MAX = 100,
	STANDBY_MINUTES_MAX = 240
};

struct standby {
	int64_t place, person_id;
	const char *name, *birth_date, *birth_precision, *sex, *phone, *commune_name, *priority_group;
	int64_t dose_number;
	const char *products; /* codes with commas */
	const char *state; /* listed, called, coming, declined; came: checked in here; gone: does not wait any more */
	int64_t called_ms;
	const char *why;
};
extern const struct fields standby_fields;
enum err standby_list(struct ctx *cx, const struct session *session, struct standby **out, size_t *n) MUST_CHECK;

struct standby_in {
	int64_t people, minutes; /* minutes: NONE: by the rule `planning` */
};
extern const struct fields standby_in_fields, standby_call_fields;
/* Makes the list, or lengthens it, until it has so many people or nobody is left. ERR_CONFLICT session.day for another day than
 * today, standby.no_doses when no product of the session has doses left. */
enum err
standby_make(struct ctx *cx, const struct unit *site, const struct session *session, int64_t people) MUST_CHECK;
/* Messages to the next ones of the list; *called how many. They may then be opened by the site. */
enum err standby_call(struct ctx *cx, const struct unit *site, const struct session *session,
		      const struct standby_in *in, int64_t *called) MUST_CHECK;
struct standby_answer {
	const char *state, *why;
};
extern const struct fields standby_answer_fields;
/* coming, declined. ERR_NOT_FOUND standby.unknown, ERR_INVALID standby.state. */
enum err standby_answer(struct ctx *cx, const struct session *session, int64_t person_id,
			const struct standby_answer *in) MUST_CHECK;

#endif
