/* publish.h - ready-made answers: assets, counters. Private to server.c, which alone knows microhttpd. */
#ifndef HTTP_PUBLISH_H
#define HTTP_PUBLISH_H

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* One way to send the bytes: plain or packed. Each has an ETag of its own, which the answer 304 repeats. */
struct variant {
	char *etag;
	struct MHD_Response *whole, *unchanged; /* NULL: there is none */
};

struct published {
	char *path, *digest;
	struct variant plain, gzip; /* gzip has none where it would not be shorter */
	size_t n;                   /* bytes of plain */
	_Atomic int users;
};

struct publisher;

struct publisher *publisher_new(void);
void publisher_free(struct publisher *p);
/* The answer for a path, held until published_release(); NULL if there is none. */
struct published *publisher_find(struct publisher *p, const char *path);
/* Puts an answer in place of an earlier one of the same path; takes ownership. */
void publisher_put(struct publisher *p, struct published *item);

/* Is this content published for the path already? */
bool publisher_holds(struct publisher *p, const char *path, const void *bytes, size_t n);

struct published *published_new(const char *path, const char *content_type, const void *bytes, size_t n, int max_age);
/* What a client gets that sent these headers (NULL: did not), RFC 9110 sections 12.5.3 and 13.1.2: *status is 200 or 304. */
struct MHD_Response *
published_pick(const struct published *item, const char *accept_encoding, const char *if_none_match, unsigned *status);
void published_release(struct published *item);

#endif
