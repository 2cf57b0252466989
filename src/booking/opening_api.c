/* What a site does with its openings. */
#include "booking/booking.h"
#include "booking/booking_api.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

enum { INVITE_BYTES_MAX = 4000, WHY_MAX = 300 };

struct opening_span {
	const char *from, *to;
};
static FIELDS(opening_span, FIELD(opening_span, from, F_DATE, 10, F_IN), FIELD(opening_span, to, F_DATE, 10, F_IN));

struct close_in {
	const char *why;
};
static FIELDS(close_in, FIELD(close_in, why, F_TEXT, WHY_MAX, F_IN));

struct invite_in {
	const char *people, *slot;
	int64_t until;
};
static FIELDS(invite_in, FIELD(invite_in, people, F_JSON, INVITE_BYTES_MAX, F_IN | F_MUST),
	      FIELD(invite_in, slot, F_TEXT, 5, F_IN), FIELD(invite_in, until, F_TIME, 0, F_IN));

struct after_in {
	int64_t after;
};
static FIELDS(after_in, FIELD(after_in, after, F_ID, 0, F_IN));

static enum err
reply_opening(struct request *rq, int status, int64_t id)
{
	struct opening o;
	struct opening_slot *slots;
	size_t n;
	int64_t unit_id = request_id_param(rq, "unit");
	TRY(opening_get(&rq->cx, unit_id, id, &o));
	TRY(opening_slots(&rq->cx, unit_id, id, &slots, &n));
	opening_show(&rq->cx, &o);
	struct buf *out = reply_json(rq, status);
	json_obj(out);
	fields_write_members(out, &opening_fields, &o);
	fields_write_list(out, "slots", &opening_slot_fields, slots, n);
	json_obj_end(out);
	return OK;
}

static enum err
post_opening(struct request *rq)
{
	struct unit site;
	struct opening o;
	TRY(unit_in_path(rq, &site));
	TRY(opening_create(&rq->cx, &site, rq->in, &o));
	return reply_opening(rq, 201, o.id);
}

static enum err
get_openings(struct request *rq)
{
	const struct opening_span *in = rq->in;
	struct opening *list;
	size_t n;
	TRY(opening_list(&rq->cx, request_id_param(rq, "unit"), in->from, in->to, &list, &n));
	for (size_t i = 0; i < n; i++)
		opening_show(&rq->cx, &list[i]);
	return reply_list(rq, &opening_fields, list, n, NULL);
}

static enum err
get_opening(struct request *rq)
{
	return reply_opening(rq, 200, request_id_param(rq, "opening"));
}

static enum err
post_close(struct request *rq)
{
	const struct close_in *in = rq->in;
	int64_t id = request_id_param(rq, "opening");
	TRY(opening_close(&rq->cx, request_id_param(rq, "unit"), id, in->why));
	return reply_opening(rq, 200, id);
}

static enum err
post_invitations(struct request *rq)
{
	const struct invite_in *in = rq->in;
	struct unit site;
	struct invited *list;
	int64_t *people;
	size_t n;
	TRY(unit_in_path(rq, &site));
	TRY(ids_read(&rq->cx, "people", in->people, INVITATIONS_MAX, &people, &n));
	TRY(invitation_create(&rq->cx, &site, request_id_param(rq, "opening"), people, n, in->slot, in->until, &list));
	return reply_list(rq, &invited_fields, list, n, NULL);
}

static enum err
get_invitations(struct request *rq)
{
	const struct after_in *in = rq->in;
	struct invitation *list;
	size_t n;
	TRY(invitation_list(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "opening"), in->after, &list,
			    &n));
	return reply_list(rq, &invitation_fields, list, n,
			  n == INVITATION_PAGE ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].id) : NULL);
}

static enum err
post_withdraw(struct request *rq)
{
	TRY(invitation_withdraw(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "opening"),
				request_id_param(rq, "hold")));
	return reply_empty(rq);
}

#define OPENINGS "/api/v1/units/{unit}/openings"
#define OPENING OPENINGS "/{opening}"

const struct route opening_routes[] = {
	{ POST, OPENINGS, CAP_SESSION_WRITE, TX_WRITE, &opening_in_fields, post_opening,
	  "open places of a session for booking" },
	{ GET, OPENINGS, CAP_SESSION_READ, TX_READ, &opening_span_fields, get_openings, "list a site's openings" },
	{ GET, OPENING, CAP_SESSION_READ, TX_READ, NULL, get_opening, "one opening and its hours" },
	{ POST, OPENING "/close", CAP_SESSION_WRITE, TX_WRITE, &close_in_fields, post_close,
	  "close an opening; what is free goes back to the site" },
	{ POST, OPENING "/invitations", CAP_SESSION_WRITE, TX_WRITE, &invite_in_fields, post_invitations,
	  "invite people, each to a place of their own, by a link that is good once", NO_IDEMPOTENCY },
	{ GET, OPENING "/invitations", CAP_SESSION_READ, TX_READ, &after_in_fields, get_invitations,
	  "list the invitations of an opening" },
	{ POST, OPENING "/invitations/{hold}/withdraw", CAP_SESSION_WRITE, TX_WRITE, NULL, post_withdraw,
	  "take an invitation back" },
	{ 0 },
};
