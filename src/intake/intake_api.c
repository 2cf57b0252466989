#include "intake/intake_api.h"

#include "intake/intake.h"
#include "intake/upload_api.h"
#include "session/session.h"
#include "staff/cap.h"

#include <unistd.h>

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
	TRY(upload_keep(rq, &path));
	TRY(job_create(cx, unit_id, intake_kind_names[INTAKE_PEOPLE], upload_name(rq), path, query.session_id, &job));
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
	  .compute = upload_sync },
	{ GET, "/api/v1/units/{unit}/jobs", CAP_IMPORT_RUN, TX_READ, &job_query_fields, get_jobs,
	  "imports of a unit, newest first" },
	{ GET, "/api/v1/units/{unit}/jobs/{job}", CAP_IMPORT_RUN, TX_READ, NULL, get_job, "how far an import is" },
	{ GET, "/api/v1/units/{unit}/jobs/{job}/rows", CAP_IMPORT_RUN, TX_READ, &job_row_query_fields, get_rows,
	  "what became of each row, by outcome" },
	{ GET, "/api/v1/units/{unit}/jobs/{job}/result.xlsx", CAP_IMPORT_RUN, TX_READ, NULL, get_result,
	  "the list that was sent, each row with its outcome (.csv for a .csv)" },
	{ 0 },
};
