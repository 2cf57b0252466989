/* messaging.h - the standing work about messages: sending what is due, settling what the network reports or what is over,
 * removing what was kept for long enough, and an alarm when messages are late. */
#ifndef MESSAGING_H
#define MESSAGING_H

#include "config.h"
#include "db/lane.h"
#include "work/worker.h"

enum {
	SMS_RATE = 50, /* SMS a second of a server, unless it is set (sms_rate) */
	MESSAGING_DOWN_MAX_MS =
		60000 /* longest pause between two tries of a gateway that is down; it begins with a second */
};

struct messaging;
/* By the settings: through Kannel, onto the console (a demo's way), or nowhere: then messages wait, and an alarm says so. */
enum err
messaging_start(struct ctx *cx, const struct options *o, struct lanes *lanes, struct messaging **out) MUST_CHECK;

/* The workers behind it, for reports; returns how many. */
enum { MESSAGING_WORKERS_MAX = 2 };
size_t messaging_workers(const struct messaging *m, struct worker *out[MESSAGING_WORKERS_MAX]);

struct messaging_stats {
	const char *way;
	int64_t sent, refused, again,
		down;    /* results since the start: taken, refused for good, to be tried again, gateway not there */
	int64_t late_ms; /* the message that is latest beyond its limit; 0: none is */
};
struct messaging_stats messaging_stats(const struct messaging *m);
/* Each ends the round it is in: no message is begun any more. Before the lanes stop. */
void messaging_stop(struct messaging *m);

#endif
