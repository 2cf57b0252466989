/* intake_test: headers, places by name and code, rows of PL1, look-up tables. */
#include "base/clock.h"
#include "base/fold.h"
#include "intake/intake_parts.h"
#include "test.h"

static struct arena *mem;
static struct ctx cx;

static struct sheet_row
row_of(int64_t number, const char *const *cells, size_t n)
{
	return (struct sheet_row){ .number = number, .n = n, .cell = cells };
}

/* "a|b||c" as a row */
static struct sheet_row
split(int64_t number, const char *text)
{
	const char **cells = NEW(mem, const char *, 64);
	size_t n = 0;
	for (;;) {
		size_t len = strcspn(text, "|");
		cells[n++] = arena_strndup(mem, text, len);
		if (!text[len])
			break;
		text += len + 1;
	}
	return row_of(number, cells, n);
}

/* The heading of the form, in its two rows. */
static const char upper[] =
	"#|Họ và tên (*)|Ngày sinh dạng dd/mm/yyyy (*)|Giới tính (*)|Mã nhóm đối tượng ưu tiên (*)|Đơn vị công tác|"
	"Số điện thoại(*)|Số CMT/CCCD|Số thẻ bảo hiểm y tế|Nơi ở tạm trú (hiện tại) (*)|||||||Tên vắc xin (*)|Mũi "
	"1|||Tên vắc xin (*)|"
	"Mũi 2|||Ghi chú|Kết quả import";
static const char lower[] = "|||||||||Tỉnh/Thành phố|Mã Tỉnh/Thành phố (*)|Quận/Huyện|Mã Quận/Huyện (*)|Xã/Phường|Mã "
			    "Xã/Phường (*)|Địa chỉ chi tiết||"
			    "Ngày tiêm|Lô vắc xin(*)|Địa điểm tiêm (*)||Ngày tiêm|Lô vắc xin(*)|Địa điểm tiêm (*)";
static const char single[] =
	"Họ và tên|Ngày sinh|Giới tính|Mã nhóm|Đơn vị công tác|Số điện thoại|Số CCCD|Số thẻ BHYT|Tỉnh|Mã tỉnh|Huyện|Mã "
	"huyện|Xã|"
	"Mã xã|Địa chỉ|Tên vắc xin|Ngày tiêm|Lô|Địa điểm|Tên vắc xin|Ngày tiêm|Lô|Địa điểm|Ghi chú";

static bool
find(enum intake_kind kind, const char *head, const char *below, struct columns *out, enum err *err)
{
	struct sheet_row a = split(7, head), b = split(8, below ? below : "");
	cx.problem = (struct problem){ 0 };
	*err = OK;
	return columns_find(&cx, mem, kind, &a, below ? &b : NULL, out, err);
}

static void
header_of_the_form(void)
{
	struct columns c;
	enum err err;
	CHECK(find(INTAKE_PEOPLE, upper, lower, &c, &err));
	CHECK_INT(err, OK);
	CHECK(c.two_rows);
	CHECK_INT(c.at[PL1_NAME], 1);
	CHECK_INT(c.at[PL1_NOTE], 24);
	CHECK_STR(c.titles[17], "Ngày tiêm");
	CHECK_STR(c.titles[16], "Tên vắc xin (*)");
}

static void
header_in_one_row_without_number(void)
{
	struct columns c;
	enum err err;
	CHECK(find(INTAKE_PEOPLE, single, "Lê Thị Hoa|1990|1", &c, &err));
	CHECK_INT(err, OK);
	CHECK(!c.two_rows);
	CHECK_INT(c.at[PL1_NAME], 0);
	CHECK_INT(c.at[PL1_DOSE2_SITE], 22);
}

