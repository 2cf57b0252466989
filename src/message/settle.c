/* Reports of the network, the end of what was not sent in time, and of what was kept for long enough. */
#include "base/clock.h"
#include "message/rule.h"
#include "message/send.h"
#include "message/sum.h"
#include "message_sql.h"
#include "rule/rule.h"

struct settled {
	const char *phone;
	int64_t id, unit_id;
	const char *purpose, *state;
	int64_t sent_ms, parts, delivered_ms;
};
static FIELDS(settled, FIELD(settled, phone, F_TEXT, 20, F_ROW), FIELD(settled, id, F_ID, 0, F_ROW),
	      FIELD(settled, unit_id, F_ID, 0, F_ROW), FIELD(settled, purpose, F_TEXT, 20, F_ROW),
	      FIELD(settled, state, F_TEXT, 10, F_ROW), FIELD(settled, sent_ms, F_TIME, 0, F_ROW),
	      FIELD(settled, parts, F_I64, 0, F_ROW), FIELD(settled, delivered_ms, F_TIME, 0, F_ROW));

enum err
message_delivered(struct ctx *cx, const char *phone, int64_t id, const char *state)
{
	if (strcmp(state, "delivered") != 0 && strcmp(state, "failed") != 0)
		return fail_field(cx, "state", "message.state", "Trạng thái phải là delivered hoặc failed.",
				  "The state must be delivered or failed.");
	return db_post(cx, sql_message_report_add(phone, id, state, cx->now));
}

enum err
message_reported(struct ctx *cx, const char *ref, const char *state)
{
	struct message_key key;
	const char *phone;
	int64_t id;
	bool found;
	TRY(message_key_get(cx, &key, &found));
	if (!found || !message_ref_open(cx->mem, &key, ref, &phone, &id))
		return fail(cx, ERR_FORBIDDEN, "message.ref", "Mã tin nhắn này không phải do hệ thống cấp.",
			    "This reference was not given out by us.");
	return message_delivered(cx, phone, id, state);
}

static enum err
count_settled(struct ctx *cx, const struct message_rule *rule, const struct settled *s, struct sums *sums)
{
	bool delivered = strcmp(s->state, "delivered") == 0;
	struct message_sum is = { .purpose = s->purpose, .delivered = delivered, .failed = !delivered };
	int64_t sent_ms = s->sent_ms;
	if (!sent_ms) {
		sent_ms = s->delivered_ms;
		is.sent = 1;
		is.parts = s->parts;
		is.cost = s->parts * rule->price;
		TRY(db_post(cx, sql_message_proved(s->phone, s->id, sent_ms, is.cost)));
	}
	sums_add(cx->mem, sums, s->unit_id, sent_ms, is);
	return OK;
}

enum err
message_settle(struct ctx *cx, bool *more)
{
	struct message_rule rule;
	struct settled *list;
	struct sums sums = { 0 };
	struct rows done;
	size_t n;
	TRY(message_rule(cx, &rule));
	TRY(db_list(cx, sql_message_report_apply(cx->now, MESSAGE_SETTLE_PAGE), &settled_fields, &list, &n));
	for (size_t i = 0; i < n; i++)
		TRY(count_settled(cx, &rule, &list[i], &sums));
	TRY(db_query(cx, sql_message_report_done(MESSAGE_SETTLE_PAGE), &done));
	*more = done.n == MESSAGE_SETTLE_PAGE;
	return sums_post(cx, &sums);
}

enum err
message_resume(struct ctx *cx, bool *more)
{
	struct message_rule rule;
	struct message_batch batch;
	struct rows rows;
	TRY(db_one(cx, sql_message_batch_resuming(), &message_batch_fields, &batch, more));
	if (!*more)
		return OK;
	/* locks it: see message_batch_parked */
	TRY(db_post(cx, sql_message_batch_set_flow(batch.unit_id, batch.id, "resuming", "resuming")));
	TRY(message_rule(cx, &rule));
	int64_t from = message_awake(&rule, batch.next_ms > cx->now ? batch.next_ms : cx->now);
	TRY(db_query(cx, sql_message_resume(batch.id, from, batch.step_ms, MESSAGE_SETTLE_PAGE), &rows));
	batch.next_ms = from + (int64_t)rows.n * batch.step_ms;
	TRY(message_batch_keep(cx, &batch));
	return rows.n ? OK : db_post(cx, sql_message_batch_set_flow(batch.unit_id, batch.id, "flowing", "resuming"));
}

enum err
message_expire(struct ctx *cx, bool *more)
{
	struct rows rows;
	struct sums sums = { 0 };
	TRY(db_query(cx, sql_message_expire(cx->now, MESSAGE_SETTLE_PAGE), &rows));
	for (size_t i = 0; i < rows.n; i++)
		sums_add(cx->mem, &sums, db_cell(&rows, i, 0)->i, cx->now,
			 (struct message_sum){ .purpose = db_cell(&rows, i, 1)->p, .expired = 1 });
	*more = rows.n == MESSAGE_SETTLE_PAGE;
	return sums_post(cx, &sums);
}

enum err
message_forget(struct ctx *cx, bool *more)
{
	struct rule rule;
	const json_t *body;
	struct rows rows;
	bool found;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	*more = false;
	TRY(rule_in_force(cx, "retention", "message", arena_strdup(cx->mem, today), &rule, &found));
	if (!found)
		return OK;
	TRY(rule_body(cx, &rule, &body));
	int64_t days = json_integer_value(json_object_get(body, "days"));
	if (days < 1)
		return fail_internal(cx, "rule retention/message of %s is malformed", rule.valid_from);
	TRY(db_query(cx, sql_message_forget(cx->now - days * MS_DAY, MESSAGE_SETTLE_PAGE), &rows));
	*more = rows.n == MESSAGE_SETTLE_PAGE;
	return OK;
}
