/* meter.h - counts answers by route: how many of which status class, how long they took. Cheap: a few atomic additions
 * an answer, no lock. */
#ifndef HTTP_METER_H
#define HTTP_METER_H

#include "http/request.h"

struct meter;

/* One for the routes of these tables, and one place more for addresses that are none. */
struct meter *meter_new(const struct route *const *tables);
void meter_free(struct meter *m);
/* route NULL: there was none. us: from the head of the request to its answer. NULL meter: nothing. */
void meter_count(struct meter *m, const struct route *route, int status, int64_t us);
/* Prometheus text: requests by route and status class, and their latencies. Routes that nobody asked for are left out. */
void meter_write(const struct meter *m, struct buf *out);

#endif
