/* registration_test: states and their list, the order of a commune, what people are told, what the form's answers mean. */
#include "person_frame.h"

#include "demand_sql.h"
#include "registration/check.h"
#include "registration/demand.h"
#include "registration/history_form.h"
#include "registration/registration.h"
#include "registration/words.h"

#include <stdlib.h>

#define ALL_NO                                                                                                       \
	"{\"q1\":\"no\",\"q2\":\"no\",\"q3\":\"no\",\"q4\":\"no\",\"q5\":\"no\",\"q6\":\"no\",\"q7\":\"no\",\"q8\":" \
	"\"no\","                                                                                                    \
	"\"q9\":\"no\",\"q10\":\"no\",\"q11\":\"no\",\"q12\":\"no\"}"

static struct session clinic;

static struct person_in
resident(const char *name, const char *birth, const char *sex, const char *group)
{
	struct person_in in = someone(name, birth, sex);
	in.home_unit_id = phuc_xa.id;
	in.priority_group = group;
	return in;
}

static struct registration_in
wish(const char *answers)
{
	return (struct registration_in){ .answers = answers, .consent = true };
}

static struct registration
registered(const struct person *p)
{
	struct registration r = { 0 };
	struct registration_in in = wish(ALL_NO);
	bool fresh = false;
	CHECK_INT(registration_create(cx, p, &in, "self", NULL, &r, &fresh), OK);
	CHECK(fresh);
	return r;
}

static const char *
state_of(const struct person *p)
{
	struct registration r;
	bool open = false;
	CHECK_INT(registration_open(cx, p->id, &r, &open), OK);
	return open ? r.state : "none";
}

static struct status
status_of(const struct person *p)
{
	struct status s = { 0 };
	CHECK_INT(registration_status(cx, p, &s), OK);
	return s;
}

static int64_t
place_now(const struct person *p)
{
	return status_of(p).appointment_id;
}

/* Everybody of a list, in the order of ids, newest first. */
static size_t
on_list(const struct unit *unit, const char *show, struct waiting **list)
{
	size_t n = 0;
	struct waiting_filter filter = { .show = show };
	CHECK_INT(waiting_list(cx, unit, &filter, list, &n), OK);
	return n;
}

static struct appointment
placed(const struct person *p, const char *slot)
{
	struct appointment a = { 0 };
	CHECK_INT(appointment_create(cx, &clinic, p->id, slot, NULL, false, &a), OK);
	struct placement where = { clinic.unit_id, clinic.id, a.id, clinic.on_date, slot };
	CHECK_INT(registration_place(cx, p->id, place_now(p), &where), OK);
	return a;
}

static void
open_clinic(void)
{
	struct campaign *campaigns;
	size_t n;
	CHECK_INT(campaign_list(cx, &campaigns, &n), OK);
	struct slot hours[] = { { "07:30", "08:30", 50, 0 }, { "08:30", "09:30", 50, 0 } };
	struct session_in in = { .campaign_id = campaigns[0].id, .on_date = "2021-08-02", .slots = { hours, 2 } };
	CHECK_INT(session_create(cx, station.id, &in, &clinic), OK);
}

/* A dose on paper. */
static void
given(const struct person *p, const char *product, const char *on)
{
	struct dose d;
	struct dose_past in = {
		.uuid = uuid_new(frame_mem), .product_code = product, .given_on = on, .place = "nơi khác"
	};
	CHECK_INT(dose_enter(cx, station.id, p, &in, "retrospective", &d), OK);
}

