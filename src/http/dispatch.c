#include "http/dispatch.h"

#include "base/clock.h"
#include "base/log.h"

#include <assert.h>
#include <stdlib.h>

const int http_status[ERR__COUNT] = {
	[OK] = 200,
	[ERR_INVALID] = 422,
	[ERR_UNAUTHENTICATED] = 401,
	[ERR_FORBIDDEN] = 403,
	[ERR_NOT_FOUND] = 404,
	[ERR_CONFLICT] = 409,
	[ERR_LIMIT] = 429,
	[ERR_BUSY] = 503,
	[ERR_INTERNAL] = 500,
};

const char *const method_names[METHOD__COUNT] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

void
dispatch_problem(struct request *rq, enum err err)
{
	const struct problem *p = &rq->cx.problem;
	int status = http_status[err];
	if (p->code && strcmp(p->code, "method.unknown") == 0)
		status = 405;
	if (p->code && strcmp(p->code, "body.too_large") == 0)
		status = 413;
	struct buf *out = reply_json(rq, status);
	rq->content_type = "application/problem+json; charset=utf-8";
	rq->cookie = NULL;
	rq->max_age = 0;
	json_obj(out);
	json_kv_text(out, "type", "about:blank");
	json_kv_text(out, "title", err_name(err));
	json_kv_i64(out, "status", status);
	json_kv_text(out, "code", p->code ? p->code : err_name(err));
	json_kv_text(out, "field", p->field);
	json_kv_text(out, "detail", p->vi);
	json_kv_text(out, "detail_en", p->en);
	json_kv_id(out, "request_id", rq->cx.request_id);
	json_obj_end(out);
}

/* Does path fit the pattern "/a/{b}/c"? Fills the parameters. */
static bool
fits(struct request *rq, const char *pattern, const char *path)
{
	rq->nparams = 0;
	while (*pattern && *path) {
		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		size_t name_n = strcspn(pattern, "}") - 1, value_n = strcspn(path, "/");
		if (!value_n)
			return false;
		assert(rq->nparams < PARAMS_MAX);
		rq->params[rq->nparams++] = (struct param){ arena_strndup(rq->cx.mem, pattern + 1, name_n),
							    arena_strndup(rq->cx.mem, path, value_n) };
		pattern += name_n + 2;
		path += value_n;
	}
	return !*pattern && !*path;
}

enum err
dispatch_route(const struct dispatcher *d, struct request *rq)
{
	bool other_method = false;
	for (const struct route *const *table = d->tables; *table; table++)
		for (const struct route *r = *table; r->path; r++) {
			if (!fits(rq, r->path, rq->path))
				continue;
			if (r->method == rq->method) {
				rq->route = r;
				return OK;
			}
			other_method = true;
		}
	if (other_method)
		return fail(&rq->cx, ERR_INVALID, "method.unknown", "Địa chỉ này không nhận phương thức đó.",
			    "This address does not take that method.");
	return fail(&rq->cx, ERR_NOT_FOUND, "route.unknown", "Không có địa chỉ này.", "There is no such address.");
}

/* Body or query into a struct: once, before the first lane, so that no connection waits for it. What is wrong with it is told
 * after the right to the route is known. */
static enum err
parse_input(struct request *rq)
{
	const struct fields *in = rq->route->in;
	if (!in)
		return OK;
	void *item = arena_alloc(rq->cx.mem, in->size);
	if (rq->method == GET)
		TRY(fields_read_query(&rq->cx, in, rq->query, item, &rq->has));
	else
		TRY(fields_read(&rq->cx, in, rq->body_n ? rq->body : "{}", rq->body_n ? rq->body_n : 2, item,
				&rq->has));
	rq->in = item;
	return OK;
}

static void
read_input(struct request *rq)
{
	if (rq->input_read)
		return;
	rq->input = parse_input(rq);
	rq->input_problem = rq->cx.problem;
	rq->cx.problem = (struct problem){ 0 };
	rq->input_read = true;
}

/* A handler may run again: its answer starts empty each time. */
static void
forget_answer(struct request *rq)
{
	rq->status = 0;
	rq->out = buf_new(rq->cx.mem);
	rq->content_type = rq->cookie = rq->file_name = rq->location = NULL;
	rq->max_age = 0;
	rq->nviews = 0;
	memset(rq->outside, 0, sizeof rq->outside);
}

static enum err
admit(const struct dispatcher *d, struct request *rq)
{
	rq->cx.actor = NULL;
	rq->cx.account_id = 0;
	rq->citizen = NULL;
	rq->member = NULL;
	read_input(rq);
	TRY(d->hooks.who(rq));
	if (rq->account && !rq->counted) {
		rq->counted = true;
		TRY(guard_account(&rq->cx, d->guard, rq->account));
	}
	TRY(d->hooks.may(rq));
	if (rq->input != OK)
		rq->cx.problem = rq->input_problem;
	return rq->input;
}

static enum err
run_write(const struct dispatcher *d, struct request *rq)
{
	bool again = false;
	bool keyed = rq->key && (rq->cx.actor || rq->cx.account_id) && !(rq->route->flags & NO_IDEMPOTENCY);
	if (keyed)
		TRY(d->hooks.recall(rq, &again));
	if (again)
		return OK;
	TRY(rq->route->run(rq));
	if (keyed)
		TRY(d->hooks.remember(rq));
	if (rq->nviews)
		TRY(d->hooks.log_views(rq));
	return rq->route->flags & UNAUDITED ? OK : d->hooks.audit(rq);
}

