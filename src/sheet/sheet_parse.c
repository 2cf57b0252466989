/* Which format the bytes are in: by what they are, for file names lie. */
#include "sheet/sheet_ole.h"
#include "sheet/sheet_rows.h"

#include <string.h>
#include <strings.h>

static bool
begins(const unsigned char *p, size_t n, const char *with, size_t len)
{
	return n >= len && memcmp(p, with, len) == 0;
}

/* Web pages and Excel 2003's XML, which other systems like to send under the name of .xls. */
static bool
is_markup(const unsigned char *p, size_t n)
{
	static const char *const starts[] = { "<?xml", "<html", "<!doctype", "<table", "<meta", "<head" };
	if (begins(p, n, "\xEF\xBB\xBF", 3)) {
		p += 3;
		n -= 3;
	}
	while (n > 0 && strchr(" \t\r\n", *p) && *p) {
		p++;
		n--;
	}
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t len = strlen(starts[i]);
		if (n >= len && strncasecmp((const char *)p, starts[i], len) == 0)
			return true;
	}
	return false;
}

static bool
is_other_file(const unsigned char *p, size_t n)
{
	return begins(p, n, "%PDF-", 5) || begins(p, n, "{\\rtf", 5) || begins(p, n, "\x89PNG", 4) ||
	       begins(p, n, "\xFF\xD8\xFF", 3) || begins(p, n, "Rar!", 4) || begins(p, n, "7z\xBC\xAF", 4) ||
	       begins(p, n, "GIF8", 4) || begins(p, n, "\x1F\x8B", 2);
}

/* NUL in the first bytes means no text at all, unless every second byte is one: UTF-16 without its mark. */
static enum sheet_fault
check_text(const unsigned char *p, size_t n)
{
	enum { LOOK = 4096 };
	if (begins(p, n, "\xFF\xFE", 2) || begins(p, n, "\xFE\xFF", 2))
		return SHEET_FINE;
	size_t look = n < LOOK ? n : LOOK, nul[2] = { 0 };
	for (size_t i = 0; i < look; i++)
		nul[i % 2] += p[i] == 0;
	if (nul[0] + nul[1] == 0)
		return SHEET_FINE;
	return (nul[0] == 0 && nul[1] > look / 4) || (nul[1] == 0 && nul[0] > look / 4) ? SHEET_ENCODING
											: SHEET_NOT_WORKBOOK;
}

enum sheet_fault
sheet_parse(struct sheet_rows *rows, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;
	if (n > SHEET_FILE_MAX)
		return rows_fault(rows, SHEET_TOO_BIG, 0, 0, NULL);
	if (ole_is(p, n))
		return sheet_parse_xls(rows, p, n);
	if (begins(p, n, "PK\x03\x04", 4))
		return sheet_parse_xlsx(rows, bytes, n);
	if (is_markup(p, n))
		return rows_fault(rows, SHEET_NOT_SUPPORTED, 0, 0, NULL);
	if (n == 0 || is_other_file(p, n) || begins(p, n, "PK\x05\x06", 4))
		return rows_fault(rows, SHEET_NOT_WORKBOOK, 0, 0, NULL);
	enum sheet_fault fault = check_text(p, n);
	return fault == SHEET_FINE ? sheet_parse_csv(rows, bytes, n)
				   : rows_fault(rows, fault, fault == SHEET_ENCODING, 0, NULL);
}
