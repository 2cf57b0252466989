/* alarm_api.h - the route of alarms. */
#ifndef ALARM_ALARM_API_H
#define ALARM_ALARM_API_H

#include "http/request.h"

extern const struct route alarm_routes[];

#endif
