#include "allocation/province.h"

#include "alarm/alarm.h"
#include "base/clock.h"
#include "province_sql.h"

FIELDS(ratio, FIELD(ratio, name, F_TEXT, 32, F_OUT), FIELD(ratio, published_name, F_TEXT, 100, F_OUT),
       FIELD(ratio, numerator, F_I64, 0, F_OUT), FIELD(ratio, denominator, F_I64, 0, F_OUT),
       FIELD(ratio, per_10000, F_I64, 0, F_OUT), FIELD(ratio, on_date, F_DATE, 10, F_OUT));

FIELDS(plain_ratio, FIELD(plain_ratio, name, F_TEXT, 32, F_OUT), FIELD(plain_ratio, title, F_TEXT, 100, F_OUT),
       FIELD(plain_ratio, title_en, F_TEXT, 100, F_OUT), FIELD(plain_ratio, numerator, F_I64, 0, F_OUT),
       FIELD(plain_ratio, denominator, F_I64, 0, F_OUT), FIELD(plain_ratio, per_10000, F_I64, 0, F_OUT),
       FIELD(plain_ratio, on_date, F_DATE, 10, F_OUT));

FIELDS(province_row, FIELD(province_row, unit_id, F_ID, 0, F_OUT), FIELD(province_row, code, F_TEXT, 16, F_OUT),
       FIELD(province_row, name, F_TEXT, 300, F_OUT), FIELD(province_row, doses_planned, F_I64, 0, F_OUT),
       FIELD(province_row, doses_allocated, F_I64, 0, F_OUT), FIELD(province_row, population_18, F_I64, 0, F_OUT),
       FIELD(province_row, doses_administered, F_I64, 0, F_OUT), FIELD(province_row, people_one_dose, F_I64, 0, F_OUT),
       FIELD(province_row, doses_over_allocated, F_BOOL, 0, F_OUT));

/* What ratios are made of. */
enum part { PLANNED, ALLOCATED, POPULATION, ADMINISTERED, ONE_DOSE, NATION, PARTS };

/* Headings: the portal's table of 2021, letter by letter. times: doses that one person needs. */
static const struct {
	const char *name, *published_name;
	enum part numerator, denominator;
	int64_t times;
} published[RATIOS] = {
	{ "planned_of_need", "Tỷ lệ dự kiến phân bổ theo kế hoạch/dân số (>=18)", PLANNED, POPULATION, 2 },
	{ "allocated_of_need", "Tỷ lệ đã phân bổ/dân số (>=18)", ALLOCATED, POPULATION, 2 },
	{ "one_dose", "Tỷ lệ đã tiêm ít nhất 1 mũi/dân số (>=18)", ADMINISTERED, POPULATION, 1 },
	{ "used_of_allocated", "Tỷ lệ tiêm chủng/Vắc xin phân bổ thực tế", ADMINISTERED, ALLOCATED, 1 },
	{ "of_nation", "Tỷ lệ phân bổ vắc xin/Tổng số phân bổ cả nước", ALLOCATED, NATION, 1 },
};

static const struct {
	int of; /* which published one it stands beside */
	const char *name, *title, *title_en;
	enum part numerator, denominator;
	int64_t times;
} plain[] = {
	{ 0, "planned_per_two_doses", "số liều dự kiến phân bổ / (2 x dân số >= 18)",
	  "doses planned / (2 x people of 18 and over)", PLANNED, POPULATION, 2 },
	{ 1, "allocated_per_two_doses", "số liều đã phân bổ / (2 x dân số >= 18)",
	  "doses allocated / (2 x people of 18 and over)", ALLOCATED, POPULATION, 2 },
	{ 2, "doses_per_adult", "số liều đã tiêm / dân số >= 18", "doses given / people of 18 and over", ADMINISTERED,
	  POPULATION, 1 },
	{ 2, "people_one_dose", "số người đã tiêm ít nhất 1 mũi / dân số >= 18",
	  "people with at least one dose / people of 18 and over", ONE_DOSE, POPULATION, 1 },
};

/* Of one province, or of all together. */
struct parts {
	struct figure_value of[PARTS];
};

static void
divide(const struct parts *p, enum part above, enum part below, int64_t times, struct ratio *out)
{
	const struct figure_value *n = &p->of[above], *d = &p->of[below];
	out->numerator = n->value;
	out->denominator = d->value == NONE ? NONE : d->value * times;
	out->per_10000 = NONE;
	if (n->value != NONE && d->value != NONE && d->value > 0)
		out->per_10000 = (2 * n->value * PER_10000 + out->denominator) / (2 * out->denominator);
	bool first = !d->on_date || (n->on_date && strcmp(n->on_date, d->on_date) < 0);
	out->on_date = first ? n->on_date : d->on_date;
}

