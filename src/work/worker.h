/* worker.h - a thread that does one small thing again and again until it is stopped. */
#ifndef WORK_WORKER_H
#define WORK_WORKER_H

#include "base/ctx.h"
#include "db/lane.h"

/* One round: its own arena and clock in cx. Returns true when there may be more to do at once. An error is logged and the
 * next round comes after the pause. */
struct worker_round {
	struct ctx cx;
	struct lanes *lanes;
	void *arg;
};
struct worker;

struct worker *worker_start(const char *name, struct lanes *lanes, int64_t pause_ms,
			    enum err (*round)(struct worker_round *, bool *more), void *arg);
/* How it goes: rounds that ended well or badly, and how long ago the last good one ended (since its start: none yet). */
struct worker_stats {
	const char *name;
	int64_t rounds, errors, good_us;
};
struct worker_stats worker_stats(const struct worker *w);
/* Waits for the round that runs. */
void worker_stop(struct worker *w);

#endif
