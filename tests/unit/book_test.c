/* book_test: working days until an answer is due; what codes mean in words. */
#include "base/clock.h"
#include "book/words.h"
#include "book/working_days.h"
#include "test.h"

static int64_t
day(const char *text)
{
	int64_t days = 0;
	CHECK(date_parse(text, &days));
	return days;
}

static void
due(const char *from, int64_t n, const char *holidays, const char *want)
{
	char got[DATE_SIZE];
	json_t *list = holidays ? json_loads(holidays, 0, NULL) : NULL;
	date_format(working_day_after(day(from), n, list), got);
	CHECK_STR(got, want);
	json_decref(list);
}

static void
weekends_are_skipped(void)
{
	due("2021-08-02", 2, NULL, "2021-08-04"); /* Monday: Wednesday */
	due("2021-08-05", 2, NULL, "2021-08-09"); /* Thursday: Monday */
	due("2021-08-06", 2, NULL, "2021-08-10"); /* Friday: Tuesday */
	due("2021-08-07", 2, NULL, "2021-08-10"); /* Saturday, Sunday: the same */
	due("2021-08-08", 2, NULL, "2021-08-10");
	due("2021-12-30", 2, NULL, "2022-01-03");
	due("2024-02-28", 2, NULL, "2024-03-01"); /* a leap year: Wednesday, the 29th, Friday */
	due("2021-08-02", 0, NULL, "2021-08-02");
	due("1969-12-26", 1, NULL, "1969-12-29"); /* before 1970: Friday to Monday */
}

static void
holidays_are_skipped(void)
{
	due("2021-09-01", 2, "[\"2021-09-02\",\"2021-09-03\"]", "2021-09-07"); /* National Day, then a weekend */
	due("2021-09-01", 2, "[\"2021-09-04\"]", "2021-09-03");                /* on a Saturday it costs nothing */
	due("2021-09-01", 2, "[5, null]", "2021-09-03");
}

static void
looks_are_told(void)
{
	CHECK_STR(look_words("GET /api/v1/units/{unit}/persons/{person}").vi, "xem hồ sơ");
	CHECK_STR(look_words("PATCH /api/v1/units/{unit}/persons/{person}").vi, "sửa hồ sơ");
	CHECK_STR(look_words("POST /api/v1/units/{unit}/persons").vi, "lập hồ sơ");
	CHECK_STR(look_words("POST /api/v1/units/{unit}/persons/find").vi, "tra cứu toàn quốc theo số giấy tờ");
	CHECK_STR(look_words("POST /api/v1/units/{unit}/persons/search").en, "found in a search");
	CHECK_STR(look_words("GET /api/v1/units/{unit}/persons/{person}/certificates/{certificate}/qr.svg").vi,
		  "xem mã QR chứng nhận");
	CHECK_STR(look_words("GET /api/v1/units/{unit}/registrations").vi, "xem danh sách đăng ký của địa phương");
	CHECK_STR(look_words("GET /something").vi, "xem thông tin");
	CHECK_STR(look_words(NULL).en, "saw information");
}

static void
flags_are_told(void)
{
	CHECK_STR(flag_words("lot.missing").vi, "chưa có số lô");
	CHECK_STR(flag_words("new.flag").vi, "đang được kiểm tra");
	CHECK_STR(flag_words(NULL).en, "being checked");
}

int
main(void)
{
	TEST(weekends_are_skipped);
	TEST(holidays_are_skipped);
	TEST(looks_are_told);
	TEST(flags_are_told);
	return test_end();
}
