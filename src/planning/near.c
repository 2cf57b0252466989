#include "planning/planner_parts.h"

#include <stdlib.h>

struct candidate {
	uint64_t distance; /* squared; UNKNOWN */
	uint32_t site;
};
#define UNKNOWN UINT64_MAX

/* Sites of one commune are neighbours in by_place, so are the communes of a district and the districts of a province. */
static int
by_place(const struct plan *in, uint32_t a, uint32_t b)
{
	const struct plan_commune *x = &in->communes[in->sites[a].commune], *y = &in->communes[in->sites[b].commune];
	if (x->province != y->province)
		return x->province < y->province ? -1 : 1;
	if (x->district != y->district)
		return x->district < y->district ? -1 : 1;
	if (x != y)
		return x < y ? -1 : 1;
	return a < b ? -1 : a > b;
}

static int
compare_places(const void *a, const void *b, void *in)
{
	return by_place(in, *(const uint32_t *)a, *(const uint32_t *)b);
}

static void
extend(struct span *span, uint32_t at)
{
	if (!span->n)
		span->from = at;
	span->n++;
}

void
near_init(struct near *near, struct arena *mem, const struct plan *in)
{
	*near = (struct near){ .in = in,
			       .mem = mem,
			       .by_place = NEW(mem, uint32_t, in->nsites),
			       .communes = NEW(mem, struct span, in->ncommunes),
			       .districts = NEW(mem, struct span, in->ndistricts),
			       .provinces = NEW(mem, struct span, in->nprovinces),
			       .lists = NEW(mem, struct near_list, in->ncommunes) };
	for (uint32_t i = 0; i < in->nsites; i++)
		near->by_place[i] = i;
	qsort_r(near->by_place, in->nsites, sizeof *near->by_place, compare_places, (void *)(uintptr_t)in);
	for (uint32_t at = 0; at < in->nsites; at++) {
		uint32_t commune = in->sites[near->by_place[at]].commune;
		extend(&near->communes[commune], at);
		extend(&near->districts[in->communes[commune].district], at);
		extend(&near->provinces[in->communes[commune].province], at);
	}
	for (uint32_t i = 0; i < in->ncommunes; i++) {
		uint32_t own = near->communes[i].n, district = near->districts[in->communes[i].district].n,
			 province = near->provinces[in->communes[i].province].n;
		near->lists[i].n[PLAN_OWN_COMMUNE] = own;
		near->lists[i].n[PLAN_OWN_DISTRICT] = district - own;
		near->lists[i].n[PLAN_OWN_PROVINCE] = province - district;
	}
}

/* In squared millionths of a degree of latitude; never near 2^64 for places on Earth. */
static uint64_t
distance(const struct plan_commune *c, const struct plan_site *s)
{
	if (c->latitude_e6 == PLAN_NO_PLACE || s->latitude_e6 == PLAN_NO_PLACE)
		return UNKNOWN;
	int64_t north = s->latitude_e6 - c->latitude_e6;
	int64_t east = (int64_t)s->longitude_e6 - c->longitude_e6;
	int64_t squared = (int64_t)c->latitude_e6 * c->latitude_e6 / INT64_C(1000000000000);
	int64_t narrower = 1000000 - 148 * squared; /* millionths */
	east = east * narrower / 1000000;
	return (uint64_t)(north * north) + (uint64_t)(east * east);
}

static int
by_distance(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	return x->site < y->site ? -1 : x->site > y->site;
}

/* The sites of a tier: those of its area that are not of the area within. */
static uint32_t
collect(const struct near *near, uint32_t commune, struct span area, struct span within, struct candidate *out)
{
	uint32_t n = 0;
	for (uint32_t at = area.from; at < area.from + area.n; at++) {
		if (at - within.from < within.n)
			continue;
		uint32_t site = near->by_place[at];
		out[n++] = (struct candidate){ distance(&near->in->communes[commune], &near->in->sites[site]), site };
	}
	qsort(out, n, sizeof *out, by_distance);
	return n;
}

static uint32_t *
sort_tier(struct near *near, uint32_t commune, enum plan_reach tier)
{
	const struct plan_commune *c = &near->in->communes[commune];
	const struct span areas[] = { near->communes[commune], near->districts[c->district],
				      near->provinces[c->province] };
	struct span within = tier ? areas[tier - 1] : (struct span){ 0 };
	struct arena *mem = arena_new();
	struct candidate *sorted = NEW(mem, struct candidate, areas[tier].n);
	uint32_t n = collect(near, commune, areas[tier], within, sorted), known = 0;
	while (known < n && sorted[known].distance != UNKNOWN)
		known++;
	uint32_t *list = NEW(near->mem, uint32_t, n), unknown = n - known;
	for (uint32_t i = 0; i < known; i++)
		list[i] = sorted[i].site;
	for (uint32_t i = 0; i < unknown; i++)
		list[known + i] = sorted[known + (i + commune % unknown) % unknown].site;
	arena_free(mem);
	return list;
}

uint32_t
near_count(const struct near *near, uint32_t commune)
{
	uint32_t n = 0;
	for (unsigned tier = 0; tier <= near->in->reach; tier++)
		n += near->lists[commune].n[tier];
	return n;
}

uint32_t
near_site(struct near *near, uint32_t commune, uint32_t at)
{
	struct near_list *list = &near->lists[commune];
	enum plan_reach tier = PLAN_OWN_COMMUNE;
	for (; at >= list->n[tier]; tier++)
		at -= list->n[tier];
	if (!list->tier[tier])
		list->tier[tier] = sort_tier(near, commune, tier);
	return list->tier[tier][at];
}

uint32_t
near_area(const struct near *near, uint32_t commune)
{
	const struct plan_commune *c = &near->in->communes[commune];
	return near->in->reach == PLAN_OWN_PROVINCE   ? c->province
	       : near->in->reach == PLAN_OWN_DISTRICT ? c->district
						      : commune;
}
