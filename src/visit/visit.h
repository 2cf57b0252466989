/* visit.h - one person's way through the four steps of a session, live, at different tables.
 *
 *   check-in -> checked_in -> screening -> screened -> injection -> observing -> release -> released
 *                    |            |-> deferred, contraindicated, referred
 *                    |------------|-> refused                          undo takes back the last step
 *
 * visit_move() is the one function that changes a step. A step is changed from the version that was seen: two tables
 * cannot both move a person (ERR_CONFLICT visit.moved). */
#ifndef VISIT_VISIT_H
#define VISIT_VISIT_H

#include "base/ctx.h"
#include "base/field.h"
#include "dose/dose.h"
#include "session/session.h"
#include "visit/screening.h"

struct visit {
	int64_t unit_id, id, session_id, person_id, appointment_id;
	const char *step;
	int64_t version, dose_number;
	const char *identity_seen;
	bool consent;
	const char *consent_by, *warnings, *verdict;
	int64_t dose_id, lot_id;
	int64_t checked_in_ms, screened_ms, injected_ms, observe_until_ms, released_ms;
	const char *why, *uuid;
};
extern const struct fields visit_fields;

/* ERR_NOT_FOUND visit.unknown. */
enum err visit_get(struct ctx *cx, int64_t unit_id, int64_t id, struct visit *out) MUST_CHECK;

struct checkin_in {
	const char *uuid;
	int64_t person_id;
	const char *identity_seen;
	bool consent;
	const char *consent_by, *slot;
	const char *why; /* of a refusal: consent is false and the visit ends at once */
};
extern const struct fields checkin_in_fields;
/* Step 1. On the list or not (then a walk-in). The same uuid again gives the first visit. ERR_CONFLICT visit.exists while the
 * person is under way in this session; ERR_INVALID visit.consent without consent and without a reason of refusal, visit.guardian for a minor without one. */
enum err visit_check_in(struct ctx *cx, const struct unit *unit, const struct session *session,
			const struct checkin_in *in, struct visit *out) MUST_CHECK;

/* Step 2. The doctor's verdict is the computed one or a stricter one. */
enum err
visit_screen(struct ctx *cx, const struct visit *visit, const struct screening_in *in, struct visit *out) MUST_CHECK;

struct injection_in {
	int64_t version;
	const char *uuid;
	int64_t lot_id;
	const char *body_site, *kind;
	bool consent_mix;
};
extern const struct fields injection_in_fields;
/* Step 3. The lot must be on the session's tables; dose_give() judges the rest. The same uuid again gives the visit as it is. */
enum err
visit_inject(struct ctx *cx, const struct visit *visit, const struct injection_in *in, struct visit *out) MUST_CHECK;

struct reaction_in {
	const char *signs, *severity, *note; /* signs: JSON list */
};
extern const struct fields reaction_in_fields;
enum err visit_react(struct ctx *cx, const struct visit *visit, const struct reaction_in *in) MUST_CHECK;

struct move_in {
	int64_t version;
	const char *why;
	const char *until; /* deferred: not invited again before that day; NULL: rule kind deferral */
};
extern const struct fields move_in_fields;
/* Step 4: the dose becomes certifiable. Before the end of the wait a reason is needed (ERR_INVALID visit.early). */
enum err
visit_release(struct ctx *cx, const struct visit *visit, const struct move_in *in, struct visit *out) MUST_CHECK;
/* Deferred or refused before the injection; needs a reason. */
enum err visit_end(struct ctx *cx, const struct visit *visit, const char *step, const struct move_in *in,
		   struct visit *out) MUST_CHECK;
/* Takes back the last step, with a reason, by those whose step it is or a manager. */
enum err visit_undo(struct ctx *cx, const struct visit *visit, const struct move_in *in, struct visit *out) MUST_CHECK;

/* Corrects the lot of many doses of a session at once; ids NULL: all of from_lot. *n how many. */
enum err visit_correct_lot(struct ctx *cx, const struct session *session, int64_t from_lot, int64_t to_lot,
			   const int64_t *ids, size_t nids, const char *why, int64_t *n) MUST_CHECK;

/* What happened, for the history. */
struct visit_event {
	int64_t id;
	const char *kind, *staff_name, *why, *detail;
	int64_t at_ms;
};
extern const struct fields visit_event_fields;
enum err
visit_events(struct ctx *cx, int64_t unit_id, int64_t visit_id, struct visit_event **out, size_t *n) MUST_CHECK;

/* One line of the session's board. */
struct board_row {
	int64_t appointment_id, visit_id, person_id;
	const char *name, *birth_date, *birth_precision, *sex, *phone, *slot, *code, *step;
	bool walk_in;
	int64_t version, dose_number, lot_id;
	const char *verdict, *product_code, *lot_number, *why, *certificate;
	int64_t checked_in_ms, injected_ms, observe_until_ms, released_ms;
};
extern const struct fields board_row_fields;
/* Everybody of a session, or only what changed since a moment (0: everything). */
enum err visit_board(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t since_ms, struct board_row **out,
		     size_t *n) MUST_CHECK;
struct step_count {
	const char *step;
	int64_t n;
};
enum err
visit_counts(struct ctx *cx, int64_t unit_id, int64_t session_id, struct step_count **out, size_t *n) MUST_CHECK;
/* This person's visit in a session that is not undone; *found false if there is none. */
enum err visit_of(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t person_id, struct visit *out,
		  bool *found) MUST_CHECK;

#endif
