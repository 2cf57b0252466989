/* visit_parts.h - the one way in which a visit's step is changed, for the files of this folder. */
#ifndef VISIT_PARTS_H
#define VISIT_PARTS_H

#include "visit/visit.h"

/* The one writer of a visit's step: next over that version, and next->version becomes the new one. *moved false: another
 * table was faster. */
enum err visit_write(struct ctx *cx, int64_t version, struct visit *next, bool *moved) MUST_CHECK;
/* The same, live: over the version that was seen, with its event. ERR_CONFLICT visit.moved when another table was faster. */
enum err visit_move(struct ctx *cx, const struct visit *seen, int64_t version, struct visit *next, const char *kind,
		    const char *why, const char *detail) MUST_CHECK;
/* What happened, for the history: now, by the actor. */
enum err visit_add_event(struct ctx *cx, const struct visit *v, const char *kind, const char *why,
			 const char *detail) MUST_CHECK;
/* Keeps a form as it was filled in, with what it says and what the doctor says; at_ms: when. */
enum err
visit_keep_screening(struct ctx *cx, const struct visit *v, const struct rule *form, const struct screening_in *in,
		     const struct screening_result *result, enum verdict verdict, int64_t at_ms) MUST_CHECK;
/* ERR_CONFLICT visit.step unless the visit is at that step. */
enum err visit_must_be(struct ctx *cx, const struct visit *v, const char *step) MUST_CHECK;
enum err visit_moved_elsewhere(struct ctx *cx) MUST_CHECK;
/* ERR_INVALID why.required without a reason. */
enum err visit_need_why(struct ctx *cx, const char *why) MUST_CHECK;
/* One more (or less) of an outcome, on the day of the visit. */
enum err visit_count(struct ctx *cx, const struct visit *v, const char *outcome, int64_t delta) MUST_CHECK;

/* The step that a verdict leads to, by enum verdict. */
extern const char *const visit_step_of_verdict[VERDICT__COUNT];

#endif
