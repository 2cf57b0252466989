/* lane_test: shared commits, failures among neighbours, full queues, draining, races; on both engines. */
#include "lane_frame.h"

#include <sodium.h>

/* ---- cases ---- */

static void
a_batch_shares_its_commit(void)
{
	enum { N = 50 };
	const char *bucket = frame_name("batch");
	struct job *jobs[N];
	start_lanes();
	for (int i = 0; i < N; i++)
		jobs[i] = job_new(add_one, bucket, 7);
	run_together(jobs, N, 7);
	struct lane_stats s = lanes_stats(lanes);
	CHECK_INT(s.tasks, N + 1);
	CHECK_INT(s.commits, 2);
	CHECK_INT(s.batch_max, N);
	CHECK_INT(s.waiting, 0);
	for (int i = 0; i < N; i++) {
		CHECK_INT(jobs[i]->err, OK);
		CHECK_INT(jobs[i]->runs, 1);
		CHECK_INT(jobs[i]->dones, 1);
		/* one after the other, in the order of the queue */
		CHECK_INT(jobs[i]->value, i + 1);
		CHECK_INT(jobs[i]->order, i + 1);
		job_free(jobs[i]);
	}
	lanes_stop(lanes);
	CHECK_INT(committed(bucket), N);
}

/* Never more savepoints in a batch than the engine likes. */
static void
a_batch_has_its_limit(void)
{
	enum { N = 700 };
	int limit = frame_pg ? LANE_BATCH_PG : LANE_BATCH_LITE;
	const char *bucket = frame_name("limit");
	struct job **jobs = calloc(N, sizeof *jobs);
	start_lanes();
	for (int i = 0; i < N; i++)
		jobs[i] = job_new(add_one, bucket, 7);
	run_together(jobs, N, 7);
	struct lane_stats s = lanes_stats(lanes);
	CHECK_INT(s.batch_max, limit);
	CHECK_INT(s.commits, 1 + (N + limit - 1) / limit);
	lanes_stop(lanes);
	for (int i = 0; i < N; i++) {
		CHECK_INT(jobs[i]->value, i + 1);
		job_free(jobs[i]);
	}
	free(jobs);
	CHECK_INT(committed(bucket), N);
}

/* A refusal and a broken constraint in the middle: their own writes go, the neighbours' stay, nothing runs twice. */
static void
a_failing_task_harms_nobody(void)
{
	const char *good = frame_name("good"), *bad = frame_name("bad");
	struct job *jobs[9];
	start_lanes();
	for (int i = 0; i < 9; i++)
		jobs[i] = job_new(i == 3   ? add_then_refuse
				  : i == 5 ? add_then_break
					   : add_one,
				  i == 3 || i == 5 ? bad : good, 3);
	run_together(jobs, 9, 3);
	for (int i = 0; i < 9; i++) {
		CHECK_INT(jobs[i]->err, i == 3 || i == 5 ? ERR_CONFLICT : OK);
		CHECK_INT(jobs[i]->runs, 1);
		CHECK_INT(jobs[i]->dones, 1);
	}
	CHECK_STR(jobs[3]->cx.problem.code, "test.refused");
	CHECK_STR(jobs[5]->cx.problem.code, "db.constraint");
	CHECK(!jobs[4]->cx.problem.code);
	CHECK_INT(lanes_stats(lanes).commits, 2);
	lanes_stop(lanes);
	for (int i = 0; i < 9; i++)
		job_free(jobs[i]);
	CHECK_INT(committed(good), 7);
	CHECK_INT(committed(bad), 0);
}

/* A statement that fails after its task went on: the batch runs again one by one, only the culprit is refused. */
static void
a_failed_post_spoils_only_its_own_task(void)
{
	const char *good = frame_name("good"), *bad = frame_name("bad");
	struct job *jobs[5];
	for (int at = 0; at < 5; at++) {
		start_lanes();
		for (int i = 0; i < 5; i++)
			jobs[i] = job_new(i == at ? add_then_post_broken : add_one, i == at ? bad : good, 3);
		run_together(jobs, 5, 3);
		for (int i = 0; i < 5; i++) {
			CHECK((jobs[i]->err == OK) == (i != at));
			CHECK_INT(jobs[i]->dones, 1);
			job_free(jobs[i]);
		}
		lanes_stop(lanes);
	}
	CHECK_INT(committed(good), 20);
	CHECK_INT(committed(bad), 0);
}

/* The n-th database call of a batch of three fails, for every n until none is left to fail. What was answered with OK is
 * in the database, once; what was not is not there. */
