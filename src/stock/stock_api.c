#include "stock/stock_api.h"

#include "rule/rule.h"
#include "staff/cap.h"
#include "staff/staff.h"
#include "stock/stock.h"

static enum err
get_lots(struct request *rq)
{
	struct lot *list;
	size_t n;
	TRY(stock_list(&rq->cx, request_id_param(rq, "unit"), &list, &n));
	return reply_list(rq, &lot_fields, list, n, NULL);
}

static enum err
post_receive(struct request *rq)
{
	const struct receive_in *in = rq->in;
	struct product product;
	struct lot lot;
	TRY(product_get(&rq->cx, in->product_code, &product));
	TRY(stock_receive(&rq->cx, request_id_param(rq, "unit"), in, &lot));
	return reply_one(rq, 201, &lot_fields, &lot);
}

struct state_in {
	const char *state, *why;
};
static FIELDS(state_in, FIELD(state_in, state, F_TEXT, 16, F_IN | F_MUST),
	      FIELD(state_in, why, F_TEXT, 500, F_IN | F_MUST));

/* A lot is the same everywhere, so its state is the nation's to change. */
static enum err
post_state(struct request *rq)
{
	const struct state_in *in = rq->in;
	struct lot lot;
	if (strcmp(rq->cx.actor->unit.level, "nation") != 0)
		return fail(&rq->cx, ERR_FORBIDDEN, "lot.national",
			    "Chỉ cấp quốc gia được tạm dừng hoặc thu hồi một lô.",
			    "Only the national level may suspend or recall a lot.");
	rq->cx.why = in->why;
	TRY(lot_get(&rq->cx, request_id_param(rq, "lot"), &lot));
	TRY(lot_set_state(&rq->cx, lot.lot_id, in->state, in->why, &lot));
	return reply_one(rq, 200, &lot_fields, &lot);
}

const struct route stock_routes[] = {
	{ GET, "/api/v1/units/{unit}/lots", CAP_STOCK_READ, TX_READ, NULL, get_lots,
	  "list a store's lots, soonest expiry first" },
	{ POST, "/api/v1/units/{unit}/lots/receive", CAP_STOCK_WRITE, TX_WRITE, &receive_in_fields, post_receive,
	  "take doses of a lot into a store" },
	{ POST, "/api/v1/units/{unit}/lots/{lot}/state", CAP_LOT_STATE, TX_WRITE, &state_in_fields, post_state,
	  "suspend, recall or release a lot everywhere" },
	{ 0 },
};
