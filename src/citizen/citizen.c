/* Accounts and log-ins of citizens. */
#include "base/clock.h"
#include "base/id.h"
#include "citizen/citizen_parts.h"
#include "citizen_sql.h"

FIELDS(citizen, FIELD(citizen, id, F_ID, 0, F_ROW | F_OUT), FIELD(citizen, phone, F_TEXT, 20, F_ROW | F_OUT),
       FIELD(citizen, lang, F_TEXT, 2, F_ROW | F_OUT), FIELD(citizen, login_epoch, F_I64, 0, F_ROW),
       FIELD(citizen, seen_ms, F_TIME, 0, F_ROW), FIELD(citizen, created_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(citizen, token_hash, F_TEXT, 64, F_ROW | F_HASH), FIELD(citizen, expires_ms, F_TIME, 0, F_ROW));

FIELDS(phone_owner, FIELD(phone_owner, account_id, F_ID, 0, F_ROW), FIELD(phone_owner, since_ms, F_TIME, 0, F_ROW),
       FIELD(phone_owner, proved, F_BOOL, 0, F_ROW));

/* ---- phones ---- */

enum err
citizen_phone(struct ctx *cx, const char *field, const char *text, const char **out)
{
	bool odd = false;
	*out = text ? phone_normal(cx->mem, text, &odd) : NULL;
	if (!*out)
		return fail_field(cx, field, "phone.invalid",
				  "Số điện thoại gồm 10 chữ số bắt đầu bằng 0 (hoặc +84). Kiểm tra lại.",
				  "A phone number has 10 digits beginning with 0 (or +84). Check it.");
	if (odd)
		return fail_field(
			cx, field, "phone.not_mobile",
			"Cần số di động Việt Nam để nhận tin nhắn có mã. Dùng số của người nhà, hoặc nhờ điểm "
			"tiêm gần nhất.",
			"A Vietnamese mobile number is needed to receive the code. Use a relative's, or ask the "
			"nearest vaccination site.");
	return OK;
}

const char *
phone_masked(struct arena *mem, const char *phone)
{
	size_t n = strlen(phone);
	return n < 8 ? "***" : arena_printf(mem, "%.3s *** %s", phone, phone + n - 3);
}

static enum err
check_lang(struct ctx *cx, const char *lang)
{
	if (!lang || strcmp(lang, "vi") == 0 || strcmp(lang, "en") == 0)
		return OK;
	return fail_field(cx, "lang", "lang.unknown", "Ngôn ngữ phải là vi hoặc en.", "The language must be vi or en.");
}

enum err
phone_owner(struct ctx *cx, const char *phone, struct phone_owner *out, bool *found)
{
	*out = (struct phone_owner){ 0 };
	return db_one(cx, sql_account_of_phone(phone), &phone_owner_fields, out, found);
}

/* ---- accounts ---- */

enum err
citizen_get(struct ctx *cx, int64_t account_id, struct citizen *out)
{
	bool found;
	*out = (struct citizen){ 0 };
	TRY(db_one(cx, sql_account_get(account_id), &citizen_fields, out, &found));
	return found ? OK
		     : fail(cx, ERR_NOT_FOUND, "account.unknown", "Không có tài khoản này.",
			    "There is no such account.");
}

enum err
account_lock(struct ctx *cx, int64_t account_id)
{
	bool found;
	TRY(db_claim(cx, sql_account_claim(account_id), &found));
	return found ? OK : fail_internal(cx, "account %lld is gone", (long long)account_id);
}

enum err
account_make(struct ctx *cx, const char *phone, const char *lang, bool proved, struct citizen *citizen, bool *fresh)
{
	struct phone_owner owner;
	bool found;
	*citizen = (struct citizen){ .id = id_next(cx->now),
				     .phone = phone,
				     .lang = lang ? lang : "vi",
				     .seen_ms = cx->now,
				     .created_ms = cx->now };
	TRY(db_claim(cx, sql_account_phone_take(phone, citizen->id, cx->now, proved), fresh));
	if (*fresh)
		return db_post(cx, sql_account_insert(citizen->id, phone, citizen->lang, cx->now));
	TRY(phone_owner(cx, phone, &owner, &found));
	if (!found)
		return fail(cx, ERR_BUSY, "id.busy", "Yêu cầu này đang được xử lý.",
			    "This request is being worked on.");
	return citizen_get(cx, owner.account_id, citizen);
}

enum err
citizen_phone_lang(struct ctx *cx, const char *phone, const char **lang)
{
	struct rows rows;
	*lang = NULL;
	if (!phone)
		return OK;
	TRY(db_query(cx, sql_account_phone_lang(phone), &rows));
	if (rows.n)
		*lang = db_cell(&rows, 0, 0)->p;
	return OK;
}

enum err
citizen_set_lang(struct ctx *cx, int64_t account_id, const char *lang)
{
	TRY(check_lang(cx, lang));
	return lang ? db_post(cx, sql_account_set_lang(account_id, lang)) : OK;
}

enum err
citizen_set_phone(struct ctx *cx, const struct citizen *citizen, const char *phone)
{
	int64_t epoch;
	bool taken;
	if (strcmp(phone, citizen->phone) == 0)
		return OK;
	TRY(db_claim(cx, sql_account_phone_take(phone, citizen->id, cx->now, true), &taken));
	if (!taken)
		return fail(
			cx, ERR_CONFLICT, "account.phone_taken",
			"Số này đã mở một tài khoản khác. Đăng nhập vào tài khoản đó, rồi dùng mã chia sẻ của từng "
			"người trong gia đình để thêm họ vào.",
			"This number opens another account already. Log in there, and add each member of the family "
			"with a share code.");
	TRY(db_number(cx, sql_account_set_phone(citizen->id, phone), 0, &epoch));
	TRY(db_post(cx, sql_account_phone_drop(citizen->phone, citizen->id)));
	return db_post(cx,
		       sql_account_login_put(citizen->id, citizen->token_hash, epoch, cx->now, citizen->expires_ms));
}

enum err
citizen_phone_since(struct ctx *cx, const struct citizen *citizen, int64_t *since_ms)
{
	struct phone_owner owner;
	bool found;
	TRY(phone_owner(cx, citizen->phone, &owner, &found));
	*since_ms = found && owner.account_id == citizen->id ? owner.since_ms : cx->now;
	return OK;
}

/* ---- log-ins ---- */

/* A token is 64 digits of chance, a dot, and the account's id: the id says where to look, the chance is the secret. */
static const char *
token_of(struct arena *mem, int64_t account_id)
{
	return arena_printf(mem, "%s.%lld", token_new(mem), (long long)account_id);
}

static int64_t
token_account(const char *token)
{
	const char *dot = strchr(token, '.');
	int64_t id;
	return dot && i64_parse(dot + 1, &id) ? id : 0;
}

enum err
login_begin(struct ctx *cx, const struct citizen *citizen, const char *lang, struct citizen_login *out)
{
	out->citizen = *citizen;
	if (lang)
		out->citizen.lang = lang;
	out->token = token_of(cx->mem, citizen->id);
	out->expires_ms = out->citizen.expires_ms = cx->now + BOOK_LOGIN_DAYS * MS_DAY;
	out->citizen.token_hash = sha256_hex(cx->mem, out->token, strlen(out->token));
	TRY(db_post(cx, sql_account_login_tidy(citizen->id, cx->now, citizen->login_epoch)));
	TRY(db_post(cx, sql_account_seen(citizen->id, out->citizen.lang, cx->now)));
	return db_post(cx, sql_account_login_put(citizen->id, out->citizen.token_hash, citizen->login_epoch, cx->now,
						 out->expires_ms));
}

/* The number was silent for long, or never proved: whoever reads its messages may be somebody else than who has the family. */
static enum err
begin_anew(struct ctx *cx, struct citizen *citizen)
{
	TRY(db_post(cx, sql_member_limit_all(citizen->id)));
	TRY(db_post(cx, sql_account_phone_renew(citizen->phone, cx->now)));
	return db_number(cx, sql_account_end_logins(citizen->id), 0, &citizen->login_epoch);
}

enum err
citizen_login_start(struct ctx *cx, const char *phone, const char *lang, struct citizen_login *out)
{
	struct phone_owner owner;
	struct citizen citizen;
	bool found;
	*out = (struct citizen_login){ 0 };
	TRY(check_lang(cx, lang));
	TRY(phone_owner(cx, phone, &owner, &found));
	if (found)
		TRY(citizen_get(cx, owner.account_id, &citizen));
	else
		TRY(account_make(cx, phone, lang, true, &citizen, &out->fresh));
	bool silent = cx->now - citizen.seen_ms > ACCOUNT_SILENT_DAYS * MS_DAY;
	out->asleep = silent || (found && !owner.proved);
	if (out->asleep)
		TRY(begin_anew(cx, &citizen));
	return login_begin(cx, &citizen, lang, out);
}

enum err
citizen_find(struct ctx *cx, const char *token, struct citizen *out, bool *found)
{
	int64_t account_id = token_account(token);
	*found = false;
	if (!account_id)
		return OK;
	*out = (struct citizen){ 0 };
	TRY(db_one(cx, sql_account_login_find(account_id, sha256_hex(cx->mem, token, strlen(token))), &citizen_fields,
		   out, found));
	*found = *found && out->expires_ms > cx->now;
	return OK;
}

enum err
citizen_login_end(struct ctx *cx, const struct citizen *citizen)
{
	return db_post(cx, sql_account_login_drop(citizen->id, citizen->token_hash));
}

enum err
citizen_logout_everywhere(struct ctx *cx, int64_t account_id)
{
	int64_t epoch;
	return db_number(cx, sql_account_end_logins(account_id), 0, &epoch);
}
