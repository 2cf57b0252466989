/* embed.h - files that live inside the program: schema, reference data, pages. */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include <stddef.h>

struct embedded {
	const char *path;  /* as in the source tree: "schema/0001_base.sql", "data/products.csv", "web/station.js" */
	const char *bytes; /* a NUL follows */
	size_t n;
};
extern const struct embedded embedded_files[]; /* sorted by path; ends with path NULL */

/* The file of that path, or NULL. */
const struct embedded *embedded_find(const char *path);

#endif
