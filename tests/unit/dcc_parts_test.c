/* The links of the certificate chain, each by itself: Base45, CBOR, names, identifiers, schema. */
#include "base/arena.h"
#include "base/clock.h"
#include "dcc/base45.h"
#include "dcc/cbor.h"
#include "dcc/dcc_json.h"
#include "dcc/names.h"
#include "dcc/schema.h"
#include "dcc/uvci.h"
#include "dcc_make.h"
#include "test.h"

#include <stdlib.h>

static struct ctx cx;

static void
base45_takes_what_the_rfc_shows(void)
{
	static const struct {
		const char *bytes, *text;
	} good[] = { { "AB", "BB8" },
		     { "Hello!!", "%69 VD92EX0" },
		     { "base-45", "UJCLQE7W581" },
		     { "ietf!", "QED8WEX0" },
		     { "", "" } };
	static const char *const bad[] = { "A", "GGW", ":::", "a00", "A=0", "BB8B", "::", "BB\xc3", "\n00" };
	const uint8_t *bytes;
	size_t n;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct buf out = buf_new(cx.mem);
		base45_encode(&out, (const uint8_t *)good[i].bytes, strlen(good[i].bytes));
		CHECK_STR(buf_text(&out), good[i].text);
		CHECK(base45_decode(cx.mem, good[i].text, strlen(good[i].text), &bytes, &n));
		CHECK(n == strlen(good[i].bytes) && memcmp(bytes, good[i].bytes, n) == 0);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!base45_decode(cx.mem, bad[i], strlen(bad[i]), &bytes, &n));
}

static bool
cbor_takes(const char *hex, struct node *out)
{
	size_t n = strlen(hex) / 2;
	uint8_t *bytes = arena_alloc(cx.mem, n + 1);
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)strtoul((char[3]){ hex[2 * i], hex[2 * i + 1] }, NULL, 16);
	return cbor_read(cx.mem, bytes, n, out);
}

static void
cbor_reads_and_refuses(void)
{
	/* after the examples of RFC 8949, appendix A */
	static const struct {
		const char *hex, *json;
	} good[] = {
		{ "1b000000e8d4a51000", "1000000000000" },
		{ "3903e7", "-1000" },
		{ "3b7fffffffffffffff", "-9223372036854775808" },
		{ "f93e00", "1.5" },
		{ "f97c00", "null" },
		{ "fa47c35000", "100000" },
		{ "fbc010666666666666", "-4.0999999999999996" },
		{ "f7", "null" },
		{ "c074323031332d30332d32315432303a30343a30305a", "\"2013-03-21T20:04:00Z\"" },
		{ "62c3bc", "\"\xc3\xbc\"" },
		{ "4401020304", "\"01020304\"" },
		{ "9f018202039f0405ffff", "[1,[2,3],[4,5]]" },
		{ "bf61610161629f0203ffff", "{\"a\":1,\"b\":[2,3]}" },
		{ "7f657374726561646d696e67ff", "\"streaming\"" },
		{ "a20102613103", "{\"1\":2,\"1\":3}" }, /* 1 and "1" are two keys */
		{ "d83dd280", "[]" },
	};
	static const char *const bad[] = {
		"",
		"18",
		"1c",
		"1f",
		"ff",
		"3f",
		"f8ff",
		"e0",
		"1bffffffffffffffff",
		"3b8000000000000000",
		"62c328",
		"61ff",
		"6100",
		"63eda080",
		"a2010a010b",
		"a2616101616102",
		"a1820101",
		"a14101",
		"8201",
		"a1",
		"bf01ff",
		"9f01",
		"7f4101ff",
		"7f7f6161ffff",
		"0001",
		"9bffffffffffffffff",
		"5affffffff00",
		"c0",
		"818181818181818181",
		"dfff",
	};
	struct node node;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct buf out = buf_new(cx.mem);
		CHECK(cbor_takes(good[i].hex, &node));
		dcc_json_write(&out, &node);
		CHECK_STR(buf_text(&out), good[i].json);
	}
	CHECK(cbor_takes("8181818181818180", &node)); /* eight deep is still good */
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (cbor_takes(bad[i], &node))
			printf("  taken: %s\n", bad[i]);
		CHECK(!cbor_takes(bad[i], &node));
	}
}

