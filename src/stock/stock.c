#include "stock/stock.h"

#include "alarm/alarm.h"
#include "base/clock.h"
#include "base/id.h"
#include "stock_sql.h"

#include <ctype.h>
#include <stdlib.h>

enum {
	SUM_PAGE = 500,
	LEFT_BEHIND_PAGE = 50 /* stores of one transaction: others wait for it on SQLite */,
	SUM_LEVELS_MAX = 8,
	LOTS_FOUND_MAX = 50
};

FIELDS(lot, FIELD(lot, lot_id, F_ID, 0, F_OUT | F_ROW), FIELD(lot, product_code, F_TEXT, 32, F_OUT | F_ROW),
       FIELD(lot, product_name, F_TEXT, 60, F_OUT | F_ROW), FIELD(lot, number, F_TEXT, 40, F_OUT | F_ROW),
       FIELD(lot, expires_on, F_DATE, 10, F_OUT | F_ROW), FIELD(lot, state, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(lot, why, F_TEXT, STOCK_WHY_MAX, F_OUT | F_ROW), FIELD(lot, doses, F_I64, 0, F_OUT | F_ROW));

FIELDS(balance, FIELD(balance, lot_id, F_ID, 0, F_OUT | F_ROW), FIELD(balance, product_code, F_TEXT, 32, F_OUT | F_ROW),
       FIELD(balance, product_name, F_TEXT, 60, F_OUT | F_ROW), FIELD(balance, kind, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(balance, number, F_TEXT, 40, F_OUT | F_ROW), FIELD(balance, expires_on, F_DATE, 10, F_OUT | F_ROW),
       FIELD(balance, state, F_TEXT, 16, F_OUT | F_ROW), FIELD(balance, why, F_TEXT, STOCK_WHY_MAX, F_OUT | F_ROW),
       FIELD(balance, vial, F_I64, 0, F_OUT | F_ROW), FIELD(balance, doses, F_I64, 0, F_OUT | F_ROW),
       FIELD(balance, held, F_I64, 0, F_OUT | F_ROW), FIELD(balance, transit, F_I64, 0, F_OUT | F_ROW),
       FIELD(balance, unbacked, F_I64, 0, F_OUT | F_ROW), FIELD(balance, used, F_I64, 0, F_OUT | F_ROW));

FIELDS(holder, FIELD(holder, unit_id, F_ID, 0, F_OUT | F_ROW), FIELD(holder, unit_name, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(holder, level, F_TEXT, 16, F_OUT | F_ROW), FIELD(holder, doses, F_I64, 0, F_OUT | F_ROW),
       FIELD(holder, held, F_I64, 0, F_OUT | F_ROW), FIELD(holder, transit, F_I64, 0, F_OUT | F_ROW),
       FIELD(holder, unbacked, F_I64, 0, F_OUT | F_ROW), FIELD(holder, used, F_I64, 0, F_OUT | F_ROW));

/* ---- lots ---- */

enum err
lot_get(struct ctx *cx, int64_t lot_id, struct lot *out)
{
	bool found;
	*out = (struct lot){ 0 };
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

static enum err
not_expired(struct ctx *cx, const char *expires_on)
{
	char today[DATE_SIZE];
	date_text(cx->now, today);
	if (strcmp(expires_on, today) >= 0)
		return OK;
	return fail_field(cx, "expires_on", "lot.expired_pack",
			  "Hạn dùng %s đã qua. Không nhập vắc xin hết hạn vào kho; hãy kiểm tra lại ngày in trên hộp.",
			  "The expiry %s is over. Expired vaccine is not taken in; check the date printed on the pack.",
			  expires_on);
}

enum err
lot_find_or_make(struct ctx *cx, const char *product_code, const char *number, const char *expires_on, struct lot *out)
{
	bool found, made;
	TRY(lot_find(cx, product_code, number, out, &found));
	if (!found) {
		TRY(not_expired(cx, expires_on));
		TRY(db_claim(
			cx, sql_lot_insert(id_next(cx->now), product_code, upper(cx->mem, number), expires_on, cx->now),
			&made));
		TRY(lot_find(cx, product_code, number, out, &found));
	}
	if (!found)
		return fail_internal(cx, "lot vanished");
	if (strcmp(out->expires_on, expires_on) != 0)
		return fail_field(cx, "expires_on", "lot.expiry",
				  "Lô %s đã ghi hạn dùng %s. Hãy kiểm tra lại hộp vắc xin.",
				  "Lot %s is on record with expiry %s. Check the pack.", out->number, out->expires_on);
	return OK;
}

enum err
lot_search(struct ctx *cx, const char *number, struct lot **out, size_t *n)
{
	const char *from = upper(cx->mem, number);
	/* numbers are printed characters: '~' and what follows ends them */
	return db_list(cx, sql_lot_search(from, arena_printf(cx->mem, "%s\x7f", from), LOTS_FOUND_MAX), &lot_fields,
		       out, n);
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
lot_set_expiry(struct ctx *cx, int64_t lot_id, const char *expires_on, const char *why, struct lot *out)
{
	bool done;
	if (!why || !*why)
		return fail_field(cx, "why", "why.required", "Cần ghi lý do (số văn bản gia hạn).",
				  "A reason is required (the number of the decision).");
	TRY(db_claim(cx, sql_lot_set_expiry(lot_id, expires_on, why, cx->now), &done));
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

/* ---- balances ---- */

enum err
stock_list(struct ctx *cx, int64_t unit_id, bool below, struct balance **out, size_t *n)
{
	return db_list(cx,
		       below ? sql_stock_list_below(unit_id, STOCK_LIST_MAX) : sql_stock_list(unit_id, STOCK_LIST_MAX),
		       &balance_fields, out, n);
}

enum err
stock_get(struct ctx *cx, int64_t unit_id, int64_t lot_id, struct balance *out)
{
	bool found;
	*out = (struct balance){ 0 };
	TRY(db_one(cx, sql_stock_get(unit_id, lot_id), &balance_fields, out, &found));
	if (!found)
		return fail_field(cx, "lot_id", "lot.unknown", "Không có lô vắc xin này.", "There is no such lot.");
	return OK;
}

enum err
stock_holders(struct ctx *cx, const char *path, int64_t lot_id, int64_t after_unit, struct holder **out, size_t *n)
{
	return db_list(cx, sql_stock_holders(lot_id, path, after_unit, STOCK_HOLDERS_PAGE), &holder_fields, out, n);
}

/* What was given without being there; said to the site and to everybody above it until it is explained. */
static enum err
unbacked(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses)
{
	if (!doses)
		return alarm_clear(cx, unit_id, ALARM_STOCK_UNBACKED, lot_id);
	return alarm_raise(
		cx, unit_id, ALARM_STOCK_UNBACKED, lot_id,
		arena_printf(cx->mem, "{\"lot_id\":\"%lld\",\"doses\":%lld}", (long long)lot_id, (long long)doses));
}

enum err
stock_use(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses, const char *on, bool live)
{
	int64_t owed = 0;
	if (live) {
		bool done;
		TRY(db_claim(cx, sql_stock_use(unit_id, lot_id, doses), &done));
		if (!done)
			return fail(
				cx, ERR_CONFLICT, "lot.empty",
				"Lô này không còn liều nào trong kho của điểm tiêm. Hãy chọn lô khác hoặc nhập kho.",
				"This lot has no doses left in the site's store. Choose another lot or receive stock.");
	} else {
		TRY(db_number(cx, sql_stock_use_anyway(unit_id, lot_id, doses), 0, &owed));
	}
	if (owed)
		TRY(unbacked(cx, unit_id, lot_id, owed));
	return db_post(cx, sql_store_day_use(unit_id, on, lot_id, doses));
}

void
stock_use_ahead(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses)
{
	db_ahead(cx, sql_stock_use(unit_id, lot_id, doses));
}

enum err
stock_unuse(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses, const char *on)
{
	int64_t owed;
	TRY(db_number(cx, sql_stock_unuse(unit_id, lot_id, doses), 0, &owed));
	TRY(unbacked(cx, unit_id, lot_id, owed));
	return db_post(cx, sql_store_day_use(unit_id, on, lot_id, -doses));
}

/* ---- sums ---- */

/* A store's row as stock_unsummed_lots gives it. */
enum { C_LOT, C_NOW, C_SUMMED = C_NOW + 5, C_PATH = C_SUMMED + 5 };

struct part {
	int64_t unit_id, lot_id, of[5]; /* doses, held, transit, unbacked, used */
};

static int
compare_parts(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	if (x->unit_id != y->unit_id)
		return x->unit_id < y->unit_id ? -1 : 1;
	return (x->lot_id > y->lot_id) - (x->lot_id < y->lot_id);
}

/* The units above a store, and its own where others stand below it: "the province" is its store and all under it. */
static size_t
add_uppers(struct part *parts, size_t n, const char *path, const struct part *delta)
{
	int levels = 0;
	for (const char *p = path + 1; *p && levels < SUM_LEVELS_MAX; p += strcspn(p, "/") + 1, levels++) {
		parts[n] = *delta;
		parts[n++].unit_id = strtoll(p, NULL, 10);
	}
	return n;
}

/* What a store's row has more than its sum; only who finds the row as it was read carries it up. */
static enum err
take_difference(struct ctx *cx, int64_t unit_id, const struct rows *rows, size_t r, struct part *delta, bool *ours)
{
	int64_t now[5], was[5];
	*delta = (struct part){ unit_id, db_cell(rows, r, C_LOT)->i, { 0 } };
	for (size_t k = 0; k < 5; k++) {
		now[k] = db_cell(rows, r, C_NOW + k)->i;
		was[k] = db_cell(rows, r, C_SUMMED + k)->i;
		delta->of[k] = now[k] - was[k];
	}
	return db_claim(cx,
			sql_stock_mark_summed(unit_id, delta->lot_id, now[0], now[1], now[2], now[3], now[4], was[0],
					      was[1], was[2], was[3], was[4]),
			ours);
}

static enum err
write_parts(struct ctx *cx, struct part *parts, size_t n)
{
	qsort(parts, n, sizeof *parts, compare_parts);
	for (size_t i = 0; i < n;) {
		struct part sum = parts[i];
		for (i++; i < n && compare_parts(&sum, &parts[i]) == 0; i++)
			for (size_t k = 0; k < 5; k++)
				sum.of[k] += parts[i].of[k];
		TRY(db_post(cx, sql_lot_sum_add(sum.unit_id, sum.lot_id, sum.of[0], sum.of[1], sum.of[2], sum.of[3],
						sum.of[4])));
	}
	return OK;
}

enum err
stock_sum(struct ctx *cx, const int64_t *units, size_t n)
{
	struct part *parts = NEW(cx->mem, struct part, SUM_PAGE * SUM_LEVELS_MAX);
	size_t nparts = 0;
	for (size_t u = 0; u < n; u++) {
		struct rows rows;
		TRY(db_query(cx, sql_stock_unsummed_lots(units[u], SUM_PAGE), &rows));
		if (nparts + rows.n * SUM_LEVELS_MAX > SUM_PAGE * SUM_LEVELS_MAX) {
			TRY(write_parts(cx, parts, nparts));
			nparts = 0;
		}
		for (size_t r = 0; r < rows.n; r++) {
			struct part delta;
			bool ours;
			TRY(take_difference(cx, units[u], &rows, r, &delta, &ours));
			if (ours)
				nparts = add_uppers(parts, nparts, db_cell(&rows, r, C_PATH)->p, &delta);
		}
	}
	return write_parts(cx, parts, nparts);
}

enum err
stock_unsummed(struct ctx *cx, int64_t after_unit, int64_t **units, size_t *n)
{
	struct rows rows;
	TRY(db_query(cx, sql_stock_unsummed(after_unit, LEFT_BEHIND_PAGE), &rows));
	*units = NEW(cx->mem, int64_t, rows.n);
	*n = rows.n;
	for (size_t r = 0; r < rows.n; r++)
		(*units)[r] = db_cell(&rows, r, 0)->i;
	return OK;
}
