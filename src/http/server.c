#include "http/server.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "http/publish.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct server {
	struct MHD_Daemon *daemon;
	struct server_config config;
	const struct dispatcher *d;
	struct guard *guard;
	struct publisher *published;
	_Atomic int64_t requests, errors, in_flight, exchanges, cached, uploads;
	atomic_bool draining, closing;
};

enum { COLLECTING, WAITING, ANSWERED };
enum { DRAIN_STEP_MS = 10, CLOSING_MS = 2000 };

/* One exchange on a connection: collecting the request, then waiting, then answering. */
struct exchange {
	struct flight flight; /* first: finished() gets it back */
	struct server *s;
	struct MHD_Connection *connection;
	struct arena *mem;
	struct buf body;
	int upload_fd;
	size_t received, limit;
	_Atomic int state;
	bool counted_upload;
	bool unwanted; /* a body that we shall not read */
	bool proxied;  /* the peer is the trusted proxy */
	enum err refused;
};

static const struct {
	const char *name, *value;
} security_headers[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "X-Frame-Options", "DENY" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
	{ "Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: "
				     "blob:; font-src 'self'; connect-src 'self'; "
				     "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'" },
};

static void
add_security_headers(struct MHD_Response *r)
{
	for (size_t i = 0; i < sizeof security_headers / sizeof *security_headers; i++)
		MHD_add_response_header(r, security_headers[i].name, security_headers[i].value);
}

/* Each connection is known to the guard; what it has to finish, and until when, changes as it goes on. */
static void
expect(const struct server *s, struct MHD_Connection *connection, int64_t seconds)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	guard_expect(s->guard, info->socket_context, seconds);
}

static void
connected(void *arg, struct MHD_Connection *connection, void **client, enum MHD_ConnectionNotificationCode what)
{
	struct server *s = arg;
	if (what == MHD_CONNECTION_NOTIFY_STARTED)
		*client = guard_opened(
			s->guard, MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd);
	else
		guard_closed(s->guard, *client);
}

static const char *
header(const struct exchange *x, const char *name)
{
	return MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
}

static const char *
copy_header(const struct exchange *x, const char *name)
{
	const char *v = header(x, name);
	return v ? arena_strndup(x->mem, v, strnlen(v, 512)) : NULL;
}

/* The client's address: the peer's, or what a trusted proxy says of it. */
static const char *
client_address(struct exchange *x)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[INET6_ADDRSTRLEN] = "";
	if (info && info->client_addr->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr, text,
			  sizeof text);
	else if (info && info->client_addr->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr, text,
			  sizeof text);
	const char *proxy = x->s->config.trusted_proxy, *forwarded = header(x, "X-Forwarded-For");
	x->flight.rq.address_unsure = forwarded || header(x, "Forwarded");
	x->proxied = proxy && strcmp(proxy, text) == 0;
	if (x->proxied && forwarded) {
		const char *last = strrchr(forwarded, ',');
		last = last ? last + 1 : forwarded;
		while (*last == ' ')
			last++;
		x->flight.rq.address_unsure = false;
		return arena_strndup(x->mem, last, strnlen(last, INET6_ADDRSTRLEN));
	}
	return arena_strdup(x->mem, text);
}

static const char *
cookie(const struct exchange *x, const char *name)
{
	const char *value = MHD_lookup_connection_value(x->connection, MHD_COOKIE_KIND, name);
	return value ? arena_strndup(x->mem, value, strnlen(value, 128)) : NULL;
}

/* One browser may hold both: a nurse has a family too. The route tells which of them counts. */
static void
read_token(struct exchange *x)
{
	struct request *rq = &x->flight.rq;
	const char *bearer = header(x, "Authorization");
	if (bearer && strncmp(bearer, "Bearer ", 7) == 0) {
		rq->token = rq->book_token = arena_strndup(x->mem, bearer + 7, strnlen(bearer + 7, 128));
		return;
	}
	rq->token = cookie(x, "login");
	rq->book_token = cookie(x, "book");
	rq->by_cookie = rq->token || rq->book_token;
}

/* A change by cookie must come from our own page: the browser says so (Sec-Fetch-Site, Origin), and our pages send a
 * header that no foreign page can without asking. */
