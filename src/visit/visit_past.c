#include "visit/visit_past.h"

#include "base/clock.h"
#include "base/id.h"
#include "counter/counter.h"
#include "registration/registration.h"
#include "staff/staff.h"
#include "visit/visit_parts.h"
#include "visit_sql.h"

enum { CLOCK_AHEAD_MS = 5 * 60 * 1000 /* a station's clock may be ahead by so much unremarked */ };

FIELDS(visit_past, FIELD(visit_past, id, F_UUID, 36, F_IN | F_MUST), FIELD(visit_past, kind, F_TEXT, 16, F_IN | F_MUST),
       FIELD(visit_past, at, F_TIME, 0, F_IN | F_MUST), FIELD(visit_past, person_id, F_ID, 0, F_IN | F_MUST),
       FIELD(visit_past, session_id, F_ID, 0, F_IN), FIELD(visit_past, staff_id, F_ID, 0, F_IN),
       FIELD(visit_past, identity_seen, F_TEXT, 16, F_IN), FIELD(visit_past, consent_by, F_TEXT, 200, F_IN),
       FIELD(visit_past, why, F_TEXT, 500, F_IN), FIELD(visit_past, consent, F_BOOL, 0, F_IN),
       FIELD(visit_past, answers, F_JSON, 8192, F_IN), FIELD(visit_past, verdict, F_TEXT, 20, F_IN),
       FIELD(visit_past, note, F_LINES, 1000, F_IN), FIELD_RANGE(visit_past, temperature, 300, 450, F_IN),
       FIELD_RANGE(visit_past, pulse, 20, 300, F_IN), FIELD_RANGE(visit_past, systolic, 40, 300, F_IN),
       FIELD_RANGE(visit_past, diastolic, 20, 200, F_IN), FIELD_RANGE(visit_past, breathing, 4, 80, F_IN),
       FIELD(visit_past, lot_id, F_ID, 0, F_IN), FIELD(visit_past, body_site, F_TEXT, 16, F_IN),
       FIELD(visit_past, dose_kind, F_TEXT, 16, F_IN), FIELD(visit_past, consent_mix, F_BOOL, 0, F_IN),
       FIELD(visit_past, product_code, F_TEXT, 32, F_IN), FIELD(visit_past, lot_number, F_TEXT, 40, F_IN),
       FIELD(visit_past, given_on, F_DATE, 10, F_IN), FIELD(visit_past, place, F_TEXT, 300, F_IN),
       FIELD(visit_past, source_note, F_TEXT, 300, F_IN));

void
past_flag(struct past_flags *f, const char *code)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->code[i], code) == 0)
			return;
	if (f->n < PAST_FLAGS_MAX)
		f->code[f->n++] = code;
}

/* ---- the visit that an event belongs to ---- */

/* What the event is about, found or made. */
struct scene {
	struct session session;
	struct person person;
	struct visit visit;
	int64_t at; /* the event's time, never behind now */
};

/* Whoever was counted as not having come has come. */
static enum err
arrive(struct ctx *cx, const struct scene *s, const struct appointment *a)
{
	struct count gone = { s->session.on_date, "", 0, "no_show", 0 };
	if (strcmp(a->state, "no_show") == 0)
		TRY(counter_add(cx, s->session.unit_id, &gone, -1));
	return appointment_set_state(cx, s->session.unit_id, a->id, "arrived");
}

