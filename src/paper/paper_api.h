/* paper_api.h - the routes that print: confirmation, session list, forms, paper kit, screening form. */
#ifndef PAPER_PAPER_API_H
#define PAPER_PAPER_API_H

#include "http/request.h"

extern const struct route paper_routes[];

#endif
