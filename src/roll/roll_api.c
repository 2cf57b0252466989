#include "roll/roll_api.h"

#include "intake/column.h"
#include "intake/upload_api.h"
#include "roll/roll.h"
#include "staff/staff.h"
#include "unit/unit_api.h"

struct roll_query {
	int64_t before;
};
static FIELDS(roll_query, FIELD(roll_query, before, F_ID, 0, F_IN));

struct roll_new {
	const char *name, *organisation;
	struct list rows;
};
static FIELDS(roll_new, FIELD(roll_new, name, F_TEXT, 200, F_IN), FIELD(roll_new, organisation, F_TEXT, 200, F_IN),
	      FIELD_LIST(roll_new, rows, &roll_cells_fields, ROLL_TYPED_MAX, F_IN));

struct roll_sent {
	const char *organisation;
};
static FIELDS(roll_sent, FIELD(roll_sent, organisation, F_TEXT, 200, F_IN));

struct roll_more {
	struct list rows;
};
static FIELDS(roll_more, FIELD_LIST(roll_more, rows, &roll_cells_fields, ROLL_TYPED_MAX, F_IN | F_MUST));

struct cell_in {
	const char *column, *text;
};
static FIELDS(cell_in, FIELD(cell_in, column, F_TEXT, 40, F_IN | F_MUST),
	      FIELD(cell_in, text, F_TEXT, ROLL_CELL_MAX, F_IN));

struct roll_correction {
	int64_t version;
	struct list cells;
};
static FIELDS(roll_correction, FIELD_RANGE(roll_correction, version, 0, INT64_MAX, F_IN),
	      FIELD_LIST(roll_correction, cells, &cell_in_fields, 24, F_IN | F_MUST));

struct row_ref {
	int64_t row_no;
};
static FIELDS(row_ref, FIELD_RANGE(row_ref, row_no, 1, INT64_MAX, F_IN | F_MUST));

struct roll_decision {
	const char *decision, *why, *all_of;
	struct list rows;
};
static FIELDS(roll_decision, FIELD(roll_decision, decision, F_TEXT, 16, F_IN | F_MUST),
	      FIELD(roll_decision, why, F_LINES, 500, F_IN), FIELD(roll_decision, all_of, F_TEXT, 16, F_IN),
	      FIELD_LIST(roll_decision, rows, &row_ref_fields, ROLL_TYPED_MAX, F_IN));

struct roll_reason {
	const char *why;
};
static FIELDS(roll_reason, FIELD(roll_reason, why, F_LINES, 500, F_IN));

/* Who belongs to the unit sees what was sent to it; an organisation its own. */
static bool
sees_all(const struct request *rq)
{
	return role_has(rq->cx.actor->role, CAP_LIST_READ);
}

static enum err
find_roll(struct request *rq, struct roll *roll)
{
	return roll_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "list"), sees_all(rq), roll);
}

static enum err
post_list(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct roll_sent query = { 0 };
	struct unit unit;
	struct roll roll;
	const char *path = NULL;
	TRY(fields_read_query(cx, &roll_sent_fields, rq->query ? rq->query : "", &query, NULL));
	TRY(unit_get(cx, request_id_param(rq, "unit"), &unit));
	TRY(upload_keep(rq, &path));
	TRY(roll_create(cx, &unit, upload_name(rq), query.organisation, path, &roll));
	return reply_one(rq, 202, &roll_fields, &roll);
}

static enum err
post_typed(struct request *rq)
{
	const struct roll_new *in = rq->in;
	struct unit unit;
	struct roll roll;
	const char *name = in->name && *in->name ? in->name : "Danh sách gõ trên trang";
	TRY(unit_in_path(rq, &unit));
	TRY(roll_create(&rq->cx, &unit, name, in->organisation, "", &roll));
	if (in->rows.n)
		TRY(roll_add(&rq->cx, &roll, in->rows.items, in->rows.n));
	return reply_one(rq, 201, &roll_fields, &roll);
}

