/* One's own record: who looked at it, a copy of it, what one asks for; and the desk that answers. */
#include "book/book_api.h"

#include "audit/audit.h"
#include "book/rights.h"
#include "book/words.h"
#include "reaction/reaction.h"
#include "record/record.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

/* ---- the person ---- */

static enum err
write_looks(struct ctx *cx, struct buf *out, int64_t person_id)
{
	struct access *list;
	size_t n;
	TRY(audit_views_of(cx, person_id, &list, &n));
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		struct words w = look_words(list[i].route);
		json_obj(out);
		json_kv_time(out, "at", list[i].at_ms);
		json_kv_text(out, "who", list[i].staff_name);
		json_kv_text(out, "unit", list[i].unit_name);
		json_kv_text(out, "what_vi", w.vi);
		json_kv_text(out, "what_en", w.en);
		json_kv_text(out, "why", list[i].why);
		json_obj_end(out);
	}
	json_arr_end(out);
	return OK;
}

static enum err
get_access_log(struct request *rq)
{
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	TRY(write_looks(&rq->cx, out, rq->member->person_id));
	json_obj_end(out);
	return OK;
}

static enum err
write_registrations(struct ctx *cx, struct buf *out, int64_t person_id)
{
	struct registration *list;
	size_t n;
	TRY(registration_list(cx, person_id, &list, &n));
	fields_write_list(out, "registrations", &registration_fields, list, n);
	return OK;
}

static enum err
write_changes(struct ctx *cx, struct buf *out, int64_t person_id)
{
	struct person_change *list;
	size_t n;
	TRY(person_history(cx, person_id, &list, &n));
	fields_write_list(out, "corrections", &person_change_fields, list, n);
	return OK;
}

/* Everything that is kept of the person, in words of the API (Luật 91/2025/QH15: the right to a copy). */
static enum err
get_copy(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct view v;
	TRY(view_in_path(rq, &v));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_time(out, "made_at", cx->now);
	json_key(out, "record");
	TRY(record_write_person(cx, out, &v.person));
	TRY(write_registrations(cx, out, v.person.id));
	TRY(write_changes(cx, out, v.person.id));
	json_key(out, "book");
	TRY(view_write(cx, out, &v));
	json_key(out, "access_log");
	TRY(write_looks(cx, out, v.person.id));
	json_obj_end(out);
	rq->file_name = "so-suc-khoe.json";
	return OK;
}

static enum err
post_request(struct request *rq)
{
	struct person person;
	struct citizen_request r;
	TRY(person_get(&rq->cx, rq->member->person_id, &person));
	TRY(request_make(&rq->cx, &person, rq->in, &r));
	return reply_one(rq, 201, &citizen_request_fields, &r);
}

/* ---- the desk ---- */

static enum err
get_requests(struct request *rq)
{
	struct unit unit;
	struct citizen_request *list;
	size_t n;
	TRY(unit_in_path(rq, &unit));
	TRY(request_list_at(&rq->cx, &unit, rq->in, &list, &n));
	for (size_t i = 0; i < n; i++)
		request_views(rq, list[i].person_id);
	const char *next = n == REQUEST_PAGE ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].id) : NULL;
	return reply_list(rq, &citizen_request_fields, list, n, next);
}

static enum err
post_answer(struct request *rq)
{
	struct unit unit;
	struct citizen_request r;
	TRY(unit_in_path(rq, &unit));
	TRY(request_answer(&rq->cx, &unit, request_id_param(rq, "request"), rq->in, &r));
	return reply_one(rq, 200, &citizen_request_fields, &r);
}

#define PERSON "/api/v1/book/people/{person}"
const struct route book_rights_routes[] = {
	{ GET, PERSON "/access-log", CAP_CITIZEN_FULL, TX_READ, NULL, get_access_log,
	  "who has looked at this record, in words" },
	{ GET, PERSON "/copy", CAP_CITIZEN_FULL, TX_READ, NULL, get_copy,
	  "all that is kept of this person, as a file" },
	{ POST, PERSON "/requests", CAP_CITIZEN_FULL, TX_WRITE, &request_in_fields, post_request,
	  "ask to correct, restrict (at once), delete, or object; answered within 2 working days" },
	{ GET, "/api/v1/units/{unit}/citizen-requests", CAP_PERSON_READ, TX_READ, &request_filter_fields, get_requests,
	  "what citizens ask for about their records; state: open, granted, refused", LOGS_VIEW },
	{ POST, "/api/v1/units/{unit}/citizen-requests/{request}/answer", CAP_PERSON_WRITE, TX_WRITE, &answer_in_fields,
	  post_answer, "answer a citizen's request" },
	{ 0 },
};
