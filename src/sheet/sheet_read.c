#include "sheet/sheet_read.h"

#include "base/clock.h"
#include "base/log.h"
#include "sheet/sheet_frame.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct sheet {
	struct arena *mem;
	pid_t pid;           /* 0: none, or gathered already */
	int fd;              /* -1 when closed */
	int64_t patience_us; /* what is left of the waiting time */
	bool done;           /* no more rows: end, or report.fault */
	struct sheet_report report;
	const char *format, *name;
	int64_t rows;
	struct frame_row row;
	size_t from, to; /* the bytes that were read and not used yet */
	unsigned char bytes[2 * (FRAME_HEAD + FRAME_PAYLOAD_MAX)];
};

/* ---- the child ---- */

/* A descriptor above those of standard input and output, whose places the child needs. */
static int
above_stdio(int fd)
{
	if (fd < 0 || fd > STDERR_FILENO)
		return fd;
	int high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(fd);
	return high;
}

/* posix_spawn and not fork: the server has threads, whose locks a forked child would inherit as they are. */
static int
spawn(struct sheet *s, int file, int pipe_end, const char *prefix)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t none, pipe_signal;
	sigemptyset(&none);
	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, file, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, pipe_end, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &pipe_signal);
	char *argv[] = { (char *)"tiemchung", (char *)"sheet-read", arena_strdup(s->mem, prefix ? prefix : ""), NULL };
	char *environment[] = { NULL };
	int e = posix_spawn(&s->pid, "/proc/self/exe", &files, &attr, argv, environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	if (e != 0)
		s->pid = 0;
	return e;
}

/* Ends the child and gathers it. One that has ended by itself is past being killed and keeps its status; one
 * that closed the pipe but goes on must not hold us up. */
static void
gather(struct sheet *s)
{
	int status = 0;
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	if (s->pid == 0)
		return;
	kill(s->pid, SIGKILL);
	pid_t got;
	while ((got = waitpid(s->pid, &status, 0)) < 0 && errno == EINTR)
		;
	if (got == s->pid && WIFSIGNALED(status) && WTERMSIG(status) != SIGPIPE && WTERMSIG(status) != SIGKILL) {
		log_info("sheet reader ended by signal %d", WTERMSIG(status));
		if (WTERMSIG(status) == SIGXCPU && s->report.fault == SHEET_CRASHED)
			s->report.fault = SHEET_SLOW;
	}
	s->pid = 0;
}

static bool
finish(struct sheet *s, enum sheet_fault fault)
{
	if (!s->done) {
		s->done = true;
		s->report = (struct sheet_report){ .fault = fault, .detail = "" };
	}
	gather(s);
	return false;
}

/* ---- frames ---- */

/* Waits for bytes as long as patience lasts. False: s is finished. */
static bool
wait_readable(struct sheet *s)
{
	while (s->patience_us > 0) {
		int64_t began = clock_monotonic_us();
		struct pollfd p = { .fd = s->fd, .events = POLLIN };
		int got = poll(&p, 1, (int)(s->patience_us / 1000) + 1);
		s->patience_us -= clock_monotonic_us() - began;
		if (got > 0)
			return true;
		if (got < 0 && errno != EINTR)
			break;
	}
	return finish(s, SHEET_SLOW);
}

/* Makes at least need bytes ready; false: s is finished. */
static bool
ready(struct sheet *s, size_t need)
{
	while (s->to - s->from < need) {
		if (s->from > 0 && sizeof s->bytes - s->from < need) {
			memmove(s->bytes, s->bytes + s->from, s->to - s->from);
			s->to -= s->from;
			s->from = 0;
		}
		if (!wait_readable(s))
			return false;
		ssize_t got = read(s->fd, s->bytes + s->to, sizeof s->bytes - s->to);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return finish(s, SHEET_CRASHED); /* it ended without a last word */
		s->to += (size_t)got;
	}
	return true;
}

/* Takes the next frame; its payload stays in place until the next call. False: s is finished. */
static bool
next_frame(struct sheet *s, char *type, const unsigned char **payload, size_t *n)
{
	if (s->from == s->to)
		s->from = s->to = 0;
	if (!ready(s, FRAME_HEAD))
		return false;
	*n = frame_length(s->bytes + s->from);
	if (*n > FRAME_PAYLOAD_MAX)
		return finish(s, SHEET_CRASHED);
	if (!ready(s, FRAME_HEAD + *n))
		return false;
	*type = (char)s->bytes[s->from];
	*payload = s->bytes + s->from + FRAME_HEAD;
	s->from += FRAME_HEAD + *n;
	return true;
}

