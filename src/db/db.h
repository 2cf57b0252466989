/* db.h - one connection to SQLite or PostgreSQL, and the only way to talk to it: named queries.
 *
 * tools/sqlgen makes a typed C function of every query in a *.sql file:
 *     -- name: store_lot_reserve (unit_id BIGINT, lot_id BIGINT, doses BIGINT)
 * becomes  struct sql_call sql_store_lot_reserve(int64_t unit_id, int64_t lot_id, int64_t doses),
 * so no function here takes a string that somebody built. A type with ? may be null: BIGINT? is passed as a
 * pointer; TEXT and BYTEA are null when NULL. */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/ctx.h"
#include "base/field.h"

/* Exit status of a process whose disk did not keep what was written. */
enum { DB_EXIT_UNSYNCED = 74 };

enum { SQL_ARGS_MAX = 40, DB_ROWS_MAX = 20000 /* rows of one result */ };

enum sql_type { SQL_BIGINT, SQL_BOOLEAN, SQL_TEXT, SQL_BYTEA };

/* A named query as sqlgen writes it. */
struct sql {
	const char *name;
	const char *text;
	int id; /* index in sql_all */
	int nargs;
	enum sql_type types[SQL_ARGS_MAX];
	uint64_t reads;   /* REMEMBER: bits of the tables it reads */
	uint64_t writes;  /* bits of those tables that it writes */
	bool changes;     /* it is no SELECT */
	const char *many; /* TOGETHER: the statement for many rows, each argument an array; else NULL */
	uint64_t gathers; /* TOGETHER: the bit of its table */
	uint64_t meets;   /* bits of such tables that it reads or writes otherwise */
};
extern const struct sql sql_all[];
extern const int sql_count, sql_table_count;

struct sql_arg {
	bool null;
	int64_t i;
	const void *p;
	size_t n;
};

struct sql_call {
	const struct sql *sql;
	struct sql_arg args[SQL_ARGS_MAX];
};

struct bytes {
	const void *p;
	size_t n;
};

/* A result, whole, in cx->mem. */
struct cell {
	bool null;
	int64_t i;     /* BIGINT, BOOLEAN */
	const char *p; /* TEXT, BYTEA: n bytes and a NUL; NULL for numbers */
	size_t n;
};
struct rows {
	size_t n, columns;
	const char *const *names;
	const struct cell *cells;
};

/* TX_LOOK writes who looked at whom: it outlives the process, but its commit does not wait for the disk (doc/decisions/0007). */
enum tx { TX_NONE, TX_READ, TX_WRITE, TX_LOOK };
enum db_engine { DB_SQLITE, DB_POSTGRESQL };

struct db;

/* Opens "sqlite:PATH" or "postgresql://...". TX_READ opens a connection that cannot write; TX_NONE one that changes nothing
 * at all, not even the way in which an SQLite file keeps its journal, and makes no file. ERR_INVALID for a
 * malformed address, ERR_INTERNAL with the driver's reason otherwise. Refuses a PostgreSQL database that is not
 * UTF8 with collation C, or that does not flush its commits. */
enum err db_open(struct ctx *cx, const char *url, enum tx tx, struct db **out) MUST_CHECK;
void db_close(struct db *db);
enum db_engine db_engine(const struct db *db);

/* One transaction at a time. db_commit() returns OK only when the change is on disk (TX_LOOK: when it will be in a moment); ERR_BUSY while the lease of this process
 * is over (db/lease.h). */
enum err db_begin(struct ctx *cx, enum tx tx) MUST_CHECK;
enum err db_commit(struct ctx *cx) MUST_CHECK;
void db_rollback(struct ctx *cx);
/* The part of one request in a batch that shares a commit. */
enum err db_savepoint(struct ctx *cx) MUST_CHECK;
enum err db_release(struct ctx *cx) MUST_CHECK;
enum err db_rollback_to(struct ctx *cx) MUST_CHECK;
/* After an error: is the whole transaction gone (disk full, deadlock, lost connection, a queued statement that
 * failed)? Then nobody of the batch may be answered, and each runs again alone. */
bool db_tx_gone(const struct db *db);
/* Was the answer to the last COMMIT lost, so that it may be on disk or not? */
bool db_unknown(const struct db *db);
/* ERR_BUSY "db.unknown": what a sender is told when that could not be found out. */
enum err fail_unknown(struct ctx *cx);
/* Is the connection lost? Reconnects for the next transaction. */
enum err db_revive(struct ctx *cx) MUST_CHECK;

