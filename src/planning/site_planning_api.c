/* Routes of what sites have of planning: hours, calendar, sessions that are not held, standby. */
#include "base/clock.h"
#include "planning/calendar.h"
#include "planning/capacity.h"
#include "planning/planning_api.h"
#include "planning/standby.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

#include <stdlib.h>

#define UNIT "/api/v1/units/{unit}"
#define SESSION UNIT "/sessions/{session}"

/* ---- hours ---- */

static enum err
reply_hours(struct request *rq)
{
	struct unit site;
	struct site_capacity c;
	char *today = arena_alloc(rq->cx.mem, DATE_SIZE);
	date_text(rq->cx.now, today);
	TRY(unit_in_path(rq, &site));
	TRY(capacity_get(&rq->cx, &site, today, &c));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_id(out, "unit_id", site.id);
	json_kv_bool(out, "set", c.own);
	json_kv_i64(out, "people_a_week", capacity_week(&rq->cx, &c));
	fields_write_list(out, "hours", &site_hours_fields, c.hours, c.n);
	fields_write_list(out, "off", &day_off_fields, c.off, c.noff);
	json_obj_end(out);
	return OK;
}

static enum err
put_hours(struct request *rq)
{
	struct unit site;
	TRY(unit_in_path(rq, &site));
	TRY(capacity_set(&rq->cx, &site, rq->in));
	return reply_hours(rq);
}

static enum err
post_day_off(struct request *rq)
{
	struct unit site;
	const struct day_off *in = rq->in;
	rq->cx.why = in->why;
	TRY(unit_in_path(rq, &site));
	TRY(day_off_add(&rq->cx, &site, in));
	return reply_hours(rq);
}

static enum err
post_day_on(struct request *rq)
{
	struct unit site;
	TRY(unit_in_path(rq, &site));
	TRY(day_off_remove(&rq->cx, &site, request_param(rq, "day")));
	return reply_hours(rq);
}

/* ---- calendar ---- */

struct calendar_in {
	const char *from, *to, *after;
};
static const struct fields calendar_in_fields = { "calendar_in", sizeof(struct calendar_in),
						  (const struct field[]){
							  FIELD(calendar_in, from, F_DATE, 10, F_IN | F_MUST),
							  FIELD(calendar_in, to, F_DATE, 10, F_IN | F_MUST),
							  { 0 } } };
static const struct fields calendar_page_fields = { "calendar_page", sizeof(struct calendar_in),
						    (const struct field[]){
							    FIELD(calendar_in, from, F_DATE, 10, F_IN | F_MUST),
							    FIELD(calendar_in, to, F_DATE, 10, F_IN | F_MUST),
							    FIELD(calendar_in, after, F_TEXT, 80, F_IN),
							    { 0 } } };

static enum err
get_calendar(struct request *rq)
{
	struct unit unit;
	struct calendar_day *list;
	size_t n;
	const struct calendar_in *in = rq->in;
	TRY(unit_in_path(rq, &unit));
	TRY(calendar_days(&rq->cx, &unit, in->from, in->to, &list, &n));
	return reply_list(rq, &calendar_day_fields, list, n, NULL);
}

/* "UNIT.DAY.SESSION". */
static enum err
read_mark(struct request *rq, const char *text, struct calendar_mark *out)
{
	const char *first = text ? strchr(text, '.') : NULL, *last = text ? strrchr(text, '.') : NULL;
	*out = (struct calendar_mark){ 0 };
	if (!text)
		return OK;
	if (first && last > first && i64_parse(last + 1, &out->id) &&
	    i64_parse(arena_strndup(rq->cx.mem, text, (size_t)(first - text)), &out->unit_id)) {
		out->on_date = arena_strndup(rq->cx.mem, first + 1, (size_t)(last - first - 1));
		return OK;
	}
	return fail_field(&rq->cx, "after", "cursor.invalid", "Trang tiếp theo không đúng. Hãy mở lại danh sách.",
			  "This is no cursor of ours. Open the list again.");
}

static enum err
get_calendar_sessions(struct request *rq)
{
	struct unit unit;
	struct calendar_session *list;
	struct calendar_mark mark;
	size_t n;
	const struct calendar_in *in = rq->in;
	TRY(read_mark(rq, in->after, &mark));
	TRY(unit_in_path(rq, &unit));
	TRY(calendar_sessions(&rq->cx, &unit, in->from, in->to, &mark, &list, &n));
	const char *next = n == CALENDAR_PAGE ? arena_printf(rq->cx.mem, "%lld.%s.%lld", (long long)list[n - 1].unit_id,
							     list[n - 1].on_date, (long long)list[n - 1].id)
					      : NULL;
	return reply_list(rq, &calendar_session_fields, list, n, next);
}

