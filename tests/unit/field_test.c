/* field_test: what enters the house: every type, absent, null and empty, and everything that must be refused. */
#include "base/field.h"
#include "test.h"

#include <sodium.h>

struct part {
	const char *name;
	int64_t n;
};
static const FIELDS(part, FIELD(part, name, F_TEXT, 8, F_IN | F_OUT | F_MUST),
		    FIELD_RANGE(part, n, 0, 5, F_IN | F_OUT));

struct thing {
	const char *text, *lines, *date, *uuid, *json, *must;
	int64_t number, id, at;
	bool yes;
	struct list parts;
	const char *hidden;
};
static const FIELDS(thing, FIELD(thing, text, F_TEXT, 20, F_IN | F_OUT), FIELD(thing, lines, F_LINES, 40, F_IN | F_OUT),
		    FIELD(thing, date, F_DATE, 10, F_IN | F_OUT), FIELD(thing, uuid, F_UUID, 36, F_IN | F_OUT),
		    FIELD(thing, json, F_JSON, 30, F_IN | F_OUT), FIELD(thing, must, F_TEXT, 20, F_IN | F_MUST),
		    FIELD_RANGE(thing, number, -5, 100, F_IN | F_OUT), FIELD(thing, id, F_ID, 0, F_IN | F_OUT),
		    FIELD(thing, at, F_TIME, 0, F_IN | F_OUT), FIELD(thing, yes, F_BOOL, 0, F_IN | F_OUT),
		    FIELD_LIST(thing, parts, &part_fields, 2, F_IN | F_OUT), FIELD(thing, hidden, F_TEXT, 20, F_OUT));

static struct arena *mem;
static struct ctx cx;
static struct thing thing;
static uint64_t has;

static enum err
read_n(const char *json, size_t n)
{
	cx = (struct ctx){ .mem = mem };
	thing = (struct thing){ 0 };
	has = 0;
	/* from a block of its own, so that a read beyond its end is seen */
	char *own = arena_alloc(mem, n);
	memcpy(own, json, n);
	return fields_read(&cx, &thing_fields, own, n, &thing, &has);
}

static enum err
read_json(const char *json)
{
	return read_n(json, strlen(json));
}

static enum err
read_query(const char *query)
{
	cx = (struct ctx){ .mem = mem };
	thing = (struct thing){ 0 };
	has = 0;
	return fields_read_query(&cx, &thing_fields, query, &thing, &has);
}

/* Refused, with this code, naming this field, in both languages. */
#define REFUSED(expr, want_code, want_field)                                            \
	do {                                                                            \
		CHECK_INT(expr, ERR_INVALID);                                           \
		CHECK_STR(cx.problem.code, want_code);                                  \
		if (want_field)                                                         \
			CHECK_STR(cx.problem.field, want_field);                        \
		CHECK(cx.problem.vi &&*cx.problem.vi &&cx.problem.en &&*cx.problem.en); \
	} while (0)

static void
reads_every_type(void)
{
	CHECK_INT(read_json("{\"text\":\"  Đỗ \\t Hoà \",\"lines\":\"a \\r\\n  b\\n\",\"date\":\"2021-02-28\","
			    "\"uuid\":\"00000000-0000-4000-8000-00000000000f\",\"json\":{\"a\":[1,null]},\"must\":"
			    "\"x\",\"number\":-5,"
			    "\"id\":\"9223372036854775807\",\"at\":\"2021-08-01T08:00:00+07:00\",\"yes\":true,"
			    "\"parts\":[{\"name\":\"p\"},{\"name\":\"q\",\"n\":5}]}"),
		  OK);
	CHECK_STR(thing.text, "Đỗ Hoà");
	CHECK_STR(thing.lines, "a\nb");
	CHECK_STR(thing.date, "2021-02-28");
	CHECK_STR(thing.uuid, "00000000-0000-4000-8000-00000000000f");
	CHECK_STR(thing.json, "{\"a\":[1,null]}");
	CHECK_INT(thing.number, -5);
	CHECK(thing.id == INT64_MAX);
	CHECK_INT(thing.at, INT64_C(1627779600000));
	CHECK(thing.yes);
	CHECK_INT(thing.parts.n, 2);
	const struct part *p = thing.parts.items;
	CHECK_STR(p[0].name, "p");
	CHECK(p[0].n == NONE);
	CHECK_INT(p[1].n, 5);
	for (const struct field *d = thing_fields.list; d->name; d++)
		CHECK(fields_has(&thing_fields, has, d->name) == (strcmp(d->name, "hidden") != 0));
}

