#include "db/driver.h"
#include "db/vfs_forgetful.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { BUSY_MS = 10000, CACHE_KIB = 64 * 1024 };

struct lite {
	sqlite3 *h;
	sqlite3_stmt **stmts; /* by sql->id */
};

static struct lite *
lite(struct db *db)
{
	return db->impl;
}

/* SQLite may have rolled the whole transaction back: autocommit tells (architecture.md, write lane). */
static enum fate
fate_of(struct db *db, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return FATE_FINE;
	snprintf(db->why, sizeof db->why, "%s (%d)", sqlite3_errmsg(lite(db)->h),
		 sqlite3_extended_errcode(lite(db)->h));
	int base = rc & 0xff;
	bool gone = sqlite3_get_autocommit(lite(db)->h) != 0;
	if (base == SQLITE_CONSTRAINT && !gone)
		return FATE_CONSTRAINT;
	if (base == SQLITE_BUSY || base == SQLITE_LOCKED)
		return FATE_RETRY;
	return FATE_BROKEN;
}

static enum fate
exec(struct db *db, const char *text)
{
	return fate_of(db, sqlite3_exec(lite(db)->h, text, NULL, NULL, NULL));
}

static enum fate
lite_begin(struct ctx *cx, enum tx tx)
{
	return exec(cx->db, tx == TX_WRITE ? "BEGIN IMMEDIATE" : "BEGIN");
}

static enum fate
lite_commit(struct ctx *cx)
{
	enum fate fate = exec(cx->db, "COMMIT");
	if (fate != FATE_FINE && !sqlite3_get_autocommit(lite(cx->db)->h))
		exec(cx->db, "ROLLBACK");
	return fate;
}

static void
lite_rollback(struct ctx *cx)
{
	if (!sqlite3_get_autocommit(lite(cx->db)->h))
		exec(cx->db, "ROLLBACK");
}

static enum fate
lite_simple(struct ctx *cx, const char *text)
{
	return exec(cx->db, text);
}

static enum fate
lite_script(struct ctx *cx, const char *text)
{
	return exec(cx->db, text);
}

static enum fate
lite_prepare(struct ctx *cx, const struct sql *sql)
{
	struct lite *l = lite(cx->db);
	if (l->stmts[sql->id])
		return FATE_FINE;
	return fate_of(cx->db,
		       sqlite3_prepare_v3(l->h, sql->text, -1, SQLITE_PREPARE_PERSISTENT, &l->stmts[sql->id], NULL));
}

/* SQLite numbers $N by first appearance, so every parameter is bound by the digits of its name. */
static int
bind(sqlite3_stmt *st, const struct sql_call *call)
{
	int n = sqlite3_bind_parameter_count(st);
	for (int i = 1; i <= n; i++) {
		int at = atoi(sqlite3_bind_parameter_name(st, i) + 1) - 1;
		assert(at >= 0 && at < call->sql->nargs);
		const struct sql_arg *a = &call->args[at];
		int rc;
		if (a->null)
			rc = sqlite3_bind_null(st, i);
		else if (call->sql->types[at] == SQL_TEXT)
			rc = sqlite3_bind_text64(st, i, a->p, a->n, SQLITE_STATIC, SQLITE_UTF8);
		else if (call->sql->types[at] == SQL_BYTEA)
			rc = sqlite3_bind_blob64(st, i, a->p, a->n, SQLITE_STATIC);
		else
			rc = sqlite3_bind_int64(st, i, a->i);
		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}

static struct cell
read_cell(struct ctx *cx, sqlite3_stmt *st, int c)
{
	switch (sqlite3_column_type(st, c)) {
	case SQLITE_NULL:
		return (struct cell){ .null = true };
	case SQLITE_INTEGER:
		return (struct cell){ .i = sqlite3_column_int64(st, c) };
	default: {
		const void *p = sqlite3_column_blob(st, c);
		size_t n = (size_t)sqlite3_column_bytes(st, c);
		return (struct cell){ .p = arena_strndup(cx->mem, p ? p : "", n), .n = n };
	}
	}
}

struct grow {
	struct cell *cells;
	size_t n, cap;
};

static void
add_row(struct ctx *cx, sqlite3_stmt *st, size_t columns, struct grow *g)
{
	if (g->n + columns > g->cap) {
		size_t cap = g->cap ? g->cap * 2 : columns * 8;
		struct cell *cells = NEW(cx->mem, struct cell, cap);
		if (g->n)
			memcpy(cells, g->cells, g->n * sizeof *cells);
		g->cells = cells;
		g->cap = cap;
	}
	for (size_t c = 0; c < columns; c++)
		g->cells[g->n++] = read_cell(cx, st, (int)c);
}

static const char *const *
column_names(struct ctx *cx, sqlite3_stmt *st, size_t columns)
{
	const char **names = NEW(cx->mem, const char *, columns);
	for (size_t c = 0; c < columns; c++)
		names[c] = arena_strdup(cx->mem, sqlite3_column_name(st, (int)c));
	return names;
}

static enum fate
lite_run(struct ctx *cx, const struct sql_call *call, struct rows *rows)
{
	enum fate fate = lite_prepare(cx, call->sql);
	if (fate != FATE_FINE)
		return FATE_BROKEN;
	sqlite3_stmt *st = lite(cx->db)->stmts[call->sql->id];
	int rc = bind(st, call);
	size_t columns = (size_t)sqlite3_column_count(st);
	struct grow g = { 0 };
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		if (rc == SQLITE_ROW && columns && g.n < (DB_ROWS_MAX + 1) * columns)
			add_row(cx, st, columns, &g);
	}
	fate = fate_of(cx->db, rc);
	if (g.n > DB_ROWS_MAX * columns) {
		snprintf(cx->db->why, sizeof cx->db->why, "more than %d rows: the query needs paging", DB_ROWS_MAX);
		fate = FATE_BROKEN;
	}
	if (rows && fate == FATE_FINE)
		*rows = (struct rows){ columns ? g.n / columns : 0, columns, column_names(cx, st, columns), g.cells };
	sqlite3_reset(st);
	return fate;
}

