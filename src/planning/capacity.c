#include "planning/capacity.h"

#include "base/clock.h"
#include "capacity_sql.h"
#include "rule/rule.h"

#include <ctype.h>
#include <stdlib.h>

FIELDS(site_hours, FIELD(site_hours, unit_id, F_ID, 0, F_ROW),
       FIELD_RANGE(site_hours, weekday, 1, 7, F_IN | F_MUST | F_ROW | F_OUT),
       FIELD(site_hours, starts, F_TEXT, 5, F_IN | F_MUST | F_ROW | F_OUT),
       FIELD(site_hours, ends, F_TEXT, 5, F_IN | F_MUST | F_ROW | F_OUT),
       FIELD_RANGE(site_hours, tables, 1, HOURS_TABLES_MAX, F_IN | F_MUST | F_ROW | F_OUT),
       FIELD_RANGE(site_hours, per_table, 1, PER_TABLE_MAX, F_IN | F_MUST | F_ROW | F_OUT));

FIELDS(day_off, FIELD(day_off, unit_id, F_ID, 0, F_ROW),
       FIELD(day_off, on_date, F_DATE, 10, F_IN | F_MUST | F_ROW | F_OUT),
       FIELD(day_off, why, F_TEXT, 500, F_IN | F_MUST | F_ROW | F_OUT));

FIELDS(hours_in, FIELD_LIST(hours_in, hours, &site_hours_fields, HOURS_MAX, F_IN | F_MUST));

int64_t
hour_minutes(const char *text)
{
	if (!text || strlen(text) != 5 || text[2] != ':')
		return -1;
	for (size_t i = 0; i < 5; i++)
		if (i != 2 && !isdigit((unsigned char)text[i]))
			return -1;
	int64_t hours = (text[0] - '0') * 10 + text[1] - '0', minutes = (text[3] - '0') * 10 + text[4] - '0';
	return hours < 24 && minutes < 60 ? hours * 60 + minutes : -1;
}

