/* replay.h - drives whole vaccination journeys through the HTTP API of a running server, as stations do, and proves
 * afterwards, from what the server then says, that nothing is missing and nothing double.
 *
 * A client and nothing else: it has no database and knows the server by its addresses only. One thread, many connections.
 *
 * Arrivals of a day: 40 % of the people come in the first 30 minutes of 10 hours, evenly; the other 60 % in the 9.5 hours
 * after, fewer and fewer, the last hour's end seeing nobody (density falls in a straight line to zero). */
#ifndef REPLAY_REPLAY_H
#define REPLAY_REPLAY_H

#include "base/buf.h"
#include "base/ctx.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	REPLAY_JOURNEYS_MAX = 5000000,
	REPLAY_SITES_MAX = 140, /* four log-ins each: a server takes 600 a quarter of an hour from one address */
	REPLAY_CONNECTIONS_MAX = 10000,
	REPLAY_BATCH_MAX = 200, /* events of one POST /api/v1/sync */
	REPLAY_LIST_MAX = 5000, /* people whom a session's board shows */
	REPLAY_SECONDS_MAX = 24 * 3600,
	REPLAY_RATE_MAX = 1000000
};

struct replay_plan {
	const char *url;           /* http://HOST:PORT */
	const char *user;          /* an administrator of the nation */
	const char *password_file; /* its first line is the password */
	int64_t journeys, sites;   /* how many people, at how many new sites */
	int64_t connections;       /* kept alive */
	int64_t list_size;         /* people on the list of one session */
	int64_t batch;             /* 0: single requests; else events of one POST /api/v1/sync */
	int64_t day_s;             /* 0: as fast as possible; else a day's arrivals in so many seconds */
	int64_t rate;              /* 0: as fast as possible; else requests a second, whether or not answers come */
	bool phases;               /* all check-ins, then all screenings, ... */
	const char *journal;       /* NULL, or a file that gets a line for each step sent first and each one answered */
	int64_t patience_s;        /* 0, or how long the same request is sent again when the server is gone or busy */
};

/* Runs it all and writes the report, one JSON object. *good: no error, and everything is proved; else the report says what is
 * not. Progress goes to standard error. ERR_BUSY replay.unreachable, ERR_CONFLICT replay.refused (with the server's own
 * words) and others when it cannot begin, or the server goes away before the proof is complete. */
enum err replay_run(struct ctx *cx, const struct replay_plan *plan, struct buf *report, bool *good) MUST_CHECK;

#endif
