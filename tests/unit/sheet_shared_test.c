/* The 2021 platform's own import workbook in its three formats against each other and against the lists that
 * were taken from it; and the twin of that on a small workbook. */
#include "sheet_damage.h"
#include "sheet_make.h"
#include "sheet_make_xls.h"

#include <uninorm.h>

/* Blanks within a text run together and NBSP is one of them, as the lists beside the workbook
 * have them; no row numbers, no empty cells at the end. */
static const char *
plain(const char *rows)
{
	struct buf b = buf_new(make_cx.mem);
	for (const char *p = rows; *p; p++) {
		bool line = p == rows || p[-1] == '\n';
		if (line)
			p += strspn(p, "0123456789");
		while (*p == '\n' && b.n > 0 && b.p[b.n - 1] == '|')
			b.n--;
		bool nbsp = strncmp(p, "\xC2\xA0", 2) == 0;
		p += nbsp;
		if (!nbsp && *p != ' ')
			buf_char(&b, *p);
		else if (b.n == 0 || b.p[b.n - 1] != ' ')
			buf_char(&b, ' ');
	}
	/* 59 names of the workbook are decomposed; the list is not, and whoever stores names composes them */
	size_t n = 0;
	uint8_t *nfc = u8_normalize(UNINORM_NFC, (const uint8_t *)buf_text(&b), b.n, NULL, &n);
	const char *copy = arena_strndup(make_cx.mem, (const char *)nfc, n);
	free(nfc);
	return copy;
}

/* The list with its columns in the order of the sheet, without its header. */
static const char *
list_in_order(const char *path, const int *order, size_t n)
{
	struct buf b = buf_new(make_cx.mem);
	struct sheet *s;
	if (sheet_open(make_ctx(), path, NULL, &s) != OK)
		return make_cx.problem.code;
	for (struct sheet_row row; sheet_next(s, &row);) {
		for (size_t i = 0; i < n && row.number > 1; i++)
			buf_printf(&b, "|%s", sheet_cell(&row, (size_t)order[i]));
		buf_str(&b, row.number > 1 ? "\n" : "");
	}
	CHECK(sheet_error(&make_cx, s) == OK);
	sheet_close(s);
	return plain(buf_text(&b));
}

static const char *base;
static const char *const kinds[] = { ".xlsx", ".xls", "-embedded.xls" };

static const char *
shared_tab(const char *kind, const char *prefix)
{
	return make_read(arena_printf(make_cx.mem, "%s/import-workbook-2021-08%s", base, kind), prefix);
}

static void
shared_workbooks_agree(void)
{
	static const struct {
		const char *prefix;
		int lines;
	} tabs[] = { { "PL1", 8 }, { "PL2", 18 }, { "PL3", 10605 }, { "PL4", 16536 } };
	for (size_t t = 0; t < sizeof tabs / sizeof *tabs; t++) {
		const char *first = shared_tab(kinds[0], tabs[t].prefix);
		int rows = 0;
		for (const char *p = first; (p = strchr(p, '\n')); p++)
			rows += p[1] == 0 || (p[1] >= '1' && p[1] <= '9');
		CHECK(rows >= tabs[t].lines);
		CHECK(strchr(first, '!') == NULL);
		for (size_t k = 1; k < 3; k++)
			CHECK(strcmp(shared_tab(kinds[k], tabs[t].prefix), first) == 0);
	}
	CHECK(strstr(shared_tab(kinds[2], "PL1"), "\n9|1|Nguyễn Văn A|01/01/2000|0|4|công ty ABC|") != NULL);
}

static void
shared_lists_agree(void)
{
	const char *units = arena_printf(make_cx.mem, "%s/admin-units-2021-08-platform-template.csv", base);
	const char *sites = arena_printf(make_cx.mem, "%s/vaccination-facilities-2021-08-platform-template.csv", base);
	for (size_t k = 0; k < 3; k++) {
		const char *got = plain(shared_tab(kinds[k], "PL3"));
		CHECK(strcmp(strchr(got, '\n') + 1, list_in_order(units, (const int[]){ 1, 0, 3, 2, 5, 4 }, 6)) == 0);
		/* the header of PL4 has a line break within */
		got = strstr(plain(shared_tab(kinds[k], "PL4")), "Tên cơ sở\n") + strlen("Tên cơ sở\n");
		CHECK(strcmp(got, list_in_order(sites, (const int[]){ 0, 1, 2, 3, 4 }, 5)) == 0);
	}
}

