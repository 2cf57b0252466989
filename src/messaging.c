/* Messages are claimed in one transaction, sent outside of any, and kept in another, like certificates (signing.c). One
 * sender a server, so the rates are simple numbers of its own; several servers share the work by their claims. */
#include "messaging.h"

#include "alarm/alarm.h"
#include "base/clock.h"
#include "base/log.h"
#include "message/send.h"
#include "message/way.h"

#include <assert.h>
#include <stdlib.h>

enum {
	SEND_PAUSE_MS = 200,
	SETTLE_PAUSE_MS = 500,
	DOWN_MS = 1000,
	PACES = 64,          /* sendings to many under way at once that are paced */
	PACE_LATE_MS = 2000, /* later than this behind its time it is paced anew */
};

/* Rounds of settling between two looks for messages that were kept for long enough: a few minutes. */
#ifdef TEST_HOOKS
enum { FORGET_ROUNDS = 4 };
#else
enum { FORGET_ROUNDS = 600 };
#endif

#define KEY_CLAIM UINT64_C(0x6d73677300)

/* When the next message of a batch that has fallen behind may go. */
struct pace {
	int64_t batch_id, next_ms;
};

struct messaging {
	struct worker *send, *settle;
	struct way *way; /* NULL: none */
	atomic_bool stopping;
	struct message_key key;
	bool have_key, reports;
	unsigned rounds; /* of settling, since the last look for old messages */
	/* rate of this server, in SMS */
	int64_t rate;
	double tokens;
	int64_t tokens_us;
	/* a gateway that is down */
	int64_t down_until_us, down_ms;
	struct pace paces[PACES];
	/* the alarm */
	int64_t nation_id; /* whose it is; 0: not looked up yet */
	bool open;         /* it may be open, perhaps since an earlier run */
	struct message_look look;
	_Atomic int64_t results[SENDING_DOWN + 1], late_ms;
};

/* ---- sending ---- */

static enum err
look(struct ctx *cx, void *arg)
{
	return message_look(cx, arg);
}

struct taking {
	struct messaging *m;
	unsigned due;
	int64_t page;
	struct message_claim claim;
};

static enum err
take(struct ctx *cx, void *arg)
{
	struct taking *t = arg;
	if (!t->m->have_key)
		TRY(message_key_make(cx, &t->m->key));
	return message_claim(cx, t->due, t->page, &t->claim);
}

static enum err
keep(struct ctx *cx, void *arg)
{
	return message_keep(cx, arg);
}

/* How many may be claimed now: a second's worth may come at once; one, to try a gateway that was down. */
static int64_t
allowance(struct messaging *m)
{
	int64_t now = clock_monotonic_us();
	if (now < m->down_until_us)
		return 0;
	if (m->down_ms)
		return 1;
	if (!m->rate)
		return MESSAGE_BATCH;
	m->tokens += (double)(now - m->tokens_us) * (double)m->rate / 1e6;
	m->tokens_us = now;
	if (m->tokens > (double)m->rate)
		m->tokens = (double)m->rate;
	return m->tokens < 1 ? 0 : m->tokens > MESSAGE_BATCH ? MESSAGE_BATCH : (int64_t)m->tokens;
}

static struct pace *
pace_of(struct messaging *m, int64_t batch_id)
{
	struct pace *oldest = m->paces;
	for (int i = 0; i < PACES; i++) {
		if (m->paces[i].batch_id == batch_id)
			return &m->paces[i];
		if (m->paces[i].next_ms < oldest->next_ms)
			oldest = &m->paces[i];
	}
	*oldest = (struct pace){ .batch_id = batch_id };
	return oldest;
}

/* Messages of a batch were given their times when they were written; those that could not go then are spread again. */
static void
keep_pace(struct messaging *m, int64_t now, struct message_claim *claim)
{
	for (size_t i = 0; i < claim->n; i++) {
		struct sending *s = &claim->list[i];
		if (s->result != SENDING_UNTRIED || !s->batch_id || !s->step_ms ||
		    now - s->not_before_ms < PACE_LATE_MS)
			continue;
		struct pace *p = pace_of(m, s->batch_id);
		int64_t at = p->next_ms > now ? p->next_ms : now;
		p->next_ms = at + s->step_ms;
		if (at - now <= SEND_PAUSE_MS)
			continue;
		s->result = SENDING_LATER;
		s->error = "rate of the batch";
		s->later_ms = at;
	}
}

