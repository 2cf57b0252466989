#include "book/rights.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "book/working_days.h"
#include "book_sql.h"
#include "citizen/citizen.h"
#include "dose/dose.h"
#include "message/message.h"
#include "registration/registration.h"
#include "rule/rule.h"
#include "staff/staff.h"

#define OUT(member, type, max) FIELD(citizen_request, member, type, max, F_ROW | F_OUT)
FIELDS(citizen_request, OUT(unit_id, F_ID, 0), OUT(id, F_ID, 0), OUT(person_id, F_ID, 0),
       FIELD(citizen_request, account_id, F_ID, 0, F_ROW), OUT(person_name, F_TEXT, 200), OUT(kind, F_TEXT, 10),
       OUT(field, F_TEXT, 40), OUT(wanted, F_LINES, 1000), OUT(why, F_LINES, 500), OUT(due_ms, F_TIME, 0),
       OUT(state, F_TEXT, 10), OUT(answer, F_LINES, 1000), OUT(answered_ms, F_TIME, 0), OUT(created_ms, F_TIME, 0),
       FIELD(citizen_request, late, F_BOOL, 0, F_OUT));

FIELDS(request_in, FIELD(request_in, kind, F_TEXT, 10, F_IN | F_MUST), FIELD(request_in, field, F_TEXT, 40, F_IN),
       FIELD(request_in, wanted, F_LINES, 1000, F_IN), FIELD(request_in, why, F_LINES, 500, F_IN),
       FIELD(request_in, dose_id, F_ID, 0, F_IN));

FIELDS(request_filter, FIELD(request_filter, state, F_TEXT, 10, F_IN), FIELD(request_filter, after, F_ID, 0, F_IN));

FIELDS(answer_in, FIELD(answer_in, state, F_TEXT, 10, F_IN | F_MUST), FIELD(answer_in, answer, F_LINES, 1000, F_IN));

/* ---- asking ---- */

static enum err
check_request(struct ctx *cx, const struct request_in *in)
{
	bool correct = is(in->kind, "correct");
	if (!correct && !is(in->kind, "restrict") && !is(in->kind, "delete") && !is(in->kind, "object"))
		return fail_field(cx, "kind", "request.kind",
				  "Chọn yêu cầu: sửa thông tin, hạn chế xử lý, xóa hoặc phản đối.",
				  "Choose what you ask for: correct, restrict, delete or object.");
	if (correct && (!in->field || !in->wanted || !*in->wanted))
		return fail_field(cx, in->field ? "wanted" : "field", "request.field",
				  "Hãy ghi mục cần sửa và nội dung đúng.", "Say what is wrong and what it should be.");
	if (!is(in->kind, "restrict") && (!in->why || !*in->why))
		return fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
	return OK;
}

/* Who answers: the site of the dose in question, the commune, or who made the record. */
static enum err
answering_unit(struct ctx *cx, const struct person *p, const struct request_in *in, int64_t *unit_id)
{
	struct dose dose = { 0 };
	if (in->dose_id)
		TRY(dose_get(cx, p->id, in->dose_id, &dose));
	*unit_id = dose.unit_id ? dose.unit_id : p->home_unit_id ? p->home_unit_id : p->created_unit_id;
	return OK;
}

static enum err
check_open(struct ctx *cx, int64_t person_id)
{
	struct citizen_request *list;
	size_t n, open = 0;
	TRY(request_list_of(cx, person_id, &list, &n));
	for (size_t i = 0; i < n; i++)
		open += is(list[i].state, "open");
	if (open < REQUESTS_OPEN_MAX)
		return OK;
	return fail(cx, ERR_LIMIT, "request.open",
		    "Đang có %d yêu cầu chờ trả lời. Hãy đợi câu trả lời trước khi gửi thêm.",
		    "%d requests wait for an answer. Please wait for it before you send another.", REQUESTS_OPEN_MAX);
}

/* Done by the request itself, not by somebody who reads it. */
static enum err
restrict_now(struct ctx *cx, const struct person *p, struct citizen_request *r)
{
	bool lift = is(r->wanted, "off");
	r->state = "granted";
	r->answered_ms = cx->now;
	r->answer = lift ? "Đã bỏ hạn chế."
			 : "Đã hạn chế ngay: nhân viên chỉ xem được khi người này có trong danh sách của họ "
			   "hoặc đến tiêm. Muốn bỏ hạn chế: mở “Dữ liệu của tôi”, chọn “Bỏ hạn chế xử lý dữ liệu”.";
	TRY(person_claim(cx, p->id, NULL));
	return person_restrict(cx, p->id, lift ? 0 : cx->now);
}

enum err
request_make(struct ctx *cx, const struct person *person, const struct request_in *in, struct citizen_request *out)
{
	TRY(check_request(cx, in));
	TRY(check_open(cx, person->id));
	*out = (struct citizen_request){ .id = id_next(cx->now),
					 .person_id = person->id,
					 .account_id = cx->account_id,
					 .kind = in->kind,
					 .field = in->field,
					 .wanted = in->wanted,
					 .why = in->why,
					 .state = "open",
					 .created_ms = cx->now };
	TRY(answering_unit(cx, person, in, &out->unit_id));
	TRY(request_due(cx, &out->due_ms));
	if (is(in->kind, "restrict"))
		TRY(restrict_now(cx, person, out));
	TRY(db_post(cx, sql_request_insert(out->unit_id, out->id, person->id, out->account_id, out->kind, out->field,
					   out->wanted, out->why, out->due_ms, out->state, out->answer,
					   out->answered_ms ? &out->answered_ms : NULL, cx->now)));
	return db_post(cx, sql_person_request_insert(person->id, out->id, out->unit_id));
}

