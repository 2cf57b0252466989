#include "db/db_pg_parts.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static enum fate
pg_begin(struct ctx *cx, enum tx tx)
{
	enum fate fate = pipe_simple(cx, tx == TX_READ ? "BEGIN READ ONLY" : "BEGIN");
	return fate == FATE_FINE && tx == TX_LOOK ? pipe_simple(cx, "SET LOCAL synchronous_commit = off") : fate;
}

static enum fate
pg_commit(struct ctx *cx)
{
	struct pg *p = pg(cx->db);
	enum fate fate = together_write(cx->db, UINT64_MAX);
	if (fate == FATE_FINE)
		fate = pipe_drain(cx->db, 0);
	pipe_forget_ahead(p);
	together_end(p);
	if (fate != FATE_FINE)
		return pipe_recover(cx->db, fate, false);
	fate = pipe_send_text(cx->db, "COMMIT");
	if (fate != FATE_FINE)
		return fate;
	PGresult *res = NULL;
	if (PQpipelineSync(p->h) != 1 || PQflush(p->h) < 0)
		return pipe_broken(cx->db);
	fate = pipe_take(cx->db, &res);
	/* without an answer nobody knows: the database may have it */
	if (fate == FATE_RETRY && PQstatus(p->h) == CONNECTION_BAD)
		return FATE_UNKNOWN;
	/* a COMMIT of a failed transaction answers ROLLBACK, and says so only here */
	if (fate == FATE_FINE && strcmp(PQcmdStatus(res), "COMMIT") != 0)
		fate = FATE_BROKEN;
	PQclear(res);
	PGresult *end = PQgetResult(p->h);
	bool synced = end && PQresultStatus(end) == PGRES_PIPELINE_SYNC;
	PQclear(end);
	if (!synced)
		return pipe_broken(cx->db);
	p->failed = false;
	return fate;
}

static void
pg_rollback(struct ctx *cx)
{
	struct pg *p = pg(cx->db);
	pipe_forget_ahead(p);
	together_end(p);
	if (PQstatus(p->h) != CONNECTION_OK)
		return;
	pipe_sync(cx->db);
	if (PQtransactionStatus(p->h) == PQTRANS_IDLE)
		return;
	if (pipe_send_text(cx->db, "ROLLBACK") == FATE_FINE)
		pipe_sync(cx->db);
}

static enum fate
pg_prepare(struct ctx *cx, const struct sql *sql)
{
	enum fate fate = pipe_prepare(cx->db, sql);
	return fate == FATE_FINE && sql->many ? together_prepare(cx->db, sql) : fate;
}

/* Scripts hold several statements, which the pipeline does not take. */
static enum fate
pg_script(struct ctx *cx, const char *text)
{
	struct pg *p = pg(cx->db);
	enum fate fate = pipe_sync(cx->db);
	if (fate != FATE_FINE)
		return fate;
	if (PQexitPipelineMode(p->h) != 1)
		return pipe_broken(cx->db);
	PGresult *res = PQexec(p->h, text);
	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK) {
		snprintf(cx->db->why, sizeof cx->db->why, "%s", PQresultErrorMessage(res));
		fate = pipe_fate_of(res) == FATE_RETRY ? FATE_RETRY : FATE_BROKEN;
	}
	PQclear(res);
	return PQenterPipelineMode(p->h) == 1 ? fate : pipe_broken(cx->db);
}

/* One statement of our own, outside of the named queries; the spare place behind theirs remembers it. */
static enum fate
ask(struct ctx *cx, const char *text, struct cell *out)
{
	struct pg *p = pg(cx->db);
	struct sql sql = { .name = "", .text = text, .id = sql_count };
	struct rows rows;
	p->prepared[sql_count] = false;
	enum fate fate = pipe_run(cx, &(struct sql_call){ .sql = &sql }, &rows);
	if (fate == FATE_FINE)
		*out = *db_cell(&rows, 0, 0);
	return fate;
}

static enum fate
pg_tables(struct ctx *cx, int64_t *n)
{
	struct cell cell = { 0 };
	enum fate fate = ask(cx, "SELECT COUNT(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace", &cell);
	pg_rollback(cx);
	*n = cell.i;
	return fate;
}

