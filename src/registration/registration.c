#include "registration/registration.h"

#include "base/clock.h"
#include "base/id.h"
#include "registration/registration_parts.h"
#include "registration_sql.h"
#include "staff/staff.h"

enum { REGISTRATION_CODE_LETTERS = 10, ADULT_AGE = 18, WISH_DAYS_MAX = 366 };

FIELDS(registration, FIELD(registration, person_id, F_ID, 0, F_ROW), FIELD(registration, id, F_ID, 0, F_ROW | F_OUT),
       FIELD(registration, code, F_TEXT, 16, F_ROW | F_OUT), FIELD(registration, source, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(registration, account_id, F_ID, 0, F_ROW), FIELD(registration, staff_id, F_ID, 0, F_ROW),
       FIELD(registration, organisation, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(registration, dose_number, F_I64, 0, F_ROW | F_OUT), FIELD(registration, unit_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(registration, wished_on, F_DATE, 10, F_ROW | F_OUT),
       FIELD(registration, wished_part, F_TEXT, 10, F_ROW | F_OUT),
       FIELD(registration, form_code, F_TEXT, 80, F_ROW | F_OUT),
       FIELD(registration, form_from, F_TEXT, 10, F_ROW | F_OUT),
       FIELD(registration, answers, F_JSON, ANSWERS_MAX, F_ROW | F_OUT),
       FIELD(registration, consent, F_BOOL, 0, F_ROW | F_OUT),
       FIELD(registration, consent_by, F_TEXT, 200, F_ROW | F_OUT),
       FIELD(registration, hospital, F_TEXT, 40, F_ROW | F_OUT), FIELD(registration, family_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(registration, state, F_TEXT, 10, F_ROW | F_OUT), FIELD(registration, why, F_TEXT, 500, F_ROW | F_OUT),
       FIELD(registration, missed, F_I64, 0, F_ROW | F_OUT), FIELD(registration, acknowledged_by, F_ID, 0, F_ROW),
       FIELD(registration, acknowledged_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(registration, created_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(registration, changed_ms, F_TIME, 0, F_ROW | F_OUT));

FIELDS(registration_in, FIELD(registration_in, wished_on, F_DATE, 10, F_IN),
       FIELD(registration_in, wished_part, F_TEXT, 10, F_IN),
       FIELD(registration_in, answers, F_JSON, ANSWERS_MAX, F_IN), FIELD(registration_in, consent, F_BOOL, 0, F_IN),
       FIELD(registration_in, consent_by, F_TEXT, 200, F_IN));

/* ---- reading ---- */

struct registration
registration_hidden(const struct registration *r)
{
	struct registration hidden = *r;
	hidden.dose_number = NONE;
	hidden.missed = 0;
	hidden.why = hidden.hospital = NULL;
	return hidden;
}

enum err
registration_open(struct ctx *cx, int64_t person_id, struct registration *out, bool *found)
{
	return db_one(cx, sql_registration_open(person_id), &registration_fields, out, found);
}

void
registration_open_ahead(struct ctx *cx, int64_t person_id)
{
	db_ahead(cx, sql_registration_open(person_id));
}

enum err
registration_may_act(struct ctx *cx, int64_t person_id)
{
	struct member member;
	struct registration open;
	bool found;
	TRY(member_open(cx, cx->account_id, person_id, false, &member));
	if (strcmp(member.access, "full") == 0)
		return OK;
	TRY(registration_open(cx, person_id, &open, &found));
	if (found && open.account_id == cx->account_id)
		return OK;
	return fail(cx, ERR_FORBIDDEN, "access.limited",
		    "Đăng ký này do người khác lập. Hãy xác nhận người này trước khi thay đổi.",
		    "Somebody else registered this person. Prove that you may act for them first.");
}

enum err
registration_list(struct ctx *cx, int64_t person_id, struct registration **out, size_t *n)
{
	return db_list(cx, sql_registration_list(person_id), &registration_fields, out, n);
}

/* ---- the one owner of a state ---- */

/* A state, and the one besides it from which it may be reached. */
struct change {
	const char *from, *or_from, *to, *why;
	int64_t missed; /* NONE: as it is */
};

enum err
registration_moved(struct ctx *cx)
{
	return fail(cx, ERR_CONFLICT, "registration.moved",
		    "Đăng ký của người này vừa thay đổi (đã tiêm, đã rút hoặc đã được xếp lịch). Hãy xem lại.",
		    "This person's registration has just changed (given, withdrawn or placed). Look again.");
}

/* The row of `waiting` is the caller's next statement: every function below has one. */
static enum err
registration_move(struct ctx *cx, const struct registration *r, const struct change *c)
{
	bool moved;
	TRY(db_expect(cx,
		      sql_registration_move(r->person_id, r->id, r->unit_id, c->from, c->or_from ? c->or_from : c->from,
					    c->to, c->why, c->missed == NONE ? NULL : &c->missed, cx->now),
		      &moved));
	return moved ? OK : registration_moved(cx);
}

static bool
is_placed(const struct registration *r)
{
	return strcmp(r->state, "placed") == 0;
}

bool
registration_is_open(const struct registration *r)
{
	return strcmp(r->state, "waiting") == 0 || is_placed(r);
}

enum err
registration_end(struct ctx *cx, const struct registration *r, const char *state, const char *why, int64_t missed)
{
	TRY(registration_move(cx, r, &(struct change){ r->state, NULL, state, why, missed }));
	return waiting_delete(cx, r);
}

enum err
registration_reopen(struct ctx *cx, struct registration *r)
{
	TRY(registration_move(cx, r, &(struct change){ r->state, NULL, "waiting", NULL, NONE }));
	r->state = "waiting";
	r->why = NULL;
	return OK;
}

enum err
registration_place_known(struct ctx *cx, const struct standing *was, const struct placement *where)
{
	struct registration r = { .person_id = was->person_id, .id = was->registration_id, .unit_id = was->unit_id };
	TRY(registration_move(cx, &r, &(struct change){ was->state, NULL, "placed", NULL, NONE }));
	return waiting_place(cx, &r, was->appointment_id, where);
}

enum err
registration_place(struct ctx *cx, int64_t person_id, int64_t was_appointment_id, const struct placement *where)
{
	struct registration r;
	bool open;
	TRY(registration_open(cx, person_id, &r, &open));
	if (!open)
		return registration_moved(cx);
	const struct standing was = { r.unit_id, person_id, r.id, r.state, was_appointment_id };
	return registration_place_known(cx, &was, where);
}

/* Back to the list. Somebody who missed too often has to ask again, so that places do not stay empty. */
static enum err
give_back(struct ctx *cx, const struct registration *r, int64_t appointment_id, const char *why, const char *not_before)
{
	bool no_show = strcmp(why, REASON_NO_SHOW) == 0;
	bool came = strcmp(why, REASON_DEFERRED) == 0 || strcmp(why, REASON_REFERRED) == 0;
	int64_t missed = no_show ? r->missed + 1 : came ? 0 : r->missed;
	TRY(waiting_release(cx, r, appointment_id, not_before));
	if (no_show && missed >= MISSED_MAX)
		return registration_end(cx, r, "withdrawn", why, missed);
	return registration_move(cx, r, &(struct change){ "placed", NULL, "waiting", why, missed });
}

enum err
registration_release(struct ctx *cx, int64_t person_id, int64_t appointment_id, const char *why, const char *not_before)
{
	struct registration r;
	bool open;
	TRY(registration_open(cx, person_id, &r, &open));
	return open && is_placed(&r) ? give_back(cx, &r, appointment_id, why, not_before) : OK;
}

enum err
registration_withdraw(struct ctx *cx, int64_t person_id, const char *why)
{
	struct registration r;
	bool open;
	TRY(registration_open(cx, person_id, &r, &open));
	return open ? registration_end(cx, &r, "withdrawn", why, r.missed) : registration_moved(cx);
}

/* ---- making ---- */

static bool
is_minor(const struct person *p, int64_t now)
{
	int64_t birth;
	return date_parse(p->birth_date, &birth) && date_age(birth, date_of(now)) < ADULT_AGE;
}

static bool
by_citizen(const char *source)
{
	return strcmp(source, "self") == 0 || strcmp(source, "family") == 0;
}

static enum err
check_wish(struct ctx *cx, const struct registration_in *in)
{
	static const char *const parts[] = { "any", "morning", "afternoon" };
	int64_t day, today = date_of(cx->now);
	bool known = !in->wished_part;
	for (size_t i = 0; i < 3; i++)
		known = known || strcmp(in->wished_part, parts[i]) == 0;
	if (!known)
		return fail_field(cx, "wished_part", "registration.wished_part",
				  "Buổi muốn tiêm là sáng, chiều hoặc bất kỳ (morning, afternoon, any).",
				  "The part of the day is morning, afternoon or any.");
	if (!in->wished_on)
		return OK;
	if (!date_parse(in->wished_on, &day) || day < today || day > today + WISH_DAYS_MAX)
		return fail_field(
			cx, "wished_on", "registration.wished_on",
			"Ngày muốn tiêm phải từ hôm nay trở đi, trong vòng một năm. Để trống nếu ngày nào cũng được.",
			"The day wished for is today or later, within a year. Leave it empty if any day will do.");
	return OK;
}

/* QĐ 3588, CV 8688: consent is the person's own, for those under 18 their guardian's. Lists leave both to the site. */
static enum err
check_consent(struct ctx *cx, const struct person *p, const struct registration_in *in, const char *source)
{
	if (strcmp(source, "organisation") == 0)
		return OK;
	if (is_minor(p, cx->now) && (!p->guardian_name || !*p->guardian_name))
		return fail_field(
			cx, "guardian_name", "registration.guardian",
			"Người dưới 18 tuổi cần có người giám hộ. Hãy ghi họ tên cha, mẹ hoặc người giám hộ và số "
			"điện thoại của họ.",
			"Somebody under 18 needs a guardian. Please write the name and phone of a parent or "
			"guardian.");
	if (by_citizen(source) && !in->consent)
		return fail_field(
			cx, "consent", "registration.consent",
			"Cần đồng ý tiêm chủng để tiếp tục. Hãy đọc rồi chọn “Đồng ý tiêm chủng”.",
			"Your agreement is needed to go on. Please read and choose “Agrees to be vaccinated”.");
	return OK;
}

/* On whose list: the home, or where the desk stands. */
static enum err
list_unit(struct ctx *cx, const struct person *p, const struct registration_in *in, int64_t *unit_id)
{
	*unit_id = p->home_unit_id ? p->home_unit_id : in->fallback_unit_id;
	if (*unit_id)
		return OK;
	return fail_field(cx, "home_unit_id", "registration.home",
			  "Hãy chọn xã, phường nơi đang ở: địa phương đó sẽ mời tiêm.",
			  "Please choose the commune where the person lives: it will send the invitation.");
}

static enum err
insert(struct ctx *cx, const struct registration *r, bool *made)
{
	TRY(db_expect(cx,
		      sql_registration_insert(
			      r->person_id, r->id, r->code, r->source, or_null(&r->account_id), or_null(&r->staff_id),
			      r->organisation, r->dose_number, r->unit_id, r->wished_on, r->wished_part, r->form_code,
			      r->form_from, r->answers, r->consent, r->consent_by, r->hospital, r->family_id,
			      or_null(&r->acknowledged_by), or_null(&r->acknowledged_ms), r->created_ms, cx->now),
		      made));
	return *made ? db_post(cx, sql_registration_code_add(r->code, r->person_id, r->id)) : OK;
}

/* What is new about it: who, when, in which state. */
static void
begin(struct ctx *cx, struct registration *r)
{
	r->id = id_next(cx->now);
	r->code = code_new(cx->mem, REGISTRATION_CODE_LETTERS);
	r->account_id = cx->account_id;
	r->staff_id = cx->actor ? cx->actor->staff_id : 0;
	r->state = "waiting";
	r->created_ms = r->changed_ms = cx->now;
}

/* Doses and open registration of somebody who was there before, under their lock; all on one way. */
static enum err
look(struct ctx *cx, const struct person *p, struct registration *open, bool *found, struct next_dose *next)
{
	struct dose *doses;
	size_t n;
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	person_claim_ahead(cx, p->id);
	registration_open_ahead(cx, p->id);
	dose_list_ahead(cx, p->id);
	TRY(person_claim(cx, p->id, NULL));
	TRY(registration_open(cx, p->id, open, found));
	if (*found)
		return OK;
	TRY(dose_list(cx, p->id, false, &doses, &n));
	if (!n) {
		*next = (struct next_dose){ .number = 1, .foreseen = true, .kind = "primary" };
		return OK;
	}
	TRY(next_dose(cx, p, doses, n, today, next));
	if (!next->foreseen)
		return fail(
			cx, ERR_CONFLICT, "registration.complete",
			"Người này đã tiêm %zu mũi; hiện chưa có quy định tiêm mũi tiếp theo nên không cần đăng ký.",
			"This person has had %zu doses; no rule foresees a further one now, so there is nothing to "
			"register for.",
			n);
	return OK;
}

static enum err
make(struct ctx *cx, const struct person *person, const struct registration_in *in, const char *source,
     const char *organisation, const struct next_dose *next, struct registration *out, bool *fresh)
{
	struct history_verdict history;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(history_judge(cx, person, in->answers, today, by_citizen(source), &history, in->warnings));
	*out = (struct registration){ .person_id = person->id,
				      .source = source,
				      .organisation = organisation,
				      .dose_number = next->number,
				      .wished_on = in->wished_on,
				      .wished_part = in->wished_part ? in->wished_part : "any",
				      .form_code = history.form_code,
				      .form_from = history.form_from,
				      .answers = history.answers,
				      .consent = in->consent,
				      .consent_by = in->consent_by,
				      .hospital = history.hospital,
				      .family_id = in->family_id };
	TRY(list_unit(cx, person, in, &out->unit_id));
	begin(cx, out);
	if (strcmp(source, "commune") == 0) {
		out->acknowledged_by = out->staff_id;
		out->acknowledged_ms = cx->now;
	}
	TRY(insert(cx, out, fresh));
	return *fresh ? waiting_put(cx, out, person, next, later_day(in->wished_on, next->earliest)) : OK;
}

enum err
registration_create(struct ctx *cx, const struct person *person, const struct registration_in *in, const char *source,
		    const char *organisation, struct registration *out, bool *fresh)
{
	struct next_dose next = { .number = 1, .foreseen = true, .kind = "primary" };
	bool found = false;
	*fresh = false;
	TRY(check_wish(cx, in));
	TRY(check_consent(cx, person, in, source));
	if (!in->fresh_person)
		TRY(look(cx, person, out, &found, &next));
	if (found)
		return OK;
	TRY(make(cx, person, in, source, organisation, &next, out, fresh));
	if (*fresh)
		return OK;
	/* another server was faster, with somebody whom we both just made out to be the same */
	TRY(registration_open(cx, person->id, out, &found));
	return found ? OK : fail_internal(cx, "registration vanished");
}

/* ---- doses ---- */

/* Registered for what follows a dose, from the day on which the interval opens; as the last registration was, where there was
 * one. Its time is the dose's: whose session was settled first is not before the others. The commune need not look: it knows the
 * person. */
static enum err
register_next(struct ctx *cx, const struct person *p, const struct registration *last, const struct next_dose *next,
	      const struct dose *given)
{
	struct registration_in in = { .fallback_unit_id = last ? last->unit_id : given->unit_id };
	struct registration r = { .wished_part = "any", .form_code = "", .form_from = "", .answers = "{}" };
	bool made;
	if (last)
		r = *last;
	r.person_id = p->id;
	r.source = "next_dose";
	r.dose_number = next->number;
	r.wished_on = r.why = NULL;
	r.missed = r.acknowledged_by = 0;
	if (!p->home_unit_id && !in.fallback_unit_id)
		return OK; /* nobody would invite them */
	TRY(list_unit(cx, p, &in, &r.unit_id));
	begin(cx, &r);
	if (given->given_ms)
		r.created_ms = given->given_ms;
	r.acknowledged_ms = r.created_ms;
	TRY(insert(cx, &r, &made));
	return made ? waiting_put(cx, &r, p, next, next->earliest) : OK;
}

enum err
registration_dose_done(struct ctx *cx, int64_t person_id)
{
	struct registration r;
	bool open;
	TRY(registration_open(cx, person_id, &r, &open));
	return open ? registration_end(cx, &r, "done", REASON_DOSE, 0) : OK;
}

/* The newest that was not made void by a dose taken back; NULL: none. */
static const struct registration *
newest(const struct registration *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!list[i].why || strcmp(list[i].why, REASON_DOSE_TAKEN_BACK) != 0)
			return &list[i];
	return NULL;
}

enum err
registration_dose_given(struct ctx *cx, int64_t person_id)
{
	struct person person;
	struct dose *doses;
	struct registration *list;
	struct next_dose next;
	size_t n, count;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	db_ahead(cx, sql_registration_list(person_id));
	dose_list_ahead(cx, person_id);
	TRY(person_bare(cx, person_id, &person));
	TRY(registration_list(cx, person_id, &list, &count));
	TRY(dose_list(cx, person_id, false, &doses, &n));
	const struct registration *last = newest(list, count);
	if (!n || (last && last->dose_number > (int64_t)n))
		return OK; /* told twice; or they have said that they want no more */
	if (last && registration_is_open(last)) {
		TRY(registration_free_place(cx, last));
		TRY(registration_end(cx, last, "done", REASON_DOSE, 0));
	}
	if (dose_series_complete(doses, n))
		return OK;
	TRY(next_dose(cx, &person, doses, n, today, &next));
	bool as_before = last && (registration_is_open(last) || strcmp(last->state, "done") == 0);
	return next.foreseen ? register_next(cx, &person, as_before ? last : NULL, &next, &doses[n - 1]) : OK;
}

enum err
registration_next_is_due(struct ctx *cx, const struct dose *doses, size_t n, bool *due)
{
	const struct dose *last = n ? &doses[n - 1] : NULL;
	*due = last && last->session_id;
	if (!*due)
		return OK;
	TRY(session_is_settled(cx, last->unit_id, last->session_id, due));
	*due = !*due;
	return OK;
}

enum err
registration_next_now(struct ctx *cx, int64_t person_id)
{
	struct dose *doses;
	size_t n;
	bool due;
	TRY(dose_list(cx, person_id, false, &doses, &n));
	TRY(registration_next_is_due(cx, doses, n, &due));
	return due ? registration_dose_given(cx, person_id) : OK;
}