static void
mark_late(struct ctx *cx, struct citizen_request *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		list[i].late = is(list[i].state, "open") && list[i].due_ms < cx->now;
}

enum err
request_list_of(struct ctx *cx, int64_t person_id, struct citizen_request **out, size_t *n)
{
	TRY(db_list(cx, sql_requests_of(person_id), &citizen_request_fields, out, n));
	mark_late(cx, *out, *n);
	return OK;
}

/* ---- answering ---- */

/* A health station answers for the commune that it stands in. */
static int64_t
commune_of(const struct unit *unit)
{
	return is(unit->level, "site") ? unit->parent_id : unit->id;
}

enum err
request_list_at(struct ctx *cx, const struct unit *unit, const struct request_filter *filter,
		struct citizen_request **out, size_t *n)
{
	const char *state = filter->state ? filter->state : "open";
	int64_t before = filter->after ? filter->after : INT64_MAX;
	if (is(state, "open"))
		TRY(db_list(cx, sql_requests_open(unit->id, commune_of(unit), filter->after, REQUEST_PAGE),
			    &citizen_request_fields, out, n));
	else if (is(state, "granted") || is(state, "refused"))
		TRY(db_list(cx, sql_requests_done(unit->id, commune_of(unit), state, before, REQUEST_PAGE),
			    &citizen_request_fields, out, n));
	else
		return fail_field(cx, "state", "request.state", "Trạng thái là open, granted hoặc refused.",
				  "The state is open, granted or refused.");
	mark_late(cx, *out, *n);
	return OK;
}

/* What must be kept by law stays; the rest ends: nobody is invited, no account looks after the book. */
static enum err
forget(struct ctx *cx, const struct citizen_request *r)
{
	struct member *holders;
	size_t n;
	TRY(person_claim(cx, r->person_id, NULL));
	TRY(person_restrict(cx, r->person_id, cx->now));
	TRY(registration_forget(cx, r->person_id));
	TRY(member_holders(cx, r->person_id, &holders, &n));
	for (size_t i = 0; i < n; i++)
		TRY(member_remove(cx, holders[i].account_id, r->person_id));
	return OK;
}

/* The person reads the answer in the book; where the messages lead is the same place (rule kind planning). */
static enum err
tell(struct ctx *cx, const struct citizen_request *r)
{
	struct person person;
	struct rule rule;
	const json_t *body = NULL;
	const char *lang;
	bool found;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(person_get(cx, r->person_id, &person));
	TRY(citizen_phone_lang(cx, person.phone, &lang));
	TRY(rule_in_force(cx, "planning", NULL, today, &rule, &found));
	if (found)
		TRY(rule_body(cx, &rule, &body));
	const char *link = json_string_value(json_object_get(body, "link"));
	const struct message_value values[] = { { "name", person.name }, { "link", link ? link : "-" }, { 0 } };
	struct message_in m = { .template = "correction_done",
				.phone = person.phone,
				.lang = lang,
				.person_id = person.id,
				.unit_id = r->unit_id,
				.dedupe = arena_printf(cx->mem, "%lld", (long long)r->id),
				.values = values };
	return message_post(cx, &m, NULL);
}

enum err
request_answer(struct ctx *cx, const struct unit *unit, int64_t id, const struct answer_in *in,
	       struct citizen_request *out)
{
	bool found, mine;
	*out = (struct citizen_request){ 0 };
	if (!is(in->state, "granted") && !is(in->state, "refused"))
		return fail_field(cx, "state", "request.state", "Trả lời là granted (đồng ý) hoặc refused (từ chối).",
				  "The answer is granted or refused.");
	if (!in->answer || !*in->answer)
		return fail_field(cx, "answer", "why.required", "Hãy ghi câu trả lời cho người yêu cầu.",
				  "Write what the person is told.");
	TRY(db_one(cx, sql_request_get(unit->id, id), &citizen_request_fields, out, &found));
	if (!found)
		TRY(db_one(cx, sql_request_get(commune_of(unit), id), &citizen_request_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "request.unknown", "Không có yêu cầu này ở đơn vị.",
			    "There is no such request at this unit.");
	TRY(db_claim(cx, sql_request_answer(out->unit_id, id, in->state, in->answer, cx->actor->staff_id, cx->now),
		     &mine));
	if (!mine)
		return fail(cx, ERR_CONFLICT, "request.answered", "Yêu cầu này đã được trả lời.",
			    "This request was answered already.");
	out->state = in->state;
	out->answer = in->answer;
	out->answered_ms = cx->now;
	if (is(in->state, "granted") && is(out->kind, "correct"))
		return tell(cx, out);
	return is(in->state, "granted") && is(out->kind, "delete") ? forget(cx, out) : OK;
}
