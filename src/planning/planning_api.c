/* Routes of plans. */
#include "planning/planning_api.h"

#include "message/message.h"
#include "planning/planning.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

#include <stdlib.h>

#define PLANS "/api/v1/units/{unit}/plans"
#define PLAN PLANS "/{plan}"

static enum err
the_plan(struct request *rq, struct planning *out)
{
	return planning_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "plan"), out);
}

static void
write_summary(struct buf *out, const struct planning *p)
{
	fields_write_members(out, &planning_fields, p);
	json_kv_i64(out, "nowhere", p->people - p->placed);
	json_kv_bool(out, "again", p->published_ms != 0);
}

static enum err
write_plan(struct request *rq, struct buf *out, const struct planning *p)
{
	struct message_progress progress;
	struct message_batch batch;
	json_obj(out);
	write_summary(out, p);
	json_key(out, "messages");
	if (p->batch_id) {
		TRY(message_progress(&rq->cx, p->batch_id, &progress));
		TRY(message_batch_get(&rq->cx, p->unit_id, p->batch_id, &batch));
		json_obj(out);
		fields_write_members(out, &message_progress_fields, &progress);
		json_kv_text(out, "flow", batch.flow);
		json_obj_end(out);
	} else {
		json_none(out);
	}
	json_obj_end(out);
	return OK;
}

static enum err
reply_plan(struct request *rq, int status, const struct planning *p)
{
	return write_plan(rq, reply_json(rq, status), p);
}

