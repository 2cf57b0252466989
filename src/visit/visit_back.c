/* Other ways out of a visit, and back: deferral, refusal, undo, correction of lots. */
#include "base/clock.h"
#include "base/id.h"
#include "certificate/certificate.h"
#include "counter/counter.h"
#include "registration/registration.h"
#include "staff/staff.h"
#include "visit/visit_parts.h"
#include "visit_sql.h"

enum err
visit_end(struct ctx *cx, const struct visit *visit, const char *step, const struct move_in *in, struct visit *out)
{
	struct visit next = *visit;
	TRY(visit_need_why(cx, in->why));
	if (strcmp(visit->step, "checked_in") != 0)
		TRY(visit_must_be(cx, visit, "screened"));
	next.step = step;
	next.why = in->why;
	TRY(visit_move(cx, visit, in->version, &next, strcmp(step, "refused") == 0 ? "refuse" : "defer", in->why,
		       NULL));
	TRY(visit_count(cx, visit, step, 1));
	*out = next;
	return registration_turned_away(cx, visit->person_id, step, in->until);
}

/* Where the person stands, for the registration. */
static enum err
place_of(struct ctx *cx, const struct visit *v, struct placement *out)
{
	struct session session;
	struct appointment a;
	bool found;
	TRY(session_get(cx, v->unit_id, v->session_id, &session));
	TRY(appointment_of(cx, v->unit_id, v->session_id, v->person_id, &a, &found));
	*out = (struct placement){ v->unit_id, v->session_id, v->appointment_id, session.on_date,
				   found ? a.slot : NULL };
	return session_settle_again(cx, v->unit_id, v->session_id);
}

/* Back among those who are awaited; where nobody is any more, they did not come. */
static enum err
await_again(struct ctx *cx, const struct visit *v)
{
	struct session session;
	TRY(session_get(cx, v->unit_id, v->session_id, &session));
	if (strcmp(session.state, "open") == 0)
		return appointment_set_state(cx, v->unit_id, v->appointment_id, "expected");
	struct count gone = { session.on_date, "", 0, "no_show", 0 };
	TRY(appointment_set_state(cx, v->unit_id, v->appointment_id, "no_show"));
	TRY(counter_add(cx, v->unit_id, &gone, 1));
	return session_settle_again(cx, v->unit_id, v->session_id);
}

static enum err
undo_check_in(struct ctx *cx, const struct visit *v, struct visit *next)
{
	struct appointment a;
	bool found;
	next->step = "undone";
	TRY(appointment_of(cx, v->unit_id, v->session_id, v->person_id, &a, &found));
	if (!found || !a.walk_in)
		return await_again(cx, v);
	TRY(registration_left(cx, v->person_id, &(struct placement){ .appointment_id = v->appointment_id }));
	return appointment_cancel(cx, v->unit_id, v->appointment_id);
}

static enum err
undo_injection(struct ctx *cx, const struct visit *v, struct visit *next, const char *why)
{
	next->step = "screened";
	struct placement here;
	next->dose_id = next->lot_id = next->injected_ms = next->observe_until_ms = 0;
	TRY(dose_withdraw(cx, v->person_id, v->dose_id, why));
	TRY(place_of(cx, v, &here));
	return registration_dose_taken_back(cx, v->person_id, &here);
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
	struct placement here;
	TRY(place_of(cx, v, &here));
	TRY(registration_arrived_again(cx, v->person_id, &here));
	bool screened = v->verdict && (strcmp(v->verdict, "eligible") == 0 || strcmp(v->verdict, "caution") == 0);
	next->step = screened ? "screened" : "checked_in";
	if (!screened) {
		next->verdict = NULL;
		next->screened_ms = 0;
	}
	return visit_count(cx, v, v->step, -1);
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
	TRY(visit_need_why(cx, in->why));
	if (strcmp(step, "undone") == 0)
		return visit_must_be(cx, visit, "checked_in");
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
	TRY(visit_need_why(cx, why));
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
