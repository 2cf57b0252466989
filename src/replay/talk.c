/* talk.c - one question at a time, for what comes before and after the journeys. */
#include "replay/parts.h"

#include "base/clock.h"
#include "base/field.h"
#include "base/id.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

enum { TALK_ANSWER_MS = 60 * 1000, TALK_AGAIN_MS = 100 };

struct question {
	struct wire_head head;
	const char *body;
	size_t n;
};

static void
wait_ms(int64_t ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
	nanosleep(&t, NULL);
}

/* Sends what the wire holds and waits for the answer; false: there is none, wire.why says why. */
static bool
exchange(struct wire *w)
{
	bool opened;
	int64_t until = clock_monotonic_us() + TALK_ANSWER_MS * 1000;
	enum wire_event e = wire_send(w, &opened);
	while (e == WIRE_MORE) {
		short want = w->state == WIRE_WAITING ? POLLIN : POLLIN | POLLOUT;
		struct pollfd p = { .fd = w->fd, .events = want };
		int64_t left = (until - clock_monotonic_us()) / 1000;
		if (left <= 0 || (poll(&p, 1, (int)left) < 0 && errno != EINTR)) {
			w->why = "timeout";
			wire_close(w);
			return false;
		}
		e = wire_ready(w);
	}
	return e == WIRE_ANSWERED;
}

static enum err
unreachable(struct replay *r)
{
	const char *vi = "không kết nối được máy chủ", *en = "cannot connect to the server";
	if (strcmp(r->wire.why, "not_http") == 0) {
		vi = "nơi này không trả lời như máy chủ của chúng ta";
		en = "what answers there is not our server";
	} else if (strcmp(r->wire.why, "timeout") == 0) {
		vi = "máy chủ không trả lời kịp";
		en = "the server does not answer in time";
	}
	return fail_text(r->cx, ERR_BUSY, "replay.unreachable", arena_printf(r->cx->mem, "%s: %s.", r->plan->url, vi),
			 arena_printf(r->cx->mem, "%s: %s.", r->plan->url, en));
}

static const char *
text_of(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));
	return s ? s : "";
}

static enum err
refused(struct replay *r, const struct question *q)
{
	struct arena *mem = r->cx->mem;
	const char *what = arena_printf(mem, "%s %s: %d %s", q->head.method, q->head.path, r->wire.answer.status,
					text_of(r->answer, "code"));
	return fail_text(r->cx, ERR_CONFLICT, "replay.refused",
			 arena_printf(mem, "%s %s", what, text_of(r->answer, "detail")),
			 arena_printf(mem, "%s %s", what, text_of(r->answer, "detail_en")));
}

static enum err
ask(struct replay *r, const struct question *q, int want)
{
	struct wire *w = &r->wire;
	int64_t until = clock_monotonic_us() + r->plan->patience_s * 1000000;
	bool answered;
	arena_reset(w->mem);
	wire_write(w, &q->head, q->body, q->n);
	for (;;) {
		answered = exchange(w);
		if ((answered && w->answer.status != 503) || clock_monotonic_us() > until)
			break;
		wait_ms(TALK_AGAIN_MS);
	}
	if (!answered)
		return unreachable(r);
	json_decref(r->answer);
	r->answer = json_loadb(w->answer.body, w->answer.n, 0, NULL);
	return w->answer.status == want ? OK : refused(r, q);
}

static struct question
question(struct replay *r, const char *method, const char *path, const char *token)
{
	bool keyed = r->plan->patience_s && token && strcmp(method, "POST") == 0;
	return (struct question){
		.head = { .method = method, .path = path, .token = token, .key = keyed ? uuid_new(r->cx->mem) : NULL }
	};
}

enum err
talk(struct replay *r, const char *method, const char *path, const char *token, const char *body, int want)
{
	struct question q = question(r, method, path, token);
	q.body = body;
	q.n = body ? strlen(body) : 0;
	return ask(r, &q, want);
}

enum err
talk_csv(struct replay *r, const char *path, const char *token, const struct buf *csv, int want)
{
	struct question q = question(r, "POST", path, token);
	q.head.type = "text/csv; charset=utf-8";
	q.body = csv->p;
	q.n = csv->n;
	return ask(r, &q, want);
}

static enum err
missing(struct replay *r, const char *key)
{
	return fail(r->cx, ERR_CONFLICT, "replay.answer", "Câu trả lời của máy chủ thiếu \"%s\".",
		    "The server's answer has no \"%s\".", key);
}

enum err
answer_text(struct replay *r, const char *key, const char **out)
{
	const char *s = json_string_value(json_object_get(r->answer, key));
	if (!s)
		return missing(r, key);
	*out = arena_strdup(r->cx->mem, s);
	return OK;
}

int64_t
json_id_of(const json_t *object, const char *key)
{
	int64_t id;
	const char *s = json_string_value(json_object_get(object, key));
	return s && i64_parse(s, &id) ? id : 0;
}

enum err
answer_id(struct replay *r, const char *key, int64_t *out)
{
	*out = json_id_of(r->answer, key);
	return *out ? OK : missing(r, key);
}
