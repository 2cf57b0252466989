#include "alarm/alarm_api.h"

#include "alarm/alarm.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

static enum err
get_alarms(struct request *rq)
{
	struct unit unit;
	struct alarm *list;
	size_t n;
	const struct alarm_filter *filter = rq->in;
	TRY(unit_in_path(rq, &unit));
	TRY(alarm_list(&rq->cx, &unit, filter, &list, &n));
	int64_t page = filter->limit > 0 ? filter->limit : ALARM_PAGE;
	const char *next = n == (size_t)page ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].id) : NULL;
	return reply_list(rq, &alarm_fields, list, n, next);
}

struct close_in {
	const char *why;
};
static FIELDS(close_in, FIELD(close_in, why, F_TEXT, ALARM_WHY_MAX, F_IN | F_MUST));

static enum err
post_close(struct request *rq)
{
	struct alarm alarm;
	const struct close_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(alarm_close(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "alarm"), in->why, &alarm));
	return reply_one(rq, 200, &alarm_fields, &alarm);
}

const struct route alarm_routes[] = {
	{ GET, "/api/v1/units/{unit}/alarms", CAP_ALARM_READ, TX_READ, &alarm_filter_fields, get_alarms,
	  "what must be looked at now, here and below; state=all: also what is over" },
	{ POST, "/api/v1/units/{unit}/alarms/{alarm}/close", CAP_ALARM_CLOSE, TX_WRITE, &close_in_fields, post_close,
	  "say what was found, and close it" },
	{ 0 },
};
