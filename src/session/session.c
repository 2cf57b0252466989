#include "session/session.h"

#include "base/clock.h"
#include "base/id.h"
#include "counter/counter.h"
#include "message/message.h"
#include "session_sql.h"
#include "staff/staff.h"

#include <ctype.h>

enum { CODE_LETTERS = 10 };

FIELDS(session, FIELD(session, unit_id, F_ID, 0, F_ROW | F_OUT), FIELD(session, id, F_ID, 0, F_ROW | F_OUT),
       FIELD(session, campaign_id, F_ID, 0, F_ROW | F_OUT), FIELD(session, campaign_name, F_TEXT, 200, F_ROW | F_OUT),
       FIELD(session, wait_minutes, F_I64, 0, F_ROW | F_OUT), FIELD(session, on_date, F_DATE, 10, F_ROW | F_OUT),
       FIELD(session, state, F_TEXT, 16, F_ROW | F_OUT), FIELD(session, note, F_TEXT, 500, F_ROW | F_OUT),
       FIELD(session, why, F_TEXT, 500, F_ROW | F_OUT));

FIELDS(slot, FIELD(slot, starts, F_TEXT, 5, F_IN | F_MUST | F_ROW | F_OUT),
       FIELD(slot, ends, F_TEXT, 5, F_IN | F_MUST | F_ROW | F_OUT),
       FIELD_RANGE(slot, capacity, 1, SLOT_CAPACITY_MAX, F_IN | F_MUST | F_ROW | F_OUT),
       FIELD(slot, booked, F_I64, 0, F_ROW | F_OUT), FIELD(slot, apart, F_I64, 0, F_ROW | F_OUT));

FIELDS(lot_choice, FIELD(lot_choice, lot_id, F_ID, 0, F_IN | F_MUST));

FIELDS(session_in, FIELD(session_in, campaign_id, F_ID, 0, F_IN | F_MUST),
       FIELD(session_in, on_date, F_DATE, 10, F_IN | F_MUST), FIELD(session_in, note, F_TEXT, 500, F_IN),
       FIELD_LIST(session_in, lots, &lot_choice_fields, SESSION_LOTS_MAX, F_IN),
       FIELD_LIST(session_in, slots, &slot_fields, SESSION_SLOTS_MAX, F_IN));

