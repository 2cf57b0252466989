#include "db/recall.h"

#include "base/clock.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { TABLES_MAX = 64, KEY_MAX = 512 /* bytes; calls with longer arguments are not kept */ };

/* One block: the cells, then the key (arguments), then the texts that the cells point into. */
struct entry {
	const struct sql *sql; /* NULL: free */
	uint64_t version;      /* of the tables it read */
	int64_t at_us;
	size_t key_n, rows, columns, bytes; /* bytes: of the whole block */
	const char *const *names;           /* the driver's, for as long as the connection lives */
	char *block;
	size_t cap;
};

struct recall {
	uint64_t versions[TABLES_MAX]; /* when the transaction began */
	int64_t now_us;
	uint64_t wrote;    /* by the transaction that runs */
	char key[KEY_MAX]; /* of the call at hand */
	size_t key_n;
	struct entry slots[RECALL_SLOTS];
};

/* Process-wide: what a commit on one connection tells all others. */
static _Atomic uint64_t table_version[TABLES_MAX];

struct recall *
recall_new(void)
{
	struct recall *r = calloc(1, sizeof *r);
	assert(r && sql_table_count <= TABLES_MAX);
	return r;
}

void
recall_free(struct recall *r)
{
	for (size_t i = 0; i < RECALL_SLOTS; i++)
		free(r->slots[i].block);
	free(r);
}

void
recall_begin(struct recall *r)
{
	for (int t = 0; t < sql_table_count; t++)
		r->versions[t] = atomic_load_explicit(&table_version[t], memory_order_acquire);
	r->now_us = clock_monotonic_us();
	r->wrote = 0;
}

void
recall_note(struct recall *r, const struct sql *sql)
{
	r->wrote |= sql->writes;
}

/* Also after a rollback and after a commit whose outcome is unknown: reading once more is cheap. */
void
recall_end(struct recall *r)
{
	for (int t = 0; r->wrote && t < sql_table_count; t++)
		if (r->wrote >> t & 1)
			atomic_fetch_add_explicit(&table_version[t], 1, memory_order_acq_rel);
	r->wrote = 0;
}

/* Versions only grow, so equal sums mean equal versions. */
static uint64_t
version_of(const struct recall *r, uint64_t tables)
{
	uint64_t sum = 0;
	for (int t = 0; tables; t++, tables >>= 1)
		sum += tables & 1 ? r->versions[t] : 0;
	return sum;
}

/* The arguments as bytes that are equal only for equal arguments; false when they are too long. */
static bool
write_key(struct recall *r, const struct sql_call *call)
{
	r->key_n = 0;
	for (int i = 0; i < call->sql->nargs; i++) {
		const struct sql_arg *a = &call->args[i];
		bool text = call->sql->types[i] == SQL_TEXT || call->sql->types[i] == SQL_BYTEA;
		uint64_t head = a->null ? UINT64_MAX : text ? a->n : (uint64_t)a->i;
		size_t n = text && !a->null ? a->n : 0;
		if (r->key_n + 1 + sizeof head + n > KEY_MAX)
			return false;
		r->key[r->key_n++] = a->null ? 'n' : 'v';
		memcpy(r->key + r->key_n, &head, sizeof head);
		r->key_n += sizeof head;
		if (n)
			memcpy(r->key + r->key_n, a->p, n);
		r->key_n += n;
	}
	return true;
}

static struct entry *
slot_of(struct recall *r, const struct sql_call *call)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)call->sql->id;
	for (size_t i = 0; i < r->key_n; i++)
		h = (h ^ (unsigned char)r->key[i]) * UINT64_C(0x100000001b3);
	return &r->slots[(h ^ h >> 31) & (RECALL_SLOTS - 1)];
}

bool
recall_find(struct recall *r, struct arena *mem, const struct sql_call *call, struct rows *out)
{
	const struct sql *sql = call->sql;
	if (!sql->reads || sql->reads & r->wrote || !write_key(r, call))
		return false;
	const struct entry *e = slot_of(r, call);
	size_t ncells = e->rows * e->columns;
	if (e->sql != sql || e->version != version_of(r, sql->reads) ||
	    r->now_us - e->at_us > RECALL_MS * INT64_C(1000) || e->key_n != r->key_n ||
	    memcmp(e->block + ncells * sizeof(struct cell), r->key, e->key_n) != 0)
		return false;
	char *copy = arena_alloc(mem, e->bytes + 1);
	if (e->bytes)
		memcpy(copy, e->block, e->bytes);
	struct cell *cells = (struct cell *)(void *)copy;
	for (size_t i = 0; i < ncells; i++)
		if (cells[i].p)
			cells[i].p = copy + (cells[i].p - e->block);
	*out = (struct rows){ e->rows, e->columns, e->names, cells };
	return true;
}

static size_t
block_size(const struct rows *rows, size_t key_n)
{
	size_t n = rows->n * rows->columns * sizeof(struct cell) + key_n;
	for (size_t i = 0; i < rows->n * rows->columns; i++)
		n += rows->cells[i].p ? rows->cells[i].n + 1 : 0;
	return n;
}

void
recall_keep(struct recall *r, const struct sql_call *call, const struct rows *rows)
{
	const struct sql *sql = call->sql;
	if (!sql->reads || sql->reads & r->wrote || !write_key(r, call))
		return;
	size_t ncells = rows->n * rows->columns, bytes = block_size(rows, r->key_n);
	struct entry *e = slot_of(r, call);
	if (bytes > RECALL_BYTES_MAX)
		return;
	if (bytes > e->cap) {
		free(e->block);
		e->block = malloc(bytes);
		assert(e->block);
		e->cap = bytes;
	}
	e->sql = sql;
	e->version = version_of(r, sql->reads);
	e->at_us = r->now_us;
	e->key_n = r->key_n;
	e->rows = rows->n;
	e->columns = rows->columns;
	e->names = rows->names;
	e->bytes = bytes;
	struct cell *cells = (struct cell *)(void *)e->block;
	if (ncells)
		memcpy(cells, rows->cells, ncells * sizeof *cells);
	char *at = e->block + ncells * sizeof *cells;
	if (r->key_n) /* a query without parameters has none */
		memcpy(at, r->key, r->key_n);
	at += r->key_n;
	for (size_t i = 0; i < ncells; i++) {
		if (!cells[i].p)
			continue;
		memcpy(at, cells[i].p, cells[i].n + 1); /* cells end with a NUL */
		cells[i].p = at;
		at += cells[i].n + 1;
	}
}
