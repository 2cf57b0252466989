/* What happens at a site, as it concerns the registration: who came, who was turned away, who was given a dose, and back. */
#include "base/clock.h"
#include "base/text.h"
#include "registration/registration_parts.h"
#include "registration_sql.h"

/* The newest of a person that is not open. */
static enum err
last_ended(struct ctx *cx, int64_t person_id, struct registration *out, bool *found)
{
	struct registration *list;
	size_t n;
	*found = false;
	TRY(registration_list(cx, person_id, &list, &n));
	for (size_t i = 0; i < n && !*found; i++)
		if (!registration_is_open(&list[i])) {
			*out = list[i];
			*found = true;
		}
	return OK;
}

/* Puts an ended registration back on its list. *again false: it was for another dose than the next one, and stays ended. */
static enum err
reopen(struct ctx *cx, struct registration *r, bool *again)
{
	struct person person;
	struct dose *doses;
	struct next_dose next;
	size_t n;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(person_get(cx, r->person_id, &person));
	TRY(dose_list(cx, r->person_id, false, &doses, &n));
	TRY(next_dose(cx, &person, doses, n, today, &next));
	*again = r->dose_number == next.number;
	if (!*again)
		return OK;
	TRY(registration_reopen(cx, r));
	return waiting_put(cx, r, &person, &next, later_day(r->wished_on, next.earliest));
}

enum err
registration_arrived(struct ctx *cx, int64_t person_id, const struct placement *where)
{
	struct registration r;
	struct waiting w;
	bool open, there;
	TRY(registration_open(cx, person_id, &r, &open));
	if (!open)
		return OK;
	TRY(waiting_of(cx, &r, &w, &there));
	if (there && w.appointment_id == where->appointment_id)
		return OK;
	/* they came elsewhere, or on another day: the place that was kept for them is free */
	if (there && w.appointment_id)
		TRY(appointment_cancel(cx, w.site_id, w.appointment_id));
	const struct standing was = { r.unit_id, person_id, r.id, r.state, there ? w.appointment_id : 0 };
	return registration_place_known(cx, &was, where);
}

enum err
registration_arrived_again(struct ctx *cx, int64_t person_id, const struct placement *where)
{
	struct registration r;
	struct waiting w = { 0 };
	bool open, found;
	TRY(registration_open(cx, person_id, &r, &open));
	if (open) {
		TRY(waiting_of(cx, &r, &w, &found));
	} else {
		TRY(last_ended(cx, person_id, &r, &found));
		if (!found || !is(r.state, "withdrawn") ||
		    (!is(r.why, REASON_CONTRAINDICATED) && !is(r.why, REASON_REFUSED)))
			return OK;
		TRY(reopen(cx, &r, &open));
		if (!open)
			return OK;
	}
	const struct standing was = { r.unit_id, person_id, r.id, "waiting", w.appointment_id };
	return registration_place_known(cx, &was, where);
}

enum err
registration_left(struct ctx *cx, int64_t person_id, const struct placement *where)
{
	struct registration r;
	struct waiting w;
	bool open, there = false;
	TRY(registration_open(cx, person_id, &r, &open));
	if (open)
		TRY(waiting_of(cx, &r, &w, &there));
	return there && w.appointment_id == where->appointment_id
		       ? registration_release(cx, person_id, w.appointment_id, "moved", NULL)
		       : OK;
}

/* ---- the person changes their mind ---- */

/* Gives back the place that is kept, unless its person has come for it. *appointment_id: which it was, 0: none was kept. */
static enum err
give_place_back(struct ctx *cx, const struct registration *r, int64_t *appointment_id)
{
	struct waiting w = { 0 };
	struct appointment a;
	bool kept;
	TRY(appointment_kept(cx, r, &w, &a, &kept));
	*appointment_id = w.appointment_id;
	if (!kept)
		return OK;
	if (is(a.state, "arrived"))
		return fail(cx, ERR_CONFLICT, "registration.arrived",
			    "Đã được tiếp đón tại điểm tiêm; hãy nói với nhân viên ở đó.",
			    "Already checked in at the site; please tell the staff there.");
	return appointment_cancel(cx, w.site_id, a.id);
}

