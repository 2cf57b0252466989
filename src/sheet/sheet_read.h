/* sheet_read.h - what tests need beyond sheet.h. Inside src/sheet and its tests only. */
#ifndef SHEET_READ_H
#define SHEET_READ_H

#include "sheet/sheet.h"

/* sheet_open() with another limit for the waits of the parent. */
MUST_CHECK enum err
sheet_open_within(struct ctx *cx, const char *path, const char *prefix, int wait_ms, struct sheet **out);

#endif
