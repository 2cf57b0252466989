#include "trace/trace_api.h"

#include "staff/cap.h"
#include "stock/stock.h"
#include "trace/trace.h"
#include "unit/unit_api.h"

#include <unistd.h>

static enum err
place_and_lot(struct request *rq, struct unit *unit, struct lot *lot)
{
	TRY(unit_in_path(rq, unit));
	return lot_get(&rq->cx, request_id_param(rq, "lot"), lot);
}

/* ---- the way ---- */

static enum err
get_trace(struct request *rq)
{
	struct unit unit;
	struct lot lot;
	struct balance b;
	struct edge *from, *to;
	size_t nfrom, nto;
	TRY(place_and_lot(rq, &unit, &lot));
	TRY(stock_get(&rq->cx, unit.id, lot.lot_id, &b));
	TRY(trace_from(&rq->cx, unit.id, lot.lot_id, &from, &nfrom));
	TRY(trace_to(&rq->cx, unit.id, lot.lot_id, &to, &nto));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_id(out, "unit_id", unit.id);
	json_kv_text(out, "unit_name", unit.name);
	json_kv_text(out, "level", unit.level);
	json_key(out, "lot");
	fields_write(out, &balance_fields, &b);
	fields_write_list(out, "from", &edge_fields, from, nfrom);
	fields_write_list(out, "to", &edge_fields, to, nto);
	json_obj_end(out);
	return OK;
}

/* ---- who received it ---- */

struct people_in {
	const char *after; /* the page after this cursor */
};
static FIELDS(people_in, FIELD(people_in, after, F_TEXT, 60, F_IN));

/* "UNIT.DOSE", "-.DOSE" for those outside of our sites. */
static enum err
read_cursor(struct request *rq, const char *after, struct trace_mark *out)
{
	*out = (struct trace_mark){ 0 };
	if (!after)
		return OK;
	const char *dot = strchr(after, '.');
	out->elsewhere = after[0] == '-';
	if (dot && i64_parse(dot + 1, &out->dose_id) &&
	    (out->elsewhere || i64_parse(arena_strndup(rq->cx.mem, after, (size_t)(dot - after)), &out->unit_id)))
		return OK;
	return fail_field(&rq->cx, "after", "cursor.invalid", "Trang tiếp theo không đúng. Hãy mở lại danh sách.",
			  "This is no cursor of ours. Open the list again.");
}

static const char *
write_cursor(struct request *rq, const struct trace_mark *mark)
{
	if (mark->elsewhere)
		return arena_printf(rq->cx.mem, "-.%lld", (long long)mark->dose_id);
	return arena_printf(rq->cx.mem, "%lld.%lld", (long long)mark->unit_id, (long long)mark->dose_id);
}

static enum err
get_people(struct request *rq)
{
	struct unit unit;
	struct lot lot;
	struct trace_mark mark;
	struct recipient *list;
	size_t n;
	int64_t doses;
	const struct people_in *in = rq->in;
	TRY(read_cursor(rq, in->after, &mark));
	TRY(place_and_lot(rq, &unit, &lot));
	TRY(trace_count(&rq->cx, &unit, lot.lot_id, &doses));
	TRY(trace_people(&rq->cx, &unit, lot.lot_id, TRACE_PEOPLE_PAGE, &mark, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_i64(out, "doses", doses);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		request_views(rq, list[i].person_id);
		fields_write(out, &recipient_fields, &list[i]);
	}
	json_arr_end(out);
	json_kv_text(out, "next", n == TRACE_PEOPLE_PAGE ? write_cursor(rq, &mark) : NULL);
	json_obj_end(out);
	return OK;
}

static enum err
post_export(struct request *rq)
{
	struct unit unit;
	struct lot lot;
	struct job job;
	TRY(place_and_lot(rq, &unit, &lot));
	TRY(trace_export(&rq->cx, &unit, lot.lot_id, &job));
	return reply_one(rq, 202, &job_fields, &job);
}

static enum err
find_export(struct request *rq, struct job *job)
{
	TRY(job_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "job"), job));
	if (strcmp(job->kind, TRACE_EXPORT_KIND) == 0)
		return OK;
	return fail(&rq->cx, ERR_NOT_FOUND, "job.unknown", "Không có danh sách này ở đơn vị này.",
		    "This unit has no such list.");
}

static enum err
get_export(struct request *rq)
{
	struct job job;
	TRY(find_export(rq, &job));
	return reply_one(rq, 200, &job_fields, &job);
}

static enum err
get_export_file(struct request *rq)
{
	struct job job;
	TRY(find_export(rq, &job));
	if (strcmp(job.state, "done") == 0) {
		if (access(job.path, R_OK) == 0)
			return reply_sheet(rq, job.path, "nguoi-da-tiem");
		return fail(&rq->cx, ERR_NOT_FOUND, "export.gone",
			    "Tệp danh sách chỉ được giữ %d ngày trên máy chủ đã lập. Hãy lập lại danh sách.",
			    "The list's file is kept for %d days, on the server that made it. Make the list again.",
			    JOB_KEEP_DAYS);
	}
	return fail(&rq->cx, ERR_CONFLICT, "export.not_done", "Danh sách chưa lập xong: %lld người.",
		    "The list is not ready yet: %lld people so far.", (long long)job.total);
}

#define LOT "/api/v1/units/{unit}/lots/{lot}"

const struct route trace_routes[] = {
	{ GET, LOT "/trace", CAP_STOCK_READ, TX_READ, NULL, get_trace,
	  "one step of a lot's way: from whom a store had it, to whom it went, what is there" },
	{ GET, LOT "/people", CAP_LOT_PEOPLE, TX_READ, &people_in_fields, get_people,
	  "who received a lot here and below, and how many doses", LOGS_VIEW },
	{ POST, LOT "/people/export", CAP_LOT_PEOPLE, TX_WRITE, NULL, post_export,
	  "make the contact list of all who received a lot; it is made as a job" },
	{ GET, "/api/v1/units/{unit}/contact-lists/{job}", CAP_LOT_PEOPLE, TX_READ, NULL, get_export,
	  "how far such a list is" },
	{ GET, "/api/v1/units/{unit}/contact-lists/{job}/file", CAP_LOT_PEOPLE, TX_READ, NULL, get_export_file,
	  "the list itself" },
	{ 0 },
};
