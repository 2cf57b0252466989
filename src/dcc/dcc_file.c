#include "dcc/dcc_file.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err
unreadable(struct ctx *cx, const char *name)
{
	return fail(cx, ERR_NOT_FOUND, "dcc.file", "Không đọc được %s: %s. Hãy kiểm tra đường dẫn và quyền đọc.",
		    "Cannot read %s: %s. Check the path and the right to read it.", name, strerror(errno));
}

enum err
dcc_file_read_fd(struct ctx *cx, int fd, const char *name, size_t max, const uint8_t **bytes, size_t *n)
{
	struct buf all = buf_new(cx->mem);
	char piece[4096];
	ssize_t got;
	while ((got = read(fd, piece, sizeof piece)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return unreadable(cx, name);
		if (all.n + (size_t)got > max)
			return fail(cx, ERR_LIMIT, "dcc.file_size", "%s dài quá %zu byte.",
				    "%s is longer than %zu bytes.", name, max);
		buf_bytes(&all, piece, (size_t)got);
	}
	*bytes = (const uint8_t *)buf_text(&all);
	*n = all.n;
	return OK;
}

enum err
dcc_file_read(struct ctx *cx, const char *path, size_t max, const uint8_t **bytes, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return unreadable(cx, path);
	enum err e = dcc_file_read_fd(cx, fd, path, max, bytes, n);
	close(fd);
	return e;
}

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t did = write(fd, p, n);
		if (did < 0 && errno == EINTR)
			continue;
		if (did < 0)
			return false;
		p += did;
		n -= (size_t)did;
	}
	return fsync(fd) == 0;
}

enum err
dcc_file_create(struct ctx *cx, const char *path, unsigned mode, const void *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	if (fd < 0 && errno == EEXIST)
		return fail(cx, ERR_CONFLICT, "dcc.file_exists", "Tệp %s đã có, không ghi đè. Hãy chọn chỗ khác.",
			    "File %s exists and is not overwritten. Choose another place.", path);
	bool written = fd >= 0 && write_all(fd, bytes, n);
	int why = errno;
	if (fd >= 0 && close(fd) != 0)
		written = false;
	if (written)
		return OK;
	if (fd >= 0)
		unlink(path);
	return fail(cx, ERR_INVALID, "dcc.file_write", "Không ghi được tệp %s: %s.", "Cannot write file %s: %s.", path,
		    strerror(why));
}
