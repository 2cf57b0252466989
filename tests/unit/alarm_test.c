/* alarm_test: one open alarm per unit, kind and subject; who sees which; pages. */
#include "person_frame.h"

#include "alarm/alarm.h"

static size_t
listed(const struct unit *unit, const char *state, struct alarm **list)
{
	struct alarm_filter filter = { .state = state };
	size_t n = 0;
	CHECK_INT(alarm_list(cx, unit, &filter, list, &n), OK);
	return n;
}

static void
raise_at(const struct unit *unit, int64_t subject, const char *detail)
{
	CHECK_INT(alarm_raise(cx, unit->id, ALARM_LOOKUP_OUTSIDE, subject, detail), OK);
}

static void
an_alarm_is_open_once_until_it_is_cleared(void)
{
	struct alarm *list;
	begin();
	raise_at(&station, 7, "{\"n\":1}");
	cx->now += 1000;
	raise_at(&station, 7, "{\"n\":2}");
	CHECK_INT(listed(&station, NULL, &list), 1);
	CHECK_STR(list[0].detail, "{\"n\":2}");
	CHECK_STR(list[0].unit_name, station.name);
	CHECK_INT(list[0].seen_ms - list[0].raised_ms, 1000);
	raise_at(&station, 8, "{}");
	CHECK_INT(listed(&station, "open", &list), 2);
	CHECK_INT(alarm_clear(cx, station.id, ALARM_LOOKUP_OUTSIDE, 7), OK);
	CHECK_INT(alarm_clear(cx, station.id, ALARM_AUDIT_BROKEN, 8), OK); /* was never raised */
	CHECK_INT(listed(&station, NULL, &list), 1);
	CHECK_INT(list[0].subject_id, 8);
	CHECK_INT(listed(&station, "all", &list), 2);
	raise_at(&station, 7, "{}"); /* again: a new one, the old one stays in the history */
	CHECK_INT(listed(&station, NULL, &list), 2);
	CHECK_INT(listed(&station, "all", &list), 3);
	CHECK(list[0].cleared_ms == 0 && list[0].id > list[1].id);
	commit();
}

static void
it_is_seen_by_those_above(void)
{
	struct alarm *list;
	begin();
	raise_at(&station_far, 0, "{}");
	CHECK_INT(listed(&station, "open", &list), 2);
	CHECK_INT(listed(&phuc_xa, NULL, &list), 2);
	CHECK_INT(listed(&truc_bach, NULL, &list), 0);
	CHECK_INT(listed(&ha_noi, NULL, &list), 2);
	CHECK_INT(listed(&station_far, NULL, &list), 1);
	CHECK_INT(listed(&nation, NULL, &list), 3);
	struct unit new_province = unit_of("province", "96", "2025-08-01");
	CHECK(strncmp(far.path, new_province.path, strlen(new_province.path)) != 0);
	CHECK_INT(listed(&new_province, NULL, &list), 1); /* it took the old one over */
	commit();
}

static void
lists_come_in_pages(void)
{
	struct alarm *list;
	size_t n, seen = 0;
	begin();
	for (int64_t subject = 100; subject < 107; subject++)
		raise_at(&hospital, subject, "{}");
	struct alarm_filter filter = { .limit = 3 };
	do {
		CHECK_INT(alarm_list(cx, &hospital, &filter, &list, &n), OK);
		seen += n;
		filter.after_id = n ? list[n - 1].id : 0;
	} while (n == 3);
	CHECK_INT(seen, 7);
	filter.state = "closed";
	refused(alarm_list(cx, &hospital, &filter, &list, &n), ERR_INVALID, "alarm.state", "state");
	commit();
}

static void
cases(void)
{
	set_up();
	TEST(an_alarm_is_open_once_until_it_is_cleared);
	TEST(it_is_seen_by_those_above);
	TEST(lists_come_in_pages);
}

int
main(void)
{
	return person_main(cases);
}
