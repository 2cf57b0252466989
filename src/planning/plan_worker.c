#include "planning/plan_worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "planning/plan_work.h"
#include "planning_sql.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

enum { ROUND_MS = 300, BUSY_TRIES = 6, BUSY_PAUSE_MS = 100 };

struct plan_worker {
	struct worker *worker;
	atomic_bool stopping;
	bool alone, adopted;
};

/* ---- the lease ---- */

struct writing {
	struct plan_work *w;
	enum err (*run)(struct ctx *, void *);
	void *what;
	int64_t until;
};

static enum err
write_held(struct ctx *cx, void *arg)
{
	struct writing *t = arg;
	struct plan_work *w = t->w;
	bool mine;
	TRY(db_claim(cx, sql_planning_hold(w->p.unit_id, w->p.id, w->held, t->until, w->step, w->done, w->total),
		     &mine));
	if (!mine)
		return fail(cx, ERR_CONFLICT, "plan.lost", "Máy chủ khác đang làm kế hoạch này.",
			    "Another server works on this plan.");
	return t->run ? t->run(cx, t->what) : OK;
}

static void
pause_ms(int64_t ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

static enum err
write_for(struct ctx *cx, struct plan_work *w, int64_t lease_s, enum err (*run)(struct ctx *, void *), void *what)
{
	struct ctx *page = &w->page;
	enum err err = ERR_BUSY;
	for (int i = 0; i < BUSY_TRIES && err == ERR_BUSY && w->held; i++) {
		if (atomic_load(w->stop))
			return fail(cx, ERR_BUSY, "plan.stopped", "Máy chủ đang dừng.", "The server is stopping.");
		if (i)
			pause_ms((int64_t)BUSY_PAUSE_MS << i);
		arena_reset(page->mem);
		page->now = clock_now();
		page->problem = (struct problem){ 0 };
		struct writing t = { w, run, what, page->now + lease_s * MS_SECOND };
		if (t.until <= w->held)
			t.until = w->held + 1;
		err = lanes_call(w->lanes, page, TX_WRITE, (uint64_t)w->p.unit_id, write_held, &t);
		if (err == OK)
			w->held = t.until;
	}
	if (err == OK)
		return OK;
	if (page->problem.code && strcmp(page->problem.code, "plan.lost") == 0)
		w->held = 0;
	cx->problem = page->problem;
	return err;
}

enum err
plan_work_write(struct ctx *cx, struct plan_work *w, enum err (*run)(struct ctx *, void *), void *what)
{
	return write_for(cx, w, PLAN_LEASE_S, run, what);
}

enum err
plan_work_tell(struct ctx *cx, struct plan_work *w, int64_t lease_s)
{
	return write_for(cx, w, lease_s, NULL, NULL);
}

/* ---- claiming ---- */

struct claim {
	struct plan_work *w;
	struct rows due;
	int64_t unit_id, id;
	bool mine;
};

static enum err
find_due(struct ctx *cx, void *arg)
{
	struct claim *c = arg;
	return db_query(cx, sql_planning_due(cx->now), &c->due);
}

static enum err
take(struct ctx *cx, void *arg)
{
	struct claim *c = arg;
	c->w->held = cx->now + PLAN_LEASE_S * MS_SECOND;
	TRY(db_claim(cx, sql_planning_claim(c->unit_id, c->id, cx->now, c->w->held), &c->mine));
	struct ctx kept = *cx;
	kept.mem = c->w->mem; /* the plan outlives the page */
	return c->mine ? planning_get(&kept, c->unit_id, c->id, &c->w->p) : OK;
}

static enum err
claim_next(struct ctx *cx, struct claim *c)
{
	TRY(lanes_call(c->w->lanes, cx, TX_READ, 0, find_due, c));
	for (size_t i = 0; i < c->due.n && !c->mine; i++) {
		c->unit_id = db_cell(&c->due, i, 0)->i;
		c->id = db_cell(&c->due, i, 1)->i;
		TRY(lanes_call(c->w->lanes, cx, TX_WRITE, (uint64_t)c->unit_id, take, c));
	}
	return OK;
}

/* ---- one plan ---- */

static enum err
note_failure(struct ctx *cx, void *arg)
{
	const struct plan_work *w = arg;
	const struct problem *why = &w->page.problem;
	bool noted;
	return db_claim(cx, sql_planning_failed(w->p.unit_id, w->p.id, w->held, why->vi, why->en), &noted);
}

/* Why a computation failed is told to the manager; what is busy is tried again when the lease is over, and so is publishing. */
static enum err
after(struct ctx *cx, struct plan_work *w, enum err err)
{
	if (err == OK || err == ERR_BUSY || !w->held)
		return OK;
	if (!planning_is(&w->p, "computing"))
		return err;
	log_info("plan %lld failed: %s", (long long)w->p.id, cx->problem.en ? cx->problem.en : "");
	w->page.problem = cx->problem;
	return lanes_call(w->lanes, cx, TX_WRITE, (uint64_t)w->p.unit_id, note_failure, w);
}

static enum err
do_plan(struct ctx *cx, struct plan_work *w, bool *more)
{
	struct claim c = { .w = w };
	TRY(claim_next(cx, &c));
	if (!c.mine)
		return OK;
	*more = true;
	w->step = w->p.step ? w->p.step : "sites";
	w->done = w->p.done;
	w->total = w->p.total;
	log_info("plan %lld: %s", (long long)w->p.id, w->p.state);
	return after(cx, w, planning_is(&w->p, "computing") ? plan_compute(cx, w) : plan_publish(cx, w));
}

/* ---- looking at published plans ---- */

struct look {
	struct rows plans;
	int64_t unit_id, id, sessions, people;
};

static enum err
find_plans(struct ctx *cx, void *arg)
{
	struct look *l = arg;
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	return db_query(cx, sql_planning_to_look(cx->now - PLAN_LOOK_MS, today), &l->plans);
}

static enum err
find_affected(struct ctx *cx, void *arg)
{
	struct look *l = arg;
	struct planning p;
	struct affected *list;
	size_t n;
	l->sessions = l->people = 0;
	TRY(planning_get(cx, l->unit_id, l->id, &p));
	TRY(planning_affected(cx, &p, &list, &n));
	for (size_t i = 0; i < n; i++) {
		l->sessions++;
		l->people += list[i].people;
	}
	return OK;
}

static enum err
note_looked(struct ctx *cx, void *arg)
{
	const struct look *l = arg;
	return db_post(cx, sql_planning_looked(l->unit_id, l->id, l->sessions, l->people, cx->now));
}

static enum err
look_at_plans(struct ctx *cx, struct lanes *lanes)
{
	struct look l = { 0 };
	TRY(lanes_call(lanes, cx, TX_READ, 0, find_plans, &l));
	for (size_t i = 0; i < l.plans.n; i++) {
		l.unit_id = db_cell(&l.plans, i, 0)->i;
		l.id = db_cell(&l.plans, i, 1)->i;
		TRY(lanes_call(lanes, cx, TX_READ, 0, find_affected, &l));
		TRY(lanes_call(lanes, cx, TX_WRITE, (uint64_t)l.unit_id, note_looked, &l));
	}
	return OK;
}

/* ---- rounds ---- */

static enum err
adopt(struct ctx *cx, void *arg)
{
	(void)arg;
	return db_post(cx, sql_planning_orphans());
}

static enum err
work_round(struct worker_round *r, bool *more)
{
	struct plan_worker *w = r->arg;
	if (w->alone && !w->adopted)
		TRY(lanes_call(r->lanes, &r->cx, TX_WRITE, 0, adopt, NULL));
	w->adopted = true;
	struct plan_work work = {
		.lanes = r->lanes, .stop = &w->stopping, .mem = arena_new(), .page.mem = arena_new()
	};
	enum err err = do_plan(&r->cx, &work, more);
	arena_free(work.page.mem);
	arena_free(work.mem);
	TRY(err);
	return look_at_plans(&r->cx, r->lanes);
}

struct plan_worker *
plan_worker_start(struct lanes *lanes, bool alone)
{
	struct plan_worker *w = calloc(1, sizeof *w);
	assert(w);
	w->alone = alone;
	w->worker = worker_start("plan", lanes, ROUND_MS, work_round, w);
	return w;
}

struct worker *
plan_worker_thread(struct plan_worker *w)
{
	return w->worker;
}

void
plan_worker_stop(struct plan_worker *w)
{
	if (!w)
		return;
	atomic_store(&w->stopping, true);
	worker_stop(w->worker);
	free(w);
}
