/* What is held becomes appointments, and may be cancelled afterwards. */
#include "base/clock.h"
#include "booking/booking_parts.h"
#include "booking_sql.h"
#include "registration/registration.h"

/* ---- giving up an appointment ---- */

/* The place of an appointment that was booked here is who is next's; any other is the site's. */
static enum err
cancel_place(struct ctx *cx, const struct opening *o, int64_t hold_id, int64_t person_id, int64_t appointment_id)
{
	struct rows was;
	bool set;
	TRY(db_query(cx, sql_hold_person_cancel(o->unit_id, hold_id, person_id), &was));
	TRY(appointment_call_off(cx, o->unit_id, appointment_id));
	if (!was.n)
		return OK;
	const char *slot = db_cell(&was, 0, 0)->p;
	TRY(slot_set_apart(cx, o->unit_id, o->session_id, slot, 1, &set));
	if (!set)
		return fail_internal(cx, "the place of appointment %lld is not free", (long long)appointment_id);
	return places_give_back(cx, o, slot, 1);
}

/* The person's other appointment is given up for the new one. */
static enum err
leave_old_place(struct ctx *cx, int64_t unit_id, int64_t appointment_id, int64_t person_id)
{
	struct opening old;
	struct hold hold;
	int64_t hold_id;
	TRY(db_number(cx, sql_hold_of_appointment(unit_id, appointment_id), 0, &hold_id));
	if (!hold_id)
		return appointment_call_off(cx, unit_id, appointment_id);
	TRY(hold_read(cx, unit_id, hold_id, &hold));
	TRY(opening_lock(cx, unit_id, hold.opening_id, &old));
	TRY(cancel_place(cx, &old, hold_id, person_id, appointment_id));
	return queue_advance(cx, unit_id, old.id);
}

/* *was: the appointment that is given up, 0: there is none. */
static enum err
check_placed(struct ctx *cx, int64_t person_id, bool change, int64_t *was)
{
	struct registration registration;
	struct person person;
	struct status status;
	bool found;
	*was = 0;
	TRY(registration_open(cx, person_id, &registration, &found));
	if (!found || !is(registration.state, "placed"))
		return OK;
	TRY(person_get(cx, person_id, &person));
	TRY(registration_status(cx, &person, &status));
	*was = status.appointment_id;
	if (!*was)
		return OK;
	TRY(hide_status(cx, person_id, &status));
	if (!status.appointment_state || !is(status.appointment_state, "expected"))
		return fail(cx, ERR_CONFLICT, "person.there", "%s đang hoặc vừa tiêm theo lịch khác: %s",
			    "%s has come for another appointment: %s", person.name, status.vi);
	if (!change)
		return fail(cx, ERR_CONFLICT, "person.placed",
			    "%s đã có lịch tiêm khác: %s Nếu đổi sang lịch mới, chỗ cũ sẽ dành cho người khác.",
			    "%s has another appointment: %s If you change to the new one, the old place goes to "
			    "somebody else.",
			    person.name, status.vi);
	return leave_old_place(cx, status.site_id, status.appointment_id, person_id);
}

/* ---- confirming ---- */

static enum err
book_person(struct ctx *cx, const struct opening *o, const struct session *session, const struct hold *hold,
	    const struct hold_person *p, int64_t was_appointment_id)
{
	struct appointment a;
	TRY(slot_unset_apart(cx, o->unit_id, o->session_id, p->slot, 1));
	TRY(appointment_create(cx, session, p->person_id, p->slot, o->product_code, false, &a));
	if (!a.slot || !is(a.slot, p->slot))
		return fail(cx, ERR_CONFLICT, "person.listed",
			    "Điểm tiêm đã xếp người này vào buổi tiêm ở khung giờ khác.",
			    "The site has put this person on the session's list for another time.");
	const struct placement where = { .site_id = o->unit_id,
					 .session_id = o->session_id,
					 .appointment_id = a.id,
					 .on_date = o->on_date,
					 .slot = p->slot };
	TRY(registration_place(cx, p->person_id, was_appointment_id, &where));
	TRY(person_link(cx, o->unit_id, p->person_id));
	TRY(db_post(cx, sql_person_hold_drop(p->person_id, hold->id)));
	return db_post(cx, sql_hold_person_book(o->unit_id, hold->id, p->person_id, a.id));
}

