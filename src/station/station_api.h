/* station_api.h - the routes of the four tables: the board and the steps of a visit. */
#ifndef STATION_STATION_API_H
#define STATION_STATION_API_H

#include "http/request.h"

extern const struct route station_routes[];

#endif
