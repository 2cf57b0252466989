#include "message/message_api.h"

#include "base/clock.h"
#include "message/message.h"
#include "message/ref.h"
#include "staff/cap.h"

/* ---- the gateway ---- */

struct dlr_in {
	const char *ref;
	int64_t state;
};
static FIELDS(dlr_in, FIELD(dlr_in, ref, F_TEXT, MESSAGE_REF_MAX, F_IN | F_MUST),
	      FIELD_RANGE(dlr_in, state, 0, 255, F_IN | F_MUST));

/* Kannel's numbers: 1 delivered, 2 not delivered, 16 refused; others (on its way) change nothing. */
static enum err
get_dlr(struct request *rq)
{
	const struct dlr_in *in = rq->in;
	const char *state = in->state == 1 ? "delivered" : in->state == 2 || in->state == 16 ? "failed" : NULL;
	if (state)
		TRY(message_reported(&rq->cx, in->ref, state));
	return reply_empty(rq);
}

/* ---- managers ---- */

struct period_in {
	const char *from, *to;
};
static FIELDS(period_in, FIELD(period_in, from, F_DATE, 10, F_IN), FIELD(period_in, to, F_DATE, 10, F_IN));

static enum err
get_summary(struct request *rq)
{
	const struct period_in *in = rq->in;
	struct unit unit;
	struct message_sum *list;
	size_t n;
	char today[DATE_SIZE];
	date_text(rq->cx.now, today);
	TRY(unit_get(&rq->cx, request_id_param(rq, "unit"), &unit));
	TRY(message_costs(&rq->cx, &unit, in->from ? in->from : today, in->to ? in->to : today, &list, &n));
	return reply_list(rq, &message_sum_fields, list, n, NULL);
}

static enum err
get_batch(struct request *rq)
{
	struct message_batch batch;
	struct message_progress progress;
	TRY(message_batch_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "batch"), &batch));
	TRY(message_progress(&rq->cx, batch.id, &progress));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	fields_write_members(out, &message_batch_fields, &batch);
	fields_write_members(out, &message_progress_fields, &progress);
	json_obj_end(out);
	return OK;
}

const struct route message_routes[] = {
	{ GET, "/api/v1/messages/dlr", CAP_PUBLIC, TX_WRITE, &dlr_in_fields, get_dlr,
	  "what became of a message: called by the SMS gateway with the reference that it was given", UNAUDITED },
	{ GET, "/api/v1/units/{unit}/messages/summary", CAP_COUNTER_READ, TX_READ, &period_in_fields, get_summary,
	  "messages of a unit and all below it by purpose, their SMS and what they cost (đồng); without days: today" },
	{ GET, "/api/v1/units/{unit}/message-batches/{batch}", CAP_COUNTER_READ, TX_READ, NULL, get_batch,
	  "how far a sending to many is" },
	{ 0 },
};
