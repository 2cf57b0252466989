#include "http/guard.h"

#include "base/clock.h"

#include <arpa/inet.h>
#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { SHARDS = 64, SHARD_BUCKETS = 1024, PROBES = 8 };

/* A bucket that fills by itself: empty_us is when it would be full again. One that is full is as good as none. */
struct bucket {
	uint64_t key;
	int64_t full_us;
};
struct shard {
	pthread_mutex_t lock;
	struct bucket buckets[SHARD_BUCKETS];
};
struct guard_client {
	int socket; /* -1: a free place */
	_Atomic int64_t until;
	struct guard_client *next_free;
};
struct guard {
	struct guard_rates rates;
	unsigned char secret[crypto_shorthash_KEYBYTES]; /* so that nobody can aim at another's bucket */
	struct shard shards[SHARDS];

	_Atomic int64_t seconds; /* since the start: the sweeper's own clock, so that no request reads another */
	pthread_t sweeper;
	pthread_mutex_t lock; /* of what follows, and of a socket while it is shut down */
	pthread_cond_t stopping;
	bool stop;
	struct guard_client *clients, *free;
	int connections;
};

/* ---- rates ---- */

/* Takes one from a bucket of rate a second, if there is one. A stranger replaces whoever is nearest to being full. */
static bool
take(struct guard *g, uint64_t key, int64_t rate)
{
	struct shard *s = &g->shards[key % SHARDS];
	int64_t now = clock_monotonic_us(), cost = INT64_C(1000000) / rate, depth = RATE_BURST_S * INT64_C(1000000);
	pthread_mutex_lock(&s->lock);
	struct bucket *b = NULL;
	for (size_t i = 0; i < PROBES; i++) {
		struct bucket *at = &s->buckets[(key / SHARDS + i) % SHARD_BUCKETS];
		if (at->key == key) {
			b = at;
			break;
		}
		if (!b || at->full_us < b->full_us)
			b = at;
	}
	if (b->key != key)
		*b = (struct bucket){ key, now };
	if (b->full_us < now)
		b->full_us = now;
	bool taken = b->full_us + cost <= now + depth;
	if (taken)
		b->full_us += cost;
	pthread_mutex_unlock(&s->lock);
	return taken;
}

static uint64_t
key_of(const struct guard *g, char kind, const void *p, size_t n)
{
	unsigned char text[32] = { (unsigned char)kind };
	uint64_t key;
	assert(n < sizeof text);
	memcpy(text + 1, p, n);
	crypto_shorthash((unsigned char *)&key, text, n + 1, g->secret);
	return key;
}

/* One household or phone has a /64 of IPv6. */
static uint64_t
key_of_address(const struct guard *g, const char *address)
{
	unsigned char bytes[16];
	if (inet_pton(AF_INET, address, bytes) == 1)
		return key_of(g, '4', bytes, 4);
	if (inet_pton(AF_INET6, address, bytes) == 1)
		return key_of(g, '6', bytes, 8);
	return key_of(g, '?', "", 0);
}

enum err
guard_address(struct ctx *cx, struct guard *g, const char *address)
{
	if (!g || !g->rates.address || take(g, key_of_address(g, address), g->rates.address))
		return OK;
	return fail(cx, ERR_LIMIT, "rate.address", "Có quá nhiều yêu cầu từ mạng này. Hãy thử lại sau %d giây.",
		    "Too many requests from this network. Try again in %d seconds.", RETRY_AFTER_S);
}

enum err
guard_account(struct ctx *cx, struct guard *g, int64_t account)
{
	if (!g || !g->rates.account || take(g, key_of(g, 'a', &account, sizeof account), g->rates.account))
		return OK;
	return fail(cx, ERR_LIMIT, "rate.account", "Tài khoản này gửi quá nhiều yêu cầu. Hãy thử lại sau %d giây.",
		    "This account makes too many requests. Try again in %d seconds.", RETRY_AFTER_S);
}

/* ---- slow clients ---- */

/* Once a second: who is late is cut off. The event loop sees the end of its socket and closes it. */
static void *
sweep(void *arg)
{
	struct guard *g = arg;
	pthread_mutex_lock(&g->lock);
	while (!g->stop) {
		int64_t now = atomic_load(&g->seconds);
		for (int i = 0; i < g->connections; i++) {
			struct guard_client *c = &g->clients[i];
			int64_t until = atomic_load(&c->until);
			if (c->socket >= 0 && until && now > until)
				shutdown(c->socket, SHUT_RDWR);
		}
		struct timespec t;
		clock_gettime(CLOCK_MONOTONIC, &t);
		t.tv_sec++;
		while (!g->stop && pthread_cond_timedwait(&g->stopping, &g->lock, &t) == 0)
			continue;
		atomic_fetch_add(&g->seconds, 1);
	}
	pthread_mutex_unlock(&g->lock);
	return NULL;
}

struct guard *
guard_new(struct guard_rates rates, int connections)
{
	struct guard *g = calloc(1, sizeof *g);
	assert(g);
	g->rates = rates;
	g->connections = connections;
	g->clients = calloc((size_t)connections, sizeof *g->clients);
	assert(g->clients);
	for (int i = connections - 1; i >= 0; i--) {
		g->clients[i].socket = -1;
		g->clients[i].next_free = g->free;
		g->free = &g->clients[i];
	}
	crypto_shorthash_keygen(g->secret);
	for (int i = 0; i < SHARDS; i++)
		pthread_mutex_init(&g->shards[i].lock, NULL);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->stopping, &monotonic);
	pthread_condattr_destroy(&monotonic);
	int rc = pthread_create(&g->sweeper, NULL, sweep, g);
	assert(rc == 0);
	return g;
}

void
guard_free(struct guard *g)
{
	pthread_mutex_lock(&g->lock);
	g->stop = true;
	pthread_cond_signal(&g->stopping);
	pthread_mutex_unlock(&g->lock);
	pthread_join(g->sweeper, NULL);
	free(g->clients);
	free(g);
}

struct guard_client *
guard_opened(struct guard *g, int socket)
{
	pthread_mutex_lock(&g->lock);
	struct guard_client *c = g->free;
	if (c) {
		g->free = c->next_free;
		c->socket = socket;
		guard_expect(g, c, HEAD_S);
	}
	pthread_mutex_unlock(&g->lock);
	return c;
}

void
guard_closed(struct guard *g, struct guard_client *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&g->lock);
	c->socket = -1;
	c->next_free = g->free;
	g->free = c;
	pthread_mutex_unlock(&g->lock);
}

void
guard_expect(struct guard *g, struct guard_client *c, int64_t seconds)
{
	if (c)
		atomic_store_explicit(&c->until,
				      seconds ? atomic_load_explicit(&g->seconds, memory_order_relaxed) + seconds : 0,
				      memory_order_relaxed);
}