static void
header_that_is_none(void)
{
	struct columns c;
	enum err err;
	CHECK(!find(INTAKE_PEOPLE, "Họ và tên phải viết như trên giấy tờ", NULL, &c, &err));
	CHECK(!find(INTAKE_PEOPLE, "", NULL, &c, &err));
	CHECK(!find(INTAKE_SITES, upper, lower, &c, &err));
}

static void
header_with_columns_missing(void)
{
	struct columns c;
	enum err err;
	CHECK(find(INTAKE_PEOPLE, "#|Họ và tên|Ngày sinh|Mã nhóm|Đơn vị công tác|Số điện thoại", NULL, &c, &err));
	CHECK_INT(err, ERR_INVALID);
	CHECK_STR(cx.problem.code, "import.columns");
	CHECK(strstr(cx.problem.vi, "thiếu cột: 3 Giới tính, 7 Số CMT/CCCD") != NULL);
	CHECK(strstr(cx.problem.vi, "4 Mã nhóm") == NULL);
}

static void
header_in_another_order(void)
{
	struct columns c;
	enum err err;
	const char *swapped = arena_printf(mem, "Họ và tên|Giới tính|Ngày sinh|%s", strstr(single, "Mã nhóm"));
	CHECK(find(INTAKE_PEOPLE, swapped, NULL, &c, &err));
	CHECK_INT(err, ERR_INVALID);
	CHECK(strstr(cx.problem.vi, "thứ tự của biểu mẫu: 2 Ngày sinh, 3 Giới tính.") != NULL);
}

static void
headers_of_sites_and_units(void)
{
	struct columns c;
	enum err err;
	CHECK(find(INTAKE_SITES, "Tỉnh|Huyện|Xã|Mã cơ sở khám chữa bệnh|Tên cơ sở", NULL, &c, &err) && err == OK);
	CHECK_INT(c.at[PL4_CODE], 3);
	CHECK(find(INTAKE_SITES, "province_name,x|district_name|commune_name|facility_code|facility_name", NULL, &c,
		   &err) &&
	      err == OK);
	CHECK(find(INTAKE_UNITS, "Tên Tỉnh|Mã Tỉnh|Tên Quận|Mã Quận|Tên Xã|Mã Xã", NULL, &c, &err) && err == OK);
	CHECK_INT(c.at[PL3_PROVINCE], 0);
	CHECK_INT(c.at[PL3_PROVINCE_CODE], 1);
	CHECK(find(INTAKE_UNITS, "Mã Tỉnh|Mã Quận|Mã Xã", NULL, &c, &err));
	CHECK_INT(err, ERR_INVALID);
}

/* ---- places ---- */

static void
add(struct places *p, int64_t id, int64_t above, enum place_level level, const char *code, const char *name)
{
	place_add(p, &(struct place){
			     .id = id, .parent_id = above, .level = level, .code = code, .name = name, .path = "/" });
}

static void
some_places(struct places *p)
{
	places_init(p, mem);
	add(p, 1, 0, PLACE_NATION, "VN", "Việt Nam");
	add(p, 2, 1, PLACE_PROVINCE, "01", "Thành phố Hà Nội");
	add(p, 3, 1, PLACE_PROVINCE, "38", "Tỉnh Thanh Hóa");
	add(p, 4, 2, PLACE_DISTRICT, "020", "Huyện Thanh Trì");
	add(p, 5, 3, PLACE_DISTRICT, "385", "Huyện Quan Hóa");
	add(p, 6, 4, PLACE_COMMUNE, "00658", "Xã Tứ Hiệp");
	add(p, 7, 4, PLACE_COMMUNE, "00640", "Thị trấn Văn Điển");
	add(p, 8, 4, PLACE_COMMUNE, "00641", "Xã Văn Điển");
	add(p, 9, 4, PLACE_COMMUNE, "00642", "Phường 1");
	add(p, 10, 3, PLACE_DISTRICT, "471", "Huyện Đảo Xa");
	add(p, 11, 6, PLACE_SITE, "01G12", "TYT xã Tứ Hiệp");
	add(p, 12, 6, PLACE_SITE, "01003", "Bệnh viện Thử");
	places_commit(p);
}

