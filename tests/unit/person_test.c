/* People: what is taken in, in which form, and what is refused or hinted at. */
#include "person_frame.h"

static void
birth_of(const char *text, const char *precision, const char *date, const char *known)
{
	struct person_in in = someone("Nguyễn Thử Ngày", text, "male");
	in.birth_precision = precision;
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK_STR(in.birth_date, date);
	CHECK_STR(in.birth_precision, known);
}

static void
bad_birth(const char *text, const char *precision, const char *code)
{
	struct person_in in = someone("Nguyễn Thử Ngày", text, "male");
	in.birth_precision = precision;
	refused(person_check(cx, &in, &hints), ERR_INVALID, code, NULL);
}

static void
test_birth(void)
{
	begin();
	birth_of("1960", NULL, "1960-01-01", "year");
	birth_of("1960-05", NULL, "1960-05-01", "month");
	birth_of("05/1960", NULL, "1960-05-01", "month");
	birth_of("1960-05-21", NULL, "1960-05-21", "day");
	birth_of("21/05/1960", NULL, "1960-05-21", "day");
	birth_of("1/5/1960", NULL, "1960-05-01", "day");
	birth_of("00/00/1960", NULL, "1960-01-01", "year");
	birth_of("00/05/1960", NULL, "1960-05-01", "month");
	birth_of("1960-05-21", "year", "1960-01-01", "year");
	birth_of("2021-08-01", NULL, "2021-08-01", "day");
	bad_birth("2021-08-02", NULL, "birth.future");
	bad_birth("1889", NULL, "birth.too_old");
	bad_birth("1960", "day", "birth.precision");
	bad_birth("1960-05-21", "hour", "birth.precision");
	bad_birth("31/02/1960", NULL, "birth.invalid");
	bad_birth("21/00/1960", NULL, "birth.invalid");
	bad_birth("60", NULL, "birth.invalid");
	bad_birth("21/05/60", NULL, "birth.invalid");
	bad_birth("mai", NULL, "birth.invalid");
	bad_birth(NULL, NULL, "field.required");
	commit();
}

static void
test_names(void)
{
	struct person_in in = someone("  NGUYỄN  THỊ HOÀ ", "1990", "female");
	begin();
	struct person p = make(&station, in);
	CHECK_STR(p.name, "NGUYỄN THỊ HOÀ");
	CHECK_STR(p.name_key, "nguyen thi hoa");
	in.name = "Nguyễn Thị Hòa"; /* the other tone placement, decomposed */
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK_STR(in.name, "Nguyễn Thị Hòa");
	struct person_in short_name = someone("A", "1990", "female");
	refused(person_check(cx, &short_name, &hints), ERR_INVALID, "name.too_short", "name");
	short_name.name = "1 2 3";
	refused(person_check(cx, &short_name, &hints), ERR_INVALID, "name.too_short", "name");
	short_name.name = " ";
	refused(person_check(cx, &short_name, &hints), ERR_INVALID, "field.required", "name");
	short_name.name = "Nguy\xff\xfen";
	refused(person_check(cx, &short_name, &hints), ERR_INVALID, "text.encoding", "name");
	short_name.name = "Y Moan";
	short_name.address = "tổ 1\001";
	refused(person_check(cx, &short_name, &hints), ERR_INVALID, "text.control", "address");
	static const char nul[] = "{\"name\":\"Nguyễn\\u0000Hoa\"}";
	struct person_in read = { 0 };
	refused(fields_read(cx, &person_in_fields, nul, sizeof nul - 1, &read, NULL), ERR_INVALID, "text.control",
		"name");
	read = (struct person_in){ 0 };
	static const char alien[] = "{\"name\":\"Hoa\",\"disputed\":true}";
	refused(fields_read(cx, &person_in_fields, alien, sizeof alien - 1, &read, NULL), ERR_INVALID, "field.unknown",
		"disputed");
	struct person_in sexless = someone("Ê Ban", "1990", NULL);
	refused(person_check(cx, &sexless, &hints), ERR_INVALID, "field.required", "sex");
	commit();
}

static void
phone_of(const char *text, const char *want, bool odd)
{
	struct person_in in = someone("Nguyễn Thử Máy", "1980", "male");
	in.phone = text;
	hints = (struct warnings){ 0 };
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK_STR(in.phone, want);
	CHECK_INT(hinted("phone.not_mobile"), odd);
}