static enum err
get_plans(struct request *rq)
{
	struct planning *list;
	size_t n;
	TRY(planning_list(&rq->cx, request_id_param(rq, "unit"), &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		json_obj(out);
		write_summary(out, &list[i]);
		json_obj_end(out);
	}
	json_arr_end(out);
	json_key(out, "next");
	json_none(out);
	json_obj_end(out);
	return OK;
}

static enum err
post_plan(struct request *rq)
{
	struct unit unit;
	struct planning p;
	TRY(unit_in_path(rq, &unit));
	TRY(planning_create(&rq->cx, &unit, rq->in, &p));
	return reply_plan(rq, 201, &p);
}

static enum err
get_plan(struct request *rq)
{
	struct planning p;
	TRY(the_plan(rq, &p));
	return reply_plan(rq, 200, &p);
}

static enum err
post_change(struct request *rq)
{
	struct planning p;
	TRY(the_plan(rq, &p));
	TRY(planning_change(&rq->cx, &p, rq->in, rq->has, &p));
	return reply_plan(rq, 200, &p);
}

/* ---- states ---- */

struct decision {
	int64_t version, rate;
	const char *why;
};
static FIELDS(decision, FIELD_RANGE(decision, version, 0, INT64_MAX, F_IN | F_MUST));
static const struct fields plan_cancel_fields = { "plan_cancel", sizeof(struct decision),
						  (const struct field[]){
							  FIELD_RANGE(decision, version, 0, INT64_MAX, F_IN | F_MUST),
							  FIELD(decision, why, F_TEXT, PLANNING_WHY_MAX, F_IN | F_MUST),
							  { 0 } } };
static const struct fields plan_publish_fields = { "plan_publish", sizeof(struct decision),
						   (const struct field[]){
							   FIELD_RANGE(decision, version, 0, INT64_MAX, F_IN | F_MUST),
							   FIELD_RANGE(decision, rate, 0, MESSAGE_RATE_MAX, F_IN),
							   { 0 } } };

static enum err
post_compute(struct request *rq)
{
	struct planning p;
	const struct decision *in = rq->in;
	TRY(the_plan(rq, &p));
	TRY(planning_compute(&rq->cx, &p, in->version, &p));
	return reply_plan(rq, 202, &p);
}

static enum err
post_publish(struct request *rq)
{
	struct planning p;
	const struct decision *in = rq->in;
	TRY(the_plan(rq, &p));
	TRY(planning_publish(&rq->cx, &p, in->version, in->rate, &p));
	return reply_plan(rq, 202, &p);
}

static enum err
post_replan(struct request *rq)
{
	struct planning p;
	const struct decision *in = rq->in;
	TRY(the_plan(rq, &p));
	TRY(planning_replan(&rq->cx, &p, in->version, &p));
	return reply_plan(rq, 202, &p);
}

static enum err
stop_messages(struct request *rq, bool stop)
{
	struct planning p;
	TRY(the_plan(rq, &p));
	TRY(planning_stop_messages(&rq->cx, &p, stop));
	return reply_plan(rq, 200, &p);
}

static enum err
post_stop(struct request *rq)
{
	return stop_messages(rq, true);
}

static enum err
post_resume(struct request *rq)
{
	return stop_messages(rq, false);
}

static enum err
post_discard(struct request *rq)
{
	struct planning p;
	const struct decision *in = rq->in;
	TRY(the_plan(rq, &p));
	TRY(planning_discard(&rq->cx, &p, in->version, &p));
	return reply_plan(rq, 200, &p);
}

static enum err
post_cancel(struct request *rq)
{
	struct planning p;
	const struct decision *in = rq->in;
	rq->cx.why = in->why;
	TRY(the_plan(rq, &p));
	TRY(planning_cancel(&rq->cx, &p, in->version, in->why, &p));
	return reply_plan(rq, 200, &p);
}

/* ---- doses ---- */

struct after {
	const char *after;
};
static FIELDS(after, FIELD(after, after, F_TEXT, 80, F_IN));

/* "SITE.PRODUCT.POOL". */
static enum err
read_mark(struct request *rq, const char *text, struct stock_mark *out)
{
	const char *first = text ? strchr(text, '.') : NULL, *last = text ? strrchr(text, '.') : NULL;
	*out = (struct stock_mark){ 0 };
	if (!text)
		return OK;
	if (first && last > first &&
	    i64_parse(arena_strndup(rq->cx.mem, text, (size_t)(first - text)), &out->site_id)) {
		out->product_code = arena_strndup(rq->cx.mem, first + 1, (size_t)(last - first - 1));
		out->pool = last + 1;
		return OK;
	}
	return fail_field(&rq->cx, "after", "cursor.invalid", "Trang tiếp theo không đúng. Hãy mở lại danh sách.",
			  "This is no cursor of ours. Open the list again.");
}

static enum err
get_stock(struct request *rq)
{
	struct planning p;
	struct planned_stock *list;
	struct stock_mark mark;
	size_t n;
	const struct after *in = rq->in;
	TRY(read_mark(rq, in->after, &mark));
	TRY(the_plan(rq, &p));
	TRY(planned_stock_list(&rq->cx, &p, &mark, &list, &n));
	const char *next = n == PLANNING_PAGE ? arena_printf(rq->cx.mem, "%lld.%s.%s", (long long)list[n - 1].site_id,
							     list[n - 1].product_code, list[n - 1].pool)
					      : NULL;
	return reply_list(rq, &planned_stock_fields, list, n, next);
}

static enum err
post_stock(struct request *rq)
{
	struct planning p;
	const struct stock_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(the_plan(rq, &p));
	TRY(planned_stock_set(&rq->cx, &p, in, &p));
	return reply_plan(rq, 200, &p);
}

/* ---- preview ---- */

static void
write_figure(struct buf *out, const struct planned_figure *f)
{
	json_obj(out);
	fields_write_members(out, &planned_figure_fields, f);
	json_kv_i64(out, "days_mean_e1", f->placed ? f->days * 10 / f->placed : 0);
	json_kv_i64(out, "days_median", f->median);
	json_kv_i64(out, "days_p90", f->p90);
	json_kv_i64(out, "days_max", f->longest);
	json_obj_end(out);
}

static void
write_figures(struct buf *out, const char *key, const char *kind, const struct planned_figure *list, size_t n)
{
	json_key(out, key);
	json_arr(out);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].kind, kind) == 0)
			write_figure(out, &list[i]);
	json_arr_end(out);
}

