/* The smallest .xlsx that Excel, LibreOffice and WPS open without a word: six parts, text in the cells
 * themselves, so that nothing has to be kept until the end. */
#include "sheet/sheet_write.h"

#include "sheet/sheet_text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"
#define CONTENT "application/vnd.openxmlformats-officedocument.spreadsheetml."

enum { STYLE_TEXT = 1, STYLE_HEADER = 2, SHEET_NAME_MAX = 31, CELL_UNITS_MAX = 32767 };

static const struct {
	const char *name, *xml;
} fixed_parts[] = {
	{ "[Content_Types].xml",
	  XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
	      "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	      "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	      "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" CONTENT "sheet.main+xml\"/>"
	      "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" CONTENT "worksheet+xml\"/>"
	      "<Override PartName=\"/xl/styles.xml\" ContentType=\"" CONTENT "styles+xml\"/></Types>" },
	{ "_rels/.rels", XML "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"rId1\" Type=\"" OFFICE
			     "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>" },
	{ "xl/_rels/workbook.xml.rels",
	  XML "<Relationships xmlns=\"" PACKAGE "\"><Relationship Id=\"rId1\" Type=\"" OFFICE
	      "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" OFFICE
	      "/styles\" Target=\"styles.xml\"/></Relationships>" },
	/* format 49 is "@": a phone number that somebody corrects stays text and keeps its zero */
	{ "xl/styles.xml", XML
	  "<styleSheet xmlns=\"" MAIN "\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
	  "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
	  "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
	  "patternType=\"gray125\"/></fill></fills>"
	  "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
	  "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
	  "<cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
	  "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
	  "<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" "
	  "applyFont=\"1\" "
	  "applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf></cellXfs>"
	  "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>" },
};

/* Whether text that reads like an escape stands at s; then its underscore is escaped itself. */
static bool
looks_escaped(const char *s)
{
	if (s[0] != '_' || s[1] != 'x')
		return false;
	for (int i = 2; i < 6; i++)
		if (!isxdigit((unsigned char)s[i]))
			return false;
	return s[6] == '_';
}

static void
put_char(struct pack *p, const char *s)
{
	unsigned char c = (unsigned char)*s;
	char escaped[16];
	if (c == '&')
		pack_str(p, "&amp;");
	else if (c == '<')
		pack_str(p, "&lt;");
	else if (c == '>')
		pack_str(p, "&gt;");
	else if (c == '"')
		pack_str(p, "&quot;");
	else if (looks_escaped(s))
		pack_str(p, "_x005F_");
	else if (c < 0x20 && c != '\n' && c != '\t') {
		snprintf(escaped, sizeof escaped, "_x%04X_", c);
		pack_str(p, escaped);
	} else
		pack_bytes(p, s, 1);
}

/* Bytes that are no UTF-8 would make the whole file unreadable, so the text ends before them; it also ends
 * where Excel's cell does. U+FFFE and U+FFFF are valid UTF-8 that XML does not have: a question mark. */
static void
put_text(struct pack *p, const char *s)
{
	const char *end = s + text_utf8_bad(s, strlen(s));
	for (int units = 0; s < end && units < CELL_UNITS_MAX;) {
		unsigned char c = (unsigned char)*s;
		size_t len = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
		units += len == 4 ? 2 : 1;
		if (len == 1)
			put_char(p, s);
		else if (len == 3 && (memcmp(s, "\xEF\xBF\xBE", 3) == 0 || memcmp(s, "\xEF\xBF\xBF", 3) == 0))
			pack_str(p, "?");
		else
			pack_bytes(p, s, len);
		s += len;
	}
}

/* Characters, not bytes: Vietnamese letters take up to three. */
static int
width_of(const struct sheet_column *column)
{
	enum { LEAST = 10, MOST = 50, MARGIN = 2 };
	if (column->width > 0)
		return column->width < 255 ? column->width : 255;
	int n = MARGIN;
	for (const char *s = column->title ? column->title : ""; *s; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n < LEAST ? LEAST : n > MOST ? MOST : n;
}

/* Excel refuses some characters in a sheet's name, and more than 31 of any. */
static void
put_sheet_name(struct pack *p, const char *name)
{
	char clean[SHEET_NAME_MAX * 4 + 1];
	size_t n = 0;
	int letters = 0;
	for (const char *s = name ? name : ""; *s && n < sizeof clean - 1; s++) {
		letters += ((unsigned char)*s & 0xC0) != 0x80;
		if (letters > SHEET_NAME_MAX)
			break;
		clean[n++] = strchr("[]:*?/\\'", *s) || (unsigned char)*s < 0x20 ? ' ' : *s;
	}
	clean[n] = 0;
	put_text(p, n ? clean : "Sheet1");
}

void
xlsx_put_begin(struct sheet_writer *w, const char *sheet_name, const struct sheet_column *columns, size_t n)
{
	struct pack *p = &w->pack;
	for (size_t i = 0; i < sizeof fixed_parts / sizeof *fixed_parts; i++) {
		pack_begin(p, fixed_parts[i].name);
		pack_str(p, fixed_parts[i].xml);
		pack_end(p);
	}
	pack_begin(p, "xl/workbook.xml");
	pack_str(p, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"");
	put_sheet_name(p, sheet_name);
	pack_str(p, "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
	pack_end(p);
	pack_begin(p, "xl/worksheets/sheet1.xml");
	pack_str(p, XML "<worksheet xmlns=\"" MAIN
			"\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
			"activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>");
	for (size_t i = 0; i < n; i++) {
		char col[128];
		snprintf(col, sizeof col, "<col min=\"%zu\" max=\"%zu\" width=\"%d\" style=\"%d\" customWidth=\"1\"/>",
			 i + 1, i + 1, width_of(&columns[i]), STYLE_TEXT);
		pack_str(p, col);
	}
	pack_str(p, "</cols><sheetData>");
}

/* XML programs may drop blanks at the ends of a text unless told not to. */
static bool
has_outer_blanks(const char *s)
{
	return strchr(" \t\n", *s) || strchr(" \t\n", s[strlen(s) - 1]);
}

/* The cell's element up to its text. Columns from 0: A, B, ... Z, AA, ... which two letters suffice for. */
static void
put_cell_begin(struct pack *p, size_t column, int64_t row, int style, bool keep_blanks)
{
	char letters[3] = { 0 }, element[128];
	if (column >= 26)
		letters[0] = (char)('A' + column / 26 - 1);
	letters[column >= 26] = (char)('A' + column % 26);
	snprintf(element, sizeof element, "<c r=\"%s%lld\" s=\"%d\" t=\"inlineStr\"><is><t%s>", letters, (long long)row,
		 style, keep_blanks ? " xml:space=\"preserve\"" : "");
	pack_str(p, element);
}

void
xlsx_put_row(struct sheet_writer *w, const char *const *cells, size_t n, bool header)
{
	struct pack *p = &w->pack;
	char row[40];
	snprintf(row, sizeof row, "<row r=\"%lld\">", (long long)w->rows);
	pack_str(p, row);
	for (size_t i = 0; i < n; i++) {
		if (!cells[i] || !*cells[i])
			continue;
		put_cell_begin(p, i, w->rows, header ? STYLE_HEADER : STYLE_TEXT, has_outer_blanks(cells[i]));
		put_text(p, cells[i]);
		pack_str(p, "</t></is></c>");
	}
	pack_str(p, "</row>");
}

void
xlsx_put_end(struct sheet_writer *w)
{
	pack_str(&w->pack, "</sheetData></worksheet>");
	pack_end(&w->pack);
	w->pack.failed |= !pack_finish(&w->pack);
}
