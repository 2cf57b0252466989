/* stock_api.h - the routes of lots and stores. */
#ifndef STOCK_STOCK_API_H
#define STOCK_STOCK_API_H

#include "http/request.h"

extern const struct route stock_routes[];

#endif
