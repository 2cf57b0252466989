/* job.h - long work with progress: an import is a job, its rows each have an outcome.
 *
 * A job is worked on under a lease. The value of the lease is the proof that it is still ours: each chunk of rows renews
 * it in its own transaction, so a server that was thought dead writes nothing any more. */
#ifndef INTAKE_JOB_H
#define INTAKE_JOB_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"

enum {
	JOB_LEASE_MS = 30 * 1000, /* a server that is silent for so long has gone away */
	JOB_PAGE = 50,
	JOB_ROW_PAGE = 1000,
	JOB_KEEP_DAYS = 30 /* uploaded files hold personal data: they go after so long, the outcomes stay */
};

struct job {
	int64_t unit_id, id;
	const char *kind;  /* import_people, import_sites, import_units, import_allocation, export_..., list_... */
	const char *name;  /* what the sender calls the file */
	const char *path;  /* where we keep it */
	const char *state; /* waiting, running, done, failed */
	int64_t total, imported, updated, duplicates,
		refused; /* rows so far, and what became of them: the four make up total */
	int64_t session_id;
	const char *error, *error_en;
	int64_t created_by, created, finished, lease_until_ms;
};
extern const struct fields job_fields;

struct job_row {
	int64_t row_no;      /* as the user sees it in the sheet, from 1 */
	const char *outcome; /* imported, updated, duplicate, refused */
	const char *code, *field, *message_vi, *message_en;
	int64_t person_id;
};
extern const struct fields job_row_fields;

/* Puts a job on the list. out->id is cx->request_id, so a handler that runs again makes the same one; path is kept as it
 * is and must stay readable until the job is over. */
enum err job_create(struct ctx *cx, int64_t unit_id, const char *kind, const char *name, const char *path,
		    int64_t session_id, struct job *out) MUST_CHECK;
/* ERR_NOT_FOUND job.unknown. */
enum err job_get(struct ctx *cx, int64_t unit_id, int64_t id, struct job *out) MUST_CHECK;
/* Newest first, JOB_PAGE of them; before: ids below it (0: from the newest). */
enum err job_list(struct ctx *cx, int64_t unit_id, int64_t before, struct job **out, size_t *n) MUST_CHECK;
/* By row, at most JOB_ROW_PAGE after row `after`; outcome NULL: all. */
enum err job_rows(struct ctx *cx, int64_t unit_id, int64_t job_id, const char *outcome, int64_t after,
		  struct job_row **out, size_t *n) MUST_CHECK;

/* Jobs that wait for a server, by age, those after id `after`; at most 20. lists: those of lists ("list_..."), or all others. */
enum err job_due(struct ctx *cx, int64_t after, bool lists, struct job **out, size_t *n) MUST_CHECK;
/* Takes the job under our lease (job->lease_until_ms); *mine false: somebody else was faster. */
enum err job_claim(struct ctx *cx, struct job *job, bool *mine) MUST_CHECK;
/* Ends the leases of those of them that run; only for who knows that no other server is alive (a SQLite file has one). */
enum err job_orphans(struct ctx *cx, bool lists) MUST_CHECK;
/* Renews the lease from held to the new one in *until. ERR_CONFLICT job.lost when it is no longer ours. */
enum err job_hold(struct ctx *cx, const struct job *job, int64_t held, int64_t *until) MUST_CHECK;
/* What became of one row; counted by job_count() in the same transaction. */
enum err job_row_add(struct ctx *cx, const struct job *job, const struct job_row *row) MUST_CHECK;
/* Adds the five figures of delta to the job's. */
enum err job_count(struct ctx *cx, const struct job *job, const struct job *delta) MUST_CHECK;
/* The last row that has its outcome, 0 if none has: where to go on after a crash. */
enum err job_row_last(struct ctx *cx, const struct job *job, int64_t *row_no) MUST_CHECK;
/* problem NULL: done; else failed, with its texts. Writes the audit entry. ERR_CONFLICT job.lost. */
enum err job_finish(struct ctx *cx, const struct job *job, int64_t held, const struct problem *problem) MUST_CHECK;

#endif
