#include "stats/recount.h"

#include "base/clock.h"
#include "booking/booking.h"
#include "db/db.h"
#include "dose/dose.h"
#include "recount_sql.h"
#include "stock/ledger.h"

#include <stdlib.h>

enum { PAGE = 5000, SHOWN = 100 };

/* A hash table from a counter's key to its two values. */
struct entry {
	int64_t unit_id, dose_number;
	const char *on_date, *product_code, *outcome;
	int64_t counter, recount;
};
struct tally {
	struct arena *mem;
	struct entry *slots;
	size_t size, used;
};

static uint64_t
hash_text(uint64_t h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return h * 31;
}

static bool
same(const struct entry *a, const struct entry *b)
{
	return a->unit_id == b->unit_id && a->dose_number == b->dose_number && strcmp(a->on_date, b->on_date) == 0 &&
	       strcmp(a->product_code, b->product_code) == 0 && strcmp(a->outcome, b->outcome) == 0;
}

static struct entry *
slot_of(const struct tally *t, const struct entry *key)
{
	uint64_t h = (uint64_t)key->unit_id * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)key->dose_number;
	h = hash_text(hash_text(hash_text(h, key->on_date), key->product_code), key->outcome);
	size_t i = (h ^ (h >> 29)) & (t->size - 1);
	while (t->slots[i].on_date && !same(&t->slots[i], key))
		i = (i + 1) & (t->size - 1);
	return &t->slots[i];
}

static void
grow(struct tally *t)
{
	struct tally bigger = { t->mem, NULL, t->size ? t->size * 2 : 1024, t->used };
	bigger.slots = NEW(t->mem, struct entry, bigger.size);
	for (size_t i = 0; i < t->size; i++)
		if (t->slots[i].on_date)
			*slot_of(&bigger, &t->slots[i]) = t->slots[i];
	*t = bigger;
}

/* The entry of a key, made if new. The texts are kept. */
static struct entry *
at(struct tally *t, int64_t unit_id, const char *on_date, const char *product_code, int64_t dose_number,
   const char *outcome)
{
	if (t->used * 4 >= t->size * 3)
		grow(t);
	struct entry key = { unit_id, dose_number, on_date, product_code, outcome, 0, 0 };
	struct entry *e = slot_of(t, &key);
	if (!e->on_date) {
		*e = key;
		e->on_date = arena_strdup(t->mem, on_date);
		e->product_code = arena_strdup(t->mem, product_code);
		e->outcome = arena_strdup(t->mem, outcome);
		t->used++;
	}
	return e;
}

static const char *
day_of(struct ctx *cx, int64_t ms)
{
	char *day = arena_alloc(cx->mem, DATE_SIZE);
	date_text(ms, day);
	return day;
}

/* ---- doses: all of one person stand together, in their order ---- */

static void
count_person(struct tally *t, const struct dose *doses, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct dose *d = &doses[i];
		int64_t unit = d->unit_id ? d->unit_id : d->entered_unit_id, number = (int64_t)i + 1;
		at(t, unit, d->given_on, d->product_code, number, d->unit_id ? "injected" : "elsewhere")->recount++;
		if (dose_series_complete(doses, i + 1) && !dose_series_complete(doses, i))
			at(t, unit, d->given_on, d->product_code, number, "completed")->recount++;
	}
}

static enum err
count_doses(struct ctx *cx, struct tally *t)
{
	for (int64_t after = 0;;) {
		struct dose *list;
		size_t n, first = 0;
		TRY(db_list(cx, sql_recount_doses(after, PAGE), &dose_fields, &list, &n));
		for (size_t i = 1; i <= n; i++) {
			/* the last person of a full page may go on in the next one */
			bool whole = i < n ? list[i].person_id != list[first].person_id : n < PAGE;
			if (!whole)
				continue;
			count_person(t, &list[first], i - first);
			after = list[first].person_id;
			first = i;
		}
		if (n < PAGE)
			return OK;
	}
}

/* ---- what else is counted ---- */

static enum err
count_visits(struct ctx *cx, struct tally *t)
{
	static const char *const counted[] = { "deferred", "contraindicated", "referred", "refused" };
	int64_t unit = 0, id = 0;
	for (struct rows rows = { .n = PAGE }; rows.n == PAGE;) {
		TRY(db_query(cx, sql_recount_visits(unit, id, PAGE), &rows));
		for (size_t r = 0; r < rows.n; r++) {
			unit = db_cell(&rows, r, 0)->i;
			id = db_cell(&rows, r, 1)->i;
			for (size_t k = 0; k < 4; k++)
				if (strcmp(db_cell(&rows, r, 2)->p, counted[k]) == 0)
					at(t, unit, day_of(cx, db_cell(&rows, r, 3)->i), "", 0, counted[k])->recount++;
		}
	}
	return OK;
}

