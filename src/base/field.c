#include "base/field.h"

#include "base/clock.h"
#include "base/id.h"

#include <assert.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <uninorm.h>
#include <unistr.h>

bool
i64_parse(const char *s, int64_t *out)
{
	if (!s || !((*s >= '0' && *s <= '9') || (*s == '-' && s[1] >= '0' && s[1] <= '9')))
		return false;
	char *end;
	errno = 0;
	long long v = strtoll(s, &end, 10);
	if (errno || *end)
		return false;
	*out = v;
	return true;
}

static bool
is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Writes s into out with blanks tidied; false at a control character. out has room for n + 1. */
static bool
tidy(const char *s, size_t n, bool lines, char *out)
{
	size_t w = 0;
	bool gap = false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (lines && c == '\n') {
			while (w && out[w - 1] == ' ')
				w--;
			if (w)
				out[w++] = '\n';
			gap = false;
			continue;
		}
		/* U+00A0, the blank that spreadsheets like to put between words */
		if (c == 0xc2 && i + 1 < n && (unsigned char)s[i + 1] == 0xa0) {
			gap = true;
			i++;
			continue;
		}
		if (is_blank(c)) {
			gap = true;
			continue;
		}
		/* the second block of control characters, U+0080 to U+009F, too */
		if (c < 0x20 || c == 0x7f || (c == 0xc2 && i + 1 < n && (unsigned char)s[i + 1] < 0xa0))
			return false;
		if (gap && w && out[w - 1] != '\n')
			out[w++] = ' ';
		gap = false;
		out[w++] = (char)c;
	}
	while (w && out[w - 1] == '\n')
		w--;
	out[w] = 0;
	return true;
}

/* Such a text is in every normal form. */
static bool
is_ascii(const char *s)
{
	while (*s && !(*s & 0x80))
		s++;
	return !*s;
}

static const char *
to_nfc(struct arena *mem, const char *s, size_t *n)
{
	uint8_t small[512];
	size_t len = sizeof small;
	uint8_t *nfc = u8_normalize(UNINORM_NFC, (const uint8_t *)s, *n, small, &len);
	assert(nfc);
	const char *out = arena_strndup(mem, (const char *)nfc, len);
	if (nfc != small)
		free(nfc);
	*n = len;
	return out;
}

enum err
text_clean(struct ctx *cx, const char *field, const char *s, size_t n, size_t max, bool lines, const char **out)
{
	if (n > max * 2 + 64) /* even after normalisation it cannot fit */
		return fail_field(cx, field, "text.too_long", "%s: quá dài, tối đa %zu byte.",
				  "%s: too long, at most %zu bytes.", field, max);
	if (u8_check((const uint8_t *)s, n))
		return fail_field(cx, field, "text.encoding",
				  "%s: không phải UTF-8 hợp lệ. Hãy gõ lại hoặc lưu tệp dạng UTF-8.",
				  "%s: not valid UTF-8. Type it again or save the file as UTF-8.", field);
	char *tidied = arena_alloc(cx->mem, n + 1);
	if (memchr(s, 0, n) || !tidy(s, n, lines, tidied))
		return fail_field(cx, field, "text.control", "%s: có ký tự điều khiển không được phép.",
				  "%s: contains a control character.", field);
	size_t len = strlen(tidied);
	*out = is_ascii(tidied) ? tidied : to_nfc(cx->mem, tidied, &len);
	if (len > max)
		return fail_field(cx, field, "text.too_long", "%s: quá dài, tối đa %zu byte.",
				  "%s: too long, at most %zu bytes.", field, max);
	return OK;
}

const struct field *
fields_find(const struct fields *f, const char *name)
{
	for (const struct field *d = f->list; d->name; d++)
		if (strcmp(d->name, name) == 0)
			return d;
	return NULL;
}

bool
fields_has(const struct fields *f, uint64_t has, const char *name)
{
	const struct field *d = fields_find(f, name);
	assert(d);
	return has >> (d - f->list) & 1;
}

static void *
at(const struct field *d, void *item)
{
	return (char *)item + d->offset;
}

static void
set_null(const struct field *d, void *item)
{
	if (d->type == F_I64)
		*(int64_t *)at(d, item) = NONE;
}

