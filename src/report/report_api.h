/* report_api.h - the routes of daily reports and reconciliation. */
#ifndef REPORT_REPORT_API_H
#define REPORT_REPORT_API_H

#include "http/request.h"

extern const struct route report_routes[];

#endif
