#include "report/report.h"

#include "base/clock.h"
#include "reconcile_sql.h"

#include <stdlib.h>

/* ---- a store and a day, lot by lot ---- */

static void
judge(struct reconciliation *r)
{
	bool differs = r->counted != NONE && r->counted != r->expected;
	if (differs && !r->why)
		r->finding = "open";
	else if (r->unbacked)
		r->finding = "unbacked";
	else if (r->closing < 0)
		r->finding = "before_receipt";
	else
		r->finding = differs ? "explained" : "ok";
}

static struct reconciliation *
of_lot(struct reconciliation *list, size_t n, int64_t lot_id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].lot_id == lot_id)
			return &list[i];
	return NULL;
}

/* The last count of each lot on that day; counts come in the order in which they were made. */
static enum err
add_counts(struct ctx *cx, int64_t unit_id, const char *on, struct reconciliation *list, size_t n)
{
	struct rows rows;
	TRY(db_query(cx, sql_reconcile_counts(unit_id, on), &rows));
	for (size_t r = 0; r < rows.n; r++) {
		struct reconciliation *l = of_lot(list, n, db_cell(&rows, r, 0)->i);
		if (!l)
			continue;
		l->count_id = db_cell(&rows, r, 1)->i;
		l->expected = db_cell(&rows, r, 2)->i;
		l->counted = db_cell(&rows, r, 3)->i;
		l->why = db_cell(&rows, r, 4)->p;
	}
	return OK;
}

enum err
report_reconcile(struct ctx *cx, int64_t unit_id, const char *on, struct reconciliation **out, size_t *n)
{
	struct reconciliation *list;
	TRY(db_list(cx, sql_reconcile_days(unit_id, on, RECONCILE_MAX), &reconciliation_fields, out, n));
	list = *out;
	for (size_t i = 0; i < *n; i++) {
		struct reconciliation *r = &list[i];
		r->closing = r->opening + r->received + r->accepted + r->adjusted - r->issued - r->discarded - r->used;
		r->counted = r->expected = NONE;
	}
	TRY(add_counts(cx, unit_id, on, list, *n));
	for (size_t i = 0; i < *n; i++)
		judge(&list[i]);
	return OK;
}

enum err
report_questions(struct ctx *cx, const struct unit *unit, struct question **out, size_t *n)
{
	return db_list(cx, sql_report_questions(unit->path, RECONCILE_MAX), &question_fields, out, n);
}

/* ---- wastage ---- */

static enum err
check_span(struct ctx *cx, const char *from, const char *to, int64_t *first, int64_t *last)
{
	if (!date_parse(from, first) || !date_parse(to, last) || *last < *first || *last - *first >= REPORT_DAYS_MAX)
		return fail_field(cx, "to", "report.span", "Khoảng ngày phải từ 1 đến %d ngày.",
				  "The span must be 1 to %d days.", REPORT_DAYS_MAX);
	return OK;
}

/* The day of the list, made if new; days come in rising order from each source. */
static struct wastage *
day_of(struct wastage *list, int64_t first, int64_t day)
{
	return &list[day - first];
}

static int64_t *
reason_of(struct wastage *w, const char *reason)
{
	static const struct {
		const char *name;
		size_t at;
	} reasons[] = {
		{ "expired", offsetof(struct wastage, expired) },
		{ "broken", offsetof(struct wastage, broken) },
		{ "temperature", offsetof(struct wastage, temperature) },
		{ "recalled", offsetof(struct wastage, recalled) },
		{ "open_vial", offsetof(struct wastage, open_vial) },
	};
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (strcmp(reasons[i].name, reason) == 0)
			return (int64_t *)(void *)((char *)w + reasons[i].at);
	return &w->other;
}

static enum err
add_vials(struct ctx *cx, int64_t unit_id, int64_t first, int64_t last, struct wastage *list)
{
	struct rows rows;
	TRY(db_query(
		cx, sql_wastage_vials(unit_id, first * MS_DAY - LOCAL_OFFSET_MS, (last + 1) * MS_DAY - LOCAL_OFFSET_MS),
		&rows));
	for (size_t r = 0; r < rows.n; r++) {
		struct wastage *w = day_of(list, first, date_of(db_cell(&rows, r, 0)->i));
		w->vials++;
		w->labelled += db_cell(&rows, r, 1)->i;
		w->drawn += db_cell(&rows, r, 2)->i;
		w->left_over += db_cell(&rows, r, 3)->i;
		w->extra += db_cell(&rows, r, 4)->i;
	}
	return OK;
}

static enum err
add_discards(struct ctx *cx, int64_t unit_id, const char *from, const char *to, int64_t first, struct wastage *list)
{
	struct rows rows;
	int64_t day = first;
	TRY(db_query(cx, sql_wastage_discards(unit_id, from, to), &rows));
	for (size_t r = 0; r < rows.n; r++)
		if (date_parse(db_cell(&rows, r, 0)->p, &day))
			*reason_of(day_of(list, first, day), db_cell(&rows, r, 1)->p) += db_cell(&rows, r, 2)->i;
	TRY(db_query(cx, sql_wastage_used(unit_id, from, to), &rows));
	for (size_t r = 0; r < rows.n; r++)
		if (date_parse(db_cell(&rows, r, 0)->p, &day))
			day_of(list, first, day)->used += db_cell(&rows, r, 1)->i;
	return OK;
}

static bool
anything(const struct wastage *w)
{
	return w->vials || w->expired || w->broken || w->temperature || w->recalled || w->open_vial || w->other ||
	       w->used;
}

enum err
report_wastage(struct ctx *cx, int64_t unit_id, const char *from, const char *to, struct wastage **out, size_t *n)
{
	int64_t first, last;
	TRY(check_span(cx, from, to, &first, &last));
	struct wastage *list = NEW(cx->mem, struct wastage, (size_t)(last - first + 1));
	TRY(add_vials(cx, unit_id, first, last, list));
	TRY(add_discards(cx, unit_id, from, to, first, list));
	*n = 0;
	for (int64_t day = first; day <= last; day++) {
		struct wastage *w = day_of(list, first, day);
		char *on = arena_alloc(cx->mem, DATE_SIZE);
		date_format(day, on);
		w->on_date = on;
		if (anything(w))
			list[(*n)++] = *w;
	}
	*out = list;
	return OK;
}

/* ---- levels ---- */

/* Rows come by lot and day; what was there before `from` is carried into the first day. */
enum err
report_levels(struct ctx *cx, int64_t unit_id, const char *from, const char *to, struct level **out, size_t *n)
{
	struct level *list;
	int64_t lot = 0, doses = 0;
	size_t all, kept = 0;
	TRY(db_list(cx, sql_report_levels(unit_id, to, DB_ROWS_MAX), &level_fields, &list, &all));
	for (size_t i = 0; i < all; i++) {
		doses = (list[i].lot_id == lot ? doses : 0) + list[i].doses;
		lot = list[i].lot_id;
		bool before = strcmp(list[i].on_date, from) < 0;
		bool last_before =
			before && (i + 1 == all || list[i + 1].lot_id != lot || strcmp(list[i + 1].on_date, from) >= 0);
		struct level now = list[i];
		now.doses = doses;
		if (last_before)
			now.on_date = from;
		if (!before || (last_before && doses))
			list[kept++] = now;
	}
	*out = list;
	*n = kept;
	return OK;
}
