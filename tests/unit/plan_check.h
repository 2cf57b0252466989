/* plan_check.h - judges a plan by other means than the planner's: the naive search, in full.
 *
 * It shares nothing with src/planning but the names of the arrays. For every person, in their turn, it walks through all
 * sites in the order of nearness (of one sorted list of tuples), all sessions, all hours, and says which place is theirs; the
 * plan must say the same. No cursors, no bit sets, nothing remembered from one person to the next but what has been taken.
 * The hard limits are judged apart from that, from the result alone, by summing up.
 *
 * The only help: each session's and each site's free places are kept exactly, so that a full one is passed over at once. */
#ifndef PLAN_CHECK_H
#define PLAN_CHECK_H

#include "planning/planner.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum fault { FAULT_LIMIT, FAULT_KEPT, FAULT_FAMILY, FAULT_TURN, FAULT_WHY, FAULT_SUM, FAULTS };

struct verdict {
	size_t faults[FAULTS], all;
	size_t families_whole, families_apart; /* of two or more who waited */
	char first[200];
};

struct checker {
	const struct plan *in;
	const struct plan_result *result;
	struct verdict verdict;
	uint32_t *session_of;               /* per slot */
	uint32_t *site_first, *by_site;     /* sessions of each site by day */
	uint16_t *slot_free, *session_most; /* most: of its fullest-free hour */
	uint32_t *site_free;                /* places of all its open sessions */
	uint32_t *doses;                    /* [site][product][pool] */
	uint32_t **near, *nnear;            /* per commune, when first needed */
	uint32_t *order, *next_member, *first_member, *members_waiting;
	bool *done;
};

static void *
check_memory(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);
	if (!p)
		abort();
	return p;
}

__attribute__((format(printf, 3, 4))) static void
found(struct checker *c, enum fault fault, const char *fmt, ...)
{
	va_list ap;
	if (!c->verdict.all++) {
		va_start(ap, fmt);
		vsnprintf(c->verdict.first, sizeof c->verdict.first, fmt, ap);
		va_end(ap);
	}
	c->verdict.faults[fault]++;
}

static uint32_t *
doses_at(struct checker *c, uint32_t site, unsigned product, unsigned pool)
{
	return &c->doses[(site * PLAN_PRODUCTS_MAX + product) * PLAN_POOLS + pool];
}

/* ---- hard limits, from the result alone ---- */

static bool
may(const struct plan *in, const struct plan_person *who, const struct plan_session *s)
{
	struct plan_window w = in->profiles[who->profile].product[s->product];
	return w.from <= s->day && s->day <= w.to && (s->pools & (1u << who->pool)) && !s->closed &&
	       !in->sites[s->site].closed && (in->sites[s->site].hospital || !who->hospital);
}

static void
check_limits(struct checker *c)
{
	const struct plan *in = c->in;
	uint32_t *taken = check_memory(in->nslots, sizeof *taken);
	uint32_t *given = check_memory(in->nsites * PLAN_PRODUCTS_MAX * PLAN_POOLS, sizeof *given);
	for (size_t i = 0; i < in->npeople; i++) {
		uint32_t slot = c->result->slot[i];
		if (slot == PLAN_NOWHERE)
			continue;
		if (slot >= in->nslots || c->session_of[slot] == UINT32_MAX) {
			found(c, FAULT_LIMIT, "person %zu has slot %u, which is none", i, slot);
			continue;
		}
		const struct plan_session *s = &in->sessions[c->session_of[slot]];
		if (!may(in, &in->people[i], s))
			found(c, FAULT_LIMIT, "person %zu may not be in session %u", i, c->session_of[slot]);
		taken[slot]++;
		given[(s->site * PLAN_PRODUCTS_MAX + s->product) * PLAN_POOLS + in->people[i].pool]++;
	}
	for (size_t i = 0; i < in->nslots; i++) {
		if (taken[i] > in->slots[i].capacity)
			found(c, FAULT_LIMIT, "slot %zu: %u people, capacity %u", i, taken[i], in->slots[i].capacity);
		if (taken[i] != c->result->taken[i])
			found(c, FAULT_SUM, "slot %zu: %u people, said %u", i, taken[i], c->result->taken[i]);
	}
	for (size_t i = 0; i < in->nsites * PLAN_PRODUCTS_MAX * PLAN_POOLS; i++)
		if (given[i] > c->doses[i])
			found(c, FAULT_LIMIT, "site %zu: %u doses given of %u", i / PLAN_PRODUCTS_MAX / PLAN_POOLS,
			      given[i], c->doses[i]);
	free(taken);
	free(given);
}

