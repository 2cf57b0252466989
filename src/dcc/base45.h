/* base45.h - bytes as text of the QR code's alphanumeric alphabet (RFC 9285). */
#ifndef DCC_BASE45_H
#define DCC_BASE45_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Appends the text of n bytes: two bytes become three characters, a last single byte two. */
void base45_encode(struct buf *out, const uint8_t *bytes, size_t n);

/* Decodes len characters into *bytes (in mem, *n long). False for a character outside the alphabet, a
 * length of 3k+1, three characters above 65535 or two above 255: RFC 9285 section 6 wants all refused. */
bool base45_decode(struct arena *mem, const char *text, size_t len, const uint8_t **bytes, size_t *n);

#endif
