#include "station/station_api.h"

#include "base/clock.h"
#include "base/id.h"
#include "book/declaration.h"
#include "record/record.h"
#include "staff/cap.h"
#include "unit/unit_api.h"
#include "visit/visit.h"

/* ---- the board ---- */

struct board_in {
	int64_t since;
};
static FIELDS(board_in, FIELD(board_in, since, F_TIME, 0, F_IN));

static enum err
write_counts(struct request *rq, struct buf *out, const struct session *s)
{
	struct step_count *counts;
	size_t n;
	TRY(visit_counts(&rq->cx, s->unit_id, s->id, &counts, &n));
	json_key(out, "counts");
	json_obj(out);
	for (size_t i = 0; i < n; i++)
		json_kv_i64(out, counts[i].step, counts[i].n);
	json_obj_end(out);
	return OK;
}

/* The list of one's own session is not logged person by person: who works there sees it all day. */
static enum err
get_board(struct request *rq)
{
	const struct board_in *in = rq->in;
	struct session s;
	struct board_row *list;
	size_t n;
	TRY(session_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "session"), &s));
	TRY(visit_board(&rq->cx, s.unit_id, s.id, in->since, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_time(out, "now", rq->cx.now);
	json_kv_text(out, "state", s.state);
	fields_write_list(out, "items", &board_row_fields, list, n);
	TRY(write_counts(rq, out, &s));
	json_obj_end(out);
	return OK;
}

/* ---- one visit with everything a table needs ---- */

static void
write_judgement(struct buf *out, const struct judgement *j)
{
	json_kv_bool(out, "allowed", !j->code);
	json_kv_text(out, "code", j->code);
	json_kv_text(out, "vi", j->vi);
	json_kv_text(out, "en", j->en);
	json_kv_text(out, "kind", j->kind);
	json_kv_i64(out, "number", j->number);
	json_kv_bool(out, "needs_consent", j->needs_consent);
	char earliest[DATE_SIZE] = "";
	if (j->earliest_days)
		date_format(j->earliest_days, earliest);
	json_kv_text(out, "earliest", *earliest ? earliest : NULL);
}

/* Each product on the tables: may this person have it today, and if not, why. */
static enum err
write_products(struct request *rq, struct buf *out, const struct visit *v, const struct person *person)
{
	struct ctx *cx = &rq->cx;
	struct lot *lots;
	struct dose *history;
	size_t nlots, n;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(session_lots(cx, v->unit_id, v->session_id, &lots, &nlots));
	TRY(dose_list(cx, v->person_id, false, &history, &n));
	json_key(out, "products");
	json_arr(out);
	for (size_t i = 0; i < nlots; i++) {
		struct product product;
		struct judgement j;
		size_t first = 0;
		while (strcmp(lots[first].product_code, lots[i].product_code) != 0)
			first++;
		if (first < i)
			continue;
		TRY(product_get(cx, lots[i].product_code, &product));
		TRY(dose_judge(cx, person, history, n, &product, NULL, today, &j));
		json_obj(out);
		json_kv_text(out, "product_code", product.code);
		json_kv_text(out, "product_name", product.name_short);
		write_judgement(out, &j);
		json_key(out, "lots");
		json_arr(out);
		for (size_t k = i; k < nlots; k++)
			if (strcmp(lots[k].product_code, product.code) == 0)
				fields_write(out, &lot_fields, &lots[k]);
		json_arr_end(out);
		json_obj_end(out);
	}
	json_arr_end(out);
	return OK;
}

static enum err
write_form(struct request *rq, struct buf *out)
{
	struct rule form;
	char today[DATE_SIZE];
	date_text(rq->cx.now, today);
	TRY(screening_form(&rq->cx, today, &form));
	json_key(out, "form");
	fields_write(out, &rule_fields, &form);
	return OK;
}

static enum err
write_events(struct request *rq, struct buf *out, const struct visit *v)
{
	struct visit_event *events;
	size_t n;
	TRY(visit_events(&rq->cx, v->unit_id, v->id, &events, &n));
	fields_write_list(out, "events", &visit_event_fields, events, n);
	return OK;
}

static enum err
get_visit(struct request *rq)
{
	struct visit v;
	struct person person;
	TRY(visit_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "visit"), &v));
	TRY(person_get(&rq->cx, v.person_id, &person));
	request_views(rq, person.id);
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	fields_write_members(out, &visit_fields, &v);
	json_kv_time(out, "now", rq->cx.now);
	json_key(out, "person");
	TRY(record_write_person(&rq->cx, out, &person));
	TRY(write_form(rq, out));
	TRY(write_products(rq, out, &v, &person));
	TRY(write_events(rq, out, &v));
	TRY(declaration_write(&rq->cx, out, v.unit_id, v.appointment_id));
	json_obj_end(out);
	return OK;
}