static void
cbor_writes_the_shortest_heads(void)
{
	static const int64_t values[] = { 0,          23,         24,        255, 256, 65535, 65536,
					  4294967295, 4294967296, INT64_MAX, -1,  -24, -25,   INT64_MIN };
	static const size_t sizes[] = { 1, 1, 2, 2, 3, 3, 5, 5, 9, 9, 1, 1, 2, 9 };
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		struct buf out = buf_new(cx.mem);
		struct node node;
		cbor_int(&out, values[i]);
		CHECK_INT(out.n, sizes[i]);
		CHECK(cbor_read(cx.mem, (const uint8_t *)out.p, out.n, &node) && node.i == values[i]);
	}
}

static void
names_follow_icao(void)
{
	static const char *const pairs[][2] = {
		{ "Đặng Thị Ngọc Ánh", "DANG<THI<NGOC<ANH" },
		{ "H'Hen Niê", "HHEN<NIE" },
		{ "Nguyễn Hữu Phước", "NGUYEN<HUU<PHUOC" },
		{ "NGUYE\xcc\x82\xcc\x83N", "NGUYEN" }, /* decomposed */
		{ "ơ ư Ợ Ự ỵ đ", "O<U<O<U<Y<D" },
		{ "Müller-Lüdenscheidt", "MUELLER<LUEDENSCHEIDT" },
		{ "Mu\xcc\x88ller", "MUELLER" },
		{ "Lövström", "LOEVSTROEM" },
		{ "Musterfrau-Gößinger", "MUSTERFRAU<GOESSINGER" },
		{ "d'Arsøns - van Halen", "DARSOENS<VAN<HALEN" },
		{ "d'Červenková Panklová", "DCERVENKOVA<PANKLOVA" },
		{ "Åse Ångström", "AASE<AANGSTROEM" },
		{ "  Lê   Thị -- Út.  ", "LE<THI<UT" },
		{ "O’Brien, Jr.", "OBRIEN<JR" },
		{ "李小龙", "" },
		{ "A\xff\xc3", "A" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		CHECK_STR(name_icao(cx.mem, pairs[i][0]), pairs[i][1]);
	char many[400];
	memset(many, 'n', sizeof many);
	many[sizeof many - 1] = 0;
	CHECK_INT(strlen(name_icao(cx.mem, many)), 80);
	memcpy(many + 79, "\xc3\x84", 2);
	CHECK_INT(strlen(name_icao(cx.mem, many)), 80);
}

/* All 134 accented Vietnamese letters, by their composed forms, against the base letter. */
static void
names_know_every_vietnamese_letter(void)
{
	static const struct {
		const char *letters;
		char base;
	} rows[] = {
		{ "ÀÁẠẢÃÂẦẤẬẨẪĂẰẮẶẲẴàáạảãâầấậẩẫăằắặẳẵ", 'A' },
		{ "ÈÉẸẺẼÊỀẾỆỂỄèéẹẻẽêềếệểễ", 'E' },
		{ "ÌÍỊỈĨìíịỉĩ", 'I' },
		{ "ÒÓỌỎÕÔỒỐỘỔỖƠỜỚỢỞỠòóọỏõôồốộổỗơờớợởỡ", 'O' },
		{ "ÙÚỤỦŨƯỪỨỰỬỮùúụủũưừứựửữ", 'U' },
		{ "ỲÝỴỶỸỳýỵỷỹ", 'Y' },
		{ "Đđ", 'D' },
	};
	size_t seen = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *out = name_icao(cx.mem, rows[i].letters);
		for (const char *p = out; *p; p++, seen++)
			CHECK(*p == rows[i].base);
	}
	CHECK_INT(seen, 134);
}

static void
uvci_has_its_form_and_check_character(void)
{
	uint8_t random[UVCI_RANDOM] = { 0x00, 0x1f, 0xab };
	char text[UVCI_SIZE], several[3][UVCI_SIZE];
	uvci_format(random, text);
	CHECK_STR(text, "URN:UVCI:01:VN:001FAB00000000000000000000000000");
	CHECK(uvci_make(&cx, several, 3) == OK);
	CHECK(strlen(several[0]) == 47 && strlen(several[2]) == 47);
	CHECK(strcmp(several[0], several[1]) != 0 && strcmp(several[1], several[2]) != 0);
	CHECK(uvci_check_char("URN:UVCI:01:NL:187/37512422923") == 'Z');
	CHECK(uvci_check_char("URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813#B") == 'B');
	CHECK(uvci_check_char("urn") == 0);
}

static bool
schema_takes(const char *json, const char **field)
{
	struct node node;
	struct schema_fault fault;
	cx.problem.code = NULL;
	if (dcc_json_parse(&cx, json, &node) != OK)
		return false;
	bool ok = schema_check(cx.mem, &node, &fault);
	*field = fault.field;
	return ok;
}

static void
schema_names_the_field(void)
{
	static const char *const cases[][3] = {
		/* replaced, by, the field at fault; NULL: still good */
		{ "1.3.0", "1.3.3", NULL },
		{ "\"1.3.0\"", "13", "ver" },
		{ "1.3.0", "1.3", "ver" },
		{ "1990-05-17", "1990", NULL },
		{ "1990-05-17", "", NULL },
		{ "1990-05-17", "1890-05-17", "dob" },
		{ "1990-05-17", "1990-05-17T00:00:00", "dob" },
		{ "NGUYEN\"", "nguyen\"", "nam.fnt" },
		{ "\"fnt\"", "\"x\"", NULL },
		{ "\"dn\":2", "\"dn\":0", "v[0].dn" },
		{ "\"dn\":2", "\"dn\":2.0", NULL },
		{ "\"dn\":2", "\"dn\":1.5", "v[0].dn" },
		{ "\"dn\":2", "\"dn\":\"2\"", "v[0].dn" },
		{ "2021-10-02", "2021-02-30", "v[0].dt" },
		{ "2021-10-02", "2021-10-02T00:00:00", "v[0].dt" },
		{ "\"tg\"", "\"tx\"", "v[0].tg" },
		{ "\"VN\"", "\"vn\"", "v[0].co" },
		{ "\"VN\"", "null", "v[0].co" },
		{ "\"v\":[", "\"t\":null,\"v\":[", "v, t, r" },
		{ "\"v\":[", "\"v\":[1,", "v" },
		{ "\"v\":[", "\"w\":[", "v, t, r" },
		{ "}]}", "},{}]}", "v" },
		{ "}]}", "}],\"t\":[]}", "v, t, r" },
	};
	const char *field;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool ok = schema_takes(json_with(cx.mem, cases[i][0], cases[i][1]), &field);
		CHECK(ok == (cases[i][2] == NULL));
		if (!ok)
			CHECK_STR(field, cases[i][2] ? cases[i][2] : "");
	}
	char *long_name = arena_strdup(
		cx.mem, "đđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđđ");
	CHECK(strlen(long_name) == 160 && schema_takes(json_with(cx.mem, "Nguyễn", long_name), &field));
	CHECK(!schema_takes(json_with(cx.mem, "Nguyễn", arena_printf(cx.mem, "%sx", long_name)), &field));
	CHECK(!schema_takes("[1]", &field) && !schema_takes("{\"a\":1,\"a\":2}", &field) && !schema_takes("{", &field));
	CHECK(!schema_takes("{\"a\":[[[[[[[[]]]]]]]]}", &field) && !schema_takes("{\"a\":\"\\u0000\"}", &field));
	cx.problem.code = NULL;
}

int
main(void)
{
	cx = (struct ctx){ .mem = arena_new(), .now = clock_now() };
	TEST(base45_takes_what_the_rfc_shows);
	TEST(cbor_reads_and_refuses);
	TEST(cbor_writes_the_shortest_heads);
	TEST(names_follow_icao);
	TEST(names_know_every_vietnamese_letter);
	TEST(uvci_has_its_form_and_check_character);
	TEST(schema_names_the_field);
	arena_free(cx.mem);
	return test_end();
}
