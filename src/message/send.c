#include "message/send.h"

#include "base/clock.h"
#include "base/id.h"
#include "message/rule.h"
#include "message/sum.h"
#include "message_sql.h"

#include <stdlib.h>

enum { AGAIN_MS = 10000, AGAIN_MAX_MS = 30 * 60 * 1000 };

FIELDS(sending, FIELD(sending, phone, F_TEXT, 20, F_ROW), FIELD(sending, id, F_ID, 0, F_ROW),
       FIELD(sending, purpose, F_TEXT, 20, F_ROW), FIELD(sending, priority, F_I64, 0, F_ROW),
       FIELD(sending, body, F_TEXT, 4000, F_ROW), FIELD(sending, secret, F_BOOL, 0, F_ROW),
       FIELD(sending, coding, F_TEXT, 4, F_ROW), FIELD(sending, parts, F_I64, 0, F_ROW),
       FIELD(sending, unit_id, F_ID, 0, F_ROW), FIELD(sending, batch_id, F_ID, 0, F_ROW),
       FIELD(sending, step_ms, F_I64, 0, F_ROW), FIELD(sending, not_before_ms, F_TIME, 0, F_ROW),
       FIELD(sending, expires_ms, F_TIME, 0, F_ROW), FIELD(sending, attempts, F_I64, 0, F_ROW),
       FIELD(sending, repeats, F_I64, 0, F_ROW), FIELD(sending, last_hour, F_I64, 0, F_ROW),
       FIELD(sending, last_day, F_I64, 0, F_ROW));

/* How long a message of each class may wait before somebody is told. Ours. */
static const int64_t late_after[MESSAGE__CLASSES] = { MS_MINUTE, 5 * MS_MINUTE, 5 * MS_MINUTE, 30 * MS_MINUTE,
						      4 * MS_HOUR };

/* ---- what there is to do ---- */

/* When the last quiet hours before now ended. */
static int64_t
woke_at(const struct message_rule *rule, int64_t now)
{
	int64_t local = now + LOCAL_OFFSET_MS, at = local - local % MS_DAY + rule->quiet_to * MS_MINUTE;
	return (at > local ? at - MS_DAY : at) - LOCAL_OFFSET_MS;
}

static enum err
look_class(struct ctx *cx, const struct message_rule *rule, enum message_class class, struct message_look *out)
{
	int64_t due, oldest;
	bool any_hour = class_any_hour(class);
	if (!any_hour && message_awake(rule, cx->now) != cx->now)
		return OK;
	TRY(db_number(cx, sql_message_next_due((int64_t) class), INT64_MAX, &due));
	if (due <= cx->now)
		out->due |= 1U << class;
	TRY(db_number(cx, sql_message_oldest((int64_t) class), INT64_MAX, &oldest));
	if (oldest > cx->now)
		return OK;
	if (!any_hour && oldest < woke_at(rule, cx->now))
		oldest = woke_at(rule, cx->now);
	int64_t late = cx->now - oldest, limit = late_after[class];
	if (late > limit && late - limit > out->late_ms - out->limit_ms) {
		out->late_ms = late;
		out->limit_ms = limit;
		out->late_class = class;
	}
	return OK;
}

enum err
message_look(struct ctx *cx, struct message_look *out)
{
	struct message_rule rule;
	int64_t first;
	*out = (struct message_look){ 0 };
	TRY(message_rule(cx, &rule));
	for (int class = 0; class < MESSAGE__CLASSES; class ++)
		TRY(look_class(cx, &rule, (enum message_class) class, out));
	TRY(db_number(cx, sql_message_expired(cx->now), 0, &first));
	out->expired = first != 0;
	TRY(db_number(cx, sql_message_report_oldest(), 0, &first));
	out->reports = first != 0;
	TRY(db_number(cx, sql_message_batch_resuming(), 0, &first));
	out->resuming = first != 0;
	return OK;
}

/* ---- claiming ---- */

/* How many of the same phone come before it in the claim and are counted. */
static int64_t
before_it(const struct message_claim *claim, size_t i, enum sending_result result)
{
	int64_t n = 0;
	const struct sending *s = &claim->list[i];
	for (size_t k = 0; k < i; k++)
		n += claim->list[k].priority != MESSAGE_CODE && claim->list[k].result == result &&
		     strcmp(claim->list[k].phone, s->phone) == 0;
	return n;
}

/* A phone that has had enough for now gets the rest one by one, as its hour or day allows. */
static void
keep_to_rates(const struct ctx *cx, const struct message_rule *rule, struct message_claim *claim)
{
	for (size_t i = 0; i < claim->n; i++) {
		struct sending *s = &claim->list[i];
		int64_t with = before_it(claim, i, SENDING_UNTRIED), step = 0;
		if (s->priority == MESSAGE_CODE)
			continue;
		if (s->last_hour + with >= rule->per_phone_hour)
			step = MS_HOUR / rule->per_phone_hour;
		if (s->last_day + with >= rule->per_phone_day)
			step = MS_DAY / rule->per_phone_day;
		if (!step)
			continue;
		s->result = SENDING_LATER;
		s->error = "rate of the phone";
		s->later_ms = cx->now + step * (1 + before_it(claim, i, SENDING_LATER));
	}
}

