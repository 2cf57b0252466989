#include "db/lane.h"

#include "base/clock.h"
#include "base/log.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct lane {
	pthread_mutex_t lock;
	pthread_cond_t ready;
	struct task *head, **tail;
	int waiting, threads;
	bool stopping;
	enum tx tx;
	bool by_key; /* a batch runs in the order of its keys */
	int batch_max;
	const struct sealer *sealer; /* NULL: none */
	void *chain;
	struct lane_stats stats;
};

struct worker {
	struct lane *lane;
	struct db *db; /* NULL for computing */
	pthread_t thread;
};

struct lanes {
	struct lane read, compute, write[LANE_WRITERS_PG];
	int writers;
	struct sealer sealer;
	struct worker workers[LANE_READERS + LANE_COMPUTERS + LANE_WRITERS_PG];
	int nworkers;
};

static void
lane_init(struct lane *lane, enum tx tx, int batch_max, bool by_key)
{
	pthread_mutex_init(&lane->lock, NULL);
	pthread_cond_init(&lane->ready, NULL);
	lane->tail = &lane->head;
	lane->tx = tx;
	lane->batch_max = batch_max;
	lane->by_key = by_key;
}

/* Takes what waits, up to the batch size, in the order of arrival. Where keys are locks, one that takes many rows in an order
 * of its own shares no transaction: it would meet the counting and the signing of other servers crosswise. */
static struct task *
take_batch(struct lane *lane, int *n)
{
	struct task *first = lane->head, **at = &lane->head;
	for (*n = 0; *at && *n < lane->batch_max; ++*n) {
		bool apart = lane->by_key && (first->apart || (*at)->apart);
		if (apart && *n > 0)
			break;
		at = &(*at)->next;
	}
	lane->head = *at;
	*at = NULL;
	if (!lane->head)
		lane->tail = &lane->head;
	lane->waiting -= *n;
	return first;
}

/* In the order of keys; tasks of one key stay in theirs. */
static struct task *
sort_batch(struct task *batch)
{
	struct task *sorted = NULL;
	for (struct task *t = batch, *next; t; t = next) {
		struct task **at = &sorted;
		next = t->next;
		while (*at && (*at)->key <= t->key)
			at = &(*at)->next;
		t->next = *at;
		*at = t;
	}
	return sorted;
}

/* Waits for work; NULL when the lane stops and nothing is left. */
static struct task *
next_batch(struct lane *lane, int *n)
{
	pthread_mutex_lock(&lane->lock);
	while (!lane->head && !lane->stopping)
		pthread_cond_wait(&lane->ready, &lane->lock);
	struct task *batch = lane->head ? take_batch(lane, n) : NULL;
	pthread_mutex_unlock(&lane->lock);
	return batch;
}

/* Each run starts with no problem and no trail. */
static void
prepare(struct task *t, struct db *db)
{
	t->cx->db = db;
	t->cx->problem = (struct problem){ 0 };
	t->cx->trail = NULL;
}

static enum err
run_task(struct task *t, struct db *db)
{
	prepare(t, db);
	return t->run(t);
}

static enum err
ready(struct task *t, struct db *db)
{
	prepare(t, db);
	return db_revive(t->cx);
}

static enum err
seal(const struct lane *lane, struct ctx *cx)
{
	return lane->sealer && cx->trail ? lane->sealer->seal(cx, lane->chain) : OK;
}

static void
settle(const struct lane *lane, bool committed)
{
	if (lane->sealer && lane->tx == TX_WRITE)
		lane->sealer->settle(lane->chain, committed);
}

/* One look at what became of a COMMIT without an answer. */
static enum err
ask_kept(const struct lane *lane, struct ctx *cx, struct db *db, bool *kept)
{
	cx->db = db;
	cx->problem = (struct problem){ 0 };
	TRY(db_revive(cx));
	TRY(db_begin(cx, TX_READ));
	enum err err = lane->sealer->kept(cx, lane->chain, kept);
	db_rollback(cx);
	return err;
}

enum fate_of_commit { COMMIT_KEPT, COMMIT_LOST, COMMIT_UNKNOWN };

/* The trail tells: it is written in the same transaction. A COMMIT that is still under way is given a moment: only the second
 * look that finds nothing is believed. */