static void
registers_once(void)
{
	struct waiting *list;
	struct registration_in in = wish(ALL_NO);
	bool fresh;
	begin();
	struct person lan = make(&station, resident("Nguyễn Thị Lan", "1950-02-03", "female", "9"));
	struct registration first = registered(&lan), again_;
	CHECK_STR(first.state, "waiting");
	CHECK_INT(strlen(first.code), 10);
	CHECK_INT(first.dose_number, 1);
	CHECK_STR(first.hospital, "age"); /* over 65 in August 2021 */
	CHECK_INT(registration_create(cx, &lan, &in, "organisation", "Công ty A", &again_, &fresh), OK);
	CHECK(!fresh);
	CHECK_INT(again_.id, first.id);
	CHECK_INT(on_list(&phuc_xa, NULL, &list), 1);
	CHECK_STR(list[0].name, "Nguyễn Thị Lan");
	CHECK(list[0].hospital && !list[0].acknowledged);
	struct search found;
	CHECK_INT(person_search(cx, &phuc_xa, first.code, &found), OK);
	CHECK(found.how == SEARCH_CODE && found.n == 1 && found.list[0].id == lan.id);
	CHECK_INT(registration_acknowledge(cx, phuc_xa.id, &lan.id, 1), OK);
	CHECK_INT(on_list(&phuc_xa, "new", &list), 0);
	CHECK_STR(status_of(&lan).code, "waiting");
	commit();
}

static void
places_and_releases(void)
{
	begin();
	struct person p = make(&station, resident("Trần Văn Đặt", "1985-05-05", "male", "13"));
	registered(&p);
	struct appointment a = placed(&p, "07:30");
	struct status s = status_of(&p);
	CHECK_STR(s.code, "placed");
	CHECK_STR(s.appointment_code, a.code);
	CHECK_STR(s.site_name, station.name);
	CHECK(strstr(s.vi, "07:30-08:30") && strstr(s.vi, "02/08/2021"));
	/* placed elsewhere without going back */
	CHECK_INT(appointment_cancel(cx, clinic.unit_id, a.id), OK);
	CHECK_STR(status_of(&p).code, "rescheduling");
	placed(&p, "08:30");
	CHECK_STR(status_of(&p).slot, "08:30");
	CHECK_INT(registration_release(cx, p.id, place_now(&p), "no_show", NULL), OK);
	CHECK_STR(state_of(&p), "waiting");
	CHECK_STR(status_of(&p).code, "missed");
	placed(&p, "08:30");
	CHECK_INT(registration_release(cx, p.id, place_now(&p), "deferred", "2021-08-20"), OK);
	s = status_of(&p);
	CHECK_STR(s.code, "deferred");
	CHECK_STR(s.earliest, "2021-08-20");
	placed(&p, "08:30");
	CHECK_INT(registration_release(cx, p.id, place_now(&p), "no_show", NULL), OK);
	CHECK_STR(state_of(&p), "waiting"); /* not in a row: they came in between */
	placed(&p, "08:30");
	CHECK_INT(registration_release(cx, p.id, place_now(&p), "cancelled", NULL),
		  OK); /* no fault of theirs, and no excuse */
	placed(&p, "08:30");
	CHECK_INT(registration_release(cx, p.id, place_now(&p), "no_show", NULL), OK);
	CHECK_STR(state_of(&p), "none");
	CHECK_STR(status_of(&p).code, "withdrawn");
	struct placement where = { clinic.unit_id, clinic.id, a.id, clinic.on_date, "07:30" };
	refused(registration_place(cx, p.id, 0, &where), ERR_CONFLICT, "registration.moved", NULL);
	registered(&p); /* and may ask again */
	CHECK_INT(registration_withdraw(cx, p.id, "tự rút"), OK);
	refused(registration_withdraw(cx, p.id, NULL), ERR_CONFLICT, "registration.moved", NULL);
	commit();
}

