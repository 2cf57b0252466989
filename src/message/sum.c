#include "message/sum.h"

#include "base/clock.h"
#include "message_sql.h"

#include <stdlib.h>

FIELDS(message_sum, FIELD(message_sum, on_date, F_DATE, 10, F_ROW),
       FIELD(message_sum, purpose, F_TEXT, 20, F_ROW | F_OUT), FIELD(message_sum, sent, F_I64, 0, F_ROW | F_OUT),
       FIELD(message_sum, delivered, F_I64, 0, F_ROW | F_OUT), FIELD(message_sum, failed, F_I64, 0, F_ROW | F_OUT),
       FIELD(message_sum, expired, F_I64, 0, F_ROW | F_OUT), FIELD(message_sum, repeated, F_I64, 0, F_ROW | F_OUT),
       FIELD(message_sum, parts, F_I64, 0, F_ROW | F_OUT), FIELD(message_sum, cost, F_I64, 0, F_ROW | F_OUT));

void
sums_add(struct arena *mem, struct sums *sums, int64_t unit_id, int64_t at_ms, struct message_sum is)
{
	char date[DATE_SIZE];
	if (sums->n == sums->cap) {
		struct sum_row *more = NEW(mem, struct sum_row, 2 * sums->cap + 16);
		if (sums->n)
			memcpy(more, sums->list, sums->n * sizeof *more);
		sums->list = more;
		sums->cap = 2 * sums->cap + 16;
	}
	date_text(at_ms, date);
	is.on_date = arena_strdup(mem, date);
	sums->list[sums->n++] = (struct sum_row){ unit_id, is };
}

static int
compare_rows(const void *a, const void *b)
{
	const struct sum_row *x = a, *y = b;
	if (x->unit_id != y->unit_id)
		return x->unit_id < y->unit_id ? -1 : 1;
	int c = strcmp(x->is.on_date, y->is.on_date);
	return c ? c : strcmp(x->is.purpose, y->is.purpose);
}

static void
merge(struct message_sum *into, const struct message_sum *is)
{
	into->sent += is->sent;
	into->delivered += is->delivered;
	into->failed += is->failed;
	into->expired += is->expired;
	into->repeated += is->repeated;
	into->parts += is->parts;
	into->cost += is->cost;
}

enum err
sums_post(struct ctx *cx, struct sums *sums)
{
	if (!sums->n)
		return OK;
	qsort(sums->list, sums->n, sizeof *sums->list, compare_rows);
	for (size_t i = 0; i < sums->n;) {
		struct sum_row row = sums->list[i++];
		for (; i < sums->n && compare_rows(&row, &sums->list[i]) == 0; i++)
			merge(&row.is, &sums->list[i].is);
		TRY(db_post(cx, sql_message_sum_add(row.unit_id, row.is.on_date, row.is.purpose, row.is.sent,
						    row.is.delivered, row.is.failed, row.is.expired, row.is.repeated,
						    row.is.parts, row.is.cost)));
	}
	return OK;
}
