/* Logging in with a phone, and the account itself. */
#include "citizen/citizen_api.h"

#include "citizen/citizen.h"
#include "message/message.h"
#include "staff/cap.h"

#define NO_COOKIE "book=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"

/* A digest of a phone or a code could be guessed against: neither leaves one in the trail (F_HASH). */
struct otp_in {
	const char *phone, *lang;
};
static FIELDS(otp_in, FIELD(otp_in, phone, F_TEXT, 32, F_IN | F_MUST | F_HASH), FIELD(otp_in, lang, F_TEXT, 2, F_IN));

struct code_in {
	const char *phone, *code, *lang;
};
static FIELDS(code_in, FIELD(code_in, phone, F_TEXT, 32, F_IN | F_MUST | F_HASH),
	      FIELD(code_in, code, F_TEXT, 16, F_IN | F_MUST | F_HASH), FIELD(code_in, lang, F_TEXT, 2, F_IN));

/* ---- codes ---- */

static enum err
send_code(struct request *rq, const char *phone, const char *lang)
{
	int64_t expires, again;
	TRY(otp_send(&rq->cx, phone, lang, rq->address, &expires, &again));
	struct buf *out = reply_json(rq, 202);
	json_obj(out);
	json_kv_text(out, "phone", phone);
	json_kv_time(out, "expires_at", expires);
	json_kv_time(out, "again_at", again);
	json_obj_end(out);
	return OK;
}

static enum err
post_otp(struct request *rq)
{
	const struct otp_in *in = rq->in;
	const char *phone;
	TRY(citizen_phone(&rq->cx, "phone", in->phone, &phone));
	return send_code(rq, phone, in->lang);
}

/* A wrong try is a committed fact, so it is answered here and not by failing. left < 0: not told. */
enum err
refuse_try(struct request *rq, int status, const char *code, const char *vi, const char *en, int64_t left)
{
	struct buf *out = reply_json(rq, status);
	rq->content_type = "application/problem+json; charset=utf-8";
	json_obj(out);
	json_kv_i64(out, "status", status);
	json_kv_text(out, "code", code);
	json_kv_text(out, "detail", vi);
	json_kv_text(out, "detail_en", en);
	if (left >= 0)
		json_kv_i64(out, "left", left);
	json_obj_end(out);
	return OK;
}

static enum err
refuse_otp(struct request *rq, enum otp_result result, int64_t left)
{
	struct arena *mem = rq->cx.mem;
	if (result == OTP_WRONG)
		return refuse_try(rq, 401, "otp.wrong",
				  arena_printf(mem, "Mã không đúng. Còn %lld lần thử.", (long long)left),
				  arena_printf(mem, "The code is wrong. %lld tries are left.", (long long)left), left);
	if (result == OTP_WORN_OUT)
		return refuse_try(rq, 401, "otp.worn_out", "Đã nhập sai quá nhiều lần. Hãy yêu cầu mã mới.",
				  "Too many wrong tries. Ask for a new code.", 0);
	return refuse_try(rq, 401, "otp.expired", "Mã đã hết hạn hoặc đã dùng. Hãy yêu cầu mã mới.",
			  "The code has expired or was used. Ask for a new one.", -1);
}

/* ---- log-in ---- */

static const char *
bare_code(struct arena *mem, const char *typed)
{
	char *out = arena_alloc(mem, strlen(typed) + 1), *w = out;
	for (const char *p = typed; *p; p++)
		if (*p != ' ' && *p != '-')
			*w++ = *p;
	return out;
}

static enum err
grant_login(struct request *rq, const struct citizen_login *login)
{
	rq->cx.account_id = login->citizen.id; /* for the trail */
	rq->cookie = arena_printf(rq->cx.mem, "book=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d", login->token,
				  BOOK_LOGIN_DAYS * 24 * 3600);
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "account");
	fields_write(out, &citizen_fields, &login->citizen);
	json_kv_bool(out, "fresh", login->fresh);
	json_kv_bool(out, "asleep", login->asleep);
	json_kv_time(out, "expires_at", login->expires_ms);
	json_obj_end(out);
	return OK;
}

static enum err
login_by_site_code(struct request *rq, const char *phone, const char *code, const char *lang)
{
	struct citizen_login login;
	bool right;
	TRY(citizen_login_by_code(&rq->cx, phone, code, lang, rq->address, &right, &login));
	if (right)
		return grant_login(rq, &login);
	return refuse_try(
		rq, 401, "code.wrong",
		"Mã không đúng, đã dùng hoặc hết hạn; hoặc số điện thoại này không có trong hồ sơ của người được "
		"cấp mã; hoặc số này đã có tài khoản riêng. Hỏi lại quầy tiếp đón, hoặc đăng nhập bằng tin nhắn.",
		"The code is wrong, used or expired; or this phone is not in the record of the person it was made "
		"for; or the phone has an account of its own. Ask the reception desk again, or log in by message.",
		-1);
}

static enum err
post_login(struct request *rq)
{
	const struct code_in *in = rq->in;
	struct citizen_login login;
	enum otp_result result;
	const char *phone, *code = bare_code(rq->cx.mem, in->code);
	int64_t left;
	TRY(citizen_phone(&rq->cx, "phone", in->phone, &phone));
	if (strlen(code) == DESK_CODE_LETTERS)
		return login_by_site_code(rq, phone, code, in->lang);
	TRY(otp_check(&rq->cx, phone, code, &result, &left));
	if (result != OTP_RIGHT)
		return refuse_otp(rq, result, left);
	TRY(citizen_login_start(&rq->cx, phone, in->lang, &login));
	return grant_login(rq, &login);
}

