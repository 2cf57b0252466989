/* planner_test: each rule of the planner in a case small enough to be seen through; then hundreds of small countries judged in
 * full by other means (plan_check.h), and proof that the judge sees what is wrong. */
#include "country.h"
#include "plan_check.h"
#include "planning/planner_parts.h"
#include "test.h"

static struct ctx cx;

/* ---- a country by hand ---- */

enum { MANY = 64, FAMILIES = 8 };
static struct plan_person people[MANY];
static struct plan_profile profiles[8];
static struct plan_commune communes[8];
static struct plan_site sites[8];
static struct plan_session sessions[16];
static struct plan_slot slots[MANY];
static struct plan_stock stock[MANY];
static uint32_t now[MANY];
static struct plan plan;
static struct plan_result result;

static const struct plan_window always = { INT16_MIN, INT16_MAX }, never = { 1, 0 };

/* Communes 0 and 1 in district 0, commune 2 in district 1, all in province 0; commune 3 in province 1. Profile 0: product 0 on
 * any day; profile 1: nothing; the others are filled by who needs them. */
static void
begin(void)
{
	static const uint32_t district[] = { 0, 0, 1, 2 }, province[] = { 0, 0, 0, 1 };
	memset(people, 0, sizeof people);
	memset(sites, 0, sizeof sites);
	memset(sessions, 0, sizeof sessions);
	memset(stock, 0, sizeof stock);
	for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
		for (int k = 0; k < PLAN_PRODUCTS_MAX; k++)
			profiles[i].product[k] = never;
	profiles[0].product[0] = always;
	for (int i = 0; i < 4; i++)
		communes[i] = (struct plan_commune){ district[i], province[i], PLAN_NO_PLACE, PLAN_NO_PLACE };
	plan = (struct plan){ .days = 10,
			      .reach = PLAN_OWN_PROVINCE,
			      .people = people,
			      .profiles = profiles,
			      .nprofiles = 8,
			      .communes = communes,
			      .ncommunes = 4,
			      .sites = sites,
			      .sessions = sessions,
			      .slots = slots,
			      .stock = stock,
			      .nfamilies = FAMILIES,
			      .ndistricts = 3,
			      .nprovinces = 2 };
}

static struct plan_site *
site(uint32_t commune)
{
	sites[plan.nsites] = (struct plan_site){ commune, PLAN_NO_PLACE, PLAN_NO_PLACE, false, false };
	return &sites[plan.nsites++];
}

static void
doses(uint32_t at, uint8_t product, uint32_t first, uint32_t next)
{
	stock[plan.nstock++] = (struct plan_stock){ at, first, product, PLAN_FIRST };
	stock[plan.nstock++] = (struct plan_stock){ at, next, product, PLAN_NEXT };
}

/* Hours from 8 o'clock on, so the fifth is the first of the afternoon. */
static struct plan_session *
session(uint32_t at, uint8_t day, uint8_t product, uint16_t hours, uint16_t places)
{
	struct plan_session *s = &sessions[plan.nsessions++];
	*s = (struct plan_session){
		.site = at, .slot = (uint32_t)plan.nslots, .nslots = hours, .day = day, .product = product, .pools = 3
	};
	for (uint16_t i = 0; i < hours; i++)
		slots[plan.nslots++] = (struct plan_slot){ places, (uint16_t)(60 * (8 + i)) };
	return s;
}

/* A site of a commune with plenty of product 0 and one session on day 0: n hours of so many places. */
static uint32_t
simple_site(uint32_t commune, uint16_t hours, uint16_t places)
{
	uint32_t at = (uint32_t)plan.nsites;
	site(commune);
	doses(at, 0, 1000, 1000);
	session(at, 0, 0, hours, places);
	return at;
}

static struct plan_person *
person(uint32_t commune)
{
	people[plan.npeople] = (struct plan_person){ .order = plan.npeople, .commune = commune };
	return &people[plan.npeople++];
}

static void
family(uint32_t number, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		person(0)->family = number;
}

/* Plans, and has the plan judged by the naive search. */
static void
make(void)
{
	struct verdict v;
	CHECK_INT(plan_make(&cx, &plan, &result), OK);
	v = check_plan(&plan, &result);
	CHECK_INT(v.all, 0);
	CHECK_STR(v.first, "");
}

/* "0 1 - 2": the slots of the people. */
static const char *
places(void)
{
	char *text = "";
	for (size_t i = 0; i < plan.npeople; i++)
		text = arena_printf(cx.mem, result.slot[i] == PLAN_NOWHERE ? "%s%s-" : "%s%s%u", text, i ? " " : "",
				    result.slot[i]);
	return text;
}

/* ---- whose turn, and where ---- */

static void
the_lower_order_comes_first(void)
{
	begin();
	simple_site(0, 1, 2);
	for (int i = 0; i < 4; i++)
		person(0);
	people[0].order = 9;
	people[1].order = UINT64_MAX;
	people[2].order = 9;
	people[3].order = 1;
	make();
	CHECK_STR(places(), "0 - - 0"); /* equal ones by index */
	CHECK_INT(result.taken[0], 2);
}

static void
own_commune_then_district_then_province(void)
{
	begin();
	simple_site(3, 1, 9); /* another province */
	simple_site(2, 1, 1); /* the province */
	simple_site(1, 1, 1); /* the district */
	simple_site(0, 1, 1); /* the commune */
	for (int i = 0; i < 4; i++)
		person(0);
	make();
	CHECK_STR(places(), "3 2 1 -");
	plan.reach = PLAN_OWN_DISTRICT;
	make();
	CHECK_STR(places(), "3 2 - -");
	plan.reach = PLAN_OWN_COMMUNE;
	make();
	CHECK_STR(places(), "3 - - -");
	CHECK_INT(result.why[1], PLAN_NO_ROOM);
}

