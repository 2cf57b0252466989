/* The people of a plan, read page by page, each page in a transaction of its own: others get their turn in between. */
#include "planning/plan_load.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "plan_load_sql.h"
#include "planning/capacity.h"
#include "registration/registration.h"

#include <stdlib.h>

enum { UNITS_PAGE = 5000, PEOPLE_SPARE = 4096 };

void *
load_more(struct arena *mem, const void *items, size_t size, size_t n, size_t cap)
{
	void *more = arena_array(mem, size, cap ? cap * 2 : 1024);
	return n ? memcpy(more, items, n * size) : more;
}

/* Reads a page, in memory that is given up before the next one. */
static enum err
page(struct ctx *cx, const struct load_way *way, enum err (*read)(struct ctx *, void *), void *arg)
{
	if (way->stop && atomic_load(way->stop))
		return fail(cx, ERR_BUSY, "plan.stopped", "Máy chủ đang dừng.", "The server is stopping.");
	arena_reset(cx->mem);
	return lanes_call(way->lanes, cx, TX_READ, 0, read, arg);
}

/* Where the reading of a list stands. */
struct cursor {
	struct loading *l;
	int64_t after;
	size_t n;         /* rows of the last page */
	size_t kept;      /* of the array, when the page began: it may be read again */
	uint32_t commune; /* whose people */
};

/* ---- units ---- */

static enum err
read_units(struct ctx *cx, void *arg)
{
	struct cursor *c = arg;
	struct loading *l = c->l;
	struct unit *list;
	l->ncommunes = c->kept;
	TRY(db_list(cx,
		    sql_planning_units(l->p->unit_path, unit_path_end(cx->mem, l->p->unit_path), c->after, UNITS_PAGE),
		    &unit_fields, &list, &c->n));
	for (size_t i = 0; i < c->n; i++) {
		LOAD_ROOM(l, communes, units, ncommunes, communes_cap);
		l->units[l->ncommunes] = (struct loaded_unit){ list[i].id, list[i].parent_id, *list[i].level };
		l->communes[l->ncommunes++] = (struct plan_commune){
			.latitude_e6 = list[i].latitude_e6 == NONE ? PLAN_NO_PLACE : (int32_t)list[i].latitude_e6,
			.longitude_e6 = list[i].longitude_e6 == NONE ? PLAN_NO_PLACE : (int32_t)list[i].longitude_e6
		};
	}
	return OK;
}

size_t
load_commune(const struct loading *l, int64_t unit_id)
{
	size_t from = 0, to = l->ncommunes;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (l->units[mid].id < unit_id)
			from = mid + 1;
		else
			to = mid;
	}
	return from < l->ncommunes && l->units[from].id == unit_id ? from : l->ncommunes;
}

/* Each commune's district and province. A unit above the communes is a commune of its own in its district; what stands alone (a
 * commune of 2025 right below its province, a whole province) has a district to itself. */
static void
number_districts(struct loading *l)
{
	uint32_t *own =
		NEW(l->mem, uint32_t, l->ncommunes + 1); /* index + 1 of the district or province that a unit is */
	l->nprovinces = l->ndistricts = 0;
	for (size_t i = 0; i < l->ncommunes; i++)
		if (l->units[i].level == 'p' || l->units[i].level == 'n')
			own[i] = ++l->nprovinces;
	l->nprovinces += !l->nprovinces; /* a plan below a province lies in one */
	for (size_t i = 0; i < l->ncommunes; i++) {
		struct loaded_unit *u = &l->units[i];
		size_t above = load_commune(l, u->parent_id);
		if (u->level == 'c')
			continue;
		l->communes[i].district = l->ndistricts++;
		l->communes[i].province = own[i] ? own[i] - 1 : above < l->ncommunes ? own[above] - 1 : 0;
	}
	for (size_t i = 0; i < l->ncommunes; i++) {
		size_t above = load_commune(l, l->units[i].parent_id);
		if (l->units[i].level != 'c')
			continue;
		bool in_district = above < l->ncommunes && l->units[above].level == 'd';
		l->communes[i].district = in_district ? l->communes[above].district : l->ndistricts++;
		l->communes[i].province = above < l->ncommunes ? l->communes[above].province : 0;
	}
}

static enum err
load_units(struct ctx *cx, const struct load_way *way, struct loading *l)
{
	struct cursor c = { .l = l };
	do {
		c.kept = l->ncommunes;
		TRY(page(cx, way, read_units, &c));
		if (c.n)
			c.after = l->units[l->ncommunes - 1].id;
	} while (c.n == UNITS_PAGE);
	number_districts(l);
	return OK;
}

