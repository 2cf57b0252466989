/* stats.h - the public counters: computed when doses arrive, never by a visitor. */
#ifndef STATS_STATS_H
#define STATS_STATS_H

#include "base/buf.h"
#include "base/ctx.h"

/* The body of /api/public/summary: totals of the nation, by province, product and day, with the time it holds for. */
enum err stats_summary(struct ctx *cx, struct buf *out) MUST_CHECK;

#endif