static void
write_whys(struct buf *out, const struct planned_figure *list, size_t n)
{
	json_key(out, "whys");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		const char *vi, *en;
		if (strcmp(list[i].kind, "why") != 0 || !list[i].nowhere)
			continue;
		planned_why(list[i].key, &vi, &en);
		json_obj(out);
		json_kv_text(out, "why", list[i].key);
		json_kv_i64(out, "n", list[i].nowhere);
		json_kv_text(out, "vi", vi);
		json_kv_text(out, "en", en);
		json_obj_end(out);
	}
	json_arr_end(out);
}

static enum err
get_figures(struct request *rq)
{
	struct planning p;
	struct planned_figure *list;
	size_t n;
	TRY(the_plan(rq, &p));
	TRY(planned_figure_list(&rq->cx, &p, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "all");
	if (n && strcmp(list[0].kind, "all") == 0)
		write_figure(out, &list[0]);
	else
		json_none(out);
	write_figures(out, "groups", "group", list, n);
	write_figures(out, "communes", "commune", list, n);
	write_whys(out, list, n);
	json_key(out, "changes");
	json_obj(out);
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].kind, "change") == 0)
			json_kv_i64(out, list[i].key, list[i].placed);
	json_obj_end(out);
	json_obj_end(out);
	return OK;
}

static enum err
get_sessions(struct request *rq)
{
	struct planning p;
	struct planned_session *list;
	struct planned_slot *slots;
	size_t n, nslots, at = 0;
	TRY(the_plan(rq, &p));
	TRY(planned_session_list(&rq->cx, &p, rq->in, &list, &n, &slots, &nslots));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		size_t from, to;
		while (at < nslots && slots[at].planned_session_id < list[i].id)
			at++;
		for (from = to = at; to < nslots && slots[to].planned_session_id == list[i].id;)
			to++;
		json_obj(out);
		fields_write_members(out, &planned_session_fields, &list[i]);
		fields_write_list(out, "slots", &planned_slot_fields, nslots ? slots + from : NULL, to - from);
		json_obj_end(out);
	}
	json_arr_end(out);
	json_key(out, "next");
	if (n == PLANNING_PAGE)
		json_id(out, list[n - 1].id);
	else
		json_none(out);
	json_obj_end(out);
	return OK;
}

static enum err
post_session(struct request *rq)
{
	struct planning p;
	const struct session_change *in = rq->in;
	rq->cx.why = in->why;
	TRY(the_plan(rq, &p));
	TRY(planned_session_change(&rq->cx, &p, request_id_param(rq, "session"), in, rq->has, &p));
	return reply_plan(rq, 200, &p);
}

static enum err
get_places(struct request *rq)
{
	struct planning p;
	struct planned_place *list;
	size_t n;
	TRY(the_plan(rq, &p));
	TRY(planned_place_list(&rq->cx, &p, rq->in, &list, &n));
	for (size_t i = 0; i < n; i++)
		request_views(rq, list[i].person_id);
	const char *next =
		n == PLANNING_PAGE ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].person_id) : NULL;
	return reply_list(rq, &planned_place_fields, list, n, next);
}

static enum err
reply_place(struct request *rq, const struct planned_place *l)
{
	request_views(rq, l->person_id);
	return reply_one(rq, 200, &planned_place_fields, l);
}

static enum err
get_place(struct request *rq)
{
	struct planning p;
	struct planned_place l;
	TRY(the_plan(rq, &p));
	TRY(planned_place_get(&rq->cx, &p, request_id_param(rq, "person"), &l));
	return reply_place(rq, &l);
}

static enum err
post_place(struct request *rq)
{
	struct planning p;
	struct planned_place l;
	const struct place_change *in = rq->in;
	rq->cx.why = in->why;
	TRY(the_plan(rq, &p));
	TRY(planned_place_change(&rq->cx, &p, request_id_param(rq, "person"), in, &l));
	return reply_place(rq, &l);
}

