/* workers.h - the server's standing work. */
#ifndef WORKERS_H
#define WORKERS_H

#include "audit/chain.h"
#include "cli.h"
#include "db/lane.h"
#include "http/server.h"
#include "messaging.h"
#include "work/worker.h"

struct workers;
/* Starts them all; ERR_* when the signing key or the gateway of messages cannot be used. */
enum err workers_start(struct ctx *cx, const struct options *o, struct lanes *lanes, struct server *server,
		       struct chains *chains, struct workers **out) MUST_CHECK;
/* Of each; an import may be at one round for long (patient). Returns how many. */
enum { WORKERS_MAX = 16 };
struct worker_report {
	struct worker_stats stats;
	bool patient;
};
size_t workers_report(struct workers *w, struct worker_report out[WORKERS_MAX]);
/* What became of messages since the start. */
struct messaging_stats workers_messages(const struct workers *w);
/* Each ends the round it is in. Before the lanes stop. */
void workers_stop(struct workers *w);
/* Anchors what the lanes still committed. After they have stopped. */
void workers_last_anchor(struct workers *w);
void workers_free(struct workers *w);

#endif
