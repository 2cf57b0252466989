#include "dcc/schema.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

enum check { TEXT, TEXT_80, MRZ_80, DOSE, DATE, DATE_TIME, COUNTRY, VERSION, BIRTH, OBJECT };

struct rule {
	const char *key;
	enum check check;
	bool required;
};

struct words {
	const char *vi, *en;
};

static const struct words wanted[] = {
	[TEXT] = { "phải là văn bản", "must be a text" },
	[TEXT_80] = { "phải là văn bản không quá 80 ký tự", "must be a text of at most 80 characters" },
	[MRZ_80] = { "chỉ gồm chữ A-Z không dấu và dấu <, không quá 80 ký tự",
		     "may hold only the letters A-Z and <, at most 80" },
	[DOSE] = { "phải là số nguyên từ 1 trở lên", "must be a whole number from 1" },
	[DATE] = { "phải là ngày dạng NĂM-THÁNG-NGÀY", "must be a date YYYY-MM-DD" },
	[DATE_TIME] = { "phải là ngày giờ có múi giờ, ví dụ 2021-06-11T17:30:00+07:00",
			"must be a date and time with its zone, like 2021-06-11T17:30:00+07:00" },
	[COUNTRY] = { "phải là mã nước viết hoa, ví dụ VN", "must be a country code in capitals, like VN" },
	[VERSION] = { "phải là số phiên bản, ví dụ 1.3.0", "must be a version, like 1.3.0" },
	[BIRTH] = { "phải là NĂM, NĂM-THÁNG, NĂM-THÁNG-NGÀY từ 1900 đến 2099, hoặc để trống",
		    "must be YYYY, YYYY-MM or YYYY-MM-DD from 1900 to 2099, or empty" },
	[OBJECT] = { "phải là một đối tượng", "must be an object" },
};

static const struct rule root_rules[] = {
	{ "ver", VERSION, true },
	{ "nam", OBJECT, true },
	{ "dob", BIRTH, true },
	{ 0 },
};
static const struct rule name_rules[] = {
	{ "fn", TEXT_80, false }, { "fnt", MRZ_80, false }, { "gn", TEXT_80, false }, { "gnt", MRZ_80, false }, { 0 },
};
static const struct rule vaccination_rules[] = {
	{ "tg", TEXT, true },
	{ "vp", TEXT, true },
	{ "mp", TEXT, true },
	{ "ma", TEXT, true },
	{ "dn", DOSE, true },
	{ "sd", DOSE, true },
	{ "dt", DATE, true },
	{ "co", COUNTRY, true },
	{ "is", TEXT_80, true },
	{ "ci", TEXT_80, true },
	{ 0 },
};
static const struct rule test_rules[] = {
	{ "tg", TEXT, true },
	{ "tt", TEXT, true },
	{ "nm", TEXT_80, false },
	{ "ma", TEXT, false },
	{ "sc", DATE_TIME, true },
	{ "tr", TEXT, true },
	{ "tc", TEXT_80, false },
	{ "co", COUNTRY, true },
	{ "is", TEXT_80, true },
	{ "ci", TEXT_80, true },
	{ 0 },
};
static const struct rule recovery_rules[] = {
	{ "tg", TEXT, true }, { "fr", DATE, true }, { "co", COUNTRY, true }, { "is", TEXT_80, true },
	{ "df", DATE, true }, { "du", DATE, true }, { "ci", TEXT_80, true }, { 0 },
};

static const struct {
	const char *key;
	enum dcc_kind kind;
	const struct rule *rules;
} groups[] = {
	{ "v", DCC_VACCINATION, vaccination_rules },
	{ "t", DCC_TEST, test_rules },
	{ "r", DCC_RECOVERY, recovery_rules },
};

static bool
digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return n > 0;
}

static size_t
characters(const struct node *node)
{
	size_t count = 0;
	for (size_t i = 0; i < node->n; i++)
		count += ((unsigned char)node->text[i] & 0xc0) != 0x80;
	return count;
}

/* The schema's pattern is digits, any character, digits, any character, digits. */
static bool
version_ok(const struct node *node)
{
	const char *s = node->text;
	for (size_t i = 1; i + 2 < node->n; i++)
		for (size_t k = i + 2; k + 1 < node->n; k++)
			if (digits(s, i) && digits(s + i + 1, k - i - 1) && digits(s + k + 1, node->n - k - 1))
				return true;
	return false;
}

static bool
birth_ok(const struct node *node)
{
	const char *s = node->text;
	if (node->n == 0)
		return true;
	if (node->n != 4 && node->n != 7 && node->n != 10)
		return false;
	if ((memcmp(s, "19", 2) != 0 && memcmp(s, "20", 2) != 0) || !digits(s + 2, 2))
		return false;
	for (size_t i = 4; i < node->n; i += 3)
		if (s[i] != '-' || !digits(s + i + 1, 2))
			return false;
	return true;
}

static bool
date_ok(const char *s, size_t n)
{
	int64_t days;
	char text[DATE_SIZE];
	if (n != DATE_SIZE - 1)
		return false;
	memcpy(text, s, n);
	text[n] = 0;
	return date_parse(text, &days);
}

