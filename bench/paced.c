/* paced URL-HOST PORT RATE SECONDS CONNECTIONS - an open-loop HTTP client: so many GETs a second, whatever the server does.
 *
 * Reads header lines, an empty line and then paths from standard input; asks for the paths in turn. A request is due at
 * its moment and its latency counts from then, also while it waits for a free connection. Prints one JSON object. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { PATHS_MAX = 100000, CONNECTIONS_MAX = 1024, HEAD_MAX = 16384, LINE_SIZE = 4096, DRAIN_MS = 10000 };

struct connection {
	int fd;
	int64_t due_ns; /* of the request under way; 0: idle */
	char head[HEAD_MAX];
	size_t head_n;
	int64_t body_left; /* -1: the head is not whole yet */
	int status;
};

static struct connection connections[CONNECTIONS_MAX];
static int idle[CONNECTIONS_MAX], nidle;
static char *paths[PATHS_MAX];
static size_t npaths;
static char headers[LINE_SIZE * 4];
static int64_t *latencies;
static size_t nlatencies, errors;

static void
die(const char *what)
{
	fprintf(stderr, "paced: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int64_t
now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void
read_plan(void)
{
	char line[LINE_SIZE];
	size_t n = 0;
	while (fgets(line, sizeof line, stdin) && line[0] != '\n') {
		line[strcspn(line, "\n")] = 0;
		n += (size_t)snprintf(headers + n, sizeof headers - n, "%s\r\n", line);
		if (n >= sizeof headers)
			die("headers too long");
	}
	while (npaths < PATHS_MAX && fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = 0;
		paths[npaths++] = strdup(line);
	}
	if (!npaths)
		die("no paths");
}

static void
open_connection(int epoll, int i, const char *host, int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct connection *c = &connections[i];
	int on = 1;
	inet_pton(AF_INET, host, &at.sin_addr);
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&at, sizeof at) != 0)
		die("connect");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	struct epoll_event e = { .events = EPOLLIN, .data.u32 = (uint32_t)i };
	epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e);
	idle[nidle++] = i;
}

static void
send_request(size_t number, int64_t due_ns)
{
	static char request[LINE_SIZE * 6];
	struct connection *c = &connections[idle[--nidle]];
	int n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: bench\r\n%s\r\n", paths[number % npaths],
			 headers);
	c->due_ns = due_ns;
	c->head_n = 0;
	c->body_left = -1;
	if (send(c->fd, request, (size_t)n, MSG_NOSIGNAL) != n)
		die("send");
}

/* The head is whole: status and length of the body, less what came with the head. */
static void
read_head(struct connection *c, const char *end)
{
	c->status = atoi(c->head + 9);
	int64_t length = 0;
	for (const char *line = strstr(c->head, "\r\n"); line && line < end; line = strstr(line + 2, "\r\n"))
		if (strncasecmp(line + 2, "Content-Length:", 15) == 0)
			length = atoll(line + 17);
	c->body_left = length - (int64_t)(c->head_n - (size_t)(end + 4 - c->head));
}

static void
receive(int i)
{
	struct connection *c = &connections[i];
	static char body[1 << 16];
	ssize_t n = c->body_left < 0 ? recv(c->fd, c->head + c->head_n, HEAD_MAX - 1 - c->head_n, 0)
				     : recv(c->fd, body, sizeof body, 0);
	if (n <= 0)
		die("the server closed a connection");
	if (c->body_left >= 0) {
		c->body_left -= n;
	} else {
		c->head_n += (size_t)n;
		c->head[c->head_n] = 0;
		const char *end = strstr(c->head, "\r\n\r\n");
		if (end)
			read_head(c, end);
		else if (c->head_n == HEAD_MAX - 1)
			die("the answer's head is too long");
	}
	if (c->body_left != 0)
		return;
	latencies[nlatencies++] = now_ns() - c->due_ns;
	errors += c->status != 200;
	c->due_ns = 0;
	idle[nidle++] = i;
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static double
quantile_ms(double q)
{
	size_t at = (size_t)((double)nlatencies * q);
	return nlatencies ? (double)latencies[at < nlatencies ? at : nlatencies - 1] / 1e6 : 0;
}

/* Asks for total requests, one each interval; returns when all were answered or nothing came for too long. */
static void
drive(int epoll, int timer, size_t total, int64_t interval_ns)
{
	int64_t began = now_ns() + 10000000;
	struct itimerspec at = { { interval_ns / 1000000000, interval_ns % 1000000000 },
				 { began / 1000000000, began % 1000000000 } };
	timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
	struct epoll_event events[256], tick = { .events = EPOLLIN, .data.u32 = CONNECTIONS_MAX };
	epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &tick);
	size_t sent = 0;
	while (nlatencies < total) {
		int n = epoll_wait(epoll, events, 256, DRAIN_MS);
		if (n == 0)
			return;
		for (int i = 0; i < n; i++) {
			uint64_t ticks;
			if (events[i].data.u32 != CONNECTIONS_MAX)
				receive((int)events[i].data.u32);
			else if (sent == total || read(timer, &ticks, sizeof ticks) < 0)
				epoll_ctl(epoll, EPOLL_CTL_DEL, timer, NULL);
		}
		for (int64_t due; sent < total && nidle && (due = began + (int64_t)sent * interval_ns) <= now_ns();)
			send_request(sent++, due);
	}
}

int
main(int argc, char **argv)
{
	if (argc != 6) {
		fprintf(stderr, "usage: paced HOST PORT RATE SECONDS CONNECTIONS < headers, empty line, paths\n");
		return 2;
	}
	double rate = atof(argv[3]);
	size_t total = (size_t)(rate * atof(argv[4]));
	int n = atoi(argv[5]);
	if (total < 1 || n < 1 || n > CONNECTIONS_MAX)
		die("rate, seconds or connections");
	read_plan();
	latencies = calloc(total, sizeof *latencies);
	int epoll = epoll_create1(EPOLL_CLOEXEC), timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	for (int i = 0; i < n; i++)
		open_connection(epoll, i, argv[1], atoi(argv[2]));
	drive(epoll, timer, total, (int64_t)(1e9 / rate));
	qsort(latencies, nlatencies, sizeof *latencies, by_size);
	printf("{\"asked\":%zu,\"answered\":%zu,\"errors\":%zu,\"p50_ms\":%.3f,\"p95_ms\":%.3f,\"p99_ms\":%.3f,\"max_"
	       "ms\":%.3f}\n",
	       total, nlatencies, errors, quantile_ms(0.5), quantile_ms(0.95), quantile_ms(0.99), quantile_ms(1));
	return nlatencies == total ? 0 : 1;
}
