#include "intake/reader.h"

struct sheet_row
row_copy(struct arena *mem, const struct sheet_row *row)
{
	const char **cells = NEW(mem, const char *, row->n);
	for (size_t i = 0; i < row->n; i++)
		cells[i] = *row->cell[i] ? arena_strdup(mem, row->cell[i]) : "";
	return (struct sheet_row){ .number = row->number, .n = row->n, .cell = cells, .cut = row->cut };
}

/* People's own lists have one sheet with any name; what is in it is judged by its header. */
static enum err
open_sheet(struct ctx *cx, enum intake_kind kind, const char *path, struct sheet **out)
{
	enum err err = sheet_open(cx, path, intake_sheets[kind], out);
	if (err == OK || !cx->problem.code || strcmp(cx->problem.code, "sheet.missing") != 0)
		return err;
	cx->problem = (struct problem){ 0 };
	return sheet_open(cx, path, "", out);
}

static enum err
no_header(struct ctx *cx, enum intake_kind kind, struct reader *r)
{
	/* a damaged file says so itself */
	struct sheet_row rest;
	if (!sheet_next(r->sheet, &rest))
		TRY(sheet_error(cx, r->sheet));
	static const char *const what[INTAKE__KINDS] = { "Họ và tên", "Mã cơ sở", "Mã Xã/Phường", "Phân bổ thực tế" };
	return fail(
		cx, ERR_INVALID, "import.header",
		"Không tìm thấy dòng tiêu đề có ô \"%s\" trong %d dòng đầu. Dùng biểu mẫu nhập danh sách rồi gửi lại.",
		"There is no header row with a cell \"%s\" among the first %d rows. Use the form of the list and send "
		"it again.",
		what[kind], HEADER_ROWS_MAX);
}

/* Reads up to the header; the row after it was read too, and is kept when it is data. */
static enum err
find_header(struct ctx *cx, struct arena *mem, enum intake_kind kind, struct reader *r)
{
	struct sheet_row next, row;
	bool more = sheet_next(r->sheet, &next);
	row = more ? row_copy(mem, &next) : (struct sheet_row){ 0 };
	for (int i = 0; more && i < HEADER_ROWS_MAX; i++) {
		enum err err;
		more = sheet_next(r->sheet, &next);
		struct sheet_row below = more ? row_copy(mem, &next) : (struct sheet_row){ 0 };
		if (columns_find(cx, mem, kind, &row, more ? &below : NULL, &r->columns, &err)) {
			r->kept = below;
			r->has_kept = more && !r->columns.two_rows;
			return err;
		}
		row = below;
	}
	return no_header(cx, kind, r);
}

enum err
reader_open(struct ctx *cx, struct arena *mem, enum intake_kind kind, const char *path, struct reader *out)
{
	*out = (struct reader){ 0 };
	TRY(open_sheet(cx, kind, path, &out->sheet));
	enum err err = find_header(cx, mem, kind, out);
	if (err != OK)
		reader_close(out);
	return err;
}

/* A row with a number in front and nothing else is none: forms come numbered to the end of the page. */
static bool
says_something(const struct reader *r, const struct sheet_row *row)
{
	size_t n;
	columns_of(r->columns.kind, &n);
	for (size_t i = r->columns.kind == INTAKE_PEOPLE ? PL1_NAME : 0; i < n; i++)
		if (*column_cell(&r->columns, row, (int)i))
			return true;
	return false;
}

bool
reader_next(struct reader *r, struct sheet_row *row)
{
	if (r->has_kept) {
		r->has_kept = false;
		*row = r->kept;
		if (says_something(r, row))
			return true;
	}
	while (sheet_next(r->sheet, row))
		if (says_something(r, row))
			return true;
	return false;
}

enum err
reader_error(struct ctx *cx, const struct reader *r)
{
	return sheet_error(cx, r->sheet);
}

void
reader_close(struct reader *r)
{
	sheet_close(r->sheet);
	r->sheet = NULL;
}