static void
every_call_of_a_batch_may_fail(void)
{
	for (int kind = FAULT_STATEMENT; kind <= FAULT_TRANSACTION; kind++)
		for (int n = 1, hit = 1; hit && n < 50; n++) {
			const char *bucket = frame_name("fault");
			struct job *jobs[3];
			start_lanes();
			for (int i = 0; i < 3; i++)
				jobs[i] = job_new(add_one, bucket, 3);
			/* the holder's own commit is one call more */
			db_fault_at(n + 1, (enum db_fault)kind);
			run_together(jobs, 3, 3);
			hit = db_calls() >= n + 1;
			db_fault_at(0, FAULT_STATEMENT);
			int good = 0, runs = 0;
			for (int i = 0; i < 3; i++) {
				good += jobs[i]->err == OK;
				runs += jobs[i]->runs;
				CHECK_INT(jobs[i]->dones, 1);
				job_free(jobs[i]);
			}
			struct lane_stats s = lanes_stats(lanes);
			lanes_stop(lanes);
			CHECK_INT(committed(bucket), good);
			if (hit && n <= 3 && kind == FAULT_STATEMENT)
				CHECK_INT(good, 2);
			else
				CHECK_INT(good, 3);
			/* the whole transaction was lost, or its commit: each ran again alone, and the metrics say so */
			if (hit && (kind == FAULT_TRANSACTION || n == 4))
				CHECK(runs > 3 && s.alone == 4);
			else
				CHECK(runs == 3 && s.alone == 1);
			if (!hit)
				CHECK_INT(n, 5); /* three statements and a commit were tried */
		}
}

static void
a_full_queue_refuses(void)
{
	sem_t gate;
	const char *bucket = frame_name("full");
	sem_init(&gate, 0, 0);
	start_lanes();
	struct job *holder = job_new(wait_then_nothing, NULL, 5), *late = job_new(add_one, bucket, 5);
	struct job *many = calloc(LANE_QUEUE_MAX, sizeof *many);
	struct arena *shared = arena_new(); /* one lane, one thread: they never run at once */
	assert(many);
	holder->gate = &gate;
	submit(holder);
	while (!atomic_load(&holder->runs))
		usleep(200);
	for (int i = 0; i < LANE_QUEUE_MAX; i++) {
		many[i] = (struct job){ .work = nothing, .cx = { .mem = shared } };
		many[i].task = (struct task){ .cx = &many[i].cx, .tx = TX_WRITE, .key = 5, .run = run, .done = done };
		submit(&many[i]);
	}
	CHECK_INT(lanes_stats(lanes).waiting, LANE_QUEUE_MAX);
	CHECK(!lanes_submit(lanes, &late->task));
	struct ctx cx = { .mem = shared };
	CHECK_INT(lanes_call(lanes, &cx, TX_WRITE, 5, NULL, NULL), ERR_BUSY);
	CHECK_STR(cx.problem.code, "lane.full");
	sem_post(&gate);
	await(LANE_QUEUE_MAX + 1);
	CHECK_INT(late->runs + late->dones, 0);
	/* there is room again */
	submit(late);
	await(LANE_QUEUE_MAX + 2);
	CHECK_INT(late->err, OK);
	lanes_stop(lanes);
	free(many);
	arena_free(shared);
	job_free(holder);
	job_free(late);
	sem_destroy(&gate);
	CHECK_INT(committed(bucket), 1);
}

static void *
stop_lanes(void *arg)
{
	lanes_stop(lanes);
	atomic_store((_Atomic int *)arg, 1);
	return NULL;
}

/* Everything that was taken in is finished before the end; nothing new is. */
static void
stopping_drains(void)
{
	enum { N = 200 };
	static _Atomic int stopped;
	const char *bucket = frame_name("stop");
	struct job *jobs[N], *probes[1000];
	sem_t gate;
	pthread_t stopper;
	sem_init(&gate, 0, 0);
	atomic_store(&stopped, 0);
	start_lanes();
	struct job *holder = job_new(wait_then_nothing, NULL, 9);
	holder->gate = &gate;
	submit(holder);
	while (!atomic_load(&holder->runs))
		usleep(200);
	for (int i = 0; i < N; i++)
		submit(jobs[i] = job_new(add_one, bucket, 9));
	CHECK_INT(pthread_create(&stopper, NULL, stop_lanes, &stopped), 0);
	/* the lane still has room, so a refusal means that it is stopping */
	int extra = 0;
	for (; extra < 999; extra++) {
		probes[extra] = job_new(nothing, NULL, 9);
		if (!lanes_submit(lanes, &probes[extra]->task))
			break;
		usleep(1000);
	}
	CHECK_INT(probes[extra]->dones, 0);
	CHECK(!atomic_load(&stopped));
	sem_post(&gate);
	pthread_join(stopper, NULL);
	CHECK_INT(atomic_load(&finished_jobs), N + 1 + extra);
	for (int i = 0; i < N; i++) {
		CHECK_INT(jobs[i]->err, OK);
		job_free(jobs[i]);
	}
	for (int i = 0; i <= extra; i++)
		job_free(probes[i]);
	job_free(holder);
	sem_destroy(&gate);
	CHECK_INT(committed(bucket), N);
}

