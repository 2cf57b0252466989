/* One-time passwords: made, counted, sent and checked. */
#include "alarm/alarm.h"
#include "base/clock.h"
#include "base/id.h"
#include "citizen/citizen_parts.h"
#include "citizen_sql.h"
#include "message/message.h"
#include "staff/staff.h"

#include <arpa/inet.h>
#include <sodium.h>

enum { FLOOD_FRESH_MS = 5 * OTP_WATCH_MS /* an alarm renewed so lately: the flood goes on */ };

static const char *
otp_hash(struct arena *mem, const char *phone, const char *code)
{
	const char *text = arena_printf(mem, "otp %s %s", phone, code);
	return sha256_hex(mem, text, strlen(text));
}

static const char *
otp_new(struct arena *mem)
{
	uint64_t chance;
	random_bytes(&chance, sizeof chance);
	return arena_printf(mem, "%0*llu", OTP_DIGITS, (unsigned long long)(chance % 1000000));
}

/* ---- limits ---- */

/* A household or phone has a /64 of IPv6. */
static const char *
network(struct arena *mem, const char *address)
{
	unsigned char b[16];
	if (!address || inet_pton(AF_INET6, address, b) != 1)
		return address ? address : "-";
	return arena_printf(mem, "%02x%02x:%02x%02x:%02x%02x:%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]);
}

/* "12 phút", "7 giờ": the larger unit where there is more than one, rounded up. */
static const char *
span(struct ctx *cx, int64_t until_ms, const char *minutes, const char *hours)
{
	int64_t ms = until_ms - cx->now;
	return ms > 90 * MS_MINUTE
		       ? arena_printf(cx->mem, "%lld %s", (long long)((ms + MS_HOUR - 1) / MS_HOUR), hours)
		       : arena_printf(cx->mem, "%lld %s", (long long)((ms + MS_MINUTE - 1) / MS_MINUTE), minutes);
}

static const char *
span_vi(struct ctx *cx, int64_t until_ms)
{
	return span(cx, until_ms, "phút", "giờ");
}

static const char *
span_en(struct ctx *cx, int64_t until_ms)
{
	return span(cx, until_ms, "minutes", "hours");
}

static enum err
refuse_soon(struct ctx *cx, const char *phone)
{
	int64_t sent;
	TRY(db_number(cx, sql_otp_sent_ms(phone), cx->now, &sent));
	int64_t again = sent + OTP_AGAIN_S * MS_SECOND;
	return fail_until(cx, again, "otp.too_soon",
			  "Mã vừa được gửi. Hãy đợi tin nhắn; sau %lld giây có thể yêu cầu mã mới.",
			  "A code was sent just now. Wait for the message; you can ask for a new one in %lld seconds.",
			  (long long)((again - cx->now + MS_SECOND - 1) / MS_SECOND));
}

static enum err
refuse_phone(struct ctx *cx, int64_t window_ms)
{
	int64_t until = rate_end(cx, window_ms);
	return fail_until(cx, until, "otp.phone_limit",
			  "Số này đã nhận quá nhiều mã. Thử lại sau %s. Không nhận được tin nhắn thì đến điểm tiêm gần "
			  "nhất: nhân viên cấp mã mà không cần tin nhắn.%.0s",
			  "Too many codes went to this number.%.0s Try again in %s. If no message arrives, the nearest "
			  "vaccination site gives a code without one.",
			  span_vi(cx, until), span_en(cx, until));
}

/* The new code in its row, counted against the phone. What is refused is taken back with everything else. */
static enum err
put_code(struct ctx *cx, const char *phone, const char *code, int64_t expires_ms)
{
	struct rows rows;
	TRY(db_query(cx,
		     sql_otp_put(phone, otp_hash(cx->mem, phone, code), cx->now, expires_ms,
				 cx->now - OTP_AGAIN_S * MS_SECOND, rate_end(cx, MS_HOUR) - MS_HOUR,
				 rate_end(cx, MS_DAY) - MS_DAY),
		     &rows));
	if (!rows.n)
		return refuse_soon(cx, phone);
	if (db_cell(&rows, 0, 1)->i > OTP_PER_PHONE_DAY)
		return refuse_phone(cx, MS_DAY);
	return db_cell(&rows, 0, 0)->i > OTP_PER_PHONE_HOUR ? refuse_phone(cx, MS_HOUR) : OK;
}

static enum err
count_address(struct ctx *cx, const char *address)
{
	int64_t n, until = rate_end(cx, 15 * MS_MINUTE);
	TRY(rate_count(cx, arena_printf(cx->mem, "otp:from:%s", network(cx->mem, address)), 15 * MS_MINUTE, &n));
	if (n <= OTP_PER_ADDRESS)
		return OK;
	return fail_until(
		cx, until, "otp.address_limit",
		"Có quá nhiều yêu cầu mã từ mạng này. Thử lại sau %lld phút, dùng mạng khác (ví dụ 4G thay cho "
		"Wi-Fi), hoặc đến điểm tiêm gần nhất để được cấp mã.",
		"Too many codes were asked for from this network. Try again in %lld minutes, use another one "
		"(mobile data instead of Wi-Fi), or get a code at the nearest vaccination site.",
		(long long)((until - cx->now + MS_MINUTE - 1) / MS_MINUTE));
}

/* ---- the whole country ---- */

static enum err
nation(struct ctx *cx, int64_t *unit_id)
{
	struct unit unit;
	bool found;
	TRY(unit_by_code(cx, "nation", UNIT_NATION_CODE, NULL, &unit, &found));
	*unit_id = found ? unit.id : 0;
	return found ? OK : fail_internal(cx, "there is no nation");
}

static enum err
check_country(struct ctx *cx, int64_t nation_id)
{
	int64_t seen;
	TRY(alarm_seen(cx, nation_id, ALARM_OTP_FLOOD, 0, &seen));
	if (!seen || seen + FLOOD_FRESH_MS <= cx->now)
		return OK;
	return fail_until(cx, cx->now + MS_MINUTE, "otp.busy",
			  "Hệ thống đang nhận quá nhiều yêu cầu mã. Thử lại sau 1 phút. Việc gấp thì đến điểm tiêm gần "
			  "nhất: nhân viên cấp mã mà không cần tin nhắn.",
			  "Too many codes are being asked for. Try again in 1 minute. If it is urgent, the nearest "
			  "vaccination site gives a code without a message.");
}

static enum err
count_lately(struct ctx *cx, int64_t *n)
{
	return db_number(cx, sql_otp_count(cx->now - MS_MINUTE, OTP_PER_MINUTE), 0, n);
}

enum err
otp_pending(struct ctx *cx, bool *pending)
{
	int64_t n, nation_id, seen = 0;
	TRY(count_lately(cx, &n));
	TRY(nation(cx, &nation_id));
	TRY(alarm_seen(cx, nation_id, ALARM_OTP_FLOOD, 0, &seen));
	*pending = n >= OTP_PER_MINUTE || seen;
	return OK;
}

enum err
otp_watch(struct ctx *cx)
{
	int64_t n, nation_id, seen;
	TRY(nation(cx, &nation_id));
	TRY(count_lately(cx, &n));
	if (n >= OTP_PER_MINUTE)
		return alarm_raise(cx, nation_id, ALARM_OTP_FLOOD, 0,
				   arena_printf(cx->mem, "{\"codes\":%lld,\"seconds\":60}", (long long)n));
	TRY(alarm_seen(cx, nation_id, ALARM_OTP_FLOOD, 0, &seen));
	if (seen && seen + OTP_CALM_MINUTES * MS_MINUTE <= cx->now)
		return alarm_clear(cx, nation_id, ALARM_OTP_FLOOD, 0);
	return OK;
}

/* ---- sending ---- */

static enum err
post_code(struct ctx *cx, int64_t nation_id, const char *phone, const char *lang, const char *code, int64_t expires_ms)
{
	const struct message_value values[] = { { "code", code },
						{ "minutes", arena_printf(cx->mem, "%d", OTP_MINUTES) },
						{ 0 } };
	const struct message_in in = { .template = "otp",
				       .phone = phone,
				       .lang = lang,
				       .unit_id = nation_id,
				       .expires_ms = expires_ms,
				       .values = values };
	return message_post(cx, &in, NULL);
}

enum err
otp_send(struct ctx *cx, const char *phone, const char *lang, const char *address, int64_t *expires_ms,
	 int64_t *again_ms)
{
	const char *code = otp_new(cx->mem);
	int64_t nation_id;
	*expires_ms = cx->now + OTP_MINUTES * MS_MINUTE;
	*again_ms = cx->now + OTP_AGAIN_S * MS_SECOND;
	TRY(nation(cx, &nation_id));
	TRY(check_country(cx, nation_id));
	TRY(put_code(cx, phone, code, *expires_ms));
	TRY(count_address(cx, address));
	return post_code(cx, nation_id, phone, lang, code, *expires_ms);
}

/* ---- checking ---- */

enum err
otp_check(struct ctx *cx, const char *phone, const char *code, enum otp_result *result, int64_t *left)
{
	struct rows rows;
	int64_t tries;
	*left = 0;
	TRY(db_query(cx, sql_otp_try(phone, cx->now, OTP_TRIES), &rows));
	if (!rows.n) {
		TRY(db_number(cx, sql_otp_worn(phone, cx->now), 0, &tries));
		*result = tries ? OTP_WORN_OUT : OTP_EXPIRED;
		return OK;
	}
	*left = OTP_TRIES - db_cell(&rows, 0, 1)->i;
	const char *typed = otp_hash(cx->mem, phone, code), *sent = db_cell(&rows, 0, 0)->p;
	bool right = strlen(sent) == strlen(typed) && sodium_memcmp(sent, typed, strlen(typed)) == 0;
	*result = right ? OTP_RIGHT : *left ? OTP_WRONG : OTP_WORN_OUT;
	return right ? db_post(cx, sql_otp_used(phone)) : OK;
}