static enum fate_of_commit
what_became(const struct lane *lane, struct ctx *cx, struct db *db)
{
	int missing = 0;
	if (!lane->sealer)
		return COMMIT_LOST;
	for (int i = 0; i < LANE_ASKS; i++) {
		bool kept;
		enum err err = ask_kept(lane, cx, db, &kept);
		if (err == OK && kept)
			return COMMIT_KEPT;
		if (err == OK && ++missing == 2)
			return COMMIT_LOST;
		nanosleep(&(struct timespec){ .tv_nsec = LANE_ASK_MS * 1000000L }, NULL);
	}
	log_error("the answer to a COMMIT was lost, and whether it happened could not be found out");
	return COMMIT_UNKNOWN;
}

/* Commits; a lost answer is followed up. *unknown: nobody can tell. */
static enum err
commit(const struct lane *lane, struct ctx *cx, struct db *db, bool *unknown)
{
	enum err err = db_commit(cx);
	*unknown = false;
	if (err == OK || !db_unknown(db))
		return err;
	enum fate_of_commit fate = what_became(lane, cx, db);
	*unknown = fate == COMMIT_UNKNOWN;
	return fate == COMMIT_KEPT ? OK : ERR_BUSY;
}

static enum err
try_alone(const struct lane *lane, struct task *t, struct db *db, bool exact, bool *unknown)
{
	*unknown = false;
	enum err err = ready(t, db);
	db_set_exact(db, exact);
	if (err == OK)
		err = db_begin(t->cx, t->tx);
	if (err == OK)
		err = run_task(t, db);
	if (err == OK)
		err = seal(lane, t->cx);
	if (err == OK)
		err = commit(lane, t->cx, db, unknown);
	if (err != OK)
		db_rollback(t->cx);
	settle(lane, err == OK);
	return err;
}

/* One task, one transaction; again, and exactly, when an expectation was not met or a deadlock or a lost connection undid it. */
static void
run_alone(const struct lane *lane, struct task *t, struct db *db, bool exact)
{
	bool unknown;
	enum err err = try_alone(lane, t, db, exact, &unknown);
	for (int again = 0; err == ERR_BUSY && db_tx_gone(db) && !unknown && again < LANE_RETRIES; again++)
		err = try_alone(lane, t, db, true, &unknown);
	if (unknown) {
		t->cx->problem = (struct problem){ 0 };
		err = fail_unknown(t->cx);
	}
	t->done(t, err);
}

/* The savepoint of one task. *spoiled: the transaction is gone and nobody may be answered. */
static enum err
run_in_savepoint(struct task *t, struct db *db, bool *spoiled)
{
	t->cx->db = db;
	enum err err = db_savepoint(t->cx);
	if (err == OK) {
		err = run_task(t, db);
		struct problem problem = t->cx->problem;
		enum err end = OK;
		if (!db_tx_gone(db)) {
			t->cx->problem = (struct problem){ 0 };
			end = err == OK ? db_release(t->cx) : db_rollback_to(t->cx);
		}
		t->cx->problem = problem;
		if (end != OK)
			*spoiled = true;
	}
	if (db_tx_gone(db))
		*spoiled = true;
	return err;
}

/* The links of all that succeeded, in the order in which it ran. */
static enum err
seal_batch(const struct lane *lane, const struct task *batch, const enum err *errs)
{
	int i = 0;
	for (const struct task *t = batch; t; t = t->next)
		if (errs[i++] == OK)
			TRY(seal(lane, t->cx));
	return OK;
}

/* One that must be on disk makes all of its batch so. */
static enum tx
tx_of(const struct task *batch)
{
	for (const struct task *t = batch; t; t = t->next)
		if (t->tx == TX_WRITE)
			return TX_WRITE;
	return TX_LOOK;
}

/* All in one commit. False when it came to nothing and each must run again alone. */
static bool
run_shared(const struct lane *lane, struct task *batch, struct db *db, enum err *errs, bool *unknown)
{
	bool spoiled = false;
	*unknown = false;
	db_set_exact(db, false);
	if (ready(batch, db) != OK || db_begin(batch->cx, tx_of(batch)) != OK)
		return false;
	int i = 0;
	for (struct task *t = batch; t && !spoiled; t = t->next)
		errs[i++] = run_in_savepoint(t, db, &spoiled);
	/* the commit's own failure must not look like the first task's problem */
	struct problem problem = batch->cx->problem;
	if (!spoiled && (seal_batch(lane, batch, errs) != OK || commit(lane, batch->cx, db, unknown) != OK))
		spoiled = true;
	batch->cx->problem = problem;
	if (spoiled)
		db_rollback(batch->cx);
	settle(lane, !spoiled);
	return !spoiled;
}

