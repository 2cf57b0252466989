#include "planning/profile.h"

#include "base/clock.h"

#include <assert.h>
#include <string.h>

enum {
	KINDS = 3,
	PRIMARY = 0,
	ADDITIONAL = 1,
	BOOSTER = 2,
	LASTS_MAX = 64,  /* products that the dose before may be of */
	CACHE_BITS = 16, /* windows by birth date and by dose before, kept so that each is worked out once */
	PROFILE_BITS_MIN = 10
};
static const char *const kind_names[KINDS] = { "primary", "additional", "booster" };

struct day_rule {
	bool allowed, consent;
	int64_t min, max; /* days or years; max NONE: no end */
};

/* A few windows under a key; a place that is taken by another key is written over. */
struct cached {
	bool full;
	int64_t a, b, c;
	struct plan_window windows[PLAN_PRODUCTS_MAX];
};

struct profiles {
	struct arena *mem;
	int64_t first, days;
	bool mixing;
	size_t nproducts, nlasts;
	const char *products[PLAN_PRODUCTS_MAX];
	const char *lasts[LASTS_MAX];
	int64_t last_primary[LASTS_MAX]; /* doses of its series */
	struct day_rule *ages;           /* [product][day] */
	struct day_rule *intervals;      /* [kind][last][product][day] */
	struct cached *by_birth, *by_dose;
	struct plan_window none[PLAN_PRODUCTS_MAX]; /* no day at all */
	struct plan_profile *list;
	size_t n, cap;
	uint32_t *buckets; /* index + 1 */
	size_t bits;
};

static const struct plan_window never = { 1, 0 };

/* ---- the rules of each day ---- */

static struct day_rule *
age_rule(const struct profiles *p, size_t product, int64_t day)
{
	return &p->ages[(int64_t)product * p->days + day];
}

static struct day_rule *
interval_rule(const struct profiles *p, size_t kind, size_t last, size_t product, int64_t day)
{
	return &p->intervals[(int64_t)((kind * p->nlasts + last) * p->nproducts + product) * p->days + day];
}

static enum err
load_day(struct ctx *cx, struct profiles *p, size_t product, int64_t day)
{
	char *on = arena_alloc(cx->mem, DATE_SIZE);
	date_format(p->first + day, on);
	struct day_rule *age = age_rule(p, product, day);
	TRY(rule_age(cx, p->products[product], on, &age->allowed, &age->min, &age->max));
	for (size_t kind = 0; kind < KINDS; kind++)
		for (size_t last = 0; last < p->nlasts; last++) {
			struct interval rule;
			TRY(rule_interval(cx, kind_names[kind], p->lasts[last], p->products[product], on, &rule));
			*interval_rule(p, kind, last, product, day) =
				(struct day_rule){ rule.allowed, rule.consent, rule.min_days, rule.max_days };
		}
	return OK;
}

enum err
profiles_new(struct ctx *cx, struct arena *mem, const char *const *products, size_t nproducts, int64_t first,
	     int64_t days, bool mixing, struct profiles **out)
{
	struct profiles *p = NEW(mem, struct profiles, 1);
	struct product *all;
	size_t n;
	assert(nproducts <= PLAN_PRODUCTS_MAX && days <= PLAN_DAYS_MAX);
	*p = (struct profiles){ .mem = mem, .first = first, .days = days, .mixing = mixing, .nproducts = nproducts };
	TRY(product_list(cx, true, &all, &n));
	for (size_t i = 0; i < n && i < LASTS_MAX; i++) {
		p->lasts[p->nlasts] = arena_strdup(mem, all[i].code);
		p->last_primary[p->nlasts++] = all[i].primary_doses;
	}
	for (size_t i = 0; i < PLAN_PRODUCTS_MAX; i++)
		p->none[i] = never;
	for (size_t i = 0; i < nproducts; i++)
		p->products[i] = arena_strdup(mem, products[i]);
	p->ages = NEW(mem, struct day_rule, nproducts * (size_t)days);
	p->intervals = NEW(mem, struct day_rule, KINDS * p->nlasts * nproducts * (size_t)days);
	p->by_birth = NEW(mem, struct cached, (size_t)1 << CACHE_BITS);
	p->by_dose = NEW(mem, struct cached, (size_t)1 << CACHE_BITS);
	p->bits = PROFILE_BITS_MIN;
	p->buckets = NEW(mem, uint32_t, (size_t)1 << p->bits);
	for (size_t i = 0; i < nproducts; i++)
		for (int64_t day = 0; day < days; day++)
			TRY(load_day(cx, p, i, day));
	*out = p;
	return OK;
}

/* ---- windows ---- */

/* Adds a day to the first run of allowed days. */
static void
extend(struct plan_window *w, bool *ended, int64_t day, bool allowed)
{
	if (allowed && w->from > w->to)
		*w = (struct plan_window){ (int16_t)day, (int16_t)day };
	else if (allowed && !*ended)
		w->to = (int16_t)day;
	else if (!allowed && w->from <= w->to)
		*ended = true;
}

static void
windows_by_age(const struct profiles *p, int64_t birth, struct plan_window *out)
{
	for (size_t i = 0; i < p->nproducts; i++) {
		bool ended = false;
		out[i] = never;
		for (int64_t day = 0; day < p->days; day++) {
			const struct day_rule *rule = age_rule(p, i, day);
			int64_t age = date_age(birth, p->first + day);
			extend(&out[i], &ended, day,
			       rule->allowed && age >= rule->min && (rule->max == NONE || age <= rule->max));
		}
	}
}

static bool
fits(const struct profiles *p, size_t kind, size_t last, size_t product, int64_t day, int64_t since)
{
	const struct day_rule *rule = interval_rule(p, kind, last, product, day);
	return rule->allowed && (p->mixing || !rule->consent) && since >= rule->min &&
	       (rule->max == NONE || since <= rule->max);
}

