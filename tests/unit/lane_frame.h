/* lane_frame.h - tasks for the tests of lanes: what they do, how they are held back and released together. */
#ifndef LANE_FRAME_H
#define LANE_FRAME_H

#include "db_frame.h"

#include "audit_sql.h"
#include "db/lane.h"
#include "staff_sql.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

/* What a task of these tests does. */
struct job {
	struct task task; /* first */
	struct ctx cx;
	enum err (*work)(struct job *);
	const char *bucket;
	sem_t *gate;  /* waited for before the work */
	enum err err; /* what done() got */
	_Atomic int runs, dones;
	int64_t value, order;
};

static struct lanes *lanes;
static _Atomic int64_t finished_jobs, sequence;

static enum err
run(struct task *t)
{
	struct job *j = (struct job *)t;
	atomic_fetch_add(&j->runs, 1);
	return j->work(j);
}

static void
done(struct task *t, enum err err)
{
	struct job *j = (struct job *)t;
	j->err = err;
	j->order = atomic_fetch_add(&sequence, 1);
	atomic_fetch_add(&j->dones, 1);
	atomic_fetch_add(&finished_jobs, 1);
}

/* ---- works ---- */

static enum err
add_one(struct job *j)
{
	return db_number(&j->cx, sql_rate_count(j->bucket, 0), 0, &j->value);
}

static enum err
wait_then_nothing(struct job *j)
{
	sem_wait(j->gate);
	return OK;
}

static enum err
nothing(struct job *j)
{
	(void)j;
	return OK;
}

static enum err
add_then_refuse(struct job *j)
{
	TRY(add_one(j));
	return fail(&j->cx, ERR_CONFLICT, "test.refused", "không", "no");
}

/* Breaks a foreign key while waiting for the answer. */
static enum err
add_then_break(struct job *j)
{
	struct rows rows;
	TRY(add_one(j));
	return db_query(&j->cx, sql_login_insert(frame_name("token"), 987654321, 0, NULL, 0, 0), &rows);
}

/* The same without waiting: on PostgreSQL the failure shows itself at a neighbour's statement or at the commit. */
static enum err
add_then_post_broken(struct job *j)
{
	TRY(add_one(j));
	return db_post(&j->cx, sql_login_insert(j->bucket, 987654321, 0, NULL, 0, 0));
}

static enum err
claim_once(struct job *j)
{
	bool mine = false;
	TRY(db_claim(&j->cx, sql_idempotency_claim(j->bucket, 1, "r", "h", 0), &mine));
	j->value = mine;
	return OK;
}

/* ---- helpers ---- */

static struct job *
job_new(enum err (*work)(struct job *), const char *bucket, uint64_t key)
{
	struct job *j = calloc(1, sizeof *j);
	assert(j);
	j->work = work;
	j->bucket = bucket;
	j->cx = (struct ctx){ .mem = arena_new(), .now = FRAME_NOW, .request_id = 1 };
	j->task = (struct task){ .cx = &j->cx, .tx = TX_WRITE, .key = key, .run = run, .done = done };
	return j;
}

static void
job_free(struct job *j)
{
	arena_free(j->cx.mem);
	free(j);
}

static void
start_lanes(void)
{
	struct ctx cx = { .mem = frame_mem };
	lanes = NULL;
	CHECK_INT(lanes_start(&cx, frame_url, NULL, &lanes), OK);
	atomic_store(&finished_jobs, 0);
	atomic_store(&sequence, 0);
}

static void
submit(struct job *j)
{
	CHECK(lanes_submit(lanes, &j->task));
}

static void
await(int64_t n)
{
	for (int i = 0; i < 60000 && atomic_load(&finished_jobs) < n; i++)
		usleep(500);
	CHECK_INT(atomic_load(&finished_jobs), n);
}

static int64_t
committed(const char *bucket)
{
	int64_t n = -1;
	frame_cx.problem = (struct problem){ 0 };
	CHECK_INT(db_begin(&frame_cx, TX_WRITE), OK);
	CHECK_INT(db_number(&frame_cx, sql_rate_count(bucket, 0), 0, &n), OK);
	db_rollback(&frame_cx);
	return n - 1;
}

/* Holds the lane of this key, queues n jobs of the same key behind it, lets go and waits: one batch (or few). */
static void
run_together(struct job **jobs, int n, uint64_t key)
{
	sem_t gate;
	sem_init(&gate, 0, 0);
	struct job *holder = job_new(wait_then_nothing, NULL, key);
	int64_t before = atomic_load(&finished_jobs);
	holder->gate = &gate;
	submit(holder);
	while (!atomic_load(&holder->runs))
		usleep(200);
	for (int i = 0; i < n; i++)
		submit(jobs[i]);
	sem_post(&gate);
	await(before + n + 1);
	job_free(holder);
	sem_destroy(&gate);
}

#endif
