/* sheet_make.h - files and comparisons for sheet_test: a folder of its own, whole sheets as one text. */
#ifndef SHEET_MAKE_H
#define SHEET_MAKE_H

#include "base/buf.h"
#include "sheet/sheet.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

static char make_folder[] = "/tmp/sheet_test_XXXXXX";
static struct ctx make_cx;

static inline void
make_begin(void)
{
	make_cx.mem = arena_new();
	if (!mkdtemp(make_folder))
		abort();
}

static inline void
make_end(void)
{
	DIR *d = opendir(make_folder);
	for (struct dirent *e; d && (e = readdir(d));)
		if (e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
	rmdir(make_folder);
	arena_free(make_cx.mem);
}

static inline const char *
make_path(const char *name)
{
	return arena_printf(make_cx.mem, "%s/%s", make_folder, name);
}

static inline const char *
make_file(const char *name, const void *bytes, size_t n)
{
	const char *path = make_path(name);
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		abort();
	return path;
}

static inline const char *
make_text(const char *name, const char *text)
{
	return make_file(name, text, strlen(text));
}

static inline unsigned char *
make_load(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		abort();
	fseek(f, 0, SEEK_END);
	*n = (size_t)ftell(f);
	rewind(f);
	unsigned char *p = arena_alloc(make_cx.mem, *n + 1);
	if (fread(p, 1, *n, f) != *n)
		abort();
	fclose(f);
	return p;
}

/* A .xlsx of name, content, name, content, ..., NULL. */
static inline const char *
make_zip(const char *name, const char *const *parts)
{
	const char *path = make_path(name);
	int e = 0;
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &e);
	for (size_t i = 0; parts[i]; i += 2) {
		zip_source_t *s = zip_source_buffer(z, parts[i + 1], strlen(parts[i + 1]), 0);
		if (zip_file_add(z, parts[i], s, ZIP_FL_OVERWRITE) < 0)
			abort();
	}
	if (zip_close(z) != 0)
		abort();
	return path;
}

/* A fresh context, so that each failure speaks for itself. */
static inline struct ctx *
make_ctx(void)
{
	make_cx.problem = (struct problem){ 0 };
	return &make_cx;
}

/* The whole sheet as "number|cell|cell\n"..., or "!code" in its last line where it failed. */
static inline const char *
make_read(const char *path, const char *prefix)
{
	struct ctx *cx = make_ctx();
	struct buf b = buf_new(cx->mem);
	struct sheet *s;
	enum err e = sheet_open(cx, path, prefix, &s);
	if (e == OK) {
		for (struct sheet_row row; sheet_next(s, &row);) {
			buf_printf(&b, "%lld", (long long)row.number);
			for (size_t i = 0; i < row.n; i++)
				buf_printf(&b, "|%s", row.cell[i]);
			buf_str(&b, row.cut ? "~\n" : "\n");
		}
		e = sheet_error(cx, s);
		sheet_close(s);
	}
	if (e != OK)
		buf_printf(&b, "!%s", cx->problem.code);
	return buf_text(&b);
}

#endif
