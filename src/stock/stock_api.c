#include "stock/stock_api.h"

#include "rule/rule.h"
#include "staff/cap.h"
#include "staff/staff.h"
#include "stock/gs1.h"
#include "stock/ledger.h"
#include "stock/vial.h"
#include "stock_api_sql.h"
#include "unit/unit_api.h"

/* ---- a store ---- */

struct lots_in {
	const char *scope; /* store (also NULL), below */
};
static FIELDS(lots_in, FIELD(lots_in, scope, F_TEXT, 8, F_IN));

static enum err
get_lots(struct request *rq)
{
	struct balance *list;
	size_t n;
	const struct lots_in *in = rq->in;
	bool below = in->scope && strcmp(in->scope, "below") == 0;
	if (in->scope && !below && strcmp(in->scope, "store") != 0)
		return fail_field(&rq->cx, "scope", "scope.unknown", "Phạm vi là store hoặc below.",
				  "The scope is store or below.");
	TRY(stock_list(&rq->cx, request_id_param(rq, "unit"), below, &list, &n));
	return reply_list(rq, &balance_fields, list, n, NULL);
}

static enum err
post_receive(struct request *rq)
{
	const struct receive_in *in = rq->in;
	struct product product;
	struct balance b;
	TRY(product_or_supply_get(&rq->cx, in->product_code, &product));
	TRY(stock_receive(&rq->cx, request_id_param(rq, "unit"), in, &b));
	return reply_one(rq, 201, &balance_fields, &b);
}

static enum err
post_discard(struct request *rq)
{
	struct balance b;
	const struct discard_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(stock_discard(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "lot"), in, &b));
	return reply_one(rq, 201, &balance_fields, &b);
}

static enum err
post_count(struct request *rq)
{
	struct balance b;
	const struct count_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(stock_count(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "lot"), in, &b));
	return reply_one(rq, 201, &balance_fields, &b);
}

struct why_in {
	const char *why;
};
static FIELDS(why_in, FIELD(why_in, why, F_TEXT, STOCK_WHY_MAX, F_IN | F_MUST));

static enum err
post_explain(struct request *rq)
{
	const struct why_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(stock_count_explain(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "count"), in->why));
	return reply_empty(rq);
}

static enum err
post_hold(struct request *rq)
{
	struct balance b;
	const struct hold_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(stock_hold(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "lot"), in, &b));
	return reply_one(rq, 201, &balance_fields, &b);
}

static enum err
post_release(struct request *rq)
{
	struct balance b;
	const struct hold_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(stock_release(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "lot"), in, &b));
	return reply_one(rq, 201, &balance_fields, &b);
}

static enum err
get_movements(struct request *rq)
{
	struct movement *list;
	size_t n;
	const struct movement_filter *in = rq->in;
	TRY(movement_list(&rq->cx, request_id_param(rq, "unit"), in, &list, &n));
	size_t page = in->limit > 0 ? (size_t)in->limit : MOVEMENT_PAGE;
	const char *next = n == page ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].id) : NULL;
	return reply_list(rq, &movement_fields, list, n, next);
}

static enum err
post_reverse(struct request *rq)
{
	struct balance b;
	const struct why_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(movement_reverse(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "movement"), in->why, &b));
	return reply_one(rq, 201, &balance_fields, &b);
}

/* ---- vials ---- */

static enum err
get_vials(struct request *rq)
{
	struct vial *list;
	size_t n;
	TRY(vial_list(&rq->cx, request_id_param(rq, "unit"), rq->in, &list, &n));
	return reply_list(rq, &vial_fields, list, n, NULL);
}

static enum err
post_vial(struct request *rq)
{
	struct vial v;
	TRY(vial_open(&rq->cx, request_id_param(rq, "unit"), rq->in, &v));
	return reply_one(rq, 201, &vial_fields, &v);
}

static enum err
post_vial_close(struct request *rq)
{
	struct vial v;
	TRY(vial_close(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "vial"), rq->in, &v));
	return reply_one(rq, 200, &vial_fields, &v);
}

/* ---- lots, the same everywhere ---- */

struct number_in {
	const char *number;
};
static FIELDS(number_in, FIELD(number_in, number, F_TEXT, 40, F_IN | F_MUST));

static enum err
get_search(struct request *rq)
{
	struct lot *list;
	size_t n;
	TRY(lot_search(&rq->cx, ((const struct number_in *)rq->in)->number, &list, &n));
	return reply_list(rq, &lot_fields, list, n, NULL);
}

struct holders_in {
	int64_t after_id;
};
static FIELDS(holders_in, FIELD(holders_in, after_id, F_ID, 0, F_IN));

static enum err
get_holders(struct request *rq)
{
	struct unit unit;
	struct lot lot;
	struct holder *list;
	size_t n;
	const struct holders_in *in = rq->in;
	TRY(unit_in_path(rq, &unit));
	TRY(lot_get(&rq->cx, request_id_param(rq, "lot"), &lot));
	TRY(stock_holders(&rq->cx, unit.path, lot.lot_id, in->after_id, &list, &n));
	const char *next =
		n == STOCK_HOLDERS_PAGE ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].unit_id) : NULL;
	return reply_list(rq, &holder_fields, list, n, next);
}

/* A lot is the same everywhere, so its state is the nation's to change. */
static enum err
need_nation(struct request *rq)
{
	if (strcmp(rq->cx.actor->unit.level, "nation") == 0)
		return OK;
	return fail(&rq->cx, ERR_FORBIDDEN, "lot.national",
		    "Chỉ cấp quốc gia được tạm dừng, thu hồi hoặc đổi hạn dùng của một lô.",
		    "Only the national level may suspend or recall a lot or change its expiry.");
}

