/* Openings: made, looked at, closed. */
#include "base/clock.h"
#include "base/id.h"
#include "booking/booking_parts.h"
#include "booking_sql.h"
#include "staff/staff.h"

enum { CLOSE_WHY_MAX = 300, LIST_MAX = 200 };

FIELDS(opening, FIELD(opening, unit_id, F_ID, 0, F_OUT | F_ROW), FIELD(opening, id, F_ID, 0, F_OUT | F_ROW),
       FIELD(opening, session_id, F_ID, 0, F_OUT | F_ROW), FIELD(opening, site_name, F_TEXT, 300, F_OUT | F_ROW),
       FIELD(opening, site_kind, F_TEXT, 32, F_ROW), FIELD(opening, on_date, F_DATE, 10, F_OUT | F_ROW),
       FIELD(opening, product_code, F_TEXT, 32, F_OUT | F_ROW), FIELD(opening, product_name, F_TEXT, 60, F_OUT | F_ROW),
       FIELD(opening, whom, F_TEXT, 16, F_OUT | F_ROW), FIELD(opening, residents_of, F_ID, 0, F_OUT | F_ROW),
       FIELD(opening, residents_name, F_TEXT, 300, F_OUT | F_ROW), FIELD(opening, joins_ms, F_TIME, 0, F_OUT | F_ROW),
       FIELD(opening, draws_ms, F_TIME, 0, F_OUT | F_ROW), FIELD(opening, closes_ms, F_TIME, 0, F_OUT | F_ROW),
       FIELD(opening, stage, F_TEXT, 16, F_ROW), FIELD(opening, state, F_TEXT, 16, F_OUT),
       FIELD(opening, seed, F_TEXT, 64, F_OUT | F_ROW), FIELD(opening, commitment, F_TEXT, 64, F_OUT | F_ROW),
       FIELD(opening, tickets, F_I64, 0, F_OUT | F_ROW), FIELD(opening, last_place, F_I64, 0, F_ROW),
       FIELD(opening, served, F_I64, 0, F_OUT | F_ROW), FIELD(opening, places, F_I64, 0, F_OUT | F_ROW),
       FIELD(opening, free, F_I64, 0, F_ROW), FIELD(opening, held, F_I64, 0, F_ROW),
       FIELD(opening, places_left, F_I64, 0, F_OUT), FIELD(opening, why, F_TEXT, CLOSE_WHY_MAX, F_OUT | F_ROW),
       FIELD(opening, again_s, F_I64, 0, F_OUT));

FIELDS(opening_slot, FIELD(opening_slot, starts, F_TEXT, 5, F_OUT | F_ROW),
       FIELD(opening_slot, ends, F_TEXT, 5, F_OUT | F_ROW), FIELD(opening_slot, places, F_I64, 0, F_OUT | F_ROW),
       FIELD(opening_slot, free, F_I64, 0, F_OUT | F_ROW), FIELD(opening_slot, held, F_I64, 0, F_OUT | F_ROW),
       FIELD(opening_slot, booked, F_I64, 0, F_OUT | F_ROW), FIELD(opening_slot, back, F_I64, 0, F_OUT | F_ROW));

FIELDS(slot_share, FIELD(slot_share, starts, F_TEXT, 5, F_IN | F_MUST),
       FIELD_RANGE(slot_share, places, 1, SLOT_CAPACITY_MAX, F_IN | F_MUST));

FIELDS(opening_in, FIELD(opening_in, session_id, F_ID, 0, F_IN | F_MUST),
       FIELD(opening_in, product_code, F_TEXT, 32, F_IN), FIELD(opening_in, whom, F_TEXT, 16, F_IN),
       FIELD(opening_in, residents_of, F_ID, 0, F_IN), FIELD(opening_in, joins_at, F_TIME, 0, F_IN),
       FIELD(opening_in, draws_at, F_TIME, 0, F_IN), FIELD(opening_in, closes_at, F_TIME, 0, F_IN),
       FIELD_LIST(opening_in, slots, &slot_share_fields, SESSION_SLOTS_MAX, F_IN));

/* ---- looking ---- */

static enum err
unknown(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "opening.unknown", "Không có đợt mở chỗ này.", "There is no such opening.");
}

enum err
opening_get(struct ctx *cx, int64_t unit_id, int64_t id, struct opening *out)
{
	bool found;
	TRY(db_one(cx, sql_opening_get(unit_id, id), &opening_fields, out, &found));
	if (!found)
		return unknown(cx);
	return OK;
}

enum err
opening_lock(struct ctx *cx, int64_t unit_id, int64_t id, struct opening *out)
{
	bool locked;
	TRY(db_claim(cx, sql_opening_lock(unit_id, id), &locked));
	if (!locked)
		return unknown(cx);
	return opening_get(cx, unit_id, id, out);
}

enum err
opening_slots(struct ctx *cx, int64_t unit_id, int64_t id, struct opening_slot **out, size_t *n)
{
	return db_list(cx, sql_opening_slots(unit_id, id), &opening_slot_fields, out, n);
}

