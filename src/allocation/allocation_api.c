#include "allocation/allocation_api.h"

#include "allocation/allocation.h"
#include "allocation/province.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

static enum err
the_round(struct request *rq, struct round *out)
{
	return round_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "round"), out);
}

/* ---- figures ---- */

struct figure_filter {
	const char *name, *scope, *product_code;
};
static FIELDS(figure_filter, FIELD(figure_filter, name, F_TEXT, 32, F_IN), FIELD(figure_filter, scope, F_TEXT, 8, F_IN),
	      FIELD(figure_filter, product_code, F_TEXT, 32, F_IN));

static enum err
get_figures(struct request *rq)
{
	struct unit unit;
	struct receivers receivers;
	struct unit_figure *list;
	size_t n;
	const struct figure_filter *in = rq->in;
	TRY(unit_in_path(rq, &unit));
	if (in->scope && strcmp(in->scope, "below") == 0) {
		TRY(receivers_load(&rq->cx, &unit, &receivers));
		TRY(figure_table(&rq->cx, &receivers, in->product_code, &list, &n));
	} else {
		TRY(figure_list(&rq->cx, unit.id, in->name, &list, &n));
	}
	return reply_list(rq, &unit_figure_fields, list, n, NULL);
}

static enum err
post_figure(struct request *rq)
{
	struct unit unit;
	struct unit_figure *list;
	size_t n;
	const struct figure_in *in = rq->in;
	TRY(unit_in_path(rq, &unit));
	TRY(figure_set(&rq->cx, &unit, in, NULL));
	TRY(figure_list(&rq->cx, unit.id, in->name, &list, &n));
	return reply_list(rq, &unit_figure_fields, list, n, NULL);
}

/* ---- the table of the provinces ---- */

struct table_filter {
	const char *on;
};
static FIELDS(table_filter, FIELD(table_filter, on, F_DATE, 10, F_IN));

static void
write_province(struct buf *out, const struct province_row *row)
{
	json_obj(out);
	fields_write_members(out, &province_row_fields, row);
	json_key(out, "ratios");
	json_arr(out);
	for (int i = 0; i < RATIOS; i++) {
		json_obj(out);
		fields_write_members(out, &ratio_fields, &row->ratios[i]);
		fields_write_list(out, "plain", &plain_ratio_fields, row->plain[i], row->nplain[i]);
		json_obj_end(out);
	}
	json_arr_end(out);
	json_obj_end(out);
}

