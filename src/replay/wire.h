/* wire.h - one keep-alive HTTP/1.1 connection of a client, non-blocking: what our server sends and no more
 * (answers with Content-Length; Connection: close is obeyed; no chunks, no redirects, no TLS). */
#ifndef REPLAY_WIRE_H
#define REPLAY_WIRE_H

#include "base/buf.h"

#include <sys/socket.h>

enum { WIRE_ANSWER_MAX = 256 << 20 };

struct address {
	char host[256]; /* HOST:PORT, for the Host header */
	struct sockaddr_storage to;
	socklen_t n;
};
/* Reads http://HOST:PORT and looks the host up. NULL, or what is wrong with it (Vietnamese, English). */
const char *address_read(const char *url, struct address *out, const char **english);

struct answer {
	int status;
	const char *body; /* a NUL follows; the wire's, until its next request */
	size_t n;
	int64_t retry_after_s; /* 0: not said */
};

enum wire_state { WIRE_CLOSED, WIRE_CONNECTING, WIRE_SENDING, WIRE_WAITING, WIRE_IDLE };
enum wire_event {
	WIRE_MORE, /* wait for the socket */
	WIRE_ANSWERED /* the answer is whole */,
	WIRE_LOST /* refused, reset, closed or no HTTP: the connection is closed now, wire.why says why */
};

struct wire {
	const struct address *to;
	int fd; /* -1: closed */
	enum wire_state state;
	struct arena *mem; /* of the request */
	struct buf request;
	size_t sent;
	char *in; /* malloc */
	size_t n, cap, body_at;
	int64_t body_n; /* -1: the head is not complete */
	bool closing;
	struct answer answer;
	const char *why; /* "refused", "lost", "not_http" */
};

void wire_init(struct wire *w, const struct address *to);
void wire_free(struct wire *w);
void wire_close(struct wire *w);

/* Writes a request into the wire: the same bytes are sent until the next one is written. token and key (Idempotency-Key) may
 * be NULL, type NULL means JSON; body NULL: none. */
struct wire_head {
	const char *method, *path, *token, *key, *type;
};
void wire_write(struct wire *w, const struct wire_head *head, const char *body, size_t n);
/* Begins to send it, over a new connection when this one is closed. *opened: the socket is new. */
enum wire_event wire_send(struct wire *w, bool *opened);
/* To be called when the socket can be read or written. While the wire is idle: WIRE_LOST when the server closed it. */
enum wire_event wire_ready(struct wire *w);

#endif