/* A value given as text: from a query string, or a JSON string. */
static enum err
set_text(struct ctx *cx, const struct field *d, const char *s, size_t n, void *item)
{
	int64_t v;
	const char *clean;
	switch (d->type) {
	case F_TEXT:
	case F_LINES:
		return text_clean(cx, d->name, s, n, (size_t)d->max, d->type == F_LINES, at(d, item));
	case F_DATE:
		TRY(text_clean(cx, d->name, s, n, 32, false, &clean));
		if (!*clean)
			return OK;
		if (!date_parse(clean, &v))
			return fail_field(cx, d->name, "date.invalid",
					  "%s: ngày không hợp lệ, cần dạng năm-tháng-ngày (2021-05-21).",
					  "%s: not a date, expected YYYY-MM-DD.", d->name);
		*(const char **)at(d, item) = clean;
		return OK;
	case F_TIME:
		TRY(text_clean(cx, d->name, s, n, 40, false, &clean));
		if (!clock_parse(clean, at(d, item)))
			return fail_field(cx, d->name, "time.invalid",
					  "%s: thời điểm không hợp lệ, cần RFC 3339 có múi giờ.",
					  "%s: not a time, expected RFC 3339 with its zone.", d->name);
		return OK;
	case F_UUID:
		TRY(text_clean(cx, d->name, s, n, 36, false, &clean));
		if (!uuid_valid(clean))
			return fail_field(cx, d->name, "uuid.invalid", "%s: không phải UUID viết thường.",
					  "%s: not a lower-case UUID.", d->name);
		*(const char **)at(d, item) = clean;
		return OK;
	case F_ID:
		TRY(text_clean(cx, d->name, s, n, 20, false, &clean));
		if (!i64_parse(clean, &v) || v <= 0)
			return fail_field(cx, d->name, "id.invalid", "%s: mã số không hợp lệ.", "%s: not an id.",
					  d->name);
		*(int64_t *)at(d, item) = v;
		return OK;
	default:
		return fail_field(cx, d->name, "type.wrong", "%s: sai kiểu dữ liệu.", "%s: wrong type.", d->name);
	}
}

static enum err
set_i64(struct ctx *cx, const struct field *d, int64_t v, void *item)
{
	if (v < d->min || v > d->max)
		return fail_field(cx, d->name, "number.range", "%s: phải từ %lld đến %lld.",
				  "%s: must be between %lld and %lld.", d->name, (long long)d->min, (long long)d->max);
	*(int64_t *)at(d, item) = v;
	return OK;
}

static enum err read_object(struct ctx *cx, const struct fields *f, const json_t *obj, void *item, uint64_t *has);

static enum err
set_list(struct ctx *cx, const struct field *d, const json_t *v, void *item)
{
	size_t n = json_array_size(v);
	if (n > (size_t)d->max)
		return fail_field(cx, d->name, "list.too_long", "%s: tối đa %lld mục.", "%s: at most %lld items.",
				  d->name, (long long)d->max);
	char *items = arena_array(cx->mem, d->sub->size, n);
	for (size_t i = 0; i < n; i++)
		TRY(read_object(cx, d->sub, json_array_get(v, i), items + i * d->sub->size, NULL));
	*(struct list *)at(d, item) = (struct list){ items, n };
	return OK;
}

static enum err
set_json(struct ctx *cx, const struct field *d, const json_t *v, void *item)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	assert(text);
	size_t n = strlen(text);
	*(const char **)at(d, item) = arena_strndup(cx->mem, text, n);
	free(text);
	if (n > (size_t)d->max)
		return fail_field(cx, d->name, "text.too_long", "%s: quá dài, tối đa %zu byte.",
				  "%s: too long, at most %zu bytes.", d->name, (size_t)d->max);
	return OK;
}

static enum err
set_value(struct ctx *cx, const struct field *d, const json_t *v, void *item)
{
	if (json_is_null(v)) {
		set_null(d, item);
		return OK;
	}
	if (d->type == F_JSON)
		return set_json(cx, d, v, item);
	if (d->type == F_LIST && json_is_array(v))
		return set_list(cx, d, v, item);
	if (d->type == F_BOOL && json_is_boolean(v)) {
		*(bool *)at(d, item) = json_is_true(v);
		return OK;
	}
	if (d->type == F_I64 && json_is_integer(v))
		return set_i64(cx, d, json_integer_value(v), item);
	if (json_is_string(v) && d->type != F_I64 && d->type != F_BOOL && d->type != F_LIST)
		return set_text(cx, d, json_string_value(v), json_string_length(v), item);
	return fail_field(cx, d->name, "type.wrong", "%s: sai kiểu dữ liệu.", "%s: wrong type.", d->name);
}