static enum err
get_table(struct request *rq)
{
	struct unit unit;
	struct province_row *list;
	size_t n;
	const struct table_filter *in = rq->in;
	TRY(unit_in_path(rq, &unit));
	TRY(province_table(&rq->cx, &unit, in->on, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++)
		write_province(out, &list[i]);
	json_arr_end(out);
	json_key(out, "next");
	json_none(out);
	json_obj_end(out);
	return OK;
}

/* ---- rounds, at the unit that decides ---- */

/* The round with its shares; sent: what was just sent of it. */
static enum err
reply_round(struct request *rq, int status, const struct round *round, const struct shipment *sent, size_t nsent)
{
	struct round_share *shares;
	size_t n;
	TRY(round_shares(&rq->cx, round, &shares, &n));
	struct buf *out = reply_json(rq, status);
	json_obj(out);
	fields_write_members(out, &round_fields, round);
	fields_write_list(out, "shares", &round_share_fields, shares, n);
	if (sent)
		fields_write_list(out, "shipments", &shipment_fields, sent, nsent);
	json_obj_end(out);
	return OK;
}

static enum err
get_rounds(struct request *rq)
{
	struct round *list;
	size_t n;
	TRY(round_list(&rq->cx, request_id_param(rq, "unit"), &list, &n));
	return reply_list(rq, &round_fields, list, n, NULL);
}

static enum err
post_round(struct request *rq)
{
	struct unit unit;
	struct round round;
	TRY(unit_in_path(rq, &unit));
	TRY(round_create(&rq->cx, &unit, rq->in, &round));
	return reply_round(rq, 201, &round, NULL, 0);
}

static enum err
get_round(struct request *rq)
{
	struct round round;
	TRY(the_round(rq, &round));
	return reply_round(rq, 200, &round, NULL, 0);
}

static enum err
post_recompute(struct request *rq)
{
	struct round round;
	TRY(the_round(rq, &round));
	TRY(round_recompute(&rq->cx, &round, rq->in, rq->has, &round));
	return reply_round(rq, 200, &round, NULL, 0);
}

static enum err
post_share(struct request *rq)
{
	struct round round;
	const struct share_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(the_round(rq, &round));
	TRY(share_edit(&rq->cx, &round, request_id_param(rq, "receiver"), in, &round));
	return reply_round(rq, 200, &round, NULL, 0);
}

static enum err
post_approve(struct request *rq)
{
	struct round round;
	const struct decision_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(the_round(rq, &round));
	TRY(round_approve(&rq->cx, &round, in, &round));
	return reply_round(rq, 200, &round, NULL, 0);
}

static enum err
post_cancel(struct request *rq)
{
	struct round round;
	const struct decision_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(the_round(rq, &round));
	TRY(round_cancel(&rq->cx, &round, in, &round));
	return reply_round(rq, 200, &round, NULL, 0);
}

static enum err
post_ship(struct request *rq)
{
	struct unit unit;
	struct round round;
	struct shipment *sent;
	size_t n;
	TRY(unit_in_path(rq, &unit));
	TRY(the_round(rq, &round));
	TRY(round_ship(&rq->cx, &unit, &round, rq->in, &round, &sent, &n));
	return reply_round(rq, 200, &round, sent, n);
}

/* ---- rounds, at a receiver ---- */

static enum err
get_received(struct request *rq)
{
	struct unit unit;
	struct received_round *list;
	size_t n;
	TRY(unit_in_path(rq, &unit));
	TRY(round_list_received(&rq->cx, &unit, &list, &n));
	return reply_list(rq, &received_round_fields, list, n, NULL);
}

static enum err
post_plan(struct request *rq)
{
	struct unit unit;
	struct received_round round;
	TRY(unit_in_path(rq, &unit));
	TRY(round_plan(&rq->cx, &unit, request_id_param(rq, "round"), rq->in, &round));
	return reply_one(rq, 200, &received_round_fields, &round);
}

const struct route allocation_routes[] = {
	{ GET, "/api/v1/units/{unit}/figures", CAP_COUNTER_READ, TX_READ, &figure_filter_fields, get_figures,
	  "figures entered of a unit; scope=below: those of its receivers as of today, by which doses are allocated" },
	{ POST, "/api/v1/units/{unit}/figures", CAP_ALLOCATE, TX_WRITE, &figure_in_fields, post_figure,
	  "enter a figure of a unit, with its source" },
	{ GET, "/api/v1/units/{unit}/allocation-table", CAP_COUNTER_READ, TX_READ, &table_filter_fields, get_table,
	  "the table of the provinces as of a day: five ratios as published, and what they really are" },
	{ GET, "/api/v1/units/{unit}/rounds", CAP_STOCK_READ, TX_READ, NULL, get_rounds,
	  "allocation rounds that a unit decides, newest first" },
	{ POST, "/api/v1/units/{unit}/rounds", CAP_ALLOCATE, TX_WRITE, &round_in_fields, post_round,
	  "draft an allocation round: its shares are computed" },
	{ GET, "/api/v1/units/{unit}/rounds/received", CAP_STOCK_READ, TX_READ, NULL, get_received,
	  "approved rounds with a share for a unit" },
	{ GET, "/api/v1/units/{unit}/rounds/{round}", CAP_STOCK_READ, TX_READ, NULL, get_round,
	  "a round with its shares: computed, decided, shipped, received, planned, used" },
	{ POST, "/api/v1/units/{unit}/rounds/{round}/recompute", CAP_ALLOCATE, TX_WRITE, &round_change_fields,
	  post_recompute, "change a draft and compute its shares anew" },
	{ POST, "/api/v1/units/{unit}/rounds/{round}/shares/{receiver}", CAP_ALLOCATE, TX_WRITE, &share_in_fields,
	  post_share, "change one share of a draft by hand, with the reason" },
	{ POST, "/api/v1/units/{unit}/rounds/{round}/approve", CAP_ALLOCATE, TX_WRITE, &decision_in_fields,
	  post_approve, "approve a round" },
	{ POST, "/api/v1/units/{unit}/rounds/{round}/cancel", CAP_ALLOCATE, TX_WRITE, &decision_in_fields, post_cancel,
	  "cancel a round of which nothing has left, with the reason" },
	{ POST, "/api/v1/units/{unit}/rounds/{round}/ship", CAP_STOCK_WRITE, TX_WRITE, &ship_in_fields, post_ship,
	  "send one share, or all that have not left, from the unit's own store: all of it or nothing" },
	{ POST, "/api/v1/units/{unit}/rounds/{round}/plan", CAP_STOCK_WRITE, TX_WRITE, &plan_in_fields, post_plan,
	  "what a receiver plans to give of its share, and by when" },
	{ 0 },
};
