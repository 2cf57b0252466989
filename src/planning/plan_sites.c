/* The sites of a plan: their sessions, hours and doses, page by page. */
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "plan_load_sql.h"
#include "planning/capacity.h"
#include "planning/plan_load.h"
#include "session/session.h"

#include <stdlib.h>

/* Somebody's place in force; sorted, it tells how many of an hour are this plan's own. */
struct own {
	int64_t session_id; /* planned_session */
	int16_t slot;
	uint8_t pool;
};

/* What a page reads; every list is in the order of the sites. */
struct site_page {
	struct loading *l;
	const struct own *own;
	size_t nown;
	const struct rows *set_places; /* hours whose places somebody set: of the whole plan */
	int64_t after;
	struct unit *sites;
	struct site_capacity *capacity;
	size_t n;
	struct rows held, open, slots, on_hand, promised, by_hand;
	char today[DATE_SIZE], tomorrow[DATE_SIZE];
};

/* Columns of sql_planning_sessions_held(), sql_planning_open_slots(). */
enum { H_ID, H_SITE, H_DATE, H_PRODUCT, H_SESSION, H_CLOSED, H_BY_HAND, H_WHY, H_STATE };
enum { S_SITE, S_SESSION, S_STARTS, S_ENDS, S_CAPACITY, S_TAKEN };

static enum err
read_page(struct ctx *cx, void *arg)
{
	struct site_page *s = arg;
	const struct planning *p = s->l->p;
	const char *path = p->unit_path, *end = arena_printf(cx->mem, "%s:", path);
	TRY(db_list(cx, sql_planning_sites(path, end, s->today, s->after, LOAD_SITES_PAGE), &unit_fields, &s->sites,
		    &s->n));
	if (!s->n)
		return OK;
	int64_t from = s->sites[0].id, to = s->sites[s->n - 1].id;
	TRY(capacity_list(cx, path, s->sites, s->n, s->today, &s->capacity));
	TRY(db_query(cx, sql_planning_sessions_held(p->unit_id, p->id, from, to), &s->held));
	TRY(db_query(cx, sql_planning_open_sessions(path, end, from, to, s->tomorrow, p->ends_on), &s->open));
	TRY(db_query(cx, sql_planning_open_slots(path, end, from, to, s->tomorrow, p->ends_on), &s->slots));
	TRY(db_query(cx, sql_planning_on_hand(path, end, from, to, s->tomorrow, p->ends_on), &s->on_hand));
	TRY(db_query(cx, sql_planning_promised(path, end, from, to, s->today), &s->promised));
	return db_query(cx, sql_planning_stock_by_hand(p->unit_id, p->id, from, to), &s->by_hand);
}

/* ---- finding among the rows of a page ---- */

struct range {
	size_t from, to;
};

/* The rows whose column is that id; they are in its order. */
static struct range
rows_of(const struct rows *rows, size_t column, int64_t id)
{
	size_t from = 0, to = rows->n;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (db_cell(rows, mid, column)->i < id)
			from = mid + 1;
		else
			to = mid;
	}
	for (to = from; to < rows->n && db_cell(rows, to, column)->i == id;)
		to++;
	return (struct range){ from, to };
}

/* A column of the row of a site and product; 0 where there is none. */
static int64_t
number_of(const struct rows *rows, int64_t site, const char *product, size_t column)
{
	struct range r = rows_of(rows, 0, site);
	for (size_t i = r.from; i < r.to; i++)
		if (is(db_cell(rows, i, 1)->p, product))
			return db_cell(rows, i, column)->i;
	return 0;
}

static int
by_session(const void *a, const void *b)
{
	const struct own *x = a, *y = b;
	if (x->session_id != y->session_id)
		return x->session_id < y->session_id ? -1 : 1;
	return (x->slot > y->slot) - (x->slot < y->slot);
}

