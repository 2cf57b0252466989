/* The list as a workbook, each row with what became of it: can be corrected and sent again as it is. */
#include "roll/roll_parts.h"
#include "roll_sql.h"

static const char result_title[] = "Kết quả import";
enum { OUTCOME_WIDTH = 80, RESULT_PAGE = 1000 };

static const char *
outcome_text(struct arena *mem, const struct roll_row *r)
{
	static const char *const refused[] = { "error", "undecided", "changed", "refused" };
	const char *text = r->outcome_vi ? r->outcome_vi : r->message_vi ? r->message_vi : "Chưa xét";
	for (size_t i = 0; r->outcome && i < sizeof refused / sizeof *refused; i++)
		if (strcmp(r->outcome, refused[i]) == 0)
			return arena_printf(mem, "Từ chối: %s", text);
	return r->outcome ? text : arena_printf(mem, "Chưa ghi nhận: %s", text);
}

static enum err
write_page(struct ctx *cx, struct sheet_writer *w, const struct roll_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *cells[PL1__COLUMNS + 1];
		TRY(cells_read(cx, rows[i].cells, cells));
		cells[0] = arena_printf(cx->mem, "%lld", (long long)rows[i].row_no);
		cells[PL1__COLUMNS] = outcome_text(cx->mem, &rows[i]);
		TRY(sheet_writer_row(cx, w, cells, PL1__COLUMNS + 1));
	}
	return OK;
}

static enum err
write_rows(struct ctx *cx, const struct roll *roll, struct sheet_writer *w)
{
	struct ctx page = *cx;
	struct roll_row *rows;
	size_t n = 0;
	int64_t after = 0;
	enum err err;
	page.mem = arena_new();
	do {
		arena_reset(page.mem);
		err = db_list(&page, sql_roll_row_page(roll->unit_id, roll->id, after, RESULT_PAGE), &roll_row_fields,
			      &rows, &n);
		if (err == OK)
			err = write_page(&page, w, rows, n);
		if (err == OK && n)
			after = rows[n - 1].row_no;
	} while (err == OK && n == RESULT_PAGE);
	arena_free(page.mem);
	return err;
}

enum err
roll_result(struct ctx *cx, const struct roll *roll, const char **bytes, size_t *size)
{
	struct sheet_column columns[PL1__COLUMNS + 1];
	struct sheet_writer *w;
	size_t n;
	const struct column *form = columns_of(INTAKE_PEOPLE, &n);
	for (size_t i = 0; i < PL1__COLUMNS; i++)
		columns[i] = (struct sheet_column){ form[i].title, 0 };
	columns[PL1__COLUMNS] = (struct sheet_column){ result_title, OUTCOME_WIDTH };
	TRY(sheet_writer_open(cx, NULL, SHEET_XLSX, intake_sheets[INTAKE_PEOPLE], columns, PL1__COLUMNS + 1, &w));
	enum err err = write_rows(cx, roll, w);
	if (err == OK)
		return sheet_writer_bytes(cx, w, bytes, size);
	sheet_writer_abort(w);
	return err;
}
