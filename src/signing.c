/* Certificates are claimed in one transaction, signed outside of any, and kept in another: no connection waits while a
 * signature is made, and a worker that dies in between loses nothing but its lease. */
#include "signing.h"

#include "alarm/alarm.h"
#include "base/clock.h"
#include "certificate/certificate.h"

#include <assert.h>
#include <stdlib.h>

/* Two workers: while one signs, the other's transaction is on its lane. More would only wait there. */
enum { SIGNERS = 2, SIGN_PAUSE_MS = 150, WATCH_PAUSE_MS = 2000 };

/* The lane key of claiming. On PostgreSQL work of workers runs apart, so no request waits for its commit. */
#define KEY_CLAIM UINT64_C(0x7369676e00)

struct signing_workers {
	struct worker *sign[SIGNERS], *watch;
	const struct dcc_signer *signer;
	int64_t nation_id; /* whose alarms these are; 0: not looked up yet */
	bool open;         /* an alarm may be open, perhaps one of an earlier run */
	int64_t late_ms;
};

static enum err
look(struct ctx *cx, void *arg)
{
	return certificate_lateness(cx, arg);
}

static enum err
claim(struct ctx *cx, void *arg)
{
	return certificate_claim(cx, arg);
}

static enum err
keep(struct ctx *cx, void *arg)
{
	return certificate_keep(cx, arg);
}

static enum err
sign_round(struct worker_round *r, bool *more)
{
	const struct signing_workers *s = r->arg;
	struct certificate_claim c = { 0 };
	int64_t late = 0;
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, look, &late));
	if (!late)
		return OK;
	TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, KEY_CLAIM, claim, &c));
	if (!c.taken)
		return OK;
	certificate_sign(&r->cx, s->signer, c.list, c.n);
	TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, (uint64_t)c.id, keep, &c));
	*more = c.taken == CERTIFICATE_BATCH;
	return OK;
}

/* ---- late ---- */

static enum err
look_late(struct ctx *cx, void *arg)
{
	struct signing_workers *s = arg;
	struct unit nation;
	bool found;
	char today[DATE_SIZE];
	TRY(certificate_lateness(cx, &s->late_ms));
	if (s->nation_id)
		return OK;
	date_text(cx->now, today);
	TRY(unit_by_code(cx, "nation", "VN", today, &nation, &found));
	s->nation_id = found ? nation.id : 0;
	return OK;
}

static enum err
tell(struct ctx *cx, void *arg)
{
	const struct signing_workers *s = arg;
	if (s->late_ms <= CERTIFICATE_LATE_MS)
		return alarm_clear(cx, s->nation_id, ALARM_CERTIFICATE_LATE, 0);
	return alarm_raise(cx, s->nation_id, ALARM_CERTIFICATE_LATE, 0,
			   arena_printf(cx->mem, "{\"late_ms\":%lld,\"limit_ms\":%d}", (long long)s->late_ms,
					CERTIFICATE_LATE_MS));
}

/* While it is late, every round renews the alarm's figures; when it is over, one clears it. */
static enum err
watch_round(struct worker_round *r, bool *more)
{
	struct signing_workers *s = r->arg;
	*more = false;
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, look_late, s));
	bool late = s->late_ms > CERTIFICATE_LATE_MS;
	if (!s->nation_id || (!late && !s->open))
		return OK;
	TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, (uint64_t)s->nation_id, tell, s));
	s->open = late;
	return OK;
}

struct signing_workers *
signing_start(struct lanes *lanes, const struct dcc_signer *signer)
{
	struct signing_workers *s = calloc(1, sizeof *s);
	assert(s);
	s->signer = signer;
	s->open = true;
	for (size_t i = 0; i < SIGNERS; i++)
		s->sign[i] = worker_start("sign", lanes, SIGN_PAUSE_MS, sign_round, s);
	s->watch = worker_start("sign-watch", lanes, WATCH_PAUSE_MS, watch_round, s);
	return s;
}

size_t
signing_workers(const struct signing_workers *s, struct worker *out[SIGNING_WORKERS_MAX])
{
	for (size_t i = 0; i < SIGNERS; i++)
		out[i] = s->sign[i];
	out[SIGNERS] = s->watch;
	return SIGNERS + 1;
}

void
signing_stop(struct signing_workers *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < SIGNERS; i++)
		worker_stop(s->sign[i]);
	worker_stop(s->watch);
	free(s);
}
