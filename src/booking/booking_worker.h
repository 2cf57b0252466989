/* booking_worker.h - the standing work of booking. */
#ifndef BOOKING_BOOKING_WORKER_H
#define BOOKING_BOOKING_WORKER_H

#include "work/worker.h"

enum { BOOKING_PAUSE_MS = 500 };
/* Looks which openings have something due, and tends each in a transaction of its own. */
enum err booking_round(struct worker_round *r, bool *more) MUST_CHECK;

#endif
