#include "replay/schedule.h"

#include "base/clock.h"

#include <math.h>

/* Of a day of 10 hours: its first 30 minutes, and who comes in them. */
static const double PEAK_SHARE = 0.40, PEAK_TIME = 0.05;

void
schedule_begin(struct schedule *s, struct replay *r, enum step from, int64_t now_us)
{
	uint32_t *ready = s->ready ? s->ready : NEW(r->cx->mem, uint32_t, (size_t)r->plan->journeys);
	*s = (struct schedule){ .r = r,
				.began_us = now_us,
				.people = (uint32_t)r->plan->journeys,
				.ready = ready,
				.phased = r->plan->phases || from == RECORD,
				.phase = from,
				.phase_began_us = now_us };
}

/* When person i of all comes (see replay.h); us after the beginning. */
static int64_t
arrival(const struct schedule *s, uint32_t i)
{
	double share = ((double)i + 0.5) / (double)s->people, at;
	if (share <= PEAK_SHARE)
		at = share / PEAK_SHARE * PEAK_TIME;
	else
		at = PEAK_TIME + (1 - PEAK_TIME) * (1 - sqrt(1 - (share - PEAK_SHARE) / (1 - PEAK_SHARE)));
	return (int64_t)(at * (double)s->r->plan->day_s * 1e6);
}

static void
push(struct schedule *s, uint32_t journey, bool front)
{
	s->first = front ? (s->first + s->people - 1) % s->people : s->first;
	s->ready[front ? s->first : (s->first + s->nready) % s->people] = journey;
	s->nready++;
}

static enum turn
hand_out(struct schedule *s, struct call *call, uint32_t journey, int64_t due_us)
{
	call->events[0] = (struct event){ journey, s->phased ? s->phase : s->r->journeys[journey].done };
	call->n = 1;
	call->due_us = due_us;
	s->calls++;
	return TURN_CALL;
}

static uint32_t
pop(struct schedule *s)
{
	uint32_t journey = s->ready[s->first];
	s->first = (s->first + 1) % s->people;
	s->nready--;
	return journey;
}

/* As fast as possible, or as people arrive: who is under way goes on before the next one begins. */
static enum turn
next_arrived(struct schedule *s, int64_t now_us, struct call *call, int64_t *until_us)
{
	if (s->nready) {
		uint32_t journey = pop(s);
		return hand_out(s, call, journey, s->r->journeys[journey].due_us);
	}
	if (s->fresh == s->people)
		return s->calls ? TURN_WAIT : TURN_NOTHING;
	int64_t due = s->r->plan->day_s ? s->began_us + arrival(s, s->fresh) : now_us;
	*until_us = due;
	return due > now_us ? TURN_WAIT : hand_out(s, call, s->fresh++, due);
}

/* A fixed pace, whether answers come or not. Who waits longest goes on; if nobody can, somebody new begins. */
static enum turn
next_paced(struct schedule *s, int64_t now_us, struct call *call, int64_t *until_us)
{
	int64_t due = s->began_us + s->ticks * 1000000 / s->r->plan->rate;
	if (!s->nready && s->fresh == s->people && !s->calls)
		return TURN_NOTHING;
	*until_us = due;
	if (due > now_us)
		return TURN_WAIT;
	*until_us = 0;
	if (!s->nready && s->fresh == s->people) {
		/* the last ones are all waiting for answers: nothing can be due before those come */
		int64_t elapsed = (now_us - s->began_us) * s->r->plan->rate / 1000000;
		s->ticks = elapsed + 1 > s->ticks ? elapsed + 1 : s->ticks;
		return TURN_WAIT;
	}
	s->ticks++;
	return hand_out(s, call, s->nready ? pop(s) : s->fresh++, due);
}

static bool
is_open(const struct journey *j, enum step step)
{
	return step == RECORD || (!j->failed && j->done == step);
}

/* The phase is over when its last answer is there. */
static bool
next_phase(struct schedule *s, int64_t now_us)
{
	if (s->phase < STEP__COUNT) {
		s->r->measure.phase_us[s->phase] = now_us - s->phase_began_us;
		s->r->measure.phase_n[s->phase] = s->r->measure.steps[s->phase].n;
	}
	if (s->phase >= RELEASE)
		return false;
	s->phase++;
	s->phase_began_us = now_us;
	s->fresh = 0;
	for (int64_t i = 0; i < s->r->plan->sites; i++)
		s->r->sites[i].at = 0;
	return true;
}

static enum turn
next_phased(struct schedule *s, int64_t now_us, struct call *call)
{
	do {
		while (s->fresh < s->people && !is_open(&s->r->journeys[s->fresh], s->phase))
			s->fresh++;
		if (s->fresh < s->people)
			return hand_out(s, call, s->fresh++, now_us);
		if (s->calls)
			return TURN_WAIT;
	} while (next_phase(s, now_us));
	return TURN_NOTHING;
}

/* ---- batches ---- */

/* Event number at of a site: all steps of one person after the other, or (in a phase) one step of all. */
static struct event
site_event(const struct schedule *s, uint32_t site, uint32_t at)
{
	uint32_t person = s->phased ? at : at / STEP__COUNT;
	return (struct event){ person * (uint32_t)s->r->plan->sites + site, s->phased ? s->phase : at % STEP__COUNT };
}

static bool
fill_batch(struct schedule *s, uint32_t index, struct call *call)
{
	struct site *site = &s->r->sites[index];
	uint32_t events = s->phased ? site->people : site->people * STEP__COUNT;
	call->n = 0;
	while (!site->sending && site->at < events && call->n < (size_t)s->r->plan->batch) {
		struct event e = site_event(s, index, site->at++);
		if (!s->r->journeys[e.journey].failed)
			call->events[call->n++] = e;
	}
	return call->n > 0;
}

static enum turn
next_batch(struct schedule *s, int64_t now_us, struct call *call)
{
	uint32_t sites = (uint32_t)s->r->plan->sites;
	do {
		for (uint32_t i = 0; i < sites; i++) {
			uint32_t site = s->site;
			s->site = (s->site + 1) % sites;
			if (!fill_batch(s, site, call))
				continue;
			s->r->sites[site].sending = true;
			call->due_us = now_us;
			s->calls++;
			return TURN_CALL;
		}
		if (s->calls)
			return TURN_WAIT;
	} while (s->phased && next_phase(s, now_us));
	return TURN_NOTHING;
}

/* ---- */

enum turn
schedule_next(struct schedule *s, int64_t now_us, struct call *call, int64_t *until_us)
{
	*until_us = 0;
	if (s->phase == RECORD)
		return next_phased(s, now_us, call);
	if (s->r->plan->batch)
		return next_batch(s, now_us, call);
	if (s->phased)
		return next_phased(s, now_us, call);
	if (s->r->plan->rate)
		return next_paced(s, now_us, call, until_us);
	return next_arrived(s, now_us, call, until_us);
}

void
schedule_done(struct schedule *s, const struct call *call, int64_t now_us)
{
	uint32_t journey = call->events[0].journey;
	struct journey *j = &s->r->journeys[journey];
	s->calls--;
	if (s->phase == RECORD)
		return;
	if (s->r->plan->batch) {
		s->r->sites[s->r->rolls[j->roll].site].sending = false;
		return;
	}
	if (s->phased || j->failed || j->done == STEP__COUNT)
		return;
	j->due_us = now_us;
	/* at a fixed pace in turn; else this person goes straight on to the next table */
	push(s, journey, !s->r->plan->rate);
}
