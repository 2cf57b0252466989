#include "stats/stats_api.h"

#include "base/clock.h"
#include "certificate/certificate.h"
#include "counter/counter.h"
#include "staff/cap.h"
#include "unit/unit.h"

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
	TRY(unit_get(&rq->cx, request_id_param(rq, "unit"), &unit));
	TRY(counter_list(&rq->cx, unit.id, strcmp(unit.level, "site") == 0, in->from ? in->from : "0000",
			 in->to ? in->to : "9999", &list, &n));
	return reply_list(rq, &count_fields, list, n, NULL);
}

/* Healthy means: the database answers, and certificates are not late. */
static enum err
get_health(struct request *rq)
{
	int64_t late;
	TRY(certificate_lateness(&rq->cx, &late));
	bool ok = late < CERTIFICATE_LATE_MS;
	struct buf *out = reply_json(rq, ok ? 200 : 503);
	json_obj(out);
	json_kv_bool(out, "ok", ok);
	json_kv_time(out, "now", rq->cx.now);
	json_kv_i64(out, "certificate_late_ms", late);
	json_obj_end(out);
	return OK;
}

const struct route stats_routes[] = {
	{ GET, "/healthz", CAP_PUBLIC, TX_READ, NULL, get_health, "does the server work: database and certificates" },
	{ GET, "/api/v1/units/{unit}/counters", CAP_COUNTER_READ, TX_READ, &days_fields, get_counters,
	  "counters of a unit by day, product, dose number and outcome" },
	{ 0 },
};
