/* Comma-separated text as Excel, LibreOffice, Google Sheets and WPS write it. Records are taken apart by
 * libcsv; which delimiter and which encoding is found out here. */
#include "sheet/sheet_rows.h"
#include "sheet/sheet_text.h"

#include <csv.h>
#include <string.h>

/* ---- encoding ---- */

static uint32_t
utf16_unit(const unsigned char *p, bool big)
{
	return big ? (uint32_t)(p[0] << 8 | p[1]) : (uint32_t)(p[1] << 8 | p[0]);
}

static int64_t
line_at(const char *s, size_t end)
{
	int64_t line = 1;
	for (size_t i = 0; i < end; i++)
		line += s[i] == '\n' || (s[i] == '\r' && s[i + 1] != '\n');
	return line;
}

/* Excel's "Unicode Text" is UTF-16 with a byte order mark. *s and *n become UTF-8 in the arena. */
static enum sheet_fault
from_utf16(struct sheet_rows *rows, const char **s, size_t *n)
{
	const unsigned char *p = (const unsigned char *)*s;
	bool big = p[0] == 0xFE;
	size_t units = *n / 2, out = 0;
	char *text = arena_alloc(rows->mem, units * 3 + 1);
	if (*n % 2)
		return rows_fault(rows, SHEET_TRUNCATED, 0, 0, NULL);
	for (size_t i = 1; i < units; i++) {
		uint32_t c = utf16_unit(p + 2 * i, big);
		if (c >= 0xD800 && c < 0xDC00 && i + 1 < units) {
			uint32_t low = utf16_unit(p + 2 * i + 2, big);
			if (low >= 0xDC00 && low < 0xE000) {
				c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
				i++;
			}
		}
		size_t len = text_put_utf8(c, text + out);
		if (len == 0)
			return rows_fault(rows, SHEET_ENCODING, line_at(text, out), 0, NULL);
		out += len;
	}
	*s = text;
	*n = out;
	return SHEET_FINE;
}

static enum sheet_fault
to_utf8(struct sheet_rows *rows, const char **s, size_t *n)
{
	const unsigned char *p = (const unsigned char *)*s;
	if (*n >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF)))
		return from_utf16(rows, s, n);
	if (*n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
		*s += 3;
		*n -= 3;
	}
	size_t bad = text_utf8_bad(*s, *n);
	return bad == *n ? SHEET_FINE : rows_fault(rows, SHEET_ENCODING, line_at(*s, bad), 0, NULL);
}

/* ---- delimiter ---- */

enum { SNIFF_LINES = 20, SNIFF_BYTES = 64 * 1024, COUNTS = 128 };
static const char delimiters[] = ";\t,";

struct sniff {
	int lines_with[3][COUNTS]; /* [delimiter][occurrences in a line] = such lines */
	int in_line[3];
	int lines;
};

static void
sniff_line_end(struct sniff *sn)
{
	bool any = false;
	for (int d = 0; d < 3; d++) {
		any |= sn->in_line[d] > 0;
		sn->lines_with[d][sn->in_line[d] < COUNTS ? sn->in_line[d] : COUNTS - 1]++;
		sn->in_line[d] = 0;
	}
	sn->lines += any;
}

static char
sniff_best(const struct sniff *sn)
{
	char best = ',';
	int best_score = 0;
	for (int d = 0; d < 3; d++)
		for (int n = 1; n < COUNTS; n++)
			if (sn->lines_with[d][n] * n > best_score) {
				best_score = sn->lines_with[d][n] * n;
				best = delimiters[d];
			}
	return best;
}

/* The delimiter is the one that occurs equally often in most of the first lines: a comma inside a
 * Vietnamese sentence does so in one line, not in twenty. */
static char
sniff(const char *s, size_t n)
{
	struct sniff sn = { 0 };
	bool quoted = false;
	for (size_t i = 0; i < n && i < SNIFF_BYTES && sn.lines < SNIFF_LINES; i++) {
		const char *d = s[i] ? strchr(delimiters, s[i]) : NULL;
		if (s[i] == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (d)
			sn.in_line[d - delimiters]++;
		else if (s[i] == '\n' || s[i] == '\r')
			sniff_line_end(&sn);
	}
	sniff_line_end(&sn);
	return sniff_best(&sn);
}

/* Excel's own first line "sep=;" names the delimiter; it is no row of the sheet. */
static char
delimiter_of(const char **s, size_t *n)
{
	const char *p = *s;
	if (*n < 5 || memcmp(p, "sep=", 4) != 0 || (*n > 5 && p[5] != '\r' && p[5] != '\n') || !strchr(";,\t|", p[4]))
		return sniff(p, *n);
	size_t skip = 5;
	if (*n > skip && p[skip] == '\r')
		skip++;
	if (*n > skip && p[skip] == '\n')
		skip++;
	*s += skip;
	*n -= skip;
	return p[4];
}

/* ---- records ---- */

struct records {
	struct sheet_rows *rows;
	int64_t number; /* of the row being gathered */
	size_t column;
	bool after_cr;
	enum sheet_fault fault;
};

/* What sheet_writer (and other careful programs) put before a formula sign is not part of the text. */
static bool
guarded(const char *text, size_t n)
{
	return n >= 2 && text[0] == '\'' && strchr("=+-@\t\r", text[1]);
}

static void
on_field(void *text, size_t n, void *data)
{
	struct records *r = data;
	size_t guard = text && guarded(text, n);
	if (r->fault == SHEET_FINE)
		r->fault = rows_cell(r->rows, r->number, r->column, text ? (const char *)text + guard : "",
				     text ? n - guard : 0);
	r->column++;
	r->after_cr = false;
}

static void
on_record(int c, void *data)
{
	struct records *r = data;
	if (c == '\n' && r->after_cr && r->column == 0) {
		r->after_cr = false;
		return;
	}
	if (r->fault == SHEET_FINE)
		r->fault = rows_end(r->rows, r->number);
	r->after_cr = c == '\r';
	r->number++;
	r->column = 0;
}

enum sheet_fault
sheet_parse_csv(struct sheet_rows *rows, const char *s, size_t n)
{
	enum { CHUNK = 1 << 16 };
	SHEET_TRY(to_utf8(rows, &s, &n));
	char delimiter = delimiter_of(&s, &n);
	struct csv_parser parser;
	if (csv_init(&parser, CSV_REPALL_NL) != 0)
		return rows_fault(rows, SHEET_DAMAGED, 0, 0, NULL);
	csv_set_delim(&parser, (unsigned char)delimiter);
	rows_begin(rows, "csv", "");
	struct records r = { .rows = rows, .number = 1 };
	for (size_t at = 0; at < n && r.fault == SHEET_FINE; at += CHUNK) {
		size_t len = n - at < CHUNK ? n - at : CHUNK;
		if (csv_parse(&parser, s + at, len, on_field, on_record, &r) != len)
			r.fault = rows_fault(rows, SHEET_DAMAGED, r.number, 0, NULL);
	}
	/* strict only now: a stray quotation mark within a text is no fault, one that is never closed is */
	csv_set_opts(&parser, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI);
	if (r.fault == SHEET_FINE && csv_fini(&parser, on_field, on_record, &r) != 0)
		r.fault = rows_fault(rows, SHEET_QUOTE, r.number, 0, NULL);
	csv_free(&parser);
	return r.fault;
}
