#include "staff/staff_api.h"
#include "base/clock.h"
#include "base/id.h"
#include "http/request.h"
#include "staff/staff.h"
#include "unit/unit_api.h"

struct login_in {
	const char *login_name, *password, *pin, *station_id;
};
static FIELDS(login_in, FIELD(login_in, login_name, F_TEXT, 64, F_IN | F_MUST),
	      FIELD(login_in, password, F_TEXT, PASSWORD_MAX, F_IN | F_HASH),
	      FIELD(login_in, pin, F_TEXT, PIN_DIGITS, F_IN | F_HASH), FIELD(login_in, station_id, F_UUID, 36, F_IN));

/* What load read and compute judged. */
struct attempt {
	struct staff staff;
	bool known, right;
	const char *hash;
};

static void
write_actor(struct buf *out, const struct actor *a)
{
	json_key(out, "staff");
	json_obj(out);
	json_kv_id(out, "id", a->staff_id);
	json_kv_text(out, "login_name", a->login_name);
	json_kv_text(out, "full_name", a->full_name);
	json_kv_text(out, "role", a->role->name);
	json_kv_id(out, "unit_id", a->unit.id);
	json_kv_text(out, "unit_code", a->unit.code);
	json_kv_text(out, "unit_name", a->unit.name);
	json_kv_text(out, "unit_level", a->unit.level);
	json_key(out, "caps");
	json_arr(out);
	for (int c = CAP_ANY + 1; c < CAP__COUNT; c++)
		if (role_has(a->role, (enum cap)c))
			json_text(out, cap_name((enum cap)c));
	json_arr_end(out);
	json_obj_end(out);
}

static enum err
login_load(struct request *rq)
{
	const struct login_in *in = rq->in;
	struct attempt *a = NEW(rq->cx.mem, struct attempt, 1);
	TRY(staff_by_login_name(&rq->cx, in->login_name, &a->staff, &a->known));
	rq->carry = a;
	return a->known ? login_may_try(&rq->cx, &a->staff) : OK;
}

/* An unknown name costs the same time as a wrong password. */
static enum err
login_compute(struct request *rq)
{
	static const char nobody[] =
		"$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Ss6iLRJvIXfFwCmnaYcuKQVLWjEYCoHhXzTJtPTmXv4";
	const struct login_in *in = rq->in;
	struct attempt *a = rq->carry;
	a->right = password_matches(a->known ? a->staff.password_hash : nobody, in->password ? in->password : "");
	return OK;
}

static enum err
pin_compute(struct request *rq)
{
	const struct login_in *in = rq->in;
	struct attempt *a = rq->carry;
	a->right = a->known && in->pin && password_matches(a->staff.pin_hash, in->pin);
	return OK;
}

/* A wrong try is a committed fact, so it is answered here and not by failing. */
static enum err
refuse_login(struct request *rq, const struct attempt *a)
{
	if (a->known)
		TRY(login_failed(&rq->cx, &a->staff));
	struct buf *out = reply_json(rq, 401);
	rq->content_type = "application/problem+json; charset=utf-8";
	json_obj(out);
	json_kv_i64(out, "status", 401);
	json_kv_text(out, "code", "login.wrong");
	json_kv_text(out, "detail", "Tên đăng nhập hoặc mật khẩu không đúng.");
	json_kv_text(out, "detail_en", "The login name or password is wrong.");
	json_obj_end(out);
	return OK;
}

static enum err
grant_login(struct request *rq, const struct attempt *a, const char *station_id)
{
	struct login login;
	TRY(login_start(&rq->cx, &a->staff, station_id, &login));
	rq->cookie = arena_printf(rq->cx.mem, "login=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d", login.token,
				  LOGIN_HOURS * 3600);
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_text(out, "token", login.token);
	json_kv_time(out, "expires", login.expires_ms);
	json_kv_bool(out, "must_change", login.actor.must_change);
	json_kv_bool(out, "has_pin", login.actor.has_pin);
	write_actor(out, &login.actor);
	json_obj_end(out);
	return OK;
}

/* Between load and run the account may have been disabled or paused: judged again on what is in force now. */
static enum err
post_login(struct request *rq)
{
	const struct login_in *in = rq->in;
	struct attempt *a = rq->carry;
	TRY(login_count(&rq->cx, rq->address));
	const char *judged = a->staff.password_hash;
	if (a->known)
		TRY(staff_get(&rq->cx, a->staff.id, &a->staff));
	if (!a->right || a->staff.disabled || strcmp(judged, a->staff.password_hash) != 0)
		return refuse_login(rq, a);
	TRY(login_may_try(&rq->cx, &a->staff));
	return grant_login(rq, a, in->station_id);
}

static enum err
post_login_pin(struct request *rq)
{
	const struct login_in *in = rq->in;
	struct attempt *a = rq->carry;
	bool allowed = false;
	TRY(login_count(&rq->cx, rq->address));
	if (a->known) {
		TRY(staff_get(&rq->cx, a->staff.id, &a->staff));
		TRY(login_may_try(&rq->cx, &a->staff));
		TRY(login_pin_allowed(&rq->cx, &a->staff, in->station_id, &allowed));
	}
	if (!a->right || !allowed || a->staff.disabled)
		return refuse_login(rq, a);
	return grant_login(rq, a, NULL);
}

