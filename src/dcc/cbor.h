/* cbor.h - writing CBOR (RFC 8949) and one strict, bounded reader. */
#ifndef DCC_CBOR_H
#define DCC_CBOR_H

#include "base/arena.h"
#include "base/buf.h"
#include "dcc/node.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CBOR_DEPTH_MAX = 8, CBOR_ITEMS_MAX = 256 };

/* Each appends one item, or the head of one, in its shortest form. */
void cbor_int(struct buf *out, int64_t v);
void cbor_bytes(struct buf *out, const void *p, size_t n);
void cbor_text(struct buf *out, const char *s, size_t n);
void cbor_array(struct buf *out, size_t n); /* the n items follow */
void cbor_map(struct buf *out, size_t n);   /* n keys and values follow in turn */
void cbor_tag(struct buf *out, uint64_t tag);
/* A whole tree. Whole-number reals are written as integers. */
void cbor_node(struct buf *out, const struct node *node);

/* Reads the one item that fills all n bytes. Texts and byte strings of definite length point into bytes,
 * which must live as long as the tree; texts are copied to end with NUL. Indefinite lengths and
 * half, single and double floats are understood, tags are skipped, undefined is null.
 * False for anything malformed, cut off or too deep (8), more than 256 items in one array or map, keys
 * that are neither text nor integer, a key twice, integers beyond 63 bits, texts that are not UTF-8 or
 * hold NUL, other simple values, and bytes left over. */
bool cbor_read(struct arena *mem, const uint8_t *bytes, size_t n, struct node *out);

/* If the bytes begin with a tag: its number, and how many bytes it takes; else false. */
bool cbor_peek_tag(const uint8_t *bytes, size_t n, uint64_t *tag, size_t *size);

#endif
