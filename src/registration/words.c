#include "registration/words.h"

#include "base/clock.h"

enum { ELDER_AGE = 60, ADULT_AGE = 18, PLACE_LEVELS = 4 };

const char *
words_addressed(struct arena *mem, const struct person *p, int64_t now)
{
	bool male = strcmp(p->sex, "male") == 0, female = strcmp(p->sex, "female") == 0;
	int64_t birth, age = ADULT_AGE;
	if (date_parse(p->birth_date, &birth))
		age = date_age(birth, date_of(now));
	const char *how = age < ADULT_AGE            ? "Em"
			  : !male && !female         ? NULL
			  : age >= ELDER_AGE && male ? "Ông"
			  : age >= ELDER_AGE         ? "Bà"
			  : male                     ? "Anh"
						     : "Chị";
	return how ? arena_printf(mem, "%s %s", how, p->name) : p->name;
}

const char *
words_day(struct arena *mem, const char *date)
{
	char *text = arena_strdup(mem, date);
	date_show_all(text, NULL);
	return text;
}

const char *
words_hour(struct arena *mem, int64_t ms)
{
	int64_t minutes = (ms + LOCAL_OFFSET_MS) / MS_MINUTE % (24 * 60);
	return arena_printf(mem, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

const char *
words_moment(struct arena *mem, int64_t ms, bool english)
{
	char day[DATE_SIZE];
	date_text(ms, day);
	return arena_printf(mem, "%s %s %s", words_hour(mem, ms), english ? "on" : "ngày", words_day(mem, day));
}

enum err
words_place(struct ctx *cx, int64_t unit_id, const char **out)
{
	struct unit unit;
	const char *text = NULL;
	for (int i = 0; unit_id && i <= PLACE_LEVELS; i++) {
		TRY(unit_get(cx, unit_id, &unit));
		if (strcmp(unit.level, "nation") == 0)
			break;
		if (strcmp(unit.level, "site") != 0)
			text = text ? arena_printf(cx->mem, "%s, %s", text, unit.name) : unit.name;
		unit_id = unit.parent_id;
	}
	*out = text;
	return OK;
}