/* ---- what the plan holds already ---- */

static int32_t
day_of(const struct loading *l, const char *date)
{
	int64_t day;
	return date_parse(date, &day) ? (int32_t)(day - l->first) : INT32_MIN;
}

static enum err
read_held(struct ctx *cx, void *arg)
{
	struct cursor *c = arg;
	struct loading *l = c->l;
	struct rows rows;
	l->nheld = c->kept;
	TRY(db_query(cx, sql_planning_held(l->p->unit_id, l->p->id, c->after, LOAD_PEOPLE_PAGE), &rows));
	c->n = rows.n;
	for (size_t r = 0; r < rows.n; r++) {
		const struct cell *row = db_cell(&rows, r, 0);
		bool chosen = row[8].i && !row[6].null;
		if (l->nheld == l->held_cap) {
			l->held = load_more(l->mem, l->held, sizeof *l->held, l->nheld, l->held_cap);
			l->held_cap = l->held_cap ? l->held_cap * 2 : 1024;
		}
		l->held[l->nheld++] = (struct held){
			.person_id = row[0].i,
			.session_id = row[1].i,
			.slot = row[2].null ? -1 : (int16_t)hour_minutes(row[2].p),
			.appointment_id = row[3].i,
			.site_id = row[4].i,
			.on = row[5].null ? INT32_MIN : day_of(l, row[5].p),
			.chosen_id = chosen ? row[6].i : 0,
			.chosen_slot = chosen ? (int16_t)hour_minutes(row[7].p) : -1,
			.by_hand = row[8].i,
			.out = row[8].i && row[6].null,
		};
	}
	return OK;
}

static enum err
load_all_held(struct ctx *cx, const struct load_way *way, struct loading *l)
{
	struct cursor c = { .l = l };
	do {
		c.kept = l->nheld;
		TRY(page(cx, way, read_held, &c));
		if (c.n)
			c.after = l->held[l->nheld - 1].person_id;
	} while (c.n == LOAD_PEOPLE_PAGE);
	return OK;
}

static size_t
held_index(const struct loading *l, int64_t person_id)
{
	size_t from = 0, to = l->nheld;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (l->held[mid].person_id < person_id)
			from = mid + 1;
		else
			to = mid;
	}
	return from < l->nheld && l->held[from].person_id == person_id ? from : l->nheld;
}

/* ---- whose record is restricted ---- */

static enum err
read_restricted(struct ctx *cx, void *arg)
{
	struct cursor *c = arg;
	struct loading *l = c->l;
	struct rows rows;
	l->nrestricted = c->kept;
	TRY(db_query(cx, sql_planning_restricted(c->after, LOAD_PEOPLE_PAGE), &rows));
	c->n = rows.n;
	for (size_t r = 0; r < rows.n; r++) {
		if (l->nrestricted == l->restricted_cap) {
			l->restricted = LOAD_MORE(l, restricted, nrestricted, restricted_cap);
			l->restricted_cap = l->restricted_cap ? l->restricted_cap * 2 : 1024;
		}
		l->restricted[l->nrestricted++] = db_cell(&rows, r, 0)->i;
	}
	return OK;
}

static enum err
load_restricted(struct ctx *cx, const struct load_way *way, struct loading *l)
{
	struct cursor c = { .l = l };
	do {
		c.kept = l->nrestricted;
		TRY(page(cx, way, read_restricted, &c));
		if (c.n)
			c.after = l->restricted[l->nrestricted - 1];
	} while (c.n == LOAD_PEOPLE_PAGE);
	return OK;
}

static bool
is_restricted(const struct loading *l, int64_t person_id)
{
	return l->nrestricted && bsearch(&person_id, l->restricted, l->nrestricted, sizeof *l->restricted, id_compare);
}

/* ---- people ---- */

/* What the order goes by, person by person. */
struct rank {
	uint32_t rank;
	int32_t birth;
	int64_t registered_ms, id;
	uint32_t index;
};

struct people {
	struct cursor c;
	struct rank *ranks;
	int64_t *families;
	const char *today;
};

