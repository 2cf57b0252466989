#include "sheet/sheet_pack.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

enum {
	LOCAL_BYTES = 30,
	CENTRAL_BYTES = 46,
	END_BYTES = 22,
	VERSION = 20,
	DEFLATED = 8,
	DATE_1980 = 1 << 5 | 1, /* no clock here: the same rows give the same file */
};

static void
put16(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
}

static void
put32(unsigned char *p, uint32_t v)
{
	put16(p, v);
	put16(p + 2, v >> 16);
}

static void
write_all(struct pack *p, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;
	p->at += n;
	if (p->at > UINT32_MAX)
		p->failed = p->too_big = true;
	while (n > 0 && !p->failed) {
		ssize_t got = write(p->fd, b, n);
		if (got <= 0) {
			p->failed = true;
			return;
		}
		b += got;
		n -= (size_t)got;
	}
}

void
pack_init(struct pack *p, int fd)
{
	memset(p, 0, offsetof(struct pack, in));
	p->fd = fd;
	/* level 6 took twice the time of 3 for a tenth fewer bytes of such XML */
	p->failed = deflateInit2(&p->z, 3, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK;
}

/* The 26 bytes that the local and the central header share. */
static void
common(unsigned char *h, const struct pack_part *part)
{
	put16(h, VERSION);
	put16(h + 2, 0);
	put16(h + 4, DEFLATED);
	put16(h + 6, 0);
	put16(h + 8, DATE_1980);
	put32(h + 10, part->crc);
	put32(h + 14, part->packed);
	put32(h + 18, part->plain);
	put16(h + 22, (uint32_t)strlen(part->name));
	put16(h + 24, 0);
}

static void
local_header(unsigned char h[LOCAL_BYTES], const struct pack_part *part)
{
	put32(h, 0x04034b50);
	common(h + 4, part);
}

void
pack_begin(struct pack *p, const char *name)
{
	assert(p->parts < PACK_PARTS_MAX);
	struct pack_part *part = &p->part[p->parts];
	*part = (struct pack_part){ .name = name, .at = (uint32_t)p->at };
	unsigned char h[LOCAL_BYTES];
	local_header(h, part);
	write_all(p, h, sizeof h);
	write_all(p, name, strlen(name));
	p->plain = 0;
	if (!p->failed)
		p->failed = deflateReset(&p->z) != Z_OK;
}

static void
deflate_in(struct pack *p, int flush)
{
	struct pack_part *part = &p->part[p->parts];
	part->crc = (uint32_t)crc32(part->crc, p->in, (uInt)p->in_n);
	p->plain += p->in_n;
	p->z.next_in = p->in;
	p->z.avail_in = (uInt)p->in_n;
	p->in_n = 0;
	do {
		p->z.next_out = p->out;
		p->z.avail_out = sizeof p->out;
		if (deflate(&p->z, flush) == Z_STREAM_ERROR)
			p->failed = true;
		write_all(p, p->out, sizeof p->out - p->z.avail_out);
	} while (p->z.avail_out == 0 && !p->failed);
}

void
pack_bytes(struct pack *p, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;
	while (n > 0 && !p->failed) {
		size_t room = sizeof p->in - p->in_n, len = n < room ? n : room;
		memcpy(p->in + p->in_n, b, len);
		p->in_n += len;
		b += len;
		n -= len;
		if (p->in_n == sizeof p->in)
			deflate_in(p, Z_NO_FLUSH);
	}
}

void
pack_str(struct pack *p, const char *s)
{
	pack_bytes(p, s, strlen(s));
}

/* The sizes are known only now: the header is written again over the one with zeros. */
void
pack_end(struct pack *p)
{
	if (p->failed)
		return;
	deflate_in(p, Z_FINISH);
	struct pack_part *part = &p->part[p->parts++];
	uint64_t begin = part->at + LOCAL_BYTES + strlen(part->name);
	if (p->plain > UINT32_MAX)
		p->failed = p->too_big = true;
	if (p->failed)
		return;
	part->packed = (uint32_t)(p->at - begin);
	part->plain = (uint32_t)p->plain;
	unsigned char h[LOCAL_BYTES];
	local_header(h, part);
	p->failed = pwrite(p->fd, h, sizeof h, (off_t)part->at) != (ssize_t)sizeof h;
}

bool
pack_finish(struct pack *p)
{
	uint64_t directory = p->at;
	for (size_t i = 0; i < p->parts; i++) {
		const struct pack_part *part = &p->part[i];
		unsigned char h[CENTRAL_BYTES] = { 0 };
		put32(h, 0x02014b50);
		put16(h + 4, VERSION);
		common(h + 6, part);
		put32(h + 42, part->at);
		write_all(p, h, sizeof h);
		write_all(p, part->name, strlen(part->name));
	}
	unsigned char e[END_BYTES] = { 0 };
	put32(e, 0x06054b50);
	put16(e + 8, (uint32_t)p->parts);
	put16(e + 10, (uint32_t)p->parts);
	put32(e + 12, (uint32_t)(p->at - directory));
	put32(e + 16, (uint32_t)directory);
	write_all(p, e, sizeof e);
	pack_drop(p);
	return !p->failed;
}

void
pack_drop(struct pack *p)
{
	deflateEnd(&p->z);
}
