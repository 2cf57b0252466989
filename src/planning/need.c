#include "planning/planner_parts.h"

enum { TABLE_AT_FIRST = 1 << 10 };

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	return x ^ x >> 32;
}

/* ---- needs ---- */

void
needs_init(struct needs *needs, struct arena *mem, const struct plan *in)
{
	*needs = (struct needs){ .in = in,
				 .mem = mem,
				 .list = NEW(mem, struct need, TABLE_AT_FIRST / 2),
				 .room = TABLE_AT_FIRST / 2,
				 .table = NEW(mem, uint32_t, TABLE_AT_FIRST),
				 .mask = TABLE_AT_FIRST - 1,
				 .singles = NEW(mem, uint32_t, in->nprofiles * PLAN_POOLS * 2) };
}

static uint64_t
hash(const struct need *n)
{
	uint64_t h = mix((uint64_t)n->count[PLAN_FIRST] << 17 | (uint64_t)n->count[PLAN_NEXT] << 1 | n->hospital);
	for (int i = 0; i < PLAN_PRODUCTS_MAX; i++)
		h = mix(h + n->days[i]);
	return h;
}

static bool
same(const struct need *a, const struct need *b)
{
	return memcmp(a->days, b->days, sizeof a->days) == 0 && memcmp(a->count, b->count, sizeof a->count) == 0 &&
	       a->hospital == b->hospital;
}

/* Where the need stands in the table, or where it would. */
static uint32_t *
look(const struct needs *needs, const struct need *need)
{
	uint64_t at = hash(need);
	for (;; at++) {
		uint32_t *entry = &needs->table[at & needs->mask];
		if (!*entry || same(&needs->list[*entry - 1], need))
			return entry;
	}
}

static void
needs_grow(struct needs *needs)
{
	struct need *old = needs->list;
	needs->room *= 2;
	needs->list = NEW(needs->mem, struct need, needs->room);
	memcpy(needs->list, old, needs->n * sizeof *old);
	needs->mask = needs->mask * 2 + 1;
	needs->table = NEW(needs->mem, uint32_t, needs->mask + 1);
	for (uint32_t i = 0; i < needs->n; i++)
		*look(needs, &needs->list[i]) = i + 1;
}

static uint32_t
number_of(struct needs *needs, const struct need *need)
{
	uint32_t *entry = look(needs, need);
	if (*entry)
		return *entry - 1;
	if (needs->n == needs->room) {
		needs_grow(needs);
		entry = look(needs, need);
	}
	needs->list[needs->n] = *need;
	*entry = (uint32_t)++needs->n;
	return *entry - 1;
}

/* Bit d: day d of the plan lies in the window. */
static uint64_t
days_of(const struct plan *in, struct plan_window window)
{
	int from = window.from < 0 ? 0 : window.from;
	int to = window.to >= (int)in->days ? (int)in->days - 1 : window.to;
	return from > to ? 0 : (UINT64_C(2) << to) - (UINT64_C(1) << from);
}

uint32_t
need_of_person(struct needs *needs, const struct plan_person *person)
{
	uint32_t *single =
		&needs->singles[((size_t)person->profile * PLAN_POOLS + person->pool) * 2 + person->hospital];
	if (*single)
		return *single - 1;
	struct need need = { .hospital = person->hospital };
	need.count[person->pool] = 1;
	for (int i = 0; i < PLAN_PRODUCTS_MAX; i++)
		need.days[i] = days_of(needs->in, needs->in->profiles[person->profile].product[i]);
	*single = number_of(needs, &need) + 1;
	return *single - 1;
}

uint32_t
need_of_family(struct needs *needs, const uint32_t *members, uint32_t n)
{
	struct need together = { 0 };
	memset(together.days, 0xff, sizeof together.days);
	for (uint32_t m = 0; m < n; m++) {
		uint32_t number = need_of_person(needs, &needs->in->people[members[m]]);
		const struct need *one = &needs->list[number];
		for (int i = 0; i < PLAN_PRODUCTS_MAX; i++)
			together.days[i] &= one->days[i];
		for (int pool = 0; pool < PLAN_POOLS; pool++)
			together.count[pool] = (uint16_t)(together.count[pool] + one->count[pool]);
		together.hospital |= one->hospital;
	}
	return number_of(needs, &together);
}

/* ---- marks ---- */

void
marks_init(struct marks *marks, struct arena *mem)
{
	*marks = (struct marks){ .mem = mem,
				 .keys = NEW(mem, uint64_t, TABLE_AT_FIRST),
				 .values = NEW(mem, uint32_t, TABLE_AT_FIRST),
				 .mask = TABLE_AT_FIRST - 1 };
}

static size_t
key_at(const struct marks *marks, uint64_t key)
{
	size_t at = mix(key) & marks->mask;
	while (marks->keys[at] && marks->keys[at] != key)
		at = (at + 1) & marks->mask;
	return at;
}

static void
marks_grow(struct marks *marks)
{
	struct marks old = *marks;
	marks->mask = old.mask * 2 + 1;
	marks->keys = NEW(marks->mem, uint64_t, marks->mask + 1);
	marks->values = NEW(marks->mem, uint32_t, marks->mask + 1);
	for (size_t i = 0; i <= old.mask; i++) {
		if (!old.keys[i])
			continue;
		size_t at = key_at(marks, old.keys[i]);
		marks->keys[at] = old.keys[i];
		marks->values[at] = old.values[i];
	}
}

uint32_t *
mark(struct marks *marks, uint32_t place, uint32_t need)
{
	uint64_t key = (((uint64_t)place << 32) | need) + 1;
	size_t at = key_at(marks, key);
	if (marks->keys[at])
		return &marks->values[at];
	if (marks->n * 2 > marks->mask) {
		marks_grow(marks);
		at = key_at(marks, key);
	}
	marks->n++;
	marks->keys[at] = key;
	return &marks->values[at];
}
