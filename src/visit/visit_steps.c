/* The four steps, live: what a rule forbids is stopped before it happens. */
#include "base/clock.h"
#include "base/id.h"
#include "certificate/certificate.h"
#include "registration/registration.h"
#include "staff/staff.h"
#include "visit/visit_parts.h"
#include "visit_sql.h"

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
	char *on = arena_strdup(cx->mem, last->given_on);
	int64_t given;
	date_show_all(on, NULL);
	if (last->unit_id != unit_id)
		warn(out, "visit.dose_elsewhere",
		     arena_printf(cx->mem, "Đã có mũi %zu: %s ngày %s tại %s.", n, last->product_name, on,
				  last->unit_name ? last->unit_name
				  : last->place   ? last->place
						  : "nơi khác"),
		     arena_printf(cx->mem, "Has dose %zu: %s on %s at %s.", n, last->product_name, on,
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
	person_open_ahead(cx, unit->id, in->person_id);
	TRY(db_one(cx, sql_visit_by_uuid(unit->id, in->uuid), &visit_fields, out, &again));
	if (again)
		return OK;
	TRY(check_day(cx, session));
	TRY(person_open(cx, unit, in->person_id, &person));
	TRY(check_consent(cx, &person, in));
	/* behind the claim, whose lock they need, and all on one way */
	person_claim_ahead(cx, person.id);
	db_ahead(cx, sql_visit_by_uuid(unit->id, in->uuid));
	db_ahead(cx, sql_visit_of(unit->id, session->id, person.id));
	dose_list_ahead(cx, person.id);
	appointment_of_ahead(cx, unit->id, session->id, person.id);
	registration_open_ahead(cx, person.id);
	TRY(person_claim(cx, person.id, NULL));
	/* the same event at another server at the same moment has the claim before us: it is on record now */
	TRY(db_one(cx, sql_visit_by_uuid(unit->id, in->uuid), &visit_fields, out, &again));
	if (again)
		return OK;
	TRY(check_not_here(cx, session, person.id));
	TRY(dose_list(cx, person.id, false, &history, &n));
	TRY(checkin_warnings(cx, unit->id, &person, history, n, &warnings));
	TRY(appointment_of(cx, unit->id, session->id, person.id, &a, &listed));
	if (!listed || strcmp(a.state, "cancelled") == 0)
		TRY(appointment_create(cx, session, person.id, in->slot, NULL, true, &a));
	int64_t id = id_next(cx->now);
	TRY(db_expect(cx,
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
	TRY(visit_add_event(cx, out, "check_in", NULL, NULL));
	TRY(registration_arrived(cx, person.id,
				 &(struct placement){ unit->id, session->id, a.id, session->on_date, a.slot }));
	if (in->consent)
		return OK;
	struct visit came = *out;
	return visit_end(cx, &came, "refused", &(struct move_in){ .version = came.version, .why = in->why }, out);
}

/* ---- step 2 ---- */

const char *const visit_step_of_verdict[VERDICT__COUNT] = {
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
	TRY(verdict_read(cx, in->verdict, out));
	if (*out < result->computed)
		return fail_field(cx, "verdict", "screening.milder",
				  "Kết luận chỉ có thể bằng hoặc chặt hơn kết quả của phiếu (%s).",
				  "The verdict can only be the form's own (%s) or a stricter one.",
				  verdict_names[result->computed]);
	return OK;
}

static const int64_t *
measured(const int64_t *v)
{
	return *v == NONE ? NULL : v;
}

enum err
visit_keep_screening(struct ctx *cx, const struct visit *v, const struct rule *form, const struct screening_in *in,
		     const struct screening_result *result, enum verdict verdict, int64_t at_ms)
{
	return db_post(cx,
		       sql_screening_insert(v->unit_id, v->id, id_next(cx->now), v->person_id, form->code,
					    form->valid_from, in->answers, measured(&in->temperature),
					    measured(&in->pulse), measured(&in->systolic), measured(&in->diastolic),
					    measured(&in->breathing), verdict_names[result->computed], result->reasons,
					    verdict_names[verdict], in->note, cx->actor->staff_id, at_ms));
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
	TRY(visit_must_be(cx, visit, "checked_in"));
	TRY(person_bare(cx, visit->person_id, &person));
	TRY(screening_form(cx, today, &form));
	TRY(screening_judge(cx, &form, &person, today, in, &result));
	TRY(choose_verdict(cx, in, &result, &verdict));
	TRY(visit_keep_screening(cx, visit, &form, in, &result, verdict, cx->now));
	struct visit next = *visit;
	next.step = visit_step_of_verdict[verdict];
	next.verdict = verdict_names[verdict];
	next.screened_ms = cx->now;
	next.why = verdict > CAUTION ? (in->note && *in->note ? in->note : next.verdict) : NULL;
	TRY(visit_move(cx, visit, in->version, &next, "screening", next.why, result.reasons));
	if (verdict > CAUTION) {
		TRY(visit_count(cx, visit, next.step, 1));
		TRY(registration_turned_away(cx, visit->person_id, next.step, in->until));
	}
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
	TRY(visit_must_be(cx, visit, "screened"));
	TRY(session_get_open(cx, visit->unit_id, visit->session_id, &session));
	TRY(check_on_table(cx, visit, in->lot_id));
	person_claim_ahead(cx, visit->person_id);
	registration_open_ahead(cx, visit->person_id);
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
	TRY(registration_dose_done(cx, visit->person_id));
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
	TRY(visit_count(cx, visit, "reaction", 1));
	return visit_add_event(cx, visit, "reaction", in->note, in->signs);
}

enum err
visit_release(struct ctx *cx, const struct visit *visit, const struct move_in *in, struct visit *out)
{
	struct visit next = *visit;
	TRY(visit_must_be(cx, visit, "observing"));
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
