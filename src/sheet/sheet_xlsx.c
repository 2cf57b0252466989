#include "sheet/sheet_xlsx.h"

#include <stdlib.h>
#include <string.h>

void
xlsx_stop(struct xlsx *x, enum sheet_fault fault, int64_t row, int64_t column)
{
	rows_fault(x->rows, fault, row, column, NULL);
	XML_StopParser(x->parser, XML_FALSE);
}

const char *
xlsx_local(const char *name)
{
	const char *colon = strrchr(name, ':');
	return colon ? colon + 1 : name;
}

const char *
xlsx_attribute(const XML_Char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2)
		if (strcmp(xlsx_local(attributes[i]), name) == 0)
			return attributes[i + 1];
	return NULL;
}

bool
xlsx_number(const char *text, int64_t max, int64_t *out)
{
	if (!text || !*text)
		return false;
	int64_t v = 0;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		v = v * 10 + (*text - '0');
		if (v > max)
			return false;
	}
	*out = v;
	return true;
}

bool
xlsx_true(const char *text)
{
	return text && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0 || strcmp(text, "on") == 0);
}

/* No workbook has a document type; entities are how XML is made to explode. */
static void XMLCALL
on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	xlsx_stop(*(struct xlsx **)user, SHEET_DAMAGED, 0, 0);
}

/* Unpacked bytes against the limits. The packed size is the archive's own word, but libzip reads no more than that. */
static bool
bomb(const struct xlsx *x, uint64_t plain, uint64_t packed)
{
	return x->plain > SHEET_PLAIN_MAX ||
	       (plain > SHEET_RATIO_FROM && plain / (packed ? packed : 1) > SHEET_RATIO_MAX);
}

static enum sheet_fault
feed(struct xlsx *x, zip_file_t *file, uint64_t packed)
{
	enum { CHUNK = 1 << 16 };
	uint64_t plain = 0;
	for (;;) {
		void *into = XML_GetBuffer(x->parser, CHUNK);
		if (!into)
			return rows_fault(x->rows, SHEET_CRASHED, 0, 0, NULL);
		zip_int64_t got = zip_fread(file, into, CHUNK);
		if (got < 0)
			return rows_fault(x->rows, SHEET_DAMAGED, 0, 0, NULL);
		plain += (uint64_t)got;
		x->plain += got;
		if (bomb(x, plain, packed))
			return rows_fault(x->rows, SHEET_BOMB, 0, 0, NULL);
		if (XML_ParseBuffer(x->parser, (int)got, got == 0) != XML_STATUS_OK)
			return rows_fault(x->rows, SHEET_DAMAGED, 0, 0, NULL);
		if (got == 0)
			return SHEET_FINE;
	}
}

static enum sheet_fault
parse(struct xlsx *x, zip_file_t *file, uint64_t packed, const struct xlsx_handlers *h)
{
	x->parser = XML_ParserCreate(NULL);
	if (!x->parser)
		return rows_fault(x->rows, SHEET_CRASHED, 0, 0, NULL);
	XML_SetUserData(x->parser, h->user);
	XML_SetElementHandler(x->parser, h->start, h->end);
	XML_SetCharacterDataHandler(x->parser, h->text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	enum sheet_fault fault = feed(x, file, packed);
	XML_ParserFree(x->parser);
	x->parser = NULL;
	return fault;
}

enum sheet_fault
xlsx_part(struct xlsx *x, const char *name, const struct xlsx_handlers *h, bool optional)
{
	zip_int64_t index = zip_name_locate(x->zip, name, ZIP_FL_NOCASE);
	zip_stat_t st;
	if (index < 0)
		return optional ? SHEET_FINE : rows_fault(x->rows, SHEET_DAMAGED, 0, 0, NULL);
	if (zip_stat_index(x->zip, (zip_uint64_t)index, 0, &st) != 0)
		return rows_fault(x->rows, SHEET_DAMAGED, 0, 0, NULL);
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
		return rows_fault(x->rows, SHEET_ENCRYPTED, 0, 0, NULL);
	zip_file_t *file = zip_fopen_index(x->zip, (zip_uint64_t)index, 0);
	if (!file)
		return rows_fault(x->rows, SHEET_DAMAGED, 0, 0, NULL);
	enum sheet_fault fault = parse(x, file, st.valid & ZIP_STAT_COMP_SIZE ? st.comp_size : 0, h);
	zip_fclose(file);
	return fault;
}