static void
test_phones(void)
{
	static const char *const moved[][2] = { { "0163", "033" }, { "0169", "039" }, { "0120", "070" },
						{ "0121", "079" }, { "0122", "077" }, { "0126", "076" },
						{ "0128", "078" }, { "0123", "083" }, { "0124", "084" },
						{ "0125", "085" }, { "0127", "081" }, { "0129", "082" },
						{ "0186", "056" }, { "0188", "058" }, { "0199", "059" } };
	begin();
	phone_of("0912345678", "0912345678", false);
	phone_of("+84 912 345 678", "0912345678", false);
	phone_of("84912345678", "0912345678", false);
	phone_of("0084912345678", "0912345678", false);
	phone_of("(091) 234.56-78", "0912345678", false);
	phone_of("912345678", "0912345678", false);
	phone_of("024 3825 1234", "02438251234", true);
	phone_of("+8562012345678", "+8562012345678", true);
	for (size_t i = 0; i < sizeof moved / sizeof *moved; i++)
		phone_of(arena_printf(cx->mem, "%s1234567", moved[i][0]),
			 arena_printf(cx->mem, "%s1234567", moved[i][1]), false);
	phone_of("+841631234567", "0331234567", false);
	static const char *const bad[] = {
		"012", "01671234", "01301234567", "09123456789", "0912x45678", "113", "+84"
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct person_in in = someone("Nguyễn Thử Máy", "1980", "male");
		in.phone = bad[i];
		refused(person_check(cx, &in, &hints), ERR_INVALID, "phone.invalid", "phone");
		in.phone = NULL;
		in.guardian_phone = bad[i];
		refused(person_check(cx, &in, &hints), ERR_INVALID, "phone.invalid", "guardian_phone");
	}
	commit();
}

