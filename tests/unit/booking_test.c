/* booking_test: the draw: the same for everybody who does it again, and nobody is better placed than anybody else. */
#include "base/id.h"
#include "booking/booking.h"
#include "test.h"

#include <stdlib.h>

enum { TICKETS = 20, DRAWS = 4000 };

static struct arena *mem;

struct entry {
	const char *key;
	size_t ticket;
};

static int
by_key(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

/* The ticket ids of a crowd that came in one second, as the server makes them: neighbours. */
static void
draw(const char *seed, struct entry out[TICKETS])
{
	for (size_t i = 0; i < TICKETS; i++)
		out[i] = (struct entry){ draw_key(mem, seed, INT64_C(200000000000000000) + (int64_t)i), i };
	qsort(out, TICKETS, sizeof *out, by_key);
}

static const char *
seed_of(int i)
{
	const char *text = arena_printf(mem, "seed %d", i);
	return sha256_hex(mem, text, strlen(text));
}

static void
anybody_can_check_it(void)
{
	/* by hand: printf '%s' seed | sha256sum; printf 'seed:7' | sha256sum */
	CHECK_STR(draw_commitment(mem, "seed"), "19b25856e1c150ca834cffc8b59b23adbd0ec0389e58eb22b3b64768098d002b");
	CHECK_STR(draw_key(mem, "seed", 7), sha256_hex(mem, "seed:7", 6));
	struct entry a[TICKETS], b[TICKETS];
	draw(seed_of(1), a);
	draw(seed_of(1), b);
	for (size_t i = 0; i < TICKETS; i++)
		CHECK_INT(a[i].ticket, b[i].ticket);
}

/* Each ticket on each place should come DRAWS / TICKETS times. Chi-square over the whole table has (TICKETS - 1)^2 = 361 degrees
 * of freedom; 99.99 % of fair draws stay below 468. The seeds are fixed, so that the test is not a draw itself. */
static double
chi_square(int64_t count[TICKETS][TICKETS])
{
	double sum = 0, expected = (double)DRAWS / TICKETS;
	for (size_t i = 0; i < TICKETS; i++)
		for (size_t k = 0; k < TICKETS; k++)
			sum += ((double)count[i][k] - expected) * ((double)count[i][k] - expected) / expected;
	return sum;
}

static void
every_ticket_may_get_every_place(void)
{
	static int64_t count[TICKETS][TICKETS];
	struct entry drawn[TICKETS];
	for (int d = 0; d < DRAWS; d++) {
		draw(seed_of(d), drawn);
		for (size_t place = 0; place < TICKETS; place++)
			count[drawn[place].ticket][place]++;
		arena_reset(mem);
	}
	double x = chi_square(count);
	printf("  chi-square %.1f over 361 degrees of freedom\n", x);
	CHECK(x < 468);
	CHECK(x > 270); /* and not suspiciously even */
}

/* Who comes first is not before who comes later: neighbours stand in either order equally often. */
static void
coming_early_is_no_advantage(void)
{
	int64_t before = 0;
	struct entry drawn[TICKETS];
	for (int d = 0; d < DRAWS; d++) {
		size_t place[TICKETS];
		draw(seed_of(d), drawn);
		for (size_t i = 0; i < TICKETS; i++)
			place[drawn[i].ticket] = i;
		before += place[0] < place[TICKETS - 1];
		arena_reset(mem);
	}
	/* 2,000 are expected, the standard deviation is 32 */
	CHECK(before > 2000 - 4 * 32 && before < 2000 + 4 * 32);
}

int
main(void)
{
	mem = arena_new();
	TEST(anybody_can_check_it);
	TEST(every_ticket_may_get_every_place);
	TEST(coming_early_is_no_advantage);
	arena_free(mem);
	return test_end();
}
