/* People: who may be the same, disputes over numbers, who may open whom, corrections. */
#include "person/alike.h"
#include "person_frame.h"

#include <pthread.h>

static const char *
similar(struct person_in in, int64_t id)
{
	struct person *list;
	const char **reasons;
	size_t n;
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK_INT(person_similar(cx, &in, 0, &list, &reasons, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return reasons[i];
	return "nobody";
}

static void
test_similar(void)
{
	struct person_in an = someone("Đặng Song An", "2008-03-04", "female");
	begin();
	an.home_unit_id = phuc_xa.id;
	an.cccd = new_cccd("001308");
	struct person p = make(&station, an);
	struct person_in twin = someone("Đặng Song Bình", "2008-03-04", "female");
	twin.home_unit_id = phuc_xa.id;
	CHECK_STR(similar(twin, p.id), "nobody");
	struct person_in other = an; /* same name and birth, another number: shown, and kept apart */
	other.cccd = new_cccd("001308");
	CHECK_STR(similar(other, p.id), "name_birth_sex");
	struct person two = make(&station, other);
	CHECK(two.id != p.id && !two.disputed && !again(&p).disputed);
	struct person_in by_number = someone("Người Khác Hẳn", "1970", "male");
	by_number.cccd = an.cccd;
	CHECK_STR(similar(by_number, p.id), "number");
	struct person_in year = someone("DANG SONG AN", "2008", "unknown");
	CHECK_STR(similar(year, p.id), "name_birth_sex");
	struct person_in home = someone("Đặng Song An", "2001", "female");
	CHECK_STR(similar(home, p.id), "nobody");
	home.home_unit_id = phuc_xa.id;
	CHECK_STR(similar(home, p.id), "name_home");
	home.home_unit_id = truc_bach.id;
	CHECK_STR(similar(home, p.id), "nobody");
	struct person *list;
	const char **reasons;
	size_t n;
	CHECK_INT(person_check(cx, &an, &hints), OK);
	CHECK_INT(person_similar(cx, &an, p.id, &list, &reasons, &n), OK);
	CHECK(!in_list(list, n, p.id));
	commit();
}

/* Whom a row of a list means by its number, name and birth date; 0: nobody. */
static int64_t
match(const struct person_in *in)
{
	struct candidates c;
	CHECK_INT(person_candidates(cx, in, &c), OK);
	const struct person *p = candidates_match(&c, in);
	return p ? p->id : 0;
}

/* Is p among those whom a row of a list may mean by name and birth date? */
static bool
may_mean(struct person_in in, const struct person *p)
{
	struct candidates c;
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK_INT(person_candidates(cx, &in, &c), OK);
	for (size_t i = 0; i < c.n; i++)
		if (c.list[i].id == p->id)
			return !c.by_number[i];
	return false;
}

static void
test_candidates(void)
{
	begin();
	struct person_in an = someone("Mạc Thị Ứng Viên", "1971-05-09", "female");
	an.home_unit_id = phuc_xa.id;
	an.phone = "0987000222";
	struct person p = make(&station, an);
	struct person_in in = someone("MẠC THỊ ỨNG VIÊN", "09/05/1971", "female");
	CHECK(!may_mean(in, &p)); /* neither home nor phone */
	in.phone = an.phone;
	CHECK(may_mean(in, &p));
	in.phone = NULL;
	in.home_unit_id = phuc_xa.id;
	CHECK(may_mean(in, &p));
	in.sex = "male";
	CHECK(!may_mean(in, &p));
	in.sex = "unknown";
	CHECK(may_mean(in, &p));
	in.birth_date = "10/05/1971";
	CHECK(!may_mean(in, &p));
	in.birth_date = "1971-05";
	CHECK(may_mean(in, &p));
	in.birth_date = "1971-06";
	CHECK(!may_mean(in, &p));
	in.birth_date = "1971";
	CHECK(may_mean(in, &p));
	/* the record knows less than the row */
	struct person_in year = an, month = an;
	year.birth_date = "1971";
	month.birth_date = "1971-05";
	struct person by_year = make(&station, year), by_month = make(&station, month);
	CHECK(may_mean(an, &by_year) && may_mean(an, &by_month) && may_mean(an, &p));
	an.birth_date = "1971-07-01";
	CHECK(may_mean(an, &by_year) && !may_mean(an, &by_month) && !may_mean(an, &p));
	commit();
}

static void
test_shared_phone(void)
{
	struct person first = { 0 };
	begin();
	for (int i = 0; i < 50; i++) {
		struct person_in in =
			someone(arena_printf(cx->mem, "Công Nhân %c%c", 'A' + i / 26, 'A' + i % 26), "1985", "female");
		in.phone = "0987000111";
		in.home_unit_id = phuc_xa.id;
		first = make(&station, in);
	}
	CHECK(!again(&first).disputed);
	struct search s = search(&station, "0987 000 111");
	CHECK_STR(search_how_name(s.how), "phone");
	CHECK_INT(s.n, PERSON_FOUND_MAX);
	struct person *list;
	size_t n;
	cx->why = "kiểm thử";
	CHECK_INT(person_find(cx, &station_far, "0987000111", &list, &n), OK);
	CHECK_INT(n, 0);
	struct person_in in = someone("Công Nhân AA", "1985", "female");
	in.phone = "0987000111";
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK_INT(match(&in), 0);
	commit();
}

/* Open dispute reviews of two people at a unit over a kind; looks by closing them, and takes that back. */
static size_t
reviews(const struct unit *unit, const struct person *a, const struct person *b, const char *detail)
{
	struct rows rows = { 0 };
	int64_t none = 0;
	CHECK_INT(db_savepoint(cx), OK);
	CHECK_INT(db_query(cx, sql_dispute_close(unit->id, a->id, b->id, detail, "test", &none, cx->now), &rows), OK);
	CHECK_INT(db_rollback_to(cx), OK);
	return rows.n;
}

static struct person
correct(const struct person *p, struct person_in in, uint64_t has)
{
	struct person out = { 0 };
	in.version = again(p).version;
	in.why = "xem lại giấy tờ";
	CHECK_INT(person_update(cx, p->id, &in, has | bit("version") | bit("why"), &out, &hints), OK);
	return out;
}

static void
test_dispute(void)
{
	static const char cccd_detail[] = "{\"kind\":\"cccd\"}";
	struct person_in in = someone("Phan Tranh Chấp", "1975-01-02", "male");
	begin();
	in.cccd = new_cccd("001075");
	in.insurance = "0175123456";
	struct person a = make(&station, in);
	CHECK(!a.disputed);
	struct person_in stranger = someone("Hồ Nhầm Số", "1975-09-09", "male");
	stranger.cccd = in.cccd;
	struct person b = make(&station_far, stranger);
	CHECK(b.disputed && again(&b).disputed && again(&a).disputed);
	CHECK_INT(reviews(&station_far, &a, &b, cccd_detail), 1);
	CHECK_INT(reviews(&station, &a, &b, cccd_detail), 1);
	CHECK_INT(reviews(&hospital, &a, &b, cccd_detail), 0);
	/* a third one: correcting b leaves the other two in dispute */
	struct person_in third = someone("Ngô Nhầm Nữa", "1976", "male");
	third.cccd = in.cccd;
	third.insurance = "DN4010175123456"; /* the same last ten digits */
	struct person c = make(&station, third);
	CHECK_INT(reviews(&station, &a, &c, "{\"kind\":\"insurance\"}"), 1);
	struct person_in fix = { .cccd = new_cccd("001075") };
	CHECK(!correct(&b, fix, bit("cccd")).disputed);
	CHECK(again(&a).disputed && again(&c).disputed);
	CHECK_INT(reviews(&station, &a, &b, cccd_detail) + reviews(&station_far, &a, &b, cccd_detail), 0);
	CHECK_INT(reviews(&station, &a, &c, cccd_detail), 1);
	/* one of two shared numbers corrected: still in dispute; both: over on both sides */
	CHECK(correct(&c, (struct person_in){ 0 }, bit("cccd")).disputed);
	CHECK(again(&a).disputed);
	CHECK(!correct(&c, (struct person_in){ .insurance = "0199000222" }, bit("insurance")).disputed);
	CHECK(!again(&a).disputed);
	CHECK_INT(reviews(&station, &a, &c, "{\"kind\":\"insurance\"}"), 0);
	/* and by correction into a dispute */
	CHECK(correct(&c, (struct person_in){ .cccd = in.cccd }, bit("cccd")).disputed);
	CHECK(again(&a).disputed);
	CHECK_INT(reviews(&station, &a, &c, cccd_detail), 1);
	/* the lock of a number does not outlive its transaction */
	bool left = true;
	CHECK_INT(db_claim(cx, sql_identity_unlock(in.cccd, "cccd"), &left), OK);
	CHECK(!left);
	commit();
}

/* CMND of twelve digits live on as CCCD; placeholders are nobody's. */
static void
test_keys(void)
{
	struct person_in old = someone("Bùi Số Cũ", "1985", "male"), fresh = someone("Bùi Số Cũ", "1985-07-01", "male");
	begin();
	old.cmnd = new_cccd("001085");
	fresh.cccd = old.cmnd;
	struct person a = make(&station, old);
	CHECK_INT(person_check(cx, &fresh, &hints), OK);
	CHECK_INT(match(&fresh), a.id);
	struct person_in nobody = someone("Bùi Không Số", "1985", "male");
	nobody.cccd = "000000000000";
	struct person x = make(&station, nobody), y = make(&station, nobody);
	CHECK(!again(&x).disputed && !again(&y).disputed);
	CHECK_STR(again(&y).cccd, "000000000000");
	commit();
}

static void
test_match(void)
{
	struct person_in in = someone("Đỗ Thị Thuỷ", "1988-10-11", "female");
	begin();
	in.cccd = new_cccd("001188");
	in.insurance = "HS4017912121212";
	struct person p = make(&station, in);
	struct person_in same = someone("ĐỖ THỊ THỦY", "11/10/1988", "female");
	same.insurance = "7912121212";
	CHECK_INT(person_check(cx, &same, &hints), OK);
	CHECK_INT(match(&same), p.id);
	struct person_in wrong = someone("Đỗ Thị Thu", "11/10/1988", "female"); /* number right, name of a stranger */
	wrong.cccd = in.cccd;
	CHECK_INT(person_check(cx, &wrong, &hints), OK);
	CHECK_INT(match(&wrong), 0);
	wrong = someone("Đỗ Thị Thuỷ", "12/10/1988", "female");
	wrong.cccd = in.cccd;
	CHECK_INT(person_check(cx, &wrong, &hints), OK);
	CHECK_INT(match(&wrong), 0);
	char *typo = arena_strdup(cx->mem, in.cccd);
	typo[11] = typo[11] == '9' ? '0' : (char)(typo[11] + 1);
	wrong = someone("Đỗ Thị Thuỷ", "11/10/1988", "female");
	wrong.cccd = typo;
	CHECK_INT(person_check(cx, &wrong, &hints), OK);
	CHECK_INT(match(&wrong), 0);
	struct person_in year = someone("Đỗ Thị Thuỷ", "1988", "female");
	year.cccd = in.cccd;
	CHECK_INT(person_check(cx, &year, &hints), OK);
	CHECK_INT(match(&year), p.id);
	commit();
}

static bool
opens(const struct unit *unit, const struct person *p)
{
	bool visible = false;
	struct person got;
	CHECK_INT(person_visible(cx, unit, p->id, &visible), OK);
	enum err err = person_open(cx, unit, p->id, &got);
	CHECK_INT(err, visible ? OK : ERR_NOT_FOUND);
	if (!visible)
		CHECK_STR(cx->problem.code, "person.unknown");
	cx->problem = (struct problem){ 0 };
	return visible;
}

static void
test_visible(void)
{
	struct person_in in = someone("Cao Thấy Được", "1966", "female");
	begin();
	in.home_unit_id = phuc_xa.id;
	in.cccd = new_cccd("001166");
	struct person p = make(&mobile, in);
	CHECK(opens(&mobile, &p) && opens(&station, &p) && opens(&hospital, &p) && opens(&phuc_xa, &p) &&
	      opens(&ba_dinh, &p));
	CHECK(opens(&ha_noi, &p) && opens(&nation, &p));
	CHECK(!opens(&truc_bach, &p) && !opens(&station_far, &p) && !opens(&far, &p));
	struct person nobody = { .id = 1 };
	CHECK(!opens(&nation, &nobody) && !opens(&station, &nobody));
	/* no home: only who entered them, and the nation */
	struct person q = make(&mobile, someone("Cao Không Nhà", "1966", "female"));
	CHECK(opens(&mobile, &q) && !opens(&hospital, &q) && !opens(&phuc_xa, &q) && opens(&nation, &q));
	CHECK_INT(person_link(cx, station_far.id, p.id), OK);
	CHECK(opens(&station_far, &p));
	/* provinces of 2025 hold the people of those that they took over */
	struct unit bac_kan = unit_of("province", "06", UNIT_ADDRESS_SET_ON),
		    thai_nguyen = unit_of("province", "19", "2025-07-01");
	in.home_unit_id = bac_kan.id;
	in.cccd = NULL;
	struct person r = make(&station, in);
	CHECK(opens(&thai_nguyen, &r) && opens(&bac_kan, &r) && !opens(&ha_noi, &r));
	CHECK(finds(&thai_nguyen, "cao thay", r.id) && !finds(&ha_noi, "cao thay", r.id));
	commit();
}

static void
test_find(void)
{
	struct person_in in = someone("Mai Ở Xa", "1958-12-30", "male");
	struct person *list;
	struct actor fresh = actor; /* whose quota no other case has used */
	size_t n;
	begin();
	fresh.staff_id = 77;
	cx->actor = &fresh;
	in.home_unit_id = far.id;
	in.cccd = new_cccd("096058");
	in.insurance = "HT3969600000777";
	struct person p = make(&station_far, in);
	cx->why = NULL;
	refused(person_find(cx, &station, in.cccd, &list, &n), ERR_INVALID, "field.required", "why");
	cx->why = "khách từ tỉnh khác";
	refused(person_find(cx, &station, "Mai Ở Xa", &list, &n), ERR_INVALID, "number.invalid", "number");
	CHECK(!opens(&station, &p) && !finds(&station, in.cccd, p.id) && !finds(&station, "Mai Ở Xa", p.id));
	CHECK_INT(person_find(cx, &station, "096 058 999999", &list, &n), OK);
	CHECK_INT(n, 0);
	CHECK_INT(person_find(cx, &station, "9600000777", &list, &n), OK);
	CHECK(n == 1 && list[0].id == p.id);
	CHECK_STR(n ? list[0].cccd : NULL, in.cccd);
	CHECK(opens(&station, &p) && finds(&station, in.cccd, p.id) && finds(&station, "Mai Ở Xa", p.id) &&
	      !opens(&hospital, &p));
	/* a grant never shortens what is there for good, and ends */
	CHECK_INT(person_find(cx, &station_far, in.cccd, &list, &n), OK);
	cx->now = FRAME_NOW + FIND_GRANT_HOURS * MS_HOUR;
	CHECK(!opens(&station, &p) && !finds(&station, "Mai Ở Xa", p.id));
	CHECK(opens(&station_far, &p));
	cx->now = FRAME_NOW;
	CHECK(opens(&station, &p));
	for (int i = 3; i < FIND_PER_DAY; i++)
		CHECK_INT(person_find(cx, &station, in.cccd, &list, &n), OK);
	refused(person_find(cx, &station, in.cccd, &list, &n), ERR_LIMIT, "lookup.quota", NULL);
	cx->now = FRAME_NOW + MS_DAY;
	CHECK_INT(person_find(cx, &station, in.cccd, &list, &n), OK);
	cx->now = FRAME_NOW;
	cx->actor = &actor;
	commit();
}

static void
test_update(void)
{
	struct person_in in = someone("Tạ Sửa Sai", "1991", "female");
	struct person out = { 0 };
	struct person_change *changes;
	struct person_number *numbers;
	size_t n;
	begin();
	in.phone = "0911000222";
	in.cccd = new_cccd("001191");
	in.note = "dòng một\ndòng hai";
	struct person p = make(&station, in);
	struct person_in patch = { .name = "Tạ Sửa Đúng", .birth_date = "21/05/1991", .version = p.version };
	uint64_t has = bit("version") | bit("name") | bit("birth_date") | bit("cccd") | bit("phone");
	refused(person_update(cx, p.id, &patch, has, &out, &hints), ERR_INVALID, "field.required", "why");
	patch.why = "nhập nhầm";
	patch.cccd = new_cccd("001191");
	refused(person_update(cx, p.id, &patch, bit("name"), &out, &hints), ERR_INVALID, "field.required", "version");
	CHECK_INT(person_update(cx, p.id, &patch, has | bit("why"), &out, &hints), OK);
	CHECK_STR(out.name, "Tạ Sửa Đúng");
	CHECK_STR(out.name_key, "ta sua dung");
	CHECK_STR(out.birth_date, "1991-05-21");
	CHECK_STR(out.birth_precision, "day");
	CHECK_STR(out.cccd, patch.cccd);
	CHECK_STR(out.note, "dòng một\ndòng hai");
	CHECK(!out.phone && out.version == p.version + 1);
	CHECK(!finds(&station, in.cccd, p.id) && finds(&station, patch.cccd, p.id) &&
	      !finds(&station, "0911000222", p.id));
	refused(person_update(cx, p.id, &patch, has, &out, &hints), ERR_CONFLICT, "person.moved", NULL);
	refused(person_update(cx, 1, &patch, has, &out, &hints), ERR_NOT_FOUND, "person.unknown", NULL);
	patch.version = p.version + 1;
	patch.name = NULL;
	CHECK_INT(db_savepoint(cx), OK);
	refused(person_update(cx, p.id, &patch, has, &out, &hints), ERR_INVALID, "field.required", "name");
	CHECK_INT(db_rollback_to(cx), OK);
	CHECK_INT(person_history(cx, p.id, &changes, &n), OK);
	CHECK_INT(n, 5); /* name, birth_date, birth_precision, cccd, phone */
	bool name = false, phone = false;
	for (size_t i = 0; i < n; i++) {
		CHECK_STR(changes[i].why, "nhập nhầm");
		CHECK_STR(changes[i].staff_name, "Vũ Thị Tiếp Đón");
		name = name ||
		       (strcmp(changes[i].field, "name") == 0 && strcmp(changes[i].old_value, "Tạ Sửa Sai") == 0 &&
			strcmp(changes[i].new_value, "Tạ Sửa Đúng") == 0);
		phone = phone || (strcmp(changes[i].field, "phone") == 0 &&
				  strcmp(changes[i].old_value, "0911000222") == 0 && !changes[i].new_value);
	}
	CHECK(name && phone);
	CHECK_INT(person_numbers(cx, p.id, &numbers, &n), OK);
	CHECK_INT(n, 1);
	/* a changed birth year changes what the structure check says of an unchanged number */
	correct(&p, (struct person_in){ .birth_date = "1990" }, bit("birth_date"));
	CHECK_INT(person_numbers(cx, p.id, &numbers, &n), OK);
	CHECK_STR(n ? numbers[0].warning : NULL, "year");
	CHECK_INT(person_claim(cx, p.id, NULL), OK);
	CHECK_INT(again(&p).version, p.version + 3);
	refused(person_claim(cx, 1, NULL), ERR_NOT_FOUND, "person.unknown", NULL);
	commit();
}

/* Two sessions enter the same number at the same time: neither can miss the other. */
struct racer {
	const char *cccd;
	int64_t id;
	enum err err;
};

static void *
race(void *arg)
{
	struct racer *r = arg;
	struct ctx mine = { .mem = arena_new(), .now = FRAME_NOW };
	struct person_in in = { .name = "Đua Thứ Hai", .birth_date = "1990", .sex = "male", .cccd = r->cccd };
	struct warnings w = { 0 };
	struct person p = { 0 };
	r->err = db_open(&mine, frame_url, TX_WRITE, &mine.db);
	if (r->err == OK)
		r->err = db_begin(&mine, TX_WRITE);
	if (r->err == OK)
		r->err = person_check(&mine, &in, &w);
	if (r->err == OK)
		r->err = person_create(&mine, station_far.id, &in, &p);
	if (r->err == OK)
		r->err = db_commit(&mine);
	r->id = p.id;
	db_close(mine.db);
	arena_free(mine.mem);
	return NULL;
}

static void
test_race(void)
{
	struct person_in in = someone("Đua Thứ Nhất", "1990", "male");
	struct racer other = { .cccd = new_cccd("001090"), .err = ERR_INTERNAL };
	pthread_t thread;
	in.cccd = other.cccd;
	begin();
	struct person p = make(&station, in);
	CHECK(!again(&p).disputed); /* also: everything queued has been carried out before the other one starts */
	CHECK_INT(pthread_create(&thread, NULL, race, &other), 0);
	usleep(300 * 1000);
	commit();
	pthread_join(thread, NULL);
	begin();
	CHECK_INT(other.err, OK);
	CHECK(again(&p).disputed && again(&(struct person){ .id = other.id }).disputed);
	commit();
}

static void
cases(void)
{
	TEST(set_up);
	TEST(test_similar);
	TEST(test_candidates);
	TEST(test_shared_phone);
	TEST(test_dispute);
	TEST(test_keys);
	TEST(test_match);
	TEST(test_visible);
	TEST(test_find);
	TEST(test_update);
	if (frame_pg)
		TEST(test_race);
}

int
main(void)
{
	return person_main(cases);
}
