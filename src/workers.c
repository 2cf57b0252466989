/* The server's standing work: signing certificates, sending messages, summing counters, publishing the public figures, tending openings of
 * booking, running imports, plans and what follows them, anchoring the audit trail. */
#include "workers.h"

#include "base/clock.h"
#include "base/log.h"
#include "booking/booking_worker.h"
#include "citizen/citizen.h"
#include "counter/counter.h"
#include "dcc/keys.h"
#include "intake/intake.h"
#include "messaging.h"
#include "planning/follow.h"
#include "planning/plan_worker.h"
#include "publishing.h"
#include "registration/demand.h"
#include "roll/roll.h"
#include "signing.h"
#include "staff/staff.h"
#include "stock/stock.h"
#include "trace/trace.h"
#include "work/worker.h"

#include <stdlib.h>
#include <unistd.h>

enum {
	SUM_PAUSE_MS = 400,
	SUM_CATCH_UP = 150 /* rounds between two looks for stores left behind */,
	DEMAND_PAUSE_MS = 2000 /* a list that goes on changing is not counted more often than that */,
	PUBLISH_PAUSE_MS = 900,
	FOLLOW_PAUSE_MS = 1000,
	ANCHOR_PAUSE_MS = 45000 /* every minute at the least */
};

/* Rounds of the worker "codes" between two looks for counts that are over: a few minutes. */
#ifdef TEST_HOOKS
enum { RATES_ROUNDS = 2 };
#else
enum { RATES_ROUNDS = 300 };
#endif

/* Where the audit trail is anchored. */
struct anchoring {
	struct chains *chains;
	struct anchor_key *key;
	char *path;
};

/* A page of lists of who waits, as they were counted. */
struct counting {
	struct demand_list *lists;
	size_t n;
	int64_t after_unit;
};

struct workers {
	struct signing_workers *signing;
	struct messaging *messaging;
	struct worker *sum, *demand, *publish, *anchor, *codes, *booking, *follow;
	unsigned sum_rounds, codes_rounds;
	struct counting counting;
	struct anchoring anchoring;
	struct intake_worker *intake, *lists;
	struct plan_worker *plan;
	struct publishing *publishing;
	struct dcc_signer *signer;
};

/* ---- sums ---- */

static enum err
pending(struct ctx *cx, void *arg)
{
	return counter_pending(cx, arg);
}

/* The sites whose counters were carried up in one transaction; their stores are in the next one, since an event takes the store's
 * row before the counter's, and one transaction that took them the other way round would meet it crosswise. */
struct pass {
	int64_t after_unit;
	int64_t *sites;
	size_t n;
};

static enum err
sum(struct ctx *cx, void *arg)
{
	struct pass *p = arg;
	return counter_sum(cx, p->after_unit, &p->sites, &p->n);
}

static enum err
sum_stores(struct ctx *cx, void *arg)
{
	const struct pass *p = arg;
	return stock_sum(cx, p->sites, p->n);
}

static enum err
find_left_behind(struct ctx *cx, void *arg)
{
	struct pass *p = arg;
	return stock_unsummed(cx, p->after_unit, &p->sites, &p->n);
}

/* Pages of sites until there is none left; those with the highest ids wait no longer than the others. */
static enum err
sum_pages(struct worker_round *r, enum tx tx, enum err (*find)(struct ctx *, void *))
{
	struct pass p = { 0 };
	do {
		TRY(lanes_call(r->lanes, &r->cx, tx, 0, find, &p));
		if (!p.n)
			return OK;
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, 0, sum_stores, &p));
		p.after_unit = p.sites[p.n - 1];
	} while (true);
}

/* Every event moves a counter, so a store that changed is found by its site's counters; only a server that died between the
 * two transactions leaves one behind. */
static enum err
sum_round(struct worker_round *r, bool *more)
{
	unsigned *rounds = r->arg;
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, pending, more));
	if (*more)
		TRY(sum_pages(r, TX_WRITE, sum));
	return (*rounds)++ % SUM_CATCH_UP ? OK : sum_pages(r, TX_READ, find_left_behind);
}

/* ---- demand ---- */

static enum err
count_lists(struct ctx *cx, void *arg)
{
	struct counting *c = arg;
	return demand_count(cx, c->after_unit, &c->lists, &c->n);
}

static enum err
keep_lists(struct ctx *cx, void *arg)
{
	const struct counting *c = arg;
	return demand_keep(cx, c->lists, c->n);
}

/* A page of lists, from the lowest unit to the highest and over again; in that order everybody else locks them, too. */
static enum err
demand_round(struct worker_round *r, bool *more)
{
	struct counting *c = r->arg;
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, count_lists, c));
	*more = c->n > 0;
	if (*more)
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, 0, keep_lists, c));
	c->after_unit = *more ? c->lists[c->n - 1].unit_id : 0;
	return OK;
}

/* ---- one-time passwords, and the counts behind limits ---- */

static enum err
codes_pending(struct ctx *cx, void *arg)
{
	return otp_pending(cx, arg);
}

static enum err
watch_codes(struct ctx *cx, void *arg)
{
	(void)arg;
	return otp_watch(cx);
}

