/* test.h - the smallest test frame that says what failed and where.
 *
 * A test program lists its cases in main: TEST(name) runs one, test_end() prints the closing line
 * "N passed, N failed, N skipped" that ./test adds up, and returns the exit status. */
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int test_passed, test_failed, test_skipped;
static bool test_bad;

#define CHECK(cond)                                                                   \
	do {                                                                          \
		if (!(cond)) {                                                        \
			test_bad = true;                                              \
			printf("  %s:%d: not true: %s\n", __FILE__, __LINE__, #cond); \
		}                                                                     \
	} while (0)
#define CHECK_STR(got, want)                                                                        \
	do {                                                                                        \
		const char *got_ = (got), *want_ = (want);                                          \
		if (!got_ || strcmp(got_, want_) != 0) {                                            \
			test_bad = true;                                                            \
			printf("  %s:%d: %s\n    got  %s\n    want %s\n", __FILE__, __LINE__, #got, \
			       got_ ? got_ : "(null)", want_);                                      \
		}                                                                                   \
	} while (0)
#define CHECK_INT(got, want)                                                                                 \
	do {                                                                                                 \
		long long got_ = (long long)(got), want_ = (long long)(want);                                \
		if (got_ != want_) {                                                                         \
			test_bad = true;                                                                     \
			printf("  %s:%d: %s: got %lld, want %lld\n", __FILE__, __LINE__, #got, got_, want_); \
		}                                                                                            \
	} while (0)
#define TEST(fn)                                                      \
	do {                                                          \
		test_bad = false;                                     \
		fn();                                                 \
		printf("%s - %s\n", test_bad ? "not ok" : "ok", #fn); \
		*(test_bad ? &test_failed : &test_passed) += 1;       \
	} while (0)
#define SKIP(why) (test_skipped++, printf("skipped - %s\n", (why)))

static inline int
test_end(void)
{
	printf("%d passed, %d failed, %d skipped\n", test_passed, test_failed, test_skipped);
	return test_failed ? 1 : 0;
}

#endif
