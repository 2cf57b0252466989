/* The reading process: descriptor 0 is the workbook, descriptor 1 the pipe to the parent. */
#include "sheet/sheet_frame.h"
#include "sheet/sheet_rows.h"
#include "sheet/sheet_sandbox.h"

#include "sheet/sheet_ole.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void
on_begin(void *to, const char *format, const char *name)
{
	frame_put_begin(to, format, name);
}

static void
on_row(void *to, const struct sheet_row *row)
{
	frame_put_row(to, row);
}

/* The whole file: libzip and the directory of an .xls need any part at any time. */
static enum sheet_fault
load(struct sheet_rows *rows, unsigned char **bytes, size_t *n)
{
	struct stat st;
	if (fstat(STDIN_FILENO, &st) != 0 || !S_ISREG(st.st_mode))
		return rows_fault(rows, SHEET_UNREADABLE, 0, 0, NULL);
	if (st.st_size > SHEET_FILE_MAX)
		return rows_fault(rows, SHEET_TOO_BIG, 0, 0, NULL);
	size_t size = (size_t)st.st_size;
	*bytes = arena_alloc(rows->mem, size + 1);
	for (*n = 0; *n < size;) {
		ssize_t got = pread(STDIN_FILENO, *bytes + *n, size - *n, (off_t)*n);
		if (got < 0)
			return rows_fault(rows, SHEET_UNREADABLE, 0, 0, NULL);
		if (got == 0)
			break;
		*n += (size_t)got;
	}
	return SHEET_FINE;
}

_Noreturn void
sheet_child_main(int argc, char **argv)
{
	sandbox_limit();
	struct arena *mem = arena_new();
	struct frame_out *out = NEW(mem, struct frame_out, 1);
	out->fd = STDOUT_FILENO;
	struct sheet_rows *rows = NEW(mem, struct sheet_rows, 1);
	rows_init(rows, mem, argc > 2 ? argv[2] : "");
	rows->begin = on_begin;
	rows->row = on_row;
	rows->to = out;
	unsigned char *bytes = NULL;
	size_t n = 0;
	enum sheet_fault fault = load(rows, &bytes, &n);
	if (fault == SHEET_FINE) {
		sandbox_close(ole_is(bytes, n));
		fault = sheet_parse(rows, bytes, n);
	}
	if (fault == SHEET_FINE)
		frame_put_end(out, rows->count);
	else
		frame_put_fault(out, &rows->report);
	frame_flush(out);
	/* not exit(): nothing that was registered for the end of the server shall run here */
	_exit(0);
}
