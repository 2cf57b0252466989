/* What the rules say of a dose: age, product, interval, in whole local days. */
#include "dose/dose.h"

#include "base/clock.h"

#include <stdlib.h>

bool
dose_series_complete(const struct dose *history, size_t n)
{
	size_t primaries = 0;
	bool mixed = false;
	const struct dose *first = NULL;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(history[i].kind, "primary") != 0)
			continue;
		first = first ? first : &history[i];
		mixed = mixed || strcmp(history[i].product_code, first->product_code) != 0;
		primaries++;
	}
	if (!first)
		return false;
	/* a one-dose product completes at once; two different products count as two doses (domain.md 4) */
	int64_t need = mixed && first->primary_doses > 1 ? 2 : first->primary_doses;
	return (int64_t)primaries >= need;
}

static void
stop(struct ctx *cx, struct judgement *j, const char *code, const char *vi, const char *en)
{
	if (j->code)
		return;
	j->code = code;
	j->vi = arena_strdup(cx->mem, vi);
	j->en = arena_strdup(cx->mem, en);
}

/* With only the year known, a person may be as old as that year allows. */
static enum err
judge_age(struct ctx *cx, const struct person *person, const struct product *product, const char *on,
	  struct judgement *j)
{
	bool allowed;
	int64_t min, max, birth, day, latest;
	TRY(rule_age(cx, product->code, on, &allowed, &min, &max));
	if (!allowed) {
		stop(cx, j, "dose.product",
		     arena_printf(cx->mem, "%s chưa được phép dùng vào ngày này.", product->name_short),
		     arena_printf(cx->mem, "%s is not in use on this day.", product->name_short));
		return OK;
	}
	if (!date_parse(person->birth_date, &birth) || !date_parse(on, &day))
		return fail_internal(cx, "person %lld has a bad birth date", (long long)person->id);
	latest = strcmp(person->birth_precision, "year") == 0    ? 364
		 : strcmp(person->birth_precision, "month") == 0 ? 30
								 : 0;
	int64_t oldest_age = date_age(birth, day), youngest_age = date_age(birth + latest, day);
	if (oldest_age < min)
		stop(cx, j, "dose.age",
		     arena_printf(cx->mem, "%s dùng cho người từ %lld tuổi; người này %lld tuổi.", product->name_short,
				  (long long)min, (long long)oldest_age),
		     arena_printf(cx->mem, "%s is for people of %lld and over; this person is %lld.",
				  product->name_short, (long long)min, (long long)oldest_age));
	if (max != NONE && youngest_age > max)
		stop(cx, j, "dose.age",
		     arena_printf(cx->mem, "%s dùng cho người đến %lld tuổi; người này %lld tuổi.", product->name_short,
				  (long long)max, (long long)youngest_age),
		     arena_printf(cx->mem, "%s is for people up to %lld; this person is %lld.", product->name_short,
				  (long long)max, (long long)youngest_age));
	return OK;
}

static void
judge_days(struct ctx *cx, const struct dose *last, const struct interval *rule, int64_t days, struct judgement *j)
{
	if (days < rule->min_days) {
		int64_t given;
		char vi[DATE_SIZE];
		if (date_parse(last->given_on, &given))
			j->earliest_days = given + rule->min_days;
		date_format(j->earliest_days, vi);
		stop(cx, j, "dose.interval",
		     arena_printf(
			     cx->mem,
			     "Mới %lld ngày kể từ mũi trước (%s); cần ít nhất %lld ngày, sớm nhất là %.2s/%.2s/%.4s.",
			     (long long)days, last->product_name, (long long)rule->min_days, vi + 8, vi + 5, vi),
		     arena_printf(cx->mem,
				  "Only %lld days since the dose before (%s); at least %lld are needed, the first day "
				  "is %s.",
				  (long long)days, last->product_name, (long long)rule->min_days, vi));
	}
	if (rule->max_days != NONE && days > rule->max_days)
		stop(cx, j, "dose.too_late",
		     arena_printf(cx->mem, "Đã %lld ngày kể từ mũi trước; quy định tối đa %lld ngày.", (long long)days,
				  (long long)rule->max_days),
		     arena_printf(cx->mem, "%lld days since the dose before; the rule allows at most %lld.",
				  (long long)days, (long long)rule->max_days));
}

/* What follows the last dose, by the dated rule for this pair of products. */
static enum err
judge_interval(struct ctx *cx, const struct dose *last, const struct product *product, const char *on,
	       struct judgement *j)
{
	struct interval rule;
	int64_t day = 0, given = 0;
	TRY(rule_interval(cx, j->kind, last->product_code, product->code, on, &rule));
	if (!rule.allowed) {
		stop(cx, j, "dose.product",
		     arena_printf(cx->mem, "Mũi trước là %s: quy định ngày này không cho tiêm tiếp %s.",
				  last->product_name, product->name_short),
		     arena_printf(cx->mem, "The dose before was %s: on this day no rule allows %s after it.",
				  last->product_name, product->name_short));
		return OK;
	}
	if (!date_parse(on, &day) || !date_parse(last->given_on, &given))
		return fail_internal(cx, "dose %lld has a bad date", (long long)last->id);
	j->needs_consent = rule.consent;
	judge_days(cx, last, &rule, day - given, j);
	return OK;
}

enum err
dose_judge(struct ctx *cx, const struct person *person, const struct dose *history, size_t n,
	   const struct product *product, const char *kind, const char *on, struct judgement *out)
{
	size_t before = 0;
	while (before < n && strcmp(history[before].given_on, on) <= 0)
		before++;
	bool complete = dose_series_complete(history, before);
	*out = (struct judgement){ .number = (int64_t)before + 1,
				   .kind = kind       ? kind
					   : complete ? "booster"
						      : "primary" };
	TRY(judge_age(cx, person, product, on, out));
	if (!before)
		return OK;
	TRY(judge_interval(cx, &history[before - 1], product, on, out));
	if (kind || !complete || !out->code)
		return OK;
	/* no booster: perhaps an additional dose */
	struct judgement other = { .number = out->number, .kind = "additional" };
	TRY(judge_age(cx, person, product, on, &other));
	TRY(judge_interval(cx, &history[before - 1], product, on, &other));
	if (!other.code)
		*out = other;
	return OK;
}