enum err
registration_cancel(struct ctx *cx, int64_t person_id, const char *why)
{
	struct registration r;
	int64_t appointment_id = 0;
	bool open;
	TRY(registration_next_now(cx, person_id));
	TRY(registration_open(cx, person_id, &r, &open));
	if (open)
		TRY(give_place_back(cx, &r, &appointment_id));
	if (appointment_id)
		TRY(waiting_release(cx, &r, appointment_id, NULL));
	return registration_withdraw(cx, person_id, why);
}

enum err
registration_forget(struct ctx *cx, int64_t person_id)
{
	struct registration r;
	bool open;
	TRY(registration_next_now(cx, person_id));
	TRY(registration_open(cx, person_id, &r, &open));
	return open ? registration_cancel(cx, person_id, "deleted") : OK;
}

enum err
registration_decline(struct ctx *cx, int64_t person_id)
{
	struct registration r;
	int64_t appointment_id;
	bool open;
	TRY(registration_open(cx, person_id, &r, &open));
	if (!open || !is(r.state, "placed"))
		return fail(cx, ERR_CONFLICT, "registration.not_placed", "Không có lịch hẹn nào để hủy.",
			    "There is no appointment to decline.");
	TRY(give_place_back(cx, &r, &appointment_id));
	return registration_release(cx, person_id, appointment_id, "declined", NULL);
}

/* ---- at the table ---- */

/* How long somebody is not invited whom the doctor put off without naming a day (rule kind deferral). */
static enum err
deferred_until(struct ctx *cx, const char **out)
{
	struct rule rule;
	const json_t *body;
	bool found;
	char today[DATE_SIZE], *day = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	*out = NULL;
	TRY(rule_in_force(cx, "deferral", "default", today, &rule, &found));
	if (!found)
		return OK;
	TRY(rule_body(cx, &rule, &body));
	date_format(date_of(cx->now) + json_integer_value(json_object_get(body, "days")), day);
	*out = day;
	return OK;
}

enum err
registration_turned_away(struct ctx *cx, int64_t person_id, const char *step, const char *until)
{
	struct registration r;
	struct waiting w;
	bool open, there;
	TRY(registration_open(cx, person_id, &r, &open));
	if (!open || !is(r.state, "placed"))
		return OK;
	if (is(step, REASON_CONTRAINDICATED) || is(step, REASON_REFUSED))
		return registration_withdraw(cx, person_id, step);
	if (is(step, REASON_REFERRED)) {
		TRY(db_post(cx, sql_registration_set_hospital(person_id, r.id, REASON_REFERRED)));
		TRY(db_post(cx, sql_waiting_set_hospital(r.unit_id, person_id, true)));
	}
	if (is(step, REASON_DEFERRED) && !until)
		TRY(deferred_until(cx, &until));
	TRY(waiting_of(cx, &r, &w, &there));
	return there ? registration_release(cx, person_id, w.appointment_id, step, until) : registration_moved(cx);
}

enum err
registration_dose_taken_back(struct ctx *cx, int64_t person_id, const struct placement *where)
{
	struct registration next, done;
	bool open, found, again;
	TRY(registration_open(cx, person_id, &next, &open));
	TRY(last_ended(cx, person_id, &done, &found));
	found = found && is(done.state, "done") && is(done.why, REASON_DOSE);
	if (open && is(next.source, "next_dose") && (!found || next.id > done.id)) {
		TRY(registration_free_place(cx, &next));
		TRY(registration_end(cx, &next, "withdrawn", REASON_DOSE_TAKEN_BACK, NONE));
	} else if (open) {
		return registration_follow_person(cx, person_id);
	}
	if (!found)
		return OK;
	TRY(reopen(cx, &done, &again));
	const struct standing was = { done.unit_id, person_id, done.id, "waiting", 0 };
	return where && again ? registration_place_known(cx, &was, where) : OK;
}
