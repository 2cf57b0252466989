#include "person/person_api.h"

#include "audit/audit.h"
#include "person/person.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

/* The unit and the person of the path, whom the unit may open. */
static enum err
open_in_path(struct request *rq, struct unit *unit, struct person *out)
{
	TRY(unit_in_path(rq, unit));
	return person_open(&rq->cx, unit, request_id_param(rq, "person"), out);
}

static void
write_warnings(struct buf *out, const struct warnings *w)
{
	fields_write_list(out, "warnings", &warning_fields, w->list, w->n);
}

enum err
reply_person(struct request *rq, int status, const struct person *p, const struct warnings *w)
{
	struct person_number *numbers;
	size_t n;
	TRY(person_numbers(&rq->cx, p->id, &numbers, &n));
	request_views(rq, p->id);
	struct buf *out = reply_json(rq, status);
	json_obj(out);
	fields_write_members(out, &person_fields, p);
	fields_write_list(out, "numbers", &person_number_fields, numbers, n);
	if (status == 201) {
		json_key(out, "doses");
		json_arr(out);
		json_arr_end(out);
		json_key(out, "certificates");
		json_arr(out);
		json_arr_end(out);
	}
	write_warnings(out, w);
	json_obj_end(out);
	return OK;
}

/* Records of other places are not shown by trying names and numbers here: only that there is one. */
static void
warn_elsewhere(struct ctx *cx, const char *reason, struct warnings *w)
{
	bool number = strcmp(reason, "number") == 0;
	const char *code = number ? "person.number_elsewhere" : "person.similar_elsewhere";
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->list[i].code, code) == 0)
			return;
	warning_add(cx, w, code, number ? "cccd" : "name",
		    number ? "Số giấy tờ này đã có trong hồ sơ của nơi khác. Dùng tra cứu toàn quốc trước khi tạo hồ "
			     "sơ mới."
			   : "Nơi khác có hồ sơ cùng họ tên, ngày sinh. Hỏi số giấy tờ và dùng tra cứu toàn quốc trước "
			     "khi tạo hồ sơ mới.",
		    number ? "Another place has a record with this number. Use the nationwide look-up before you make "
			     "a new record."
			   : "Another place has a record with this name and birth date. Ask for an identity number and "
			     "use the nationwide look-up first.");
}

static enum err
post_check(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct unit unit;
	struct warnings w = { 0 };
	struct person *list;
	const char **reasons;
	size_t n;
	TRY(unit_get(cx, request_id_param(rq, "unit"), &unit));
	TRY(person_check(cx, rq->in, &w));
	TRY(person_similar(cx, rq->in, 0, &list, &reasons, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "duplicates");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		bool visible;
		TRY(person_visible(cx, &unit, list[i].id, &visible));
		if (!visible) {
			warn_elsewhere(cx, reasons[i], &w);
			continue;
		}
		request_views(rq, list[i].id);
		json_obj(out);
		fields_write_members(out, &person_short_fields, &list[i]);
		json_kv_text(out, "reason", reasons[i]);
		json_obj_end(out);
	}
	json_arr_end(out);
	write_warnings(out, &w);
	json_obj_end(out);
	return OK;
}

static enum err
post_person(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct unit unit;
	struct person made, whole;
	struct warnings w = { 0 };
	TRY(unit_get(cx, request_id_param(rq, "unit"), &unit));
	TRY(person_check(cx, rq->in, &w));
	TRY(person_create(cx, unit.id, rq->in, &made));
	TRY(person_get(cx, made.id, &whole));
	return reply_person(rq, 201, &whole, &w);
}

static enum err
get_access_log(struct request *rq)
{
	struct unit unit;
	struct person p;
	struct access *list;
	size_t n;
	TRY(open_in_path(rq, &unit, &p));
	TRY(audit_views_of(&rq->cx, p.id, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		json_obj(out);
		json_kv_time(out, "at", list[i].at_ms);
		json_kv_text(out, "staff_name", list[i].staff_name);
		json_kv_text(out, "unit_name", list[i].unit_name);
		json_kv_text(out, "route", list[i].route);
		json_kv_text(out, "why", list[i].why);
		json_obj_end(out);
	}
	json_arr_end(out);
	json_obj_end(out);
	return OK;
}

static enum err
get_history(struct request *rq)
{
	struct unit unit;
	struct person p;
	struct person_change *list;
	size_t n;
	TRY(open_in_path(rq, &unit, &p));
	TRY(person_history(&rq->cx, p.id, &list, &n));
	if (p.outside)
		request_views_outside(rq, p.id);
	else
		request_views(rq, p.id);
	return reply_list(rq, &person_change_fields, list, n, NULL);
}

#define PERSONS "/api/v1/units/{unit}/persons"
const struct route person_routes[] = {
	{ POST, PERSONS "/check", CAP_PERSON_WRITE, TX_READ, &person_in_fields, post_check,
	  "check a new person: probable duplicates and warnings; nothing is written", LOGS_VIEW },
	{ POST, PERSONS, CAP_PERSON_WRITE, TX_WRITE, &person_in_fields, post_person, "create a person's record",
	  LOGS_VIEW },
	{ GET, PERSONS "/{person}/access-log", CAP_PERSON_READ, TX_READ, NULL, get_access_log,
	  "who looked at this person, newest first" },
	{ GET, PERSONS "/{person}/history", CAP_PERSON_READ, TX_READ, NULL, get_history,
	  "earlier values of a corrected record", LOGS_VIEW },
	{ 0 },
};
