#include "publishing.h"

#include "base/clock.h"
#include "stats/site_list.h"
#include "stats/stats.h"

#include <assert.h>
#include <stdlib.h>

enum {
	/* Figures that stay the same are published again so often, for the time that they tell. */
	SAME_AGAIN_MS = 60 * 1000,
	/* A change may become visible later than its own time says, by as long as its transaction takes. */
	CHANGE_OVERLAP_MS = 60 * 1000
};

#define JSON_TYPE "application/json; charset=utf-8"

struct publishing {
	struct server *server;
	char *figures; /* as last published, without their time */
	int64_t figures_ms;
	int64_t looked_ms;   /* sites: when all changes were last seen and published */
	uint64_t mark;       /* of the changes seen then */
	char day[DATE_SIZE]; /* a new one opens and closes sites */
};

struct publishing *
publishing_new(struct server *server)
{
	struct publishing *p = calloc(1, sizeof *p);
	assert(p);
	p->server = server;
	return p;
}

void
publishing_free(struct publishing *p)
{
	if (!p)
		return;
	free(p->figures);
	free(p);
}

static enum err
summarise(struct ctx *cx, void *arg)
{
	return stats_summary(cx, arg);
}

static enum err
publish_figures(struct worker_round *r, struct publishing *p)
{
	struct buf out = buf_new(r->cx.mem);
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, summarise, &out));
	const char *figures = strchr(buf_text(&out), ',');
	if (!figures)
		return fail_internal(&r->cx, "the figures are not what they were: %s", buf_text(&out));
	if (p->figures && strcmp(p->figures, figures) == 0 && r->cx.now - p->figures_ms < SAME_AGAIN_MS)
		return OK;
	free(p->figures);
	p->figures = strdup(figures);
	p->figures_ms = r->cx.now;
	server_publish(p->server, "/api/public/summary", JSON_TYPE, out.p, out.n, 1);
	return OK;
}

/* ---- the lists of sites ---- */

struct look {
	int64_t after_ms;
	bool all; /* whatever changed */
	struct site_changes changes;
	struct site_province *provinces;
	size_t nprovinces;
};

static enum err
look(struct ctx *cx, void *arg)
{
	struct look *l = arg;
	TRY(site_list_changed(cx, l->after_ms, &l->changes));
	return site_list_provinces(cx, &l->provinces, &l->nprovinces);
}

static bool
is_due(const struct look *l, int64_t province)
{
	bool due = l->all || l->changes.all;
	for (size_t i = 0; i < l->changes.n; i++)
		due |= l->changes.provinces[i] == province;
	return due;
}

struct listing {
	const struct site_province *province; /* NULL: the index */
	struct buf out;
};

static enum err
write_list(struct ctx *cx, void *arg)
{
	struct listing *l = arg;
	l->out = buf_new(cx->mem);
	return l->province ? site_list_write(cx, l->province, &l->out) : site_list_index(cx, &l->out);
}

static enum err
publish_list(struct worker_round *r, struct publishing *p, const struct site_province *province)
{
	struct listing l = { .province = province };
	const char *path =
		province ? arena_printf(r->cx.mem, SITE_LIST_URL "/%s", province->code) : (const char *)SITE_LIST_URL;
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, write_list, &l));
	server_publish(p->server, path, JSON_TYPE, l.out.p, l.out.n, 1);
	return OK;
}

static enum err
publish_sites(struct worker_round *r, struct publishing *p)
{
	char today[DATE_SIZE];
	date_text(r->cx.now, today);
	int64_t now = r->cx.now;
	struct look l = { .after_ms = (p->looked_ms ? p->looked_ms : now) - CHANGE_OVERLAP_MS,
			  .all = strcmp(today, p->day) != 0 };
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, look, &l));
	if (l.all || l.changes.mark != p->mark) {
		for (size_t i = 0; i < l.nprovinces; i++)
			if (is_due(&l, l.provinces[i].id))
				TRY(publish_list(r, p, &l.provinces[i]));
		TRY(publish_list(r, p, NULL));
	}
	/* only when all of it went well: what failed is due again in the next round */
	p->looked_ms = now;
	p->mark = l.changes.mark;
	memcpy(p->day, today, sizeof today);
	return OK;
}

enum err
publishing_round(struct worker_round *r, bool *more)
{
	*more = false;
	TRY(publish_figures(r, r->arg));
	return publish_sites(r, r->arg);
}
