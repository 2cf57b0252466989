#include "book/working_days.h"

#include "base/clock.h"
#include "rule/rule.h"

enum { WORKING_DAYS = 2 /* where no rule is in force */ };

/* 1970-01-01 was a Thursday. */
static bool
is_weekend(int64_t day)
{
	int64_t weekday = ((day + 3) % 7 + 7) % 7; /* Monday is 0 */
	return weekday >= 5;
}

static bool
is_holiday(int64_t day, const json_t *holidays)
{
	char text[DATE_SIZE];
	const json_t *h;
	size_t i;
	date_format(day, text);
	json_array_foreach(holidays, i, h)
		if (json_is_string(h) && strcmp(json_string_value(h), text) == 0)
			return true;
	return false;
}

int64_t
working_day_after(int64_t day, int64_t n, const json_t *holidays)
{
	while (n > 0) {
		day++;
		if (!is_weekend(day) && !is_holiday(day, holidays))
			n--;
	}
	return day;
}

enum err
request_due(struct ctx *cx, int64_t *due_ms)
{
	struct rule rule;
	const json_t *body = NULL;
	bool found;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(rule_in_force(cx, "request_clock", "default", today, &rule, &found));
	if (found)
		TRY(rule_body(cx, &rule, &body));
	const json_t *days = json_object_get(body, "working_days");
	int64_t n = json_is_integer(days) ? json_integer_value(days) : WORKING_DAYS;
	int64_t last = working_day_after(date_of(cx->now), n, json_object_get(body, "holidays"));
	*due_ms = (last + 1) * MS_DAY - LOCAL_OFFSET_MS;
	return OK;
}
