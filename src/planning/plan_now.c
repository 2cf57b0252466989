/* Who has which hour now, and all that was loaded as the planner takes it. */
#include "base/text.h"
#include "planning/plan_load.h"

#include <stdlib.h>

/* A planned session and its index, to be found by its id. */
struct row_index {
	int64_t id;
	size_t index;
};

static int
by_row(const void *a, const void *b)
{
	const struct row_index *x = a, *y = b;
	return (x->id > y->id) - (x->id < y->id);
}

/* The hour of a planned session, as an index; PLAN_GONE where there is none any more. */
static uint32_t
slot_index(const struct loading *l, const struct row_index *ids, int64_t session_id, int16_t start)
{
	const struct row_index key = { .id = session_id };
	const struct row_index *found = bsearch(&key, ids, l->nsessions, sizeof *ids, by_row);
	if (!found)
		return PLAN_GONE;
	const struct plan_session *s = &l->sessions[found->index];
	for (uint32_t i = s->slot; i < s->slot + s->nslots; i++)
		if (l->slots[i].start == start)
			return i;
	return PLAN_GONE;
}

static void
fill_now(struct loading *l)
{
	struct row_index *ids = NEW(l->mem, struct row_index, l->nsessions + 1);
	l->now = NEW(l->mem, uint32_t, l->npeople + 1);
	for (size_t i = 0; i < l->nsessions; i++)
		ids[i] = (struct row_index){ l->session_rows[i].id, i };
	qsort(ids, l->nsessions, sizeof *ids, by_row);
	for (size_t i = 0; i < l->npeople; i++) {
		const struct held *h = l->who[i].held ? &l->held[l->who[i].held - 1] : NULL;
		l->now[i] = !h || l->who[i].out ? PLAN_NOWHERE
			    : h->chosen_id      ? slot_index(l, ids, h->chosen_id, h->chosen_slot)
			    : h->session_id     ? slot_index(l, ids, h->session_id, h->slot)
						: PLAN_NOWHERE;
	}
}

struct plan
load_input(struct loading *l)
{
	const char *reach = l->p->reach;
	fill_now(l);
	struct plan in = { .days = l->days,
			   .reach = is(reach, "commune")    ? PLAN_OWN_COMMUNE
				    : is(reach, "district") ? PLAN_OWN_DISTRICT
							    : PLAN_OWN_PROVINCE,
			   .people = l->people,
			   .npeople = l->npeople,
			   .now = l->now,
			   .communes = l->communes,
			   .sites = l->sites,
			   .sessions = l->sessions,
			   .slots = l->slots,
			   .stock = l->stock,
			   .ncommunes = l->ncommunes,
			   .nsites = l->nsites,
			   .nsessions = l->nsessions,
			   .nslots = l->nslots,
			   .nstock = l->nstock,
			   .nfamilies = l->nfamilies,
			   .ndistricts = l->ndistricts,
			   .nprovinces = l->nprovinces };
	in.profiles = profiles_all(l->profiles, &in.nprofiles);
	return in;
}
