#include "stock/stock.h"

#include "base/clock.h"
#include "base/id.h"
#include "stock_sql.h"

#include <ctype.h>

FIELDS(lot, FIELD(lot, lot_id, F_ID, 0, F_OUT | F_ROW), FIELD(lot, product_code, F_TEXT, 32, F_OUT | F_ROW),
       FIELD(lot, product_name, F_TEXT, 60, F_OUT | F_ROW), FIELD(lot, number, F_TEXT, 40, F_OUT | F_ROW),
       FIELD(lot, expires_on, F_DATE, 10, F_OUT | F_ROW), FIELD(lot, state, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(lot, why, F_TEXT, 500, F_OUT | F_ROW), FIELD(lot, doses, F_I64, 0, F_OUT | F_ROW));

FIELDS(receive_in, FIELD(receive_in, product_code, F_TEXT, 32, F_IN | F_MUST),
       FIELD(receive_in, number, F_TEXT, 40, F_IN | F_MUST), FIELD(receive_in, expires_on, F_DATE, 10, F_IN | F_MUST),
       FIELD_RANGE(receive_in, doses, 1, STOCK_DOSES_MAX, F_IN | F_MUST));

enum err
lot_get(struct ctx *cx, int64_t lot_id, struct lot *out)
{
	bool found;
	TRY(db_one(cx, sql_lot_get(lot_id), &lot_fields, out, &found));
	if (!found)
		return fail_field(cx, "lot_id", "lot.unknown", "Không có lô vắc xin này.", "There is no such lot.");
	return OK;
}

static const char *
upper(struct arena *mem, const char *number)
{
	char *out = arena_strdup(mem, number);
	for (char *p = out; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return out;
}

enum err
lot_find(struct ctx *cx, const char *product_code, const char *number, struct lot *out, bool *found)
{
	return db_one(cx, sql_lot_find(product_code, upper(cx->mem, number)), &lot_fields, out, found);
}

enum err
stock_list(struct ctx *cx, int64_t unit_id, struct lot **out, size_t *n)
{
	return db_list(cx, sql_stock_list(unit_id), &lot_fields, out, n);
}

static enum err
find_or_make_lot(struct ctx *cx, const struct receive_in *in, struct lot *out)
{
	bool found, made;
	int64_t id = id_next(cx->now);
	TRY(db_claim(cx, sql_lot_insert(id, in->product_code, upper(cx->mem, in->number), in->expires_on, cx->now),
		     &made));
	TRY(lot_find(cx, in->product_code, in->number, out, &found));
	if (!found)
		return fail_internal(cx, "lot vanished");
	if (strcmp(out->expires_on, in->expires_on) != 0)
		return fail_field(cx, "expires_on", "lot.expiry",
				  "Lô %s đã ghi hạn dùng %s. Hãy kiểm tra lại hộp vắc xin.",
				  "Lot %s is on record with expiry %s. Check the pack.", out->number, out->expires_on);
	return OK;
}

enum err
stock_receive(struct ctx *cx, int64_t unit_id, const struct receive_in *in, struct lot *out)
{
	TRY(find_or_make_lot(cx, in, out));
	return db_number(cx, sql_stock_receive(unit_id, out->lot_id, in->doses), 0, &out->doses);
}

enum err
stock_use(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses, bool live)
{
	bool done;
	if (!live)
		return db_post(cx, sql_stock_use_anyway(unit_id, lot_id, doses));
	TRY(db_claim(cx, sql_stock_use(unit_id, lot_id, doses), &done));
	if (!done)
		return fail(cx, ERR_CONFLICT, "lot.empty",
			    "Lô này không còn liều nào trong kho của điểm tiêm. Hãy chọn lô khác hoặc nhập kho.",
			    "This lot has no doses left in the site's store. Choose another lot or receive stock.");
	return OK;
}

void
stock_use_ahead(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses)
{
	db_ahead(cx, sql_stock_use(unit_id, lot_id, doses));
}

enum err
stock_unuse(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses)
{
	return db_post(cx, sql_stock_unuse(unit_id, lot_id, doses));
}

enum err
lot_set_state(struct ctx *cx, int64_t lot_id, const char *state, const char *why, struct lot *out)
{
	bool done;
	if (!state || (strcmp(state, "active") && strcmp(state, "suspended") && strcmp(state, "recalled")))
		return fail_field(cx, "state", "lot.state", "Trạng thái phải là active, suspended hoặc recalled.",
				  "The state must be active, suspended or recalled.");
	if (!why || !*why)
		return fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
	TRY(db_claim(cx, sql_lot_set_state(lot_id, state, why, cx->now), &done));
	return lot_get(cx, lot_id, out);
}

enum err
lot_check(struct ctx *cx, const struct lot *lot, const char *on)
{
	if (strcmp(lot->state, "suspended") == 0)
		return fail(cx, ERR_CONFLICT, "lot.suspended", "Lô %s đang tạm dừng sử dụng.", "Lot %s is suspended.",
			    lot->number);
	if (strcmp(lot->state, "recalled") == 0)
		return fail(cx, ERR_CONFLICT, "lot.recalled", "Lô %s đã bị thu hồi.", "Lot %s was recalled.",
			    lot->number);
	if (strcmp(lot->expires_on, on) < 0)
		return fail(cx, ERR_CONFLICT, "lot.expired", "Lô %s đã hết hạn ngày %s.", "Lot %s expired on %s.",
			    lot->number, lot->expires_on);
	return OK;
}