/* A page of what nobody asks for any more. */
static enum err
forget_old(struct ctx *cx, void *arg)
{
	bool *more = arg, rates, answers, drafts;
	TRY(rate_forget(cx, &rates));
	TRY(idempotency_forget(cx, &answers));
	TRY(roll_forget(cx, &drafts));
	*more = rates || answers || drafts;
	return OK;
}

static enum err
codes_round(struct worker_round *r, bool *more)
{
	unsigned *rounds = r->arg;
	bool pending = false;
	*more = false;
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, codes_pending, &pending));
	if (pending)
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, 0, watch_codes, NULL));
	if ((*rounds)++ % RATES_ROUNDS)
		return OK;
	TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, 0, forget_old, more));
	*rounds = !*more;
	return OK;
}

/* ---- anchors of the audit trail ---- */

static enum err
anchor_round(struct worker_round *r, bool *more)
{
	const struct anchoring *a = r->arg;
	*more = false;
	return anchor_write(&r->cx, a->chains, a->key, a->path);
}

static enum err
load_anchoring(struct ctx *cx, const struct options *o, struct chains *chains, struct anchoring *out)
{
	out->chains = chains;
	out->path = strdup(arena_printf(cx->mem, "%s/anchors.jsonl", o->data));
	return anchor_key_load(cx, arena_printf(cx->mem, "%s/keys", o->data), &out->key);
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
workers_start(struct ctx *cx, const struct options *o, struct lanes *lanes, struct server *server,
	      struct chains *chains, struct workers **out)
{
	struct workers *w = calloc(1, sizeof *w);
	enum err err = load_signer(cx, o, &w->signer);
	if (err == OK)
		err = load_anchoring(cx, o, chains, &w->anchoring);
	if (err == OK)
		err = messaging_start(cx, o, lanes, &w->messaging);
	if (err != OK) {
		workers_free(w);
		return err;
	}
	w->signing = signing_start(lanes, w->signer);
	w->sum = worker_start("sum", lanes, SUM_PAUSE_MS, sum_round, &w->sum_rounds);
	w->demand = worker_start("demand", lanes, DEMAND_PAUSE_MS, demand_round, &w->counting);
	w->publishing = publishing_new(server);
	w->publish = worker_start("publish", lanes, PUBLISH_PAUSE_MS, publishing_round, w->publishing);
	w->anchor = worker_start("anchor", lanes, ANCHOR_PAUSE_MS, anchor_round, &w->anchoring);
	w->codes = worker_start("codes", lanes, OTP_WATCH_MS, codes_round, &w->codes_rounds);
	w->booking = worker_start("booking", lanes, BOOKING_PAUSE_MS, booking_round, NULL);
	w->intake = intake_worker_start(lanes, o->db, o->data, false, trace_export_run);
	w->lists = intake_worker_start(lanes, o->db, o->data, true, roll_run);
	w->plan = plan_worker_start(lanes, strncmp(o->db, "sqlite:", 7) == 0);
	w->follow = worker_start("follow", lanes, FOLLOW_PAUSE_MS, follow_round, NULL);
	*out = w;
	return OK;
}

size_t
workers_report(struct workers *w, struct worker_report out[WORKERS_MAX])
{
	struct worker *all[WORKERS_MAX] = { w->sum, w->demand, w->publish, w->anchor, w->codes, w->booking, w->follow };
	size_t all_n = 7, n = 0;
	all_n += signing_workers(w->signing, all + all_n);
	all_n += messaging_workers(w->messaging, all + all_n);
	for (; n < all_n; n++)
		out[n] = (struct worker_report){ worker_stats(all[n]), false };
	out[n++] = (struct worker_report){ worker_stats(intake_worker_thread(w->intake)), true };
	out[n++] = (struct worker_report){ worker_stats(intake_worker_thread(w->lists)), true };
	out[n++] = (struct worker_report){ worker_stats(plan_worker_thread(w->plan)), true };
	return n;
}

struct messaging_stats
workers_messages(const struct workers *w)
{
	return messaging_stats(w->messaging);
}

void
workers_stop(struct workers *w)
{
	if (!w)
		return;
	intake_worker_stop(w->intake);
	intake_worker_stop(w->lists);
	plan_worker_stop(w->plan);
	worker_stop(w->follow);
	signing_stop(w->signing);
	messaging_stop(w->messaging);
	worker_stop(w->sum);
	worker_stop(w->demand);
	worker_stop(w->publish);
	worker_stop(w->anchor);
	worker_stop(w->codes);
	worker_stop(w->booking);
}

void
workers_last_anchor(struct workers *w)
{
	struct ctx cx = { .mem = arena_new(), .now = clock_now() };
	const struct anchoring *a = w ? &w->anchoring : NULL;
	if (a && anchor_write(&cx, a->chains, a->key, a->path) != OK)
		log_error("the last anchor of the audit trail was not written");
	arena_free(cx.mem);
}

void
workers_free(struct workers *w)
{
	if (!w)
		return;
	anchor_key_free(w->anchoring.key);
	free(w->anchoring.path);
	publishing_free(w->publishing);
	dcc_signer_free(w->signer);
	free(w);
}
