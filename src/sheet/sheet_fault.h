/* sheet_fault.h - what can be wrong with a spreadsheet, and how the user is told. Inside src/sheet only. */
#ifndef SHEET_FAULT_H
#define SHEET_FAULT_H

#include "base/ctx.h"

#include <stdint.h>

enum sheet_fault {
	SHEET_FINE,
	SHEET_UNREADABLE,    /* cannot be opened, or is no file */
	SHEET_NOT_WORKBOOK,  /* neither .xls nor .xlsx nor .csv */
	SHEET_NOT_SUPPORTED, /* a spreadsheet of another kind: .xlsb, .ods, a web page called .xls */
	SHEET_MISSING,       /* no sheet of that name; detail: the names there are */
	SHEET_TRUNCATED,     /* the end of the file is missing */
	SHEET_DAMAGED,
	SHEET_ENCRYPTED,
	SHEET_BOMB,    /* a small file that would unpack to an enormous one */
	SHEET_TOO_BIG, /* the file itself */
	SHEET_TOO_MANY_ROWS,
	SHEET_TOO_WIDE, /* at row, column: a cell beyond the last column we read */
	SHEET_ENCODING, /* at row (line of the file): not UTF-8 */
	SHEET_QUOTE,    /* at row: a quotation mark opened and never closed */
	SHEET_CRASHED,  /* the reading process died: the parent's finding */
	SHEET_SLOW,     /* it took too long: the parent's finding */
	SHEET__FAULTS
};

/* A fault and where it is; row and column 1-based, 0 if nowhere in particular; detail is never NULL. */
struct sheet_report {
	enum sheet_fault fault;
	int64_t row, column;
	const char *detail;
};

/* Turns a report into the problem of cx and returns its error. OK for SHEET_FINE. */
enum err sheet_fail(struct ctx *cx, const struct sheet_report *r);

#endif
