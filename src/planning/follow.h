/* follow.h - what follows by itself: sessions that are over or cancelled are settled, people are reminded the day before, and told when
 * the interval to their next dose opens. Each is a page of work; *more: there is another one at once. All of it may be asked
 * again at any time, on several servers at once: nothing is done or said twice. */
#ifndef PLANNING_FOLLOW_H
#define PLANNING_FOLLOW_H

#include "work/worker.h"

enum {
	FOLLOW_PAGE = 300,        /* people of a transaction */
	FOLLOW_SESSIONS = 20,     /* sessions looked for at once */
	SETTLE_AGAIN_MS = 600000, /* who waits for a re-planning, or a session that failed: looked at again */
	NEXT_DOSE_DAYS_BACK = 6   /* days that are made up for after a standstill */
};

/* A closed session: who did not come waits again and is told; so is who was put off until a day. A cancelled one: everybody is told and
 * waits again, those of a published plan when nobody has planned again by the evening before. */
enum err settle_round(struct worker_round *r, bool *more) MUST_CHECK;
/* From the hour of the rule reminder/day_before on. */
enum err remind_round(struct worker_round *r, bool *more) MUST_CHECK;
enum err next_dose_round(struct worker_round *r, bool *more) MUST_CHECK;
/* The three of them, for the server. */
enum err follow_round(struct worker_round *r, bool *more) MUST_CHECK;

/* Is it that hour of today, or later? */
enum err remind_hour(struct ctx *cx, bool *come) MUST_CHECK;

#endif
