/* What people are told by message: the link of their invitation, and that it is their turn. */
#include "base/clock.h"
#include "booking/booking_parts.h"
#include "citizen/citizen.h"
#include "message/message.h"

static enum err
link_base(struct ctx *cx, const char **out)
{
	struct rule rule;
	const json_t *body;
	char today[DATE_SIZE];
	bool found;
	date_text(cx->now, today);
	TRY(rule_in_force(cx, "booking", "default", today, &rule, &found));
	if (!found)
		return fail_internal(cx, "no rule booking/default on %s", today);
	TRY(rule_body(cx, &rule, &body));
	*out = json_string_value(json_object_get(body, "link"));
	return *out ? OK : fail_internal(cx, "rule booking/default has no link");
}

/* "17:30 05/08" */
static const char *
short_time(struct arena *mem, int64_t ms)
{
	char day[DATE_SIZE];
	date_text(ms, day);
	int64_t minute = (ms + LOCAL_OFFSET_MS) % MS_DAY / MS_MINUTE;
	return arena_printf(mem, "%s %s", message_hour(mem, minute), message_day(mem, day));
}

enum err
tell_invited(struct ctx *cx, const struct opening *o, const struct invited *invited, int64_t until_ms)
{
	struct person person;
	const char *base;
	TRY(person_get(cx, invited->person_id, &person));
	TRY(link_base(cx, &base));
	const char *phone = person.phone ? person.phone : person.guardian_phone, *lang;
	TRY(citizen_phone_lang(cx, phone, &lang));
	const struct message_value values[] = { { "name", person.name },
						{ "hour", invited->slot },
						{ "date", message_day(cx->mem, o->on_date) },
						{ "place", o->site_name },
						{ "until", short_time(cx->mem, until_ms) },
						{ "link", arena_printf(cx->mem, "%s%s", base, invited->token) },
						{ 0 } };
	const struct message_in in = { .template = "place_held",
				       .phone = phone,
				       .lang = lang,
				       .person_id = person.id,
				       .unit_id = o->unit_id,
				       .dedupe = arena_printf(cx->mem, "%lld %lld", (long long)invited->id,
							      (long long)cx->now),
				       .expires_ms = until_ms,
				       .values = values };
	return message_post(cx, &in, NULL);
}

enum err
tell_no_more(struct ctx *cx, int64_t person_id, int64_t hold_id)
{
	struct person person;
	TRY(person_get(cx, person_id, &person));
	return message_take_back(cx, person.phone ? person.phone : person.guardian_phone, hold_id);
}

enum err
tell_turn(struct ctx *cx, const struct opening *o, const struct ticket *t, int64_t until_ms)
{
	struct citizen citizen;
	if (t->account_id == cx->account_id)
		return OK;
	TRY(citizen_get(cx, t->account_id, &citizen));
	const struct message_value values[] = { { "place", o->site_name },
						{ "minutes", arena_printf(cx->mem, "%d", TURN_MINUTES) },
						{ 0 } };
	const struct message_in in = { .template = "your_turn",
				       .phone = citizen.phone,
				       .lang = citizen.lang,
				       .unit_id = o->unit_id,
				       .expires_ms = until_ms,
				       .values = values };
	return message_post(cx, &in, NULL);
}
