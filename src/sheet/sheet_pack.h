/* sheet_pack.h - writes a ZIP archive from front to back: memory does not grow with the file. libzip gathers
 * everything until it is closed, so this is our own. Inside src/sheet only. */
#ifndef SHEET_PACK_H
#define SHEET_PACK_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <zlib.h>

enum { PACK_PARTS_MAX = 16, PACK_BUFFER = 1 << 16 };

struct pack_part {
	const char *name;
	uint32_t at, crc, packed, plain;
};

/* All calls may follow one that failed: nothing is written any more, and pack_finish() says so. */
struct pack {
	int fd;
	bool failed, too_big; /* too_big: over 4 GiB, where our plain kind of archive ends */
	uint64_t at;          /* bytes written to fd */
	uint64_t plain;       /* of the part being written */
	z_stream z;
	size_t parts;
	struct pack_part part[PACK_PARTS_MAX];
	size_t in_n;
	unsigned char in[PACK_BUFFER], out[PACK_BUFFER];
};

void pack_init(struct pack *p, int fd);
void pack_begin(struct pack *p, const char *name); /* name: ours, ASCII, lives as long as p */
void pack_bytes(struct pack *p, const void *bytes, size_t n);
void pack_str(struct pack *p, const char *s);
void pack_end(struct pack *p);
/* The directory of contents; false if anything failed since pack_init(). */
bool pack_finish(struct pack *p);
/* Gives zlib's memory back; for a pack that is not finished. */
void pack_drop(struct pack *p);

#endif
