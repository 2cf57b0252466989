/* Identity numbers: their structure, the keys under which they are looked up, who shares them. */
#include "base/embed.h"
#include "base/fold.h"
#include "person/person_parts.h"
#include "person_sql.h"

#include <ctype.h>
#include <stdio.h>

const char *const number_kind_names[NUMBER__KINDS] = { "cccd", "cmnd", "military", "passport", "insurance", "phone" };

const char **
number_of(struct person_in *in, enum number_kind kind)
{
	const char **const members[NUMBER__KINDS] = { &in->cccd,     &in->cmnd,      &in->military,
						      &in->passport, &in->insurance, &in->phone };
	return members[kind];
}

const char *
code_row(const char *path, const char *code)
{
	size_t n = strlen(code);
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)code[i]))
			return NULL;
	const struct embedded *f = embedded_find(path);
	for (const char *p = f->bytes; n && *p; p += strcspn(p, "\n") + (p[strcspn(p, "\n")] != 0))
		if (strncmp(p, code, n) == 0 && p[n] == ',')
			return p;
	return NULL;
}

const char *
number_bare(struct arena *mem, const char *text)
{
	char *out = arena_alloc(mem, strlen(text) + 1), *w = out;
	for (const char *p = text; *p; p++) {
		if (*p == ' ' || *p == '.' || *p == '-')
			continue;
		if (!isascii((unsigned char)*p) || !isalnum((unsigned char)*p))
			return NULL;
		*w++ = (char)toupper((unsigned char)*p);
	}
	return w > out ? out : NULL;
}

