/* citizen_api.h - routes of citizens' accounts: log-in, phone, family, codes, messages. */
#ifndef CITIZEN_CITIZEN_API_H
#define CITIZEN_CITIZEN_API_H

#include "http/request.h"

/* Answers a wrong try, which is a committed fact and so no failure. left < 0: not told. */
enum err refuse_try(struct request *rq, int status, const char *code, const char *vi, const char *en, int64_t left);

extern const struct route citizen_routes[], family_routes[];

#endif
