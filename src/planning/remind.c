/* Reminders the day before, and the word that a next dose is possible. */
#include "base/clock.h"
#include "message/message.h"
#include "planning/capacity.h"
#include "planning/follow.h"
#include "planning/planning_parts.h"
#include "rule/rule.h"
#include "settle_sql.h"

struct reminded {
	int64_t list_unit_id, person_id, appointment_id, dose_number;
	const char *slot, *code, *name, *phone, *lang;
};
static FIELDS(reminded, FIELD(reminded, list_unit_id, F_ID, 0, F_ROW), FIELD(reminded, person_id, F_ID, 0, F_ROW),
	      FIELD(reminded, appointment_id, F_ID, 0, F_ROW), FIELD(reminded, dose_number, F_I64, 0, F_ROW),
	      FIELD(reminded, slot, F_TEXT, 5, F_ROW), FIELD(reminded, code, F_TEXT, 16, F_ROW),
	      FIELD(reminded, name, F_TEXT, 300, F_ROW), FIELD(reminded, phone, F_TEXT, 20, F_ROW),
	      FIELD(reminded, lang, F_TEXT, 2, F_ROW));

enum err
remind_hour(struct ctx *cx, bool *come)
{
	struct rule rule;
	const json_t *body;
	bool found;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	*come = false;
	TRY(rule_in_force(cx, "reminder", "day_before", today, &rule, &found));
	if (!found)
		return OK;
	TRY(rule_body(cx, &rule, &body));
	int64_t from = hour_minutes(json_string_value(json_object_get(body, "from")));
	*come = from >= 0 && (cx->now + LOCAL_OFFSET_MS) % MS_DAY >= from * MS_MINUTE;
	return OK;
}

/* ---- the day before ---- */

struct reminding {
	struct rows sessions;
	int64_t unit_id, id, after;
	char tomorrow[DATE_SIZE];
	bool more;
};

static enum err
find_sessions(struct ctx *cx, void *arg)
{
	struct reminding *m = arg;
	bool come;
	m->sessions.n = 0;
	date_format(date_of(cx->now) + 1, m->tomorrow);
	TRY(remind_hour(cx, &come));
	return come ? db_query(cx, sql_remind_sessions(m->tomorrow, FOLLOW_SESSIONS), &m->sessions) : OK;
}

static enum err
remind_one(struct ctx *cx, const struct reminding *m, const struct unit *site, const char *first,
	   const struct reminded *p)
{
	const struct message_value values[] = { { "name", p->name },
						{ "hour",
						  message_hour(cx->mem, hour_minutes(p->slot ? p->slot : first)) },
						{ "date", message_day(cx->mem, m->tomorrow) },
						{ "place", site->name },
						{ "code", p->code },
						{ 0 } };
	struct message_in in = { .template = "reminder",
				 .phone = p->phone,
				 .lang = p->lang,
				 .person_id = p->person_id,
				 .unit_id = m->unit_id,
				 .dedupe = arena_printf(cx->mem, "%lld", (long long)p->appointment_id),
				 .values = values };
	return message_post(cx, &in, NULL);
}

/* Who has no hour is told the session's first one, or that of the rule. */
static enum err
first_hour(struct ctx *cx, const struct reminding *m, const char **out)
{
	struct rows row;
	TRY(db_query(cx, sql_remind_first_slot(m->unit_id, m->id), &row));
	*out = row.n ? db_cell(&row, 0, 0)->p : "07:30";
	return OK;
}

static enum err
remind_page(struct ctx *cx, void *arg)
{
	struct reminding *m = arg;
	struct reminded *list;
	struct unit site;
	const char *first;
	size_t n;
	bool mine;
	TRY(unit_get(cx, m->unit_id, &site));
	TRY(first_hour(cx, m, &first));
	TRY(db_list(cx, sql_remind_people(m->unit_id, m->id, m->after, FOLLOW_PAGE), &reminded_fields, &list, &n));
	m->more = n == FOLLOW_PAGE;
	int64_t next = n ? list[n - 1].person_id : m->after;
	TRY(db_claim(cx, sql_remind_move(m->unit_id, m->id, m->after, next, !m->more), &mine));
	if (!mine)
		return fail(cx, ERR_BUSY, "session.reminded", "Máy chủ khác vừa nhắc người của buổi tiêm này.",
			    "Another server has just reminded this session.");
	for (size_t i = 0; i < n; i++)
		TRY(remind_one(cx, m, &site, first, &list[i]));
	return OK;
}

