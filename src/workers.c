/* The server's standing work: signing certificates, summing counters, publishing the public figures, running imports. */
#include "workers.h"

#include "base/log.h"
#include "certificate/certificate.h"
#include "counter/counter.h"
#include "dcc/keys.h"
#include "intake/intake.h"
#include "publishing.h"
#include "work/worker.h"

#include <stdlib.h>
#include <unistd.h>

enum { SIGN_PAUSE_MS = 150, SUM_PAUSE_MS = 400, PUBLISH_PAUSE_MS = 900 };

struct workers {
	struct worker *sign, *sum, *publish;
	struct intake_worker *intake;
	struct publishing *publishing;
	struct dcc_signer *signer;
};

/* ---- certificates: claim in a transaction, sign outside, keep in another ---- */

struct batch {
	struct signing *list;
	size_t n;
	int64_t late;
};

static enum err
look(struct ctx *cx, void *arg)
{
	return certificate_lateness(cx, &((struct batch *)arg)->late);
}

static enum err
claim(struct ctx *cx, void *arg)
{
	struct batch *b = arg;
	return certificate_claim(cx, &b->list, &b->n);
}

static enum err
keep(struct ctx *cx, void *arg)
{
	struct batch *b = arg;
	return certificate_keep(cx, b->list, b->n);
}

static enum err
sign_round(struct worker_round *r, bool *more)
{
	struct batch b = { 0 };
	const struct dcc_signer *signer = r->arg;
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, look, &b));
	if (!b.late)
		return OK;
	TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, 0, claim, &b));
	for (size_t i = 0; i < b.n; i++)
		certificate_sign(&r->cx, signer, &b.list[i]);
	if (b.n)
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, 0, keep, &b));
	*more = b.n == CERTIFICATE_BATCH;
	return OK;
}

/* ---- sums ---- */

static enum err
pending(struct ctx *cx, void *arg)
{
	return counter_pending(cx, arg);
}

static enum err
sum(struct ctx *cx, void *arg)
{
	return counter_sum(cx, arg);
}

static enum err
sum_round(struct worker_round *r, bool *more)
{
	int64_t taken = 0;
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, pending, more));
	return *more ? lanes_call(r->lanes, &r->cx, TX_WRITE, 0, sum, &taken) : OK;
}

/* The keys of this installation; a demo makes its own test keys, which say that they have no value. */
static enum err
load_signer(struct ctx *cx, const struct options *o, struct dcc_signer **out)
{
	const char *dir = arena_printf(cx->mem, "%s/keys", o->data);
	const char *key = arena_printf(cx->mem, "%s/dsc.key", dir), *cert = arena_printf(cx->mem, "%s/dsc.pem", dir);
	struct dcc_test_keys made;
	if (access(key, F_OK) != 0) {
		log_info("no signing key in %s: making TEST keys", dir);
		TRY(dcc_test_keys_make(cx, dir, &made));
	}
	return dcc_signer_load(cx, key, cert, out);
}

enum err
workers_start(struct ctx *cx, const struct options *o, struct lanes *lanes, struct server *server, struct workers **out)
{
	struct workers *w = calloc(1, sizeof *w);
	enum err err = load_signer(cx, o, &w->signer);
	if (err != OK) {
		free(w);
		return err;
	}
	w->sign = worker_start("sign", lanes, SIGN_PAUSE_MS, sign_round, w->signer);
	w->sum = worker_start("sum", lanes, SUM_PAUSE_MS, sum_round, NULL);
	w->publishing = publishing_new(server);
	w->publish = worker_start("publish", lanes, PUBLISH_PAUSE_MS, publishing_round, w->publishing);
	w->intake = intake_worker_start(lanes, o->db, o->data);
	*out = w;
	return OK;
}

void
workers_stop(struct workers *w)
{
	if (!w)
		return;
	intake_worker_stop(w->intake);
	worker_stop(w->sign);
	worker_stop(w->sum);
	worker_stop(w->publish);
	publishing_free(w->publishing);
	dcc_signer_free(w->signer);
	free(w);
}
