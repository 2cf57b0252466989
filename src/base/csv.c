#include "base/csv.h"

#include "base/embed.h"

#include <assert.h>

static const char *
read_field(struct csv *csv)
{
	const char *p = csv->at;
	char *out, *w;
	if (*p != '"') {
		size_t n = strcspn(p, ",\r\n");
		csv->at = p + n;
		return arena_strndup(csv->mem, p, n);
	}
	out = w = arena_alloc(csv->mem, strcspn(p, "\n") + 2);
	for (p++; *p && *p != '\n'; p++) {
		if (*p == '"' && *++p != '"')
			break;
		*w++ = *p;
	}
	*w = 0;
	csv->at = p;
	return out;
}

bool
csv_next(struct csv *csv)
{
	while (*csv->at == '#' || *csv->at == '\n' || *csv->at == '\r')
		csv->at += strcspn(csv->at, "\n") + (csv->at[strcspn(csv->at, "\n")] != 0);
	if (!*csv->at)
		return false;
	csv->n = 0;
	for (;;) {
		assert(csv->n < CSV_FIELDS_MAX);
		csv->fields[csv->n++] = read_field(csv);
		if (*csv->at != ',')
			break;
		csv->at++;
	}
	csv->at += strcspn(csv->at, "\n");
	if (*csv->at)
		csv->at++;
	return true;
}

struct csv
csv_open(struct arena *mem, const char *embedded_path)
{
	const struct embedded *f = embedded_find(embedded_path);
	assert(f);
	struct csv csv = { .mem = mem, .at = f->bytes };
	bool any = csv_next(&csv);
	assert(any);
	memcpy(csv.names, csv.fields, sizeof csv.names);
	return csv;
}

const char *
csv_field(const struct csv *csv, const char *name)
{
	for (int i = 0; i < CSV_FIELDS_MAX && csv->names[i]; i++)
		if (strcmp(csv->names[i], name) == 0)
			return i < csv->n ? csv->fields[i] : "";
	assert(!"the table has no such column");
	return "";
}