static void
windows_by_dose(const struct profiles *p, bool complete, size_t last, int64_t last_on, int64_t start,
		struct plan_window *out)
{
	for (size_t i = 0; i < p->nproducts; i++) {
		bool ended = false;
		out[i] = never;
		for (int64_t day = start; day < p->days; day++) {
			int64_t since = p->first + day - last_on;
			bool allowed = complete ? fits(p, BOOSTER, last, i, day, since) ||
							  fits(p, ADDITIONAL, last, i, day, since)
						: fits(p, PRIMARY, last, i, day, since);
			extend(&out[i], &ended, day, allowed && since >= 0);
		}
	}
}

static uint64_t
mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
	return h ^ h >> 29;
}

static struct cached *
cached_at(struct cached *cache, int64_t a, int64_t b, int64_t c, bool *hit)
{
	uint64_t h = mix(mix(mix(7, (uint64_t)a), (uint64_t)b), (uint64_t)c);
	struct cached *e = &cache[h >> (64 - CACHE_BITS)];
	*hit = e->full && e->a == a && e->b == b && e->c == c;
	e->full = true;
	e->a = a;
	e->b = b;
	e->c = c;
	return e;
}

/* ---- profiles ---- */

static uint64_t
hash_of(const struct profiles *p, const struct plan_profile *profile)
{
	uint64_t h = 1;
	for (size_t i = 0; i < p->nproducts; i++)
		h = mix(h, (uint64_t)(uint16_t)profile->product[i].from << 16 | (uint16_t)profile->product[i].to);
	return h;
}

static bool
same(const struct profiles *p, const struct plan_profile *a, const struct plan_profile *b)
{
	for (size_t i = 0; i < p->nproducts; i++)
		if (a->product[i].from != b->product[i].from || a->product[i].to != b->product[i].to)
			return false;
	return true;
}

static void
put_in_bucket(struct profiles *p, size_t index)
{
	size_t mask = ((size_t)1 << p->bits) - 1, at = hash_of(p, &p->list[index]) & mask;
	while (p->buckets[at])
		at = (at + 1) & mask;
	p->buckets[at] = (uint32_t)index + 1;
}

static void
grow(struct profiles *p)
{
	size_t cap = p->cap ? p->cap * 2 : 512;
	struct plan_profile *list = NEW(p->mem, struct plan_profile, cap);
	if (p->n)
		memcpy(list, p->list, p->n * sizeof *list);
	p->list = list;
	p->cap = cap;
	p->bits = PROFILE_BITS_MIN;
	while (((size_t)1 << p->bits) < cap * 2)
		p->bits++;
	p->buckets = NEW(p->mem, uint32_t, (size_t)1 << p->bits);
	for (size_t i = 0; i < p->n; i++)
		put_in_bucket(p, i);
}

static uint32_t
intern(struct profiles *p, const struct plan_profile *profile)
{
	if (p->n == p->cap)
		grow(p);
	size_t mask = ((size_t)1 << p->bits) - 1;
	for (size_t at = hash_of(p, profile) & mask; p->buckets[at]; at = (at + 1) & mask)
		if (same(p, &p->list[p->buckets[at] - 1], profile))
			return p->buckets[at] - 1;
	p->list[p->n] = *profile;
	put_in_bucket(p, p->n);
	return (uint32_t)p->n++;
}

static size_t
last_of(const struct profiles *p, const char *code)
{
	for (size_t i = 0; i < p->nlasts; i++)
		if (strcmp(p->lasts[i], code) == 0)
			return i;
	return p->nlasts;
}

static void
narrow(struct plan_window *w, const struct plan_window *other, int64_t not_before)
{
	if (other && other->from > w->from)
		w->from = other->from;
	if (other && other->to < w->to)
		w->to = other->to;
	if (not_before > w->from)
		w->from = (int16_t)(not_before > w->to ? w->to + 1 : not_before);
	if (w->from > w->to)
		*w = never;
}

/* The windows that the dose before leaves from a day of the plan on; NULL: there was none, so all days. */
static const struct plan_window *
dose_windows(struct profiles *p, const struct profile_of *who, int64_t start)
{
	if (who->dose_number <= 1)
		return NULL;
	size_t last = who->last_product ? last_of(p, who->last_product) : p->nlasts;
	if (last == p->nlasts)
		return p->none;
	bool hit, complete = who->dose_number - 1 >= p->last_primary[last];
	struct cached *e = cached_at(p->by_dose, start * 2 + complete, (int64_t)last, who->last_on, &hit);
	if (!hit)
		windows_by_dose(p, complete, last, who->last_on, start, e->windows);
	return e->windows;
}

uint32_t
profile_find(struct profiles *p, const struct profile_of *who)
{
	bool hit;
	struct plan_profile profile = { 0 };
	struct cached *age = cached_at(p->by_birth, who->birth, 0, 0, &hit);
	if (!hit)
		windows_by_age(p, who->birth, age->windows);
	int64_t not_before =
		who->not_before == INT64_MIN || who->not_before < p->first ? 0 : who->not_before - p->first;
	const struct plan_window *dose = dose_windows(p, who, not_before < p->days ? not_before : p->days);
	for (size_t i = 0; i < p->nproducts; i++) {
		profile.product[i] = age->windows[i];
		narrow(&profile.product[i], dose ? &dose[i] : NULL, not_before);
	}
	for (size_t i = p->nproducts; i < PLAN_PRODUCTS_MAX; i++)
		profile.product[i] = never;
	return intern(p, &profile);
}

const struct plan_profile *
profiles_all(const struct profiles *p, size_t *n)
{
	*n = p->n;
	return p->list;
}