/* Who looked a moment ago, and acts on it, does not undo what happened meanwhile. */
static void
somebody_was_faster(void)
{
	begin();
	db_set_exact(cx->db, true);
	struct person p = make(&station, resident("Vũ Thị Kịp", "1986-06-06", "female", "13"));
	struct registration r = registered(&p);
	struct appointment first = placed(&p, "07:30");
	CHECK_INT(appointment_call_off(cx, clinic.unit_id, first.id), OK);
	refused(appointment_call_off(cx, clinic.unit_id, first.id), ERR_CONFLICT, "appointment.used", NULL);
	struct placement other = { clinic.unit_id, clinic.id, first.id + 1, clinic.on_date, "08:30" };
	CHECK_INT(registration_place(cx, p.id, first.id, &other), OK);
	refused(registration_release(cx, p.id, first.id, "cancelled", NULL), ERR_CONFLICT, "registration.moved", NULL);
	refused(registration_place(cx, p.id, first.id, &other), ERR_CONFLICT, "registration.moved", NULL);
	struct standing elsewhere = { truc_bach.id, p.id, r.id, "placed", other.appointment_id };
	refused(registration_place_known(cx, &elsewhere, &other), ERR_CONFLICT, "registration.moved", NULL);
	CHECK_STR(state_of(&p), "placed");
	CHECK_INT(registration_release(cx, p.id, other.appointment_id, "cancelled", NULL), OK);
	CHECK_STR(state_of(&p), "waiting");
	db_set_exact(cx->db, false);
	commit();
}

static void
a_series_goes_on(void)
{
	struct registration r;
	struct waiting *list;
	bool open;
	begin();
	struct person p = make(&station, resident("Lê Thị Tiếp", "1990-01-01", "female", "8"));
	registered(&p);
	given(&p, "astrazeneca", "2021-08-01");
	CHECK_INT(registration_dose_given(cx, p.id), OK);
	CHECK_INT(registration_dose_given(cx, p.id), OK); /* told twice */
	CHECK_INT(registration_open(cx, p.id, &r, &open), OK);
	CHECK(open);
	CHECK_STR(r.source, "next_dose");
	CHECK_INT(r.dose_number, 2);
	on_list(&phuc_xa, NULL, &list);
	CHECK_STR(list[0].last_product, "astrazeneca");
	CHECK_STR(list[0].not_before, "2021-09-26"); /* 8 weeks */
	CHECK(list[0].acknowledged);
	struct status s = status_of(&p);
	CHECK_STR(s.code, "next_dose_later");
	CHECK_STR(s.earliest, "2021-09-26");
	/* the dose was longer ago than the table thought: the registration follows */
	given(&p, "astrazeneca", "2021-05-01");
	CHECK_INT(registration_follow_person(cx, p.id), OK);
	CHECK_STR(state_of(&p), "none");
	CHECK_STR(status_of(&p).code, "complete");
	struct registration_in in = wish(ALL_NO);
	refused(registration_create(cx, &p, &in, "self", NULL, &r, &open), ERR_CONFLICT, "registration.complete", NULL);
	commit();
}

static void
a_walk_in_is_registered_for_the_next(void)
{
	begin();
	struct person p = make(&station, resident("Phạm Văn Vãng", "1970-01-01", "male", NULL));
	given(&p, "comirnaty", "2021-08-01");
	CHECK_STR(status_of(&p).code, "next_dose_open");
	CHECK_INT(registration_dose_given(cx, p.id), OK);
	CHECK_STR(state_of(&p), "waiting");
	struct person q = make(&station, someone("Phạm Văn Không Nhà", "1971-01-01", "male"));
	given(&q, "janssen", "2021-08-01");
	CHECK_INT(registration_dose_given(cx, q.id), OK);
	CHECK_STR(state_of(&q), "none"); /* one dose is all */
	commit();
}

