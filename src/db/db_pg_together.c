/* Rows of a transaction that nobody reads, written by one statement for all: a message costs PostgreSQL more than a row does. */
#include "db/db_pg_parts.h"

#include <assert.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

/* Arrays of our types as PostgreSQL numbers them (pg_type.dat), and their elements. */
static const struct {
	Oid array, element;
} oids[] = {
	[SQL_BIGINT] = { 1016, OID_INT8 },
	[SQL_BOOLEAN] = { 1000, OID_BOOL },
	[SQL_TEXT] = { 1009, OID_TEXT },
	[SQL_BYTEA] = { 1001, OID_BYTEA },
};

enum { ARRAY_HEAD = 20, NULL_LENGTH = -1 };

static void
put32(unsigned char *to, int32_t v)
{
	uint32_t be = htobe32((uint32_t)v);
	memcpy(to, &be, 4);
}

static int32_t
get32(const unsigned char *from)
{
	uint32_t be;
	memcpy(&be, from, 4);
	return (int32_t)be32toh(be);
}

static struct gathered *
gathered_of(struct pg *p, const struct sql *sql)
{
	struct gathered **g = &p->gathered[sql->id];
	if (!*g) {
		*g = calloc(1, sizeof **g);
		assert(*g);
		(*g)->sql = sql;
	}
	return *g;
}

static void
make_room(struct gathered *g, size_t more)
{
	size_t need = g->starts[g->n] + more;
	if (need <= g->cap)
		return;
	g->cap = need < 4096 ? 4096 : need * 2;
	g->bytes = realloc(g->bytes, g->cap);
	assert(g->bytes);
}

/* The row as PostgreSQL takes values: four bytes of length and the value, one after the other. */
static void
add_row(struct gathered *g, const struct sql_call *call)
{
	struct wire w;
	pipe_encode(call, &w);
	size_t size = 0;
	for (int i = 0; i < g->sql->nargs; i++)
		size += 4 + (size_t)w.lengths[i];
	make_room(g, size);
	unsigned char *to = g->bytes + g->starts[g->n];
	for (int i = 0; i < g->sql->nargs; i++) {
		put32(to, w.values[i] ? w.lengths[i] : NULL_LENGTH);
		to += 4;
		if (w.lengths[i])
			memcpy(to, w.values[i], (size_t)w.lengths[i]);
		to += w.lengths[i];
	}
	g->n++;
	g->starts[g->n] = g->starts[g->n - 1] + size;
}

static size_t
cell_size(const unsigned char *cell)
{
	int32_t n = get32(cell);
	return 4 + (n == NULL_LENGTH ? 0 : (size_t)n);
}

/* The arrays of what was not written yet, one after the other in *bytes (malloc'd). */
static void
make_arrays(const struct gathered *g, unsigned char **bytes, struct wire *w)
{
	size_t rows = (size_t)(g->n - g->sent);
	unsigned char *to = malloc(g->starts[g->n] - g->starts[g->sent] + (size_t)g->sql->nargs * ARRAY_HEAD);
	const unsigned char **at = malloc(rows * sizeof *at);
	assert(to && at);
	*bytes = to;
	for (size_t r = 0; r < rows; r++)
		at[r] = g->bytes + g->starts[(size_t)g->sent + r];
	for (int i = 0; i < g->sql->nargs; i++) {
		const int32_t head[] = { 1, 1, (int32_t)oids[g->sql->types[i]].element, (int32_t)rows, 1 };
		w->values[i] = (const char *)to;
		w->formats[i] = 1;
		for (size_t k = 0; k < sizeof head / sizeof *head; k++, to += 4)
			put32(to, head[k]);
		for (size_t r = 0; r < rows; r++) {
			size_t n = cell_size(at[r]);
			memcpy(to, at[r], n);
			to += n;
			at[r] += n;
		}
		w->lengths[i] = (int)(to - (const unsigned char *)w->values[i]);
	}
	free(at);
}

/* Names of queries hold no '+'. */
static void
many_name(char *out, size_t n, const struct sql *sql)
{
	snprintf(out, n, "%s+", sql->name);
}

enum fate
together_prepare(struct db *db, const struct sql *sql)
{
	char name[160];
	Oid types[SQL_ARGS_MAX];
	many_name(name, sizeof name, sql);
	for (int i = 0; i < sql->nargs; i++)
		types[i] = oids[sql->types[i]].array;
	return pipe_prepare_once(db, &gathered_of(pg(db), sql)->prepared, name, sql->many, sql->nargs, types);
}

