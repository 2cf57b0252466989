#include "stats/stats_api.h"

#include "counter/counter.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

struct days {
	const char *from, *to;
};
static FIELDS(days, FIELD(days, from, F_DATE, 10, F_IN), FIELD(days, to, F_DATE, 10, F_IN));

static enum err
get_counters(struct request *rq)
{
	const struct days *in = rq->in;
	struct unit unit;
	struct count *list;
	size_t n;
	TRY(unit_in_path(rq, &unit));
	TRY(counter_list(&rq->cx, unit.id, strcmp(unit.level, "site") == 0, in->from ? in->from : "0000",
			 in->to ? in->to : "9999", &list, &n));
	return reply_list(rq, &count_fields, list, n, NULL);
}

const struct route stats_routes[] = {
	{ GET, "/api/v1/units/{unit}/counters", CAP_COUNTER_READ, TX_READ, &days_fields, get_counters,
	  "counters of a unit by day, product, dose number and outcome" },
	{ 0 },
};
