/* plan_worker.h - the server's work on plans: computing, publishing, and looking whether they can take place as published.
 *
 * A plan is claimed by a lease that each transaction of the work renews, so a server that died loses it within LEASE_S, and one
 * that was only slow changes nothing any more. Computing begins anew then; publishing goes on behind the last chunk. */
#ifndef PLANNING_PLAN_WORKER_H
#define PLANNING_PLAN_WORKER_H

#include "work/worker.h"

#ifdef TEST_HOOKS
enum { PLAN_LEASE_S = 3 };
#else
enum { PLAN_LEASE_S = 15 }; /* of a plan while it is worked on */
#endif
enum {
	PLAN_LEASE_LONG_S = 180, /* while the planner itself runs, which renews nothing */
	PLAN_LOOK_MS = 60 * 1000 /* between two looks at a published plan */
};

struct plan_worker;
/* alone: no other server uses this database (SQLite), so what was held when it started is a crash's. */
struct plan_worker *plan_worker_start(struct lanes *lanes, bool alone);
struct worker *plan_worker_thread(struct plan_worker *w);
void plan_worker_stop(struct plan_worker *w);

#endif