static void
follows_a_move(void)
{
	struct waiting *list;
	struct warnings w = { 0 };
	begin();
	struct person p = make(&station, resident("Hoàng Thị Dời", "1988-08-08", "female", "15"));
	registered(&p);
	CHECK_INT(registration_acknowledge(cx, phuc_xa.id, &p.id, 1), OK);
	struct appointment a = placed(&p, "07:30");
	struct person_in in = {
		.home_unit_id = truc_bach.id, .priority_group = "9", .version = 0, .why = "chuyển nhà"
	};
	struct person was = again(&p), now;
	in.version = was.version;
	CHECK_INT(person_update(cx, p.id, &in,
				bit("home_unit_id") | bit("priority_group") | bit("version") | bit("why"), &now, &w),
		  OK);
	CHECK_INT(registration_follow_person(cx, p.id), OK);
	size_t n = on_list(&truc_bach, "new", &list);
	CHECK_INT(n, 1);
	CHECK_STR(list[0].priority_group, "9");
	CHECK_STR(list[0].state, "placed");
	CHECK_INT(list[0].appointment_id, a.id);
	for (size_t i = 0, m = on_list(&phuc_xa, NULL, &list); i < m; i++)
		CHECK(list[i].person_id != p.id);
	/* a paper dose comes to light: no appointment before its interval */
	given(&p, "astrazeneca", "2021-07-20");
	CHECK_INT(registration_follow_person(cx, p.id), OK);
	CHECK_STR(state_of(&p), "waiting");
	on_list(&truc_bach, NULL, &list);
	CHECK_INT(list[0].dose_number, 2);
	CHECK_STR(list[0].not_before, "2021-09-14");
	commit();
}

/* ---- how many wait ---- */

static struct demand
demand_in(const struct unit *unit)
{
	struct demand *list, sum = { 0 };
	size_t n;
	CHECK_INT(demand_of(cx, unit, &list, &n), OK);
	for (size_t i = 0; i < n; i++) {
		sum.waiting += list[i].waiting;
		sum.placed += list[i].placed;
		sum.unacknowledged += list[i].unacknowledged;
	}
	return sum;
}

/* All lists that changed; how many these were. */
static size_t
count_lists(void)
{
	size_t n, all = 0;
	struct demand_list *lists;
	int64_t after = 0;
	do {
		CHECK_INT(demand_count(cx, after, &lists, &n), OK);
		CHECK_INT(demand_keep(cx, lists, n), OK);
		if (n)
			after = lists[n - 1].unit_id;
		all += n;
	} while (n);
	return all;
}

static int64_t
recounted(void)
{
	struct registration_check check;
	struct buf told = buf_new(frame_mem);
	json_arr(&told);
	CHECK_INT(registration_recount(cx, &told, &check), OK);
	CHECK(check.lists > 0);
	return check.differing;
}

/* The same before a list is counted, and after; of the whole city and of what is right below it. */
static void
waits(const struct unit *unit, int64_t waiting, int64_t placed, int64_t unacknowledged)
{
	for (int counted = 0; counted < 2; counted++) {
		struct demand_below *below;
		struct demand d = demand_in(unit), city = demand_in(&ha_noi);
		size_t n;
		CHECK_INT(d.waiting, waiting);
		CHECK_INT(d.placed, placed);
		CHECK_INT(d.unacknowledged, unacknowledged);
		CHECK_INT(demand_below(cx, &ha_noi, &below, &n), OK);
		for (size_t i = 0; i < n; i++) {
			city.waiting -= below[i].first_dose + below[i].next_dose;
			city.placed -= below[i].placed;
			city.unacknowledged -= below[i].unacknowledged;
		}
		CHECK(!city.waiting && !city.placed && !city.unacknowledged);
		CHECK_INT(recounted(), 0);
		CHECK(counted || count_lists() > 0);
		CHECK_INT(count_lists(), 0);
	}
}

