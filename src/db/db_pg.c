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

static struct pg *
pg(struct db *db)
{
	return db->impl;
}

static int
pending(const struct pg *p)
{
	return (int)(p->sent - p->taken);
}

/* One more result will come. */
static void
await(struct pg *p, struct pending what)
{
	assert(pending(p) < PENDING_RING);
	p->ring[p->sent++ % PENDING_RING] = what;
}

/* Nobody asks any more for what was sent ahead. */
static void
forget_ahead(struct pg *p)
{
	for (int i = 0; i < AHEAD_MAX; i++) {
		if (p->ahead[i].state == AHEAD_GOT)
			PQclear(p->ahead[i].res);
		if (p->ahead[i].state == AHEAD_SENT)
			for (unsigned at = p->taken; at != p->sent; at++)
				if (p->ring[at % PENDING_RING].ahead == &p->ahead[i])
					p->ring[at % PENDING_RING].ahead = NULL;
		p->ahead[i].state = AHEAD_FREE;
	}
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

/* Did the statement find a row? An UPDATE without RETURNING tells by its count. */
static bool
found_row(PGresult *res)
{
	return PQntuples(res) > 0 || (PQnfields(res) == 0 && strcmp(PQcmdTuples(res), "0") != 0);
}

static enum fate
judge_result(struct db *db, PGresult *res, const struct pending *what)
{
	ExecStatusType st = PQresultStatus(res);
	if (st == PGRES_PIPELINE_ABORTED)
		return FATE_BROKEN;
	if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK) {
		snprintf(db->why, sizeof db->why, "%s", PQresultErrorMessage(res));
		pg(db)->failed = true;
		return fate_of_state(PQresultErrorField(res, PG_DIAG_SQLSTATE));
	}
	if (what->expect_row && !found_row(res)) {
		snprintf(db->why, sizeof db->why, "another server was faster");
		return FATE_RETRY;
	}
	return FATE_FINE;
}

