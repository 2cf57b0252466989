/* Computing a plan: load, plan, keep. */
#include "base/clock.h"
#include "base/log.h"
#include "planning/plan_keep.h"
#include "planning/plan_work.h"
#include "planning/plan_worker.h"
#include "planning_sql.h"

static enum err
tell(struct ctx *cx, void *arg, const char *step, int64_t done, int64_t total)
{
	struct plan_work *w = arg;
	w->step = step;
	w->done = done;
	w->total = total;
	return plan_work_tell(cx, w, PLAN_LEASE_S);
}

static enum err
keep_part(struct ctx *cx, void *arg, enum err (*run)(struct ctx *, void *), void *what, int64_t done, int64_t total)
{
	struct plan_work *w = arg;
	w->step = "keeping";
	w->done = done;
	w->total = total;
	return plan_work_write(cx, w, run, what);
}

static enum err
begin_round(struct ctx *cx, void *arg)
{
	struct plan_work *w = arg;
	return db_number(cx, sql_planning_begin_round(w->p.unit_id, w->p.id), 0, &w->round);
}

static enum err
begin(struct ctx *cx, struct plan_work *w, struct loading *l)
{
	struct ctx own = *cx;
	int64_t last;
	own.mem = w->mem;
	TRY(plan_work_write(cx, w, begin_round, w));
	*l = (struct loading){
		.p = &w->p, .mem = w->mem, .again = w->p.published_ms != 0, .today = date_of(clock_now())
	};
	if (!date_parse(w->p.starts_on, &l->first) || !date_parse(w->p.ends_on, &last))
		return fail_internal(cx, "plan %lld has bad days", (long long)w->p.id);
	if (last <= l->today)
		return fail(cx, ERR_INVALID, "plan.past", "Kế hoạch đã hết ngày. Hãy chọn những ngày sau hôm nay.",
			    "The plan's days are over. Choose days after today.");
	l->days = (uint32_t)(last - l->first + 1);
	l->nproducts = planning_products(&own, &w->p, l->products);
	return OK;
}

struct computed {
	struct plan_work *w;
	const struct loading *l;
	struct kept kept;
	int64_t load_ms, plan_ms, keep_ms;
};

static enum err
finish(struct ctx *cx, void *arg)
{
	const struct computed *c = arg;
	const struct plan_work *w = c->w;
	bool done;
	int64_t held;
	/* the transaction has just renewed the lease */
	TRY(db_number(cx, sql_planning_lease(w->p.unit_id, w->p.id), 0, &held));
	TRY(db_claim(cx,
		     sql_planning_computed(w->p.unit_id, w->p.id, held, (int64_t)c->l->npeople, c->kept.placed,
					   c->kept.changed, c->load_ms, c->plan_ms, c->keep_ms, cx->now),
		     &done));
	return done ? OK : fail_internal(cx, "plan %lld is not computed any more", (long long)w->p.id);
}

enum err
plan_compute(struct ctx *cx, struct plan_work *w)
{
	struct loading l;
	struct plan_result result;
	struct computed c = { .w = w, .l = &l };
	struct ctx own = { .mem = w->mem };
	int64_t at = clock_monotonic_us(), then;
	TRY(begin(cx, w, &l));
	struct load_way way = { .lanes = w->lanes, .stop = w->stop, .tell = tell, .arg = w };
	TRY(load_people(cx, &way, &l));
	TRY(load_sites(cx, &way, &l));
	struct plan in = load_input(&l);
	then = clock_monotonic_us();
	c.load_ms = (then - at) / 1000;
	w->step = "placing";
	TRY(plan_work_tell(cx, w, PLAN_LEASE_LONG_S));
	at = clock_monotonic_us();
	enum err err = plan_make(&own, &in, &result);
	cx->problem = own.problem;
	TRY(err);
	then = clock_monotonic_us();
	c.plan_ms = (then - at) / 1000;
	struct keep_way keep = { .write = keep_part, .arg = w };
	err = plan_result_keep(&own, &keep, &l, &in, &result, w->round, &c.kept);
	cx->problem = own.problem;
	TRY(err);
	c.keep_ms = (clock_monotonic_us() - then) / 1000;
	TRY(plan_work_write(cx, w, finish, &c));
	log_info("plan %lld: %zu people, %lld placed; loaded in %lld ms, planned in %lld ms, kept in %lld ms",
		 (long long)w->p.id, l.npeople, (long long)c.kept.placed, (long long)c.load_ms, (long long)c.plan_ms,
		 (long long)c.keep_ms);
	return OK;
}
