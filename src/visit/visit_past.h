/* visit_past.h - what a table tells afterwards, because it was offline (POST /api/v1/sync).
 *
 * The arm has been injected, the person has been there: a rule can stop nothing any more. What breaks one is kept and flagged.
 * Each event can be applied alone and in any order of arrival: an injection that arrives before its check-in makes the visit,
 * a release that arrives before its injection waits in the visit for the dose. A visit is found by session and person. */
#ifndef VISIT_VISIT_PAST_H
#define VISIT_VISIT_PAST_H

#include "staff/staff.h"
#include "visit/visit.h"

struct visit_past {
	const char *id, *kind; /* id: made by the station; of an injection or a dose it is the dose's uuid */
	int64_t at;            /* the station's own time */
	int64_t person_id, session_id, staff_id;
	const char *identity_seen, *consent_by, *why; /* check_in; why also of a release */
	bool consent;
	const char *answers, *verdict, *note; /* screening */
	int64_t temperature, pulse, systolic, diastolic, breathing;
	int64_t lot_id; /* injection */
	const char *body_site, *dose_kind;
	bool consent_mix;
	const char *product_code, *lot_number, *given_on, *place, *source_note; /* dose */
};
extern const struct fields visit_past_fields;

enum { PAST_FLAGS_MAX = 12 };
struct past_flags {
	const char *code[PAST_FLAGS_MAX];
	bool listed[PAST_FLAGS_MAX]; /* on the review list already, with the dose */
	size_t n;
};
void past_flag(struct past_flags *f, const char *code);

/* check_in, screening, injection, release, dose: what each needs a right for. NULL: there is no such kind. */
struct past_kind {
	const char *name;
	enum cap cap;
	enum err (*apply)(struct ctx *cx, const struct unit *unit, const struct visit_past *in,
			  struct past_flags *flags);
};
const struct past_kind *past_kind(const char *name);

/* Applies one event by the actor; flags gets the rules it broke. The unreadable is ERR_INVALID or ERR_NOT_FOUND: an unknown
 * person, session, product or verdict. ERR_BUSY: another server was at this visit; send it again. */
enum err visit_past_apply(struct ctx *cx, const struct unit *unit, const struct past_kind *kind,
			  const struct visit_past *in, struct past_flags *flags) MUST_CHECK;

#endif
