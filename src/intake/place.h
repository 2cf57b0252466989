/* place.h - all units in memory, for the look-ups of an import: by code, and by names as people write them.
 *
 * An import asks tens of thousands of times where something lies, and the answers hardly change meanwhile. What the
 * current chunk of rows added is pending until its transaction is durable: a chunk may have to run again. */
#ifndef INTAKE_PLACE_H
#define INTAKE_PLACE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum place_level { PLACE_NATION, PLACE_PROVINCE, PLACE_DISTRICT, PLACE_COMMUNE, PLACE_SITE, PLACE__LEVELS };
/* "nation", ...: as in the database. */
extern const char *const place_level_names[PLACE__LEVELS];

struct place {
	int64_t id, parent_id;
	enum place_level level;
	const char *code, *name, *path;
	const char *tone, *key, *bare_tone, *bare_key; /* forms of the name for comparing; NULL for sites */
	uint32_t next_id, next_code, next_name;        /* chains of the look-up tables */
	bool has_children;
};

struct places {
	struct arena *mem;
	struct place **list;
	size_t n, cap;
	size_t pending; /* so many at the end are not committed yet */
	uint32_t *by_id, *by_code, *by_name;
	size_t buckets;
};

/* mem must outlive the places. */
void places_init(struct places *p, struct arena *mem);
/* Texts are copied. Pending until places_commit(). */
const struct place *place_add(struct places *p, const struct place *what);
void places_commit(struct places *p);
/* Forgets what is pending. */
void places_rewind(struct places *p);

/* NULL when there is none. Codes are compared exactly. */
const struct place *place_by_code(const struct places *p, enum place_level level, const char *code);
const struct place *place_by_id(const struct places *p, int64_t id);
/* The unit of that name right below parent, in any common spelling: with or without "Quận", "TP." ..., tones placed either
 * way, without accents. NULL when there is none, or more than one that fits equally well. tmp: for working memory. */
const struct place *place_by_name(const struct places *p, struct arena *tmp, int64_t parent_id, const char *name);
/* The unit of that level above (or at) a place; NULL for none. */
const struct place *place_upper(const struct places *p, const struct place *at, enum place_level level);

/* A code as a list has it, with the zeros that a spreadsheet dropped: "1" -> "01" for a province (2 digits), districts 3,
 * communes 5. */
const char *place_code_whole(struct arena *tmp, enum place_level level, const char *code);

#endif
