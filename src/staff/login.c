#include "staff/staff.h"

#include "base/clock.h"
#include "base/id.h"
#include "staff_sql.h"

enum err
login_count(struct ctx *cx, const char *address)
{
	int64_t n;
	TRY(rate_count(cx, arena_printf(cx->mem, "login:%s", address ? address : "-"), 15 * MS_MINUTE, &n));
	if (n > LOGIN_PER_ADDRESS)
		return fail_until(cx, rate_end(cx, 15 * MS_MINUTE), "login.too_many",
				  "Có quá nhiều lần đăng nhập từ mạng này. Hãy thử lại sau 15 phút.",
				  "Too many log-ins from this network. Try again in 15 minutes.");
	return OK;
}

enum err
login_may_try(struct ctx *cx, const struct staff *staff)
{
	if (staff->locked_until_ms > cx->now) {
		long long minutes = (staff->locked_until_ms - cx->now + MS_MINUTE - 1) / MS_MINUTE;
		return fail_until(cx, staff->locked_until_ms, "login.locked",
				  "Sai quá nhiều lần. Tài khoản tạm dừng, hãy thử lại sau %lld phút.",
				  "Too many wrong tries. The account pauses; try again in %lld minutes.", minutes);
	}
	return OK;
}

enum err
login_failed(struct ctx *cx, const struct staff *staff)
{
	return db_post(cx, sql_staff_failed(staff->id, LOGIN_TRIES, cx->now + LOGIN_LOCK_MINUTES * MS_MINUTE));
}

static enum err
make_actor(struct ctx *cx, const struct staff *staff, struct actor *out)
{
	*out = (struct actor){
		.staff_id = staff->id,
		.login_name = staff->login_name,
		.full_name = staff->full_name,
		.role = role_find(staff->role),
		.must_change = staff->must_change,
		.has_pin = staff->pin_hash != NULL,
	};
	if (!out->role)
		return fail_internal(cx, "account %lld has the unknown role %s", (long long)staff->id, staff->role);
	return unit_get(cx, staff->unit_id, &out->unit);
}

enum err
login_start(struct ctx *cx, const struct staff *staff, const char *station_id, struct login *out)
{
	out->token = token_new(cx->mem);
	out->expires_ms = cx->now + LOGIN_HOURS * MS_HOUR;
	TRY(make_actor(cx, staff, &out->actor));
	out->actor.token_hash = sha256_hex(cx->mem, out->token, strlen(out->token));
	TRY(db_post(cx, sql_staff_succeeded(staff->id)));
	TRY(db_post(cx, sql_login_tidy(staff->id, cx->now)));
	if (station_id)
		TRY(db_post(cx, sql_station_remember(station_id, staff->id, cx->now + STATION_HOURS * MS_HOUR)));
	return db_post(cx, sql_login_insert(out->actor.token_hash, staff->id, staff->login_epoch, station_id, cx->now,
					    out->expires_ms));
}

enum err
login_pin_allowed(struct ctx *cx, const struct staff *staff, const char *station_id, bool *allowed)
{
	*allowed = false;
	return station_id ? db_claim(cx, sql_station_allows(station_id, staff->id, cx->now), allowed) : OK;
}

enum err
login_find(struct ctx *cx, const char *token, struct actor *out, bool *found)
{
	struct staff staff = { 0 };
	const char *hash = sha256_hex(cx->mem, token, strlen(token));
	TRY(db_one(cx, sql_login_find(hash), &staff_fields, &staff, found));
	*found = *found && staff.expires_ms > cx->now;
	if (!*found)
		return OK;
	TRY(make_actor(cx, &staff, out));
	out->token_hash = hash;
	return OK;
}

enum err
login_end(struct ctx *cx, const struct actor *actor)
{
	return db_post(cx, sql_login_delete(actor->token_hash));
}
