/* The family of an account: proving, sharing, leaving; and the code that a site gives. */
#include "citizen/citizen_api.h"

#include "citizen/citizen.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

/* ---- proving ---- */

struct claim_in {
	int64_t person_id;
	const char *birth_date, *number_end, *relation;
};
static FIELDS(claim_in, FIELD(claim_in, person_id, F_ID, 0, F_IN | F_MUST),
	      FIELD(claim_in, birth_date, F_TEXT, 10, F_IN | F_MUST | F_HASH),
	      FIELD(claim_in, number_end, F_TEXT, 20, F_IN | F_HASH), FIELD(claim_in, relation, F_TEXT, 12, F_IN));

static enum err
post_claim(struct request *rq)
{
	const struct claim_in *in = rq->in;
	bool right;
	int64_t left;
	TRY(member_claim(&rq->cx, rq->citizen, in->person_id, in->birth_date, in->number_end, in->relation, &right,
			 &left));
	if (!right)
		return refuse_try(
			rq, 409, "claim.wrong",
			arena_printf(rq->cx.mem,
				     "Ngày sinh hoặc số giấy tờ không khớp hồ sơ. Hôm nay còn %lld lần thử.",
				     (long long)left),
			arena_printf(rq->cx.mem,
				     "Birth date or document number do not agree with the record. %lld tries are "
				     "left today.",
				     (long long)left),
			left);
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_id(out, "person_id", in->person_id);
	json_kv_text(out, "access", "full");
	json_obj_end(out);
	return OK;
}

struct desk_in {
	const char *code, *relation;
};
static FIELDS(desk_in, FIELD(desk_in, code, F_TEXT, 16, F_IN | F_MUST | F_HASH),
	      FIELD(desk_in, relation, F_TEXT, 12, F_IN));

static enum err
refuse_code(struct request *rq, enum code_result result)
{
	if (result == CODE_USED)
		return refuse_try(rq, 409, "code.used", "Mã này đã được dùng. Xin mã mới ở nơi đã cấp.",
				  "This code was used already. Ask for a new one where it was given.", -1);
	if (result == CODE_EXPIRED)
		return refuse_try(rq, 409, "code.expired", "Mã này đã hết hạn. Xin mã mới ở nơi đã cấp.",
				  "This code has expired. Ask for a new one where it was given.", -1);
	return refuse_try(rq, 404, "code.unknown", "Không có mã này. Xem lại từng chữ trên giấy hoặc màn hình.",
			  "There is no such code. Check each letter on the paper or screen.", -1);
}

static enum err
post_desk_code(struct request *rq)
{
	const struct desk_in *in = rq->in;
	enum code_result result;
	int64_t person_id;
	TRY(desk_code_use(&rq->cx, in->code, rq->citizen->id, in->relation, &result, &person_id));
	if (result != CODE_RIGHT)
		return refuse_code(rq, result);
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_id(out, "person_id", person_id);
	json_kv_text(out, "access", "full");
	json_obj_end(out);
	return OK;
}

/* ---- who looks after somebody ---- */

static enum err
get_holders(struct request *rq)
{
	struct member *list;
	size_t n;
	TRY(member_holders(&rq->cx, rq->member->person_id, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		json_obj(out);
		json_kv_id(out, "account_id", list[i].account_id);
		json_kv_text(out, "phone_masked", phone_masked(rq->cx.mem, list[i].phone));
		json_kv_text(out, "relation", list[i].relation);
		json_kv_text(out, "access", list[i].access);
		json_kv_text(out, "proof", list[i].proof);
		json_kv_time(out, "since", list[i].since_ms);
		json_kv_bool(out, "me", list[i].account_id == rq->citizen->id);
		json_obj_end(out);
	}
	json_arr_end(out);
	json_obj_end(out);
	return OK;
}

static enum err
post_holder_remove(struct request *rq)
{
	TRY(member_remove(&rq->cx, request_id_param(rq, "account"), rq->member->person_id));
	return reply_empty(rq);
}

static enum err
post_remove(struct request *rq)
{
	TRY(member_remove(&rq->cx, rq->citizen->id, rq->member->person_id));
	return reply_empty(rq);
}

static enum err
reply_code(struct request *rq, int64_t person_id, int64_t unit_id)
{
	const char *code;
	int64_t expires;
	TRY(desk_code_make(&rq->cx, person_id, unit_id, &code, &expires));
	struct buf *out = reply_json(rq, 201);
	json_obj(out);
	json_kv_text(out, "code", code);
	json_kv_time(out, "expires_at", expires);
	json_obj_end(out);
	return OK;
}

static enum err
post_share(struct request *rq)
{
	return reply_code(rq, rq->member->person_id, 0);
}

/* ---- the desk ---- */

/* Staff saw the person's card: what they hand out opens the book at home. */
static enum err
post_site_code(struct request *rq)
{
	struct unit unit;
	struct person person;
	TRY(unit_in_path(rq, &unit));
	TRY(person_open(&rq->cx, &unit, request_id_param(rq, "person"), &person));
	if (person.outside)
		request_views_outside(rq, person.id);
	else
		request_views(rq, person.id);
	return reply_code(rq, person.id, unit.id);
}

/* Codes are shown once and never kept with an answer (NO_IDEMPOTENCY). */
#define PERSON "/api/v1/book/people/{person}"
const struct route family_routes[] = {
	{ POST, "/api/v1/book/claims", CAP_CITIZEN, TX_WRITE, &claim_in_fields, post_claim,
	  "prove to know somebody whose record has the account's phone: full access" },
	{ POST, "/api/v1/book/desk-code", CAP_CITIZEN, TX_WRITE, &desk_in_fields, post_desk_code,
	  "use a code of a site or of the family: full access to its person" },
	{ GET, PERSON "/holders", CAP_CITIZEN_FULL, TX_READ, NULL, get_holders,
	  "accounts that look after this person" },
	{ POST, PERSON "/holders/{account}/remove", CAP_CITIZEN_FULL, TX_WRITE, NULL, post_holder_remove,
	  "end an account's access to this person" },
	{ POST, PERSON "/share", CAP_CITIZEN_FULL, TX_WRITE, NULL, post_share,
	  "make a code by which another account looks after this person too; shown once", NO_IDEMPOTENCY },
	{ POST, PERSON "/remove", CAP_CITIZEN, TX_WRITE, NULL, post_remove,
	  "take this person out of one's family; the record stays" },
	{ POST, "/api/v1/units/{unit}/persons/{person}/desk-code", CAP_PERSON_WRITE, TX_WRITE, NULL, post_site_code,
	  "make a code that opens the person's book at home; shown once", LOGS_VIEW | NO_IDEMPOTENCY },
	{ 0 },
};
