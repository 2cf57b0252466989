/* csv.h - reads the reference tables that we ship in data/: comma-separated, "quoted", # comments.
 * Files from outside go through sheet/sheet.h instead. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"

#include <stdbool.h>

enum { CSV_FIELDS_MAX = 32 };

struct csv {
	struct arena *mem;
	const char *at;
	const char *names[CSV_FIELDS_MAX]; /* from the first row */
	const char *fields[CSV_FIELDS_MAX];
	int n;
};

/* Starts to read an embedded file; it must exist. The first row gives the names. */
struct csv csv_open(struct arena *mem, const char *embedded_path);
bool csv_next(struct csv *csv);
/* The field of that name in the current row, "" if it is empty. The name must exist. */
const char *csv_field(const struct csv *csv, const char *name);

#endif
