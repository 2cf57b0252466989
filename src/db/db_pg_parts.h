/* db_pg_parts.h - what the PostgreSQL driver's files share: the connection and its pipeline. */
#ifndef DB_DB_PG_PARTS_H
#define DB_DB_PG_PARTS_H

#include "db/driver.h"

#include <libpq-fe.h>

enum {
	PENDING_MAX = 64,   /* results we leave unread before we wait */
	PENDING_RING = 128, /* a power of two above it, for what is sent while we wait */
	AHEAD_MAX = 8
};

/* A query sent before its turn (db_ahead). */
struct ahead {
	enum { AHEAD_FREE, AHEAD_SENT, AHEAD_GOT } state;
	struct sql_call call;
	PGresult *res;
};

/* What an unread result is good for. */
struct pending {
	bool expect_row;     /* no row: the transaction is given up */
	struct ahead *ahead; /* who waits for it; NULL: nobody */
};

/* The connection stays in pipeline mode. Everything sent has one result that must be taken in order. */
struct pg {
	PGconn *h;
	bool *prepared;          /* by sql->id */
	const char ***names;     /* by sql->id: of its columns */
	bool marks[MARK__COUNT]; /* prepared */
	struct pending ring[PENDING_RING];
	unsigned sent, taken; /* ever, of results */
	bool failed;          /* the pipeline is aborted until the next sync */
	struct ahead ahead[AHEAD_MAX];
};

static inline struct pg *
pg(struct db *db)
{
	return db->impl;
}

/* db_pg_pipe.c: everything that is sent, and its results in order. */

/* The connection's own words into db->why. */
enum fate pipe_broken(struct db *db);
/* What the error of a result means for the transaction. */
enum fate pipe_fate_of(const PGresult *res);
/* Takes the next result; keep (may be NULL) receives it if it is good. */
enum fate pipe_take(struct db *db, PGresult **keep);
/* Ends the pipeline up to here, so that an aborted one can go on; the first failure in it comes back. */
enum fate pipe_sync(struct db *db);
/* Waits until at most so many results are unread; the first failure comes back. */
enum fate pipe_drain(struct db *db, int leave);
/* After a failure: leaves the aborted state. own: it is the failure of the statement that was asked for, not of one before. */
enum fate pipe_recover(struct db *db, enum fate fate, bool own);
enum fate pipe_send_text(struct db *db, const char *text);
enum fate pipe_prepare(struct db *db, const struct sql *sql);
/* What was sent ahead and not asked for is asked for no more. */
void pipe_forget_ahead(struct pg *p);
/* The driver's functions of these names. */
enum fate pipe_run(struct ctx *cx, const struct sql_call *call, struct rows *rows);
enum fate pipe_post(struct ctx *cx, const struct sql_call *call, bool expect_row);
void pipe_ahead(struct ctx *cx, const struct sql_call *call);
enum fate pipe_mark(struct ctx *cx, enum mark mark);
/* A statement without arguments or rows, unprepared. */
enum fate pipe_simple(struct ctx *cx, const char *text);

#endif