/* Different keys, so that PostgreSQL runs them on different connections at once. */
static void
racing_tasks_lose_no_update(void)
{
	enum { N = 400 };
	const char *bucket = frame_name("race"), *seat = frame_name("seat");
	struct job *jobs[N], *claims[16];
	bool seen[N + 1] = { false };
	int wins = 0;
	start_lanes();
	for (int i = 0; i < N; i++)
		submit(jobs[i] = job_new(add_one, bucket, (uint64_t)i % 16 + 1));
	for (int i = 0; i < 16; i++)
		submit(claims[i] = job_new(claim_once, seat, (uint64_t)i + 1));
	await(N + 16);
	for (int i = 0; i < N; i++) {
		CHECK_INT(jobs[i]->err, OK);
		CHECK(jobs[i]->value >= 1 && jobs[i]->value <= N && !seen[jobs[i]->value]);
		if (jobs[i]->value >= 1 && jobs[i]->value <= N)
			seen[jobs[i]->value] = true;
		job_free(jobs[i]);
	}
	for (int i = 0; i < 16; i++) {
		CHECK_INT(claims[i]->err, OK);
		wins += claims[i]->value == 1;
		job_free(claims[i]);
	}
	CHECK_INT(wins, 1);
	lanes_stop(lanes);
	CHECK_INT(committed(bucket), N);
}

/* Tasks of one key keep their order, whatever stands between them. */
static void
one_key_keeps_its_order(void)
{
	enum { KEYS = 5, N = 300 };
	const char *buckets[KEYS];
	struct job *jobs[N];
	start_lanes();
	for (int k = 0; k < KEYS; k++)
		buckets[k] = frame_name("order");
	for (int i = 0; i < N; i++)
		submit(jobs[i] = job_new(add_one, buckets[i % KEYS], (uint64_t)(i % KEYS) + 100));
	await(N);
	for (int i = 0; i < N; i++) {
		CHECK_INT(jobs[i]->value, i / KEYS + 1);
		job_free(jobs[i]);
	}
	lanes_stop(lanes);
}

/* ---- lanes_call ---- */

struct asked {
	const char *bucket;
	bool refuse;
	int64_t value;
	struct db *db;
};

static enum err
call_count(struct ctx *cx, void *arg)
{
	struct asked *a = arg;
	a->db = cx->db;
	if (a->refuse)
		return fail(cx, ERR_FORBIDDEN, "test.no", "không", "no");
	if (!a->bucket)
		return OK;
	return db_number(cx, sql_rate_count(a->bucket, 0), 0, &a->value);
}

static enum err
call_read(struct ctx *cx, void *arg)
{
	struct asked *a = arg;
	return db_number(cx, sql_audit_unchained(), -1, &a->value);
}

static void
calls_wait_for_their_answer(void)
{
	struct asked a = { .bucket = frame_name("call") };
	struct ctx cx = { .mem = frame_mem, .now = FRAME_NOW, .request_id = 1 };
	start_lanes();
	CHECK_INT(lanes_call(lanes, &cx, TX_WRITE, 1, call_count, &a), OK);
	CHECK_INT(a.value, 1);
	CHECK_INT(committed(a.bucket), 1);
	/* a reading task cannot write */
	CHECK(lanes_call(lanes, &cx, TX_READ, 1, call_count, &a) != OK);
	CHECK_INT(committed(a.bucket), 1);
	CHECK_INT(lanes_call(lanes, &cx, TX_READ, 1, call_read, &a), OK);
	CHECK(a.value >= 0);
	a.refuse = true;
	CHECK_INT(lanes_call(lanes, &cx, TX_WRITE, 1, call_count, &a), ERR_FORBIDDEN);
	CHECK_STR(cx.problem.code, "test.no");
	a.refuse = false;
	a.bucket = NULL;
	CHECK_INT(lanes_call(lanes, &cx, TX_NONE, 1, call_count, &a), OK);
	CHECK(a.db == NULL);
	CHECK(!cx.problem.code);
	lanes_stop(lanes);
}