/* ---- nearness: one list of tuples, sorted ---- */

struct near_tuple {
	uint32_t site;
	int tier, unknown;
	int64_t distance;
};

static int
compare_tuples(const void *a, const void *b)
{
	const struct near_tuple *x = a, *y = b;
	if (x->tier != y->tier)
		return x->tier - y->tier;
	if (x->unknown != y->unknown)
		return x->unknown - y->unknown;
	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	return x->site < y->site ? -1 : 1;
}

static struct near_tuple
tuple_of(const struct plan *in, uint32_t commune, uint32_t site)
{
	const struct plan_commune *own = &in->communes[commune], *its = &in->communes[in->sites[site].commune];
	struct near_tuple t = { .site = site, .tier = 3 };
	if (own == its)
		t.tier = 0;
	else if (own->district == its->district)
		t.tier = 1;
	else if (own->province == its->province)
		t.tier = 2;
	t.unknown = own->latitude_e6 == PLAN_NO_PLACE || in->sites[site].latitude_e6 == PLAN_NO_PLACE;
	if (!t.unknown) {
		int64_t l = own->latitude_e6, y = in->sites[site].latitude_e6 - l;
		int64_t x = (int64_t)in->sites[site].longitude_e6 - own->longitude_e6;
		x = x * (1000000 - 148 * (l * l / INT64_C(1000000000000))) / 1000000;
		t.distance = x * x + y * y;
	}
	return t;
}

static void
make_near(struct checker *c, uint32_t commune)
{
	struct near_tuple *all = check_memory(c->in->nsites, sizeof *all);
	uint32_t n = 0;
	for (uint32_t site = 0; site < c->in->nsites; site++) {
		struct near_tuple t = tuple_of(c->in, commune, site);
		if (t.tier <= (int)c->in->reach)
			all[n++] = t;
	}
	qsort(all, n, sizeof *all, compare_tuples);
	uint32_t *list = check_memory(n, sizeof *list);
	for (uint32_t from = 0, to; from < n; from = to) {
		for (to = from; to < n && all[to].tier == all[from].tier && all[to].unknown == all[from].unknown;)
			to++;
		for (uint32_t i = from; i < to; i++)
			list[i] = all[all[from].unknown ? from + (i - from + commune) % (to - from) : i].site;
	}
	free(all);
	c->near[commune] = list;
	c->nnear[commune] = n;
}

static uint32_t
near_of(struct checker *c, uint32_t commune, const uint32_t **list)
{
	if (!c->near[commune])
		make_near(c, commune);
	*list = c->near[commune];
	return c->nnear[commune];
}

/* ---- the naive search ---- */

static bool
all_may(struct checker *c, const uint32_t *who, unsigned n, const struct plan_session *s)
{
	uint32_t need[PLAN_POOLS] = { 0 };
	for (unsigned k = 0; k < n; k++) {
		if (!may(c->in, &c->in->people[who[k]], s))
			return false;
		need[c->in->people[who[k]].pool]++;
	}
	for (unsigned pool = 0; pool < PLAN_POOLS; pool++)
		if (*doses_at(c, s->site, s->product, pool) < need[pool])
			return false;
	return true;
}

