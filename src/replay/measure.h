/* measure.h - latencies in fixed buckets, errors by code, and the report's figures. */
#ifndef REPLAY_MEASURE_H
#define REPLAY_MEASURE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

/* Below 128 us a bucket is 1 us wide, above it 1/64 of its value: a percentile is right to 1.6 %. */
enum { LATENCY_FINE = 128, LATENCY_SUB = 64, LATENCY_BUCKETS = LATENCY_FINE + 40 * LATENCY_SUB };
struct latency {
	uint32_t count[LATENCY_BUCKETS];
	int64_t n, max_us, errors;
};
void latency_add(struct latency *l, int64_t us);
/* Microseconds within which a share q of all answers came; 0 if there were none. */
int64_t latency_at(const struct latency *l, double q);

enum { FAULTS_MAX = 32 };
struct fault {
	char code[64], detail[240];
	int status; /* 0: not answered */
	int64_t n;
};

struct measure {
	struct latency steps[4];
	struct fault faults[FAULTS_MAX]; /* the last one takes what does not fit */
	size_t nfaults;
	int64_t errors, requests, retries, looked, flagged, again;
	int64_t seconds_us, phase_us[4], phase_n[4];
	int64_t cpu_us, cpu_requests; /* the client's own, user and system, while the steps ran */
};
/* Counts an error; code and detail may be NULL. */
void measure_fault(struct measure *m, int status, const char *code, const char *detail);

struct replay;
/* The report's members but for the proof. */
void measure_write(const struct replay *r, struct buf *out);

#endif
