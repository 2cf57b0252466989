#include "sheet/sheet_write.h"

#include "sheet/sheet_limits.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *
reason(void)
{
	return strerrordesc_np(errno) ? strerrordesc_np(errno) : "unknown error";
}

static bool
writer_failed(const struct sheet_writer *w)
{
	return w->format == SHEET_CSV ? w->failed : w->pack.failed;
}

static enum err
row_put(struct ctx *cx, struct sheet_writer *w, const char *const *cells, size_t n, bool header)
{
	assert(n <= SHEET_OUT_COLUMNS_MAX);
	if (w->rows == SHEET_OUT_ROWS_MAX || w->pack.too_big)
		return fail(cx, ERR_LIMIT, "sheet.write_rows",
			    "Kết quả có hơn %d dòng, quá lớn cho một bảng tính. Hãy chia nhỏ khoảng dữ liệu.",
			    "The result has more than %d rows, too many for one sheet. Ask for a smaller part.",
			    SHEET_OUT_ROWS_MAX - 1);
	w->rows++;
	if (w->format == SHEET_CSV)
		csv_put_row(w, cells, n);
	else
		xlsx_put_row(w, cells, n, header);
	return writer_failed(w) ? fail_internal(cx, "sheet writer: row %lld: %s", (long long)w->rows, reason()) : OK;
}

static enum err
header_put(struct ctx *cx, struct sheet_writer *w, const char *sheet_name, const struct sheet_column *columns, size_t n)
{
	const char *titles[SHEET_OUT_COLUMNS_MAX];
	for (size_t i = 0; i < n; i++)
		titles[i] = columns[i].title;
	if (w->format == SHEET_CSV) {
		memcpy(w->bytes, "\xEF\xBB\xBF", 3);
		w->n = 3;
	} else {
		pack_init(&w->pack, w->fd);
		xlsx_put_begin(w, sheet_name, columns, n);
	}
	return row_put(cx, w, titles, n, true);
}

enum err
sheet_writer_open(struct ctx *cx, const char *path, enum sheet_format format, const char *sheet_name,
		  const struct sheet_column *columns, size_t n, struct sheet_writer **out)
{
	assert(n > 0 && n <= SHEET_OUT_COLUMNS_MAX);
	*out = NULL;
	struct arena *mem = arena_new();
	struct sheet_writer *w = NEW(mem, struct sheet_writer, 1);
	w->mem = mem;
	w->format = format;
	if (path) {
		w->path = arena_strdup(mem, path);
		w->part_path = arena_printf(mem, "%s.part", path);
		/* one left over from a run that was killed */
		unlink(w->part_path);
		w->fd = open(w->part_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	} else {
		w->fd = memfd_create("sheet", MFD_CLOEXEC);
	}
	if (w->fd < 0) {
		enum err e = fail_internal(cx, "sheet writer: cannot create the file: %s", reason());
		arena_free(mem);
		return e;
	}
	enum err e = header_put(cx, w, sheet_name, columns, n);
	if (e != OK)
		sheet_writer_abort(w);
	else
		*out = w;
	return e;
}

enum err
sheet_writer_row(struct ctx *cx, struct sheet_writer *w, const char *const *cells, size_t n)
{
	return row_put(cx, w, cells, n, false);
}

/* A file is in its place for good once its folder is on disk too. */
static bool
sync_folder(struct sheet_writer *w)
{
	int fd = open(dirname(arena_strdup(w->mem, w->path)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool done = fsync(fd) == 0;
	close(fd);
	return done;
}

static void
put_end(struct sheet_writer *w)
{
	if (w->format == SHEET_CSV)
		csv_flush(w);
	else
		xlsx_put_end(w);
}

enum err
sheet_writer_close(struct ctx *cx, struct sheet_writer *w)
{
	assert(w->path);
	put_end(w);
	enum err e = OK;
	if (writer_failed(w) || fsync(w->fd) != 0 || rename(w->part_path, w->path) != 0 || !sync_folder(w)) {
		e = fail_internal(cx, "sheet writer: cannot finish the file: %s", reason());
		unlink(w->part_path);
	}
	close(w->fd);
	arena_free(w->mem);
	return e;
}

enum err
sheet_writer_bytes(struct ctx *cx, struct sheet_writer *w, const char **bytes, size_t *n)
{
	put_end(w);
	off_t size = lseek(w->fd, 0, SEEK_END);
	char *to = size < 0 ? NULL : arena_alloc(cx->mem, (size_t)size + 1);
	size_t got = 0;
	for (ssize_t r; to && got < (size_t)size && (r = pread(w->fd, to + got, (size_t)size - got, (off_t)got)) > 0;)
		got += (size_t)r;
	bool whole = to && got == (size_t)size && !writer_failed(w);
	*bytes = to;
	*n = got;
	close(w->fd);
	arena_free(w->mem);
	return whole ? OK : fail_internal(cx, "sheet writer: cannot finish the sheet: %s", reason());
}

void
sheet_writer_abort(struct sheet_writer *w)
{
	if (!w)
		return;
	if (w->format == SHEET_XLSX)
		pack_drop(&w->pack);
	close(w->fd);
	if (w->part_path)
		unlink(w->part_path);
	arena_free(w->mem);
}
