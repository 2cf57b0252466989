#ifndef PLANNING_PLANNING_API_H
#define PLANNING_PLANNING_API_H

#include "http/request.h"

/* Plans; and what sites have of planning: hours, calendar, sessions that are not held, standby. */
extern const struct route planning_routes[], site_planning_routes[];

#endif