/* Of a planned_session, in an hour (-1: in all), of a pool (PLAN_POOLS: of both). */
static int64_t
count_own(const struct site_page *s, int64_t session_id, int16_t slot, uint8_t pool)
{
	size_t from = 0, to = s->nown;
	int64_t n = 0;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (s->own[mid].session_id < session_id)
			from = mid + 1;
		else
			to = mid;
	}
	for (; from < s->nown && s->own[from].session_id == session_id; from++)
		n += (slot < 0 || s->own[from].slot == slot) && (pool == PLAN_POOLS || s->own[from].pool == pool);
	return n;
}

/* ---- a site ---- */

struct site_work {
	struct site_page *page;
	const struct unit *site;
	const struct site_capacity *capacity;
	uint32_t index;                                 /* of sites[] */
	struct range held;                              /* its planned sessions */
	int64_t doses[PLANNING_PRODUCTS_MAX];           /* of both pools */
	int64_t own[PLANNING_PRODUCTS_MAX][PLAN_POOLS]; /* people in force */
	int64_t all_doses;
};

static const struct cell *
doses_by_hand(const struct site_page *s, int64_t site, const char *product, const char *pool)
{
	for (size_t i = 0; i < s->by_hand.n; i++)
		if (db_cell(&s->by_hand, i, 0)->i == site && is(db_cell(&s->by_hand, i, 1)->p, product) &&
		    is(db_cell(&s->by_hand, i, 2)->p, pool))
			return db_cell(&s->by_hand, i, 3);
	return NULL;
}

/* What each pool gets of the doses there are: first what its people in force need, second doses before first ones, then of the
 * rest the share that the plan says. */
static void
split_pools(int64_t usable, const int64_t own[PLAN_POOLS], int64_t next_percent, int64_t out[PLAN_POOLS])
{
	int64_t rest = usable - own[PLAN_FIRST] - own[PLAN_NEXT];
	if (rest >= 0) {
		out[PLAN_NEXT] = own[PLAN_NEXT] + rest * next_percent / 100;
	} else {
		out[PLAN_NEXT] = own[PLAN_NEXT] < usable ? own[PLAN_NEXT] : usable;
	}
	out[PLAN_FIRST] = usable - out[PLAN_NEXT];
}

static void
add_stock(struct site_work *w, size_t product)
{
	static const char *const pools[PLAN_POOLS] = { "first", "next" };
	struct loading *l = w->page->l;
	const char *code = l->products[product];
	int64_t on_hand = number_of(&w->page->on_hand, w->site->id, code, 2);
	int64_t expiring = number_of(&w->page->on_hand, w->site->id, code, 3);
	int64_t promised = number_of(&w->page->promised, w->site->id, code, 2) - w->own[product][PLAN_FIRST] -
			   w->own[product][PLAN_NEXT];
	int64_t usable, computed[PLAN_POOLS];
	if (promised < 0)
		promised = 0;
	usable = on_hand > promised ? on_hand - promised : 0;
	if (!on_hand && !expiring)
		return;
	split_pools(usable, w->own[product], l->p->next_percent, computed);
	for (uint8_t pool = 0; pool < PLAN_POOLS; pool++) {
		const struct cell *by_hand = doses_by_hand(w->page, w->site->id, code, pools[pool]);
		int64_t doses = by_hand ? by_hand->i : computed[pool];
		LOAD_ROOM(l, stock, stock_rows, nstock, stock_cap);
		l->stock_rows[l->nstock] =
			(struct loaded_stock){ on_hand, promised, expiring, computed[pool], by_hand != NULL };
		l->stock[l->nstock++] = (struct plan_stock){ w->index, (uint32_t)doses, (uint8_t)product, pool };
		w->doses[product] += doses;
	}
	w->all_doses += w->doses[product];
}

static size_t
product_index(const struct loading *l, const char *code)
{
	size_t i = 0;
	while (i < l->nproducts && !is(l->products[i], code))
		i++;
	return i;
}