static void
the_nearer_site_first_and_unknown_places_last(void)
{
	begin();
	for (int i = 0; i < 5; i++)
		simple_site(0, 1, 1);
	communes[0].latitude_e6 = 21000000;
	communes[0].longitude_e6 = 105000000;
	sites[0].latitude_e6 = 21000000, sites[0].longitude_e6 = 105100000; /* 0.0934 degrees of latitude away */
	sites[2].latitude_e6 = 21095000, sites[2].longitude_e6 = 105000000;
	sites[3].latitude_e6 = 20999000, sites[3].longitude_e6 = 105000000;
	for (int i = 0; i < 5; i++)
		person(0);
	make();
	CHECK_STR(places(), "3 0 2 1 4");
}

static void
neighbours_begin_at_different_sites(void)
{
	begin();
	for (int i = 0; i < 3; i++)
		simple_site(2, 1, 1);
	person(0);
	person(1);
	make();
	CHECK_STR(places(), "0 1"); /* commune 0 begins with number 0, commune 1 with number 1 */
}

/* ---- when ---- */

static void
the_earliest_day_within_the_window(void)
{
	begin();
	site(0);
	doses(0, 0, 9, 9);
	session(0, 7, 0, 1, 1);
	session(0, 5, 0, 1, 1);
	session(0, 2, 0, 1, 1);
	profiles[2].product[0] = (struct plan_window){ 3, 7 };
	profiles[3].product[0] = (struct plan_window){ -5, 2 };
	profiles[4].product[0] = (struct plan_window){ 8, 20 };
	static const uint32_t who[] = { 2, 4, 2, 3, 2, 3 };
	for (int i = 0; i < 6; i++)
		person(0)->profile = who[i];
	make();
	CHECK_STR(places(), "1 - 0 2 - -");
	CHECK_INT(result.why[1], PLAN_NO_SESSION);
	CHECK_INT(result.why[4], PLAN_NO_ROOM);
}

static void
the_product_must_be_allowed_on_that_very_day(void)
{
	begin();
	site(0);
	doses(0, 0, 9, 9);
	doses(0, 1, 9, 9);
	session(0, 1, 0, 1, 5);
	session(0, 2, 1, 1, 5);
	session(0, 4, 0, 1, 5);
	profiles[2].product[0] = (struct plan_window){ 3, 9 };
	profiles[2].product[1] = (struct plan_window){ 0, 1 };
	profiles[3].product[1] = (struct plan_window){ 0, 9 };
	person(0)->profile = 2;
	person(0)->profile = 3;
	make();
	CHECK_STR(places(), "2 1");
}

static void
the_wished_part_of_the_earliest_day(void)
{
	begin();
	site(0);
	doses(0, 0, 20, 20);
	session(0, 0, 0, 6, 1); /* four hours of the morning, two of the afternoon */
	session(0, 1, 0, 6, 1);
	static const uint8_t wish[] = { PLAN_AFTERNOON, PLAN_ANY,     PLAN_AFTERNOON, PLAN_AFTERNOON,
					PLAN_MORNING,   PLAN_MORNING, PLAN_MORNING };
	for (int i = 0; i < 7; i++)
		person(0)->part = wish[i];
	make();
	CHECK_STR(places(), "4 0 5 1 2 3 6"); /* the day before the wish */
}

static void
the_hour_that_starts_first_of_several_sessions(void)
{
	begin();
	site(0);
	doses(0, 0, 20, 20);
	doses(0, 1, 20, 20);
	session(0, 0, 0, 2, 1);
	session(0, 0, 1, 2, 1);
	session(0, 0, 0, 1, 1);
	profiles[0].product[1] = always;
	slots[0].start = 9 * 60 + 30;
	slots[1].start = 10 * 60 + 30;
	for (int i = 0; i < 5; i++)
		person(0);
	make();
	CHECK_STR(places(), "2 4 3 0 1");
}

/* ---- whether ---- */

static void
pools_have_their_own_doses_and_sessions(void)
{
	begin();
	site(0);
	doses(0, 0, 1, 2);
	session(0, 0, 0, 1, 9);
	session(0, 1, 0, 1, 9)->pools = 1 << PLAN_NEXT;
	session(0, 0, 0, 1, 9)->pools = 1 << PLAN_FIRST;
	static const uint8_t pools[] = { PLAN_NEXT, PLAN_NEXT, PLAN_NEXT, PLAN_FIRST, PLAN_FIRST };
	for (int i = 0; i < 5; i++)
		person(0)->pool = pools[i];
	make();
	CHECK_STR(places(), "0 0 - 0 -");
	CHECK_INT(result.why[2], PLAN_NO_DOSES);
	sessions[0].pools = 1 << PLAN_FIRST;
	make();
	CHECK_STR(places(), "1 1 - 0 -");
}

static void
who_needs_a_hospital_and_what_is_closed(void)
{
	begin();
	simple_site(0, 1, 1);
	simple_site(1, 1, 1);
	simple_site(2, 1, 1);
	sites[2].hospital = true;
	person(0)->hospital = true;
	person(0)->hospital = true;
	person(0);
	make();
	CHECK_STR(places(), "2 - 0");
	CHECK_INT(result.why[1], PLAN_NO_ROOM);
	sites[2].closed = true;
	sessions[0].closed = true;
	make();
	CHECK_STR(places(), "- - 1");
	CHECK_INT(result.why[0], PLAN_NO_HOSPITAL);
}

static void
everybody_is_told_why(void)
{
	begin();
	simple_site(0, 1, 1);
	stock[0].doses = 1;
	simple_site(2, 1, 3);
	stock[2].doses = 2;
	profiles[2].product[0] = (struct plan_window){ 4, 9 };
	for (int i = 0; i < 7; i++)
		person(0);
	people[1].profile = 1;
	people[2].profile = 2;
	people[3].hospital = true;
	make();
	CHECK_STR(places(), "0 - - - 1 1 -");
	CHECK_INT(result.why[1], PLAN_NO_PRODUCT);
	CHECK_INT(result.why[2], PLAN_NO_SESSION);
	CHECK_INT(result.why[3], PLAN_NO_HOSPITAL);
	CHECK_INT(result.why[6], PLAN_NO_DOSES);
	stock[0].doses = 2; /* one is left over at a full site */
	make();
	CHECK_INT(result.why[6], PLAN_NO_ROOM);
	CHECK_INT(result.whys[PLAN_PLACED], 3);
	CHECK_INT(result.changes[PLAN_NEW], 3);
}

