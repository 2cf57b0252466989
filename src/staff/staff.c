#include "staff/staff.h"

#include "base/clock.h"
#include "base/fold.h"
#include "base/id.h"
#include "staff_sql.h"

#include <ctype.h>

FIELDS(staff, FIELD(staff, id, F_ID, 0, F_OUT | F_ROW), FIELD(staff, login_name, F_TEXT, 64, F_OUT | F_ROW),
       FIELD(staff, full_name, F_TEXT, 200, F_OUT | F_ROW), FIELD(staff, role, F_TEXT, 32, F_OUT | F_ROW),
       FIELD(staff, unit_id, F_ID, 0, F_OUT | F_ROW), FIELD(staff, must_change, F_BOOL, 0, F_OUT | F_ROW),
       FIELD(staff, disabled, F_BOOL, 0, F_OUT | F_ROW), FIELD(staff, password_hash, F_TEXT, 200, F_ROW | F_HASH),
       FIELD(staff, pin_hash, F_TEXT, 200, F_ROW | F_HASH), FIELD(staff, failed, F_I64, 0, F_ROW),
       FIELD(staff, locked_until_ms, F_TIME, 0, F_ROW), FIELD(staff, login_epoch, F_I64, 0, F_ROW),
       FIELD(staff, created_ms, F_TIME, 0, F_OUT | F_ROW), FIELD(staff, expires_ms, F_TIME, 0, F_ROW));

FIELDS(staff_in, FIELD(staff_in, login_name, F_TEXT, 64, F_IN), FIELD(staff_in, full_name, F_TEXT, 200, F_IN),
       FIELD(staff_in, role, F_TEXT, 32, F_IN), FIELD(staff_in, disabled, F_BOOL, 0, F_IN));

enum err
staff_get(struct ctx *cx, int64_t id, struct staff *out)
{
	bool found;
	TRY(db_one(cx, sql_staff_get(id), &staff_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "staff.unknown", "Không có tài khoản này.", "There is no such account.");
	return OK;
}

enum err
staff_by_login_name(struct ctx *cx, const char *login_name, struct staff *out, bool *found)
{
	return db_one(cx, sql_staff_by_login_name(login_name), &staff_fields, out, found);
}

enum err
staff_list(struct ctx *cx, int64_t unit_id, struct staff **out, size_t *n)
{
	return db_list(cx, sql_staff_list(unit_id), &staff_fields, out, n);
}

static enum err
check_login_name(struct ctx *cx, const char *name)
{
	size_t n = name ? strlen(name) : 0;
	bool ok = n >= 3;
	for (size_t i = 0; i < n; i++)
		if (!islower((unsigned char)name[i]) && !isdigit((unsigned char)name[i]) && !strchr("._-@", name[i]))
			ok = false;
	if (!ok)
		return fail_field(cx, "login_name", "staff.login_name",
				  "Tên đăng nhập cần ít nhất 3 ký tự: chữ thường không dấu, số, . _ - @",
				  "A login name needs at least 3 characters: lower-case letters, digits, . _ - @");
	return OK;
}

/* An organisation's account stands where its people are vaccinated from: a commune, a district or a province. */
static enum err
check_role_at(struct ctx *cx, const char *role, const char *level)
{
	if (strcmp(role, "organisation") != 0 || (strcmp(level, "site") != 0 && strcmp(level, "nation") != 0))
		return OK;
	return fail_field(cx, "role", "staff.role",
			  "Tài khoản của đơn vị đăng ký danh sách được lập ở xã, huyện hoặc tỉnh, không ở điểm tiêm.",
			  "An organisation's account is made at a commune, a district or a province, not at a site.");
}

static enum err
check_role(struct ctx *cx, const char *role)
{
	if (role && role_find(role))
		return OK;
	return fail_field(cx, "role", "staff.role",
			  "Vai trò \"%s\" không có. Chọn: reception, screening_doctor, vaccinator, observer, "
			  "data_clerk, stock_keeper, manager, administrator, organisation.",
			  "There is no role \"%s\". Choose reception, screening_doctor, vaccinator, observer, "
			  "data_clerk, stock_keeper, manager, administrator, organisation.",
			  role ? role : "");
}

enum err
staff_create(struct ctx *cx, const struct unit *unit, const struct staff_in *in, const char *hash, bool must_change,
	     struct staff *out)
{
	TRY(check_login_name(cx, in->login_name));
	TRY(check_role(cx, in->role));
	TRY(check_role_at(cx, in->role, unit->level));
	if (!in->full_name || !*in->full_name)
		return fail_field(cx, "full_name", "field.required", "Cần họ và tên.", "The full name is required.");
	int64_t id = id_next(cx->now);
	bool made;
	TRY(db_claim(
		cx, sql_staff_insert(id, in->login_name, in->full_name, in->role, unit->id, hash, must_change, cx->now),
		&made));
	if (!made)
		return fail(cx, ERR_CONFLICT, "staff.name_taken", "Tên đăng nhập \"%s\" đã có người dùng.",
			    "The login name \"%s\" is taken.", in->login_name);
	return staff_get(cx, id, out);
}

enum err
staff_update(struct ctx *cx, const struct staff *staff, const struct staff_in *in, uint64_t has, struct staff *out)
{
	const char *full_name = fields_has(&staff_in_fields, has, "full_name") ? in->full_name : staff->full_name;
	const char *role = fields_has(&staff_in_fields, has, "role") ? in->role : staff->role;
	bool disabled = fields_has(&staff_in_fields, has, "disabled") ? in->disabled : staff->disabled;
	bool done;
	struct unit unit;
	TRY(check_role(cx, role));
	TRY(unit_get(cx, staff->unit_id, &unit));
	TRY(check_role_at(cx, role, unit.level));
	if (!full_name || !*full_name)
		return fail_field(cx, "full_name", "field.required", "Cần họ và tên.", "The full name is required.");
	TRY(db_claim(cx, sql_staff_update(staff->id, full_name, role, disabled, cx->now), &done));
	return staff_get(cx, staff->id, out);
}

enum err
staff_set_password(struct ctx *cx, int64_t id, const char *hash, bool must_change)
{
	bool done;
	return db_claim(cx, sql_staff_set_password(id, hash, must_change, cx->now), &done);
}

enum err
staff_set_pin(struct ctx *cx, int64_t id, const char *hash)
{
	bool done;
	return db_claim(cx, sql_staff_set_pin(id, hash, cx->now), &done);
}

enum err
staff_logout_everywhere(struct ctx *cx, int64_t id)
{
	bool done;
	return db_claim(cx, sql_staff_logout_everywhere(id, cx->now), &done);
}

int64_t
rate_end(const struct ctx *cx, int64_t window_ms)
{
	int64_t local = cx->now + LOCAL_OFFSET_MS;
	return local - local % window_ms + window_ms - LOCAL_OFFSET_MS;
}

enum err
rate_count(struct ctx *cx, const char *bucket, int64_t window_ms, int64_t *n)
{
	return db_number(cx, sql_rate_count(bucket, rate_end(cx, window_ms) - window_ms), 0, n);
}

enum err
rate_forget(struct ctx *cx, bool *more)
{
	struct rows rows;
	TRY(db_query(cx, sql_rate_forget(cx->now - RATE_KEPT_HOURS * MS_HOUR, RATE_FORGET_PAGE), &rows));
	*more = rows.n == RATE_FORGET_PAGE;
	return OK;
}

enum err
rate_read(struct ctx *cx, const char *bucket, int64_t window_ms, int64_t *n)
{
	return db_number(cx, sql_rate_read(bucket, rate_end(cx, window_ms) - window_ms), 0, n);
}
