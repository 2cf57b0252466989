#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 16 * 1024, ALIGN = 16 };

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(ALIGN) unsigned char bytes[];
};

struct arena {
	struct block *head; /* the block being filled; older and larger ones follow */
	size_t used;
};

static struct block *
block_new(size_t size)
{
	struct block *b = malloc(sizeof *b + size);
	if (!b) {
		fputs("out of memory\n", stderr);
		abort();
	}
	b->next = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *
arena_new(void)
{
	struct arena *a = calloc(1, sizeof *a);
	if (!a) {
		fputs("out of memory\n", stderr);
		abort();
	}
	a->head = block_new(BLOCK_BYTES);
	return a;
}

void
arena_reset(struct arena *a)
{
	while (a->head->next) {
		struct block *rest = a->head->next;
		if (a->head->size == BLOCK_BYTES && rest->size != BLOCK_BYTES) {
			/* keep a standard block at the bottom */
			a->head->next = rest->next;
			free(rest);
			continue;
		}
		free(a->head);
		a->head = rest;
	}
	a->head->used = 0;
	a->used = 0;
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	free(a->head);
	free(a);
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	assert(size <= SIZE_MAX / 2);
	size_t need = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
#ifdef ARENA_DEBUG
	/* exactly `size` bytes in a block of their own, so that one byte too many is seen */
	struct block *own = block_new(size);
	own->next = a->head->next;
	own->used = size;
	a->head->next = own;
	a->used += need;
	return memset(own->bytes, 0, size);
#else
	if (a->head->size - a->head->used < need) {
		struct block *b = block_new(need > BLOCK_BYTES ? need : BLOCK_BYTES);
		b->next = a->head;
		a->head = b;
	}
	void *p = a->head->bytes + a->head->used;
	a->head->used += need;
	a->used += need;
	return memset(p, 0, size);
#endif
}

void *
arena_array(struct arena *a, size_t size, size_t n)
{
	size_t bytes;
	if (__builtin_mul_overflow(size, n, &bytes)) {
		fputs("out of memory: array too large\n", stderr);
		abort();
	}
	return arena_alloc(a, bytes);
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);
	if (n)
		memcpy(p, s, n);
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	char *p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}
