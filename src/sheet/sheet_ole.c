#include "sheet/sheet_ole.h"

#include <stdint.h>
#include <string.h>

enum {
	ENTRY_BYTES = 128,
	HEADER_BYTES = 512,
	DIFAT_IN_HEADER = 109,
	AT_SECTOR_SHIFT = 30,
	AT_MINI_SHIFT = 32,
	AT_FIRST_DIRECTORY = 48,
	AT_CUTOFF = 56,
	AT_FIRST_MINIFAT = 60,
	AT_FIRST_DIFAT = 68,
	AT_DIFAT = 76,
	/* within an entry */
	AT_NAME_BYTES = 64,
	AT_TYPE = 66,
	AT_LEFT = 68,
	AT_RIGHT = 72,
	AT_CHILD = 76,
	AT_START = 116,
	AT_SIZE = 120,
	ENTRIES_MAX = 4096,
	NONE = -1,
};
static const uint32_t last_sector = 0xFFFFFFFA; /* larger numbers mean: end, free, FAT */

struct ole {
	unsigned char *bytes;
	size_t n;
	unsigned shift;   /* log2 of the sector size */
	uint32_t sectors; /* sectors that begin inside the file */
};

static uint32_t
u16(const unsigned char *p)
{
	return (uint32_t)(p[0] | p[1] << 8);
}

static uint32_t
u32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void
put_u32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> (8 * i));
}

bool
ole_is(const unsigned char *bytes, size_t n)
{
	return n >= 8 && memcmp(bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

/* Sector numbers count from behind the header, which takes one sector. NULL if it is not wholly in the file. */
static unsigned char *
sector(const struct ole *o, uint32_t id)
{
	size_t at = ((size_t)id + 1) << o->shift;
	return id < o->sectors && at + ((size_t)1 << o->shift) <= o->n ? o->bytes + at : NULL;
}

/* The number of the i-th sector of the FAT, found through the header's list and its continuation. */
static uint32_t
fat_sector(const struct ole *o, uint32_t i)
{
	if (i < DIFAT_IN_HEADER)
		return u32(o->bytes + AT_DIFAT + 4 * i);
	uint32_t per = (1u << o->shift) / 4 - 1;
	uint32_t id = u32(o->bytes + AT_FIRST_DIFAT);
	i -= DIFAT_IN_HEADER;
	for (; i >= per; i -= per) {
		const unsigned char *p = sector(o, id);
		if (!p)
			return UINT32_MAX;
		id = u32(p + 4 * (size_t)per);
	}
	const unsigned char *p = sector(o, id);
	return p ? u32(p + 4 * i) : UINT32_MAX;
}

/* The sector that follows id in its chain; UINT32_MAX also where the FAT itself is missing. */
static uint32_t
next(const struct ole *o, uint32_t id)
{
	uint32_t per = (1u << o->shift) / 4;
	const unsigned char *fat = sector(o, fat_sector(o, id / per));
	return fat ? u32(fat + 4 * (id % per)) : UINT32_MAX;
}

/* Directory entry i, NULL beyond the end. Every look-up walks the chain, which is a handful of sectors. */
static unsigned char *
entry(const struct ole *o, uint32_t i)
{
	uint32_t per = (1u << o->shift) / ENTRY_BYTES;
	uint32_t id = u32(o->bytes + AT_FIRST_DIRECTORY);
	for (; i >= per && id < last_sector; i -= per)
		id = next(o, id);
	unsigned char *p = sector(o, id);
	return p && i < per ? p + (size_t)i * ENTRY_BYTES : NULL;
}

static bool
is_named(const unsigned char *e, const char *name)
{
	size_t n = strlen(name);
	if (u16(e + AT_NAME_BYTES) != 2 * n + 2 || e[AT_TYPE] == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (u16(e + 2 * i) != (unsigned char)name[i])
			return false;
	return true;
}

static int
find(const struct ole *o, const char *name)
{
	for (uint32_t i = 0; i < ENTRIES_MAX; i++) {
		const unsigned char *e = entry(o, i);
		if (!e)
			return NONE;
		if (is_named(e, name))
			return (int)i;
	}
	return NONE;
}

/* Whether size bytes hang on the chain from id and lie inside the file. */
static bool
chain_holds(const struct ole *o, uint32_t id, uint64_t size)
{
	for (uint32_t steps = 0; size > 0; steps++) {
		if (id >= o->sectors || steps > o->sectors)
			return false;
		uint64_t here = (uint64_t)1 << o->shift;
		if (size < here)
			here = size;
		if ((((uint64_t)id + 1) << o->shift) + here > o->n)
			return false;
		size -= here;
		id = next(o, id);
	}
	return true;
}

/* Short streams live together in the stream of the root entry. */
static bool
stream_whole(const struct ole *o, const unsigned char *e)
{
	uint32_t size = u32(e + AT_SIZE);
	if (size >= u32(o->bytes + AT_CUTOFF))
		return chain_holds(o, u32(e + AT_START), size);
	const unsigned char *root = entry(o, 0);
	return root && chain_holds(o, u32(root + AT_START), u32(root + AT_SIZE));
}

/* Exchanges the entries a and b: first every reference to them, then themselves. The tree of names keeps its
 * shape and its colours, only the numbers of two of its nodes change. */
static void
swap(const struct ole *o, uint32_t a, uint32_t b)
{
	static const int links[] = { AT_LEFT, AT_RIGHT, AT_CHILD };
	for (uint32_t i = 0; i < ENTRIES_MAX; i++) {
		unsigned char *e = entry(o, i);
		if (!e)
			break;
		for (size_t k = 0; k < sizeof links / sizeof *links; k++) {
			uint32_t to = u32(e + links[k]);
			if (to == a || to == b)
				put_u32(e + links[k], to == a ? b : a);
		}
	}
	unsigned char *ea = entry(o, a), *eb = entry(o, b), keep[ENTRY_BYTES];
	memcpy(keep, ea, ENTRY_BYTES);
	memcpy(ea, eb, ENTRY_BYTES);
	memcpy(eb, keep, ENTRY_BYTES);
}

enum sheet_fault
ole_workbook_second(unsigned char *bytes, size_t n)
{
	enum { PLACE_2 = 1 };
	if (n < HEADER_BYTES)
		return SHEET_TRUNCATED;
	struct ole o = { .bytes = bytes, .n = n, .shift = u16(bytes + AT_SECTOR_SHIFT) };
	if (o.shift != 9 && o.shift != 12)
		return SHEET_DAMAGED;
	o.sectors = (uint32_t)((n - 1) >> o.shift); /* the last one may be short */
	if (!entry(&o, 0))
		return SHEET_TRUNCATED;
	if (find(&o, "EncryptedPackage") != NONE)
		return SHEET_ENCRYPTED;
	int at = find(&o, "Workbook");
	if (at == NONE)
		at = find(&o, "Book");
	if (at == NONE)
		return find(&o, "WordDocument") != NONE || find(&o, "PowerPoint Document") != NONE ? SHEET_NOT_WORKBOOK
												   : SHEET_DAMAGED;
	if (!stream_whole(&o, entry(&o, (uint32_t)at)))
		return SHEET_TRUNCATED;
	if (at > PLACE_2)
		swap(&o, PLACE_2, (uint32_t)at);
	return SHEET_FINE;
}
