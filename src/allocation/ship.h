/* ship.h - what allocation.c lends to ship.c; nobody else includes it. */
#ifndef ALLOCATION_SHIP_H
#define ALLOCATION_SHIP_H

#include "allocation/allocation.h"

/* ERR_CONFLICT round.state, round.changed. */
enum err round_fail_state(struct ctx *cx, const struct round *round);
enum err round_fail_changed(struct ctx *cx, const struct round *round);

#endif
