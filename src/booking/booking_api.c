/* What a citizen does: looks for places, waits for a turn, holds, confirms; and links of invitations. */
#include "booking/booking_api.h"

#include "booking/booking.h"
#include "staff/cap.h"

enum { PEOPLE_BYTES_MAX = 300, TOKEN_MAX = 64 };

struct near_in {
	int64_t unit, after;
};
static FIELDS(near_in, FIELD(near_in, unit, F_ID, 0, F_IN | F_MUST), FIELD(near_in, after, F_ID, 0, F_IN));

struct drawn_after {
	int64_t after;
};
static FIELDS(drawn_after, FIELD_RANGE(drawn_after, after, 0, INT64_MAX, F_IN));

struct queue_in {
	const char *people;
};
static FIELDS(queue_in, FIELD(queue_in, people, F_JSON, PEOPLE_BYTES_MAX, F_IN | F_MUST));

struct hold_in {
	const char *people, *slot;
	bool spread;
};
static FIELDS(hold_in, FIELD(hold_in, people, F_JSON, PEOPLE_BYTES_MAX, F_IN | F_MUST),
	      FIELD(hold_in, slot, F_TEXT, 5, F_IN), FIELD(hold_in, spread, F_BOOL, 0, F_IN));

struct confirm_in {
	bool change;
};
static FIELDS(confirm_in, FIELD(confirm_in, change, F_BOOL, 0, F_IN));

struct cancel_in {
	const char *people;
};
static FIELDS(cancel_in, FIELD(cancel_in, people, F_JSON, PEOPLE_BYTES_MAX, F_IN));

/* A link's token stands in no log: neither in an address nor in a digest of a body. */
struct token_in {
	const char *token;
	bool change;
};
static FIELDS(token_in, FIELD(token_in, token, F_TEXT, TOKEN_MAX, F_IN | F_MUST | F_HASH),
	      FIELD(token_in, change, F_BOOL, 0, F_IN));

/* ---- looking ---- */

static const char *
cursor(struct request *rq, int64_t id)
{
	return arena_printf(rq->cx.mem, "%lld", (long long)id);
}

static enum err
get_near(struct request *rq)
{
	const struct near_in *in = rq->in;
	struct unit unit;
	struct opening *list;
	size_t n;
	TRY(unit_get(&rq->cx, in->unit, &unit));
	TRY(opening_near(&rq->cx, &unit, in->after, &list, &n));
	for (size_t i = 0; i < n; i++)
		opening_show(&rq->cx, &list[i]);
	return reply_list(rq, &opening_fields, list, n, n == OPENING_PAGE ? cursor(rq, list[n - 1].id) : NULL);
}

static enum err
get_opening(struct request *rq)
{
	struct opening o;
	struct opening_slot *slots;
	size_t n;
	int64_t unit_id = request_id_param(rq, "unit"), id = request_id_param(rq, "opening");
	TRY(opening_get(&rq->cx, unit_id, id, &o));
	TRY(opening_slots(&rq->cx, unit_id, id, &slots, &n));
	opening_show(&rq->cx, &o);
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	fields_write_members(out, &opening_fields, &o);
	json_key(out, "slots");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		json_obj(out);
		json_kv_text(out, "starts", slots[i].starts);
		json_kv_text(out, "ends", slots[i].ends);
		json_kv_i64(out, "places", slots[i].places);
		json_kv_i64(out, "free", slots[i].free);
		json_obj_end(out);
	}
	json_arr_end(out);
	json_obj_end(out);
	return OK;
}

