/* sheet_make_xls.h - a minimal .xls for tests: BIFF8 records in an OLE container, in both orders of the
 * directory that are found in the world. There is no other writer of this format here. */
#ifndef SHEET_MAKE_XLS_H
#define SHEET_MAKE_XLS_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct xls_cell {
	int row, column;  /* 0-based */
	const char *text; /* NULL: the number */
	double number;
	int style; /* 0 General, 1 dd/mm/yyyy, 2 dd/mm/yyyy hh:mm */
};

struct xls_sheet {
	const char *name;
	const struct xls_cell *cell;
	size_t n;
};

struct xls_options {
	bool wps; /* "Workbook" is the sixth entry of the directory */
	bool password;
	bool epoch_1904;
};

struct xls_bytes {
	size_t n;
	unsigned char p[1 << 16];
};

static void
xls_int(struct xls_bytes *b, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		b->p[b->n++] = (unsigned char)(i < 8 ? v >> (8 * i) : 0);
	assert(b->n < sizeof b->p - 64);
}

static size_t
xls_record(struct xls_bytes *b, int id, size_t length)
{
	xls_int(b, (uint64_t)id, 2);
	xls_int(b, length, 2);
	return b->n;
}

/* UTF-8 of at most three bytes a character as UTF-16; returns the number of characters. */
static size_t
xls_utf16(struct xls_bytes *b, const char *s)
{
	size_t n = 0;
	for (; *s; n++) {
		const unsigned char *u = (const unsigned char *)s;
		uint32_t c = u[0] < 0x80   ? u[0]
			     : u[0] < 0xE0 ? (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu)
					   : (u[0] & 0xFu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
		s += u[0] < 0x80 ? 1 : u[0] < 0xE0 ? 2 : 3;
		xls_int(b, c, 2);
	}
	return n;
}

/* A record that ends in a text: the length in front of the text is put in afterwards. */
static void
xls_text(struct xls_bytes *b, const char *s, int length_bytes)
{
	size_t at = b->n;
	xls_int(b, 0, length_bytes);
	xls_int(b, 1, 1); /* 16-bit characters */
	size_t n = xls_utf16(b, s);
	b->p[at] = (unsigned char)n;
}

static void
xls_record_end(struct xls_bytes *b, size_t begin)
{
	size_t n = b->n - begin;
	b->p[begin - 2] = (unsigned char)n;
	b->p[begin - 1] = (unsigned char)(n >> 8);
}

static void
xls_bof(struct xls_bytes *b, int type)
{
	xls_record(b, 0x0809, 16);
	xls_int(b, 0x0600, 2);
	xls_int(b, (uint64_t)type, 2);
	xls_int(b, 0x0DBB, 2);
	xls_int(b, 0x07CC, 2);
	xls_int(b, 0, 8);
}

static void
xls_globals(struct xls_bytes *b, const struct xls_sheet *sheets, size_t n, const struct xls_options *o,
	    size_t *offset_at)
{
	static const char *const formats[] = { "dd/mm/yyyy", "dd/mm/yyyy hh:mm" };
	xls_bof(b, 5);
	if (o->password) {
		xls_record(b, 0x002F, 6);
		xls_int(b, 0, 2);
		xls_int(b, 0x12345678, 4);
	}
	xls_record(b, 0x0042, 2);
	xls_int(b, 1200, 2);
	xls_record(b, 0x0022, 2);
	xls_int(b, o->epoch_1904, 2);
	for (int i = 0; i < 2; i++) {
		size_t at = xls_record(b, 0x041E, 0);
		xls_int(b, 164u + (unsigned)i, 2);
		xls_text(b, formats[i], 2);
		xls_record_end(b, at);
	}
	for (int i = 0; i < 3; i++) {
		xls_record(b, 0x00E0, 20);
		xls_int(b, 0, 2);
		xls_int(b, i ? 163u + (unsigned)i : 0, 2);
		xls_int(b, 0, 16);
	}
	for (size_t i = 0; i < n; i++) {
		size_t at = xls_record(b, 0x0085, 0);
		offset_at[i] = b->n;
		xls_int(b, 0, 6);
		xls_text(b, sheets[i].name, 1);
		xls_record_end(b, at);
	}
}

static void
xls_strings(struct xls_bytes *b, const struct xls_sheet *sheets, size_t n)
{
	size_t at = xls_record(b, 0x00FC, 0), count = 0;
	xls_int(b, 0, 8);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sheets[i].n; k++)
			if (sheets[i].cell[k].text) {
				xls_text(b, sheets[i].cell[k].text, 2);
				count++;
			}
	xls_record_end(b, at);
	b->p[at] = b->p[at + 4] = (unsigned char)count;
	b->p[at + 1] = b->p[at + 5] = (unsigned char)(count >> 8);
}

