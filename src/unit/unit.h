/* unit.h - administrative units and vaccination sites: one tree, in force at dates.
 *
 * nation > province > district > commune > site. The set of July 2021 has three levels below the nation, that of
 * July 2025 has provinces that took over older ones (Resolution 202/2025/QH15, Decision 19/2025/QĐ-TTg). */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"

enum { UNIT_PAGE = 100, SITE_TABLES_MAX = 200, SITE_CAPACITY_MAX = 100000 };
#define UNIT_NATION_CODE "VN"
/* Kind of a "site" that is a store and nothing else, between the nation's and the provinces' (Pasteur institutes, NIHE). */
#define UNIT_REGIONAL_STORE "regional_store"
/* Addresses, sites and lists stand on the three-tier set of July 2021 until communes of 2025 are shipped. */
#define UNIT_ADDRESS_SET_ON "2021-07-10"

struct unit {
	int64_t id;
	const char *code, *level, *kind, *name, *name_en;
	int64_t parent_id;
	const char *path; /* ids from the nation down, "/1/22/" */
	const char *valid_from, *valid_to;
	int64_t tables, capacity; /* sites */
	const char *in_charge, *phone;
	int64_t latitude_e6, longitude_e6;
	int64_t population, adults;
};
extern const struct fields unit_fields;

/* Which units a list holds. NULL and 0 mean any. */
struct unit_filter {
	const char *level;
	int64_t parent_id;
	const char *q;    /* name in any spelling, or the beginning of a code */
	const char *on;   /* in force on that day; NULL: today */
	int64_t after_id; /* the page after this one */
	int64_t limit;
};
extern const struct fields unit_filter_fields;

/* What a new or changed site says of itself. */
struct site_in {
	const char *code, *kind, *name, *in_charge, *phone;
	int64_t tables, capacity, latitude_e6, longitude_e6;
};
extern const struct fields site_in_fields;

/* ERR_NOT_FOUND unit.unknown. */
enum err unit_get(struct ctx *cx, int64_t id, struct unit *out) MUST_CHECK;
/* The unit of that level and code in force on a day (NULL: today); *found is false if there is none. */
enum err unit_by_code(struct ctx *cx, const char *level, const char *code, const char *on, struct unit *out,
		      bool *found) MUST_CHECK;
enum err unit_list(struct ctx *cx, const struct unit_filter *filter, struct unit **out, size_t *n) MUST_CHECK;
/* The units above, from the nation down to the parent. */
enum err unit_ancestors(struct ctx *cx, const struct unit *unit, struct unit **out, size_t *n) MUST_CHECK;

/* Where the paths of a unit and of everything below it end: each is >= path and < this. In mem. */
const char *unit_path_end(struct arena *mem, const char *path);
/* Is below the same as upper or below it? A province of 2025 covers the provinces that it took over. */
enum err unit_covers(struct ctx *cx, const struct unit *upper, const struct unit *below, bool *covers) MUST_CHECK;

/* Makes a site below parent. ERR_CONFLICT site.code_taken when another site has the code. */
enum err site_create(struct ctx *cx, const struct unit *parent, const struct site_in *in, struct unit *out) MUST_CHECK;
/* Changes what is present in has. */
enum err site_update(struct ctx *cx, const struct unit *site, const struct site_in *in, uint64_t has,
		     struct unit *out) MUST_CHECK;
/* Notes a further name of a site. */
enum err site_alias(struct ctx *cx, int64_t site_id, const char *name) MUST_CHECK;

/* Loads the nation and the sets of 2021 and 2025 from the data that the program carries; does nothing when they are
 * there. Part of `migrate`. */
enum err unit_seed(struct ctx *cx) MUST_CHECK;

#endif
