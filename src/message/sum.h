/* sum.h - what a transaction adds to message_sum, gathered so that a row is touched once, in one order, last. */
#ifndef MESSAGE_SUM_H
#define MESSAGE_SUM_H

#include "message/message.h"

struct sum_row {
	int64_t unit_id;
	struct message_sum is;
};
struct sums {
	struct sum_row *list;
	size_t n, cap;
};
/* on_date of `is` is the local date of at_ms. */
void sums_add(struct arena *mem, struct sums *sums, int64_t unit_id, int64_t at_ms, struct message_sum is);
/* Posts them, sorted. */
enum err sums_post(struct ctx *cx, struct sums *sums) MUST_CHECK;

#endif
