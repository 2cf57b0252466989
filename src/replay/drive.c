/* drive.c - the connections: what the schedule hands out is sent, answered, and if need be sent again. */
#include "replay/schedule.h"

#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	ANSWER_LIMIT_US = 60 * 1000000, /* a request that is not answered for so long is lost */
	AGAIN_US = 50 * 1000,           /* before the same request is sent again, unless the server says how long */
	LOOK_ROUND_US = 10 * 1000,      /* how often waiting requests are looked at */
	EVENTS = 256,
	PROGRESS_US = 5 * 1000000,
	PROGRESS_TERMINAL_US = 500 * 1000
};

struct station {
	struct wire wire;
	struct call call;
	bool busy, looking; /* looking: it asks what became of the step */
	bool unsure;        /* it was sent and not answered before */
	int64_t first_us;   /* sent for the first time */
	int64_t sent_us;    /* sent last; 0: waits until again_us */
	int64_t again_us;
};

struct drive {
	struct replay *r;
	struct schedule schedule;
	struct station *stations;
	uint32_t *idle; /* the last one that became idle is used first */
	uint32_t nidle, waiting;
	int epoll;
	int64_t round_us, progress_us;
	bool reading; /* records: nothing is measured */
};

static void
write_call(struct drive *d, struct station *st)
{
	const struct event *e = st->call.events;
	const struct replay *r = d->r;
	bool key = r->plan->patience_s > 0;
	if (st->looking)
		step_write_look(r, &st->wire, &r->journeys[e->journey], e->step);
	else if (r->plan->batch && !d->reading)
		step_write_batch(r, &st->wire, e, st->call.n, key);
	else
		step_write(r, &st->wire, &r->journeys[e->journey], e->step, key);
}

static void
over(struct drive *d, struct station *st, int64_t now)
{
	st->busy = false;
	schedule_done(&d->schedule, &st->call, now);
	d->idle[d->nidle++] = (uint32_t)(st - d->stations);
}

static void
send_again(struct drive *d, struct station *st, int64_t wait_us, int64_t now)
{
	st->sent_us = 0;
	st->again_us = now + wait_us;
	d->waiting++;
	d->r->measure.retries++;
}

/* Counts an error for each event, and goes no further with those people. */
static void
failed(struct drive *d, struct station *st, int status, const char *code, const char *detail, int64_t now)
{
	for (size_t i = 0; i < st->call.n; i++) {
		struct event e = st->call.events[i];
		struct journey *j = &d->r->journeys[e.journey];
		measure_fault(&d->r->measure, status, code, detail);
		j->failed = true;
		/* what was not answered, or answered by an accident, may have been done */
		j->unsure = st->unsure || (status && (status < 400 || status >= 500));
		if (e.step < STEP__COUNT)
			d->r->measure.steps[e.step].errors++;
	}
	over(d, st, now);
}

static void
lost(struct drive *d, struct station *st, int64_t now)
{
	if (!st->busy)
		return;
	/* a connection that was refused has brought nothing to the server; any other may have */
	st->unsure = st->unsure || strcmp(st->wire.why, "refused") != 0;
	if (now - st->first_us < d->r->plan->patience_s * 1000000)
		send_again(d, st, AGAIN_US, now);
	else
		failed(d, st, 0, arena_printf(d->r->cx->mem, "connection.%s", st->wire.why),
		       "the connection gave no answer", now);
}

static void
send_call(struct drive *d, struct station *st, int64_t now)
{
	bool opened;
	st->sent_us = now;
	d->r->measure.requests += !d->reading;
	enum wire_event e = wire_send(&st->wire, &opened);
	if (e != WIRE_LOST && opened) {
		struct epoll_event ev = { .events = EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP, .data.ptr = st };
		if (epoll_ctl(d->epoll, EPOLL_CTL_ADD, st->wire.fd, &ev) != 0) {
			st->wire.why = "refused";
			wire_close(&st->wire);
			e = WIRE_LOST;
		}
	}
	if (e == WIRE_LOST)
		lost(d, st, now);
}

static void
start(struct drive *d, struct station *st, int64_t now)
{
	st->busy = true;
	st->looking = st->unsure = false;
	st->first_us = now;
	if (!d->reading)
		journal_events(d->r, st->call.events, st->call.n, 0);
	write_call(d, st);
	send_call(d, st, now);
}

