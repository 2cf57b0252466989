#include "sheet/sheet_frame.h"

#include "sheet/sheet_text.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

/* ---- writing ---- */

void
frame_flush(struct frame_out *f)
{
	for (size_t at = 0; at < f->n;) {
		ssize_t got = write(f->fd, f->bytes + at, f->n - at);
		if (got <= 0)
			_exit(3);
		at += (size_t)got;
	}
	f->n = 0;
}

static void
put(struct frame_out *f, const void *p, size_t n)
{
	assert(n <= sizeof f->bytes - f->n);
	memcpy(f->bytes + f->n, p, n);
	f->n += n;
}

static void
put_int(struct frame_out *f, uint64_t v, size_t bytes)
{
	unsigned char le[8];
	for (size_t i = 0; i < bytes; i++)
		le[i] = (unsigned char)(v >> (8 * i));
	put(f, le, bytes);
}

static void
put_head(struct frame_out *f, char type, size_t payload)
{
	assert(payload <= FRAME_PAYLOAD_MAX);
	if (FRAME_HEAD + payload > sizeof f->bytes - f->n)
		frame_flush(f);
	put(f, &type, 1);
	put_int(f, payload, 4);
}

void
frame_put_begin(struct frame_out *f, const char *format, const char *name)
{
	size_t n = text_cut(name, strlen(name), FRAME_DETAIL_MAX);
	put_head(f, 'H', strlen(format) + 1 + n + 1);
	put(f, format, strlen(format) + 1);
	put(f, name, n);
	put(f, "", 1);
}

void
frame_put_row(struct frame_out *f, const struct sheet_row *row)
{
	size_t payload = 12;
	for (size_t i = 0; i < row->n; i++)
		payload += 2 + strlen(row->cell[i]) + 1;
	put_head(f, 'R', payload);
	put_int(f, (uint64_t)row->number, 8);
	put_int(f, (uint64_t)row->cut, 2);
	put_int(f, row->n, 2);
	for (size_t i = 0; i < row->n; i++) {
		size_t n = strlen(row->cell[i]);
		put_int(f, n, 2);
		put(f, row->cell[i], n + 1);
	}
}

void
frame_put_end(struct frame_out *f, int64_t rows)
{
	put_head(f, 'E', 8);
	put_int(f, (uint64_t)rows, 8);
}

void
frame_put_fault(struct frame_out *f, const struct sheet_report *r)
{
	size_t n = text_cut(r->detail, strlen(r->detail), FRAME_DETAIL_MAX);
	put_head(f, 'F', 17 + n + 1);
	put_int(f, (uint64_t)r->fault, 1);
	put_int(f, (uint64_t)r->row, 8);
	put_int(f, (uint64_t)r->column, 8);
	put(f, r->detail, n);
	put(f, "", 1);
}

/* ---- reading ---- */

static uint64_t
get_int(const unsigned char *p, size_t bytes)
{
	uint64_t v = 0;
	for (size_t i = 0; i < bytes; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

/* A text of exactly len bytes and its NUL at *p; moves both on. */
static const char *
get_text(const unsigned char **p, size_t *n, size_t len)
{
	const char *s = (const char *)*p;
	if (*n < len + 1 || s[len] || text_utf8_bad(s, len) < len)
		return NULL;
	*p += len + 1;
	*n -= len + 1;
	return s;
}

uint32_t
frame_length(const unsigned char head[FRAME_HEAD])
{
	return (uint32_t)get_int(head + 1, 4);
}

bool
frame_get_begin(const unsigned char *p, size_t n, const char **format, const char **name)
{
	*format = get_text(&p, &n, strnlen((const char *)p, n));
	if (!*format)
		return false;
	*name = get_text(&p, &n, strnlen((const char *)p, n));
	return *name && n == 0;
}

bool
frame_get_row(const unsigned char *p, size_t n, struct frame_row *row)
{
	if (n < 12)
		return false;
	row->number = (int64_t)get_int(p, 8);
	row->cut = (int)get_int(p + 8, 2);
	row->n = get_int(p + 10, 2);
	if (row->number < 1 || row->n < 1 || row->n > SHEET_COLUMNS_MAX || row->cut > SHEET_COLUMNS_MAX)
		return false;
	p += 12;
	n -= 12;
	for (size_t i = 0; i < row->n; i++) {
		if (n < 2)
			return false;
		size_t len = get_int(p, 2);
		p += 2;
		n -= 2;
		row->cell[i] = len <= SHEET_CELL_MAX ? get_text(&p, &n, len) : NULL;
		if (!row->cell[i])
			return false;
	}
	return n == 0;
}

bool
frame_get_end(const unsigned char *p, size_t n, int64_t *rows)
{
	if (n != 8)
		return false;
	*rows = (int64_t)get_int(p, 8);
	return true;
}

bool
frame_get_fault(const unsigned char *p, size_t n, struct sheet_report *r)
{
	if (n < 18)
		return false;
	uint64_t fault = get_int(p, 1);
	r->fault = (enum sheet_fault)fault;
	r->row = (int64_t)get_int(p + 1, 8);
	r->column = (int64_t)get_int(p + 9, 8);
	p += 17;
	n -= 17;
	r->detail = get_text(&p, &n, strnlen((const char *)p, n));
	return fault > SHEET_FINE && fault < SHEET__FAULTS && r->detail && n == 0;
}
