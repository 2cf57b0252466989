#include "db/driver.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Types as PostgreSQL numbers them (pg_type.dat). */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT4 = 23, OID_TEXT = 25 };
enum { PENDING_MAX = 64 }; /* results we leave unread before we wait */

/* The connection stays in pipeline mode. Everything sent has one result that must be taken in order; of the
 * unread ones we only need to know how many there are. */
struct pg {
	PGconn *h;
	bool *prepared; /* by sql->id */
	int pending;    /* results sent for and not taken */
	bool failed;    /* the pipeline is aborted until the next sync */
};

static struct pg *
pg(struct db *db)
{
	return db->impl;
}

static enum fate
fate_of_state(const char *state)
{
	if (!state)
		return FATE_RETRY; /* the connection went away */
	if (strncmp(state, "23", 2) == 0)
		return FATE_CONSTRAINT;
	if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0 || strcmp(state, "55P03") == 0 ||
	    strncmp(state, "57", 2) == 0 || strncmp(state, "08", 2) == 0)
		return FATE_RETRY;
	return FATE_BROKEN;
}

static enum fate
broken(struct db *db)
{
	snprintf(db->why, sizeof db->why, "%s", PQerrorMessage(pg(db)->h));
	return PQstatus(pg(db)->h) == CONNECTION_BAD ? FATE_RETRY : FATE_BROKEN;
}

/* Takes the next result; keep (may be NULL) receives it if it is good. */
static enum fate
take(struct db *db, PGresult **keep)
{
	struct pg *p = pg(db);
	PGresult *res = PQgetResult(p->h);
	if (!res)
		return broken(db);
	p->pending--;
	ExecStatusType st = PQresultStatus(res);
	enum fate fate = FATE_FINE;
	if (st == PGRES_PIPELINE_ABORTED) {
		fate = FATE_BROKEN;
	} else if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK) {
		snprintf(db->why, sizeof db->why, "%s", PQresultErrorMessage(res));
		fate = fate_of_state(PQresultErrorField(res, PG_DIAG_SQLSTATE));
		p->failed = true;
	}
	if (keep && fate == FATE_FINE)
		*keep = res;
	else
		PQclear(res);
	PGresult *end = PQgetResult(p->h); /* the NULL after each result */
	PQclear(end);
	return fate;
}

/* Ends the pipeline up to here, so that an aborted one can go on. */
static enum fate
sync_pipeline(struct db *db)
{
	struct pg *p = pg(db);
	if (PQpipelineSync(p->h) != 1)
		return broken(db);
	enum fate first = FATE_FINE;
	while (p->pending > 0 && PQstatus(p->h) == CONNECTION_OK) {
		enum fate fate = take(db, NULL);
		if (first == FATE_FINE)
			first = fate;
	}
	PGresult *res = PQgetResult(p->h);
	bool ok = res && PQresultStatus(res) == PGRES_PIPELINE_SYNC;
	PQclear(res);
	p->failed = false;
	return ok ? first : broken(db);
}

/* Everything sent before is answered; the first failure among it comes back. */
static enum fate
drain(struct db *db, int leave)
{
	struct pg *p = pg(db);
	if (p->pending <= leave)
		return FATE_FINE;
	if (PQsendFlushRequest(p->h) != 1 || PQflush(p->h) < 0)
		return broken(db);
	while (p->pending > leave) {
		enum fate fate = take(db, NULL);
		if (fate != FATE_FINE)
			return fate;
	}
	return FATE_FINE;
}

/* After a failure: leave the aborted state, so that ROLLBACK [TO] can be sent. A queued statement's failure may be a
 * neighbour's: then the whole transaction is given up. */
static enum fate
recover(struct db *db, enum fate fate, bool own)
{
	char why[sizeof db->why];
	memcpy(why, db->why, sizeof why);
	sync_pipeline(db);
	memcpy(db->why, why, sizeof why);
	if (!own && fate == FATE_CONSTRAINT)
		return FATE_BROKEN;
	return fate;
}

static enum fate
send_text(struct db *db, const char *text)
{
	struct pg *p = pg(db);
	if (PQsendQueryParams(p->h, text, 0, NULL, NULL, NULL, NULL, 1) != 1)
		return broken(db);
	p->pending++;
	return FATE_FINE;
}

static enum fate
send_prepare(struct db *db, const struct sql *sql)
{
	static const Oid oids[] = {
		[SQL_BIGINT] = OID_INT8, [SQL_BOOLEAN] = OID_BOOL, [SQL_TEXT] = OID_TEXT, [SQL_BYTEA] = OID_BYTEA
	};
	struct pg *p = pg(db);
	Oid types[SQL_ARGS_MAX];
	for (int i = 0; i < sql->nargs; i++)
		types[i] = oids[sql->types[i]];
	if (PQsendPrepare(p->h, sql->name, sql->text, sql->nargs, types) != 1)
		return broken(db);
	p->pending++;
	return FATE_FINE;
}

