/* How many wait: counted list by list. */
#include "registration/demand.h"

#include "base/id.h"
#include "demand_sql.h"
#include "registration/registration_parts.h"

#include <stdlib.h>

enum { COUNT_PAGE = 20 /* lists of one transaction: each holds the people of a commune */ };

FIELDS(demand, FIELD(demand, dose_number, F_I64, 0, F_ROW | F_OUT),
       FIELD(demand, priority_group, F_TEXT, 4, F_ROW | F_OUT), FIELD(demand, waiting, F_I64, 0, F_ROW | F_OUT),
       FIELD(demand, placed, F_I64, 0, F_ROW | F_OUT), FIELD(demand, unacknowledged, F_I64, 0, F_ROW | F_OUT));

#define BELOW(member, type, max) FIELD(demand_below, member, type, max, F_ROW | F_OUT)
FIELDS(demand_below, BELOW(unit_id, F_ID, 0), BELOW(code, F_TEXT, 20), BELOW(level, F_TEXT, 10),
       BELOW(name, F_TEXT, 300), FIELD(demand_below, first_dose, F_I64, 0, F_OUT),
       FIELD(demand_below, next_dose, F_I64, 0, F_OUT), FIELD(demand_below, placed, F_I64, 0, F_OUT),
       FIELD(demand_below, unacknowledged, F_I64, 0, F_OUT));

enum err
demand_changed(struct ctx *cx, int64_t unit_id)
{
	return db_post(cx, sql_demand_change(unit_id, 1));
}

/* ---- what managers see ---- */

enum err
demand_of(struct ctx *cx, const struct unit *unit, struct demand **out, size_t *n)
{
	return db_list(cx, sql_demand_of(unit->path, unit_path_end(cx->mem, unit->path)), &demand_fields, out, n);
}

static bool
anybody(const struct demand_below *d)
{
	return d->first_dose || d->next_dose || d->placed;
}

enum err
demand_below(struct ctx *cx, const struct unit *unit, struct demand_below **out, size_t *n)
{
	struct demand_below *list;
	struct rows rows;
	size_t all, depth = strlen(unit->path);
	TRY(db_list(cx, sql_demand_children(unit->id), &demand_below_fields, &list, &all));
	TRY(db_query(cx, sql_demand_lists(unit->path, unit_path_end(cx->mem, unit->path)), &rows));
	for (size_t r = 0; r < rows.n; r++) {
		const char *path = db_cell(&rows, r, 0)->p;
		const int64_t child = strtoll(path + depth, NULL, 10);
		/* children come in the order of their ids, the first member; none: the unit's own list */
		struct demand_below *d = bsearch(&child, list, all, sizeof *list, id_compare);
		if (!d)
			continue;
		d->first_dose += db_cell(&rows, r, 1)->i;
		d->next_dose += db_cell(&rows, r, 2)->i;
		d->placed += db_cell(&rows, r, 3)->i;
		d->unacknowledged += db_cell(&rows, r, 4)->i;
	}
	*n = 0;
	for (size_t i = 0; i < all; i++)
		if (anybody(&list[i]))
			list[(*n)++] = list[i];
	*out = list;
	return OK;
}

/* ---- counting ---- */

/* Adds up what a list's rows are, by group, and keeps what is not as it was kept. */
static enum err
count_list(struct ctx *cx, struct demand_list *l)
{
	struct rows rows;
	TRY(db_query(cx, sql_demand_count(l->unit_id), &rows));
	l->changed = NEW(cx->mem, struct demand, rows.n);
	for (size_t r = 0; r < rows.n; r++) {
		const struct demand d = { db_cell(&rows, r, 0)->i, db_cell(&rows, r, 1)->p, db_cell(&rows, r, 2)->i,
					  db_cell(&rows, r, 3)->i, db_cell(&rows, r, 4)->i };
		*(d.dose_number == 1 ? &l->first_dose : &l->next_dose) += d.waiting;
		l->placed += d.placed;
		l->unacknowledged += d.unacknowledged;
		if (db_cell(&rows, r, 5)->i)
			l->changed[l->n++] = d;
	}
	return OK;
}

enum err
demand_count(struct ctx *cx, int64_t after_unit, struct demand_list **out, size_t *n)
{
	struct rows rows;
	TRY(db_query(cx, sql_demand_uncounted(after_unit, COUNT_PAGE), &rows));
	struct demand_list *lists = NEW(cx->mem, struct demand_list, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		lists[i] = (struct demand_list){ .unit_id = db_cell(&rows, i, 0)->i,
						 .changes = db_cell(&rows, i, 1)->i,
						 .counted = db_cell(&rows, i, 2)->i };
		TRY(count_list(cx, &lists[i]));
	}
	*out = lists;
	*n = rows.n;
	return OK;
}

static enum err
keep_list(struct ctx *cx, const struct demand_list *l)
{
	bool ours;
	TRY(db_claim(cx,
		     sql_demand_set_counted(l->unit_id, l->counted, l->changes, l->first_dose, l->next_dose, l->placed,
					    l->unacknowledged),
		     &ours));
	for (size_t i = 0; ours && i < l->n; i++) {
		const struct demand *d = &l->changed[i];
		TRY(db_post(cx, sql_demand_put(l->unit_id, d->dose_number, d->priority_group, d->waiting, d->placed,
					       d->unacknowledged)));
	}
	return OK;
}

enum err
demand_keep(struct ctx *cx, const struct demand_list *lists, size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(keep_list(cx, &lists[i]));
	return OK;
}
