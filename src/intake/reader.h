/* reader.h - the rows of an import file: finds its header, then gives the data rows one by one. */
#ifndef INTAKE_READER_H
#define INTAKE_READER_H

#include "intake/column.h"

struct reader {
	struct columns columns;
	struct sheet *sheet;
	struct sheet_row kept; /* a row that was read ahead */
	bool has_kept;
};

/* Opens a file and finds its header. What the reader keeps goes to mem; give it back with reader_close(). Errors: those of
 * sheet_open(), ERR_INVALID import.header and import.columns. */
enum err
reader_open(struct ctx *cx, struct arena *mem, enum intake_kind kind, const char *path, struct reader *out) MUST_CHECK;
/* The next row that says something in our columns; false at the end or at a fault: reader_error() tells which. Valid until
 * the next call. */
bool reader_next(struct reader *r, struct sheet_row *row);
/* OK when the sheet was read to its end. */
enum err reader_error(struct ctx *cx, const struct reader *r) MUST_CHECK;
/* NULL sheet is fine. */
void reader_close(struct reader *r);

/* A copy of a row that lives as long as mem. */
struct sheet_row row_copy(struct arena *mem, const struct sheet_row *row);

#endif