static enum err
get_lists(struct request *rq)
{
	const struct roll_query *in = rq->in;
	struct roll *list;
	size_t n;
	TRY(roll_list(&rq->cx, request_id_param(rq, "unit"), sees_all(rq), in->before, &list, &n));
	const char *next = n == ROLL_PAGE ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].id) : NULL;
	return reply_list(rq, &roll_fields, list, n, next);
}

static enum err
get_list(struct request *rq)
{
	struct roll roll;
	struct roll_count *counts;
	size_t n;
	bool busy;
	TRY(find_roll(rq, &roll));
	TRY(roll_counts(&rq->cx, &roll, &counts, &n));
	TRY(roll_busy(&rq->cx, &roll, &busy));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	fields_write_members(out, &roll_fields, &roll);
	json_kv_bool(out, "busy", busy);
	json_kv_bool(out, "mine", roll.created_by == rq->cx.actor->staff_id);
	fields_write_list(out, "counts", &roll_count_fields, counts, n);
	json_obj_end(out);
	return OK;
}

/* Whose record a row is, only the unit's own staff are told: they may open it. */
static void
write_row(struct request *rq, struct buf *out, const struct roll_row *row)
{
	json_obj(out);
	fields_write_members(out, &roll_row_fields, row);
	if (sees_all(rq))
		json_kv_id(out, "person_id", row->person_id);
	json_obj_end(out);
	if (row->person_id)
		request_views(rq, row->person_id);
}