static enum err
check_same_origin(struct exchange *x)
{
	struct request *rq = &x->flight.rq;
	if (rq->method == GET || !rq->by_cookie)
		return OK;
	const char *site = header(x, "Sec-Fetch-Site"), *origin = header(x, "Origin"), *host = header(x, "Host");
	const char *own = origin ? strstr(origin, "://") : NULL;
	bool foreign =
		(site && strcmp(site, "same-origin") != 0) || (origin && (!own || !host || strcmp(own + 3, host) != 0));
	if (foreign || !header(x, "X-Requested-By"))
		return fail(&rq->cx, ERR_FORBIDDEN, "csrf", "Yêu cầu này không đến từ trang của hệ thống.",
			    "This request did not come from our own page.");
	return OK;
}

static bool
read_method(const char *name, enum method *out)
{
	if (strcmp(name, "HEAD") == 0)
		name = "GET";
	for (int m = 0; m < METHOD__COUNT; m++)
		if (strcmp(name, method_names[m]) == 0) {
			*out = (enum method)m;
			return true;
		}
	return false;
}

static enum MHD_Result
collect_query(void *arg, enum MHD_ValueKind kind, const char *key, size_t key_n, const char *value, size_t value_n)
{
	/* libmicrohttpd has undone the escapes; what it gives is escaped again, NUL and all, so that one parser judges it */
	static const char hex[] = "0123456789abcdef";
	struct buf *q = arg;
	(void)kind;
	(void)key_n;
	if (q->n > QUERY_MAX_BYTES)
		return MHD_NO;
	if (q->n)
		buf_char(q, '&');
	buf_str(q, key); /* a name with NUL is none of ours: what stands before it is judged */
	buf_char(q, '=');
	for (size_t i = 0; value && i < value_n; i++) {
		unsigned char c = (unsigned char)value[i];
		buf_char(q, '%');
		buf_char(q, hex[c >> 4]);
		buf_char(q, hex[c & 15]);
	}
	return MHD_YES;
}

static struct exchange *
exchange_new(struct server *s, struct MHD_Connection *connection)
{
	struct arena *mem = arena_new();
	struct exchange *x = calloc(1, sizeof *x);
	assert(x);
	x->s = s;
	x->connection = connection;
	x->mem = mem;
	x->body = buf_new(mem);
	x->upload_fd = -1;
	x->limit = BODY_MAX;
	struct request *rq = &x->flight.rq;
	rq->cx.mem = mem;
	rq->cx.now = clock_now();
	rq->cx.request_id = id_next(rq->cx.now);
	x->flight.began_us = clock_monotonic_us();
	atomic_fetch_add(&s->requests, 1);
	atomic_fetch_add(&s->exchanges, 1);
	return x;
}

static enum err
open_upload(struct exchange *x)
{
	struct request *rq = &x->flight.rq;
	if (atomic_fetch_add(&x->s->uploads, 1) >= UPLOADS_AT_ONCE_MAX) {
		atomic_fetch_sub(&x->s->uploads, 1);
		return fail(&rq->cx, ERR_BUSY, "upload.busy",
			    "Đang có quá nhiều tệp được tải lên. Vui lòng thử lại sau ít phút.",
			    "Too many files are being uploaded. Try again in a few minutes.");
	}
	x->counted_upload = true;
	char *path = arena_printf(x->mem, "%s/upload-%lld", x->s->config.upload_dir, (long long)rq->cx.request_id);
	x->upload_fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (x->upload_fd < 0)
		return fail_internal(&rq->cx, "cannot write %s: %s", path, strerror(errno));
	rq->upload = path;
	x->limit = UPLOAD_MAX;
	return OK;
}