static enum err
get_draw(struct request *rq)
{
	const struct drawn_after *in = rq->in;
	struct opening o;
	struct drawn *list = NULL;
	size_t n = 0;
	TRY(opening_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "opening"), &o));
	opening_show(&rq->cx, &o);
	if (o.seed)
		TRY(draw_list(&rq->cx, o.unit_id, o.id, in->after == NONE ? 0 : in->after, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_text(out, "commitment", o.commitment);
	json_kv_text(out, "seed", o.seed);
	json_kv_text(
		out, "rule",
		"draw_key = SHA-256(\"SEED:TICKET\"), numbers in the order of the keys; commitment = SHA-256(SEED)");
	fields_write_list(out, "items", &drawn_fields, list, n);
	json_key(out, "next");
	json_text(out, n == DRAW_PAGE ? cursor(rq, list[n - 1].drawn) : NULL);
	json_obj_end(out);
	return OK;
}

/* ---- answers ---- */

static void
write_hold(struct buf *out, const struct hold *hold)
{
	json_obj(out);
	fields_write_members(out, &hold_fields, hold);
	fields_write_list(out, "people", &hold_person_fields, hold->people, hold->n);
	json_obj_end(out);
}

static enum err
reply_hold(struct request *rq, int status, const struct hold *hold)
{
	write_hold(reply_json(rq, status), hold);
	return OK;
}

static void
write_ticket(struct buf *out, const struct ticket *t, const struct ticket_advice *a, const int64_t *people, size_t n)
{
	fields_write_members(out, &ticket_fields, t);
	json_key(out, "ahead");
	if (a->ahead == NONE)
		json_none(out);
	else
		json_i64(out, a->ahead);
	json_kv_i64(out, "again_s", a->again_s);
	json_kv_text(out, "vi", a->vi);
	json_kv_text(out, "en", a->en);
	json_key(out, "people");
	json_arr(out);
	for (size_t i = 0; i < n; i++)
		json_id(out, people[i]);
	json_arr_end(out);
}

static enum err
reply_ticket(struct request *rq, int status, const struct ticket *t)
{
	struct opening o;
	struct hold hold;
	int64_t *people;
	size_t n;
	int64_t unit_id = request_id_param(rq, "unit"), opening_id = request_id_param(rq, "opening");
	bool has_hold = t->hold_id && (strcmp(t->state, "holding") == 0 || strcmp(t->state, "booked") == 0);
	TRY(opening_get(&rq->cx, unit_id, opening_id, &o));
	TRY(ticket_people(&rq->cx, unit_id, opening_id, t->id, &people, &n));
	if (has_hold)
		TRY(hold_get(&rq->cx, unit_id, t->hold_id, &hold));
	struct ticket_advice advice = ticket_advise(&rq->cx, &o, t);
	struct buf *out = reply_json(rq, status);
	json_obj(out);
	write_ticket(out, t, &advice, people, n);
	json_key(out, "hold");
	if (has_hold)
		write_hold(out, &hold);
	else
		json_none(out);
	json_obj_end(out);
	return OK;
}

/* ---- the waiting room ---- */

struct wish {
	int64_t *people;
	size_t n;
};

/* A crowd that comes at once is judged by the readers; the writer only gives out the tickets. */
static enum err
load_queue(struct request *rq)
{
	const struct queue_in *in = rq->in;
	struct wish *wish = NEW(rq->cx.mem, struct wish, 1);
	TRY(ids_read(&rq->cx, "people", in->people, TICKET_PEOPLE_MAX, &wish->people, &wish->n));
	TRY(ticket_check(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "opening"), wish->people,
			 wish->n));
	rq->carry = wish;
	return OK;
}

static enum err
post_queue(struct request *rq)
{
	struct ticket t;
	if (!rq->carry)
		TRY(load_queue(rq));
	const struct wish *wish = rq->carry;
	TRY(ticket_join(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "opening"), wish->people, wish->n,
			&t));
	return reply_ticket(rq, 201, &t);
}

static enum err
get_queue(struct request *rq)
{
	struct ticket t;
	TRY(ticket_mine(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "opening"), &t));
	return reply_ticket(rq, 200, &t);
}

static enum err
post_leave(struct request *rq)
{
	struct ticket t;
	TRY(ticket_leave(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "opening"), &t));
	return reply_ticket(rq, 200, &t);
}

/* ---- holds ---- */

/* Ten thousand who ask out of their turn are answered by the readers and never reach the writer. */
static enum err
load_hold(struct request *rq)
{
	struct opening o;
	struct ticket t;
	int64_t unit_id = request_id_param(rq, "unit"), opening_id = request_id_param(rq, "opening");
	TRY(opening_get(&rq->cx, unit_id, opening_id, &o));
	TRY(ticket_mine(&rq->cx, unit_id, opening_id, &t));
	return strcmp(t.state, "waiting") == 0 ? ticket_may_hold(&rq->cx, &o, &t) : OK;
}

