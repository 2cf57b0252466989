#include "allocation/figure.h"

#include "allocation/province.h"
#include "base/clock.h"
#include "figure_sql.h"
#include "staff/staff.h"

#include <stdlib.h>

const struct figure_kind figure_kinds[] = {
	{ FIGURE_POPULATION_18, "dân số từ 18 tuổi", "people of 18 and over", FIGURE_VALUE_MAX, true, true },
	{ "priority", "người thuộc nhóm ưu tiên", "people of priority groups", FIGURE_VALUE_MAX, true, true },
	{ "risk", "cấp độ dịch (1 đến 4)", "class of risk (1 to 4)", FIGURE_RISK_CLASSES, true, true },
	{ FIGURE_CAPACITY, "năng lực tiêm (người/ngày)", "capacity (people a day)", FIGURE_VALUE_MAX, true, true },
	{ FIGURE_PLANNED, "số liều dự kiến phân bổ", "doses planned", FIGURE_VALUE_MAX, true, true },
	{ FIGURE_ALLOCATED, "số liều đã phân bổ", "doses allocated", FIGURE_VALUE_MAX, true, true },
	{ FIGURE_ADMINISTERED, "số liều đã tiêm", "doses administered", FIGURE_VALUE_MAX, true, true },
	{ FIGURE_USED, "số liều tiêm trong 14 ngày qua", "doses given in the last 14 days", FIGURE_VALUE_MAX, false,
	  true },
	{ FIGURE_ON_HAND, "số liều còn trong kho", "doses on hand", FIGURE_VALUE_MAX, false, false },
	{ NULL, NULL, NULL, 0, false, false },
};

