/* sheet_fuzz.h - what must hold for every row, whatever the bytes were. */
#ifndef SHEET_FUZZ_H
#define SHEET_FUZZ_H

#include "sheet/sheet_rows.h"
#include "sheet/sheet_text.h"

#include <assert.h>
#include <string.h>

struct fuzz_seen {
	int begun;
	int64_t last;
};

static void
fuzz_begin(void *to, const char *format, const char *name)
{
	struct fuzz_seen *seen = to;
	assert(seen->begun++ == 0 && *format && text_utf8_bad(name, strlen(name)) == strlen(name));
}

static void
fuzz_row(void *to, const struct sheet_row *row)
{
	struct fuzz_seen *seen = to;
	assert(seen->begun == 1 && row->number > seen->last);
	assert(row->n >= 1 && row->n <= SHEET_COLUMNS_MAX && row->cell[row->n - 1][0]);
	assert(row->cut >= 0 && (size_t)row->cut <= SHEET_COLUMNS_MAX);
	seen->last = row->number;
	for (size_t i = 0; i < row->n; i++) {
		const char *s = row->cell[i];
		size_t n = strlen(s), trimmed = n;
		assert(n <= SHEET_CELL_MAX && text_utf8_bad(s, n) == n);
		text_trim(&s, &trimmed);
		assert(trimmed == n || row->cut);
	}
}

/* Parses with one of the format's parsers and checks that a fault is reported as it is returned. */
static void
fuzz_parse(enum sheet_fault (*parse)(struct sheet_rows *rows, const void *bytes, size_t n), const void *bytes, size_t n)
{
	struct arena *mem = arena_new();
	struct fuzz_seen seen = { 0 };
	struct sheet_rows rows;
	rows_init(&rows, mem, n % 2 ? "PL1" : NULL);
	rows.begin = fuzz_begin;
	rows.row = fuzz_row;
	rows.to = &seen;
	enum sheet_fault fault = parse(&rows, bytes, n);
	assert(fault == rows.report.fault && fault < SHEET__FAULTS);
	assert(fault == SHEET_FINE ? seen.begun == 1 : 1);
	arena_free(mem);
}

#endif
