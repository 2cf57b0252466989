#include "http/publish.h"

#include "base/id.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { ITEMS_MAX = 512 };

struct publisher {
	pthread_rwlock_t lock;
	struct published *items[ITEMS_MAX];
	int n;
};

struct publisher *
publisher_new(void)
{
	struct publisher *p = calloc(1, sizeof *p);
	assert(p);
	pthread_rwlock_init(&p->lock, NULL);
	return p;
}

void
publisher_free(struct publisher *p)
{
	for (int i = 0; i < p->n; i++)
		published_release(p->items[i]);
	free(p);
}

void
published_release(struct published *item)
{
	if (atomic_fetch_sub(&item->users, 1) != 1)
		return;
	MHD_destroy_response(item->plain);
	MHD_destroy_response(item->unchanged);
	if (item->gzip)
		MHD_destroy_response(item->gzip);
	free(item->path);
	free(item->etag);
	free(item);
}

/* The place of a path in the sorted list, or where it would be. */
static int
place(const struct publisher *p, const char *path)
{
	int lo = 0, hi = p->n;
	while (lo < hi) {
		int mid = (lo + hi) / 2;
		if (strcmp(p->items[mid]->path, path) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct published *
publisher_find(struct publisher *p, const char *path)
{
	struct published *item = NULL;
	pthread_rwlock_rdlock(&p->lock);
	int i = place(p, path);
	if (i < p->n && strcmp(p->items[i]->path, path) == 0) {
		item = p->items[i];
		atomic_fetch_add(&item->users, 1);
	}
	pthread_rwlock_unlock(&p->lock);
	return item;
}

void
publisher_put(struct publisher *p, struct published *item)
{
	struct published *old = NULL;
	pthread_rwlock_wrlock(&p->lock);
	int i = place(p, item->path);
	if (i < p->n && strcmp(p->items[i]->path, item->path) == 0) {
		old = p->items[i];
	} else {
		assert(p->n < ITEMS_MAX);
		memmove(&p->items[i + 1], &p->items[i], (size_t)(p->n - i) * sizeof *p->items);
		p->n++;
	}
	p->items[i] = item;
	pthread_rwlock_unlock(&p->lock);
	if (old)
		published_release(old);
}

static struct MHD_Response *
response(const void *bytes, size_t n, const char *etag, const char *cache)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(n, (void *)(uintptr_t)bytes, MHD_RESPMEM_MUST_COPY);
	assert(r);
	MHD_add_response_header(r, "ETag", etag);
	MHD_add_response_header(r, "Cache-Control", cache);
	MHD_add_response_header(r, "Vary", "Accept-Encoding");
	return r;
}

/* gzip of the bytes, malloc'd; NULL where it would not be shorter. */
static unsigned char *
gzip(const void *bytes, size_t n, size_t *out_n)
{
	z_stream z = { 0 };
	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	uLong bound = deflateBound(&z, (uLong)n);
	unsigned char *out = malloc(bound);
	assert(out);
	z.next_in = (Bytef *)(uintptr_t)bytes;
	z.avail_in = (uInt)n;
	z.next_out = out;
	z.avail_out = (uInt)bound;
	int rc = deflate(&z, Z_FINISH);
	*out_n = z.total_out;
	deflateEnd(&z);
	if (rc == Z_STREAM_END && *out_n < n)
		return out;
	free(out);
	return NULL;
}

struct published *
published_new(const char *path, const char *content_type, const void *bytes, size_t n, int max_age)
{
	struct published *item = calloc(1, sizeof *item);
	assert(item);
	struct arena *mem = arena_new();
	const char *etag = arena_printf(mem, "\"%.32s\"", sha256_hex(mem, bytes, n));
	const char *cache =
		max_age < 0 ? "public, max-age=31536000, immutable" : arena_printf(mem, "public, max-age=%d", max_age);
	item->path = strdup(path);
	item->etag = strdup(etag);
	item->users = 1;
	item->n = n;
	item->plain = response(bytes, n, etag, cache);
	MHD_add_response_header(item->plain, "Content-Type", content_type);
	item->unchanged = response("", 0, etag, cache);
	size_t packed_n;
	unsigned char *packed = gzip(bytes, n, &packed_n);
	if (packed) {
		item->gzip = response(packed, packed_n, etag, cache);
		MHD_add_response_header(item->gzip, "Content-Type", content_type);
		MHD_add_response_header(item->gzip, "Content-Encoding", "gzip");
		free(packed);
	}
	arena_free(mem);
	return item;
}
