/* err.h - the nine outcomes every function of the platform can have.
 *
 * An error is set once, at its origin, with fail() or fail_field(); everyone above only says TRY().
 * The program's own mistakes are not errors: they assert(), and asserts stay on in release builds. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err {
	OK,
	ERR_INVALID,         /* 422: the input breaks a rule; the problem names the field and the remedy */
	ERR_UNAUTHENTICATED, /* 401: nobody is logged in */
	ERR_FORBIDDEN,       /* 403: somebody is, but may not */
	ERR_NOT_FOUND,       /* 404 */
	ERR_CONFLICT,        /* 409: true a moment ago, not any more; or a rule of medicine or logistics stops it */
	ERR_LIMIT,           /* 413/429: too big or too many */
	ERR_BUSY,            /* 503: try again soon; nothing was done */
	ERR_INTERNAL,        /* 500: our fault; the reason goes to the log only */
	ERR__COUNT
};

#define MUST_CHECK __attribute__((warn_unused_result))
#define TRY(expr)                     \
	do {                          \
		enum err e_ = (expr); \
		if (e_ != OK)         \
			return e_;    \
	} while (0)

#include <stdint.h>

struct ctx;

/* What the user is told. vi and en are whole sentences in plain words; field names the input at fault. */
struct problem {
	enum err err;
	const char *code;  /* stable, module first: "lot.expired" */
	const char *field; /* NULL when no one field is at fault */
	const char *vi;
	const char *en;
	int64_t until_ms; /* the same is refused until then, ms UTC; 0: not known */
};

/* Records the problem in cx and returns err. Vietnamese first, English second; both formats take the
 * same arguments in the same order; a date among them (YYYY-MM-DD) is shown as dd/mm/yyyy. The first problem of a request stays: a later one is ignored. */
enum err fail(struct ctx *cx, enum err err, const char *code, const char *vi, const char *en, ...)
	__attribute__((format(printf, 4, 6), format(printf, 5, 6)));
enum err fail_field(struct ctx *cx, const char *field, const char *code, const char *vi, const char *en, ...)
	__attribute__((format(printf, 4, 6), format(printf, 5, 6)));

/* ERR_LIMIT that is over at a known moment (ms UTC). */
enum err fail_until(struct ctx *cx, int64_t until_ms, const char *code, const char *vi, const char *en, ...)
	__attribute__((format(printf, 4, 6), format(printf, 5, 6)));

/* fail() with texts that are whole already; they must outlive cx. */
enum err fail_text(struct ctx *cx, enum err err, const char *code, const char *vi, const char *en);

/* An error of ours: text goes to the log with the request id, the user gets an apology. */
enum err fail_internal(struct ctx *cx, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "invalid", "conflict", ...: for logs. */
const char *err_name(enum err err);

#endif
