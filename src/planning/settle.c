/* Sessions that are over: what became of their people is carried on to their registrations. Where those who came stand was said at the
 * tables (registration/table.c); what is left are the next dose of who was vaccinated, and those who did not come. */
#include "audit/audit.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "message/message.h"
#include "planning/follow.h"
#include "planning/planning_parts.h"
#include "registration/registration.h"
#include "session/session.h"
#include "settle_sql.h"

struct settled {
	int64_t person_id, appointment_id;
	const char *state, *slot;
	int64_t visit_id;
	const char *step, *waits;
	int64_t placed_id, placed_at;
	const char *not_before;
	int64_t planned_id;
	const char *name, *phone, *lang;
};
static FIELDS(settled, FIELD(settled, person_id, F_ID, 0, F_ROW), FIELD(settled, appointment_id, F_ID, 0, F_ROW),
	      FIELD(settled, state, F_TEXT, 16, F_ROW), FIELD(settled, slot, F_TEXT, 5, F_ROW),
	      FIELD(settled, visit_id, F_ID, 0, F_ROW), FIELD(settled, step, F_TEXT, 20, F_ROW),
	      FIELD(settled, waits, F_TEXT, 16, F_ROW), FIELD(settled, placed_id, F_ID, 0, F_ROW),
	      FIELD(settled, placed_at, F_ID, 0, F_ROW), FIELD(settled, not_before, F_DATE, 10, F_ROW),
	      FIELD(settled, planned_id, F_ID, 0, F_ROW), FIELD(settled, name, F_TEXT, 300, F_ROW),
	      FIELD(settled, phone, F_TEXT, 20, F_ROW), FIELD(settled, lang, F_TEXT, 2, F_ROW));

struct over {
	const char *on_date, *state, *why;
	int64_t settle_after, settle_again_ms;
};
static FIELDS(over, FIELD(over, on_date, F_DATE, 10, F_ROW), FIELD(over, state, F_TEXT, 16, F_ROW),
	      FIELD(over, why, F_TEXT, 500, F_ROW), FIELD(over, settle_after, F_I64, 0, F_ROW),
	      FIELD(over, settle_again_ms, F_I64, 0, F_ROW));

struct settling {
	int64_t unit_id, id;
	struct rows due;
	struct over session;
	const char *link;
	int64_t plan_unit_id, plan_id;
	bool replan_waits; /* a plan's people are left to its re-planning for now */
	int64_t again_ms;  /* somebody of this pass is to be looked at again: when; NONE: nobody */
	bool more;
};

/* The soonest of what everybody of the pass is owed. */
static void
look_again(struct settling *s, int64_t ms)
{
	if (s->again_ms == NONE || ms < s->again_ms)
		s->again_ms = ms;
}

static enum err
tell(struct ctx *cx, const struct settling *s, const struct settled *p, const char *template, const char *dedupe,
     const char *from)
{
	const struct message_value values[] = { { "name", p->name },
						{ "date", message_day(cx->mem, s->session.on_date) },
						{ "link", s->link },
						{ "from", from ? message_day(cx->mem, from) : "" },
						{ "why", s->session.why ? s->session.why : "" },
						{ 0 } };
	struct message_in in = { .template = template,
				 .phone = p->phone,
				 .lang = p->lang,
				 .person_id = p->person_id,
				 .unit_id = s->unit_id,
				 .dedupe = dedupe,
				 .values = values };
	return message_post(cx, &in, NULL);
}

/* The table left the page open: the person is there, or the step was never finished. Past midnight it is over. */
static enum err
settle_under_way(struct ctx *cx, struct settling *s, const struct settled *p, bool here)
{
	char today[DATE_SIZE];
	date_text(cx->now, today);
	if (strcmp(today, s->session.on_date) <= 0) {
		look_again(s, (date_of(cx->now) + 1) * MS_DAY - LOCAL_OFFSET_MS);
		return OK;
	}
	return here ? registration_release(cx, p->person_id, p->appointment_id, "moved", NULL) : OK;
}

static enum err
settle_closed(struct ctx *cx, struct settling *s, const struct settled *p)
{
	bool here = p->placed_id == p->appointment_id && p->placed_at == s->unit_id;
	if (is(p->step, "checked_in") || is(p->step, "screened"))
		return settle_under_way(cx, s, p, here);
	if (is(p->step, "observing") || is(p->step, "released"))
		return registration_dose_given(cx, p->person_id);
	if (is(p->step, "deferred") && is(p->waits, "waiting") && p->not_before &&
	    strcmp(p->not_before, s->session.on_date) > 0)
		return tell(cx, s, p, "deferred", arena_printf(cx->mem, "%lld", (long long)p->visit_id), p->not_before);
	if (p->step || !here || !is(p->state, "no_show"))
		return OK;
	TRY(registration_release(cx, p->person_id, p->appointment_id, "no_show", NULL));
	return tell(cx, s, p, "no_show", arena_printf(cx->mem, "%lld", (long long)p->appointment_id), NULL);
}

static enum err
settle_cancelled(struct ctx *cx, struct settling *s, const struct settled *p)
{
	if (!is(p->state, "expected"))
		return OK;
	if (s->replan_waits && p->planned_id == p->appointment_id) {
		look_again(s, cx->now + SETTLE_AGAIN_MS);
		return OK;
	}
	TRY(appointment_cancel(cx, s->unit_id, p->appointment_id));
	if (p->placed_id == p->appointment_id && p->placed_at == s->unit_id)
		TRY(registration_release(cx, p->person_id, p->appointment_id, "cancelled", NULL));
	return tell(cx, s, p, "invitation_cancelled", arena_printf(cx->mem, "x%lld", (long long)p->appointment_id),
		    NULL);
}

