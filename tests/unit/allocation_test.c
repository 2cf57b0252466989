/* allocation_test: the arithmetic of shares: exact sums, whole packs, who weighs more never gets less, ties, limits. */
#include "allocation/share.h"
#include "test.h"

#include <stdlib.h>
#include <time.h>

static struct arena *mem;

static struct share_basis
by(int64_t doses, int64_t pack, size_t nfigures, const int64_t *weights)
{
	struct share_basis b = { .nfigures = nfigures, .doses = doses, .pack = pack };
	for (size_t i = 0; i < nfigures; i++)
		b.weights[i] = weights[i];
	return b;
}

static struct share_basis
by_one(int64_t doses, int64_t pack)
{
	return by(doses, pack, 1, (const int64_t[]){ 100 });
}

static int64_t
sum_of(const struct share *list, size_t n)
{
	int64_t sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += list[i].doses;
	return sum;
}

/* Repeatable numbers; the tests must not depend on luck. */
static uint64_t state;
static int64_t
below(int64_t limit)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((state >> 33) % (uint64_t)limit);
}

static const char *
code(size_t i)
{
	return arena_printf(mem, "%05zu", i);
}

static void
a_round_by_hand(void)
{
	/* 7 packs by 50 : 30 : 20 are 3.5, 2.1, 1.4: the pack that is left goes to the largest remainder */
	size_t which;
	struct share list[] = { { .code = "01", .figures = { 50 } },
				{ .code = "02", .figures = { 30 } },
				{ .code = "03", .figures = { 20 } } };
	struct share_basis b = by_one(70, 10);
	CHECK_INT(share_compute(mem, &b, list, 3, &which), SHARE_FINE);
	CHECK_INT(list[0].doses, 40);
	CHECK_INT(list[1].doses, 20);
	CHECK_INT(list[2].doses, 10);
}

static void
several_figures_are_weighed(void)
{
	/* 70 % by people (100 : 300), 30 % by risk (3 : 1): 0.7 * 0.25 + 0.3 * 0.75 = 0.4 */
	size_t which;
	struct share list[] = { { .code = "a", .figures = { 100, 3 } }, { .code = "b", .figures = { 300, 1 } } };
	struct share_basis b = by(1000, 1, 2, (const int64_t[]){ 70, 30 });
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_FINE);
	CHECK_INT(list[0].doses, 400);
	CHECK_INT(list[1].doses, 600);
}

static void
equals_are_told_apart_by_code(void)
{
	size_t which;
	struct share list[] = { { .code = "30", .figures = { 7, 1 } },
				{ .code = "10", .figures = { 7, 1 } },
				{ .code = "20", .figures = { 7, 1 } } };
	struct share_basis b = by(20, 10, 2, (const int64_t[]){ 60, 40 });
	CHECK_INT(share_compute(mem, &b, list, 3, &which), SHARE_FINE);
	CHECK_INT(list[0].doses, 0);
	CHECK_INT(list[1].doses, 10);
	CHECK_INT(list[2].doses, 10);
	struct share twins[] = { { .code = "1", .figures = { 5 } }, { .code = "1", .figures = { 5 } } };
	b = by_one(10, 10);
	CHECK_INT(share_compute(mem, &b, twins, 2, &which), SHARE_FINE);
	CHECK_INT(twins[0].doses, 10);
	CHECK_INT(twins[1].doses, 0);
}

static void
stock_on_hand_is_taken_off(void)
{
	/* 100 come, 20 are there: each is to have 60 in the end */
	size_t which;
	struct share list[] = { { .code = "1", .figures = { 1 }, .on_hand = 20 }, { .code = "2", .figures = { 1 } } };
	struct share_basis b = by_one(100, 10);
	b.deduct = true;
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_FINE);
	CHECK_INT(list[0].doses, 40);
	CHECK_INT(list[1].doses, 60);
	/* who has more than his part gets nothing, the others share by what they lack: targets 0, 150, 150 */
	struct share rich[] = { { .code = "1", .figures = { 1 }, .on_hand = 350 },
				{ .code = "2", .figures = { 1 } },
				{ .code = "3", .figures = { 1 } } };
	CHECK_INT(share_compute(mem, &b, rich, 3, &which), SHARE_FINE);
	CHECK_INT(rich[0].doses, 0);
	CHECK_INT(rich[1].doses, 50);
	CHECK_INT(rich[2].doses, 50);
}

static void
what_cannot_be_divided_is_said(void)
{
	size_t which = 9;
	struct share list[] = { { .code = "1", .figures = { 4, 0 } }, { .code = "2", .figures = { 6, 0 } } };
	struct share_basis b = by_one(100, 10);
	CHECK_INT(share_compute(mem, &b, list, 0, &which), SHARE_NOBODY);
	b = by_one(105, 10);
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_PACKS);
	b = by_one(0, 10);
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_PACKS);
	b = by_one(100, 0);
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_PACKS);
	b = by(100, 10, 0, NULL);
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_WEIGHTS);
	b = by(100, 10, 2, (const int64_t[]){ 100, 0 });
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_WEIGHTS);
	b = by(100, 10, 2, (const int64_t[]){ 60, 30 });
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_WEIGHTS);
	b = by(100, 10, 2, (const int64_t[]){ 60, 40 });
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_EMPTY);
	CHECK_INT(which, 1);
	list[0].figures[1] = -1;
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_RANGE);
	list[0].figures[1] = SHARE_FIGURE_MAX + 1;
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_RANGE);
	b = by_one(SHARE_DOSES_MAX + INT64_C(10), 10);
	CHECK_INT(share_compute(mem, &b, list, 2, &which), SHARE_RANGE);
	CHECK_INT(list[0].doses, 0); /* untouched */
}