static void
demand_is_true_at_any_moment(void)
{
	struct warnings w = { 0 };
	begin();
	count_lists();
	const struct demand was = demand_in(&phuc_xa), there = demand_in(&truc_bach);
	struct person p = make(&station, resident("Vũ Thị Đếm", "1990-01-01", "female", "15"));
	registered(&p);
	waits(&phuc_xa, was.waiting + 1, was.placed, was.unacknowledged + 1);
	CHECK_INT(registration_acknowledge(cx, phuc_xa.id, &p.id, 1), OK);
	waits(&phuc_xa, was.waiting + 1, was.placed, was.unacknowledged);
	placed(&p, "07:30");
	waits(&phuc_xa, was.waiting, was.placed + 1, was.unacknowledged);
	CHECK_INT(registration_release(cx, p.id, place_now(&p), "no_show", NULL), OK);
	waits(&phuc_xa, was.waiting + 1, was.placed, was.unacknowledged);
	placed(&p, "07:30");
	struct person_in in = { .home_unit_id = truc_bach.id, .version = again(&p).version, .why = "chuyển nhà" };
	CHECK_INT(person_update(cx, p.id, &in, bit("home_unit_id") | bit("version") | bit("why"), &p, &w), OK);
	CHECK_INT(registration_follow_person(cx, p.id), OK);
	waits(&phuc_xa, was.waiting, was.placed, was.unacknowledged);
	placed(&p, "08:30"); /* so that the other list has changed, too */
	waits(&truc_bach, there.waiting, there.placed + 1, there.unacknowledged + 1);
	CHECK_INT(registration_release(cx, p.id, place_now(&p), "cancelled", NULL), OK);
	CHECK_INT(registration_withdraw(cx, p.id, "tự rút"), OK);
	waits(&truc_bach, there.waiting, there.placed, there.unacknowledged);
	commit();
}

/* What a manager sees is added up from what was counted; a wrong sum is found, and is gone with the next change. */
static void
demand_is_counted_once(void)
{
	struct demand_list *earlier, *later;
	size_t n;
	begin();
	count_lists();
	const struct demand was = demand_in(&phuc_xa);
	CHECK_INT(db_post(cx, sql_demand_put(phuc_xa.id, 7, "x", 5, 0, 0)), OK);
	CHECK_INT(demand_in(&phuc_xa).waiting, was.waiting + 5);
	CHECK_INT(recounted(), 1);
	CHECK_INT(db_post(cx, sql_demand_change(phuc_xa.id, 1)), OK);
	CHECK_INT(demand_in(&phuc_xa).waiting, was.waiting);
	CHECK_INT(count_lists(), 1);
	CHECK_INT(recounted(), 0);
	/* somebody registers between the counting and the keeping; and of two servers the one that counted earlier keeps last */
	CHECK_INT(db_post(cx, sql_demand_change(phuc_xa.id, 1)), OK);
	CHECK_INT(demand_count(cx, 0, &earlier, &n), OK);
	struct person p = make(&station, resident("Vũ Văn Giữa", "1991-01-01", "male", "15"));
	registered(&p);
	CHECK_INT(demand_count(cx, 0, &later, &n), OK);
	CHECK_INT(demand_keep(cx, later, n), OK);
	CHECK_INT(demand_keep(cx, earlier, n), OK);
	CHECK_INT(demand_in(&phuc_xa).waiting, was.waiting + 1);
	CHECK_INT(recounted(), 0);
	CHECK_INT(count_lists(), 0);
	CHECK_INT(db_post(cx, sql_demand_change(phuc_xa.id, 1)), OK);
	CHECK_INT(demand_count(cx, 0, &earlier, &n), OK);
	CHECK_INT(registration_withdraw(cx, p.id, NULL), OK);
	CHECK_INT(demand_keep(cx, earlier, n), OK);
	CHECK_INT(demand_in(&phuc_xa).waiting, was.waiting);
	CHECK_INT(count_lists(), 1);
	commit();
}

/* ---- order ---- */

static const char national_order[] = "{\"rules\":[]}";
static const char own_order[] = "{\"rules\":[{\"kind\":\"priority\",\"code\":\"96\",\"valid_from\":\"2021-03-08\","
				"\"valid_to\":null,\"source\":\"test\","
				"\"body\":{\"order\":[\"9/62\",[\"15\",\"1\"],\"9\"]}}]}";

static struct person
neighbour(const char *name, const char *birth, const char *group, const char *sub)
{
	struct person_in in = someone(name, birth, "male");
	in.home_unit_id = far.id; /* Cà Mau, province 96 */
	in.priority_group = group;
	in.priority_sub = sub;
	struct person p = make(&station_far, in);
	cx->now += 1000;
	registered(&p);
	return p;
}