/* Until the evening before, people of a published plan may still be given another place instead of being sent back. */
static enum err
look_for_plan(struct ctx *cx, struct settling *s)
{
	struct rows row;
	bool late;
	char tomorrow[DATE_SIZE];
	date_format(date_of(cx->now) + 1, tomorrow);
	TRY(db_query(cx, sql_settle_plan(s->unit_id, s->id), &row));
	if (!row.n)
		return OK;
	s->plan_unit_id = db_cell(&row, 0, 0)->i;
	s->plan_id = db_cell(&row, 0, 1)->i;
	TRY(remind_hour(cx, &late));
	int order = strcmp(s->session.on_date, tomorrow);
	s->replan_waits = order > 0 || (order == 0 && !late);
	return OK;
}

/* Moves the session's mark: to the next page; to when somebody is owed another look; or nowhere, when all is done. */
static enum err
move_mark(struct ctx *cx, const struct settling *s, int64_t next)
{
	const int64_t *again = s->again_ms == NONE ? NULL : &s->again_ms;
	const int64_t *due = s->more ? &cx->now : again;
	bool mine;
	TRY(db_claim(cx, sql_settle_move(s->unit_id, s->id, s->session.settle_after, next, due, s->more ? again : NULL),
		     &mine));
	return mine ? OK
		    : fail(cx, ERR_BUSY, "session.settled", "Máy chủ khác vừa xử lý buổi tiêm này.",
			   "Another server has just settled this session.");
}

/* Nobody closed it (SESSION_OPEN_DAYS). */
static enum err
close_forgotten(struct ctx *cx, struct settling *s)
{
	struct session session = { .unit_id = s->unit_id, .id = s->id, .on_date = s->session.on_date };
	TRY(session_close(cx, &session));
	return audit_add(cx, s->unit_id, "session close", arena_printf(cx->mem, "%lld", (long long)s->id), NULL, 0);
}

static enum err
settle_people(struct ctx *cx, struct settling *s)
{
	struct settled *list;
	size_t n;
	const json_t *rule;
	bool cancelled = is(s->session.state, "cancelled");
	TRY(planning_rule(cx, s->session.on_date, &rule));
	s->link = json_string_value(json_object_get(rule, "link"));
	if (cancelled)
		TRY(look_for_plan(cx, s));
	TRY(db_list(
		cx,
		sql_settle_people(s->unit_id, s->id, s->session.settle_after, s->plan_unit_id, s->plan_id, FOLLOW_PAGE),
		&settled_fields, &list, &n));
	for (size_t i = 0; i < n; i++)
		TRY(cancelled ? settle_cancelled(cx, s, &list[i]) : settle_closed(cx, s, &list[i]));
	s->more = n == FOLLOW_PAGE;
	TRY(move_mark(cx, s, s->more ? list[n - 1].person_id : 0));
	return n ? audit_add(cx, s->unit_id, "session settle", arena_printf(cx->mem, "%lld", (long long)s->id), NULL, 0)
		 : OK;
}

static enum err
settle_page(struct ctx *cx, void *arg)
{
	struct settling *s = arg;
	bool found;
	s->more = s->replan_waits = false;
	s->plan_unit_id = s->plan_id = 0;
	TRY(db_one(cx, sql_settle_session(s->unit_id, s->id), &over_fields, &s->session, &found));
	if (!found)
		return OK;
	s->again_ms = s->session.settle_again_ms;
	if (is(s->session.state, "open")) {
		look_again(s, session_closes_itself_ms(s->session.on_date));
		if (cx->now < s->again_ms)
			return move_mark(cx, s, 0);
		s->again_ms = NONE;
		TRY(close_forgotten(cx, s));
	}
	return settle_people(cx, s);
}

static enum err
find_due(struct ctx *cx, void *arg)
{
	struct settling *s = arg;
	return db_query(cx, sql_settle_due(cx->now, FOLLOW_SESSIONS), &s->due);
}

/* The one session that we cannot digest, through a mistake of ours, does not keep the others waiting. */
static enum err
put_off(struct ctx *cx, void *arg)
{
	const struct settling *s = arg;
	return db_post(cx, sql_settle_put_off(s->unit_id, s->id, cx->now + SETTLE_AGAIN_MS));
}

static enum err
settle_session(struct worker_round *r, struct settling *s)
{
	enum err err;
	do
		err = lanes_call(r->lanes, &r->cx, TX_WRITE, (uint64_t)s->unit_id, settle_page, s);
	while (err == OK && s->more);
	if (err == OK)
		return OK;
	bool busy = err == ERR_BUSY; /* another server is at it, or the database is not there: it stays due */
	if (!busy)
		log_error("session %lld of unit %lld could not be settled: %s", (long long)s->id, (long long)s->unit_id,
			  r->cx.problem.en ? r->cx.problem.en : err_name(err));
	r->cx.problem = (struct problem){ 0 };
	return busy ? OK : lanes_call(r->lanes, &r->cx, TX_WRITE, (uint64_t)s->unit_id, put_off, s);
}

enum err
settle_round(struct worker_round *r, bool *more)
{
	struct settling s = { 0 };
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, find_due, &s));
	for (size_t i = 0; i < s.due.n; i++) {
		s.unit_id = db_cell(&s.due, i, 0)->i;
		s.id = db_cell(&s.due, i, 1)->i;
		TRY(settle_session(r, &s));
	}
	*more = *more || s.due.n == FOLLOW_SESSIONS;
	return OK;
}