/* ---- families ---- */

static void
a_family_goes_together_at_its_first_turn(void)
{
	begin();
	simple_site(0, 2, 3);
	slots[0].capacity = 2;
	family(1, 3);
	person(0);
	people[0].order = 5; /* the first is person 1 */
	make();
	CHECK_STR(places(), "1 1 1 0");
}

static void
a_family_that_fits_nowhere_goes_apart(void)
{
	begin();
	simple_site(0, 2, 2);
	family(1, 3);
	person(0);
	make();
	CHECK_STR(places(), "0 0 1 1");
	/* it would rather go to another district together */
	simple_site(2, 1, 3);
	make();
	CHECK_STR(places(), "2 2 2 0");
}

static void
a_family_suits_every_one_of_its_members(void)
{
	begin();
	uint32_t at = simple_site(0, 2, 4);
	session(at, 3, 0, 2, 4);
	session(at, 4, 0, 2, 4);
	profiles[2].product[0] = (struct plan_window){ 4, 9 };
	family(1, 2);
	people[1].profile = 2;
	people[1].pool = PLAN_NEXT;
	make();
	CHECK_STR(places(), "4 4");
	sessions[2].pools = 1 << PLAN_FIRST; /* the next dose is not given there */
	make();
	CHECK_STR(places(), "0 -");
	sessions[2].pools = 3;
	stock[1].doses = 0;
	make();
	CHECK_STR(places(), "0 -");
	CHECK_INT(result.why[1], PLAN_NO_DOSES);
	stock[1].doses = 1;
	people[1].hospital = true;
	uint32_t hospital = simple_site(2, 1, 4);
	sites[hospital].hospital = true;
	session(hospital, 9, 0, 1, 4);
	make();
	CHECK_STR(places(), "7 7");
}

static void
a_family_of_two_products_goes_apart(void)
{
	begin();
	site(0);
	doses(0, 0, 9, 9);
	doses(0, 1, 9, 9);
	session(0, 0, 0, 1, 9);
	session(0, 0, 1, 1, 9);
	profiles[2].product[1] = always;
	family(1, 2);
	people[1].profile = 2;
	make();
	CHECK_STR(places(), "0 1");
}

static void
a_family_with_the_doses_for_some_goes_apart(void)
{
	begin();
	simple_site(0, 1, 9);
	stock[0].doses = 2;
	family(1, 3);
	make();
	CHECK_STR(places(), "0 0 -");
}

static void
more_than_a_family_is_none(void)
{
	begin();
	simple_site(0, 1, 5);
	simple_site(1, 1, 60);
	family(1, PLAN_FAMILY_MAX + 1);
	make();
	CHECK_INT(result.taken[0], 5);
	CHECK_INT(result.taken[1], PLAN_FAMILY_MAX + 1 - 5);
	people[0].family = 0;
	make();
	CHECK_INT(result.taken[0], 1);
	CHECK_INT(result.taken[1], PLAN_FAMILY_MAX);
}

/* ---- planning again ---- */

static void
again(void)
{
	memcpy(now, result.slot, plan.npeople * sizeof *now);
	plan.now = now;
	make();
}

static void
nothing_has_changed_nobody_moves(void)
{
	begin();
	simple_site(0, 3, 2);
	simple_site(1, 3, 2);
	family(1, 2);
	for (int i = 0; i < 6; i++)
		person(0)->part = PLAN_MORNING;
	make();
	const char *before = places();
	person(0)->order = 0; /* a new one, before all others in the order: comes after those who have a place */
	now[plan.npeople - 1] = PLAN_NOWHERE;
	memcpy(now, result.slot, (plan.npeople - 1) * sizeof *now);
	plan.now = now;
	make();
	CHECK_STR(places(), arena_printf(cx.mem, "%s %d", before, 4));
	CHECK_INT(result.changes[PLAN_SAME], 8);
	CHECK_INT(result.changes[PLAN_NEW], 1);
	CHECK_INT(result.changes[PLAN_MOVED], 0);
}

static void
a_site_closes_its_people_move(void)
{
	begin();
	simple_site(0, 1, 3);
	simple_site(1, 2, 3);
	for (int i = 0; i < 6; i++)
		person(0);
	make();
	CHECK_STR(places(), "0 0 0 1 1 1");
	sites[0].closed = true;
	slots[2].capacity = 2;
	again();
	CHECK_STR(places(), "2 2 - 1 1 1");
	CHECK_INT(result.changes[PLAN_MOVED], 2);
	CHECK_INT(result.changes[PLAN_LOST], 1);
	CHECK_INT(result.changes[PLAN_SAME], 3);
}

static void
places_and_doses_become_fewer(void)
{
	begin();
	simple_site(0, 2, 3);
	for (int i = 0; i < 5; i++)
		person(0)->order = (uint64_t)(9 - i);
	make();
	CHECK_STR(places(), "1 1 0 0 0");
	slots[0].capacity = 1;
	again();
	CHECK_STR(places(), "1 1 - 1 0"); /* person 4 comes first and stays, 3 moves to the place that was free */
	stock[0].doses = 2;
	again();
	CHECK_STR(places(), "- - - 1 0");
	CHECK_INT(result.why[0], PLAN_NO_DOSES);
	stock[0].doses = 1000;
	slots[0].capacity = 3;
	again();
	CHECK_STR(places(), "1 0 0 1 0"); /* nobody who has a place moves to a better one */
}