static enum err
get_rows(struct request *rq)
{
	const struct roll_filter *in = rq->in;
	struct roll roll;
	struct roll_row *rows;
	size_t n;
	TRY(find_roll(rq, &roll));
	TRY(roll_rows(&rq->cx, &roll, in, &rows, &n));
	TRY(roll_progress(&rq->cx, rows, n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++)
		write_row(rq, out, &rows[i]);
	json_arr_end(out);
	json_kv_text(out, "next",
		     n == ROLL_ROW_PAGE ? arena_printf(rq->cx.mem, "%lld", (long long)rows[n - 1].row_no) : NULL);
	json_obj_end(out);
	return OK;
}

static enum err
post_rows(struct request *rq)
{
	const struct roll_more *in = rq->in;
	struct roll roll;
	TRY(find_roll(rq, &roll));
	TRY(roll_add(&rq->cx, &roll, in->rows.items, in->rows.n));
	return reply_empty(rq);
}

static enum err
post_correction(struct request *rq)
{
	const struct roll_correction *in = rq->in;
	const struct cell_in *cells = in->cells.items;
	struct roll roll;
	struct roll_cells row = { 0 };
	uint64_t has = 0;
	for (size_t i = 0; i < in->cells.n; i++) {
		const struct field *f = fields_find(&roll_cells_fields, cells[i].column);
		if (!f)
			return fail_field(&rq->cx, "column", "roll.column", "Danh sách không có cột \"%s\".",
					  "The list has no column \"%s\".", cells[i].column);
		*(const char **)(void *)((char *)&row + f->offset) = cells[i].text;
		has |= UINT64_C(1) << (f - roll_cells_fields.list);
	}
	TRY(find_roll(rq, &roll));
	TRY(roll_correct(&rq->cx, &roll, request_id_param(rq, "row"), in->version, &row, has));
	return reply_empty(rq);
}

static enum err
post_decision(struct request *rq)
{
	const struct roll_decision *in = rq->in;
	const struct row_ref *refs = in->rows.items;
	struct roll roll;
	int64_t rows[ROLL_TYPED_MAX];
	TRY(find_roll(rq, &roll));
	if (in->all_of && strcmp(in->decision, "leave") == 0)
		TRY(roll_leave_all(&rq->cx, &roll, in->all_of));
	for (size_t i = 0; i < in->rows.n; i++)
		rows[i] = refs[i].row_no;
	if (in->rows.n || !in->all_of)
		TRY(roll_decide(&rq->cx, &roll, rows, in->rows.n, in->decision, in->why));
	return reply_empty(rq);
}

static enum err
post_commit(struct request *rq)
{
	struct roll roll;
	TRY(find_roll(rq, &roll));
	TRY(roll_commit(&rq->cx, &roll));
	TRY(find_roll(rq, &roll));
	return reply_one(rq, 202, &roll_fields, &roll);
}

static enum err
post_withdraw(struct request *rq)
{
	const struct roll_reason *in = rq->in;
	struct roll roll;
	TRY(find_roll(rq, &roll));
	TRY(roll_withdraw(&rq->cx, &roll, in->why));
	TRY(find_roll(rq, &roll));
	return reply_one(rq, 202, &roll_fields, &roll);
}

static enum err
get_result(struct request *rq)
{
	struct roll roll;
	const char *bytes;
	size_t n;
	TRY(find_roll(rq, &roll));
	TRY(roll_result(&rq->cx, &roll, &bytes, &n));
	TRY(reply_bytes(rq, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes, n));
	rq->file_name = "ket-qua-danh-sach.xlsx";
	return OK;
}

const struct route roll_routes[] = {
	{ POST, "/api/v1/units/{unit}/lists", CAP_LIST_WRITE, TX_WRITE, NULL, post_list,
	  "send a list of people (.xls, .xlsx, .csv); it is read into a draft, nothing counts yet", .flags = UPLOAD,
	  .compute = upload_sync },
	{ POST, "/api/v1/units/{unit}/lists/typed", CAP_LIST_WRITE, TX_WRITE, &roll_new_fields, post_typed,
	  "begin a draft with rows that were typed", LARGE_BODY },
	{ GET, "/api/v1/units/{unit}/lists", CAP_LIST_WRITE, TX_READ, &roll_query_fields, get_lists,
	  "lists of a unit, newest first; an organisation sees its own" },
	{ GET, "/api/v1/units/{unit}/lists/{list}", CAP_LIST_WRITE, TX_READ, NULL, get_list,
	  "how a list stands: rows by verdict, decision and outcome" },
	{ GET, "/api/v1/units/{unit}/lists/{list}/rows", CAP_LIST_WRITE, TX_READ, &roll_filter_fields, get_rows,
	  "rows of a list, with what is thought of each and how far its person is", LOGS_VIEW },
	{ POST, "/api/v1/units/{unit}/lists/{list}/rows", CAP_LIST_WRITE, TX_WRITE, &roll_more_fields, post_rows,
	  "add typed rows to a draft", LARGE_BODY },
	{ POST, "/api/v1/units/{unit}/lists/{list}/rows/{row}", CAP_LIST_WRITE, TX_WRITE, &roll_correction_fields,
	  post_correction, "correct cells of a row; it is judged again" },
	{ POST, "/api/v1/units/{unit}/lists/{list}/decide", CAP_LIST_WRITE, TX_WRITE, &roll_decision_fields,
	  post_decision, "decide for rows: take, leave, same, different (with the reason), undo" },
	{ POST, "/api/v1/units/{unit}/lists/{list}/commit", CAP_LIST_WRITE, TX_WRITE, NULL, post_commit,
	  "register the people of the list, row by row, as a job" },
	{ POST, "/api/v1/units/{unit}/lists/{list}/withdraw", CAP_LIST_WRITE, TX_WRITE, &roll_reason_fields,
	  post_withdraw, "take a list back: who waits only because of it is withdrawn; a draft is dropped" },
	{ GET, "/api/v1/units/{unit}/lists/{list}/result.xlsx", CAP_LIST_WRITE, TX_READ, NULL, get_result,
	  "the list as a workbook, each row with what became of it" },
	{ 0 },
};
