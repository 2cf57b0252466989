/* lane.h - plain blocking threads that own the database connections.
 *
 * Reading tasks run on several threads, each with its own connection. Writing tasks share commits: on SQLite one
 * thread drains everything that waits into one BEGIN IMMEDIATE ... COMMIT, each task in its own savepoint; on
 * PostgreSQL lane = key mod W, and a batch is run in the order of its keys, so that two servers take the rows of places in
 * the same order (doc/decisions/0003). Nobody is answered before the commit. */
#ifndef DB_LANE_H
#define DB_LANE_H

#include "db/db.h"

enum {
	LANE_READERS = 4,
	LANE_WRITERS_PG = 8,
	LANE_COMPUTERS = 2,
	LANE_QUEUE_MAX = 8192, /* waiting tasks of one lane; one more is refused */
	LANE_BATCH_LITE = 512,
	LANE_RETRIES = 3,  /* of a task alone, after a deadlock or a lost connection */
	LANE_ASK_MS = 500, /* between two looks whether a COMMIT without an answer happened, and */
	LANE_ASKS = 40,    /* how often, before its sender is told that nobody knows */
	LANE_BATCH_PG = 60 /* PostgreSQL caches 64 savepoints */
};

struct task {
	struct ctx *cx; /* db is set by the lane; problem is cleared before each run */
	enum tx tx;     /* TX_NONE: computing only, no connection; TX_LOOK shares batches with TX_WRITE */
	uint64_t key;   /* tasks of one key are never reordered */
	bool apart;     /* PostgreSQL: in a transaction of its own; it takes rows of many places */
	/* May be run again when a neighbour spoils the batch: touches nothing but the database and cx. */
	enum err (*run)(struct task *);
	/* Called once, on the lane's thread, after the commit or the failure. */
	void (*done)(struct task *, enum err);
	struct task *next;
	int64_t queued_us;
};

struct lanes;

/* Seals what a batch's tasks left in cx->trail into the chain of their lane, before the commit (audit/chain.h). */
struct sealer {
	void *(*chain)(void *arg, int lane); /* the chain of a writing lane, 0 to LANE_WRITERS_PG - 1 */
	enum err (*seal)(struct ctx *cx, void *chain);
	void (*settle)(void *chain, bool committed); /* after the commit, or what became of it */
	/* The answer to a COMMIT was lost: is what was sealed on record? In a reading transaction. */
	enum err (*kept)(struct ctx *cx, void *chain, bool *kept);
	void *arg;
};

/* Opens all connections. ERR_INTERNAL when the database cannot be used. sealer NULL: no trail is kept (tests). */
enum err lanes_start(struct ctx *cx, const char *url, const struct sealer *sealer, struct lanes **out) MUST_CHECK;
/* Finishes what is queued, then closes. */
void lanes_stop(struct lanes *lanes);
/* Queues a task; false when the lane is full or stopping: nothing was done and done() is not called. */
bool lanes_submit(struct lanes *lanes, struct task *task) MUST_CHECK;
/* Submits (apart) and waits: for workers and jobs. cx->problem tells why it failed. */
enum err lanes_call(struct lanes *lanes, struct ctx *cx, enum tx tx, uint64_t key,
		    enum err (*run)(struct ctx *, void *), void *arg) MUST_CHECK;

enum { LANE_SIZES = 10 }; /* batches of 1, up to 2, 4, 8 ... 512 tasks */
struct lane_stats {
	int64_t commits, tasks, batch_max, alone, waiting;
	int64_t sizes[LANE_SIZES];
	int64_t oldest_us; /* since when the task waits that waits longest; 0: none waits */
};
/* Sums over the writing lanes, for /metrics. */
struct lane_stats lanes_stats(struct lanes *lanes);

#endif
