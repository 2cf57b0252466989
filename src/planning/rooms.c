#include "planning/planner_parts.h"

#include <stdlib.h>

/* ---- the beginning: what the sites have ---- */

static bool
is_open(const struct plan *in, const struct plan_session *s)
{
	return !s->closed && !in->sites[s->site].closed;
}

static int
compare_sessions(const void *a, const void *b, void *plan)
{
	const struct plan *in = plan;
	uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
	const struct plan_session *x = &in->sessions[i], *y = &in->sessions[j];
	if (x->site != y->site)
		return x->site < y->site ? -1 : 1;
	if (x->product != y->product)
		return x->product < y->product ? -1 : 1;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return i < j ? -1 : i > j;
}

static uint32_t
open_sessions(struct arena *mem, const struct plan *in, uint32_t **list)
{
	uint32_t n = 0;
	*list = NEW(mem, uint32_t, in->nsessions);
	for (uint32_t i = 0; i < in->nsessions; i++)
		if (is_open(in, &in->sessions[i]))
			(*list)[n++] = i;
	qsort_r(*list, n, sizeof **list, compare_sessions, (void *)(uintptr_t)in);
	return n;
}

static struct room
room_of(const struct plan *in, const struct plan_session *s, uint32_t shelf)
{
	struct room room = {
		.shelf = shelf, .slot = s->slot, .nslots = (uint8_t)s->nslots, .day = s->day, .pools = s->pools
	};
	for (uint32_t at = s->slot; at < s->slot + s->nslots; at++) {
		room.left += in->slots[at].capacity;
		if (room.most < in->slots[at].capacity)
			room.most = in->slots[at].capacity;
	}
	return room;
}

static void
put_on_shelf(struct shelf *shelf, const struct room *room)
{
	for (int pool = 0; pool < PLAN_POOLS; pool++) {
		if (!(room->pools >> pool & 1))
			continue;
		shelf->days[pool] |= UINT64_C(1) << room->day;
		if (room->left)
			shelf->open[pool] |= UINT64_C(1) << room->day;
	}
	shelf->nrooms++;
}

/* Rooms by site, product, day; a shelf for each site and product that has any. */
static void
furnish(struct rooms *r, const uint32_t *sessions, uint32_t n)
{
	uint32_t shelf = 0, next_site = 0;
	for (uint32_t i = 0; i < n; i++) {
		const struct plan_session *s = &r->in->sessions[sessions[i]];
		const struct plan_session *before = i ? &r->in->sessions[sessions[i - 1]] : NULL;
		if (!before || before->site != s->site || before->product != s->product) {
			for (; next_site <= s->site; next_site++)
				r->site_shelf[next_site] = shelf;
			r->shelves[shelf++] = (struct shelf){ .room = i, .product = s->product };
		}
		r->rooms[i] = room_of(r->in, s, shelf - 1);
		r->room_of[sessions[i]] = i;
		put_on_shelf(&r->shelves[shelf - 1], &r->rooms[i]);
	}
	for (; next_site <= r->in->nsites; next_site++)
		r->site_shelf[next_site] = shelf;
}

static void
stock_up(struct rooms *r)
{
	for (size_t i = 0; i < r->in->nstock; i++) {
		const struct plan_stock *s = &r->in->stock[i];
		for (uint32_t shelf = r->site_shelf[s->site]; shelf < r->site_shelf[s->site + 1]; shelf++)
			if (r->shelves[shelf].product == s->product)
				r->shelves[shelf].doses[s->pool] = s->doses;
	}
}

void
rooms_init(struct rooms *r, struct arena *mem, const struct plan *in)
{
	uint32_t *sessions, n = open_sessions(mem, in, &sessions);
	*r = (struct rooms){ .in = in,
			     .rooms = NEW(mem, struct room, n),
			     .shelves = NEW(mem, struct shelf, n),
			     .site_shelf = NEW(mem, uint32_t, in->nsites + 1),
			     .room_of = NEW(mem, uint32_t, in->nsessions),
			     .left = NEW(mem, uint16_t, in->nslots) };
	for (size_t i = 0; i < in->nsessions; i++)
		r->room_of[i] = PLAN_NONE;
	for (size_t i = 0; i < in->nslots; i++)
		r->left[i] = in->slots[i].capacity;
	furnish(r, sessions, n);
	stock_up(r);
}

/* ---- seeking ---- */

static unsigned
people_of(const struct need *need)
{
	return (unsigned)need->count[PLAN_FIRST] + need->count[PLAN_NEXT];
}

/* The days on which this shelf has the doses, and for each pool at least one place. */
static uint64_t
shelf_days(const struct shelf *shelf, const struct need *need)
{
	uint64_t days = need->days[shelf->product];
	for (int pool = 0; pool < PLAN_POOLS; pool++) {
		if (!need->count[pool])
			continue;
		if (shelf->doses[pool] < need->count[pool])
			return 0;
		days &= shelf->open[pool];
	}
	return days;
}

static bool
takes_pools(const struct room *room, const struct need *need)
{
	return !(need->count[PLAN_FIRST] && !(room->pools >> PLAN_FIRST & 1)) &&
	       !(need->count[PLAN_NEXT] && !(room->pools >> PLAN_NEXT & 1));
}

static bool
wished(const struct rooms *r, uint32_t slot, enum plan_part wish)
{
	return wish == PLAN_ANY || (wish == PLAN_MORNING) == (r->in->slots[slot].start < PLAN_NOON);
}

