/* working_days.h - by when an answer is due that the law gives a number of working days. */
#ifndef BOOK_WORKING_DAYS_H
#define BOOK_WORKING_DAYS_H

#include "base/ctx.h"

#include <jansson.h>

/* The n-th working day behind a day (days since 1970-01-01): Saturdays, Sundays and the days of a JSON list ("YYYY-MM-DD"; NULL:
 * none) do not count. */
int64_t working_day_after(int64_t day, int64_t n, const json_t *holidays);
/* The end (ms UTC) of the last working day for a request of this moment: rule kind request_clock. */
enum err request_due(struct ctx *cx, int64_t *due_ms) MUST_CHECK;

#endif
