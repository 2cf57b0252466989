/* watch_parts.h - what watch.c and watch_metrics.c share. */
#ifndef WATCH_PARTS_H
#define WATCH_PARTS_H

#include "watch.h"

#include <stdatomic.h>

struct watch {
	atomic_bool started;
	struct watch_config config;
	struct worker *worker;
	int64_t rounds;                            /* the worker's own */
	_Atomic int64_t read_at_us, written_at_us; /* when it last went well */
	_Atomic int64_t late_ms, db_bytes;
};

int64_t watch_age_ms(const _Atomic int64_t *at_us);
/* Bytes free for the data folder; -1: it cannot be asked. */
int64_t watch_disk_free(const struct watch *w);
/* The handler of /metrics. */
enum err watch_metrics(struct request *rq);

#endif
