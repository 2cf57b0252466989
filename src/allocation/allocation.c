#include "allocation/allocation.h"

#include "allocation/basis.h"
#include "allocation_sql.h"
#include "base/clock.h"
#include "base/id.h"
#include "staff/staff.h"

FIELDS(round, FIELD(round, unit_id, F_ID, 0, F_OUT | F_ROW), FIELD(round, unit_name, F_TEXT, 300, F_OUT | F_ROW),
       FIELD(round, id, F_ID, 0, F_OUT | F_ROW), FIELD(round, number, F_I64, 0, F_OUT | F_ROW),
       FIELD(round, title, F_TEXT, ROUND_TITLE_MAX, F_OUT | F_ROW),
       FIELD(round, product_code, F_TEXT, 32, F_OUT | F_ROW), FIELD(round, product_name, F_TEXT, 60, F_OUT | F_ROW),
       FIELD(round, doses, F_I64, 0, F_OUT | F_ROW), FIELD(round, pack, F_I64, 0, F_OUT | F_ROW),
       FIELD(round, basis, F_JSON, ROUND_BASIS_MAX, F_OUT | F_ROW),
       FIELD(round, deduct_on_hand, F_BOOL, 0, F_OUT | F_ROW), FIELD(round, state, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(round, why, F_TEXT, STOCK_WHY_MAX, F_OUT | F_ROW), FIELD(round, version, F_I64, 0, F_OUT | F_ROW),
       FIELD(round, decided, F_I64, 0, F_OUT | F_ROW), FIELD(round, left, F_I64, 0, F_OUT | F_ROW),
       FIELD(round, shipped, F_I64, 0, F_OUT | F_ROW), FIELD(round, received, F_I64, 0, F_OUT | F_ROW),
       FIELD(round, created_by, F_TEXT, 200, F_OUT | F_ROW), FIELD(round, created_ms, F_TIME, 0, F_OUT | F_ROW),
       FIELD(round, approved_by, F_TEXT, 200, F_OUT | F_ROW), FIELD(round, approved_ms, F_TIME, 0, F_OUT | F_ROW));

FIELDS(round_share, FIELD(round_share, to_unit_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(round_share, to_unit_code, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(round_share, to_unit_name, F_TEXT, 300, F_OUT | F_ROW),
       FIELD(round_share, figures, F_JSON, ROUND_BASIS_MAX, F_OUT | F_ROW),
       FIELD(round_share, computed, F_I64, 0, F_OUT | F_ROW), FIELD(round_share, doses, F_I64, 0, F_OUT | F_ROW),
       FIELD(round_share, why, F_TEXT, STOCK_WHY_MAX, F_OUT | F_ROW),
       FIELD(round_share, shipped, F_I64, 0, F_OUT | F_ROW), FIELD(round_share, received, F_I64, 0, F_OUT | F_ROW),
       FIELD(round_share, planned, F_I64, 0, F_OUT | F_ROW), FIELD(round_share, plan_to, F_DATE, 10, F_OUT | F_ROW),
       FIELD(round_share, plan_note, F_TEXT, ROUND_NOTE_MAX, F_OUT | F_ROW),
       FIELD(round_share, planned_ms, F_TIME, 0, F_OUT | F_ROW),
       FIELD(round_share, first_received_on, F_DATE, 10, F_OUT), FIELD(round_share, used, F_I64, 0, F_OUT));

FIELDS(round_in, FIELD(round_in, title, F_TEXT, ROUND_TITLE_MAX, F_IN | F_MUST),
       FIELD(round_in, product_code, F_TEXT, 32, F_IN | F_MUST),
       FIELD_RANGE(round_in, doses, 1, SHARE_DOSES_MAX, F_IN | F_MUST),
       FIELD_RANGE(round_in, pack, 1, ROUND_PACK_MAX, F_IN),
       FIELD(round_in, basis, F_JSON, ROUND_BASIS_MAX, F_IN | F_MUST),
       FIELD(round_in, deduct_on_hand, F_BOOL, 0, F_IN));

FIELDS(round_change, FIELD_RANGE(round_change, version, 0, INT64_MAX, F_IN | F_MUST),
       FIELD(round_change, title, F_TEXT, ROUND_TITLE_MAX, F_IN),
       FIELD_RANGE(round_change, doses, 1, SHARE_DOSES_MAX, F_IN),
       FIELD_RANGE(round_change, pack, 1, ROUND_PACK_MAX, F_IN),
       FIELD(round_change, basis, F_JSON, ROUND_BASIS_MAX, F_IN), FIELD(round_change, deduct_on_hand, F_BOOL, 0, F_IN));

FIELDS(share_in, FIELD_RANGE(share_in, version, 0, INT64_MAX, F_IN | F_MUST),
       FIELD_RANGE(share_in, doses, 0, SHARE_DOSES_MAX, F_IN | F_MUST),
       FIELD(share_in, why, F_TEXT, STOCK_WHY_MAX, F_IN | F_MUST));

FIELDS(decision_in, FIELD_RANGE(decision_in, version, 0, INT64_MAX, F_IN | F_MUST),
       FIELD(decision_in, why, F_TEXT, STOCK_WHY_MAX, F_IN));

/* ---- looking ---- */

enum err
round_get(struct ctx *cx, int64_t unit_id, int64_t id, struct round *out)
{
	bool found;
	TRY(db_one(cx, sql_round_get(unit_id, id), &round_fields, out, &found));
	return found ? OK
		     : fail(cx, ERR_NOT_FOUND, "round.unknown", "Không có đợt phân bổ này ở đơn vị của bạn.",
			    "Your unit has no such allocation round.");
}

enum err
round_list(struct ctx *cx, int64_t unit_id, struct round **out, size_t *n)
{
	return db_list(cx, sql_round_list(unit_id, ROUND_LIST_MAX), &round_fields, out, n);
}

enum err
round_shares(struct ctx *cx, const struct round *round, struct round_share **out, size_t *n)
{
	struct unit unit;
	struct rows used;
	TRY(unit_get(cx, round->unit_id, &unit));
	TRY(db_list(cx, sql_round_shares(round->unit_id, round->id), &round_share_fields, out, n));
	if (!round->received)
		return OK;
	bool sites = strcmp(unit.level, "district") == 0;
	if (sites)
		TRY(db_query(cx, sql_round_used_sites(round->unit_id, round->id, round->product_code), &used));
	else
		TRY(db_query(cx, sql_round_used(round->unit_id, round->id, round->product_code), &used));
	for (size_t i = 0; i < *n; i++)
		for (size_t k = 0; k < used.n; k++)
			if (db_cell(&used, k, 0)->i == (*out)[i].to_unit_id) {
				(*out)[i].first_received_on = db_cell(&used, k, 1)->p;
				(*out)[i].used = db_cell(&used, k, 2)->i;
			}
	return OK;
}

/* ---- what stops a change ---- */

static const char *
state_text(const char *state, bool en)
{
	static const struct {
		const char *state, *vi, *en;
	} texts[] = { { "draft", "đang soạn", "a draft" },
		      { "approved", "đã được duyệt", "approved" },
		      { "shipped", "đã xuất hết", "shipped" },
		      { "cancelled", "đã bị hủy", "cancelled" } };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(texts[i].state, state) == 0)
			return en ? texts[i].en : texts[i].vi;
	return state;
}

enum err
round_fail_state(struct ctx *cx, const struct round *round)
{
	return fail_text(cx, ERR_CONFLICT, "round.state",
			 arena_printf(cx->mem, "Đợt phân bổ %lld %s, không làm được việc này nữa.",
				      (long long)round->number, state_text(round->state, false)),
			 arena_printf(cx->mem, "Allocation round %lld is %s: this cannot be done any more.",
				      (long long)round->number, state_text(round->state, true)));
}

enum err
round_fail_changed(struct ctx *cx, const struct round *round)
{
	return fail(cx, ERR_CONFLICT, "round.changed",
		    "Đợt phân bổ %lld vừa được người khác thay đổi. Hãy tải lại, xem lại rồi làm tiếp.",
		    "Somebody else has just changed allocation round %lld. Load it again, look at it, and go on.",
		    (long long)round->number);
}

static enum err
check_draft(struct ctx *cx, const struct round *round, int64_t version)
{
	if (strcmp(round->state, "draft") != 0)
		return round_fail_state(cx, round);
	return version == round->version ? OK : round_fail_changed(cx, round);
}

/* Claims the next version by a conditional UPDATE. */
static enum err
claim(struct ctx *cx, const struct round *round, struct sql_call call)
{
	bool claimed;
	TRY(db_claim(cx, call, &claimed));
	return claimed ? OK : round_fail_changed(cx, round);
}

/* ---- drafts ---- */

static enum err
put_shares(struct ctx *cx, int64_t unit_id, int64_t round_id, const struct computed *shares, size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(db_post(cx, sql_round_share_add(unit_id, round_id, shares[i].to_unit_id, shares[i].figures,
						    shares[i].doses)));
	return OK;
}

enum err
round_create(struct ctx *cx, const struct unit *unit, const struct round_in *in, struct round *out)
{
	struct basis basis;
	struct computed *shares;
	size_t n;
	bool made;
	int64_t id = id_next(cx->now);
	TRY(basis_read(cx, in->basis, &basis));
	TRY(basis_packs(cx, &basis, in->product_code, in->doses, in->pack));
	basis.shares.deduct = in->deduct_on_hand;
	TRY(basis_compute(cx, unit, &basis, in->product_code, &shares, &n));
	TRY(db_claim(cx,
		     sql_round_add(unit->id, id, in->title, in->product_code, in->doses, basis.shares.pack, basis.json,
				   in->deduct_on_hand, cx->actor->staff_id, cx->now),
		     &made));
	if (!made)
		return fail(cx, ERR_CONFLICT, "round.again", "Có người vừa lập một đợt phân bổ khác. Hãy gửi lại.",
			    "Somebody else has just made another round. Send it again.");
	TRY(put_shares(cx, unit->id, id, shares, n));
	return round_get(cx, unit->id, id, out);
}

enum err
round_recompute(struct ctx *cx, const struct round *round, const struct round_change *in, uint64_t has,
		struct round *out)
{
	struct unit unit;
	struct basis basis;
	struct computed *shares;
	size_t n;
#define CHANGED(member) fields_has(&round_change_fields, has, #member)
	const char *title = in->title && *in->title ? in->title : round->title;
	int64_t doses = in->doses != NONE ? in->doses : round->doses, pack = in->pack != NONE ? in->pack : round->pack;
	bool deduct = CHANGED(deduct_on_hand) ? in->deduct_on_hand : round->deduct_on_hand;
#undef CHANGED
	TRY(check_draft(cx, round, in->version));
	TRY(basis_read(cx, in->basis ? in->basis : round->basis, &basis));
	TRY(basis_packs(cx, &basis, round->product_code, doses, pack));
	basis.shares.deduct = deduct;
	TRY(unit_get(cx, round->unit_id, &unit));
	TRY(basis_compute(cx, &unit, &basis, round->product_code, &shares, &n));
	TRY(claim(cx, round,
		  sql_round_redraft(unit.id, round->id, in->version, title, doses, pack, basis.json, deduct)));
	TRY(db_post(cx, sql_round_share_clear(unit.id, round->id)));
	TRY(put_shares(cx, unit.id, round->id, shares, n));
	return round_get(cx, unit.id, round->id, out);
}

enum err
share_edit(struct ctx *cx, const struct round *round, int64_t to_unit_id, const struct share_in *in, struct round *out)
{
	struct round_share *list;
	size_t n;
	int64_t others = 0;
	const struct round_share *mine = NULL;
	TRY(check_draft(cx, round, in->version));
	if (!in->why || !*in->why)
		return fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
	TRY(db_list(cx, sql_round_shares(round->unit_id, round->id), &round_share_fields, &list, &n));
	for (size_t i = 0; i < n; i++) {
		mine = list[i].to_unit_id == to_unit_id ? &list[i] : mine;
		others += list[i].to_unit_id == to_unit_id ? 0 : list[i].doses;
	}
	if (!mine)
		return fail(cx, ERR_NOT_FOUND, "round.share", "Đơn vị này không nhận vắc xin của đợt phân bổ.",
			    "This unit gets no doses of the round.");
	if (in->doses % round->pack)
		return fail_packs(cx, in->doses, round->pack);
	if (others + in->doses > round->doses)
		return fail_field(cx, "doses", "round.over",
				  "Đợt có %lld liều, các nơi khác đã nhận %lld: %s nhiều nhất %lld liều.",
				  "The round has %lld doses and the others have %lld: %s gets %lld at most.",
				  (long long)round->doses, (long long)others, mine->to_unit_name,
				  (long long)(round->doses - others));
	TRY(claim(cx, round, sql_round_decide(round->unit_id, round->id, in->version, others + in->doses)));
	TRY(db_post(cx, sql_round_share_edit(round->unit_id, round->id, to_unit_id, in->doses, in->why)));
	return round_get(cx, round->unit_id, round->id, out);
}

/* ---- decisions ---- */

enum err
round_approve(struct ctx *cx, const struct round *round, const struct decision_in *in, struct round *out)
{
	TRY(check_draft(cx, round, in->version));
	if (!round->decided)
		return fail(cx, ERR_INVALID, "round.none", "Chưa có đơn vị nào được phân bổ liều nào.",
			    "Nobody gets a single dose.");
	if (round->left && (!in->why || !*in->why))
		return fail_field(cx, "why", "round.less",
				  "Còn %lld trong %lld liều chưa phân bổ. Phân bổ hết, hoặc ghi lý do để lại.",
				  "%lld of %lld doses are in no share. Allocate them, or say why they stay.",
				  (long long)round->left, (long long)round->doses);
	TRY(claim(cx, round,
		  sql_round_approve(round->unit_id, round->id, in->version, in->why, cx->actor->staff_id, cx->now)));
	return round_get(cx, round->unit_id, round->id, out);
}

enum err
round_cancel(struct ctx *cx, const struct round *round, const struct decision_in *in, struct round *out)
{
	if (strcmp(round->state, "draft") != 0 && strcmp(round->state, "approved") != 0)
		return round_fail_state(cx, round);
	if (!in->why || !*in->why)
		return fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
	if (round->shipped)
		return fail(cx, ERR_CONFLICT, "round.under_way",
			    "%lld liều của đợt này đã xuất kho. Hủy các phiếu vận chuyển trước.",
			    "%lld doses of this round have left. Cancel their shipments first.",
			    (long long)round->shipped);
	if (in->version != round->version)
		return round_fail_changed(cx, round);
	TRY(claim(cx, round, sql_round_cancel(round->unit_id, round->id, in->version, in->why)));
	return round_get(cx, round->unit_id, round->id, out);
}
