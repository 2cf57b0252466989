#include "intake/intake_api.h"

#include "intake/intake.h"
#include "session/session.h"
#include "staff/cap.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 200 };

struct import_query {
	int64_t session_id;
};
static FIELDS(import_query, FIELD(import_query, session_id, F_ID, 0, F_IN));

struct job_query {
	int64_t before;
};
static FIELDS(job_query, FIELD(job_query, before, F_ID, 0, F_IN));

struct job_row_query {
	const char *outcome;
	int64_t after;
};
static FIELDS(job_row_query, FIELD(job_row_query, outcome, F_TEXT, 16, F_IN),
	      FIELD_RANGE(job_row_query, after, 0, INT64_MAX, F_IN));

/* Headers hold ASCII only, so pages send the name percent-encoded; others send it as it is. */
static const char *
file_name(struct request *rq)
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
static enum err
sync_upload(struct request *rq)
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
static enum err
keep_upload(struct request *rq, const char **path)
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

static enum err
post_people(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	int64_t unit_id = request_id_param(rq, "unit");
	struct import_query query = { 0 };
	struct session session;
	struct job job;
	const char *path = NULL;
	TRY(fields_read_query(cx, &import_query_fields, rq->query ? rq->query : "", &query, NULL));
	if (query.session_id)
		TRY(session_get_open(cx, unit_id, query.session_id, &session));
	TRY(keep_upload(rq, &path));
	TRY(job_create(cx, unit_id, intake_kind_names[INTAKE_PEOPLE], file_name(rq), path, query.session_id, &job));
	return reply_one(rq, 202, &job_fields, &job);
}

static enum err
get_jobs(struct request *rq)
{
	const struct job_query *in = rq->in;
	struct job *list;
	size_t n;
	TRY(job_list(&rq->cx, request_id_param(rq, "unit"), in->before, &list, &n));
	const char *next = n == JOB_PAGE ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].id) : NULL;
	return reply_list(rq, &job_fields, list, n, next);
}

static enum err
find_job(struct request *rq, struct job *job)
{
	TRY(job_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "job"), job));
	if (strncmp(job->kind, "import_", 7) == 0)
		return OK;
	return fail(&rq->cx, ERR_NOT_FOUND, "job.unknown", "Không có lượt nhập này ở đơn vị này.",
		    "This unit has no such job.");
}

static enum err
get_job(struct request *rq)
{
	struct job job;
	TRY(find_job(rq, &job));
	return reply_one(rq, 200, &job_fields, &job);
}

static enum err
get_rows(struct request *rq)
{
	const struct job_row_query *in = rq->in;
	struct job job;
	struct job_row *list;
	size_t n;
	TRY(find_job(rq, &job));
	TRY(job_rows(&rq->cx, job.unit_id, job.id, in->outcome, in->after == NONE ? 0 : in->after, &list, &n));
	const char *next = n == JOB_ROW_PAGE ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].row_no) : NULL;
	return reply_list(rq, &job_row_fields, list, n, next);
}

/* The file is made for this answer and removed again: the rows of a job that still runs change. */
static enum err
get_result(struct request *rq)
{
	struct job job;
	const char *path = NULL;
	TRY(find_job(rq, &job));
	if (access(job.path, R_OK) != 0)
		return fail(&rq->cx, ERR_NOT_FOUND, "import.file_gone",
			    "Tệp đã gửi chỉ được giữ %d ngày trên máy chủ đã nhận. Kết quả từng dòng vẫn xem được trên "
			    "trang.",
			    "The file that was sent is kept for %d days, on the server that took it. The rows' "
			    "outcomes are still on the page.",
			    JOB_KEEP_DAYS);
	const char *base = arena_printf(rq->cx.mem, "%s.result-%lld", job.path, (long long)rq->cx.request_id);
	enum err err = intake_result(&rq->cx, &job, base, &path);
	if (err == OK)
		err = reply_sheet(rq, path, "ket-qua");
	if (path)
		unlink(path);
	return err;
}

const struct route intake_routes[] = {
	{ POST, "/api/v1/units/{unit}/imports/people", CAP_IMPORT_RUN, TX_WRITE, NULL, post_people,
	  "send a list of people (.xls, .xlsx, .csv); it is imported as a job", .flags = UPLOAD,
	  .compute = sync_upload },
	{ GET, "/api/v1/units/{unit}/jobs", CAP_IMPORT_RUN, TX_READ, &job_query_fields, get_jobs,
	  "imports of a unit, newest first" },
	{ GET, "/api/v1/units/{unit}/jobs/{job}", CAP_IMPORT_RUN, TX_READ, NULL, get_job, "how far an import is" },
	{ GET, "/api/v1/units/{unit}/jobs/{job}/rows", CAP_IMPORT_RUN, TX_READ, &job_row_query_fields, get_rows,
	  "what became of each row, by outcome" },
	{ GET, "/api/v1/units/{unit}/jobs/{job}/result.xlsx", CAP_IMPORT_RUN, TX_READ, NULL, get_result,
	  "the list that was sent, each row with its outcome (.csv for a .csv)" },
	{ 0 },
};
