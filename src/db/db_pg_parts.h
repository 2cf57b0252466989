/* db_pg_parts.h - what the PostgreSQL driver's files share: the connection and its pipeline. */
#ifndef DB_DB_PG_PARTS_H
#define DB_DB_PG_PARTS_H

#include "db/driver.h"

#include <libpq-fe.h>

enum {
	PENDING_MAX = 64,   /* results we leave unread before we wait */
	PENDING_RING = 128, /* a power of two above it, for what is sent while we wait */
	AHEAD_MAX = 8,
	GATHER_ROWS_MAX = 512 /* rows of one TOGETHER query that wait in a transaction */
};

/* Types as PostgreSQL numbers them (pg_type.dat). */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT4 = 23, OID_TEXT = 25 };

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

/* Rows of a TOGETHER query that wait to be written by one statement. */
struct gathered {
	const struct sql *sql;
	bool prepared;
	unsigned char *bytes; /* malloc'd: the rows */
	size_t cap;
	size_t starts[GATHER_ROWS_MAX + 1]; /* where each row begins, and where the next one will */
	int n, sent;                        /* rows, and how many of them are written */
	int mark_n, mark_sent;              /* as they were at the savepoint; 0: there is none */
};

/* Arguments of a statement in binary: exact, and no quoting anywhere. */
struct wire {
	const char *values[SQL_ARGS_MAX];
	int lengths[SQL_ARGS_MAX], formats[SQL_ARGS_MAX];
	int64_t numbers[SQL_ARGS_MAX];
	char flags[SQL_ARGS_MAX];
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
	struct gathered **gathered; /* by sql->id; NULL: none yet */
	uint64_t waiting;           /* bits of the tables for which rows are gathered */
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
/* Prepares a statement of the connection's own unless that was done. Waits: a statement whose preparation was skipped behind a
 * failure must not be taken for prepared. */
enum fate
pipe_prepare_once(struct db *db, bool *prepared, const char *name, const char *text, int nargs, const Oid *types);
/* The arguments point into the call and into *w. */
void pipe_encode(const struct sql_call *call, struct wire *w);
/* Sends a prepared statement whose rows nobody reads. */
enum fate pipe_send_prepared(struct db *db, const char *name, int nargs, const struct wire *w);
/* A statement without arguments or rows, unprepared. */
enum fate pipe_simple(struct ctx *cx, const char *text);

/* db_pg_together.c: rows that are written together. */

enum fate together_prepare(struct db *db, const struct sql *sql);
/* Takes one more row. */
enum fate together_add(struct db *db, const struct sql_call *call);
/* Writes what waits for these tables (bits of sql->gathers). */
enum fate together_write(struct db *db, uint64_t tables);
/* The savepoint is set, released or rolled back: with it goes what was gathered since. */
enum fate together_mark(struct db *db, enum mark mark);
/* The transaction is over. */
void together_end(struct pg *p);
void together_free(struct pg *p);

#endif
