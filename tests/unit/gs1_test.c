/* gs1_test: what the DataMatrix of a pack says, in every way in which scanners hand it over. */
#include "stock/gs1.h"

#include "base/clock.h"
#include "test.h"

#include <stdio.h>

static struct ctx cx;
static struct gs1 got;

static enum err
parse(const char *text)
{
	cx.problem = (struct problem){ 0 };
	return gs1_parse(&cx, text, &got);
}

static void
a_pack_however_it_is_scanned(void)
{
	static const char *const ways[] = {
		"]d2010471234567890017211231"
		"10AB-001\x1d"
		"21S0001",
		"\x1d"
		"010471234567890017211231"
		"10AB-001\x1d"
		"21S0001",
		"010471234567890017211231"
		"10AB-001<GS>21S0001",
		"  0104712345678900"
		"10AB-001\x1d"
		"17211231"
		"21S0001\r\n",
		"(01)04712345678900(17)211231(10)AB-001(21)S0001",
		"0104712345678900\x1d"
		"17211231\x1d"
		"10AB-001\x1d"
		"21S0001\x1d",
		"11210601"
		"0104712345678900172112319012<GS>3020\x1d"
		"10AB-001\x1d"
		"21S0001",
	};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		CHECK_INT(parse(ways[i]), OK);
		CHECK_STR(got.gtin, "04712345678900");
		CHECK_STR(got.number, "AB-001");
		CHECK_STR(got.expires_on, "2021-12-31");
		CHECK_STR(got.serial, "S0001");
	}
}

static void
what_a_pack_may_leave_out(void)
{
	CHECK_INT(parse("10LOT7"), OK);
	CHECK_STR(got.number, "LOT7");
	CHECK(!got.gtin && !got.expires_on && !got.serial);
	CHECK_INT(parse("0104712345678900"), OK);
	CHECK(!got.number);
}

/* The last day of the month, and the century of section 7.12 as seen in 2021. */
static void
dates(void)
{
	static const struct {
		const char *yymmdd, *day;
	} of[] = { { "211231", "2021-12-31" }, { "220200", "2022-02-28" }, { "240200", "2024-02-29" },
		   { "211100", "2021-11-30" }, { "710101", "2071-01-01" }, { "720101", "1972-01-01" },
		   { "990101", "1999-01-01" }, { "000101", "2000-01-01" } };
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		CHECK_INT(parse(arena_printf(cx.mem, "17%s10A", of[i].yymmdd)), OK);
		CHECK_STR(got.expires_on, of[i].day);
	}
}

static void
what_is_refused(void)
{
	static const struct {
		const char *text, *code;
	} of[] = { { "", "scan.empty" },
		   { "17211231", "scan.empty" },
		   { "0104712345678904", "scan.check" },
		   { "010471234567890A", "scan.digits" },
		   { "01047123", "scan.short" },
		   { "10", "scan.short" },
		   { "10\x1d"
		     "17211231",
		     "scan.short" },
		   { "17211331"
		     "10A",
		     "scan.date" },
		   { "17210231"
		     "10A",
		     "scan.date" },
		   { "1721A231"
		     "10A",
		     "scan.digits" },
		   { "10AB-001"
		     "210000000000000000000",
		     "scan.long" },
		   { "88ABC", "scan.ai" },
		   { "CCCD|1", "scan.ai" },
		   { "10A\x1d"
		     "10B",
		     "scan.twice" } };
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		CHECK_INT(parse(of[i].text), ERR_INVALID);
		CHECK_STR(cx.problem.code, of[i].code);
		CHECK_STR(cx.problem.field, strcmp(of[i].code, "") ? "text" : NULL);
	}
	/* the same twice is one pack scanned twice */
	CHECK_INT(parse("10A\x1d"
			"10A"),
		  OK);
}

int
main(void)
{
	cx.mem = arena_new();
	CHECK(clock_parse("2021-10-04T10:00:00+07:00", &cx.now));
	TEST(a_pack_however_it_is_scanned);
	TEST(what_a_pack_may_leave_out);
	TEST(dates);
	TEST(what_is_refused);
	arena_free(cx.mem);
	return test_end();
}
