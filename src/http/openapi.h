/* openapi.h - the route table as documents: Markdown for people, OpenAPI 3.1 for programs. */
#ifndef HTTP_OPENAPI_H
#define HTTP_OPENAPI_H

#include "http/request.h"

/* cap_text names a capability; the http layer itself does not know them. */
void routes_markdown(struct buf *out, const struct route *const *tables, const char *(*cap_text)(unsigned));
void routes_openapi(struct buf *out, const struct route *const *tables, const char *(*cap_text)(unsigned));

#endif
