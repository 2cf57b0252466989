/* driver.h - what db.c asks of an engine. Private to src/db. */
#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "db/db.h"

/* How bad was it? */
enum fate {
	FATE_FINE,
	FATE_CONSTRAINT, /* this statement broke a constraint; on PostgreSQL the savepoint must be rolled back */
	FATE_RETRY,      /* the transaction is gone; the same work may succeed if run again */
	FATE_BROKEN      /* the transaction is gone for a reason that will stay */
};

struct driver {
	enum fate (*begin)(struct ctx *, enum tx);
	enum fate (*commit)(struct ctx *);
	void (*rollback)(struct ctx *);
	enum fate (*simple)(struct ctx *, const char *text); /* SAVEPOINT r, RELEASE r, ... */
	enum fate (*run)(struct ctx *, const struct sql_call *, struct rows *);
	enum fate (*post)(struct ctx *, const struct sql_call *);
	enum fate (*script)(struct ctx *, const char *text);
	enum fate (*prepare)(struct ctx *, const struct sql *);
	bool (*alive)(struct db *);
	void (*close)(struct db *);
};

struct db {
	const struct driver *driver;
	enum db_engine engine;
	const char *url; /* malloc'd */
	enum tx tx;      /* what the connection may do */
	bool tx_gone;
	char why[512]; /* the driver's own words for the last failure, for the log */
	void *impl;
};

enum err db_sqlite_open(struct ctx *cx, struct db *db, const char *path) MUST_CHECK;
enum err db_pg_open(struct ctx *cx, struct db *db, const char *url) MUST_CHECK;

#endif
