/* reaction_api.h - reports after a dose, as the site that gave it sees them. */
#ifndef REACTION_REACTION_API_H
#define REACTION_REACTION_API_H

#include "http/request.h"

extern const struct route reaction_routes[];

#endif
