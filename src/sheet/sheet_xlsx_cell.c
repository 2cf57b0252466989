#include "sheet/sheet_xlsx.h"

#include <stdlib.h>
#include <string.h>

enum { EXCEL_ROWS = 1048576, EXCEL_COLUMNS = 16384 };

/* What the t attribute says the value is. */
enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_INLINE, CELL_TEXT, CELL_BOOL, CELL_DATE };

struct cells {
	struct xlsx *x;
	bool in_data, in_row, in_cell, in_inline, in_text;
	int phonetic;
	int64_t row;    /* 1-based number of the row being read, or of the last one */
	int64_t column; /* 0-based, of the cell being read; the next one after it */
	enum cell_type type;
	int64_t style;
	struct xlsx_text text;
};

/* "AB12" -> 27. Rows are taken from the row element; some programs write wrong ones here. */
static bool
column_of(const char *ref, int64_t *column)
{
	int64_t c = 0;
	for (; *ref >= 'A' && *ref <= 'Z'; ref++) {
		c = c * 26 + (*ref - 'A' + 1);
		if (c > EXCEL_COLUMNS)
			return false;
	}
	*column = c - 1;
	return c > 0;
}

static enum cell_type
type_of(const char *t)
{
	static const struct {
		const char *name;
		enum cell_type type;
	} types[] = { { "s", CELL_SHARED }, { "inlineStr", CELL_INLINE }, { "str", CELL_TEXT },
		      { "e", CELL_TEXT },   { "b", CELL_BOOL },           { "d", CELL_DATE } };
	for (size_t i = 0; t && i < sizeof types / sizeof *types; i++)
		if (strcmp(t, types[i].name) == 0)
			return types[i].type;
	return CELL_NUMBER;
}

static void
row_start(struct cells *c, const XML_Char **attributes)
{
	int64_t number = c->row + 1;
	const char *r = xlsx_attribute(attributes, "r");
	if (c->in_row || (r && !xlsx_number(r, EXCEL_ROWS, &number)) || number <= c->row || number > EXCEL_ROWS) {
		xlsx_stop(c->x, SHEET_DAMAGED, c->row + 1, 0);
		return;
	}
	c->in_row = true;
	c->row = number;
	c->column = 0;
}

static void
cell_start(struct cells *c, const XML_Char **attributes)
{
	const char *r = xlsx_attribute(attributes, "r");
	if (!c->in_row || c->in_cell || (r && !column_of(r, &c->column)) || c->column >= EXCEL_COLUMNS) {
		xlsx_stop(c->x, SHEET_DAMAGED, c->row, 0);
		return;
	}
	c->in_cell = true;
	c->type = type_of(xlsx_attribute(attributes, "t"));
	if (!xlsx_number(xlsx_attribute(attributes, "s"), INT32_MAX, &c->style))
		c->style = 0;
	c->text.n = 0;
}

/* A number as it stands in the file, which may be 9.12345678901E11 or 44337 for a date. */
static bool
number_text(const struct cells *c, const char *v, char out[SHEET_NUMBER_SIZE])
{
	char *end;
	double number = strtod(v, &end);
	if (end == v || *end)
		return false;
	enum text_kind kind = (size_t)c->style < c->x->kinds ? (enum text_kind)c->x->kind[c->style] : TEXT_NUMBER;
	text_serial(number, kind, c->x->epoch_1904, out);
	return true;
}

/* The text of the value that was gathered; NULL if it makes no sense. */
static const char *
value(struct cells *c, char number[SHEET_NUMBER_SIZE])
{
	struct xlsx_text *t = &c->text;
	int64_t i;
	if (c->type == CELL_SHARED) {
		t->bytes[t->n] = 0;
		bool there = xlsx_number(t->bytes, INT32_MAX, &i) && (size_t)i < c->x->strings;
		return there ? c->x->string[i] : NULL;
	}
	xlsx_text_end(t);
	if (c->type == CELL_BOOL)
		return xlsx_true(t->bytes) ? "TRUE" : "FALSE";
	if (c->type == CELL_DATE && t->n < SHEET_NUMBER_SIZE) {
		text_iso_date(t->bytes, number);
		return number;
	}
	if (c->type == CELL_NUMBER)
		return number_text(c, t->bytes, number) ? number : NULL;
	return t->bytes;
}

static void
cell_end(struct cells *c)
{
	c->in_cell = false;
	if (c->text.n > 0) {
		char number[SHEET_NUMBER_SIZE];
		const char *text = value(c, number);
		if (!text)
			xlsx_stop(c->x, SHEET_DAMAGED, c->row, c->column + 1);
		else if (rows_cell(c->x->rows, c->row, (size_t)c->column, text, strlen(text)) != SHEET_FINE)
			XML_StopParser(c->x->parser, XML_FALSE);
	}
	c->column++;
}

static void XMLCALL
on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct cells *c = user;
	name = xlsx_local(name);
	if (!c->in_data)
		c->in_data = strcmp(name, "sheetData") == 0;
	else if (strcmp(name, "c") == 0)
		cell_start(c, attributes);
	else if (strcmp(name, "v") == 0)
		c->in_text = c->in_cell && c->type != CELL_INLINE;
	else if (strcmp(name, "row") == 0)
		row_start(c, attributes);
	else if (strcmp(name, "is") == 0)
		c->in_inline = c->in_cell && c->type == CELL_INLINE;
	else if (strcmp(name, "rPh") == 0)
		c->phonetic++;
	else if (strcmp(name, "t") == 0)
		c->in_text = c->in_inline && c->phonetic == 0;
}

static void XMLCALL
on_end(void *user, const XML_Char *name)
{
	struct cells *c = user;
	name = xlsx_local(name);
	if (!c->in_data)
		return;
	if (strcmp(name, "c") == 0) {
		cell_end(c);
	} else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
		c->in_text = false;
	} else if (strcmp(name, "row") == 0) {
		c->in_row = false;
		if (rows_end(c->x->rows, c->row) != SHEET_FINE)
			XML_StopParser(c->x->parser, XML_FALSE);
	} else if (strcmp(name, "is") == 0) {
		c->in_inline = false;
	} else if (strcmp(name, "rPh") == 0) {
		c->phonetic--;
	} else if (strcmp(name, "sheetData") == 0) {
		c->in_data = false;
	}
}

static void XMLCALL
on_text(void *user, const XML_Char *p, int n)
{
	struct cells *c = user;
	if (c->in_text)
		xlsx_text_add(&c->text, p, n);
}

enum sheet_fault
xlsx_read_sheet(struct xlsx *x, const char *part)
{
	struct cells *c = NEW(x->rows->mem, struct cells, 1);
	c->x = x;
	return xlsx_part(x, part, &(struct xlsx_handlers){ on_start, on_end, on_text, c }, false);
}
