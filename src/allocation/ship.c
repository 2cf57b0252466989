/* From a decision to doses on their way, and what the receivers plan with them. */
#include "allocation/ship.h"

#include "allocation_sql.h"
#include "base/clock.h"

FIELDS(ship_in, FIELD_RANGE(ship_in, version, 0, INT64_MAX, F_IN | F_MUST), FIELD(ship_in, to_unit_id, F_ID, 0, F_IN),
       FIELD(ship_in, carrier, F_TEXT, 100, F_IN), FIELD(ship_in, vehicle, F_TEXT, 40, F_IN),
       FIELD(ship_in, note, F_TEXT, ROUND_NOTE_MAX, F_IN), FIELD(ship_in, on_date, F_DATE, 10, F_IN));

FIELDS(received_round, FIELD(received_round, unit_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(received_round, unit_name, F_TEXT, 300, F_OUT | F_ROW),
       FIELD(received_round, round_id, F_ID, 0, F_OUT | F_ROW), FIELD(received_round, number, F_I64, 0, F_OUT | F_ROW),
       FIELD(received_round, title, F_TEXT, ROUND_TITLE_MAX, F_OUT | F_ROW),
       FIELD(received_round, product_code, F_TEXT, 32, F_OUT | F_ROW),
       FIELD(received_round, product_name, F_TEXT, 60, F_OUT | F_ROW),
       FIELD(received_round, state, F_TEXT, 16, F_OUT | F_ROW), FIELD(received_round, doses, F_I64, 0, F_OUT | F_ROW),
       FIELD(received_round, shipped, F_I64, 0, F_OUT | F_ROW),
       FIELD(received_round, received, F_I64, 0, F_OUT | F_ROW),
       FIELD(received_round, planned, F_I64, 0, F_OUT | F_ROW),
       FIELD(received_round, why, F_TEXT, STOCK_WHY_MAX, F_OUT | F_ROW),
       FIELD(received_round, plan_to, F_DATE, 10, F_OUT | F_ROW),
       FIELD(received_round, plan_note, F_TEXT, ROUND_NOTE_MAX, F_OUT | F_ROW),
       FIELD(received_round, planned_ms, F_TIME, 0, F_OUT | F_ROW),
       FIELD(received_round, approved_ms, F_TIME, 0, F_OUT | F_ROW));

FIELDS(plan_in, FIELD_RANGE(plan_in, planned, 0, SHARE_DOSES_MAX, F_IN | F_MUST),
       FIELD(plan_in, plan_to, F_DATE, 10, F_IN | F_MUST), FIELD(plan_in, plan_note, F_TEXT, ROUND_NOTE_MAX, F_IN));

/* ---- sending ---- */

static int64_t
to_be_sent(const struct round_share *s)
{
	return s->doses > s->shipped ? s->doses - s->shipped : 0;
}

/* Which lots, or an error that names the store. */
static enum err
propose(struct ctx *cx, const struct unit *unit, const struct round *round, int64_t wanted, struct proposal **out,
	size_t *n)
{
	int64_t there = 0;
	TRY(shipment_propose(cx, unit->id, round->product_code, wanted, out, n));
	for (size_t i = 0; i < *n; i++)
		there += (*out)[i].doses;
	if (there >= wanted)
		return OK;
	return fail(
		cx, ERR_CONFLICT, "round.short",
		"Kho %s chỉ có %lld liều %s dùng được (tính lọ nguyên), cần %lld liều. Chưa xuất liều nào.",
		"The store of %s has %lld usable doses of %s (in whole vials), and %lld are wanted. Nothing was sent.",
		unit->name, (long long)there, round->product_name, (long long)wanted);
}

static enum err
send_share(struct ctx *cx, const struct unit *unit, const struct round *round, const struct round_share *share,
	   const struct ship_in *in, struct shipment *out)
{
	struct proposal *lots;
	size_t n;
	TRY(propose(cx, unit, round, to_be_sent(share), &lots, &n));
	struct send_line *lines = NEW(cx->mem, struct send_line, n);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct send_line){ lots[i].lot_id, lots[i].doses };
	const struct send_in send = { .to_unit_id = share->to_unit_id,
				      .lines = { lines, n },
				      .carrier = in->carrier,
				      .vehicle = in->vehicle,
				      .note = in->note,
				      .on_date = in->on_date,
				      .round_id = round->id };
	return shipment_send(cx, unit, &send, out);
}

