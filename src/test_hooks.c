/* What the test build alone has: a clock that can be set and calls that can be made to fail. */
#ifdef TEST_HOOKS
#include "test_hooks.h"
#include "base/clock.h"
#include "db/vfs_forgetful.h"
#include "http/request.h"

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

const struct route test_routes[] = {
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
