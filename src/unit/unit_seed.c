/* The units that the program carries: data/units-2021.csv (made from npm @natpkg/vn-local at build time),
 * data/provinces-2021.csv, data/provinces-2025.csv, data/province-successors-2025.csv. */
#include "base/csv.h"
#include "base/fold.h"
#include "base/id.h"
#include "unit/unit.h"
#include "unit_sql.h"

#include <stdlib.h>

#define SET_2021 "2021-01-01"
#define SET_2021_END "2025-06-30"
#define SET_2025 "2025-07-01" /* Resolution 202/2025/QH15 */

enum { PARENTS_MAX = 1024 };

/* Parents are provinces and districts; their codes are unique within the level. */
struct parent {
	const char *level, *code, *path;
	int64_t id;
};
struct parents {
	struct parent list[PARENTS_MAX];
	size_t n;
};

static const struct parent *
find_parent(const struct parents *parents, const char *level, const char *code)
{
	for (size_t i = 0; i < parents->n; i++)
		if (strcmp(parents->list[i].code, code) == 0 && strcmp(parents->list[i].level, level) == 0)
			return &parents->list[i];
	return NULL;
}

struct seed {
	const char *code, *level, *kind, *name, *name_en, *valid_from, *valid_to;
	const struct parent *above;
	int64_t population, adults;
};

static enum err
insert(struct ctx *cx, const struct seed *s, struct parent *out)
{
	int64_t id = id_next(cx->now);
	const char *path = arena_printf(cx->mem, "%s%lld/", s->above ? s->above->path : "/", (long long)id);
	*out = (struct parent){ s->level, s->code, path, id };
	return db_post(cx,
		       sql_unit_insert(id, s->code, s->level, s->kind, s->name, s->name_en, fold_key(cx->mem, s->name),
				       s->above ? &s->above->id : NULL, path, s->valid_from, s->valid_to, 0, 0, NULL,
				       NULL, NULL, NULL, s->population ? &s->population : NULL,
				       s->adults ? &s->adults : NULL, cx->now));
}

/* English names and populations of the provinces, by code. */
static void
province_facts(struct ctx *cx, struct seed *s)
{
	struct csv csv = csv_open(cx->mem, "data/provinces-2021.csv");
	while (csv_next(&csv))
		if (strcmp(csv_field(&csv, "code"), s->code) == 0) {
			s->name_en = csv_field(&csv, "name_en");
			s->population = atoll(csv_field(&csv, "population_2020_gso"));
			s->adults = atoll(csv_field(&csv, "adults_portal_2021_12"));
			return;
		}
}

static enum err
seed_2021(struct ctx *cx, const struct parent *nation, struct parents *parents)
{
	struct csv csv = csv_open(cx->mem, "data/units-2021.csv");
	while (csv_next(&csv)) {
		const char *level = csv_field(&csv, "level");
		bool province = strcmp(level, "province") == 0, district = strcmp(level, "district") == 0;
		struct seed s = { .code = csv_field(&csv, "code"),
				  .level = level,
				  .kind = csv_field(&csv, "kind"),
				  .name = csv_field(&csv, "name"),
				  .valid_from = SET_2021,
				  .valid_to = SET_2021_END };
		s.above = province ? nation
				   : find_parent(parents, district ? "province" : "district",
						 csv_field(&csv, "parent_code"));
		if (!s.above)
			return fail_internal(cx, "units-2021.csv: %s %s has no parent", level, s.code);
		if (province)
			province_facts(cx, &s);
		struct parent made;
		TRY(insert(cx, &s, &made));
		if ((province || district) && parents->n < PARENTS_MAX)
			parents->list[parents->n++] = made;
	}
	return OK;
}

static enum err
seed_2025(struct ctx *cx, const struct parent *nation, const struct parents *parents)
{
	struct parents *later = NEW(cx->mem, struct parents, 1);
	struct csv csv = csv_open(cx->mem, "data/provinces-2025.csv");
	while (csv_next(&csv)) {
		struct seed s = { .code = csv_field(&csv, "code"),
				  .level = "province",
				  .kind = csv_field(&csv, "type"),
				  .name = csv_field(&csv, "name_vi"),
				  .name_en = csv_field(&csv, "name_en"),
				  .valid_from = SET_2025,
				  .above = nation };
		TRY(insert(cx, &s, &later->list[later->n++]));
	}
	csv = csv_open(cx->mem, "data/province-successors-2025.csv");
	while (csv_next(&csv)) {
		const struct parent *old = find_parent(parents, "province", csv_field(&csv, "old_code"));
		const struct parent *new = find_parent(later, "province", csv_field(&csv, "new_code"));
		if (!old || !new)
			return fail_internal(cx, "province-successors-2025.csv: unknown code");
		TRY(db_post(cx, sql_unit_successor_insert(old->id, new->id, SET_2025)));
	}
	return OK;
}

enum err
unit_seed(struct ctx *cx)
{
	int64_t n;
	TRY(db_number(cx, sql_unit_count(), 0, &n));
	if (n)
		return OK;
	struct parents *parents = NEW(cx->mem, struct parents, 1);
	struct parent nation;
	TRY(insert(cx,
		   &(struct seed){ .code = UNIT_NATION_CODE,
				   .level = "nation",
				   .kind = "nation",
				   .name = "Việt Nam",
				   .name_en = "Viet Nam",
				   .valid_from = SET_2021 },
		   &nation));
	TRY(seed_2021(cx, &nation, parents));
	return seed_2025(cx, &nation, parents);
}
