/* chain_parts.h - what chain.c, anchor.c and verify.c share. Private to src/audit. */
#ifndef AUDIT_CHAIN_PARTS_H
#define AUDIT_CHAIN_PARTS_H

#include "audit/chain.h"

/* A chain's end: the number of its last entry (0: none yet) and that entry's link (zeros). */
struct head {
	int64_t seq;
	unsigned char link[CHAIN_LINK_BYTES];
};

/* The link of an entry that stands at seq in a chain, after an entry with the link `before`. */
void chain_link(int64_t chain, int64_t seq, const struct trail *entry, const unsigned char before[CHAIN_LINK_BYTES],
		unsigned char out[CHAIN_LINK_BYTES]);
/* The committed head of the process's i-th chain; its id in *chain. False while it has written nothing. */
bool chain_committed(struct chains *c, int i, int64_t *chain, struct head *out);

#endif