/* Runs a query and waits for its rows. Breaking a constraint is ERR_CONFLICT "db.constraint"; expected duplicates
 * are written ON CONFLICT DO NOTHING RETURNING instead. */
enum err db_query(struct ctx *cx, struct sql_call call, struct rows *rows) MUST_CHECK;
/* Queues a statement whose rows nobody reads; it travels with the next wait, a TOGETHER one with all others of its kind when
 * its table is next asked for or at the commit. Its error surfaces there. Read and claim first, post afterwards. */
enum err db_post(struct ctx *cx, struct sql_call call) MUST_CHECK;
/* A conditional INSERT/UPDATE ... RETURNING that is all but sure to find its row, because what it rests on was just read:
 * it travels like a posted one. *met: it did. Where it turns out later that it did not (another server was faster), the whole
 * batch runs again, each request alone and exactly (db_set_exact), and then *met is the truth. */
enum err db_expect(struct ctx *cx, struct sql_call call, bool *met) MUST_CHECK;
/* Sends a query early: the db_query() of the very same call that follows in this request finds its rows on their way, so
 * that several are waited for together. A hint; a conditional UPDATE may be sent so where its failure ends the request. */
void db_ahead(struct ctx *cx, struct sql_call call);
/* Whether db_expect() waits and tells at once, which it must when an expectation was not met before. For lanes. */
void db_set_exact(struct db *db, bool exact);

/* Rows into an array of structs by a field table: a column goes to the field of its name. */
enum err db_list(struct ctx *cx, struct sql_call call, const struct fields *f, void *items, size_t *n) MUST_CHECK;
/* The first row into *item; *found says whether there was one. */
enum err db_one(struct ctx *cx, struct sql_call call, const struct fields *f, void *item, bool *found) MUST_CHECK;
/* The first column of the first row as a number; fallback when there is no row or it is null. */
enum err db_number(struct ctx *cx, struct sql_call call, int64_t fallback, int64_t *out) MUST_CHECK;
/* Did a conditional INSERT/UPDATE ... RETURNING find its row? */
enum err db_claim(struct ctx *cx, struct sql_call call, bool *claimed) MUST_CHECK;

/* A parameter that may be null: NULL for 0, which is no id and no time. */
static inline const int64_t *
or_null(const int64_t *value)
{
	return *value ? value : NULL;
}

/* One cell, by row and column. */
const struct cell *db_cell(const struct rows *rows, size_t row, size_t column);

/* How many tables the database has: 0 is an empty one. */
enum err db_tables(struct ctx *cx, int64_t *n) MUST_CHECK;
/* How much room the database takes. */
enum err db_bytes(struct ctx *cx, int64_t *n) MUST_CHECK;
/* Is every page and index sound, every reference kept? ERR_CONFLICT "db.damaged" says what is not. SQLite only:
 * PostgreSQL checks while it restores. */
enum err db_intact(struct ctx *cx) MUST_CHECK;
/* What the database would do by itself, but later: PostgreSQL looks anew at tables that have grown manifold, whose statements
 * it plans as if they were small. Every second, in a reading transaction. */
enum err db_tend(struct ctx *cx) MUST_CHECK;
/* A copy of the whole database as one moment saw it, into the empty file that is there, while others write: SQLite by
 * VACUUM INTO, PostgreSQL by pg_dump. seen() then runs in a transaction that sees exactly what the copy holds. No
 * transaction may be open. */
enum err db_backup(struct ctx *cx, const char *file, enum err (*seen)(struct ctx *, void *), void *arg) MUST_CHECK;
/* PostgreSQL: fills a database without tables from such a copy, wholly or not at all. An SQLite copy is the database. */
enum err db_restore(struct ctx *cx, int fd) MUST_CHECK;

/* Runs a script of statements outside of any named query: only migrate.c may. */
enum err db_script(struct ctx *cx, const char *text) MUST_CHECK;
/* Prepares every named query; ERR_INTERNAL names the first that this engine refuses. For tests. */
enum err db_prepare_all(struct ctx *cx) MUST_CHECK;

#ifdef TEST_HOOKS
/* Makes the n-th database call from now on fail, once (0: never); db_fault_kind tells how. */
enum db_fault { FAULT_STATEMENT, FAULT_TRANSACTION };
void db_fault_at(long n, enum db_fault kind);
long db_calls(void);
#endif

#endif
