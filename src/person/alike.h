/* alike.h - may two descriptions be of one person? The rule by which a list is judged, without a database.
 *
 * A number alone attaches nobody, and neither does a name: number, name and birth date must agree (domain.md 3; what befell
 * Indonesia and Mavis is in field.md, "Identity and duplicates"). What agrees in part is for a person to decide. */
#ifndef PERSON_ALIKE_H
#define PERSON_ALIKE_H

#include "person/person.h"

enum alike {
	ALIKE_NOT,     /* two people */
	ALIKE_PERHAPS, /* somebody must say */
	ALIKE_SAME,    /* one person */
	ALIKE_NUMBER   /* one number, two people: it is wrong at one of them */
};

/* What differs, as bits. Only what both of them know can differ. */
enum {
	DIFFERS_NAME = 1,
	DIFFERS_BIRTH = 2,
	DIFFERS_SEX = 4,
	DIFFERS_NUMBER = 8, /* numbers of one kind: the same person cannot have both, one may be mistyped */
	DIFFERS_INSURANCE = 16,
	DIFFERS_PHONE = 32,
	DIFFERS_HOME = 64
};
/* "name,birth_date": the bits by the names of their fields. */
const char *differs_text(struct arena *mem, unsigned differs);

/* Both were checked (person_check). shares_number: they are known to share an identity number (a record may hold more numbers
 * than the struct shows). differs (may be NULL) gets the bits. */
enum alike person_alike(struct arena *mem, const struct person_in *a, const struct person_in *b, bool shares_number,
			unsigned *differs);
/* The record as its input, for the above. */
struct person_in person_as_in(const struct person *p);

/* The keys under which rows of one file meet: identity numbers as "kind number". At most 7; texts in mem. */
size_t person_alike_keys(struct arena *mem, const struct person_in *in, const char *out[7]);

/* person_candidates() with a wider net, for lists that are shown before they count: also who of the same name was born on that day
 * anywhere in the country, or lives in the same unit and was born on a similar day. lock as there (a writing transaction);
 * without it nothing is written, and what it finds may have changed a moment later. */
enum err
person_candidates_wide(struct ctx *cx, const struct person_in *in, bool lock, struct candidates *out) MUST_CHECK;

#endif
