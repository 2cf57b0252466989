#include "dcc/qr.h"

#include "base/buf.h"

#include <assert.h>
#include <qrcodegen/qrcodegen.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>

enum { TEXT_MAX = 2420 }; /* alphanumeric characters in version 40, level Q */

/* The standard has eight masks and asks for the one with the fewest look-alike patterns. A certificate's text is signed and
 * packed, so it looks random under any of them; trying all eight takes four times as long as the code itself. Readers take
 * the mask from the code. */
enum { MASK = qrcodegen_Mask_3 };

enum err
qr_make(struct ctx *cx, const char *text, struct qr *out)
{
	uint8_t data[qrcodegen_BUFFER_LEN_MAX], work[qrcodegen_BUFFER_LEN_MAX], code[qrcodegen_BUFFER_LEN_MAX];
	size_t n = strlen(text);
	if (n > TEXT_MAX)
		return fail(cx, ERR_LIMIT, "qr.size", "Nội dung dài quá %d ký tự, không vừa một mã QR.",
			    "The text is longer than %d characters and does not fit a QR code.", TEXT_MAX);
	if (!n || !qrcodegen_isAlphanumeric(text))
		return fail(cx, ERR_INVALID, "qr.text", "Nội dung có ký tự không dùng được trong mã QR dạng chữ-số.",
			    "The text has characters that an alphanumeric QR code cannot hold.");
	struct qrcodegen_Segment segment = qrcodegen_makeAlphanumeric(text, data);
	bool fits =
		qrcodegen_encodeSegmentsAdvanced(&segment, 1, qrcodegen_Ecc_QUARTILE, qrcodegen_VERSION_MIN,
						 qrcodegen_VERSION_MAX, (enum qrcodegen_Mask)MASK, false, work, code);
	assert(fits);
	int size = qrcodegen_getSize(code);
	uint8_t *modules = NEW(cx->mem, uint8_t, (size_t)size * (size_t)size), *m = modules;
	for (int y = 0; y < size; y++)
		for (int x = 0; x < size; x++)
			*m++ = qrcodegen_getModule(code, x, y);
	*out = (struct qr){ .size = size, .modules = modules };
	return OK;
}

/* Writes a number of at most three digits. */
static char *
number_write(char *p, int v)
{
	if (v >= 100)
		*p++ = (char)('0' + v / 100);
	if (v >= 10)
		*p++ = (char)('0' + v / 10 % 10);
	*p++ = (char)('0' + v % 10);
	return p;
}

/* "M12 7h3v1h-3z": a run of dark modules. A code has thousands; printf would take longer than encoding it. */
static void
run_write(struct buf *out, int x, int y, int run)
{
	char text[24], *p = text;
	*p++ = 'M';
	p = number_write(p, x);
	*p++ = ' ';
	p = number_write(p, y);
	*p++ = 'h';
	p = number_write(p, run);
	memcpy(p, "v1h-", 4);
	p = number_write(p + 4, run);
	*p++ = 'z';
	buf_bytes(out, text, (size_t)(p - text));
}

const char *
qr_svg(struct arena *mem, const struct qr *qr)
{
	struct buf out = buf_new(mem);
	int side = qr->size + 2 * QR_QUIET;
	buf_printf(&out,
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
		   "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
		   side, side, side, side);
	for (int y = 0; y < qr->size; y++) {
		const uint8_t *row = qr->modules + y * qr->size;
		for (int x = 0, run; x < qr->size; x += run) {
			for (run = 1; x + run < qr->size && row[x + run] == row[x]; run++)
				;
			if (row[x])
				run_write(&out, x + QR_QUIET, y + QR_QUIET, run);
		}
	}
	buf_str(&out, "\"/></svg>");
	return buf_text(&out);
}

static void
u32_write(struct buf *out, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(out, (char)(v >> shift & 255));
}

static void
chunk_write(struct buf *out, const char type[4], const void *data, size_t n)
{
	u32_write(out, (uint32_t)n);
	size_t from = out->n;
	buf_bytes(out, type, 4);
	buf_bytes(out, data, n);
	u32_write(out, (uint32_t)crc32(0, (const Bytef *)out->p + from, (uInt)(4 + n)));
}

/* The picture's rows, each a filter byte 0 and one bit a pixel, white 1. */
static uint8_t *
rows_draw(struct arena *mem, const struct qr *qr, int scale, size_t stride, size_t side)
{
	uint8_t *rows = arena_alloc(mem, stride * side);
	for (size_t y = 0; y < side; y++) {
		uint8_t *row = rows + y * stride;
		int my = (int)y / scale - QR_QUIET;
		memset(row + 1, 0xff, stride - 1);
		for (size_t x = 0; x < side; x++) {
			int mx = (int)x / scale - QR_QUIET;
			bool inside = my >= 0 && my < qr->size && mx >= 0 && mx < qr->size;
			if (inside && qr->modules[my * qr->size + mx])
				row[1 + x / 8] &= (uint8_t) ~(0x80u >> x % 8);
		}
	}
	return rows;
}

enum err
qr_png(struct ctx *cx, const struct qr *qr, int scale, const uint8_t **bytes, size_t *n)
{
	assert(scale >= 1 && scale <= QR_SCALE_MAX && qr->size >= 21 && qr->size <= 177);
	size_t side = ((size_t)qr->size + 2 * QR_QUIET) * (size_t)scale, stride = 1 + (side + 7) / 8;
	uint8_t *rows = rows_draw(cx->mem, qr, scale, stride, side);
	uLongf packed_n = compressBound(stride * side);
	uint8_t *packed = arena_alloc(cx->mem, packed_n);
	if (compress2(packed, &packed_n, rows, stride * side, Z_BEST_SPEED) != Z_OK)
		return fail_internal(cx, "qr: compressing a picture failed");
	struct buf header = buf_new(cx->mem), out = buf_new(cx->mem);
	u32_write(&header, (uint32_t)side);
	u32_write(&header, (uint32_t)side);
	buf_bytes(&header, "\1\0\0\0\0", 5); /* 1 bit, grey, deflate, no filter, not interlaced */
	buf_bytes(&out, "\x89PNG\r\n\x1a\n", 8);
	chunk_write(&out, "IHDR", header.p, header.n);
	chunk_write(&out, "IDAT", packed, packed_n);
	chunk_write(&out, "IEND", "", 0);
	*bytes = (const uint8_t *)out.p;
	*n = out.n;
	return OK;
}
