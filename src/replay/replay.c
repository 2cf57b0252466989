#include "replay/parts.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

struct journey *
roll_journey(const struct replay *r, const struct roll *roll, uint32_t i)
{
	return &r->journeys[(size_t)(roll->first + i) * (size_t)r->plan->sites + roll->site];
}

void
server_now(const struct replay *r, char out[CLOCK_RFC3339_SIZE])
{
	clock_rfc3339(clock_now() + r->clock_shift, out);
}

static enum err
run(struct replay *r, struct buf *report, bool *good)
{
	TRY(journal_open(r));
	TRY(replay_prepare(r));
	journal_mark(r, "begin");
	TRY(replay_drive(r, CHECK_IN));
	journal_mark(r, "end");
	json_obj(report);
	struct buf proof = buf_new(r->cx->mem);
	TRY(replay_prove(r, &proof, good));
	measure_write(r, report);
	report->comma = false;
	buf_char(report, ',');
	buf_str(report, buf_text(&proof));
	json_obj_end(report);
	*good = *good && !r->measure.errors;
	return OK;
}

enum err
replay_run(struct ctx *cx, const struct replay_plan *plan, struct buf *report, bool *good)
{
	struct replay *r = NEW(cx->mem, struct replay, 1);
	const char *en, *vi = address_read(plan->url, &r->address, &en);
	*good = false;
	if (vi)
		return fail_text(cx, ERR_INVALID, "replay.url", vi, en);
	r->cx = cx;
	r->plan = plan;
	r->journal = -1;
	wire_init(&r->wire, &r->address);
	enum err err = run(r, report, good);
	json_decref(r->answer);
	wire_free(&r->wire);
	if (r->journal >= 0)
		close(r->journal);
	return err;
}
