#include "planning/planner_parts.h"

static bool
keeps(struct planner *p, uint32_t person)
{
	uint32_t slot = p->in->now[person];
	if (slot >= p->in->nslots || p->session_of[slot] == PLAN_NONE)
		return false;
	uint32_t session = p->session_of[slot], site = p->in->sessions[session].site;
	struct spot spot = { p->rooms.room_of[session], slot };
	uint32_t number = need_of_person(&p->needs, &p->in->people[person]);
	const struct need *need = &p->needs.list[number];
	if (spot.room == PLAN_NONE || !rooms_suit(&p->rooms, site, need, &spot))
		return false;
	rooms_take(&p->rooms, need, &spot);
	return true;
}

/* In the order of the turns: where places or doses have become fewer, the first keep theirs. */
void
plan_keep(struct planner *p)
{
	for (size_t turn = 0; p->in->now && turn < p->in->npeople; turn++) {
		plan_foresee(p, turn);
		if (keeps(p, p->turns[turn]))
			p->out->slot[p->turns[turn]] = p->in->now[p->turns[turn]];
	}
}

enum plan_change
plan_change(uint32_t before, uint32_t after)
{
	if (before == after)
		return PLAN_SAME;
	if (before == PLAN_NOWHERE)
		return PLAN_NEW;
	return after == PLAN_NOWHERE ? PLAN_LOST : PLAN_MOVED;
}