static enum err
make_visit(struct ctx *cx, const struct visit_past *in, struct scene *s)
{
	struct appointment a;
	struct dose *history;
	size_t n;
	bool listed;
	int64_t unit_id = s->session.unit_id, id = id_next(cx->now);
	TRY(dose_list(cx, s->person.id, false, &history, &n));
	TRY(appointment_of(cx, unit_id, s->session.id, s->person.id, &a, &listed));
	if (!listed || strcmp(a.state, "cancelled") == 0)
		TRY(appointment_create(cx, &s->session, s->person.id, NULL, NULL, true, &a));
	TRY(arrive(cx, s, &a));
	TRY(session_settle_again(cx, unit_id, s->session.id));
	TRY(registration_arrived(cx, s->person.id,
				 &(struct placement){ unit_id, s->session.id, a.id, s->session.on_date, a.slot }));
	TRY(person_link(cx, unit_id, s->person.id));
	TRY(db_post(cx, sql_visit_past_insert(unit_id, id, s->session.id, s->person.id, a.id, (int64_t)n + 1, in->id,
					      s->at, cx->now)));
	s->visit = (struct visit){ .unit_id = unit_id,
				   .id = id,
				   .session_id = s->session.id,
				   .person_id = s->person.id,
				   .appointment_id = a.id,
				   .step = "checked_in",
				   .dose_number = (int64_t)n + 1,
				   .identity_seen = "none",
				   .checked_in_ms = s->at,
				   .uuid = in->id };
	return OK;
}

static enum err
set_scene(struct ctx *cx, const struct unit *unit, const struct visit_past *in, struct past_flags *flags,
	  struct scene *s)
{
	char day[DATE_SIZE];
	bool found, visible;
	*s = (struct scene){ .at = in->at < cx->now ? in->at : cx->now };
	TRY(session_get(cx, unit->id, in->session_id, &s->session));
	TRY(person_claim(cx, in->person_id, &s->person));
	if (in->at > cx->now + CLOCK_AHEAD_MS)
		past_flag(flags, "sync.clock");
	date_text(s->at, day);
	if (strcmp(day, s->session.on_date) != 0)
		past_flag(flags, "session.day");
	TRY(person_visible(cx, unit, in->person_id, &visible));
	if (!visible)
		past_flag(flags, "person.foreign");
	TRY(visit_of(cx, unit->id, in->session_id, in->person_id, &s->visit, &found));
	return found ? OK : make_visit(cx, in, s);
}

static enum err
tell(struct ctx *cx, const struct scene *s, const char *kind, const char *why, const char *detail)
{
	return db_post(cx, sql_visit_event_add(s->visit.unit_id, s->visit.id, id_next(cx->now), kind,
					       cx->actor->staff_id, s->at, why, detail));
}

static bool
is_at(const struct visit *v, const char *step)
{
	return strcmp(v->step, step) == 0;
}

static bool
has_ended(const struct visit *v)
{
	return is_at(v, "deferred") || is_at(v, "contraindicated") || is_at(v, "referred") || is_at(v, "refused");
}

/* Writes what follows from the event; its own entry in the history carries the station's time. */
static enum err
move(struct ctx *cx, struct scene *s, struct visit *next)
{
	bool moved;
	TRY(visit_write(cx, s->visit.version, next, &moved));
	if (!moved)
		return fail(cx, ERR_BUSY, "visit.moved", "Bàn khác vừa cập nhật người này. Hãy gửi lại.",
			    "Another table has just updated this person. Send it again.");
	s->visit = *next;
	return OK;
}

/* ---- the events ---- */

static enum err
apply_check_in(struct ctx *cx, const struct unit *unit, const struct visit_past *in, struct past_flags *flags)
{
	struct scene s;
	bool again;
	if (!in->identity_seen)
		return fail_field(cx, "identity_seen", "field.required", "identity_seen: bắt buộc phải có.",
				  "identity_seen: is required.");
	TRY(set_scene(cx, unit, in, flags, &s));
	TRY(db_claim(cx, sql_visit_past_checked_in(s.visit.unit_id, s.visit.id), &again));
	if (again) {
		past_flag(flags, "visit.exists");
		return tell(cx, &s, "check_in", in->why, NULL);
	}
	char counted[DATE_SIZE], told[DATE_SIZE];
	date_text(s.visit.checked_in_ms, counted);
	date_text(s.at, told);
	/* outcomes are counted on the day of the check-in, so it keeps its day */
	int64_t at = strcmp(counted, told) == 0 ? s.at : s.visit.checked_in_ms;
	TRY(db_post(cx, sql_visit_past_check_in(s.visit.unit_id, s.visit.id, in->identity_seen, in->consent,
						in->consent_by, at, cx->now)));
	TRY(tell(cx, &s, "check_in", in->why, NULL));
	if (in->consent)
		return OK;
	if (!is_at(&s.visit, "checked_in")) {
		past_flag(flags, "visit.consent");
		return OK;
	}
	struct visit next = s.visit;
	next.step = "refused";
	next.why = in->why;
	TRY(visit_count(cx, &s.visit, "refused", 1));
	TRY(registration_turned_away(cx, s.person.id, "refused", NULL));
	return move(cx, &s, &next);
}

