/* unit_api.h - the routes of units and sites. */
#ifndef UNIT_UNIT_API_H
#define UNIT_UNIT_API_H

#include "http/request.h"

extern const struct route unit_routes[];

#endif
