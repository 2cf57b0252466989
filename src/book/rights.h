/* rights.h - what people may ask for about their own record, and who answers by when.
 *
 * Luật 91/2025/QH15 and NĐ 356/2025/NĐ-CP: to see, correct, have a copy, restrict, object, delete; an answer within 2 working days.
 * A restriction takes effect at once: staff who only live in the same area do not see the record any more; who has the
 * person on a list, or looks one up by an exact number with a reason, still does, because a dose must be possible.
 * A vaccination must be kept on record: a deletion that is granted restricts the record and ends registration and the family's
 * access; doses and certificates stay. */
#ifndef BOOK_RIGHTS_H
#define BOOK_RIGHTS_H

#include "base/ctx.h"
#include "base/field.h"
#include "person/person.h"

enum { REQUEST_PAGE = 100, REQUESTS_OPEN_MAX = 10 /* of a person */ };

struct citizen_request {
	int64_t unit_id, id, person_id, account_id;
	const char *person_name, *kind, *field, *wanted, *why;
	int64_t due_ms;
	const char *state, *answer;
	int64_t answered_ms, created_ms;
	bool late; /* open behind its time */
};
extern const struct fields citizen_request_fields;

struct request_in {
	const char *kind, *field, *wanted, *why;
	int64_t dose_id; /* what is wrong is a dose: its site answers */
};
extern const struct fields request_in_fields;
/* ERR_INVALID request.kind, request.field, why.required; ERR_LIMIT request.open. kind restrict with wanted "off" lifts it. */
enum err request_make(struct ctx *cx, const struct person *person, const struct request_in *in,
		      struct citizen_request *out) MUST_CHECK;
/* A person's requests, newest first. */
enum err request_list_of(struct ctx *cx, int64_t person_id, struct citizen_request **out, size_t *n) MUST_CHECK;

struct request_filter {
	const char *state; /* open (also NULL), granted, refused */
	int64_t after;
};
extern const struct fields request_filter_fields;
/* A unit's, those due first when open, else the newest first. A site sees those of its commune too. */
enum err request_list_at(struct ctx *cx, const struct unit *unit, const struct request_filter *filter,
			 struct citizen_request **out, size_t *n) MUST_CHECK;
struct answer_in {
	const char *state, *answer;
};
extern const struct fields answer_in_fields;
/* ERR_NOT_FOUND request.unknown; ERR_CONFLICT request.answered; ERR_INVALID request.state, why.required. */
enum err request_answer(struct ctx *cx, const struct unit *unit, int64_t id, const struct answer_in *in,
			struct citizen_request *out) MUST_CHECK;

#endif
