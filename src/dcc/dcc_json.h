/* dcc_json.h - the health certificate as JSON text, to and from the tree that CBOR is written from. */
#ifndef DCC_JSON_H
#define DCC_JSON_H

#include "base/buf.h"
#include "base/ctx.h"
#include "dcc/node.h"

enum { DCC_JSON_MAX = 16 * 1024 }; /* bytes of JSON taken in; a usual certificate has 500 */

/* Reads an object. ERR_INVALID "dcc.json" names line and column: not JSON, a key twice, NUL in a text,
 * nested so deep that a reader with CBOR_DEPTH_MAX would refuse it. ERR_LIMIT beyond DCC_JSON_MAX. */
MUST_CHECK enum err dcc_json_parse(struct ctx *cx, const char *json, struct node *out);

/* Appends a tree as JSON. Whole-number reals are written as integers, byte strings as hex,
 * numbers JSON cannot say (NaN, infinity) as null, integer keys as texts. */
void dcc_json_write(struct buf *out, const struct node *node);

#endif