static bool
is_missing(const struct field *d, const void *item)
{
	const char *p = (const char *)item + d->offset;
	switch (d->type) {
	case F_TEXT:
	case F_LINES:
	case F_DATE:
	case F_UUID:
	case F_JSON:
		return !*(const char *const *)(const void *)p || !**(const char *const *)(const void *)p;
	case F_ID:
	case F_TIME:
		return *(const int64_t *)(const void *)p == 0;
	case F_I64:
		return *(const int64_t *)(const void *)p == NONE;
	default:
		return false;
	}
}

/* Absent numbers become NONE; absent required fields are refused. */
static enum err
finish(struct ctx *cx, const struct fields *f, uint64_t seen, void *item)
{
	for (const struct field *d = f->list; d->name; d++) {
		if (!(d->flags & F_IN))
			continue;
		bool present = seen >> (d - f->list) & 1;
		if (!present)
			set_null(d, item);
		if ((d->flags & F_MUST) && (!present || is_missing(d, item)))
			return fail_field(cx, d->name, "field.required", "%s: bắt buộc phải có.", "%s: is required.",
					  d->name);
	}
	return OK;
}

static enum err
read_object(struct ctx *cx, const struct fields *f, const json_t *obj, void *item, uint64_t *has)
{
	if (!json_is_object(obj))
		return fail(cx, ERR_INVALID, "json.object", "Nội dung gửi lên phải là một đối tượng JSON.",
			    "The body must be a JSON object.");
	uint64_t seen = 0;
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)obj, key, v) {
		const struct field *d = fields_find(f, key);
		const char *name = arena_printf(cx->mem, "%.64s", key);
		if (!d || !(d->flags & F_IN))
			return fail_field(cx, name, "field.unknown", "%s: không có trường này.",
					  "%s: there is no such field.", name);
		TRY(set_value(cx, d, v, item));
		seen |= UINT64_C(1) << (d - f->list);
	}
	if (has)
		*has = seen;
	return finish(cx, f, seen, item);
}

enum err
fields_read(struct ctx *cx, const struct fields *f, const char *json, size_t n, void *item, uint64_t *has)
{
	json_error_t why;
	json_t *root = json_loadb(json, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
	if (!root)
		return fail(cx, ERR_INVALID, "json.syntax",
			    "Nội dung gửi lên không phải JSON hợp lệ (dòng %d, cột %d: %s).",
			    "The body is not valid JSON (line %d, column %d: %s).", why.line, why.column, why.text);
	enum err err = read_object(cx, f, root, item, has);
	json_decref(root);
	return err;
}

static enum err
read_ids(struct ctx *cx, const char *field, const json_t *list, size_t most, int64_t *ids)
{
	if (!json_is_array(list) || json_array_size(list) > most)
		return fail_field(cx, field, "ids.list", "%s: cần danh sách mã (dạng chữ), nhiều nhất %zu.",
				  "%s: a list of ids as texts is required, at most %zu.", field, most);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!i64_parse(json_string_value(json_array_get(list, i)), &ids[i]) || ids[i] <= 0)
			return fail_field(cx, field, "id.wrong", "%s: mã thứ %zu không hợp lệ.",
					  "%s: id number %zu is none.", field, i + 1);
	return OK;
}

enum err
ids_read(struct ctx *cx, const char *field, const char *json, size_t most, int64_t **ids, size_t *n)
{
	*ids = NEW(cx->mem, int64_t, most);
	*n = 0;
	if (!json)
		return OK;
	json_t *list = json_loads(json, 0, NULL);
	enum err err = read_ids(cx, field, list, most, *ids);
	size_t all = json_array_size(list), kept = 0;
	json_decref(list);
	TRY(err);
	qsort(*ids, all, sizeof **ids, id_compare);
	for (size_t i = 0; i < all; i++)
		if (!i || (*ids)[i] != (*ids)[i - 1])
			(*ids)[kept++] = (*ids)[i];
	*n = kept;
	return OK;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes %XX and +; returns the length, or -1 at a broken escape. */
static long
url_decode(const char *s, size_t n, char *out)
{
	size_t w = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '%') {
			if (n - i < 3)
				return -1;
			int hi = hex(s[i + 1]), lo = hex(s[i + 2]);
			if (hi < 0 || lo < 0)
				return -1;
			out[w++] = (char)(hi << 4 | lo);
			i += 2;
		} else {
			out[w++] = s[i] == '+' ? ' ' : s[i];
		}
	}
	out[w] = 0;
	return (long)w;
}