/* What can be judged before the body: method, route, size, origin, whether anybody is logged in for an upload. */
static enum err
judge_head(struct exchange *x, const char *method, const char *url)
{
	struct request *rq = &x->flight.rq;
	if (strlen(url) > PATH_MAX_BYTES)
		return fail(&rq->cx, ERR_INVALID, "path.too_long", "Địa chỉ quá dài.", "The address is too long.");
	rq->path = arena_strdup(x->mem, url);
	rq->address = client_address(x);
	TRY(guard_address(&rq->cx, x->s->guard, rq->address));
	if (MHD_get_connection_values(x->connection, MHD_HEADER_KIND, NULL, NULL) > HEADERS_MAX)
		return fail(&rq->cx, ERR_LIMIT, "headers.too_many", "Yêu cầu có quá nhiều tiêu đề HTTP, tối đa %d.",
			    "The request has too many headers, at most %d.", HEADERS_MAX);
	if (!read_method(method, &rq->method))
		return fail(&rq->cx, ERR_INVALID, "method.unknown", "Phương thức không được hỗ trợ.",
			    "This method is not supported.");
	TRY(dispatch_route(x->s->d, rq));
	read_token(x);
	TRY(check_same_origin(x));
	if (rq->route->flags & LARGE_BODY)
		x->limit = BODY_LARGE_MAX;
	if (rq->route->flags & UPLOAD) {
		if (!rq->token)
			return fail(&rq->cx, ERR_UNAUTHENTICATED, "login.required", "Bạn cần đăng nhập.",
				    "Please log in.");
		TRY(open_upload(x));
	}
	const char *length = header(x, "Content-Length");
	int64_t n = 0;
	x->unwanted = length && i64_parse(length, &n) && n > (int64_t)x->limit;
	if (x->unwanted)
		return fail(&rq->cx, ERR_LIMIT, "body.too_large", "Nội dung gửi lên quá lớn, tối đa %zu byte.",
			    "The body is too large, at most %zu bytes.", x->limit);
	return OK;
}

