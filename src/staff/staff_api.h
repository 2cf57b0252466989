/* staff_api.h - the routes of accounts and logins. */
#ifndef STAFF_STAFF_API_H
#define STAFF_STAFF_API_H

#include "http/request.h"

extern const struct route staff_routes[];

#endif
