/* dcc_file.h - whole small files, read with a limit. */
#ifndef DCC_FILE_H
#define DCC_FILE_H

#include "base/ctx.h"

#include <stddef.h>
#include <stdint.h>

/* The content of the file, NUL behind it, in cx->mem. ERR_NOT_FOUND "dcc.file" if it cannot be opened
 * or read, ERR_LIMIT "dcc.file_size" beyond max bytes; both name the path. */
MUST_CHECK enum err dcc_file_read(struct ctx *cx, const char *path, size_t max, const uint8_t **bytes, size_t *n);

/* The same from an open descriptor, which is left open; name is what messages call it. */
MUST_CHECK enum err
dcc_file_read_fd(struct ctx *cx, int fd, const char *name, size_t max, const uint8_t **bytes, size_t *n);

/* Makes a new file with these permissions and writes it durably. ERR_CONFLICT "dcc.file_exists" if
 * there is one already, ERR_INVALID "dcc.file_write" if it cannot be made; nothing is left half-written. */
MUST_CHECK enum err dcc_file_create(struct ctx *cx, const char *path, unsigned mode, const void *bytes, size_t n);

#endif
