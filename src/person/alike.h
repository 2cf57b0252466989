/* alike.h - may two descriptions be of one person? The one rule by which lists and imports are judged, without a database.
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
/* The same for people: "họ tên, ngày sinh", or in English; "" for nothing. */
const char *differs_words(struct arena *mem, unsigned differs, bool en);

/* Both were checked (person_check). shares_number: they are known to share an identity number (a record may hold more numbers
 * than the struct shows). differs (may be NULL) gets the bits. */
enum alike person_alike(struct arena *mem, const struct person_in *a, const struct person_in *b, bool shares_number,
			unsigned *differs);
/* The record as its input, for the above. */
struct person_in person_as_in(const struct person *p);

/* Of whom is said what. */
struct likeness {
	const struct person *person; /* one of the candidates; NULL where how is ALIKE_NOT */
	enum alike how;
	unsigned differs;
	bool by_number; /* that person holds a number of in */
};
/* The strongest finding among the candidates, the oldest record of several. Of one whose number, name and birth date agree and one
 * who lives there, the first is meant; a number at somebody else comes before whoever is found without one.
 *
 * asks: somebody will be asked what the finding means, as the sender of a list is. An import (false) runs to its end alone, so
 * where only an answer would let a row in that is right, the row is taken at its word:
 * - numbers that contradict and none in common: another person (ALIKE_NOT), for nobody could ever say "two people";
 * - the number is somebody else's (ALIKE_NUMBER): that one is not meant (ALIKE_NOT), and whoever enters the number beside them
 *   makes a dispute that is listed for review.
 * What remains ALIKE_PERHAPS one correction settles: of the cell that is mistyped, or of the number that is missing. */
struct likeness candidates_alike(struct arena *mem, const struct person_in *in, const struct candidates *c, bool asks);
/* For who registers: the one who holds a number of in and whose name and birth date agree too, the oldest record of several; NULL:
 * none. Another number may differ, since registering changes nothing of the record and a second one would be registered twice. */
const struct person *candidates_match(const struct candidates *c, const struct person_in *in);

/* The keys under which rows of one file meet: identity numbers as "kind number". At most 7; texts in mem. */
size_t person_alike_keys(struct arena *mem, const struct person_in *in, const char *out[7]);

/* person_candidates() with a wider net, for lists that are shown before they count: also who of the same name was born on that day
 * anywhere in the country, or lives in the same unit and was born on a similar day. Not for imports: without an answer a namesake far
 * away would keep a row out. lock as there (a writing transaction);
 * without it nothing is written, and what it finds may have changed a moment later. */
enum err
person_candidates_wide(struct ctx *cx, const struct person_in *in, bool lock, struct candidates *out) MUST_CHECK;

#endif
