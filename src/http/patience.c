#include "http/patience.h"

#include "base/clock.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

struct patience_with {
	struct patience_with *prev, *next;
	int fd;
	_Atomic int64_t until_us; /* 0: for ever */
};

struct patience {
	pthread_mutex_t lock;
	pthread_cond_t end;
	pthread_t thread;
	bool stopping;
	struct patience_with *first;
};

/* Only the socket is shut: libmicrohttpd notices, and cleans up in its own thread. */
static void
hang_up_on_late(struct patience *p)
{
	int64_t now = clock_monotonic_us();
	for (struct patience_with *w = p->first; w; w = w->next) {
		int64_t until = atomic_load(&w->until_us);
		/* unless it has just been given time */
		if (until && until < now && atomic_compare_exchange_strong(&w->until_us, &until, 0))
			shutdown(w->fd, SHUT_RDWR);
	}
}

static void *
watch(void *arg)
{
	struct patience *p = arg;
	pthread_mutex_lock(&p->lock);
	while (!p->stopping) {
		struct timespec t;
		clock_gettime(CLOCK_REALTIME, &t);
		t.tv_sec++;
		pthread_cond_timedwait(&p->end, &p->lock, &t);
		hang_up_on_late(p);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct patience *
patience_start(void)
{
	struct patience *p = calloc(1, sizeof *p);
	assert(p);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->end, NULL);
	int rc = pthread_create(&p->thread, NULL, watch, p);
	assert(rc == 0);
	return p;
}

void
patience_stop(struct patience *p)
{
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_signal(&p->end);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	assert(!p->first);
	free(p);
}

struct patience_with *
patience_begin(struct patience *p, int fd)
{
	struct patience_with *w = calloc(1, sizeof *w);
	assert(w);
	w->fd = fd;
	patience_give(w, PATIENCE_FIRST_S);
	pthread_mutex_lock(&p->lock);
	w->next = p->first;
	if (w->next)
		w->next->prev = w;
	p->first = w;
	pthread_mutex_unlock(&p->lock);
	return w;
}

void
patience_end(struct patience *p, struct patience_with *w)
{
	pthread_mutex_lock(&p->lock);
	if (w->next)
		w->next->prev = w->prev;
	if (w->prev)
		w->prev->next = w->next;
	else
		p->first = w->next;
	pthread_mutex_unlock(&p->lock);
	free(w);
}

void
patience_give(struct patience_with *w, int seconds)
{
	atomic_store(&w->until_us, seconds ? clock_monotonic_us() + seconds * INT64_C(1000000) : 0);
}
