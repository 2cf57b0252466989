/* record_api.h - the routes that show a person with everything about them: search, record, doses, certificates. */
#ifndef RECORD_RECORD_API_H
#define RECORD_RECORD_API_H

#include "http/request.h"

extern const struct route record_routes[];

/* A compute: the QR code of rq->carry, a struct certificate, as an SVG picture. */
enum err certificate_draw_svg(struct request *rq) MUST_CHECK;

#endif
