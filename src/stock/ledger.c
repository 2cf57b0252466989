#include "stock/ledger.h"

#include "alarm/alarm.h"
#include "base/clock.h"
#include "base/id.h"
#include "counter/counter.h"
#include "ledger_sql.h"
#include "staff/staff.h"

FIELDS(movement, FIELD(movement, unit_id, F_ID, 0, F_OUT | F_ROW), FIELD(movement, id, F_ID, 0, F_OUT | F_ROW),
       FIELD(movement, lot_id, F_ID, 0, F_OUT | F_ROW), FIELD(movement, product_name, F_TEXT, 60, F_OUT | F_ROW),
       FIELD(movement, lot_number, F_TEXT, 40, F_OUT | F_ROW), FIELD(movement, kind, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(movement, doses, F_I64, 0, F_OUT | F_ROW), FIELD(movement, held, F_I64, 0, F_OUT | F_ROW),
       FIELD(movement, transit, F_I64, 0, F_OUT | F_ROW), FIELD(movement, on_date, F_DATE, 10, F_OUT | F_ROW),
       FIELD(movement, reason, F_TEXT, 16, F_OUT | F_ROW), FIELD(movement, party, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(movement, paper, F_TEXT, 60, F_OUT | F_ROW), FIELD(movement, why, F_TEXT, STOCK_WHY_MAX, F_OUT | F_ROW),
       FIELD(movement, shipment_id, F_ID, 0, F_OUT | F_ROW), FIELD(movement, reverses, F_ID, 0, F_OUT | F_ROW),
       FIELD(movement, reversed_by, F_ID, 0, F_OUT | F_ROW), FIELD(movement, late, F_BOOL, 0, F_OUT | F_ROW),
       FIELD(movement, staff_name, F_TEXT, 100, F_OUT | F_ROW), FIELD(movement, at, F_TIME, 0, F_OUT | F_ROW));

FIELDS(receive_in, FIELD(receive_in, product_code, F_TEXT, 32, F_IN | F_MUST),
       FIELD(receive_in, number, F_TEXT, 40, F_IN | F_MUST), FIELD(receive_in, expires_on, F_DATE, 10, F_IN | F_MUST),
       FIELD_RANGE(receive_in, doses, 1, STOCK_DOSES_MAX, F_IN | F_MUST), FIELD(receive_in, party, F_TEXT, 200, F_IN),
       FIELD(receive_in, paper, F_TEXT, 60, F_IN), FIELD(receive_in, on_date, F_DATE, 10, F_IN),
       FIELD(receive_in, gtin, F_TEXT, 14, F_IN));

FIELDS(discard_in, FIELD_RANGE(discard_in, doses, 1, STOCK_DOSES_MAX, F_IN | F_MUST),
       FIELD(discard_in, held, F_BOOL, 0, F_IN), FIELD(discard_in, reason, F_TEXT, 16, F_IN | F_MUST),
       FIELD(discard_in, why, F_TEXT, STOCK_WHY_MAX, F_IN), FIELD(discard_in, paper, F_TEXT, 60, F_IN),
       FIELD(discard_in, on_date, F_DATE, 10, F_IN));

FIELDS(count_in, FIELD_RANGE(count_in, counted, 0, STOCK_DOSES_MAX, F_IN | F_MUST),
       FIELD_RANGE(count_in, expected, 0, STOCK_DOSES_MAX, F_IN | F_MUST),
       FIELD(count_in, why, F_TEXT, STOCK_WHY_MAX, F_IN));

FIELDS(hold_in, FIELD_RANGE(hold_in, doses, 1, STOCK_DOSES_MAX, F_IN | F_MUST),
       FIELD(hold_in, why, F_TEXT, STOCK_WHY_MAX, F_IN | F_MUST));

FIELDS(movement_filter, FIELD(movement_filter, lot_id, F_ID, 0, F_IN), FIELD(movement_filter, from, F_DATE, 10, F_IN),
       FIELD(movement_filter, to, F_DATE, 10, F_IN), FIELD(movement_filter, after_id, F_ID, 0, F_IN),
       FIELD_RANGE(movement_filter, limit, 1, MOVEMENT_PAGE_MAX, F_IN));

/* What a kind is in the figures of a day: the counter's outcome, and the column of store_day. */
enum column { RECEIVED, ACCEPTED, ISSUED, DISCARDED, ADJUSTED, COLUMNS, NO_COLUMN = COLUMNS };
static const struct kind {
	const char *name, *outcome;
	enum column column;
	enum { OF_STORE, OF_HELD, OF_TRANSIT } place; /* whose change is the figure */
	int sign;                                     /* what goes out counts as positive */
	bool pays;                                    /* doses given without being there are paid back by it */
} kinds[] = {
	{ "receive", "received", RECEIVED, OF_STORE, 1, true },
	{ "accept", "accepted", ACCEPTED, OF_STORE, 1, true },
	{ "back", "accepted", ACCEPTED, OF_STORE, 1, false },
	{ "issue", "issued", ISSUED, OF_STORE, -1, false },
	{ "discard", "discarded", DISCARDED, OF_STORE, -1, false },
	{ "count", "adjusted", ADJUSTED, OF_STORE, 1, false },
	{ "extra", "adjusted", ADJUSTED, OF_STORE, 1, false },
	{ "deliver", "delivered", NO_COLUMN, OF_TRANSIT, -1, false },
	{ "lose", "lost", NO_COLUMN, OF_TRANSIT, -1, false },
	{ "hold", "held", NO_COLUMN, OF_HELD, 1, false },
	{ "release", "released", NO_COLUMN, OF_HELD, -1, false },
	{ "reverse", NULL, NO_COLUMN, OF_STORE, 0, false },
};

static const struct kind *
kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

/* ---- one entry ---- */

/* The day in the books: today, or a day before that is not too long ago. */
static enum err
book_day(struct ctx *cx, const char *on_date, const char **out)
{
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	int64_t days;
	date_text(cx->now, today);
	*out = on_date ? on_date : today;
	if (!on_date)
		return OK;
	if (strcmp(on_date, today) > 0)
		return fail_field(cx, "on_date", "movement.future",
				  "Ngày %s chưa tới. Phiếu kho ghi ngày hôm nay hoặc trước đó.",
				  "The day %s has not come yet. An entry is dated today or earlier.", on_date);
	if (!date_parse(on_date, &days) || days < date_of(cx->now) - LEDGER_BACK_DAYS)
		return fail_field(cx, "on_date", "movement.old", "Ngày %s đã quá %d ngày. Hãy kiểm tra lại năm.",
				  "The day %s is more than %d days ago. Check the year.", on_date, LEDGER_BACK_DAYS);
	return OK;
}

static enum err
too_little(struct ctx *cx, const struct posting *p)
{
	struct balance b;
	TRY(stock_get(cx, p->unit_id, p->lot->lot_id, &b));
	if (p->held < 0)
		return fail(cx, ERR_CONFLICT, "stock.short",
			    "Lô %s chỉ có %lld liều đang biệt trữ, không đủ %lld liều.",
			    "Of lot %s only %lld doses are held back, not %lld.", b.number, (long long)b.held,
			    (long long)-p->held);
	if (p->doses < 0)
		return fail(cx, ERR_CONFLICT, "stock.short",
			    "Kho chỉ còn %lld liều dùng được của lô %s, không đủ %lld liều.",
			    "The store has %lld usable doses of lot %s, not %lld.", (long long)b.doses, b.number,
			    (long long)-p->doses);
	return fail(cx, ERR_CONFLICT, "stock.short", "Chỉ còn %lld liều của lô %s đang trên đường, không phải %lld.",
		    "Only %lld doses of lot %s are on their way, not %lld.", (long long)b.transit, b.number,
		    (long long)-p->transit);
}

static enum err
had(struct ctx *cx, const struct posting *p, const char *day, int64_t left)
{
	int64_t out = -(p->doses + p->held);
	if (left >= out)
		return OK;
	return fail(cx, ERR_CONFLICT, "stock.short_then",
		    "Cuối ngày %s kho chỉ có %lld liều của lô %s, không đủ %lld liều. Hãy kiểm tra lại ngày.",
		    "At the end of %s the store had %lld doses of lot %s, not %lld. Check the date.", day,
		    (long long)left, p->lot->number, (long long)out);
}

/* What goes out with an earlier date must have been there on that day and on every day since. */
static enum err
was_there(struct ctx *cx, const struct posting *p, const char *on)
{
	struct rows rows;
	int64_t left = 0;
	size_t r = 0;
	TRY(db_query(cx, sql_store_days(p->unit_id, p->lot->lot_id), &rows));
	for (; r < rows.n && strcmp(db_cell(&rows, r, 0)->p, on) <= 0; r++)
		left += db_cell(&rows, r, 1)->i;
	TRY(had(cx, p, on, left));
	for (; r < rows.n; r++) {
		left += db_cell(&rows, r, 1)->i;
		TRY(had(cx, p, db_cell(&rows, r, 0)->p, left));
	}
	return OK;
}

/* What changes as the figure of its kind. */
static int64_t
figure_of(const struct kind *k, int64_t doses, int64_t held, int64_t transit)
{
	return k->sign * (k->place == OF_STORE ? doses + held : k->place == OF_HELD ? held : transit);
}

static enum err
write_figures(struct ctx *cx, const struct posting *p, const char *on)
{
	const struct kind *k = kind_of(p->undoes ? p->undoes : p->kind);
	int64_t n = figure_of(k, p->doses, p->held, p->transit), of[COLUMNS + 1] = { 0 };
	const struct count count = { on, p->lot->product_code, 0, k->outcome, 0 };
	of[k->column] = n;
	if (k->column != NO_COLUMN)
		TRY(db_post(cx, sql_store_day_add(p->unit_id, on, p->lot->lot_id, of[RECEIVED], of[ACCEPTED],
						  of[ISSUED], of[DISCARDED], of[ADJUSTED])));
	return counter_add(cx, p->unit_id, &count, n);
}

enum err
ledger_post(struct ctx *cx, const struct posting *p, struct balance *out)
{
	const char *on;
	char today[DATE_SIZE];
	bool moved, late;
	int64_t lot = p->lot->lot_id;
	const struct kind *k = kind_of(p->kind);
	TRY(book_day(cx, p->on_date, &on));
	date_text(cx->now, today);
	if (p->doses > 0 || p->held > 0)
		TRY(db_post(cx, sql_store_lot_open(p->unit_id, lot)));
	TRY(db_claim(cx,
		     sql_store_lot_move(p->unit_id, lot, p->doses, p->held, p->transit, k->pays,
					k->column == RECEIVED ? p->doses : 0),
		     &moved));
	if (!moved)
		return too_little(cx, p);
	if (p->doses + p->held < 0 && strcmp(on, today) < 0)
		TRY(was_there(cx, p, on));
	TRY(db_claim(cx, sql_day_confirmed(p->unit_id, on), &late));
	TRY(db_post(cx, sql_movement_add(p->unit_id, id_next(cx->now), lot, p->kind, p->doses, p->held, p->transit, on,
					 p->reason, p->party, p->paper, p->why, p->shipment_id ? &p->shipment_id : NULL,
					 p->reverses, late, cx->actor ? cx->actor->staff_id : 0, cx->now)));
	TRY(write_figures(cx, p, on));
	TRY(stock_get(cx, p->unit_id, lot, out));
	return k->pays && !out->unbacked ? alarm_clear(cx, p->unit_id, ALARM_STOCK_UNBACKED, lot) : OK;
}

/* ---- what a keeper does ---- */

static enum err
need_why(struct ctx *cx, const char *why)
{
	return why && *why ? OK : fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
}

enum err
stock_receive(struct ctx *cx, int64_t unit_id, const struct receive_in *in, struct balance *out)
{
	struct lot lot;
	TRY(lot_find_or_make(cx, in->product_code, in->number, in->expires_on, &lot));
	if (in->gtin && *in->gtin)
		TRY(db_post(cx, sql_gtin_learn(in->gtin, in->product_code, cx->now)));
	const struct posting p = { .unit_id = unit_id,
				   .lot = &lot,
				   .kind = "receive",
				   .doses = in->doses,
				   .on_date = in->on_date,
				   .party = in->party,
				   .paper = in->paper };
	return ledger_post(cx, &p, out);
}

static bool
is_word(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *at = list; (at = strstr(at, word)); at += n)
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return n > 0;
	return false;
}

enum err
stock_discard(struct ctx *cx, int64_t unit_id, int64_t lot_id, const struct discard_in *in, struct balance *out)
{
	struct lot lot;
	TRY(lot_get(cx, lot_id, &lot));
	if (!is_word(DISCARD_REASONS, in->reason))
		return fail_field(cx, "reason", "discard.reason", "Lý do hủy phải là một trong: %s.",
				  "The reason must be one of: %s.", DISCARD_REASONS);
	if (strcmp(in->reason, "other") == 0)
		TRY(need_why(cx, in->why));
	const struct posting p = { .unit_id = unit_id,
				   .lot = &lot,
				   .kind = "discard",
				   .doses = in->held ? 0 : -in->doses,
				   .held = in->held ? -in->doses : 0,
				   .on_date = in->on_date,
				   .reason = in->reason,
				   .paper = in->paper,
				   .why = in->why };
	return ledger_post(cx, &p, out);
}

enum err
stock_count(struct ctx *cx, int64_t unit_id, int64_t lot_id, const struct count_in *in, struct balance *out)
{
	struct lot lot;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(lot_get(cx, lot_id, &lot));
	TRY(stock_get(cx, unit_id, lot_id, out));
	if (out->doses != in->expected)
		return fail(cx, ERR_CONFLICT, "count.moved",
			    "Trong lúc kiểm kê, sổ đã thay đổi từ %lld thành %lld liều. Hãy đếm lại.",
			    "While you counted, the books went from %lld to %lld doses. Count again.",
			    (long long)in->expected, (long long)out->doses);
	if (in->counted != out->doses) {
		const struct posting p = { .unit_id = unit_id,
					   .lot = &lot,
					   .kind = "count",
					   .doses = in->counted - out->doses,
					   .why = in->why };
		TRY(ledger_post(cx, &p, out));
		if (out->doses != in->counted) /* a dose was given between the two looks */
			return fail(cx, ERR_CONFLICT, "count.moved",
				    "Trong lúc kiểm kê, sổ đã thay đổi thành %lld liều. Hãy đếm lại.",
				    "While you counted, the books changed to %lld doses. Count again.",
				    (long long)(out->doses - in->counted + in->expected));
	}
	return db_post(cx,
		       sql_stock_count_add(unit_id, id_next(cx->now), lot_id, today, in->expected, in->counted, in->why,
					   in->why ? &cx->actor->staff_id : NULL, cx->actor->staff_id, cx->now));
}

enum err
stock_count_explain(struct ctx *cx, int64_t unit_id, int64_t count_id, const char *why)
{
	bool open, known;
	TRY(need_why(cx, why));
	TRY(db_claim(cx, sql_stock_count_explain(unit_id, count_id, why, cx->actor->staff_id), &open));
	if (open)
		return OK;
	TRY(db_claim(cx, sql_stock_count_get(unit_id, count_id), &known));
	if (!known)
		return fail(cx, ERR_NOT_FOUND, "count.unknown", "Không có lần kiểm kê này.", "There is no such count.");
	return fail(cx, ERR_CONFLICT, "count.explained", "Chênh lệch này đã được giải trình.",
		    "This difference is explained already.");
}

static enum err
hold(struct ctx *cx, int64_t unit_id, int64_t lot_id, const struct hold_in *in, const char *kind, int sign,
     struct balance *out)
{
	struct lot lot;
	TRY(lot_get(cx, lot_id, &lot));
	TRY(need_why(cx, in->why));
	const struct posting p = { .unit_id = unit_id,
				   .lot = &lot,
				   .kind = kind,
				   .doses = -sign * in->doses,
				   .held = sign * in->doses,
				   .why = in->why };
	return ledger_post(cx, &p, out);
}

enum err
stock_hold(struct ctx *cx, int64_t unit_id, int64_t lot_id, const struct hold_in *in, struct balance *out)
{
	return hold(cx, unit_id, lot_id, in, "hold", 1, out);
}

enum err
stock_release(struct ctx *cx, int64_t unit_id, int64_t lot_id, const struct hold_in *in, struct balance *out)
{
	return hold(cx, unit_id, lot_id, in, "release", -1, out);
}

enum err
movement_reverse(struct ctx *cx, int64_t unit_id, int64_t id, const char *why, struct balance *out)
{
	struct movement m = { 0 };
	struct lot lot;
	bool found;
	TRY(need_why(cx, why));
	TRY(db_one(cx, sql_movement_get(unit_id, id), &movement_fields, &m, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "movement.unknown", "Không có bút toán này.",
			    "There is no such movement.");
	if (m.shipment_id)
		return fail(cx, ERR_CONFLICT, "movement.of_shipment",
			    "Bút toán này thuộc một phiếu vận chuyển. Hãy hủy phiếu hoặc lập phiếu hoàn trả.",
			    "This entry belongs to a shipment. Cancel the shipment or send the doses back.");
	if (m.reverses || m.reversed_by)
		return fail(cx, ERR_CONFLICT, "movement.reversed", "Bút toán này đã được đảo.",
			    "This entry was reversed already.");
	TRY(lot_get(cx, m.lot_id, &lot));
	const struct posting p = { .unit_id = unit_id,
				   .lot = &lot,
				   .kind = "reverse",
				   .undoes = m.kind,
				   .doses = -m.doses,
				   .held = -m.held,
				   .transit = -m.transit,
				   .on_date = m.on_date,
				   .why = why,
				   .reverses = m.id };
	return ledger_post(cx, &p, out);
}

enum err
movement_list(struct ctx *cx, int64_t unit_id, const struct movement_filter *filter, struct movement **out, size_t *n)
{
	return db_list(cx,
		       sql_movement_list(unit_id, filter->lot_id, filter->from ? filter->from : "",
					 filter->to ? filter->to : "9999-12-31",
					 filter->after_id ? filter->after_id : INT64_MAX,
					 filter->limit > 0 ? filter->limit : MOVEMENT_PAGE),
		       &movement_fields, out, n);
}

/* ---- the proof ---- */

enum err
ledger_figures(struct ctx *cx, int64_t after_unit, int64_t after_id, int64_t page, struct figure **out, size_t *n)
{
	struct rows rows;
	TRY(db_query(cx, sql_movement_page(after_unit, after_id, page), &rows));
	*out = NEW(cx->mem, struct figure, rows.n);
	*n = rows.n;
	for (size_t r = 0; r < rows.n; r++) {
		const struct kind *k = kind_of(db_cell(&rows, r, 4)->p);
		(*out)[r] = (struct figure){ db_cell(&rows, r, 0)->i,
					     db_cell(&rows, r, 1)->i,
					     db_cell(&rows, r, 2)->p,
					     db_cell(&rows, r, 3)->p,
					     k->outcome,
					     figure_of(k, db_cell(&rows, r, 5)->i, db_cell(&rows, r, 6)->i,
						       db_cell(&rows, r, 7)->i) };
	}
	return OK;
}

enum { CHECK_PAGE = 2000, SHOWN_MAX = 100 };

static void
write_difference(struct buf *out, const struct rows *rows, size_t r)
{
	static const char *const names[] = { "unit_id",       "lot_id",   "doses",     "held",
					     "transit",       "unbacked", "used",      "moved_doses",
					     "moved_transit", "given",    "day_moved", "day_used" };
	json_obj(out);
	for (size_t c = 0; c < sizeof names / sizeof *names; c++) {
		if (c < 2)
			json_kv_id(out, names[c], db_cell(rows, r, c)->i);
		else
			json_kv_i64(out, names[c], db_cell(rows, r, c)->i);
	}
	json_obj_end(out);
}

/* A row of ledger_balances: the balance, then what movements, doses and days add up to. */
static bool
balances(const struct rows *rows, size_t r)
{
	enum { DOSES = 2, HELD, TRANSIT, UNBACKED, USED, MOVED, MOVED_TRANSIT, GIVEN, DAY_MOVED, DAY_USED };
	int64_t v[DAY_USED + 1];
	for (size_t c = DOSES; c <= DAY_USED; c++)
		v[c] = db_cell(rows, r, c)->i;
	return v[DOSES] + v[HELD] - v[UNBACKED] == v[MOVED] - v[GIVEN] && v[TRANSIT] == v[MOVED_TRANSIT] &&
	       v[USED] == v[GIVEN] && v[DAY_MOVED] == v[MOVED] && v[DAY_USED] == v[GIVEN];
}

enum err
ledger_recount(struct ctx *cx, struct buf *differences, struct ledger_check *out)
{
	int64_t unit = 0, lot = 0;
	*out = (struct ledger_check){ 0 };
	for (struct rows rows = { .n = CHECK_PAGE }; rows.n == CHECK_PAGE;) {
		TRY(db_query(cx, sql_ledger_balances(unit, lot, CHECK_PAGE), &rows));
		for (size_t r = 0; r < rows.n; r++) {
			unit = db_cell(&rows, r, 0)->i;
			lot = db_cell(&rows, r, 1)->i;
			out->balances++;
			if (!balances(&rows, r) && ++out->differing <= SHOWN_MAX)
				write_difference(differences, &rows, r);
		}
	}
	return OK;
}
