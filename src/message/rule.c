#include "message/rule.h"

#include "base/clock.h"
#include "rule/rule.h"

#include <stdio.h>

enum { DAY_MINUTES = 24 * 60 };

/* "21:00" -> 1260; -1: it is no hour. */
static int64_t
minutes_of(const json_t *body, const char *key)
{
	const char *s = json_string_value(json_object_get(body, key));
	unsigned hour, minute;
	char end;
	if (!s || sscanf(s, "%2u:%2u%c", &hour, &minute, &end) != 2 || hour > 23 || minute > 59)
		return -1;
	return hour * 60 + minute;
}

/* -1: it is no such word. */
static int
marks_of(const json_t *body)
{
	static const char *const names[] = { "when_free", "always", "never" };
	const char *s = json_string_value(json_object_get(body, "marks"));
	for (int i = 0; s && i < 3; i++)
		if (strcmp(names[i], s) == 0)
			return i;
	return -1;
}

static int64_t
number_of(const json_t *body, const char *key)
{
	const json_t *v = json_object_get(body, key);
	return json_is_integer(v) ? json_integer_value(v) : -1;
}

enum err
message_rule(struct ctx *cx, struct message_rule *out)
{
	struct rule rule;
	const json_t *body;
	bool found;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(rule_in_force(cx, "message", "sms", arena_strdup(cx->mem, today), &rule, &found));
	if (!found)
		return fail_internal(cx, "no rule message/sms is in force on %s", today);
	TRY(rule_body(cx, &rule, &body));
	int marks = marks_of(body);
	*out = (struct message_rule){ .marks = (enum marks)marks,
				      .price = number_of(body, "price"),
				      .quiet_from = minutes_of(body, "quiet_from"),
				      .quiet_to = minutes_of(body, "quiet_to"),
				      .per_phone_hour = number_of(body, "per_phone_hour"),
				      .per_phone_day = number_of(body, "per_phone_day") };
	if (marks < 0 || out->price < 0 || out->quiet_from < 0 || out->quiet_to < 0 || out->per_phone_hour < 1 ||
	    out->per_phone_day < 1)
		return fail_internal(cx, "rule message/sms of %s is malformed", rule.valid_from);
	return OK;
}

int64_t
message_awake(const struct message_rule *rule, int64_t ms)
{
	int64_t local = ms + LOCAL_OFFSET_MS, minute = local % MS_DAY / MS_MINUTE;
	int64_t length = (rule->quiet_to - rule->quiet_from + DAY_MINUTES) % DAY_MINUTES;
	int64_t into = (minute - rule->quiet_from + DAY_MINUTES) % DAY_MINUTES;
	if (into >= length)
		return ms;
	return local - local % MS_MINUTE + (length - into) * MS_MINUTE - LOCAL_OFFSET_MS;
}
