/* Who may be the same person: hints for people at a desk, and whom a row of a list means. */
#include "base/fold.h"
#include "person/person_parts.h"
#include "person_sql.h"

struct similar {
	int64_t ids[10];
	const char *reasons[10];
	size_t n;
};

static void
add_similar(struct similar *s, int64_t id, const char *reason)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->ids[i] == id)
			return;
	if (s->n == 10)
		return;
	s->ids[s->n] = id;
	s->reasons[s->n++] = reason;
}

/* Somebody known by year alone may be anybody of that year, so the whole year is read and judged here. */
static struct sql_call
of_name_and_year(struct ctx *cx, const struct person_in *in, const char *key, int64_t except)
{
	return sql_similar_name(key, arena_printf(cx->mem, "%.4s-01-01", in->birth_date),
				arena_printf(cx->mem, "%.4s-12-31", in->birth_date), except);
}

static enum err
similar_name(struct ctx *cx, const struct person_in *in, const char *key, int64_t except, struct similar *s)
{
	struct rows rows;
	TRY(db_query(cx, of_name_and_year(cx, in, key, except), &rows));
	for (size_t r = 0; r < rows.n; r++) {
		if (sex_agrees(db_cell(&rows, r, 1)->p, in->sex) &&
		    birth_agrees(db_cell(&rows, r, 2)->p, db_cell(&rows, r, 3)->p, in->birth_date, in->birth_precision))
			add_similar(s, db_cell(&rows, r, 0)->i, "name_birth_sex");
	}
	return OK;
}

enum err
person_similar(struct ctx *cx, const struct person_in *in, int64_t except, struct person **out, const char ***reasons,
	       size_t *n)
{
	struct similar *s = NEW(cx->mem, struct similar, 1);
	struct keys keys = person_keys(cx->mem, in, false);
	struct holder *holders;
	size_t n_holders;
	struct rows rows;
	const char *key = fold_key(cx->mem, in->name);
	db_ahead(cx, of_name_and_year(cx, in, key, except));
	if (in->home_unit_id)
		db_ahead(cx, sql_similar_home(key, in->home_unit_id, except));
	TRY(key_holders(cx, &keys, except, &holders, &n_holders));
	for (size_t i = 0; i < n_holders; i++)
		add_similar(s, holders[i].person_id, "number");
	TRY(similar_name(cx, in, key, except, s));
	if (in->home_unit_id) {
		TRY(db_query(cx, sql_similar_home(key, in->home_unit_id, except), &rows));
		for (size_t r = 0; r < rows.n; r++)
			add_similar(s, db_cell(&rows, r, 0)->i, "name_home");
	}
	*reasons = s->reasons;
	return person_list(cx, s->ids, s->n, out, n);
}

/* ---- rows of a list ---- */

enum { CANDIDATES_MAX = 2 * HOLDERS_MAX };

/* Two records may be of one person as far as sex and birth date are known. */
static bool
may_be_same(const struct person *p, const struct person_in *in)
{
	return sex_agrees(p->sex, in->sex) &&
	       birth_agrees(p->birth_date, p->birth_precision, in->birth_date, in->birth_precision);
}

static bool
id_among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* How many there are then. */
static size_t
id_add(int64_t *ids, size_t n, int64_t id)
{
	if (id_among(ids, n, id))
		return n;
	ids[n] = id;
	return n + 1;
}

/* Everybody who holds one of the numbers; ids has room for them. */
static size_t
holder_ids(const struct candidates *c, int64_t *ids)
{
	size_t n = 0;
	for (size_t i = 0; i < c->nholders; i++)
		n = id_add(ids, n, c->holders[i].person_id);
	return n;
}

/* The people of ids, of whom the first by_number hold a number. */
static enum err
fetch(struct ctx *cx, const int64_t *ids, size_t n, size_t by_number, struct candidates *out)
{
	TRY(person_list(cx, ids, n, &out->list, &out->n));
	out->by_number = NEW(cx->mem, bool, out->n);
	for (size_t i = 0; i < out->n; i++)
		out->by_number[i] = id_among(ids, by_number, out->list[i].id);
	return OK;
}

