/* The waiting room: tickets, their draw and their turns. */
#include "base/clock.h"
#include "base/id.h"
#include "booking/booking_parts.h"
#include "booking_sql.h"
#include "citizen/citizen.h"
#include "message/rule.h"
#include "registration/registration.h"

enum { CALL_PAGE = 100, SKEW_MS = 2000 /* so far may the clocks of two servers be apart */ };

FIELDS(ticket, FIELD(ticket, id, F_ID, 0, F_OUT | F_ROW), FIELD(ticket, account_id, F_ID, 0, F_ROW),
       FIELD(ticket, drawn, F_I64, 0, F_ROW), FIELD(ticket, place, F_I64, 0, F_OUT | F_ROW),
       FIELD(ticket, people, F_I64, 0, F_ROW), FIELD(ticket, state, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(ticket, turn_ends_ms, F_TIME, 0, F_OUT | F_ROW), FIELD(ticket, hold_id, F_ID, 0, F_ROW),
       FIELD(ticket, joined_ms, F_TIME, 0, F_OUT | F_ROW));

FIELDS(drawn, FIELD(drawn, ticket_id, F_ID, 0, F_OUT | F_ROW), FIELD(drawn, draw_key, F_TEXT, 64, F_OUT | F_ROW),
       FIELD(drawn, drawn, F_I64, 0, F_OUT | F_ROW));

/* ---- looking ---- */

/* Were all appointments that were booked by it called off since, there, in the book or by the site? */
static enum err
is_void(struct ctx *cx, int64_t unit_id, const struct ticket *t, bool *none)
{
	int64_t left;
	TRY(db_number(cx, sql_ticket_kept(unit_id, t->hold_id), 0, &left));
	*none = !left;
	return OK;
}

/* A turn is over when its time is, whether or not the worker has written it down yet; a booking, when nothing of it is left. */
static enum err
find_mine(struct ctx *cx, int64_t unit_id, int64_t opening_id, struct ticket *out, bool *found)
{
	TRY(db_one(cx, sql_ticket_mine(unit_id, opening_id, cx->account_id), &ticket_fields, out, found));
	bool over = *found && is(out->state, "called") && out->turn_ends_ms <= cx->now;
	if (*found && is(out->state, "booked") && out->hold_id)
		TRY(is_void(cx, unit_id, out, &over));
	if (over)
		out->state = "over";
	return OK;
}

enum err
ticket_mine(struct ctx *cx, int64_t unit_id, int64_t opening_id, struct ticket *out)
{
	bool found;
	TRY(find_mine(cx, unit_id, opening_id, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "queue.none", "Bạn chưa lấy số ở đợt này. Hãy vào phòng chờ để lấy số.",
			    "You have no ticket here. Enter the waiting room to take one.");
	return OK;
}

enum err
ticket_people(struct ctx *cx, int64_t unit_id, int64_t opening_id, int64_t ticket_id, int64_t **out, size_t *n)
{
	struct rows rows;
	TRY(db_query(cx, sql_ticket_people(unit_id, opening_id, ticket_id), &rows));
	*out = NEW(cx->mem, int64_t, rows.n);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		(*out)[i] = db_cell(&rows, i, 0)->i;
	return OK;
}

enum err
draw_list(struct ctx *cx, int64_t unit_id, int64_t opening_id, int64_t after, struct drawn **out, size_t *n)
{
	return db_list(cx, sql_draw_list(unit_id, opening_id, after, DRAW_PAGE), &drawn_fields, out, n);
}

static struct ticket_advice
advise_waiting(const struct ctx *cx, const struct opening *o, const struct ticket *t)
{
	struct ticket_advice a = { .ahead = NONE, .again_s = 60 };
	if (is(o->stage, "closed")) {
		a.vi = "Đợt này đã đóng. Chỗ còn lại, nếu có, điểm tiêm sẽ xếp theo danh sách đăng ký.";
		a.en = "This opening is closed. What is left is given out by the list of registrations.";
	} else if (t->place == NONE) {
		a.again_s = again_before(o, cx->now);
		a.vi = "Bạn đã vào phòng chờ. Số thứ tự do bốc thăm; vào sớm hay muộn trước giờ đó đều như nhau.";
		a.en = "You are in the waiting room. Numbers are drawn at random; coming early or late before the draw "
		       "is the same.";
	} else {
		a.ahead = t->place - o->served - 1;
		a.again_s = a.ahead > 500 ? 60 : a.ahead > 50 ? 20 : 5;
		bool full = o->stage && is(o->stage, "open") && !o->free && !o->held;
		a.vi = arena_printf(
			cx->mem,
			full ? "Số thứ tự là %lld, đã gọi đến số %lld. Hiện đã hết chỗ; nếu có người hủy, sẽ được gọi."
			     : "Số thứ tự là %lld, đã gọi đến số %lld. Xin chờ đến lượt; không cần tải lại trang.",
			(long long)t->place, (long long)o->served);
		a.en = arena_printf(cx->mem,
				    full ? "Your number is %lld, %lld was called last. All places are taken; if "
					   "somebody cancels, you are called."
					 : "Your number is %lld, %lld was called last. Please wait for your turn; no "
					   "need to reload.",
				    (long long)t->place, (long long)o->served);
	}
	return a;
}

struct ticket_advice
ticket_advise(const struct ctx *cx, const struct opening *o, const struct ticket *t)
{
	if (is(t->state, "waiting"))
		return advise_waiting(cx, o, t);
	if (is(t->state, "called"))
		return (struct ticket_advice){ 0, 5, "Đã đến lượt: hãy chọn khung giờ ngay bây giờ.",
					       "It is your turn: choose an hour now." };
	if (is(t->state, "holding"))
		return (struct ticket_advice){ 0, 10, "Chỗ đang được giữ: hãy xác nhận trước khi hết giờ.",
					       "Places are held for you: confirm before the time is over." };
	if (is(t->state, "booked"))
		return (struct ticket_advice){ 0, 300, "Đã đặt chỗ. Xin đến đúng giờ.",
					       "Booked. Please come in time." };
	if (is(t->state, "left"))
		return (struct ticket_advice){ NONE, 300, "Bạn đã rời phòng chờ.", "You have left the waiting room." };
	return (struct ticket_advice){ NONE, 60, "Lượt này đã qua. Có thể lấy số lại, xếp sau người cuối.",
				       "Your turn is over. You may take a number again, behind the last." };
}

enum err
ticket_may_hold(struct ctx *cx, const struct opening *o, const struct ticket *t)
{
	if (is(o->stage, "closed"))
		return fail(cx, ERR_CONFLICT, "opening.closed", "Đợt mở chỗ này đã đóng.", "This opening is closed.");
	if (is(t->state, "holding"))
		return fail(cx, ERR_CONFLICT, "hold.exists",
			    "Bạn đang giữ chỗ ở đợt này; hãy xác nhận hoặc trả chỗ trước.",
			    "You hold places here already; confirm or release them first.");
	if (is(t->state, "booked"))
		return fail(cx, ERR_CONFLICT, "queue.done", "Bạn đã đặt chỗ ở đợt này.",
			    "You have booked here already.");
	if (is(t->state, "called"))
		return OK;
	if (!is(t->state, "waiting"))
		return fail(cx, ERR_CONFLICT, "turn.over", "Lượt này đã qua. Hãy lấy số lại, xếp sau người cuối.",
			    "Your turn is over. Take a number again, behind the last.");
	if (is(o->stage, "open") && !o->free && !o->held)
		return fail(cx, ERR_CONFLICT, "opening.full",
			    "Đã hết chỗ: cả %lld chỗ đã được đặt. Nếu có người hủy, người chờ được gọi theo số.",
			    "All %lld places are booked. If somebody cancels, you are called by your number.",
			    (long long)o->places);
	if (t->place == NONE)
		return fail(cx, ERR_CONFLICT, "not_your_turn",
			    "Chưa đến giờ bốc thăm nên chưa có số thứ tự. Xin chờ trong phòng chờ.",
			    "The numbers are not drawn yet. Please wait.");
	return fail(cx, ERR_CONFLICT, "not_your_turn", "Chưa đến lượt: số thứ tự là %lld, đã gọi đến số %lld.",
		    "Not your turn yet: your number is %lld, %lld was called last.", (long long)t->place,
		    (long long)o->served);
}

/* ---- coming and going ---- */

static enum err
check_open(struct ctx *cx, const struct opening *o)
{
	if (is(o->whom, "invited"))
		return fail(cx, ERR_CONFLICT, "queue.invited", "Đợt này chỉ dành cho người được mời.",
			    "This opening is for people who are invited.");
	if (is(o->stage, "closed"))
		return fail(cx, ERR_CONFLICT, "queue.closed", "Đợt mở chỗ này đã đóng.", "This opening is closed.");
	if (cx->now >= o->joins_ms - SKEW_MS)
		return OK;
	return fail(cx, ERR_CONFLICT, "queue.early", "Phòng chờ mở lúc %s.", "The waiting room opens at %s.",
		    time_words(cx->mem, o->joins_ms));
}

enum err
ticket_check(struct ctx *cx, int64_t unit_id, int64_t opening_id, const int64_t *people, size_t n)
{
	struct opening o;
	TRY(opening_get(cx, unit_id, opening_id, &o));
	TRY(check_open(cx, &o));
	if (!n || n > TICKET_PEOPLE_MAX)
		return fail_field(cx, "people", "queue.people", "Hãy chọn từ 1 đến %d người.", "Choose 1 to %d people.",
				  TICKET_PEOPLE_MAX);
	for (size_t i = 0; i < n; i++) {
		TRY(registration_may_act(cx, people[i]));
		TRY(booking_allow(cx, &o, people[i]));
	}
	return OK;
}

/* Somebody who stands on the ticket of a booking of which nothing is left does not stand on it any more. */
static enum err
leave_void(struct ctx *cx, const struct opening *o, int64_t person_id, bool *left)
{
	struct ticket other;
	TRY(db_one(cx, sql_ticket_of_person(o->unit_id, o->id, person_id), &ticket_fields, &other, left));
	*left = *left && is(other.state, "booked") && other.hold_id;
	if (*left)
		TRY(is_void(cx, o->unit_id, &other, left));
	return *left ? ticket_end(cx, o, other.id, "over") : OK;
}

static enum err
seat_person(struct ctx *cx, const struct opening *o, int64_t ticket_id, int64_t person_id, bool *seated)
{
	bool left;
	TRY(db_claim(cx, sql_ticket_person_add(o->unit_id, o->id, person_id, ticket_id), seated));
	if (*seated)
		return OK;
	TRY(leave_void(cx, o, person_id, &left));
	return left ? db_claim(cx, sql_ticket_person_add(o->unit_id, o->id, person_id, ticket_id), seated) : OK;
}

static enum err
seat_people(struct ctx *cx, const struct opening *o, int64_t ticket_id, const int64_t *people, size_t n)
{
	bool seated;
	const char *name;
	TRY(db_post(cx, sql_ticket_people_drop(o->unit_id, o->id, ticket_id)));
	for (size_t i = 0; i < n; i++) {
		TRY(seat_person(cx, o, ticket_id, people[i], &seated));
		if (seated)
			continue;
		TRY(family_name(cx, people[i], &name));
		return fail(cx, ERR_CONFLICT, "queue.person", "%s đã được lấy một số khác trong đợt này.",
			    "%s stands on another ticket here.", name);
	}
	return OK;
}

/* Before the draw: none yet. Afterwards: behind the last. */
static enum err
next_place(struct ctx *cx, const struct opening *o, int64_t *place)
{
	*place = NONE;
	if (is(o->stage, "waiting"))
		return db_post(cx, sql_opening_tickets_add(o->unit_id, o->id, 1));
	return db_number(cx, sql_opening_place_next(o->unit_id, o->id), 0, place);
}

/* A ticket that waits for the draw, or for its turn, keeps its place when its people change; they never become more, once
 * numbers are drawn. */
static enum err
change_people(struct ctx *cx, const struct opening *o, const struct ticket *t, const int64_t *people, size_t n)
{
	if (is(t->state, "holding") || is(t->state, "booked"))
		return fail(cx, ERR_CONFLICT, "queue.holding", "Bạn đang giữ hoặc đã đặt chỗ ở đợt này.",
			    "You hold or have booked places here.");
	if (t->place != NONE && (int64_t)n > t->people)
		return fail(cx, ERR_CONFLICT, "queue.more", "Sau khi bốc thăm không thể thêm người vào số này.",
			    "After the draw nobody can be added to a ticket.");
	TRY(seat_people(cx, o, t->id, people, n));
	return db_post(cx, sql_ticket_people_set(o->unit_id, o->id, t->id, (int64_t)n, cx->now));
}

enum err
ticket_join(struct ctx *cx, int64_t unit_id, int64_t opening_id, const int64_t *people, size_t n, struct ticket *out)
{
	struct opening o;
	struct ticket t = { 0 };
	int64_t place;
	bool found;
	TRY(opening_lock(cx, unit_id, opening_id, &o));
	TRY(check_open(cx, &o));
	TRY(find_mine(cx, unit_id, opening_id, &t, &found));
	if (found && !is(t.state, "over") && !is(t.state, "left")) {
		TRY(change_people(cx, &o, &t, people, n));
		return ticket_mine(cx, unit_id, opening_id, out);
	}
	TRY(next_place(cx, &o, &place));
	const int64_t *known = place == NONE ? NULL : &place;
	if (found) {
		TRY(db_post(cx, sql_ticket_again(unit_id, opening_id, t.id, known, (int64_t)n, cx->now)));
	} else {
		t.id = id_next(cx->now);
		TRY(db_post(cx, sql_ticket_insert(unit_id, opening_id, t.id, cx->account_id,
						  draw_key(cx->mem, o.seed, t.id), known, (int64_t)n, cx->now)));
	}
	TRY(seat_people(cx, &o, t.id, people, n));
	TRY(queue_advance(cx, unit_id, opening_id));
	return ticket_mine(cx, unit_id, opening_id, out);
}

enum err
ticket_end(struct ctx *cx, const struct opening *o, int64_t ticket_id, const char *state)
{
	TRY(db_post(cx, sql_ticket_set(o->unit_id, o->id, ticket_id, state, NULL, cx->now)));
	return is(state, "booked") ? OK : db_post(cx, sql_ticket_people_drop(o->unit_id, o->id, ticket_id));
}

enum err
ticket_leave(struct ctx *cx, int64_t unit_id, int64_t opening_id, struct ticket *out)
{
	struct opening o;
	struct ticket t;
	TRY(opening_lock(cx, unit_id, opening_id, &o));
	TRY(ticket_mine(cx, unit_id, opening_id, &t));
	if (is(t.state, "holding") || is(t.state, "booked"))
		return fail(cx, ERR_CONFLICT, "queue.holding", "Bạn đang giữ hoặc đã đặt chỗ; hãy trả chỗ trước.",
			    "You hold or have booked places; give them back first.");
	if (!is(t.state, "left")) {
		if (is(o.stage, "waiting") && is(t.state, "waiting"))
			TRY(db_post(cx, sql_opening_tickets_add(unit_id, opening_id, -1)));
		TRY(ticket_end(cx, &o, t.id, "left"));
		TRY(queue_advance(cx, unit_id, opening_id));
	}
	return ticket_mine(cx, unit_id, opening_id, out);
}

/* ---- turns ---- */

enum err
queue_advance(struct ctx *cx, int64_t unit_id, int64_t opening_id)
{
	struct opening now, *o = &now;
	struct ticket *next;
	size_t n = CALL_PAGE;
	TRY(opening_get(cx, unit_id, opening_id, o));
	if (!is(o->stage, "open"))
		return OK;
	struct message_rule rule;
	TRY(message_rule(cx, &rule));
	/* at night nobody is told that it is their turn: who is called then has it until the morning */
	int64_t due, served = o->served, free = o->free,
		     turn = message_awake(&rule, cx->now) + TURN_MINUTES * MS_MINUTE;
	TRY(db_number(cx, sql_ticket_due(unit_id, opening_id), 0, &due));
	for (bool room = free > due; room && n == CALL_PAGE;) {
		TRY(db_list(cx, sql_ticket_next(unit_id, opening_id, served, CALL_PAGE), &ticket_fields, &next, &n));
		for (size_t i = 0; i < n && room; i++) {
			bool waits = is(next[i].state, "waiting");
			room = !waits || (free && (!due || due + next[i].people <= free));
			if (!room)
				break;
			served = next[i].place;
			if (!waits)
				continue;
			due += next[i].people;
			TRY(db_post(cx, sql_ticket_set(unit_id, opening_id, next[i].id, "called", &turn, cx->now)));
			TRY(tell_turn(cx, o, &next[i], turn));
		}
	}
	return served == o->served ? OK : db_post(cx, sql_opening_served_set(unit_id, opening_id, served));
}

/* ---- the draw ---- */

enum err
queue_draw(struct ctx *cx, const struct opening *o, bool *more)
{
	struct rows drawn;
	bool begun = is(o->stage, "drawing");
	*more = false;
	if (is(o->stage, "waiting"))
		TRY(db_claim(cx, sql_opening_draw_begin(o->unit_id, o->id, cx->now), &begun));
	if (!begun)
		return OK;
	TRY(db_query(cx, sql_ticket_draw(o->unit_id, o->id, cx->now, DRAW_PAGE), &drawn));
	*more = drawn.n == DRAW_PAGE;
	return *more ? OK : db_post(cx, sql_opening_draw_end(o->unit_id, o->id));
}
