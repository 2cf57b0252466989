/* allocation_api.h - the routes of figures, allocation rounds and the table of the provinces. */
#ifndef ALLOCATION_ALLOCATION_API_H
#define ALLOCATION_ALLOCATION_API_H

#include "http/request.h"

extern const struct route allocation_routes[];

#endif
