/* Invitations: a place held for one person, opened by a link that is good for that person alone, and once. */
#include "base/clock.h"
#include "base/id.h"
#include "booking/booking_parts.h"
#include "booking_sql.h"
#include "citizen/citizen.h"

FIELDS(invitation, FIELD(invitation, id, F_ID, 0, F_OUT | F_ROW), FIELD(invitation, person_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(invitation, slot, F_TEXT, 5, F_OUT | F_ROW), FIELD(invitation, state, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(invitation, expires_ms, F_TIME, 0, F_OUT | F_ROW),
       FIELD(invitation, created_ms, F_TIME, 0, F_OUT | F_ROW));

FIELDS(invited, FIELD(invited, person_id, F_ID, 0, F_OUT), FIELD(invited, id, F_ID, 0, F_OUT),
       FIELD(invited, token, F_TEXT, 64, F_OUT), FIELD(invited, slot, F_TEXT, 5, F_OUT),
       FIELD(invited, code, F_TEXT, 64, F_OUT), FIELD(invited, vi, F_TEXT, 1000, F_OUT),
       FIELD(invited, en, F_TEXT, 1000, F_OUT));

FIELDS(invitation_view, FIELD(invitation_view, state, F_TEXT, 16, F_OUT),
       FIELD(invitation_view, name, F_TEXT, 100, F_OUT), FIELD(invitation_view, site_name, F_TEXT, 300, F_OUT),
       FIELD(invitation_view, on_date, F_DATE, 10, F_OUT), FIELD(invitation_view, slot, F_TEXT, 5, F_OUT),
       FIELD(invitation_view, slot_ends, F_TEXT, 5, F_OUT), FIELD(invitation_view, expires_ms, F_TIME, 0, F_OUT));

/* ---- inviting ---- */

static const char *
hash_of(struct arena *mem, const char *token)
{
	return sha256_hex(mem, token, strlen(token));
}

/* The wished hour, or the first that has room; NULL: no place is left there. */
static enum err
take_one(struct ctx *cx, const struct opening *o, const char *wished, const char **slot)
{
	struct opening_slot *slots;
	size_t n;
	bool taken = false;
	*slot = NULL;
	TRY(db_list(cx, sql_opening_free(o->unit_id, o->id), &opening_slot_fields, &slots, &n));
	for (size_t i = 0; i < n && !taken; i++) {
		if (!slots[i].free || (wished && !is(wished, slots[i].starts)))
			continue;
		TRY(db_claim(cx, sql_opening_slot_take(o->unit_id, o->id, slots[i].starts, 1), &taken));
		*slot = slots[i].starts;
	}
	return OK;
}

/* Somebody who has an open invitation gets a new link to the same place. */
static enum err
renew(struct ctx *cx, const struct opening *o, const char *hash, int64_t until_ms, struct invited *out, bool *renewed)
{
	struct invitation old;
	bool found;
	*renewed = false;
	TRY(db_one(cx, sql_invitation_of(o->unit_id, o->id, out->person_id), &invitation_fields, &old, &found));
	if (!found)
		return OK;
	out->id = old.id;
	out->slot = old.slot;
	TRY(db_claim(cx, sql_invitation_renew(o->unit_id, old.id, hash, until_ms, cx->now), renewed));
	return *renewed ? tell_no_more(cx, out->person_id, old.id)
			: OK; /* of the old link, if that waits for the morning */
}

static enum err
invite_person(struct ctx *cx, const struct opening *o, const char *wished, int64_t until_ms, struct invited *out)
{
	const char *token = code_new(cx->mem, INVITATION_LETTERS), *hash = hash_of(cx->mem, token);
	bool renewed;
	TRY(renew(cx, o, hash, until_ms, out, &renewed));
	if (!renewed) {
		TRY(take_one(cx, o, wished, &out->slot));
		if (!out->slot) {
			out->code = "opening.full";
			out->vi = "Không còn chỗ trống để mời thêm.";
			out->en = "No place is left for another invitation.";
			return OK;
		}
		out->id = id_next(cx->now);
		TRY(db_post(cx, sql_hold_insert(o->unit_id, out->id, o->id, "invitation", 0, NULL, hash, until_ms,
						cx->now)));
		TRY(db_post(cx, sql_hold_person_insert(o->unit_id, out->id, out->person_id, o->id, out->slot)));
	}
	out->token = token;
	TRY(db_post(cx, sql_invitation_token_insert(hash, o->unit_id, out->id)));
	return tell_invited(cx, o, out, until_ms);
}

/* What stands against one of many is told in the answer and ends nothing; errors of ours do. */
static enum err
judge_person(struct ctx *cx, const struct unit *site, const struct opening *o, struct invited *out)
{
	struct person person;
	enum err err = person_open(cx, site, out->person_id, &person);
	if (err == OK)
		err = booking_allow(cx, o, out->person_id);
	if (err != ERR_CONFLICT && err != ERR_NOT_FOUND)
		return err;
	out->code = cx->problem.code;
	out->vi = cx->problem.vi;
	out->en = cx->problem.en;
	cx->problem = (struct problem){ 0 };
	return OK;
}

enum err
invitation_create(struct ctx *cx, const struct unit *site, int64_t opening_id, const int64_t *people, size_t n,
		  const char *slot, int64_t until_ms, struct invited **out)
{
	struct opening o;
	struct session session;
	TRY(opening_lock(cx, site->id, opening_id, &o));
	TRY(session_get_open(cx, site->id, o.session_id, &session));
	if (is(o.stage, "closed"))
		return fail(cx, ERR_CONFLICT, "opening.closed", "Đợt mở chỗ này đã đóng.", "This opening is closed.");
	if (!until_ms || until_ms > o.closes_ms)
		until_ms = o.closes_ms;
	if (until_ms <= cx->now)
		return fail_field(cx, "until", "invitation.until", "Thời hạn của lời mời đã qua.",
				  "The invitation would be over already.");
	*out = NEW(cx->mem, struct invited, n);
	for (size_t i = 0; i < n; i++) {
		(*out)[i].person_id = people[i];
		TRY(judge_person(cx, site, &o, &(*out)[i]));
		if (!(*out)[i].code)
			TRY(invite_person(cx, &o, slot, until_ms, &(*out)[i]));
	}
	return OK;
}

enum err
invitation_list(struct ctx *cx, int64_t unit_id, int64_t opening_id, int64_t after, struct invitation **out, size_t *n)
{
	return db_list(cx, sql_invitation_list(unit_id, opening_id, after, INVITATION_PAGE), &invitation_fields, out,
		       n);
}

enum err
invitation_withdraw(struct ctx *cx, int64_t unit_id, int64_t opening_id, int64_t id)
{
	struct opening o;
	struct hold hold;
	bool ended;
	TRY(opening_lock(cx, unit_id, opening_id, &o));
	TRY(hold_read(cx, unit_id, id, &hold));
	if (hold.opening_id != opening_id || !is(hold.kind, "invitation"))
		return fail(cx, ERR_NOT_FOUND, "invitation.unknown", "Không có lời mời này.",
			    "There is no such invitation.");
	if (is(hold.state, "booked"))
		return fail(cx, ERR_CONFLICT, "invitation.used", "Lời mời này đã được nhận.",
			    "This invitation has been accepted.");
	TRY(hold_end(cx, &o, &hold, "released", &ended));
	return queue_advance(cx, unit_id, opening_id);
}

/* ---- the link ---- */

/* *current false: a newer link has taken its place. */
static enum err
find_hold(struct ctx *cx, const char *token, struct hold *out, bool *current)
{
	struct rows found;
	const char *hash = hash_of(cx->mem, token);
	TRY(db_query(cx, sql_invitation_token_find(hash), &found));
	if (!found.n)
		return fail(cx, ERR_NOT_FOUND, "invitation.unknown",
			    "Không tìm thấy lời mời này. Hãy mở lại đường dẫn trong tin nhắn, hoặc hỏi điểm tiêm.",
			    "This invitation was not found. Open the link of the message again, or ask the site.");
	int64_t unit_id = db_cell(&found, 0, 0)->i, id = db_cell(&found, 0, 1)->i;
	TRY(hold_read(cx, unit_id, id, out));
	return db_claim(cx, sql_invitation_token_is(unit_id, id, hash), current);
}

enum err
invitation_look(struct ctx *cx, const char *token, struct invitation_view *out)
{
	struct hold hold;
	struct person person;
	bool current;
	TRY(find_hold(cx, token, &hold, &current));
	TRY(person_bare(cx, hold.people[0].person_id, &person));
	bool late = is(hold.state, "held") && hold.expires_ms <= cx->now;
	*out = (struct invitation_view){ .state = is(hold.state, "booked")                 ? "used"
						  : is(hold.state, "expired") || late      ? "expired"
						  : is(hold.state, "released") || !current ? "withdrawn"
											   : "open",
					 .name = member_hint(cx->mem, &person),
					 .site_name = hold.site_name,
					 .on_date = hold.on_date,
					 .slot = hold.people[0].slot,
					 .slot_ends = hold.people[0].slot_ends,
					 .expires_ms = hold.expires_ms };
	return OK;
}

static enum err
check_open(struct ctx *cx, const struct hold *hold, bool current)
{
	if (is(hold->state, "booked"))
		return fail(cx, ERR_CONFLICT, "invitation.used",
			    "Lời mời này đã được dùng một lần và không dùng lại được. Nếu không phải gia đình bạn "
			    "nhận, hãy báo điểm "
			    "tiêm %s.",
			    "This invitation was used once and cannot be used again. If it was not your family, please "
			    "tell %s.",
			    hold->site_name);
	if (is(hold->state, "expired") || hold->expires_ms <= cx->now)
		return fail(cx, ERR_CONFLICT, "invitation.expired",
			    "Lời mời này đã hết hạn lúc %s; chỗ đã dành cho người khác. Người được mời vẫn còn trong "
			    "danh sách chờ.",
			    "This invitation ended at %s and the place went to somebody else. The person is still on "
			    "the list.",
			    time_words(cx->mem, hold->expires_ms));
	if (is(hold->state, "released") || !current)
		return fail(cx, ERR_CONFLICT, "invitation.withdrawn",
			    "Lời mời này đã được thay hoặc rút lại. Hãy dùng đường dẫn mới nhất, hoặc hỏi điểm tiêm.",
			    "This invitation was replaced or withdrawn. Use the newest link, or ask the site.");
	return OK;
}

static enum err
check_family(struct ctx *cx, int64_t person_id)
{
	struct member *list;
	size_t n;
	TRY(member_list(cx, cx->account_id, &list, &n));
	for (size_t i = 0; i < n; i++)
		if (list[i].person_id == person_id)
			return OK;
	return fail(cx, ERR_FORBIDDEN, "invitation.not_yours",
		    "Lời mời này dành riêng cho một người chưa có trong gia đình của bạn. Nếu là người nhà, hãy thêm "
		    "người đó vào gia "
		    "đình trước; nếu không, xin bỏ qua tin nhắn này.",
		    "This invitation is for one person, who is not of your family here. If you look after them, add "
		    "them first; "
		    "otherwise please ignore the message.");
}

enum err
invitation_accept(struct ctx *cx, const char *token, bool change, struct hold *out)
{
	struct opening o;
	bool current;
	TRY(find_hold(cx, token, out, &current));
	TRY(opening_lock(cx, out->unit_id, out->opening_id, &o));
	TRY(find_hold(cx, token, out, &current));
	if (is(out->state, "booked") && out->account_id == cx->account_id)
		return hold_get(cx, out->unit_id, out->id, out);
	TRY(check_family(cx, out->people[0].person_id));
	TRY(check_open(cx, out, current));
	TRY(hold_book(cx, &o, out, change));
	return hold_get(cx, out->unit_id, out->id, out);
}
