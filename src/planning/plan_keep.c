#include "planning/plan_keep.h"

#include "base/clock.h"
#include "plan_keep_sql.h"

const char *const plan_why_names[PLAN_WHYS] = {
	[PLAN_PLACED] = "placed",           [PLAN_NO_PRODUCT] = "no_product", [PLAN_NO_SESSION] = "no_session",
	[PLAN_NO_HOSPITAL] = "no_hospital", [PLAN_NO_DOSES] = "no_doses",     [PLAN_NO_ROOM] = "no_room"
};
const char *const plan_change_names[PLAN_CHANGES] = {
	[PLAN_SAME] = "same", [PLAN_NEW] = "new", [PLAN_MOVED] = "moved", [PLAN_LOST] = "lost"
};

/* What is being written, and where it stands. */
struct keeping {
	const struct keep_way *way;
	const struct loading *l;
	const struct plan *in;
	const struct plan_result *result;
	int64_t round;
	uint32_t *session_of; /* of each slot */
	int64_t *stock_taken, *session_taken;
	struct plan_figures figures;
	int64_t changes[PLAN_CHANGES], whys[PLAN_WHYS], restricted;
	size_t from, to; /* of the part that is written now */
	size_t more;     /* rows that planned_place_old() found */
};

static const char *
hour(struct ctx *cx, int64_t minutes)
{
	return arena_printf(cx->mem, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

/* ---- sessions and doses ---- */

static enum err
put_session(struct ctx *cx, const struct keeping *k, size_t i)
{
	const struct loading *l = k->l;
	const struct plan_session *s = &l->sessions[i];
	const struct loaded_session *row = &l->session_rows[i];
	char *date = arena_alloc(cx->mem, DATE_SIZE);
	date_format(l->first + s->day, date);
	return db_post(cx, sql_planned_session_put(l->p->unit_id, l->p->id, row->id, l->site_ids[s->site], date,
						   l->products[s->product], or_null(&row->session_id), s->closed,
						   row->by_hand, row->why, k->session_taken[i], k->round));
}

static enum err
put_slots(struct ctx *cx, const struct keeping *k, size_t i)
{
	const struct loading *l = k->l;
	const struct plan_session *s = &l->sessions[i];
	for (uint32_t x = s->slot; x < s->slot + s->nslots; x++)
		TRY(db_post(cx, sql_planned_slot_put(l->p->unit_id, l->p->id, l->session_rows[i].id,
						     hour(cx, l->slots[x].start), hour(cx, l->slot_rows[x].end),
						     l->slot_rows[x].capacity, l->slots[x].capacity,
						     l->slot_rows[x].by_hand, k->result->taken[x], k->round)));
	return OK;
}

static enum err
write_sessions(struct ctx *cx, void *arg)
{
	const struct keeping *k = arg;
	for (size_t i = k->from; i < k->to; i++)
		TRY(put_session(cx, k, i));
	for (size_t i = k->from; i < k->to; i++)
		TRY(put_slots(cx, k, i));
	return OK;
}

static enum err
write_stock(struct ctx *cx, void *arg)
{
	const struct keeping *k = arg;
	const struct loading *l = k->l;
	for (size_t i = k->from; i < k->to; i++) {
		const struct plan_stock *s = &l->stock[i];
		const struct loaded_stock *row = &l->stock_rows[i];
		TRY(db_post(cx, sql_planned_stock_put(l->p->unit_id, l->p->id, l->site_ids[s->site],
						      l->products[s->product], s->pool == PLAN_FIRST ? "first" : "next",
						      row->on_hand, row->promised, row->expiring, row->computed,
						      s->doses, k->stock_taken[i], k->round)));
	}
	return OK;
}

/* ---- people ---- */

/* The place in force; NULL where there is none. */
static const struct held *
in_force(const struct keeping *k, size_t i)
{
	const struct held *h = k->l->who[i].held ? &k->l->held[k->l->who[i].held - 1] : NULL;
	return h && h->appointment_id ? h : NULL;
}

/* What publishing does about a person. By the rows, since a place chosen by hand is `now` for the planner and no place in force. */
static enum plan_change
change_of(const struct keeping *k, size_t i)
{
	const struct held *was = in_force(k, i);
	uint32_t slot = k->result->slot[i];
	if (slot == PLAN_NOWHERE)
		return was ? PLAN_LOST : PLAN_SAME;
	if (!was)
		return PLAN_NEW;
	bool same = k->l->session_rows[k->session_of[slot]].id == was->session_id &&
		    k->l->slots[slot].start == (uint16_t)was->slot;
	return same ? PLAN_SAME : PLAN_MOVED;
}

static enum err
put_person(struct ctx *cx, const struct keeping *k, size_t i)
{
	const struct loading *l = k->l;
	const struct loaded_person *who = &l->who[i];
	const struct held *was = in_force(k, i);
	uint32_t slot = k->result->slot[i];
	bool placed = slot != PLAN_NOWHERE;
	enum plan_change change = change_of(k, i);
	const int64_t *next = placed ? &l->session_rows[k->session_of[slot]].id : NULL;
	const char *what = change == PLAN_SAME && !placed ? (who->out ? "out" : "nowhere") : plan_change_names[change];
	const char *why = placed            ? NULL
			  : who->out        ? "out"
			  : who->restricted ? WHY_RESTRICTED
					    : plan_why_names[k->result->why[i]];
	return db_post(cx, sql_planned_place_put(l->p->unit_id, l->p->id, who->id, l->units[l->people[i].commune].id,
						 who->registration_id, who->dose_number, l->groups[who->group],
						 was ? &was->session_id : NULL, was ? hour(cx, was->slot) : NULL,
						 was ? &was->appointment_id : NULL, next,
						 placed ? hour(cx, l->slots[slot].start) : NULL, why, what,
						 change != PLAN_SAME, who->by_hand && (placed || who->out), k->round));
}

static enum err
write_people(struct ctx *cx, void *arg)
{
	const struct keeping *k = arg;
	for (size_t i = k->from; i < k->to; i++)
		TRY(put_person(cx, k, i));
	return OK;
}

static enum err
forget(struct ctx *cx, void *arg)
{
	struct keeping *k = arg;
	const struct planning *p = k->l->p;
	struct rows old;
	TRY(db_query(cx, sql_planned_place_old(p->unit_id, p->id, k->round, KEEP_ROWS), &old));
	for (size_t i = 0; i < old.n; i++)
		TRY(db_post(cx, sql_planned_place_forget(p->unit_id, p->id, db_cell(&old, i, 0)->i)));
	k->more = old.n;
	return OK;
}

/* ---- figures ---- */

static enum err
put_figure(struct ctx *cx, const struct keeping *k, const char *kind, const char *key, const struct plan_figure *f)
{
	return db_post(cx, sql_planned_figure_put(k->l->p->unit_id, k->l->p->id, kind, key, f->placed, f->nowhere,
						  f->days, f->median, f->p90, f->max, k->round));
}

static enum err
write_communes(struct ctx *cx, void *arg)
{
	const struct keeping *k = arg;
	for (size_t i = k->from; i < k->to; i++) {
		const struct plan_figure *f = &k->figures.communes[i];
		if (f->placed || f->nowhere)
			TRY(put_figure(cx, k, "commune", arena_printf(cx->mem, "%lld", (long long)k->l->units[i].id),
				       f));
	}
	return OK;
}

static enum err
write_figures(struct ctx *cx, void *arg)
{
	const struct keeping *k = arg;
	TRY(put_figure(cx, k, "all", "", &k->figures.all));
	for (size_t i = 0; i < k->l->ngroups; i++)
		TRY(put_figure(cx, k, "group", k->l->groups[i], &k->figures.groups[i]));
	for (size_t i = PLAN_PLACED + 1; i < PLAN_WHYS; i++)
		TRY(put_figure(cx, k, "why", plan_why_names[i],
			       &(struct plan_figure){ .nowhere = (uint32_t)k->whys[i] }));
	TRY(put_figure(cx, k, "why", WHY_RESTRICTED, &(struct plan_figure){ .nowhere = (uint32_t)k->restricted }));
	for (size_t i = 0; i < PLAN_CHANGES; i++)
		TRY(put_figure(cx, k, "change", plan_change_names[i],
			       &(struct plan_figure){ .placed = (uint32_t)k->changes[i] }));
	return OK;
}

/* ---- all of it ---- */

static void
count(struct ctx *cx, struct keeping *k, struct kept *out)
{
	const struct loading *l = k->l;
	k->session_of = NEW(cx->mem, uint32_t, l->nslots + 1);
	k->session_taken = NEW(cx->mem, int64_t, l->nsessions + 1);
	k->stock_taken = NEW(cx->mem, int64_t, l->nstock + 1);
	/* stock rows are in the order of the sites: the first of each */
	size_t *first = NEW(cx->mem, size_t, l->nsites + 1);
	for (size_t i = l->nstock; i-- > 0;)
		first[l->stock[i].site] = i;
	for (size_t i = 0; i < l->nsessions; i++)
		for (uint32_t x = 0; x < l->sessions[i].nslots; x++)
			k->session_of[l->sessions[i].slot + x] = (uint32_t)i;
	for (size_t i = 0; i < l->npeople; i++) {
		uint32_t slot = k->result->slot[i];
		k->changes[change_of(k, i)]++;
		k->whys[k->result->why[i]] += !l->who[i].out && !l->who[i].restricted;
		k->restricted += !l->who[i].out && l->who[i].restricted;
		if (slot == PLAN_NOWHERE)
			continue;
		const struct plan_session *s = &l->sessions[k->session_of[slot]];
		k->session_taken[k->session_of[slot]]++;
		for (size_t x = first[s->site]; x < l->nstock && l->stock[x].site == s->site; x++)
			k->stock_taken[x] += l->stock[x].product == s->product && l->stock[x].pool == l->people[i].pool;
		out->placed++;
	}
	out->changed = k->changes[PLAN_NEW] + k->changes[PLAN_MOVED] + k->changes[PLAN_LOST];
}

static enum err
in_parts(struct ctx *cx, struct keeping *k, size_t n, size_t step, enum err (*run)(struct ctx *, void *), int64_t done,
	 int64_t total)
{
	for (k->from = 0; k->from < n; k->from = k->to) {
		k->to = k->from + step < n ? k->from + step : n;
		TRY(k->way->write(cx, k->way->arg, run, k, done + (int64_t)k->from, total));
	}
	return OK;
}

static enum err
compute_figures(struct ctx *cx, struct keeping *k)
{
	const struct loading *l = k->l;
	int32_t *registered = NEW(cx->mem, int32_t, l->npeople + 1);
	uint8_t *group = NEW(cx->mem, uint8_t, l->npeople + 1);
	for (size_t i = 0; i < l->npeople; i++) {
		registered[i] = l->who[i].registered;
		group[i] = l->who[i].group;
	}
	return plan_figures(cx, k->in, k->result, registered, group, l->ngroups, &k->figures);
}

enum err
plan_result_keep(struct ctx *cx, const struct keep_way *way, const struct loading *l, const struct plan *in,
		 const struct plan_result *result, int64_t round, struct kept *out)
{
	struct keeping k = { .way = way, .l = l, .in = in, .result = result, .round = round };
	int64_t sessions = (int64_t)l->nsessions, total = sessions + (int64_t)(l->nstock + l->npeople);
	*out = (struct kept){ 0 };
	count(cx, &k, out);
	TRY(compute_figures(cx, &k));
	TRY(in_parts(cx, &k, l->nsessions, KEEP_ROWS / 10, write_sessions, 0, total));
	TRY(in_parts(cx, &k, l->nstock, KEEP_ROWS, write_stock, sessions, total));
	TRY(in_parts(cx, &k, l->npeople, KEEP_ROWS, write_people, total - (int64_t)l->npeople, total));
	do
		TRY(way->write(cx, way->arg, forget, &k, total, total));
	while (k.more == KEEP_ROWS);
	TRY(in_parts(cx, &k, l->ncommunes, KEEP_ROWS, write_communes, total, total));
	return way->write(cx, way->arg, write_figures, &k, total, total);
}
