/* .xls (BIFF) by libfreexl, which takes a file by name only: it gets a copy in memory. */
#include "sheet/sheet_ole.h"
#include "sheet/sheet_rows.h"
#include "sheet/sheet_text.h"

#include <freexl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A file in memory with these bytes; its name goes to path. Left open: the process ends soon. */
static bool
memory_file(const unsigned char *bytes, size_t n, char *path, size_t size)
{
	int fd = memfd_create("workbook", MFD_CLOEXEC);
	if (fd < 0)
		return false;
	for (size_t at = 0; at < n;) {
		ssize_t got = write(fd, bytes + at, n - at);
		if (got <= 0) {
			close(fd);
			return false;
		}
		at += (size_t)got;
	}
	snprintf(path, size, "/proc/self/fd/%d", fd);
	return true;
}

static enum sheet_fault
fault_of(int code)
{
	switch (code) {
	case FREEXL_CFBF_READ_ERROR:
	case FREEXL_CFBF_SEEK_ERROR:
		return SHEET_TRUNCATED;
	case FREEXL_BIFF_WORKBOOK_NOT_FOUND:
		return SHEET_NOT_WORKBOOK;
	default:
		return SHEET_DAMAGED;
	}
}

static enum sheet_fault
choose(struct sheet_rows *rows, const void *book, unsigned short *sheet)
{
	unsigned tabs = 0;
	if (freexl_get_info(book, FREEXL_BIFF_SHEET_COUNT, &tabs) != FREEXL_OK || tabs == 0)
		return rows_fault(rows, SHEET_DAMAGED, 0, 0, NULL);
	const char *names[SHEET_TABS_MAX];
	size_t n = 0;
	for (unsigned i = 0; i < tabs && n < SHEET_TABS_MAX; i++) {
		const char *name = NULL;
		if (freexl_get_worksheet_name(book, (unsigned short)i, &name) != FREEXL_OK || !name)
			return rows_fault(rows, SHEET_DAMAGED, 0, 0, NULL);
		if (text_utf8_bad(name, strlen(name)) < strlen(name))
			return rows_fault(rows, SHEET_DAMAGED, 0, 0, NULL);
		if (rows_wants(rows, name)) {
			*sheet = (unsigned short)i;
			rows_begin(rows, "xls", name);
			return SHEET_FINE;
		}
		names[n++] = name;
	}
	return rows_missing(rows, names, n);
}

static const char *
cell_text(const FreeXL_CellValue *v, char number[SHEET_NUMBER_SIZE])
{
	switch (v->type) {
	case FREEXL_CELL_INT:
		snprintf(number, SHEET_NUMBER_SIZE, "%d", v->value.int_value);
		return number;
	case FREEXL_CELL_DOUBLE:
		text_number(v->value.double_value, number);
		return number;
	case FREEXL_CELL_DATE:
	case FREEXL_CELL_DATETIME:
	case FREEXL_CELL_TIME:
		text_iso_date(v->value.text_value, number);
		return number;
	case FREEXL_CELL_TEXT:
	case FREEXL_CELL_SST_TEXT:
		return v->value.text_value ? v->value.text_value : "";
	default:
		return "";
	}
}

static enum sheet_fault
read_rows(struct sheet_rows *rows, const void *book)
{
	unsigned n = 0;
	unsigned short columns = 0;
	if (freexl_worksheet_dimensions(book, &n, &columns) != FREEXL_OK)
		return rows_fault(rows, SHEET_DAMAGED, 0, 0, NULL);
	for (unsigned r = 0; r < n; r++) {
		for (unsigned short c = 0; c < columns; c++) {
			FreeXL_CellValue v = { .type = FREEXL_CELL_NULL };
			char number[SHEET_NUMBER_SIZE];
			if (freexl_get_cell_value(book, r, c, &v) != FREEXL_OK)
				return rows_fault(rows, SHEET_DAMAGED, (int64_t)r + 1, c + 1, NULL);
			const char *text = cell_text(&v, number);
			if (*text)
				SHEET_TRY(rows_cell(rows, (int64_t)r + 1, c, text, strlen(text)));
		}
		SHEET_TRY(rows_end(rows, (int64_t)r + 1));
	}
	return SHEET_FINE;
}

static enum sheet_fault
read_book(struct sheet_rows *rows, const void *book)
{
	unsigned password = FREEXL_UNKNOWN;
	if (freexl_get_info(book, FREEXL_BIFF_PASSWORD, &password) == FREEXL_OK && password == FREEXL_BIFF_OBFUSCATED)
		return rows_fault(rows, SHEET_ENCRYPTED, 0, 0, NULL);
	unsigned short sheet = 0;
	SHEET_TRY(choose(rows, book, &sheet));
	int code = freexl_select_active_worksheet(book, sheet);
	if (code != FREEXL_OK)
		return rows_fault(rows, fault_of(code), 0, 0, NULL);
	return read_rows(rows, book);
}

enum sheet_fault
sheet_parse_xls(struct sheet_rows *rows, const unsigned char *bytes, size_t n)
{
	unsigned char *copy = arena_alloc(rows->mem, n);
	memcpy(copy, bytes, n);
	enum sheet_fault fault = ole_workbook_second(copy, n);
	if (fault != SHEET_FINE)
		return rows_fault(rows, fault, 0, 0, NULL);
	char path[40];
	if (!memory_file(copy, n, path, sizeof path))
		return rows_fault(rows, SHEET_CRASHED, 0, 0, NULL);
	const void *book = NULL;
	int code = freexl_open(path, &book);
	if (code != FREEXL_OK)
		fault = rows_fault(rows, fault_of(code), 0, 0, NULL);
	else
		fault = read_book(rows, book);
	freexl_close(book);
	return fault;
}