static void
absent_null_and_empty_are_three_things(void)
{
	CHECK_INT(read_json("{\"must\":\"x\"}"), OK);
	CHECK(!thing.text && !fields_has(&thing_fields, has, "text"));
	CHECK(thing.number == NONE && !fields_has(&thing_fields, has, "number"));
	CHECK(thing.id == 0 && thing.at == 0 && !thing.yes && thing.parts.n == 0);
	CHECK_INT(read_json("{\"must\":\"x\",\"text\":null,\"number\":null,\"id\":null,\"at\":null,\"yes\":null,"
			    "\"date\":null,"
			    "\"uuid\":null,\"json\":null,\"parts\":null,\"lines\":null}"),
		  OK);
	CHECK(!thing.text && fields_has(&thing_fields, has, "text"));
	CHECK(thing.number == NONE && fields_has(&thing_fields, has, "number"));
	CHECK(thing.id == 0 && fields_has(&thing_fields, has, "id"));
	CHECK(!thing.json && !thing.date && !thing.uuid && !thing.lines && !thing.parts.items);
	CHECK_INT(read_json("{\"must\":\"x\",\"text\":\"\",\"lines\":\" \\n \",\"parts\":[]}"), OK);
	CHECK_STR(thing.text, "");
	CHECK_STR(thing.lines, "");
	CHECK_INT(thing.parts.n, 0);
}

static void
required_fields_are_required(void)
{
	REFUSED(read_json("{}"), "field.required", "must");
	REFUSED(read_json("{\"must\":null}"), "field.required", "must");
	REFUSED(read_json("{\"must\":\"  \"}"), "field.required", "must");
	REFUSED(read_json("{\"must\":\"x\",\"parts\":[{\"n\":1}]}"), "field.required", "name");
}

static void
unknown_members_are_refused(void)
{
	REFUSED(read_json("{\"must\":\"x\",\"colour\":1}"), "field.unknown", "colour");
	/* sent, but not taken */
	REFUSED(read_json("{\"must\":\"x\",\"hidden\":\"y\"}"), "field.unknown", "hidden");
	REFUSED(read_json("{\"must\":\"x\",\"parts\":[{\"name\":\"p\",\"extra\":1}]}"), "field.unknown", "extra");
	REFUSED(read_json("{\"must\":\"x\",\"Text\":\"y\"}"), "field.unknown", "Text");
}

