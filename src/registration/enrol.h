/* enrol.h - registering with what a form says of a person: who it is, whether they are on record already, what the account may see. */
#ifndef REGISTRATION_ENROL_H
#define REGISTRATION_ENROL_H

#include "registration/registration.h"

enum { ENROL_KNOWN_PER_DAY = 60 /* people on record, or with a number that is, whom an account registers in a day */ };

struct enrol_in {
	int64_t person_id; /* on record and in the account's family (a unit's: visible to it); 0: person says who it is */
	const char *person; /* JSON as struct person_in */
	const char *relation, *wished_on, *wished_part, *answers;
	bool consent;
	const char *consent_by;
	bool with_family; /* comes together with the others whom this account registered so */
};
extern const struct fields enrol_in_fields;

struct enrolled {
	struct person person;
	struct registration registration;
	bool fresh;        /* false: there was an open registration */
	bool fresh_person; /* nobody like that was on record */
	bool hidden; /* nothing was written: the record's own reasons, which this account may not see, are against it */
	const char *access; /* of the account: limited, full */
	struct warnings warnings;
};

/* A citizen registers themselves or one of the family: source self or family. Who was not on record becomes a person of their
 * commune's books and is the account's in full. Who was (number, name and birth date agree; or the account's own phone, name and
 * the whole birth date) is registered all the same, and the account sees what it registered alone until it proves more. A number
 * that somebody else holds makes a new person, disputed for a review, with the warning person.number_used. ERR_INVALID as by
 * person_check() and registration_create(), name.letters; person_required; ERR_LIMIT family.full, enrol.tries. *out hidden: refused, which is
 * a fact to be kept (the try is counted). */
enum err enrol_citizen(struct ctx *cx, const struct citizen *citizen, const struct enrol_in *in,
		       struct enrolled *out) MUST_CHECK;
/* The desk of a commune registers somebody: source commune. The same as for citizens, without an account. */
enum err
enrol_at_desk(struct ctx *cx, const struct unit *unit, const struct enrol_in *in, struct enrolled *out) MUST_CHECK;

#endif
