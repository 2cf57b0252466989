/* What the test build alone has: a clock that can be set and calls that can be made to fail. */
#ifdef TEST_HOOKS
#include "test_hooks.h"
#include "base/clock.h"
#include "db/vfs_forgetful.h"
#include "http/request.h"
#include "message/message.h"

#include <jansson.h>
#include <stdlib.h>

struct hook_in {
	int64_t now, at, seed;
	const char *kind;
	bool database_only;
};
static FIELDS(hook_in, FIELD(hook_in, now, F_TIME, 0, F_IN), FIELD_RANGE(hook_in, at, 0, 1000000, F_IN),
	      FIELD_RANGE(hook_in, seed, 0, 1000000, F_IN), FIELD(hook_in, kind, F_TEXT, 16, F_IN),
	      FIELD(hook_in, database_only, F_BOOL, 0, F_IN));

static enum err
post_clock(struct request *rq)
{
	clock_set(((const struct hook_in *)rq->in)->now);
	return reply_empty(rq);
}

static enum err
post_fault(struct request *rq)
{
	const struct hook_in *in = rq->in;
	bool whole = in->kind && strcmp(in->kind, "transaction") == 0;
	db_fault_at((long)in->at, whole ? FAULT_TRANSACTION : FAULT_STATEMENT);
	return reply_empty(rq);
}

static enum err
get_calls(struct request *rq)
{
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_i64(out, "calls", db_calls());
	json_obj_end(out);
	return OK;
}

static enum err
post_disk(struct request *rq)
{
	const struct hook_in *in = rq->in;
	if (!in->kind || !disk_arm(in->kind, (long)in->at, (uint64_t)in->seed, in->database_only))
		return fail_field(&rq->cx, "kind", "disk.kind", "kind: fine, cut, torn, sync, call, full",
				  "kind: fine, cut, torn, sync, call, full");
	return reply_empty(rq);
}

static enum err
get_disk(struct request *rq)
{
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_i64(out, "calls", disk_calls());
	json_obj_end(out);
	return OK;
}

/* Messages as any module writes them: count of them to phones that follow one another. */
struct messages_in {
	const char *phone, *template, *lang, *dedupe, *values;
	int64_t unit_id, person_id, count, rate;
	int64_t expires_ms;
};
static FIELDS(messages_in, FIELD(messages_in, phone, F_TEXT, 20, F_IN | F_MUST),
	      FIELD(messages_in, template, F_TEXT, 40, F_IN | F_MUST), FIELD(messages_in, lang, F_TEXT, 2, F_IN),
	      FIELD(messages_in, dedupe, F_TEXT, MESSAGE_DEDUPE_MAX, F_IN),
	      FIELD(messages_in, values, F_JSON, 4000, F_IN | F_MUST),
	      FIELD(messages_in, unit_id, F_ID, 0, F_IN | F_MUST), FIELD(messages_in, person_id, F_ID, 0, F_IN),
	      FIELD_RANGE(messages_in, count, 1, 5000, F_IN), FIELD_RANGE(messages_in, rate, 0, 5000, F_IN),
	      FIELD(messages_in, expires_ms, F_TIME, 0, F_IN));

static const struct message_value *
read_values(struct arena *mem, const char *text)
{
	json_t *root = json_loads(text, 0, NULL), *v;
	struct message_value *list = NEW(mem, struct message_value, json_object_size(root) + 1);
	const char *name;
	size_t n = 0;
	json_object_foreach(root, name, v)
		list[n++] = (struct message_value){ arena_strdup(mem, name), arena_strdup(mem, json_string_value(v)) };
	json_decref(root);
	return list;
}

static enum err
post_messages(struct request *rq)
{
	const struct messages_in *in = rq->in;
	struct message_batch batch = { 0 };
	struct message_in one = { .template = in->template,
				  .lang = in->lang,
				  .unit_id = in->unit_id,
				  .person_id = in->person_id,
				  .dedupe = in->dedupe,
				  .expires_ms = in->expires_ms,
				  .values = read_values(rq->cx.mem, in->values) };
	int64_t id = 0;
	if (in->rate != NONE) {
		TRY(message_batch_open(&rq->cx, in->unit_id, in->template, in->rate, &batch));
		one.batch = &batch;
	}
	for (int64_t i = 0; i < (in->count == NONE ? 1 : in->count); i++) {
		one.phone = arena_printf(rq->cx.mem, "0%lld", strtoll(in->phone, NULL, 10) + (long long)i);
		TRY(message_post(&rq->cx, &one, &id));
	}
	if (one.batch)
		TRY(message_batch_keep(&rq->cx, &batch));
	struct buf *out = reply_json(rq, 201);
	json_obj(out);
	json_kv_id(out, "id", id);
	json_kv_id(out, "batch_id", batch.id);
	json_obj_end(out);
	return OK;
}

struct phone_in {
	const char *phone;
};
static FIELDS(phone_in, FIELD(phone_in, phone, F_TEXT, 20, F_IN | F_MUST));

static enum err
get_messages(struct request *rq)
{
	struct message *list;
	size_t n;
	TRY(message_list(&rq->cx, ((const struct phone_in *)rq->in)->phone, 0, 0, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		json_obj(out);
		fields_write_members(out, &message_fields, &list[i]);
		json_kv_i64(out, "parts", list[i].parts);
		json_kv_i64(out, "attempts", list[i].attempts);
		json_kv_i64(out, "repeats", list[i].repeats);
		json_kv_i64(out, "cost", list[i].cost);
		json_kv_text(out, "error", list[i].error);
		json_obj_end(out);
	}
	json_arr_end(out);
	return OK;
}

const struct route test_routes[] = {
	{ POST, "/test/messages", 0, TX_WRITE, &messages_in_fields, post_messages, "write messages" },
	{ GET, "/test/messages", 0, TX_READ, &phone_in_fields, get_messages, "what became of the messages of a phone" },
	{ POST, "/test/clock", 0, TX_NONE, &hook_in_fields, post_clock, "set the clock" },
	{ POST, "/test/fault", 0, TX_NONE, &hook_in_fields, post_fault,
	  "make the n-th database call from now on fail" },
	{ GET, "/test/calls", 0, TX_NONE, NULL, get_calls, "database calls since the last fault was set" },
	{ POST, "/test/disk", 0, TX_NONE, &hook_in_fields, post_disk,
	  "make the disk fail or lose power at the n-th call (vfs_forgetful.h)" },
	{ GET, "/test/disk", 0, TX_NONE, NULL, get_disk, "disk calls that counted since then" },
	{ 0 },
};
#else
typedef int test_hooks_are_off; /* ISO C wants a declaration */
#endif
