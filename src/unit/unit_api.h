/* unit_api.h - the routes of units and sites. */
#ifndef UNIT_UNIT_API_H
#define UNIT_UNIT_API_H

#include "http/request.h"
#include "unit/unit.h"

extern const struct route unit_routes[];

/* {unit} of the path. ERR_NOT_FOUND unit.unknown. */
enum err unit_in_path(struct request *rq, struct unit *out) MUST_CHECK;

#endif