/* A single row goes as the plain statement. */
static enum fate
write_one(struct db *db, const struct gathered *g)
{
	enum fate fate = pipe_prepare(db, g->sql);
	if (fate != FATE_FINE)
		return fate;
	struct wire w;
	const unsigned char *cell = g->bytes + g->starts[g->sent];
	for (int i = 0; i < g->sql->nargs; i++, cell += cell_size(cell)) {
		bool null = get32(cell) == NULL_LENGTH;
		w.values[i] = null ? NULL : (const char *)cell + 4;
		w.lengths[i] = null ? 0 : get32(cell);
		w.formats[i] = 1;
	}
	return pipe_send_prepared(db, g->sql->name, g->sql->nargs, &w);
}

static enum fate
write_many(struct db *db, const struct gathered *g)
{
	enum fate fate = together_prepare(db, g->sql);
	if (fate != FATE_FINE)
		return fate;
	char name[160];
	unsigned char *bytes;
	struct wire w;
	many_name(name, sizeof name, g->sql);
	make_arrays(g, &bytes, &w);
	fate = pipe_send_prepared(db, name, g->sql->nargs, &w);
	free(bytes);
	return fate;
}

static enum fate
write_rows(struct db *db, struct gathered *g)
{
	enum fate fate = g->n - g->sent == 1 ? write_one(db, g) : write_many(db, g);
	g->sent = g->n;
	return fate;
}

static bool
waits(const struct gathered *g, uint64_t tables)
{
	return g && g->n > g->sent && (g->sql->gathers & tables);
}

enum fate
together_write(struct db *db, uint64_t tables)
{
	struct pg *p = pg(db);
	enum fate fate = FATE_FINE;
	for (int i = 0; i < sql_count && fate == FATE_FINE && (p->waiting & tables); i++)
		if (waits(p->gathered[i], tables))
			fate = write_rows(db, p->gathered[i]);
	p->waiting &= ~tables;
	return fate;
}

/* Written rows are kept only for a savepoint that may still take them back: those before it. */
static enum fate
give_room(struct db *db, struct gathered *g)
{
	enum fate fate = g->n > g->sent ? write_rows(db, g) : FATE_FINE;
	g->n = g->sent = g->mark_n;
	return fate;
}

enum fate
together_add(struct db *db, const struct sql_call *call)
{
	struct pg *p = pg(db);
	struct gathered *g = gathered_of(p, call->sql);
	enum fate fate = g->n == GATHER_ROWS_MAX ? give_room(db, g) : FATE_FINE;
	add_row(g, call);
	p->waiting |= g->sql->gathers;
	return fate;
}

/* At a savepoint what was written is past being taken back. */
static enum fate
set_mark(struct db *db, struct gathered *g)
{
	enum fate fate = FATE_FINE;
	if (g->n > GATHER_ROWS_MAX / 2 && g->n > g->sent)
		fate = write_rows(db, g);
	if (g->n == g->sent)
		g->n = g->sent = 0;
	g->mark_n = g->n;
	g->mark_sent = g->sent;
	return fate;
}

enum fate
together_mark(struct db *db, enum mark mark)
{
	struct pg *p = pg(db);
	enum fate fate = FATE_FINE;
	for (int i = 0; i < sql_count; i++) {
		struct gathered *g = p->gathered[i];
		if (!g)
			continue;
		if (mark == MARK_SET && fate == FATE_FINE)
			fate = set_mark(db, g);
		if (mark == MARK_ROLLBACK) {
			g->n = g->mark_n;
			g->sent = g->mark_sent;
		}
		if (mark == MARK_RELEASE)
			g->mark_n = g->mark_sent = 0;
		if (g->n > g->sent)
			p->waiting |= g->sql->gathers;
	}
	return fate;
}

void
together_end(struct pg *p)
{
	p->waiting = 0;
	for (int i = 0; i < sql_count; i++)
		if (p->gathered[i])
			p->gathered[i]->n = p->gathered[i]->sent = p->gathered[i]->mark_n = p->gathered[i]->mark_sent =
				0;
}

void
together_free(struct pg *p)
{
	for (int i = 0; i < sql_count; i++) {
		if (p->gathered[i])
			free(p->gathered[i]->bytes);
		free(p->gathered[i]);
	}
	free(p->gathered);
}