static enum err
get_affected(struct request *rq)
{
	struct planning p;
	struct affected *list;
	size_t n;
	TRY(the_plan(rq, &p));
	TRY(planning_affected(&rq->cx, &p, &list, &n));
	return reply_list(rq, &affected_fields, list, n, NULL);
}

const struct route planning_routes[] = {
	{ GET, PLANS, CAP_SESSION_READ, TX_READ, NULL, get_plans, "plans of a unit, newest first" },
	{ POST, PLANS, CAP_PLAN, TX_WRITE, &planning_in_fields, post_plan, "draft a plan: days, products, reach" },
	{ GET, PLAN, CAP_SESSION_READ, TX_READ, NULL, get_plan, "a plan: state, progress, sums, messages" },
	{ POST, PLAN "/change", CAP_PLAN, TX_WRITE, &planning_change_fields, post_change,
	  "change a plan that was not published; it is a draft again" },
	{ POST, PLAN "/compute", CAP_PLAN, TX_WRITE, &decision_fields, post_compute,
	  "compute a plan: who is placed where; a worker does it" },
	{ POST, PLAN "/publish", CAP_PLAN, TX_WRITE, &plan_publish_fields, post_publish,
	  "publish a preview: sessions, appointments, invitations; a worker does it" },
	{ POST, PLAN "/messages/stop", CAP_PLAN, TX_WRITE, NULL, post_stop,
	  "stop the messages of a plan that are not sent yet" },
	{ POST, PLAN "/messages/resume", CAP_PLAN, TX_WRITE, NULL, post_resume,
	  "go on sending the messages of a plan that were stopped" },
	{ POST, PLAN "/replan", CAP_PLAN, TX_WRITE, &decision_fields, post_replan,
	  "plan a published plan again with the fewest people moved; a preview follows" },
	{ POST, PLAN "/discard", CAP_PLAN, TX_WRITE, &decision_fields, post_discard,
	  "drop the preview of a re-planning: the plan stays as it was published" },
	{ POST, PLAN "/cancel", CAP_PLAN, TX_WRITE, &plan_cancel_fields, post_cancel,
	  "cancel a plan that was never published, with the reason" },
	{ GET, PLAN "/stock", CAP_SESSION_READ, TX_READ, &after_fields, get_stock,
	  "doses that a plan may give, by site, product and pool" },
	{ POST, PLAN "/stock", CAP_PLAN, TX_WRITE, &stock_in_fields, post_stock,
	  "correct the doses of a site, product and pool, with the reason" },
	{ GET, PLAN "/figures", CAP_SESSION_READ, TX_READ, NULL, get_figures,
	  "figures of a plan: how long who waits, by commune and group, and why people have no place" },
	{ GET, PLAN "/sessions", CAP_SESSION_READ, TX_READ, &sessions_filter_fields, get_sessions,
	  "sessions of a plan with their hours and how full they are" },
	{ POST, PLAN "/sessions/{session}", CAP_PLAN, TX_WRITE, &session_change_fields, post_session,
	  "close a session of a plan, or set the places of its hours, with the reason" },
	{ GET, PLAN "/places", CAP_PERSON_READ, TX_READ, &places_filter_fields, get_places,
	  "people of a plan: placed, nowhere, changed or failed", LOGS_VIEW },
	{ GET, PLAN "/places/{person}", CAP_PERSON_READ, TX_READ, NULL, get_place,
	  "one person of a plan: why here, or why nowhere", LOGS_VIEW },
	{ POST, PLAN "/places/{person}", CAP_PLAN, TX_WRITE, &place_change_fields, post_place,
	  "move a person by hand, take them out, or leave them to the planner again", LOGS_VIEW },
	{ GET, PLAN "/affected", CAP_SESSION_READ, TX_READ, NULL, get_affected,
	  "sessions of a published plan that cannot take place as published" },
	{ 0 },
};
