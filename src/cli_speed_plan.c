/* speed plan N [PERCENT]: an invented country of N people is planned, then something goes wrong with it and it is planned again; how
 * long each part takes. With --dump the inputs and results are written, for tests/plan_check.c and others. */
#include "cli.h"
#include "country.h"

#include "base/clock.h"
#include "base/field.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

struct asked {
	int64_t people, percent, seed;
};

/* Two clocks: on a machine that others use as well, only the processor's time says what the work costs. */
struct took {
	int64_t wall_us;
	clock_t cpu;
};

struct speed {
	struct country country;
	struct plan_result first, second;
	struct plan_figures figures;
	struct took made, plan, figuring, again;
	long made_mb;
};

static long
peak_mb(void)
{
	struct rusage use;
	getrusage(RUSAGE_SELF, &use);
	return use.ru_maxrss / 1024;
}

static struct took
start(void)
{
	return (struct took){ clock_monotonic_us(), clock() };
}

static struct took
since(struct took from)
{
	return (struct took){ clock_monotonic_us() - from.wall_us, clock() - from.cpu };
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
measure(struct ctx *cx, const struct options *o, const struct asked *asked, struct speed *s)
{
	struct country *c = &s->country;
	struct took from = start();
	country_make(cx->mem, (size_t)asked->people, (unsigned)asked->percent, (uint64_t)asked->seed, c);
	s->made = since(from);
	s->made_mb = peak_mb();
	from = start();
	TRY(plan_make(cx, &c->plan, &s->first));
	s->plan = since(from);
	from = start();
	TRY(plan_figures(cx, &c->plan, &s->first, c->registered, c->group, COUNTRY_GROUPS, &s->figures));
	s->figuring = since(from);
	TRY(dump(cx, o, "first", &c->plan, &s->first));
	country_harm(cx->mem, c);
	c->plan.now = s->first.slot;
	from = start();
	TRY(plan_make(cx, &c->plan, &s->second));
	s->again = since(from);
	return dump(cx, o, "again", &c->plan, &s->second);
}

static void
write_took(struct buf *out, const char *key, struct took took)
{
	char text[32];
	snprintf(text, sizeof text, "%.3f", (double)took.wall_us / 1e6);
	json_key(out, key);
	json_obj(out);
	json_key(out, "s");
	json_raw(out, text);
	snprintf(text, sizeof text, "%.3f", (double)took.cpu / CLOCKS_PER_SEC);
	json_key(out, "cpu_s");
	json_raw(out, text);
	json_obj_end(out);
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
	write_took(&out, "country_took", s->made);
	write_took(&out, "plan_took", s->plan);
	write_took(&out, "figures_took", s->figuring);
	write_took(&out, "again_took", s->again);
	json_kv_i64(&out, "looks", (int64_t)s->first.looks);
	write_counts(&out, "plan", s->first.whys, whys, PLAN_WHYS);
	write_counts(&out, "again", s->second.changes, changes, PLAN_CHANGES);
	json_kv_i64(&out, "wait_median", all->median);
	json_kv_i64(&out, "wait_p90", all->p90);
	json_kv_i64(&out, "country_mb", s->made_mb);
	json_kv_i64(&out, "peak_mb", peak_mb());
	json_obj_end(&out);
	return puts(buf_text(&out)) < 0 ? EXIT_USAGE : EXIT_DONE;
}

static bool
read_asked(const struct options *o, struct asked *asked)
{
	*asked = (struct asked){ .percent = 100, .seed = 1 };
	return o->nwords >= 2 && o->nwords <= 3 && strcmp(o->words[0], "plan") == 0 &&
	       i64_parse(o->words[1], &asked->people) && asked->people >= 1 && asked->people <= COUNTRY_PEOPLE_MAX &&
	       (o->nwords == 2 || i64_parse(o->words[2], &asked->percent)) && asked->percent >= 1 &&
	       asked->percent <= 100 && (!o->seed || i64_parse(o->seed, &asked->seed));
}

int
plan_speed_main(const struct options *o)
{
	struct ctx cx = { .mem = arena_new(), .now = clock_now() };
	struct speed s = { 0 };
	struct asked asked;
	if (!read_asked(o, &asked)) {
		fprintf(stderr,
			"usage: tiemchung speed plan N [PERCENT] [--seed S] [--dump FOLDER]\n"
			"  N: 1 to %d people; PERCENT: so many of the usual places and doses, 1 to 100\n",
			COUNTRY_PEOPLE_MAX);
		arena_free(cx.mem);
		return EXIT_USAGE;
	}
	enum err err = measure(&cx, o, &asked, &s);
	int status = err == OK ? print(&cx, &s) : cli_failed(&cx);
	arena_free(cx.mem);
	return status;
}
