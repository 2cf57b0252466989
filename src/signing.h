/* signing.h - the standing work about certificates: signing what is due, and an alarm when it is late. */
#ifndef SIGNING_H
#define SIGNING_H

#include "db/lane.h"
#include "dcc/hcert.h"
#include "work/worker.h"

struct signing_workers;
/* The signer must outlive them. */
struct signing_workers *signing_start(struct lanes *lanes, const struct dcc_signer *signer);
/* The workers behind it, for reports; returns how many. */
enum { SIGNING_WORKERS_MAX = 4 };
size_t signing_workers(const struct signing_workers *s, struct worker *out[SIGNING_WORKERS_MAX]);
/* Each ends the round it is in. Before the lanes stop. */
void signing_stop(struct signing_workers *s);

#endif