static enum fate
pg_bytes(struct ctx *cx, int64_t *n)
{
	struct cell cell = { 0 };
	enum fate fate = ask(cx, "SELECT pg_database_size(current_database())", &cell);
	*n = cell.i;
	return fate;
}

static enum fate
pg_intact(struct ctx *cx)
{
	(void)cx;
	return FATE_FINE;
}

/* Its own care comes after a minute, when a site that opens has a queue already. */
static enum fate
pg_tend(struct ctx *cx)
{
	struct cell analyze = { .null = true };
	enum fate fate = ask(cx,
			     "SELECT 'ANALYZE (SKIP_LOCKED) ' || string_agg(format('%I', relname), ', ') FROM pg_class"
			     " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
			     " AND pg_relation_size(oid) > 8192 * GREATEST(8, 3 * relpages)",
			     &analyze);
	return fate == FATE_FINE && !analyze.null ? pipe_simple(cx, analyze.p) : fate;
}

/* pg_dump reads in the snapshot of our transaction, which then shows what the dump holds. */
static enum err
dump(struct ctx *cx, const char *file)
{
	struct cell snapshot = { 0 };
	if (pipe_simple(cx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") != FATE_FINE ||
	    ask(cx, "SELECT pg_export_snapshot()", &snapshot) != FATE_FINE)
		return fail_internal(cx, "cannot export a snapshot: %s", cx->db->why);
	const char *const argv[] = { "pg_dump",
				     "--format=custom",
				     "--no-owner",
				     "--no-privileges",
				     arena_printf(cx->mem, "--snapshot=%s", snapshot.p),
				     NULL };
	int out = open(file, O_WRONLY | O_CLOEXEC);
	if (out < 0)
		return fail(cx, ERR_INVALID, "backup.write", "Không ghi được bản sao lưu %s: %s.",
			    "Cannot write the backup %s: %s.", file, strerror(errno));
	enum err err = pg_tool(cx, cx->db->url, argv, -1, out);
	close(out);
	return err;
}

static enum err
pg_backup(struct ctx *cx, const char *file, enum err (*seen)(struct ctx *, void *), void *arg)
{
	enum err err = dump(cx, file);
	if (err == OK)
		err = seen(cx, arg);
	pg_rollback(cx);
	return err;
}

static enum err
pg_restore(struct ctx *cx, int fd)
{
	const char *const *env, *dbname;
	TRY(db_pg_env(cx, cx->db->url, &env, &dbname));
	const char *const argv[] = { "pg_restore", "--exit-on-error", "--single-transaction",
				     "--no-owner", "--no-privileges", arena_printf(cx->mem, "--dbname=%s", dbname),
				     NULL };
	return pg_tool(cx, cx->db->url, argv, fd, -1);
}

static bool
pg_alive(struct db *db)
{
	return PQstatus(pg(db)->h) == CONNECTION_OK;
}

static void
pg_close(struct db *db)
{
	pipe_forget_ahead(pg(db));
	together_free(pg(db));
	for (int i = 0; i <= sql_count; i++) /* and the spare place of ask() */
		column_names_free(pg(db)->names[i]);
	PQfinish(pg(db)->h);
	free(pg(db)->names);
	free(pg(db)->prepared);
	free(pg(db));
}

static const struct driver driver = {
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.mark = pipe_mark,
	.ahead = pipe_ahead,
	.run = pipe_run,
	.post = pipe_post,
	.script = pg_script,
	.prepare = pg_prepare,
	.tables = pg_tables,
	.bytes = pg_bytes,
	.intact = pg_intact,
	.tend = pg_tend,
	.backup = pg_backup,
	.restore = pg_restore,
	.alive = pg_alive,
	.close = pg_close,
};

/* What serve insists on: an order of text that both engines share, and commits that are on disk. */
static const char *
unfit(PGconn *h)
{
	static const struct {
		const char *query, *want, *also, *why;
	} checks[] = {
		{ "SHOW server_encoding", "UTF8", "UTF8", "the database's encoding must be UTF8" },
		{ "SELECT datcollate FROM pg_database WHERE datname = current_database()", "C", "C.UTF-8",
		  "the database's collation must be C (createdb --locale=C -E UTF8 -T template0)" },
		{ "SHOW fsync", "on", "on", "fsync is off: a power cut would lose doses" },
		{ "SHOW full_page_writes", "on", "on", "full_page_writes is off: a power cut would lose doses" },
		{ "SELECT CASE WHEN current_setting('synchronous_commit') = 'off' THEN 'off' ELSE 'on' END", "on", "on",
		  "synchronous_commit is off: a power cut would lose doses" },
	};
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
		PGresult *res = PQexec(h, checks[i].query);
		const char *got = PQntuples(res) == 1 ? PQgetvalue(res, 0, 0) : "";
		bool ok = strcmp(got, checks[i].want) == 0 || strcmp(got, checks[i].also) == 0;
		PQclear(res);
		if (!ok)
			return checks[i].why;
	}
	return NULL;
}

