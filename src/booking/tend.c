/* What happens to an opening by itself, when its time has come. Every step can be done again: two servers may come at once. */
#include "base/clock.h"
#include "booking/booking_parts.h"
#include "booking/booking_worker.h"
#include "booking_sql.h"

enum { DUE_PAGE = 50, ORPHAN_ROUNDS = 10 };

static const struct field due_list[] = { { "unit_id", F_ID, offsetof(struct opening_due, unit_id), 0, F_ROW, 0, NULL },
					 { "id", F_ID, offsetof(struct opening_due, id), 0, F_ROW, 0, NULL },
					 { 0 } };
static const struct fields due_fields = { "opening_due", sizeof(struct opening_due), due_list };

enum err
opening_due(struct ctx *cx, struct opening_due **out, size_t *n)
{
	/* now and then those whose session is closed, which has no moment of its own */
	if (cx->now / BOOKING_PAUSE_MS % ORPHAN_ROUNDS)
		return db_list(cx, sql_opening_due(cx->now, DUE_PAGE), &due_fields, out, n);
	return db_list(cx, sql_opening_orphans(DUE_PAGE), &due_fields, out, n);
}

static enum err
end_expired(struct ctx *cx, const struct opening *o)
{
	struct hold *list;
	size_t n;
	bool ended;
	TRY(db_list(cx, sql_hold_expired(o->unit_id, o->id, cx->now), &hold_fields, &list, &n));
	for (size_t i = 0; i < n; i++) {
		struct hold hold;
		TRY(hold_read(cx, o->unit_id, list[i].id, &hold));
		TRY(hold_end(cx, o, &hold, "expired", &ended));
	}
	return OK;
}

static enum err
end_turns(struct ctx *cx, const struct opening *o)
{
	struct rows over;
	TRY(db_query(cx, sql_ticket_lapse(o->unit_id, o->id, cx->now), &over));
	for (size_t i = 0; i < over.n; i++)
		TRY(ticket_end(cx, o, db_cell(&over, i, 0)->i, "over"));
	return OK;
}

enum err
opening_tend(struct ctx *cx, int64_t unit_id, int64_t id, bool *more)
{
	struct opening o;
	struct session session;
	TRY(opening_lock(cx, unit_id, id, &o));
	TRY(session_get(cx, unit_id, o.session_id, &session));
	bool held = is(session.state, "open"); /* of a session that is over or cancelled nothing is drawn any more */
	*more = false;
	if (held)
		TRY(queue_draw(cx, &o, more));
	TRY(end_expired(cx, &o));
	TRY(end_turns(cx, &o));
	if (o.closes_ms <= cx->now || !held)
		TRY(opening_close(cx, unit_id, id, NULL));
	return *more ? OK : queue_advance(cx, unit_id, id);
}

/* ---- the worker ---- */

struct page {
	struct opening_due *list;
	size_t n, at;
	bool more;
};

static enum err
look(struct ctx *cx, void *arg)
{
	struct page *p = arg;
	return opening_due(cx, &p->list, &p->n);
}

static enum err
tend(struct ctx *cx, void *arg)
{
	struct page *p = arg;
	return opening_tend(cx, p->list[p->at].unit_id, p->list[p->at].id, &p->more);
}

enum err
booking_round(struct worker_round *r, bool *more)
{
	struct page p = { 0 };
	TRY(lanes_call(r->lanes, &r->cx, TX_READ, 0, look, &p));
	*more = p.n == DUE_PAGE;
	enum err first = OK;
	for (; p.at < p.n; p.at++) { /* none waits for another that fails */
		enum err err = lanes_call(r->lanes, &r->cx, TX_WRITE, (uint64_t)p.list[p.at].unit_id, tend, &p);
		first = first == OK ? err : first;
		*more = *more || (err == OK && p.more);
	}
	return first;
}
