/* person_api.h - the routes of people's records. Search, find and the whole record join visits and doses: see visit/. */
#ifndef PERSON_PERSON_API_H
#define PERSON_PERSON_API_H

#include "http/request.h"
#include "person/person.h"

/* A record with its numbers and warnings; a new one (201) has no doses and no certificates, and a changed one's are as the client
 * has them. Notes the look. */
enum err reply_person(struct request *rq, int status, const struct person *p, const struct warnings *w);

extern const struct route person_routes[];

#endif
