/* stats_api.h - the routes of counters and of the server's own health. */
#ifndef STATS_STATS_API_H
#define STATS_STATS_API_H

#include "http/request.h"

extern const struct route stats_routes[];

#endif