static int64_t
rank_of(const struct plan *in, uint32_t slot, unsigned part)
{
	bool morning = in->slots[slot].start < PLAN_NOON;
	int64_t other = (part == PLAN_MORNING && !morning) || (part == PLAN_AFTERNOON && morning);
	return (other << 48) + ((int64_t)in->slots[slot].start << 32) + slot;
}

/* The first place at a site for n people together. */
static uint32_t
first_at(struct checker *c, uint32_t site, const uint32_t *who, unsigned n)
{
	uint32_t best = PLAN_NOWHERE;
	int64_t best_rank = INT64_MAX;
	int day = -1;
	for (uint32_t k = c->site_first[site]; k < c->site_first[site + 1]; k++) {
		const struct plan_session *s = &c->in->sessions[c->by_site[k]];
		if (s->day != day && best != PLAN_NOWHERE)
			return best;
		day = s->day;
		if (c->session_most[c->by_site[k]] < n || !all_may(c, who, n, s))
			continue;
		for (uint32_t slot = s->slot; slot < s->slot + s->nslots; slot++) {
			int64_t rank = rank_of(c->in, slot, c->in->people[who[0]].part);
			if (c->slot_free[slot] >= n && rank < best_rank)
				best = slot, best_rank = rank;
		}
	}
	return best;
}

static uint32_t
first_place(struct checker *c, const uint32_t *who, unsigned n)
{
	const uint32_t *list;
	uint32_t sites = near_of(c, c->in->people[who[0]].commune, &list);
	for (uint32_t k = 0; k < sites; k++) {
		uint32_t slot = c->site_free[list[k]] < n ? PLAN_NOWHERE : first_at(c, list[k], who, n);
		if (slot != PLAN_NOWHERE)
			return slot;
	}
	return PLAN_NOWHERE;
}

static void
count_session(struct checker *c, uint32_t session)
{
	const struct plan_session *s = &c->in->sessions[session];
	uint16_t most = 0;
	for (uint32_t slot = s->slot; slot < s->slot + s->nslots; slot++)
		if (c->slot_free[slot] > most)
			most = c->slot_free[slot];
	c->session_most[session] = most;
}

static void
take_place(struct checker *c, uint32_t person, uint32_t slot)
{
	const struct plan_session *s = &c->in->sessions[c->session_of[slot]];
	c->slot_free[slot]--;
	c->site_free[s->site]--;
	--*doses_at(c, s->site, s->product, c->in->people[person].pool);
	count_session(c, c->session_of[slot]);
	c->done[person] = true;
}

/* ---- the replay ---- */

static const struct plan_person *sorted_people;

static int
compare_turns(const void *a, const void *b)
{
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	if (sorted_people[i].order != sorted_people[j].order)
		return sorted_people[i].order < sorted_people[j].order ? -1 : 1;
	return i < j ? -1 : 1;
}

static void
check_kept(struct checker *c)
{
	for (size_t k = 0; c->in->now && k < c->in->npeople; k++) {
		uint32_t i = c->order[k], slot = c->in->now[i];
		uint32_t session = slot < c->in->nslots ? c->session_of[slot] : UINT32_MAX;
		if (session == UINT32_MAX || !c->slot_free[slot] || !all_may(c, &i, 1, &c->in->sessions[session]))
			continue;
		if (c->result->slot[i] != slot)
			found(c, FAULT_KEPT, "person %u could keep slot %u, has %u", i, slot, c->result->slot[i]);
		take_place(c, i, slot);
	}
}

static void
list_families(struct checker *c)
{
	for (size_t k = c->in->npeople; k-- > 0;) {
		uint32_t i = c->order[k], family = c->in->people[i].family;
		if (!family || c->done[i])
			continue;
		c->next_member[i] = c->first_member[family];
		c->first_member[family] = i + 1;
		c->members_waiting[family]++;
	}
}

