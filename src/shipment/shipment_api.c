#include "shipment/shipment_api.h"

#include "shipment/shipment.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

/* The shipment with its lots, what they bear and, as one list for a chart, its temperatures. */
static enum err
reply_shipment(struct request *rq, int status, const struct shipment *s)
{
	struct shipment_line *lines;
	struct shipment_limits limits;
	struct reading *readings;
	size_t nlines, nreadings;
	TRY(shipment_lines(&rq->cx, s, &lines, &nlines));
	TRY(shipment_readings(&rq->cx, s, &readings, &nreadings));
	TRY(shipment_limits(&rq->cx, s, &limits));
	struct buf *out = reply_json(rq, status);
	json_obj(out);
	fields_write_members(out, &shipment_fields, s);
	fields_write_members(out, &shipment_limits_fields, &limits);
	fields_write_list(out, "lines", &shipment_line_fields, lines, nlines);
	fields_write_list(out, "readings", &reading_fields, readings, nreadings);
	json_obj_end(out);
	return OK;
}

static enum err
of_sender(struct request *rq, struct shipment *out)
{
	return shipment_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "shipment"), out);
}

static enum err
of_receiver(struct request *rq, struct shipment *out)
{
	return shipment_incoming(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "shipment"), out);
}

static enum err
get_sent(struct request *rq)
{
	struct shipment *list;
	size_t n;
	TRY(shipment_list(&rq->cx, request_id_param(rq, "unit"), rq->in, &list, &n));
	return reply_list(rq, &shipment_fields, list, n, NULL);
}

static enum err
get_incoming(struct request *rq)
{
	struct shipment *list;
	size_t n;
	TRY(shipment_list_incoming(&rq->cx, request_id_param(rq, "unit"), rq->in, &list, &n));
	return reply_list(rq, &shipment_fields, list, n, NULL);
}

static enum err
get_under_way(struct request *rq)
{
	struct unit unit;
	struct shipment *list;
	size_t n;
	TRY(unit_in_path(rq, &unit));
	TRY(shipment_list_below(&rq->cx, unit.path, &list, &n));
	return reply_list(rq, &shipment_fields, list, n, NULL);
}

static enum err
get_one_sent(struct request *rq)
{
	struct shipment s;
	TRY(of_sender(rq, &s));
	return reply_shipment(rq, 200, &s);
}

static enum err
get_one_incoming(struct request *rq)
{
	struct shipment s;
	TRY(of_receiver(rq, &s));
	return reply_shipment(rq, 200, &s);
}

static enum err
post_send(struct request *rq)
{
	struct unit from;
	struct shipment s;
	TRY(unit_in_path(rq, &from));
	TRY(shipment_send(&rq->cx, &from, rq->in, &s));
	return reply_shipment(rq, 201, &s);
}

static enum err
post_back(struct request *rq)
{
	struct shipment s;
	const struct back_in *in = rq->in;
	rq->cx.why = in->why;
	TRY(shipment_back(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "shipment"), in, &s));
	return reply_shipment(rq, 200, &s);
}

static enum err
post_receipt(struct request *rq)
{
	struct shipment s;
	TRY(shipment_receive(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "shipment"), rq->in, &s));
	return reply_shipment(rq, 200, &s);
}

static enum err
post_sent_readings(struct request *rq)
{
	struct shipment s;
	TRY(of_sender(rq, &s));
	TRY(shipment_read(&rq->cx, &s, rq->in, &s));
	return reply_shipment(rq, 200, &s);
}

static enum err
post_incoming_readings(struct request *rq)
{
	struct shipment s;
	TRY(of_receiver(rq, &s));
	TRY(shipment_read(&rq->cx, &s, rq->in, &s));
	return reply_shipment(rq, 200, &s);
}

struct propose_in {
	const char *product_code;
	int64_t doses;
};
static FIELDS(propose_in, FIELD(propose_in, product_code, F_TEXT, 32, F_IN | F_MUST),
	      FIELD_RANGE(propose_in, doses, 1, STOCK_DOSES_MAX, F_IN | F_MUST));

static enum err
get_proposal(struct request *rq)
{
	struct proposal *list;
	size_t n;
	const struct propose_in *in = rq->in;
	TRY(shipment_propose(&rq->cx, request_id_param(rq, "unit"), in->product_code, in->doses, &list, &n));
	return reply_list(rq, &proposal_fields, list, n, NULL);
}

const struct route shipment_routes[] = {
	{ GET, "/api/v1/units/{unit}/shipments", CAP_STOCK_READ, TX_READ, &shipment_filter_fields, get_sent,
	  "sent from a store and on its way; state=all: also what is over" },
	{ POST, "/api/v1/units/{unit}/shipments", CAP_STOCK_WRITE, TX_WRITE, &send_in_fields, post_send,
	  "send lots to another store" },
	{ GET, "/api/v1/units/{unit}/shipments/proposal", CAP_STOCK_READ, TX_READ, &propose_in_fields, get_proposal,
	  "which lots to send: the soonest to expire first" },
	{ GET, "/api/v1/units/{unit}/shipments/under-way", CAP_STOCK_READ, TX_READ, NULL, get_under_way,
	  "all that is on its way from stores here and below, oldest first" },
	{ GET, "/api/v1/units/{unit}/shipments/{shipment}", CAP_STOCK_READ, TX_READ, NULL, get_one_sent,
	  "a shipment with its lots and temperatures" },
	{ POST, "/api/v1/units/{unit}/shipments/{shipment}/back", CAP_STOCK_WRITE, TX_WRITE, &back_in_fields, post_back,
	  "the sender has doses again: cancelled or refused" },
	{ POST, "/api/v1/units/{unit}/shipments/{shipment}/readings", CAP_STOCK_WRITE, TX_WRITE, &readings_in_fields,
	  post_sent_readings, "temperatures on the way, by the sender", LARGE_BODY },
	{ GET, "/api/v1/units/{unit}/incoming", CAP_STOCK_READ, TX_READ, &shipment_filter_fields, get_incoming,
	  "on its way to a store; state=all: also what has arrived" },
	{ GET, "/api/v1/units/{unit}/incoming/{shipment}", CAP_STOCK_READ, TX_READ, NULL, get_one_incoming,
	  "such a shipment with its lots and temperatures" },
	{ POST, "/api/v1/units/{unit}/incoming/{shipment}/receive", CAP_STOCK_WRITE, TX_WRITE, &receipt_in_fields,
	  post_receipt, "take in what arrived, all or a part, differences explained" },
	{ POST, "/api/v1/units/{unit}/incoming/{shipment}/readings", CAP_STOCK_WRITE, TX_WRITE, &readings_in_fields,
	  post_incoming_readings, "temperatures on the way, by the receiver", LARGE_BODY },
	{ 0 },
};