FIELDS(appointment, FIELD(appointment, id, F_ID, 0, F_ROW | F_OUT),
       FIELD(appointment, session_id, F_ID, 0, F_ROW | F_OUT), FIELD(appointment, person_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(appointment, slot, F_TEXT, 5, F_ROW | F_OUT), FIELD(appointment, code, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(appointment, state, F_TEXT, 16, F_ROW | F_OUT), FIELD(appointment, walk_in, F_BOOL, 0, F_ROW | F_OUT));

enum err
session_get(struct ctx *cx, int64_t unit_id, int64_t id, struct session *out)
{
	bool found;
	TRY(db_one(cx, sql_session_get(unit_id, id), &session_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "session.unknown", "Không có buổi tiêm này.",
			    "There is no such session.");
	return OK;
}

enum err
session_get_open(struct ctx *cx, int64_t unit_id, int64_t id, struct session *out)
{
	TRY(session_get(cx, unit_id, id, out));
	if (strcmp(out->state, "open") != 0)
		return fail(cx, ERR_CONFLICT, "session.closed", "Buổi tiêm ngày %s đã đóng.",
			    "The session of %s is closed.", out->on_date);
	return OK;
}

enum err
session_list(struct ctx *cx, int64_t unit_id, const char *from, const char *to, struct session **out, size_t *n)
{
	return db_list(cx, sql_session_list(unit_id, from ? from : "0000", to ? to : "9999"), &session_fields, out, n);
}

enum err
session_today(struct ctx *cx, int64_t unit_id, struct session *out, bool *found)
{
	char today[DATE_SIZE];
	date_text(cx->now, today);
	return db_one(cx, sql_session_today(unit_id, today), &session_fields, out, found);
}

enum err
session_lots(struct ctx *cx, int64_t unit_id, int64_t session_id, struct lot **out, size_t *n)
{
	return db_list(cx, sql_session_lots(unit_id, session_id), &lot_fields, out, n);
}

enum err
session_has_lot(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t lot_id, bool *has)
{
	return db_claim(cx, sql_session_has_lot(unit_id, session_id, lot_id), has);
}

enum err
session_slots(struct ctx *cx, int64_t unit_id, int64_t session_id, struct slot **out, size_t *n)
{
	return db_list(cx, sql_session_slots(unit_id, session_id), &slot_fields, out, n);
}

enum err
slot_set_apart(struct ctx *cx, int64_t unit_id, int64_t session_id, const char *starts, int64_t n, bool *set)
{
	return db_claim(cx, sql_slot_set_apart(unit_id, session_id, starts, n), set);
}

enum err
slot_unset_apart(struct ctx *cx, int64_t unit_id, int64_t session_id, const char *starts, int64_t n)
{
	return db_post(cx, sql_slot_unset_apart(unit_id, session_id, starts, n));
}

enum err
session_add_lot(struct ctx *cx, const struct session *session, int64_t lot_id)
{
	struct lot lot;
	struct product product;
	TRY(lot_get(cx, lot_id, &lot));
	TRY(product_get(cx, lot.product_code, &product));
	TRY(lot_check(cx, &lot, session->on_date));
	return db_post(cx, sql_session_lot_insert(session->unit_id, session->id, lot_id));
}

static bool
is_time(const char *t)
{
	return t && strlen(t) == 5 && t[2] == ':' && isdigit((unsigned char)t[0]) && isdigit((unsigned char)t[1]) &&
	       isdigit((unsigned char)t[3]) && isdigit((unsigned char)t[4]) && strncmp(t, "24", 2) < 0 && t[3] < '6';
}

static enum err
add_slots(struct ctx *cx, const struct session *session, const struct list *slots)
{
	const struct slot *list = slots->items;
	for (size_t i = 0; i < slots->n; i++) {
		if (!is_time(list[i].starts) || !is_time(list[i].ends) || strcmp(list[i].starts, list[i].ends) >= 0)
			return fail_field(cx, "slots", "slot.time", "Khung giờ %s-%s không hợp lệ; cần dạng 07:30.",
					  "The hour %s-%s is wrong; write it as 07:30.", list[i].starts, list[i].ends);
		for (size_t k = 0; k < i; k++)
			if (strcmp(list[i].starts, list[k].ends) < 0 && strcmp(list[k].starts, list[i].ends) < 0)
				return fail_field(cx, "slots", "slot.overlap", "Khung giờ %s-%s trùng với %s-%s.",
						  "The hour %s-%s overlaps %s-%s.", list[i].starts, list[i].ends,
						  list[k].starts, list[k].ends);
		TRY(db_post(cx, sql_session_slot_insert(session->unit_id, session->id, list[i].starts, list[i].ends,
							list[i].capacity)));
	}
	return OK;
}

int64_t
session_closes_itself_ms(const char *on_date)
{
	int64_t day;
	return date_parse(on_date, &day) ? (day + 1 + SESSION_OPEN_DAYS) * MS_DAY - LOCAL_OFFSET_MS : 0;
}

enum err
session_create(struct ctx *cx, int64_t unit_id, const struct session_in *in, struct session *out)
{
	struct campaign campaign;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(campaign_get(cx, in->campaign_id, &campaign));
	if (strcmp(in->on_date, today) < 0)
		return fail_field(cx, "on_date", "session.past", "Ngày %s đã qua. Mũi tiêm cũ được nhập hồi cứu.",
				  "The day %s is over. Enter old doses as retrospective.", in->on_date);
	*out = (struct session){
		.unit_id = unit_id, .id = id_next(cx->now), .campaign_id = campaign.id, .on_date = in->on_date
	};
	TRY(db_post(cx, sql_session_insert(unit_id, out->id, campaign.id, in->on_date, in->note, cx->actor->staff_id,
					   session_closes_itself_ms(in->on_date), cx->now)));
	const struct lot_choice *lots = in->lots.items;
	for (size_t i = 0; i < in->lots.n; i++)
		TRY(session_add_lot(cx, out, lots[i].lot_id));
	TRY(add_slots(cx, out, &in->slots));
	return session_get(cx, unit_id, out->id, out);
}

enum err
session_add_slots(struct ctx *cx, const struct session *session, const struct list *slots)
{
	return add_slots(cx, session, slots);
}

static enum err
fail_closed(struct ctx *cx, const struct session *session)
{
	return fail(cx, ERR_CONFLICT, "session.closed", "Buổi tiêm ngày %s đã đóng.", "The session of %s is closed.",
		    session->on_date);
}

enum err
session_cancel(struct ctx *cx, const struct session *session, const char *why)
{
	bool cancelled, under_way;
	if (!why || !*why)
		return fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
	TRY(db_claim(cx, sql_session_under_way(session->unit_id, session->id), &under_way));
	if (under_way)
		return fail(cx, ERR_CONFLICT, "session.under_way",
			    "Buổi tiêm ngày %s đã tiếp đón người, không hủy được; hãy đóng buổi tiêm.",
			    "People were checked in to the session of %s: it cannot be cancelled; close it.",
			    session->on_date);
	TRY(db_claim(cx, sql_session_cancel(session->unit_id, session->id, why, cx->now), &cancelled));
	return cancelled ? OK : fail_closed(cx, session);
}

enum err
session_close(struct ctx *cx, const struct session *session)
{
	bool closed;
	struct rows missing;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	if (strcmp(session->on_date, today) > 0)
		return fail(cx, ERR_CONFLICT, "session.future",
			    "Buổi tiêm ngày %s chưa diễn ra. Nếu không tổ chức, hãy hủy buổi tiêm và ghi lý do.",
			    "The session of %s has not been held yet. If it will not be, cancel it with a reason.",
			    session->on_date);
	TRY(db_claim(cx, sql_session_close(session->unit_id, session->id, cx->now), &closed));
	if (!closed)
		return fail_closed(cx, session);
	TRY(db_query(cx, sql_appointment_no_show(session->unit_id, session->id, cx->now), &missing));
	struct count count = { session->on_date, "", 0, "no_show", 0 };
	return counter_add(cx, session->unit_id, &count, (int64_t)missing.n);
}

enum err
session_settle_again(struct ctx *cx, int64_t unit_id, int64_t id)
{
	return db_post(cx, sql_session_settle_again(unit_id, id, cx->now));
}

enum err
session_is_settled(struct ctx *cx, int64_t unit_id, int64_t id, bool *settled)
{
	return db_claim(cx, sql_session_settled(unit_id, id), settled);
}

void
appointment_of_ahead(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t person_id)
{
	db_ahead(cx, sql_appointment_of(unit_id, session_id, person_id));
}

enum err
appointment_of(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t person_id, struct appointment *out,
	       bool *found)
{
	return db_one(cx, sql_appointment_of(unit_id, session_id, person_id), &appointment_fields, out, found);
}

/* One place of an hour. The row of the hour is the only one that two people of a list share. */
static enum err
take_place(struct ctx *cx, const struct session *session, const char *slot)
{
	bool taken;
	int64_t capacity;
	TRY(db_claim(cx, sql_slot_take(session->unit_id, session->id, slot), &taken));
	if (taken)
		return OK;
	TRY(db_number(cx, sql_slot_capacity(session->unit_id, session->id, slot), 0, &capacity));
	if (capacity)
		return fail(cx, ERR_CONFLICT, "slot.full", "Khung giờ %s đã đủ %lld người.",
			    "The hour %s is full (%lld people).", slot, (long long)capacity);
	return fail_field(cx, "slot", "slot.unknown", "Buổi tiêm không có khung giờ %s.", "The session has no hour %s.",
			  slot);
}

enum err
appointment_create(struct ctx *cx, const struct session *session, int64_t person_id, const char *slot,
		   const char *product_code, bool walk_in, struct appointment *out)
{
	struct rows made;
	bool found;
	int64_t id = id_next(cx->now);
	const char *code = code_new(cx->mem, CODE_LETTERS);
	TRY(db_query(cx,
		     sql_appointment_insert(session->unit_id, id, session->id, person_id, slot, code, product_code,
					    walk_in, cx->now),
		     &made));
	if (!made.n) {
		TRY(appointment_of(cx, session->unit_id, session->id, person_id, out, &found));
		return found ? OK : fail_internal(cx, "appointment vanished");
	}
	*out = (struct appointment){ db_cell(&made, 0, 0)->i, session->id, person_id, slot,
				     db_cell(&made, 0, 1)->p, "expected",  walk_in };
	if (slot)
		TRY(take_place(cx, session, slot));
	return out->id == id ? db_post(cx, sql_appointment_code_insert(code, session->unit_id, id, person_id)) : OK;
}

enum err
slot_take_expected(struct ctx *cx, const struct session *session, const char *slot, bool *taken)
{
	return db_expect(cx, sql_slot_take(session->unit_id, session->id, slot), taken);
}

enum err
slot_give_back(struct ctx *cx, const struct session *session, const char *slot)
{
	return db_post(cx, sql_slot_give_back(session->unit_id, session->id, slot));
}

const char *
appointment_code_new(struct arena *mem)
{
	return code_new(mem, CODE_LETTERS);
}

enum err
appointment_put(struct ctx *cx, const struct session *session, const struct appointment *what, const char *product_code,
		bool *made)
{
	TRY(db_expect(cx,
		      sql_appointment_put(session->unit_id, what->id, session->id, what->person_id, what->slot,
					  what->code, product_code, cx->now),
		      made));
	return *made ? db_post(cx, sql_appointment_code_insert(what->code, session->unit_id, what->id, what->person_id))
		     : OK;
}

enum err
appointment_set_state(struct ctx *cx, int64_t unit_id, int64_t id, const char *state)
{
	return db_post(cx, sql_appointment_set_state(unit_id, id, state, cx->now));
}

/* What was to be said of it and did not go out yet. */
static enum err
unsay(struct ctx *cx, int64_t person_id, int64_t appointment_id)
{
	struct rows phone;
	TRY(db_query(cx, sql_appointment_phone(person_id), &phone));
	if (!phone.n || db_cell(&phone, 0, 0)->null)
		return OK;
	return message_take_back(cx, db_cell(&phone, 0, 0)->p, appointment_id);
}

/* was: the row of the appointment that has just been cancelled. */
static enum err
give_up(struct ctx *cx, int64_t unit_id, int64_t id, const struct rows *was)
{
	TRY(unsay(cx, db_cell(was, 0, 2)->i, id));
	if (db_cell(was, 0, 1)->null)
		return OK;
	return db_post(cx, sql_slot_give_back(unit_id, db_cell(was, 0, 0)->i, db_cell(was, 0, 1)->p));
}

enum err
appointment_cancel(struct ctx *cx, int64_t unit_id, int64_t id)
{
	struct rows was;
	TRY(db_query(cx, sql_appointment_cancel(unit_id, id, cx->now), &was));
	return was.n ? give_up(cx, unit_id, id, &was) : OK;
}

enum err
appointment_call_off(struct ctx *cx, int64_t unit_id, int64_t id)
{
	struct rows was;
	TRY(db_query(cx, sql_appointment_call_off(unit_id, id, cx->now), &was));
	return was.n ? give_up(cx, unit_id, id, &was)
		     : fail(cx, ERR_CONFLICT, "appointment.used",
			    "Lịch hẹn này vừa được dùng hoặc đã hủy. Hãy xem lại.",
			    "This appointment was just kept, or is cancelled. Look again.");
}

enum err
appointment_move(struct ctx *cx, int64_t unit_id, int64_t id, const char *slot, const char *product_code, bool *moved)
{
	struct rows was;
	TRY(db_query(cx, sql_appointment_move(unit_id, id, slot, product_code, cx->now), &was));
	*moved = was.n;
	return *moved ? unsay(cx, db_cell(&was, 0, 0)->i, id) : OK;
}

enum err
appointment_confirm(struct ctx *cx, int64_t unit_id, int64_t id)
{
	return db_post(cx, sql_appointment_confirm(unit_id, id, cx->now));
}
