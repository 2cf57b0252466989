#include "sheet/sheet_rows.h"

#include "base/buf.h"
#include "sheet/sheet_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void
rows_init(struct sheet_rows *rows, struct arena *mem, const char *want)
{
	*rows = (struct sheet_rows){ .mem = mem, .want = want ? want : "", .report = { .detail = "" } };
	rows->text = arena_array(mem, sizeof *rows->text, SHEET_COLUMNS_MAX);
	for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
		rows->cell[i] = rows->text[i];
}

void
rows_begin(struct sheet_rows *rows, const char *format, const char *name)
{
	if (rows->begin)
		rows->begin(rows->to, format, name);
}

enum sheet_fault
rows_fault(struct sheet_rows *rows, enum sheet_fault fault, int64_t row, int64_t column, const char *detail)
{
	if (rows->report.fault == SHEET_FINE)
		rows->report = (struct sheet_report){ fault, row, column, detail ? detail : "" };
	return rows->report.fault;
}

enum sheet_fault
rows_cell(struct sheet_rows *rows, int64_t number, size_t column, const char *text, size_t n)
{
	text_trim(&text, &n);
	if (column >= SHEET_COLUMNS_MAX)
		return n == 0 ? SHEET_FINE : rows_fault(rows, SHEET_TOO_WIDE, number, (int64_t)column + 1, NULL);
	if (text_utf8_bad(text, n) < n)
		return rows_fault(rows, SHEET_DAMAGED, number, (int64_t)column + 1, NULL);
	if (n > SHEET_CELL_MAX) {
		n = text_cut(text, n, SHEET_CELL_MAX);
		if (rows->cut == 0 || (size_t)rows->cut > column + 1)
			rows->cut = (int)column + 1;
	}
	memcpy(rows->text[column], text, n);
	rows->text[column][n] = 0;
	if (n > 0 && column >= rows->n)
		rows->n = column + 1;
	return SHEET_FINE;
}

enum sheet_fault
rows_end(struct sheet_rows *rows, int64_t number)
{
	while (rows->n > 0 && !rows->cell[rows->n - 1][0])
		rows->n--;
	if (rows->n == 0)
		return SHEET_FINE;
	if (rows->count == SHEET_ROWS_MAX)
		return rows_fault(rows, SHEET_TOO_MANY_ROWS, number, 0, NULL);
	rows->count++;
	if (rows->row)
		rows->row(rows->to,
			  &(struct sheet_row){ .number = number, .n = rows->n, .cell = rows->cell, .cut = rows->cut });
	for (size_t i = 0; i < rows->n; i++)
		rows->text[i][0] = 0;
	rows->n = 0;
	rows->cut = 0;
	return SHEET_FINE;
}

bool
rows_wants(const struct sheet_rows *rows, const char *name)
{
	size_t n = strlen(rows->want);
	if (strncasecmp(name, rows->want, n) != 0)
		return false;
	bool digit = n > 0 && isdigit((unsigned char)rows->want[n - 1]);
	return !digit || !isdigit((unsigned char)name[n]);
}

enum sheet_fault
rows_missing(struct sheet_rows *rows, const char *const *names, size_t n)
{
	enum { NAMED = 12, NAME_BYTES = 60 };
	struct buf b = buf_new(rows->mem);
	for (size_t i = 0; i < n && i < NAMED; i++) {
		buf_str(&b, i ? ", " : "");
		buf_bytes(&b, names[i], text_cut(names[i], strlen(names[i]), NAME_BYTES));
	}
	buf_str(&b, n > NAMED ? ", ..." : "");
	return rows_fault(rows, SHEET_MISSING, 0, 0, buf_text(&b));
}
