#include "planning/planner_parts.h"

enum { INDEXES_MAX = INT32_MAX };

enum err
plan_bad(struct ctx *cx, const char *array, size_t i, const char *member)
{
	const char *field = arena_printf(cx->mem, "%s[%zu].%s", array, i, member);
	return fail_field(cx, field, "planning.input",
			  "Dữ liệu lập kế hoạch không hợp lệ: %s nằm ngoài phạm vi cho phép. Hãy kiểm tra và nạp lại.",
			  "The planning data are not valid: %s is out of range. Check them and load them again.",
			  field);
}

static enum err
check_sizes(struct ctx *cx, const struct plan *in)
{
	const struct {
		const char *array;
		size_t n;
	} all[] = {
		{ "people", in->npeople },       { "profiles", in->nprofiles }, { "communes", in->ncommunes },
		{ "sites", in->nsites },         { "sessions", in->nsessions }, { "slots", in->nslots },
		{ "stock", in->nstock },         { "families", in->nfamilies }, { "districts", in->ndistricts },
		{ "provinces", in->nprovinces },
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].n >= INDEXES_MAX)
			return plan_bad(cx, all[i].array, all[i].n, "count");
	if (in->days < 1 || in->days > PLAN_DAYS_MAX)
		return plan_bad(cx, "plan", 0, "days");
	if ((unsigned)in->reach >= PLAN_REACHES)
		return plan_bad(cx, "plan", 0, "reach");
	return OK;
}

static bool
is_place(int32_t latitude_e6, int32_t longitude_e6)
{
	enum { POLE = 90000000, DATE_LINE = 180000000 };
	if (latitude_e6 == PLAN_NO_PLACE || longitude_e6 == PLAN_NO_PLACE)
		return latitude_e6 == longitude_e6;
	return latitude_e6 >= -POLE && latitude_e6 <= POLE && longitude_e6 >= -DATE_LINE && longitude_e6 <= DATE_LINE;
}

/* A district lies in one province. */
static enum err
check_communes(struct ctx *cx, struct arena *mem, const struct plan *in)
{
	uint32_t *province = NEW(mem, uint32_t, in->ndistricts);
	for (size_t i = 0; i < in->ncommunes; i++) {
		const struct plan_commune *c = &in->communes[i];
		if (c->district >= in->ndistricts)
			return plan_bad(cx, "communes", i, "district");
		if (c->province >= in->nprovinces ||
		    (province[c->district] && province[c->district] != c->province + 1))
			return plan_bad(cx, "communes", i, "province");
		if (!is_place(c->latitude_e6, c->longitude_e6))
			return plan_bad(cx, "communes", i, "place");
		province[c->district] = c->province + 1;
	}
	return OK;
}

static enum err
check_sites(struct ctx *cx, const struct plan *in)
{
	for (size_t i = 0; i < in->nsites; i++) {
		const struct plan_site *s = &in->sites[i];
		if (s->commune >= in->ncommunes)
			return plan_bad(cx, "sites", i, "commune");
		if (!is_place(s->latitude_e6, s->longitude_e6))
			return plan_bad(cx, "sites", i, "place");
	}
	return OK;
}

static const char *
session_fault(const struct plan *in, const struct plan_session *s)
{
	if (s->site >= in->nsites)
		return "site";
	if (s->day >= in->days)
		return "day";
	if (s->product >= PLAN_PRODUCTS_MAX)
		return "product";
	if (!s->pools || s->pools >> PLAN_POOLS)
		return "pools";
	if (s->nslots > PLAN_SLOTS_MAX)
		return "nslots";
	return s->slot > in->nslots || s->nslots > in->nslots - s->slot ? "slot" : NULL;
}

static enum err
check_sessions(struct ctx *cx, const struct plan *in, uint32_t *session_of)
{
	for (size_t i = 0; i < in->nslots; i++)
		session_of[i] = PLAN_NONE;
	for (size_t i = 0; i < in->nsessions; i++) {
		const struct plan_session *s = &in->sessions[i];
		const char *fault = session_fault(in, s);
		if (fault)
			return plan_bad(cx, "sessions", i, fault);
		for (uint32_t at = s->slot; at < s->slot + s->nslots; at++) {
			if (session_of[at] != PLAN_NONE)
				return plan_bad(cx, "sessions", i, "slot");
			if (in->slots[at].start >= PLAN_DAY_MINUTES ||
			    (at > s->slot && in->slots[at].start < in->slots[at - 1].start))
				return plan_bad(cx, "slots", at, "start");
			session_of[at] = (uint32_t)i;
		}
	}
	return OK;
}

/* No two rows of one site, product and pool. */
static enum err
check_stock(struct ctx *cx, struct arena *mem, const struct plan *in)
{
	uint32_t *seen = NEW(mem, uint32_t, in->nsites);
	for (size_t i = 0; i < in->nstock; i++) {
		const struct plan_stock *s = &in->stock[i];
		if (s->site >= in->nsites)
			return plan_bad(cx, "stock", i, "site");
		if (s->product >= PLAN_PRODUCTS_MAX)
			return plan_bad(cx, "stock", i, "product");
		if (s->pool >= PLAN_POOLS)
			return plan_bad(cx, "stock", i, "pool");
		uint32_t bit = UINT32_C(1) << (s->product * PLAN_POOLS + s->pool);
		if (seen[s->site] & bit)
			return plan_bad(cx, "stock", i, "site");
		seen[s->site] |= bit;
	}
	return OK;
}
_Static_assert(PLAN_PRODUCTS_MAX *PLAN_POOLS <= 32, "a bit for each product and pool");

static enum err
check_people(struct ctx *cx, const struct plan *in)
{
	for (size_t i = 0; i < in->npeople; i++) {
		const struct plan_person *p = &in->people[i];
		if (p->commune >= in->ncommunes)
			return plan_bad(cx, "people", i, "commune");
		if (p->profile >= in->nprofiles)
			return plan_bad(cx, "people", i, "profile");
		if (p->family > in->nfamilies)
			return plan_bad(cx, "people", i, "family");
		if (p->pool >= PLAN_POOLS)
			return plan_bad(cx, "people", i, "pool");
		if (p->part >= PLAN_PARTS)
			return plan_bad(cx, "people", i, "part");
		if (in->now && in->now[i] >= in->nslots && in->now[i] != PLAN_NOWHERE && in->now[i] != PLAN_GONE)
			return plan_bad(cx, "now", i, "slot");
	}
	return OK;
}

enum err
plan_check(struct ctx *cx, struct arena *mem, const struct plan *in, uint32_t **session_of)
{
	TRY(check_sizes(cx, in));
	TRY(check_communes(cx, mem, in));
	TRY(check_sites(cx, in));
	*session_of = NEW(mem, uint32_t, in->nslots);
	TRY(check_sessions(cx, in, *session_of));
	TRY(check_stock(cx, mem, in));
	return check_people(cx, in);
}
