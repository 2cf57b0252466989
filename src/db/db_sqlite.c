#include "db/driver.h"
#include "db/vfs_forgetful.h"

#include "base/log.h"

#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BUSY_MS = 10000, CACHE_KIB = 64 * 1024 };

struct lite {
	sqlite3 *h;
	sqlite3_stmt **stmts; /* by sql->id */
	unsigned char **args; /* by sql->id: which argument each parameter is */
	const char ***names;  /* by sql->id: of its columns */
	sqlite3_stmt *marks[MARK__COUNT], *begin, *commit;
	bool unhurried; /* commits do not wait for the disk (TX_LOOK) */
};

static const char *hurried = "PRAGMA synchronous=FULL";

/* Pages in the log that bring a checkpoint, 64 MB: a page that many write is copied and synced once for all of them. Registering, which
 * touches ten pages a person, is a sixth faster than with 16 MB; at 300 steps a second the slowest waits 13 ms instead of 7. Only the
 * test build changes it, before the first connection. */
static int checkpoint_pages = 16000;

static struct lite *
lite(struct db *db)
{
	return db->impl;
}

/* A sync that failed: the kernel may have dropped what was written and will not say so again. SQLite counts pages of a partial
 * checkpoint as done before the database file is synced, so going on could reset a log that alone still has them (seen: a
 * broken index after a power cut). Everything that was answered is in the log, and the next start reads it anew: so this
 * process ends, and answers nobody (doc/decisions/0006). */
static void
end_if_unsynced(sqlite3 *h, int rc)
{
	int why = sqlite3_extended_errcode(h);
	if ((rc & 0xff) != SQLITE_IOERR || (why != SQLITE_IOERR_FSYNC && why != SQLITE_IOERR_DIR_FSYNC))
		return;
	log_error("the disk did not keep what was written (%s, %d): ending; start again, and look at the disk",
		  sqlite3_errmsg(h), why);
	_exit(DB_EXIT_UNSYNCED);
}

/* SQLite's own hook keeps a checkpoint's failure to itself. */
static int
checkpoint(void *arg, sqlite3 *h, const char *name, int pages)
{
	(void)arg;
	if (pages >= checkpoint_pages)
		end_if_unsynced(h, sqlite3_wal_checkpoint_v2(h, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL));
	return SQLITE_OK;
}