static int64_t
named(const struct places *p, int64_t above, const char *name)
{
	const struct place *e = place_by_name(p, mem, above, name);
	return e ? e->id : 0;
}

static void
places_by_name(void)
{
	struct places p;
	some_places(&p);
	CHECK_INT(named(&p, 1, "Hà Nội"), 2);
	CHECK_INT(named(&p, 1, "TP. Hà Nội"), 2);
	CHECK_INT(named(&p, 1, "THANH PHO HA NOI"), 2);
	CHECK_INT(named(&p, 1, "Thanh Hoá"), 3);
	CHECK_INT(named(&p, 3, "Quan Hoá"), 5);
	CHECK_INT(named(&p, 3, "H. Quan Hóa"), 5);
	CHECK_INT(named(&p, 4, "Tứ Hiệp"), 6);
	CHECK_INT(named(&p, 4, "Thị trấn Văn Điển"), 7);
	CHECK_INT(named(&p, 4, "xa van dien"), 8);
	CHECK_INT(named(&p, 4, "Văn Điển"), 0); /* two fit equally well */
	CHECK_INT(named(&p, 4, "Phường 01"), 9);
	CHECK_INT(named(&p, 3, "Tứ Hiệp"), 0);
	CHECK_INT(named(&p, 4, ""), 0);
}

static void
places_by_code(void)
{
	struct places p;
	some_places(&p);
	CHECK_INT(place_by_code(&p, PLACE_SITE, "01G12")->id, 11);
	CHECK(place_by_code(&p, PLACE_COMMUNE, "01G12") == NULL);
	CHECK_STR(place_code_whole(mem, PLACE_PROVINCE, "1"), "01");
	CHECK_STR(place_code_whole(mem, PLACE_COMMUNE, "658"), "00658");
	CHECK_STR(place_code_whole(mem, PLACE_SITE, "1G12"), "1G12");
	CHECK_INT(place_upper(&p, place_by_id(&p, 11), PLACE_PROVINCE)->id, 2);
	CHECK(place_by_id(&p, 4)->has_children);
	CHECK(!place_by_id(&p, 10)->has_children);
}

/* A chunk that runs again must not find what its first try left. */
static void
places_pending(void)
{
	struct places p;
	some_places(&p);
	add(&p, 99, 6, PLACE_SITE, "NEW01", "Trạm mới");
	CHECK_INT(place_by_code(&p, PLACE_SITE, "NEW01")->id, 99);
	CHECK_INT(place_by_id(&p, 99)->id, 99);
	places_rewind(&p);
	CHECK(place_by_code(&p, PLACE_SITE, "NEW01") == NULL);
	for (int64_t i = 0; i < 3000; i++)
		add(&p, 1000 + i, 6, PLACE_SITE, arena_printf(mem, "S%lld", (long long)i), "Trạm");
	CHECK_INT(place_by_code(&p, PLACE_SITE, "S2999")->id, 3999);
	places_commit(&p);
	CHECK_INT(place_by_code(&p, PLACE_SITE, "S0")->id, 1000);
	CHECK_INT(place_by_id(&p, 3999)->id, 3999);
	CHECK_INT(named(&p, 1, "Hà Nội"), 2);
}

