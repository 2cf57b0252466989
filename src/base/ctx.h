/* ctx.h - the one first argument of every domain function, in requests, jobs, tests and the CLI alike. */
#ifndef BASE_CTX_H
#define BASE_CTX_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

struct db;    /* db/db.h: the connection whose transaction this work runs in */
struct actor; /* staff/staff.h: who does it; NULL for a visitor */
struct trail; /* audit/audit.h: an entry of the audit trail that waits for its link */

struct ctx {
	struct arena *mem;
	struct db *db;
	int64_t now; /* ms UTC; the only clock a rule may read */
	const struct actor *actor;
	int64_t account_id;     /* of the citizen who does it (citizen/citizen.h); 0: no citizen */
	const char *why;        /* the reason given for an act that needs one; NULL if none */
	int64_t request_id;     /* ties log line, audit row and answer together */
	struct problem problem; /* set by fail() */
	struct trail *trail;    /* what this work did, newest first; sealed into a chain right before the commit */
};

#endif
