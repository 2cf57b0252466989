/* publish.h - ready-made answers: assets, counters. Private to server.c, which alone knows microhttpd. */
#ifndef HTTP_PUBLISH_H
#define HTTP_PUBLISH_H

#include <microhttpd.h>
#include <stdatomic.h>
#include <stddef.h>

struct published {
	char *path, *etag;
	struct MHD_Response *plain, *gzip, *unchanged; /* gzip is NULL where it would not be shorter */
	size_t n;                                      /* bytes of plain */
	_Atomic int users;
};

struct publisher;

struct publisher *publisher_new(void);
void publisher_free(struct publisher *p);
/* The answer for a path, held until published_release(); NULL if there is none. */
struct published *publisher_find(struct publisher *p, const char *path);
/* Puts an answer in place of an earlier one of the same path; takes ownership. */
void publisher_put(struct publisher *p, struct published *item);

struct published *published_new(const char *path, const char *content_type, const void *bytes, size_t n, int max_age);
void published_release(struct published *item);

#endif