static void
shared_damage(void)
{
	const char *path = arena_printf(make_cx.mem, "%s/import-workbook-2021-08-embedded.xls", base);
	cut_everywhere(path, "PL2", 20, shared_tab(kinds[2], "PL2"));
	damage(path, "PL2", 20);
}

/* ---- the twin: a small workbook of the same shape in every format, made here ---- */

enum { TWIN_ROWS = 60, TWIN_COLUMNS = 5 };

static const char *
twin_text(int row, int column)
{
	if (row > 0 && column == 2 && row % 3)
		return "";
	return arena_printf(make_cx.mem,
			    row == 0      ? "Cột\n%d %d"
			    : column == 3 ? "0%d%d"
					  : "Xã  Hồng\xC2\xA0"
					    "Ba\xCC\x81 %d %d",
			    column, row);
}

static const char *
twin_by_writer(const char *name, enum sheet_format format)
{
	struct sheet_column columns[TWIN_COLUMNS];
	struct sheet_writer *w;
	for (int c = 0; c < TWIN_COLUMNS; c++)
		columns[c] = (struct sheet_column){ twin_text(0, c), 0 };
	CHECK(sheet_writer_open(make_ctx(), make_path(name), format, "PL4_Địa điểm", columns, TWIN_COLUMNS, &w) == OK);
	for (int r = 1; r < TWIN_ROWS; r++) {
		const char *cells[TWIN_COLUMNS];
		for (int c = 0; c < TWIN_COLUMNS; c++)
			cells[c] = twin_text(r, c);
		CHECK(sheet_writer_row(&make_cx, w, cells, TWIN_COLUMNS) == OK);
	}
	CHECK(sheet_writer_close(&make_cx, w) == OK);
	return make_path(name);
}

static const char *
twin_as_xls(const char *name, bool wps)
{
	struct xls_cell cells[TWIN_ROWS * TWIN_COLUMNS];
	size_t n = 0, size;
	for (int r = 0; r < TWIN_ROWS; r++)
		for (int c = 0; c < TWIN_COLUMNS; c++)
			if (*twin_text(r, c))
				cells[n++] = (struct xls_cell){ r, c, twin_text(r, c), 0, 0 };
	struct xls_sheet sheets[] = { { "PL1_Danh sách", cells, 3 }, { "PL4_Địa điểm", cells, n } };
	unsigned char *p = xls_make(sheets, 2, &(struct xls_options){ .wps = wps }, &size);
	const char *path = make_file(name, p, size);
	free(p);
	return path;
}

static void
every_format_gives_the_same_rows(void)
{
	const char *csv = make_read(twin_by_writer("t.csv", SHEET_CSV), NULL);
	const char *xls = twin_as_xls("t.xls", false), *wps = twin_as_xls("w.xls", true);
	CHECK(strncmp(csv, "1|Cột\n0 0|Cột\n1 0|", strlen("1|Cột\n0 0|")) == 0);
	CHECK(strstr(csv, "\n60|Xã  Hồng\xC2\xA0"
			  "Ba\xCC\x81 0 59|") != NULL);
	CHECK(strcmp(make_read(twin_by_writer("t.xlsx", SHEET_XLSX), "PL4"), csv) == 0);
	CHECK(strcmp(make_read(xls, "PL4"), csv) == 0);
	CHECK(strcmp(make_read(wps, "PL4"), csv) == 0);
	/* behind the header, which has line breaks within */
	const char *rows = strstr(plain(make_read(wps, "PL4")), "|Xã Hồng Bá 0 1|");
	CHECK(rows &&
	      strcmp(rows, list_in_order(make_path("t.csv"), (const int[]){ 0, 1, 2, 3, 4 }, TWIN_COLUMNS)) == 0);
	cut_everywhere(wps, "PL4", 20, csv);
	damage(wps, "PL4", 20);
}

static void
shared_tests(void)
{
	base = arena_printf(make_cx.mem, "%s/data", getenv("SHARED") ? getenv("SHARED") : "../shared");
	if (access(base, R_OK) != 0) {
		SKIP("the shared folder is not here: its workbooks and lists (their twin above did run)");
		return;
	}
	TEST(shared_workbooks_agree);
	TEST(shared_lists_agree);
	TEST(shared_damage);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "sheet-read") == 0)
		sheet_child_main(argc, argv);
	make_begin();
	TEST(every_format_gives_the_same_rows);
	shared_tests();
	make_end();
	return test_end();
}