static enum err
take_chunk(struct exchange *x, const char *data, size_t n)
{
	struct request *rq = &x->flight.rq;
	x->received += n;
	if (x->received > x->limit)
		return fail(&rq->cx, ERR_LIMIT, "body.too_large", "Nội dung gửi lên quá lớn, tối đa %zu byte.",
			    "The body is too large, at most %zu bytes.", x->limit);
	if (x->upload_fd < 0) {
		buf_bytes(&x->body, data, n);
		return OK;
	}
	while (n) {
		ssize_t w = write(x->upload_fd, data, n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return fail_internal(&rq->cx, "cannot write the upload: %s", strerror(errno));
		data += w;
		n -= (size_t)w;
	}
	return OK;
}

static void
finished(struct flight *f)
{
	struct exchange *x = f->server;
	x->state = ANSWERED;
	MHD_resume_connection(x->connection);
}

/* TLS ends at the proxy; only the trusted one is believed. */
static bool
by_tls(const struct exchange *x)
{
	const char *scheme = header(x, "X-Forwarded-Proto");
	return x->proxied && scheme && strcmp(scheme, "https") == 0;
}

static int64_t
retry_after_s(const struct request *rq)
{
	int64_t ms = rq->cx.problem.until_ms - rq->cx.now;
	return ms > 0 ? (ms + MS_SECOND - 1) / MS_SECOND : RETRY_AFTER_S;
}

static enum MHD_Result
answer(struct exchange *x)
{
	struct request *rq = &x->flight.rq;
	dispatch_note(x->s->d, &x->flight);
	if (rq->status >= 500)
		atomic_fetch_add(&x->s->errors, 1);
	struct MHD_Response *r = MHD_create_response_from_buffer(rq->out.n, (void *)(uintptr_t)buf_text(&rq->out),
								 MHD_RESPMEM_MUST_COPY);
	if (!r)
		return MHD_NO;
	add_security_headers(r);
	MHD_add_response_header(r, "Cache-Control",
				rq->max_age ? arena_printf(x->mem, "public, max-age=%d", rq->max_age) : "no-store");
	if (rq->content_type)
		MHD_add_response_header(r, "Content-Type", rq->content_type);
	if (rq->cookie)
		MHD_add_response_header(r, "Set-Cookie",
					arena_printf(x->mem, "%s%s", rq->cookie, by_tls(x) ? "; Secure" : ""));
	if (rq->location)
		MHD_add_response_header(r, "Location", rq->location);
	if (rq->file_name)
		MHD_add_response_header(r, "Content-Disposition",
					arena_printf(x->mem, "attachment; filename=\"%s\"", rq->file_name));
	if (rq->status == 503 || rq->status == 429)
		MHD_add_response_header(r, "Retry-After", arena_printf(x->mem, "%lld", (long long)retry_after_s(rq)));
	if (atomic_load(&x->s->draining))
		MHD_add_response_header(r, "Connection", "close");
	expect(x->s, x->connection, SEND_S + (int64_t)rq->out.n / SEND_BYTES_PER_S);
	enum MHD_Result ok = MHD_queue_response(x->connection, (unsigned)rq->status, r);
	MHD_destroy_response(r);
	return ok;
}

static enum MHD_Result
refuse(struct exchange *x, enum err err)
{
	dispatch_problem(&x->flight.rq, err);
	return answer(x);
}

static enum MHD_Result
start_flight(struct exchange *x)
{
	struct request *rq = &x->flight.rq;
	if (x->upload_fd >= 0) {
		close(x->upload_fd);
		x->upload_fd = -1;
	}
	if (atomic_load(&x->s->closing))
		return refuse(x, fail(&rq->cx, ERR_BUSY, "server.stopping", "Máy chủ đang dừng, chưa ghi gì.",
				      "The server is stopping; nothing was done."));
	rq->body = buf_text(&x->body);
	rq->body_n = x->body.n;
	rq->key = copy_header(x, "Idempotency-Key");
	rq->upload_name = copy_header(x, "X-File-Name");
	struct buf query = buf_new(x->mem);
	MHD_get_connection_values_n(x->connection, MHD_GET_ARGUMENT_KIND, collect_query, &query);
	if (query.n > QUERY_MAX_BYTES)
		return refuse(x, fail(&rq->cx, ERR_INVALID, "query.too_long", "Tham số quá dài.",
				      "The parameters are too long."));
	rq->query = buf_text(&query);
	x->flight.finished = finished;
	x->flight.server = x;
	x->state = WAITING;
	atomic_fetch_add(&x->s->in_flight, 1);
	expect(x->s, x->connection, 0);
	MHD_suspend_connection(x->connection);
	dispatch(x->s->d, &x->flight);
	return MHD_YES;
}

static enum MHD_Result
answer_published(struct server *s, struct MHD_Connection *connection, const struct published *p)
{
	expect(s, connection, SEND_S + (int64_t)p->n / SEND_BYTES_PER_S);
	const char *accept = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Encoding");
	const char *known = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match");
	atomic_fetch_add(&s->cached, 1);
	unsigned status;
	struct MHD_Response *r = published_pick(p, accept, known, &status);
	return MHD_queue_response(connection, status, r);
}

/* A connection's state is its exchange, or, with the lowest bit set, the ready-made answer it waits for. */
static bool
is_published(const void *state)
{
	return (uintptr_t)state & 1;
}

static struct published *
published_of(void *state)
{
	return (struct published *)((uintptr_t)state & ~(uintptr_t)1);
}

static enum MHD_Result
access_handler(void *arg, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
	       const char *data, size_t *data_n, void **state)
{
	struct server *s = arg;
	struct exchange *x = is_published(*state) ? NULL : *state;
	(void)version;
	if (is_published(*state)) {
		enum MHD_Result ok = answer_published(s, connection, published_of(*state));
		published_release(published_of(*state));
		*state = NULL;
		return ok;
	}
	if (!x) {
		/* libmicrohttpd closes a connection that is answered at the first call, so both kinds wait for the second */
		bool get = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
		struct published *p = get ? publisher_find(s->published, url) : NULL;
		if (p) {
			expect(s, connection, BODY_S);
			*state = (void *)((uintptr_t)p | 1);
			return MHD_YES;
		}
		*state = x = exchange_new(s, connection);
		x->refused = judge_head(x, method, url);
		expect(s, connection, x->upload_fd >= 0 ? UPLOAD_S : BODY_S);
		/* but for a body that we do not want: answered now, 20 MB stay where they are */
		return x->unwanted ? refuse(x, x->refused) : MHD_YES;
	}
	if (x->state == ANSWERED)
		return answer(x);
	if (*data_n) {
		if (x->refused == OK)
			x->refused = take_chunk(x, data, *data_n);
		*data_n = 0;
		return MHD_YES;
	}
	return x->refused == OK ? start_flight(x) : refuse(x, x->refused);
}

static void
completed(void *arg, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
	struct exchange *x = is_published(*state) ? NULL : *state;
	(void)why;
	expect(arg, connection, IDLE_S);
	if (is_published(*state))
		published_release(published_of(*state));
	if (!x)
		return;
	atomic_fetch_sub(&x->s->exchanges, 1);
	if (x->flight.server)
		atomic_fetch_sub(&x->s->in_flight, 1);
	if (x->upload_fd >= 0)
		close(x->upload_fd);
	if (x->flight.rq.upload)
		unlink(x->flight.rq.upload);
	if (x->counted_upload)
		atomic_fetch_sub(&x->s->uploads, 1);
	arena_free(x->mem);
	free(x);
	*state = NULL;
}

enum err
server_start(struct ctx *cx, const struct server_config *config, const struct dispatcher *d, struct server **out)
{
	struct server *s = calloc(1, sizeof *s);
	assert(s);
	s->config = *config;
	s->d = d;
	s->published = publisher_new();
	s->guard = d->guard;
	mkdir(config->upload_dir, 0700);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)config->port) };
	if (inet_pton(AF_INET, config->host, &at.sin_addr) == 1)
		/* poll, not epoll: Debian's 0.9.75 loses wake-ups of resumed connections there */
		s->daemon = MHD_start_daemon(
			MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, (uint16_t)config->port, NULL, NULL,
			access_handler, s, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at, MHD_OPTION_THREAD_POOL_SIZE,
			(unsigned)SERVER_THREADS, MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVER_CONNECTIONS_MAX,
			MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
			(size_t)HEAD_MAX, MHD_OPTION_NOTIFY_COMPLETED, completed, s, MHD_OPTION_NOTIFY_CONNECTION,
			connected, s, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_LISTEN_BACKLOG_SIZE, 4096u,
			MHD_OPTION_END);
	if (!s->daemon) {
		publisher_free(s->published);
		free(s);
		return fail(cx, ERR_INVALID, "listen", "Không mở được %s:%d. Cổng đang bị chiếm? Hãy chọn cổng khác.",
			    "Cannot listen on %s:%d. Is the port taken? Choose another.", config->host, config->port);
	}
	*out = s;
	return OK;
}

