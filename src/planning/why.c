#include "planning/planner_parts.h"

static enum plan_why
seek_why(struct planner *p, uint32_t commune, const struct need *need)
{
	uint64_t any = 0;
	for (int i = 0; i < PLAN_PRODUCTS_MAX; i++)
		any |= need->days[i];
	enum plan_why most = PLAN_NO_SESSION;
	uint32_t n = any ? near_count(&p->near, commune) : 0;
	for (uint32_t at = 0; at < n && most < PLAN_NO_ROOM; at++) {
		enum plan_why why = rooms_why(&p->rooms, near_site(&p->near, commune, at), need);
		if (most < why)
			most = why;
	}
	return most;
}

static bool
has_product(const struct plan_profile *profile)
{
	for (int i = 0; i < PLAN_PRODUCTS_MAX; i++)
		if (profile->product[i].from <= profile->product[i].to)
			return true;
	return false;
}

static enum plan_why
why(struct planner *p, const struct plan_person *who)
{
	if (!has_product(&p->in->profiles[who->profile]))
		return PLAN_NO_PRODUCT;
	uint32_t number = need_of_person(&p->needs, who);
	uint32_t *known = mark(&p->whys, near_area(&p->near, who->commune), number);
	if (!*known)
		*known = seek_why(p, who->commune, &p->needs.list[number]);
	return *known;
}

/* By the finished plan, so each need has one reason in its area. */
void
plan_reasons(struct planner *p)
{
	for (size_t i = 0; i < p->in->npeople; i++)
		if (p->out->slot[i] == PLAN_NOWHERE)
			p->out->why[i] = (uint8_t)why(p, &p->in->people[i]);
}
