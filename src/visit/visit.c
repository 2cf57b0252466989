#include "visit/visit_parts.h"

#include "base/clock.h"
#include "base/id.h"
#include "certificate/certificate.h"
#include "counter/counter.h"
#include "staff/staff.h"
#include "visit_sql.h"

FIELDS(visit, FIELD(visit, unit_id, F_ID, 0, F_ROW | F_OUT), FIELD(visit, id, F_ID, 0, F_ROW | F_OUT),
       FIELD(visit, session_id, F_ID, 0, F_ROW | F_OUT), FIELD(visit, person_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(visit, appointment_id, F_ID, 0, F_ROW | F_OUT), FIELD(visit, step, F_TEXT, 20, F_ROW | F_OUT),
       FIELD(visit, version, F_I64, 0, F_ROW | F_OUT), FIELD(visit, dose_number, F_I64, 0, F_ROW | F_OUT),
       FIELD(visit, identity_seen, F_TEXT, 16, F_ROW | F_OUT), FIELD(visit, consent, F_BOOL, 0, F_ROW | F_OUT),
       FIELD(visit, consent_by, F_TEXT, 200, F_ROW | F_OUT), FIELD(visit, warnings, F_JSON, 0, F_ROW | F_OUT),
       FIELD(visit, verdict, F_TEXT, 20, F_ROW | F_OUT), FIELD(visit, dose_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(visit, lot_id, F_ID, 0, F_ROW | F_OUT), FIELD(visit, checked_in_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(visit, screened_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(visit, injected_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(visit, observe_until_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(visit, released_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(visit, why, F_TEXT, 500, F_ROW | F_OUT), FIELD(visit, uuid, F_UUID, 36, F_ROW));

FIELDS(checkin_in, FIELD(checkin_in, uuid, F_UUID, 36, F_IN | F_MUST),
       FIELD(checkin_in, person_id, F_ID, 0, F_IN | F_MUST),
       FIELD(checkin_in, identity_seen, F_TEXT, 16, F_IN | F_MUST),
       FIELD(checkin_in, consent, F_BOOL, 0, F_IN | F_MUST), FIELD(checkin_in, consent_by, F_TEXT, 200, F_IN),
       FIELD(checkin_in, slot, F_TEXT, 5, F_IN), FIELD(checkin_in, why, F_TEXT, 500, F_IN));

FIELDS(injection_in, FIELD_RANGE(injection_in, version, 0, INT64_MAX, F_IN | F_MUST),
       FIELD(injection_in, uuid, F_UUID, 36, F_IN | F_MUST), FIELD(injection_in, lot_id, F_ID, 0, F_IN | F_MUST),
       FIELD(injection_in, body_site, F_TEXT, 16, F_IN | F_MUST), FIELD(injection_in, kind, F_TEXT, 16, F_IN),
       FIELD(injection_in, consent_mix, F_BOOL, 0, F_IN));

FIELDS(reaction_in, FIELD(reaction_in, signs, F_JSON, 500, F_IN | F_MUST),
       FIELD(reaction_in, severity, F_TEXT, 16, F_IN | F_MUST), FIELD(reaction_in, note, F_LINES, 1000, F_IN));

FIELDS(move_in, FIELD_RANGE(move_in, version, 0, INT64_MAX, F_IN | F_MUST), FIELD(move_in, why, F_TEXT, 500, F_IN),
       FIELD(move_in, until, F_DATE, 10, F_IN));

FIELDS(visit_event, FIELD(visit_event, id, F_ID, 0, F_ROW | F_OUT), FIELD(visit_event, kind, F_TEXT, 20, F_ROW | F_OUT),
       FIELD(visit_event, staff_name, F_TEXT, 200, F_ROW | F_OUT), FIELD(visit_event, at_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(visit_event, why, F_TEXT, 500, F_ROW | F_OUT), FIELD(visit_event, detail, F_JSON, 0, F_ROW | F_OUT));

FIELDS(board_row, FIELD(board_row, appointment_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(board_row, visit_id, F_ID, 0, F_ROW | F_OUT), FIELD(board_row, person_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(board_row, name, F_TEXT, 300, F_ROW | F_OUT), FIELD(board_row, birth_date, F_DATE, 10, F_ROW | F_OUT),
       FIELD(board_row, birth_precision, F_TEXT, 8, F_ROW | F_OUT), FIELD(board_row, sex, F_TEXT, 8, F_ROW | F_OUT),
       FIELD(board_row, phone, F_TEXT, 20, F_ROW | F_OUT), FIELD(board_row, slot, F_TEXT, 5, F_ROW | F_OUT),
       FIELD(board_row, code, F_TEXT, 16, F_ROW | F_OUT), FIELD(board_row, step, F_TEXT, 20, F_ROW | F_OUT),
       FIELD(board_row, walk_in, F_BOOL, 0, F_ROW | F_OUT), FIELD(board_row, version, F_I64, 0, F_ROW | F_OUT),
       FIELD(board_row, dose_number, F_I64, 0, F_ROW | F_OUT), FIELD(board_row, lot_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(board_row, verdict, F_TEXT, 20, F_ROW | F_OUT), FIELD(board_row, product_code, F_TEXT, 32, F_ROW | F_OUT),
       FIELD(board_row, lot_number, F_TEXT, 40, F_ROW | F_OUT), FIELD(board_row, why, F_TEXT, 500, F_ROW | F_OUT),
       FIELD(board_row, certificate, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(board_row, checked_in_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(board_row, injected_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(board_row, observe_until_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(board_row, released_ms, F_TIME, 0, F_ROW | F_OUT));

static FIELDS(step_count, FIELD(step_count, step, F_TEXT, 20, F_ROW), FIELD(step_count, n, F_I64, 0, F_ROW));

/* Writes of rows that arrive late may carry an earlier time than the reader's: it looks back a little further. */
enum { BOARD_OVERLAP_MS = 5000 };

enum err
visit_get(struct ctx *cx, int64_t unit_id, int64_t id, struct visit *out)
{
	bool found;
	TRY(db_one(cx, sql_visit_get(unit_id, id), &visit_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "visit.unknown", "Không có lượt tiêm này.", "There is no such visit.");
	return OK;
}

enum err
visit_of(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t person_id, struct visit *out, bool *found)
{
	return db_one(cx, sql_visit_of(unit_id, session_id, person_id), &visit_fields, out, found);
}

enum err
visit_events(struct ctx *cx, int64_t unit_id, int64_t visit_id, struct visit_event **out, size_t *n)
{
	return db_list(cx, sql_visit_events(unit_id, visit_id), &visit_event_fields, out, n);
}

enum err
visit_board(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t since_ms, struct board_row **out, size_t *n)
{
	int64_t since = since_ms ? since_ms - BOARD_OVERLAP_MS : 0;
	return db_list(cx, sql_visit_board(unit_id, session_id, since), &board_row_fields, out, n);
}

enum err
visit_counts(struct ctx *cx, int64_t unit_id, int64_t session_id, struct step_count **out, size_t *n)
{
	return db_list(cx, sql_visit_counts(unit_id, session_id), &step_count_fields, out, n);
}

/* ---- moving ---- */

enum err
visit_add_event(struct ctx *cx, const struct visit *v, const char *kind, const char *why, const char *detail)
{
	return db_post(cx, sql_visit_event_add(v->unit_id, v->id, id_next(cx->now), kind, cx->actor->staff_id, cx->now,
					       why, detail));
}

enum err
visit_moved_elsewhere(struct ctx *cx)
{
	return fail(cx, ERR_CONFLICT, "visit.moved", "Bàn khác vừa cập nhật người này. Hãy xem lại trạng thái mới.",
		    "Another table has just updated this person. Look at the new state.");
}

enum err
visit_write(struct ctx *cx, int64_t version, struct visit *next, bool *moved)
{
	TRY(db_expect(cx,
		      sql_visit_move(next->unit_id, next->id, version, next->step, next->verdict,
				     or_null(&next->dose_id), or_null(&next->lot_id), or_null(&next->screened_ms),
				     or_null(&next->injected_ms), or_null(&next->observe_until_ms),
				     or_null(&next->released_ms), next->why, cx->now),
		      moved));
	next->version = version + 1;
	return OK;
}

enum err
visit_move(struct ctx *cx, const struct visit *seen, int64_t version, struct visit *next, const char *kind,
	   const char *why, const char *detail)
{
	bool moved;
	if (seen->version != version)
		return visit_moved_elsewhere(cx);
	TRY(visit_write(cx, version, next, &moved));
	if (!moved)
		return visit_moved_elsewhere(cx);
	return visit_add_event(cx, next, kind, why, detail);
}

enum err
visit_must_be(struct ctx *cx, const struct visit *v, const char *step)
{
	if (strcmp(v->step, step) == 0)
		return OK;
	if (strcmp(v->step, "undone") == 0)
		return visit_moved_elsewhere(cx);
	return fail(cx, ERR_CONFLICT, "visit.step", "Người này đang ở bước \"%s\", không làm được việc này.",
		    "This person is at the step \"%s\", where this cannot be done.", v->step);
}

enum err
visit_need_why(struct ctx *cx, const char *why)
{
	if (why && *why)
		return OK;
	return fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
}

enum err
visit_count(struct ctx *cx, const struct visit *v, const char *outcome, int64_t delta)
{
	char *day = arena_alloc(cx->mem, DATE_SIZE);
	date_text(v->checked_in_ms, day);
	struct count c = { day, "", 0, outcome, 0 };
	return counter_add(cx, v->unit_id, &c, delta);
}