/* The gateway did not answer, or could not: a pause that doubles, then one message tries it again. */
static void
note_down(struct messaging *m, int64_t now, struct message_claim *claim)
{
	const char *error = NULL;
	int64_t pause = m->down_ms ? 2 * m->down_ms : DOWN_MS;
	m->down_ms = pause < MESSAGING_DOWN_MAX_MS ? pause : MESSAGING_DOWN_MAX_MS;
	m->down_until_us = clock_monotonic_us() + m->down_ms * 1000;
	for (size_t i = 0; i < claim->n; i++)
		if (claim->list[i].result == SENDING_DOWN) {
			claim->list[i].later_ms = now + m->down_ms;
			error = claim->list[i].error;
		}
	log_error("messages: the gateway is down (%s), next try in %lld s", error, (long long)(m->down_ms / 1000));
}

static void
note_results(struct messaging *m, int64_t now, struct message_claim *claim)
{
	int64_t n[SENDING_DOWN + 1] = { 0 };
	for (size_t i = 0; i < claim->n; i++) {
		n[claim->list[i].result]++;
		if (claim->list[i].result == SENDING_SENT)
			m->tokens -= (double)claim->list[i].parts;
	}
	for (int k = 0; k <= SENDING_DOWN; k++)
		atomic_fetch_add(&m->results[k], n[k]);
	if (n[SENDING_DOWN])
		note_down(m, now, claim);
	else if (n[SENDING_SENT] || n[SENDING_REFUSED])
		m->down_ms = 0;
}

static enum err
send_round(struct worker_round *r, bool *more)
{
	struct messaging *m = r->arg;
	struct message_look now;
	struct taking t = { .m = m, .page = allowance(m) };
	if (!t.page)
		return OK;
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, look, &now));
	if (!(t.due = now.due))
		return OK;
	TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, KEY_CLAIM, take, &t));
	m->have_key = true;
	keep_pace(m, r->cx.now, &t.claim);
	for (size_t i = 0; m->reports && i < t.claim.n; i++)
		t.claim.list[i].ref = message_ref(r->cx.mem, &m->key, t.claim.list[i].phone, t.claim.list[i].id);
	m->way->send(m->way, r->cx.mem, t.claim.list, t.claim.n, &m->stopping);
	r->cx.now = clock_now();
	note_results(m, r->cx.now, &t.claim);
	TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, (uint64_t)t.claim.id, keep, &t.claim));
	*more = (int64_t)(t.claim.n + t.claim.parked) == t.page && !atomic_load(&m->stopping);
	return OK;
}

/* ---- settling ---- */

static enum err
settle(struct ctx *cx, void *arg)
{
	return message_settle(cx, arg);
}

static enum err
expire(struct ctx *cx, void *arg)
{
	return message_expire(cx, arg);
}

static enum err
resume(struct ctx *cx, void *arg)
{
	return message_resume(cx, arg);
}

static enum err
forget(struct ctx *cx, void *arg)
{
	return message_forget(cx, arg);
}

static enum err
look_late(struct ctx *cx, void *arg)
{
	struct messaging *m = arg;
	struct unit nation;
	bool found;
	char today[DATE_SIZE];
	TRY(message_look(cx, &m->look));
	if (m->nation_id)
		return OK;
	date_text(cx->now, today);
	TRY(unit_by_code(cx, "nation", UNIT_NATION_CODE, today, &nation, &found));
	m->nation_id = found ? nation.id : 0;
	return OK;
}

static enum err
tell(struct ctx *cx, void *arg)
{
	const struct messaging *m = arg;
	if (!m->look.late_ms)
		return alarm_clear(cx, m->nation_id, ALARM_MESSAGE_LATE, 0);
	return alarm_raise(cx, m->nation_id, ALARM_MESSAGE_LATE, 0,
			   arena_printf(cx->mem, "{\"late_ms\":%lld,\"limit_ms\":%lld,\"way\":\"%s\"}",
					(long long)m->look.late_ms, (long long)m->look.limit_ms,
					m->way ? m->way->name : "none"));
}

