#include "replay/parts.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum err
journal_open(struct replay *r)
{
	r->journal = -1;
	if (!r->plan->journal)
		return OK;
	r->journal = open(r->plan->journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (r->journal >= 0)
		return OK;
	return fail_field(r->cx, "--journal", "replay.journal", "Không ghi được %s: %s", "Cannot write %s: %s",
			  r->plan->journal, strerror(errno));
}

enum { EXIT_HALF_A_JOURNAL = 2 };

/* Half a journal proves nothing: a line that cannot be written ends the program. */
static void
put(const struct replay *r, const char *p, size_t n)
{
	while (n) {
		ssize_t put = write(r->journal, p, n);
		if (put < 0 && errno != EINTR) {
			fprintf(stderr, "tiemchung: %s: %s\n", r->plan->journal, strerror(errno));
			exit(EXIT_HALF_A_JOURNAL);
		}
		if (put > 0) {
			p += put;
			n -= (size_t)put;
		}
	}
}

static void
add_line(const struct replay *r, const struct event *e, int status, const char *now, struct buf *out)
{
	const struct journey *j = &r->journeys[e->journey];
	const struct roll *roll = &r->rolls[j->roll];
	out->comma = false;
	json_obj(out);
	json_kv_text(out, "event", status ? "done" : "sent");
	json_kv_text(out, "step", step_names[e->step]);
	json_kv_id(out, "unit", r->sites[roll->site].id);
	json_kv_id(out, "session", roll->session_id);
	json_kv_id(out, "person", j->person_id);
	json_kv_id(out, "visit", j->visit_id);
	json_kv_text(out, "uuid", j->uuid[e->step]);
	if (status)
		json_kv_i64(out, "status", status);
	json_kv_text(out, "at", now);
	json_obj_end(out);
	buf_char(out, '\n');
}

void
journal_events(const struct replay *r, const struct event *events, size_t n, int status)
{
	char now[CLOCK_RFC3339_SIZE];
	if (r->journal < 0)
		return;
	struct arena *mem = arena_new();
	struct buf out = buf_new(mem);
	server_now(r, now);
	for (size_t i = 0; i < n; i++)
		add_line(r, &events[i], status, now, &out);
	put(r, out.p, out.n);
	arena_free(mem);
}

void
journal_mark(const struct replay *r, const char *what)
{
	char line[128], now[CLOCK_RFC3339_SIZE];
	if (r->journal < 0)
		return;
	server_now(r, now);
	int n = snprintf(line, sizeof line, "{\"event\":\"%s\",\"at\":\"%s\"}\n", what, now);
	put(r, line, (size_t)n);
}