enum err
remind_round(struct worker_round *r, bool *more)
{
	struct reminding m = { 0 };
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, find_sessions, &m));
	for (size_t i = 0; i < m.sessions.n; i++) {
		m.unit_id = db_cell(&m.sessions, i, 0)->i;
		m.id = db_cell(&m.sessions, i, 1)->i;
		m.after = db_cell(&m.sessions, i, 2)->i;
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, (uint64_t)m.unit_id, remind_page, &m));
	}
	*more = *more || m.sessions.n > 0;
	return OK;
}

/* ---- the next dose ---- */

#define NEXT_DOSE "next_dose"

struct opening_day {
	const char *last;
	const char *on_date; /* NULL: nothing to do */
	int64_t after_unit, after_person;
	bool more;
};

static const char *
day_text(struct ctx *cx, int64_t day)
{
	char *text = arena_alloc(cx->mem, DATE_SIZE);
	date_format(day, text);
	return text;
}

static enum err
find_day(struct ctx *cx, void *arg)
{
	struct opening_day *d = arg;
	struct rows last, open;
	TRY(db_query(cx, sql_day_work_last(NEXT_DOSE), &last));
	TRY(db_query(cx, sql_day_work_open(NEXT_DOSE), &open));
	d->last = last.n ? db_cell(&last, 0, 0)->p : NULL;
	d->on_date = open.n ? db_cell(&open, 0, 0)->p : NULL;
	d->after_unit = open.n ? db_cell(&open, 0, 1)->i : 0;
	d->after_person = open.n ? db_cell(&open, 0, 2)->i : 0;
	return OK;
}

/* Today's work, and that of days on which nobody was at work. */
static enum err
add_days(struct ctx *cx, void *arg)
{
	const struct opening_day *d = arg;
	int64_t today = date_of(cx->now), from = today, last;
	if (d->last && date_parse(d->last, &last))
		from = last + 1 > today - NEXT_DOSE_DAYS_BACK ? last + 1 : today - NEXT_DOSE_DAYS_BACK;
	for (; from <= today; from++)
		TRY(db_post(cx, sql_day_work_add(NEXT_DOSE, day_text(cx, from))));
	return OK;
}

static enum err
tell_next_dose(struct ctx *cx, const char *on_date, const struct reminded *p)
{
	const struct message_value values[] = { { "name", p->name },
						{ "number", arena_printf(cx->mem, "%lld", (long long)p->dose_number) },
						{ "from", message_day(cx->mem, on_date) },
						{ 0 } };
	struct message_in in = { .template = "next_dose",
				 .phone = p->phone,
				 .lang = p->lang,
				 .person_id = p->person_id,
				 .unit_id = p->list_unit_id,
				 .dedupe = arena_printf(cx->mem, "%lld:%s", (long long)p->appointment_id, on_date),
				 .values = values };
	return message_post(cx, &in, NULL);
}

static enum err
next_dose_page(struct ctx *cx, void *arg)
{
	struct opening_day *d = arg;
	struct reminded *list;
	size_t n;
	bool mine;
	TRY(db_list(cx, sql_next_dose_people(d->on_date, d->after_unit, d->after_person, FOLLOW_PAGE), &reminded_fields,
		    &list, &n));
	d->more = n == FOLLOW_PAGE;
	int64_t unit = n ? list[n - 1].list_unit_id : d->after_unit,
		person = n ? list[n - 1].person_id : d->after_person;
	TRY(db_claim(cx,
		     sql_day_work_move(NEXT_DOSE, d->on_date, d->after_unit, d->after_person, unit, person,
				       d->more ? NULL : &cx->now),
		     &mine));
	if (!mine)
		return fail(cx, ERR_BUSY, "day.done", "Máy chủ khác vừa làm việc này.",
			    "Another server has just done this.");
	for (size_t i = 0; i < n; i++)
		TRY(tell_next_dose(cx, d->on_date, &list[i]));
	return OK;
}

enum err
next_dose_round(struct worker_round *r, bool *more)
{
	struct opening_day d = { 0 };
	char today[DATE_SIZE];
	date_text(r->cx.now, today);
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, find_day, &d));
	if (!d.last || strcmp(d.last, today) < 0) {
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, 0, add_days, &d));
		TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, find_day, &d));
	}
	if (!d.on_date)
		return OK;
	TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, 0, next_dose_page, &d));
	*more = true;
	return OK;
}

enum err
follow_round(struct worker_round *r, bool *more)
{
	enum err (*const rounds[])(struct worker_round *, bool *) = { settle_round, remind_round, next_dose_round };
	enum err first = OK;
	*more = false;
	for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) { /* none waits for another that fails */
		enum err err = rounds[i](r, more);
		first = first == OK ? err : first;
	}
	return first;
}