/* ---- answers ---- */

static void
done(struct drive *d, struct station *st, int64_t now)
{
	const struct event *e = st->call.events;
	if (!d->reading) {
		journal_events(d->r, e, 1, st->wire.answer.status);
		d->r->journeys[e->journey].done = (uint8_t)(e->step + 1);
		latency_add(&d->r->measure.steps[e->step], now - st->call.due_us);
	}
	over(d, st, now);
}

/* A problem's code and text, from its JSON. */
static void
refused(struct drive *d, struct station *st, int64_t now)
{
	char code[64] = "", detail[240] = "";
	const char *v;
	size_t n;
	const struct answer *a = &st->wire.answer;
	if (json_peek(a->body, "code", &v, &n))
		snprintf(code, sizeof code, "%.*s", (int)n, v);
	if (json_peek(a->body, "detail", &v, &n))
		snprintf(detail, sizeof detail, "%.*s", (int)n, v);
	/* moved on already, and our own request of before may have done it: the visit itself tells */
	if (a->status == 409 && st->unsure && !st->looking && !d->reading && st->call.events->step > CHECK_IN &&
	    !d->r->plan->batch && (strcmp(code, "visit.moved") == 0 || strcmp(code, "visit.step") == 0)) {
		d->r->measure.looked++;
		st->looking = true;
		write_call(d, st);
		send_call(d, st, now);
		return;
	}
	failed(d, st, a->status, *code ? code : NULL, detail, now);
}

static void
step_answered(struct drive *d, struct station *st, int64_t now)
{
	const struct event *e = st->call.events;
	struct journey *j = &d->r->journeys[e->journey];
	const struct answer *a = &st->wire.answer;
	uint8_t at = 0;
	bool read = d->reading ? step_read_record(j, a->body, a->n) : step_read(j, a->body, &at);
	if (!read)
		failed(d, st, a->status, "answer.unreadable", "the answer is not what it should be", now);
	else if (!d->reading && at != e->step + 1)
		failed(d, st, a->status, "answer.step", "the visit is at another step than the one asked for", now);
	else
		done(d, st, now);
}

static void
event_answered(struct drive *d, const struct station *st, const struct event *e, const json_t *item, int64_t now)
{
	struct measure *m = &d->r->measure;
	struct journey *j = &d->r->journeys[e->journey];
	const char *id = json_string_value(json_object_get(item, "id"));
	const char *outcome = json_string_value(json_object_get(item, "outcome"));
	const char *code = json_string_value(json_object_get(item, "code"));
	bool ours = id && outcome && strcmp(id, j->uuid[e->step]) == 0;
	m->again += json_is_true(json_object_get(item, "again"));
	if (ours && strcmp(outcome, "flagged") == 0)
		m->flagged++;
	if (!ours || strcmp(outcome, "refused") == 0) {
		measure_fault(m, st->wire.answer.status, ours && code ? code : "answer.unreadable",
			      json_string_value(json_object_get(item, "detail")));
		m->steps[e->step].errors++;
		j->failed = true;
		return;
	}
	journal_events(d->r, e, 1, st->wire.answer.status);
	j->done = (uint8_t)(e->step + 1);
	latency_add(&m->steps[e->step], now - st->call.due_us);
}

static void
batch_answered(struct drive *d, struct station *st, int64_t now)
{
	json_t *root = json_loadb(st->wire.answer.body, st->wire.answer.n, 0, NULL);
	const json_t *items = json_object_get(root, "items");
	for (size_t i = 0; i < st->call.n; i++)
		event_answered(d, st, &st->call.events[i], json_array_get(items, i), now);
	json_decref(root);
	over(d, st, now);
}

static void
answered(struct drive *d, struct station *st, int64_t now)
{
	const struct answer *a = &st->wire.answer;
	bool patient = now - st->first_us < d->r->plan->patience_s * 1000000;
	if ((a->status == 503 || a->status == 429) && patient)
		send_again(d, st, a->retry_after_s ? a->retry_after_s * 1000000 : AGAIN_US, now);
	else if (a->status != 200 && a->status != 201)
		refused(d, st, now);
	else if (d->r->plan->batch && !d->reading)
		batch_answered(d, st, now);
	else
		step_answered(d, st, now);
}

