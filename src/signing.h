/* signing.h - the standing work about certificates: signing what is due, and an alarm when it is late. */
#ifndef SIGNING_H
#define SIGNING_H

#include "db/lane.h"
#include "dcc/hcert.h"

struct signing_workers;
/* The signer must outlive them. */
struct signing_workers *signing_start(struct lanes *lanes, const struct dcc_signer *signer);
/* Each ends the round it is in. Before the lanes stop. */
void signing_stop(struct signing_workers *s);

#endif
