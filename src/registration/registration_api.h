/* registration_api.h - the commune's desk: who of its people is registered, who nobody has looked at yet, what is needed. */
#ifndef REGISTRATION_REGISTRATION_API_H
#define REGISTRATION_REGISTRATION_API_H

#include "http/request.h"
#include "registration/enrol.h"

extern const struct route registration_routes[];

/* Members "registration", "person_id", "access" and "warnings" of an open object. dose false leaves out which dose it is for. */
void enrolled_write(struct buf *out, const struct enrolled *e, bool dose);

#endif