static enum err
post_logout(struct request *rq)
{
	TRY(login_end(&rq->cx, rq->cx.actor));
	TRY(reply_empty(rq));
	rq->cookie = "login=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
	return OK;
}

static enum err
post_logout_everywhere(struct request *rq)
{
	TRY(staff_logout_everywhere(&rq->cx, rq->cx.actor->staff_id));
	TRY(reply_empty(rq));
	rq->cookie = "login=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
	return OK;
}

static enum err
get_me(struct request *rq)
{
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_bool(out, "must_change", rq->cx.actor->must_change);
	json_kv_bool(out, "has_pin", rq->cx.actor->has_pin);
	write_actor(out, rq->cx.actor);
	json_obj_end(out);
	return OK;
}

struct secret_in {
	const char *old_password, *new_password, *password, *pin;
};
static FIELDS(secret_in, FIELD(secret_in, old_password, F_TEXT, PASSWORD_MAX, F_IN | F_HASH),
	      FIELD(secret_in, new_password, F_TEXT, PASSWORD_MAX, F_IN | F_HASH),
	      FIELD(secret_in, password, F_TEXT, PASSWORD_MAX, F_IN | F_HASH),
	      FIELD(secret_in, pin, F_TEXT, PIN_DIGITS, F_IN | F_HASH));

static enum err
secret_load(struct request *rq)
{
	struct attempt *a = NEW(rq->cx.mem, struct attempt, 1);
	rq->carry = a;
	return staff_get(&rq->cx, rq->cx.actor->staff_id, &a->staff);
}

static enum err
wrong_password(struct request *rq, const char *field)
{
	return fail_field(&rq->cx, field, "password.wrong", "Mật khẩu hiện tại không đúng.",
			  "The current password is wrong.");
}

static enum err
password_compute(struct request *rq)
{
	const struct secret_in *in = rq->in;
	struct attempt *a = rq->carry;
	TRY(password_check(&rq->cx, "new_password", in->new_password, a->staff.login_name));
	if (!in->old_password || !password_matches(a->staff.password_hash, in->old_password))
		return wrong_password(rq, "old_password");
	if (strcmp(in->old_password, in->new_password) == 0)
		return fail_field(&rq->cx, "new_password", "password.same", "Mật khẩu mới phải khác mật khẩu cũ.",
				  "The new password must differ from the old one.");
	a->hash = password_hash(rq->cx.mem, in->new_password);
	return OK;
}

static enum err
post_password(struct request *rq)
{
	const struct attempt *a = rq->carry;
	TRY(staff_set_password(&rq->cx, rq->cx.actor->staff_id, a->hash, false));
	/* every other login ends; this one goes on under the new epoch */
	struct staff fresh;
	TRY(staff_get(&rq->cx, rq->cx.actor->staff_id, &fresh));
	return grant_login(rq, &(struct attempt){ .staff = fresh }, NULL);
}

static enum err
new_pin_compute(struct request *rq)
{
	const struct secret_in *in = rq->in;
	struct attempt *a = rq->carry;
	if (!in->pin || strlen(in->pin) != PIN_DIGITS || strspn(in->pin, "0123456789") != PIN_DIGITS ||
	    strspn(in->pin, (char[]){ in->pin[0], 0 }) == PIN_DIGITS || strcmp(in->pin, "123456") == 0)
		return fail_field(&rq->cx, "pin", "pin.weak",
				  "Mã PIN gồm %d chữ số, không dùng 123456 hoặc một số lặp lại.",
				  "The PIN has %d digits, not 123456 nor one digit repeated.", PIN_DIGITS);
	if (!in->password || !password_matches(a->staff.password_hash, in->password))
		return wrong_password(rq, "password");
	a->hash = password_hash(rq->cx.mem, in->pin);
	return OK;
}

static enum err
post_pin(struct request *rq)
{
	const struct attempt *a = rq->carry;
	TRY(staff_set_pin(&rq->cx, rq->cx.actor->staff_id, a->hash));
	return reply_empty(rq);
}

static enum err
get_staff(struct request *rq)
{
	struct staff *list;
	size_t n;
	TRY(staff_list(&rq->cx, request_id_param(rq, "unit"), &list, &n));
	return reply_list(rq, &staff_fields, list, n, NULL);
}

/* The first password is made here and shown once. */
struct first {
	const char *password, *hash;
};

static enum err
first_password_compute(struct request *rq)
{
	struct first *first = NEW(rq->cx.mem, struct first, 1);
	first->password = password_new(rq->cx.mem);
	first->hash = password_hash(rq->cx.mem, first->password);
	rq->carry = first;
	return OK;
}