static enum err
post_logout(struct request *rq)
{
	TRY(citizen_login_end(&rq->cx, rq->citizen));
	TRY(reply_empty(rq));
	rq->cookie = NO_COOKIE;
	return OK;
}

static enum err
post_logout_everywhere(struct request *rq)
{
	TRY(citizen_logout_everywhere(&rq->cx, rq->citizen->id));
	TRY(reply_empty(rq));
	rq->cookie = NO_COOKIE;
	return OK;
}

/* ---- the account ---- */

static enum err
reply_account(struct request *rq)
{
	struct citizen citizen;
	TRY(citizen_get(&rq->cx, rq->citizen->id, &citizen));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "account");
	fields_write(out, &citizen_fields, &citizen);
	json_obj_end(out);
	return OK;
}

struct lang_in {
	const char *lang;
};
static FIELDS(lang_in, FIELD(lang_in, lang, F_TEXT, 2, F_IN | F_MUST));

static enum err
patch_me(struct request *rq)
{
	TRY(citizen_set_lang(&rq->cx, rq->citizen->id, ((const struct lang_in *)rq->in)->lang));
	return reply_account(rq);
}

struct phone_in {
	const char *phone;
};
static FIELDS(phone_in, FIELD(phone_in, phone, F_TEXT, 32, F_IN | F_MUST | F_HASH));

static enum err
post_phone_otp(struct request *rq)
{
	const char *phone;
	TRY(citizen_phone(&rq->cx, "phone", ((const struct phone_in *)rq->in)->phone, &phone));
	return send_code(rq, phone, rq->citizen->lang);
}

static enum err
post_phone(struct request *rq)
{
	const struct code_in *in = rq->in;
	enum otp_result result;
	const char *phone;
	int64_t left;
	TRY(citizen_phone(&rq->cx, "phone", in->phone, &phone));
	TRY(otp_check(&rq->cx, phone, bare_code(rq->cx.mem, in->code), &result, &left));
	if (result != OTP_RIGHT)
		return refuse_otp(rq, result, left);
	TRY(citizen_set_phone(&rq->cx, rq->citizen, phone));
	return reply_account(rq);
}

/* ---- messages ---- */

struct page_in {
	int64_t after;
};
static FIELDS(page_in, FIELD(page_in, after, F_ID, 0, F_IN));

static void
write_message(struct buf *out, const struct message *m)
{
	json_obj(out);
	json_kv_id(out, "id", m->id);
	json_kv_text(out, "purpose", m->purpose);
	json_kv_text(out, "text", m->body);
	json_kv_text(out, "state", m->state);
	json_kv_id(out, "person_id", m->person_id);
	json_kv_time(out, "created_at", m->created_ms);
	json_kv_time(out, "sent_at", m->sent_ms);
	json_obj_end(out);
}

/* What was sent to the phone since it is this account's: before, it may have been somebody else's. Codes are not repeated. */
static enum err
get_messages(struct request *rq)
{
	int64_t since, after = ((const struct page_in *)rq->in)->after, last = 0;
	struct message *list;
	size_t n;
	TRY(citizen_phone_since(&rq->cx, rq->citizen, &since));
	TRY(message_list(&rq->cx, rq->citizen->phone, 0, after, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n && list[i].created_ms >= since; i++) {
		last = list[i].id;
		if (strcmp(list[i].purpose, "otp") != 0)
			write_message(out, &list[i]);
	}
	json_arr_end(out);
	json_kv_id(out, "next", n == MESSAGE_PAGE && last == list[n - 1].id ? last : 0);
	json_obj_end(out);
	return OK;
}

const struct route citizen_routes[] = {
	{ POST, "/api/v1/book/otp", CAP_PUBLIC, TX_WRITE, &otp_in_fields, post_otp,
	  "send a one-time password to a phone; the same answer whether it is known or not" },
	{ POST, "/api/v1/book/login", CAP_PUBLIC, TX_WRITE, &code_in_fields, post_login,
	  "log in with phone and one-time password, or with a code that a site gave" },
	{ POST, "/api/v1/book/logout", CAP_CITIZEN, TX_WRITE, NULL, post_logout, "end this login" },
	{ POST, "/api/v1/book/logout-everywhere", CAP_CITIZEN, TX_WRITE, NULL, post_logout_everywhere,
	  "end all logins of the account" },
	{ PATCH, "/api/v1/book/me", CAP_CITIZEN, TX_WRITE, &lang_in_fields, patch_me, "change the account's language" },
	{ POST, "/api/v1/book/phone/otp", CAP_CITIZEN, TX_WRITE, &phone_in_fields, post_phone_otp,
	  "send a one-time password to the phone that the account shall have" },
	{ POST, "/api/v1/book/phone", CAP_CITIZEN, TX_WRITE, &code_in_fields, post_phone,
	  "change the account's phone; the family stays, other logins end" },
	{ GET, "/api/v1/book/messages", CAP_CITIZEN, TX_READ, &page_in_fields, get_messages,
	  "what was sent to the account's phone, newest first" },
	{ 0 },
};
