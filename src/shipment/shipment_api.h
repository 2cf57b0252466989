/* shipment_api.h - the routes of shipments. */
#ifndef SHIPMENT_SHIPMENT_API_H
#define SHIPMENT_SHIPMENT_API_H

#include "http/request.h"

extern const struct route shipment_routes[];

#endif
