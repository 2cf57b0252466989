#include "message/message.h"

#include "base/clock.h"
#include "base/id.h"
#include "message/rule.h"
#include "message/sum.h"
#include "message_sql.h"
#include "staff/staff.h"

FIELDS(message, FIELD(message, id, F_ID, 0, F_ROW | F_OUT), FIELD(message, phone, F_TEXT, 20, F_ROW),
       FIELD(message, template, F_TEXT, 40, F_ROW), FIELD(message, purpose, F_TEXT, 20, F_ROW | F_OUT),
       FIELD(message, lang, F_TEXT, 2, F_ROW | F_OUT), FIELD(message, body, F_TEXT, 4000, F_ROW | F_OUT),
       FIELD(message, coding, F_TEXT, 4, F_ROW), FIELD(message, parts, F_I64, 0, F_ROW),
       FIELD(message, person_id, F_ID, 0, F_ROW | F_OUT), FIELD(message, unit_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(message, batch_id, F_ID, 0, F_ROW), FIELD(message, state, F_TEXT, 10, F_ROW | F_OUT),
       FIELD(message, error, F_TEXT, 300, F_ROW), FIELD(message, not_before_ms, F_TIME, 0, F_ROW),
       FIELD(message, expires_ms, F_TIME, 0, F_ROW), FIELD(message, attempts, F_I64, 0, F_ROW),
       FIELD(message, repeats, F_I64, 0, F_ROW), FIELD(message, cost, F_I64, 0, F_ROW),
       FIELD(message, created_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(message, sent_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(message, delivered_ms, F_TIME, 0, F_ROW | F_OUT));

FIELDS(unreached, FIELD(unreached, id, F_ID, 0, F_ROW | F_OUT), FIELD(unreached, phone, F_TEXT, 20, F_ROW | F_OUT),
       FIELD(unreached, person_id, F_ID, 0, F_ROW | F_OUT), FIELD(unreached, name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(unreached, state, F_TEXT, 10, F_ROW | F_OUT), FIELD(unreached, error, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(unreached, sent_ms, F_TIME, 0, F_ROW | F_OUT));

FIELDS(message_batch, FIELD(message_batch, unit_id, F_ID, 0, F_ROW), FIELD(message_batch, id, F_ID, 0, F_ROW | F_OUT),
       FIELD(message_batch, template, F_TEXT, 40, F_ROW | F_OUT), FIELD(message_batch, step_ms, F_I64, 0, F_ROW),
       FIELD(message_batch, next_ms, F_TIME, 0, F_ROW), FIELD(message_batch, flow, F_TEXT, 10, F_ROW | F_OUT),
       FIELD(message_batch, created_by, F_ID, 0, F_ROW | F_OUT),
       FIELD(message_batch, created_ms, F_TIME, 0, F_ROW | F_OUT));

FIELDS(message_progress, FIELD(message_progress, total, F_I64, 0, F_OUT),
       FIELD(message_progress, waiting, F_I64, 0, F_OUT), FIELD(message_progress, sending, F_I64, 0, F_OUT),
       FIELD(message_progress, sent, F_I64, 0, F_OUT), FIELD(message_progress, delivered, F_I64, 0, F_OUT),
       FIELD(message_progress, failed, F_I64, 0, F_OUT), FIELD(message_progress, expired, F_I64, 0, F_OUT),
       FIELD(message_progress, cancelled, F_I64, 0, F_OUT), FIELD(message_progress, parts, F_I64, 0, F_OUT),
       FIELD(message_progress, cost, F_I64, 0, F_OUT));

/* ---- writing ---- */

/* When it may be sent: as asked for, at the pace of its batch, and when nobody sleeps. */
static int64_t
begin_of(const struct ctx *cx, const struct message_in *in, const struct template *t, const struct message_rule *rule)
{
	int64_t at = in->not_before_ms > cx->now ? in->not_before_ms : cx->now;
	if (in->batch && in->batch->next_ms > at)
		at = in->batch->next_ms;
	return class_any_hour(t->class) ? at : message_awake(rule, at);
}

enum err
message_post(struct ctx *cx, const struct message_in *in, int64_t *id)
{
	struct message_rule rule;
	const char *missing = NULL;
	const struct template *t = template_find(in->template);
	bool en = in->lang && strcmp(in->lang, "en") == 0;
	int64_t made = 0;
	if (id)
		*id = 0;
	if (!in->phone || !*in->phone)
		return OK;
	if (!t || !in->unit_id || (in->dedupe && strlen(in->dedupe) > MESSAGE_DEDUPE_MAX))
		return fail_internal(cx, "message %s: no such template, no unit that sends it, or too long a dedupe",
				     in->template);
	TRY(message_rule(cx, &rule));
	struct sms sms = text_choose(cx->mem, en ? &t->en : &t->vi, in->values, rule.marks, &missing);
	if (!sms.text)
		return fail_internal(cx, "message %s: there is no value {%s}", t->code, missing);
	made = id_next(cx->now);
	int64_t begin = begin_of(cx, in, t, &rule), step = in->batch ? in->batch->step_ms : 0;
	int64_t ends = in->expires_ms ? in->expires_ms : begin + t->expires_minutes * MS_MINUTE;
	if (in->batch)
		in->batch->next_ms = begin + step;
	if (id)
		*id = made;
	return db_post(cx, sql_message_insert(in->phone, made, t->code, t->purpose, (int64_t)t->class, en ? "en" : "vi",
					      sms.text, t->secret, sms_coding_names[sms.coding], sms.parts,
					      in->person_id ? &in->person_id : NULL, in->unit_id,
					      in->batch ? in->batch->id : 0, step, in->dedupe ? in->dedupe : "", begin,
					      ends, cx->now));
}

enum err
message_take_back(struct ctx *cx, const char *phone, int64_t about)
{
	struct rows gone;
	if (!phone || !*phone)
		return OK;
	return db_query(cx, sql_message_take_back(phone, arena_printf(cx->mem, "%lld", (long long)about)), &gone);
}

/* ---- sendings to many ---- */

static enum err
check_rate(struct ctx *cx, int64_t rate)
{
	if (rate >= 0 && rate <= MESSAGE_RATE_MAX)
		return OK;
	return fail_field(cx, "rate", "message.rate", "Tốc độ gửi phải từ 0 đến %d tin mỗi giây.",
			  "The rate must be 0 to %d messages a second.", MESSAGE_RATE_MAX);
}

static int64_t
step_of(int64_t rate)
{
	return rate ? 1000 / rate : 0;
}

enum err
message_batch_open(struct ctx *cx, int64_t unit_id, const char *template, int64_t rate, struct message_batch *out)
{
	TRY(check_rate(cx, rate));
	*out = (struct message_batch){ .unit_id = unit_id,
				       .id = id_next(cx->now),
				       .template = template,
				       .step_ms = step_of(rate),
				       .next_ms = cx->now,
				       .flow = "flowing",
				       .created_by = cx->actor ? cx->actor->staff_id : 0,
				       .created_ms = cx->now };
	return db_post(cx,
		       sql_message_batch_insert(unit_id, out->id, template, out->step_ms, out->created_by, cx->now));
}

enum err
message_batch_go_on(struct ctx *cx, int64_t unit_id, int64_t id, int64_t rate)
{
	TRY(check_rate(cx, rate));
	return db_post(cx, sql_message_batch_set_step(unit_id, id, step_of(rate)));
}

enum err
message_batch_stop(struct ctx *cx, int64_t unit_id, int64_t id)
{
	return db_post(cx, sql_message_batch_stop(unit_id, id));
}

enum err
message_batch_resume(struct ctx *cx, int64_t unit_id, int64_t id)
{
	return db_post(cx, sql_message_batch_set_flow(unit_id, id, "resuming", "stopped"));
}

enum err
message_batch_get(struct ctx *cx, int64_t unit_id, int64_t id, struct message_batch *out)
{
	bool found;
	TRY(db_one(cx, sql_message_batch_get(unit_id, id), &message_batch_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "message.batch", "Không có đợt nhắn tin này ở đơn vị này.",
			    "This unit has no such sending.");
	return OK;
}

enum err
message_batch_keep(struct ctx *cx, const struct message_batch *batch)
{
	return db_post(cx, sql_message_batch_keep(batch->unit_id, batch->id, batch->next_ms));
}

/* ---- texts of values ---- */

const char *
message_day(struct arena *mem, const char *date)
{
	return arena_printf(mem, "%.2s/%.2s", date + 8, date + 5);
}

const char *
message_hour(struct arena *mem, int64_t minutes)
{
	return arena_printf(mem, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

/* ---- reading ---- */

enum err
message_list(struct ctx *cx, const char *phone, int64_t person_id, int64_t before_id, struct message **out, size_t *n)
{
	return db_list(
		cx,
		sql_message_list(phone, person_id ? &person_id : NULL, before_id ? before_id : INT64_MAX, MESSAGE_PAGE),
		&message_fields, out, n);
}

enum err
message_progress(struct ctx *cx, int64_t batch_id, struct message_progress *out)
{
	struct rows rows;
	*out = (struct message_progress){ 0 };
	TRY(db_query(cx, sql_message_progress(batch_id), &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct field *f = fields_find(&message_progress_fields, db_cell(&rows, i, 0)->p);
		int64_t n = db_cell(&rows, i, 1)->i;
		if (f)
			*(int64_t *)(void *)((char *)out + f->offset) = n;
		out->total += n;
		out->parts += db_cell(&rows, i, 2)->i;
		out->cost += db_cell(&rows, i, 3)->i;
	}
	return OK;
}

enum err
message_unreached(struct ctx *cx, int64_t batch_id, int64_t after_id, struct unreached **out, size_t *n)
{
	return db_list(cx, sql_message_unreached(batch_id, after_id, MESSAGE_UNREACHED_PAGE), &unreached_fields, out,
		       n);
}

enum err
message_costs(struct ctx *cx, const struct unit *unit, const char *from, const char *to, struct message_sum **out,
	      size_t *n)
{
	int64_t first, last;
	if (!date_parse(from, &first) || !date_parse(to, &last) || last < first || last - first >= MESSAGE_SUMMARY_DAYS)
		return fail_field(cx, "to", "message.days", "Hãy chọn tối đa %d ngày, ngày cuối không trước ngày đầu.",
				  "Choose at most %d days, the last not before the first.", MESSAGE_SUMMARY_DAYS);
	return db_list(cx, sql_message_costs(unit->id, unit->path, from, to), &message_sum_fields, out, n);
}
