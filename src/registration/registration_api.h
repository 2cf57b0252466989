/* registration_api.h - the commune's desk: who of its people is registered, who nobody has looked at yet, what is needed. */
#ifndef REGISTRATION_REGISTRATION_API_H
#define REGISTRATION_REGISTRATION_API_H

#include "http/request.h"
#include "registration/enrol.h"

extern const struct route registration_routes[];

/* Members "registration", "person_id", "access" and "warnings" of an open object. dose false leaves out which dose it is for. */
void enrolled_write(struct buf *out, const struct enrolled *e, bool dose);
/* A JSON list of ids as texts, at most `most`. ERR_INVALID names the field. */
enum err
ids_read(struct ctx *cx, const char *field, const char *json, size_t most, int64_t **ids, size_t *n) MUST_CHECK;

#endif
