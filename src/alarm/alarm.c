#include "alarm/alarm.h"

#include "alarm_sql.h"
#include "base/id.h"
#include "staff/staff.h"

FIELDS(alarm, FIELD(alarm, id, F_ID, 0, F_ROW | F_OUT), FIELD(alarm, unit_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(alarm, unit_name, F_TEXT, 300, F_ROW | F_OUT), FIELD(alarm, kind, F_TEXT, 32, F_ROW | F_OUT),
       FIELD(alarm, subject_id, F_ID, 0, F_ROW | F_OUT), FIELD(alarm, subject_name, F_TEXT, 200, F_ROW | F_OUT),
       FIELD(alarm, detail, F_JSON, ALARM_DETAIL_MAX, F_ROW | F_OUT), FIELD(alarm, raised_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(alarm, seen_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(alarm, cleared_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(alarm, closed_by, F_TEXT, 200, F_ROW | F_OUT), FIELD(alarm, why, F_TEXT, ALARM_WHY_MAX, F_ROW | F_OUT));

FIELDS(alarm_filter, FIELD(alarm_filter, state, F_TEXT, 8, F_IN), FIELD(alarm_filter, after_id, F_ID, 0, F_IN),
       FIELD_RANGE(alarm_filter, limit, 1, 1000, F_IN));

enum err
alarm_raise(struct ctx *cx, int64_t unit_id, const char *kind, int64_t subject_id, const char *detail)
{
	return db_post(cx, sql_alarm_raise(unit_id, id_next(cx->now), kind, subject_id, detail, cx->now));
}

enum err
alarm_clear(struct ctx *cx, int64_t unit_id, const char *kind, int64_t subject_id)
{
	return db_post(cx, sql_alarm_clear(unit_id, kind, subject_id, cx->now));
}

enum err
alarm_seen(struct ctx *cx, int64_t unit_id, const char *kind, int64_t subject_id, int64_t *seen_ms)
{
	return db_number(cx, sql_alarm_seen(unit_id, kind, subject_id), 0, seen_ms);
}

enum err
alarm_close(struct ctx *cx, int64_t unit_id, int64_t id, const char *why, struct alarm *out)
{
	bool found, closed;
	TRY(db_one(cx, sql_alarm_get(unit_id, id), &alarm_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "alarm.unknown", "Không có cảnh báo này.", "There is no such alarm.");
	if (strcmp(out->kind, ALARM_STOCK_UNBACKED) == 0)
		return fail(cx, ERR_CONFLICT, "alarm.itself",
			    "Cảnh báo này tự hết khi sổ kho có đủ số liều đã tiêm: nhập phiếu còn thiếu hoặc sửa lô.",
			    "This alarm ends by itself when the books hold the doses given: enter the missing receipt "
			    "or correct the lot.");
	if (strcmp(out->kind, ALARM_CERTIFICATE_LATE) == 0)
		return fail(cx, ERR_CONFLICT, "alarm.itself", "Cảnh báo này tự hết khi không còn chứng nhận bị chậm.",
			    "This alarm ends by itself when no certificate is late any more.");
	if (strcmp(out->kind, ALARM_MESSAGE_LATE) == 0)
		return fail(cx, ERR_CONFLICT, "alarm.itself", "Cảnh báo này tự hết khi không còn tin nhắn bị chậm.",
			    "This alarm ends by itself when no message is late any more.");
	if (strcmp(out->kind, ALARM_REACTION_SEVERE) == 0)
		return fail(cx, ERR_CONFLICT, "alarm.itself",
			    "Cảnh báo này tự hết khi điểm tiêm ghi kết quả của báo cáo sau tiêm.",
			    "This alarm ends by itself when the site writes what was found about the report.");
	if (strcmp(out->kind, ALARM_DOSES_OVER_ALLOCATED) == 0)
		return fail(cx, ERR_CONFLICT, "alarm.itself",
			    "Cảnh báo này tự hết khi số liệu mới không còn cho thấy số liều đã tiêm vượt số liều đã "
			    "phân bổ.",
			    "This alarm ends by itself when newer figures show no more doses given than allocated.");
	if (strcmp(out->kind, ALARM_OTP_FLOOD) == 0)
		return fail(cx, ERR_CONFLICT, "alarm.itself",
			    "Cảnh báo này tự hết khi số yêu cầu mã đăng nhập trở lại bình thường.",
			    "This alarm ends by itself when the requests for codes are back to normal.");
	TRY(db_claim(cx, sql_alarm_close(unit_id, id, why, cx->actor->staff_id, cx->now), &closed));
	if (!closed)
		return fail(cx, ERR_CONFLICT, "alarm.closed", "Cảnh báo này đã được đóng.",
			    "This alarm was closed already.");
	TRY(db_one(cx, sql_alarm_get(unit_id, id), &alarm_fields, out, &found));
	return OK;
}

enum err
alarm_list(struct ctx *cx, const struct unit *unit, const struct alarm_filter *filter, struct alarm **out, size_t *n)
{
	bool all = filter->state && strcmp(filter->state, "all") == 0;
	if (filter->state && !all && strcmp(filter->state, "open") != 0)
		return fail_field(cx, "state", "alarm.state", "Trạng thái phải là open hoặc all.",
				  "The state must be open or all.");
	int64_t before = filter->after_id > 0 ? filter->after_id : INT64_MAX;
	int64_t page = filter->limit > 0 ? filter->limit : ALARM_PAGE;
	return db_list(cx, sql_alarm_list(unit->id, unit->path, all, before, page), &alarm_fields, out, n);
}