static void
check_turn(struct checker *c, uint32_t person)
{
	uint32_t slot = first_place(c, &person, 1);
	if (slot != c->result->slot[person])
		found(c, FAULT_TURN, "person %u should have %d, has %d", person, (int)slot,
		      (int)c->result->slot[person]);
	if (slot != PLAN_NOWHERE)
		take_place(c, person, slot);
}

static bool
check_family(struct checker *c, uint32_t person)
{
	uint32_t who[PLAN_FAMILY_MAX], family = c->in->people[person].family;
	unsigned n = c->members_waiting[family];
	if (!family || c->first_member[family] != person + 1 || n < 2 || n > PLAN_FAMILY_MAX)
		return false;
	for (uint32_t k = 0, m = person; k < n; m = c->next_member[m] - 1)
		who[k++] = m;
	uint32_t slot = first_place(c, who, n);
	if (slot == PLAN_NOWHERE) {
		c->verdict.families_apart++;
		return false;
	}
	c->verdict.families_whole++;
	for (uint32_t k = 0; k < n; k++) {
		if (c->result->slot[who[k]] != slot)
			found(c, FAULT_FAMILY, "person %u of family %u should have slot %u with the others, has %d",
			      who[k], family, slot, (int)c->result->slot[who[k]]);
		take_place(c, who[k], slot);
	}
	return true;
}

static void
check_turns(struct checker *c)
{
	list_families(c);
	for (size_t k = 0; k < c->in->npeople; k++)
		if (!c->done[c->order[k]] && !check_family(c, c->order[k]))
			check_turn(c, c->order[k]);
}

/* ---- reasons, by what is left in the end ---- */

static enum plan_why
why_nowhere(struct checker *c, const struct plan_person *who)
{
	bool product = false, session = false, hospital = false, doses = false;
	const uint32_t *list;
	struct plan_person anywhere = *who;
	anywhere.hospital = false;
	for (int p = 0; p < PLAN_PRODUCTS_MAX; p++)
		product |= c->in->profiles[who->profile].product[p].from <= c->in->profiles[who->profile].product[p].to;
	uint32_t sites = near_of(c, who->commune, &list);
	for (uint32_t k = 0; product && !doses && k < sites; k++)
		for (uint32_t i = c->site_first[list[k]]; i < c->site_first[list[k] + 1]; i++) {
			const struct plan_session *s = &c->in->sessions[c->by_site[i]];
			session |= may(c->in, &anywhere, s);
			if (!may(c->in, who, s))
				continue;
			hospital = true;
			doses |= *doses_at(c, s->site, s->product, who->pool) > 0;
		}
	return !product    ? PLAN_NO_PRODUCT
	       : !session  ? PLAN_NO_SESSION
	       : !hospital ? PLAN_NO_HOSPITAL
	       : !doses    ? PLAN_NO_DOSES
			   : PLAN_NO_ROOM;
}

static void
check_whys(struct checker *c)
{
	size_t whys[PLAN_WHYS] = { 0 }, changes[PLAN_CHANGES] = { 0 };
	for (size_t i = 0; i < c->in->npeople; i++) {
		uint32_t before = c->in->now ? c->in->now[i] : PLAN_NOWHERE, after = c->result->slot[i];
		enum plan_why why = after == PLAN_NOWHERE ? why_nowhere(c, &c->in->people[i]) : PLAN_PLACED;
		if (c->result->why[i] != why)
			found(c, FAULT_WHY, "person %zu: reason %u, should be %u", i, c->result->why[i], why);
		whys[why]++;
		changes[before == after          ? PLAN_SAME
			: before == PLAN_NOWHERE ? PLAN_NEW
			: after == PLAN_NOWHERE  ? PLAN_LOST
						 : PLAN_MOVED]++;
	}
	for (int k = 0; k < PLAN_WHYS; k++)
		if (whys[k] != c->result->whys[k])
			found(c, FAULT_SUM, "reason %d: %zu people, said %zu", k, whys[k], c->result->whys[k]);
	for (int k = 0; k < PLAN_CHANGES; k++)
		if (changes[k] != c->result->changes[k])
			found(c, FAULT_SUM, "change %d: %zu people, said %zu", k, changes[k], c->result->changes[k]);
}