static void
count_own_of_site(struct site_work *w)
{
	const struct rows *held = &w->page->held;
	for (size_t i = w->held.from; i < w->held.to; i++) {
		size_t product = product_index(w->page->l, db_cell(held, i, H_PRODUCT)->p);
		for (uint8_t pool = 0; product < w->page->l->nproducts && pool < PLAN_POOLS; pool++)
			w->own[product][pool] += count_own(w->page, db_cell(held, i, H_ID)->i, -1, pool);
	}
}

/* ---- a day ---- */

struct day_work {
	struct site_work *w;
	int64_t day; /* days since 1970 */
	char date[DATE_SIZE];
	bool cancelled;     /* the plan's own session of that day is over */
	int64_t session_id; /* open at the site; 0: none */
	struct slot *slots; /* booked: by others, or set apart for booking */
	size_t nslots;
	const struct cell *held[PLANNING_PRODUCTS_MAX]; /* planned sessions of that day */
};

static void
find_held(struct day_work *d)
{
	const struct rows *held = &d->w->page->held;
	for (size_t i = d->w->held.from; i < d->w->held.to; i++) {
		const struct cell *row = db_cell(held, i, 0);
		size_t product = product_index(d->w->page->l, row[H_PRODUCT].p);
		if (product == d->w->page->l->nproducts || !is(row[H_DATE].p, d->date))
			continue;
		d->held[product] = row;
		if (row[H_SESSION].null || row[H_STATE].null)
			continue;
		if (is(row[H_STATE].p, "open"))
			d->session_id = row[H_SESSION].i;
		else
			d->cancelled = true;
	}
}

/* The newest open session of the day, where none of the plan's own is open. */
static void
find_open(struct day_work *d)
{
	const struct rows *open = &d->w->page->open;
	struct range r = rows_of(open, 0, d->w->site->id);
	bool own = d->session_id != 0;
	for (size_t i = r.from; i < r.to && !own; i++)
		if (is(db_cell(open, i, 1)->p, d->date))
			d->session_id = db_cell(open, i, 2)->i;
}

/* How many of the plan's own people have that hour, in all its products. */
static int64_t
own_in_slot(const struct day_work *d, const char *starts)
{
	int64_t n = 0;
	for (size_t i = 0; i < d->w->page->l->nproducts; i++)
		if (d->held[i] && d->held[i][H_SESSION].i == d->session_id)
			n += count_own(d->w->page, d->held[i][H_ID].i, (int16_t)hour_minutes(starts), PLAN_POOLS);
	return n;
}

/* The hours of the session that is there, else those of the site. */
static void
find_slots(struct ctx *cx, struct day_work *d)
{
	const struct rows *slots = &d->w->page->slots;
	capacity_slots(cx, d->w->capacity, d->day, d->w->page->l->p->slot_minutes, &d->slots, &d->nslots);
	struct range r = rows_of(slots, S_SITE, d->w->site->id);
	size_t n = 0;
	for (size_t i = r.from; i < r.to && d->session_id; i++) {
		const struct cell *row = db_cell(slots, i, 0);
		if (row[S_SESSION].i != d->session_id || n == SESSION_SLOTS_MAX)
			continue;
		int64_t others = row[S_TAKEN].i - own_in_slot(d, row[S_STARTS].p);
		d->slots[n++] = (struct slot){ .starts = row[S_STARTS].p,
					       .ends = row[S_ENDS].p,
					       .capacity = row[S_CAPACITY].i,
					       .booked = others > 0 ? others : 0 };
		d->nslots = n;
	}
}

/* The part of n that a product gets by the doses that the site has of it; all parts add up to n. */
static int64_t
part_of(const struct site_work *w, size_t product, int64_t n)
{
	int64_t before = 0;
	for (size_t i = 0; i < product; i++)
		before += w->doses[i];
	return n * (before + w->doses[product]) / w->all_doses - n * before / w->all_doses;
}

