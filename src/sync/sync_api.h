/* sync_api.h - the route of stations that were offline. */
#ifndef SYNC_SYNC_API_H
#define SYNC_SYNC_API_H

#include "http/request.h"

extern const struct route sync_routes[];

#endif
