/* history_form.h - the twelve questions about a person's history that registering asks, and what the answers mean.
 *
 * The form is a dated rule (kind history_form): questions with an id and a condition; which conditions lead to a hospital is another
 * (kind hospital_first), because it changed on its own. The answers decide nothing medical: the doctor's screening does. */
#ifndef REGISTRATION_HISTORY_FORM_H
#define REGISTRATION_HISTORY_FORM_H

#include "base/buf.h"
#include "person/person.h"
#include "rule/rule.h"

enum { ANSWERS_MAX = 2000 /* bytes of the answers */ };

/* The form in force on a day. */
enum err history_form(struct ctx *cx, const char *on, struct rule *out) MUST_CHECK;
/* Writes {code, valid_from, source, title, questions:[{id, vi, en, help_vi, help_en, sex}]}. */
enum err history_form_write(struct ctx *cx, const char *on, struct buf *out) MUST_CHECK;

struct history_verdict {
	const char *hospital; /* why only a hospital may vaccinate: "age" or the condition; NULL: any site */
	const char *form_code, *form_from;
	const char *answers; /* in one form, compact; "{}" where none were given */
};
/* answers: JSON object, question id -> "yes", "no" or "unknown"; NULL or empty is an error only where must. ERR_INVALID
 * registration.answers names the question that is missing or wrong. w (may be NULL) gets what the person should know. */
enum err history_judge(struct ctx *cx, const struct person *person, const char *answers, const char *on, bool must,
		       struct history_verdict *out, struct warnings *w) MUST_CHECK;

#endif
