#include "report/report.h"

#include "base/clock.h"
#include "report_sql.h"
#include "rule/rule.h"
#include "staff/staff.h"

#include <stdlib.h>

FIELDS(day_figures, FIELD(day_figures, received, F_I64, 0, F_OUT | F_ROW),
       FIELD(day_figures, issued, F_I64, 0, F_OUT | F_ROW), FIELD(day_figures, discarded, F_I64, 0, F_OUT | F_ROW),
       FIELD(day_figures, adjusted, F_I64, 0, F_OUT | F_ROW), FIELD(day_figures, used, F_I64, 0, F_OUT | F_ROW),
       FIELD(day_figures, left_over, F_I64, 0, F_OUT | F_ROW), FIELD(day_figures, people, F_I64, 0, F_OUT | F_ROW),
       FIELD(day_figures, deferred, F_I64, 0, F_OUT | F_ROW),
       FIELD(day_figures, certificates_1, F_I64, 0, F_OUT | F_ROW),
       FIELD(day_figures, certificates_2, F_I64, 0, F_OUT | F_ROW));

FIELDS(missing_report, FIELD(missing_report, unit_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(missing_report, code, F_TEXT, 20, F_OUT | F_ROW), FIELD(missing_report, name, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(missing_report, parent_name, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(missing_report, phone, F_TEXT, 20, F_OUT | F_ROW),
       FIELD(missing_report, in_charge, F_TEXT, 100, F_OUT | F_ROW));

FIELDS(reconciliation, FIELD(reconciliation, lot_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(reconciliation, product_name, F_TEXT, 60, F_OUT | F_ROW),
       FIELD(reconciliation, number, F_TEXT, 40, F_OUT | F_ROW),
       FIELD(reconciliation, opening, F_I64, 0, F_OUT | F_ROW),
       FIELD(reconciliation, received, F_I64, 0, F_OUT | F_ROW),
       FIELD(reconciliation, accepted, F_I64, 0, F_OUT | F_ROW), FIELD(reconciliation, issued, F_I64, 0, F_OUT | F_ROW),
       FIELD(reconciliation, discarded, F_I64, 0, F_OUT | F_ROW),
       FIELD(reconciliation, adjusted, F_I64, 0, F_OUT | F_ROW), FIELD(reconciliation, used, F_I64, 0, F_OUT | F_ROW),
       FIELD(reconciliation, closing, F_I64, 0, F_OUT | F_ROW), FIELD(reconciliation, counted, F_I64, 0, F_OUT | F_ROW),
       FIELD(reconciliation, expected, F_I64, 0, F_OUT | F_ROW),
       FIELD(reconciliation, count_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(reconciliation, why, F_TEXT, REPORT_NOTE_MAX, F_OUT | F_ROW),
       FIELD(reconciliation, unbacked, F_I64, 0, F_OUT | F_ROW),
       FIELD(reconciliation, finding, F_TEXT, 16, F_OUT | F_ROW));

FIELDS(question, FIELD(question, unit_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(question, unit_name, F_TEXT, 200, F_OUT | F_ROW), FIELD(question, lot_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(question, product_name, F_TEXT, 60, F_OUT | F_ROW), FIELD(question, number, F_TEXT, 40, F_OUT | F_ROW),
       FIELD(question, kind, F_TEXT, 16, F_OUT | F_ROW), FIELD(question, on_date, F_DATE, 10, F_OUT | F_ROW),
       FIELD(question, doses, F_I64, 0, F_OUT | F_ROW), FIELD(question, count_id, F_ID, 0, F_OUT | F_ROW));

FIELDS(wastage, FIELD(wastage, on_date, F_DATE, 10, F_OUT | F_ROW), FIELD(wastage, vials, F_I64, 0, F_OUT | F_ROW),
       FIELD(wastage, labelled, F_I64, 0, F_OUT | F_ROW), FIELD(wastage, drawn, F_I64, 0, F_OUT | F_ROW),
       FIELD(wastage, left_over, F_I64, 0, F_OUT | F_ROW), FIELD(wastage, extra, F_I64, 0, F_OUT | F_ROW),
       FIELD(wastage, expired, F_I64, 0, F_OUT | F_ROW), FIELD(wastage, broken, F_I64, 0, F_OUT | F_ROW),
       FIELD(wastage, temperature, F_I64, 0, F_OUT | F_ROW), FIELD(wastage, recalled, F_I64, 0, F_OUT | F_ROW),
       FIELD(wastage, open_vial, F_I64, 0, F_OUT | F_ROW), FIELD(wastage, other, F_I64, 0, F_OUT | F_ROW),
       FIELD(wastage, used, F_I64, 0, F_OUT | F_ROW));

FIELDS(level, FIELD(level, on_date, F_DATE, 10, F_OUT | F_ROW), FIELD(level, lot_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(level, product_name, F_TEXT, 60, F_OUT | F_ROW), FIELD(level, number, F_TEXT, 40, F_OUT | F_ROW),
       FIELD(level, doses, F_I64, 0, F_OUT | F_ROW));

FIELDS(confirm_in, FIELD(confirm_in, note, F_TEXT, REPORT_NOTE_MAX, F_IN),
       FIELD(confirm_in, why, F_TEXT, REPORT_NOTE_MAX, F_IN),
       FIELD_RANGE(confirm_in, used, 0, INT64_MAX, F_IN | F_MUST),
       FIELD_RANGE(confirm_in, left_over, INT64_MIN + 1, INT64_MAX, F_IN | F_MUST));

/* ---- a day ---- */

enum err
report_figures(struct ctx *cx, int64_t unit_id, const char *on, struct day_figures *out)
{
	struct rows rows;
	TRY(db_query(cx, sql_report_stores(unit_id, on), &rows));
	*out = (struct day_figures){ .received = db_cell(&rows, 0, 0)->i,
				     .issued = db_cell(&rows, 0, 1)->i,
				     .discarded = db_cell(&rows, 0, 2)->i,
				     .adjusted = db_cell(&rows, 0, 3)->i,
				     .used = db_cell(&rows, 0, 4)->i,
				     .left_over = db_cell(&rows, 0, 5)->i };
	TRY(db_query(cx, sql_report_counters(unit_id, on), &rows));
	out->people = db_cell(&rows, 0, 0)->i;
	out->deferred = db_cell(&rows, 0, 1)->i;
	out->certificates_1 = db_cell(&rows, 0, 2)->i;
	out->certificates_2 = db_cell(&rows, 0, 3)->i;
	return OK;
}

/* When a site should have confirmed the day, ms. */
static enum err
closing_of(struct ctx *cx, const char *on, int64_t *out)
{
	struct rule rule;
	const json_t *body;
	bool found;
	int64_t days = 0, hour = 24, minute = 0;
	TRY(rule_in_force(cx, "day_report", NULL, on, &rule, &found));
	if (found) {
		TRY(rule_body(cx, &rule, &body));
		const char *closes = json_string_value(json_object_get(body, "closes"));
		if (closes && strlen(closes) == 5) {
			hour = strtoll(closes, NULL, 10);
			minute = strtoll(closes + 3, NULL, 10);
		}
	}
	(void)date_parse(on, &days);
	*out = days * MS_DAY - LOCAL_OFFSET_MS + hour * MS_HOUR + minute * MS_MINUTE;
	return OK;
}

enum err
report_versions(struct ctx *cx, int64_t unit_id, const char *on, struct day_report **out, size_t *n)
{
	struct rows rows;
	int64_t closes;
	TRY(closing_of(cx, on, &closes));
	TRY(db_query(cx, sql_report_versions(unit_id, on), &rows));
	struct day_report *list = NEW(cx->mem, struct day_report, rows.n);
	for (size_t r = 0; r < rows.n; r++) {
		int64_t v[12];
		for (size_t c = 0; c < 12; c++)
			v[c] = db_cell(&rows, r, c)->i;
		list[r] = (struct day_report){ .on_date = on,
					       .version = v[0],
					       .confirmed = { v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9],
							      v[10] },
					       .confirmed_ms = v[11],
					       .note = db_cell(&rows, r, 12)->p,
					       .why = db_cell(&rows, r, 13)->p,
					       .confirmed_by = db_cell(&rows, r, 14)->p,
					       .late = v[11] > closes };
	}
	*out = list;
	*n = rows.n;
	return OK;
}

bool
report_same(const struct day_figures *a, const struct day_figures *b)
{
	return memcmp(a, b, offsetof(struct day_figures, certificates_1)) == 0; /* numbers, nothing between them */
}

static enum err
may_confirm(struct ctx *cx, int64_t unit_id, const char *on, const struct confirm_in *in, const struct day_figures *now)
{
	char today[DATE_SIZE];
	int64_t vials, days;
	date_text(cx->now, today);
	if (strcmp(on, today) > 0)
		return fail_field(cx, "on_date", "report.future", "Ngày %s chưa tới.", "The day %s has not come yet.",
				  on);
	if (now->used != in->used || now->left_over != in->left_over)
		return fail(
			cx, ERR_CONFLICT, "report.moved",
			"Số liệu đã thay đổi từ lúc mở trang: tiêm %lld liều, còn %lld liều. Hãy xem lại rồi xác nhận.",
			"The figures changed since the page was opened: %lld doses given, %lld left. Look again, then "
			"confirm.",
			(long long)now->used, (long long)now->left_over);
	if (!date_parse(on, &days))
		return fail_field(cx, "on_date", "date.invalid", "Ngày không đúng.", "This is no date.");
	int64_t from = days * MS_DAY - LOCAL_OFFSET_MS;
	TRY(db_number(cx, sql_report_open_vials(unit_id, from, from + MS_DAY), 0, &vials));
	if (vials)
		return fail(cx, ERR_CONFLICT, "report.vials",
			    "Còn %lld lọ đã mở chưa kết thúc. Hãy ghi số liều còn lại của từng lọ rồi xác nhận.",
			    "%lld opened vials are not closed yet. Enter what was left over of each, then confirm.",
			    (long long)vials);
	return OK;
}

static enum err
may_confirm_again(struct ctx *cx, const struct day_report *last, const struct confirm_in *in,
		  const struct day_figures *now)
{
	if (report_same(&last->confirmed, now))
		return fail(cx, ERR_CONFLICT, "report.same", "Ngày %s đã được xác nhận với đúng các số này.",
			    "The day %s is confirmed with these very figures.", last->on_date);
	if (!in->why || !*in->why)
		return fail_field(cx, "why", "report.confirmed",
				  "Ngày %s đã được xác nhận. Muốn xác nhận lại với số mới, hãy ghi lý do.",
				  "The day %s is confirmed. To confirm it anew with other figures, say why.",
				  last->on_date);
	return OK;
}

enum err
report_confirm(struct ctx *cx, int64_t unit_id, const char *on, const struct confirm_in *in, struct day_report *out)
{
	struct day_figures f;
	struct day_report *list;
	size_t n;
	bool first;
	TRY(report_figures(cx, unit_id, on, &f));
	TRY(may_confirm(cx, unit_id, on, in, &f));
	TRY(report_versions(cx, unit_id, on, &list, &n));
	if (n)
		TRY(may_confirm_again(cx, &list[0], in, &f));
	TRY(db_claim(cx,
		     sql_report_add(unit_id, on, n ? list[0].version + 1 : 1, f.received, f.issued, f.discarded,
				    f.adjusted, f.used, f.left_over, f.people, f.deferred, f.certificates_1,
				    f.certificates_2, in->note, in->why, cx->actor->staff_id, cx->now),
		     &first));
	if (!first)
		return fail(cx, ERR_CONFLICT, "report.confirmed", "Người khác vừa xác nhận ngày %s.",
			    "Somebody else has just confirmed %s.", on);
	TRY(report_versions(cx, unit_id, on, &list, &n));
	*out = list[0];
	return OK;
}

enum err
report_missing(struct ctx *cx, const struct unit *unit, const char *on, struct missing_report **out, size_t *n,
	       bool *due)
{
	int64_t closes;
	TRY(closing_of(cx, on, &closes));
	*due = cx->now > closes;
	return db_list(cx, sql_report_missing(unit->path, on, REPORT_MISSING_MAX), &missing_report_fields, out, n);
}
