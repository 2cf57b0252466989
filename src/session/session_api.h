/* session_api.h - the routes of sessions and their lists. */
#ifndef SESSION_SESSION_API_H
#define SESSION_SESSION_API_H

#include "http/request.h"

extern const struct route session_routes[];

#endif