FIELDS(unit_figure, FIELD(unit_figure, unit_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(unit_figure, unit_code, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(unit_figure, unit_name, F_TEXT, 300, F_OUT | F_ROW), FIELD(unit_figure, name, F_TEXT, 32, F_OUT | F_ROW),
       FIELD(unit_figure, on_date, F_DATE, 10, F_OUT | F_ROW), FIELD(unit_figure, value, F_I64, 0, F_OUT | F_ROW),
       FIELD(unit_figure, source, F_TEXT, FIGURE_SOURCE_MAX, F_OUT | F_ROW),
       FIELD(unit_figure, staff_name, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(unit_figure, changed_ms, F_TIME, 0, F_OUT | F_ROW));

FIELDS(figure_in, FIELD(figure_in, name, F_TEXT, 32, F_IN | F_MUST),
       FIELD_RANGE(figure_in, value, 0, FIGURE_VALUE_MAX, F_IN | F_MUST), FIELD(figure_in, on_date, F_DATE, 10, F_IN),
       FIELD(figure_in, source, F_TEXT, FIGURE_SOURCE_MAX, F_IN | F_MUST));

const struct figure_kind *
figure_kind(const char *name)
{
	for (const struct figure_kind *k = figure_kinds; k->name; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

/* ---- entering ---- */

static enum err
check_figure(struct ctx *cx, const struct figure_in *in, const char *today)
{
	const struct figure_kind *kind = figure_kind(in->name);
	if (!kind || !kind->entered)
		return fail_field(cx, "name", "figure.name",
				  "Không có số liệu \"%s\" để nhập. Các số liệu: population_18, priority, risk, "
				  "capacity, doses_planned, doses_allocated, doses_administered.",
				  "There is no figure \"%s\" to enter. There are population_18, priority, risk, "
				  "capacity, doses_planned, doses_allocated, doses_administered.",
				  in->name);
	if (in->value < 0 || in->value > kind->max || (strcmp(in->name, "risk") == 0 && in->value < 1))
		return fail_field(cx, "value", "figure.value", "%s%.0s: giá trị %lld không hợp lệ, nhiều nhất là %lld.",
				  "%.0s%s: the value cannot be %lld; %lld is the most.", kind->vi, kind->en,
				  (long long)in->value, (long long)kind->max);
	if (!*in->source)
		return fail_field(cx, "source", "figure.source", "Cần ghi nguồn của số liệu.",
				  "Say where the figure comes from.");
	if (in->on_date && strcmp(in->on_date, today) > 0)
		return fail_field(cx, "on_date", "figure.future", "Ngày %s chưa tới.", "The day %s has not come yet.",
				  in->on_date);
	return OK;
}

enum err
figure_set(struct ctx *cx, const struct unit *unit, const struct figure_in *in, enum figure_change *change)
{
	struct rows before;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(check_figure(cx, in, today));
	const char *on = in->on_date ? in->on_date : arena_strdup(cx->mem, today);
	TRY(db_query(cx, sql_figure_at(unit->id, in->name, on), &before));
	bool same = before.n && db_cell(&before, 0, 0)->i == in->value;
	if (change)
		*change = same ? FIGURE_SAME : before.n ? FIGURE_CHANGED : FIGURE_NEW;
	if (!same || strcmp(db_cell(&before, 0, 1)->p, in->source) != 0)
		TRY(db_post(cx, sql_figure_set(unit->id, in->name, on, in->value, in->source,
					       cx->actor ? cx->actor->staff_id : 0, cx->now)));
	bool judged = strcmp(in->name, FIGURE_ALLOCATED) == 0 || strcmp(in->name, FIGURE_ADMINISTERED) == 0;
	return judged ? province_judge(cx, unit) : OK;
}

enum err
figure_list(struct ctx *cx, int64_t unit_id, const char *name, struct unit_figure **out, size_t *n)
{
	return db_list(cx, sql_figure_list(unit_id, name, FIGURE_LIST_MAX), &unit_figure_fields, out, n);
}

/* ---- receivers ---- */

static enum err
wrong_level(struct ctx *cx)
{
	return fail(
		cx, ERR_CONFLICT, "round.level",
		"Vắc xin được phân bổ từ trung ương về tỉnh, từ tỉnh về huyện, từ huyện về cơ sở tiêm.",
		"Vaccine is allocated by the nation to provinces, by a province to districts, by a district to sites.");
}

static int
by_id(const void *a, const void *b)
{
	const struct receiver_at *x = a, *y = b;
	return x->id < y->id ? -1 : x->id > y->id;
}

enum err
receivers_load(struct ctx *cx, const struct unit *above, struct receivers *out)
{
	char today[DATE_SIZE];
	date_text(cx->now, today);
	*out = (struct receivers){ .above = *above };
	out->level = strcmp(above->level, "nation") == 0     ? "province"
		     : strcmp(above->level, "province") == 0 ? "district"
		     : strcmp(above->level, "district") == 0 ? "site"
							     : NULL;
	if (!out->level)
		return wrong_level(cx);
	const char *on = strcmp(out->level, "site") == 0 ? arena_strdup(cx->mem, today) : UNIT_ADDRESS_SET_ON;
	TRY(db_list(cx, sql_figure_receivers(above->path, out->level, on, RECEIVERS_MAX + 1), &unit_fields, &out->list,
		    &out->n));
	if (out->n > RECEIVERS_MAX)
		return fail(cx, ERR_LIMIT, "round.receivers", "%s có hơn %d nơi nhận.",
			    "%s has more than %d receivers.", above->name, RECEIVERS_MAX);
	out->by_id = NEW(cx->mem, struct receiver_at, out->n);
	for (size_t i = 0; i < out->n; i++)
		out->by_id[i] = (struct receiver_at){ out->list[i].id, i };
	qsort(out->by_id, out->n, sizeof *out->by_id, by_id);
	return OK;
}

enum err
receivers_decider(struct ctx *cx, const struct unit *unit, struct unit *out)
{
	const char *want = strcmp(unit->level, "province") == 0   ? "nation"
			   : strcmp(unit->level, "district") == 0 ? "province"
			   : strcmp(unit->level, "site") == 0     ? "district"
								  : NULL;
	struct unit *above;
	size_t n = 0;
	if (want)
		TRY(unit_ancestors(cx, unit, &above, &n));
	for (size_t i = n; i > 0; i--)
		if (strcmp(above[i - 1].level, want) == 0) {
			*out = above[i - 1];
			return OK;
		}
	return wrong_level(cx);
}

/* ---- values ---- */

/* Rows (unit, value) or (unit, value, day, source) to their receivers; rows of others are passed over. */
static void
spread(const struct receivers *r, const struct rows *rows, const char *on, const char *source, struct figure_value *out)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct receiver_at key = { db_cell(rows, i, 0)->i, 0 },
					 *hit = bsearch(&key, r->by_id, r->n, sizeof *r->by_id, by_id);
		if (hit)
			out[hit->at] = (struct figure_value){ db_cell(rows, i, 1)->i,
							      rows->columns > 2 ? db_cell(rows, i, 2)->p : on,
							      rows->columns > 3 ? db_cell(rows, i, 3)->p : source };
	}
}

/* A figure of the books: who has no row has none of it, which is known. */
static enum err
of_books(struct ctx *cx, const struct receivers *r, struct sql_call call, const char *on, const char *source,
	 struct figure_value *out)
{
	struct rows rows;
	TRY(db_query(cx, call, &rows));
	for (size_t i = 0; i < r->n; i++)
		out[i] = (struct figure_value){ 0, on, source };
	spread(r, &rows, on, source, out);
	return OK;
}

static enum err
capacity_of_sites(struct ctx *cx, const struct receivers *r, bool sites, const char *on, struct figure_value *out)
{
	static const char source[] = "danh mục cơ sở tiêm / list of sites";
	if (!sites)
		return of_books(cx, r, sql_figure_capacity(r->above.id, r->level, on), on, source, out);
	for (size_t i = 0; i < r->n; i++)
		out[i] = (struct figure_value){ r->list[i].capacity, on, source };
	return OK;
}

static enum err
used_lately(struct ctx *cx, const struct receivers *r, bool sites, const char *on, struct figure_value *out)
{
	static const char source[] = "mũi tiêm đã ghi / doses recorded";
	int64_t day = 0;
	char from[DATE_SIZE];
	date_parse(on, &day);
	date_format(day - FIGURE_USED_DAYS + 1, from);
	if (sites)
		return of_books(cx, r, sql_figure_used_sites(r->above.path, from, on), on, source, out);
	return of_books(cx, r, sql_figure_used(r->above.id, r->level, from, on), on, source, out);
}

static enum err
on_hand(struct ctx *cx, const struct receivers *r, bool sites, const char *product_code, const char *on,
	struct figure_value *out)
{
	static const char source[] = "sổ kho / books of the stores";
	if (sites)
		return of_books(cx, r, sql_figure_on_hand_sites(r->above.path, product_code), on, source, out);
	return of_books(cx, r, sql_figure_on_hand(r->above.id, r->level, product_code), on, source, out);
}

enum err
figure_values(struct ctx *cx, const struct receivers *r, const char *name, const char *product_code, const char *on,
	      struct figure_value **out)
{
	static const char list_of_units[] = "danh mục đơn vị hành chính / list of units";
	struct rows rows;
	bool sites = strcmp(r->level, "site") == 0;
	struct figure_value *list = NEW(cx->mem, struct figure_value, r->n);
	*out = list;
	if (strcmp(name, FIGURE_ON_HAND) == 0)
		return on_hand(cx, r, sites, product_code, on, list);
	if (strcmp(name, FIGURE_USED) == 0)
		return used_lately(cx, r, sites, on, list);
	for (size_t i = 0; i < r->n; i++)
		list[i] = (struct figure_value){ NONE, NULL, NULL };
	if (strcmp(name, FIGURE_CAPACITY) == 0)
		TRY(capacity_of_sites(cx, r, sites, on, list));
	for (size_t i = 0; strcmp(name, FIGURE_POPULATION_18) == 0 && i < r->n; i++)
		if (r->list[i].adults != NONE)
			list[i] = (struct figure_value){ r->list[i].adults, NULL, list_of_units };
	if (sites)
		TRY(db_query(cx, sql_figure_latest_sites(r->above.path, name, on), &rows));
	else
		TRY(db_query(cx, sql_figure_latest(r->above.id, r->level, name, on), &rows));
	spread(r, &rows, on, NULL, list);
	return OK;
}

enum err
figure_table(struct ctx *cx, const struct receivers *r, const char *product_code, struct unit_figure **out, size_t *n)
{
	size_t kinds = sizeof figure_kinds / sizeof *figure_kinds;
	struct unit_figure *list = NEW(cx->mem, struct unit_figure, r->n * kinds);
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	*out = list;
	*n = 0;
	for (const struct figure_kind *k = figure_kinds; k->name; k++) {
		struct figure_value *values;
		if (strcmp(k->name, FIGURE_ON_HAND) == 0 && !product_code)
			continue;
		TRY(figure_values(cx, r, k->name, product_code, today, &values));
		for (size_t i = 0; i < r->n; i++)
			if (values[i].value != NONE)
				list[(*n)++] = (struct unit_figure){ .unit_id = r->list[i].id,
								     .unit_code = r->list[i].code,
								     .unit_name = r->list[i].name,
								     .name = k->name,
								     .on_date = values[i].on_date,
								     .value = values[i].value,
								     .source = values[i].source };
	}
	return OK;
}
