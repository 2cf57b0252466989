#include "counter/counter.h"

#include "counter_sql.h"

#include <stdlib.h>

enum { SUM_BATCH = 500, SUM_LEVELS_MAX = 8 };

FIELDS(count, FIELD(count, on_date, F_DATE, 10, F_OUT | F_ROW), FIELD(count, product_code, F_TEXT, 32, F_OUT | F_ROW),
       FIELD(count, dose_number, F_I64, 0, F_OUT | F_ROW), FIELD(count, outcome, F_TEXT, 20, F_OUT | F_ROW),
       FIELD(count, n, F_I64, 0, F_OUT | F_ROW));

enum err
counter_add(struct ctx *cx, int64_t unit_id, const struct count *c, int64_t delta)
{
	if (!delta)
		return OK;
	return db_post(cx, sql_counter_add(unit_id, c->on_date, c->product_code, c->dose_number, c->outcome, delta));
}

/* One addition to an upper unit's row. */
struct sum {
	int64_t unit_id;
	struct count key;
	int64_t delta;
};

static int
compare_sums(const void *a, const void *b)
{
	const struct sum *x = a, *y = b;
	if (x->unit_id != y->unit_id)
		return x->unit_id < y->unit_id ? -1 : 1;
	int c = strcmp(x->key.on_date, y->key.on_date);
	if (!c)
		c = strcmp(x->key.product_code, y->key.product_code);
	if (!c)
		c = strcmp(x->key.outcome, y->key.outcome);
	return c ? c : (x->key.dose_number > y->key.dose_number) - (x->key.dose_number < y->key.dose_number);
}

/* The units of a path, from the nation down; a site itself is left out, since nothing but its own counter stands for it. A
 * province has a store and enters doses of its own, which are part of its sum; a mobile site's parent site is a unit above
 * like any other. */
static size_t
add_uppers(struct sum *sums, size_t n, const char *path, int64_t left_out, const struct count *key, int64_t delta)
{
	for (const char *p = path + 1; *p; p += strcspn(p, "/") + 1) {
		int64_t id = strtoll(p, NULL, 10);
		if (id != left_out)
			sums[n++] = (struct sum){ id, *key, delta };
	}
	return n;
}

static enum err
write_sums(struct ctx *cx, struct sum *sums, size_t n)
{
	qsort(sums, n, sizeof *sums, compare_sums);
	for (size_t i = 0; i < n;) {
		int64_t delta = 0;
		size_t first = i;
		for (; i < n && compare_sums(&sums[first], &sums[i]) == 0; i++)
			delta += sums[i].delta;
		const struct count *k = &sums[first].key;
		if (delta)
			TRY(db_post(cx, sql_counter_sum_add(sums[first].unit_id, k->on_date, k->product_code,
							    k->dose_number, k->outcome, delta)));
	}
	return OK;
}

enum err
counter_sum(struct ctx *cx, int64_t after_unit, int64_t **sites, size_t *nsites)
{
	struct rows rows;
	int64_t last = 0;
	TRY(db_query(cx, sql_counter_unsummed(after_unit, SUM_BATCH), &rows));
	struct sum *sums = NEW(cx->mem, struct sum, rows.n * SUM_LEVELS_MAX);
	size_t n = 0;
	*sites = NEW(cx->mem, int64_t, rows.n);
	*nsites = 0;
	for (size_t r = 0; r < rows.n; r++) {
		int64_t site = db_cell(&rows, r, 0)->i, now = db_cell(&rows, r, 5)->i, summed = db_cell(&rows, r, 6)->i;
		bool ours;
		if (site == last) /* its next counter has its turn in the next pass */
			continue;
		last = (*sites)[(*nsites)++] = site;
		struct count key = { db_cell(&rows, r, 1)->p, db_cell(&rows, r, 2)->p, db_cell(&rows, r, 3)->i,
				     db_cell(&rows, r, 4)->p, 0 };
		TRY(db_claim(cx,
			     sql_counter_mark_summed(site, key.on_date, key.product_code, key.dose_number, key.outcome,
						     summed, now),
			     &ours));
		if (ours)
			n = add_uppers(sums, n, db_cell(&rows, r, 7)->p,
				       strcmp(db_cell(&rows, r, 8)->p, "site") == 0 ? site : 0, &key, now - summed);
	}
	return write_sums(cx, sums, n);
}

enum err
counter_pending(struct ctx *cx, bool *pending)
{
	struct rows rows;
	TRY(db_query(cx, sql_counter_unsummed(0, 1), &rows));
	*pending = rows.n > 0;
	return OK;
}

enum err
counter_list(struct ctx *cx, int64_t unit_id, bool site, const char *from, const char *to, struct count **out,
	     size_t *n)
{
	return db_list(cx, site ? sql_counter_of_site(unit_id, from, to) : sql_counter_of_upper(unit_id, from, to),
		       &count_fields, out, n);
}