static enum err
reply_with_password(struct request *rq, int status, const struct staff *staff)
{
	const struct first *first = rq->carry;
	struct buf *out = reply_json(rq, status);
	json_obj(out);
	fields_write_members(out, &staff_fields, staff);
	json_kv_text(out, "password", first->password);
	json_obj_end(out);
	return OK;
}

/* Nobody gives a role that can do what they cannot, but administrators, whose work this is. */
static enum err
check_grant(struct request *rq, const char *role_name)
{
	const struct role *mine = rq->cx.actor->role, *role = role_name ? role_find(role_name) : NULL;
	if (!role || strcmp(mine->name, "administrator") == 0 || (role->caps & ~mine->caps) == 0)
		return OK;
	return fail(&rq->cx, ERR_FORBIDDEN, "staff.role_above", "Bạn không thể cấp vai trò có quyền cao hơn mình.",
		    "You cannot give a role with more rights than your own.");
}

static enum err
post_staff(struct request *rq)
{
	struct unit unit;
	struct staff staff;
	const struct staff_in *in = rq->in;
	const struct first *first = rq->carry;
	TRY(check_grant(rq, in->role));
	TRY(unit_in_path(rq, &unit));
	TRY(staff_create(&rq->cx, &unit, in, first->hash, true, &staff));
	return reply_with_password(rq, 201, &staff);
}

/* The account named in the path, which must belong to the unit named before it. */
static enum err
staff_in_path(struct request *rq, struct staff *out)
{
	TRY(staff_get(&rq->cx, request_id_param(rq, "staff"), out));
	if (out->unit_id != request_id_param(rq, "unit"))
		return fail(&rq->cx, ERR_NOT_FOUND, "staff.unknown", "Không có tài khoản này ở đơn vị này.",
			    "This unit has no such account.");
	return check_grant(rq, out->role);
}

static enum err
patch_staff(struct request *rq)
{
	struct staff staff, changed;
	const struct staff_in *in = rq->in;
	TRY(staff_in_path(rq, &staff));
	TRY(check_grant(rq, in->role));
	if (staff.id == rq->cx.actor->staff_id)
		return fail(&rq->cx, ERR_FORBIDDEN, "staff.self",
			    "Bạn không thể tự đổi vai trò hoặc khóa tài khoản của mình.",
			    "You cannot change your own role or disable your own account.");
	TRY(staff_update(&rq->cx, &staff, in, rq->has, &changed));
	return reply_one(rq, 200, &staff_fields, &changed);
}

static enum err
post_reset_password(struct request *rq)
{
	struct staff staff;
	TRY(staff_in_path(rq, &staff));
	TRY(staff_set_password(&rq->cx, staff.id, ((const struct first *)rq->carry)->hash, true));
	TRY(staff_get(&rq->cx, staff.id, &staff));
	return reply_with_password(rq, 200, &staff);
}

const struct route staff_routes[] = {
	{ POST, "/api/v1/login", CAP_PUBLIC, TX_WRITE, &login_in_fields, post_login, "log in with name and password",
	  .load = login_load, .compute = login_compute },
	{ POST, "/api/v1/login/pin", CAP_PUBLIC, TX_WRITE, &login_in_fields, post_login_pin,
	  "change users at a shared computer by PIN", .load = login_load, .compute = pin_compute },
	{ POST, "/api/v1/logout", CAP_ANY, TX_WRITE, NULL, post_logout, "end this login", FRESH },
	{ POST, "/api/v1/logout-everywhere", CAP_ANY, TX_WRITE, NULL, post_logout_everywhere, "end all of one's logins",
	  FRESH },
	{ GET, "/api/v1/me", CAP_ANY, TX_READ, NULL, get_me, "who am I and what may I do", FRESH },
	{ POST, "/api/v1/me/password", CAP_ANY, TX_WRITE, &secret_in_fields, post_password, "change one's password",
	  FRESH | NO_IDEMPOTENCY, .load = secret_load, .compute = password_compute },
	{ POST, "/api/v1/me/pin", CAP_ANY, TX_WRITE, &secret_in_fields, post_pin, "set one's PIN", NO_IDEMPOTENCY,
	  .load = secret_load, .compute = new_pin_compute },
	{ GET, "/api/v1/units/{unit}/staff", CAP_STAFF_MANAGE, TX_READ, NULL, get_staff, "list a unit's accounts" },
	{ POST, "/api/v1/units/{unit}/staff", CAP_STAFF_MANAGE, TX_WRITE, &staff_in_fields, post_staff,
	  "make an account; its first password is shown once", NO_IDEMPOTENCY, .compute = first_password_compute },
	{ PATCH, "/api/v1/units/{unit}/staff/{staff}", CAP_STAFF_MANAGE, TX_WRITE, &staff_in_fields, patch_staff,
	  "change an account's name or role, disable it" },
	{ POST, "/api/v1/units/{unit}/staff/{staff}/reset-password", CAP_STAFF_MANAGE, TX_WRITE, NULL,
	  post_reset_password, "give an account a new first password", NO_IDEMPOTENCY,
	  .compute = first_password_compute },
	{ 0 },
};
