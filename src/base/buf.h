/* buf.h - a growing run of bytes in an arena, and JSON written into it. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	struct arena *mem;
	char *p;  /* always NUL-terminated once something was written */
	size_t n; /* bytes without that NUL */
	size_t cap;
	bool comma; /* JSON: the next value needs a comma before it */
};

struct buf buf_new(struct arena *mem);
void buf_bytes(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The text so far, never NULL. */
const char *buf_text(const struct buf *b);

/* JSON. Keys are ours; values are escaped, and <, >, & too, so that a value may stand inside a page.
 * A NULL text is null. Commas are put where they belong. */
void json_obj(struct buf *b);     /* { */
void json_obj_end(struct buf *b); /* } */
void json_arr(struct buf *b);     /* [ */
void json_arr_end(struct buf *b); /* ] */
void json_key(struct buf *b, const char *key);
void json_text(struct buf *b, const char *s);
void json_text_n(struct buf *b, const char *s, size_t n);
void json_i64(struct buf *b, int64_t v);
void json_id(struct buf *b, int64_t v); /* as a string: JavaScript loses integers beyond 2^53; 0 is null */
void json_bool(struct buf *b, bool v);
void json_none(struct buf *b);
void json_time(struct buf *b, int64_t ms);      /* RFC 3339 UTC; 0 is null */
void json_raw(struct buf *b, const char *json); /* a value that is JSON already */

/* key and value in one call */
void json_kv_text(struct buf *b, const char *key, const char *s);
void json_kv_i64(struct buf *b, const char *key, int64_t v);
void json_kv_id(struct buf *b, const char *key, int64_t v);
void json_kv_bool(struct buf *b, const char *key, bool v);
void json_kv_time(struct buf *b, const char *key, int64_t ms);

#endif