static void
xls_cells(struct xls_bytes *b, const struct xls_sheet *s, uint32_t *string)
{
	xls_bof(b, 0x10);
	int rows = 0, columns = 0;
	for (size_t i = 0; i < s->n; i++) {
		rows = s->cell[i].row >= rows ? s->cell[i].row + 1 : rows;
		columns = s->cell[i].column >= columns ? s->cell[i].column + 1 : columns;
	}
	xls_record(b, 0x0200, 14);
	xls_int(b, 0, 4);
	xls_int(b, (uint64_t)rows, 4);
	xls_int(b, 0, 2);
	xls_int(b, (uint64_t)columns, 2);
	xls_int(b, 0, 2);
	for (size_t i = 0; i < s->n; i++) {
		const struct xls_cell *c = &s->cell[i];
		xls_record(b, c->text ? 0x00FD : 0x0203, c->text ? 10 : 14);
		xls_int(b, (uint64_t)c->row, 2);
		xls_int(b, (uint64_t)c->column, 2);
		xls_int(b, (uint64_t)c->style, 2);
		uint64_t bits;
		memcpy(&bits, &c->number, 8);
		xls_int(b, c->text ? (*string)++ : bits, c->text ? 4 : 8);
	}
	xls_record(b, 0x000A, 0);
}

static void
xls_workbook(struct xls_bytes *b, const struct xls_sheet *sheets, size_t n, const struct xls_options *o)
{
	size_t offset_at[16];
	assert(n <= 16);
	xls_globals(b, sheets, n, o, offset_at);
	xls_strings(b, sheets, n);
	xls_record(b, 0x000A, 0);
	uint32_t string = 0;
	for (size_t i = 0; i < n; i++) {
		for (int k = 0; k < 4; k++)
			b->p[offset_at[i] + (size_t)k] = (unsigned char)(b->n >> (8 * k));
		xls_cells(b, &sheets[i], &string);
	}
	/* shorter streams live elsewhere */
	while (b->n < 4096 || b->n % 512)
		b->p[b->n++] = 0;
}

static void
xls_entry(unsigned char *e, const char *name, int type, uint32_t links[3], uint32_t start, uint32_t size)
{
	struct xls_bytes *b = calloc(1, sizeof *b);
	size_t n = xls_utf16(b, name);
	memcpy(e, b->p, 2 * n);
	e[64] = (unsigned char)(type ? 2 * n + 2 : 0);
	e[66] = (unsigned char)type;
	e[67] = 1;
	b->n = 0;
	for (int i = 0; i < 3; i++)
		xls_int(b, links[i], 4);
	memcpy(e + 68, b->p, 12);
	b->n = 0;
	xls_int(b, start, 4);
	xls_int(b, size, 4);
	memcpy(e + 116, b->p, 8);
	free(b);
}

/* The bytes of a workbook file; the caller frees them. Sector 0 is the FAT, 1 and 2 the directory. */
static unsigned char *
xls_make(const struct xls_sheet *sheets, size_t n, const struct xls_options *o, size_t *size)
{
	enum { END = 0xFFFFFFFE - 0x100000000, NO = -1 };
	struct xls_bytes *b = calloc(1, sizeof *b), *h = calloc(1, sizeof *h);
	xls_workbook(b, sheets, n, o);
	*size = 512 * 4 + b->n;
	unsigned char *file = calloc(1, *size);
	xls_int(h, 0xE11AB1A1E011CFD0, 8);
	xls_int(h, 0, 16);
	xls_int(h, 0x0003003E, 4);
	xls_int(h, 0x0009FFFE, 4); /* byte order, sectors of 2^9 */
	xls_int(h, 6, 2);
	xls_int(h, 0, 10);
	xls_int(h, 1, 4); /* FAT sectors */
	xls_int(h, 1, 4); /* first of the directory */
	xls_int(h, 0, 4);
	xls_int(h, 4096, 4);
	xls_int(h, (uint32_t)END, 4);
	xls_int(h, 0, 4);
	xls_int(h, (uint32_t)END, 4);
	xls_int(h, 0, 4);
	xls_int(h, 0, 4); /* the FAT is sector 0 */
	while (h->n < 512)
		xls_int(h, 0xFF, 1);
	memcpy(file, h->p, 512);
	h->n = 0;
	xls_int(h, 0xFFFFFFFD, 4);
	xls_int(h, 2, 4);
	xls_int(h, (uint32_t)END, 4);
	for (size_t i = 3; i < 128; i++)
		xls_int(h, i >= 3 + b->n / 512 ? (uint32_t)NO : i == 2 + b->n / 512 ? (uint32_t)END : i + 1, 4);
	memcpy(file + 512, h->p, 512);
	/* the tree of names: shorter ones left, "Workbook" at its root in both orders */
	static const char *const others[] = { "\001CompObj", "ETExtData", "\005SummaryInformation",
					      "\005DocumentSummaryInformation" };
	unsigned char *directory = file + 1024;
	uint32_t none = UINT32_MAX, book = o->wps ? 5 : 1, first = o->wps ? 1 : 2;
	xls_entry(directory, "Root Entry", 5, (uint32_t[]){ none, none, book }, (uint32_t)END, 0);
	xls_entry(directory + 128 * book, "Workbook", 2, (uint32_t[]){ none, first + 2, none }, 3, (uint32_t)b->n);
	for (uint32_t i = 0; i < 4; i++)
		xls_entry(directory + 128 * (first + i), others[i], 2,
			  (uint32_t[]){ i == 2   ? first + 1
					: i == 1 ? first
						 : none,
					i == 2 ? first + 3 : none, none },
			  (uint32_t)END, 0);
	for (uint32_t i = 6; i < 8; i++)
		xls_entry(directory + 128 * i, "", 0, (uint32_t[]){ none, none, none }, 0, 0);
	memcpy(file + 512 * 4, b->p, b->n);
	free(b);
	free(h);
	return file;
}

#endif
