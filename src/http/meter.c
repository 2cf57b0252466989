#include "http/meter.h"

#include "http/dispatch.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { BUCKETS = 12, CLASSES = 6 /* index 2 is 2xx */ };

/* upper bounds in ms; what is slower is in the total only */
static const int64_t bounds_ms[BUCKETS] = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 10000 };

struct gauge {
	const struct route *route; /* NULL: the last one, for addresses that are none */
	_Atomic int64_t buckets[BUCKETS + 1], sum_us, classes[CLASSES];
};

struct meter {
	size_t n; /* routes */
	struct gauge gauges[];
};

static size_t
count_routes(const struct route *const *tables)
{
	size_t n = 0;
	for (const struct route *const *table = tables; *table; table++)
		for (const struct route *r = *table; r->path; r++)
			n++;
	return n;
}

/* Sorted by the route's own address, so that meter_count() finds it in a few steps. */
static int
by_route(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct gauge *)a)->route, y = (uintptr_t)((const struct gauge *)b)->route;
	return (x > y) - (x < y);
}

struct meter *
meter_new(const struct route *const *tables)
{
	size_t n = count_routes(tables), i = 0;
	struct meter *m = calloc(1, sizeof *m + (n + 1) * sizeof *m->gauges);
	assert(m);
	m->n = n;
	for (const struct route *const *table = tables; *table; table++)
		for (const struct route *r = *table; r->path; r++)
			m->gauges[i++].route = r;
	qsort(m->gauges, n, sizeof *m->gauges, by_route);
	return m;
}

void
meter_free(struct meter *m)
{
	free(m);
}

static void
add(_Atomic int64_t *to, int64_t n)
{
	atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

static int64_t
value(const _Atomic int64_t *of)
{
	return atomic_load_explicit((_Atomic int64_t *)(uintptr_t)of, memory_order_relaxed);
}

void
meter_count(struct meter *m, const struct route *route, int status, int64_t us)
{
	if (!m)
		return;
	struct gauge key = { .route = route };
	struct gauge *g = route ? bsearch(&key, m->gauges, m->n, sizeof key, by_route) : NULL;
	if (!g)
		g = &m->gauges[m->n];
	int b = 0;
	while (b < BUCKETS && us > bounds_ms[b] * 1000)
		b++;
	add(&g->buckets[b], 1);
	add(&g->sum_us, us);
	add(&g->classes[status / 100 < CLASSES ? status / 100 : 5], 1);
}

static int64_t
total(const struct gauge *g)
{
	int64_t n = 0;
	for (int b = 0; b <= BUCKETS; b++)
		n += value(&g->buckets[b]);
	return n;
}

static const char *
labels(const struct gauge *g, struct arena *mem)
{
	return arena_printf(mem, "method=\"%s\",route=\"%s\"", g->route ? method_names[g->route->method] : "-",
			    g->route ? g->route->path : "-");
}

static void
write_classes(const struct gauge *g, struct buf *out)
{
	for (int c = 1; c < CLASSES; c++)
		if (value(&g->classes[c]))
			buf_printf(out, "tiemchung_requests_total{%s,status=\"%dxx\"} %lld\n", labels(g, out->mem), c,
				   (long long)value(&g->classes[c]));
}

static void
write_times(const struct gauge *g, struct buf *out)
{
	const char *who = labels(g, out->mem);
	int64_t n = 0, all = total(g);
	for (int b = 0; all && b < BUCKETS; b++) {
		n += value(&g->buckets[b]);
		buf_printf(out, "tiemchung_request_seconds_bucket{%s,le=\"%g\"} %lld\n", who,
			   (double)bounds_ms[b] / 1000.0, (long long)n);
	}
	if (all)
		buf_printf(out,
			   "tiemchung_request_seconds_bucket{%s,le=\"+Inf\"} %lld\n"
			   "tiemchung_request_seconds_sum{%s} %.6f\ntiemchung_request_seconds_count{%s} %lld\n",
			   who, (long long)all, who, (double)value(&g->sum_us) / 1e6, who, (long long)all);
}

void
meter_write(const struct meter *m, struct buf *out)
{
	buf_str(out, "# HELP tiemchung_requests_total answers by route and status class\n"
		     "# TYPE tiemchung_requests_total counter\n");
	for (size_t i = 0; i <= m->n; i++)
		write_classes(&m->gauges[i], out);
	buf_str(out, "# HELP tiemchung_request_seconds from the head of a request to its answer\n"
		     "# TYPE tiemchung_request_seconds histogram\n");
	for (size_t i = 0; i <= m->n; i++)
		write_times(&m->gauges[i], out);
}