/* The last word of the child: the end, or a fault. Anything else is nonsense. */
static bool
last_frame(struct sheet *s, char type, const unsigned char *p, size_t n)
{
	int64_t rows = 0;
	struct sheet_report r = { .detail = "" };
	if (type == 'E' && frame_get_end(p, n, &rows) && rows == s->rows)
		return finish(s, SHEET_FINE);
	if (type != 'F' || !frame_get_fault(p, n, &r))
		return finish(s, SHEET_CRASHED);
	s->done = true;
	s->report = r;
	s->report.detail = arena_strdup(s->mem, r.detail);
	return finish(s, r.fault);
}

/* ---- interface ---- */

static enum err
start(struct ctx *cx, struct sheet *s, const char *path, const char *prefix)
{
	/* O_NONBLOCK: a named pipe in the place of a file must not hold us up */
	int file = above_stdio(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
	struct stat st;
	if (file < 0 || fstat(file, &st) != 0 || !S_ISREG(st.st_mode)) {
		if (file >= 0)
			close(file);
		finish(s, SHEET_UNREADABLE);
		return sheet_fail(cx, &s->report);
	}
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0) {
		close(file);
		return fail_internal(cx, "sheet reader: pipe: %s", strerror(errno));
	}
	/* the child reads on while we write; refused where the system allows less, and then it is the usual 64 kB */
	fcntl(ends[1], F_SETPIPE_SZ, SHEET_PIPE_BYTES);
	s->fd = above_stdio(ends[0]);
	int write_end = above_stdio(ends[1]);
	int e = spawn(s, file, write_end, prefix);
	close(write_end);
	close(file);
	return e == 0 ? OK : fail_internal(cx, "sheet reader: spawn: %s", strerror(e));
}

/* Waits for the child's first word: the sheet was found, or why not. */
static void
first_frame(struct sheet *s)
{
	char type;
	const unsigned char *p;
	size_t n;
	if (!next_frame(s, &type, &p, &n))
		return;
	if (type == 'H' && frame_get_begin(p, n, &s->format, &s->name)) {
		s->format = arena_strdup(s->mem, s->format);
		s->name = arena_strdup(s->mem, s->name);
	} else if (type == 'F') {
		last_frame(s, type, p, n);
	} else {
		finish(s, SHEET_CRASHED);
	}
}

enum err
sheet_open_within(struct ctx *cx, const char *path, const char *prefix, int wait_ms, struct sheet **out)
{
	struct arena *mem = arena_new();
	struct sheet *s = NEW(mem, struct sheet, 1);
	*out = NULL;
	s->mem = mem;
	s->fd = -1;
	s->patience_us = (int64_t)wait_ms * 1000;
	s->report.detail = "";
	s->format = s->name = "";
	enum err e = start(cx, s, path, prefix);
	if (e == OK)
		first_frame(s);
	if (e == OK && s->done)
		e = sheet_error(cx, s);
	if (e != OK)
		sheet_close(s);
	else
		*out = s;
	return e;
}

enum err
sheet_open(struct ctx *cx, const char *path, const char *prefix, struct sheet **out)
{
	return sheet_open_within(cx, path, prefix, SHEET_WAIT_MS, out);
}

bool
sheet_next(struct sheet *s, struct sheet_row *row)
{
	char type;
	const unsigned char *p;
	size_t n;
	if (s->done || !next_frame(s, &type, &p, &n))
		return false;
	if (type != 'R' || !frame_get_row(p, n, &s->row) || s->rows == SHEET_ROWS_MAX)
		return last_frame(s, type, p, n);
	s->rows++;
	*row = (struct sheet_row){ .number = s->row.number, .n = s->row.n, .cell = s->row.cell, .cut = s->row.cut };
	return true;
}

enum err
sheet_error(struct ctx *cx, const struct sheet *s)
{
	assert(s->done);
	return sheet_fail(cx, &s->report);
}

const char *
sheet_name(const struct sheet *s)
{
	return s->name;
}

const char *
sheet_format(const struct sheet *s)
{
	return s->format;
}

void
sheet_close(struct sheet *s)
{
	if (!s)
		return;
	gather(s);
	arena_free(s->mem);
}
