#include "visit/visit.h"

#include "base/clock.h"
#include "base/id.h"
#include "certificate/certificate.h"
#include "counter/counter.h"
#include "staff/staff.h"
#include "visit_sql.h"

FIELDS(visit, FIELD(visit, unit_id, F_ID, 0, F_ROW | F_OUT), FIELD(visit, id, F_ID, 0, F_ROW | F_OUT),
       FIELD(visit, session_id, F_ID, 0, F_ROW | F_OUT), FIELD(visit, person_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(visit, appointment_id, F_ID, 0, F_ROW | F_OUT), FIELD(visit, step, F_TEXT, 20, F_ROW | F_OUT),
       FIELD(visit, version, F_I64, 0, F_ROW | F_OUT), FIELD(visit, dose_number, F_I64, 0, F_ROW | F_OUT),
       FIELD(visit, identity_seen, F_TEXT, 16, F_ROW | F_OUT), FIELD(visit, consent, F_BOOL, 0, F_ROW | F_OUT),
       FIELD(visit, consent_by, F_TEXT, 200, F_ROW | F_OUT), FIELD(visit, warnings, F_JSON, 0, F_ROW | F_OUT),
       FIELD(visit, verdict, F_TEXT, 20, F_ROW | F_OUT), FIELD(visit, dose_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(visit, lot_id, F_ID, 0, F_ROW | F_OUT), FIELD(visit, checked_in_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(visit, screened_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(visit, injected_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(visit, observe_until_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(visit, released_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(visit, why, F_TEXT, 500, F_ROW | F_OUT), FIELD(visit, uuid, F_UUID, 36, F_ROW));

FIELDS(checkin_in, FIELD(checkin_in, uuid, F_UUID, 36, F_IN | F_MUST),
       FIELD(checkin_in, person_id, F_ID, 0, F_IN | F_MUST),
       FIELD(checkin_in, identity_seen, F_TEXT, 16, F_IN | F_MUST),
       FIELD(checkin_in, consent, F_BOOL, 0, F_IN | F_MUST), FIELD(checkin_in, consent_by, F_TEXT, 200, F_IN),
       FIELD(checkin_in, slot, F_TEXT, 5, F_IN), FIELD(checkin_in, why, F_TEXT, 500, F_IN));

FIELDS(injection_in, FIELD_RANGE(injection_in, version, 0, INT64_MAX, F_IN | F_MUST),
       FIELD(injection_in, uuid, F_UUID, 36, F_IN | F_MUST), FIELD(injection_in, lot_id, F_ID, 0, F_IN | F_MUST),
       FIELD(injection_in, body_site, F_TEXT, 16, F_IN | F_MUST), FIELD(injection_in, kind, F_TEXT, 16, F_IN),
       FIELD(injection_in, consent_mix, F_BOOL, 0, F_IN));

FIELDS(reaction_in, FIELD(reaction_in, signs, F_JSON, 500, F_IN | F_MUST),
       FIELD(reaction_in, severity, F_TEXT, 16, F_IN | F_MUST), FIELD(reaction_in, note, F_LINES, 1000, F_IN));

FIELDS(move_in, FIELD_RANGE(move_in, version, 0, INT64_MAX, F_IN | F_MUST), FIELD(move_in, why, F_TEXT, 500, F_IN));

FIELDS(visit_event, FIELD(visit_event, id, F_ID, 0, F_ROW | F_OUT), FIELD(visit_event, kind, F_TEXT, 20, F_ROW | F_OUT),
       FIELD(visit_event, staff_name, F_TEXT, 200, F_ROW | F_OUT), FIELD(visit_event, at_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(visit_event, why, F_TEXT, 500, F_ROW | F_OUT), FIELD(visit_event, detail, F_JSON, 0, F_ROW | F_OUT));

FIELDS(board_row, FIELD(board_row, appointment_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(board_row, visit_id, F_ID, 0, F_ROW | F_OUT), FIELD(board_row, person_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(board_row, name, F_TEXT, 300, F_ROW | F_OUT), FIELD(board_row, birth_date, F_DATE, 10, F_ROW | F_OUT),
       FIELD(board_row, birth_precision, F_TEXT, 8, F_ROW | F_OUT), FIELD(board_row, sex, F_TEXT, 8, F_ROW | F_OUT),
       FIELD(board_row, phone, F_TEXT, 20, F_ROW | F_OUT), FIELD(board_row, slot, F_TEXT, 5, F_ROW | F_OUT),
       FIELD(board_row, code, F_TEXT, 16, F_ROW | F_OUT), FIELD(board_row, step, F_TEXT, 20, F_ROW | F_OUT),
       FIELD(board_row, walk_in, F_BOOL, 0, F_ROW | F_OUT), FIELD(board_row, version, F_I64, 0, F_ROW | F_OUT),
       FIELD(board_row, dose_number, F_I64, 0, F_ROW | F_OUT), FIELD(board_row, lot_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(board_row, verdict, F_TEXT, 20, F_ROW | F_OUT), FIELD(board_row, product_code, F_TEXT, 32, F_ROW | F_OUT),
       FIELD(board_row, lot_number, F_TEXT, 40, F_ROW | F_OUT), FIELD(board_row, why, F_TEXT, 500, F_ROW | F_OUT),
       FIELD(board_row, certificate, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(board_row, checked_in_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(board_row, injected_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(board_row, observe_until_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(board_row, released_ms, F_TIME, 0, F_ROW | F_OUT));

static FIELDS(step_count, FIELD(step_count, step, F_TEXT, 20, F_ROW), FIELD(step_count, n, F_I64, 0, F_ROW));

/* Writes of rows that arrive late may carry an earlier time than the reader's: it looks back a little further. */
enum { BOARD_OVERLAP_MS = 5000 };

enum err
visit_get(struct ctx *cx, int64_t unit_id, int64_t id, struct visit *out)
{
	bool found;
	TRY(db_one(cx, sql_visit_get(unit_id, id), &visit_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "visit.unknown", "Không có lượt tiêm này.", "There is no such visit.");
	return OK;
}

enum err
visit_of(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t person_id, struct visit *out, bool *found)
{
	return db_one(cx, sql_visit_of(unit_id, session_id, person_id), &visit_fields, out, found);
}

enum err
visit_events(struct ctx *cx, int64_t unit_id, int64_t visit_id, struct visit_event **out, size_t *n)
{
	return db_list(cx, sql_visit_events(unit_id, visit_id), &visit_event_fields, out, n);
}

enum err
visit_board(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t since_ms, struct board_row **out, size_t *n)
{
	int64_t since = since_ms ? since_ms - BOARD_OVERLAP_MS : 0;
	return db_list(cx, sql_visit_board(unit_id, session_id, since), &board_row_fields, out, n);
}

enum err
visit_counts(struct ctx *cx, int64_t unit_id, int64_t session_id, struct step_count **out, size_t *n)
{
	return db_list(cx, sql_visit_counts(unit_id, session_id), &step_count_fields, out, n);
}

/* ---- moving ---- */

static const int64_t *
or_null(const int64_t *v)
{
	return *v ? v : NULL;
}

static enum err
add_event(struct ctx *cx, const struct visit *v, const char *kind, const char *why, const char *detail)
{
	return db_post(cx, sql_visit_event_add(v->unit_id, v->id, id_next(cx->now), kind, cx->actor->staff_id, cx->now,
					       why, detail));
}

static enum err
moved_elsewhere(struct ctx *cx)
{
	return fail(cx, ERR_CONFLICT, "visit.moved", "Bàn khác vừa cập nhật người này. Hãy xem lại trạng thái mới.",
		    "Another table has just updated this person. Look at the new state.");
}

/* The one owner of a visit's step: writes next over the version that was seen, with its event. seen is the visit as it was
 * read, next becomes what is written. */
static enum err
visit_move(struct ctx *cx, const struct visit *seen, int64_t version, struct visit *next, const char *kind,
	   const char *why, const char *detail)
{
	bool moved;
	if (seen->version != version)
		return moved_elsewhere(cx);
	TRY(db_expect(cx,
		      sql_visit_move(next->unit_id, next->id, version, next->step, next->verdict,
				     or_null(&next->dose_id), or_null(&next->lot_id), or_null(&next->screened_ms),
				     or_null(&next->injected_ms), or_null(&next->observe_until_ms),
				     or_null(&next->released_ms), next->why, cx->now),
		      &moved));
	if (!moved)
		return moved_elsewhere(cx);
	next->version = version + 1;
	return add_event(cx, next, kind, why, detail);
}

static enum err
must_be(struct ctx *cx, const struct visit *v, const char *step)
{
	if (strcmp(v->step, step) == 0)
		return OK;
	if (strcmp(v->step, "undone") == 0)
		return moved_elsewhere(cx);
	return fail(cx, ERR_CONFLICT, "visit.step", "Người này đang ở bước \"%s\", không làm được việc này.",
		    "This person is at the step \"%s\", where this cannot be done.", v->step);
}

static enum err
need_why(struct ctx *cx, const char *why)
{
	if (why && *why)
		return OK;
	return fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
}

static enum err
count_outcome(struct ctx *cx, const struct visit *v, const char *outcome, int64_t delta)
{
	char *day = arena_alloc(cx->mem, DATE_SIZE);
	date_text(v->checked_in_ms, day);
	struct count c = { day, "", 0, outcome, 0 };
	return counter_add(cx, v->unit_id, &c, delta);
}

/* ---- step 1 ---- */

static enum err
check_consent(struct ctx *cx, const struct person *person, const struct checkin_in *in)
{
	static const char *const seen[] = { "card", "code", "known", "guardian", "none" };
	int64_t birth, today = date_of(cx->now);
	bool ok = false;
	for (size_t i = 0; i < 5; i++)
		ok = ok || strcmp(in->identity_seen, seen[i]) == 0;
	if (!ok)
		return fail_field(cx, "identity_seen", "visit.identity", "Hãy chọn cách xác nhận danh tính.",
				  "Choose how the person was identified.");
	if (!in->consent && (!in->why || !*in->why))
		return fail_field(cx, "consent", "visit.consent",
				  "Người được tiêm chưa đồng ý. Nếu họ từ chối, hãy ghi lý do từ chối.",
				  "The person has not agreed. If they refuse, write the reason of the refusal.");
	if (!in->consent)
		return OK;
	/* QĐ 3588, CV 8688: for those under 18 the guardian agrees */
	if (date_parse(person->birth_date, &birth) && date_age(birth, today) < 18 &&
	    (!in->consent_by || !*in->consent_by))
		return fail_field(cx, "consent_by", "visit.guardian",
				  "Người dưới 18 tuổi cần họ tên người giám hộ đồng ý.",
				  "Under 18 the guardian who agrees must be named.");
	return OK;
}

static void
warn(struct buf *out, const char *code, const char *vi, const char *en)
{
	json_obj(out);
	json_kv_text(out, "code", code);
	json_kv_text(out, "vi", vi);
	json_kv_text(out, "en", en);
	json_obj_end(out);
}

static enum err
warn_doses(struct ctx *cx, struct buf *out, int64_t unit_id, const struct dose *history, size_t n)
{
	if (!n)
		return OK;
	const struct dose *last = &history[n - 1];
	int64_t given;
	if (last->unit_id != unit_id)
		warn(out, "visit.dose_elsewhere",
		     arena_printf(cx->mem, "Đã có mũi %zu: %s ngày %s tại %s.", n, last->product_name, last->given_on,
				  last->unit_name ? last->unit_name
				  : last->place   ? last->place
						  : "nơi khác"),
		     arena_printf(cx->mem, "Has dose %zu: %s on %s at %s.", n, last->product_name, last->given_on,
				  last->unit_name ? last->unit_name
				  : last->place   ? last->place
						  : "another place"));
	if (date_parse(last->given_on, &given) && date_of(cx->now) == given)
		warn(out, "visit.dose_today", "Hồ sơ đã có một mũi tiêm trong hôm nay.",
		     "The record already has a dose given today.");
	return OK;
}

static enum err
warn_similar(struct ctx *cx, struct buf *out, const struct person *p)
{
	struct person *list;
	const char **reasons;
	size_t n;
	struct person_in in = { .name = p->name,
				.birth_date = p->birth_date,
				.birth_precision = p->birth_precision,
				.sex = p->sex,
				.cccd = p->cccd,
				.cmnd = p->cmnd,
				.passport = p->passport,
				.home_unit_id = p->home_unit_id };
	TRY(person_similar(cx, &in, p->id, &list, &reasons, &n));
	if (n)
		warn(out, "visit.duplicate",
		     arena_printf(
			     cx->mem,
			     "Có %zu hồ sơ khác giống người này (tên, ngày sinh hoặc số giấy tờ). Hãy so với giấy tờ.",
			     n),
		     arena_printf(cx->mem,
				  "%zu other records look like this person (name, birth date or number). Compare with "
				  "the papers.",
				  n));
	if (p->disputed)
		warn(out, "visit.disputed", "Số giấy tờ của người này đang trùng với người khác.",
		     "This person's identity number is also held by somebody else.");
	return OK;
}

static enum err
checkin_warnings(struct ctx *cx, int64_t unit_id, const struct person *p, const struct dose *history, size_t n,
		 const char **out)
{
	struct buf list = buf_new(cx->mem);
	json_arr(&list);
	TRY(warn_doses(cx, &list, unit_id, history, n));
	TRY(warn_similar(cx, &list, p));
	json_arr_end(&list);
	*out = buf_text(&list);
	return OK;
}

/* Live means today; what happened on another day is entered afterwards, with its own date. */
static enum err
check_day(struct ctx *cx, const struct session *s)
{
	char today[DATE_SIZE];
	date_text(cx->now, today);
	if (strcmp(s->on_date, today) == 0)
		return OK;
	return fail(cx, ERR_CONFLICT, "session.day",
		    "Buổi tiêm này là của ngày %s, hôm nay là %s. Mũi tiêm của ngày khác được nhập hồi cứu.",
		    "This session is of %s and today is %s. Doses of another day are entered afterwards.", s->on_date,
		    today);
}

/* Nobody is under way twice in one session. */
static enum err
check_not_here(struct ctx *cx, const struct session *s, int64_t person_id)
{
	struct visit v;
	bool found;
	TRY(visit_of(cx, s->unit_id, s->id, person_id, &v, &found));
	if (found)
		return fail(cx, ERR_CONFLICT, "visit.exists", "Người này đã được tiếp đón trong buổi tiêm (bước: %s).",
			    "This person was checked in to this session already (step: %s).", v.step);
	return OK;
}

enum err
visit_check_in(struct ctx *cx, const struct unit *unit, const struct session *session, const struct checkin_in *in,
	       struct visit *out)
{
	struct person person;
	struct dose *history;
	struct appointment a;
	const char *warnings;
	size_t n;
	bool again, listed, made;
	TRY(db_one(cx, sql_visit_by_uuid(unit->id, in->uuid), &visit_fields, out, &again));
	if (again)
		return OK;
	TRY(check_day(cx, session));
	TRY(person_open(cx, unit, in->person_id, &person));
	TRY(check_consent(cx, &person, in));
	TRY(person_claim(cx, person.id, NULL));
	TRY(check_not_here(cx, session, person.id));
	TRY(dose_list(cx, person.id, false, &history, &n));
	TRY(checkin_warnings(cx, unit->id, &person, history, n, &warnings));
	TRY(appointment_of(cx, unit->id, session->id, person.id, &a, &listed));
	if (!listed)
		TRY(appointment_create(cx, session, person.id, in->slot, true, &a));
	int64_t id = id_next(cx->now);
	TRY(db_claim(cx,
		     sql_visit_insert(unit->id, id, session->id, person.id, a.id, (int64_t)n + 1, in->identity_seen,
				      in->consent, in->consent_by, warnings, in->uuid, cx->now),
		     &made));
	if (!made)
		return fail(cx, ERR_CONFLICT, "visit.exists", "Người này vừa được tiếp đón.",
			    "This person was just checked in.");
	TRY(appointment_set_state(cx, unit->id, a.id, "arrived"));
	TRY(person_link(cx, unit->id, person.id));
	*out = (struct visit){ .unit_id = unit->id,
			       .id = id,
			       .session_id = session->id,
			       .person_id = person.id,
			       .appointment_id = a.id,
			       .step = "checked_in",
			       .dose_number = (int64_t)n + 1,
			       .identity_seen = in->identity_seen,
			       .consent = in->consent,
			       .consent_by = in->consent_by,
			       .warnings = warnings,
			       .checked_in_ms = cx->now,
			       .uuid = in->uuid };
	TRY(add_event(cx, out, "check_in", NULL, NULL));
	if (in->consent)
		return OK;
	struct visit came = *out;
	return visit_end(cx, &came, "refused", &(struct move_in){ came.version, in->why }, out);
}

/* ---- step 2 ---- */

static const char *const step_of_verdict[VERDICT__COUNT] = {
	[ELIGIBLE] = "screened",
	[CAUTION] = "screened",
	[DEFER] = "deferred",
	[REFER] = "referred",
	[CONTRAINDICATED] = "contraindicated",
};

static enum err
choose_verdict(struct ctx *cx, const struct screening_in *in, const struct screening_result *result, enum verdict *out)
{
	*out = result->computed;
	if (!result->complete)
		return fail_field(cx, "answers", "screening.incomplete",
				  "Phiếu khám chưa đủ: hãy trả lời mọi câu và đo các dấu hiệu bắt buộc (%s).",
				  "The form is not complete: answer every question and measure what is required (%s).",
				  result->missing);
	if (!in->verdict)
		return OK;
	for (int v = 0; v < VERDICT__COUNT; v++)
		if (strcmp(in->verdict, verdict_names[v]) == 0) {
			if ((enum verdict)v < result->computed)
				return fail_field(cx, "verdict", "screening.milder",
						  "Kết luận chỉ có thể bằng hoặc chặt hơn kết quả của phiếu (%s).",
						  "The verdict can only be the form's own (%s) or a stricter one.",
						  verdict_names[result->computed]);
			*out = (enum verdict)v;
			return OK;
		}
	return fail_field(cx, "verdict", "screening.verdict", "Không có kết luận \"%s\".",
			  "There is no verdict \"%s\".", in->verdict);
}

static const int64_t *
measured(const int64_t *v)
{
	return *v == NONE ? NULL : v;
}

enum err
visit_screen(struct ctx *cx, const struct visit *visit, const struct screening_in *in, struct visit *out)
{
	struct rule form;
	struct person person;
	struct screening_result result;
	enum verdict verdict;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(must_be(cx, visit, "checked_in"));
	TRY(person_bare(cx, visit->person_id, &person));
	TRY(screening_form(cx, today, &form));
	TRY(screening_judge(cx, &form, &person, today, in, &result));
	TRY(choose_verdict(cx, in, &result, &verdict));
	TRY(db_post(cx, sql_screening_insert(visit->unit_id, visit->id, id_next(cx->now), person.id, form.code,
					     form.valid_from, in->answers, measured(&in->temperature),
					     measured(&in->pulse), measured(&in->systolic), measured(&in->diastolic),
					     measured(&in->breathing), verdict_names[result.computed], result.reasons,
					     verdict_names[verdict], in->note, cx->actor->staff_id, cx->now)));
	struct visit next = *visit;
	next.step = step_of_verdict[verdict];
	next.verdict = verdict_names[verdict];
	next.screened_ms = cx->now;
	next.why = verdict > CAUTION ? (in->note && *in->note ? in->note : next.verdict) : NULL;
	TRY(visit_move(cx, visit, in->version, &next, "screening", next.why, result.reasons));
	if (verdict > CAUTION)
		TRY(count_outcome(cx, visit, next.step, 1));
	*out = next;
	return OK;
}

/* ---- step 3 ---- */

static enum err
check_on_table(struct ctx *cx, const struct visit *visit, int64_t lot_id)
{
	bool has;
	TRY(session_has_lot(cx, visit->unit_id, visit->session_id, lot_id, &has));
	if (has)
		return OK;
	return fail_field(cx, "lot_id", "lot.unknown", "Lô này không có trên bàn tiêm của buổi hôm nay.",
			  "This lot is not on the tables of this session.");
}

static enum err
injected_again(struct ctx *cx, const struct visit *visit, const char *uuid, bool *again)
{
	struct dose dose;
	*again = false;
	if (!visit->dose_id)
		return OK;
	TRY(dose_get(cx, visit->person_id, visit->dose_id, &dose));
	*again = strcmp(dose.uuid, uuid) == 0;
	return OK;
}

enum err
visit_inject(struct ctx *cx, const struct visit *visit, const struct injection_in *in, struct visit *out)
{
	struct person person;
	struct session session;
	struct dose dose;
	bool again;
	TRY(injected_again(cx, visit, in->uuid, &again));
	*out = *visit;
	if (again)
		return OK;
	TRY(must_be(cx, visit, "screened"));
	TRY(session_get_open(cx, visit->unit_id, visit->session_id, &session));
	TRY(check_on_table(cx, visit, in->lot_id));
	person_claim_ahead(cx, visit->person_id);
	dose_give_ahead(cx, visit->person_id, visit->unit_id, in->lot_id);
	TRY(person_claim(cx, visit->person_id, &person));
	struct dose_live live = { .uuid = in->uuid,
				  .unit_id = visit->unit_id,
				  .visit_id = visit->id,
				  .session_id = session.id,
				  .campaign_id = session.campaign_id,
				  .lot_id = in->lot_id,
				  .kind = in->kind,
				  .body_site = in->body_site,
				  .expected_number = visit->dose_number,
				  .consent_mix = in->consent_mix };
	TRY(dose_give(cx, &person, &live, &dose));
	struct visit next = *visit;
	next.step = "observing";
	next.dose_id = dose.id;
	next.lot_id = in->lot_id;
	next.injected_ms = cx->now;
	next.observe_until_ms = cx->now + session.wait_minutes * MS_MINUTE;
	TRY(visit_move(cx, visit, in->version, &next, "injection", NULL, NULL));
	*out = next;
	return OK;
}

/* ---- step 4 ---- */

enum err
visit_react(struct ctx *cx, const struct visit *visit, const struct reaction_in *in)
{
	if (!visit->dose_id)
		return fail(cx, ERR_CONFLICT, "visit.step", "Người này chưa được tiêm.",
			    "This person has no injection yet.");
	if (strcmp(in->severity, "mild") && strcmp(in->severity, "moderate") && strcmp(in->severity, "severe"))
		return fail_field(cx, "severity", "reaction.severity",
				  "Mức độ phải là nhẹ, vừa hoặc nặng (mild, moderate, severe).",
				  "The severity must be mild, moderate or severe.");
	TRY(db_post(cx,
		    sql_reaction_insert(visit->unit_id, visit->id, id_next(cx->now), visit->person_id, visit->dose_id,
					in->signs, in->severity, in->note, cx->actor->staff_id, cx->now)));
	TRY(db_post(cx, sql_visit_touch(visit->unit_id, visit->id, cx->now)));
	TRY(count_outcome(cx, visit, "reaction", 1));
	return add_event(cx, visit, "reaction", in->note, in->signs);
}

enum err
visit_release(struct ctx *cx, const struct visit *visit, const struct move_in *in, struct visit *out)
{
	struct visit next = *visit;
	TRY(must_be(cx, visit, "observing"));
	if (cx->now < visit->observe_until_ms && (!in->why || !*in->why))
		return fail_field(cx, "why", "visit.early", "Còn %lld phút theo dõi. Muốn cho về sớm cần ghi lý do.",
				  "%lld minutes of observation are left. An earlier release needs a reason.",
				  (long long)((visit->observe_until_ms - cx->now + MS_MINUTE - 1) / MS_MINUTE));
	next.step = "released";
	next.released_ms = cx->now;
	next.why = in->why;
	TRY(visit_move(cx, visit, in->version, &next, "release", in->why, NULL));
	TRY(dose_certifiable(cx, visit->person_id, visit->dose_id));
	*out = next;
	return OK;
}

/* ---- other ways out, and back ---- */

enum err
visit_end(struct ctx *cx, const struct visit *visit, const char *step, const struct move_in *in, struct visit *out)
{
	struct visit next = *visit;
	TRY(need_why(cx, in->why));
	if (strcmp(visit->step, "checked_in") != 0)
		TRY(must_be(cx, visit, "screened"));
	next.step = step;
	next.why = in->why;
	TRY(visit_move(cx, visit, in->version, &next, strcmp(step, "refused") == 0 ? "refuse" : "defer", in->why,
		       NULL));
	TRY(count_outcome(cx, visit, step, 1));
	*out = next;
	return OK;
}

static enum err
undo_check_in(struct ctx *cx, const struct visit *v, struct visit *next)
{
	struct appointment a;
	bool found;
	next->step = "undone";
	TRY(appointment_of(cx, v->unit_id, v->session_id, v->person_id, &a, &found));
	return appointment_set_state(cx, v->unit_id, v->appointment_id, found && a.walk_in ? "cancelled" : "expected");
}

static enum err
undo_injection(struct ctx *cx, const struct visit *v, struct visit *next, const char *why)
{
	next->step = "screened";
	next->dose_id = next->lot_id = next->injected_ms = next->observe_until_ms = 0;
	return dose_withdraw(cx, v->person_id, v->dose_id, why);
}

static enum err
undo_release(struct ctx *cx, const struct visit *v, struct visit *next, const char *why)
{
	next->step = "observing";
	next->released_ms = 0;
	TRY(db_post(cx, sql_visit_dose_unset_certifiable(v->person_id, v->dose_id)));
	return certificate_withdraw(cx, v->person_id, v->dose_id, why);
}

/* Back from a deferral, a refusal or a verdict that ended the visit. A verdict is judged anew; a refusal or a
 * deferral after a good screening goes back behind that screening. */
static enum err
undo_ending(struct ctx *cx, const struct visit *v, struct visit *next)
{
	bool screened = v->verdict && (strcmp(v->verdict, "eligible") == 0 || strcmp(v->verdict, "caution") == 0);
	next->step = screened ? "screened" : "checked_in";
	if (!screened) {
		next->verdict = NULL;
		next->screened_ms = 0;
	}
	return count_outcome(cx, v, v->step, -1);
}

/* Which right the step that is taken back needs. */
static enum cap
cap_of(const char *step)
{
	if (strcmp(step, "checked_in") == 0)
		return CAP_VISIT_CHECKIN;
	if (strcmp(step, "observing") == 0)
		return CAP_VISIT_INJECT;
	return strcmp(step, "released") == 0 ? CAP_VISIT_OBSERVE : CAP_VISIT_SCREEN;
}

enum err
visit_undo(struct ctx *cx, const struct visit *visit, const struct move_in *in, struct visit *out)
{
	struct visit next = *visit;
	const char *step = visit->step;
	TRY(need_why(cx, in->why));
	if (strcmp(step, "undone") == 0)
		return must_be(cx, visit, "checked_in");
	if (!role_has(cx->actor->role, cap_of(step)))
		return fail(cx, ERR_FORBIDDEN, "visit.undo", "Chỉ người làm bước này hoặc quản lý được hoàn tác.",
			    "Only those whose step it is, or a manager, may take it back.");
	TRY(person_claim(cx, visit->person_id, NULL));
	next.why = in->why;
	if (strcmp(step, "checked_in") == 0) {
		TRY(undo_check_in(cx, visit, &next));
	} else if (strcmp(step, "screened") == 0) {
		next.step = "checked_in";
		next.verdict = NULL;
		next.screened_ms = 0;
	} else if (strcmp(step, "observing") == 0) {
		TRY(undo_injection(cx, visit, &next, in->why));
	} else if (strcmp(step, "released") == 0) {
		TRY(undo_release(cx, visit, &next, in->why));
	} else {
		TRY(undo_ending(cx, visit, &next));
	}
	TRY(visit_move(cx, visit, in->version, &next, "undo", in->why, NULL));
	*out = next;
	return OK;
}

static bool
is_among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return !ids;
}

/* One dose gets the right lot; the visit follows its dose. */
static enum err
correct_one(struct ctx *cx, const struct visit *v, const struct lot *to, const char *why)
{
	struct person person;
	struct dose corrected;
	struct dose_past in = { .product_code = to->product_code, .lot_number = to->number, .why = why };
	TRY(person_get(cx, v->person_id, &person));
	TRY(dose_correct(cx, &person, v->dose_id, &in, &corrected));
	struct visit next = *v;
	next.dose_id = corrected.id;
	next.lot_id = to->lot_id;
	return visit_move(cx, v, v->version, &next, "correct_lot", why, NULL);
}

enum err
visit_correct_lot(struct ctx *cx, const struct session *session, int64_t from_lot, int64_t to_lot, const int64_t *ids,
		  size_t nids, const char *why, int64_t *n)
{
	struct visit *list;
	struct lot to;
	size_t count;
	TRY(need_why(cx, why));
	TRY(lot_get(cx, to_lot, &to));
	TRY(db_list(cx, sql_visit_of_lot(session->unit_id, session->id, from_lot), &visit_fields, &list, &count));
	*n = 0;
	for (size_t i = 0; i < count; i++) {
		if (!is_among(ids, nids, list[i].id))
			continue;
		TRY(correct_one(cx, &list[i], &to, why));
		++*n;
	}
	return OK;
}