static void
lanes_need_a_database(void)
{
	struct ctx cx = { .mem = frame_mem };
	struct lanes *none = NULL;
	CHECK(lanes_start(&cx, "sqlite:/nonexistent/folder/x.db", NULL, &none) != OK);
	CHECK(none == NULL && cx.problem.code);
}

/* ---- PostgreSQL alone ---- */

static sem_t met[2];

/* Takes one row, waits until the other task has taken the other, then wants that one: a deadlock, the first time. */
static enum err
cross(struct job *j)
{
	const char *rows[2] = { "cross-0", "cross-1" };
	int me = (int)j->order;
	TRY(db_number(&j->cx, sql_rate_count(rows[me], 0), 0, &j->value));
	if (atomic_load(&j->runs) == 1) {
		sem_post(&met[me]);
		sem_wait(&met[1 - me]);
	}
	return db_number(&j->cx, sql_rate_count(rows[1 - me], 0), 0, &j->value);
}

static void
a_deadlock_is_answered_and_undone(void)
{
	struct job *jobs[2];
	start_lanes();
	for (int i = 0; i < 2; i++) {
		sem_init(&met[i], 0, 0);
		jobs[i] = job_new(cross, NULL, (uint64_t)i + 1);
		jobs[i]->order = i;
	}
	/* keys 1 and 2 must fall on different lanes for this */
	submit(jobs[0]);
	submit(jobs[1]);
	await(2);
	int good = 0;
	for (int i = 0; i < 2; i++) {
		good += jobs[i]->err == OK;
		CHECK(jobs[i]->err == OK || jobs[i]->err == ERR_BUSY);
		CHECK_INT(jobs[i]->dones, 1);
		job_free(jobs[i]);
	}
	CHECK(good >= 1);
	lanes_stop(lanes);
	CHECK_INT(committed("cross-0"), good);
	CHECK_INT(committed("cross-1"), good);
}

/* The connection is lost with a batch half done: all of it runs again on a new one. */
static _Atomic int killed;

static enum err
add_and_kill(struct job *j)
{
	TRY(add_one(j));
	if (atomic_fetch_add(&killed, 1) == 0) {
		struct ctx other = frame_open(frame_url, TX_WRITE);
		CHECK_INT(db_script(&other, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
					    "WHERE pid <> pg_backend_pid() AND datname = current_database()"),
			  OK);
		db_close(other.db);
	}
	return OK;
}

static void
a_lost_connection_costs_no_task(void)
{
	const char *bucket = frame_name("lost");
	struct job *jobs[7];
	start_lanes();
	atomic_store(&killed, 0);
	for (int i = 0; i < 7; i++)
		jobs[i] = job_new(i == 3 ? add_and_kill : add_one, bucket, 3);
	run_together(jobs, 7, 3);
	for (int i = 0; i < 7; i++) {
		CHECK_INT(jobs[i]->err, OK);
		CHECK_INT(jobs[i]->dones, 1);
		job_free(jobs[i]);
	}
	lanes_stop(lanes);
	frame_cx.problem = (struct problem){ 0 };
	/* this program's own connection was killed as well */
	CHECK(db_begin(&frame_cx, TX_READ) != OK || db_commit(&frame_cx) != OK);
	db_rollback(&frame_cx);
	frame_cx.problem = (struct problem){ 0 };
	CHECK_INT(db_revive(&frame_cx), OK);
	CHECK_INT(committed(bucket), 7);
}

static void
cases(void)
{
	TEST(a_batch_shares_its_commit);
	TEST(a_batch_has_its_limit);
	TEST(a_failing_task_harms_nobody);
	TEST(a_failed_post_spoils_only_its_own_task);
	TEST(every_call_of_a_batch_may_fail);
	TEST(a_full_queue_refuses);
	TEST(stopping_drains);
	TEST(racing_tasks_lose_no_update);
	TEST(one_key_keeps_its_order);
	TEST(calls_wait_for_their_answer);
	TEST(lanes_need_a_database);
	if (!frame_pg)
		return;
	TEST(a_deadlock_is_answered_and_undone);
	TEST(a_lost_connection_costs_no_task);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 2;
	return frame_main(cases);
}
