/* The reader of .xlsx. Input that begins like an archive is one. Any other input is the text of its parts,
 * divided by NUL bytes, which is put into an archive here: the checksums of an archive would otherwise keep
 * the fuzzer away from the XML. */
#include "sheet_fuzz.h"

#include <stdlib.h>
#include <zlib.h>

enum { PARTS = 6 };
static const char *const names[PARTS] = { "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",       "xl/styles.xml",
					  "xl/workbook.xml",          "xl/_rels/workbook.xml.rels", "_rels/.rels" };
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
static const char *const usual[PARTS] = {
	[3] = "<workbook><sheets><sheet name=\"PL1\" id=\"a\"/></sheets></workbook>",
	[4] = "<R><Relationship Id=\"a\" Type=\"" REL "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
	      "<Relationship Id=\"s\" Type=\"" REL "sharedStrings\" Target=\"sharedStrings.xml\"/>"
	      "<Relationship Id=\"t\" Type=\"" REL "styles\" Target=\"styles.xml\"/></R>",
};

struct archive {
	size_t n, parts;
	uint8_t *bytes;
	uint8_t directory[4096];
	size_t directory_n;
};

static void
put(uint8_t *to, size_t *n, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[(*n)++] = (uint8_t)(v >> (8 * i));
}

static void
put_sizes(uint8_t *to, size_t *n, const uint8_t *p, size_t size, size_t name)
{
	put(to, n, 20, 2);
	put(to, n, 0, 8); /* flags, stored, time and date */
	put(to, n, crc32(0, p, (uInt)size), 4);
	put(to, n, size, 4);
	put(to, n, size, 4);
	put(to, n, name, 4);
}

static void
add(struct archive *a, const char *name, const uint8_t *p, size_t size)
{
	size_t at = a->n, len = strlen(name);
	put(a->bytes, &a->n, 0x04034b50, 4);
	put_sizes(a->bytes, &a->n, p, size, len);
	memcpy(a->bytes + a->n, name, len);
	memcpy(a->bytes + a->n + len, p, size);
	a->n += len + size;
	put(a->directory, &a->directory_n, 0x02014b50, 4);
	put(a->directory, &a->directory_n, 20, 2);
	put_sizes(a->directory, &a->directory_n, p, size, len);
	put(a->directory, &a->directory_n, 0, 10);
	put(a->directory, &a->directory_n, at, 4);
	memcpy(a->directory + a->directory_n, name, len);
	a->directory_n += len;
	a->parts++;
}

static void
finish(struct archive *a)
{
	size_t at = a->n;
	memcpy(a->bytes + a->n, a->directory, a->directory_n);
	a->n += a->directory_n;
	put(a->bytes, &a->n, 0x06054b50, 4);
	put(a->bytes, &a->n, 0, 4);
	put(a->bytes, &a->n, a->parts, 2);
	put(a->bytes, &a->n, a->parts, 2);
	put(a->bytes, &a->n, a->directory_n, 4);
	put(a->bytes, &a->n, at, 4);
	put(a->bytes, &a->n, 0, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size >= 2 && memcmp(data, "PK", 2) == 0) {
		fuzz_parse(sheet_parse_xlsx, data, size);
		return 0;
	}
	struct archive a = { .bytes = malloc(size + 8192) };
	const uint8_t *end = data + size;
	for (int i = 0; i < PARTS; i++) {
		const uint8_t *nul = data < end ? memchr(data, 0, (size_t)(end - data)) : NULL;
		const uint8_t *stop = nul ? nul : end;
		if (stop > data)
			add(&a, names[i], data, (size_t)(stop - data));
		else if (usual[i])
			add(&a, names[i], (const uint8_t *)usual[i], strlen(usual[i]));
		data = nul ? nul + 1 : end;
	}
	finish(&a);
	fuzz_parse(sheet_parse_xlsx, a.bytes, a.n);
	free(a.bytes);
	return 0;
}