/* Z, +hh, +hhmm or +hh:mm */
static bool
zone_ok(const char *s, size_t n)
{
	if (n == 1)
		return *s == 'Z' || *s == 'z';
	if (n < 3 || (*s != '+' && *s != '-') || !digits(s + 1, 2))
		return false;
	if (n == 3)
		return true;
	if (s[3] == ':')
		return n == 6 && digits(s + 4, 2);
	return n == 5 && digits(s + 3, 2);
}

static bool
date_time_ok(const struct node *node)
{
	const char *s = node->text;
	size_t n = node->n, i = 19;
	if (n < 20 || !date_ok(s, 10) || (s[10] != 'T' && s[10] != 't') || s[13] != ':' || s[16] != ':')
		return false;
	if (!digits(s + 11, 2) || !digits(s + 14, 2) || !digits(s + 17, 2))
		return false;
	if (memcmp(s + 11, "24", 2) >= 0 || memcmp(s + 14, "60", 2) >= 0 || memcmp(s + 17, "61", 2) >= 0)
		return false;
	if (s[i] == '.') {
		size_t from = ++i;
		while (i < n && digits(s + i, 1))
			i++;
		if (i == from)
			return false;
	}
	return zone_ok(s + i, n - i);
}

static bool
mrz_ok(const struct node *node)
{
	for (size_t i = 0; i < node->n; i++)
		if ((node->text[i] < 'A' || node->text[i] > 'Z') && node->text[i] != '<')
			return false;
	return node->n <= 80;
}

/* The schema's pattern is not anchored: one capital letter anywhere will do. */
static bool
country_ok(const struct node *node)
{
	for (size_t i = 0; i < node->n; i++)
		if (node->text[i] >= 'A' && node->text[i] <= 'Z')
			return true;
	return false;
}

static bool
dose_ok(const struct node *node)
{
	if (node->type == NODE_REAL)
		return node->real >= 1 && isfinite(node->real) && node->real == floor(node->real);
	return node->type == NODE_INT && node->i >= 1;
}

static bool
value_ok(const struct node *node, enum check check)
{
	if (check == DOSE)
		return dose_ok(node);
	if (check == OBJECT)
		return node->type == NODE_MAP;
	if (node->type != NODE_TEXT)
		return false;
	switch (check) {
	case TEXT_80:
		return characters(node) <= 80;
	case MRZ_80:
		return mrz_ok(node);
	case DATE:
		return date_ok(node->text, node->n);
	case DATE_TIME:
		return date_time_ok(node);
	case COUNTRY:
		return country_ok(node);
	case VERSION:
		return version_ok(node);
	case BIRTH:
		return birth_ok(node);
	default:
		return true;
	}
}

static bool
blame(struct arena *mem, struct schema_fault *fault, const char *field, const char *vi, const char *en)
{
	fault->field = field;
	fault->vi = arena_printf(mem, "Trường %s %s.", field, vi);
	fault->en = arena_printf(mem, "Field %s %s.", field, en);
	return false;
}

static bool
object_check(struct arena *mem, const struct node *object, const char *prefix, const struct rule *rules,
	     struct schema_fault *fault)
{
	for (const struct rule *rule = rules; rule->key; rule++) {
		const struct node *value = node_get(object, rule->key);
		if (!value && !rule->required)
			continue;
		if (value && value_ok(value, rule->check))
			continue;
		const char *field = arena_printf(mem, "%s%s", prefix, rule->key);
		if (!value)
			return blame(mem, fault, field, "bị thiếu", "is missing");
		return blame(mem, fault, field, wanted[rule->check].vi, wanted[rule->check].en);
	}
	return true;
}

unsigned
schema_kinds(const struct node *dcc)
{
	unsigned kinds = 0;
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (node_get(dcc, groups[i].key))
			kinds |= groups[i].kind;
	return kinds;
}

static bool
group_check(struct arena *mem, const struct node *dcc, struct schema_fault *fault)
{
	unsigned kinds = schema_kinds(dcc);
	if (!kinds || (kinds & (kinds - 1)))
		return blame(mem, fault, "v, t, r", "phải có đúng một trong ba", "must be present exactly once");
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		const struct node *list = node_get(dcc, groups[i].key);
		if (!list)
			continue;
		if (list->type != NODE_ARRAY || list->n != 1 || list->items[0].type != NODE_MAP)
			return blame(mem, fault, groups[i].key, "phải là danh sách có đúng một mục",
				     "must be a list of exactly one entry");
		const char *prefix = arena_printf(mem, "%s[0].", groups[i].key);
		return object_check(mem, &list->items[0], prefix, groups[i].rules, fault);
	}
	return false;
}

bool
schema_check(struct arena *mem, const struct node *dcc, struct schema_fault *fault)
{
	*fault = (struct schema_fault){ 0 };
	if (dcc->type != NODE_MAP)
		return blame(mem, fault, "dcc", "phải là một đối tượng", "must be an object");
	if (!object_check(mem, dcc, "", root_rules, fault))
		return false;
	const struct node *name = node_get(dcc, "nam");
	if (!object_check(mem, name, "nam.", name_rules, fault))
		return false;
	if (!node_get(name, "fnt") && !node_get(name, "gnt"))
		return blame(mem, fault, "nam.fnt", "hoặc nam.gnt phải có", "or nam.gnt must be present");
	return group_check(mem, dcc, fault);
}