/* A writer finds its rows by their keys, whatever the values are: one plan a statement is as good as one a value. It may be
 * made while a table is still empty and must serve when it is full: so never one that goes through whole tables. */
static const char *
plan_once(PGconn *h)
{
	PGresult *res = PQexec(h, "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
				  "SET enable_hashjoin = off; SET enable_mergejoin = off");
	bool ok = PQresultStatus(res) == PGRES_COMMAND_OK;
	PQclear(res);
	return ok ? NULL : PQerrorMessage(h);
}

static void
ignore_notice(void *arg, const char *message)
{
	(void)arg;
	(void)message;
}

enum err
db_pg_env(struct ctx *cx, const char *url, const char *const **env, const char **dbname)
{
	char *why = NULL;
	PQconninfoOption *options = PQconninfoParse(url, &why);
	if (!options) {
		enum err err = fail_internal(cx, "cannot read the database's address: %s", why);
		PQfreemem(why);
		return err;
	}
	size_t n = 0, count = 0;
	while (options[count].keyword)
		count++;
	const char **list = NEW(cx->mem, const char *, count + 1);
	*dbname = "";
	for (size_t i = 0; i < count; i++) {
		if (!options[i].val)
			continue;
		if (strcmp(options[i].keyword, "dbname") == 0)
			*dbname = arena_strdup(cx->mem, options[i].val);
		if (options[i].envvar)
			list[n++] = arena_printf(cx->mem, "%s=%s", options[i].envvar, options[i].val);
	}
	PQconninfoFree(options);
	*env = list;
	return OK;
}

enum err
db_pg_open(struct ctx *cx, struct db *db, const char *url)
{
	/* a machine that has gone silent is noticed in seconds; what the address says itself comes after and wins */
	static const char *const keywords[] = { "connect_timeout",
						"keepalives_idle",
						"keepalives_interval",
						"keepalives_count",
						"tcp_user_timeout",
						"dbname",
						NULL };
	const char *const values[] = { "5", "5", "2", "3", "10000", url, NULL };
	PGconn *h = PQconnectdbParams(keywords, values, 1);
	const char *why = PQstatus(h) == CONNECTION_OK ? unfit(h) : PQerrorMessage(h);
	if (!why && db->tx == TX_WRITE)
		why = plan_once(h);
	if (!why && PQenterPipelineMode(h) != 1)
		why = PQerrorMessage(h);
	if (why) {
		enum err err = fail_internal(cx, "cannot use the PostgreSQL database: %s", why);
		PQfinish(h);
		return err;
	}
	/* an error's detail holds the values at fault: a name, a number of a person */
	PQsetErrorVerbosity(h, PQERRORS_TERSE);
	PQsetNoticeProcessor(h, ignore_notice, NULL);
	struct pg *p = calloc(1, sizeof *p);
	assert(p);
	p->h = h;
	p->prepared = calloc((size_t)sql_count + 1, sizeof *p->prepared);
	p->names = calloc((size_t)sql_count + 1, sizeof *p->names);
	p->gathered = calloc((size_t)sql_count, sizeof *p->gathered);
	assert(p->prepared && p->names && p->gathered);
	db->impl = p;
	db->driver = &driver;
	db->engine = DB_POSTGRESQL;
	return OK;
}
