/* trace_api.h - the routes of a lot's way and of who received it. */
#ifndef TRACE_TRACE_API_H
#define TRACE_TRACE_API_H

#include "http/request.h"

extern const struct route trace_routes[];

#endif
