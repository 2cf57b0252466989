/* sheet_xlsx.h - the parts of an .xlsx package (ECMA-376): a ZIP archive of XML files that name each other.
 * Inside src/sheet only.
 *
 *	sheet_xlsx.c          the archive, the guards against archive bombs, and feeding XML parts to expat
 *	sheet_xlsx_book.c     which part is what: relations, sheet names, and sheet_parse_xlsx()
 *	sheet_xlsx_style.c    which cells are dates
 *	sheet_xlsx_string.c   the table of shared strings, and text with escapes
 *	sheet_xlsx_cell.c     the sheet itself */
#ifndef SHEET_XLSX_H
#define SHEET_XLSX_H

#include "sheet/sheet_rows.h"
#include "sheet/sheet_text.h"

#include <expat.h>
#include <zip.h>

struct xlsx {
	struct sheet_rows *rows;
	zip_t *zip;
	int64_t plain;     /* bytes unpacked so far, of all parts */
	XML_Parser parser; /* of the part being read */
	bool epoch_1904;
	/* the table of shared strings */
	char **string;
	size_t strings, strings_cap;
	/* per cell format (the s attribute): an enum text_kind */
	unsigned char *kind;
	size_t kinds;
};

/* What is done with the XML of one part. user is the first argument of the handlers; it points to a struct
 * whose first member is the struct xlsx *. */
struct xlsx_handlers {
	XML_StartElementHandler start;
	XML_EndElementHandler end;
	XML_CharacterDataHandler text; /* may be NULL */
	void *user;
};

/* Reads a part of the archive. A part that is not there is SHEET_DAMAGED, or SHEET_FINE where optional. */
enum sheet_fault xlsx_part(struct xlsx *x, const char *name, const struct xlsx_handlers *h, bool optional);

/* For handlers: stops the part being read with a fault. Nothing more is called. */
void xlsx_stop(struct xlsx *x, enum sheet_fault fault, int64_t row, int64_t column);

/* The name without its namespace prefix, which some programs write ("x:row"). */
const char *xlsx_local(const char *name);

/* The value of an attribute, prefix ignored; NULL if absent. */
const char *xlsx_attribute(const XML_Char **attributes, const char *name);

/* A whole number 0..max without sign or blanks; false if text is NULL or anything else. */
bool xlsx_number(const char *text, int64_t max, int64_t *out);

/* "1", "true" or "on" */
bool xlsx_true(const char *text);

/* Text of one cell or string as it comes in pieces. More than CELL_TEXT_MAX bytes are dropped: the rest is
 * over the limit of a cell anyhow, and seen as such. */
enum { CELL_TEXT_MAX = 2 * SHEET_CELL_MAX };
struct xlsx_text {
	size_t n;
	char bytes[CELL_TEXT_MAX + 1];
};
void xlsx_text_add(struct xlsx_text *t, const char *s, int n);
/* Ends it: whole characters only, and Excel's _xHHHH_ escapes of characters that XML cannot hold undone. */
void xlsx_text_end(struct xlsx_text *t);

enum sheet_fault xlsx_read_styles(struct xlsx *x, const char *part);
enum sheet_fault xlsx_read_strings(struct xlsx *x, const char *part);
enum sheet_fault xlsx_read_sheet(struct xlsx *x, const char *part);

/* What a number format code such as "dd/mm/yyyy;@" makes of a number. */
enum text_kind xlsx_kind_of_format(const char *code);

#endif
