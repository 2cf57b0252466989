#include "replay/wire.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

enum { FIRST_READ = 8 * 1024, HEAD_MAX = 64 * 1024 };

const char *
address_read(const char *url, struct address *out, const char **english)
{
	char name[256];
	*english = "--url: expected http://HOST:PORT";
	if (strncmp(url, "http://", 7) != 0)
		return "--url: cần dạng http://MÁY:CỔNG";
	const char *host = url + 7;
	size_t n = strcspn(host, "/");
	if (host[n] && host[n + 1])
		return "--url: cần dạng http://MÁY:CỔNG";
	snprintf(out->host, sizeof out->host, "%.*s", (int)(n < 200 ? n : 200), host);
	snprintf(name, sizeof name, "%s", out->host);
	char *colon = strrchr(name, ':'), *bare = name;
	if (!colon || colon == name || !colon[1])
		return "--url: cần dạng http://MÁY:CỔNG";
	*colon = 0;
	if (*bare == '[' && colon[-1] == ']') {
		colon[-1] = 0;
		bare++;
	}
	struct addrinfo want = { .ai_socktype = SOCK_STREAM }, *found = NULL;
	*english = "--url: there is no such host";
	if (getaddrinfo(bare, colon + 1, &want, &found) != 0)
		return "--url: không có máy này";
	memcpy(&out->to, found->ai_addr, found->ai_addrlen);
	out->n = found->ai_addrlen;
	freeaddrinfo(found);
	return NULL;
}

void
wire_init(struct wire *w, const struct address *to)
{
	*w = (struct wire){ .to = to, .fd = -1, .mem = arena_new() };
}

void
wire_close(struct wire *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
	w->state = WIRE_CLOSED;
}

void
wire_free(struct wire *w)
{
	wire_close(w);
	arena_free(w->mem);
	free(w->in);
}

void
wire_write(struct wire *w, const struct wire_head *head, const char *body, size_t n)
{
	struct buf *b = &w->request;
	*b = buf_new(w->mem);
	buf_printf(b, "%s %s HTTP/1.1\r\nHost: %s\r\n", head->method, head->path, w->to->host);
	if (head->token)
		buf_printf(b, "Authorization: Bearer %s\r\n", head->token);
	if (head->key)
		buf_printf(b, "Idempotency-Key: %s\r\n", head->key);
	if (body)
		buf_printf(b, "Content-Type: %s\r\nContent-Length: %zu\r\n",
			   head->type ? head->type : "application/json", n);
	buf_str(b, "\r\n");
	if (body)
		buf_bytes(b, body, n);
}

static enum wire_event
lost(struct wire *w, const char *why)
{
	w->why = why;
	wire_close(w);
	return WIRE_LOST;
}

static enum wire_event
push(struct wire *w)
{
	while (w->sent < w->request.n) {
		ssize_t n = send(w->fd, w->request.p + w->sent, w->request.n - w->sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return WIRE_MORE;
		if (n < 0)
			return lost(w, "lost");
		w->sent += (size_t)n;
	}
	w->state = WIRE_WAITING;
	return WIRE_MORE;
}

enum wire_event
wire_send(struct wire *w, bool *opened)
{
	int on = 1;
	w->sent = 0;
	w->n = 0;
	w->body_n = -1;
	w->closing = false;
	w->answer = (struct answer){ 0 };
	*opened = w->state == WIRE_CLOSED;
	if (w->state == WIRE_IDLE) {
		w->state = WIRE_SENDING;
		return push(w);
	}
	assert(w->state == WIRE_CLOSED);
	w->fd = socket(w->to->to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (w->fd < 0)
		return lost(w, "refused");
	setsockopt(w->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	w->state = WIRE_CONNECTING;
	if (connect(w->fd, (const struct sockaddr *)(const void *)&w->to->to, w->to->n) != 0 && errno != EINPROGRESS)
		return lost(w, "refused");
	return WIRE_MORE;
}

/* ---- the answer ---- */

static int64_t
number(const char *p)
{
	int64_t v = 0;
	while (*p == ' ')
		p++;
	for (; *p >= '0' && *p <= '9' && v < INT64_MAX / 16; p++)
		v = v * 10 + (*p - '0');
	return v;
}

/* The head is whole and ends at end. False: it is no answer of our server. */
static bool
read_head(struct wire *w, const char *end)
{
	int64_t length = -1;
	if (strncmp(w->in, "HTTP/1.", 7) != 0)
		return false;
	w->answer.status = (int)number(w->in + 8);
	w->closing = w->in[7] == '0';
	for (const char *p = strstr(w->in, "\r\n"); p && p < end; p = strstr(p, "\r\n")) {
		p += 2;
		if (strncasecmp(p, "Content-Length:", 15) == 0)
			length = number(p + 15);
		else if (strncasecmp(p, "Connection: close", 17) == 0)
			w->closing = true;
		else if (strncasecmp(p, "Retry-After:", 12) == 0)
			w->answer.retry_after_s = number(p + 12);
	}
	if (w->answer.status == 204 || w->answer.status == 304)
		length = 0;
	w->body_at = (size_t)(end - w->in) + 4;
	w->body_n = length;
	return length >= 0 && length <= WIRE_ANSWER_MAX;
}

/* Makes room for what is still to come, and a NUL behind it. */
static void
make_room(struct wire *w)
{
	size_t want = w->body_n >= 0 ? w->body_at + (size_t)w->body_n : w->n + FIRST_READ;
	if (want + 1 <= w->cap)
		return;
	w->cap = want + 1;
	w->in = realloc(w->in, w->cap);
	if (!w->in) {
		fputs("out of memory\n", stderr);
		abort();
	}
}

static enum wire_event
take_answer(struct wire *w)
{
	w->answer.body = w->in + w->body_at;
	w->answer.n = (size_t)w->body_n;
	if (w->closing)
		wire_close(w);
	else
		w->state = WIRE_IDLE;
	return WIRE_ANSWERED;
}

static enum wire_event
pull(struct wire *w)
{
	for (;;) {
		make_room(w);
		ssize_t n = recv(w->fd, w->in + w->n, w->cap - 1 - w->n, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return WIRE_MORE;
		if (n <= 0)
			return lost(w, "lost");
		w->n += (size_t)n;
		w->in[w->n] = 0;
		const char *end = w->body_n < 0 ? strstr(w->in, "\r\n\r\n") : NULL;
		if ((end && !read_head(w, end)) || (!end && w->body_n < 0 && w->n > HEAD_MAX))
			return lost(w, "not_http");
		if (w->body_n >= 0 && w->n >= w->body_at + (size_t)w->body_n)
			return take_answer(w);
	}
}

enum wire_event
wire_ready(struct wire *w)
{
	char byte;
	if (w->state == WIRE_CONNECTING) {
		int error = 0;
		socklen_t n = sizeof error;
		if (getsockopt(w->fd, SOL_SOCKET, SO_ERROR, &error, &n) != 0 || error)
			return lost(w, "refused");
		w->state = WIRE_SENDING;
	}
	if (w->state == WIRE_SENDING && push(w) == WIRE_LOST)
		return WIRE_LOST;
	if (w->state == WIRE_WAITING)
		return pull(w);
	if (w->state == WIRE_IDLE && recv(w->fd, &byte, 1, MSG_PEEK) >= 0)
		return lost(w, "lost");
	return WIRE_MORE;
}