static void
ready(struct drive *d, struct station *st, int64_t now)
{
	if (st->wire.state == WIRE_CLOSED)
		return;
	enum wire_event e = wire_ready(&st->wire);
	if (e == WIRE_LOST)
		lost(d, st, now);
	else if (e == WIRE_ANSWERED)
		answered(d, st, now);
}

/* ---- the loop ---- */

/* Requests whose time to be sent again has come, and those that nobody answers. */
static void
look_round(struct drive *d, int64_t now)
{
	d->round_us = now;
	for (int64_t i = 0; i < d->r->plan->connections; i++) {
		struct station *st = &d->stations[i];
		if (st->busy && !st->sent_us && st->again_us <= now) {
			d->waiting--;
			send_call(d, st, now);
		} else if (st->busy && st->sent_us && now - st->sent_us > ANSWER_LIMIT_US) {
			st->wire.why = "timeout";
			wire_close(&st->wire);
			lost(d, st, now);
		}
	}
}

static void
tell(struct drive *d, int64_t now)
{
	int64_t every = isatty(STDERR_FILENO) ? PROGRESS_TERMINAL_US : PROGRESS_US;
	if (now - d->progress_us < every || d->reading)
		return;
	d->progress_us = now;
	int64_t n = 0;
	for (int s = 0; s < STEP__COUNT; s++)
		n += d->r->measure.steps[s].n;
	fprintf(stderr, "replay: %lld / %lld, %lld errors, %lld retries\n", (long long)n,
		(long long)d->r->plan->journeys * STEP__COUNT, (long long)d->r->measure.errors,
		(long long)d->r->measure.retries);
}

/* Gives every idle connection something to do; until when there is nothing more, in us from now. -1: for ever over. */
static int64_t
give_out(struct drive *d, int64_t now)
{
	int64_t until = 0;
	while (d->nidle) {
		struct station *st = &d->stations[d->idle[d->nidle - 1]];
		enum turn turn = schedule_next(&d->schedule, now, &st->call, &until);
		if (turn == TURN_NOTHING)
			return -1;
		if (turn == TURN_WAIT)
			break;
		d->nidle--;
		start(d, st, now);
	}
	int64_t longest = d->waiting ? LOOK_ROUND_US : 1000000;
	return until > now && until - now < longest ? until - now : longest;
}

static void
loop(struct drive *d)
{
	struct epoll_event events[EVENTS];
	for (int64_t wait; (wait = give_out(d, clock_monotonic_us())) >= 0;) {
		struct timespec t = { wait / 1000000, wait % 1000000 * 1000 };
		int n = epoll_pwait2(d->epoll, events, EVENTS, &t, NULL);
		int64_t now = clock_monotonic_us();
		for (int i = 0; i < n; i++)
			ready(d, events[i].data.ptr, clock_monotonic_us());
		if (now - d->round_us >= (d->waiting ? LOOK_ROUND_US : 1000000))
			look_round(d, now);
		tell(d, now);
	}
}

static int64_t
cpu_us(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (int64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

enum err
replay_drive(struct replay *r, enum step from)
{
	struct drive d = { .r = r, .reading = from == RECORD };
	size_t n = (size_t)r->plan->connections, room = r->plan->batch ? (size_t)r->plan->batch : 1;
	d.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (d.epoll < 0)
		return fail_internal(r->cx, "epoll: %s", strerror(errno));
	d.stations = NEW(r->cx->mem, struct station, n);
	d.idle = NEW(r->cx->mem, uint32_t, n);
	struct event *events = NEW(r->cx->mem, struct event, n * room);
	for (size_t i = 0; i < n; i++) {
		wire_init(&d.stations[i].wire, &r->address);
		d.stations[i].call.events = events + i * room;
		d.idle[d.nidle++] = (uint32_t)(n - 1 - i);
	}
	int64_t began = clock_monotonic_us(), cpu = cpu_us();
	d.round_us = d.progress_us = began;
	schedule_begin(&d.schedule, r, from, began);
	loop(&d);
	if (!d.reading) {
		r->measure.seconds_us = clock_monotonic_us() - began;
		r->measure.cpu_us = cpu_us() - cpu;
	}
	for (size_t i = 0; i < n; i++)
		wire_free(&d.stations[i].wire);
	close(d.epoll);
	return OK;
}
