#include "work/worker.h"

#include "base/clock.h"
#include "base/log.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

struct worker {
	const char *name;
	struct worker_round round;
	enum err (*run)(struct worker_round *, bool *more);
	int64_t pause_ms;
	bool stopping;
	_Atomic int64_t rounds, errors, good_at_us;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
};

/* Sleeps until the pause is over or the worker is stopped; false when it is stopped. */
static bool
pause_worker(struct worker *w, int64_t ms)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += (ms % 1000) * 1000000;
	until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&w->lock);
	if (!w->stopping && ms)
		pthread_cond_timedwait(&w->wake, &w->lock, &until);
	bool go_on = !w->stopping;
	pthread_mutex_unlock(&w->lock);
	return go_on;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	int64_t pause = w->pause_ms;
	w->round.cx.mem = arena_new();
	while (pause_worker(w, pause)) {
		bool more = false;
		arena_reset(w->round.cx.mem);
		w->round.cx.now = clock_now();
		w->round.cx.problem = (struct problem){ 0 };
		enum err err = w->run(&w->round, &more);
		if (err == OK)
			atomic_store(&w->good_at_us, clock_monotonic_us());
		atomic_fetch_add(err == OK ? &w->rounds : &w->errors, 1);
		if (err != OK)
			log_error("worker %s: %s: %s", w->name, err_name(err),
				  w->round.cx.problem.en ? w->round.cx.problem.en : "");
		pause = err == OK && more ? 0 : w->pause_ms;
	}
	arena_free(w->round.cx.mem);
	return NULL;
}

struct worker *
worker_start(const char *name, struct lanes *lanes, int64_t pause_ms,
	     enum err (*round)(struct worker_round *, bool *more), void *arg)
{
	struct worker *w = calloc(1, sizeof *w);
	assert(w);
	w->name = name;
	w->round.lanes = lanes;
	w->round.arg = arg;
	w->run = round;
	w->pause_ms = pause_ms;
	w->good_at_us = clock_monotonic_us();
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	int rc = pthread_create(&w->thread, NULL, work, w);
	assert(rc == 0);
	pthread_setname_np(w->thread, name);
	return w;
}

struct worker_stats
worker_stats(const struct worker *w)
{
	struct worker *from = (struct worker *)(uintptr_t)w;
	return (struct worker_stats){ w->name, atomic_load(&from->rounds), atomic_load(&from->errors),
				      clock_monotonic_us() - atomic_load(&from->good_at_us) };
}

void
worker_stop(struct worker *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	free(w);
}
