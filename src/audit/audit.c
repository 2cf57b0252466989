#include "audit/audit.h"

#include "audit_sql.h"
#include "base/clock.h"
#include "base/id.h"
#include "staff/staff.h"

FIELDS(access, FIELD(access, at_ms, F_TIME, 0, F_OUT | F_ROW), FIELD(access, staff_name, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(access, unit_name, F_TEXT, 300, F_OUT | F_ROW), FIELD(access, route, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(access, why, F_TEXT, 500, F_OUT | F_ROW));

/* In the trails a citizen's account stands where a member of staff does: ids are never used twice. */
static int64_t
who(const struct ctx *cx)
{
	return cx->actor ? cx->actor->staff_id : cx->account_id;
}

enum err
audit_add(struct ctx *cx, int64_t unit_id, const char *act, const char *subject, const char *body, size_t body_n)
{
	struct trail *t = NEW(cx->mem, struct trail, 1);
	*t = (struct trail){ .next = cx->trail,
			     .unit_id = unit_id,
			     .id = id_next(cx->now),
			     .staff_id = who(cx),
			     .act = act,
			     .subject = subject,
			     .why = cx->why,
			     .body_hash = body_n ? sha256_hex(cx->mem, body, body_n) : NULL,
			     .request_id = cx->request_id,
			     .at_ms = cx->now };
	cx->trail = t;
	return OK;
}

enum err
audit_view(struct ctx *cx, int64_t person_id, const char *route)
{
	return db_post(cx, sql_access_add(person_id, id_next(cx->now), cx->actor->staff_id, cx->actor->unit.id, route,
					  cx->why, cx->now));
}

enum err
audit_viewed(struct ctx *cx, int64_t person_id, int64_t since, bool *viewed)
{
	return db_claim(cx, sql_access_since(person_id, cx->actor->staff_id, since), viewed);
}

enum err
audit_views_of(struct ctx *cx, int64_t person_id, struct access **out, size_t *n)
{
	return db_list(cx, sql_access_of(person_id), &access_fields, out, n);
}

enum err
idempotency_claim(struct ctx *cx, const char *key, const char *route, const char *body, size_t n, bool *seen,
		  struct answer *out)
{
	const char *hash = sha256_hex(cx->mem, body, n);
	bool claimed;
	if (strlen(key) > KEY_MAX)
		return fail_field(cx, "Idempotency-Key", "text.too_long", "Idempotency-Key quá dài, tối đa %d ký tự.",
				  "Idempotency-Key is too long, at most %d characters.", KEY_MAX);
	TRY(db_claim(cx, sql_idempotency_claim(key, who(cx), route, hash, cx->now), &claimed));
	*seen = !claimed;
	if (claimed)
		return OK;
	struct rows rows;
	TRY(db_query(cx, sql_idempotency_seen(key, who(cx)), &rows));
	if (!rows.n)
		return fail(cx, ERR_BUSY, "id.busy", "Yêu cầu này đang được xử lý.",
			    "This request is being worked on.");
	if (strcmp(db_cell(&rows, 0, 0)->p, route) != 0 || strcmp(db_cell(&rows, 0, 1)->p, hash) != 0)
		return fail(cx, ERR_CONFLICT, "id.reused", "Mã yêu cầu đã dùng cho một nội dung khác.",
			    "This request id was used for something else.");
	*out = (struct answer){ db_cell(&rows, 0, 2)->i, db_cell(&rows, 0, 3)->p };
	return OK;
}

enum err
idempotency_keep(struct ctx *cx, const char *key, int64_t status, const char *body)
{
	return db_post(cx, sql_idempotency_keep(key, who(cx), status, body));
}

enum err
idempotency_forget(struct ctx *cx, bool *more)
{
	struct rows rows;
	TRY(db_query(cx, sql_idempotency_forget(cx->now - IDEMPOTENCY_DAYS * MS_DAY, IDEMPOTENCY_FORGET_PAGE), &rows));
	*more = rows.n == IDEMPOTENCY_FORGET_PAGE;
	return OK;
}