/* Takes the next result; keep (may be NULL) receives it if it is good. */
static enum fate
take(struct db *db, PGresult **keep)
{
	struct pg *p = pg(db);
	PGresult *res = PQgetResult(p->h);
	if (!res)
		return broken(db);
	struct pending what = p->ring[p->taken++ % PENDING_RING];
	enum fate fate = judge_result(db, res, &what);
	if (keep && fate == FATE_FINE) {
		*keep = res;
	} else if (what.ahead && fate == FATE_FINE) {
		what.ahead->res = res;
		what.ahead->state = AHEAD_GOT;
	} else {
		PQclear(res);
		if (what.ahead)
			what.ahead->state = AHEAD_FREE;
	}
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
	while (pending(p) > 0 && PQstatus(p->h) == CONNECTION_OK) {
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
	if (pending(p) <= leave)
		return FATE_FINE;
	if (PQsendFlushRequest(p->h) != 1 || PQflush(p->h) < 0)
		return broken(db);
	while (pending(p) > leave) {
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
	await(p, (struct pending){ 0 });
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
	await(p, (struct pending){ 0 });
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
send_call(struct db *db, const struct sql_call *call, struct pending what)
{
	struct pg *p = pg(db);
	enum fate fate = ensure_prepared(db, call->sql);
	if (fate != FATE_FINE)
		return fate;
	struct wire w;
	encode(call, &w);
	if (PQsendQueryPrepared(p->h, call->sql->name, call->sql->nargs, w.values, w.lengths, w.formats, 1) != 1)
		return broken(db);
	await(p, what);
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

static const char *const *
column_names(struct db *db, const struct sql *sql, const PGresult *res, int columns)
{
	const char **names = pg(db)->names[sql->id];
	if (names)
		return names;
	names = calloc((size_t)columns + 1, sizeof *names);
	assert(names);
	for (int c = 0; c < columns; c++)
		names[c] = strdup(PQfname(res, c));
	return pg(db)->names[sql->id] = names;
}

static enum fate
read_rows(struct ctx *cx, const struct sql *sql, const PGresult *res, struct rows *rows)
{
	int n = PQntuples(res), columns = PQnfields(res);
	if (n > DB_ROWS_MAX) {
		snprintf(cx->db->why, sizeof cx->db->why, "more than %d rows: the query needs paging", DB_ROWS_MAX);
		return FATE_BROKEN;
	}
	struct cell *cells = NEW(cx->mem, struct cell, (size_t)n * (size_t)columns);
	for (int r = 0; r < n; r++)
		for (int c = 0; c < columns; c++)
			if (!read_cell(cx, res, r, c, &cells[r * columns + c])) {
				snprintf(cx->db->why, sizeof cx->db->why, "column %s has type %u, not one of ours",
					 PQfname(res, c), PQftype(res, c));
				return FATE_BROKEN;
			}
	*rows = (struct rows){ (size_t)n, (size_t)columns, column_names(cx->db, sql, res, columns), cells };
	return FATE_FINE;
}

static bool
same_call(const struct sql_call *a, const struct sql_call *b)
{
	if (a->sql != b->sql)
		return false;
	for (int i = 0; i < a->sql->nargs; i++) {
		const struct sql_arg *x = &a->args[i], *y = &b->args[i];
		bool text = a->sql->types[i] == SQL_TEXT || a->sql->types[i] == SQL_BYTEA;
		if (x->null != y->null)
			return false;
		if (!x->null && (text ? x->n != y->n || memcmp(x->p, y->p, x->n) != 0 : x->i != y->i))
			return false;
	}
	return true;
}

static struct ahead *
ahead_of(struct pg *p, const struct sql_call *call)
{
	for (int i = 0; i < AHEAD_MAX; i++)
		if (p->ahead[i].state != AHEAD_FREE && same_call(&p->ahead[i].call, call))
			return &p->ahead[i];
	return NULL;
}

/* A failure on the way shows again where its rows are asked for, or at the end of the batch. */
static void
pg_ahead(struct ctx *cx, const struct sql_call *call)
{
	struct pg *p = pg(cx->db);
	for (int i = 0; i < AHEAD_MAX; i++) {
		if (p->ahead[i].state != AHEAD_FREE)
			continue;
		if (pending(p) < PENDING_MAX && p->prepared[call->sql->id] &&
		    send_call(cx->db, call, (struct pending){ .ahead = &p->ahead[i] }) == FATE_FINE) {
			p->ahead[i].call = *call;
			p->ahead[i].state = AHEAD_SENT;
		}
		return;
	}
}

/* Takes results until that of a query sent ahead is there. */
static enum fate
take_ahead(struct db *db, struct ahead *a, PGresult **res)
{
	struct pg *p = pg(db);
	if (a->state == AHEAD_SENT && (PQsendFlushRequest(p->h) != 1 || PQflush(p->h) < 0))
		return broken(db);
	while (a->state == AHEAD_SENT) {
		enum fate fate = take(db, NULL);
		if (fate != FATE_FINE)
			return fate;
	}
	*res = a->res;
	a->state = AHEAD_FREE;
	return FATE_FINE;
}

/* Sends a query and takes its result, and all before it. *own: the failure is this query's. */
static enum fate
take_own(struct db *db, const struct sql_call *call, PGresult **res, bool *own)
{
	struct pg *p = pg(db);
	*own = false;
	enum fate fate = send_call(db, call, (struct pending){ 0 });
	if (fate != FATE_FINE)
		return fate;
	if (PQsendFlushRequest(p->h) != 1 || PQflush(p->h) < 0)
		return broken(db);
	while (pending(p) > 1) {
		fate = take(db, NULL);
		if (fate != FATE_FINE)
			return fate;
	}
	*own = true;
	return take(db, res);
}

static enum fate
pg_run(struct ctx *cx, const struct sql_call *call, struct rows *rows)
{
	struct ahead *a = ahead_of(pg(cx->db), call);
	PGresult *res = NULL;
	bool own = a != NULL;
	enum fate fate = a ? take_ahead(cx->db, a, &res) : take_own(cx->db, call, &res, &own);
	if (fate != FATE_FINE)
		return recover(cx->db, fate, own && !a);
	if (rows)
		fate = read_rows(cx, call->sql, res, rows);
	PQclear(res);
	return fate;
}

static enum fate
make_room(struct db *db, enum fate fate)
{
	if (fate == FATE_FINE && pending(pg(db)) >= PENDING_MAX)
		fate = drain(db, 0);
	return fate == FATE_FINE ? fate : recover(db, fate, false);
}

static enum fate
pg_post(struct ctx *cx, const struct sql_call *call, bool expect_row)
{
	return make_room(cx->db, send_call(cx->db, call, (struct pending){ .expect_row = expect_row }));
}

static enum fate
pg_simple(struct ctx *cx, const char *text)
{
	return make_room(cx->db, send_text(cx->db, text));
}

static enum fate
send_mark(struct db *db, enum mark mark)
{
	static const char *const names[] = { "mark_set", "mark_release", "mark_rollback" };
	struct pg *p = pg(db);
	if (!p->marks[mark]) {
		/* waits, like ensure_prepared() */
		enum fate fate = drain(db, 0);
		if (fate != FATE_FINE)
			return fate;
		if (PQsendPrepare(p->h, names[mark], mark_text[mark], 0, NULL) != 1)
			return broken(db);
		await(p, (struct pending){ 0 });
		fate = drain(db, 0);
		if (fate != FATE_FINE)
			return fate;
		p->marks[mark] = true;
	}
	if (PQsendQueryPrepared(p->h, names[mark], 0, NULL, NULL, NULL, 1) != 1)
		return broken(db);
	await(p, (struct pending){ 0 });
	return FATE_FINE;
}

static enum fate
pg_mark(struct ctx *cx, enum mark mark)
{
	forget_ahead(pg(cx->db));
	return make_room(cx->db, send_mark(cx->db, mark));
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
	forget_ahead(p);
	if (fate != FATE_FINE)
		return recover(cx->db, fate, false);
	fate = send_text(cx->db, "COMMIT");
	if (fate != FATE_FINE)
		return fate;
	PGresult *res = NULL;
	if (PQpipelineSync(p->h) != 1 || PQflush(p->h) < 0)
		return broken(cx->db);
	fate = take(cx->db, &res);
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
		return broken(cx->db);
	p->failed = false;
	return fate;
}

static void
pg_rollback(struct ctx *cx)
{
	struct pg *p = pg(cx->db);
	forget_ahead(p);
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
	forget_ahead(pg(db));
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
	.mark = pg_mark,
	.ahead = pg_ahead,
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
	p->names = calloc((size_t)sql_count + 1, sizeof *p->names);
	assert(p->prepared && p->names);
	db->impl = p;
	db->driver = &driver;
	db->engine = DB_POSTGRESQL;
	return OK;
}