static enum err
keep_screening(struct ctx *cx, const struct visit_past *in, const struct scene *s, enum verdict verdict,
	       struct past_flags *flags, const char **reasons)
{
	struct rule form;
	struct screening_result result;
	char day[DATE_SIZE];
	struct screening_in answers = { .answers = in->answers ? in->answers : "{}",
					.temperature = in->temperature,
					.pulse = in->pulse,
					.systolic = in->systolic,
					.diastolic = in->diastolic,
					.breathing = in->breathing,
					.note = in->note };
	date_text(s->at, day);
	TRY(screening_form(cx, day, &form));
	TRY(screening_judge(cx, &form, &s->person, day, &answers, &result));
	if (!result.complete)
		past_flag(flags, "screening.incomplete");
	if (verdict < result.computed)
		past_flag(flags, "screening.milder");
	*reasons = result.reasons;
	return visit_keep_screening(cx, &s->visit, &form, &answers, &result, verdict, s->at);
}

static enum err
apply_screening(struct ctx *cx, const struct unit *unit, const struct visit_past *in, struct past_flags *flags)
{
	struct scene s;
	enum verdict verdict;
	const char *reasons;
	TRY(verdict_read(cx, in->verdict, &verdict));
	TRY(set_scene(cx, unit, in, flags, &s));
	TRY(keep_screening(cx, in, &s, verdict, flags, &reasons));
	TRY(tell(cx, &s, "screening", in->note, reasons));
	struct visit next = s.visit;
	next.verdict = verdict_names[verdict];
	next.screened_ms = s.at;
	if (is_at(&s.visit, "checked_in")) {
		next.step = visit_step_of_verdict[verdict];
		if (verdict > CAUTION) {
			next.why = in->note && *in->note ? in->note : next.verdict;
			TRY(visit_count(cx, &s.visit, next.step, 1));
			TRY(registration_turned_away(cx, s.person.id, next.step, NULL));
		}
	} else if (verdict > CAUTION || has_ended(&s.visit)) {
		past_flag(flags, "visit.step"); /* injected, or ended otherwise, all the same */
	}
	return move(cx, &s, &next);
}

/* The rules of the dose are judged and flagged by dose_enter(); those of the table here. */
static enum err
keep_dose(struct ctx *cx, const struct visit_past *in, const struct scene *s, struct past_flags *flags,
	  struct dose *out)
{
	struct lot lot;
	bool on_table;
	char *day = arena_alloc(cx->mem, DATE_SIZE);
	date_text(s->at, day);
	TRY(lot_get(cx, in->lot_id, &lot));
	TRY(session_has_lot(cx, s->session.unit_id, s->session.id, lot.lot_id, &on_table));
	if (!on_table)
		past_flag(flags, "lot.not_on_table");
	if (strcmp(lot.state, "active") != 0)
		past_flag(flags, strcmp(lot.state, "recalled") == 0 ? "lot.recalled" : "lot.suspended");
	struct dose_past past = { .uuid = in->id,
				  .product_code = lot.product_code,
				  .lot_number = lot.number,
				  .given_on = day,
				  .kind = in->dose_kind,
				  .unit_id = s->session.unit_id,
				  .given_ms = s->at,
				  .visit_id = s->visit.id,
				  .session_id = s->session.id,
				  .campaign_id = s->session.campaign_id,
				  .vaccinator_id = cx->actor->staff_id,
				  .body_site = in->body_site };
	return dose_enter(cx, s->session.unit_id, &s->person, &past, "live", out);
}