static int64_t
place_of(const struct person *p)
{
	struct position where;
	bool found = false;
	CHECK_INT(registration_position(cx, p->id, &where, &found), OK);
	CHECK(found);
	CHECK_INT(where.all, 6);
	return where.ahead + 1;
}

static void
order_is_a_dated_rule(void)
{
	int64_t n;
	begin();
	CHECK_INT(rule_import(cx, national_order, sizeof national_order - 1, &n), OK);
	struct person trader = neighbour("Lý Văn Tự Do", "1940-01-01", "15", NULL);
	struct person nurse = neighbour("Lý Văn Y Tế", "1990-01-01", "1", NULL);
	struct person old = neighbour("Lý Văn Già", "1945-01-01", "9", NULL);
	struct person kidney = neighbour("Lý Văn Thận", "1980-01-01", "9", "62");
	struct person none = neighbour("Lý Văn Không Nhóm", "1930-01-01", NULL, NULL);
	struct person nurse_later = neighbour("Lý Văn Y Tá", "1990-01-01", "1", NULL);
	CHECK_INT(place_of(&nurse), 1);
	CHECK_INT(place_of(&nurse_later), 2);
	CHECK_INT(place_of(&old), 3);
	CHECK_INT(place_of(&kidney), 4);
	CHECK_INT(place_of(&trader), 5);
	CHECK_INT(place_of(&none), 6);
	CHECK_INT(rule_import(cx, own_order, sizeof own_order - 1, &n), OK);
	CHECK_INT(place_of(&kidney), 1);
	CHECK_INT(place_of(&trader), 2); /* equal rank with the nurses, and older */
	CHECK_INT(place_of(&nurse), 3);
	CHECK_INT(place_of(&nurse_later), 4);
	CHECK_INT(place_of(&old), 5);
	CHECK_INT(place_of(&none), 6);
	struct position where;
	bool found;
	CHECK_INT(registration_position(cx, old.id, &where, &found), OK);
	CHECK_STR(where.source, "test");
	CHECK_INT(where.rank, 3);
	CHECK_STR(where.vi,
		  arena_printf(frame_mem,
			       "Ông Lý Văn Già đứng thứ 5 trong 6 người đang chờ mũi 1 ở %s: nhóm 9 (thứ tự 3/3), sinh "
			       "năm 1945, đăng ký lúc 08:00 ngày 01/08/2021.",
			       far.name));
	commit();
}

/* ---- the form ---- */

static struct history_verdict
judged(const struct person *p, const char *answers, const char *on)
{
	struct history_verdict v = { 0 };
	hints = (struct warnings){ 0 };
	CHECK_INT(history_judge(cx, p, answers, on, false, &v, &hints), OK);
	return v;
}

static void
answers_are_judged(void)
{
	begin();
	struct person p = make(&station, resident("Đỗ Văn Khai", "1980-01-01", "male", NULL));
	struct history_verdict v;
	CHECK(!judged(&p, ALL_NO, "2021-08-01").hospital);
	CHECK_STR(judged(&p, "{\"q1\":\"yes\"}", "2021-08-01").hospital, "anaphylaxis");
	CHECK(hinted("history.anaphylaxis"));
	CHECK_STR(judged(&p, "{\"q7\":\"yes\"}", "2021-08-01").hospital, "chronic_progressive");
	CHECK(!judged(&p, "{\"q7\":\"yes\"}", "2021-09-10").hospital); /* the rule was lifted */
	CHECK(!judged(&p, "{\"q7\":\"unknown\"}", "2021-08-01").hospital);
	CHECK_STR(judged(&p, NULL, "2021-08-01").answers, "{}");
	refused(history_judge(cx, &p, "{\"q1\":\"no\"}", "2021-08-01", true, &v, NULL), ERR_INVALID,
		"registration.answers", "answers.q2");
	refused(history_judge(cx, &p, "{\"q1\":\"maybe\"}", "2021-08-01", false, &v, NULL), ERR_INVALID,
		"registration.answers", "answers.q1");
	refused(history_judge(cx, &p, "[1]", "2021-08-01", false, &v, NULL), ERR_INVALID, "registration.answers",
		"answers");
	p.birth_date = "1956-01-01"; /* 65: not over 65 */
	CHECK(!judged(&p, ALL_NO, "2021-08-01").hospital);
	p.birth_date = "1955-08-01";
	CHECK_STR(judged(&p, ALL_NO, "2021-08-01").hospital, "age");
	commit();
}