static bool
all_digits(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

bool
number_is_placeholder(const char *number)
{
	return number[strspn(number, (char[]){ number[0], 0 })] == 0;
}

/* Phones. */

static const char *
strip_phone(struct arena *mem, const char *text)
{
	char *out = arena_alloc(mem, strlen(text) + 1), *w = out;
	for (const char *p = text; *p; p++) {
		if (strchr(" .-()/", *p))
			continue;
		if (!(*p >= '0' && *p <= '9') && !(*p == '+' && w == out))
			return NULL;
		*w++ = *p;
	}
	return out;
}

/* Four digits of before September 2018 -> three of today (data/phone-prefixes.csv). */
static const char *
modern_phone(struct arena *mem, const char *phone)
{
	char old[5] = { 0 };
	memcpy(old, phone, 4);
	const char *row = code_row("data/phone-prefixes.csv", old);
	return row ? arena_printf(mem, "%.3s%s", row + 5, phone + 4) : NULL;
}

const char *
phone_normal(struct arena *mem, const char *text, bool *odd)
{
	const char *p = strip_phone(mem, text);
	if (!p)
		return NULL;
	if (strncmp(p, "+84", 3) == 0)
		p += 3;
	else if (strncmp(p, "0084", 4) == 0)
		p += 4;
	else if (strncmp(p, "84", 2) == 0 && strlen(p) >= 11)
		p += 2;
	size_t n = strlen(p);
	if (*p == '+') {
		if (odd)
			*odd = true;
		return n >= 8 && n <= 16 ? p : NULL;
	}
	/* a spreadsheet or a country code took the 0 away */
	if (*p != '0' && n >= 9 && n <= 10)
		p = arena_printf(mem, "0%s", p);
	n = strlen(p);
	if (n == 11 && p[1] == '1')
		p = modern_phone(mem, p);
	if (!p || *p != '0' || p[1] == '0' || strlen(p) < 10 || strlen(p) > 11 || (strlen(p) == 11 && p[1] != '2'))
		return NULL;
	if (odd)
		*odd = strlen(p) != 10 || !strchr("35789", p[1]);
	return p;
}

/* Structure of each kind. */

static bool
is_insurance(const char *s)
{
	size_t n = strlen(s);
	return (n == 10 || n == 15) && all_digits(s + n - 10);
}

static bool
is_passport(const char *s)
{
	size_t n = strlen(s);
	return n >= 5 && n <= 20 && strpbrk(s, "0123456789");
}

static bool
has_structure(enum number_kind kind, const char *s)
{
	size_t n = strlen(s);
	switch (kind) {
	case NUMBER_CCCD:
		return all_digits(s) && n == 12;
	case NUMBER_CMND:
		return all_digits(s) && (n == 9 || n == 12);
	case NUMBER_MILITARY:
		return all_digits(s) && n == 8;
	case NUMBER_PASSPORT:
		return is_passport(s);
	default:
		return is_insurance(s);
	}
}

static enum err
refuse_number(struct ctx *cx, enum number_kind kind)
{
	const char *field = number_kind_names[kind], *code = "number.invalid";
	switch (kind) {
	case NUMBER_CCCD:
		return fail_field(cx, field, code,
				  "Số CCCD gồm 12 chữ số. Nếu bảng tính làm mất số 0 ở đầu thì thêm lại; số 9 chữ số "
				  "ghi vào ô CMND.",
				  "A CCCD number has 12 digits. If a spreadsheet dropped the leading 0, add it; a "
				  "number of 9 digits belongs into CMND.");
	case NUMBER_CMND:
		return fail_field(cx, field, code, "Số CMND gồm 9 hoặc 12 chữ số. Xem lại giấy tờ, hoặc để trống.",
				  "A CMND number has 9 or 12 digits. Check the card, or leave it empty.");
	case NUMBER_MILITARY:
		return fail_field(cx, field, code, "Số giấy tờ quân đội gồm 8 chữ số. Xem lại giấy tờ, hoặc để trống.",
				  "A military number has 8 digits. Check the card, or leave it empty.");
	case NUMBER_PASSPORT:
		return fail_field(cx, field, code,
				  "Số hộ chiếu gồm 5 đến 20 chữ cái và chữ số, có ít nhất một chữ số. Xem lại hộ "
				  "chiếu, hoặc để trống.",
				  "A passport number has 5 to 20 letters and digits, at least one digit. Check the "
				  "passport, or leave it empty.");
	default:
		return fail_field(
			cx, field, code,
			"Số thẻ bảo hiểm y tế gồm 10 chữ số, hoặc 15 ký tự ở thẻ cũ. Xem lại thẻ, hoặc để trống.",
			"An insurance number has 10 digits, or 15 characters on the old card. Check the card, or leave "
			"it empty.");
	}
}

static enum err
number_check(struct ctx *cx, struct person_in *in, enum number_kind kind)
{
	const char **number = number_of(in, kind);
	if (!*number)
		return OK;
	const char *bare = number_bare(cx->mem, *number);
	if (!bare || !has_structure(kind, bare))
		return refuse_number(cx, kind);
	*number = bare;
	return OK;
}

static enum err
phone_check(struct ctx *cx, const char *field, const char **phone, struct warnings *w)
{
	bool odd = false;
	if (!*phone)
		return OK;
	*phone = phone_normal(cx->mem, *phone, &odd);
	if (!*phone)
		return fail_field(
			cx, field, "phone.invalid",
			"Số điện thoại gồm 10 chữ số bắt đầu bằng 0 (hoặc +84). Kiểm tra lại, hoặc để trống.",
			"A phone number has 10 digits beginning with 0 (or +84). Check it, or leave it empty.");
	if (odd)
		warning_add(cx, w, "phone.not_mobile", field,
			    "Không phải số di động Việt Nam: sẽ không nhận được tin nhắn.",
			    "Not a Vietnamese mobile number: it will receive no messages.");
	return OK;
}

enum err
numbers_check(struct ctx *cx, struct person_in *in, struct warnings *w)
{
	for (int k = 0; k < NUMBER_PHONE; k++)
		TRY(number_check(cx, in, (enum number_kind)k));
	TRY(phone_check(cx, "phone", &in->phone, w));
	TRY(phone_check(cx, "guardian_phone", &in->guardian_phone, w));
	return OK;
}

/* Digits 4-6 of a CCCD: century and sex, year of birth (Thông tư 59/2021/TT-BCA; domain.md 3). */
static void
cccd_findings(const char *n, const struct person_in *in, bool *sex, bool *year)
{
	int digit = n[3] - '0';
	char born[5];
	snprintf(born, sizeof born, "%02u%c%c", (unsigned)(19 + digit / 2) % 100, n[4], n[5]);
	*sex = in->sex && strcmp(in->sex, "unknown") != 0 && strcmp(in->sex, digit % 2 ? "female" : "male") != 0;
	*year = in->birth_date && strncmp(in->birth_date, born, 4) != 0;
}

static bool
odd_form(enum number_kind kind, const char *n, const struct person_in *in)
{
	size_t len = strlen(n);
	if (kind == NUMBER_INSURANCE && len == 15)
		return !isalpha((unsigned char)n[0]) || !isalpha((unsigned char)n[1]) || !strchr("12345", n[2]) ||
		       !isdigit((unsigned char)n[3]) || !isdigit((unsigned char)n[4]);
	if (kind == NUMBER_PASSPORT && (!in->nationality || strcmp(in->nationality, "VN") == 0))
		return !isalpha((unsigned char)n[0]) || !all_digits(n + 1) || len < 8 || len > 9;
	return false;
}

const char *
number_findings(struct arena *mem, enum number_kind kind, const char *number, const struct person_in *in)
{
	bool province = false, sex = false, year = false,
	     form = number_is_placeholder(number) || odd_form(kind, number, in);
	if (kind == NUMBER_PHONE)
		return NULL;
	if (kind == NUMBER_CCCD && !form) {
		char place[4] = { number[0], number[1], number[2], 0 };
		province = !code_row("data/cccd-places.csv", place);
		cccd_findings(number, in, &sex, &year);
	}
	const char *all = arena_printf(mem, "%s%s%s%s", province ? ",province" : "", sex ? ",sex" : "",
				       year ? ",year" : "", form ? ",form" : "");
	return *all ? all + 1 : NULL;
}

static void
warn_number(struct ctx *cx, const char *field, const char *findings, struct warnings *w)
{
	static const struct warning known[] = {
		{ "province", NULL,
		  "Ba số đầu của CCCD không phải mã tỉnh; chỉ đúng nếu khai sinh ở nước ngoài. Xem lại số.",
		  "The first three digits of the CCCD are no province; right only for a birth registered abroad. Check "
		  "the number." },
		{ "sex", NULL, "Số CCCD và giới tính không khớp nhau. Xem lại cả hai.",
		  "The CCCD and the sex disagree. Check both." },
		{ "year", NULL, "Số CCCD và năm sinh không khớp nhau. Xem lại cả hai.",
		  "The CCCD and the birth year disagree. Check both." },
		{ "form", NULL, "Số này có cấu trúc khác thường. Xem lại giấy tờ.",
		  "This number has an unusual form. Check the document." },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strstr(findings, known[i].code))
			warning_add(cx, w, arena_printf(cx->mem, "%s.%s", field, known[i].code), field, known[i].vi,
				    known[i].en);
}

void
numbers_warn(struct ctx *cx, const struct person_in *in, struct warnings *w)
{
	struct person_in copy = *in;
	bool any = false;
	for (int k = 0; k < NUMBER_PHONE; k++) {
		const char *number = *number_of(&copy, (enum number_kind)k);
		const char *findings = number ? number_findings(cx->mem, (enum number_kind)k, number, in) : NULL;
		any = any || number;
		if (findings)
			warn_number(cx, number_kind_names[k], findings, w);
	}
	if (!any)
		warning_add(cx, w, "number.missing", "cccd", "Chưa có số giấy tờ nào: dễ trùng hồ sơ. Bổ sung khi có.",
			    "There is no identity number: duplicates are likely. Add it when it is known.");
}

bool
person_number_put(struct arena *mem, struct person_in *in, const char *number)
{
	const char *bare = number ? number_bare(mem, number) : NULL;
	size_t n = bare ? strlen(bare) : 0;
	if (!n)
		return false;
	bool digits = all_digits(bare);
	if (digits && n == 12)
		in->cccd = bare;
	else if (digits && n == 9)
		in->cmnd = bare;
	else if (digits && n == 8)
		in->military = bare;
	else if (n == 15 && is_insurance(bare))
		in->insurance = bare;
	else if (!digits && is_passport(bare))
		in->passport = bare;
	else
		return false;
	return true;
}

/* Keys. */

static void
add_key(struct keys *keys, const char *kind, const char *number)
{
	if (!number || keys_hold(keys, kind, number))
		return;
	keys->list[keys->n++] = (struct key){ kind, number };
}

struct keys
person_keys(struct arena *mem, const struct person_in *in, bool phones)
{
	struct person_in copy = *in;
	struct keys keys = { .n = 0 };
	for (int k = 0; k < NUMBER_PHONE; k++) {
		const char *number = *number_of(&copy, (enum number_kind)k), *kind = number_kind_names[k];
		if (!number || number_is_placeholder(number))
			continue;
		if (k == NUMBER_INSURANCE)
			number += strlen(number) - 10;
		if (k == NUMBER_CMND && strlen(number) == 12)
			kind = number_kind_names[NUMBER_CCCD];
		add_key(&keys, kind, arena_strdup(mem, number));
	}
	if (phones) {
		add_key(&keys, "phone", in->phone);
		add_key(&keys, "phone", in->guardian_phone);
	}
	return keys;
}

bool
keys_hold(const struct keys *keys, const char *kind, const char *number)
{
	for (size_t i = 0; i < keys->n; i++)
		if (strcmp(keys->list[i].kind, kind) == 0 && strcmp(keys->list[i].number, number) == 0)
			return true;
	return false;
}

struct holder *
holders_read(struct arena *mem, const struct keys *keys, const struct rows *rows, size_t *n)
{
	struct holder *list = NEW(mem, struct holder, rows->n);
	*n = 0;
	for (size_t r = 0; r < rows->n; r++) {
		struct holder h = { db_cell(rows, r, 0)->i, db_cell(rows, r, 1)->p, db_cell(rows, r, 2)->p };
		if (h.kind && keys_hold(keys, h.kind, h.number))
			list[(*n)++] = h;
	}
	return list;
}

enum err
key_holders(struct ctx *cx, const struct keys *keys, int64_t except, struct holder **out, size_t *n)
{
	const char *numbers[NUMBER_PHONE] = { NULL };
	size_t asked = 0;
	for (size_t i = 0; i < keys->n; i++)
		if (strcmp(keys->list[i].kind, "phone") != 0)
			numbers[asked++] = keys->list[i].number;
	*n = 0;
	*out = NULL;
	if (!asked)
		return OK;
	struct rows rows;
	TRY(db_query(
		cx,
		sql_identity_holders(except, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], HOLDERS_MAX),
		&rows));
	*out = holders_read(cx->mem, keys, &rows, n);
	return OK;
}

enum err
keys_lock(struct ctx *cx, const struct keys *keys)
{
	if (db_engine(cx->db) == DB_SQLITE)
		return OK; /* one transaction writes at a time there */
	for (size_t i = 0; i < keys->n; i++)
		TRY(db_post(cx, sql_identity_lock(keys->list[i].number, keys->list[i].kind, cx->now)));
	return OK;
}

enum err
keys_unlock(struct ctx *cx, const struct keys *keys)
{
	if (db_engine(cx->db) == DB_SQLITE)
		return OK;
	for (size_t i = 0; i < keys->n; i++)
		TRY(db_post(cx, sql_identity_unlock(keys->list[i].number, keys->list[i].kind)));
	return OK;
}
