/* PostgreSQL's pipeline: statements are sent without waiting, their results come in order. */
#include "db/db_pg_parts.h"

#include <assert.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

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
void
pipe_forget_ahead(struct pg *p)
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

enum fate
pipe_fate_of(const PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	if (!state)
		return FATE_RETRY; /* the connection went away */
	if (strncmp(state, "23", 2) == 0)
		return FATE_CONSTRAINT;
	if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0 || strcmp(state, "55P03") == 0 ||
	    strncmp(state, "57", 2) == 0 || strncmp(state, "08", 2) == 0)
		return FATE_RETRY;
	return FATE_BROKEN;
}

enum fate
pipe_broken(struct db *db)
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
		return pipe_fate_of(res);
	}
	if (what->expect_row && !found_row(res)) {
		snprintf(db->why, sizeof db->why, "another server was faster");
		return FATE_RETRY;
	}
	return FATE_FINE;
}

/* Takes the next result; keep (may be NULL) receives it if it is good. */
enum fate
pipe_take(struct db *db, PGresult **keep)
{
	struct pg *p = pg(db);
	PGresult *res = PQgetResult(p->h);
	if (!res)
		return pipe_broken(db);
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
enum fate
pipe_sync(struct db *db)
{
	struct pg *p = pg(db);
	if (PQpipelineSync(p->h) != 1)
		return pipe_broken(db);
	enum fate first = FATE_FINE;
	while (pending(p) > 0 && PQstatus(p->h) == CONNECTION_OK) {
		enum fate fate = pipe_take(db, NULL);
		if (first == FATE_FINE)
			first = fate;
	}
	PGresult *res = PQgetResult(p->h);
	bool ok = res && PQresultStatus(res) == PGRES_PIPELINE_SYNC;
	PQclear(res);
	p->failed = false;
	return ok ? first : pipe_broken(db);
}

/* Everything sent before is answered; the first failure among it comes back. */
enum fate
pipe_drain(struct db *db, int leave)
{
	struct pg *p = pg(db);
	if (pending(p) <= leave)
		return FATE_FINE;
	if (PQsendFlushRequest(p->h) != 1 || PQflush(p->h) < 0)
		return pipe_broken(db);
	while (pending(p) > leave) {
		enum fate fate = pipe_take(db, NULL);
		if (fate != FATE_FINE)
			return fate;
	}
	return FATE_FINE;
}

/* After a failure: leave the aborted state, so that ROLLBACK [TO] can be sent. A queued statement's failure may be a
 * neighbour's: then the whole transaction is given up. */
enum fate
pipe_recover(struct db *db, enum fate fate, bool own)
{
	char why[sizeof db->why];
	memcpy(why, db->why, sizeof why);
	pipe_sync(db);
	memcpy(db->why, why, sizeof why);
	if (!own && fate == FATE_CONSTRAINT)
		return FATE_BROKEN;
	return fate;
}

enum fate
pipe_send_text(struct db *db, const char *text)
{
	struct pg *p = pg(db);
	if (PQsendQueryParams(p->h, text, 0, NULL, NULL, NULL, NULL, 1) != 1)
		return pipe_broken(db);
	await(p, (struct pending){ 0 });
	return FATE_FINE;
}

enum fate
pipe_prepare_once(struct db *db, bool *prepared, const char *name, const char *text, int nargs, const Oid *types)
{
	if (*prepared)
		return FATE_FINE;
	enum fate fate = pipe_drain(db, 0);
	if (fate != FATE_FINE)
		return fate;
	if (PQsendPrepare(pg(db)->h, name, text, nargs, types) != 1)
		return pipe_broken(db);
	await(pg(db), (struct pending){ 0 });
	fate = pipe_drain(db, 0);
	*prepared = fate == FATE_FINE;
	return fate;
}

void
pipe_encode(const struct sql_call *call, struct wire *w)
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

enum fate
pipe_prepare(struct db *db, const struct sql *sql)
{
	static const Oid oids[] = {
		[SQL_BIGINT] = OID_INT8, [SQL_BOOLEAN] = OID_BOOL, [SQL_TEXT] = OID_TEXT, [SQL_BYTEA] = OID_BYTEA
	};
	Oid types[SQL_ARGS_MAX];
	for (int i = 0; i < sql->nargs; i++)
		types[i] = oids[sql->types[i]];
	enum fate fate = pipe_prepare_once(db, &pg(db)->prepared[sql->id], sql->name, sql->text, sql->nargs, types);
	return fate == FATE_FINE ? fate : pipe_recover(db, fate, false);
}

static enum fate
send_wire(struct db *db, const char *name, int nargs, const struct wire *w, struct pending what)
{
	if (PQsendQueryPrepared(pg(db)->h, name, nargs, w->values, w->lengths, w->formats, 1) != 1)
		return pipe_broken(db);
	await(pg(db), what);
	return FATE_FINE;
}

enum fate
pipe_send_prepared(struct db *db, const char *name, int nargs, const struct wire *w)
{
	return send_wire(db, name, nargs, w, (struct pending){ 0 });
}

static enum fate
send_call(struct db *db, const struct sql_call *call, struct pending what)
{
	enum fate fate = FATE_FINE;
	if (call->sql->meets & pg(db)->waiting)
		fate = together_write(db, call->sql->meets);
	if (fate == FATE_FINE)
		fate = pipe_prepare(db, call->sql);
	if (fate != FATE_FINE)
		return fate;
	struct wire w;
	pipe_encode(call, &w);
	return send_wire(db, call->sql->name, call->sql->nargs, &w, what);
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
void
pipe_ahead(struct ctx *cx, const struct sql_call *call)
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
		return pipe_broken(db);
	while (a->state == AHEAD_SENT) {
		enum fate fate = pipe_take(db, NULL);
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
		return pipe_broken(db);
	while (pending(p) > 1) {
		fate = pipe_take(db, NULL);
		if (fate != FATE_FINE)
			return fate;
	}
	*own = true;
	return pipe_take(db, res);
}

enum fate
pipe_run(struct ctx *cx, const struct sql_call *call, struct rows *rows)
{
	struct ahead *a = ahead_of(pg(cx->db), call);
	PGresult *res = NULL;
	bool own = a != NULL;
	enum fate fate = a ? take_ahead(cx->db, a, &res) : take_own(cx->db, call, &res, &own);
	if (fate != FATE_FINE)
		return pipe_recover(cx->db, fate, own && !a);
	if (rows)
		fate = read_rows(cx, call->sql, res, rows);
	PQclear(res);
	return fate;
}

static enum fate
make_room(struct db *db, enum fate fate)
{
	if (fate == FATE_FINE && pending(pg(db)) >= PENDING_MAX)
		fate = pipe_drain(db, 0);
	return fate == FATE_FINE ? fate : pipe_recover(db, fate, false);
}

enum fate
pipe_post(struct ctx *cx, const struct sql_call *call, bool expect_row)
{
	if (call->sql->many && !expect_row)
		return make_room(cx->db, together_add(cx->db, call));
	return make_room(cx->db, send_call(cx->db, call, (struct pending){ .expect_row = expect_row }));
}

enum fate
pipe_simple(struct ctx *cx, const char *text)
{
	return make_room(cx->db, pipe_send_text(cx->db, text));
}

static enum fate
send_mark(struct db *db, enum mark mark)
{
	static const char *const names[] = { "mark_set", "mark_release", "mark_rollback" };
	enum fate fate = together_mark(db, mark);
	if (fate == FATE_FINE)
		fate = pipe_prepare_once(db, &pg(db)->marks[mark], names[mark], mark_text[mark], 0, NULL);
	return fate == FATE_FINE ? pipe_send_prepared(db, names[mark], 0, &(struct wire){ 0 }) : fate;
}

enum fate
pipe_mark(struct ctx *cx, enum mark mark)
{
	pipe_forget_ahead(pg(cx->db));
	return make_room(cx->db, send_mark(cx->db, mark));
}