static void
a_window_that_moves_and_a_place_that_is_gone(void)
{
	begin();
	uint32_t at = simple_site(0, 1, 5);
	session(at, 5, 0, 1, 5);
	person(0);
	person(0);
	make();
	CHECK_STR(places(), "0 0");
	profiles[2].product[0] = (struct plan_window){ 4, 9 };
	people[0].profile = 2;
	again();
	CHECK_STR(places(), "1 0");
	now[0] = now[1] = PLAN_GONE;
	make();
	CHECK_STR(places(), "1 0");
	CHECK_INT(result.changes[PLAN_MOVED], 2);
	plan.npeople = 1;
	sites[0].closed = true;
	make();
	CHECK_INT(result.changes[PLAN_LOST], 1);
}

static void
a_place_given_by_hand_stays_wherever_it_is(void)
{
	begin();
	simple_site(0, 1, 5);
	simple_site(3, 1, 5);
	person(0);
	person(0)->hospital = true;
	now[0] = now[1] = 1;
	plan.now = now;
	make();
	CHECK_STR(places(), "1 -");
}

static void
those_of_a_family_who_lose_their_place_go_together(void)
{
	begin();
	simple_site(0, 2, 4);
	simple_site(1, 1, 1);
	simple_site(1, 1, 2);
	family(1, 4);
	make();
	CHECK_STR(places(), "0 0 0 0");
	slots[0].capacity = 2;
	slots[1].capacity = 1;
	again();
	CHECK_STR(places(), "0 0 3 3");
}

/* ---- input that is wrong ---- */

#define REFUSED(statement, name)                                        \
	do {                                                            \
		refused_begin();                                        \
		statement;                                              \
		cx.problem = (struct problem){ 0 };                     \
		CHECK_INT(plan_make(&cx, &plan, &result), ERR_INVALID); \
		CHECK_STR(cx.problem.code, "planning.input");           \
		CHECK_STR(cx.problem.field, name);                      \
	} while (0)

static void
refused_begin(void)
{
	begin();
	simple_site(0, 2, 2);
	simple_site(1, 2, 2);
	person(0);
	person(0);
	now[0] = now[1] = PLAN_NOWHERE;
	plan.now = now;
	make();
}

static void
wrong_input_is_refused(void)
{
	REFUSED(plan.days = 0, "plan[0].days");
	REFUSED(plan.days = PLAN_DAYS_MAX + 1, "plan[0].days");
	REFUSED(plan.reach = PLAN_REACHES, "plan[0].reach");
	REFUSED(plan.npeople = (size_t)1 << 31, "people[2147483648].count");
	REFUSED(communes[1].district = 3, "communes[1].district");
	REFUSED(communes[1].province = 2, "communes[1].province");
	REFUSED(communes[1].province = 1, "communes[1].province"); /* its district lies in province 0 */
	REFUSED(communes[1].latitude_e6 = 0, "communes[1].place");
	REFUSED(sites[1].commune = 4, "sites[1].commune");
	REFUSED((sites[1].latitude_e6 = 90000001, sites[1].longitude_e6 = 0), "sites[1].place");
	REFUSED((sites[1].latitude_e6 = 0, sites[1].longitude_e6 = -180000001), "sites[1].place");
	REFUSED(sessions[1].site = 2, "sessions[1].site");
	REFUSED(sessions[1].day = 10, "sessions[1].day");
	REFUSED(sessions[1].product = PLAN_PRODUCTS_MAX, "sessions[1].product");
	REFUSED(sessions[1].pools = 0, "sessions[1].pools");
	REFUSED(sessions[1].pools = 4, "sessions[1].pools");
	REFUSED(sessions[1].nslots = PLAN_SLOTS_MAX + 1, "sessions[1].nslots");
	REFUSED(sessions[1].slot = 3, "sessions[1].slot");
	REFUSED(sessions[1].slot = UINT32_MAX, "sessions[1].slot");
	REFUSED(sessions[1].slot = 1, "sessions[1].slot"); /* of session 0 */
	REFUSED(slots[3].start = 24 * 60, "slots[3].start");
	REFUSED(slots[3].start = 0, "slots[3].start"); /* before slot 2 */
	REFUSED(stock[1].site = 2, "stock[1].site");
	REFUSED(stock[1].product = PLAN_PRODUCTS_MAX, "stock[1].product");
	REFUSED(stock[1].pool = PLAN_POOLS, "stock[1].pool");
	REFUSED(stock[1].pool = PLAN_FIRST, "stock[1].site"); /* twice */
	REFUSED(people[1].commune = 4, "people[1].commune");
	REFUSED(people[1].profile = 8, "people[1].profile");
	REFUSED(people[1].family = 9, "people[1].family");
	REFUSED(people[1].pool = PLAN_POOLS, "people[1].pool");
	REFUSED(people[1].part = PLAN_PARTS, "people[1].part");
	REFUSED(now[1] = 4, "now[1].slot");
	REFUSED(now[1] = PLAN_GONE - 1, "now[1].slot");
}

static void
nothing_at_all_is_a_plan(void)
{
	plan = (struct plan){ .days = 1 };
	CHECK_INT(plan_make(&cx, &plan, &result), OK);
	begin();
	person(0);
	make();
	CHECK_INT(result.why[0], PLAN_NO_SESSION);
	site(0);
	session(0, 0, 0, 0, 0); /* a session without hours */
	session(0, 9, 0, 2, 0); /* hours without places */
	make();
	CHECK_INT(result.why[0], PLAN_NO_DOSES);
	plan.days = PLAN_DAYS_MAX;
	sessions[1].day = PLAN_DAYS_MAX - 1;
	slots[1].capacity = 1;
	doses(0, 0, 1, 0);
	make();
	CHECK_STR(places(), "1");
}

/* ---- figures ---- */

