#include "planning/calendar.h"

#include "base/clock.h"
#include "calendar_sql.h"

FIELDS(calendar_day, FIELD(calendar_day, on_date, F_DATE, 10, F_ROW | F_OUT),
       FIELD(calendar_day, sessions, F_I64, 0, F_ROW | F_OUT), FIELD(calendar_day, open, F_I64, 0, F_ROW | F_OUT),
       FIELD(calendar_day, capacity, F_I64, 0, F_ROW | F_OUT), FIELD(calendar_day, booked, F_I64, 0, F_ROW | F_OUT),
       FIELD(calendar_day, apart, F_I64, 0, F_ROW | F_OUT), FIELD(calendar_day, any_time, F_I64, 0, F_OUT));

FIELDS(calendar_session, FIELD(calendar_session, unit_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(calendar_session, unit_name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(calendar_session, commune_name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(calendar_session, id, F_ID, 0, F_ROW | F_OUT), FIELD(calendar_session, on_date, F_DATE, 10, F_ROW | F_OUT),
       FIELD(calendar_session, state, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(calendar_session, capacity, F_I64, 0, F_ROW | F_OUT),
       FIELD(calendar_session, booked, F_I64, 0, F_ROW | F_OUT),
       FIELD(calendar_session, apart, F_I64, 0, F_ROW | F_OUT),
       FIELD(calendar_session, any_time, F_I64, 0, F_ROW | F_OUT),
       FIELD(calendar_session, products, F_TEXT, 300, F_OUT));

static enum err
check_days(struct ctx *cx, const char *from, const char *to)
{
	int64_t first, last;
	if (date_parse(from, &first) && date_parse(to, &last) && last >= first && last - first < CALENDAR_DAYS_MAX)
		return OK;
	return fail_field(cx, "to", "calendar.days", "Lịch xem được từ 1 đến %d ngày.",
			  "A calendar shows 1 to %d days.", CALENDAR_DAYS_MAX);
}

enum err
calendar_days(struct ctx *cx, const struct unit *unit, const char *from, const char *to, struct calendar_day **out,
	      size_t *n)
{
	struct rows rows;
	const char *end = arena_printf(cx->mem, "%s:", unit->path);
	TRY(check_days(cx, from, to));
	TRY(db_list(cx, sql_calendar_days(unit->path, end, from, to), &calendar_day_fields, out, n));
	TRY(db_query(cx, sql_calendar_any_time(unit->path, end, from, to), &rows));
	for (size_t i = 0; i < *n; i++)
		for (size_t r = 0; r < rows.n; r++)
			if (strcmp(db_cell(&rows, r, 0)->p, (*out)[i].on_date) == 0)
				(*out)[i].any_time = db_cell(&rows, r, 1)->i;
	return OK;
}

static enum err
add_products(struct ctx *cx, struct calendar_session *s)
{
	struct rows rows;
	TRY(db_query(cx, sql_calendar_products(s->unit_id, s->id), &rows));
	s->products = "";
	for (size_t i = 0; i < rows.n; i++)
		s->products = arena_printf(cx->mem, "%s%s%s", s->products, i ? "," : "", db_cell(&rows, i, 0)->p);
	return OK;
}

enum err
calendar_sessions(struct ctx *cx, const struct unit *unit, const char *from, const char *to,
		  const struct calendar_mark *after, struct calendar_session **out, size_t *n)
{
	const char *end = arena_printf(cx->mem, "%s:", unit->path);
	TRY(check_days(cx, from, to));
	TRY(db_list(cx,
		    sql_calendar_sessions(unit->path, end, from, to, after->unit_id,
					  after->on_date ? after->on_date : "", after->id, CALENDAR_PAGE),
		    &calendar_session_fields, out, n));
	for (size_t i = 0; i < *n; i++)
		TRY(add_products(cx, &(*out)[i]));
	return OK;
}
