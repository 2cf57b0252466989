#include "intake/upload_api.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 200 };

/* Headers hold ASCII only, so pages send the name percent-encoded; others send it as it is. */
const char *
upload_name(struct request *rq)
{
	const char *given = rq->upload_name ? rq->upload_name : "";
	char *plain = arena_alloc(rq->cx.mem, strlen(given) + 1), *w = plain;
	for (const char *p = given; *p; p++) {
		unsigned byte;
		if (*p == '%' && isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2]) &&
		    sscanf(p + 1, "%2x", &byte) == 1 && byte) {
			*w++ = (char)byte;
			p += 2;
		} else {
			*w++ = *p;
		}
	}
	const char *slash = strrchr(plain, '/'), *clean;
	struct ctx quiet = rq->cx;
	const char *base = slash ? slash + 1 : plain;
	if (text_clean(&quiet, "X-File-Name", base, strlen(base), NAME_MAX_BYTES, false, &clean) != OK || !*clean)
		return "danh-sach";
	return clean;
}

/* Before the job is promised, the file is on disk: a power cut must not leave a job without its list. */
enum err
upload_sync(struct request *rq)
{
	int fd = rq->upload ? open(rq->upload, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		return fail(&rq->cx, ERR_INVALID, "import.no_file", "Chưa có tệp nào được gửi.", "No file was sent.");
	struct stat st;
	bool empty = fstat(fd, &st) == 0 && st.st_size == 0;
	int rc = fsync(fd);
	close(fd);
	if (empty)
		return fail(&rq->cx, ERR_INVALID, "import.no_file", "Tệp rỗng. Hãy chọn tệp danh sách rồi gửi lại.",
			    "The file is empty. Choose the list and send it again.");
	return rc == 0 ? OK : fail_internal(&rq->cx, "cannot sync the upload: %s", strerror(errno));
}

/* The upload is removed with its request; a second name keeps it. The job's id names it, so running again does the same. */
enum err
upload_keep(struct request *rq, const char **path)
{
	struct arena *mem = rq->cx.mem;
	const char *uploads = dirname(arena_strdup(mem, rq->upload)), *data = dirname(arena_strdup(mem, uploads));
	const char *jobs = arena_printf(mem, "%s/jobs", data);
	mkdir(jobs, 0700);
	char *whole = realpath(jobs, NULL);
	if (!whole)
		return fail_internal(&rq->cx, "no folder %s: %s", jobs, strerror(errno));
	*path = arena_printf(mem, "%s/%lld", whole, (long long)rq->cx.request_id);
	free(whole);
	if (link(rq->upload, *path) != 0 && errno != EEXIST)
		return fail_internal(&rq->cx, "cannot keep the upload: %s", strerror(errno));
	return OK;
}