/* The first slot of a room with n places, of the wished part if there is one; PLAN_NONE. */
static uint32_t
seek_slot(struct rooms *r, struct room *room, unsigned n, enum plan_part wish)
{
	uint32_t first = PLAN_NONE;
	uint16_t most = 0;
	for (uint32_t at = room->slot; at < room->slot + room->nslots; at++) {
		if (most < r->left[at])
			most = r->left[at];
		if (r->left[at] < n)
			continue;
		if (wished(r, at, wish))
			return at;
		if (first == PLAN_NONE)
			first = at;
	}
	room->most = most;
	return first;
}

/* Does a come before b, which may be PLAN_NONE? */
static bool
earlier(const struct rooms *r, uint32_t a, uint32_t b, enum plan_part wish)
{
	if (b == PLAN_NONE)
		return true;
	if (wished(r, a, wish) != wished(r, b, wish))
		return wished(r, a, wish);
	if (r->in->slots[a].start != r->in->slots[b].start)
		return r->in->slots[a].start < r->in->slots[b].start;
	return a < b;
}

/* The first room of a shelf on a day. Each earlier day has one at least, so it stands not before their number. */
static uint32_t
first_room(const struct rooms *r, const struct shelf *shelf, unsigned day)
{
	uint64_t before = (shelf->days[PLAN_FIRST] | shelf->days[PLAN_NEXT]) & ((UINT64_C(1) << day) - 1);
	uint32_t at = shelf->room + (uint32_t)__builtin_popcountll(before);
	while (r->rooms[at].day < day)
		at++;
	return at;
}

static void
seek_on_shelf(struct rooms *r, const struct shelf *shelf, unsigned day, const struct need *need, enum plan_part wish,
	      struct spot *best)
{
	unsigned n = people_of(need);
	for (uint32_t at = first_room(r, shelf, day); at < shelf->room + shelf->nrooms; at++) {
		struct room *room = &r->rooms[at];
		if (room->day != day)
			return;
		if (room->most < n || !takes_pools(room, need))
			continue;
		uint32_t slot = seek_slot(r, room, n, wish);
		if (slot != PLAN_NONE && earlier(r, slot, best->slot, wish))
			*best = (struct spot){ at, slot };
	}
}

bool
rooms_find(struct rooms *r, uint32_t site, const struct need *need, enum plan_part wish, struct spot *spot)
{
	const struct shelf *from = &r->shelves[r->site_shelf[site]], *to = &r->shelves[r->site_shelf[site + 1]];
	uint64_t days = 0;
	if (need->hospital && !r->in->sites[site].hospital)
		return false;
	for (const struct shelf *s = from; s < to; s++)
		days |= shelf_days(s, need);
	for (; days; days &= days - 1) {
		unsigned day = (unsigned)__builtin_ctzll(days);
		*spot = (struct spot){ PLAN_NONE, PLAN_NONE };
		for (const struct shelf *s = from; s < to; s++)
			if (shelf_days(s, need) >> day & 1)
				seek_on_shelf(r, s, day, need, wish, spot);
		if (spot->slot != PLAN_NONE)
			return true;
	}
	return false;
}

bool
rooms_suit(const struct rooms *r, uint32_t site, const struct need *need, const struct spot *spot)
{
	const struct room *room = &r->rooms[spot->room];
	return (!need->hospital || r->in->sites[site].hospital) && takes_pools(room, need) &&
	       shelf_days(&r->shelves[room->shelf], need) >> room->day & 1 && r->left[spot->slot] >= people_of(need);
}

/* ---- taking ---- */

/* A day of a shelf is open for a pool while one of its rooms has a place. */
static void
close_day(struct rooms *r, struct shelf *shelf, unsigned day)
{
	unsigned pools = 0;
	for (uint32_t at = first_room(r, shelf, day); at < shelf->room + shelf->nrooms && r->rooms[at].day == day; at++)
		if (r->rooms[at].left)
			pools |= r->rooms[at].pools;
	for (int pool = 0; pool < PLAN_POOLS; pool++)
		if (!(pools >> pool & 1))
			shelf->open[pool] &= ~(UINT64_C(1) << day);
}

void
rooms_take(struct rooms *r, const struct need *need, const struct spot *spot)
{
	struct room *room = &r->rooms[spot->room];
	struct shelf *shelf = &r->shelves[room->shelf];
	unsigned n = people_of(need);
	for (int pool = 0; pool < PLAN_POOLS; pool++)
		shelf->doses[pool] -= need->count[pool];
	r->left[spot->slot] = (uint16_t)(r->left[spot->slot] - n);
	room->left -= n;
	if (!room->left)
		close_day(r, shelf, room->day);
}

/* ---- lacking ---- */

enum plan_why
rooms_why(const struct rooms *r, uint32_t site, const struct need *need)
{
	enum plan_pool pool = need->count[PLAN_FIRST] ? PLAN_FIRST : PLAN_NEXT;
	enum plan_why why = PLAN_NO_SESSION;
	for (uint32_t at = r->site_shelf[site]; at < r->site_shelf[site + 1]; at++) {
		const struct shelf *shelf = &r->shelves[at];
		if (!(shelf->days[pool] & need->days[shelf->product]))
			continue;
		if (need->hospital && !r->in->sites[site].hospital)
			return PLAN_NO_HOSPITAL;
		why = shelf->doses[pool] || why == PLAN_NO_ROOM ? PLAN_NO_ROOM : PLAN_NO_DOSES;
	}
	return why;
}
