/* declaration.h - what people declare of their health before they come: for the desk that expects them, valid for that visit. */
#ifndef BOOK_DECLARATION_H
#define BOOK_DECLARATION_H

#include "base/buf.h"
#include "registration/registration.h"

enum { DECLARATION_MAX = 1000 /* bytes of the answers */ };

struct declaration {
	int64_t unit_id, appointment_id, person_id;
	const char *form_code, *form_from, *answers;
	int64_t temperature_e1; /* 0.1 °C; NONE */
	bool stay_home;
	int64_t account_id, at_ms;
};
extern const struct fields declaration_fields;

struct declaration_in {
	const char *answers;
	int64_t temperature; /* 0.1 °C; NONE */
};
extern const struct fields declaration_in_fields;

/* Writes the form in force (rule kind declaration_form). */
enum err declaration_form_write(struct ctx *cx, struct buf *out) MUST_CHECK;
/* Of the appointment that a status names. Again: replaced. *advice_vi, *advice_en: what to do when an answer speaks against coming
 * (NULL: come). ERR_CONFLICT declaration.no_appointment; ERR_INVALID declaration.answers. */
enum err
declaration_keep(struct ctx *cx, int64_t person_id, const struct status *status, const struct declaration_in *in,
		 struct declaration *out, const char **advice_vi, const char **advice_en) MUST_CHECK;
enum err declaration_of(struct ctx *cx, int64_t unit_id, int64_t appointment_id, struct declaration *out,
			bool *found) MUST_CHECK;
/* Member "declaration" of an open object: with the questions in words, so that nobody needs the form; null when there is none. */
enum err declaration_write(struct ctx *cx, struct buf *out, int64_t unit_id, int64_t appointment_id) MUST_CHECK;

#endif
