/* recall.h - rows of REMEMBER queries (units, lots, rules, sessions, logins), kept by a connection for a moment.
 *
 * Each connection has its own, so nothing is locked. What this process commits is seen at once: every table that such
 * queries read has a version, raised when a transaction that wrote it ends, and rows read at other versions are not used. What
 * another process commits is seen within RECALL_MS. A transaction that wrote a table reads it from the database. Private to
 * src/db. */
#ifndef DB_RECALL_H
#define DB_RECALL_H

#include "db/db.h"

enum {
	RECALL_MS = 1000,            /* "every store and table within a second" */
	RECALL_SLOTS = 4096,         /* a power of two; a newer entry takes an older one's place */
	RECALL_BYTES_MAX = 32 * 1024 /* longer results are not kept */
};

struct recall;
struct recall *recall_new(void);
void recall_free(struct recall *r);
/* A transaction begins: from now on rows are good if nothing they rest on has changed until now. */
void recall_begin(struct recall *r);
/* It runs a query: notes what it writes. */
void recall_note(struct recall *r, const struct sql *sql);
/* It ended, one way or the other. */
void recall_end(struct recall *r);
/* The rows of an earlier run of this very call, copied to mem; false when they must be read. */
bool recall_find(struct recall *r, struct arena *mem, const struct sql_call *call, struct rows *out);
void recall_keep(struct recall *r, const struct sql_call *call, const struct rows *rows);

#endif