static enum fate
lite_post(struct ctx *cx, const struct sql_call *call)
{
	return lite_run(cx, call, NULL);
}

static bool
lite_alive(struct db *db)
{
	(void)db;
	return true;
}

static void
lite_close(struct db *db)
{
	struct lite *l = lite(db);
	for (int i = 0; i < sql_count; i++)
		sqlite3_finalize(l->stmts[i]);
	free(l->stmts);
	sqlite3_close(l->h);
	free(l);
}

static const struct driver driver = {
	.begin = lite_begin,
	.commit = lite_commit,
	.rollback = lite_rollback,
	.simple = lite_simple,
	.run = lite_run,
	.post = lite_post,
	.script = lite_script,
	.prepare = lite_prepare,
	.alive = lite_alive,
	.close = lite_close,
};

#ifdef TEST_HOOKS
/* TEST_SYNC=OFF proves that the power-cut test sees what is lost without syncing; TEST_CHECKPOINT=PAGES brings checkpoints
 * sooner. */
static void
configure_test(sqlite3 *h)
{
	const char *sync = getenv("TEST_SYNC"), *pages = getenv("TEST_CHECKPOINT");
	if (sync && strcmp(sync, "OFF") == 0)
		sqlite3_exec(h, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
	if (pages)
		sqlite3_wal_autocheckpoint(h, atoi(pages));
}
#else
static void
configure_test(sqlite3 *h)
{
	(void)h;
}

static void
disk_install(void)
{
}
#endif

static int
configure(sqlite3 *h, enum tx tx)
{
	sqlite3_extended_result_codes(h, 1);
	sqlite3_busy_timeout(h, BUSY_MS);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	char text[256];
	snprintf(text, sizeof text,
		 "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
		 "PRAGMA cache_size=-%d; PRAGMA temp_store=MEMORY; PRAGMA query_only=%d;",
		 CACHE_KIB, tx == TX_READ);
	int rc = sqlite3_exec(h, text, NULL, NULL, NULL);
	configure_test(h);
	return rc;
}

enum err
db_sqlite_open(struct ctx *cx, struct db *db, const char *path)
{
	disk_install();
	struct lite *l = calloc(1, sizeof *l);
	assert(l);
	l->stmts = calloc((size_t)sql_count + 1, sizeof *l->stmts);
	assert(l->stmts);
	int rc = sqlite3_open_v2(path, &l->h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = configure(l->h, db->tx);
	if (rc != SQLITE_OK) {
		enum err err = fail_internal(cx, "cannot open %s: %s", path, sqlite3_errmsg(l->h));
		sqlite3_close(l->h);
		free(l->stmts);
		free(l);
		return err;
	}
	db->impl = l;
	db->driver = &driver;
	db->engine = DB_SQLITE;
	return OK;
}