static enum err
count_reactions(struct ctx *cx, struct tally *t)
{
	int64_t unit = 0, id = 0;
	for (struct rows rows = { .n = PAGE }; rows.n == PAGE;) {
		TRY(db_query(cx, sql_recount_reactions(unit, id, PAGE), &rows));
		for (size_t r = 0; r < rows.n; r++) {
			unit = db_cell(&rows, r, 0)->i;
			id = db_cell(&rows, r, 1)->i;
			at(t, unit, day_of(cx, db_cell(&rows, r, 2)->i), "", 0, "reaction")->recount++;
		}
	}
	return OK;
}

static enum err
count_no_shows(struct ctx *cx, struct tally *t)
{
	struct rows rows;
	TRY(db_query(cx, sql_recount_no_shows(), &rows));
	for (size_t r = 0; r < rows.n; r++)
		at(t, db_cell(&rows, r, 0)->i, db_cell(&rows, r, 1)->p, "", 0, "no_show")->recount +=
			db_cell(&rows, r, 2)->i;
	return OK;
}

static enum err
count_certificates(struct ctx *cx, struct tally *t)
{
	int64_t person = 0, id = 0;
	for (struct rows rows = { .n = PAGE }; rows.n == PAGE;) {
		TRY(db_query(cx, sql_recount_certificates(person, id, PAGE), &rows));
		for (size_t r = 0; r < rows.n; r++) {
			person = db_cell(&rows, r, 0)->i;
			id = db_cell(&rows, r, 1)->i;
			if (!db_cell(&rows, r, 2)->null)
				at(t, db_cell(&rows, r, 2)->i, day_of(cx, db_cell(&rows, r, 5)->i),
				   db_cell(&rows, r, 3)->p, db_cell(&rows, r, 4)->i, "certificate")
					->recount++;
		}
	}
	return OK;
}

static enum err
count_movements(struct ctx *cx, struct tally *t)
{
	struct figure *list;
	size_t n = PAGE;
	for (int64_t unit = 0, id = 0; n == PAGE;) {
		TRY(ledger_figures(cx, unit, id, PAGE, &list, &n));
		for (size_t i = 0; i < n; i++) {
			unit = list[i].unit_id;
			id = list[i].id;
			at(t, unit, list[i].on_date, list[i].product_code, 0, list[i].outcome)->recount += list[i].n;
		}
	}
	return OK;
}

/* ---- the counters as they stand ---- */

/* Where a page of counters ended. */
struct mark {
	int64_t unit_id, dose_number;
	const char *on_date, *product_code, *outcome;
};

static struct mark
mark_row(const struct rows *rows, size_t r)
{
	return (struct mark){ db_cell(rows, r, 0)->i, db_cell(rows, r, 3)->i, db_cell(rows, r, 1)->p,
			      db_cell(rows, r, 2)->p, db_cell(rows, r, 4)->p };
}

/* What an upper unit and the sites below it add up to. */
static void
add_to_uppers(struct tally *sums, const struct mark *m, const char *path, bool site, int64_t n)
{
	for (const char *p = path + 1; *p; p += strcspn(p, "/") + 1) {
		int64_t id = strtoll(p, NULL, 10);
		if (!site || id != m->unit_id)
			at(sums, id, m->on_date, m->product_code, m->dose_number, m->outcome)->recount += n;
	}
}

static enum err
read_counters(struct ctx *cx, struct tally *t, struct tally *sums)
{
	struct mark m = { 0, 0, "", "", "" };
	for (struct rows rows = { .n = PAGE }; rows.n == PAGE;) {
		TRY(db_query(cx,
			     sql_recount_counters(m.unit_id, m.on_date, m.product_code, m.dose_number, m.outcome, PAGE),
			     &rows));
		for (size_t r = 0; r < rows.n; r++) {
			m = mark_row(&rows, r);
			int64_t n = db_cell(&rows, r, 5)->i;
			at(t, m.unit_id, m.on_date, m.product_code, m.dose_number, m.outcome)->counter = n;
			add_to_uppers(sums, &m, db_cell(&rows, r, 6)->p, strcmp(db_cell(&rows, r, 7)->p, "site") == 0,
				      n);
		}
	}
	return OK;
}

static enum err
read_sums(struct ctx *cx, struct tally *sums)
{
	struct mark m = { 0, 0, "", "", "" };
	for (struct rows rows = { .n = PAGE }; rows.n == PAGE;) {
		TRY(db_query(cx, sql_recount_sums(m.unit_id, m.on_date, m.product_code, m.dose_number, m.outcome, PAGE),
			     &rows));
		for (size_t r = 0; r < rows.n; r++) {
			m = mark_row(&rows, r);
			at(sums, m.unit_id, m.on_date, m.product_code, m.dose_number, m.outcome)->counter =
				db_cell(&rows, r, 5)->i;
		}
	}
	return OK;
}

/* ---- stores: the sums of a unit against what stands below it ---- */

static const char *const places[] = { "doses", "held", "transit", "unbacked", "used" };
enum { PLACES = 5 };

