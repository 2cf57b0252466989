/* intake_api.h - the routes of imports. */
#ifndef INTAKE_INTAKE_API_H
#define INTAKE_INTAKE_API_H

#include "http/request.h"

extern const struct route intake_routes[];

#endif
