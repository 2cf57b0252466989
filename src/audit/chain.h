/* chain.h - the audit trail as chains: each entry's link covers the entry before it, so that a changed, removed or moved
 * entry shows; and anchors, signed heads kept outside the database, so that a cut-off or rewritten end shows too.
 *
 * A writing lane has one chain and is the only one to write it. Its links are computed at the end of a batch, for what
 * survived. link = SHA-256 over the link before and every column of the entry (chain_link()). Entries refer to persons by
 * their ids only: erasing a person's data does not break a chain. */
#ifndef AUDIT_CHAIN_H
#define AUDIT_CHAIN_H

#include "audit/audit.h"
#include "base/buf.h"
#include "db/lane.h"

enum { CHAIN_LINK_BYTES = 32, CHAINS_A_NODE = 16, CHAIN_OF_COMMANDS = CHAINS_A_NODE - 1 };

struct chains;
/* The chains of one process; node is its leased number, so no two processes share a chain. Freed by chains_free(), after
 * the lanes have stopped. */
struct chains *chains_new(int64_t node);
void chains_free(struct chains *c);
/* For lanes_start(). */
struct sealer chains_sealer(struct chains *c);
/* For a command, which has one connection and no lanes: before its one commit. */
enum err chains_seal_command(struct ctx *cx, struct chains *c) MUST_CHECK;

/* ---- anchors ---- */

struct anchor_key;
/* The Ed25519 key in dir/audit.key (mode 0600, made when missing, with dir/audit.pub beside it). ERR_INTERNAL when it cannot
 * be read or is open to others. */
enum err anchor_key_load(struct ctx *cx, const char *dir, struct anchor_key **out) MUST_CHECK;
void anchor_key_free(struct anchor_key *key);
/* Appends the committed heads of this process's chains, signed, to the file, and flushes it to the disk; nothing when no head
 * has moved since the last time. */
enum err anchor_write(struct ctx *cx, struct chains *c, struct anchor_key *key, const char *path) MUST_CHECK;

/* ---- verifying ---- */

struct verdict_of_audit {
	int64_t entries, chains, anchors; /* entries: those with a link */
	int64_t before_chains;            /* written before there were chains: nobody can vouch for them */
	int64_t since_anchor; /* entries after the last anchor of their chain: only the links vouch for them */
	int64_t vouched_ms;   /* up to this moment the anchors vouch; 0: no anchors were given */
	int64_t faults;
	struct buf list; /* JSON: the first 100 {chain, seq, fault, vi, en} */
};
/* Computes every link anew. anchors (may be NULL): the file's text; public_key: of its signatures, PEM. */
enum err
audit_verify(struct ctx *cx, const char *anchors, const char *public_key, struct verdict_of_audit *out) MUST_CHECK;

#endif
