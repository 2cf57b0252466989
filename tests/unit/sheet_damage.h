/* sheet_damage.h - files cut short and files with wrong bytes, the same ones in every run. */
#ifndef SHEET_DAMAGE_H
#define SHEET_DAMAGE_H

#include "sheet_make.h"
#include "test.h"

/* Every cut must be noticed; one that takes only padding away may leave the rows as they are. */
static void
cut_everywhere(const char *path, const char *prefix, int cuts, const char *whole)
{
	size_t n;
	const unsigned char *p = make_load(path, &n);
	int complete = 0;
	for (int i = 0; i < cuts; i++) {
		size_t len = 8 + (n - 9) * (size_t)i / (size_t)(cuts - 1);
		const char *got = make_read(make_file("cut", p, len), prefix);
		const char *fault = strrchr(got, '!');
		complete += !fault;
		if (!fault)
			CHECK_STR(got, whole);
		else
			CHECK(make_cx.problem.err == ERR_INVALID && strcmp(fault, "!sheet.slow") != 0);
	}
	CHECK(complete <= cuts / 20);
}

/* xorshift: the same damage in every run */
static uint64_t
chance(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* No damage may end this process or keep it waiting; what comes out of it does not matter. */
static void
damage(const char *path, const char *prefix, int times)
{
	size_t n;
	unsigned char *p = make_load(path, &n);
	uint64_t state = 20211109;
	for (int i = 0; i < times; i++) {
		unsigned char *q = malloc(n);
		memcpy(q, p, n);
		for (int k = 0; k <= i % 16; k++)
			q[chance(&state) % n] = (unsigned char)chance(&state);
		const char *got = make_read(make_file("damaged", q, n), prefix), *fault = strrchr(got, '!');
		free(q);
		CHECK(!fault || strcmp(fault, "!sheet.slow") != 0);
		CHECK(!fault || (make_cx.problem.vi[0] && make_cx.problem.en[0]));
	}
}

#endif