static const char *
minutes_text(struct arena *mem, int64_t minutes)
{
	return arena_printf(mem, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

/* ---- what the rule says where a site says nothing ---- */

struct opening {
	struct site_hours *hours;
	size_t n;
	int64_t per_table;
};

static enum err
load_opening(struct ctx *cx, const char *on, struct opening *out)
{
	struct rule rule;
	const json_t *body, *hours, *weekdays, *span, *day;
	bool found;
	size_t i, k;
	*out = (struct opening){ 0 };
	TRY(rule_in_force(cx, "opening", "default", on, &rule, &found));
	if (!found)
		return OK;
	TRY(rule_body(cx, &rule, &body));
	hours = json_object_get(body, "hours");
	weekdays = json_object_get(body, "weekdays");
	out->per_table = json_integer_value(json_object_get(body, "per_table"));
	out->hours = NEW(cx->mem, struct site_hours, json_array_size(hours) * json_array_size(weekdays) + 1);
	json_array_foreach(weekdays, i, day) {
		json_array_foreach(hours, k, span) {
			out->hours[out->n++] =
				(struct site_hours){ .weekday = json_integer_value(day),
						     .starts = json_string_value(json_object_get(span, "starts")),
						     .ends = json_string_value(json_object_get(span, "ends")),
						     .per_table = out->per_table };
		}
	}
	return OK;
}

static enum err
by_rule(struct ctx *cx, const struct opening *opening, const struct unit *site, struct site_capacity *c)
{
	if (!opening->n || (site->tables <= 0 && site->capacity <= 0))
		return OK;
	c->day_people = site->capacity > 0 ? site->capacity : 0;
	c->hours = NEW(cx->mem, struct site_hours, opening->n);
	c->n = opening->n;
	for (size_t i = 0; i < c->n; i++) {
		c->hours[i] = opening->hours[i];
		c->hours[i].tables = site->tables > 0 ? site->tables : 1;
	}
	return OK;
}

/* ---- reading ---- */

enum err
capacity_list(struct ctx *cx, const char *path, const struct unit *sites, size_t n, const char *on,
	      struct site_capacity **out)
{
	struct opening opening;
	struct site_hours *hours;
	struct day_off *off;
	size_t nhours, noff, h = 0, o = 0;
	const char *end = arena_printf(cx->mem, "%s:", path); /* paths are digits and slashes: ':' ends them */
	*out = NEW(cx->mem, struct site_capacity, n + 1);
	if (!n)
		return OK;
	TRY(load_opening(cx, on, &opening));
	TRY(db_list(cx, sql_site_hours_list(path, end, sites[0].id, sites[n - 1].id), &site_hours_fields, &hours,
		    &nhours));
	TRY(db_list(cx, sql_site_off_list(path, end, sites[0].id, sites[n - 1].id, on), &day_off_fields, &off, &noff));
	for (size_t i = 0; i < n; i++) {
		struct site_capacity *c = &(*out)[i];
		*c = (struct site_capacity){ .unit_id = sites[i].id };
		while (h < nhours && hours[h].unit_id < c->unit_id)
			h++;
		while (o < noff && off[o].unit_id < c->unit_id)
			o++;
		for (c->hours = hours + h; h < nhours && hours[h].unit_id == c->unit_id; h++)
			c->n++;
		for (c->off = off + o; o < noff && off[o].unit_id == c->unit_id; o++)
			c->noff++;
		c->own = c->n > 0;
		if (!c->own)
			TRY(by_rule(cx, &opening, &sites[i], c));
	}
	return OK;
}

enum err
capacity_get(struct ctx *cx, const struct unit *site, const char *on, struct site_capacity *out)
{
	struct site_capacity *list;
	TRY(capacity_list(cx, site->path, site, 1, on, &list));
	*out = list[0];
	return OK;
}

/* ---- writing ---- */

static enum err
must_be_site(struct ctx *cx, const struct unit *site)
{
	if (strcmp(site->level, "site") == 0 && strcmp(site->kind, UNIT_REGIONAL_STORE) != 0)
		return OK;
	return fail(cx, ERR_INVALID, "session.site", "Giờ tiêm chỉ đặt được cho một điểm tiêm.",
		    "Only a vaccination site has hours.");
}

static enum err
check_hours(struct ctx *cx, const struct site_hours *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t starts = hour_minutes(list[i].starts), ends = hour_minutes(list[i].ends);
		if (starts < 0 || ends < 0 || starts >= ends)
			return fail_field(cx, "hours", "hours.time", "Giờ tiêm %s-%s không hợp lệ; cần dạng 07:30.",
					  "The hours %s-%s are wrong; write them as 07:30.", list[i].starts,
					  list[i].ends);
		for (size_t k = 0; k < i; k++)
			if (list[k].weekday == list[i].weekday && strcmp(list[i].starts, list[k].ends) < 0 &&
			    strcmp(list[k].starts, list[i].ends) < 0)
				return fail_field(cx, "hours", "hours.overlap",
						  "Giờ tiêm %s-%s trùng với %s-%s cùng ngày.",
						  "The hours %s-%s overlap %s-%s of the same weekday.", list[i].starts,
						  list[i].ends, list[k].starts, list[k].ends);
	}
	return OK;
}

enum err
capacity_set(struct ctx *cx, const struct unit *site, const struct hours_in *in)
{
	const struct site_hours *list = in->hours.items;
	TRY(must_be_site(cx, site));
	TRY(check_hours(cx, list, in->hours.n));
	TRY(db_post(cx, sql_site_hours_clear(site->id)));
	for (size_t i = 0; i < in->hours.n; i++)
		TRY(db_post(cx, sql_site_hours_add(site->id, list[i].weekday, list[i].starts, list[i].ends,
						   list[i].tables, list[i].per_table)));
	return OK;
}

enum err
day_off_add(struct ctx *cx, const struct unit *site, const struct day_off *in)
{
	TRY(must_be_site(cx, site));
	return db_post(cx, sql_site_off_add(site->id, in->on_date, in->why));
}

enum err
day_off_remove(struct ctx *cx, const struct unit *site, const char *on_date)
{
	return db_post(cx, sql_site_off_remove(site->id, on_date));
}

/* ---- hours of a day ---- */

static int64_t
weekday_of(int64_t day)
{
	return (day + 3) % 7 + 1; /* 1970-01-01 was a Thursday */
}

bool
capacity_is_off(const struct site_capacity *c, int64_t day)
{
	int64_t off;
	for (size_t i = 0; i < c->noff; i++)
		if (date_parse(c->off[i].on_date, &off) && off == day)
			return true;
	return false;
}

/* Minutes of a weekday in all. */
static int64_t
minutes_open(const struct site_capacity *c, int64_t weekday)
{
	int64_t sum = 0;
	for (size_t i = 0; i < c->n; i++)
		if (c->hours[i].weekday == weekday)
			sum += hour_minutes(c->hours[i].ends) - hour_minutes(c->hours[i].starts);
	return sum;
}

/* What a span takes in its first `minutes`, when `before` of `open` minutes of the day were before it. Rounded down where the
 * sum is, so that the pieces add up. */
static int64_t
people_until(const struct site_capacity *c, const struct site_hours *h, int64_t before, int64_t open, int64_t minutes)
{
	if (c->day_people)
		return c->day_people * (before + minutes) / open;
	return h->tables * h->per_table * minutes / 60;
}

void
capacity_slots(struct ctx *cx, const struct site_capacity *c, int64_t day, int64_t minutes, struct slot **out,
	       size_t *n)
{
	int64_t weekday = weekday_of(day), open = minutes_open(c, weekday), before = 0;
	*n = 0;
	*out = NEW(cx->mem, struct slot, SESSION_SLOTS_MAX);
	if (capacity_is_off(c, day))
		return;
	for (size_t i = 0; i < c->n; i++) {
		const struct site_hours *h = &c->hours[i];
		if (h->weekday != weekday)
			continue;
		int64_t starts = hour_minutes(h->starts), length = hour_minutes(h->ends) - starts;
		for (int64_t at = 0; at < length && *n < SESSION_SLOTS_MAX; at += minutes) {
			int64_t end = at + minutes < length ? at + minutes : length;
			int64_t people = people_until(c, h, before, open, end) - people_until(c, h, before, open, at);
			if (people > SLOT_CAPACITY_MAX)
				people = SLOT_CAPACITY_MAX;
			if (people > 0)
				(*out)[(*n)++] = (struct slot){ .starts = minutes_text(cx->mem, starts + at),
								.ends = minutes_text(cx->mem, starts + end),
								.capacity = people };
		}
		before += length;
	}
}

int64_t
capacity_week(struct ctx *cx, const struct site_capacity *c)
{
	struct site_capacity always = *c;
	int64_t sum = 0;
	always.noff = 0;
	for (int64_t day = 0; day < 7; day++) {
		struct slot *slots;
		size_t n;
		capacity_slots(cx, &always, day, 60, &slots, &n);
		for (size_t i = 0; i < n; i++)
			sum += slots[i].capacity;
	}
	return sum;
}