static const struct cell *
set_by_hand(const struct site_page *s, int64_t session_id, const char *starts)
{
	struct range r = rows_of(s->set_places, 0, session_id);
	for (size_t i = r.from; i < r.to; i++)
		if (is(db_cell(s->set_places, i, 1)->p, starts))
			return db_cell(s->set_places, i, 2);
	return NULL;
}

/* Where an hour became smaller than what the plan has there: what is left for a product's people, one product after the other. */
static int64_t
kept_of(const struct day_work *d, size_t product, const struct slot *slot, int64_t mine)
{
	int64_t left = slot->capacity - slot->booked;
	for (size_t i = 0; i < product; i++)
		if (d->held[i])
			left -= count_own(d->w->page, d->held[i][H_ID].i, (int16_t)hour_minutes(slot->starts),
					  PLAN_POOLS);
	return left < 0 ? 0 : left < mine ? left : mine;
}

static void
add_slot(struct day_work *d, size_t product, const struct loaded_session *row, const struct slot *slot, int64_t *so_far)
{
	struct loading *l = d->w->page->l;
	int16_t start = (int16_t)hour_minutes(slot->starts);
	int64_t mine = d->held[product] ? count_own(d->w->page, row->id, start, PLAN_POOLS) : 0;
	int64_t rest = slot->capacity - slot->booked - own_in_slot(d, slot->starts), share = 0;
	if (rest > 0)
		share = part_of(d->w, product, rest);
	int64_t capacity = rest < 0 ? kept_of(d, product, slot, mine) : mine + share;
	int64_t percent = l->again ? 0 : l->p->spare_percent, before = *so_far * percent / 100;
	*so_far += capacity;
	int64_t spare = *so_far * percent / 100 - before;
	/* whoever has a place keeps it, be it one that is meant to be spare */
	int64_t places = capacity - spare > mine ? capacity - spare : mine < capacity ? mine : capacity;
	const struct cell *set = row->id ? set_by_hand(d->w->page, row->id, slot->starts) : NULL;
	LOAD_ROOM(l, slots, slot_rows, nslots, slots_cap);
	l->slot_rows[l->nslots] =
		(struct loaded_slot){ (uint16_t)hour_minutes(slot->ends), (uint16_t)capacity, set != NULL };
	l->slots[l->nslots++] = (struct plan_slot){ (uint16_t)(set ? set->i : places), (uint16_t)start };
}

/* A session of a product, closed where somebody closed it. */
static void
add_session(struct ctx *cx, struct day_work *d, size_t product)
{
	struct loading *l = d->w->page->l;
	const struct cell *held = d->held[product];
	bool by_hand = held && held[H_BY_HAND].i;
	struct loaded_session row = { .id = held ? held[H_ID].i : id_next(cx->now),
				      .session_id = d->session_id,
				      .by_hand = by_hand,
				      .why = by_hand && !held[H_WHY].null ? arena_strdup(l->mem, held[H_WHY].p)
									  : NULL };
	int64_t so_far = 0;
	LOAD_ROOM(l, sessions, session_rows, nsessions, sessions_cap);
	l->session_rows[l->nsessions] = row;
	l->sessions[l->nsessions++] = (struct plan_session){ .site = d->w->index,
							     .slot = (uint32_t)l->nslots,
							     .nslots = (uint16_t)d->nslots,
							     .day = (uint8_t)(d->day - l->first),
							     .product = (uint8_t)product,
							     .pools = 1 << PLAN_FIRST | 1 << PLAN_NEXT,
							     .closed = by_hand && held[H_CLOSED].i };
	for (size_t i = 0; i < d->nslots; i++)
		add_slot(d, product, &row, &d->slots[i], &so_far);
}

static void
add_day(struct ctx *cx, struct site_work *w, int64_t day)
{
	struct day_work d = { .w = w, .day = day };
	date_format(day, d.date);
	find_held(&d);
	if (d.cancelled || capacity_is_off(w->capacity, day))
		return;
	find_open(&d);
	find_slots(cx, &d);
	for (size_t i = 0; i < w->page->l->nproducts && d.nslots; i++)
		if (w->doses[i] > 0)
			add_session(cx, &d, i);
}

