/* arena.h - memory that is given back all at once.
 *
 * What belongs to a request comes from cx->mem and is never freed by hand. Nothing here returns NULL:
 * out of memory ends the program, which is safe because nothing is answered before it is committed.
 * Built with -DARENA_DEBUG every allocation is a malloc of its own, so that ASan sees overruns. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <string.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a);
/* Gives everything back and keeps the first block for the next request. */
void arena_reset(struct arena *a);
/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull, malloc));
/* Zeroed array; the product is checked. */
void *arena_array(struct arena *a, size_t size, size_t n) __attribute__((returns_nonnull, malloc));
char *arena_strdup(struct arena *a, const char *s) __attribute__((returns_nonnull));
/* Copies n bytes and adds a NUL. */
char *arena_strndup(struct arena *a, const char *s, size_t n) __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3), returns_nonnull));

#define NEW(arena, type, n) ((type *)arena_array((arena), sizeof(type), (n)))

#endif
