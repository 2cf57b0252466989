/* capacity.h - when a site vaccinates and how many people it can take in an hour.
 *
 * A site's own hours by weekday, else those of the dated rule `opening` shared out of the people a day that the site's record
 * names (unit.capacity), else by its tables. Days off take nobody. */
#ifndef PLANNING_CAPACITY_H
#define PLANNING_CAPACITY_H

#include "base/ctx.h"
#include "base/field.h"
#include "session/session.h"
#include "unit/unit.h"

enum {
	HOURS_MAX = 42,         /* rows of a site: six a weekday */
	HOURS_TABLES_MAX = 200, /* tables of a row */
	PER_TABLE_MAX = 200,    /* people a table and hour */
	SLOT_MINUTES_MIN = 15,
	SLOT_MINUTES_MAX = 240
};

struct site_hours {
	int64_t unit_id, weekday; /* 1 Monday to 7 Sunday */
	const char *starts, *ends;
	int64_t tables, per_table;
};
extern const struct fields site_hours_fields;

struct day_off {
	int64_t unit_id;
	const char *on_date, *why;
};
extern const struct fields day_off_fields;

struct hours_in {
	struct list hours; /* struct site_hours */
};
extern const struct fields hours_in_fields;

/* What there is of one site: its own rows, or those that the rule gives it (own false). */
struct site_capacity {
	int64_t unit_id;
	bool own;
	struct site_hours *hours;
	size_t n;
	int64_t day_people; /* not own: people a day, shared out over the hours; 0: by the tables */
	struct day_off *off;
	size_t noff;
};
enum err capacity_get(struct ctx *cx, const struct unit *site, const char *on, struct site_capacity *out) MUST_CHECK;
/* The same of many sites in the order of their ids, all below path; asks as often as for one. */
enum err capacity_list(struct ctx *cx, const char *path, const struct unit *sites, size_t n, const char *on,
		       struct site_capacity **out) MUST_CHECK;

/* Replaces all rows; none: back to the rule. ERR_INVALID hours.weekday, hours.time, hours.overlap; session.site for what is no
 * vaccination site. */
enum err capacity_set(struct ctx *cx, const struct unit *site, const struct hours_in *in) MUST_CHECK;
enum err day_off_add(struct ctx *cx, const struct unit *site, const struct day_off *in) MUST_CHECK;
enum err day_off_remove(struct ctx *cx, const struct unit *site, const char *on_date) MUST_CHECK;

/* The hours of a day (days since 1970), cut into pieces of so many minutes; none on a day off. Pieces that would take nobody are
 * left out. From cx->mem. */
void capacity_slots(struct ctx *cx, const struct site_capacity *c, int64_t day, int64_t minutes, struct slot **out,
		    size_t *n);
/* Is that day (days since 1970) one of its days off? */
bool capacity_is_off(const struct site_capacity *c, int64_t day);
/* People in a week without days off. */
int64_t capacity_week(struct ctx *cx, const struct site_capacity *c);

/* "07:30" -> 450; -1: no time of day. */
int64_t hour_minutes(const char *text);

#endif
