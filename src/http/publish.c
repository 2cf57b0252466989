#include "http/publish.h"

#include "base/id.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
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

static void
variant_free(struct variant *v)
{
	if (v->whole) {
		MHD_destroy_response(v->whole);
		MHD_destroy_response(v->unchanged);
	}
	free(v->etag);
}

void
published_release(struct published *item)
{
	if (atomic_fetch_sub(&item->users, 1) != 1)
		return;
	variant_free(&item->plain);
	variant_free(&item->gzip);
	free(item->path);
	free(item->digest);
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

static const char *
digest_of(struct arena *mem, const void *bytes, size_t n)
{
	return arena_strndup(mem, sha256_hex(mem, bytes, n), 32);
}

bool
publisher_holds(struct publisher *p, const char *path, const void *bytes, size_t n)
{
	struct published *item = publisher_find(p, path);
	if (!item)
		return false;
	struct arena *mem = arena_new();
	bool same = strcmp(item->digest, digest_of(mem, bytes, n)) == 0;
	arena_free(mem);
	published_release(item);
	return same;
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

static struct variant
variant(const void *bytes, size_t n, const char *etag, const char *cache, const char *content_type)
{
	struct variant v = { strdup(etag), response(bytes, n, etag, cache), response("", 0, etag, cache) };
	MHD_add_response_header(v.whole, "Content-Type", content_type);
	return v;
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
	const char *digest = digest_of(mem, bytes, n);
	const char *cache =
		max_age < 0 ? "public, max-age=31536000, immutable" : arena_printf(mem, "public, max-age=%d", max_age);
	item->path = strdup(path);
	item->digest = strdup(digest);
	item->users = 1;
	item->n = n;
	item->plain = variant(bytes, n, arena_printf(mem, "\"%s\"", digest), cache, content_type);
	size_t packed_n;
	unsigned char *packed = gzip(bytes, n, &packed_n);
	if (packed) {
		item->gzip = variant(packed, packed_n, arena_printf(mem, "\"%s-gzip\"", digest), cache, content_type);
		MHD_add_response_header(item->gzip.whole, "Content-Encoding", "gzip");
		free(packed);
	}
	arena_free(mem);
	return item;
}

/* ---- what a client gets ---- */

/* The next member of a comma-separated header, without the spaces around it; NULL at the end. */
static const char *
next_member(const char **at, size_t *n)
{
	const char *from = *at + strspn(*at, " \t,");
	if (!*from)
		return NULL;
	size_t length = strcspn(from, ",");
	*at = from + length;
	while (length && (from[length - 1] == ' ' || from[length - 1] == '\t'))
		length--;
	*n = length;
	return from;
}

/* "gzip;q=0" refuses: a weight of nothing but zeros. */
static bool
is_refused(const char *member, size_t n)
{
	const char *semicolon = memchr(member, ';', n);
	if (!semicolon)
		return false;
	const char *end = member + n, *q = semicolon + 1;
	q += strspn(q, " \t");
	if (end - q < 3 || (*q != 'q' && *q != 'Q') || q[1] != '=')
		return false;
	for (q += 2; q < end; q++)
		if (*q != '0' && *q != '.')
			return false;
	return true;
}

static bool
accepts_gzip(const char *header)
{
	bool any = false; /* what "*" says of those not named */
	size_t n;
	for (const char *m; header && (m = next_member(&header, &n));) {
		size_t name = strcspn(m, "; \t,");
		if ((name == 4 && strncasecmp(m, "gzip", 4) == 0) || (name == 6 && strncasecmp(m, "x-gzip", 6) == 0))
			return !is_refused(m, n);
		if (name == 1 && *m == '*')
			any = !is_refused(m, n);
	}
	return any;
}

/* The weak comparison: W/ makes no difference. */
static bool
knows(const char *header, const char *etag)
{
	size_t n;
	for (const char *m; header && (m = next_member(&header, &n));) {
		if (n == 1 && *m == '*')
			return true;
		if (n > 2 && strncmp(m, "W/", 2) == 0) {
			m += 2;
			n -= 2;
		}
		if (n == strlen(etag) && memcmp(m, etag, n) == 0)
			return true;
	}
	return false;
}

struct MHD_Response *
published_pick(const struct published *item, const char *accept_encoding, const char *if_none_match, unsigned *status)
{
	const struct variant *v = item->gzip.whole && accepts_gzip(accept_encoding) ? &item->gzip : &item->plain;
	bool known = knows(if_none_match, v->etag);
	*status = known ? 304 : 200;
	return known ? v->unchanged : v->whole;
}
