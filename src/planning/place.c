#include "planning/planner_parts.h"

/* Those of each family who wait, in their order. */
struct families {
	uint32_t *from; /* per family, where its members begin; one more at the end */
	uint32_t *members;
};

static void
gather(const struct planner *p, struct arena *mem, struct families *f)
{
	uint32_t n = p->in->nfamilies;
	f->from = NEW(mem, uint32_t, (size_t)n + 2);
	for (size_t i = 0; i < p->in->npeople; i++)
		if (p->in->people[i].family && p->out->slot[i] == PLAN_NOWHERE)
			f->from[p->in->people[i].family + 1]++;
	for (uint32_t i = 1; i <= n; i++)
		f->from[i + 1] += f->from[i];
	f->members = NEW(mem, uint32_t, f->from[n + 1]);
	for (size_t turn = 0; turn < p->in->npeople; turn++) {
		uint32_t person = p->turns[turn], family = p->in->people[person].family;
		if (family && p->out->slot[person] == PLAN_NOWHERE)
			f->members[f->from[family]++] = person;
	}
	/* each from[] has moved to its end, which is the beginning of the next */
	memmove(f->from + 1, f->from, (n + 1) * sizeof *f->from);
	f->from[0] = 0;
}

static bool
look_at(struct planner *p, const struct plan_person *who, uint32_t at, uint32_t number, struct spot *spot)
{
	p->out->looks++;
	return rooms_find(&p->rooms, near_site(&p->near, who->commune, at), &p->needs.list[number], who->part, spot);
}

/* The first spot that suits, by the person's nearness and wish. Places and doses only become fewer, so a site that could not
 * take a need once never can again: for each commune and need the search goes on where the last one ended, and what was in
 * vain for one commune is in vain for all that have the same sites within reach. */
static bool
seek(struct planner *p, const struct plan_person *who, uint32_t number, struct spot *spot)
{
	uint32_t end = near_count(&p->near, who->commune), area = near_area(&p->near, who->commune);
	uint32_t *tried = mark(&p->tried, who->commune, number);
	if (*tried < end && look_at(p, who, *tried, number, spot))
		return true;
	if (*mark(&p->exhausted, area, number))
		*tried = end;
	while (*tried < end && ++*tried < end)
		if (look_at(p, who, *tried, number, spot))
			return true;
	*mark(&p->exhausted, area, number) = 1;
	return false;
}

static bool
place_together(struct planner *p, const uint32_t *members, uint32_t n)
{
	uint32_t number =
		n == 1 ? need_of_person(&p->needs, &p->in->people[*members]) : need_of_family(&p->needs, members, n);
	struct spot spot;
	if (!seek(p, &p->in->people[*members], number, &spot))
		return false;
	rooms_take(&p->rooms, &p->needs.list[number], &spot);
	for (uint32_t m = 0; m < n; m++)
		p->out->slot[members[m]] = spot.slot;
	return true;
}

/* At the turn of the first who waits. */
static bool
place_family(struct planner *p, const struct families *f, uint32_t person)
{
	uint32_t family = p->in->people[person].family;
	if (!family)
		return false;
	const uint32_t *members = &f->members[f->from[family]];
	uint32_t n = f->from[family + 1] - f->from[family];
	return n > 1 && n <= PLAN_FAMILY_MAX && *members == person && place_together(p, members, n);
}

void
plan_place(struct planner *p, struct arena *mem)
{
	struct families f;
	gather(p, mem, &f);
	for (size_t turn = 0; turn < p->in->npeople; turn++) {
		plan_foresee(p, turn);
		uint32_t person = p->turns[turn];
		if (p->out->slot[person] == PLAN_NOWHERE && !place_family(p, &f, person))
			place_together(p, &person, 1);
	}
}
