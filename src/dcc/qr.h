/* qr.h - an HC1 text as a QR code: alphanumeric mode, error correction level Q (hcert specification 4.2.2). */
#ifndef DCC_QR_H
#define DCC_QR_H

#include "base/ctx.h"

#include <stddef.h>
#include <stdint.h>

enum { QR_QUIET = 4, QR_SCALE_MAX = 32 }; /* modules of white around; pixels a module */

struct qr {
	int size;               /* modules a side, without the quiet zone: 21 to 177 */
	const uint8_t *modules; /* size * size, row by row; 1 is dark */
};

/* The smallest code that holds the text; its modules lie in cx->mem. ERR_INVALID "qr.text" for characters outside the
 * alphanumeric alphabet or an empty text, ERR_LIMIT "qr.size" beyond 2420 characters. Takes about a third of a millisecond. */
MUST_CHECK enum err qr_make(struct ctx *cx, const char *text, struct qr *out);

/* An SVG document of size + 8 units a side, black on white, in mem. */
const char *qr_svg(struct arena *mem, const struct qr *qr);

/* A 1-bit PNG with scale whole pixels a module (1 to 32), in cx->mem. */
MUST_CHECK enum err qr_png(struct ctx *cx, const struct qr *qr, int scale, const uint8_t **bytes, size_t *n);

#endif