/* ---- the steps ---- */

static enum err
visit_in_path(struct request *rq, struct visit *out)
{
	return visit_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "visit"), out);
}

static enum err
post_visit(struct request *rq)
{
	struct unit unit;
	struct session s;
	struct visit v;
	TRY(unit_in_path(rq, &unit));
	TRY(session_get_open(&rq->cx, unit.id, request_id_param(rq, "session"), &s));
	TRY(visit_check_in(&rq->cx, &unit, &s, rq->in, &v));
	return reply_one(rq, 201, &visit_fields, &v);
}

static enum err
post_preview(struct request *rq)
{
	struct visit v;
	struct rule form;
	struct person person;
	struct screening_result result;
	char today[DATE_SIZE];
	date_text(rq->cx.now, today);
	TRY(visit_in_path(rq, &v));
	TRY(person_get(&rq->cx, v.person_id, &person));
	TRY(screening_form(&rq->cx, today, &form));
	TRY(screening_judge(&rq->cx, &form, &person, today, rq->in, &result));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_text(out, "computed", verdict_names[result.computed]);
	json_key(out, "reasons");
	json_raw(out, result.reasons);
	json_key(out, "missing");
	json_raw(out, result.missing);
	json_kv_bool(out, "complete", result.complete);
	json_obj_end(out);
	return OK;
}

static enum err
post_screening(struct request *rq)
{
	const struct screening_in *in = rq->in;
	struct visit v, next;
	if (in->version == NONE)
		return fail_field(&rq->cx, "version", "field.required", "version: bắt buộc phải có.",
				  "version: is required.");
	TRY(visit_in_path(rq, &v));
	TRY(visit_screen(&rq->cx, &v, in, &next));
	return reply_one(rq, 200, &visit_fields, &next);
}

static enum err
post_injection(struct request *rq)
{
	struct visit v, next;
	TRY(visit_in_path(rq, &v));
	TRY(visit_inject(&rq->cx, &v, rq->in, &next));
	return reply_one(rq, 200, &visit_fields, &next);
}

static enum err
post_reaction(struct request *rq)
{
	struct visit v;
	TRY(visit_in_path(rq, &v));
	TRY(visit_react(&rq->cx, &v, rq->in));
	return reply_one(rq, 200, &visit_fields, &v);
}

static enum err
move(struct request *rq, enum err (*how)(struct ctx *, const struct visit *, const struct move_in *, struct visit *))
{
	const struct move_in *in = rq->in;
	struct visit v, next;
	rq->cx.why = in->why;
	TRY(visit_in_path(rq, &v));
	TRY(how(&rq->cx, &v, in, &next));
	return reply_one(rq, 200, &visit_fields, &next);
}

static enum err
defer(struct ctx *cx, const struct visit *v, const struct move_in *in, struct visit *next)
{
	return visit_end(cx, v, "deferred", in, next);
}

static enum err
refuse(struct ctx *cx, const struct visit *v, const struct move_in *in, struct visit *next)
{
	return visit_end(cx, v, "refused", in, next);
}