/* SQLite may have rolled the whole transaction back: autocommit tells (architecture.md, write lane). */
static enum fate
fate_of(struct db *db, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
		return FATE_FINE;
	snprintf(db->why, sizeof db->why, "%s (%d)", sqlite3_errmsg(lite(db)->h),
		 sqlite3_extended_errcode(lite(db)->h));
	end_if_unsynced(lite(db)->h, rc);
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

/* A statement without arguments or rows, prepared once. */
static enum fate
step(struct db *db, sqlite3_stmt **st, const char *text)
{
	int rc = *st ? SQLITE_OK : sqlite3_prepare_v3(lite(db)->h, text, -1, SQLITE_PREPARE_PERSISTENT, st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(*st);
	enum fate fate = fate_of(db, rc);
	sqlite3_reset(*st);
	return fate;
}

static enum fate
lite_begin(struct ctx *cx, enum tx tx)
{
	struct lite *l = lite(cx->db);
	if (tx == TX_READ)
		return exec(cx->db, "BEGIN");
	/* unsynced, it is in the log all the same: the next commit that waits, and every checkpoint, syncs it too */
	bool unhurried = tx == TX_LOOK;
	enum fate fate = FATE_FINE;
	if (unhurried != l->unhurried)
		fate = exec(cx->db, unhurried ? "PRAGMA synchronous=NORMAL" : hurried);
	l->unhurried = unhurried;
	return fate == FATE_FINE ? step(cx->db, &l->begin, "BEGIN IMMEDIATE") : fate;
}

static enum fate
lite_commit(struct ctx *cx)
{
	enum fate fate = step(cx->db, &lite(cx->db)->commit, "COMMIT");
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
lite_mark(struct ctx *cx, enum mark mark)
{
	return step(cx->db, &lite(cx->db)->marks[mark], mark_text[mark]);
}

static enum fate
lite_script(struct ctx *cx, const char *text)
{
	return exec(cx->db, text);
}

/* SQLite numbers $N by first appearance, so every parameter is bound by the digits of its name. Malloc'd. */
static unsigned char *
parameters(sqlite3_stmt *st, const struct sql *sql)
{
	int n = sqlite3_bind_parameter_count(st);
	unsigned char *args = malloc((size_t)n + 1);
	assert(args);
	for (int i = 0; i < n; i++) {
		int at = atoi(sqlite3_bind_parameter_name(st, i + 1) + 1) - 1;
		assert(at >= 0 && at < sql->nargs);
		args[i] = (unsigned char)at;
	}
	return args;
}

static enum fate
lite_prepare(struct ctx *cx, const struct sql *sql)
{
	struct lite *l = lite(cx->db);
	if (l->stmts[sql->id])
		return FATE_FINE;
	int rc = sqlite3_prepare_v3(l->h, sql->text, -1, SQLITE_PREPARE_PERSISTENT, &l->stmts[sql->id], NULL);
	if (rc == SQLITE_OK)
		l->args[sql->id] = parameters(l->stmts[sql->id], sql);
	return fate_of(cx->db, rc);
}

static int
bind(sqlite3_stmt *st, const struct sql_call *call, const unsigned char *args)
{
	int n = sqlite3_bind_parameter_count(st);
	for (int i = 1; i <= n; i++) {
		int at = args[i - 1];
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
column_names(struct db *db, const struct sql *sql, sqlite3_stmt *st, size_t columns)
{
	const char **names = lite(db)->names[sql->id];
	if (names)
		return names;
	names = calloc(columns + 1, sizeof *names);
	assert(names);
	for (size_t c = 0; c < columns; c++)
		names[c] = strdup(sqlite3_column_name(st, (int)c));
	return lite(db)->names[sql->id] = names;
}

static enum fate
lite_run(struct ctx *cx, const struct sql_call *call, struct rows *rows)
{
	enum fate fate = lite_prepare(cx, call->sql);
	if (fate != FATE_FINE)
		return FATE_BROKEN;
	sqlite3_stmt *st = lite(cx->db)->stmts[call->sql->id];
	int rc = bind(st, call, lite(cx->db)->args[call->sql->id]);
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
		*rows = (struct rows){ columns ? g.n / columns : 0, columns,
				       column_names(cx->db, call->sql, st, columns), g.cells };
	sqlite3_reset(st);
	return fate;
}

static enum fate
lite_post(struct ctx *cx, const struct sql_call *call, bool expect_row)
{
	(void)expect_row; /* never asked: db_expect() waits here */
	return lite_run(cx, call, NULL);
}

/* One statement of our own, outside of the named queries: its first row's first column as text, "" for none. */
static enum fate
ask(struct ctx *cx, const char *text, const char *arg, const char **out)
{
	sqlite3_stmt *st = NULL;
	*out = "";
	int rc = sqlite3_prepare_v2(lite(cx->db)->h, text, -1, &st, NULL);
	if (rc == SQLITE_OK && arg)
		rc = sqlite3_bind_text(st, 1, arg, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW && sqlite3_column_text(st, 0))
		*out = arena_strdup(cx->mem, (const char *)sqlite3_column_text(st, 0));
	enum fate fate = fate_of(cx->db, rc);
	sqlite3_finalize(st);
	return fate;
}

static enum fate
lite_tables(struct ctx *cx, int64_t *n)
{
	const char *text;
	enum fate fate = ask(cx, "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table'", NULL, &text);
	*n = atoll(text);
	return fate;
}

static enum fate
lite_bytes(struct ctx *cx, int64_t *n)
{
	const char *text;
	enum fate fate = ask(cx, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", NULL, &text);
	*n = atoll(text);
	return fate;
}

static enum fate
lite_intact(struct ctx *cx)
{
	const char *pages, *parent;
	enum fate fate = ask(cx, "PRAGMA integrity_check(1)", NULL, &pages);
	if (fate == FATE_FINE)
		fate = ask(cx, "PRAGMA foreign_key_check", NULL, &parent);
	if (fate != FATE_FINE)
		return fate;
	if (strcmp(pages, "ok") != 0)
		snprintf(cx->db->why, sizeof cx->db->why, "%s", pages);
	else if (*parent)
		snprintf(cx->db->why, sizeof cx->db->why, "a row of table %s refers to nothing", parent);
	else
		return FATE_FINE;
	return FATE_CONSTRAINT;
}

/* What the copy holds, the copy itself says. */
static enum err
lite_backup(struct ctx *cx, const char *file, enum err (*seen)(struct ctx *, void *), void *arg)
{
	struct db *source = cx->db;
	const char *none;
	if (ask(cx, "VACUUM INTO ?1", file, &none) != FATE_FINE)
		return fail(cx, ERR_INVALID, "backup.write", "Không ghi được bản sao lưu %s: %s.",
			    "Cannot write the backup %s: %s.", file, source->why);
	TRY(db_open(cx, arena_printf(cx->mem, "sqlite:%s", file), TX_NONE, &cx->db));
	enum err err = db_begin(cx, TX_READ);
	if (err == OK)
		err = seen(cx, arg);
	db_rollback(cx);
	db_close(cx->db);
	cx->db = source;
	return err;
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
	for (int i = 0; i < sql_count; i++) {
		sqlite3_finalize(l->stmts[i]);
		free(l->args[i]);
		column_names_free(l->names[i]);
	}
	for (int i = 0; i < MARK__COUNT; i++)
		sqlite3_finalize(l->marks[i]);
	sqlite3_finalize(l->begin);
	sqlite3_finalize(l->commit);
	free(l->names);
	free(l->args);
	free(l->stmts);
	sqlite3_close(l->h);
	free(l);
}

static const struct driver driver = {
	.begin = lite_begin,
	.commit = lite_commit,
	.rollback = lite_rollback,
	.mark = lite_mark,
	.run = lite_run,
	.post = lite_post,
	.script = lite_script,
	.prepare = lite_prepare,
	.tables = lite_tables,
	.bytes = lite_bytes,
	.intact = lite_intact,
	.backup = lite_backup,
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
		sqlite3_exec(h, hurried = "PRAGMA synchronous=OFF", NULL, NULL, NULL);
	if (pages)
		checkpoint_pages = atoi(pages);
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
	if (tx == TX_NONE) /* read-only; and VACUUM INTO is refused under query_only */
		return SQLITE_OK;
	snprintf(text, sizeof text,
		 "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
		 "PRAGMA cache_size=-%d; PRAGMA temp_store=MEMORY; PRAGMA query_only=%d;",
		 CACHE_KIB, tx == TX_READ);
	int rc = sqlite3_exec(h, text, NULL, NULL, NULL);
	configure_test(h);
	sqlite3_wal_hook(h, checkpoint, NULL);
	/* what an earlier process left in the log, perhaps unsynced, becomes part of the database before anything is added to
	 * it; another process that is at work (BUSY) sees to that itself */
	if (rc == SQLITE_OK && tx == TX_WRITE)
		end_if_unsynced(h, sqlite3_wal_checkpoint_v2(h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL));
	return rc;
}

/* SQLite's count of its memory, which nobody reads, takes a lock at every allocation. */
static void
count_no_memory(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* Before the library's first use. */
static void
configure_library(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, count_no_memory);
}

enum err
db_sqlite_open(struct ctx *cx, struct db *db, const char *path)
{
	configure_library();
	disk_install();
	struct lite *l = calloc(1, sizeof *l);
	assert(l);
	l->stmts = calloc((size_t)sql_count + 1, sizeof *l->stmts);
	l->args = calloc((size_t)sql_count + 1, sizeof *l->args);
	l->names = calloc((size_t)sql_count + 1, sizeof *l->names);
	assert(l->stmts && l->args && l->names);
	int how = db->tx == TX_NONE ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	int rc = sqlite3_open_v2(path, &l->h, how | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = configure(l->h, db->tx);
	if (rc != SQLITE_OK) {
		enum err err = fail_internal(cx, "cannot open %s: %s", path, sqlite3_errmsg(l->h));
		sqlite3_close(l->h);
		free(l->names);
		free(l->args);
		free(l->stmts);
		free(l);
		return err;
	}
	db->impl = l;
	db->driver = &driver;
	db->engine = DB_SQLITE;
	return OK;
}
