/* The family of an account, and who looks after a person. */
#include "citizen/citizen_parts.h"
#include "citizen_sql.h"
#include "staff/staff.h"

#include "base/clock.h"

FIELDS(member, FIELD(member, account_id, F_ID, 0, F_ROW), FIELD(member, person_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(member, relation, F_TEXT, 12, F_ROW | F_OUT), FIELD(member, access, F_TEXT, 8, F_ROW | F_OUT),
       FIELD(member, proof, F_TEXT, 12, F_ROW | F_OUT), FIELD(member, since_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(member, phone, F_TEXT, 20, F_ROW));

enum err
member_list(struct ctx *cx, int64_t account_id, struct member **out, size_t *n)
{
	return db_list(cx, sql_member_list(account_id), &member_fields, out, n);
}

enum err
member_open(struct ctx *cx, int64_t account_id, int64_t person_id, bool full, struct member *out)
{
	bool found;
	*out = (struct member){ 0 };
	TRY(db_one(cx, sql_member_get(account_id, person_id), &member_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "person.unknown", "Người này không có trong sổ của bạn.",
			    "This person is not in your book.");
	if (!full || strcmp(out->access, "full") == 0)
		return OK;
	return fail(
		cx, ERR_FORBIDDEN, "access.limited",
		"Sổ này mới mở một phần. Để xem đầy đủ: xác nhận bằng ngày sinh và số giấy tờ nếu số điện thoại của "
		"bạn "
		"có trong hồ sơ, nhập mã do điểm tiêm cấp, hoặc mã chia sẻ của người đang xem được đầy đủ.",
		"This book is open in part only. To see all of it: confirm with birth date and document number if your "
		"phone is in the record, enter a code from a vaccination site, or a share code of somebody who sees it "
		"in full.");
}

static enum err
check_relation(struct ctx *cx, const char *relation)
{
	static const char *const known[] = { "self",        "parent",   "child", "spouse",
					     "grandparent", "relative", "ward",  "other" };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!relation || strcmp(relation, known[i]) == 0)
			return OK;
	return fail_field(
		cx, "relation", "relation.unknown",
		"Chọn quan hệ: bản thân, cha mẹ, con, vợ chồng, ông bà, họ hàng, người được chăm sóc hoặc khác.",
		"Choose a relation: self, parent, child, spouse, grandparent, relative, ward or other.");
}

static enum err
check_room(struct ctx *cx, int64_t account_id, int64_t person_id)
{
	struct member *family;
	size_t n;
	int64_t holders;
	TRY(member_list(cx, account_id, &family, &n));
	for (size_t i = 0; i < n; i++)
		if (family[i].person_id == person_id)
			return OK;
	if (n >= FAMILY_MAX)
		return fail(
			cx, ERR_LIMIT, "family.full",
			"Sổ đã có %d người. Bỏ bớt người không còn chăm sóc, hoặc dùng thêm một số điện thoại.",
			"The book holds %d people already. Remove somebody you no longer look after, or use a second "
			"phone.",
			FAMILY_MAX);
	TRY(db_number(cx, sql_holder_count(person_id), 0, &holders));
	if (holders >= HOLDERS_MAX)
		return fail(cx, ERR_LIMIT, "holders.full",
			    "Sổ của người này đã mở ở %d tài khoản. Một người đang xem được đầy đủ cần bỏ bớt trước.",
			    "This person's book is open in %d accounts already. Somebody who sees it in full has to "
			    "remove one "
			    "first.",
			    HOLDERS_MAX);
	return OK;
}

enum err
member_add(struct ctx *cx, int64_t account_id, int64_t person_id, const char *relation, bool full, const char *proof)
{
	TRY(check_relation(cx, relation));
	TRY(check_room(cx, account_id, person_id));
	TRY(db_post(cx, sql_member_put(account_id, person_id, relation, full ? "full" : "limited", proof, cx->now)));
	return db_post(cx, sql_holder_put(person_id, account_id, cx->now));
}

enum err
member_remove(struct ctx *cx, int64_t account_id, int64_t person_id)
{
	bool was;
	TRY(db_claim(cx, sql_member_drop(account_id, person_id), &was));
	if (!was)
		return fail(cx, ERR_NOT_FOUND, "holder.unknown", "Tài khoản này không xem sổ của người này.",
			    "This account does not look after this person.");
	return db_post(cx, sql_holder_drop(person_id, account_id));
}

enum err
member_holders(struct ctx *cx, int64_t person_id, struct member **out, size_t *n)
{
	return db_list(cx, sql_holder_list(person_id, HOLDERS_MAX), &member_fields, out, n);
}

/* ---- people who have the account's phone ---- */

static bool
has_in_full(const struct member *family, size_t n, int64_t person_id)
{
	for (size_t i = 0; i < n; i++)
		if (family[i].person_id == person_id)
			return strcmp(family[i].access, "full") == 0;
	return false;
}

enum err
member_claimable(struct ctx *cx, const struct citizen *citizen, struct person **out, size_t *n)
{
	struct member *family;
	struct person *all;
	size_t members, found;
	TRY(member_list(cx, citizen->id, &family, &members));
	TRY(person_by_phone(cx, citizen->phone, FAMILY_MAX + CLAIMABLE_MAX, &all, &found));
	*out = NEW(cx->mem, struct person, CLAIMABLE_MAX);
	*n = 0;
	for (size_t i = 0; i < found && *n < CLAIMABLE_MAX; i++)
		if (!has_in_full(family, members, all[i].id))
			(*out)[(*n)++] = all[i];
	return OK;
}

/* First letters of the words, with their marks. */
const char *
member_hint(struct arena *mem, const struct person *person)
{
	struct buf out = buf_new(mem);
	for (const char *p = person->name; *p;) {
		size_t letter = 1;
		while (((unsigned char)p[letter] & 0xc0) == 0x80)
			letter++;
		buf_bytes(&out, p, letter);
		buf_str(&out, ".");
		p += strcspn(p, " ");
		p += strspn(p, " ");
		buf_str(&out, *p ? " " : "");
	}
	return arena_printf(mem, "%s, %.4s", buf_text(&out), person->birth_date);
}

static bool
has_phone(const struct person *p, const char *phone)
{
	return (p->phone && strcmp(p->phone, phone) == 0) ||
	       (p->guardian_phone && strcmp(p->guardian_phone, phone) == 0);
}

enum err
member_claim(struct ctx *cx, const struct citizen *citizen, int64_t person_id, const char *birth_date,
	     const char *number_end, const char *relation, bool *right, int64_t *left)
{
	struct person person;
	const char *bucket = arena_printf(cx->mem, "claim:%lld", (long long)citizen->id);
	int64_t wrong;
	TRY(account_lock(cx, citizen->id));
	TRY(rate_read(cx, bucket, MS_DAY, &wrong));
	if (wrong >= PROOF_TRIES)
		return fail_until(
			cx, rate_end(cx, MS_DAY), "claim.tries",
			"Đã nhập sai %d lần. Thử lại vào ngày mai, hoặc mang giấy tờ đến điểm tiêm gần nhất để "
			"được cấp mã.",
			"Wrong %d times. Try again tomorrow, or take a document to the nearest vaccination site "
			"and get a code.",
			PROOF_TRIES);
	TRY(person_get(cx, person_id, &person));
	if (!has_phone(&person, citizen->phone))
		return fail(cx, ERR_NOT_FOUND, "person.unknown", "Người này không có trong sổ của bạn.",
			    "This person is not in your book.");
	*right = person_knows(cx->mem, &person, birth_date, number_end);
	if (!*right) {
		TRY(rate_count(cx, bucket, MS_DAY, &wrong));
		*left = PROOF_TRIES - wrong;
		return OK;
	}
	*left = PROOF_TRIES - wrong;
	return member_add(cx, citizen->id, person_id, relation, true, "phone");
}