/* Each kind: what is taken, as what, and what is not. */
static void
test_number_structure(void)
{
	struct person_in in = someone("Lê Thử Số", "1999-02-03", "male");
	begin();
	in.cccd = "001 099 012345";
	in.cmnd = "012-345-678";
	in.military = "12.345.678";
	in.passport = "c1234567";
	in.insurance = "dn 4 01 0123456789";
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK_STR(in.cccd, "001099012345");
	CHECK_STR(in.cmnd, "012345678");
	CHECK_STR(in.military, "12345678");
	CHECK_STR(in.passport, "C1234567");
	CHECK_STR(in.insurance, "DN4010123456789");
	CHECK_INT(hints.n, 0);
	struct {
		const char *field, *value;
	} bad[] = {
		{ "cccd", "01099012345" },    { "cccd", "0010990123456" },        { "cccd", "00109901234x" },
		{ "cmnd", "12345678" },       { "cmnd", "1234567890" },           { "military", "1234567" },
		{ "military", "123456789" },  { "passport", "ABCDEF" },           { "passport", "C12" },
		{ "insurance", "123456789" }, { "insurance", "DN401012345678X" }, { "cccd", "số" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct person_in one = someone("Lê Thử Số", "1999", "male");
		*(const char **)(void *)((char *)&one + fields_find(&person_in_fields, bad[i].field)->offset) =
			bad[i].value;
		refused(person_check(cx, &one, &hints), ERR_INVALID, "number.invalid", bad[i].field);
	}
	struct person_in put = { 0 };
	CHECK(person_number_put(cx->mem, &put, "001099012345") && person_number_put(cx->mem, &put, "012345678"));
	CHECK(person_number_put(cx->mem, &put, "12345678") && person_number_put(cx->mem, &put, "DN4010123456789"));
	CHECK(person_number_put(cx->mem, &put, "B1234567") && !person_number_put(cx->mem, &put, "1234567"));
	CHECK_STR(put.cccd, "001099012345");
	CHECK_STR(put.cmnd, "012345678");
	CHECK_STR(put.military, "12345678");
	CHECK_STR(put.insurance, "DN4010123456789");
	CHECK_STR(put.passport, "B1234567");
	commit();
}

static void
hint_of(const char *cccd, const char *birth, const char *sex, const char *code)
{
	struct person_in in = someone("Lê Thử Khớp", birth, sex);
	in.cccd = cccd;
	hints = (struct warnings){ 0 };
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK_INT(hints.n, code ? 1 : 0);
	if (code)
		CHECK_STR(hints.n ? hints.list[0].code : NULL, code);
}

static void
test_cccd_against_record(void)
{
	begin();
	hint_of("001199012345", "1999-05-01", "female", NULL);
	hint_of("001305012345", "2005", "female", NULL);
	hint_of("001199012345", "1999", "male", "cccd.sex");
	hint_of("001199012345", "1999", "unknown", NULL);
	hint_of("001199012345", "1998", "female", "cccd.year");
	hint_of("001399012345", "1999", "female", "cccd.year"); /* 2099: the century counts */
	hint_of("999199012345", "1999", "female", "cccd.province");
	hint_of(NULL, "1999", "female", "number.missing");
	hint_of("000000000000", "1999", "female", "cccd.form");
	struct person_in in = someone("Lê Thử Khớp", "1998", "male");
	struct person_number *numbers = NULL;
	size_t n = 0;
	in.cccd = new_cccd("001199");
	struct person p = make(&station, in);
	CHECK_INT(person_numbers(cx, p.id, &numbers, &n), OK);
	CHECK_INT(n, 1);
	CHECK_STR(n ? numbers[0].warning : NULL, "sex,year");
	hints = (struct warnings){ 0 };
	p = again(&p);
	person_hints(cx, &p, &hints);
	CHECK(hinted("cccd.sex") && hinted("cccd.year") && hints.n == 2);
	commit();
}

static void
test_codes(void)
{
	struct person_in in = someone("Trần Thử Mã", "1950", "male");
	begin();
	in.priority_group = "09";
	in.ethnicity = "1";
	in.nationality = "vn";
	in.home_unit_id = phuc_xa.id;
	struct person p = make(&station, in), got = again(&p);
	CHECK_STR(got.priority_group, "9");
	CHECK_STR(got.ethnicity, "01");
	CHECK_STR(got.nationality, "VN");
	CHECK_STR(got.home_name, "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội");
	CHECK_STR(got.home_path, phuc_xa.path);
	in.priority_sub = "63"; /* national 9 */
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK(!hinted("priority.parent"));
	in.priority_group = "3";
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK(hinted("priority.parent"));
	struct {
		const char *field, *value;
	} bad[] = { { "priority_group", "17" }, { "priority_group", "0" }, { "priority_group", "68" },
		    { "priority_sub", "69" },   { "ethnicity", "77" },     { "nationality", "XX" } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct person_in one = someone("Trần Thử Mã", "1950", "male");
		*(const char **)(void *)((char *)&one + fields_find(&person_in_fields, bad[i].field)->offset) =
			bad[i].value;
		CHECK_INT(person_check(cx, &one, &hints), ERR_INVALID);
		CHECK_STR(cx->problem.field, bad[i].field);
		cx->problem = (struct problem){ 0 };
	}
	in.priority_sub = NULL;
	in.home_unit_id = 42;
	refused(person_check(cx, &in, &hints), ERR_INVALID, "home.unknown", "home_unit_id");
	in.home_unit_id = station.id;
	refused(person_check(cx, &in, &hints), ERR_INVALID, "home.site", "home_unit_id");
	commit();
}

static void
test_card(void)
{
	struct card card;
	static const char line[] =
		"001190012345||NGUYỄN THỊ HOÀ|21051990|Nữ|Số 1, Phúc Xá, Ba Đình, Hà Nội|10022021|thêm|nữa\r\n";
	CHECK(card_parse(frame_mem, line, sizeof line - 1, &card));
	CHECK_STR(card.cccd, "001190012345");
	CHECK(!card.cmnd);
	CHECK_STR(card.name, "NGUYỄN THỊ HOÀ");
	CHECK_STR(card.birth_date, "1990-05-21");
	CHECK_STR(card.sex, "female");
	CHECK_STR(card.address, "Số 1, Phúc Xá, Ba Đình, Hà Nội");
	CHECK_STR(card.issued_on, "2021-02-10");
	static const char with_old[] = "001090012345|012345678|Nguyễn Văn A|00001990|Nam|Hà Nội|10022021";
	CHECK(card_parse(frame_mem, with_old, sizeof with_old - 1, &card));
	CHECK_STR(card.cmnd, "012345678");
	CHECK_STR(card.birth_date, "1990");
	CHECK_STR(card.sex, "male");
	static const char *const bad[] = { "",
					   "Nguyễn Văn A",
					   "001090012345",
					   "001090012345|012345678|Nguyễn Văn A|00001990",
					   "00109001234|012345678|Nguyễn Văn A|01011990|Nam|Hà Nội|10022021",
					   "001090012345||Nguyễn Văn A|31021990|Nam|Hà Nội|10022021",
					   "001090012345||A|01011990|Nam|Hà Nội|10022021",
					   "001090012345||Nguy\xff|01011990|Nam|Hà Nội|10022021",
					   "||||||||||||||||" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!card_parse(frame_mem, bad[i], strlen(bad[i]), &card));
	static const char nul[] = "001090012345||Nguyen\0A|01011990|Nam|Ha Noi|10022021";
	CHECK(!card_parse(frame_mem, nul, sizeof nul - 1, &card));
}

static void
cases(void)
{
	TEST(set_up);
	TEST(test_birth);
	TEST(test_names);
	TEST(test_phones);
	TEST(test_number_structure);
	TEST(test_cccd_against_record);
	TEST(test_codes);
	TEST(test_card);
}

int
main(void)
{
	return person_main(cases);
}
