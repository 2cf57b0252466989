/* log.h - lines on standard error, one JSON object each: at, level ("info", "error"), kind, and what the kind says.
 * Kind "message" has a text; kind "request" is one answered request (http/dispatch.c). Never personal data. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/buf.h"

void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A line with members of its own: begin, json_kv_...(), end. The second writes it, whole. */
struct buf log_begin(struct arena *mem, const char *level, const char *kind);
void log_end(struct buf *line);

#endif
