/* Lists as their senders see and change them. */
#include "roll/roll_parts.h"

#include "base/clock.h"
#include "base/id.h"
#include "roll_sql.h"

#include <unistd.h>

#define TEXT_OUT(tag, member, max) FIELD(tag, member, F_TEXT, max, F_ROW | F_OUT)
FIELDS(roll, FIELD(roll, unit_id, F_ID, 0, F_ROW | F_OUT), FIELD(roll, id, F_ID, 0, F_ROW | F_OUT),
       TEXT_OUT(roll, name, 300), TEXT_OUT(roll, organisation, 300), TEXT_OUT(roll, source, 16),
       FIELD(roll, path, F_TEXT, 4096, F_ROW), TEXT_OUT(roll, state, 16), FIELD(roll, why, F_LINES, 500, F_ROW | F_OUT),
       TEXT_OUT(roll, error_vi, 1000), TEXT_OUT(roll, error_en, 1000), FIELD(roll, created_by, F_ID, 0, F_ROW),
       FIELD(roll, created_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(roll, committed_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(roll, changed_ms, F_TIME, 0, F_ROW | F_OUT));

FIELDS(roll_row, FIELD(roll_row, row_no, F_I64, INT64_MAX, F_ROW | F_OUT),
       FIELD_RANGE(roll_row, version, 0, INT64_MAX, F_ROW | F_OUT),
       FIELD(roll_row, cells, F_JSON, 65536, F_ROW | F_OUT), FIELD(roll_row, sent, F_JSON, 65536, F_ROW | F_OUT),
       TEXT_OUT(roll_row, verdict, 16), TEXT_OUT(roll_row, code, 60), TEXT_OUT(roll_row, field, 40),
       TEXT_OUT(roll_row, message_vi, 4000), TEXT_OUT(roll_row, message_en, 4000), TEXT_OUT(roll_row, differs, 80),
       TEXT_OUT(roll_row, others, 200), FIELD(roll_row, person_id, F_ID, 0, F_ROW), TEXT_OUT(roll_row, decision, 16),
       FIELD(roll_row, why, F_LINES, 500, F_ROW | F_OUT), TEXT_OUT(roll_row, outcome, 16),
       TEXT_OUT(roll_row, outcome_vi, 4000), TEXT_OUT(roll_row, outcome_en, 4000),
       FIELD(roll_row, registration_id, F_ID, 0, F_ROW), FIELD(roll_row, progress, F_TEXT, 16, F_OUT),
       FIELD(roll_row, placed_on, F_DATE, 0, F_OUT));

FIELDS(roll_count, TEXT_OUT(roll_count, verdict, 16), TEXT_OUT(roll_count, code, 60),
       TEXT_OUT(roll_count, decision, 16), TEXT_OUT(roll_count, outcome, 16),
       FIELD(roll_count, n, F_I64, INT64_MAX, F_ROW | F_OUT));

FIELDS(roll_filter, FIELD(roll_filter, verdict, F_TEXT, 16, F_IN), FIELD(roll_filter, outcome, F_TEXT, 16, F_IN),
       FIELD(roll_filter, undecided, F_BOOL, 0, F_IN), FIELD_RANGE(roll_filter, after, 0, INT64_MAX, F_IN));

/* In the order of the form's columns, from PL1_NAME on. */
#define CELL(member) FIELD(roll_cells, member, F_TEXT, ROLL_CELL_MAX, F_IN)
FIELDS(roll_cells, CELL(name), CELL(birth_date), CELL(sex), CELL(priority_group), CELL(workplace), CELL(phone),
       CELL(number), CELL(insurance), CELL(province), CELL(province_code), CELL(district), CELL(district_code),
       CELL(commune), CELL(commune_code), CELL(address), CELL(dose1_product), CELL(dose1_date), CELL(dose1_lot),
       CELL(dose1_site), CELL(dose2_product), CELL(dose2_date), CELL(dose2_lot), CELL(dose2_site), CELL(note));
_Static_assert(sizeof(struct roll_cells) == (PL1__COLUMNS - PL1_NAME) * sizeof(char *), "one member a column");

static const char **
cell_of(struct roll_cells *cells, int column)
{
	return (const char **)(void *)((char *)cells + roll_cells_fields.list[column - PL1_NAME].offset);
}

enum err
cells_read(struct ctx *cx, const char *json, const char *out[PL1__COLUMNS])
{
	struct roll_cells cells = { 0 };
	TRY(fields_read(cx, &roll_cells_fields, json, strlen(json), &cells, NULL));
	out[0] = "";
	for (int i = PL1_NAME; i < PL1__COLUMNS; i++)
		out[i] = *cell_of(&cells, i) ? *cell_of(&cells, i) : "";
	return OK;
}

/* What a sheet holds may be of any length and may hold signs that no text of ours has. */
static const char *
storable(struct arena *mem, const char *text)
{
	size_t n = strlen(text);
	if (n > ROLL_CELL_MAX)
		for (n = ROLL_CELL_MAX; n && ((unsigned char)text[n] & 0xc0) == 0x80;)
			n--;
	char *out = arena_strndup(mem, text, n);
	for (char *p = out; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	return out;
}

const char *
cells_write(struct arena *mem, const char *const cells[PL1__COLUMNS])
{
	struct buf out = buf_new(mem);
	json_obj(&out);
	for (int i = PL1_NAME; i < PL1__COLUMNS; i++)
		if (*cells[i])
			json_kv_text(&out, roll_cells_fields.list[i - PL1_NAME].name, storable(mem, cells[i]));
	json_obj_end(&out);
	return buf_text(&out);
}

static const char *
typed_cells(struct arena *mem, const struct roll_cells *row)
{
	const char *cells[PL1__COLUMNS] = { "" };
	struct roll_cells copy = *row;
	for (int i = PL1_NAME; i < PL1__COLUMNS; i++)
		cells[i] = *cell_of(&copy, i) ? *cell_of(&copy, i) : "";
	return cells_write(mem, cells);
}

/* ---- lists ---- */

static bool
is_any(const char *text, const char *a, const char *b, const char *c)
{
	return text && (strcmp(text, a) == 0 || strcmp(text, b) == 0 || (c && strcmp(text, c) == 0));
}

enum err
roll_forget(struct ctx *cx, bool *more)
{
	struct rows rows;
	TRY(db_query(cx, sql_roll_stale(cx->now - ROLL_DRAFT_DAYS * MS_DAY), &rows));
	*more = rows.n > 0;
	for (size_t r = 0; r < rows.n; r++) {
		const struct roll old = { .unit_id = db_cell(&rows, r, 0)->i,
					  .id = db_cell(&rows, r, 1)->i,
					  .name = "",
					  .path = "",
					  .state = "draft",
					  .created_by = db_cell(&rows, r, 2)->i };
		bool mine; /* not another server's */
		TRY(db_claim(cx,
			     sql_roll_move(old.unit_id, old.id, "draft", "draft", "withdrawing", "quá hạn", cx->now),
			     &mine));
		if (mine)
			TRY(roll_work(cx, &old, JOB_WITHDRAW));
	}
	return OK;
}

enum err
roll_create(struct ctx *cx, const struct unit *unit, const char *name, const char *organisation, const char *path,
	    struct roll *out)
{
	int64_t staff_id = cx->actor->staff_id, drafts;
	bool typed = !*path, own = !role_has(cx->actor->role, CAP_LIST_READ),
	     commune = !own && (!organisation || !*organisation);
	TRY(db_number(cx, sql_roll_drafts(unit->id, staff_id), 0, &drafts));
	if (drafts >= ROLL_DRAFTS_MAX)
		return fail(cx, ERR_LIMIT, "roll.drafts",
			    "Đã có %d danh sách chưa ghi nhận. Ghi nhận hoặc bỏ bớt danh sách cũ trước.",
			    "There are %d lists that were not committed. Commit or drop some first.", ROLL_DRAFTS_MAX);
	*out = (struct roll){ .unit_id = unit->id,
			      .id = cx->request_id,
			      .name = name,
			      .organisation = own       ? cx->actor->full_name
					      : commune ? unit->name
							: organisation,
			      .source = commune ? "commune" : "organisation",
			      .path = path,
			      .state = typed ? "draft" : "reading",
			      .created_by = staff_id,
			      .created_ms = cx->now,
			      .changed_ms = cx->now };
	TRY(db_post(cx, sql_roll_insert(unit->id, out->id, name, out->organisation, out->source, path, out->state,
					staff_id, cx->now)));
	return typed ? OK : roll_work(cx, out, JOB_JUDGE);
}

enum err
roll_get(struct ctx *cx, int64_t unit_id, int64_t id, bool all, struct roll *out)
{
	bool found;
	*out = (struct roll){ 0 };
	TRY(db_one(cx, sql_roll_get(unit_id, id), &roll_fields, out, &found));
	if (found && (all || out->created_by == cx->actor->staff_id))
		return OK;
	return fail(cx, ERR_NOT_FOUND, "roll.unknown", "Không có danh sách này.", "There is no such list.");
}

enum err
roll_list(struct ctx *cx, int64_t unit_id, bool all, int64_t before, struct roll **out, size_t *n)
{
	before = before ? before : INT64_MAX;
	if (all)
		return db_list(cx, sql_roll_list(unit_id, before, ROLL_PAGE), &roll_fields, out, n);
	return db_list(cx, sql_roll_list_own(unit_id, cx->actor->staff_id, before, ROLL_PAGE), &roll_fields, out, n);
}

enum err
roll_counts(struct ctx *cx, const struct roll *roll, struct roll_count **out, size_t *n)
{
	return db_list(cx, sql_roll_counts(roll->unit_id, roll->id), &roll_count_fields, out, n);
}

enum err
roll_busy(struct ctx *cx, const struct roll *roll, bool *busy)
{
	struct rows rows;
	TRY(db_query(cx, sql_roll_busy(roll->unit_id, roll->id), &rows));
	/* a job that ended between two looks leaves the state that was seen first: the next look shows the new one */
	*busy = rows.n > 0 || is_any(roll->state, "reading", "committing", "withdrawing");
	return OK;
}

enum err
roll_work(struct ctx *cx, const struct roll *roll, const char *kind)
{
	/* typed at the keyboard, corrected, decided: many jobs in one request's time would have one id */
	const char *path = strcmp(roll->state, "reading") == 0 ? roll->path : "";
	return db_post(cx, sql_roll_job(roll->unit_id, id_next(cx->now), kind, roll->name, path,
					cx->actor ? cx->actor->staff_id : roll->created_by, roll->id, cx->now));
}

static enum err
wrong_state(struct ctx *cx)
{
	return fail(cx, ERR_CONFLICT, "roll.state",
		    "Danh sách đang được xử lý hoặc đã khép lại. Tải lại trang để xem trạng thái mới.",
		    "The list is being worked on, or is closed. Load the page again to see how it stands.");
}

enum err
roll_move(struct ctx *cx, const struct roll *roll, const char *from, const char *or_from, const char *to,
	  const char *why)
{
	bool moved;
	TRY(db_claim(cx, sql_roll_move(roll->unit_id, roll->id, from, or_from, to, why, cx->now), &moved));
	return moved ? OK : wrong_state(cx);
}

/* ---- rows ---- */

enum err
roll_rows(struct ctx *cx, const struct roll *roll, const struct roll_filter *f, struct roll_row **out, size_t *n)
{
	int64_t after = f->after == NONE ? 0 : f->after;
	if (f->undecided)
		return db_list(cx, sql_roll_row_undecided(roll->unit_id, roll->id, after, f->verdict, ROLL_ROW_PAGE),
			       &roll_row_fields, out, n);
	return db_list(cx, sql_roll_row_find(roll->unit_id, roll->id, after, f->verdict, f->outcome, ROLL_ROW_PAGE),
		       &roll_row_fields, out, n);
}

static enum err
fill_progress(struct ctx *cx, struct roll_row *row)
{
	struct rows rows, placed;
	TRY(db_query(cx, sql_roll_registration(row->person_id, row->registration_id), &rows));
	if (!rows.n)
		return OK;
	const char *state = db_cell(&rows, 0, 0)->p;
	row->progress = strcmp(state, "waiting") != 0 ? state
			: db_cell(&rows, 0, 1)->null  ? "received"
						      : "acknowledged";
	if (strcmp(state, "placed") != 0)
		return OK;
	TRY(db_query(cx, sql_roll_placed_on(db_cell(&rows, 0, 2)->i, row->person_id), &placed));
	if (placed.n)
		row->placed_on = db_cell(&placed, 0, 0)->p;
	return OK;
}

enum err
roll_progress(struct ctx *cx, struct roll_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].registration_id)
			db_ahead(cx, sql_roll_registration(rows[i].person_id, rows[i].registration_id));
	for (size_t i = 0; i < n; i++) {
		if (rows[i].registration_id)
			TRY(fill_progress(cx, &rows[i]));
		else if (is_any(rows[i].outcome, "complete", "complete", NULL))
			rows[i].progress = "done";
	}
	return OK;
}

/* ---- changes ---- */

static enum err
touch(struct ctx *cx, const struct roll *roll)
{
	bool open;
	TRY(db_claim(cx, sql_roll_touch(roll->unit_id, roll->id, cx->now), &open));
	return open ? OK : wrong_state(cx);
}

enum err
roll_add(struct ctx *cx, const struct roll *roll, const struct roll_cells *rows, size_t n)
{
	int64_t last, have;
	if (strcmp(roll->state, "draft") != 0)
		return wrong_state(cx);
	TRY(touch(cx, roll));
	TRY(db_number(cx, sql_roll_row_count(roll->unit_id, roll->id), 0, &have));
	TRY(db_number(cx, sql_roll_row_last(roll->unit_id, roll->id), 0, &last));
	if (have + (int64_t)n > ROLL_ROWS_MAX)
		return fail(cx, ERR_LIMIT, "roll.too_many",
			    "Một danh sách có nhiều nhất %d dòng. Lập danh sách khác cho các dòng còn lại.",
			    "A list has at most %d rows. Make another one for the rest.", ROLL_ROWS_MAX);
	for (size_t i = 0; i < n; i++)
		TRY(db_post(cx, sql_roll_row_insert(roll->unit_id, roll->id, last + 1 + (int64_t)i,
						    typed_cells(cx->mem, &rows[i]))));
	return roll_work(cx, roll, JOB_JUDGE);
}

static enum err
get_row(struct ctx *cx, const struct roll *roll, int64_t row_no, struct roll_row *out)
{
	bool found;
	*out = (struct roll_row){ 0 };
	TRY(db_one(cx, sql_roll_row_get(roll->unit_id, roll->id, row_no), &roll_row_fields, out, &found));
	return found ? OK
		     : fail(cx, ERR_NOT_FOUND, "roll.no_row", "Danh sách không có dòng %lld.",
			    "The list has no row %lld.", (long long)row_no);
}

static enum err
row_moved(struct ctx *cx, int64_t row_no)
{
	return fail(cx, ERR_CONFLICT, "roll.moved",
		    "Dòng %lld vừa được người khác sửa, hoặc đã ghi nhận. Tải lại trang rồi làm lại.",
		    "Row %lld was changed by somebody else, or counts already. Load the page again.",
		    (long long)row_no);
}

enum err
roll_correct(struct ctx *cx, const struct roll *roll, int64_t row_no, int64_t version, const struct roll_cells *cells,
	     uint64_t has)
{
	struct roll_row row;
	struct roll_cells given = *cells;
	const char *all[PL1__COLUMNS];
	bool done;
	TRY(touch(cx, roll));
	TRY(get_row(cx, roll, row_no, &row));
	TRY(cells_read(cx, row.cells, all));
	for (int i = PL1_NAME; i < PL1__COLUMNS; i++)
		if (has >> (i - PL1_NAME) & 1)
			all[i] = *cell_of(&given, i) ? *cell_of(&given, i) : "";
	TRY(db_claim(cx,
		     sql_roll_row_correct(roll->unit_id, roll->id, row_no, version == NONE ? row.version : version,
					  cells_write(cx->mem, all)),
		     &done));
	if (!done)
		return row_moved(cx, row_no);
	return roll_work(cx, roll, JOB_JUDGE);
}

/* Does the decision answer the question that the row asks? */
static enum err
check_decision(struct ctx *cx, const struct roll_row *row, const char *decision)
{
	bool doubtful = is_any(row->verdict, "probable", "number_other", "in_file");
	bool fits = strcmp(decision, "leave") == 0 || strcmp(decision, "undo") == 0 ||
		    (strcmp(decision, "take") == 0 && is_any(row->verdict, "new", "known", "registered")) ||
		    (strcmp(decision, "same") == 0 && (is_any(row->verdict, "probable", "probable", NULL) ||
						       is_any(row->code, "roll.row_like", "roll.row_like", NULL))) ||
		    (strcmp(decision, "different") == 0 && doubtful);
	if (!fits)
		return fail(cx, ERR_CONFLICT, "roll.decision",
			    "Dòng %lld không nhận lựa chọn này: có thể vừa được xét lại. Tải lại trang rồi chọn lại.",
			    "Row %lld does not take this choice; it may have been judged again. Load the page and "
			    "choose again.",
			    (long long)row->row_no);
	bool numbers = row->differs && (strstr(row->differs, "number") || strstr(row->differs, "insurance"));
	if (strcmp(decision, "same") == 0 && numbers)
		return fail(cx, ERR_CONFLICT, "roll.number_differs",
			    "Số giấy tờ ở dòng %lld khác, nên không thể coi là cùng một người. Sửa số, hoặc xóa trống "
			    "ô số, rồi chọn lại.",
			    "The number in row %lld differs, so they cannot be taken for one person. Correct or clear "
			    "the number and "
			    "choose again.",
			    (long long)row->row_no);
	return OK;
}

static enum err
decide_row(struct ctx *cx, const struct roll *roll, int64_t row_no, const char *decision, const char *why)
{
	struct roll_row row;
	bool done;
	const char *kept = strcmp(decision, "undo") == 0 ? NULL : decision;
	TRY(get_row(cx, roll, row_no, &row));
	TRY(check_decision(cx, &row, decision));
	TRY(db_claim(cx,
		     sql_roll_row_decide(roll->unit_id, roll->id, row_no, row.version, kept, kept ? why : NULL,
					 cx->actor->staff_id),
		     &done));
	return done ? OK : row_moved(cx, row_no);
}

enum err
roll_decide(struct ctx *cx, const struct roll *roll, const int64_t *rows, size_t n, const char *decision,
	    const char *why)
{
	bool known = is_any(decision, "take", "leave", "same") || is_any(decision, "different", "undo", NULL);
	if (!known)
		return fail_field(cx, "decision", "roll.decision",
				  "Lựa chọn phải là take, leave, same, different hoặc undo.",
				  "The decision must be take, leave, same, different or undo.");
	if (strcmp(decision, "different") == 0 && (!why || strlen(why) < 3))
		return fail_field(cx, "why", "field.required",
				  "Ghi vì sao đây là hai người khác nhau, ví dụ: sinh đôi, trùng tên.",
				  "Say why these are two people: twins, the same name.");
	TRY(touch(cx, roll));
	for (size_t i = 0; i < n; i++)
		TRY(decide_row(cx, roll, rows[i], decision, why));
	/* who is left out repeats nobody, and nobody repeats them */
	return roll_work(cx, roll, JOB_JUDGE);
}

enum err
roll_leave_all(struct ctx *cx, const struct roll *roll, const char *verdict)
{
	TRY(touch(cx, roll));
	TRY(db_post(cx, sql_roll_leave_all(roll->unit_id, roll->id, verdict, cx->actor->staff_id)));
	return roll_work(cx, roll, JOB_JUDGE);
}

enum err
roll_commit(struct ctx *cx, const struct roll *roll)
{
	bool busy;
	struct rows unjudged;
	TRY(roll_busy(cx, roll, &busy));
	TRY(db_query(cx, sql_roll_unjudged(roll->unit_id, roll->id), &unjudged));
	if ((busy || unjudged.n) && is_any(roll->state, "draft", "committed", NULL))
		return fail(cx, ERR_CONFLICT, "roll.judging", "Còn dòng đang được xét lại. Chờ vài giây rồi bấm lại.",
			    "Rows are still being judged. Wait some seconds and press again.");
	TRY(roll_move(cx, roll, "draft", "committed", "committing", NULL));
	return roll_work(cx, roll, JOB_COMMIT);
}

enum err
roll_withdraw(struct ctx *cx, const struct roll *roll, const char *why)
{
	if (!why || strlen(why) < 3)
		return fail_field(cx, "why", "field.required", "Ghi lý do rút danh sách.",
				  "Say why the list is taken back.");
	if (strcmp(roll->state, "failed") == 0)
		return roll_move(cx, roll, "failed", "failed", "dropped", why);
	TRY(roll_move(cx, roll, "draft", "committed", "withdrawing", why));
	return roll_work(cx, roll, JOB_WITHDRAW);
}
