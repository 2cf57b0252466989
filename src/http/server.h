/* server.h - sockets. The only user of microhttpd.h. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "http/dispatch.h"

enum { SERVER_THREADS = 2, SERVER_CONNECTIONS_MAX = 10000, SERVER_IDLE_S = 60, UPLOADS_AT_ONCE_MAX = 8 };

struct server_config {
	const char *host; /* "127.0.0.1" */
	int port;
	const char *upload_dir;    /* for bodies of UPLOAD routes; mode 0700 */
	const char *trusted_proxy; /* address whose X-Forwarded-For is believed; NULL: none */
};

struct server;

/* Starts to listen. ERR_INVALID when the address is taken or not ours. */
enum err server_start(struct ctx *cx, const struct server_config *config, const struct dispatcher *d,
		      struct server **out) MUST_CHECK;
/* Stops accepting; waits up to wait_ms until every request that was begun is answered (with Connection: close), and
 * refuses the rest. */
void server_drain(struct server *s, int64_t wait_ms);
void server_stop(struct server *s);

/* Publishes a ready-made answer for GET path, gzip and plain, with an ETag; replaces an earlier one at once.
 * max_age in seconds; -1 marks content whose name changes with it (immutable). Bytes are copied. */
void server_publish(struct server *s, const char *path, const char *content_type, const void *p, size_t n, int max_age);

struct server_stats {
	int64_t requests, errors, in_flight, cached, connections;
	bool draining;
};
struct server_stats server_stats(struct server *s);

#endif
