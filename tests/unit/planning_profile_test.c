/* planning_profile_test: the windows of a plan say of each day what dose_judge() says of it, for people of every age and history,
 * across days on which the rules change. */
#include "db_frame.h"

#include "base/clock.h"
#include "dose/dose.h"
#include "planning/profile.h"

#include <sodium.h>
#include <stdlib.h>

static struct ctx *cx = &frame_cx;
static const char *const products[] = { "astrazeneca", "comirnaty", "spikevax", "abdala" };
enum { PRODUCTS = sizeof products / sizeof *products, DAYS = 31 };

/* Repeatable numbers; the test must not depend on luck. */
static uint64_t state = 1;
static int64_t
below(int64_t limit)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((state >> 33) % (uint64_t)limit);
}

struct someone {
	struct person person;
	struct dose doses[4];
	size_t n;
	struct profile_of of;
};

static const char *
day_text(int64_t day)
{
	char *text = arena_alloc(cx->mem, DATE_SIZE);
	date_format(day, text);
	return text;
}

static int64_t
day_of(const char *text)
{
	int64_t day = 0;
	CHECK(date_parse(text, &day));
	return day;
}

/* Up to three doses of one product, the last one up to a year before the plan. */
static struct someone
anybody(int64_t first)
{
	struct someone s = { .n = (size_t)below(4) };
	int64_t birth = day_of("1930-01-01") + below(90 * 365), last_on = first - below(220);
	struct product product;
	const char *code =
		(const char *[]){ "astrazeneca", "comirnaty", "spikevax", "abdala", "janssen", "vero_cell" }[below(6)];
	CHECK_INT(product_get(cx, code, &product), OK);
	s.person = (struct person){ .id = 1, .birth_date = day_text(birth), .birth_precision = "day", .sex = "female" };
	for (size_t i = 0; i < s.n; i++)
		s.doses[i] = (struct dose){ .id = (int64_t)i + 1,
					    .product_code = product.code,
					    .product_name = product.name_short,
					    .kind = "primary",
					    .given_on = day_text(last_on - 60 * (int64_t)(s.n - 1 - i)),
					    .primary_doses = product.primary_doses };
	s.of = (struct profile_of){ .birth = birth,
				    .dose_number = (int64_t)s.n + 1,
				    .last_product = s.n ? product.code : NULL,
				    .last_on = last_on,
				    .not_before = below(4) ? INT64_MIN : first + below(DAYS) };
	return s;
}

static bool
judged(const struct someone *s, const char *code, int64_t day, bool mixing)
{
	struct product product;
	struct judgement j;
	CHECK_INT(product_get(cx, code, &product), OK);
	CHECK_INT(dose_judge(cx, &s->person, s->doses, s->n, &product, NULL, day_text(day), &j), OK);
	return !j.code && (mixing || !j.needs_consent) && (s->of.not_before == INT64_MIN || day >= s->of.not_before);
}

struct counts {
	int64_t compared, allowed;
};

/* Day by day. A window says the first run of allowed days. */
static void
compare_windows(const struct someone *s, const char *code, const struct plan_window *w, int64_t first, bool mixing,
		struct counts *c)
{
	bool run = false, ended = false;
	for (int64_t d = 0; d < DAYS; d++) {
		bool in = d >= w->from && d <= w->to, allowed = judged(s, code, first + d, mixing);
		ended = ended || (run && !allowed);
		run = run || allowed;
		c->compared++;
		c->allowed += allowed;
		if (in == (allowed && !ended))
			continue;
		printf("  born %s, dose %lld after %s of %s: %s on %s\n", s->person.birth_date,
		       (long long)s->of.dose_number, s->of.last_product ? s->of.last_product : "-",
		       day_text(s->of.last_on), code, day_text(first + d));
		CHECK_INT(in, allowed && !ended);
	}
}

static void
compare(const char *from, int people, bool mixing)
{
	struct profiles *p;
	struct arena *mem = arena_new();
	struct counts c = { 0 };
	int64_t first = day_of(from);
	size_t n;
	CHECK_INT(profiles_new(cx, mem, products, PRODUCTS, first, DAYS, mixing, &p), OK);
	for (int i = 0; i < people; i++) {
		struct someone s = anybody(first);
		uint32_t index = profile_find(p, &s.of);
		for (size_t k = 0; k < PRODUCTS; k++)
			compare_windows(&s, products[k], &profiles_all(p, &n)[index].product[k], first, mixing, &c);
	}
	CHECK(c.allowed > c.compared / 50 && c.allowed < c.compared);
	arena_free(mem);
}

static void
windows_are_what_the_rules_say(void)
{
	compare("2021-08-03", 40, false);
	compare("2021-08-03", 30, true);
}

/* On 10 September, 14 October and 17 December 2021 rules change. */
static void
so_they_are_when_rules_change(void)
{
	compare("2021-08-28", 25, true);
	compare("2021-10-01", 25, false);
	compare("2021-12-01", 40, true);
}

static void
profiles_are_shared(void)
{
	struct profiles *p;
	struct arena *mem = arena_new();
	size_t n;
	CHECK_INT(profiles_new(cx, mem, products, PRODUCTS, day_of("2021-08-03"), DAYS, false, &p), OK);
	uint32_t first = profile_find(
		p, &(struct profile_of){ .birth = day_of("1980-01-01"), .dose_number = 1, .not_before = INT64_MIN });
	for (int i = 0; i < 3000; i++)
		CHECK_INT(profile_find(p, &(struct profile_of){ .birth = day_of("1970-01-01") + i,
								.dose_number = 1,
								.not_before = INT64_MIN }),
			  first);
	profiles_all(p, &n);
	CHECK_INT(n, 1);
	/* thousands of different days: the table grows, and everybody is still found */
	struct profile_of who = {
		.birth = day_of("1980-01-01"), .dose_number = 2, .last_product = "astrazeneca", .not_before = INT64_MIN
	};
	for (int64_t day = 0; day < 40; day++) {
		who.last_on = day_of("2021-05-25") + day;
		uint32_t index = profile_find(p, &who);
		CHECK_INT(profile_find(p, &who), index);
		struct plan_window w = profiles_all(p, &n)[index].product[0];
		int64_t opens = who.last_on + 56 - day_of("2021-08-03");
		CHECK_INT(w.from, opens < 0 ? 0 : opens < DAYS ? opens : 1);
	}
	arena_free(mem);
}

static void
cases(void)
{
	CHECK_INT(db_begin(cx, TX_WRITE), OK);
	CHECK_INT(rule_seed(cx), OK);
	CHECK_INT(db_commit(cx), OK);
	CHECK_INT(db_begin(cx, TX_READ), OK);
	TEST(windows_are_what_the_rules_say);
	TEST(so_they_are_when_rules_change);
	TEST(profiles_are_shared);
	db_rollback(cx);
}

int
main(void)
{
	return sodium_init() < 0 ? 2 : frame_main(cases);
}
