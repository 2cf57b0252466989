/* registration_parts.h - what the files of src/registration/ share among themselves; nobody else includes it. */
#ifndef REGISTRATION_REGISTRATION_PARTS_H
#define REGISTRATION_REGISTRATION_PARTS_H

#include "registration/history_form.h"
#include "registration/next_dose.h"
#include "registration/registration.h"

#define REASON_NO_SHOW "no_show"
#define REASON_DEFERRED "deferred"
#define REASON_REFERRED "referred"
#define REASON_CONTRAINDICATED "contraindicated"
#define REASON_REFUSED "refused"
#define REASON_DOSE "dose"
#define REASON_DOSE_TAKEN_BACK "dose_taken_back"
#define REASON_INTERVAL "interval"
#define REASON_COMPLETE "complete"

/* Refuses: it stands otherwise than it was read. ERR_CONFLICT registration.moved. */
enum err registration_moved(struct ctx *cx) MUST_CHECK;
bool registration_is_open(const struct registration *r);
/* Ends an open registration; nobody waits any more. missed NONE: as it is. */
enum err registration_end(struct ctx *cx, const struct registration *r, const char *state, const char *why,
			  int64_t missed) MUST_CHECK;

/* The appointment that is kept for a registration, as it stands; *kept false: none. */
enum err appointment_kept(struct ctx *cx, const struct registration *r, struct waiting *w, struct appointment *a,
			  bool *kept) MUST_CHECK;
/* Its place is given back, where one is kept and nobody has come for it. For a registration that ends, or waits, by something else
 * than what happens at that table. */
enum err registration_free_place(struct ctx *cx, const struct registration *r) MUST_CHECK;

/* Is the newest of the valid doses one of a session that is not settled yet? Then who goes on to a next dose is registered for it when
 * it is. */
enum err registration_next_is_due(struct ctx *cx, const struct dose *doses, size_t n, bool *due) MUST_CHECK;
/* Does it now, so that the person can withdraw from it. Nothing where it is not due. */
enum err registration_next_now(struct ctx *cx, int64_t person_id) MUST_CHECK;

/* An ended one is open again: waiting. Its row of `waiting` is the caller's next statement. */
enum err registration_reopen(struct ctx *cx, struct registration *r) MUST_CHECK;

/* ---- the row of `waiting`. The state of the registration is the caller's. No wait. ---- */

/* Somebody was put on, taken off or changed on a list: for who counts it. Called by every function below. */
enum err demand_changed(struct ctx *cx, int64_t unit_id) MUST_CHECK;
/* The row is placed; ERR_CONFLICT registration.moved when it is not placed as it was read. was_appointment_id 0: it waited. */
enum err waiting_place(struct ctx *cx, const struct registration *r, int64_t was_appointment_id,
		       const struct placement *where) MUST_CHECK;
/* The row waits again; ERR_CONFLICT registration.moved when it is not placed by this appointment any more. */
enum err waiting_release(struct ctx *cx, const struct registration *r, int64_t appointment_id,
			 const char *not_before) MUST_CHECK;
/* Nobody waits any more. */
enum err waiting_delete(struct ctx *cx, const struct registration *r) MUST_CHECK;
/* Off this list, to another one; ERR_CONFLICT registration.moved as waiting_place(). */
enum err waiting_leave(struct ctx *cx, const struct waiting *w) MUST_CHECK;
/* What the row says of the person and the next dose. */
enum err waiting_follow(struct ctx *cx, const struct registration *r, const struct person *person,
			const struct next_dose *next, const char *not_before) MUST_CHECK;
/* Puts a registration that was just made or opened again on its list. */
enum err waiting_put(struct ctx *cx, const struct registration *r, const struct person *person,
		     const struct next_dose *next, const char *not_before) MUST_CHECK;

/* How somebody stands: the open registration (else the newest) and its row of `waiting`, read until the two agree, since two reads are two
 * moments. *agree false: it changed at every look. */
struct enrolment {
	struct registration last;
	bool registered, open;
	struct waiting listed; /* of the open one */
};
enum err enrolment_read(struct ctx *cx, int64_t person_id, struct enrolment *out, bool *agree) MUST_CHECK;
/* The row of `waiting` of an open registration. */
enum err waiting_of(struct ctx *cx, const struct registration *r, struct waiting *out, bool *found) MUST_CHECK;
/* The later of two days; NULL: none. */
const char *later_day(const char *a, const char *b);

#endif