/* The rules that dose_enter() found broken. */
static void
add_dose_flags(struct ctx *cx, struct past_flags *flags, const struct dose *d)
{
	json_t *list = json_loads(d->flags, 0, NULL), *code;
	size_t i;
	json_array_foreach(list, i, code) {
		past_flag(flags, arena_strdup(cx->mem, json_string_value(code)));
		if (flags->n)
			flags->listed[flags->n - 1] = true;
	}
	json_decref(list);
}

static enum err
apply_injection(struct ctx *cx, const struct unit *unit, const struct visit_past *in, struct past_flags *flags)
{
	struct scene s;
	struct dose dose;
	TRY(set_scene(cx, unit, in, flags, &s));
	TRY(keep_dose(cx, in, &s, flags, &dose));
	add_dose_flags(cx, flags, &dose);
	if (s.visit.dose_id == dose.id) /* it was recorded live, and the station did not learn it */
		return OK;
	TRY(registration_dose_given(cx, s.person.id));
	TRY(tell(cx, &s, "injection", NULL, NULL));
	if (s.visit.dose_id) {
		past_flag(flags, "visit.second_dose");
		return OK;
	}
	struct visit next = s.visit;
	next.dose_id = dose.id;
	next.lot_id = in->lot_id;
	next.injected_ms = s.at;
	next.observe_until_ms = s.at + s.session.wait_minutes * MS_MINUTE;
	if (has_ended(&s.visit)) {
		past_flag(flags, "visit.step");
		TRY(visit_count(cx, &s.visit, s.visit.step, -1));
	}
	if (is_at(&s.visit, "released")) /* the release came first, and waited for its dose */
		TRY(dose_certifiable(cx, s.person.id, dose.id));
	else
		next.step = "observing";
	return move(cx, &s, &next);
}

static enum err
apply_release(struct ctx *cx, const struct unit *unit, const struct visit_past *in, struct past_flags *flags)
{
	struct scene s;
	TRY(set_scene(cx, unit, in, flags, &s));
	TRY(tell(cx, &s, "release", in->why, NULL));
	if (is_at(&s.visit, "released") || has_ended(&s.visit)) {
		past_flag(flags, "visit.step");
		return OK;
	}
	struct visit next = s.visit;
	next.step = "released";
	next.released_ms = s.at;
	next.why = in->why;
	if (s.visit.dose_id && s.at < s.visit.observe_until_ms && (!in->why || !*in->why))
		past_flag(flags, "visit.early");
	if (s.visit.dose_id)
		TRY(dose_certifiable(cx, s.person.id, s.visit.dose_id));
	return move(cx, &s, &next);
}

static enum err
apply_dose(struct ctx *cx, const struct unit *unit, const struct visit_past *in, struct past_flags *flags)
{
	struct person person;
	struct dose dose;
	struct dose_past past = { .uuid = in->id,
				  .product_code = in->product_code,
				  .lot_number = in->lot_number,
				  .given_on = in->given_on,
				  .kind = in->dose_kind,
				  .place = in->place,
				  .source_note = in->source_note };
	bool visible;
	TRY(person_visible(cx, unit, in->person_id, &visible));
	if (!visible)
		past_flag(flags, "person.foreign");
	TRY(person_bare(cx, in->person_id, &person));
	TRY(dose_enter(cx, unit->id, &person, &past, "retrospective", &dose));
	add_dose_flags(cx, flags, &dose);
	return registration_follow_person(cx, person.id);
}

static const struct past_kind kinds[] = {
	{ "check_in", CAP_VISIT_CHECKIN, apply_check_in },  { "screening", CAP_VISIT_SCREEN, apply_screening },
	{ "injection", CAP_VISIT_INJECT, apply_injection }, { "release", CAP_VISIT_OBSERVE, apply_release },
	{ "dose", CAP_DOSE_RETROSPECTIVE, apply_dose },
};

const struct past_kind *
past_kind(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

enum err
visit_past_apply(struct ctx *cx, const struct unit *unit, const struct past_kind *kind, const struct visit_past *in,
		 struct past_flags *flags)
{
	if (!role_has(cx->actor->role, kind->cap))
		past_flag(flags, "role.missing");
	return kind->apply(cx, unit, in, flags);
}
