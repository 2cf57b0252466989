/* plan_work.h - a plan that this server has claimed, for the parts of its work. */
#ifndef PLANNING_PLAN_WORK_H
#define PLANNING_PLAN_WORK_H

#include "planning/plan_load.h"

struct plan_work {
	struct lanes *lanes;
	const atomic_bool *stop;
	struct planning p;
	struct arena *mem; /* of the plan and its arrays */
	struct ctx page;   /* of one transaction: its memory is given up behind it */
	int64_t held;      /* the lease that we have, ms UTC; 0: lost */
	int64_t round;
	const char *step;
	int64_t done, total;
};

/* A writing transaction that holds the lease and notes how far the work is; run's memory is w->page's. ERR_BUSY: the lease is lost, or
 * the server stops. cx gets the problem. */
enum err
plan_work_write(struct ctx *cx, struct plan_work *w, enum err (*run)(struct ctx *, void *), void *what) MUST_CHECK;
/* Writes nothing but the progress, for so many seconds. */
enum err plan_work_tell(struct ctx *cx, struct plan_work *w, int64_t lease_s) MUST_CHECK;

enum err plan_compute(struct ctx *cx, struct plan_work *w) MUST_CHECK;
enum err plan_publish(struct ctx *cx, struct plan_work *w) MUST_CHECK;

#endif