static void
small_tables(void)
{
	struct text_map m = { 0 };
	struct seen *s = NEW(mem, struct seen, 1);
	for (int i = 0; i < 5000; i++)
		text_map_put(&m, mem, arena_printf(mem, "k%d", i), arena_printf(mem, "v%d", i));
	text_map_put(&m, mem, "k7", "other");
	CHECK_STR(text_map_get(&m, "k7"), "other");
	CHECK_STR(text_map_get(&m, "k4999"), "v4999");
	CHECK(text_map_get(&m, "k5000") == NULL);
	CHECK_INT(m.n, 5000);
	for (int64_t i = 1; i <= 5000; i++) {
		seen_add(s, mem, i << 20, i);
		if (i % 100 == 0)
			seen_commit(s);
	}
	seen_add(s, mem, 7 << 20, 9999); /* the first one stays */
	seen_add(s, mem, 3, 9998);
	CHECK_INT(seen_row(s, 3), 9998);
	seen_rewind(s);
	CHECK_INT(seen_row(s, 7 << 20), 7);
	CHECK_INT(seen_row(s, INT64_C(5000) << 20), 5000);
	CHECK_INT(seen_row(s, 3), 0);
	seen_add(s, mem, 3, 10000);
	CHECK_INT(seen_row(s, 3), 10000);
	CHECK_INT(s->n, 5001);
}

/* ---- rows ---- */

static const char good[] = "1|Nguyễn Thị Hòa|21/05/1960|1|9|Công ty A|0912345678|001160012345|GD4012345678901|Hà "
			   "Nội|01|Thanh Trì|020|Tứ Hiệp|00658|Thôn 1|"
			   "COVID-19 Vaccine AstraZeneca|21/05/2021|ABV1234|01G12|||||ghi chú";

/* The row with one column changed, read; "" when it is fine, else the refusal. */
static const char *
read_changed(int column, const char *text, struct person_row *out)
{
	static struct intake *in;
	static struct columns c;
	enum err err;
	if (!in) {
		in = NEW(mem, struct intake, 1);
		in->mem = mem;
		some_places(&in->places);
		find(INTAKE_PEOPLE, upper, lower, &c, &err);
		in->columns = &c;
	}
	struct sheet_row row = split(9, good);
	struct outcome refusal;
	bool ok;
	if (text)
		((const char **)(void *)(uintptr_t)row.cell)[column] = text;
	cx.problem = (struct problem){ 0 };
	CHECK_INT(person_row_read(&cx, in, &row, out, &refusal, &ok), OK);
	CHECK(ok == !*refusal.vi);
	return ok ? "" : refusal.vi;
}

static void
row_that_is_good(void)
{
	struct person_row r;
	CHECK_STR(read_changed(0, NULL, &r), "");
	CHECK_STR(r.person.name, "Nguyễn Thị Hòa");
	CHECK_STR(r.person.birth_date, "1960-05-21");
	CHECK_STR(r.person.sex, "female");
	CHECK_STR(r.person.cccd, "001160012345");
	CHECK_INT(r.person.home_unit_id, 6);
	CHECK_INT(r.ndoses, 1);
	CHECK_STR(r.dose[0].past.product_code, "astrazeneca");
	CHECK_STR(r.dose[0].past.given_on, "2021-05-21");
	CHECK_INT(r.dose[0].past.unit_id, 11);
}

static void
row_spellings(void)
{
	struct person_row r;
	CHECK_STR(read_changed(PL1_SEX, "Nam", &r), "");
	CHECK_STR(r.person.sex, "male");
	CHECK_STR(read_changed(PL1_NUMBER, "123456789", &r), "");
	CHECK_STR(r.person.cmnd, "123456789");
	CHECK_STR(read_changed(PL1_NUMBER, "12345678", &r), "");
	CHECK_STR(r.person.military, "12345678");
	CHECK_STR(read_changed(PL1_NUMBER, "C1234567", &r), "");
	CHECK_STR(r.person.passport, "C1234567");
	CHECK_STR(read_changed(PL1_NUMBER, "", &r), "");
	CHECK_STR(read_changed(PL1_BIRTH, "1960", &r), "");
	CHECK_STR(r.person.birth_precision, "year");
	CHECK_STR(read_changed(PL1_PROVINCE_CODE, "1", &r), "");
	CHECK_STR(read_changed(PL1_COMMUNE_CODE, "", &r), "");
	CHECK_INT(r.person.home_unit_id, 6);
	CHECK_STR(read_changed(PL1_DOSE1_SITE, "01Gxx", &r), "");
	CHECK(r.dose[0].place_unknown && !r.dose[0].past.unit_id);
	CHECK_STR(r.dose[0].past.place, "01Gxx");
}