/* ---- the whole ---- */

static const struct plan_session *sorted_sessions;

static int
compare_by_site(const void *a, const void *b)
{
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	const struct plan_session *x = &sorted_sessions[i], *y = &sorted_sessions[j];
	if (x->site != y->site)
		return x->site < y->site ? -1 : 1;
	if (x->day != y->day)
		return x->day - y->day;
	return i < j ? -1 : 1;
}

static void
prepare_sessions(struct checker *c)
{
	const struct plan *in = c->in;
	c->session_of = check_memory(in->nslots, sizeof *c->session_of);
	memset(c->session_of, 0xff, in->nslots * sizeof *c->session_of);
	c->slot_free = check_memory(in->nslots, sizeof *c->slot_free);
	for (size_t i = 0; i < in->nslots; i++)
		c->slot_free[i] = in->slots[i].capacity;
	c->session_most = check_memory(in->nsessions, sizeof *c->session_most);
	c->site_free = check_memory(in->nsites, sizeof *c->site_free);
	c->site_first = check_memory(in->nsites + 1, sizeof *c->site_first);
	c->by_site = check_memory(in->nsessions, sizeof *c->by_site);
	for (uint32_t i = 0; i < in->nsessions; i++) {
		const struct plan_session *s = &in->sessions[i];
		for (uint32_t slot = s->slot; slot < s->slot + s->nslots; slot++) {
			c->session_of[slot] = i;
			c->site_free[s->site] += in->slots[slot].capacity;
		}
		c->by_site[i] = i;
		c->site_first[s->site + 1]++;
		count_session(c, i);
	}
	sorted_sessions = in->sessions;
	qsort(c->by_site, in->nsessions, sizeof *c->by_site, compare_by_site);
	for (size_t i = 0; i < in->nsites; i++)
		c->site_first[i + 1] += c->site_first[i];
}

static void
prepare(struct checker *c)
{
	const struct plan *in = c->in;
	prepare_sessions(c);
	c->doses = check_memory(in->nsites * PLAN_PRODUCTS_MAX * PLAN_POOLS, sizeof *c->doses);
	for (size_t i = 0; i < in->nstock; i++)
		*doses_at(c, in->stock[i].site, in->stock[i].product, in->stock[i].pool) += in->stock[i].doses;
	c->near = check_memory(in->ncommunes, sizeof *c->near);
	c->nnear = check_memory(in->ncommunes, sizeof *c->nnear);
	c->next_member = check_memory(in->npeople, sizeof *c->next_member);
	c->first_member = check_memory((size_t)in->nfamilies + 1, sizeof *c->first_member);
	c->members_waiting = check_memory((size_t)in->nfamilies + 1, sizeof *c->members_waiting);
	c->done = check_memory(in->npeople, sizeof *c->done);
	c->order = check_memory(in->npeople, sizeof *c->order);
	for (uint32_t i = 0; i < in->npeople; i++)
		c->order[i] = i;
	sorted_people = in->people;
	qsort(c->order, in->npeople, sizeof *c->order, compare_turns);
}

static void
tidy(struct checker *c)
{
	for (size_t i = 0; i < c->in->ncommunes; i++)
		free(c->near[i]);
	void *all[] = { c->session_of,      c->site_first, c->by_site, c->slot_free, c->session_most, c->site_free,
			c->doses,           c->near,       c->nnear,   c->order,     c->next_member,  c->first_member,
			c->members_waiting, c->done };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		free(all[i]);
}

static struct verdict
check_plan(const struct plan *in, const struct plan_result *result)
{
	struct checker c = { .in = in, .result = result };
	prepare(&c);
	check_limits(&c);
	check_kept(&c);
	check_turns(&c);
	check_whys(&c);
	tidy(&c);
	return c.verdict;
}

#endif