struct state_in {
	const char *state, *why;
};
static FIELDS(state_in, FIELD(state_in, state, F_TEXT, 16, F_IN | F_MUST),
	      FIELD(state_in, why, F_TEXT, STOCK_WHY_MAX, F_IN | F_MUST));

static enum err
post_state(struct request *rq)
{
	const struct state_in *in = rq->in;
	struct lot lot;
	TRY(need_nation(rq));
	rq->cx.why = in->why;
	TRY(lot_get(&rq->cx, request_id_param(rq, "lot"), &lot));
	TRY(lot_set_state(&rq->cx, lot.lot_id, in->state, in->why, &lot));
	return reply_one(rq, 200, &lot_fields, &lot);
}

struct expiry_in {
	const char *expires_on, *why;
};
static FIELDS(expiry_in, FIELD(expiry_in, expires_on, F_DATE, 10, F_IN | F_MUST),
	      FIELD(expiry_in, why, F_TEXT, STOCK_WHY_MAX, F_IN | F_MUST));

static enum err
post_expiry(struct request *rq)
{
	const struct expiry_in *in = rq->in;
	struct lot lot;
	TRY(need_nation(rq));
	rq->cx.why = in->why;
	TRY(lot_get(&rq->cx, request_id_param(rq, "lot"), &lot));
	TRY(lot_set_expiry(&rq->cx, lot.lot_id, in->expires_on, in->why, &lot));
	return reply_one(rq, 200, &lot_fields, &lot);
}

struct scan_in {
	const char *text;
};
static FIELDS(scan_in, FIELD(scan_in, text, F_TEXT, GS1_TEXT_MAX, F_IN | F_MUST));

static enum err
post_scan(struct request *rq)
{
	struct gs1 gs1;
	struct rows rows;
	TRY(gs1_parse(&rq->cx, ((const struct scan_in *)rq->in)->text, &gs1));
	TRY(db_query(&rq->cx, sql_gtin_product(gs1.gtin), &rows));
	if (rows.n)
		gs1.product_code = db_cell(&rows, 0, 0)->p;
	return reply_one(rq, 200, &gs1_fields, &gs1);
}

const struct route stock_routes[] = {
	{ GET, "/api/v1/units/{unit}/lots", CAP_STOCK_READ, TX_READ, &lots_in_fields, get_lots,
	  "a store's lots, soonest expiry first; scope=below: with all stores under it" },
	{ POST, "/api/v1/units/{unit}/lots/receive", CAP_STOCK_WRITE, TX_WRITE, &receive_in_fields, post_receive,
	  "take doses of a lot from a supplier into a store" },
	{ POST, "/api/v1/units/{unit}/lots/{lot}/discard", CAP_STOCK_WRITE, TX_WRITE, &discard_in_fields, post_discard,
	  "throw doses away, with the reason: " DISCARD_REASONS },
	{ POST, "/api/v1/units/{unit}/lots/{lot}/count", CAP_STOCK_WRITE, TX_WRITE, &count_in_fields, post_count,
	  "set the books to what was counted; a difference needs an explanation, now or later" },
	{ POST, "/api/v1/units/{unit}/counts/{count}/explain", CAP_STOCK_WRITE, TX_WRITE, &why_in_fields, post_explain,
	  "explain the difference of a count" },
	{ POST, "/api/v1/units/{unit}/lots/{lot}/hold", CAP_STOCK_WRITE, TX_WRITE, &hold_in_fields, post_hold,
	  "quarantine doses" },
	{ POST, "/api/v1/units/{unit}/lots/{lot}/release", CAP_STOCK_WRITE, TX_WRITE, &hold_in_fields, post_release,
	  "let quarantined doses be used again" },
	{ GET, "/api/v1/units/{unit}/lots/{lot}/stores", CAP_STOCK_READ, TX_READ, &holders_in_fields, get_holders,
	  "which stores here and below have or had a lot" },
	{ GET, "/api/v1/units/{unit}/movements", CAP_STOCK_READ, TX_READ, &movement_filter_fields, get_movements,
	  "the books of a store, newest first" },
	{ POST, "/api/v1/units/{unit}/movements/{movement}/reverse", CAP_STOCK_WRITE, TX_WRITE, &why_in_fields,
	  post_reverse, "take a movement back by its opposite" },
	{ GET, "/api/v1/units/{unit}/vials", CAP_STOCK_READ, TX_READ, &vial_filter_fields, get_vials,
	  "open vials and their clocks; state=all: all of a day" },
	{ POST, "/api/v1/units/{unit}/vials", CAP_VISIT_INJECT, TX_WRITE, &vial_open_in_fields, post_vial,
	  "open a multi-dose vial: its clock starts" },
	{ POST, "/api/v1/units/{unit}/vials/{vial}/close", CAP_VISIT_INJECT, TX_WRITE, &vial_close_in_fields,
	  post_vial_close, "end a vial: what was left over is discarded" },
	{ POST, "/api/v1/units/{unit}/lots/{lot}/state", CAP_LOT_STATE, TX_WRITE, &state_in_fields, post_state,
	  "suspend, recall or release a lot everywhere" },
	{ POST, "/api/v1/units/{unit}/lots/{lot}/expiry", CAP_LOT_STATE, TX_WRITE, &expiry_in_fields, post_expiry,
	  "change the last day of use of a lot everywhere" },
	{ GET, "/api/v1/lots", CAP_STOCK_READ, TX_READ, &number_in_fields, get_search,
	  "find lots by the beginning of their number" },
	{ POST, "/api/v1/lots/scan", CAP_STOCK_READ, TX_READ, &scan_in_fields, post_scan,
	  "what the GS1 DataMatrix of a pack says; FNC1 as <GS>" },
	{ 0 },
};
