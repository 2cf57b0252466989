/* intake.h - imports: lists of people, of sites and of units, from the ministry's workbook or a list of the same columns, and
 * the table of the provinces.
 *
 * An import is a job (job.h). Its rows go through the writing lane in chunks, each chunk one task, so that requests get
 * their turn between them; each row has a savepoint of its own and an outcome of its own, written with it. After a crash
 * the job goes on behind the last row that has an outcome. */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "db/lane.h"
#include "intake/column.h"
#include "intake/job.h"

#include <stdatomic.h>

enum {
	INTAKE_ROWS_AHEAD = 10000, /* rows read and kept before they are worked on; the most of one transaction */
	/* a transaction takes no further row after so long: on SQLite everybody else's change waits for it, on PostgreSQL only
	 * who enters the same numbers, or changes something in the same unit */
	INTAKE_CHUNK_LITE_US = 15000,
	INTAKE_CHUNK_PG_US = 100000
};

/* How an import reaches the database: through a server's lanes, or by a connection of its own (the command line). */
struct intake_way {
	struct lanes *lanes; /* or */
	struct db *db;
	struct chains *chains; /* audit/chain.h: of that connection */
	int64_t chunk_us;      /* INTAKE_CHUNK_LITE_US, INTAKE_CHUNK_PG_US; 0: nobody else is there */
	atomic_bool *stop;     /* NULL: never; set: stop after the chunk that runs, the job is resumed later */
	void (*progress)(const struct job *so_far); /* NULL: nobody wants to know */
};
/* One transaction by that way. */
enum err intake_call(const struct intake_way *way, struct ctx *cx, enum tx tx, uint64_t key,
		     enum err (*run)(struct ctx *, void *), void *arg) MUST_CHECK;

/* Runs a job that was claimed (job_claim) to its end: done, or failed with the reason in the job; OK in both cases, and
 * *job then says how it stands. ERR_BUSY: stopped half-way on purpose, the lease was given back. ERR_CONFLICT job.lost:
 * another server has it. ERR_INTERNAL: the database is away; the job is resumed when the lease is over. */
enum err intake_run(struct ctx *cx, const struct intake_way *way, struct job *job) MUST_CHECK;

/* Writes the result file: every data row of the source with its outcome in the last column, as .csv where the source is
 * one, else .xlsx. base: path without the ending; *path gets the whole one. Runs inside a reading transaction. */
enum err intake_result(struct ctx *cx, const struct job *job, const char *base, const char **path) MUST_CHECK;

/* The worker that runs what waits; two servers never run one job at the same time. data_dir: where uploads are kept. */
struct worker;
struct intake_worker;
/* Runs a claimed job to its end as intake_run() does; base: how the path of a file begins that it makes. */
typedef enum err job_runner(struct ctx *, const struct intake_way *, struct job *, const char *base);
/* lists: this worker runs the jobs of lists ("list_..."), so that they do not wait behind imports; else all others. run does those
 * that are no imports. */
struct intake_worker *
intake_worker_start(struct lanes *lanes, const char *db_url, const char *data_dir, bool lists, job_runner *run);
struct worker *intake_worker_thread(struct intake_worker *w);
/* Waits for the chunk that runs; jobs that are not done go on after the next start. NULL is fine. */
void intake_worker_stop(struct intake_worker *w);

#endif
