/* speed plan N: an invented country of N people is planned, then something goes wrong with it and it is planned again; how
 * long each part takes. With --dump the inputs and results are written, for tests/plan_check.c and others. */
#include "cli.h"
#include "country.h"

#include "base/clock.h"
#include "base/field.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

struct speed {
	struct country country;
	struct plan_result first, again;
	struct plan_figures figures;
	double made_s, plan_s, figures_s, again_s;
	long made_mb;
};

static long
peak_mb(void)
{
	struct rusage use;
	getrusage(RUSAGE_SELF, &use);
	return use.ru_maxrss / 1024;
}

static double
seconds_since(int64_t from_us)
{
	return (double)(clock_monotonic_us() - from_us) / 1e6;
}

static enum err
dump(struct ctx *cx, const struct options *o, const char *name, const struct plan *plan,
     const struct plan_result *result)
{
	if (!o->dump)
		return OK;
	mkdir(o->dump, 0700);
	return country_write(cx, arena_printf(cx->mem, "%s/%s", o->dump, name), plan, result);
}

static enum err
measure(struct ctx *cx, const struct options *o, size_t n, uint64_t seed, struct speed *s)
{
	struct country *c = &s->country;
	int64_t from = clock_monotonic_us();
	country_make(cx->mem, n, seed, c);
	s->made_s = seconds_since(from);
	s->made_mb = peak_mb();
	from = clock_monotonic_us();
	TRY(plan_make(cx, &c->plan, &s->first));
	s->plan_s = seconds_since(from);
	from = clock_monotonic_us();
	TRY(plan_figures(cx, &c->plan, &s->first, c->registered, c->group, COUNTRY_GROUPS, &s->figures));
	s->figures_s = seconds_since(from);
	TRY(dump(cx, o, "first", &c->plan, &s->first));
	country_harm(cx->mem, c);
	c->plan.now = s->first.slot;
	from = clock_monotonic_us();
	TRY(plan_make(cx, &c->plan, &s->again));
	s->again_s = seconds_since(from);
	return dump(cx, o, "again", &c->plan, &s->again);
}

static void
write_seconds(struct buf *out, const char *key, double s)
{
	char text[32];
	snprintf(text, sizeof text, "%.3f", s);
	json_key(out, key);
	json_raw(out, text);
}

static void
write_counts(struct buf *out, const char *key, const size_t *counts, const char *const *names, int n)
{
	json_key(out, key);
	json_obj(out);
	for (int i = 0; i < n; i++)
		json_kv_i64(out, names[i], (int64_t)counts[i]);
	json_obj_end(out);
}

static int
print(struct ctx *cx, const struct speed *s)
{
	static const char *const whys[PLAN_WHYS] = { "placed",      "no_product", "no_session",
						     "no_hospital", "no_doses",   "no_room" };
	static const char *const changes[PLAN_CHANGES] = { "same", "new", "moved", "lost" };
	const struct plan *p = &s->country.plan;
	const struct plan_figure *all = &s->figures.all;
	struct buf out = buf_new(cx->mem);
	json_obj(&out);
	json_kv_i64(&out, "people", (int64_t)p->npeople);
	json_kv_i64(&out, "communes", (int64_t)p->ncommunes);
	json_kv_i64(&out, "sites", (int64_t)p->nsites);
	json_kv_i64(&out, "sessions", (int64_t)p->nsessions);
	json_kv_i64(&out, "slots", (int64_t)p->nslots);
	json_kv_i64(&out, "families", p->nfamilies);
	write_seconds(&out, "country_s", s->made_s);
	write_seconds(&out, "plan_s", s->plan_s);
	write_seconds(&out, "figures_s", s->figures_s);
	write_seconds(&out, "again_s", s->again_s);
	write_counts(&out, "plan", s->first.whys, whys, PLAN_WHYS);
	write_counts(&out, "again", s->again.changes, changes, PLAN_CHANGES);
	json_kv_i64(&out, "wait_median", all->median);
	json_kv_i64(&out, "wait_p90", all->p90);
	json_kv_i64(&out, "country_mb", s->made_mb);
	json_kv_i64(&out, "peak_mb", peak_mb());
	json_obj_end(&out);
	return puts(buf_text(&out)) < 0 ? EXIT_USAGE : EXIT_DONE;
}

int
plan_speed_main(const struct options *o)
{
	struct ctx cx = { .mem = arena_new(), .now = clock_now() };
	struct speed s = { 0 };
	int64_t n = 0, seed = 1;
	bool told = o->nwords == 2 && strcmp(o->words[0], "plan") == 0 && i64_parse(o->words[1], &n) &&
		    (!o->seed || i64_parse(o->seed, &seed));
	if (!told || n < 1 || n > COUNTRY_PEOPLE_MAX) {
		fprintf(stderr, "usage: tiemchung speed plan N [--seed S] [--dump FOLDER], N: 1 to %d people\n",
			COUNTRY_PEOPLE_MAX);
		arena_free(cx.mem);
		return EXIT_USAGE;
	}
	enum err err = measure(&cx, o, (size_t)n, (uint64_t)seed, &s);
	int status = err == OK ? print(&cx, &s) : cli_failed(&cx);
	arena_free(cx.mem);
	return status;
}
