#include "message/message_api.h"

#include "base/clock.h"
#include "message/message.h"
#include "message/ref.h"
#include "message/rule.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

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
	TRY(unit_in_path(rq, &unit));
	TRY(message_costs(&rq->cx, &unit, in->from ? in->from : today, in->to ? in->to : today, &list, &n));
	return reply_list(rq, &message_sum_fields, list, n, NULL);
}

/* About as long as these are in life; what a sending will cost is an estimate anyway. */
static const struct message_value usual_values[] = {
	{ "name", "NGUYỄN THỊ THU HƯƠNG" },
	{ "hour", "07:30" },
	{ "date", "05/08" },
	{ "place", "Trạm Y tế Phường Phúc Xá" },
	{ "code", "ABCD-EFGH" },
	{ "link", "tiemchung.example/book#ABCDEFGH" },
	{ NULL, NULL },
};

static enum err
write_price(struct request *rq, struct buf *out, const struct message_rule *rule, const char *code)
{
	const char *missing;
	struct sms sms = text_choose(rq->cx.mem, &template_find(code)->vi, usual_values, rule->marks, &missing);
	if (!sms.text)
		return fail_internal(&rq->cx, "the template %s has no usual value for %s", code, missing);
	json_obj(out);
	json_kv_text(out, "code", code);
	json_kv_i64(out, "parts", sms.parts);
	json_kv_i64(out, "cost", sms.parts * rule->price);
	json_obj_end(out);
	return OK;
}

static void
write_hour(struct request *rq, struct buf *out, const char *key, int64_t minutes)
{
	json_kv_text(out, key,
		     arena_printf(rq->cx.mem, "%02lld:%02lld", (long long)(minutes / 60), (long long)(minutes % 60)));
}

static enum err
get_prices(struct request *rq)
{
	struct message_rule rule;
	TRY(message_rule(&rq->cx, &rule));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_i64(out, "price", rule.price);
	write_hour(rq, out, "quiet_from", rule.quiet_from);
	write_hour(rq, out, "quiet_to", rule.quiet_to);
	json_key(out, "items");
	json_arr(out);
	TRY(write_price(rq, out, &rule, "invitation"));
	TRY(write_price(rq, out, &rule, "invitation_changed"));
	json_arr_end(out);
	json_obj_end(out);
	return OK;
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

struct after_in {
	int64_t after;
};
static FIELDS(after_in, FIELD(after_in, after, F_ID, 0, F_IN));

static enum err
get_unreached(struct request *rq)
{
	struct message_batch batch;
	struct unreached *list;
	size_t n;
	TRY(message_batch_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "batch"), &batch));
	TRY(message_unreached(&rq->cx, batch.id, ((const struct after_in *)rq->in)->after, &list, &n));
	for (size_t i = 0; i < n; i++)
		if (list[i].person_id)
			request_views(rq, list[i].person_id);
	const char *next =
		n == MESSAGE_UNREACHED_PAGE ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].id) : NULL;
	return reply_list(rq, &unreached_fields, list, n, next);
}

const struct route message_routes[] = {
	{ GET, "/api/v1/messages/dlr", CAP_PUBLIC, TX_WRITE, &dlr_in_fields, get_dlr,
	  "what became of a message: called by the SMS gateway with the reference that it was given", UNAUDITED },
	{ GET, "/api/v1/units/{unit}/messages/summary", CAP_COUNTER_READ, TX_READ, &period_in_fields, get_summary,
	  "messages of a unit and all below it by purpose, their SMS and what they cost (đồng); without days: today" },
	{ GET, "/api/v1/units/{unit}/messages/prices", CAP_COUNTER_READ, TX_READ, NULL, get_prices,
	  "what one SMS costs (đồng), what invitations usually take, and the quiet hours" },
	{ GET, "/api/v1/units/{unit}/message-batches/{batch}", CAP_COUNTER_READ, TX_READ, NULL, get_batch,
	  "how far a sending to many is" },
	{ GET, "/api/v1/units/{unit}/message-batches/{batch}/unreached", CAP_PERSON_READ, TX_READ, &after_in_fields,
	  get_unreached, "whom it did not reach, with the phone and why: to be called or visited", LOGS_VIEW },
	{ 0 },
};
