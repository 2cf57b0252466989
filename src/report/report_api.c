#include "report/report_api.h"

#include "base/clock.h"
#include "report/report.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

struct day_in {
	const char *on; /* NULL: today */
};
static FIELDS(day_in, FIELD(day_in, on, F_DATE, 10, F_IN));

static const char *
day_of(struct request *rq)
{
	const struct day_in *in = rq->in;
	char *today = arena_alloc(rq->cx.mem, DATE_SIZE);
	date_text(rq->cx.now, today);
	return in->on ? in->on : today;
}

static void
write_version(struct buf *out, const struct day_report *v)
{
	json_obj(out);
	json_kv_i64(out, "version", v->version);
	fields_write_members(out, &day_figures_fields, &v->confirmed);
	json_kv_text(out, "note", v->note);
	json_kv_text(out, "why", v->why);
	json_kv_text(out, "confirmed_by", v->confirmed_by);
	json_kv_time(out, "confirmed_at", v->confirmed_ms);
	json_kv_bool(out, "late", v->late);
	json_obj_end(out);
}

/* now: as the books stand; versions: what was confirmed, the newest first. Where the two differ, the day was changed after it
 * was confirmed. */
static enum err
reply_day(struct request *rq, int status, const char *on)
{
	struct day_figures now;
	struct day_report *list;
	size_t n;
	int64_t unit = request_id_param(rq, "unit");
	TRY(report_figures(&rq->cx, unit, on, &now));
	TRY(report_versions(&rq->cx, unit, on, &list, &n));
	struct buf *out = reply_json(rq, status);
	json_obj(out);
	json_kv_text(out, "on_date", on);
	json_key(out, "now");
	fields_write(out, &day_figures_fields, &now);
	json_kv_bool(out, "confirmed", n > 0);
	json_kv_bool(out, "changed", n > 0 && !report_same(&list[0].confirmed, &now));
	json_key(out, "versions");
	json_arr(out);
	for (size_t i = 0; i < n; i++)
		write_version(out, &list[i]);
	json_arr_end(out);
	json_obj_end(out);
	return OK;
}

static enum err
get_day(struct request *rq)
{
	return reply_day(rq, 200, day_of(rq));
}

static enum err
post_confirm(struct request *rq)
{
	struct day_report r;
	const struct confirm_in *in = rq->in;
	const char *on = request_param(rq, "day");
	int64_t days;
	if (!date_parse(on, &days))
		return fail_field(&rq->cx, "day", "date.invalid", "Ngày trong địa chỉ phải có dạng 2021-08-31.",
				  "The day in the address must look like 2021-08-31.");
	rq->cx.why = in->why;
	TRY(report_confirm(&rq->cx, request_id_param(rq, "unit"), on, in, &r));
	return reply_day(rq, 201, on);
}

static enum err
get_missing(struct request *rq)
{
	struct unit unit;
	struct missing_report *list;
	size_t n;
	bool due;
	const char *on = day_of(rq);
	TRY(unit_in_path(rq, &unit));
	TRY(report_missing(&rq->cx, &unit, on, &list, &n, &due));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_text(out, "on_date", on);
	json_kv_bool(out, "due", due);
	fields_write_list(out, "items", &missing_report_fields, list, n);
	json_obj_end(out);
	return OK;
}

static enum err
get_reconciliation(struct request *rq)
{
	struct reconciliation *list;
	size_t n;
	TRY(report_reconcile(&rq->cx, request_id_param(rq, "unit"), day_of(rq), &list, &n));
	return reply_list(rq, &reconciliation_fields, list, n, NULL);
}

static enum err
get_questions(struct request *rq)
{
	struct unit unit;
	struct question *list;
	size_t n;
	TRY(unit_in_path(rq, &unit));
	TRY(report_questions(&rq->cx, &unit, &list, &n));
	return reply_list(rq, &question_fields, list, n, NULL);
}

struct span_in {
	const char *from, *to;
};
static FIELDS(span_in, FIELD(span_in, from, F_DATE, 10, F_IN | F_MUST), FIELD(span_in, to, F_DATE, 10, F_IN | F_MUST));

static enum err
get_wastage(struct request *rq)
{
	struct wastage *list;
	size_t n;
	const struct span_in *in = rq->in;
	TRY(report_wastage(&rq->cx, request_id_param(rq, "unit"), in->from, in->to, &list, &n));
	return reply_list(rq, &wastage_fields, list, n, NULL);
}

static enum err
get_levels(struct request *rq)
{
	struct level *list;
	size_t n;
	const struct span_in *in = rq->in;
	TRY(report_levels(&rq->cx, request_id_param(rq, "unit"), in->from, in->to, &list, &n));
	return reply_list(rq, &level_fields, list, n, NULL);
}

const struct route report_routes[] = {
	{ GET, "/api/v1/units/{unit}/day-report", CAP_STOCK_READ, TX_READ, &day_in_fields, get_day,
	  "the figures of a site's day as they are, and as they were confirmed" },
	{ POST, "/api/v1/units/{unit}/day-report/{day}/confirm", CAP_REPORT_CONFIRM, TX_WRITE, &confirm_in_fields,
	  post_confirm, "confirm a day; a second time with a reason" },
	{ GET, "/api/v1/units/{unit}/day-report/missing", CAP_STOCK_READ, TX_READ, &day_in_fields, get_missing,
	  "sites here and below that worked on a day and have not confirmed it" },
	{ GET, "/api/v1/units/{unit}/reconciliation", CAP_STOCK_READ, TX_READ, &day_in_fields, get_reconciliation,
	  "lot by lot: opening, what moved, closing, what was counted, and what is still open" },
	{ GET, "/api/v1/units/{unit}/reconciliation/open", CAP_STOCK_READ, TX_READ, NULL, get_questions,
	  "differences here and below that nobody has explained, doses given that no store received" },
	{ GET, "/api/v1/units/{unit}/wastage", CAP_STOCK_READ, TX_READ, &span_in_fields, get_wastage,
	  "doses wasted by day: of open vials and of closed ones, by reason" },
	{ GET, "/api/v1/units/{unit}/stock-levels", CAP_STOCK_READ, TX_READ, &span_in_fields, get_levels,
	  "doses of each lot in a store at the end of each day on which something moved" },
	{ 0 },
};