/* What is asked for, and what stays behind when it has left. */
static enum err
judge(struct ctx *cx, const struct ship_in *in, const struct round_share *list, size_t n, int64_t *wanted,
      int64_t *stay)
{
	bool found = !in->to_unit_id;
	*wanted = *stay = 0;
	for (size_t i = 0; i < n; i++) {
		bool asked = !in->to_unit_id || list[i].to_unit_id == in->to_unit_id;
		found = found || asked;
		*(asked ? wanted : stay) += to_be_sent(&list[i]);
	}
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "round.share", "Đơn vị này không nhận vắc xin của đợt phân bổ.",
			    "This unit gets no doses of the round.");
	if (!*wanted)
		return fail(cx, ERR_CONFLICT, "round.left", "Phần này đã xuất kho, không còn liều nào để xuất.",
			    "This has left already: nothing is to be sent any more.");
	return OK;
}

enum err
round_ship(struct ctx *cx, const struct unit *unit, const struct round *round, const struct ship_in *in,
	   struct round *out, struct shipment **sent, size_t *n)
{
	struct round_share *list;
	struct proposal *all;
	size_t nshares, nall;
	int64_t wanted, stay;
	bool claimed;
	if (strcmp(round->state, "approved") != 0 && strcmp(round->state, "shipped") != 0)
		return round_fail_state(cx, round);
	if (in->version != round->version)
		return round_fail_changed(cx, round);
	TRY(db_list(cx, sql_round_shares(unit->id, round->id), &round_share_fields, &list, &nshares));
	TRY(judge(cx, in, list, nshares, &wanted, &stay));
	TRY(db_claim(cx, sql_round_ship(unit->id, round->id, in->version, stay ? "approved" : "shipped"), &claimed));
	if (!claimed)
		return round_fail_changed(cx, round);
	TRY(propose(cx, unit, round, wanted, &all, &nall)); /* of the whole, before the first of many shares */
	*sent = NEW(cx->mem, struct shipment, nshares);
	*n = 0;
	for (size_t i = 0; i < nshares; i++)
		if (to_be_sent(&list[i]) && (!in->to_unit_id || list[i].to_unit_id == in->to_unit_id))
			TRY(send_share(cx, unit, round, &list[i], in, &(*sent)[(*n)++]));
	return round_get(cx, unit->id, round->id, out);
}

/* ---- the receiver ---- */

enum err
round_list_received(struct ctx *cx, const struct unit *unit, struct received_round **out, size_t *n)
{
	struct unit decider;
	TRY(receivers_decider(cx, unit, &decider));
	return db_list(cx, sql_round_received(decider.id, unit->id, 0, ROUND_LIST_MAX), &received_round_fields, out, n);
}

static enum err
received_get(struct ctx *cx, const struct unit *decider, const struct unit *unit, int64_t round_id,
	     struct received_round *out)
{
	bool found = false;
	if (round_id) /* 0 would be all of them */
		TRY(db_one(cx, sql_round_received(decider->id, unit->id, round_id, 1), &received_round_fields, out,
			   &found));
	return found ? OK
		     : fail(cx, ERR_NOT_FOUND, "round.unknown", "Không có đợt phân bổ này cho đơn vị của bạn.",
			    "There is no such allocation round for your unit.");
}

enum err
round_plan(struct ctx *cx, const struct unit *unit, int64_t round_id, const struct plan_in *in,
	   struct received_round *out)
{
	struct unit decider;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(receivers_decider(cx, unit, &decider));
	TRY(received_get(cx, &decider, unit, round_id, out));
	if (in->planned > out->doses)
		return fail_field(cx, "planned", "plan.over",
				  "Đơn vị được phân bổ %lld liều, không thể dự kiến tiêm %lld.",
				  "The unit's share is %lld doses; %lld cannot be planned.", (long long)out->doses,
				  (long long)in->planned);
	if (strcmp(in->plan_to, today) < 0)
		return fail_field(cx, "plan_to", "plan.past", "Ngày %s đã qua. Ghi ngày sẽ tiêm xong.",
				  "The day %s is over. Write the day by which they will be given.", in->plan_to);
	TRY(db_post(cx,
		    sql_round_plan(decider.id, round_id, unit->id, in->planned, in->plan_to, in->plan_note, cx->now)));
	return received_get(cx, &decider, unit, round_id, out);
}
