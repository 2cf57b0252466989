/* sheet.h - reading and writing spreadsheets.
 *
 * Reading. A file from outside may be damaged or made to do harm, and the libraries that read the old
 * formats do crash on some damaged files. So a file is never parsed in this process: sheet_open() starts
 * this same program again as `sheet-read`, hands it the open file and a pipe, and takes rows from the pipe.
 * That process has limits of memory and time and may open no file and no socket once it has begun.
 * The format is told by the content, never by the name: .xls (also as WPS Office writes it), .xlsx, .csv.
 *
 *	struct sheet *s;
 *	TRY(sheet_open(cx, path, "PL1", &s));
 *	for (struct sheet_row row; sheet_next(s, &row);)
 *		use(row.number, sheet_cell(&row, 1));
 *	enum err e = sheet_error(cx, s);
 *	sheet_close(s);
 *
 * Writing. Result files and exports, .csv or .xlsx, row by row in bounded memory. */
#ifndef SHEET_H
#define SHEET_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sheet;

/* One row that holds something; wholly empty rows are left out. Valid until the next sheet_next(). */
struct sheet_row {
	int64_t number;          /* as the user sees it in Excel: 1-based; a .csv record counts as one row */
	size_t n;                /* cells up to the last one that holds something, at most SHEET_COLUMNS_MAX */
	const char *const *cell; /* valid UTF-8 without outer blanks, as written (not NFC); "" where empty */
	int cut;                 /* column (1-based) of the first cell over SHEET_CELL_MAX, which was cut; 0: none */
};

/* The cell at a 0-based column, "" beyond the end of the row. Never NULL. */
static inline const char *
sheet_cell(const struct sheet_row *row, size_t column)
{
	return column < row->n ? row->cell[column] : "";
}

/* Opens a file and finds the sheet whose name begins with prefix, ignoring the case of ASCII letters; after
 * a prefix that ends in a digit no further digit may follow ("PL1" is not "PL10"). NULL or "": the first
 * sheet. A .csv has one sheet, which answers to every prefix. On OK *out belongs to the caller, who gives it
 * back with sheet_close(); it does not depend on cx->mem. Numbers come as Excel keeps them without exponent
 * or ".0" (15 digits), dates as dd/mm/yyyy, with " HH:MM:SS" where the format has a time of day and it is not midnight,
 * TRUE and FALSE as such. In a .csv the apostrophe that sheet_writer puts before a formula sign is taken off.
 * Errors: ERR_INVALID sheet.unreadable, .not_workbook, .not_supported, .missing, .truncated, .damaged,
 * .encrypted, .encoding, .quote, .crashed; ERR_LIMIT sheet.bomb, .too_big, .rows, .columns, .slow. */
MUST_CHECK enum err sheet_open(struct ctx *cx, const char *path, const char *prefix, struct sheet **out);

/* The next row; false at the end of the sheet or at the first fault: sheet_error() tells which. Blocks. */
bool sheet_next(struct sheet *s, struct sheet_row *row);

/* After sheet_next() said false: OK if the sheet was read to its end, else fail() with the reason. Rows
 * already given stay good, but the sheet is not complete: an import must not call itself done. */
MUST_CHECK enum err sheet_error(struct ctx *cx, const struct sheet *s);

/* The sheet's name in the workbook ("" for .csv), and "xls", "xlsx" or "csv". Valid until sheet_close(). */
const char *sheet_name(const struct sheet *s);
const char *sheet_format(const struct sheet *s);

/* Ends the reading process, if it still runs, and frees everything of s. NULL is fine. */
void sheet_close(struct sheet *s);

/* What the sub-command `sheet-read PREFIX` does: reads the workbook from descriptor 0 and writes frames to
 * descriptor 1. For main() only (and for main() of a test program). Never returns. */
_Noreturn void sheet_child_main(int argc, char **argv);

/* ---- writing ---- */

enum sheet_format { SHEET_CSV, SHEET_XLSX };

struct sheet_column {
	const char *title;
	int width; /* in characters, .xlsx only; 0: from the title */
};

struct sheet_writer;

/* Begins a file with its header row: bold and frozen in .xlsx; .csv begins with a byte order mark, without
 * which Excel shows Vietnamese as rubbish. Written beside path under a temporary name, mode 0600, and moved
 * there by sheet_writer_close(); path NULL: kept in memory, for sheet_writer_bytes(). In .xlsx every cell is text, so phone numbers keep their zeros; in .csv a
 * cell that Excel would take for a formula (= + - @ TAB CR first) gets an apostrophe, unless it is a plain
 * negative number. sheet_name: at most 31 characters, of .xlsx only. *out lives until sheet_writer_close() or
 * sheet_writer_abort(). Errors: ERR_INTERNAL (cannot create the file). */
MUST_CHECK enum err
sheet_writer_open(struct ctx *cx, const char *path, enum sheet_format format, const char *sheet_name,
		  const struct sheet_column *columns, size_t n, struct sheet_writer **out);

/* Adds a row of n cells; NULL is an empty cell. Errors: ERR_LIMIT sheet.write_rows, ERR_INTERNAL (disk full). */
MUST_CHECK enum err sheet_writer_row(struct ctx *cx, struct sheet_writer *w, const char *const *cells, size_t n);

/* Completes the file, puts it on disk and in its place, and frees w, also when it fails. */
MUST_CHECK enum err sheet_writer_close(struct ctx *cx, struct sheet_writer *w);

/* The same for one that was kept in memory: its bytes in cx->mem. Errors: ERR_INTERNAL (no memory file). */
MUST_CHECK enum err sheet_writer_bytes(struct ctx *cx, struct sheet_writer *w, const char **bytes, size_t *n);

/* Throws the unfinished file away and frees w. NULL is fine. */
void sheet_writer_abort(struct sheet_writer *w);

#endif
