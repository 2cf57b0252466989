#include "http/request.h"

#include <assert.h>

const char *
request_param(const struct request *rq, const char *name)
{
	for (int i = 0; i < rq->nparams; i++)
		if (strcmp(rq->params[i].name, name) == 0)
			return rq->params[i].value;
	assert(!"the route has no such parameter");
	return NULL;
}

int64_t
request_id_param(const struct request *rq, const char *name)
{
	int64_t id;
	return i64_parse(request_param(rq, name), &id) && id > 0 ? id : 0;
}

static int
note_view(struct request *rq, int64_t person_id)
{
	for (int i = 0; i < rq->nviews; i++)
		if (rq->views[i] == person_id)
			return i;
	assert(rq->nviews < VIEWS_MAX);
	rq->views[rq->nviews] = person_id;
	return rq->nviews++;
}

int64_t
request_place(const struct request *rq)
{
	int64_t id;
	if (rq->nparams && strcmp(rq->params[0].name, "unit") == 0)
		return request_id_param(rq, "unit");
	if (!rq->route || !rq->route->place || !rq->in)
		return 0;
	memcpy(&id, (const char *)rq->in + fields_find(rq->route->in, rq->route->place)->offset, sizeof id);
	return id;
}

void
request_views(struct request *rq, int64_t person_id)
{
	note_view(rq, person_id);
}

void
request_views_outside(struct request *rq, int64_t person_id)
{
	rq->outside[note_view(rq, person_id)] = true;
}

struct buf *
reply_json(struct request *rq, int status)
{
	rq->status = status;
	rq->out = buf_new(rq->cx.mem);
	rq->content_type = "application/json; charset=utf-8";
	return &rq->out;
}

enum err
reply_one(struct request *rq, int status, const struct fields *f, const void *item)
{
	fields_write(reply_json(rq, status), f, item);
	return OK;
}

enum err
reply_list(struct request *rq, const struct fields *f, const void *items, size_t n, const char *next)
{
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++)
		fields_write(out, f, (const char *)items + i * f->size);
	json_arr_end(out);
	json_kv_text(out, "next", next);
	json_obj_end(out);
	return OK;
}

enum err
reply_bytes(struct request *rq, const char *content_type, const void *p, size_t n)
{
	rq->status = 200;
	rq->out = buf_new(rq->cx.mem);
	rq->content_type = content_type;
	buf_bytes(&rq->out, p, n);
	return OK;
}

enum err
reply_empty(struct request *rq)
{
	rq->status = 204;
	rq->out = buf_new(rq->cx.mem);
	rq->content_type = NULL;
	return OK;
}
