/* sheet_frame.h - the format on the pipe between the reading process and its parent. Inside src/sheet only.
 *
 * A frame is a type byte, four bytes of length (little endian) and the payload:
 *   'H' format NUL name NUL                                 once, before the first row
 *   'R' i64 number, u16 cut, u16 n, n x (u16 length, text, NUL)
 *   'E' i64 rows                                            the sheet was read to its end
 *   'F' u8 fault, i64 row, i64 column, detail NUL           it was not; nothing follows
 * The parent trusts none of it: the child has parsed hostile bytes. */
#ifndef SHEET_FRAME_H
#define SHEET_FRAME_H

#include "sheet/sheet.h"
#include "sheet/sheet_fault.h"
#include "sheet/sheet_limits.h"

enum {
	FRAME_HEAD = 5,
	FRAME_DETAIL_MAX = 1024,
	FRAME_PAYLOAD_MAX = 12 + SHEET_COLUMNS_MAX * (2 + SHEET_CELL_MAX + 1),
	FRAME_OUT_BYTES = FRAME_HEAD + FRAME_PAYLOAD_MAX + (64 << 10),
};

/* The child's buffer. A broken pipe ends the process: nobody wants the rows any more. */
struct frame_out {
	int fd;
	size_t n;
	unsigned char bytes[FRAME_OUT_BYTES];
};

void frame_put_begin(struct frame_out *f, const char *format, const char *name);
void frame_put_row(struct frame_out *f, const struct sheet_row *row);
void frame_put_end(struct frame_out *f, int64_t rows);
void frame_put_fault(struct frame_out *f, const struct sheet_report *r);
void frame_flush(struct frame_out *f);

/* The parent's side: false if the payload is not well-formed. Texts point into the payload. */
struct frame_row {
	int64_t number;
	size_t n;
	int cut;
	const char *cell[SHEET_COLUMNS_MAX];
};

bool frame_get_begin(const unsigned char *p, size_t n, const char **format, const char **name);
bool frame_get_row(const unsigned char *p, size_t n, struct frame_row *row);
bool frame_get_end(const unsigned char *p, size_t n, int64_t *rows);
bool frame_get_fault(const unsigned char *p, size_t n, struct sheet_report *r);
uint32_t frame_length(const unsigned char head[FRAME_HEAD]);

#endif