/* While messages are late, every round renews the alarm's figures; when that is over, one clears it. */
static enum err
watch_lateness(struct worker_round *r, struct messaging *m)
{
	bool late = m->look.late_ms > 0;
	atomic_store(&m->late_ms, m->look.late_ms);
	if (!m->nation_id || (!late && !m->open))
		return OK;
	TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, (uint64_t)m->nation_id, tell, m));
	m->open = late;
	return OK;
}

/* Page after page while there are old messages, else once in a while. */
static enum err
forget_old(struct worker_round *r, struct messaging *m, bool *more)
{
	bool again = false;
	if (m->rounds++ < FORGET_ROUNDS)
		return OK;
	TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, KEY_CLAIM, forget, &again));
	m->rounds = again ? FORGET_ROUNDS : 0;
	*more |= again;
	return OK;
}

static enum err
settle_round(struct worker_round *r, bool *more)
{
	struct messaging *m = r->arg;
	bool again = false;
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, look_late, m));
	if (m->look.reports) {
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, KEY_CLAIM, settle, &again));
		*more |= again;
	}
	if (m->look.expired) {
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, KEY_CLAIM, expire, &again));
		*more |= again;
	}
	if (m->look.resuming) {
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, KEY_CLAIM, resume, &again));
		*more |= again;
	}
	TRY(forget_old(r, m, more));
	return watch_lateness(r, m);
}

/* ---- the whole ---- */

static enum err
choose_way(struct ctx *cx, const struct options *o, struct messaging *m)
{
	const char *way = o->sms_way ? o->sms_way : o->sms_kannel ? "kannel" : o->demo ? "console" : "none";
	if (strcmp(way, "console") == 0)
		m->way = way_console();
	if (strcmp(way, "kannel") != 0)
		return OK;
	if (!o->sms_kannel)
		return fail_field(cx, "sms_kannel", "sms.kannel", "sms_way = kannel cần thiết lập sms_kannel.",
				  "sms_way = kannel needs the setting sms_kannel.");
	if (!o->sms_dlr_base)
		log_info("sms_dlr_base is not set: nothing will be known of the delivery of messages");
	m->reports = o->sms_dlr_base != NULL;
	struct kannel_config config = { o->sms_kannel, o->sms_from, o->sms_dlr_base };
	return way_kannel(cx, &config, &m->way);
}

enum err
messaging_start(struct ctx *cx, const struct options *o, struct lanes *lanes, struct messaging **out)
{
	struct messaging *m = calloc(1, sizeof *m);
	assert(m);
	m->rate = o->sms_rate ? strtoll(o->sms_rate, NULL, 10) : SMS_RATE;
	m->tokens_us = clock_monotonic_us();
	m->open = true;
	enum err err = choose_way(cx, o, m);
	if (err != OK) {
		free(m);
		return err;
	}
	if (m->way)
		m->send = worker_start("message", lanes, SEND_PAUSE_MS, send_round, m);
	m->settle = worker_start("message-settle", lanes, SETTLE_PAUSE_MS, settle_round, m);
	*out = m;
	return OK;
}

size_t
messaging_workers(const struct messaging *m, struct worker *out[MESSAGING_WORKERS_MAX])
{
	size_t n = 0;
	out[n++] = m->settle;
	if (m->send)
		out[n++] = m->send;
	return n;
}

struct messaging_stats
messaging_stats(const struct messaging *m)
{
	struct messaging *from = (struct messaging *)(uintptr_t)m;
	return (struct messaging_stats){ .way = m->way ? m->way->name : "none",
					 .sent = atomic_load(&from->results[SENDING_SENT]),
					 .refused = atomic_load(&from->results[SENDING_REFUSED]),
					 .again = atomic_load(&from->results[SENDING_AGAIN]),
					 .down = atomic_load(&from->results[SENDING_DOWN]),
					 .late_ms = atomic_load(&from->late_ms) };
}

void
messaging_stop(struct messaging *m)
{
	if (!m)
		return;
	atomic_store(&m->stopping, true);
	if (m->send)
		worker_stop(m->send);
	worker_stop(m->settle);
	if (m->way)
		m->way->free(m->way);
	free(m);
}