static enum err
query_pair(struct ctx *cx, const struct fields *f, const char *p, size_t n, void *item, uint64_t *seen)
{
	const char *eq = memchr(p, '=', n);
	size_t key_n = eq ? (size_t)(eq - p) : n;
	const char *key = arena_strndup(cx->mem, p, key_n < 64 ? key_n : 64);
	const struct field *d = fields_find(f, key);
	if (!d || !(d->flags & F_IN))
		return fail_field(cx, key, "field.unknown", "%s: không có tham số này.",
				  "%s: there is no such parameter.", key);
	size_t value_n = eq ? n - key_n - 1 : 0;
	char *value = arena_alloc(cx->mem, value_n + 1);
	long len = eq ? url_decode(eq + 1, value_n, value) : 0;
	if (len < 0)
		return fail_field(cx, key, "url.escape", "%s: mã hóa %% bị hỏng.", "%s: broken %% escape.", key);
	uint64_t bit = UINT64_C(1) << (d - f->list);
	if (*seen & bit)
		return fail_field(cx, key, "field.twice", "%s: có hai lần.", "%s: is given twice.", key);
	*seen |= bit;
	int64_t v;
	bool whole = strlen(value) == (size_t)len; /* no NUL within */
	if (d->type == F_I64) {
		if (!whole || !i64_parse(value, &v))
			return fail_field(cx, key, "number.invalid", "%s: phải là số nguyên.",
					  "%s: must be an integer.", key);
		return set_i64(cx, d, v, item);
	}
	if (d->type == F_BOOL) {
		bool yes = strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
		bool no = strcmp(value, "false") == 0 || strcmp(value, "0") == 0;
		if (!whole || (!yes && !no))
			return fail_field(cx, key, "type.wrong", "%s: phải là true hoặc false.",
					  "%s: must be true or false.", key);
		*(bool *)at(d, item) = yes;
		return OK;
	}
	return len ? set_text(cx, d, value, (size_t)len, item) : OK;
}

enum err
fields_read_query(struct ctx *cx, const struct fields *f, const char *query, void *item, uint64_t *has)
{
	uint64_t seen = 0;
	for (const char *p = query ? query : ""; *p;) {
		size_t n = strcspn(p, "&");
		if (n)
			TRY(query_pair(cx, f, p, n, item, &seen));
		p += n + (p[n] == '&');
	}
	if (has)
		*has = seen;
	return finish(cx, f, seen, item);
}

static void
write_items(struct buf *out, const struct fields *f, const void *items, size_t n)
{
	json_arr(out);
	for (size_t i = 0; i < n; i++)
		fields_write(out, f, (const char *)items + i * f->size);
	json_arr_end(out);
}

void
fields_write_list(struct buf *out, const char *key, const struct fields *f, const void *items, size_t n)
{
	json_key(out, key);
	write_items(out, f, items, n);
}

/* A column holds ms and says so; JSON holds RFC 3339: "issued_ms" is "issued_at" there, and "at_ms" plainly "at". */
static void
write_key(struct buf *out, const struct field *d)
{
	size_t n = strlen(d->name);
	bool ms = d->type == F_TIME && n > 3 && strcmp(d->name + n - 3, "_ms") == 0;
	if (ms && strcmp(d->name, "at_ms") == 0)
		json_key(out, "at");
	else
		json_key(out, ms ? arena_printf(out->mem, "%.*s_at", (int)(n - 3), d->name) : d->name);
}

void
fields_write_members(struct buf *out, const struct fields *f, const void *item)
{
	for (const struct field *d = f->list; d->name; d++) {
		if (!(d->flags & F_OUT))
			continue;
		const void *p = (const char *)item + d->offset;
		write_key(out, d);
		switch (d->type) {
		case F_TEXT:
		case F_LINES:
		case F_DATE:
		case F_UUID:
			json_text(out, *(const char *const *)p);
			break;
		case F_JSON:
			json_raw(out, *(const char *const *)p);
			break;
		case F_I64:
			if (*(const int64_t *)p == NONE)
				json_none(out);
			else
				json_i64(out, *(const int64_t *)p);
			break;
		case F_ID:
			json_id(out, *(const int64_t *)p);
			break;
		case F_TIME:
			json_time(out, *(const int64_t *)p);
			break;
		case F_BOOL:
			json_bool(out, *(const bool *)p);
			break;
		case F_LIST:
			write_items(out, d->sub, ((const struct list *)p)->items, ((const struct list *)p)->n);
			break;
		}
	}
}

void
fields_write(struct buf *out, const struct fields *f, const void *item)
{
	json_obj(out);
	fields_write_members(out, f, item);
	json_obj_end(out);
}