static void
await_exchanges(struct server *s, int64_t wait_ms)
{
	for (int64_t t = 0; t < wait_ms && atomic_load(&s->exchanges) > 0; t += DRAIN_STEP_MS)
		usleep(DRAIN_STEP_MS * 1000);
}

void
server_drain(struct server *s, int64_t wait_ms)
{
	MHD_socket listening = MHD_quiesce_daemon(s->daemon);
	if (listening != MHD_INVALID_SOCKET)
		close(listening);
	atomic_store(&s->draining, true);
	await_exchanges(s, wait_ms);
	/* what comes now on a kept connection is refused, so that nothing is done whose answer would be lost */
	atomic_store(&s->closing, true);
	await_exchanges(s, CLOSING_MS);
}

void
server_stop(struct server *s)
{
	MHD_stop_daemon(s->daemon);
	publisher_free(s->published);
	free(s);
}

void
server_publish(struct server *s, const char *path, const char *content_type, const void *p, size_t n, int max_age)
{
	if (publisher_holds(s->published, path, p, n))
		return;
	struct published *item = published_new(path, content_type, p, n, max_age);
	struct MHD_Response *parts[] = { item->plain.whole, item->plain.unchanged, item->gzip.whole,
					 item->gzip.unchanged };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i])
			add_security_headers(parts[i]);
	publisher_put(s->published, item);
}

struct server_stats
server_stats(struct server *s)
{
	const union MHD_DaemonInfo *now = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
	return (struct server_stats){ atomic_load(&s->requests),
				      atomic_load(&s->errors),
				      atomic_load(&s->in_flight),
				      atomic_load(&s->cached),
				      now ? (int64_t)now->num_connections : 0,
				      atomic_load(&s->draining) };
}
