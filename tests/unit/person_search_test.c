/* People: how reception finds them. */
#include "person_frame.h"

static void
test_foreigner(void)
{
	struct person_in in = someone("王 小明", "1990-01-01", "male");
	begin();
	in.passport = "508123456"; /* digits only: nine of them, like a CMND */
	in.nationality = "US";
	in.home_unit_id = phuc_xa.id;
	struct person p = make(&station, in);
	CHECK(!hinted("passport.form"));
	CHECK(finds(&station, "508123456", p.id));
	CHECK(finds(&station, "王 小明", p.id));
	in.nationality = "VN";
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK(hinted("passport.form"));
	struct person_in cmnd = someone("Lý Chín Số", "1990", "male");
	cmnd.cmnd = "508123456"; /* another kind: no dispute */
	CHECK(!make(&station, cmnd).disputed);
	CHECK(!again(&p).disputed);
	commit();
}

static void
how(const struct unit *unit, const char *q, const char *want, int64_t id)
{
	struct search s = search(unit, q);
	CHECK_STR(search_how_name(s.how), want);
	bool found = in_list(s.list, s.n, id);
	CHECK(found);
	if (!found)
		printf("    by \"%s\"\n", q);
}

static void
test_search_kinds(void)
{
	struct person_in in = someone("Hoàng Đức Tìm", "1983-06-07", "male");
	begin();
	in.home_unit_id = phuc_xa.id;
	in.cccd = new_cccd("001083");
	in.cmnd = "083111222";
	in.military = "83111222";
	in.passport = "K8311122";
	in.insurance = "DN4798311122200";
	in.phone = "0831112223";
	in.guardian_phone = "0391112223";
	struct person p = make(&station, in);
	how(&station, in.cccd, "number", p.id);
	how(&station, "083 111 222", "number", p.id);
	how(&station, "83111222", "number", p.id);
	how(&station, "k8311122", "number", p.id);
	how(&station, "8311122200", "number", p.id);
	how(&station, "DN 4 79 8311122200", "number", p.id);
	how(&station, "0831112223", "phone", p.id);
	how(&station, "+84 83 111 2223", "phone", p.id);
	how(&station, "01231112223", "phone", p.id); /* the prefix of before 2018 */
	how(&station, "0391112223", "phone", p.id);
	how(&station, arena_printf(cx->mem, "%s||HOÀNG ĐỨC TÌM|07061983|Nam|Phúc Xá|10022021\n", in.cccd), "cccd_line",
	    p.id);
	how(&station, "001083999999|083111222|HOÀNG ĐỨC TÌM|07061983|Nam|Phúc Xá|10022021", "cccd_line", p.id);
	struct search s =
		search(&station, "001083999999||HOÀNG ĐỨC TÌM|07061983|Nam|Phúc Xá|10022021"); /* by name and birth */
	CHECK(s.has_card && s.n == 1 && s.list[0].id == p.id);
	CHECK_STR(s.list ? s.list[0].passport : NULL, "K8311122");
	CHECK_STR(s.list ? s.list[0].home_name : NULL, "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội");
	s = search(&station, "001083999999||HOÀNG ĐỨC TÌM|08061983|Nam|Phúc Xá|10022021");
	CHECK(s.has_card && s.n == 0);
	CHECK(!finds(&station_far, in.cccd, p.id) && !finds(&station_far, "0831112223", p.id) &&
	      !finds(&station_far, "hoang duc tim", p.id));
	struct search none;
	refused(person_search(cx, &station, "h", &none), ERR_INVALID, "search.too_short", "q");
	refused(person_search(cx, &station, "%", &none), ERR_INVALID, "search.too_short", "q");
	refused(person_search(cx, &station, "", &none), ERR_INVALID, "search.too_short", "q");
	refused(person_search(cx, &station, "ho\xff\xff", &none), ERR_INVALID, "text.encoding", "q");
	commit();
}

static void
test_search_code(void)
{
	struct person p;
	begin();
	p = make(&station_far, someone("Châu Có Hẹn", "1999", "female"));
	/* no module above is needed to write the slip's row */
	CHECK_INT(db_script(cx, arena_printf(cx->mem,
					     "INSERT INTO appointment_code (code, unit_id, appointment_id, person_id) "
					     "VALUES ('HK7M2Q9R', %lld, 7, %lld)",
					     (long long)station.id, (long long)p.id)),
		  OK);
	how(&station, "hk7m2q9r", "code", p.id);
	CHECK(!finds(&hospital, "HK7M2Q9R", p.id));
	commit();
}

static void
test_search_names(void)
{
	struct person_in in = someone("Nguyễn Thị Hoà", "1960", "female");
	begin();
	in.home_unit_id = truc_bach.id;
	struct person hoa = make(&station_far, in);
	in.name = "Nguyễn Hoà Thị Mận";
	in.birth_date = "1961";
	struct person man = make(&station_far, in);
	in.name = "Nguyễn Thị Hoàng Yến";
	struct person yen = make(&station_far, in);
	struct unit commune = truc_bach;
	CHECK(finds(&commune, "hòa", hoa.id) && finds(&commune, "HOÀ", man.id) &&
	      !finds(&commune, "hoa", yen.id));                                                /* whole words */
	CHECK(finds(&commune, "thi hoa", hoa.id) && !finds(&commune, "hoa nguyen", hoa.id));   /* in order */
	CHECK(finds(&commune, "nguyen hoa", hoa.id) && finds(&commune, "nguyen yen", yen.id)); /* words left out */
	in.name = "Thịnh Văn Hoà";                                                             /* begins like "thi" */
	CHECK(!finds(&commune, "thi hoa", make(&station_far, in).id));
	struct search s = search(&commune, "Nguyễn Thị Hoà");
	CHECK(s.n >= 1 && s.list[0].id == hoa.id);
	s = search(&commune, "hoa");
	CHECK(s.n >= 2 && s.list[0].id == hoa.id); /* the given name before a middle name */
	CHECK(finds(&commune, "nguyen thi hoa 1960", hoa.id) && !finds(&commune, "nguyen thi hoa 1961", hoa.id));
	/* a district looks from the beginning of the name, in every commune of it */
	CHECK(finds(&hospital, "nguyen thi hoa", hoa.id) && finds(&hospital, "nguyen hoa", man.id) &&
	      finds(&ha_noi, "Nguyễn Thị", yen.id));
	CHECK(!finds(&hospital, "hoa", hoa.id) && !finds(&station, "nguyen thi hoa", hoa.id));
	/* the entering unit has them on its books, by any word */
	CHECK(finds(&station_far, "hoa", hoa.id) && finds(&station_far, "nguyen thi hoa", hoa.id));
	struct person_in dd = someone("Đào Đình Đồng", "1960", "male");
	dd.home_unit_id = truc_bach.id;
	struct person dong = make(&station_far, dd);
	CHECK(finds(&commune, "dao dinh dong", dong.id) && finds(&commune, "ĐỒNG", dong.id));
	commit();
}

static void
cases(void)
{
	TEST(set_up);
	TEST(test_foreigner);
	TEST(test_search_kinds);
	TEST(test_search_code);
	TEST(test_search_names);
}

int
main(void)
{
	return person_main(cases);
}
