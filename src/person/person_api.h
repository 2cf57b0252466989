/* person_api.h - the routes of people's records. Search, find and the whole record join visits and doses: see visit/. */
#ifndef PERSON_PERSON_API_H
#define PERSON_PERSON_API_H

#include "http/request.h"

extern const struct route person_routes[];

#endif