static void
what_is_refused_kindly(void)
{
	struct registration r;
	bool fresh;
	begin();
	struct person child = make(&station, resident("Bé Văn Con", "2008-01-01", "male", NULL));
	struct registration_in in = wish(ALL_NO);
	refused(registration_create(cx, &child, &in, "family", NULL, &r, &fresh), ERR_INVALID, "registration.guardian",
		"guardian_name");
	CHECK_INT(registration_create(cx, &child, &in, "organisation", "Trường B", &r, &fresh), OK);
	struct person adult = make(&station, resident("Bùi Văn Lớn", "1988-01-01", "male", NULL));
	in.consent = false;
	refused(registration_create(cx, &adult, &in, "self", NULL, &r, &fresh), ERR_INVALID, "registration.consent",
		"consent");
	in.consent = true;
	in.wished_on = "2021-07-31";
	refused(registration_create(cx, &adult, &in, "self", NULL, &r, &fresh), ERR_INVALID, "registration.wished_on",
		"wished_on");
	in.wished_on = "2021-08-10";
	in.wished_part = "night";
	refused(registration_create(cx, &adult, &in, "self", NULL, &r, &fresh), ERR_INVALID, "registration.wished_part",
		"wished_part");
	in.wished_part = "morning";
	struct person nowhere = make(&station, someone("Bùi Văn Không Nhà", "1988-01-01", "male"));
	refused(registration_create(cx, &nowhere, &in, "self", NULL, &r, &fresh), ERR_INVALID, "registration.home",
		"home_unit_id");
	CHECK_INT(registration_create(cx, &adult, &in, "self", NULL, &r, &fresh), OK);
	CHECK_STR(r.wished_part, "morning");
	commit();
}

static void
people_are_addressed(void)
{
	struct person p = { .name = "Nguyễn An", .birth_date = "1961-08-02", .birth_precision = "day", .sex = "male" };
	CHECK_STR(words_addressed(frame_mem, &p, FRAME_NOW), "Anh Nguyễn An"); /* 59 */
	p.birth_date = "1961-08-01";
	CHECK_STR(words_addressed(frame_mem, &p, FRAME_NOW), "Ông Nguyễn An");
	p.sex = "female";
	CHECK_STR(words_addressed(frame_mem, &p, FRAME_NOW), "Bà Nguyễn An");
	p.birth_date = "2010-01-01";
	CHECK_STR(words_addressed(frame_mem, &p, FRAME_NOW), "Em Nguyễn An");
	p.birth_date = "1990-01-01";
	p.sex = "unknown";
	CHECK_STR(words_addressed(frame_mem, &p, FRAME_NOW), "Nguyễn An");
	CHECK_STR(words_moment(frame_mem, FRAME_NOW, false), "08:00 ngày 01/08/2021");
}

static void
cases(void)
{
	set_up();
	begin();
	CHECK_INT(rule_seed(cx), OK);
	open_clinic();
	commit();
	TEST(registers_once);
	TEST(places_and_releases);
	TEST(somebody_was_faster);
	TEST(a_series_goes_on);
	TEST(a_walk_in_is_registered_for_the_next);
	TEST(follows_a_move);
	TEST(demand_is_true_at_any_moment);
	TEST(demand_is_counted_once);
	TEST(order_is_a_dated_rule);
	TEST(answers_are_judged);
	TEST(what_is_refused_kindly);
	TEST(people_are_addressed);
}

int
main(void)
{
	return person_main(cases);
}
