/* calendar.h - sessions of a unit and all below it, day by day, with what they can take and what is taken. */
#ifndef PLANNING_CALENDAR_H
#define PLANNING_CALENDAR_H

#include "base/ctx.h"
#include "base/field.h"
#include "unit/unit.h"

enum { CALENDAR_DAYS_MAX = 62, CALENDAR_PAGE = 100 };

struct calendar_day {
	const char *on_date;
	int64_t sessions, open;
	int64_t capacity, booked, apart; /* apart: set apart for booking; free is what is neither */
	int64_t any_time;                /* on a list without an hour */
};
struct calendar_session {
	int64_t unit_id;
	const char *unit_name, *commune_name;
	int64_t id;
	const char *on_date, *state;
	int64_t capacity, booked, apart, any_time;
	const char *products;
};
extern const struct fields calendar_day_fields, calendar_session_fields;

/* ERR_INVALID calendar.days. */
enum err calendar_days(struct ctx *cx, const struct unit *unit, const char *from, const char *to,
		       struct calendar_day **out, size_t *n) MUST_CHECK;
struct calendar_mark {
	int64_t unit_id, id;
	const char *on_date;
};
/* In the order of site, day and session. */
enum err calendar_sessions(struct ctx *cx, const struct unit *unit, const char *from, const char *to,
			   const struct calendar_mark *after, struct calendar_session **out, size_t *n) MUST_CHECK;

#endif
