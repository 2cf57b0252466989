/* sheet_rows.h - the reading process's side: the parsers put cells in, whole checked rows come out.
 *
 * A parser calls rows_begin() once, when it has found its sheet, then rows_cell() and rows_end() per row, and
 * returns a fault or SHEET_FINE. Limits, trimming and UTF-8 are looked after here, for all formats alike.
 * Inside src/sheet only. */
#ifndef SHEET_ROWS_H
#define SHEET_ROWS_H

#include "sheet/sheet.h"
#include "sheet/sheet_fault.h"
#include "sheet/sheet_limits.h"

struct sheet_rows {
	struct arena *mem;
	const char *want; /* the prefix of the sheet's name; "" is the first */
	/* Where rows go: the pipe, or a fuzzer's checks. */
	void (*begin)(void *to, const char *format, const char *name);
	void (*row)(void *to, const struct sheet_row *row);
	void *to;
	struct sheet_report report; /* set by rows_fault() */

	int64_t count;
	size_t n;
	int cut;
	const char *cell[SHEET_COLUMNS_MAX];
	char (*text)[SHEET_CELL_MAX + 1];
};

/* Makes ready for one sheet; memory of mem, which must outlive it. want may be NULL. */
void rows_init(struct sheet_rows *rows, struct arena *mem, const char *want);

/* Tells the name of the sheet whose rows follow. */
void rows_begin(struct sheet_rows *rows, const char *format, const char *name);

/* Puts a cell into the row being gathered, trimmed. column is 0-based. Setting a cell twice: the last counts. */
MUST_CHECK enum sheet_fault
rows_cell(struct sheet_rows *rows, int64_t number, size_t column, const char *text, size_t n);

/* Hands the row on under its number, unless it is empty, and begins the next. */
MUST_CHECK enum sheet_fault rows_end(struct sheet_rows *rows, int64_t number);

/* Notes what is wrong and where; returns fault. The first fault stays. detail may be NULL. */
enum sheet_fault
rows_fault(struct sheet_rows *rows, enum sheet_fault fault, int64_t row, int64_t column, const char *detail);

/* Whether a sheet of this name is the one wanted: see sheet_open(). */
bool rows_wants(const struct sheet_rows *rows, const char *name);

/* SHEET_MISSING with the names of the sheets there are. */
enum sheet_fault rows_missing(struct sheet_rows *rows, const char *const *names, size_t n);

/* Reads a whole workbook of any format from memory: what the reading process and the fuzzers call. */
MUST_CHECK enum sheet_fault sheet_parse(struct sheet_rows *rows, const void *bytes, size_t n);

/* The parts of sheet_parse(), one a format. */
MUST_CHECK enum sheet_fault sheet_parse_csv(struct sheet_rows *rows, const char *bytes, size_t n);
MUST_CHECK enum sheet_fault sheet_parse_xlsx(struct sheet_rows *rows, const void *bytes, size_t n);
MUST_CHECK enum sheet_fault sheet_parse_xls(struct sheet_rows *rows, const unsigned char *bytes, size_t n);

/* Keeps the caller's fault chain short. */
#define SHEET_TRY(expr)                           \
	do {                                      \
		enum sheet_fault fault_ = (expr); \
		if (fault_ != SHEET_FINE)         \
			return fault_;            \
	} while (0)

#endif