static void
waiting_is_counted(void)
{
	struct plan_figures f;
	int32_t registered[12];
	uint8_t group[12];
	begin();
	uint32_t at = simple_site(0, 1, 5);
	session(at, 4, 0, 1, 6);
	for (int i = 0; i < 12; i++) {
		person(i == 11 ? 3 : 0);
		registered[i] = -i;
		group[i] = (uint8_t)(i % 2);
	}
	make();
	/* waits: 0 1 2 3 4, then 4 + 5 to 4 + 10; person 11 lives where there is no site */
	CHECK_INT(plan_figures(&cx, &plan, &result, registered, group, 2, &f), OK);
	CHECK_INT(f.all.placed, 11);
	CHECK_INT(f.all.nowhere, 1);
	CHECK_INT(f.all.days, 10 + 9 + 10 + 11 + 12 + 13 + 14);
	CHECK_INT(f.all.median, 9); /* number 6 of 11 */
	CHECK_INT(f.all.p90, 13);   /* number 10 of 11 */
	CHECK_INT(f.all.max, 14);
	CHECK_INT(f.communes[0].placed, 11);
	CHECK_INT(f.communes[3].nowhere, 1);
	CHECK_INT(f.communes[3].max, 0);
	CHECK_INT(f.groups[1].placed, 5); /* 1 3 9 11 13 */
	CHECK_INT(f.groups[1].nowhere, 1);
	CHECK_INT(f.groups[1].median, 9);
	CHECK_INT(f.groups[1].days, 37);
	registered[3] = 50; /* a wait may be below zero when a day was entered wrongly: the figures show it */
	CHECK_INT(plan_figures(&cx, &plan, &result, registered, NULL, 0, &f), OK);
	CHECK_INT(f.all.median, 9);
	CHECK_INT(f.all.days, 79 - 3 - 50);
	group[4] = 2;
	CHECK_INT(plan_figures(&cx, &plan, &result, registered, group, 2, &f), ERR_INVALID);
	registered[4] = INT32_MIN;
	CHECK_INT(plan_figures(&cx, &plan, &result, registered, NULL, 0, &f), ERR_INVALID);
}

static int
compare_i32(const void *a, const void *b)
{
	return *(const int32_t *)a < *(const int32_t *)b ? -1 : 1;
}

static void
figures_of_a_country_are_exact(void)
{
	struct country c;
	struct plan_figures f;
	country_make(cx.mem, 5000, 100, 3, &c);
	CHECK_INT(plan_make(&cx, &c.plan, &result), OK);
	CHECK_INT(plan_figures(&cx, &c.plan, &result, c.registered, c.group, COUNTRY_GROUPS, &f), OK);
	uint32_t *session_of = NEW(cx.mem, uint32_t, c.plan.nslots), placed = 0;
	for (uint32_t s = 0; s < c.plan.nsessions; s++)
		for (uint32_t k = 0; k < c.plan.sessions[s].nslots; k++)
			session_of[c.plan.sessions[s].slot + k] = s;
	for (int g = 0; g < COUNTRY_GROUPS; g++) {
		int32_t waits[5000];
		uint32_t n = 0, nowhere = 0;
		int64_t sum = 0;
		for (uint32_t i = 0; i < 5000; i++) {
			if (c.group[i] != g)
				continue;
			if (result.slot[i] == PLAN_NOWHERE) {
				nowhere++;
				continue;
			}
			waits[n++] = c.plan.sessions[session_of[result.slot[i]]].day - c.registered[i];
			sum += waits[n - 1];
		}
		qsort(waits, n, sizeof *waits, compare_i32);
		CHECK_INT(f.groups[g].placed, n);
		CHECK_INT(f.groups[g].nowhere, nowhere);
		CHECK_INT(f.groups[g].days, sum);
		CHECK_INT(f.groups[g].median, waits[(n - 1) / 2]);
		CHECK_INT(f.groups[g].p90, waits[(9 * n + 9) / 10 - 1]);
		CHECK_INT(f.groups[g].max, waits[n - 1]);
		placed += n;
	}
	CHECK_INT(f.all.placed, placed);
}

/* ---- many small countries ---- */

static uint64_t state;
static uint32_t
below(uint64_t limit)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((state >> 33) % limit);
}

static int32_t
somewhere(int32_t middle)
{
	return middle + (int32_t)below(5) * 20000; /* equal distances are frequent */
}

static void
random_places(void)
{
	plan.ncommunes = 1 + below(6);
	plan.ndistricts = 3;
	plan.nprovinces = 2;
	for (size_t i = 0; i < plan.ncommunes; i++) {
		uint32_t district = below(3);
		communes[i] = (struct plan_commune){ district, district == 2, PLAN_NO_PLACE, PLAN_NO_PLACE };
		if (below(4))
			communes[i].latitude_e6 = somewhere(16000000), communes[i].longitude_e6 = somewhere(108000000);
	}
	plan.nsites = below(8);
	for (size_t i = 0; i < plan.nsites; i++) {
		sites[i] = (struct plan_site){ below(plan.ncommunes), PLAN_NO_PLACE, PLAN_NO_PLACE, below(3) == 0,
					       below(8) == 0 };
		if (below(3))
			sites[i].latitude_e6 = somewhere(16000000), sites[i].longitude_e6 = somewhere(108000000);
	}
}

static void
random_sessions(void)
{
	plan.nsessions = plan.nslots = plan.nstock = 0;
	plan.days = below(4) ? 1 + below(5) : PLAN_DAYS_MAX;
	for (uint32_t n = plan.nsites ? below(16) : 0; n > 0; n--) {
		struct plan_session *s = session(below(plan.nsites), (uint8_t)below(plan.days), (uint8_t)below(3),
						 (uint16_t)below(4), 0);
		s->pools = (uint8_t)(1 + below(3));
		s->closed = below(10) == 0;
		uint16_t start = 420;
		for (uint16_t i = 0; i < s->nslots; i++, start = (uint16_t)(start + 120 * below(3)))
			slots[s->slot + i] = (struct plan_slot){ (uint16_t)below(8), start };
	}
	for (uint32_t i = 0; i < plan.nsites; i++)
		for (uint8_t product = 0; product < 3; product++)
			if (below(4))
				doses(i, product, below(30), below(12));
}

