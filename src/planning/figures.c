#include "planning/planner_parts.h"

enum { REGISTERED_MAX = 1000000 /* days before or after the plan's first */, BIAS = 2 * REGISTERED_MAX };

struct figuring {
	const struct plan *in;
	const struct plan_result *result;
	const int32_t *registered;
	const uint8_t *group;
	const uint32_t *session_of;
	uint64_t *keys; /* whose << 32 | wait + BIAS */
	uint32_t *rest; /* what plan_sort() sorts along, of no use here */
};

static enum err
check(struct ctx *cx, const struct figuring *f, size_t ngroups)
{
	if (ngroups > PLAN_GROUPS_MAX)
		return plan_bad(cx, "groups", ngroups, "count");
	for (size_t i = 0; i < f->in->npeople; i++) {
		uint32_t slot = f->result->slot[i];
		if (f->registered[i] < -REGISTERED_MAX || f->registered[i] > REGISTERED_MAX)
			return plan_bad(cx, "people", i, "registered");
		if (f->group && f->group[i] >= ngroups)
			return plan_bad(cx, "people", i, "group");
		if (slot != PLAN_NOWHERE && (slot >= f->in->nslots || f->session_of[slot] == PLAN_NONE))
			return plan_bad(cx, "people", i, "slot");
	}
	return OK;
}

enum by { BY_NOTHING, BY_COMMUNE, BY_GROUP };

static uint32_t
key_of(const struct figuring *f, enum by by, size_t person)
{
	return by == BY_COMMUNE ? f->in->people[person].commune : by == BY_GROUP ? f->group[person] : 0;
}

static int32_t
wait_of(uint64_t key)
{
	return (int32_t)((uint32_t)key - BIAS);
}

/* waits: n keys of one commune or group, ascending. */
static void
describe(const uint64_t *waits, size_t n, struct plan_figure *figure)
{
	figure->placed = (uint32_t)n;
	for (size_t i = 0; i < n; i++)
		figure->days += wait_of(waits[i]);
	figure->median = wait_of(waits[(n + 1) / 2 - 1]);
	figure->p90 = wait_of(waits[(n * 9 + 9) / 10 - 1]);
	figure->max = wait_of(waits[n - 1]);
}

static void
figure_by(const struct figuring *f, enum by by, struct plan_figure *figures)
{
	size_t n = 0, end;
	for (size_t i = 0; i < f->in->npeople; i++) {
		uint32_t slot = f->result->slot[i], key = key_of(f, by, i);
		if (slot == PLAN_NOWHERE) {
			figures[key].nowhere++;
			continue;
		}
		int32_t wait = f->in->sessions[f->session_of[slot]].day - f->registered[i];
		f->keys[n++] = (uint64_t)key << 32 | (uint32_t)(wait + BIAS);
	}
	plan_sort(f->keys, f->rest, n);
	for (size_t from = 0; from < n; from = end) {
		for (end = from + 1; end < n && f->keys[end] >> 32 == f->keys[from] >> 32;)
			end++;
		describe(&f->keys[from], end - from, &figures[f->keys[from] >> 32]);
	}
}

static enum err
figure(struct ctx *cx, struct arena *mem, struct figuring *f, size_t ngroups, struct plan_figures *out)
{
	uint32_t *session_of;
	TRY(plan_check(cx, mem, f->in, &session_of));
	f->session_of = session_of;
	TRY(check(cx, f, ngroups));
	f->keys = NEW(mem, uint64_t, f->in->npeople);
	f->rest = NEW(mem, uint32_t, f->in->npeople);
	*out = (struct plan_figures){ .communes = NEW(cx->mem, struct plan_figure, f->in->ncommunes),
				      .groups = NEW(cx->mem, struct plan_figure, ngroups) };
	figure_by(f, BY_NOTHING, &out->all);
	figure_by(f, BY_COMMUNE, out->communes);
	if (f->group)
		figure_by(f, BY_GROUP, out->groups);
	return OK;
}

enum err
plan_figures(struct ctx *cx, const struct plan *in, const struct plan_result *result, const int32_t *registered,
	     const uint8_t *group, size_t ngroups, struct plan_figures *out)
{
	struct figuring f = { .in = in, .result = result, .registered = registered, .group = group };
	struct arena *mem = arena_new();
	enum err err = figure(cx, mem, &f, ngroups, out);
	arena_free(mem);
	return err;
}