enum err
dispatch_inside(const struct dispatcher *d, struct request *rq)
{
	forget_answer(rq);
	TRY(admit(d, rq));
	return rq->route->tx == TX_WRITE ? run_write(d, rq) : rq->route->run(rq);
}

/* The steps of a flight, in order; those that a route does not need are passed over. */
enum { STAGE_LOAD, STAGE_COMPUTE, STAGE_RUN, STAGE_VIEWS, STAGE_END };

static bool
needs(const struct flight *f, int stage)
{
	const struct route *r = f->rq.route;
	switch (stage) {
	case STAGE_LOAD: /* also before compute: nobody's slow work is done before their right to it is known */
		return r->load != NULL || r->compute != NULL;
	case STAGE_COMPUTE:
		return r->compute != NULL;
	case STAGE_RUN:
		return r->run != NULL;
	case STAGE_VIEWS:
		return r->tx != TX_WRITE && f->rq.nviews > 0;
	default:
		return false;
	}
}

static enum tx
stage_tx(const struct flight *f)
{
	switch (f->stage) {
	case STAGE_LOAD:
		return TX_READ;
	case STAGE_COMPUTE:
		return TX_NONE;
	case STAGE_VIEWS:
		return TX_LOOK;
	default:
		return f->rq.route->tx;
	}
}

static enum err
run_stage(struct task *t)
{
	struct flight *f = (struct flight *)t;
	struct request *rq = &f->rq;
	switch (f->stage) {
	case STAGE_LOAD:
		forget_answer(rq);
		TRY(admit(f->d, rq));
		return rq->route->load ? rq->route->load(rq) : OK;
	case STAGE_COMPUTE:
		return rq->route->compute(rq);
	case STAGE_RUN:
		return dispatch_inside(f->d, rq);
	default:
		return f->d->hooks.log_views(rq);
	}
}

/* Who and whom it concerned is in the audit trail, not here. */
void
dispatch_note(const struct dispatcher *d, const struct flight *f)
{
	const struct request *rq = &f->rq;
	int64_t us = clock_monotonic_us() - f->began_us;
	struct buf line = log_begin(rq->cx.mem, rq->status >= 500 ? "error" : "info", "request");
	json_kv_text(&line, "method", method_names[rq->method]);
	json_kv_text(&line, "route", rq->route ? rq->route->path : "-");
	json_kv_i64(&line, "status", rq->status);
	json_kv_i64(&line, "us", us);
	json_kv_i64(&line, "bytes", (int64_t)rq->out.n);
	json_kv_id(&line, "request", rq->cx.request_id);
	if (rq->cx.problem.code)
		json_kv_text(&line, "code", rq->cx.problem.code);
	log_end(&line);
	meter_count(d->meter, rq->route, rq->status, us);
}

static void
finish(struct flight *f, enum err err)
{
	if (err != OK)
		dispatch_problem(&f->rq, err);
	assert(f->rq.status);
	f->finished(f);
}

static void stage_done(struct task *t, enum err err);

/* FNV-1a */
static uint64_t
mix(const char *p, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
	return h;
}

/* What scopes the right is the key of the lane: a place, else what the path names first, else who asks, else what a visitor
 * says, so that strangers do not wait for each other. */
static uint64_t
lane_key(const struct request *rq)
{
	int64_t place = request_place(rq);
	if (place)
		return (uint64_t)place;
	if (rq->nparams)
		return strtoull(rq->params[0].value, NULL, 10);
	if (rq->book_token)
		return mix(rq->book_token, strlen(rq->book_token));
	return rq->body_n ? mix(rq->body, rq->body_n) : 0;
}

/* Goes on to the next step that the route needs. */
static void
advance(struct flight *f)
{
	while (f->stage < STAGE_END && !needs(f, f->stage))
		f->stage++;
	if (f->stage == STAGE_END) {
		finish(f, OK);
		return;
	}
	struct request *rq = &f->rq;
	f->task.cx = &rq->cx;
	f->task.tx = stage_tx(f);
	f->task.key = lane_key(rq);
	f->task.run = run_stage;
	f->task.done = stage_done;
	if (lanes_submit(f->d->lanes, &f->task))
		return;
	finish(f, fail(&rq->cx, ERR_BUSY, "lane.full", "Hệ thống đang quá tải. Vui lòng thử lại sau ít giây.",
		       "The system is overloaded. Try again in a few seconds."));
}

static void
stage_done(struct task *t, enum err err)
{
	struct flight *f = (struct flight *)t;
	if (err != OK) {
		finish(f, err);
		return;
	}
	f->stage++;
	advance(f);
}

void
dispatch(const struct dispatcher *d, struct flight *f)
{
	f->d = d;
	f->stage = STAGE_LOAD;
	if (f->rq.route->flags & INSTANT) {
		f->rq.service = d->service;
		finish(f, f->rq.route->run(&f->rq));
		return;
	}
	read_input(&f->rq);
	advance(f);
}
