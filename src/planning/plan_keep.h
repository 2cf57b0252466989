/* plan_keep.h - writes what the planner found, in short transactions between which others get their turn. */
#ifndef PLANNING_PLAN_KEEP_H
#define PLANNING_PLAN_KEEP_H

#include "planning/plan_load.h"

enum { KEEP_ROWS = 500 /* of a transaction */ };

struct kept {
	int64_t placed, changed;
};
/* write() runs a part in a transaction that holds the plan's lease. All of it may be written again from the beginning. */
struct keep_way {
	enum err (*write)(struct ctx *cx, void *arg, enum err (*run)(struct ctx *, void *), void *what, int64_t done,
			  int64_t total);
	void *arg;
};
enum err plan_result_keep(struct ctx *cx, const struct keep_way *way, const struct loading *l, const struct plan *in,
			  const struct plan_result *result, int64_t round, struct kept *out) MUST_CHECK;
/* "no_room", ... */
extern const char *const plan_why_names[PLAN_WHYS];
extern const char *const plan_change_names[PLAN_CHANGES];

#endif
