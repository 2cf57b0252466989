#include "http/request.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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
	fields_write_list(out, "items", f, items, n);
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

static enum err
read_file(struct request *rq, int fd, const char **bytes, size_t *n)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return fail_internal(&rq->cx, "cannot look at a file to send: %s", strerror(errno));
	if (st.st_size > FILE_REPLY_MAX)
		return fail(&rq->cx, ERR_LIMIT, "file.too_big", "Tệp quá lớn để tải về.",
			    "The file is too big to download.");
	char *to = arena_alloc(rq->cx.mem, (size_t)st.st_size + 1);
	size_t got = 0;
	for (ssize_t r; got < (size_t)st.st_size && (r = read(fd, to + got, (size_t)st.st_size - got)) > 0;)
		got += (size_t)r;
	*bytes = to;
	*n = got;
	return got == (size_t)st.st_size ? OK
					 : fail_internal(&rq->cx, "cannot read a file to send: %s", strerror(errno));
}

enum err
reply_sheet(struct request *rq, const char *path, const char *name)
{
	const char *bytes = NULL;
	size_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(&rq->cx, ERR_NOT_FOUND, "file.gone", "Tệp không còn trên máy chủ này.",
			    "The file is not on this server any more.");
	enum err err = read_file(rq, fd, &bytes, &n);
	close(fd);
	TRY(err);
	bool csv = strcmp(path + strlen(path) - 4, ".csv") == 0;
	rq->file_name = arena_printf(rq->cx.mem, "%s.%s", name, csv ? "csv" : "xlsx");
	return reply_bytes(rq,
			   csv ? "text/csv; charset=utf-8"
			       : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			   bytes, n);
}

enum err
reply_empty(struct request *rq)
{
	rq->status = 204;
	rq->out = buf_new(rq->cx.mem);
	rq->content_type = NULL;
	return OK;
}
