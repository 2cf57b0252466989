/* schedule.h - which step of whom comes next, and when it is due. */
#ifndef REPLAY_SCHEDULE_H
#define REPLAY_SCHEDULE_H

#include "replay/parts.h"

struct schedule {
	struct replay *r;
	int64_t began_us;
	uint32_t people, fresh; /* journeys fresh, fresh + 1, ... have not begun (in a phase: were not yet looked at) */
	uint32_t *ready;        /* a ring of those under way whose next step can begin */
	uint32_t first, nready;
	uint32_t calls; /* handed out and not given back */
	int64_t ticks;  /* --rate: how many requests were due so far */
	bool phased;
	enum step phase;
	int64_t phase_began_us;
	uint32_t site; /* batches: whose turn it is */
};

/* One request to be: an event, or as many as the plan's batch says, of one site. */
struct call {
	struct event *events;
	size_t n;
	int64_t due_us;
};

enum turn {
	TURN_CALL,   /* *call is filled */
	TURN_WAIT,   /* nothing is due before *until_us, or (0) before an answer */
	TURN_NOTHING /* all have been through or have failed, as soon as the calls that are out are answered */
};

/* from RECORD: reads the records of all. */
void schedule_begin(struct schedule *s, struct replay *r, enum step from, int64_t now_us);
/* call->events has room for the plan's batch, or one. */
enum turn schedule_next(struct schedule *s, int64_t now_us, struct call *call, int64_t *until_us);
/* A call came to its end; journeys say in done and failed what became of them. */
void schedule_done(struct schedule *s, const struct call *call, int64_t now_us);

#endif