/* ---- sessions that are not held ---- */

struct cancel_in {
	const char *why;
};
static FIELDS(cancel_in, FIELD(cancel_in, why, F_TEXT, 500, F_IN | F_MUST));

static enum err
the_session(struct request *rq, struct session *out)
{
	return session_get_open(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "session"), out);
}

static enum err
post_cancel(struct request *rq)
{
	struct session s;
	const struct cancel_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(the_session(rq, &s));
	TRY(session_cancel(&rq->cx, &s, in->why));
	TRY(session_get(&rq->cx, s.unit_id, s.id, &s));
	return reply_one(rq, 200, &session_fields, &s);
}

/* ---- standby ---- */

static enum err
reply_standby(struct request *rq, const struct session *s)
{
	struct standby *list;
	size_t n;
	TRY(standby_list(&rq->cx, s, &list, &n));
	for (size_t i = 0; i < n; i++)
		request_views(rq, list[i].person_id);
	return reply_list(rq, &standby_fields, list, n, NULL);
}

static enum err
get_standby(struct request *rq)
{
	struct session s;
	TRY(session_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "session"), &s));
	return reply_standby(rq, &s);
}

static enum err
post_standby(struct request *rq)
{
	struct unit site;
	struct session s;
	const struct standby_in *in = rq->in;
	TRY(unit_in_path(rq, &site));
	TRY(the_session(rq, &s));
	TRY(standby_make(&rq->cx, &site, &s, in->people));
	return reply_standby(rq, &s);
}

static enum err
post_call(struct request *rq)
{
	struct unit site;
	struct session s;
	int64_t called;
	TRY(unit_in_path(rq, &site));
	TRY(the_session(rq, &s));
	TRY(standby_call(&rq->cx, &site, &s, rq->in, &called));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_i64(out, "called", called);
	json_obj_end(out);
	return OK;
}

static enum err
post_answer(struct request *rq)
{
	struct session s;
	const struct standby_answer *in = rq->in;
	rq->cx.why = in->why;
	TRY(the_session(rq, &s));
	TRY(standby_answer(&rq->cx, &s, request_id_param(rq, "person"), in));
	return reply_standby(rq, &s);
}

const struct route site_planning_routes[] = {
	{ GET, UNIT "/hours", CAP_SESSION_READ, TX_READ, NULL, reply_hours,
	  "when a site vaccinates, and its days off" },
	{ PUT, UNIT "/hours", CAP_SESSION_WRITE, TX_WRITE, &hours_in_fields, put_hours,
	  "set a site's hours by weekday; none: those of the rule" },
	{ POST, UNIT "/days-off", CAP_SESSION_WRITE, TX_WRITE, &day_off_fields, post_day_off,
	  "a day on which a site does not vaccinate, with the reason" },
	{ POST, UNIT "/days-off/{day}/remove", CAP_SESSION_WRITE, TX_WRITE, NULL, post_day_on, "no day off after all" },
	{ GET, UNIT "/calendar", CAP_SESSION_READ, TX_READ, &calendar_in_fields, get_calendar,
	  "sessions of a unit and all below, day by day: how many, capacity, booked, set apart for booking" },
	{ GET, UNIT "/calendar/sessions", CAP_SESSION_READ, TX_READ, &calendar_page_fields, get_calendar_sessions,
	  "sessions of a unit and all below between two days" },
	{ POST, SESSION "/cancel", CAP_SESSION_WRITE, TX_WRITE, &cancel_in_fields, post_cancel,
	  "a session is not held, with the reason; its people are told or planned again" },
	{ GET, SESSION "/standby", CAP_PERSON_READ, TX_READ, NULL, get_standby,
	  "who may be called for doses that are left", LOGS_VIEW },
	{ POST, SESSION "/standby", CAP_VISIT_CHECKIN, TX_WRITE, &standby_in_fields, post_standby,
	  "make or lengthen the standby list of today's session, in priority order", LOGS_VIEW },
	{ POST, SESSION "/standby/call", CAP_VISIT_CHECKIN, TX_WRITE, &standby_call_fields, post_call,
	  "call the next people of the standby list by message" },
	{ POST, SESSION "/standby/{person}", CAP_VISIT_CHECKIN, TX_WRITE, &standby_answer_fields, post_answer,
	  "note who of the standby list comes or declines", LOGS_VIEW },
	{ 0 },
};
