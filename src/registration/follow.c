/* The registration follows the person: where they live, their group, which dose is next. */
#include "base/clock.h"
#include "base/text.h"
#include "registration/registration_parts.h"
#include "registration_sql.h"

/* What the open registration and its row of `waiting` rest on, as it is now. */
struct now {
	struct person person;
	struct dose *doses;
	size_t n;
	struct next_dose next;
	struct enrolment stands;
};

static enum err
gather(struct ctx *cx, int64_t person_id, struct now *now)
{
	bool agree;
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	*now = (struct now){ 0 };
	TRY(enrolment_read(cx, person_id, &now->stands, &agree));
	if (!agree)
		return registration_moved(cx);
	if (!now->stands.open)
		return OK;
	TRY(person_get(cx, person_id, &now->person));
	TRY(dose_list(cx, person_id, false, &now->doses, &now->n));
	return next_dose(cx, &now->person, now->doses, now->n, today, &now->next);
}

/* The same list, or the other commune's: the row cannot change its unit, by which tables are spread. */
static enum err
follow_list(struct ctx *cx, const struct now *now, const struct registration *r, const struct waiting *w,
	    const char *not_before)
{
	const struct person *p = &now->person;
	const struct next_dose *next = &now->next;
	if (r->unit_id == w->unit_id)
		return waiting_follow(cx, r, p, next, not_before);
	TRY(waiting_leave(cx, w));
	TRY(waiting_put(cx, r, p, next, not_before));
	return w->appointment_id ? waiting_place(cx, r, 0,
						 &(struct placement){ w->site_id, w->session_id, w->appointment_id,
								      w->on_date, w->slot })
				 : OK;
}

/* An appointment before the interval opens is none: a paper dose came to light. */
static enum err
release_too_early(struct ctx *cx, const struct registration *r, const struct waiting *w, const char *earliest)
{
	if (!w->appointment_id || !earliest || strcmp(w->on_date, earliest) >= 0)
		return OK;
	TRY(appointment_cancel(cx, w->site_id, w->appointment_id));
	return registration_release(cx, r->person_id, w->appointment_id, REASON_INTERVAL, earliest);
}

static enum err
follow_open(struct ctx *cx, struct now *now)
{
	const struct registration *was = &now->stands.last;
	struct registration r = *was;
	const struct waiting w = now->stands.listed;
	struct history_verdict history;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	if (!now->next.foreseen) {
		TRY(registration_free_place(cx, &r));
		return registration_end(cx, &r, "done", REASON_COMPLETE, NONE);
	}
	TRY(history_judge(cx, &now->person, r.answers, today, false, &history, NULL));
	r.dose_number = now->next.number;
	r.unit_id = now->person.home_unit_id ? now->person.home_unit_id : r.unit_id;
	r.hospital = history.hospital || !r.hospital || strcmp(r.hospital, REASON_REFERRED) != 0 ? history.hospital
												 : r.hospital;
	if (r.unit_id != w.unit_id)
		r.acknowledged_ms = 0; /* the new commune has not seen it */
	bool same_dose = r.dose_number == was->dose_number;
	const char *wished = later_day(r.wished_on, same_dose ? w.not_before : NULL);
	bool met;
	TRY(db_expect(cx,
		      sql_registration_set(r.person_id, r.id, r.dose_number, r.unit_id, r.hospital,
					   or_null(&r.acknowledged_ms), cx->now, was->unit_id, was->state),
		      &met));
	if (!met)
		return registration_moved(cx);
	TRY(follow_list(cx, now, &r, &w, later_day(wished, now->next.earliest)));
	return release_too_early(cx, &r, &w, now->next.earliest);
}

enum err
registration_follow_person(struct ctx *cx, int64_t person_id)
{
	struct now now;
	enum err err = gather(cx, person_id, &now);
	if (err == OK && now.stands.open)
		err = follow_open(cx, &now);
	if (err != ERR_CONFLICT || !is(cx->problem.code, "registration.moved"))
		return err;
	/* it passes: whoever changes a record, a list or a dose is not to be refused for it, but to come again */
	cx->problem = (struct problem){ 0 };
	return fail(cx, ERR_BUSY, "registration.moving", "Đăng ký của người này đang được thay đổi. Hãy thử lại.",
		    "This person's registration is being changed. Try again.");
}

enum err
registration_set_family(struct ctx *cx, int64_t person_id, int64_t family_id)
{
	struct registration r;
	bool open;
	TRY(registration_open(cx, person_id, &r, &open));
	if (!open || r.family_id == family_id)
		return OK;
	TRY(db_post(cx, sql_registration_set_family(person_id, r.id, family_id, cx->now)));
	return db_post(cx, sql_waiting_set_family(r.unit_id, person_id, family_id, cx->now));
}