struct wire {
	const char *values[SQL_ARGS_MAX];
	int lengths[SQL_ARGS_MAX], formats[SQL_ARGS_MAX];
	int64_t numbers[SQL_ARGS_MAX];
	char flags[SQL_ARGS_MAX];
};

/* Arguments in binary: exact, and no quoting anywhere. */
static void
encode(const struct sql_call *call, struct wire *w)
{
	for (int i = 0; i < call->sql->nargs; i++) {
		const struct sql_arg *a = &call->args[i];
		w->formats[i] = 1;
		w->values[i] = NULL;
		w->lengths[i] = 0;
		if (a->null)
			continue;
		if (call->sql->types[i] == SQL_BIGINT) {
			w->numbers[i] = (int64_t)htobe64((uint64_t)a->i);
			w->values[i] = (const char *)&w->numbers[i];
			w->lengths[i] = 8;
		} else if (call->sql->types[i] == SQL_BOOLEAN) {
			w->flags[i] = a->i != 0;
			w->values[i] = &w->flags[i];
			w->lengths[i] = 1;
		} else {
			w->values[i] = a->p;
			w->lengths[i] = (int)a->n;
		}
	}
}

/* Waits: a statement whose preparation was skipped behind a failure must not be taken for prepared. */
static enum fate
ensure_prepared(struct db *db, const struct sql *sql)
{
	struct pg *p = pg(db);
	if (p->prepared[sql->id])
		return FATE_FINE;
	enum fate fate = drain(db, 0);
	if (fate == FATE_FINE)
		fate = send_prepare(db, sql);
	if (fate == FATE_FINE)
		fate = drain(db, 0);
	if (fate != FATE_FINE)
		return recover(db, fate, false);
	p->prepared[sql->id] = true;
	return FATE_FINE;
}

static enum fate
send_call(struct db *db, const struct sql_call *call)
{
	struct pg *p = pg(db);
	enum fate fate = ensure_prepared(db, call->sql);
	if (fate != FATE_FINE)
		return fate;
	struct wire w;
	encode(call, &w);
	if (PQsendQueryPrepared(p->h, call->sql->name, call->sql->nargs, w.values, w.lengths, w.formats, 1) != 1)
		return broken(db);
	p->pending++;
	return FATE_FINE;
}

static bool
read_cell(struct ctx *cx, const PGresult *res, int r, int c, struct cell *cell)
{
	if (PQgetisnull(res, r, c)) {
		*cell = (struct cell){ .null = true };
		return true;
	}
	const char *v = PQgetvalue(res, r, c);
	size_t n = (size_t)PQgetlength(res, r, c);
	int64_t i8;
	int32_t i4;
	switch (PQftype(res, c)) {
	case OID_INT8:
		memcpy(&i8, v, 8);
		*cell = (struct cell){ .i = (int64_t)be64toh((uint64_t)i8) };
		return true;
	case OID_INT4:
		memcpy(&i4, v, 4);
		*cell = (struct cell){ .i = (int32_t)be32toh((uint32_t)i4) };
		return true;
	case OID_BOOL:
		*cell = (struct cell){ .i = *v != 0 };
		return true;
	case OID_TEXT:
	case OID_BYTEA:
		*cell = (struct cell){ .p = arena_strndup(cx->mem, v, n), .n = n };
		return true;
	default:
		return false;
	}
}

static enum fate
read_rows(struct ctx *cx, const PGresult *res, struct rows *rows)
{
	int n = PQntuples(res), columns = PQnfields(res);
	if (n > DB_ROWS_MAX) {
		snprintf(cx->db->why, sizeof cx->db->why, "more than %d rows: the query needs paging", DB_ROWS_MAX);
		return FATE_BROKEN;
	}
	struct cell *cells = NEW(cx->mem, struct cell, (size_t)n * (size_t)columns);
	const char **names = NEW(cx->mem, const char *, (size_t)columns);
	for (int c = 0; c < columns; c++)
		names[c] = arena_strdup(cx->mem, PQfname(res, c));
	for (int r = 0; r < n; r++)
		for (int c = 0; c < columns; c++)
			if (!read_cell(cx, res, r, c, &cells[r * columns + c])) {
				snprintf(cx->db->why, sizeof cx->db->why, "column %s has type %u, not one of ours",
					 names[c], PQftype(res, c));
				return FATE_BROKEN;
			}
	*rows = (struct rows){ (size_t)n, (size_t)columns, names, cells };
	return FATE_FINE;
}

