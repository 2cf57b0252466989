#include "sheet/sheet_xlsx.h"

#include <string.h>

enum { FORMATS_MAX = 4096, KINDS_MAX = 65536 };

struct styles {
	struct xlsx *x;
	bool in_cells; /* inside cellXfs: cellStyleXfs holds the same elements for another purpose */
	size_t formats;
	struct {
		int64_t id;
		enum text_kind kind;
	} format[FORMATS_MAX];
};

/* Skips what is not a date letter: "quoted", \escaped, _ and * with their character, [colour] and [locale].
 * [h] and [mm] are durations and count. Returns the next character to look at. */
static const char *
skip_literal(const char *p)
{
	if (*p == '"') {
		const char *close = strchr(p + 1, '"');
		return close ? close + 1 : p + strlen(p);
	}
	if (*p == '\\' || *p == '_' || *p == '*')
		return p[1] ? p + 2 : p + 1;
	if (*p == '[' && (!p[1] || !strchr("hHmMsS", p[1]))) {
		const char *close = strchr(p, ']');
		return close ? close + 1 : p + strlen(p);
	}
	return p;
}

enum text_kind
xlsx_kind_of_format(const char *code)
{
	bool day = false, month = false, clock = false;
	if (strncmp(code, "General", 7) == 0)
		return TEXT_NUMBER;
	for (const char *p = code; *p && *p != ';';) {
		const char *after = skip_literal(p);
		if (after > p) {
			p = after;
			continue;
		}
		day |= strchr("dDyY", *p) != NULL;
		month |= *p == 'm' || *p == 'M';
		clock |= strchr("hHsS", *p) != NULL;
		p++;
	}
	if (day || (month && !clock))
		return clock ? TEXT_DATETIME : TEXT_DATE;
	return clock ? TEXT_TIME : TEXT_NUMBER;
}

/* Formats that are not written down because every program knows them (ECMA-376 part 1, 18.8.30, with the
 * East Asian ones). */
static enum text_kind
kind_of_id(const struct styles *st, int64_t id)
{
	for (size_t i = 0; i < st->formats; i++)
		if (st->format[i].id == id)
			return st->format[i].kind;
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
		return TEXT_DATE;
	if (id == 22)
		return TEXT_DATETIME;
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47))
		return TEXT_TIME;
	return TEXT_NUMBER;
}

static void
add_format(struct styles *st, const XML_Char **attributes)
{
	int64_t id;
	const char *code = xlsx_attribute(attributes, "formatCode");
	if (!code || !xlsx_number(xlsx_attribute(attributes, "numFmtId"), INT32_MAX, &id) || st->formats == FORMATS_MAX)
		return;
	st->format[st->formats].id = id;
	st->format[st->formats++].kind = xlsx_kind_of_format(code);
}

static void
add_kind(struct styles *st, const XML_Char **attributes)
{
	int64_t id = 0;
	if (!xlsx_number(xlsx_attribute(attributes, "numFmtId"), INT32_MAX, &id))
		id = 0;
	if (st->x->kinds == KINDS_MAX) {
		xlsx_stop(st->x, SHEET_DAMAGED, 0, 0);
		return;
	}
	st->x->kind[st->x->kinds++] = (unsigned char)kind_of_id(st, id);
}

static void XMLCALL
on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct styles *st = user;
	name = xlsx_local(name);
	if (strcmp(name, "numFmt") == 0)
		add_format(st, attributes);
	else if (strcmp(name, "cellXfs") == 0)
		st->in_cells = true;
	else if (st->in_cells && strcmp(name, "xf") == 0)
		add_kind(st, attributes);
}

static void XMLCALL
on_end(void *user, const XML_Char *name)
{
	struct styles *st = user;
	if (strcmp(xlsx_local(name), "cellXfs") == 0)
		st->in_cells = false;
}

enum sheet_fault
xlsx_read_styles(struct xlsx *x, const char *part)
{
	struct styles *st = NEW(x->rows->mem, struct styles, 1);
	st->x = x;
	x->kind = NEW(x->rows->mem, unsigned char, KINDS_MAX);
	return xlsx_part(x, part, &(struct xlsx_handlers){ on_start, on_end, NULL, st }, true);
}
