#include "base/buf.h"

#include "base/clock.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

struct buf
buf_new(struct arena *mem)
{
	return (struct buf){ .mem = mem };
}

static void
room(struct buf *b, size_t more)
{
	size_t need = b->n + more + 1;
	assert(need > b->n);
	if (need <= b->cap)
		return;
	size_t cap = b->cap ? b->cap * 2 : 512;
	while (cap < need)
		cap *= 2;
	char *p = arena_alloc(b->mem, cap);
	if (b->n)
		memcpy(p, b->p, b->n);
	b->p = p;
	b->cap = cap;
}

void
buf_bytes(struct buf *b, const void *p, size_t n)
{
	room(b, n);
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = 0;
}

void
buf_str(struct buf *b, const char *s)
{
	buf_bytes(b, s, strlen(s));
}

void
buf_char(struct buf *b, char c)
{
	buf_bytes(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	room(b, (size_t)n);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
	va_end(again);
	b->n += (size_t)n;
}

const char *
buf_text(const struct buf *b)
{
	return b->p ? b->p : "";
}

static void
value(struct buf *b)
{
	if (b->comma)
		buf_char(b, ',');
	b->comma = true;
}

void
json_obj(struct buf *b)
{
	value(b);
	buf_char(b, '{');
	b->comma = false;
}

void
json_obj_end(struct buf *b)
{
	buf_char(b, '}');
	b->comma = true;
}

void
json_arr(struct buf *b)
{
	value(b);
	buf_char(b, '[');
	b->comma = false;
}

void
json_arr_end(struct buf *b)
{
	buf_char(b, ']');
	b->comma = true;
}

static void
quote(struct buf *b, const char *s, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	room(b, n * 6 + 2);
	char *p = b->p + b->n;
	*p++ = '"';
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c == '"' || c == '\\') {
			*p++ = '\\';
			*p++ = (char)c;
		} else if (c == '\n') {
			*p++ = '\\';
			*p++ = 'n';
		} else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x7f) {
			memcpy(p, "\\u00", 4);
			p[4] = hex[c >> 4];
			p[5] = hex[c & 15];
			p += 6;
		} else {
			*p++ = (char)c;
		}
	}
	*p++ = '"';
	*p = 0;
	b->n = (size_t)(p - b->p);
}

void
json_key(struct buf *b, const char *key)
{
	value(b);
	quote(b, key, strlen(key));
	buf_char(b, ':');
	b->comma = false;
}

void
json_text_n(struct buf *b, const char *s, size_t n)
{
	value(b);
	quote(b, s, n);
}

void
json_text(struct buf *b, const char *s)
{
	if (s)
		json_text_n(b, s, strlen(s));
	else
		json_none(b);
}

void
json_i64(struct buf *b, int64_t v)
{
	value(b);
	buf_printf(b, "%lld", (long long)v);
}

void
json_id(struct buf *b, int64_t v)
{
	value(b);
	if (v)
		buf_printf(b, "\"%lld\"", (long long)v);
	else
		buf_str(b, "null");
}

void
json_bool(struct buf *b, bool v)
{
	value(b);
	buf_str(b, v ? "true" : "false");
}

void
json_none(struct buf *b)
{
	value(b);
	buf_str(b, "null");
}

void
json_time(struct buf *b, int64_t ms)
{
	char text[CLOCK_RFC3339_SIZE];
	if (!ms) {
		json_none(b);
		return;
	}
	clock_rfc3339(ms, text);
	json_text(b, text);
}

void
json_raw(struct buf *b, const char *json)
{
	value(b);
	buf_str(b, json ? json : "null");
}

void
json_kv_text(struct buf *b, const char *key, const char *s)
{
	json_key(b, key);
	json_text(b, s);
}

void
json_kv_i64(struct buf *b, const char *key, int64_t v)
{
	json_key(b, key);
	json_i64(b, v);
}

void
json_kv_id(struct buf *b, const char *key, int64_t v)
{
	json_key(b, key);
	json_id(b, v);
}

void
json_kv_bool(struct buf *b, const char *key, bool v)
{
	json_key(b, key);
	json_bool(b, v);
}

void
json_kv_time(struct buf *b, const char *key, int64_t ms)
{
	json_key(b, key);
	json_time(b, ms);
}