enum err
opening_list(struct ctx *cx, int64_t unit_id, const char *from, const char *to, struct opening **out, size_t *n)
{
	return db_list(cx, sql_opening_list(unit_id, from ? from : "0000", to ? to : "9999", LIST_MAX), &opening_fields,
		       out, n);
}

enum err
opening_near(struct ctx *cx, const struct unit *unit, int64_t after, struct opening **out, size_t *n)
{
	return db_list(cx, sql_opening_near(unit->path, after, OPENING_PAGE), &opening_fields, out, n);
}

static const char *
state_of(const struct opening *o, int64_t now)
{
	if (is(o->stage, "closed"))
		return "closed";
	if (is(o->stage, "waiting") && now < o->joins_ms)
		return "announced";
	if (is(o->stage, "waiting") && now < o->draws_ms)
		return "joining";
	if (!is(o->stage, "open"))
		return "drawing";
	return o->free || o->held ? "open" : "full";
}

int64_t
again_before(const struct opening *o, int64_t now)
{
	int64_t left = (now < o->joins_ms ? o->joins_ms : o->draws_ms) - now;
	return left > 10 * MS_MINUTE ? 60 : left > MS_MINUTE ? 15 : left > MS_SECOND ? left / MS_SECOND + 1 : 2;
}

/* Nobody gains by asking more often than things can change. */
static int64_t
again_s(const struct opening *o, int64_t now)
{
	return is(o->state, "open") ? 10 : is(o->state, "full") || is(o->state, "closed") ? 60 : again_before(o, now);
}

const char *
time_words(struct arena *mem, int64_t ms)
{
	char day[DATE_SIZE];
	date_text(ms, day);
	int64_t minute = (ms + LOCAL_OFFSET_MS) % MS_DAY / MS_MINUTE;
	return arena_printf(mem, "%02lld:%02lld %s", (long long)(minute / 60), (long long)(minute % 60), day);
}

void
opening_show(const struct ctx *cx, struct opening *o)
{
	o->state = state_of(o, cx->now);
	o->again_s = again_s(o, cx->now);
	o->places_left = o->free;
	if (is(o->stage, "waiting"))
		o->seed = NULL;
}

/* ---- making ---- */

static enum err
check_whom(struct ctx *cx, const char *whom, int64_t residents_of)
{
	struct unit unit;
	if (!is(whom, "anybody") && !is(whom, "residents") && !is(whom, "invited"))
		return fail_field(
			cx, "whom", "opening.whom",
			"whom là anybody (mọi người), residents (người cư trú) hoặc invited (người được mời).",
			"whom is anybody, residents or invited.");
	if (is(whom, "residents") != (residents_of != 0))
		return fail_field(cx, "residents_of", "opening.whom",
				  "Hãy chọn địa bàn khi chỉ mở cho người cư trú, và chỉ khi đó.",
				  "Name the unit when only residents may come, and only then.");
	return residents_of ? unit_get(cx, residents_of, &unit) : OK;
}

/* The vaccine that is given, which must be on the session's tables. */
static enum err
find_product(struct ctx *cx, const struct session *session, const char *wanted, const char **product)
{
	struct lot *lots;
	size_t n;
	TRY(session_lots(cx, session->unit_id, session->id, &lots, &n));
	*product = NULL;
	for (size_t i = 0; i < n; i++) {
		if (wanted && !is(wanted, lots[i].product_code))
			continue;
		if (*product && !is(*product, lots[i].product_code))
			return fail_field(cx, "product_code", "opening.product",
					  "Buổi tiêm có nhiều loại vắc xin; hãy chọn một loại cho đợt này.",
					  "The session has several vaccines; choose one for this opening.");
		*product = lots[i].product_code;
	}
	if (!*product)
		return fail_field(cx, "product_code", "opening.product",
				  "Buổi tiêm không có lô của vắc xin này; hãy thêm lô trước.",
				  "The session has no lot of this vaccine; put one on its tables first.");
	return OK;
}

/* When the last hour that is shared out begins. */
static int64_t
last_start(const struct session *session, const struct list *slots)
{
	const struct slot_share *list = slots->items;
	const char *last = "00:00";
	int64_t day = 0;
	for (size_t i = 0; i < slots->n; i++)
		last = strcmp(list[i].starts, last) > 0 ? list[i].starts : last;
	if (!date_parse(session->on_date, &day))
		return 0;
	int64_t minutes = (last[0] - '0') * 600 + (last[1] - '0') * 60 + (last[3] - '0') * 10 + last[4] - '0';
	return day * MS_DAY - LOCAL_OFFSET_MS + minutes * MS_MINUTE;
}