static enum err
post_hold(struct request *rq)
{
	const struct hold_in *in = rq->in;
	struct hold_wish wish = { .slot = in->slot, .spread = in->spread };
	struct hold hold;
	int64_t *people;
	TRY(ids_read(&rq->cx, "people", in->people, TICKET_PEOPLE_MAX, &people, &wish.n));
	wish.people = people;
	TRY(hold_take(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "opening"), &wish, &hold));
	return reply_hold(rq, 201, &hold);
}

static enum err
get_hold(struct request *rq)
{
	struct hold hold;
	TRY(hold_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "hold"), &hold));
	return reply_hold(rq, 200, &hold);
}

static enum err
post_confirm(struct request *rq)
{
	const struct confirm_in *in = rq->in;
	struct hold hold;
	TRY(hold_confirm(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "hold"), in->change, &hold));
	return reply_hold(rq, 200, &hold);
}

static enum err
post_release(struct request *rq)
{
	struct hold hold;
	TRY(hold_release(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "hold"), &hold));
	return reply_hold(rq, 200, &hold);
}

static enum err
post_cancel(struct request *rq)
{
	const struct cancel_in *in = rq->in;
	struct hold hold;
	int64_t *people;
	size_t n;
	TRY(ids_read(&rq->cx, "people", in->people, TICKET_PEOPLE_MAX, &people, &n));
	TRY(hold_cancel(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "hold"), people, n, &hold));
	return reply_hold(rq, 200, &hold);
}

/* ---- invitations ---- */

static enum err
post_look(struct request *rq)
{
	const struct token_in *in = rq->in;
	struct invitation_view view;
	TRY(invitation_look(&rq->cx, in->token, &view));
	return reply_one(rq, 200, &invitation_view_fields, &view);
}

static enum err
post_accept(struct request *rq)
{
	const struct token_in *in = rq->in;
	struct hold hold;
	TRY(invitation_accept(&rq->cx, in->token, in->change, &hold));
	return reply_hold(rq, 200, &hold);
}

#define SITE "/api/v1/book/sites/{unit}"
#define OPENING SITE "/openings/{opening}"
#define HOLD SITE "/holds/{hold}"

const struct route booking_routes[] = {
	{ GET, "/api/v1/book/openings", CAP_PUBLIC, TX_READ, &near_in_fields, get_near,
	  "list the openings of a unit and below" },
	{ GET, OPENING, CAP_PUBLIC, TX_READ, NULL, get_opening,
	  "one opening: its hours, and which number was called last" },
	{ GET, OPENING "/draw", CAP_PUBLIC, TX_READ, &drawn_after_fields, get_draw, "the draw, for anybody to check" },
	{ POST, OPENING "/queue", CAP_CITIZEN, TX_WRITE, &queue_in_fields, post_queue,
	  "take a ticket for people of the family, or change its people", 0, load_queue },
	{ GET, OPENING "/queue", CAP_CITIZEN, TX_READ, NULL, get_queue, "my ticket: its number, and what to do now" },
	{ POST, OPENING "/queue/leave", CAP_CITIZEN, TX_WRITE, NULL, post_leave, "leave the waiting room" },
	{ POST, OPENING "/holds", CAP_CITIZEN, TX_WRITE, &hold_in_fields, post_hold,
	  "hold places for a family: all of it, or none", 0, load_hold },
	{ GET, HOLD, CAP_CITIZEN, TX_READ, NULL, get_hold, "what is held for me, or was booked" },
	{ POST, HOLD "/confirm", CAP_CITIZEN, TX_WRITE, &confirm_in_fields, post_confirm,
	  "make appointments of what is held; the same again gives the same" },
	{ POST, HOLD "/release", CAP_CITIZEN, TX_WRITE, NULL, post_release, "give back what is held" },
	{ POST, HOLD "/cancel", CAP_CITIZEN, TX_WRITE, &cancel_in_fields, post_cancel,
	  "cancel appointments that were booked here" },
	{ POST, "/api/v1/book/invitations/look", CAP_PUBLIC, TX_READ, &token_in_fields, post_look,
	  "what the link of an invitation is about" },
	{ POST, "/api/v1/book/invitations/accept", CAP_CITIZEN, TX_WRITE, &token_in_fields, post_accept,
	  "accept an invitation for a person of the family" },
	{ 0 },
};