/* The exact quota of one figure is figure * packs / sum. */
static void
near_its_quota(const struct share_basis *b, const struct share *list, size_t n)
{
	int64_t sum = 0, packs = b->doses / b->pack;
	for (size_t i = 0; i < n; i++)
		sum += list[i].figures[0];
	for (size_t i = 0; i < n; i++) {
		int64_t floor_packs = list[i].figures[0] * packs / sum, got = list[i].doses / b->pack;
		CHECK(got == floor_packs || got == floor_packs + 1);
	}
}

static int
by_figure(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	return x->figures[0] < y->figures[0] ? -1 : x->figures[0] > y->figures[0];
}

static void
properties_hold_for_any_numbers(void)
{
	state = 20211109;
	for (int trial = 0; trial < 2000; trial++) {
		size_t n = (size_t)(1 + below(70)), figures = (size_t)(1 + below(3)), which;
		struct share *list = NEW(mem, struct share, n);
		static const int64_t weights[3][3] = { { 100 }, { 63, 37 }, { 50, 33, 17 } };
		int64_t pack = 1 + below(1200), packs = 1 + below(5000);
		struct share_basis b = by(pack * packs, pack, figures, weights[figures - 1]);
		b.deduct = trial % 4 == 3;
		for (size_t i = 0; i < n; i++) {
			list[i] = (struct share){ .code = code(i), .on_hand = below(3000) };
			for (size_t f = 0; f < figures; f++)
				list[i].figures[f] = below(trial % 3 ? 3 : 9000000) + (i == 0);
		}
		if (b.doses > SHARE_DOSES_MAX)
			continue;
		CHECK_INT(share_compute(mem, &b, list, n, &which), SHARE_FINE);
		CHECK_INT(sum_of(list, n), b.doses);
		for (size_t i = 0; i < n; i++)
			CHECK(list[i].doses >= 0 && list[i].doses % pack == 0);
		if (figures > 1 || b.deduct)
			continue;
		near_its_quota(&b, list, n);
		qsort(list, n, sizeof *list, by_figure);
		for (size_t i = 1; i < n; i++)
			CHECK(list[i].figures[0] == list[i - 1].figures[0]
				      ? labs(list[i].doses - list[i - 1].doses) <= pack
				      : list[i].doses >= list[i - 1].doses);
	}
}

static void
who_weighs_more_in_every_figure_gets_no_less(void)
{
	state = 7;
	for (int trial = 0; trial < 200; trial++) {
		struct share list[40];
		size_t which;
		struct share_basis b = by(100 * (1 + below(999)), 100, 3, (const int64_t[]){ 50, 30, 20 });
		for (size_t i = 0; i < 40; i++)
			for (size_t f = 0; f < SHARE_FIGURES_MAX; f++) {
				list[i].code = code(i);
				list[i].on_hand = 0;
				list[i].figures[f] = (i ? list[i - 1].figures[f] : 0) + 1 + below(1000);
			}
		CHECK_INT(share_compute(mem, &b, list, 40, &which), SHARE_FINE);
		for (size_t i = 1; i < 40; i++)
			CHECK(list[i].doses >= list[i - 1].doses);
	}
}

static int64_t
big(size_t n, bool deduct)
{
	size_t which;
	struct share *list = NEW(mem, struct share, n);
	struct share_basis b = by(SHARE_DOSES_MAX, 1, 8, (const int64_t[]){ 30, 20, 10, 10, 10, 10, 5, 5 });
	b.deduct = deduct;
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct share){ .code = code(i), .on_hand = SHARE_DOSES_MAX - below(1000) };
		for (size_t f = 0; f < 8; f++)
			list[i].figures[f] = SHARE_FIGURE_MAX - below(1000);
	}
	clock_t from = clock(); /* the processor's time: the machine may be busy with something else */
	CHECK_INT(share_compute(mem, &b, list, n, &which), SHARE_FINE);
	int64_t took = (int64_t)(clock() - from) * 1000000 / CLOCKS_PER_SEC;
	CHECK_INT(sum_of(list, n), SHARE_DOSES_MAX);
	return took;
}

static void
the_largest_numbers(void)
{
	int64_t small = big(2000, true), large = big(SHARE_RECEIVERS_MAX, true);
	big(SHARE_RECEIVERS_MAX, false);
	printf("  2,000 receivers %lld us, 20,000 receivers %lld us\n", (long long)small, (long long)large);
	CHECK(large < 60 * (small + 1000)); /* n log n is 13 times; n * n would be 100 */
	/* one has everything */
	size_t which;
	struct share *list = NEW(mem, struct share, SHARE_RECEIVERS_MAX);
	for (size_t i = 0; i < SHARE_RECEIVERS_MAX; i++)
		list[i] = (struct share){ .code = code(i), .figures = { i == 77 } };
	struct share_basis b = by_one(SHARE_DOSES_MAX, 10);
	CHECK_INT(share_compute(mem, &b, list, SHARE_RECEIVERS_MAX, &which), SHARE_FINE);
	CHECK_INT(list[77].doses, SHARE_DOSES_MAX);
}

int
main(void)
{
	mem = arena_new();
	TEST(a_round_by_hand);
	TEST(several_figures_are_weighed);
	TEST(equals_are_told_apart_by_code);
	TEST(stock_on_hand_is_taken_off);
	TEST(what_cannot_be_divided_is_said);
	TEST(properties_hold_for_any_numbers);
	TEST(who_weighs_more_in_every_figure_gets_no_less);
	TEST(the_largest_numbers);
	arena_free(mem);
	return test_end();
}
