#include "country.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

static void
write_profiles(FILE *f, const struct plan *p, const struct plan_result *result)
{
	(void)result;
	for (size_t i = 0; i < p->nprofiles; i++)
		for (int k = 0; k < PLAN_PRODUCTS_MAX; k++) {
			struct plan_window w = p->profiles[i].product[k];
			if (w.from <= w.to)
				fprintf(f, "%zu\t%d\t%d\t%d\n", i, k, w.from, w.to);
		}
}

static void
write_communes(FILE *f, const struct plan *p, const struct plan_result *result)
{
	(void)result;
	for (size_t i = 0; i < p->ncommunes; i++) {
		const struct plan_commune *c = &p->communes[i];
		fprintf(f, "%zu\t%u\t%u\t%d\t%d\n", i, c->district, c->province, c->latitude_e6, c->longitude_e6);
	}
}

static void
write_sites(FILE *f, const struct plan *p, const struct plan_result *result)
{
	(void)result;
	for (size_t i = 0; i < p->nsites; i++) {
		const struct plan_site *s = &p->sites[i];
		fprintf(f, "%zu\t%u\t%d\t%d\t%d\t%d\n", i, s->commune, s->latitude_e6, s->longitude_e6, s->hospital,
			s->closed);
	}
}

static void
write_sessions(FILE *f, const struct plan *p, const struct plan_result *result)
{
	(void)result;
	for (size_t i = 0; i < p->nsessions; i++) {
		const struct plan_session *s = &p->sessions[i];
		fprintf(f, "%zu\t%u\t%u\t%u\t%u\t%u\t%u\t%d\n", i, s->site, s->slot, s->nslots, s->day, s->product,
			s->pools, s->closed);
	}
}

static void
write_slots(FILE *f, const struct plan *p, const struct plan_result *result)
{
	for (size_t i = 0; i < p->nslots; i++)
		fprintf(f, "%zu\t%u\t%u\t%u\n", i, p->slots[i].capacity, p->slots[i].start, result->taken[i]);
}

static void
write_stock(FILE *f, const struct plan *p, const struct plan_result *result)
{
	(void)result;
	for (size_t i = 0; i < p->nstock; i++)
		fprintf(f, "%u\t%u\t%u\t%u\n", p->stock[i].site, p->stock[i].product, p->stock[i].pool,
			p->stock[i].doses);
}

static int64_t
place(uint32_t slot)
{
	return slot == PLAN_NOWHERE ? -1 : slot == PLAN_GONE ? -2 : (int64_t)slot;
}

static void
write_people(FILE *f, const struct plan *p, const struct plan_result *result)
{
	for (size_t i = 0; i < p->npeople; i++) {
		const struct plan_person *x = &p->people[i];
		fprintf(f, "%zu\t%" PRIu64 "\t%u\t%u\t%u\t%u\t%u\t%d\t%" PRId64 "\t%" PRId64 "\t%u\n", i, x->order,
			x->commune, x->profile, x->family, x->pool, x->part, x->hospital,
			place(p->now ? p->now[i] : PLAN_NOWHERE), place(result->slot[i]), result->why[i]);
	}
}

static void
write_sizes(FILE *f, const struct plan *p, const struct plan_result *result)
{
	(void)result;
	fprintf(f, "%u\t%u\t%zu\t%zu\t%zu\t%zu\t%zu\t%zu\t%zu\t%u\t%u\t%u\n", p->days, p->reach, p->npeople,
		p->nprofiles, p->ncommunes, p->nsites, p->nsessions, p->nslots, p->nstock, p->nfamilies, p->ndistricts,
		p->nprovinces);
}

enum err
country_write(struct ctx *cx, const char *dir, const struct plan *plan, const struct plan_result *result)
{
	static const struct {
		const char *name;
		void (*write)(FILE *, const struct plan *, const struct plan_result *);
	} files[] = {
		{ "plan", write_sizes },  { "profiles", write_profiles }, { "communes", write_communes },
		{ "sites", write_sites }, { "sessions", write_sessions }, { "slots", write_slots },
		{ "stock", write_stock }, { "people", write_people },
	};
	mkdir(dir, 0700);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		const char *path = arena_printf(cx->mem, "%s/%s.tsv", dir, files[i].name);
		FILE *f = fopen(path, "w");
		if (!f)
			return fail_internal(cx, "%s: %s", path, strerror(errno));
		files[i].write(f, plan, result);
		bool bad = ferror(f);
		if (fclose(f) != 0 || bad)
			return fail_internal(cx, "%s: %s", path, strerror(errno));
	}
	return OK;
}
