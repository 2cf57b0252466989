/* Codes on paper or screen that open a person's book once. */
#include "citizen/citizen_parts.h"
#include "citizen_sql.h"
#include "staff/staff.h"

#include "base/clock.h"
#include "base/id.h"

#include <ctype.h>

FIELDS(desk_code, FIELD(desk_code, person_id, F_ID, 0, F_ROW), FIELD(desk_code, made_by, F_ID, 0, F_ROW),
       FIELD(desk_code, unit_id, F_ID, 0, F_ROW), FIELD(desk_code, expires_ms, F_TIME, 0, F_ROW),
       FIELD(desk_code, used_by, F_ID, 0, F_ROW));

const char *
code_hash(struct arena *mem, const char *code)
{
	char *bare = arena_alloc(mem, strlen(code) + 1), *w = bare;
	for (const char *p = code; *p; p++)
		if (*p != ' ' && *p != '-')
			*w++ = (char)toupper((unsigned char)*p);
	return sha256_hex(mem, bare, (size_t)(w - bare));
}

enum err
desk_code_make(struct ctx *cx, int64_t person_id, int64_t unit_id, const char **code, int64_t *expires_ms)
{
	*code = code_new(cx->mem, DESK_CODE_LETTERS);
	*expires_ms = cx->now + DESK_CODE_HOURS * MS_HOUR;
	int64_t maker = cx->actor ? cx->actor->staff_id : cx->account_id;
	return db_post(cx, sql_desk_code_put(code_hash(cx->mem, *code), person_id, maker, unit_id ? &unit_id : NULL,
					     cx->now, *expires_ms));
}

static enum err
holds_in_full(struct ctx *cx, int64_t person_id, int64_t account_id, bool *holds)
{
	struct member *holders;
	size_t n;
	*holds = false;
	TRY(member_holders(cx, person_id, &holders, &n));
	for (size_t i = 0; i < n; i++)
		if (holders[i].account_id == account_id && strcmp(holders[i].access, "full") == 0)
			*holds = true;
	return OK;
}

/* A code that an account made is worth what the account's own access is worth now. */
enum err
desk_code_find(struct ctx *cx, const char *hash, struct desk_code *out, enum code_result *result)
{
	bool found, holds = true;
	*out = (struct desk_code){ 0 };
	TRY(db_one(cx, sql_desk_code_get(hash), &desk_code_fields, out, &found));
	if (found && !out->unit_id)
		TRY(holds_in_full(cx, out->person_id, out->made_by, &holds));
	*result = !found || !holds             ? CODE_UNKNOWN
		  : out->used_by               ? CODE_USED
		  : out->expires_ms <= cx->now ? CODE_EXPIRED
					       : CODE_RIGHT;
	return OK;
}

enum err
desk_code_take(struct ctx *cx, const char *hash, int64_t account_id, bool *taken)
{
	return db_claim(cx, sql_desk_code_take(hash, account_id, cx->now), taken);
}

static const char *
proof_of(const struct desk_code *code)
{
	return code->unit_id ? "desk_code" : "shared";
}

/* Wrong codes are counted against the account, or against the phone that has none yet. */
static enum err
may_try(struct ctx *cx, const char *bucket)
{
	int64_t wrong;
	TRY(rate_read(cx, bucket, MS_DAY, &wrong));
	if (wrong < PROOF_TRIES)
		return OK;
	return fail_until(cx, rate_end(cx, MS_DAY), "code.tries",
			  "Đã nhập sai mã %d lần. Thử lại vào ngày mai, hoặc hỏi người đã đưa mã.",
			  "A wrong code was entered %d times. Try again tomorrow, or ask whoever gave the code.",
			  PROOF_TRIES);
}

static enum err
count_wrong(struct ctx *cx, const char *bucket)
{
	int64_t n;
	return rate_count(cx, bucket, MS_DAY, &n);
}

enum err
desk_code_use(struct ctx *cx, const char *code, int64_t account_id, const char *relation, enum code_result *result,
	      int64_t *person_id)
{
	const char *hash = code_hash(cx->mem, code),
		   *bucket = arena_printf(cx->mem, "code:%lld", (long long)account_id);
	struct desk_code found;
	bool taken;
	TRY(account_lock(cx, account_id));
	TRY(may_try(cx, bucket));
	TRY(desk_code_find(cx, hash, &found, result));
	if (*result == CODE_RIGHT) {
		TRY(desk_code_take(cx, hash, account_id, &taken));
		*result = taken ? CODE_RIGHT : CODE_USED;
	}
	if (*result != CODE_RIGHT)
		return count_wrong(cx, bucket);
	*person_id = found.person_id;
	return member_add(cx, account_id, found.person_id, relation, true, proof_of(&found));
}

/* ---- logging in with one ---- */

/* Does the code open the book to this phone, and may it open this phone's account? */
static enum err
fits_phone(struct ctx *cx, const struct desk_code *code, const char *phone, bool *fits)
{
	struct phone_owner owner;
	struct person person;
	bool found;
	TRY(person_get(cx, code->person_id, &person));
	*fits = code->unit_id && ((person.phone && strcmp(person.phone, phone) == 0) ||
				  (person.guardian_phone && strcmp(person.guardian_phone, phone) == 0));
	TRY(phone_owner(cx, phone, &owner, &found));
	return *fits && found ? holds_in_full(cx, code->person_id, owner.account_id, fits) : OK;
}

static enum err
count_address(struct ctx *cx, const char *address)
{
	int64_t n, until = rate_end(cx, 15 * MS_MINUTE);
	TRY(rate_count(cx, arena_printf(cx->mem, "code:from:%s", address ? address : "-"), 15 * MS_MINUTE, &n));
	return n <= PROOF_PER_ADDRESS
		       ? OK
		       : fail_until(cx, until, "code.tries",
				    "Có quá nhiều lần nhập mã từ mạng này. Thử lại sau 15 phút.",
				    "Too many codes were entered from this network. Try again in 15 minutes.");
}

enum err
citizen_login_by_code(struct ctx *cx, const char *phone, const char *code, const char *lang, const char *address,
		      bool *right, struct citizen_login *out)
{
	const char *hash = code_hash(cx->mem, code), *bucket = arena_printf(cx->mem, "code:%s", phone);
	struct desk_code found;
	struct citizen citizen;
	enum code_result result;
	bool fresh;
	*out = (struct citizen_login){ 0 };
	TRY(may_try(cx, bucket));
	TRY(count_address(cx, address));
	TRY(desk_code_find(cx, hash, &found, &result));
	*right = result == CODE_RIGHT;
	if (*right)
		TRY(fits_phone(cx, &found, phone, right));
	if (*right) {
		TRY(account_make(cx, phone, lang, false, &citizen, &fresh));
		TRY(desk_code_take(cx, hash, citizen.id, right));
	}
	if (!*right)
		return count_wrong(cx, bucket);
	TRY(member_add(cx, citizen.id, found.person_id, NULL, true, "desk_code"));
	TRY(login_begin(cx, &citizen, lang, out));
	out->fresh = fresh;
	return OK;
}