/* Columns of sql_planning_waiting(). */
enum {
	W_PERSON,
	W_REGISTRATION,
	W_DOSE,
	W_GROUP,
	W_SUB,
	W_BIRTH,
	W_REGISTERED,
	W_LAST_PRODUCT,
	W_LAST_ON,
	W_NOT_BEFORE,
	W_HOSPITAL,
	W_PART,
	W_FAMILY,
	W_STATE,
	W_SITE,
	W_APPOINTMENT
};

static uint8_t
group_index(struct loading *l, const char *code)
{
	for (size_t i = 0; i < l->ngroups; i++)
		if (is(l->groups[i], code))
			return (uint8_t)i;
	if (l->ngroups == PLAN_GROUPS_MAX || strlen(code) >= LOAD_GROUP_MAX)
		return 0;
	strcpy(l->groups[l->ngroups], code);
	return (uint8_t)l->ngroups++;
}

static int64_t
days_or(const struct cell *date, int64_t fallback)
{
	int64_t days;
	return !date->null && date_parse(date->p, &days) ? days : fallback;
}

/* Whoever was taken out by hand, or had their record restricted, may be given nothing. */
static uint32_t
profile_of_row(struct loading *l, const struct cell *row, int64_t birth, bool nothing_at_all)
{
	struct profile_of nothing = { .dose_number = 2, .not_before = INT64_MIN };
	struct profile_of who = { .birth = birth,
				  .dose_number = row[W_DOSE].i,
				  .last_product = row[W_LAST_PRODUCT].null ? NULL : row[W_LAST_PRODUCT].p,
				  .last_on = days_or(&row[W_LAST_ON], 0),
				  .not_before = days_or(&row[W_NOT_BEFORE], INT64_MIN) };
	return profile_find(l->profiles, nothing_at_all ? &nothing : &who);
}

/* Is the place that they have the one that this plan gave them, and still to come? */
static bool
is_ours(const struct loading *l, const struct held *h, const struct cell *row)
{
	return h && h->appointment_id && row[W_APPOINTMENT].i == h->appointment_id && row[W_SITE].i == h->site_id &&
	       l->first + h->on > l->today;
}

static enum err
take_person(struct ctx *cx, struct people *all, const struct cell *row, int64_t rank)
{
	struct loading *l = all->c.l;
	int64_t birth = days_or(&row[W_BIRTH], 0);
	size_t h = held_index(l, row[W_PERSON].i);
	struct held *held = h < l->nheld ? &l->held[h] : NULL;
	bool ours = is_ours(l, held, row), restricted = !ours && is_restricted(l, row[W_PERSON].i);
	bool nothing = restricted || (held && held->out);
	if (!ours && (is(row[W_STATE].p, "placed") || (l->again && !(held && held->by_hand))))
		return OK;
	if (l->npeople == l->people_cap)
		return fail(cx, ERR_BUSY, "plan.grown", "Danh sách vừa dài thêm. Hãy tính lại.",
			    "The list has just grown. Compute again.");
	uint32_t i = (uint32_t)l->npeople++;
	l->people[i] = (struct plan_person){ .commune = all->c.commune,
					     .profile = profile_of_row(l, row, birth, nothing),
					     .pool = row[W_DOSE].i > 1 ? PLAN_NEXT : PLAN_FIRST,
					     .part = is(row[W_PART].p, "morning")     ? PLAN_MORNING
						     : is(row[W_PART].p, "afternoon") ? PLAN_AFTERNOON
										      : PLAN_ANY,
					     .hospital = row[W_HOSPITAL].i };
	l->who[i] = (struct loaded_person){ .id = row[W_PERSON].i,
					    .registration_id = row[W_REGISTRATION].i,
					    .registered = (int32_t)(date_of(row[W_REGISTERED].i) - l->first),
					    .dose_number = (int16_t)row[W_DOSE].i,
					    .group = group_index(l, row[W_GROUP].p),
					    .by_hand = held && held->by_hand,
					    .out = held && held->out,
					    .restricted = restricted,
					    .held = ours || (held && held->by_hand) ? (uint32_t)h + 1 : 0 };
	if (held && !ours)
		held->appointment_id = held->session_id = 0; /* they gave it up, or somebody took it */
	all->ranks[i] = (struct rank){ (uint32_t)rank, (int32_t)birth, row[W_REGISTERED].i, row[W_PERSON].i, i };
	all->families[i] = nothing ? 0 : row[W_FAMILY].i;
	return OK;
}