static void
wrong_types_are_refused(void)
{
	static const struct {
		const char *json, *field;
	} cases[] = {
		{ "{\"text\":1}", "text" },
		{ "{\"text\":{}}", "text" },
		{ "{\"text\":true}", "text" },
		{ "{\"text\":[\"a\"]}", "text" },
		{ "{\"number\":\"1\"}", "number" },
		{ "{\"number\":1.0}", "number" },
		{ "{\"number\":true}", "number" },
		{ "{\"number\":[]}", "number" },
		{ "{\"yes\":1}", "yes" },
		{ "{\"yes\":\"true\"}", "yes" },
		{ "{\"id\":5}", "id" },
		{ "{\"date\":20210101}", "date" },
		{ "{\"at\":1627779600000}", "at" },
		{ "{\"uuid\":[]}", "uuid" },
		{ "{\"parts\":{}}", "parts" },
		{ "{\"parts\":\"p\"}", "parts" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		REFUSED(read_json(cases[i].json), "type.wrong", cases[i].field);
	REFUSED(read_json("{\"parts\":[1]}"), "json.object", NULL);
}

static void
values_out_of_bounds_are_refused(void)
{
	REFUSED(read_json("{\"number\":-6}"), "number.range", "number");
	REFUSED(read_json("{\"number\":101}"), "number.range", "number");
	REFUSED(read_json("{\"number\":9223372036854775808}"), "json.syntax", NULL);
	REFUSED(read_json("{\"id\":\"0\"}"), "id.invalid", "id");
	REFUSED(read_json("{\"id\":\"-1\"}"), "id.invalid", "id");
	REFUSED(read_json("{\"id\":\"1x\"}"), "id.invalid", "id");
	REFUSED(read_json("{\"id\":\"9223372036854775808\"}"), "id.invalid", "id");
	REFUSED(read_json("{\"date\":\"2021-02-29\"}"), "date.invalid", "date");
	REFUSED(read_json("{\"date\":\"01/02/2021\"}"), "date.invalid", "date");
	REFUSED(read_json("{\"at\":\"2021-08-01T08:00:00\"}"), "time.invalid", "at");
	REFUSED(read_json("{\"uuid\":\"00000000-0000-4000-8000-00000000000F\"}"), "uuid.invalid", "uuid");
	REFUSED(read_json("{\"parts\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]}"), "list.too_long",
		"parts");
	REFUSED(read_json("{\"json\":\"123456789012345678901234567890\"}"), "text.too_long", "json");
}

/* Limits count bytes of what is stored: after NFC, after the blanks. */
static void
too_long_texts_are_refused(void)
{
	CHECK_INT(read_json("{\"must\":\"x\",\"text\":\"12345678901234567890\"}"), OK);
	REFUSED(read_json("{\"must\":\"x\",\"text\":\"123456789012345678901\"}"), "text.too_long", "text");
	CHECK_INT(read_json("{\"must\":\"x\",\"text\":\"  12345678901234567890    \"}"), OK);
	/* six letters of three bytes each; one more is 21 bytes */
	CHECK_INT(read_json("{\"must\":\"x\",\"text\":\"ếếếếếế\"}"), OK);
	REFUSED(read_json("{\"must\":\"x\",\"text\":\"ếếếếếếế\"}"), "text.too_long", "text");
	/* decomposed it is 30 bytes, composed 18 */
	CHECK_INT(read_json("{\"must\":\"x\",\"text\":"
			    "\"e\u0302\u0301e\u0302\u0301e\u0302\u0301e\u0302\u0301e\u0302\u0301e\u0302\u0301\"}"),
		  OK);
	CHECK_STR(thing.text, "ếếếếếế");
	char large[70000];
	memset(large, 'a', sizeof large);
	memcpy(large, "{\"text\":\"", 9);
	memcpy(large + sizeof large - 2, "\"}", 2);
	REFUSED(read_n(large, sizeof large), "text.too_long", "text");
}

static void
invalid_utf8_and_control_characters_are_refused(void)
{
	static const char *const broken[] = { "\xff",  "\xc3",    "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
					      "a\x80", "\xe1\xba" };
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		const char *json = arena_printf(mem, "{\"must\":\"%s\"}", broken[i]);
		REFUSED(read_json(json), "json.syntax", NULL);
		cx = (struct ctx){ .mem = mem };
		const char *out;
		REFUSED(text_clean(&cx, "name", broken[i], strlen(broken[i]), 20, false, &out), "text.encoding",
			"name");
	}
	REFUSED(read_json("{\"must\":\"a\\u0000b\"}"), "text.control", "must");
	REFUSED(read_json("{\"must\":\"\\u0000\"}"), "text.control", "must");
	REFUSED(read_json("{\"must\":\"a\\u0007b\"}"), "text.control", "must");
	REFUSED(read_json("{\"must\":\"a\\u007fb\"}"), "text.control", "must");
	REFUSED(read_json("{\"must\":\"a\\u0085b\"}"), "text.control", "must");
	REFUSED(read_json("{\"must\":\"a\\u009fb\"}"), "text.control", "must");
	REFUSED(read_json("{\"must\":\"x\",\"lines\":\"a\\u001bb\"}"), "text.control", "lines");
	REFUSED(read_n("{\"must\":\"a\0b\"}", 14), "json.syntax", NULL);
	REFUSED(read_n("{\"must\":\"a\"}\0", 13), "json.syntax", NULL);
}

static void
texts_are_tidied(void)
{
	CHECK_INT(read_json("{\"must\":\"Ho\u0300a\",\"text\":\"\\u00a0Lê\\u00a0\\u00a0 A\\u00a0\",\"lines\":\"\\n\\n "
			    "một \\t hai  \\n\\n ba\\n\\n\"}"),
		  OK);
	CHECK_STR(thing.must, "Hòa");
	CHECK_STR(thing.text, "Lê A");
	CHECK_STR(thing.lines, "một hai\n\nba");
	/* a line break in a text of one line is a blank */
	CHECK_INT(read_json("{\"must\":\"a\\r\\nb\"}"), OK);
	CHECK_STR(thing.must, "a b");
}

static void
bad_json_is_refused(void)
{
	static const char *const bad[] = { "",
					   " ",
					   "{",
					   "[",
					   "nul",
					   "{\"must\":\"x\"}x",
					   "{\"must\":'x'}",
					   "{must:1}",
					   "{\"must\":\"x\",}",
					   "{\"must\":\"x\",\"must\":\"y\"}",
					   "{\"must\":\"\\ud800\"}",
					   "{\"must\":\"x\nb\"}" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		REFUSED(read_json(bad[i]), "json.syntax", NULL);
	REFUSED(read_json("[]"), "json.object", NULL);
	char deep[20000];
	memset(deep, '[', sizeof deep);
	REFUSED(read_n(deep, sizeof deep), "json.syntax", NULL);
}

static void
queries_are_read_the_same_way(void)
{
	CHECK_INT(read_query("must=x&text=Ho%C3%A0+B%c3%acnh&number=7&id=12&yes=true&date=2021-08-01&&at=2021-08-01T01:"
			     "00:00Z"),
		  OK);
	CHECK_STR(thing.text, "Hoà Bình");
	CHECK_INT(thing.number, 7);
	CHECK_INT(thing.id, 12);
	CHECK(thing.yes);
	CHECK_STR(thing.date, "2021-08-01");
	CHECK_INT(thing.at, INT64_C(1627779600000));
	CHECK(fields_has(&thing_fields, has, "text") && !fields_has(&thing_fields, has, "uuid"));
	CHECK_INT(read_query("must=x&yes=0"), OK);
	CHECK(!thing.yes);
	CHECK_INT(read_query("must=x&text="), OK);
	CHECK(!thing.text && fields_has(&thing_fields, has, "text"));
	REFUSED(read_query(NULL), "field.required", "must");
	REFUSED(read_query(""), "field.required", "must");
	REFUSED(read_query("must=x&colour=1"), "field.unknown", "colour");
	REFUSED(read_query("must=x&hidden=1"), "field.unknown", "hidden");
	REFUSED(read_query("must=%4"), "url.escape", "must");
	REFUSED(read_query("must=%zz"), "url.escape", "must");
	REFUSED(read_query("must=%ff"), "text.encoding", "must");
	REFUSED(read_query("must=a%00b"), "text.control", "must");
	REFUSED(read_query("must=x&number=5%00"), "number.invalid", "number");
	REFUSED(read_query("must=x&number=5a"), "number.invalid", "number");
	REFUSED(read_query("must=x&number=101"), "number.range", "number");
	REFUSED(read_query("must=x&yes=perhaps"), "type.wrong", "yes");
	REFUSED(read_query("must=x&parts=1"), "type.wrong", "parts");
	REFUSED(read_query("must=x&must=y"), "field.twice", "must");
}

static void
writes_what_is_marked(void)
{
	struct part parts[] = { { "<p>", NONE }, { "q", 3 } };
	struct thing t = { .text = "Đ",
			   .json = "{\"a\":1}",
			   .must = "secret",
			   .number = NONE,
			   .id = INT64_MAX,
			   .at = 1,
			   .yes = true,
			   .parts = { parts, 2 },
			   .hidden = "h" };
	struct buf b = buf_new(mem);
	fields_write(&b, &thing_fields, &t);
	CHECK_STR(buf_text(&b),
		  "{\"text\":\"Đ\",\"lines\":null,\"date\":null,\"uuid\":null,\"json\":{\"a\":1},\"number\":null,"
		  "\"id\":\"9223372036854775807\",\"at\":\"1970-01-01T00:00:00.001Z\",\"yes\":true,"
		  "\"parts\":[{\"name\":\"\\u003cp\\u003e\",\"n\":null},{\"name\":\"q\",\"n\":3}],\"hidden\":\"h\"}");
	CHECK(fields_find(&thing_fields, "must") == &thing_fields.list[5]);
	CHECK(!fields_find(&thing_fields, "mus"));
}

static void
numbers_are_numbers_and_nothing_else(void)
{
	int64_t v = 0;
	CHECK(i64_parse("0", &v) && v == 0);
	CHECK(i64_parse("-9223372036854775808", &v) && v == INT64_MIN);
	CHECK(i64_parse("9223372036854775807", &v) && v == INT64_MAX);
	static const char *const bad[] = {
		"", " 1", "1 ", "+1", "-", "--1", "0x10", "1e3", "9223372036854775808", "-9223372036854775809", "1.0"
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!i64_parse(bad[i], &v));
	CHECK(!i64_parse(NULL, &v));
}

static void
ids_are_read_in_order_and_once(void)
{
	int64_t *ids;
	size_t n;
	CHECK(ids_read(&cx, "people", "[\"30\",\"4\",\"30\"]", 3, &ids, &n) == OK && n == 2 && ids[0] == 4 &&
	      ids[1] == 30);
	CHECK(ids_read(&cx, "people", NULL, 3, &ids, &n) == OK && n == 0);
	CHECK(ids_read(&cx, "people", "[]", 0, &ids, &n) == OK && n == 0);
	static const struct {
		const char *json, *code;
	} bad[] = {
		{ "[\"1\",\"2\",\"3\",\"4\"]", "ids.list" },
		{ "\"1\"", "ids.list" },
		{ "[", "ids.list" },
		{ "[1]", "id.wrong" },
		{ "[\"1\",\"x\"]", "id.wrong" },
		{ "[\"0\"]", "id.wrong" },
		{ "[\"-5\"]", "id.wrong" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cx = (struct ctx){ .mem = mem };
		CHECK(ids_read(&cx, "people", bad[i].json, 3, &ids, &n) == ERR_INVALID);
		CHECK_STR(cx.problem.code, bad[i].code);
		CHECK_STR(cx.problem.field, "people");
	}
}

int
main(void)
{
	if (sodium_init() < 0)
		return 2;
	mem = arena_new();
	TEST(reads_every_type);
	TEST(absent_null_and_empty_are_three_things);
	TEST(required_fields_are_required);
	TEST(unknown_members_are_refused);
	TEST(wrong_types_are_refused);
	TEST(values_out_of_bounds_are_refused);
	TEST(too_long_texts_are_refused);
	TEST(invalid_utf8_and_control_characters_are_refused);
	TEST(texts_are_tidied);
	TEST(bad_json_is_refused);
	TEST(queries_are_read_the_same_way);
	TEST(writes_what_is_marked);
	TEST(numbers_are_numbers_and_nothing_else);
	TEST(ids_are_read_in_order_and_once);
	arena_free(mem);
	return test_end();
}