static struct sql_call
candidates_call(struct arena *mem, const struct person_in *in, const struct keys *keys, const char *name_key)
{
	const char *n[NUMBER_PHONE] = { NULL }, *born = in->birth_date;
	const int64_t *home = in->home_unit_id ? &in->home_unit_id : NULL;
	for (size_t i = 0; i < keys->n; i++)
		n[i] = keys->list[i].number;
	const char *year = arena_printf(mem, "%.4s-01-01", born);
	if (strcmp(in->birth_precision, "day") == 0)
		return sql_candidates_day(n[0], n[1], n[2], n[3], n[4], name_key, born,
					  arena_printf(mem, "%.7s-01", born), year, home, in->phone, CANDIDATES_MAX);
	return sql_candidates_span(n[0], n[1], n[2], n[3], n[4], name_key, year, arena_printf(mem, "%.4s-12-31", born),
				   home, in->phone, CANDIDATES_MAX);
}

enum err
person_candidates(struct ctx *cx, const struct person_in *in, struct candidates *out)
{
	/* the phones too: the same person in two lists at once may have no other number, and SAME asks for one phone */
	struct keys keys = person_keys(cx->mem, in, false), locked = person_keys(cx->mem, in, true);
	struct rows rows;
	*out = (struct candidates){ .name_key = fold_key(cx->mem, in->name) };
	TRY(keys_lock(cx, &locked));
	TRY(db_query(cx, candidates_call(cx->mem, in, &keys, out->name_key), &rows));
	TRY(keys_unlock(cx, &locked));
	if (!rows.n)
		return OK;
	out->holders = holders_read(cx->mem, &keys, &rows, &out->nholders);
	int64_t ids[CANDIDATES_MAX];
	size_t n = holder_ids(out, ids), by_number = n;
	for (size_t r = 0; r < rows.n; r++)
		if (db_cell(&rows, r, 1)->null)
			n = id_add(ids, n, db_cell(&rows, r, 0)->i);
	TRY(fetch(cx, ids, n, by_number, out));
	size_t kept = 0;
	for (size_t i = 0; i < out->n; i++) {
		if (!out->by_number[i] && !may_be_same(&out->list[i], in))
			continue;
		out->by_number[kept] = out->by_number[i];
		out->list[kept++] = out->list[i];
	}
	out->n = kept;
	return OK;
}

/* ---- the wider net ---- */

enum { WIDE_MAX = 120 };

static struct sql_call
wide_call(struct arena *mem, const struct person_in *in, const struct keys *keys, const char *name_key)
{
	const char *n[NUMBER_PHONE] = { NULL }, *born = in->birth_date;
	const int64_t *home = in->home_unit_id ? &in->home_unit_id : NULL;
	for (size_t i = 0; i < keys->n; i++)
		n[i] = keys->list[i].number;
	return sql_candidates_wide(n[0], n[1], n[2], n[3], n[4], name_key, born, arena_printf(mem, "%.7s-01", born),
				   arena_printf(mem, "%.4s-01-01", born), arena_printf(mem, "%.4s-12-31", born), home,
				   in->phone, WIDE_MAX);
}

/* Of a row that was found by name: is the birthday the same, or so alike that one may be mistyped? */
static bool
born_alike(const struct rows *rows, size_t r, const struct person_in *in)
{
	const struct person_in other = { .birth_precision = db_cell(rows, r, 1)->p,
					 .birth_date = db_cell(rows, r, 2)->p };
	return birth_agrees(other.birth_date, other.birth_precision, in->birth_date, in->birth_precision) ||
	       birth_near(&other, in);
}

enum err
person_candidates_wide(struct ctx *cx, const struct person_in *in, bool lock, struct candidates *out)
{
	struct keys keys = person_keys(cx->mem, in, false), locked = person_keys(cx->mem, in, true);
	struct rows rows;
	*out = (struct candidates){ .name_key = fold_key(cx->mem, in->name) };
	if (lock)
		TRY(keys_lock(cx, &locked));
	TRY(db_query(cx, wide_call(cx->mem, in, &keys, out->name_key), &rows));
	if (lock)
		TRY(keys_unlock(cx, &locked));
	if (!rows.n)
		return OK;
	out->holders = holders_read(cx->mem, &keys, &rows, &out->nholders);
	int64_t *ids = NEW(cx->mem, int64_t, WIDE_MAX);
	size_t n = holder_ids(out, ids), by_number = n;
	for (size_t r = 0; r < rows.n; r++)
		if (db_cell(&rows, r, 3)->i && born_alike(&rows, r, in))
			n = id_add(ids, n, db_cell(&rows, r, 0)->i);
	return fetch(cx, ids, n, by_number, out);
}
