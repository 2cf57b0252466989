#include "alarm/alarm_api.h"

#include "alarm/alarm.h"
#include "staff/cap.h"

static enum err
get_alarms(struct request *rq)
{
	struct unit unit;
	struct alarm *list;
	size_t n;
	const struct alarm_filter *filter = rq->in;
	TRY(unit_get(&rq->cx, request_id_param(rq, "unit"), &unit));
	TRY(alarm_list(&rq->cx, &unit, filter, &list, &n));
	int64_t page = filter->limit > 0 ? filter->limit : ALARM_PAGE;
	const char *next = n == (size_t)page ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].id) : NULL;
	return reply_list(rq, &alarm_fields, list, n, next);
}

const struct route alarm_routes[] = {
	{ GET, "/api/v1/units/{unit}/alarms", CAP_ALARM_READ, TX_READ, &alarm_filter_fields, get_alarms,
	  "what must be looked at now, here and below; state=all: also what is over" },
	{ 0 },
};