static void
fill(struct province_row *row, const struct unit *unit, const struct parts *p)
{
	const struct figure_value *given = &p->of[ADMINISTERED], *allocated = &p->of[ALLOCATED];
	*row = (struct province_row){ .unit_id = unit->id,
				      .code = unit->code,
				      .name = unit->name,
				      .doses_planned = p->of[PLANNED].value,
				      .doses_allocated = allocated->value,
				      .population_18 = p->of[POPULATION].value,
				      .doses_administered = given->value,
				      .people_one_dose = p->of[ONE_DOSE].value };
	row->doses_over_allocated = given->value != NONE && allocated->value != NONE && given->value > allocated->value;
	for (int i = 0; i < RATIOS; i++) {
		row->ratios[i].name = published[i].name;
		row->ratios[i].published_name = published[i].published_name;
		divide(p, published[i].numerator, published[i].denominator, published[i].times, &row->ratios[i]);
	}
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		struct ratio r;
		divide(p, plain[i].numerator, plain[i].denominator, plain[i].times, &r);
		row->plain[plain[i].of][row->nplain[plain[i].of]++] =
			(struct plain_ratio){ plain[i].name, plain[i].title, plain[i].title_en, r.numerator,
					      r.denominator, r.per_10000,    r.on_date };
	}
}

/* Every part of every province. */
static enum err
gather(struct ctx *cx, const struct receivers *all, const char *on, struct parts *out)
{
	static const char *const names[] = { FIGURE_PLANNED, FIGURE_ALLOCATED, FIGURE_POPULATION_18,
					     FIGURE_ADMINISTERED };
	struct figure_value *values, nation = { NONE, NULL, NULL };
	struct rows rows;
	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		TRY(figure_values(cx, all, names[k], NULL, on, &values));
		for (size_t i = 0; i < all->n; i++)
			out[i].of[k] = values[i];
	}
	TRY(db_query(cx, sql_province_one_dose(all->above.id, on), &rows));
	for (size_t i = 0; i < all->n; i++) {
		const struct figure_value *a = &out[i].of[ALLOCATED];
		out[i].of[ONE_DOSE] = (struct figure_value){ NONE, NULL, NULL };
		for (size_t k = 0; k < rows.n; k++)
			if (db_cell(&rows, k, 0)->i == all->list[i].id)
				out[i].of[ONE_DOSE] = (struct figure_value){ db_cell(&rows, k, 1)->i, on, NULL };
		if (a->value == NONE)
			continue;
		nation.value = a->value + (nation.value == NONE ? 0 : nation.value);
		if (!nation.on_date || strcmp(a->on_date, nation.on_date) < 0)
			nation.on_date = a->on_date;
	}
	for (size_t i = 0; i < all->n; i++)
		out[i].of[NATION] = nation;
	return OK;
}

static bool
is_prefix(const char *path, const char *of)
{
	return strncmp(path, of, strlen(path)) == 0;
}

enum err
province_table(struct ctx *cx, const struct unit *unit, const char *on, struct province_row **out, size_t *n)
{
	struct unit *above, nation = *unit;
	struct receivers all;
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	size_t nabove;
	date_text(cx->now, today);
	TRY(unit_ancestors(cx, unit, &above, &nabove));
	if (nabove)
		nation = above[0];
	TRY(receivers_load(cx, &nation, &all));
	struct parts *parts = NEW(cx->mem, struct parts, all.n);
	TRY(gather(cx, &all, on ? on : today, parts));
	*out = NEW(cx->mem, struct province_row, all.n);
	*n = 0;
	for (size_t i = 0; i < all.n; i++)
		if (is_prefix(unit->path, all.list[i].path) || is_prefix(all.list[i].path, unit->path))
			fill(&(*out)[(*n)++], &all.list[i], &parts[i]);
	return OK;
}

enum err
province_judge(struct ctx *cx, const struct unit *unit)
{
	struct rows allocated, given;
	if (strcmp(unit->level, "province") != 0)
		return OK;
	TRY(db_query(cx, sql_province_latest(unit->id, FIGURE_ALLOCATED), &allocated));
	TRY(db_query(cx, sql_province_latest(unit->id, FIGURE_ADMINISTERED), &given));
	if (!allocated.n || !given.n || db_cell(&given, 0, 0)->i <= db_cell(&allocated, 0, 0)->i)
		return alarm_clear(cx, unit->id, ALARM_DOSES_OVER_ALLOCATED, unit->id);
	const char *detail = arena_printf(
		cx->mem, "{\"doses_administered\":%lld,\"doses_allocated\":%lld,\"on_date\":\"%s\"}",
		(long long)db_cell(&given, 0, 0)->i, (long long)db_cell(&allocated, 0, 0)->i, db_cell(&given, 0, 1)->p);
	return alarm_raise(cx, unit->id, ALARM_DOSES_OVER_ALLOCATED, unit->id, detail);
}
