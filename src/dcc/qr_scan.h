/* qr_scan.h - reading the code in a picture, with the program zbarimg where it is installed. */
#ifndef DCC_QR_SCAN_H
#define DCC_QR_SCAN_H

#include "base/ctx.h"

/* The text of the picture's QR code, in cx->mem: the first that begins with HC1:, else the first of all;
 * "" if none can be read. The reader runs in a process of its own, limited to 10 s and 1 GB, for pictures come
 * from strangers. ERR_NOT_FOUND "dcc.file" if path cannot be read, "qr.reader" if zbarimg is not installed. */
MUST_CHECK enum err qr_scan(struct ctx *cx, const char *path, const char **text);

#endif
