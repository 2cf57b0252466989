#include "intake/job.h"

#include "audit/audit.h"
#include "intake_sql.h"
#include "staff/staff.h"

enum { JOB_DUE_PAGE = 20 };

#define TEXT_OUT(member, max) FIELD(job, member, F_TEXT, max, F_ROW | F_OUT)
#define COUNT_OUT(member) FIELD(job, member, F_I64, INT64_MAX, F_ROW | F_OUT)
FIELDS(job, FIELD(job, unit_id, F_ID, 0, F_ROW), FIELD(job, id, F_ID, 0, F_ROW | F_OUT), TEXT_OUT(kind, 40),
       TEXT_OUT(name, 300), FIELD(job, path, F_TEXT, 4096, F_ROW), TEXT_OUT(state, 16), COUNT_OUT(total),
       COUNT_OUT(imported), COUNT_OUT(updated), COUNT_OUT(duplicates), COUNT_OUT(refused),
       FIELD(job, session_id, F_ID, 0, F_ROW | F_OUT), TEXT_OUT(error, 1000), TEXT_OUT(error_en, 1000),
       FIELD(job, created_by, F_ID, 0, F_ROW), FIELD(job, created, F_TIME, 0, F_ROW | F_OUT),
       FIELD(job, finished, F_TIME, 0, F_ROW | F_OUT), FIELD(job, lease_until_ms, F_TIME, 0, F_ROW));

#define ROW_TEXT(member, max) FIELD(job_row, member, F_TEXT, max, F_ROW | F_OUT)
FIELDS(job_row, FIELD(job_row, row_no, F_I64, INT64_MAX, F_ROW | F_OUT), ROW_TEXT(outcome, 16), ROW_TEXT(code, 60),
       ROW_TEXT(field, 40), ROW_TEXT(message_vi, 4000), ROW_TEXT(message_en, 4000),
       FIELD(job_row, person_id, F_ID, 0, F_ROW | F_OUT));

enum err
job_create(struct ctx *cx, int64_t unit_id, const char *kind, const char *name, const char *path, int64_t session_id,
	   struct job *out)
{
	int64_t staff_id = 0;
	*out = (struct job){ .unit_id = unit_id,
			     .id = cx->request_id,
			     .kind = kind,
			     .name = name,
			     .path = path,
			     .state = "waiting",
			     .session_id = session_id,
			     .created = cx->now };
	if (cx->actor)
		staff_id = cx->actor->staff_id;
	out->created_by = staff_id;
	return db_post(cx, sql_job_insert(unit_id, out->id, kind, name, path, session_id ? &session_id : NULL, staff_id,
					  cx->now));
}

enum err
job_get(struct ctx *cx, int64_t unit_id, int64_t id, struct job *out)
{
	bool found;
	*out = (struct job){ 0 };
	TRY(db_one(cx, sql_job_get(unit_id, id), &job_fields, out, &found));
	return found ? OK
		     : fail(cx, ERR_NOT_FOUND, "job.unknown", "Không có lượt nhập này ở đơn vị này.",
			    "This unit has no such job.");
}

enum err
job_list(struct ctx *cx, int64_t unit_id, int64_t before, struct job **out, size_t *n)
{
	return db_list(cx, sql_job_list(unit_id, before ? before : INT64_MAX, JOB_PAGE), &job_fields, out, n);
}

enum err
job_rows(struct ctx *cx, int64_t unit_id, int64_t job_id, const char *outcome, int64_t after, struct job_row **out,
	 size_t *n)
{
	return db_list(cx, sql_job_row_page(unit_id, job_id, after, outcome, JOB_ROW_PAGE), &job_row_fields, out, n);
}

enum err
job_due(struct ctx *cx, int64_t after, bool lists, struct job **out, size_t *n)
{
	return db_list(cx, sql_job_due(cx->now, after, lists, JOB_DUE_PAGE), &job_fields, out, n);
}

enum err
job_claim(struct ctx *cx, struct job *job, bool *mine)
{
	job->lease_until_ms = cx->now + JOB_LEASE_MS;
	return db_claim(cx, sql_job_claim(job->unit_id, job->id, cx->now, job->lease_until_ms), mine);
}

enum err
job_orphans(struct ctx *cx, bool lists)
{
	return db_post(cx, sql_job_orphans(lists));
}

static enum err
lost(struct ctx *cx)
{
	return fail(cx, ERR_CONFLICT, "job.lost", "Một máy chủ khác đã nhận lượt nhập này.",
		    "Another server has taken this job over.");
}

enum err
job_hold(struct ctx *cx, const struct job *job, int64_t held, int64_t *until)
{
	bool mine;
	*until = cx->now + JOB_LEASE_MS;
	TRY(db_claim(cx, sql_job_hold(job->unit_id, job->id, held, *until), &mine));
	return mine ? OK : lost(cx);
}

enum err
job_row_add(struct ctx *cx, const struct job *job, const struct job_row *r)
{
	return db_post(cx, sql_job_row_insert(job->unit_id, job->id, r->row_no, r->outcome, r->code, r->field,
					      r->message_vi, r->message_en, r->person_id ? &r->person_id : NULL));
}

enum err
job_count(struct ctx *cx, const struct job *job, const struct job *d)
{
	return db_post(
		cx, sql_job_count(job->unit_id, job->id, d->total, d->imported, d->updated, d->duplicates, d->refused));
}

enum err
job_row_last(struct ctx *cx, const struct job *job, int64_t *row_no)
{
	return db_number(cx, sql_job_row_last(job->unit_id, job->id), 0, row_no);
}

enum err
job_finish(struct ctx *cx, const struct job *job, int64_t held, const struct problem *problem)
{
	bool mine;
	const char *act = arena_printf(cx->mem, "job %s %s", job->kind, problem ? "failed" : "done");
	TRY(db_claim(cx,
		     sql_job_finish(job->unit_id, job->id, held, problem ? "failed" : "done",
				    problem ? problem->vi : NULL, problem ? problem->en : NULL, cx->now),
		     &mine));
	if (!mine)
		return lost(cx);
	return audit_add(cx, job->unit_id, act, arena_printf(cx->mem, "%lld", (long long)job->id), NULL, 0);
}
