/* driver.h - what db.c asks of an engine. Private to src/db. */
#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "db/db.h"
#include "db/recall.h"

/* How bad was it? */
enum fate {
	FATE_FINE,
	FATE_CONSTRAINT, /* this statement broke a constraint; on PostgreSQL the savepoint must be rolled back */
	FATE_RETRY,      /* the transaction is gone; the same work may succeed if run again */
	FATE_UNKNOWN,    /* the answer to COMMIT was lost: it may be on disk or not */
	FATE_BROKEN      /* the transaction is gone for a reason that will stay */
};

/* The part of one request in a shared transaction. */
enum mark { MARK_SET, MARK_RELEASE, MARK_ROLLBACK, MARK__COUNT };
extern const char *const mark_text[MARK__COUNT];

struct driver {
	enum fate (*begin)(struct ctx *, enum tx);
	enum fate (*commit)(struct ctx *);
	void (*rollback)(struct ctx *);
	enum fate (*mark)(struct ctx *, enum mark);
	enum fate (*run)(struct ctx *, const struct sql_call *, struct rows *);
	enum fate (*post)(struct ctx *, const struct sql_call *, bool expect_row);
	void (*ahead)(struct ctx *, const struct sql_call *); /* NULL: there is nothing to gain */
	enum fate (*script)(struct ctx *, const char *text);
	enum fate (*prepare)(struct ctx *, const struct sql *);
	enum fate (*tables)(struct ctx *, int64_t *n);
	enum fate (*bytes)(struct ctx *, int64_t *n);
	enum fate (*intact)(struct ctx *);
	enum fate (*tend)(struct ctx *); /* NULL: there is nothing to do */
	/* copy: see db_backup(); the engine calls seen() while it can show exactly what the copy holds */
	enum err (*backup)(struct ctx *, const char *file, enum err (*seen)(struct ctx *, void *), void *arg);
	enum err (*restore)(struct ctx *, int fd); /* NULL: a backup is the database's file itself */
	bool (*alive)(struct db *);
	void (*close)(struct db *);
};

struct db {
	const struct driver *driver;
	enum db_engine engine;
	const char *url; /* malloc'd */
	enum tx tx;      /* what the connection may do; TX_NONE: read an existing database as it is */
	bool tx_gone;
	bool exact;   /* db_expect() waits and tells at once */
	bool unknown; /* the answer to the last COMMIT was lost */
	struct recall *recall;
	const struct fields **mapped;     /* by sql->id: the field table that maps[] was made for */
	const struct field *const **maps; /* by sql->id: the field of each column */
	char why[512];                    /* the driver's own words for the last failure, for the log */
	void *impl;
};

/* Frees column names: a malloc'd list of malloc'd texts that ends with NULL. A query's columns never change, so a driver
 * makes them once. */
void column_names_free(const char **names);

enum err db_sqlite_open(struct ctx *cx, struct db *db, const char *path) MUST_CHECK;
enum err db_pg_open(struct ctx *cx, struct db *db, const char *url) MUST_CHECK;
/* The parts of a PostgreSQL address as PGHOST=..., PGPASSWORD=...: for a program that we start, so that no secret stands
 * on its command line. A list that ends with NULL, in cx->mem; *dbname is the database's name alone. */
enum err db_pg_env(struct ctx *cx, const char *url, const char *const **env, const char **dbname) MUST_CHECK;
/* pg_tool.c: runs a PostgreSQL program found in PATH or in PG_TOOLS_DIR, on the files in and out (-1: none), and waits.
 * ERR_INVALID "pg_tool.missing" when there is none, ERR_INVALID "pg_tool.failed" when it fails; its own words are on standard error. */
#define PG_TOOLS_DIR "/usr/lib/postgresql/15/bin"
enum err pg_tool(struct ctx *cx, const char *url, const char *const *argv, int in, int out) MUST_CHECK;

#endif