static enum err
park(struct ctx *cx, struct message_claim *claim, const struct sending *s)
{
	claim->parked++;
	TRY(db_post(cx, sql_message_park(s->phone, s->id)));
	return db_post(cx, sql_message_batch_parked(s->unit_id, s->batch_id));
}

/* What belongs to a sending that is stopped is not sent, but parked. */
static enum err
leave_stopped(struct ctx *cx, struct message_claim *claim)
{
	struct rows stopped;
	size_t kept = 0;
	TRY(db_query(cx, sql_message_batches_stopped(), &stopped));
	for (size_t i = 0; stopped.n && i < claim->n; i++) {
		bool flows = true;
		for (size_t k = 0; k < stopped.n && flows; k++)
			flows = claim->list[i].batch_id != db_cell(&stopped, k, 0)->i;
		if (flows)
			claim->list[kept++] = claim->list[i];
		else
			TRY(park(cx, claim, &claim->list[i]));
	}
	claim->n -= claim->parked;
	return OK;
}

enum err
message_claim(struct ctx *cx, unsigned due, int64_t page, struct message_claim *out)
{
	struct message_rule rule;
	struct rows rows;
	*out = (struct message_claim){ .id = id_next(cx->now), .until_ms = cx->now + MESSAGE_LEASE_MS };
	TRY(message_rule(cx, &rule));
	for (int class = 0; class < MESSAGE__CLASSES && page > 0; class ++) {
		if (!(due >> class & 1))
			continue;
		TRY(db_query(cx, sql_message_claim(class, cx->now, out->until_ms, out->id, page), &rows));
		page -= (int64_t)rows.n;
	}
	TRY(db_list(cx, sql_message_claimed(out->id, cx->now - MS_HOUR, cx->now - MS_DAY), &sending_fields, &out->list,
		    &out->n));
	TRY(leave_stopped(cx, out));
	keep_to_rates(cx, &rule, out);
	return OK;
}

/* ---- keeping ---- */

static int64_t
pause_after(int64_t attempts)
{
	int64_t pause = AGAIN_MS;
	for (int64_t i = 1; i < attempts && pause < AGAIN_MAX_MS; i++)
		pause *= 2;
	return pause < AGAIN_MAX_MS ? pause : AGAIN_MAX_MS;
}

static enum err
keep_sent(struct ctx *cx, const struct message_rule *rule, const struct sending *s, struct sums *sums)
{
	int64_t cost = s->parts * rule->price;
	sums_add(cx->mem, sums, s->unit_id, cx->now,
		 (struct message_sum){
			 .purpose = s->purpose, .sent = 1, .parts = s->parts, .cost = cost, .repeated = s->repeats });
	return db_post(cx, sql_message_sent(s->phone, s->id, s->reference, cost, cx->now));
}

static enum err
keep_failed(struct ctx *cx, const struct sending *s, struct sums *sums)
{
	sums_add(cx->mem, sums, s->unit_id, cx->now, (struct message_sum){ .purpose = s->purpose, .failed = 1 });
	return db_post(cx, sql_message_failed(s->phone, s->id, s->error));
}

static enum err
keep_later(struct ctx *cx, const struct message_rule *rule, const struct sending *s)
{
	int64_t at = class_any_hour((enum message_class)s->priority) ? s->later_ms : message_awake(rule, s->later_ms);
	return db_post(cx, sql_message_put_off(s->phone, s->id, at, s->error, 1, &at));
}

static enum err
keep_one(struct ctx *cx, const struct message_rule *rule, const struct sending *s, struct sums *sums)
{
	switch (s->result) {
	case SENDING_SENT:
		return keep_sent(cx, rule, s, sums);
	case SENDING_REFUSED:
		return keep_failed(cx, s, sums);
	case SENDING_AGAIN:
		if (s->attempts >= MESSAGE_ATTEMPTS_MAX)
			return keep_failed(cx, s, sums);
		return db_post(cx, sql_message_put_off(s->phone, s->id, cx->now + pause_after(s->attempts), s->error, 0,
						       NULL));
	case SENDING_LATER:
		return keep_later(cx, rule, s);
	case SENDING_DOWN:
		return db_post(cx, sql_message_put_off(s->phone, s->id, s->later_ms, s->error, 1, NULL));
	case SENDING_UNTRIED:
		break;
	}
	return db_post(cx, sql_message_put_off(s->phone, s->id, cx->now, s->error, 1, NULL));
}

enum err
message_keep(struct ctx *cx, const struct message_claim *claim)
{
	struct message_rule rule;
	struct rows ours;
	struct sums sums = { 0 };
	TRY(message_rule(cx, &rule));
	TRY(db_query(cx, sql_message_hold(claim->id, claim->until_ms), &ours));
	int64_t *ids = NEW(cx->mem, int64_t, ours.n + 1);
	for (size_t i = 0; i < ours.n; i++)
		ids[i] = db_cell(&ours, i, 0)->i;
	qsort(ids, ours.n, sizeof *ids, id_compare);
	for (size_t i = 0; i < claim->n; i++)
		if (bsearch(&claim->list[i].id, ids, ours.n, sizeof *ids, id_compare))
			TRY(keep_one(cx, &rule, &claim->list[i], &sums));
	return sums_post(cx, &sums);
}