/* The commune that a site stands in: the last unit of its path that is one of ours. */
static uint32_t
commune_of(const struct loading *l, const struct unit *site)
{
	size_t best = 0;
	for (const char *p = site->path; *p; p++) {
		size_t i = load_commune(l, strtoll(p + 1, NULL, 10));
		if (i < l->ncommunes)
			best = i;
		while (p[1] && p[1] != '/')
			p++;
	}
	return (uint32_t)best;
}

static int32_t
place_or_none(int64_t e6)
{
	return e6 == NONE ? PLAN_NO_PLACE : (int32_t)e6;
}

static void
add_site(struct ctx *cx, struct site_page *s, size_t i)
{
	struct loading *l = s->l;
	const struct unit *site = &s->sites[i];
	struct site_work w = { .page = s, .site = site, .capacity = &s->capacity[i], .index = (uint32_t)l->nsites };
	w.held = rows_of(&s->held, H_SITE, site->id);
	LOAD_ROOM(l, sites, site_ids, nsites, sites_cap);
	bool placed = site->latitude_e6 != NONE && site->longitude_e6 != NONE;
	l->site_ids[l->nsites] = site->id;
	l->sites[l->nsites++] =
		(struct plan_site){ .commune = commune_of(l, site),
				    .latitude_e6 = placed ? place_or_none(site->latitude_e6) : PLAN_NO_PLACE,
				    .longitude_e6 = placed ? place_or_none(site->longitude_e6) : PLAN_NO_PLACE,
				    .hospital = is(site->kind, "hospital") };
	count_own_of_site(&w);
	for (size_t product = 0; product < l->nproducts; product++)
		add_stock(&w, product);
	int64_t from = l->first > l->today ? l->first : l->today + 1;
	for (int64_t day = from; day < l->first + l->days && w.all_doses; day++)
		add_day(cx, &w, day);
}

/* ---- all of them ---- */

static enum err
read_set_places(struct ctx *cx, void *arg)
{
	struct site_page *s = arg;
	struct rows *rows = NEW(s->l->mem, struct rows, 1);
	struct ctx own = *cx;
	own.mem = s->l->mem;
	s->set_places = rows;
	return db_query(&own, sql_planning_slots_by_hand(s->l->p->unit_id, s->l->p->id), rows);
}

static void
list_own(struct loading *l, struct site_page *s)
{
	struct own *own = NEW(l->mem, struct own, l->npeople + 1);
	for (size_t i = 0; i < l->npeople; i++) {
		const struct held *h = l->who[i].held ? &l->held[l->who[i].held - 1] : NULL;
		if (h && h->appointment_id)
			own[s->nown++] = (struct own){ h->session_id, h->slot, l->people[i].pool };
	}
	qsort(own, s->nown, sizeof *own, by_session);
	s->own = own;
}

/* ---- page by page ---- */

enum err
load_sites(struct ctx *cx, const struct load_way *way, struct loading *l)
{
	struct site_page s = { .l = l };
	date_format(l->today, s.today);
	date_format(l->today + 1, s.tomorrow);
	list_own(l, &s);
	TRY(lanes_call(way->lanes, cx, TX_READ, 0, read_set_places, &s));
	do {
		if (way->stop && atomic_load(way->stop))
			return fail(cx, ERR_BUSY, "plan.stopped", "Máy chủ đang dừng.", "The server is stopping.");
		arena_reset(cx->mem);
		TRY(lanes_call(way->lanes, cx, TX_READ, 0, read_page, &s));
		for (size_t i = 0; i < s.n; i++)
			add_site(cx, &s, i);
		if (s.n)
			s.after = s.sites[s.n - 1].id;
		TRY(way->tell(cx, way->arg, "sites", (int64_t)l->nsites, 0));
	} while (s.n == LOAD_SITES_PAGE);
	return OK;
}