static void
count_batch(struct lane *lane, int n, bool alone)
{
	pthread_mutex_lock(&lane->lock);
	lane->stats.commits += alone ? n : 1;
	lane->stats.tasks += n;
	lane->stats.alone += alone ? n : 0;
	int size = 0;
	while (1 << size < (alone ? 1 : n))
		size++;
	lane->stats.sizes[size] += alone ? n : 1;
	if (n > lane->stats.batch_max)
		lane->stats.batch_max = n;
	pthread_mutex_unlock(&lane->lock);
}

static void
run_batch(struct lane *lane, struct task *batch, int n, struct db *db)
{
	enum err errs[LANE_BATCH_LITE];
	if (lane->by_key)
		batch = sort_batch(batch);
	bool unknown = false;
	bool shared = n > 1 && run_shared(lane, batch, db, errs, &unknown);
	if (n > 1 && !shared && !unknown)
		log_info("a batch of %d was rolled back; each runs again alone", n);
	count_batch(lane, n, !shared);
	int i = 0;
	for (struct task *t = batch, *next; t; t = next, i++) {
		next = t->next;
		if (unknown && errs[i] == OK) {
			t->cx->problem = (struct problem){ 0 };
			errs[i] = fail_unknown(t->cx);
		}
		if (shared || unknown)
			t->done(t, errs[i]);
		else
			run_alone(lane, t, db, n > 1);
	}
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	int n;
	for (struct task *batch; (batch = next_batch(w->lane, &n));) {
		if (w->lane->tx == TX_WRITE)
			run_batch(w->lane, batch, n, w->db);
		else if (w->lane->tx == TX_READ)
			run_alone(w->lane, batch, w->db, true);
		else
			batch->done(batch, run_task(batch, NULL));
	}
	return NULL;
}

static enum err
add_worker(struct ctx *cx, struct lanes *lanes, struct lane *lane, const char *url)
{
	struct worker *w = &lanes->workers[lanes->nworkers];
	w->lane = lane;
	if (lane->tx != TX_NONE)
		TRY(db_open(cx, url, lane->tx, &w->db));
	int rc = pthread_create(&w->thread, NULL, work, w);
	assert(rc == 0);
	/* as `top -H` shows it */
	pthread_setname_np(w->thread, lane->tx == TX_WRITE ? "write" : lane->tx == TX_READ ? "read" : "compute");
	lane->threads++;
	lanes->nworkers++;
	return OK;
}

static enum err
start_workers(struct ctx *cx, struct lanes *lanes, const char *url)
{
	for (int i = 0; i < lanes->writers; i++)
		TRY(add_worker(cx, lanes, &lanes->write[i], url));
	for (int i = 0; i < LANE_READERS; i++)
		TRY(add_worker(cx, lanes, &lanes->read, url));
	for (int i = 0; i < LANE_COMPUTERS; i++)
		TRY(add_worker(cx, lanes, &lanes->compute, url));
	return OK;
}

enum err
lanes_start(struct ctx *cx, const char *url, const struct sealer *sealer, struct lanes **out)
{
	struct lanes *lanes = calloc(1, sizeof *lanes);
	assert(lanes);
	bool sqlite = strncmp(url, "sqlite:", 7) == 0;
	lanes->writers = sqlite ? 1 : LANE_WRITERS_PG;
	if (sealer)
		lanes->sealer = *sealer;
	for (int i = 0; i < lanes->writers; i++) {
		struct lane *lane = &lanes->write[i];
		lane_init(lane, TX_WRITE, sqlite ? LANE_BATCH_LITE : LANE_BATCH_PG, !sqlite);
		lane->sealer = sealer ? &lanes->sealer : NULL;
		lane->chain = sealer ? sealer->chain(sealer->arg, i) : NULL;
	}
	lane_init(&lanes->read, TX_READ, 1, false);
	lane_init(&lanes->compute, TX_NONE, 1, false);
	enum err err = start_workers(cx, lanes, url);
	if (err != OK) {
		lanes_stop(lanes);
		return err;
	}
	*out = lanes;
	return OK;
}

