/* plan_check FOLDER... - reads plans that `tiemchung speed plan N --dump` wrote, and judges each (unit/plan_check.h). Prints
 * one JSON object for each; the exit status is 0 when none has a fault. */
#include "unit/plan_check.h"

#include <time.h>

struct table {
	char *text, *at;
};

/* The planner's own reader of people does without fscanf: there are 55 million numbers. */
static struct table
open_table(const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s.tsv", folder, name);
	FILE *f = fopen(path, "r");
	if (!f || fseek(f, 0, SEEK_END) != 0) {
		fprintf(stderr, "plan_check: %s cannot be read\n", path);
		exit(2);
	}
	size_t n = (size_t)ftell(f);
	rewind(f);
	struct table t = { .text = check_memory(n + 1, 1) };
	if (fread(t.text, 1, n, f) != n)
		exit(2);
	fclose(f);
	t.at = t.text;
	return t;
}

static bool
more(const struct table *t)
{
	return *t->at != 0;
}

static int64_t
number(struct table *t)
{
	bool negative = *t->at == '-';
	uint64_t v = 0;
	for (t->at += negative; *t->at >= '0' && *t->at <= '9'; t->at++)
		v = v * 10 + (uint64_t)(*t->at - '0');
	t->at += *t->at != 0;
	return negative ? -(int64_t)v : (int64_t)v;
}

static uint32_t
slot_number(struct table *t)
{
	int64_t v = number(t);
	return v == -1 ? PLAN_NOWHERE : v == -2 ? PLAN_GONE : (uint32_t)v;
}

static void
read_sizes(const char *folder, struct plan *p)
{
	struct table t = open_table(folder, "plan");
	p->days = (uint32_t)number(&t);
	p->reach = (enum plan_reach)number(&t);
	size_t *sizes[] = {
		&p->npeople, &p->nprofiles, &p->ncommunes, &p->nsites, &p->nsessions, &p->nslots, &p->nstock
	};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		*sizes[i] = (size_t)number(&t);
	p->nfamilies = (uint32_t)number(&t);
	p->ndistricts = (uint32_t)number(&t);
	p->nprovinces = (uint32_t)number(&t);
	free(t.text);
}

static void
read_places(const char *folder, struct plan *p)
{
	struct table t = open_table(folder, "communes");
	struct plan_commune *communes = check_memory(p->ncommunes, sizeof *communes);
	while (more(&t)) {
		struct plan_commune *c = &communes[number(&t)];
		c->district = (uint32_t)number(&t);
		c->province = (uint32_t)number(&t);
		c->latitude_e6 = (int32_t)number(&t);
		c->longitude_e6 = (int32_t)number(&t);
	}
	free(t.text);
	t = open_table(folder, "sites");
	struct plan_site *sites = check_memory(p->nsites, sizeof *sites);
	while (more(&t)) {
		struct plan_site *s = &sites[number(&t)];
		s->commune = (uint32_t)number(&t);
		s->latitude_e6 = (int32_t)number(&t);
		s->longitude_e6 = (int32_t)number(&t);
		s->hospital = number(&t);
		s->closed = number(&t);
	}
	free(t.text);
	p->communes = communes;
	p->sites = sites;
}

static void
read_sessions(const char *folder, struct plan *p, struct plan_result *result)
{
	struct table t = open_table(folder, "sessions");
	struct plan_session *sessions = check_memory(p->nsessions, sizeof *sessions);
	while (more(&t)) {
		struct plan_session *s = &sessions[number(&t)];
		s->site = (uint32_t)number(&t);
		s->slot = (uint32_t)number(&t);
		s->nslots = (uint16_t)number(&t);
		s->day = (uint8_t)number(&t);
		s->product = (uint8_t)number(&t);
		s->pools = (uint8_t)number(&t);
		s->closed = number(&t);
	}
	free(t.text);
	t = open_table(folder, "slots");
	struct plan_slot *slots = check_memory(p->nslots, sizeof *slots);
	result->taken = check_memory(p->nslots, sizeof *result->taken);
	while (more(&t)) {
		size_t i = (size_t)number(&t);
		slots[i].capacity = (uint16_t)number(&t);
		slots[i].start = (uint16_t)number(&t);
		result->taken[i] = (uint16_t)number(&t);
	}
	free(t.text);
	t = open_table(folder, "stock");
	struct plan_stock *stock = check_memory(p->nstock, sizeof *stock);
	for (size_t i = 0; more(&t); i++) {
		stock[i].site = (uint32_t)number(&t);
		stock[i].product = (uint8_t)number(&t);
		stock[i].pool = (uint8_t)number(&t);
		stock[i].doses = (uint32_t)number(&t);
	}
	free(t.text);
	p->sessions = sessions;
	p->slots = slots;
	p->stock = stock;
}

