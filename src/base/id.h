/* id.h - row ids made by the server, UUIDs made by clients, random tokens. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ID_NODES = 1024, ID_RESERVE_MS = 10000, TOKEN_BYTES = 32 };

/* The ids this process may make: those of one of the 1,024 nodes, with times from from_ms up to, not including, until_ms.
 * db/lease.h gets both from the database, so that no two processes ever have a node and a time in common, whatever their
 * clocks say. Before any thread draws an id; without it: node 0, for ever. */
void id_range(int64_t node, int64_t from_ms, int64_t until_ms);
/* The range goes on to until_ms. */
void id_range_extend(int64_t until_ms);
/* The first ms in which this process has not made an id yet. */
int64_t id_unused_ms(void);
/* A new row id: 41 bits of ms since 2020, 10 bits of node, 12 bits of counter. Unique, rising, thread-safe. It never goes
 * below the range nor back with the clock; when the 4,096 ids of a millisecond are used up it borrows from the next one.
 * Near the end of the range it stops following the clock and counts on: ID_RESERVE_MS hold 40 million ids. A process that
 * used those up as well ends itself, since an id of somebody else's range is worse. */
int64_t id_next(int64_t now);
/* The order of two int64_t ids, for qsort() and bsearch(). */
int id_compare(const void *a, const void *b);
/* Makes id_next() and the random functions repeatable: for the test build only. */
void id_seed(uint64_t seed);

/* 36 characters, lower-case hex, hyphens in their places. */
bool uuid_valid(const char *s);
/* A random version-4 UUID. */
char *uuid_new(struct arena *mem);

void random_bytes(void *p, size_t n);
/* 32 random bytes as 64 hex digits: for session cookies and appointment codes. */
char *token_new(struct arena *mem);
/* SHA-256 as 64 hex digits: what the database keeps of a token. */
char *sha256_hex(struct arena *mem, const void *p, size_t n);
/* n characters from an alphabet without look-alikes (no 0 O 1 I L), for codes that people type. */
char *code_new(struct arena *mem, size_t n);

#endif
