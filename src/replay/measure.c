#include "replay/measure.h"

#include "replay/parts.h"

#include <stdio.h>

static size_t
bucket_of(int64_t us)
{
	if (us < LATENCY_FINE)
		return us < 0 ? 0 : (size_t)us;
	int high = 63 - __builtin_clzll((unsigned long long)us); /* 7 or more */
	size_t i = (size_t)(LATENCY_FINE + (high - 7) * LATENCY_SUB + (int)(us >> (high - 6)) - LATENCY_SUB);
	return i < LATENCY_BUCKETS ? i : LATENCY_BUCKETS - 1;
}

/* The end of a bucket. */
static int64_t
bucket_end(size_t i)
{
	if (i < LATENCY_FINE)
		return (int64_t)i + 1;
	size_t high = 7 + (i - LATENCY_FINE) / LATENCY_SUB, sub = (i - LATENCY_FINE) % LATENCY_SUB;
	return (int64_t)(LATENCY_SUB + sub + 1) << (high - 6);
}

void
latency_add(struct latency *l, int64_t us)
{
	l->count[bucket_of(us)]++;
	l->n++;
	if (us > l->max_us)
		l->max_us = us;
}

int64_t
latency_at(const struct latency *l, double q)
{
	int64_t seen = 0;
	for (size_t i = 0; l->n && i < LATENCY_BUCKETS; i++) {
		seen += l->count[i];
		if ((double)seen >= q * (double)l->n)
			return bucket_end(i) < l->max_us ? bucket_end(i) : l->max_us;
	}
	return l->max_us;
}

void
measure_fault(struct measure *m, int status, const char *code, const char *detail)
{
	size_t i = 0;
	m->errors++;
	code = code ? code : "unknown";
	while (i < m->nfaults && (m->faults[i].status != status || strcmp(m->faults[i].code, code) != 0))
		i++;
	if (i == FAULTS_MAX)
		i--;
	struct fault *f = &m->faults[i];
	if (i == m->nfaults) {
		m->nfaults++;
		f->status = status;
		snprintf(f->code, sizeof f->code, "%s", code);
		snprintf(f->detail, sizeof f->detail, "%s", detail ? detail : "");
	}
	f->n++;
}

static void
number(struct buf *out, const char *key, double v)
{
	char text[40];
	snprintf(text, sizeof text, "%.3f", v);
	json_key(out, key);
	json_raw(out, text);
}

static double
per_second(int64_t n, int64_t us)
{
	return us > 0 ? (double)n * 1e6 / (double)us : 0;
}

static void
write_steps(const struct measure *m, struct buf *out)
{
	json_key(out, "steps");
	json_obj(out);
	for (int s = 0; s < STEP__COUNT; s++) {
		const struct latency *l = &m->steps[s];
		json_key(out, step_names[s]);
		json_obj(out);
		json_kv_i64(out, "n", l->n);
		number(out, "p50_ms", (double)latency_at(l, 0.50) / 1000);
		number(out, "p99_ms", (double)latency_at(l, 0.99) / 1000);
		number(out, "max_ms", (double)l->max_us / 1000);
		json_kv_i64(out, "errors", l->errors);
		json_obj_end(out);
	}
	json_obj_end(out);
}

static void
write_phases(const struct measure *m, struct buf *out)
{
	json_key(out, "phases");
	json_obj(out);
	for (int s = 0; s < STEP__COUNT; s++) {
		json_key(out, step_names[s]);
		json_obj(out);
		number(out, "seconds", (double)m->phase_us[s] / 1e6);
		number(out, "per_s", per_second(m->phase_n[s], m->phase_us[s]));
		json_obj_end(out);
	}
	json_obj_end(out);
}

static void
write_faults(const struct measure *m, struct buf *out)
{
	json_kv_i64(out, "errors", m->errors);
	json_key(out, "errors_by_code");
	json_arr(out);
	for (size_t i = 0; i < m->nfaults; i++) {
		json_obj(out);
		json_kv_text(out, "code", m->faults[i].code);
		json_kv_i64(out, "status", m->faults[i].status);
		json_kv_i64(out, "n", m->faults[i].n);
		json_kv_text(out, "detail", m->faults[i].detail);
		json_obj_end(out);
	}
	json_arr_end(out);
}

void
measure_write(const struct replay *r, struct buf *out)
{
	const struct measure *m = &r->measure;
	int64_t through = 0;
	for (int64_t i = 0; i < r->plan->journeys; i++)
		through += r->journeys[i].done == STEP__COUNT;
	json_kv_i64(out, "journeys", r->plan->journeys);
	json_kv_i64(out, "through", through);
	json_kv_i64(out, "sites", r->plan->sites);
	json_kv_i64(out, "connections", r->plan->connections);
	json_kv_i64(out, "batch", r->plan->batch);
	number(out, "seconds", (double)m->seconds_us / 1e6);
	number(out, "journeys_per_s", per_second(through, m->seconds_us));
	json_kv_i64(out, "requests", m->requests);
	number(out, "requests_per_s", per_second(m->requests, m->seconds_us));
	write_steps(m, out);
	if (r->plan->phases)
		write_phases(m, out);
	write_faults(m, out);
	json_kv_i64(out, "retries", m->retries);
	json_kv_i64(out, "looked_up", m->looked);
	json_kv_i64(out, "flagged", m->flagged);
	json_kv_i64(out, "again", m->again);
	number(out, "client_cpu_us_per_request", m->requests ? (double)m->cpu_us / (double)m->requests : 0);
}