static enum err
post_release(struct request *rq)
{
	return move(rq, visit_release);
}

static enum err
post_defer(struct request *rq)
{
	return move(rq, defer);
}

static enum err
post_refuse(struct request *rq)
{
	return move(rq, refuse);
}

static enum err
post_undo(struct request *rq)
{
	return move(rq, visit_undo);
}

struct id_choice {
	int64_t id;
};
static FIELDS(id_choice, FIELD(id_choice, id, F_ID, 0, F_IN | F_MUST));

struct correct_in {
	int64_t from_lot_id, to_lot_id;
	const char *why;
	struct list visits;
};
static FIELDS(correct_in, FIELD(correct_in, from_lot_id, F_ID, 0, F_IN | F_MUST),
	      FIELD(correct_in, to_lot_id, F_ID, 0, F_IN | F_MUST), FIELD(correct_in, why, F_TEXT, 500, F_IN | F_MUST),
	      FIELD_LIST(correct_in, visits, &id_choice_fields, 2000, F_IN));

static enum err
post_correct_lot(struct request *rq)
{
	const struct correct_in *in = rq->in;
	struct session s;
	int64_t n;
	rq->cx.why = in->why;
	TRY(session_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "session"), &s));
	TRY(visit_correct_lot(&rq->cx, &s, in->from_lot_id, in->to_lot_id,
			      fields_has(&correct_in_fields, rq->has, "visits") ? in->visits.items : NULL, in->visits.n,
			      in->why, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_i64(out, "corrected", n);
	json_obj_end(out);
	return OK;
}

#define VISIT "/api/v1/units/{unit}/visits/{visit}"

const struct route station_routes[] = {
	{ GET, "/api/v1/units/{unit}/sessions/{session}/board", CAP_PERSON_READ, TX_READ, &board_in_fields, get_board,
	  "everybody of a session and where they are; since: only what changed" },
	{ POST, "/api/v1/units/{unit}/sessions/{session}/visits", CAP_VISIT_CHECKIN, TX_WRITE, &checkin_in_fields,
	  post_visit, "step 1: check a person in" },
	{ GET, VISIT, CAP_PERSON_READ, TX_READ, NULL, get_visit,
	  "a visit with person, form of the day and allowed products", LOGS_VIEW },
	{ POST, VISIT "/screening/preview", CAP_VISIT_SCREEN, TX_READ, &screening_in_fields, post_preview,
	  "what the form says of these answers" },
	{ POST, VISIT "/screening", CAP_VISIT_SCREEN, TX_WRITE, &screening_in_fields, post_screening,
	  "step 2: the doctor's verdict" },
	{ POST, VISIT "/injection", CAP_VISIT_INJECT, TX_WRITE, &injection_in_fields, post_injection,
	  "step 3: the injection" },
	{ POST, VISIT "/reactions", CAP_VISIT_OBSERVE, TX_WRITE, &reaction_in_fields, post_reaction,
	  "a reaction seen during the wait" },
	{ POST, VISIT "/release", CAP_VISIT_OBSERVE, TX_WRITE, &move_in_fields, post_release,
	  "step 4: end of the wait; the certificate becomes due" },
	{ POST, VISIT "/defer", CAP_VISIT_SCREEN, TX_WRITE, &move_in_fields, post_defer,
	  "put the vaccination off, with a reason" },
	{ POST, VISIT "/refuse", CAP_VISIT_UNDO, TX_WRITE, &move_in_fields, post_refuse,
	  "the person refuses, with a reason" },
	{ POST, VISIT "/undo", CAP_VISIT_UNDO, TX_WRITE, &move_in_fields, post_undo,
	  "take the last step back, with a reason" },
	{ POST, "/api/v1/units/{unit}/sessions/{session}/correct-lot", CAP_DOSE_CORRECT, TX_WRITE, &correct_in_fields,
	  post_correct_lot, "give many doses of a session their right lot in one act" },
	{ 0 },
};