static void
lane_stop(struct lane *lane)
{
	if (!lane->batch_max) /* start-up did not get so far */
		return;
	pthread_mutex_lock(&lane->lock);
	lane->stopping = true;
	pthread_cond_broadcast(&lane->ready);
	pthread_mutex_unlock(&lane->lock);
}

void
lanes_stop(struct lanes *lanes)
{
	lane_stop(&lanes->compute);
	lane_stop(&lanes->read);
	for (int i = 0; i < lanes->writers; i++)
		lane_stop(&lanes->write[i]);
	for (int i = 0; i < lanes->nworkers; i++) {
		pthread_join(lanes->workers[i].thread, NULL);
		db_close(lanes->workers[i].db);
	}
	free(lanes);
}

static struct lane *
lane_for(struct lanes *lanes, const struct task *t)
{
	if (t->tx == TX_NONE)
		return &lanes->compute;
	if (t->tx == TX_READ)
		return &lanes->read;
	uint64_t h = t->key * UINT64_C(0x9e3779b97f4a7c15);
	return &lanes->write[(h >> 32) % (uint64_t)lanes->writers];
}

bool
lanes_submit(struct lanes *lanes, struct task *t)
{
	struct lane *lane = lane_for(lanes, t);
	t->next = NULL;
	t->queued_us = clock_monotonic_us();
	pthread_mutex_lock(&lane->lock);
	bool room = lane->waiting < LANE_QUEUE_MAX && !lane->stopping;
	if (room) {
		*lane->tail = t;
		lane->tail = &t->next;
		lane->waiting++;
		pthread_cond_signal(&lane->ready);
	}
	pthread_mutex_unlock(&lane->lock);
	return room;
}

struct call {
	struct task task;
	enum err (*run)(struct ctx *, void *);
	void *arg;
	enum err err;
	bool finished;
	pthread_mutex_t lock;
	pthread_cond_t end;
};

static enum err
call_run(struct task *t)
{
	struct call *c = (struct call *)t;
	return c->run(t->cx, c->arg);
}

static void
call_done(struct task *t, enum err err)
{
	struct call *c = (struct call *)t;
	pthread_mutex_lock(&c->lock);
	c->err = err;
	c->finished = true;
	pthread_cond_signal(&c->end);
	pthread_mutex_unlock(&c->lock);
}

enum err
lanes_call(struct lanes *lanes, struct ctx *cx, enum tx tx, uint64_t key, enum err (*run)(struct ctx *, void *),
	   void *arg)
{
	struct call c = { .task = { .cx = cx, .tx = tx, .key = key, .apart = true, .run = call_run, .done = call_done },
			  .run = run,
			  .arg = arg };
	pthread_mutex_init(&c.lock, NULL);
	pthread_cond_init(&c.end, NULL);
	if (!lanes_submit(lanes, &c.task))
		return fail(cx, ERR_BUSY, "lane.full", "Hệ thống đang quá tải. Vui lòng thử lại sau ít giây.",
			    "The system is overloaded. Try again in a few seconds.");
	pthread_mutex_lock(&c.lock);
	while (!c.finished)
		pthread_cond_wait(&c.end, &c.lock);
	pthread_mutex_unlock(&c.lock);
	return c.err;
}

struct lane_stats
lanes_stats(struct lanes *lanes)
{
	struct lane_stats sum = { 0 };
	for (int i = 0; i < lanes->writers; i++) {
		struct lane *lane = &lanes->write[i];
		pthread_mutex_lock(&lane->lock);
		sum.commits += lane->stats.commits;
		sum.tasks += lane->stats.tasks;
		sum.alone += lane->stats.alone;
		sum.waiting += lane->waiting;
		for (int k = 0; k < LANE_SIZES; k++)
			sum.sizes[k] += lane->stats.sizes[k];
		int64_t age = lane->head ? clock_monotonic_us() - lane->head->queued_us : 0;
		if (age > sum.oldest_us)
			sum.oldest_us = age;
		if (lane->stats.batch_max > sum.batch_max)
			sum.batch_max = lane->stats.batch_max;
		pthread_mutex_unlock(&lane->lock);
	}
	return sum;
}
