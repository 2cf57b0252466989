#include "stock/vial.h"

#include "base/clock.h"
#include "base/id.h"
#include "staff/staff.h"
#include "vial_sql.h"

FIELDS(vial, FIELD(vial, unit_id, F_ID, 0, F_OUT | F_ROW), FIELD(vial, id, F_ID, 0, F_OUT | F_ROW),
       FIELD(vial, lot_id, F_ID, 0, F_OUT | F_ROW), FIELD(vial, product_name, F_TEXT, 60, F_OUT | F_ROW),
       FIELD(vial, lot_number, F_TEXT, 40, F_OUT | F_ROW), FIELD(vial, session_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(vial, doses, F_I64, 0, F_OUT | F_ROW), FIELD(vial, opened_ms, F_TIME, 0, F_OUT | F_ROW),
       FIELD(vial, opened_by, F_TEXT, 100, F_OUT | F_ROW), FIELD(vial, due_ms, F_TIME, 0, F_OUT | F_ROW),
       FIELD(vial, drawn, F_I64, 0, F_OUT | F_ROW), FIELD(vial, left_over, F_I64, 0, F_OUT | F_ROW),
       FIELD(vial, extra, F_I64, 0, F_OUT | F_ROW), FIELD(vial, closed_ms, F_TIME, 0, F_OUT | F_ROW),
       FIELD(vial, why, F_TEXT, STOCK_WHY_MAX, F_OUT | F_ROW));

FIELDS(vial_open_in, FIELD(vial_open_in, lot_id, F_ID, 0, F_IN | F_MUST),
       FIELD(vial_open_in, session_id, F_ID, 0, F_IN));
FIELDS(vial_close_in, FIELD_RANGE(vial_close_in, left_over, 0, VIAL_DOSES_MAX, F_IN | F_MUST),
       FIELD_RANGE(vial_close_in, extra, 0, VIAL_DOSES_MAX, F_IN),
       FIELD(vial_close_in, why, F_TEXT, STOCK_WHY_MAX, F_IN));
FIELDS(vial_filter, FIELD(vial_filter, state, F_TEXT, 8, F_IN), FIELD(vial_filter, on, F_DATE, 10, F_IN));

static enum err
vial_get(struct ctx *cx, int64_t unit_id, int64_t id, struct vial *out)
{
	bool found;
	*out = (struct vial){ 0 };
	TRY(db_one(cx, sql_vial_get(unit_id, id), &vial_fields, out, &found));
	return found ? OK : fail(cx, ERR_NOT_FOUND, "vial.unknown", "Không có lọ này.", "There is no such vial.");
}

enum err
vial_open(struct ctx *cx, int64_t unit_id, const struct vial_open_in *in, struct vial *out)
{
	struct lot lot;
	struct balance b;
	char today[DATE_SIZE];
	int64_t id = id_next(cx->now), hours;
	date_text(cx->now, today);
	TRY(lot_get(cx, in->lot_id, &lot));
	TRY(lot_check(cx, &lot, today));
	TRY(stock_get(cx, unit_id, in->lot_id, &b));
	if (!b.doses)
		return fail(cx, ERR_CONFLICT, "vial.none", "Kho không còn liều nào của lô %s để mở lọ.",
			    "The store has no dose of lot %s left to open a vial of.", lot.number);
	TRY(db_number(cx, sql_vial_hours(lot.product_code), 6, &hours));
	TRY(db_post(cx, sql_vial_insert(unit_id, id, lot.lot_id, in->session_id ? &in->session_id : NULL, b.vial,
					cx->now, cx->actor->staff_id, cx->now + hours * MS_HOUR)));
	return vial_get(cx, unit_id, id, out);
}

static enum err
check_close(struct ctx *cx, const struct vial *v, const struct vial_close_in *in)
{
	if (v->closed_ms)
		return fail(cx, ERR_CONFLICT, "vial.closed", "Lọ này đã được kết thúc.",
			    "This vial was closed already.");
	if (in->left_over > v->doses)
		return fail_field(cx, "left_over", "vial.left_over", "Một lọ chỉ có %lld liều; không thể còn lại %lld.",
				  "A vial holds %lld doses; %lld cannot be left over.", (long long)v->doses,
				  (long long)in->left_over);
	if (in->left_over && in->extra)
		return fail_field(
			cx, "extra", "vial.both", "Đã bỏ liều thừa thì không có liều rút thêm: chỉ ghi một trong hai.",
			"Where doses were left over none were drawn beyond the label: enter only one of the two.");
	return OK;
}

enum err
vial_close(struct ctx *cx, int64_t unit_id, int64_t id, const struct vial_close_in *said, struct vial *out)
{
	const struct vial_close_in whole = { said->left_over, said->extra == NONE ? 0 : said->extra, said->why },
				   *in = &whole;
	struct vial v;
	struct lot lot;
	struct balance b;
	bool ours;
	TRY(vial_get(cx, unit_id, id, &v));
	TRY(check_close(cx, &v, in));
	TRY(db_claim(cx,
		     sql_vial_close(unit_id, id, v.doses - in->left_over + in->extra, in->left_over, in->extra, cx->now,
				    cx->actor->staff_id, in->why),
		     &ours));
	if (!ours)
		return fail(cx, ERR_CONFLICT, "vial.closed", "Lọ này đã được kết thúc.",
			    "This vial was closed already.");
	TRY(lot_get(cx, v.lot_id, &lot));
	struct posting p = { .unit_id = unit_id, .lot = &lot, .why = in->why };
	if (in->left_over) {
		p.kind = "discard";
		p.reason = "open_vial";
		p.doses = -in->left_over;
	} else {
		p.kind = "extra";
		p.doses = in->extra;
	}
	if (p.doses)
		TRY(ledger_post(cx, &p, &b));
	return vial_get(cx, unit_id, id, out);
}

enum err
vial_list(struct ctx *cx, int64_t unit_id, const struct vial_filter *filter, struct vial **out, size_t *n)
{
	bool all = filter->state && strcmp(filter->state, "all") == 0;
	if (filter->state && !all && strcmp(filter->state, "open") != 0)
		return fail_field(cx, "state", "vial.state", "Trạng thái là open hoặc all.",
				  "The state is open or all.");
	int64_t day = date_of(cx->now);
	if (filter->on && !date_parse(filter->on, &day))
		return fail_field(cx, "on", "date.invalid", "Ngày không đúng.", "This is no date.");
	int64_t from = day * MS_DAY - LOCAL_OFFSET_MS;
	return db_list(cx,
		       all ? sql_vial_list_day(unit_id, from, from + MS_DAY, VIAL_LIST_MAX)
			   : sql_vial_list_open(unit_id, VIAL_LIST_MAX),
		       &vial_fields, out, n);
}
