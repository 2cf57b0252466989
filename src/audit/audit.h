/* audit.h - the trails: every change, every look at a person, every repeated request. */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "base/ctx.h"
#include "base/field.h"

enum {
	KEY_MAX = 64,
	IDEMPOTENCY_DAYS = 30, /* then the answer to a repeated request is removed; a table is not offline for longer */
	IDEMPOTENCY_FORGET_PAGE = 500 /* answers removed in one transaction */
};

/* An entry of the trail. It is written at the end of its batch, with its place in a chain (audit/chain.h). */
struct trail {
	struct trail *next; /* the one before */
	int64_t unit_id, id, staff_id;
	const char *act, *subject, *why, *body_hash;
	int64_t request_id, at_ms;
};

/* Writes the trail of a change: onto cx->trail, sealed and written by whoever commits. act: "POST /api/v1/..."; subject: the ids concerned; body: what was sent, of which only
 * the hash is kept. unit_id 0: no place in particular. */
enum err audit_add(struct ctx *cx, int64_t unit_id, const char *act, const char *subject, const char *body,
		   size_t body_n) MUST_CHECK;
/* Notes that the actor looked at a person (shown to that person). */
enum err audit_view(struct ctx *cx, int64_t person_id, const char *route) MUST_CHECK;
/* Has the actor looked at this person since then? */
enum err audit_viewed(struct ctx *cx, int64_t person_id, int64_t since, bool *viewed) MUST_CHECK;

struct access {
	int64_t at_ms;
	const char *staff_name, *unit_name, *route, *why;
};
extern const struct fields access_fields;
/* Who looked at this person, newest first, at most 200. */
enum err audit_views_of(struct ctx *cx, int64_t person_id, struct access **out, size_t *n) MUST_CHECK;

struct answer {
	int64_t status;
	const char *body;
};
/* Claims an Idempotency-Key for this actor, route and body. *seen: the key was used before, and *out is the answer of then.
 * The same key with another body is ERR_CONFLICT id.reused. */
enum err idempotency_claim(struct ctx *cx, const char *key, const char *route, const char *body, size_t n, bool *seen,
			   struct answer *out) MUST_CHECK;
/* Keeps the answer for later repetitions. */
enum err idempotency_keep(struct ctx *cx, const char *key, int64_t status, const char *body) MUST_CHECK;
/* Removes a page of answers that are IDEMPOTENCY_DAYS old. Harmless on several servers. */
enum err idempotency_forget(struct ctx *cx, bool *more) MUST_CHECK;

#endif
