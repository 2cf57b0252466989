#include "registration/next_dose.h"

#include "base/clock.h"

/* One product: allowed now, or from a day on. */
static void
take(struct ctx *cx, struct next_dose *out, const struct product *product, const struct judgement *j)
{
	bool later = j->code && strcmp(j->code, "dose.interval") == 0;
	if ((j->code && !later) || out->n == NEXT_PRODUCTS_MAX)
		return;
	const char *from = NULL;
	if (later) {
		char *day = arena_alloc(cx->mem, DATE_SIZE);
		date_format(j->earliest_days, day);
		from = day;
	}
	out->products[out->n].code = product->code;
	out->products[out->n].name = product->name_short;
	out->products[out->n++].earliest = from;
}

/* The first day of any product; "today" where one may be had already. */
static const char *
first_day(const struct next_dose *next, const char *today)
{
	const char *first = NULL;
	for (size_t i = 0; i < next->n; i++) {
		const char *day = next->products[i].earliest ? next->products[i].earliest : today;
		if (!first || strcmp(day, first) < 0)
			first = day;
	}
	return first;
}

/* Does any rule of that day let the product follow the last one? Most pairs have none, and are not judged at length. */
static enum err
may_follow(struct ctx *cx, const struct next_dose *next, const char *last, const char *product, const char *on,
	   bool *may)
{
	static const char *const primary[] = { "primary", NULL }, *const later[] = { "booster", "additional", NULL };
	struct interval rule;
	*may = false;
	for (const char *const *kind = next->series_complete ? later : primary; *kind && !*may; kind++) {
		TRY(rule_interval(cx, *kind, last, product, on, &rule));
		*may = rule.allowed;
	}
	return OK;
}

enum err
next_dose(struct ctx *cx, const struct person *person, const struct dose *doses, size_t n, const char *on,
	  struct next_dose *out)
{
	struct product *products;
	size_t count;
	*out = (struct next_dose){ .number = (int64_t)n + 1, .series_complete = dose_series_complete(doses, n) };
	TRY(product_list(cx, true, &products, &count));
	for (size_t i = 0; i < count; i++) {
		struct judgement j;
		bool may = true;
		if (n)
			TRY(may_follow(cx, out, doses[n - 1].product_code, products[i].code, on, &may));
		if (!may)
			continue;
		TRY(dose_judge(cx, person, doses, n, &products[i], NULL, on, &j));
		size_t before = out->n;
		take(cx, out, &products[i], &j);
		if (out->n > before && (!out->kind || strcmp(j.kind, "booster") == 0))
			out->kind = j.kind;
	}
	out->foreseen = out->n > 0 || !n;
	if (!n) {
		out->kind = "primary";
		return OK;
	}
	out->last_product = doses[n - 1].product_code;
	out->last_on = doses[n - 1].given_on;
	out->earliest = first_day(out, on);
	return OK;
}