static enum err
read_stores(struct ctx *cx, struct tally *sums)
{
	int64_t unit = 0, lot = 0;
	for (struct rows rows = { .n = PAGE }; rows.n == PAGE;) {
		TRY(db_query(cx, sql_recount_stores(unit, lot, PAGE), &rows));
		for (size_t r = 0; r < rows.n; r++) {
			unit = db_cell(&rows, r, 0)->i;
			lot = db_cell(&rows, r, 1)->i;
			const char *path = db_cell(&rows, r, 2 + PLACES)->p;
			for (const char *p = path + 1; *p; p += strcspn(p, "/") + 1)
				for (size_t k = 0; k < PLACES; k++)
					at(sums, strtoll(p, NULL, 10), "", "", lot, places[k])->recount +=
						db_cell(&rows, r, 2 + k)->i;
		}
	}
	return OK;
}

static enum err
read_store_sums(struct ctx *cx, struct tally *sums)
{
	int64_t unit = 0, lot = 0;
	for (struct rows rows = { .n = PAGE }; rows.n == PAGE;) {
		TRY(db_query(cx, sql_recount_store_sums(unit, lot, PAGE), &rows));
		for (size_t r = 0; r < rows.n; r++) {
			unit = db_cell(&rows, r, 0)->i;
			lot = db_cell(&rows, r, 1)->i;
			for (size_t k = 0; k < PLACES; k++)
				at(sums, unit, "", "", lot, places[k])->counter = db_cell(&rows, r, 2 + k)->i;
		}
	}
	return OK;
}

static void
compare(const struct tally *t, struct buf *out, int64_t *total, int64_t *differing)
{
	for (size_t i = 0; i < t->size; i++) {
		const struct entry *e = &t->slots[i];
		if (!e->on_date)
			continue;
		++*total;
		if (e->counter == e->recount || ++*differing > SHOWN)
			continue;
		json_obj(out);
		json_kv_id(out, "unit_id", e->unit_id);
		if (*e->on_date) {
			json_kv_text(out, "on_date", e->on_date);
			json_kv_text(out, "product_code", e->product_code);
			json_kv_i64(out, "dose_number", e->dose_number);
		} else { /* of a lot */
			json_kv_id(out, "lot_id", e->dose_number);
		}
		json_kv_text(out, "outcome", e->outcome);
		json_kv_i64(out, "counter", e->counter);
		json_kv_i64(out, "recount", e->recount);
		json_obj_end(out);
	}
}

static void
write_slot(struct buf *out, const struct rows *rows, size_t r)
{
	json_obj(out);
	json_kv_id(out, "unit_id", db_cell(rows, r, 0)->i);
	json_kv_text(out, "on_date", db_cell(rows, r, 3)->p);
	json_kv_id(out, "session_id", db_cell(rows, r, 1)->i);
	json_kv_text(out, "slot", db_cell(rows, r, 2)->p);
	json_kv_i64(out, "capacity", db_cell(rows, r, 4)->i);
	json_kv_i64(out, "counter", db_cell(rows, r, 5)->i);
	json_kv_i64(out, "recount", db_cell(rows, r, 6)->i);
	json_obj_end(out);
}

static enum err
compare_slots(struct ctx *cx, struct recount *out)
{
	int64_t unit = 0, session = 0;
	const char *starts = "";
	for (struct rows rows = { .n = PAGE }; rows.n == PAGE;) {
		TRY(db_query(cx, sql_recount_slots(unit, session, starts, PAGE), &rows));
		for (size_t r = 0; r < rows.n; r++) {
			unit = db_cell(&rows, r, 0)->i;
			session = db_cell(&rows, r, 1)->i;
			starts = db_cell(&rows, r, 2)->p;
			int64_t capacity = db_cell(&rows, r, 4)->i, booked = db_cell(&rows, r, 5)->i;
			out->slots++;
			int64_t taken = booked + db_cell(&rows, r, 7)->i;
			if ((booked != db_cell(&rows, r, 6)->i || taken > capacity) && ++out->slots_differing <= SHOWN)
				write_slot(&out->differences, &rows, r);
		}
	}
	return OK;
}

enum err
recount_all(struct ctx *cx, struct recount *out)
{
	struct tally sites = { .mem = cx->mem }, sums = { .mem = cx->mem };
	*out = (struct recount){ .differences = buf_new(cx->mem) };
	TRY(count_doses(cx, &sites));
	TRY(count_visits(cx, &sites));
	TRY(count_reactions(cx, &sites));
	TRY(count_no_shows(cx, &sites));
	TRY(count_certificates(cx, &sites));
	TRY(count_movements(cx, &sites));
	TRY(read_counters(cx, &sites, &sums));
	TRY(read_sums(cx, &sums));
	TRY(read_stores(cx, &sums));
	TRY(read_store_sums(cx, &sums));
	json_arr(&out->differences);
	compare(&sites, &out->differences, &out->counters, &out->differing);
	compare(&sums, &out->differences, &out->sums, &out->sums_differing);
	TRY(compare_slots(cx, out));
	TRY(booking_recount(cx, &out->differences, &out->bookings));
	TRY(ledger_recount(cx, &out->differences, &out->ledger));
	TRY(registration_recount(cx, &out->differences, &out->registrations));
	json_arr_end(&out->differences);
	return OK;
}
