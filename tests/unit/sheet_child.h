/* sheet_child.h - reading processes that crash, hang and lie, chosen by the name of the sheet asked for. */
#ifndef SHEET_CHILD_H
#define SHEET_CHILD_H

#include "sheet/sheet.h"
#include "sheet/sheet_frame.h"
#include "sheet/sheet_sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct frame_out child_out = { .fd = 1 };

static void
child_row(const char *const *cells, size_t n)
{
	frame_put_row(&child_out, &(struct sheet_row){ .number = 1, .n = n, .cell = cells });
	frame_flush(&child_out);
}

static void
child_raw(const void *bytes, size_t n)
{
	memcpy(child_out.bytes, bytes, n);
	child_out.n = n;
	frame_flush(&child_out);
}

/* What a parser that has been taken over could still do. */
static void
child_outside(void)
{
	sandbox_limit();
	sandbox_close(false);
	char *const none[] = { NULL };
	const char *cells[6];
	cells[0] = socket(AF_INET, SOCK_STREAM, 0) < 0 ? "socket no" : "socket yes";
	cells[1] = open("/etc/passwd", O_RDONLY) < 0 ? "open no" : "open yes";
	cells[2] = open("/tmp", O_TMPFILE | O_RDWR, 0600) < 0 ? "write no" : "write yes";
	cells[3] = execve("/bin/true", none, none) < 0 ? "exec no" : "exec yes";
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	cells[4] = pid < 0 ? "fork no" : "fork yes";
	cells[5] = "descriptors no";
	for (int fd = 3; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			cells[5] = "descriptors yes";
	child_row(cells, 6);
	frame_put_end(&child_out, 1);
	frame_flush(&child_out);
}

/* Between the head and the end: how the rows go wrong. */
static void
child_lie(const char *how)
{
	/* a row of one cell that claims 255 bytes and brings 1 */
	static const unsigned char lying[] = { 'R', 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 255, 0, 'x', 0 };
	static const unsigned char bad_utf8[] = { 'R', 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0xC3, 0 };
	static const unsigned char huge[] = { 'R', 255, 255, 255, 255, 0 };
	if (strcmp(how, "!lying-cell") == 0)
		child_raw(lying, sizeof lying);
	else if (strcmp(how, "!bad-utf8") == 0)
		child_raw(bad_utf8, sizeof bad_utf8);
	else if (strcmp(how, "!huge-frame") == 0)
		child_raw(huge, sizeof huge);
	else if (strcmp(how, "!garbage") == 0)
		for (int i = 0; i < 100; i++)
			child_raw("Zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", 40);
	frame_put_end(&child_out, 0);
	frame_flush(&child_out);
}

static void
child_fill_memory(void)
{
	sandbox_limit();
	for (;;) {
		char *p = malloc(16 << 20);
		if (!p)
			abort();
		memset(p, 1, 16 << 20);
	}
}

static _Noreturn void
child_main(int argc, char **argv)
{
	const char *how = argv[2];
	if (*how != '!')
		sheet_child_main(argc, argv);
	signal(SIGABRT, SIG_DFL);
	if (strcmp(how, "!hang") == 0)
		pause();
	if (strcmp(how, "!no-head") != 0)
		frame_put_begin(&child_out, "csv", "");
	frame_flush(&child_out);
	if (strcmp(how, "!outside") == 0) {
		child_outside();
	} else if (strcmp(how, "!abort") == 0) {
		child_row((const char *const[]){ "half" }, 1);
		abort();
	} else if (strcmp(how, "!close") == 0) {
		close(1);
		pause();
	} else if (strcmp(how, "!early-end") == 0) {
		frame_put_end(&child_out, 7);
		frame_flush(&child_out);
	} else if (strcmp(how, "!memory") == 0) {
		child_fill_memory();
	} else if (strcmp(how, "!exit") != 0) {
		child_lie(how);
	}
	_exit(0);
}

#endif