static enum err
read_people(struct ctx *cx, void *arg)
{
	struct people *all = arg;
	struct loading *l = all->c.l;
	const struct priority *order;
	const struct unit unit = { .id = l->units[all->c.commune].id };
	struct rows rows;
	l->npeople = all->c.kept;
	TRY(priority_load(cx, &unit, all->today, &order));
	TRY(db_query(cx, sql_planning_waiting(unit.id, all->c.after, LOAD_PEOPLE_PAGE), &rows));
	all->c.n = rows.n;
	for (size_t r = 0; r < rows.n; r++) {
		const struct cell *row = db_cell(&rows, r, 0);
		TRY(take_person(cx, all, row, priority_rank(order, row[W_GROUP].p, row[W_SUB].p)));
	}
	if (rows.n)
		all->c.after = db_cell(&rows, rows.n - 1, 0)->i;
	return OK;
}

/* May be read again after a lost connection: then from where it began. */
static enum err
people_page(struct ctx *cx, const struct load_way *way, struct people *all)
{
	int64_t after = all->c.after;
	all->c.kept = all->c.l->npeople;
	enum err err = page(cx, way, read_people, all);
	if (err != OK)
		all->c.after = after;
	return err;
}

static int
by_rank(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->birth != y->birth)
		return x->birth < y->birth ? -1 : 1;
	if (x->registered_ms != y->registered_ms)
		return x->registered_ms < y->registered_ms ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* Families are numbered from 1 in the order of their ids. */
static void
number_families(struct loading *l, struct arena *mem, const int64_t *of)
{
	int64_t *ids = NEW(mem, int64_t, l->npeople + 1);
	size_t n = 0, kept = 0;
	for (size_t i = 0; i < l->npeople; i++)
		if (of[i])
			ids[n++] = of[i];
	qsort(ids, n, sizeof *ids, id_compare);
	for (size_t i = 0; i < n; i++)
		if (!kept || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	l->nfamilies = (uint32_t)kept;
	for (size_t i = 0; i < l->npeople; i++)
		if (of[i])
			l->people[i].family =
				(uint32_t)((int64_t *)bsearch(&of[i], ids, kept, sizeof *ids, id_compare) - ids) + 1;
}

struct counting {
	const struct loading *l;
	int64_t n;
};

static enum err
count_people(struct ctx *cx, void *arg)
{
	struct counting *c = arg;
	return db_number(cx, sql_planning_waiting_count(c->l->p->unit_path, unit_path_end(cx->mem, c->l->p->unit_path)),
			 0, &c->n);
}

static enum err
load_profiles(struct ctx *cx, void *arg)
{
	struct loading *l = arg;
	return profiles_new(cx, l->mem, l->products, l->nproducts, l->first, l->days, l->p->mixing, &l->profiles);
}

static enum err
load_list(struct ctx *cx, const struct load_way *way, struct loading *l, struct arena *mem)
{
	char today[DATE_SIZE];
	struct counting count = { .l = l };
	TRY(page(cx, way, count_people, &count));
	l->people_cap = (size_t)(count.n + count.n / 16 + PEOPLE_SPARE);
	l->people = NEW(l->mem, struct plan_person, l->people_cap);
	l->who = NEW(l->mem, struct loaded_person, l->people_cap);
	date_format(l->today, today);
	struct people all = { .c.l = l,
			      .ranks = NEW(mem, struct rank, l->people_cap),
			      .families = NEW(mem, int64_t, l->people_cap),
			      .today = today };
	for (size_t i = 0; i < l->ncommunes; i++) {
		all.c.commune = (uint32_t)i;
		all.c.after = 0;
		do
			TRY(people_page(cx, way, &all));
		while (all.c.n == LOAD_PEOPLE_PAGE);
		if (i % 64 == 0)
			TRY(way->tell(cx, way->arg, "people", (int64_t)l->npeople, count.n));
	}
	qsort(all.ranks, l->npeople, sizeof *all.ranks, by_rank);
	for (size_t i = 0; i < l->npeople; i++)
		l->people[all.ranks[i].index].order = i;
	number_families(l, mem, all.families);
	return OK;
}

enum err
load_people(struct ctx *cx, const struct load_way *way, struct loading *l)
{
	struct arena *mem = arena_new();
	enum err err = page(cx, way, load_profiles, l);
	if (err == OK)
		err = load_units(cx, way, l);
	if (err == OK)
		err = load_all_held(cx, way, l);
	if (err == OK)
		err = load_restricted(cx, way, l);
	if (err == OK)
		err = load_list(cx, way, l, mem);
	arena_free(mem);
	return err;
}
