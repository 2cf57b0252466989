/* sheet_write.h - what the two formats of sheet_writer share. Inside src/sheet only. */
#ifndef SHEET_WRITE_H
#define SHEET_WRITE_H

#include "base/buf.h"
#include "sheet/sheet.h"
#include "sheet/sheet_pack.h"

struct sheet_writer {
	struct arena *mem;
	enum sheet_format format;
	const char *path, *part_path; /* where it shall be, and where it is until then */
	int fd;
	int64_t rows;     /* with the header */
	struct pack pack; /* .xlsx */
	bool failed;      /* .csv */
	size_t n;
	char bytes[PACK_BUFFER];
};

/* One row of text as .csv, with its line end. */
void csv_put_row(struct sheet_writer *w, const char *const *cells, size_t n);
/* Hands what is waiting to the file. */
void csv_flush(struct sheet_writer *w);

/* The parts before the rows, one row, the parts after them. */
void xlsx_put_begin(struct sheet_writer *w, const char *sheet_name, const struct sheet_column *columns, size_t n);
void xlsx_put_row(struct sheet_writer *w, const char *const *cells, size_t n, bool header);
void xlsx_put_end(struct sheet_writer *w);

#endif
