/* book_view.h - one person as an account may see them. */
#ifndef BOOK_BOOK_VIEW_H
#define BOOK_BOOK_VIEW_H

#include "citizen/citizen.h"
#include "registration/registration.h"

/* Limited: what the account registered itself, nothing medical, nothing that others registered. */
struct view {
	struct person person;
	const struct member *member;
	bool full;
	struct registration registration;
	bool open; /* registration is an open one that may be shown */
	struct status status;
};
enum err view_of(struct ctx *cx, const struct member *member, struct view *out) MUST_CHECK;
/* Writes the whole answer of GET /book/people/{person}. */
enum err view_write(struct ctx *cx, struct buf *out, const struct view *view) MUST_CHECK;

#endif
