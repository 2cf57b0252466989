/* booking_api.h - the routes of openings (staff) and of booking (citizens). */
#ifndef BOOKING_BOOKING_API_H
#define BOOKING_BOOKING_API_H

#include "http/request.h"

extern const struct route opening_routes[], booking_routes[];

#endif
