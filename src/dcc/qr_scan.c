#include "dcc/qr_scan.h"

#include "dcc/dcc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SCAN_TEXT_MAX = 64 * 1024, SCAN_SECONDS = 10, NOT_INSTALLED = 127 };

/* In the child: never returns. */
_Noreturn static void
reader_run(const char *path, int to)
{
	struct rlimit cpu = { SCAN_SECONDS, SCAN_SECONDS }, memory = { 1u << 30, 1u << 30 };
	int null = open("/dev/null", O_RDWR);
	setrlimit(RLIMIT_CPU, &cpu);
#ifndef __SANITIZE_ADDRESS__
	setrlimit(RLIMIT_AS, &memory);
#else
	(void)memory;
#endif
	dup2(null, STDIN_FILENO);
	dup2(null, STDERR_FILENO);
	dup2(to, STDOUT_FILENO);
	alarm(SCAN_SECONDS); /* also ends a reader that only waits */
	execlp("zbarimg", "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path, (char *)NULL);
	_exit(NOT_INSTALLED);
}

static enum err
reader_start(struct ctx *cx, const char *path, pid_t *child, int *from)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return fail_internal(cx, "qr reader: %s", strerror(errno));
	*child = fork();
	if (*child == 0)
		reader_run(path, ends[1]);
	close(ends[1]);
	*from = ends[0];
	if (*child > 0)
		return OK;
	close(ends[0]);
	return fail_internal(cx, "qr reader: %s", strerror(errno));
}

/* The reader prints one code a line. */
static const char *
pick(struct ctx *cx, const char *lines)
{
	const char *first = NULL;
	while (*lines) {
		size_t n = strcspn(lines, "\n");
		if (n && (!first || strncmp(lines, "HC1:", 4) == 0))
			first = arena_strndup(cx->mem, lines, n);
		if (first && strncmp(first, "HC1:", 4) == 0)
			break;
		lines += n + (lines[n] == '\n');
	}
	return first ? first : "";
}

enum err
qr_scan(struct ctx *cx, const char *path, const char **text)
{
	pid_t child = -1;
	int from = -1, status = 0;
	const uint8_t *bytes;
	size_t n;
	*text = "";
	if (access(path, R_OK) != 0)
		return fail(cx, ERR_NOT_FOUND, "dcc.file", "Không đọc được %s: %s.", "Cannot read %s: %s.", path,
			    strerror(errno));
	/* a name like "-x.png" would be an option */
	TRY(reader_start(cx, *path == '-' ? arena_printf(cx->mem, "./%s", path) : path, &child, &from));
	enum err e = dcc_file_read_fd(cx, from, "zbarimg", SCAN_TEXT_MAX, &bytes, &n);
	close(from);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_INSTALLED)
		return fail(cx, ERR_NOT_FOUND, "qr.reader",
			    "Chưa cài chương trình đọc mã QR zbarimg. Hãy cài gói zbar-tools, hoặc đưa chuỗi HC1: vào "
			    "đầu vào chuẩn.",
			    "The QR reader zbarimg is not installed. Install the package zbar-tools, or give the HC1: "
			    "text on standard input.");
	TRY(e);
	*text = pick(cx, (const char *)bytes);
	return OK;
}