static void
random_people(void)
{
	for (size_t i = 0; i < plan.nprofiles; i++)
		for (int k = 0; k < 3; k++) {
			int16_t from = (int16_t)(below(plan.days + 2) - 2);
			profiles[i].product[k] =
				!below(3)  ? never
				: below(2) ? always
					   : (struct plan_window){ from, (int16_t)(from + (int)below(4)) };
		}
	plan.npeople = 0;
	for (uint32_t n = below(40); n > 0; n--) {
		struct plan_person *p = person(below(plan.ncommunes));
		p->order = below(20);
		p->profile = below(8);
		p->family = below(2) ? 1 + below(plan.nfamilies) : 0;
		p->pool = below(3) == 0;
		p->part = (uint8_t)below(3);
		p->hospital = below(6) == 0;
	}
}

static void
random_country(uint64_t seed)
{
	begin();
	state = seed;
	random_places();
	random_sessions();
	random_people();
	plan.reach = below(5) ? PLAN_OWN_PROVINCE : (enum plan_reach)below(3);
}

/* Something else than before, and everybody's place of now, some of them by hand. */
static void
random_harm(void)
{
	memcpy(now, result.slot, plan.npeople * sizeof *now);
	plan.now = now;
	for (size_t i = 0; i < plan.nsites; i++)
		sites[i].closed |= below(6) == 0;
	for (size_t i = 0; i < plan.nstock; i++)
		stock[i].doses -= below(3) ? 0 : below(stock[i].doses + 1);
	for (size_t i = 0; i < plan.nslots; i++)
		slots[i].capacity = (uint16_t)(slots[i].capacity - (below(3) ? 0 : below(slots[i].capacity + 1u)));
	for (size_t i = 0; i < plan.npeople; i++)
		if (below(10) == 0)
			now[i] = plan.nslots && below(2) ? below(plan.nslots) : PLAN_GONE;
	for (size_t i = 0; i < plan.npeople; i++)
		if (below(10) == 0)
			people[i].profile = below(8);
}

static void
small_countries_are_planned_rightly(void)
{
	enum { COUNTRIES = 1000 };
	size_t placed = 0, nowhere = 0, whole = 0, apart = 0, same = 0, moved = 0, lost = 0;
	for (uint64_t seed = 1; seed <= COUNTRIES; seed++) {
		random_country(seed);
		make();
		struct verdict v = check_plan(&plan, &result);
		placed += result.whys[PLAN_PLACED];
		nowhere += plan.npeople - result.whys[PLAN_PLACED];
		whole += v.families_whole;
		apart += v.families_apart;
		random_harm();
		make();
		same += result.changes[PLAN_SAME];
		moved += result.changes[PLAN_MOVED];
		lost += result.changes[PLAN_LOST];
		arena_reset(cx.mem);
	}
	printf("  %d countries: %zu placed, %zu nowhere, %zu families whole, %zu apart; again: %zu same, %zu moved, "
	       "%zu lost\n",
	       COUNTRIES, placed, nowhere, whole, apart, same, moved, lost);
	CHECK(placed > COUNTRIES && nowhere > COUNTRIES && whole > COUNTRIES / 10 && apart > COUNTRIES / 10 &&
	      moved > COUNTRIES / 10 && lost > COUNTRIES / 10);
}

static void
the_order_of_the_arrays_does_not_matter(void)
{
	static uint32_t before[MANY];
	for (uint64_t seed = 1; seed <= 100; seed++) {
		random_country(seed);
		for (size_t i = 0; i < plan.npeople; i++)
			people[i].order = people[i].order * MANY + i;
		make();
		for (size_t i = 0; i < plan.npeople; i++)
			before[people[i].order % MANY] = result.slot[i];
		for (size_t i = plan.npeople; i > 1; i--) {
			size_t j = below(i);
			struct plan_person p = people[i - 1];
			people[i - 1] = people[j];
			people[j] = p;
		}
		make();
		for (size_t i = 0; i < plan.npeople; i++)
			CHECK_INT(result.slot[i], before[people[i].order % MANY]);
		arena_reset(cx.mem);
	}
}

/* ---- the judge sees what is wrong ---- */

static struct country country;

static void
spoil_begin(size_t n)
{
	country_make(cx.mem, n, 100, 11, &country);
	CHECK_INT(plan_make(&cx, &country.plan, &result), OK);
}

static uint32_t
session_of(uint32_t slot)
{
	for (uint32_t s = 0; s < country.plan.nsessions; s++)
		if (slot - country.plan.sessions[s].slot < country.plan.sessions[s].nslots)
			return s;
	return UINT32_MAX;
}

static void
move(size_t i, uint32_t to)
{
	if (result.slot[i] != PLAN_NOWHERE)
		result.taken[result.slot[i]]--;
	result.slot[i] = to;
	result.taken[to]++;
}

/* The first person who has a place and answers to the question; there must be one. */
static size_t
someone(bool (*is)(size_t))
{
	for (size_t i = 0; i < country.plan.npeople; i++)
		if (result.slot[i] != PLAN_NOWHERE && is(i))
			return i;
	CHECK(!"there is somebody like that");
	return 0;
}

static void
judged(enum fault fault, const char *what)
{
	struct verdict v = check_plan(&country.plan, &result);
	if (!v.faults[fault]) {
		printf("  not seen: %s\n", what);
		CHECK(v.faults[fault]);
	}
}

static bool
anybody(size_t i)
{
	(void)i;
	return true;
}
static bool
alone(size_t i)
{
	return !country.plan.people[i].family;
}
static bool
in_a_family(size_t i)
{
	const struct plan_person *p = country.plan.people;
	return i + 1 < country.plan.npeople && p[i].family && p[i].family == p[i + 1].family &&
	       result.slot[i] == result.slot[i + 1];
}
static bool
in_a_hospital(size_t i)
{
	return country.plan.people[i].hospital && !country.plan.people[i].family;
}
static bool
from_a_later_day(size_t i)
{
	const struct plan_session *s = &country.plan.sessions[session_of(result.slot[i])];
	return country.plan.profiles[country.plan.people[i].profile].product[s->product].from >= 4;
}