static enum err
find_times(struct ctx *cx, const struct session *session, const struct opening_in *in, bool drawn, struct opening *o)
{
	int64_t room = drawn ? WAITING_ROOM_MINUTES * MS_MINUTE : 0;
	o->joins_ms = in->joins_at > cx->now ? in->joins_at : cx->now;
	o->draws_ms = in->draws_at ? in->draws_at : o->joins_ms + room;
	o->closes_ms = in->closes_at ? in->closes_at : last_start(session, &in->slots);
	if (o->draws_ms < o->joins_ms + room)
		return fail_field(
			cx, "draws_at", "opening.times",
			"Phòng chờ phải mở ít nhất %d phút trước khi bốc thăm, để không ai phải chạy đua.",
			"The waiting room is open for at least %d minutes before the draw, so that nobody has to race.",
			WAITING_ROOM_MINUTES);
	if (o->closes_ms <= o->draws_ms || o->closes_ms > last_start(session, &in->slots))
		return fail_field(cx, "closes_at", "opening.times",
				  "Giờ đóng phải sau giờ bốc thăm và không muộn hơn khung giờ cuối.",
				  "It closes after the draw, and no later than the last hour begins.");
	return OK;
}

static const struct slot *
find_slot(const struct slot *slots, size_t n, const char *starts)
{
	for (size_t i = 0; i < n; i++)
		if (is(slots[i].starts, starts))
			return &slots[i];
	return NULL;
}

static enum err
set_apart(struct ctx *cx, const struct opening *o, const struct list *shares)
{
	const struct slot_share *list = shares->items;
	struct slot *slots;
	size_t n;
	TRY(session_slots(cx, o->unit_id, o->session_id, &slots, &n));
	for (size_t i = 0; i < shares->n; i++) {
		const struct slot *slot = find_slot(slots, n, list[i].starts);
		bool set;
		if (!slot)
			return fail_field(cx, "slots", "slot.unknown", "Buổi tiêm không có khung giờ %s.",
					  "The session has no hour %s.", list[i].starts);
		for (size_t k = 0; k < i; k++)
			if (is(list[k].starts, list[i].starts))
				return fail_field(cx, "slots", "opening.slots", "Khung giờ %s có hai lần.",
						  "The hour %s stands twice.", list[i].starts);
		TRY(slot_set_apart(cx, o->unit_id, o->session_id, slot->starts, list[i].places, &set));
		if (!set)
			return fail(cx, ERR_CONFLICT, "opening.no_places", "Khung giờ %s chỉ còn %lld chỗ.",
				    "The hour %s has only %lld places left.", slot->starts,
				    (long long)(slot->capacity - slot->booked - slot->apart));
		TRY(db_post(cx, sql_opening_slot_insert(o->unit_id, o->id, slot->starts, slot->ends, list[i].places)));
	}
	return OK;
}

enum err
opening_create(struct ctx *cx, const struct unit *site, const struct opening_in *in, struct opening *out)
{
	struct session session;
	struct opening o = { .unit_id = site->id, .id = id_next(cx->now), .session_id = in->session_id };
	const char *whom = in->whom ? in->whom : "anybody";
	TRY(session_get_open(cx, site->id, in->session_id, &session));
	if (!in->slots.n)
		return fail_field(cx, "slots", "opening.slots", "Hãy chọn ít nhất một khung giờ và số chỗ.",
				  "Choose at least one hour and its places.");
	TRY(check_whom(cx, whom, in->residents_of));
	TRY(find_product(cx, &session, in->product_code, &o.product_code));
	TRY(find_times(cx, &session, in, !is(whom, "invited"), &o));
	TRY(set_apart(cx, &o, &in->slots));
	o.seed = token_new(cx->mem);
	TRY(db_post(cx, sql_opening_insert(o.unit_id, o.id, session.id, session.on_date, o.product_code, whom,
					   or_null(&in->residents_of), o.joins_ms, o.draws_ms, o.closes_ms, o.seed,
					   draw_commitment(cx->mem, o.seed), cx->actor->staff_id, cx->now)));
	return opening_get(cx, o.unit_id, o.id, out);
}

/* ---- places ---- */

enum err
places_give_back(struct ctx *cx, const struct opening *o, const char *slot, int64_t n)
{
	if (!is(o->stage, "closed"))
		return db_post(cx, sql_opening_slot_free(o->unit_id, o->id, slot, n));
	TRY(db_post(cx, sql_opening_slot_back(o->unit_id, o->id, slot, n)));
	return slot_unset_apart(cx, o->unit_id, o->session_id, slot, n);
}

enum err
opening_close(struct ctx *cx, int64_t unit_id, int64_t id, const char *why)
{
	struct opening o;
	struct opening_slot *slots;
	size_t n;
	bool closed, taken;
	TRY(opening_lock(cx, unit_id, id, &o));
	TRY(db_claim(cx, sql_opening_close(unit_id, id, cx->now, why), &closed));
	if (!closed)
		return OK;
	o.stage = "closed";
	TRY(db_list(cx, sql_opening_free(unit_id, id), &opening_slot_fields, &slots, &n));
	for (size_t i = 0; i < n; i++) {
		if (!slots[i].free)
			continue;
		TRY(db_claim(cx, sql_opening_slot_take(unit_id, id, slots[i].starts, slots[i].free), &taken));
		if (!taken)
			return fail_internal(cx, "opening %lld: free places moved under its lock", (long long)id);
		TRY(places_give_back(cx, &o, slots[i].starts, slots[i].free));
	}
	return OK;
}