static void
read_profiles(const char *folder, struct plan *p)
{
	struct table t = open_table(folder, "profiles");
	struct plan_profile *profiles = check_memory(p->nprofiles, sizeof *profiles);
	for (size_t i = 0; i < p->nprofiles; i++)
		for (int k = 0; k < PLAN_PRODUCTS_MAX; k++)
			profiles[i].product[k] = (struct plan_window){ 1, 0 };
	while (more(&t)) {
		size_t i = (size_t)number(&t), k = (size_t)number(&t);
		profiles[i].product[k].from = (int16_t)number(&t);
		profiles[i].product[k].to = (int16_t)number(&t);
	}
	free(t.text);
	p->profiles = profiles;
}

static void
read_people(const char *folder, struct plan *p, struct plan_result *result)
{
	struct table t = open_table(folder, "people");
	struct plan_person *people = check_memory(p->npeople, sizeof *people);
	uint32_t *now = check_memory(p->npeople, sizeof *now);
	result->slot = check_memory(p->npeople, sizeof *result->slot);
	result->why = check_memory(p->npeople, sizeof *result->why);
	while (more(&t)) {
		size_t i = (size_t)number(&t);
		people[i].order = (uint64_t)number(&t);
		people[i].commune = (uint32_t)number(&t);
		people[i].profile = (uint32_t)number(&t);
		people[i].family = (uint32_t)number(&t);
		people[i].pool = (uint8_t)number(&t);
		people[i].part = (uint8_t)number(&t);
		people[i].hospital = number(&t);
		now[i] = slot_number(&t);
		result->slot[i] = slot_number(&t);
		result->why[i] = (uint8_t)number(&t);
	}
	free(t.text);
	p->people = people;
	p->now = now;
}

/* The dump has no sums: they are made of its rows. */
static void
sum_up(const struct plan *p, struct plan_result *result)
{
	for (size_t i = 0; i < p->npeople; i++) {
		uint32_t before = p->now[i], after = result->slot[i];
		result->whys[result->why[i] % PLAN_WHYS]++;
		result->changes[before == after          ? PLAN_SAME
				: before == PLAN_NOWHERE ? PLAN_NEW
				: after == PLAN_NOWHERE  ? PLAN_LOST
							 : PLAN_MOVED]++;
	}
}

static size_t
judge(const char *folder)
{
	static struct plan p;
	static struct plan_result result;
	p = (struct plan){ 0 };
	result = (struct plan_result){ 0 };
	read_sizes(folder, &p);
	read_places(folder, &p);
	read_profiles(folder, &p);
	read_sessions(folder, &p, &result);
	read_people(folder, &p, &result);
	sum_up(&p, &result);
	clock_t from = clock();
	struct verdict v = check_plan(&p, &result);
	printf("{\"people\":%zu,\"placed\":%zu,\"families_whole\":%zu,\"families_apart\":%zu,\"faults\":%zu,\"first\":"
	       "\"%s\","
	       "\"seconds\":%.1f}\n",
	       p.npeople, result.whys[PLAN_PLACED], v.families_whole, v.families_apart, v.all, v.first,
	       (double)(clock() - from) / CLOCKS_PER_SEC);
	fflush(stdout);
	const void *all[] = { p.people, p.now,   p.profiles,  p.communes, p.sites,     p.sessions,
			      p.slots,  p.stock, result.slot, result.why, result.taken };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		free((void *)(uintptr_t)all[i]);
	return v.all;
}

int
main(int argc, char **argv)
{
	size_t faults = 0;
	for (int i = 1; i < argc; i++)
		faults += judge(argv[i]);
	return faults || argc < 2;
}