static enum fate
pg_run(struct ctx *cx, const struct sql_call *call, struct rows *rows)
{
	enum fate fate = send_call(cx->db, call);
	if (fate != FATE_FINE)
		return fate;
	struct pg *p = pg(cx->db);
	if (PQsendFlushRequest(p->h) != 1 || PQflush(p->h) < 0)
		return broken(cx->db);
	while (p->pending > 1) {
		fate = take(cx->db, NULL);
		if (fate != FATE_FINE)
			return recover(cx->db, fate, false);
	}
	PGresult *res = NULL;
	fate = take(cx->db, &res);
	if (fate != FATE_FINE)
		return recover(cx->db, fate, true);
	if (rows)
		fate = read_rows(cx, res, rows);
	PQclear(res);
	return fate;
}

static enum fate
pg_post(struct ctx *cx, const struct sql_call *call)
{
	enum fate fate = send_call(cx->db, call);
	if (fate == FATE_FINE && pg(cx->db)->pending >= PENDING_MAX)
		fate = drain(cx->db, 0);
	return fate == FATE_FINE ? fate : recover(cx->db, fate, false);
}

static enum fate
pg_simple(struct ctx *cx, const char *text)
{
	enum fate fate = send_text(cx->db, text);
	if (fate == FATE_FINE && pg(cx->db)->pending >= PENDING_MAX)
		fate = drain(cx->db, 0);
	return fate == FATE_FINE ? fate : recover(cx->db, fate, false);
}

static enum fate
pg_begin(struct ctx *cx, enum tx tx)
{
	return pg_simple(cx, tx == TX_WRITE ? "BEGIN" : "BEGIN READ ONLY");
}

static enum fate
pg_commit(struct ctx *cx)
{
	struct pg *p = pg(cx->db);
	enum fate fate = drain(cx->db, 0);
	if (fate != FATE_FINE)
		return recover(cx->db, fate, false);
	fate = send_text(cx->db, "COMMIT");
	if (fate != FATE_FINE)
		return fate;
	PGresult *res = NULL;
	if (PQpipelineSync(p->h) != 1 || PQflush(p->h) < 0)
		return broken(cx->db);
	fate = take(cx->db, &res);
	/* a COMMIT of a failed transaction answers ROLLBACK, and says so only here */
	if (fate == FATE_FINE && strcmp(PQcmdStatus(res), "COMMIT") != 0)
		fate = FATE_BROKEN;
	PQclear(res);
	PGresult *end = PQgetResult(p->h);
	bool synced = end && PQresultStatus(end) == PGRES_PIPELINE_SYNC;
	PQclear(end);
	if (!synced)
		return broken(cx->db);
	p->failed = false;
	return fate;
}

static void
pg_rollback(struct ctx *cx)
{
	struct pg *p = pg(cx->db);
	if (PQstatus(p->h) != CONNECTION_OK)
		return;
	sync_pipeline(cx->db);
	if (PQtransactionStatus(p->h) == PQTRANS_IDLE)
		return;
	if (send_text(cx->db, "ROLLBACK") == FATE_FINE)
		sync_pipeline(cx->db);
}

static enum fate
pg_prepare(struct ctx *cx, const struct sql *sql)
{
	return ensure_prepared(cx->db, sql);
}

/* Scripts hold several statements, which the pipeline does not take. */
static enum fate
pg_script(struct ctx *cx, const char *text)
{
	struct pg *p = pg(cx->db);
	enum fate fate = sync_pipeline(cx->db);
	if (fate != FATE_FINE)
		return fate;
	if (PQexitPipelineMode(p->h) != 1)
		return broken(cx->db);
	PGresult *res = PQexec(p->h, text);
	if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK) {
		snprintf(cx->db->why, sizeof cx->db->why, "%s", PQresultErrorMessage(res));
		fate = FATE_BROKEN;
	}
	PQclear(res);
	return PQenterPipelineMode(p->h) == 1 ? fate : broken(cx->db);
}

/* One statement of our own, outside of the named queries; the spare place behind theirs remembers it. */
static enum fate
ask(struct ctx *cx, const char *text, struct cell *out)
{
	struct pg *p = pg(cx->db);
	struct sql sql = { .name = "", .text = text, .id = sql_count };
	struct rows rows;
	p->prepared[sql_count] = false;
	enum fate fate = pg_run(cx, &(struct sql_call){ .sql = &sql }, &rows);
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

/* pg_dump reads in the snapshot of our transaction, which then shows what the dump holds. */
static enum err
dump(struct ctx *cx, const char *file)
{
	struct cell snapshot = { 0 };
	if (pg_simple(cx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") != FATE_FINE ||
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
	PQfinish(pg(db)->h);
	free(pg(db)->prepared);
	free(pg(db));
}

static const struct driver driver = {
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.simple = pg_simple,
	.run = pg_run,
	.post = pg_post,
	.script = pg_script,
	.prepare = pg_prepare,
	.tables = pg_tables,
	.bytes = pg_bytes,
	.intact = pg_intact,
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
	assert(p->prepared);
	db->impl = p;
	db->driver = &driver;
	db->engine = DB_POSTGRESQL;
	return OK;
}
