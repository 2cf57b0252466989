/* book_api.h - the citizens' book: what an account may see of its people, and do for them. */
#ifndef BOOK_BOOK_API_H
#define BOOK_BOOK_API_H

#include "book/book_view.h"
#include "http/request.h"

extern const struct route book_routes[], book_do_routes[], book_rights_routes[], book_paper_routes[];

/* The person of the path, as the account may see them. */
enum err view_in_path(struct request *rq, struct view *out) MUST_CHECK;

#endif