enum err
hold_book(struct ctx *cx, const struct opening *o, const struct hold *hold, bool change)
{
	struct session session;
	int64_t *was = NEW(cx->mem, int64_t, hold->n);
	bool booked;
	TRY(session_get_open(cx, o->unit_id, o->session_id, &session));
	for (size_t i = 0; i < hold->n; i++) {
		if (hold->ticket_id) /* an invitation's link is a proof of its own */
			TRY(registration_may_act(cx, hold->people[i].person_id));
		TRY(booking_allow(cx, o, hold->people[i].person_id));
		TRY(check_placed(cx, hold->people[i].person_id, change, &was[i]));
	}
	TRY(db_claim(cx, sql_hold_book(o->unit_id, hold->id, cx->account_id, cx->now), &booked));
	if (!booked)
		return fail_internal(cx, "hold %lld moved under its opening's lock", (long long)hold->id);
	for (size_t i = 0; i < hold->n; i++)
		TRY(book_person(cx, o, &session, hold, &hold->people[i], was[i]));
	TRY(session_settle_again(cx, o->unit_id, o->session_id)); /* cancelled a moment ago on another server */
	return hold->ticket_id ? ticket_end(cx, o, hold->ticket_id, "booked") : OK;
}

enum err
hold_confirm(struct ctx *cx, int64_t unit_id, int64_t id, bool change, struct hold *out)
{
	struct opening o;
	TRY(hold_lock_mine(cx, unit_id, id, &o, out));
	if (is(out->state, "booked"))
		return hold_get(cx, unit_id, id, out);
	if (is(out->state, "expired"))
		return fail(
			cx, ERR_CONFLICT, "hold.expired",
			"Đã quá %d phút giữ chỗ, chỗ đã dành cho người khác. Hãy lấy số lại, xếp sau người cuối.",
			"The %d minutes are over and the places went to others. Take a number again, behind the last.",
			HOLD_MINUTES);
	if (is(out->state, "released"))
		return fail(cx, ERR_CONFLICT, "hold.released", "Bạn đã trả các chỗ này.",
			    "You have released these places.");
	TRY(hold_book(cx, &o, out, change));
	return hold_get(cx, unit_id, id, out);
}

/* ---- cancelling ---- */

static bool
is_wanted(const int64_t *people, size_t n, int64_t person_id)
{
	bool wanted = false;
	for (size_t i = 0; i < n; i++)
		wanted = wanted || people[i] == person_id;
	return wanted;
}

static enum err
cancel_person(struct ctx *cx, const struct opening *o, const struct hold *hold, const struct hold_person *p)
{
	struct appointment a;
	bool found;
	TRY(appointment_of(cx, o->unit_id, o->session_id, p->person_id, &a, &found));
	if (!found || a.id != p->appointment_id || !is(a.state, "expected"))
		return fail(cx, ERR_CONFLICT, "booking.over", "Lịch hẹn này không còn hiệu lực hoặc đã được dùng.",
			    "This appointment is over, or was kept.");
	TRY(cancel_place(cx, o, hold->id, p->person_id, p->appointment_id));
	return registration_release(cx, p->person_id, p->appointment_id, "cancelled", NULL);
}

/* As by hold_book(): an invitation's link was a proof of its own. */
static enum err
may_cancel(struct ctx *cx, const struct hold *hold, size_t i, const bool *mine)
{
	if (hold->ticket_id || !mine[i])
		return registration_may_act(cx, hold->people[i].person_id);
	return OK;
}

enum err
hold_cancel(struct ctx *cx, int64_t unit_id, int64_t id, const int64_t *people, size_t n, struct hold *out)
{
	struct opening o;
	size_t left = 0;
	bool *mine;
	TRY(hold_lock_mine(cx, unit_id, id, &o, out));
	TRY(hold_family(cx, out, &mine));
	if (!is(out->state, "booked"))
		return fail(cx, ERR_CONFLICT, "hold.not_booked", "Chỗ này chưa được xác nhận.",
			    "These places are not confirmed.");
	for (size_t i = 0; i < out->n; i++) {
		if (out->people[i].cancelled)
			continue;
		if (n ? is_wanted(people, n, out->people[i].person_id) : mine[i]) {
			TRY(may_cancel(cx, out, i, mine));
			TRY(cancel_person(cx, &o, out, &out->people[i]));
		} else
			left++;
	}
	if (!left && out->ticket_id)
		TRY(ticket_end(cx, &o, out->ticket_id, "over"));
	TRY(queue_advance(cx, unit_id, o.id));
	return hold_get(cx, unit_id, id, out);
}
