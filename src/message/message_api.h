/* message_api.h - the routes of messages: what the network reports, and what managers see. */
#ifndef MESSAGE_MESSAGE_API_H
#define MESSAGE_MESSAGE_API_H

#include "http/request.h"

extern const struct route message_routes[];

#endif