/* A slot for the same product: anywhere or in no hospital, on that day (-1: any), closed or not. */
static uint32_t
another_slot(const struct plan_session *like, bool anywhere, int day, bool closed)
{
	for (uint32_t k = 0; k < country.plan.nsessions; k++) {
		const struct plan_session *s = &country.plan.sessions[k];
		bool shut = s->closed || country.plan.sites[s->site].closed;
		if (s->product == like->product && (anywhere || !country.plan.sites[s->site].hospital) &&
		    (day < 0 || s->day == day) && shut == closed)
			return s->slot;
	}
	CHECK(!"there is such a slot");
	return 0;
}

static const struct plan_session *
session_of_slot(uint32_t slot)
{
	return &country.plan.sessions[session_of(slot)];
}

static const struct plan_session *
session_of_person(size_t i)
{
	return session_of_slot(result.slot[i]);
}

static void
broken_limits_are_seen(void)
{
	spoil_begin(10000);
	CHECK_INT(check_plan(&country.plan, &result).all, 0);
	size_t i = someone(in_a_hospital);
	move(i, another_slot(session_of_person(i), false, -1, false));
	judged(FAULT_LIMIT, "somebody who needs a hospital elsewhere");
	spoil_begin(10000);
	i = someone(from_a_later_day);
	move(i, another_slot(session_of_person(i), true, 0, false));
	judged(FAULT_LIMIT, "before the window");
	spoil_begin(10000);
	i = someone(alone);
	move(i, another_slot(session_of_person(i), true, -1, true));
	judged(FAULT_LIMIT, "a closed session");
	spoil_begin(10000);
	uint32_t full = result.slot[someone(anybody)];
	for (size_t k = 0, more = 20; more > 0; k++)
		if (country.plan.people[k].profile == 0 && !country.plan.people[k].hospital)
			move(k, full), more--;
	judged(FAULT_LIMIT, "an hour with too many");
	spoil_begin(10000);
	struct plan_stock *less = (struct plan_stock *)(uintptr_t)country.plan.stock;
	for (size_t k = 0; k < country.plan.nstock; k++)
		less[k].doses /= 2;
	judged(FAULT_LIMIT, "doses that are not there");
	spoil_begin(10000);
	result.taken[0]++;
	judged(FAULT_SUM, "a wrong sum of an hour");
	result.taken[0]--;
	result.whys[PLAN_PLACED]++;
	judged(FAULT_SUM, "a wrong sum of reasons");
}

static void
broken_turns_are_seen(void)
{
	spoil_begin(10000);
	size_t i = someone(alone), j = i + 1;
	while (!alone(j) || result.slot[j] == PLAN_NOWHERE || result.slot[j] == result.slot[i])
		j++;
	uint32_t mine = result.slot[i];
	move(i, result.slot[j]);
	move(j, mine);
	judged(FAULT_TURN, "two who changed places");
	spoil_begin(10000);
	i = someone(alone);
	result.taken[result.slot[i]]--;
	result.slot[i] = PLAN_NOWHERE;
	result.why[i] = PLAN_NO_ROOM;
	judged(FAULT_TURN, "somebody nowhere for whom there was room");
	spoil_begin(10000);
	i = someone(in_a_family);
	for (uint32_t slot = result.slot[i] + 1;; slot++)
		if (result.taken[slot] < country.plan.slots[slot].capacity) {
			move(i, slot);
			break;
		}
	judged(FAULT_FAMILY, "a family torn apart");
	spoil_begin(10000);
	for (i = 0; result.slot[i] != PLAN_NOWHERE;)
		i++;
	result.why[i] = result.why[i] == PLAN_NO_ROOM ? PLAN_NO_DOSES : PLAN_NO_ROOM;
	judged(FAULT_WHY, "a wrong reason");
}

static void
needless_moves_are_seen(void)
{
	spoil_begin(10000);
	country.plan.now = result.slot;
	country_harm(cx.mem, &country);
	struct plan_result first = result;
	CHECK_INT(plan_make(&cx, &country.plan, &result), OK);
	CHECK_INT(check_plan(&country.plan, &result).all, 0);
	CHECK(result.changes[PLAN_MOVED] > 0);
	for (size_t i = 0; i < country.plan.npeople; i++) {
		if (result.slot[i] == PLAN_NOWHERE || result.slot[i] != first.slot[i])
			continue;
		uint32_t other = result.slot[i] + 1;
		if (result.taken[other] < country.plan.slots[other].capacity) {
			move(i, other);
			break;
		}
	}
	judged(FAULT_KEPT, "somebody moved although their place was still good");
}

/* ---- larger ones ---- */

static size_t
without_their_old_place(void)
{
	CHECK_INT(plan_make(&cx, &country.plan, &result), OK);
	CHECK_INT(check_plan(&country.plan, &result).all, 0);
	return result.changes[PLAN_MOVED] + result.changes[PLAN_LOST];
}

