/* uvci.h - the identifier of a certificate (eHealth Network, interoperability guidelines, annex 2). */
#ifndef DCC_UVCI_H
#define DCC_UVCI_H

#include "base/ctx.h"

#include <stddef.h>
#include <stdint.h>

enum { UVCI_RANDOM = 16, UVCI_SIZE = 15 + 32 + 1 }; /* "URN:UVCI:01:VN:", 32 hex digits, NUL */

/* Writes URN:UVCI:01:VN: and the 16 bytes as upper-case hex: the form Vietnam's certificates had. */
void uvci_format(const uint8_t random[UVCI_RANDOM], char out[UVCI_SIZE]);

/* n of them from fresh random bytes, drawn at once: drawing costs more than writing. ERR_INTERNAL if the system has no
 * randomness to give. */
MUST_CHECK enum err uvci_make(struct ctx *cx, char (*out)[UVCI_SIZE], size_t n);

/* The optional check character (Luhn mod 38 over A-Z 0-9 / :, prefix included) that may follow the
 * identifier as "#X"; what stands behind a '#' in text is not counted. 0 for a character outside. */
char uvci_check_char(const char *text);

#endif
