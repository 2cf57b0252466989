/* roll_api.h - the routes of lists. */
#ifndef ROLL_ROLL_API_H
#define ROLL_ROLL_API_H

#include "http/request.h"

extern const struct route roll_routes[];

#endif
