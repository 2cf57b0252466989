/* paper.h - from the books to the papers: fills the structs of print/print.h for a person, a visit, a session or a shipment.
 *
 * Everything here reads the database and draws nothing, except paper_forms_draw(), which draws and reads nothing. What is
 * returned lies in cx->mem. Dates are local calendar dates. Nobody's right is judged here. */
#ifndef PAPER_PAPER_H
#define PAPER_PAPER_H

#include "base/ctx.h"
#include "person/person.h"
#include "print/print.h"
#include "rule/rule.h"
#include "session/session.h"
#include "shipment/shipment.h"
#include "visit/visit.h"

enum {
	PAPER_FORMS_MAX = 200, /* sets of forms in one forms.pdf */
	PAPER_PART_MAX = PRINT_PEOPLE_MAX / PAPER_FORMS_MAX,
	PAPER_BLANKS = 40 /* in a kit, when nothing else is asked for */
};

/* Marks every paper as a demonstration from now on. Call before threads start; false at first. */
void paper_set_demo(bool demo);
bool paper_is_demo(void);

/* ---- words ---- */

/* A person as papers show them. on: the day at which "under 18" is judged. whole false leaves out identity number, phone,
 * address, work and guardian, for readers who may see names only. */
void paper_print_person(struct ctx *cx, const struct person *p, const char *on, bool whole, struct print_person *out);
/* "Mũi 1: AstraZeneca, 21/05/2021; Mũi 2: ..."; NULL for none. */
struct paper_dose {
	int64_t person_id;
	const char *product, *given_on;
};
const char *paper_doses_text(struct ctx *cx, const struct paper_dose *doses, size_t n);
/* "2021-05-21" as "21/05/2021". */
const char *paper_date(struct ctx *cx, const char *date);
/* Capital letters, accents kept. */
const char *paper_upper(struct arena *mem, const char *text);
/* "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội": the units above a unit but for the nation; NULL: none. */
enum err paper_unit_address(struct ctx *cx, const struct unit *unit, const char **out) MUST_CHECK;

/* ---- the confirmation (annex 4 of QĐ 3588/QĐ-BYT as changed by QĐ 43/QĐ-BYT) ---- */

struct paper_confirmation {
	struct print_confirmation print; /* without the QR's modules */
	const char *hc1;                 /* text of the QR; NULL: none yet */
};
/* The person's valid doses on the seven lines by kind, each kind in order of date; doses beyond the lines of a kind are
 * written behind the last one's product, so none is hidden. QR: the newest certificate that is valid now. unit: who
 * confirms. ERR_CONFLICT paper.no_dose when there is nothing to confirm. */
enum err paper_confirmation_load(struct ctx *cx, const struct unit *unit, const struct person *person,
				 struct paper_confirmation *out) MUST_CHECK;

/* ---- the screening form ---- */

/* The form in force on a day, blank, without a person. ERR_INTERNAL if none is in force or its body is broken. */
enum err paper_form_blank(struct ctx *cx, const char *on, struct print_screening *out) MUST_CHECK;
/* The form of a visit as the doctor filled it in; blank while nobody has screened, or after that was undone. */
enum err paper_form_of_visit(struct ctx *cx, const struct unit *unit, const struct visit *visit,
			     struct print_screening *out) MUST_CHECK;

/* One screening as stored. */
struct paper_screening {
	const char *form_code, *form_from, *answers;
	int64_t temperature, pulse, systolic, diastolic, breathing; /* 0.1 °C, per minute, mmHg; NONE: not measured */
	const char *reasons, *verdict, *note, *doctor;
	int64_t at_ms;
};
/* A rule of kind screening_form as a form; done NULL: blank. For paper_form_*() and tests. */
enum err paper_form_fill(struct ctx *cx, const struct rule *rule, const struct paper_screening *done,
			 struct print_screening *out) MUST_CHECK;

/* ---- the papers of a session ---- */

struct paper_session {
	struct session session;
	struct print_session print;  /* people by hour, then given name; whoever has no hour comes last */
	const char **codes, **doses; /* beside print.people: appointment code, earlier doses in words */
};
/* slot: one hour only ("08:00"), NULL: everybody. whole: as in paper_print_person(). ERR_INVALID slot.unknown; ERR_LIMIT
 * paper.too_many beyond PRINT_PEOPLE_MAX people. Cancelled appointments are left out. */
enum err paper_session_load(struct ctx *cx, const struct unit *unit, int64_t session_id, const char *slot, bool whole,
			    struct paper_session *out) MUST_CHECK;

/* What is needed for a kit beside the session: form of the day, lots on the tables, prefix, whom to call. listed: forms for
 * those on the list too. ERR_LIMIT paper.too_many when these are more than a kit holds. */
enum err paper_kit_load(struct ctx *cx, const struct unit *unit, const struct paper_session *s, const char *slot,
			unsigned blanks, bool listed, struct print_kit *out) MUST_CHECK;

/* One set of forms: consent in front, screening behind. */
struct paper_forms {
	struct print_consent *consents;
	struct print_screening *forms;
	size_t n;
};
/* For the people of a session: all when part is 0, else the part-th PAPER_FORMS_MAX of them (from 1). ERR_LIMIT
 * paper.too_many when all are too many, ERR_NOT_FOUND paper.nobody for an empty list or part. */
enum err
paper_forms_load(struct ctx *cx, const struct paper_session *s, int64_t part, struct paper_forms *out) MUST_CHECK;
/* Appends one PDF to *out, each person's set beginning on a sheet of its own when printed on both sides. ERR_LIMIT,
 * ERR_INTERNAL as in print.h. Reads no database. */
enum err paper_forms_draw(struct ctx *cx, const struct paper_forms *f, struct buf *out) MUST_CHECK;

/* ---- the slip of a shipment ---- */

struct paper_slip {
	struct print_slip print; /* without the QR's modules */
	const char *qr_text;     /* "TIEMCHUNG:SHIPMENT:<code>" */
};
/* The columns of the receiver are filled for the lots that arrived, were lost or went back; the others wait for the hand. */
enum err paper_slip_load(struct ctx *cx, const struct shipment *s, struct paper_slip *out) MUST_CHECK;

#endif
