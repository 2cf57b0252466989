/* node.h - a decoded value: what CBOR and JSON have in common.
 *
 * Trees live in an arena and are read-only once made. Texts are UTF-8 without NUL inside and are
 * NUL-terminated besides; bytes may hold anything. */
#ifndef DCC_NODE_H
#define DCC_NODE_H

#include <stddef.h>
#include <stdint.h>

enum node_type { NODE_NULL, NODE_BOOL, NODE_INT, NODE_REAL, NODE_TEXT, NODE_BYTES, NODE_ARRAY, NODE_MAP };

struct node {
	enum node_type type;
	int64_t i;          /* NODE_INT; NODE_BOOL: 0 or 1 */
	double real;        /* NODE_REAL */
	const char *text;   /* NODE_TEXT, NODE_BYTES */
	size_t n;           /* bytes of text; items of an array; pairs of a map */
	struct node *items; /* NODE_ARRAY: n items; NODE_MAP: 2n, key and value in turn */
};

/* The value under a text key; NULL if map is NULL, is no map or has no such key. Belongs to the tree. */
const struct node *node_get(const struct node *map, const char *key);
/* The same under a whole-number key. */
const struct node *node_get_int(const struct node *map, int64_t key);

/* Takes the pairs whose value is null out of every map of the tree, in place. Issuers in the field send
 * null for "absent" (Bulgaria's test data); the schema knows no null. */
void node_drop_nulls(struct node *node);

#endif
