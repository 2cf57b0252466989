/* planner_parts.h - the parts of the planner, for its own files. In the order in which they work: input.c judges the input;
 * sort.c makes the order; near.c knows which sites are near; rooms.c knows what is left at a site; need.c says what somebody
 * needs, and remembers where that was sought in vain; keep.c leaves people where they are; place.c places the others. */
#ifndef PLANNING_PLANNER_PARTS_H
#define PLANNING_PLANNER_PARTS_H

#include "planning/planner.h"

#define PLAN_NONE UINT32_MAX

/* ---- input.c ---- */

/* Judges everything but the result. session_of: per slot its session or PLAN_NONE, from mem. */
enum err plan_check(struct ctx *cx, struct arena *mem, const struct plan *in, uint32_t **session_of) MUST_CHECK;
/* ERR_INVALID planning.input: "array[i].member is out of range". */
enum err plan_bad(struct ctx *cx, const char *array, size_t i, const char *member) MUST_CHECK;

/* ---- sort.c ---- */

/* The indexes 0 to n - 1 by ascending keys, equal keys by index. Both arrays of n; keys are sorted along. */
void plan_sort(uint64_t *keys, uint32_t *indexes, size_t n);

/* ---- near.c ---- */

struct span {
	uint32_t from, n;
};
/* A commune's sites by nearness; each tier is sorted when it is first asked for. */
struct near_list {
	uint32_t *tier[PLAN_REACHES];
	uint32_t n[PLAN_REACHES];
};
struct near {
	const struct plan *in;
	struct arena *mem;
	uint32_t *by_place;                            /* sites by province, district, commune, index */
	struct span *communes, *districts, *provinces; /* their parts of by_place */
	struct near_list *lists;                       /* per commune */
};
void near_init(struct near *near, struct arena *mem, const struct plan *in);
/* How many sites are within reach. */
uint32_t near_count(const struct near *near, uint32_t commune);
/* Number at (from 0) of a commune's sites, the nearest first; at < near_count(). */
uint32_t near_site(struct near *near, uint32_t commune, uint32_t at);
/* The province, district or commune, by the reach: whoever shares it has the same sites within reach. */
uint32_t near_area(const struct near *near, uint32_t commune);

/* ---- need.c ---- */

/* What one person, or a family together, needs of a room. Equal needs have one number. */
struct need {
	uint64_t days[PLAN_PRODUCTS_MAX]; /* bit d: the product may be given to all of them on day d */
	uint16_t count[PLAN_POOLS];       /* people */
	bool hospital;
};
struct needs {
	const struct plan *in;
	struct arena *mem;
	struct need *list;
	size_t n, room;
	uint32_t *table, mask; /* numbers + 1 by hash; 0: free */
	uint32_t *singles;     /* per profile, pool, hospital: number + 1; 0: not asked for yet */
};
void needs_init(struct needs *needs, struct arena *mem, const struct plan *in);
uint32_t need_of_person(struct needs *needs, const struct plan_person *person);
uint32_t need_of_family(struct needs *needs, const uint32_t *members, uint32_t n);

/* A number for each pair (place, need) that was asked for; 0 at first. */
struct marks {
	struct arena *mem;
	uint64_t *keys; /* 0: free */
	uint32_t *values;
	size_t n, mask;
};
void marks_init(struct marks *marks, struct arena *mem);
/* Valid until the next call. */
uint32_t *mark(struct marks *marks, uint32_t place, uint32_t need);

/* ---- rooms.c ---- */

/* An open session of an open site. */
struct room {
	uint32_t shelf, slot;
	uint32_t left; /* places in all its slots */
	uint16_t most; /* no slot has more places left: may be too high, never too low */
	uint8_t nslots, day, pools;
};
/* One product at one site. */
struct shelf {
	uint64_t days[PLAN_POOLS]; /* bit d: a room takes the pool on day d */
	uint64_t open[PLAN_POOLS]; /* and has a place left */
	uint32_t doses[PLAN_POOLS];
	uint32_t room, nrooms; /* by day, then session */
	uint8_t product;
};
struct rooms {
	const struct plan *in;
	struct room *rooms;
	struct shelf *shelves;
	uint32_t *site_shelf; /* per site the first of its shelves; one more at the end */
	uint32_t *room_of;    /* per session; PLAN_NONE: closed */
	uint16_t *left;       /* per slot */
};
struct spot {
	uint32_t room, slot;
};
void rooms_init(struct rooms *rooms, struct arena *mem, const struct plan *in);
/* The first spot of a site where all of the need fit. */
bool rooms_find(struct rooms *rooms, uint32_t site, const struct need *need, enum plan_part wish, struct spot *spot);
/* Does this very spot suit? */
bool rooms_suit(const struct rooms *rooms, uint32_t site, const struct need *need, const struct spot *spot);
void rooms_take(struct rooms *rooms, const struct need *need, const struct spot *spot);
/* What a site lacks for one person who was placed nowhere. */
enum plan_why rooms_why(const struct rooms *rooms, uint32_t site, const struct need *need);

/* ---- the whole ---- */

struct planner {
	const struct plan *in;
	struct plan_result *out;
	uint32_t *turns; /* people in their order */
	const uint32_t *session_of;
	struct near near;
	struct needs needs;
	struct marks tried;     /* per commune and need, how many of the nearest sites cannot take it any more */
	struct marks exhausted; /* per area and need, 1: no site can */
	struct marks whys;      /* per area and need */
	struct rooms rooms;
};
/* Asks the memory for those whose turn comes soon: the order of the turns jumps about in it. */
static inline void
plan_foresee(const struct planner *p, size_t turn)
{
	enum { SOON = 12 };
	if (turn + SOON >= p->in->npeople)
		return;
	uint32_t person = p->turns[turn + SOON];
	__builtin_prefetch(&p->in->people[person]);
	__builtin_prefetch(&p->out->slot[person], 1);
}
/* keep.c: whoever's place still suits keeps it. */
void plan_keep(struct planner *p);
/* place.c: everybody without a place, in their turn. */
void plan_place(struct planner *p, struct arena *mem);
/* why.c: the reasons of those who have none. */
void plan_reasons(struct planner *p);

#endif
