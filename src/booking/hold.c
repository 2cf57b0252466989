/* Holds: places taken for a family, and given back once. */
#include "base/clock.h"
#include "base/id.h"
#include "booking/booking_parts.h"
#include "booking_sql.h"
#include "registration/registration.h"

FIELDS(hold_person, FIELD(hold_person, person_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(hold_person, slot, F_TEXT, 5, F_OUT | F_ROW), FIELD(hold_person, slot_ends, F_TEXT, 5, F_OUT | F_ROW),
       FIELD(hold_person, appointment_id, F_ID, 0, F_OUT | F_ROW), FIELD(hold_person, code, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(hold_person, cancelled, F_BOOL, 0, F_OUT | F_ROW), FIELD(hold_person, placed_vi, F_TEXT, 500, F_OUT),
       FIELD(hold_person, placed_en, F_TEXT, 500, F_OUT));

FIELDS(hold, FIELD(hold, unit_id, F_ID, 0, F_OUT | F_ROW), FIELD(hold, id, F_ID, 0, F_OUT | F_ROW),
       FIELD(hold, opening_id, F_ID, 0, F_OUT | F_ROW), FIELD(hold, session_id, F_ID, 0, F_ROW),
       FIELD(hold, kind, F_TEXT, 16, F_OUT | F_ROW), FIELD(hold, site_name, F_TEXT, 300, F_OUT | F_ROW),
       FIELD(hold, on_date, F_DATE, 10, F_OUT | F_ROW), FIELD(hold, account_id, F_ID, 0, F_ROW),
       FIELD(hold, ticket_id, F_ID, 0, F_ROW), FIELD(hold, state, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(hold, expires_ms, F_TIME, 0, F_OUT | F_ROW));

/* ---- reading ---- */

enum err
hold_read(struct ctx *cx, int64_t unit_id, int64_t id, struct hold *out)
{
	bool found;
	TRY(db_one(cx, sql_hold_get(unit_id, id), &hold_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "hold.unknown", "Không có chỗ giữ này.", "There is no such hold.");
	return db_list(cx, sql_hold_people(unit_id, id), &hold_person_fields, &out->people, &out->n);
}

/* Who has an appointment elsewhere is told so before they confirm. */
static enum err
tell_placed(struct ctx *cx, struct hold_person *p)
{
	struct registration registration;
	struct person person;
	struct status status;
	bool found;
	TRY(registration_open(cx, p->person_id, &registration, &found));
	if (!found || !is(registration.state, "placed"))
		return OK;
	TRY(person_get(cx, p->person_id, &person));
	TRY(registration_status(cx, &person, &status));
	TRY(hide_status(cx, p->person_id, &status));
	p->placed_vi = status.vi;
	p->placed_en = status.en;
	return OK;
}

static enum err
check_mine(struct ctx *cx, const struct hold *hold)
{
	if (hold->account_id && hold->account_id == cx->account_id)
		return OK;
	return fail(cx, ERR_NOT_FOUND, "hold.unknown", "Không có chỗ giữ này.", "There is no such hold.");
}

enum err
hold_family(struct ctx *cx, const struct hold *hold, bool **mine)
{
	struct member *family;
	size_t n;
	TRY(member_list(cx, cx->account_id, &family, &n));
	*mine = NEW(cx->mem, bool, hold->n);
	for (size_t i = 0; i < hold->n; i++)
		for (size_t k = 0; k < n; k++)
			(*mine)[i] = (*mine)[i] || family[k].person_id == hold->people[i].person_id;
	return OK;
}

static enum err
keep_family(struct ctx *cx, struct hold *hold)
{
	bool *mine;
	size_t kept = 0;
	TRY(hold_family(cx, hold, &mine));
	for (size_t i = 0; i < hold->n; i++)
		if (mine[i])
			hold->people[kept++] = hold->people[i];
	hold->n = kept;
	return OK;
}

enum err
hold_get(struct ctx *cx, int64_t unit_id, int64_t id, struct hold *out)
{
	TRY(hold_read(cx, unit_id, id, out));
	TRY(check_mine(cx, out));
	TRY(keep_family(cx, out));
	if (is(out->state, "held"))
		for (size_t i = 0; i < out->n; i++)
			TRY(tell_placed(cx, &out->people[i]));
	return OK;
}

enum err
hold_lock_mine(struct ctx *cx, int64_t unit_id, int64_t id, struct opening *o, struct hold *hold)
{
	TRY(hold_read(cx, unit_id, id, hold));
	TRY(check_mine(cx, hold));
	TRY(opening_lock(cx, unit_id, hold->opening_id, o));
	return hold_read(cx, unit_id, id, hold);
}

/* ---- choosing hours ---- */

struct part {
	const char *starts;
	int64_t n;
};
struct choice {
	struct part parts[TICKET_PEOPLE_MAX];
	size_t n;
};

/* All in one hour: the wished one, or the first that has room. */
static bool
choose_one(const struct opening_slot *slots, size_t n, const struct hold_wish *wish, struct choice *out)
{
	for (size_t i = 0; i < n; i++) {
		if (slots[i].free < (int64_t)wish->n || (wish->slot && !is(wish->slot, slots[i].starts)))
			continue;
		*out = (struct choice){ .parts = { { slots[i].starts, (int64_t)wish->n } }, .n = 1 };
		return true;
	}
	return false;
}

/* From one hour on, as many in each as it has room for, without a gap. */
static bool
fill_from(const struct opening_slot *slots, size_t n, size_t first, int64_t people, struct choice *out)
{
	*out = (struct choice){ 0 };
	for (size_t i = first; i < n && people; i++) {
		if (!slots[i].free || (i > first && !is(slots[i - 1].ends, slots[i].starts)))
			return false;
		int64_t take = slots[i].free < people ? slots[i].free : people;
		out->parts[out->n++] = (struct part){ slots[i].starts, take };
		people -= take;
	}
	return !people;
}

static bool
choose_spread(const struct opening_slot *slots, size_t n, const struct hold_wish *wish, struct choice *out)
{
	for (size_t i = 0; i < n; i++)
		if (!wish->slot || is(wish->slot, slots[i].starts))
			if (fill_from(slots, n, i, (int64_t)wish->n, out))
				return true;
	return false;
}

static enum err
no_room(struct ctx *cx, const struct opening *o, const struct opening_slot *slots, size_t n,
	const struct hold_wish *wish)
{
	int64_t all = 0, most = 0, here = NONE;
	for (size_t i = 0; i < n; i++) {
		all += slots[i].free;
		most = slots[i].free > most ? slots[i].free : most;
		if (wish->slot && is(wish->slot, slots[i].starts))
			here = slots[i].free;
	}
	if (wish->slot && here == NONE)
		return fail_field(cx, "slot", "slot.unknown", "Đợt này không có khung giờ %s.",
				  "This opening has no hour %s.", wish->slot);
	if (!all)
		return fail(cx, ERR_CONFLICT, "opening.full", "Đã hết chỗ: cả %lld chỗ đã có người đặt hoặc giữ.",
			    "All %lld places are booked or held.", (long long)o->places);
	if (wish->slot)
		return fail(cx, ERR_CONFLICT, "family.no_room",
			    "Khung giờ %s còn %lld chỗ, cần %zu. Còn %lld chỗ ở các khung giờ, nhiều nhất %lld trong "
			    "một giờ: hãy "
			    "chọn giờ khác, các giờ liền nhau, hoặc ít người hơn.",
			    "The hour %s has %lld places, %zu are needed. %lld are left in all, at most %lld in one "
			    "hour: choose "
			    "another hour, hours that follow each other, or fewer people.",
			    wish->slot, (long long)here, wish->n, (long long)all, (long long)most);
	return fail(cx, ERR_CONFLICT, "family.no_room",
		    "Không đủ chỗ cho %zu người cùng nhau: còn %lld chỗ, nhiều nhất %lld trong một giờ. Hãy chọn các "
		    "giờ liền nhau, "
		    "hoặc ít người hơn.",
		    "There is no room for %zu people together: %lld places are left, at most %lld in one hour. Choose "
		    "hours that "
		    "follow each other, or fewer people.",
		    wish->n, (long long)all, (long long)most);
}

static enum err
take_places(struct ctx *cx, const struct opening *o, const struct hold_wish *wish, struct choice *choice)
{
	struct opening_slot *slots;
	size_t n;
	bool taken;
	TRY(db_list(cx, sql_opening_free(o->unit_id, o->id), &opening_slot_fields, &slots, &n));
	if (!choose_one(slots, n, wish, choice) && !(wish->spread && choose_spread(slots, n, wish, choice)))
		return no_room(cx, o, slots, n, wish);
	for (size_t i = 0; i < choice->n; i++) {
		TRY(db_claim(cx, sql_opening_slot_take(o->unit_id, o->id, choice->parts[i].starts, choice->parts[i].n),
			     &taken));
		if (!taken)
			return fail_internal(cx, "opening %lld: places moved under its lock", (long long)o->id);
	}
	return OK;
}

/* ---- taking ---- */

static bool
in_list(const int64_t *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == id)
			return true;
	return false;
}

static enum err
check_people(struct ctx *cx, const struct opening *o, const struct ticket *t, const struct hold_wish *wish)
{
	int64_t *people;
	size_t n;
	if (!wish->n)
		return fail_field(cx, "people", "queue.people", "Hãy chọn từ 1 đến %d người.", "Choose 1 to %d people.",
				  TICKET_PEOPLE_MAX);
	TRY(ticket_people(cx, o->unit_id, o->id, t->id, &people, &n));
	for (size_t i = 0; i < wish->n; i++) {
		if (!in_list(people, n, wish->people[i]))
			return fail(cx, ERR_CONFLICT, "hold.person",
				    "Chỉ giữ chỗ được cho những người đã lấy số cùng nhau.",
				    "Only people who stand on the ticket can be held a place.");
		TRY(registration_may_act(cx, wish->people[i]));
		TRY(booking_allow(cx, o, wish->people[i]));
	}
	return OK;
}

static enum err
write_hold(struct ctx *cx, const struct opening *o, const struct ticket *t, const struct hold_wish *wish,
	   const struct choice *choice, int64_t id)
{
	int64_t until = cx->now + HOLD_MINUTES * MS_MINUTE;
	const char *name;
	bool mine;
	TRY(db_post(cx, sql_hold_insert(o->unit_id, id, o->id, "queue", cx->account_id, &t->id, NULL, until, cx->now)));
	size_t person = 0;
	for (size_t i = 0; i < choice->n; i++)
		for (int64_t k = 0; k < choice->parts[i].n; k++, person++) {
			int64_t who = wish->people[person];
			TRY(db_claim(cx, sql_person_hold_take(who, o->unit_id, id, until, cx->now), &mine));
			if (!mine) {
				TRY(family_name(cx, who, &name));
				return fail(cx, ERR_CONFLICT, "hold.exists",
					    "Đã có chỗ được giữ cho %s ở nơi khác; hãy xác nhận hoặc trả chỗ đó trước.",
					    "A place is held for %s elsewhere; confirm or release it first.", name);
			}
			TRY(db_post(cx, sql_hold_person_insert(o->unit_id, id, who, o->id, choice->parts[i].starts)));
		}
	return OK;
}

enum err
hold_take(struct ctx *cx, int64_t unit_id, int64_t opening_id, const struct hold_wish *wish, struct hold *out)
{
	struct opening o;
	struct session session;
	struct ticket t;
	struct choice choice = { 0 };
	bool called;
	int64_t id = id_next(cx->now);
	TRY(opening_lock(cx, unit_id, opening_id, &o));
	TRY(ticket_mine(cx, unit_id, opening_id, &t));
	TRY(ticket_may_hold(cx, &o, &t));
	TRY(session_get_open(cx, unit_id, o.session_id, &session));
	TRY(check_people(cx, &o, &t, wish));
	TRY(db_claim(cx, sql_ticket_hold(unit_id, opening_id, t.id, id, (int64_t)wish->n, cx->now), &called));
	if (!called)
		return fail_internal(cx, "ticket %lld moved under its opening's lock", (long long)t.id);
	TRY(take_places(cx, &o, wish, &choice));
	TRY(write_hold(cx, &o, &t, wish, &choice, id));
	TRY(queue_advance(cx, unit_id, opening_id));
	return hold_get(cx, unit_id, id, out);
}

/* ---- giving back ---- */

enum err
hold_end(struct ctx *cx, const struct opening *o, const struct hold *hold, const char *state, bool *ended)
{
	TRY(db_claim(cx, sql_hold_end(hold->unit_id, hold->id, state, cx->now), ended));
	if (!*ended)
		return OK;
	for (size_t i = 0; i < hold->n; i++) {
		TRY(places_give_back(cx, o, hold->people[i].slot, 1));
		TRY(db_post(cx, sql_person_hold_drop(hold->people[i].person_id, hold->id)));
	}
	if (is(hold->kind, "invitation") && hold->n)
		TRY(tell_no_more(cx, hold->people[0].person_id, hold->id));
	return hold->ticket_id ? ticket_end(cx, o, hold->ticket_id, "over") : OK;
}

/* Who gives places back in their turn may choose others until it ends. */
static enum err
turn_goes_on(struct ctx *cx, const struct opening *o, const struct hold *hold, const struct ticket *t)
{
	if (t->turn_ends_ms <= cx->now || is(o->stage, "closed"))
		return OK;
	TRY(db_post(cx, sql_ticket_set(o->unit_id, o->id, t->id, "called", &t->turn_ends_ms, cx->now)));
	for (size_t i = 0; i < hold->n; i++)
		TRY(db_post(cx, sql_ticket_person_back(o->unit_id, o->id, hold->people[i].person_id, t->id)));
	return OK;
}

enum err
hold_release(struct ctx *cx, int64_t unit_id, int64_t id, struct hold *out)
{
	struct opening o;
	struct ticket t;
	bool ended;
	TRY(hold_lock_mine(cx, unit_id, id, &o, out));
	if (is(out->state, "booked"))
		return fail(cx, ERR_CONFLICT, "hold.booked",
			    "Chỗ này đã được xác nhận; nếu không đến được, hãy mở phiếu hẹn và bấm “Không đến được”.",
			    "These places are confirmed; if you cannot come, open the appointment and say so.");
	if (is(out->kind, "queue"))
		TRY(ticket_mine(cx, unit_id, o.id, &t));
	TRY(hold_end(cx, &o, out, "released", &ended));
	if (ended && is(out->kind, "queue"))
		TRY(turn_goes_on(cx, &o, out, &t));
	TRY(queue_advance(cx, unit_id, o.id));
	return hold_get(cx, unit_id, id, out);
}
