/* id.h - row ids made by the server, UUIDs made by clients, random tokens. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ID_NODES = 1024, TOKEN_BYTES = 32 };

/* Which of the 1,024 id makers this process is; leased from the database at start. */
void id_node(int64_t node);
/* A new row id: 41 bits of ms since 2020, 10 bits of node, 12 bits of counter. Unique, rising, thread-safe;
 * when the 4,096 ids of a millisecond are used up it borrows from the next one. */
int64_t id_next(int64_t now);
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
