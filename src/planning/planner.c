#include "planning/planner_parts.h"

static uint32_t *
turns(struct arena *mem, const struct plan *in)
{
	uint32_t *list = NEW(mem, uint32_t, in->npeople);
	struct arena *brief = arena_new();
	uint64_t *keys = NEW(brief, uint64_t, in->npeople);
	for (size_t i = 0; i < in->npeople; i++)
		keys[i] = in->people[i].order;
	plan_sort(keys, list, in->npeople);
	arena_free(brief);
	return list;
}

static void
count(const struct plan *in, struct plan_result *out)
{
	for (size_t i = 0; i < in->npeople; i++) {
		out->whys[out->why[i]]++;
		out->changes[plan_change(in->now ? in->now[i] : PLAN_NOWHERE, out->slot[i])]++;
		if (out->slot[i] != PLAN_NOWHERE)
			out->taken[out->slot[i]]++;
	}
}

static enum err
make(struct ctx *cx, struct arena *mem, const struct plan *in, struct plan_result *out)
{
	struct planner p = { .in = in, .out = out };
	uint32_t *session_of;
	TRY(plan_check(cx, mem, in, &session_of));
	*out = (struct plan_result){ .slot = NEW(cx->mem, uint32_t, in->npeople),
				     .why = NEW(cx->mem, uint8_t, in->npeople),
				     .taken = NEW(cx->mem, uint16_t, in->nslots) };
	for (size_t i = 0; i < in->npeople; i++)
		out->slot[i] = PLAN_NOWHERE;
	p.session_of = session_of;
	p.turns = turns(mem, in);
	near_init(&p.near, mem, in);
	needs_init(&p.needs, mem, in);
	marks_init(&p.tried, mem);
	marks_init(&p.exhausted, mem);
	marks_init(&p.whys, mem);
	rooms_init(&p.rooms, mem, in);
	plan_keep(&p);
	plan_place(&p, mem);
	plan_reasons(&p);
	count(in, out);
	return OK;
}

enum err
plan_make(struct ctx *cx, const struct plan *in, struct plan_result *out)
{
	struct arena *mem = arena_new();
	enum err err = make(cx, mem, in, out);
	arena_free(mem);
	return err;
}