/* One thing changes: by how many people are there too many now? So many lose their place, and nobody else. */
static void
exactly_those_whose_place_is_gone_move(void)
{
	size_t gone = 0;
	spoil_begin(10000);
	struct plan_result first = result;
	const struct plan before = country.plan;
	country.plan.now = first.slot;
	struct plan_site *shut = NEW(cx.mem, struct plan_site, before.nsites);
	memcpy(shut, before.sites, before.nsites * sizeof *shut);
	for (size_t i = 0; i < before.nsites; i += 7)
		shut[i].closed = true;
	country.plan.sites = shut;
	for (size_t i = 0; i < before.npeople; i++)
		gone += first.slot[i] != PLAN_NOWHERE && session_of_slot(first.slot[i])->site % 7 == 0;
	CHECK(gone > 500);
	CHECK_INT(without_their_old_place(), gone);

	struct plan_slot *fewer = NEW(cx.mem, struct plan_slot, before.nslots);
	memcpy(fewer, before.slots, before.nslots * sizeof *fewer);
	gone = 0;
	for (size_t i = 0; i < before.nslots; i += 3) {
		fewer[i].capacity = (uint16_t)(fewer[i].capacity / 2);
		gone += first.taken[i] > fewer[i].capacity ? first.taken[i] - fewer[i].capacity : 0;
	}
	country.plan.sites = before.sites;
	country.plan.slots = fewer;
	CHECK(gone > 500);
	CHECK_INT(without_their_old_place(), gone);

	struct plan_stock *less = NEW(cx.mem, struct plan_stock, before.nstock);
	memcpy(less, before.stock, before.nstock * sizeof *less);
	gone = 0;
	for (size_t k = 0; k < before.nstock; k += 5) {
		uint32_t given = 0;
		less[k].doses /= 2;
		for (size_t i = 0; i < before.npeople; i++) {
			const struct plan_session *s =
				first.slot[i] == PLAN_NOWHERE ? NULL : session_of_slot(first.slot[i]);
			given += s && s->site == less[k].site && s->product == less[k].product &&
				 before.people[i].pool == less[k].pool;
		}
		gone += given > less[k].doses ? given - less[k].doses : 0;
	}
	country.plan.slots = before.slots;
	country.plan.stock = less;
	CHECK(gone > 100);
	CHECK_INT(without_their_old_place(), gone);
}

static void
a_province_is_planned_rightly(void)
{
	double looks[2];
	for (int k = 0; k < 2; k++) {
		size_t n = k ? 100000 : 10000;
		country_make(cx.mem, n, 100, 5, &country);
		CHECK_INT(plan_make(&cx, &country.plan, &result), OK);
		looks[k] = (double)result.looks / (double)n;
		struct verdict v = check_plan(&country.plan, &result);
		CHECK_INT(v.all, 0);
		CHECK_STR(v.first, "");
		struct plan_result first = result;
		country.plan.now = first.slot;
		country_harm(cx.mem, &country);
		CHECK_INT(plan_make(&cx, &country.plan, &result), OK);
		CHECK_INT(check_plan(&country.plan, &result).all, 0);
		printf("  %zu people: %.1f sites looked at for each, %zu placed, %zu families whole, %zu apart; again: "
		       "%zu moved\n",
		       n, looks[k], first.whys[PLAN_PLACED], v.families_whole, v.families_apart,
		       result.changes[PLAN_MOVED]);
		arena_reset(cx.mem);
	}
	CHECK(looks[1] < 20); /* the search does not grow with the people: 2 to 7 whatever their number */
}

static void
scarcity_is_no_more_work(void)
{
	country_make(cx.mem, 50000, 10, 5, &country);
	CHECK_INT(plan_make(&cx, &country.plan, &result), OK);
	CHECK(result.whys[PLAN_NO_ROOM] > 25000);
	CHECK((double)result.looks / 50000 < 20);
	CHECK_INT(check_plan(&country.plan, &result).all, 0);
}

static void
keys_are_sorted(void)
{
	enum { N = 5000 };
	uint64_t *keys = NEW(cx.mem, uint64_t, N), *copy = NEW(cx.mem, uint64_t, N);
	uint32_t *indexes = NEW(cx.mem, uint32_t, N);
	state = 1;
	for (int shift = 0; shift < 64; shift += 9) {
		for (size_t i = 0; i < N; i++)
			copy[i] = keys[i] = (uint64_t)below(1000) << shift;
		plan_sort(keys, indexes, N);
		for (size_t i = 0; i < N; i++)
			CHECK_INT(keys[i], copy[indexes[i]]);
		for (size_t i = 1; i < N; i++)
			CHECK(keys[i - 1] < keys[i] || (keys[i - 1] == keys[i] && indexes[i - 1] < indexes[i]));
	}
	plan_sort(keys, indexes, 0);
}

int
main(void)
{
	cx = (struct ctx){ .mem = arena_new() };
	TEST(the_lower_order_comes_first);
	TEST(own_commune_then_district_then_province);
	TEST(the_nearer_site_first_and_unknown_places_last);
	TEST(neighbours_begin_at_different_sites);
	TEST(the_earliest_day_within_the_window);
	TEST(the_product_must_be_allowed_on_that_very_day);
	TEST(the_wished_part_of_the_earliest_day);
	TEST(the_hour_that_starts_first_of_several_sessions);
	TEST(pools_have_their_own_doses_and_sessions);
	TEST(who_needs_a_hospital_and_what_is_closed);
	TEST(everybody_is_told_why);
	TEST(a_family_goes_together_at_its_first_turn);
	TEST(a_family_that_fits_nowhere_goes_apart);
	TEST(a_family_suits_every_one_of_its_members);
	TEST(a_family_of_two_products_goes_apart);
	TEST(a_family_with_the_doses_for_some_goes_apart);
	TEST(more_than_a_family_is_none);
	TEST(nothing_has_changed_nobody_moves);
	TEST(a_site_closes_its_people_move);
	TEST(places_and_doses_become_fewer);
	TEST(a_window_that_moves_and_a_place_that_is_gone);
	TEST(a_place_given_by_hand_stays_wherever_it_is);
	TEST(those_of_a_family_who_lose_their_place_go_together);
	TEST(wrong_input_is_refused);
	TEST(nothing_at_all_is_a_plan);
	TEST(waiting_is_counted);
	TEST(figures_of_a_country_are_exact);
	TEST(small_countries_are_planned_rightly);
	TEST(the_order_of_the_arrays_does_not_matter);
	TEST(broken_limits_are_seen);
	TEST(broken_turns_are_seen);
	TEST(needless_moves_are_seen);
	TEST(exactly_those_whose_place_is_gone_move);
	TEST(keys_are_sorted);
	TEST(a_province_is_planned_rightly);
	TEST(scarcity_is_no_more_work);
	arena_free(cx.mem);
	return test_end();
}
