/* What is told of a person to who may know them, and what proves that they do. */
#include "citizen/citizen.h"
#include "test.h"

static struct arena *mem;

static const char *
hint(const char *name, const char *birth_date)
{
	return member_hint(mem, &(struct person){ .name = name, .birth_date = birth_date });
}

static void
test_hint(void)
{
	CHECK_STR(hint("Nguyễn Văn An", "1958-01-01"), "N. V. A., 1958");
	CHECK_STR(hint("Đặng Ước", "2001-05-06"), "Đ. Ư., 2001");
	CHECK_STR(hint("ánh", "1990-01-01"), "á., 1990");
	CHECK_STR(hint("😀", "1990-01-01"), "😀., 1990");
}

static void
test_masked(void)
{
	CHECK_STR(phone_masked(mem, "0912345678"), "091 *** 678");
	CHECK_STR(phone_masked(mem, "123"), "***");
}

static bool
knows(struct person p, const char *birth_date, const char *number_end)
{
	return person_knows(mem, &p, birth_date, number_end);
}

static void
test_knows_number(void)
{
	struct person p = {
		.birth_date = "1950-05-21", .birth_precision = "day", .cccd = "001150012345", .passport = "C1234567"
	};
	CHECK(knows(p, "21/05/1950", "2345"));
	CHECK(knows(p, "1950-05-21", "001150012345"));
	CHECK(knows(p, "1950-05-21", "c 123-4567"));
	CHECK(!knows(p, "1950-05-21", "345"));
	CHECK(!knows(p, "1950-05-21", ""));
	CHECK(!knows(p, "1950-05-21", NULL));
	CHECK(!knows(p, "1950-05-22", "2345"));
	CHECK(!knows(p, "1950-05", "2345"));
	CHECK(!knows(p, "1950", "2345"));
	CHECK(!knows(p, "hôm qua", "2345"));
	CHECK(!knows(p, NULL, "2345"));
}

static void
test_knows_less(void)
{
	struct person year = { .birth_date = "1950-01-01", .birth_precision = "year", .cmnd = "012345678" };
	CHECK(knows(year, "1950", "5678"));
	CHECK(knows(year, "21/05/1950", "5678"));
	CHECK(!knows(year, "1951", "5678"));
	struct person child = { .birth_date = "2012-09-05", .birth_precision = "day" };
	CHECK(knows(child, "05/09/2012", NULL));
	CHECK(knows(child, "05/09/2012", "1234"));
	CHECK(!knows(child, "2012", NULL));
	struct person nothing = { .birth_date = "1950-01-01", .birth_precision = "year" };
	CHECK(!knows(nothing, "1950", NULL));
	CHECK(!knows(nothing, "01/01/1950", NULL));
}

int
main(void)
{
	mem = arena_new();
	TEST(test_hint);
	TEST(test_masked);
	TEST(test_knows_number);
	TEST(test_knows_less);
	arena_free(mem);
	return test_end();
}