static void
row_refusals(void)
{
	static const struct {
		int column;
		const char *text, *begins;
	} cases[] = {
		{ PL1_NAME, "", "Cột 1 (Họ và tên): " },
		{ PL1_BIRTH, "31/02/1990", "Cột 2 (Ngày sinh): " },
		{ PL1_BIRTH, "01/01/2990", "Cột 2 (Ngày sinh): " },
		{ PL1_SEX, "2", "Cột 3 (Giới tính): " },
		{ PL1_GROUP, "17", "Cột 4 (Mã nhóm đối tượng ưu tiên): " },
		{ PL1_GROUP, "", "Cột 4 (Mã nhóm đối tượng ưu tiên): " },
		{ PL1_PHONE, "", "Cột 6 (Số điện thoại): " },
		{ PL1_PHONE, "0986xxxxxx", "Cột 6 (Số điện thoại): " },
		{ PL1_PHONE, "12345", "Cột 6 (Số điện thoại): " },
		{ PL1_NUMBER, "123456789xxx", "Cột 7 (Số CMT/CCCD): " },
		{ PL1_NUMBER, "1234567", "Cột 7 (Số CMT/CCCD): " },
		{ PL1_INSURANCE, "FUB012123545xxx", "Cột 8 (Số thẻ bảo hiểm y tế): " },
		{ PL1_INSURANCE, "123", "Cột 8 (Số thẻ bảo hiểm y tế): " },
		{ PL1_PROVINCE_CODE, "99", "Cột 10 (Mã Tỉnh/Thành phố): " },
		{ PL1_PROVINCE_CODE, "38", "Cột 12 (Mã Quận/Huyện): " },
		{ PL1_DISTRICT_CODE, "385", "Cột 12 (Mã Quận/Huyện): " },
		{ PL1_COMMUNE_CODE, "12345", "Cột 14 (Mã Xã/Phường): " },
		{ PL1_DOSE1, "Nước muối", "Cột 16 (Mũi 1 - Tên vắc xin): " },
		{ PL1_DOSE1_DATE, "hôm qua", "Cột 17 (Mũi 1 - Ngày tiêm): " },
		{ PL1_DOSE1_DATE, "21/05/2050", "Cột 17 (Mũi 1 - Ngày tiêm): " },
		{ PL1_DOSE1_LOT, "", "Cột 18 (Mũi 1 - Lô vắc xin): " },
		{ PL1_DOSE1_SITE, "", "Cột 19 (Mũi 1 - Địa điểm tiêm): " },
		{ PL1_DOSE2_LOT, "X1", "Cột 20 (Mũi 2 - Tên vắc xin): " },
	};
	struct person_row r;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *why = read_changed(cases[i].column, cases[i].text, &r);
		if (strncmp(why, cases[i].begins, strlen(cases[i].begins)) != 0)
			CHECK_STR(why, cases[i].begins);
	}
}

int
main(void)
{
	mem = arena_new();
	cx = (struct ctx){ .mem = mem, .now = INT64_C(1627779600000) }; /* 2021-08-01T08:00:00+07:00 */
	TEST(header_of_the_form);
	TEST(header_in_one_row_without_number);
	TEST(header_that_is_none);
	TEST(header_with_columns_missing);
	TEST(header_in_another_order);
	TEST(headers_of_sites_and_units);
	TEST(places_by_name);
	TEST(places_by_code);
	TEST(places_pending);
	TEST(small_tables);
	TEST(row_that_is_good);
	TEST(row_spellings);
	TEST(row_refusals);
	arena_free(mem);
	return test_end();
}
