#include "dose/dose.h"
#include "dose_sql.h"
#include "staff/staff.h"

FIELDS(review, FIELD(review, id, F_ID, 0, F_ROW | F_OUT), FIELD(review, kind, F_TEXT, 32, F_ROW | F_OUT),
       FIELD(review, person_id, F_ID, 0, F_ROW | F_OUT), FIELD(review, other_person_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(review, dose_id, F_ID, 0, F_ROW | F_OUT), FIELD(review, person_name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(review, detail, F_JSON, 500, F_ROW | F_OUT), FIELD(review, state, F_TEXT, 8, F_ROW | F_OUT),
       FIELD(review, resolution, F_TEXT, 500, F_ROW | F_OUT), FIELD(review, created_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(review, resolved_ms, F_TIME, 0, F_ROW | F_OUT));

enum err
review_list(struct ctx *cx, int64_t unit_id, const char *state, struct review **out, size_t *n)
{
	return db_list(cx, sql_review_list(unit_id, state ? state : "open"), &review_fields, out, n);
}

enum err
review_resolve(struct ctx *cx, int64_t unit_id, int64_t id, const char *resolution)
{
	bool done;
	if (!resolution || !*resolution)
		return fail_field(cx, "resolution", "field.required", "Cần ghi kết luận.", "Say what was found.");
	TRY(db_claim(cx, sql_review_resolve(unit_id, id, resolution, cx->actor->staff_id, cx->now), &done));
	if (!done)
		return fail(cx, ERR_NOT_FOUND, "review.unknown", "Không còn việc này trong danh sách.",
			    "This item is not on the list any more.");
	return OK;
}
