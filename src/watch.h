/* watch.h - the server looks at itself: /healthz tells whether it does its work, /metrics how.
 *
 * A worker reads and writes the database every WATCH_PAUSE_MS; the routes look only at when that last went well, so they
 * answer at once also when the database hangs. What is written is the row of this process's id node, as it stands. */
#ifndef WATCH_H
#define WATCH_H

#include "db/lease.h"
#include "http/server.h"
#include "workers.h"

enum {
	WATCH_PAUSE_MS = 2000,
	WATCH_SILENT_MS = 10 * 1000,          /* the database: nothing read, nothing written, a change waiting */
	WATCH_WORKER_MS = 60 * 1000,          /* a worker without a good round */
	WATCH_CERTIFICATE_MS = 5 * 60 * 1000, /* a certificate later than this wakes somebody (DIVOC's silent stop) */
	WATCH_DISK_MIN = 64 * 1024 * 1024,    /* bytes free where the data folder lies */
	METRICS_FROM_MAX = 1024               /* bytes of the list of addresses */
};

struct watch_config {
	struct lanes *lanes;
	struct server *server;
	struct workers *workers;
	struct meter *meter;
	const struct lease *lease;
	const char *data;         /* the state folder */
	const char *metrics_from; /* addresses that may see /metrics, with commas between; NULL: this machine */
};
struct watch;
struct watch *watch_new(void);
/* From here on the routes answer; before, they say that the server is starting. */
void watch_start(struct watch *w, const struct watch_config *config);
/* Before the lanes stop. */
void watch_stop(struct watch *w);
void watch_free(struct watch *w);

/* /healthz and /metrics; dispatcher.service is the struct watch. */
extern const struct route watch_routes[];

#endif
