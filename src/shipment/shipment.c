#include "shipment/shipment.h"

#include "alarm/alarm.h"
#include "base/clock.h"
#include "base/id.h"
#include "shipment_sql.h"
#include "staff/staff.h"

enum { CODE_LETTERS = 8, NOTE_MAX = 500 };

FIELDS(shipment, FIELD(shipment, unit_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(shipment, unit_name, F_TEXT, 200, F_OUT | F_ROW), FIELD(shipment, id, F_ID, 0, F_OUT | F_ROW),
       FIELD(shipment, code, F_TEXT, 16, F_OUT | F_ROW), FIELD(shipment, to_unit_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(shipment, to_unit_name, F_TEXT, 200, F_OUT | F_ROW), FIELD(shipment, purpose, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(shipment, state, F_TEXT, 16, F_OUT | F_ROW), FIELD(shipment, round_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(shipment, sent_on, F_DATE, 10, F_OUT | F_ROW), FIELD(shipment, carrier, F_TEXT, 100, F_OUT | F_ROW),
       FIELD(shipment, vehicle, F_TEXT, 40, F_OUT | F_ROW), FIELD(shipment, note, F_TEXT, NOTE_MAX, F_OUT | F_ROW),
       FIELD(shipment, why, F_TEXT, STOCK_WHY_MAX, F_OUT | F_ROW), FIELD(shipment, coldest_e1, F_I64, 0, F_OUT | F_ROW),
       FIELD(shipment, warmest_e1, F_I64, 0, F_OUT | F_ROW), FIELD(shipment, outside_min, F_I64, 0, F_OUT | F_ROW),
       FIELD(shipment, sent_by, F_TEXT, 100, F_OUT | F_ROW), FIELD(shipment, sent_ms, F_TIME, 0, F_OUT | F_ROW),
       FIELD(shipment, changed_ms, F_TIME, 0, F_OUT | F_ROW), FIELD(shipment, doses, F_I64, 0, F_OUT | F_ROW),
       FIELD(shipment, received, F_I64, 0, F_OUT | F_ROW), FIELD(shipment, lost, F_I64, 0, F_OUT | F_ROW),
       FIELD(shipment, returned, F_I64, 0, F_OUT | F_ROW));

FIELDS(shipment_line, FIELD(shipment_line, lot_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(shipment_line, product_code, F_TEXT, 32, F_OUT | F_ROW),
       FIELD(shipment_line, product_name, F_TEXT, 60, F_OUT | F_ROW),
       FIELD(shipment_line, number, F_TEXT, 40, F_OUT | F_ROW),
       FIELD(shipment_line, expires_on, F_DATE, 10, F_OUT | F_ROW),
       FIELD(shipment_line, lot_state, F_TEXT, 16, F_OUT | F_ROW), FIELD(shipment_line, vial, F_I64, 0, F_OUT | F_ROW),
       FIELD(shipment_line, sent, F_I64, 0, F_OUT | F_ROW), FIELD(shipment_line, received, F_I64, 0, F_OUT | F_ROW),
       FIELD(shipment_line, lost, F_I64, 0, F_OUT | F_ROW), FIELD(shipment_line, returned, F_I64, 0, F_OUT | F_ROW),
       FIELD(shipment_line, vvm, F_I64, 0, F_OUT | F_ROW),
       FIELD(shipment_line, why, F_TEXT, STOCK_WHY_MAX, F_OUT | F_ROW));

static FIELDS(send_line, FIELD(send_line, lot_id, F_ID, 0, F_IN | F_MUST),
	      FIELD_RANGE(send_line, doses, 1, STOCK_DOSES_MAX, F_IN | F_MUST));
FIELDS(send_in, FIELD(send_in, to_unit_id, F_ID, 0, F_IN | F_MUST),
       FIELD_LIST(send_in, lines, &send_line_fields, SHIPMENT_LINES_MAX, F_IN | F_MUST),
       FIELD(send_in, carrier, F_TEXT, 100, F_IN), FIELD(send_in, vehicle, F_TEXT, 40, F_IN),
       FIELD(send_in, note, F_TEXT, NOTE_MAX, F_IN), FIELD(send_in, on_date, F_DATE, 10, F_IN));

static FIELDS(back_line, FIELD(back_line, lot_id, F_ID, 0, F_IN | F_MUST),
	      FIELD_RANGE(back_line, doses, 1, STOCK_DOSES_MAX, F_IN | F_MUST),
	      FIELD(back_line, held, F_BOOL, 0, F_IN));
FIELDS(back_in, FIELD_LIST(back_in, lines, &back_line_fields, SHIPMENT_LINES_MAX, F_IN),
       FIELD(back_in, why, F_TEXT, STOCK_WHY_MAX, F_IN | F_MUST));

FIELDS(proposal, FIELD(proposal, lot_id, F_ID, 0, F_OUT), FIELD(proposal, number, F_TEXT, 40, F_OUT),
       FIELD(proposal, expires_on, F_DATE, 10, F_OUT), FIELD(proposal, on_hand, F_I64, 0, F_OUT),
       FIELD(proposal, doses, F_I64, 0, F_OUT));

static FIELDS(receipt_line, FIELD(receipt_line, lot_id, F_ID, 0, F_IN | F_MUST),
	      FIELD_RANGE(receipt_line, received, 0, STOCK_DOSES_MAX, F_IN | F_MUST),
	      FIELD_RANGE(receipt_line, held, 0, STOCK_DOSES_MAX, F_IN),
	      FIELD_RANGE(receipt_line, lost, 0, STOCK_DOSES_MAX, F_IN),
	      FIELD_RANGE(receipt_line, vvm, 1, VVM_STAGES, F_IN),
	      FIELD(receipt_line, why, F_TEXT, STOCK_WHY_MAX, F_IN));
FIELDS(receipt_in, FIELD_LIST(receipt_in, lines, &receipt_line_fields, SHIPMENT_LINES_MAX, F_IN | F_MUST),
       FIELD(receipt_in, on_date, F_DATE, 10, F_IN));

FIELDS(shipment_limits, FIELD(shipment_limits, lowest_e1, F_I64, 0, F_OUT),
       FIELD(shipment_limits, highest_e1, F_I64, 0, F_OUT));

FIELDS(reading, FIELD(reading, at, F_TIME, 0, F_IN | F_OUT | F_ROW | F_MUST),
       FIELD_RANGE(reading, celsius_e1, -2000, 1000, F_IN | F_OUT | F_ROW | F_MUST));
FIELDS(readings_in, FIELD_LIST(readings_in, readings, &reading_fields, READINGS_MAX, F_IN | F_MUST));

FIELDS(shipment_filter, FIELD(shipment_filter, state, F_TEXT, 8, F_IN));

/* ---- looking ---- */

static enum err
found_or_not(struct ctx *cx, bool found)
{
	return found ? OK
		     : fail(cx, ERR_NOT_FOUND, "shipment.unknown", "Không có phiếu vận chuyển này ở kho của bạn.",
			    "There is no such shipment at your store.");
}

enum err
shipment_get(struct ctx *cx, int64_t unit_id, int64_t id, struct shipment *out)
{
	bool found;
	*out = (struct shipment){ 0 };
	TRY(db_one(cx, sql_shipment_get(unit_id, id), &shipment_fields, out, &found));
	return found_or_not(cx, found);
}

enum err
shipment_incoming(struct ctx *cx, int64_t to_unit_id, int64_t id, struct shipment *out)
{
	int64_t from;
	TRY(db_number(cx, sql_incoming_from(to_unit_id, id), 0, &from));
	TRY(found_or_not(cx, from != 0));
	return shipment_get(cx, from, id, out);
}

enum err
shipment_lines(struct ctx *cx, const struct shipment *s, struct shipment_line **out, size_t *n)
{
	return db_list(cx, sql_shipment_lines(s->unit_id, s->id), &shipment_line_fields, out, n);
}

enum err
shipment_readings(struct ctx *cx, const struct shipment *s, struct reading **out, size_t *n)
{
	return db_list(cx, sql_shipment_readings(s->unit_id, s->id, READINGS_MAX), &reading_fields, out, n);
}

static enum err
all_of(struct ctx *cx, const struct shipment_filter *filter, bool *all)
{
	*all = filter->state && strcmp(filter->state, "all") == 0;
	if (!filter->state || *all || strcmp(filter->state, "open") == 0)
		return OK;
	return fail_field(cx, "state", "shipment.state", "Trạng thái là open hoặc all.", "The state is open or all.");
}

enum err
shipment_list(struct ctx *cx, int64_t unit_id, const struct shipment_filter *filter, struct shipment **out, size_t *n)
{
	bool all;
	TRY(all_of(cx, filter, &all));
	return db_list(cx, sql_shipment_list(unit_id, all, SHIPMENT_LIST_MAX), &shipment_fields, out, n);
}

enum err
shipment_list_incoming(struct ctx *cx, int64_t to_unit_id, const struct shipment_filter *filter, struct shipment **out,
		       size_t *n)
{
	bool all;
	TRY(all_of(cx, filter, &all));
	return db_list(cx, sql_incoming_list(to_unit_id, all, SHIPMENT_LIST_MAX), &shipment_fields, out, n);
}

enum err
shipment_list_below(struct ctx *cx, const char *path, struct shipment **out, size_t *n)
{
	return db_list(cx, sql_shipment_below(path, SHIPMENT_LIST_MAX), &shipment_fields, out, n);
}

/* ---- sending ---- */

/* A regional store stands between the nation and the provinces, whatever the tree says. */
static const char *
purpose_of(const struct unit *from, const struct unit *to)
{
	bool nation = strcmp(from->level, "nation") == 0 || strcmp(to->level, "nation") == 0;
	if (!nation && strcmp(from->kind, UNIT_REGIONAL_STORE) == 0)
		return "supply";
	if (!nation && strcmp(to->kind, UNIT_REGIONAL_STORE) == 0)
		return "return";
	if (strncmp(to->path, from->path, strlen(from->path)) == 0)
		return "supply";
	return strncmp(from->path, to->path, strlen(to->path)) == 0 ? "return" : "transfer";
}

static enum err
check_lines(struct ctx *cx, const struct send_line *lines, size_t n)
{
	if (!n)
		return fail_field(cx, "lines", "shipment.empty", "Phiếu cần ít nhất một lô.",
				  "A shipment needs at least one lot.");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (lines[i].lot_id == lines[k].lot_id)
				return fail_field(cx, "lines", "shipment.twice",
						  "Một lô đứng hai lần trong phiếu. Hãy gộp lại.",
						  "A lot stands twice in the shipment. Put it into one line.");
	return OK;
}

static enum err
send_line(struct ctx *cx, const struct unit *from, const struct unit *to, int64_t id, const struct send_in *in,
	  const struct send_line *line, bool returns)
{
	struct lot lot;
	struct balance left;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(lot_get(cx, line->lot_id, &lot));
	if (!returns)
		TRY(lot_check(cx, &lot, today));
	const struct posting p = { .unit_id = from->id,
				   .lot = &lot,
				   .kind = "issue",
				   .doses = -line->doses,
				   .transit = line->doses,
				   .on_date = in->on_date,
				   .party = to->name,
				   .shipment_id = id };
	TRY(ledger_post(cx, &p, &left));
	return db_post(cx, sql_shipment_line_add(from->id, id, line->lot_id, line->doses));
}

enum err
shipment_send(struct ctx *cx, const struct unit *from, const struct send_in *in, struct shipment *out)
{
	struct unit to;
	char today[DATE_SIZE];
	int64_t id = id_next(cx->now);
	const struct send_line *lines = in->lines.items;
	date_text(cx->now, today);
	TRY(unit_get(cx, in->to_unit_id, &to));
	if (to.id == from->id)
		return fail_field(cx, "to_unit_id", "shipment.self", "Nơi nhận phải khác nơi gửi.",
				  "The receiver must be another store.");
	TRY(check_lines(cx, lines, in->lines.n));
	const char *purpose = purpose_of(from, &to), *code = code_new(cx->mem, CODE_LETTERS);
	int64_t doses = 0;
	for (size_t i = 0; i < in->lines.n; i++) {
		TRY(send_line(cx, from, &to, id, in, &lines[i], strcmp(purpose, "return") == 0));
		doses += lines[i].doses;
	}
	TRY(db_post(cx, sql_shipment_add(from->id, id, code, to.id, purpose, in->round_id ? &in->round_id : NULL,
					 in->on_date ? in->on_date : today, in->carrier, in->vehicle, in->note, doses,
					 cx->actor->staff_id, cx->now)));
	TRY(db_post(cx, sql_incoming_add(to.id, id, from->id, code)));
	return shipment_get(cx, from->id, id, out);
}

enum err
shipment_propose(struct ctx *cx, int64_t unit_id, const char *product_code, int64_t doses, struct proposal **out,
		 size_t *n)
{
	struct balance *list;
	size_t count;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(stock_list(cx, unit_id, false, &list, &count));
	*out = NEW(cx->mem, struct proposal, count);
	*n = 0;
	for (size_t i = 0; i < count && doses > 0; i++) {
		const struct balance *b = &list[i];
		int64_t whole = b->doses - b->doses % b->vial, need = (doses + b->vial - 1) / b->vial * b->vial;
		if (strcmp(b->product_code, product_code) || strcmp(b->state, "active") ||
		    strcmp(b->expires_on, today) < 0 || !whole)
			continue;
		struct proposal *p = &(*out)[(*n)++];
		*p = (struct proposal){ b->lot_id, b->number, b->expires_on, b->doses, need < whole ? need : whole };
		doses -= p->doses;
	}
	return OK;
}

/* ---- accounting for it ---- */

static enum err
over(struct ctx *cx, const struct shipment *s)
{
	if (strcmp(s->state, "sent") == 0)
		return OK;
	if (strcmp(s->state, "cancelled") == 0)
		return fail(cx, ERR_CONFLICT, "shipment.over", "Phiếu %s đã bị hủy.", "Shipment %s was cancelled.",
			    s->code);
	return fail(cx, ERR_CONFLICT, "shipment.over", "Phiếu %s đã được nhận đủ trước đó; không nhận lần thứ hai.",
		    "Shipment %s was received in full before; it is not received twice.", s->code);
}

static enum err
account(struct ctx *cx, const struct shipment *s, int64_t lot_id, int64_t received, int64_t lost, int64_t returned,
	const int64_t *vvm, const char *why)
{
	bool fits;
	struct rows rows;
	TRY(db_claim(cx, sql_shipment_line_account(s->unit_id, s->id, lot_id, received, lost, returned, vvm, why),
		     &fits));
	if (fits)
		return OK;
	TRY(db_query(cx, sql_shipment_line_rest(s->unit_id, s->id, lot_id), &rows));
	if (!rows.n)
		return fail_field(cx, "lot_id", "shipment.lot", "Phiếu %s không có lô này.",
				  "Shipment %s does not hold this lot.", s->code);
	return fail_field(cx, "received", "shipment.too_many",
			  "Lô %s trên phiếu %s chỉ còn %lld liều chưa nhận, không phải %lld.",
			  "Of lot %s on shipment %s only %lld doses are still to come, not %lld.",
			  db_cell(&rows, 0, 1)->p, s->code, (long long)db_cell(&rows, 0, 0)->i,
			  (long long)(received + lost + returned));
}

/* Nothing of it is on its way any more? Then it is over. */
static enum err
settle(struct ctx *cx, const struct shipment *s, const char *why, struct shipment *out)
{
	TRY(db_post(cx, sql_shipment_total(s->unit_id, s->id)));
	TRY(shipment_get(cx, s->unit_id, s->id, out));
	bool done = out->doses == out->received + out->lost + out->returned;
	const char *state = !done ? "sent" : out->returned == out->doses ? "cancelled" : "closed";
	TRY(db_post(cx, sql_shipment_settle(s->unit_id, s->id, state, why, cx->now)));
	if (done)
		TRY(db_post(cx, sql_incoming_close(s->to_unit_id, s->id)));
	return shipment_get(cx, s->unit_id, s->id, out);
}

static enum err
back_one(struct ctx *cx, const struct shipment *s, const struct back_line *line, const char *why)
{
	struct lot lot;
	struct balance b;
	TRY(lot_get(cx, line->lot_id, &lot));
	TRY(account(cx, s, line->lot_id, 0, 0, line->doses, NULL, why));
	const struct posting p = { .unit_id = s->unit_id,
				   .lot = &lot,
				   .kind = "back",
				   .doses = line->held ? 0 : line->doses,
				   .held = line->held ? line->doses : 0,
				   .transit = -line->doses,
				   .party = s->to_unit_name,
				   .why = why,
				   .shipment_id = s->id };
	return ledger_post(cx, &p, &b);
}

enum err
shipment_back(struct ctx *cx, int64_t unit_id, int64_t id, const struct back_in *in, struct shipment *out)
{
	struct shipment s;
	struct shipment_line *lines;
	size_t n;
	const struct back_line *some = in->lines.items;
	TRY(shipment_get(cx, unit_id, id, &s));
	TRY(over(cx, &s));
	if (!in->why || !*in->why)
		return fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
	for (size_t i = 0; i < in->lines.n; i++)
		TRY(back_one(cx, &s, &some[i], in->why));
	if (!in->lines.n) {
		TRY(shipment_lines(cx, &s, &lines, &n));
		for (size_t i = 0; i < n; i++) {
			const struct shipment_line *l = &lines[i];
			struct back_line all = { l->lot_id, l->sent - l->received - l->lost - l->returned, false };
			if (all.doses)
				TRY(back_one(cx, &s, &all, in->why));
		}
	}
	return settle(cx, &s, in->why, out);
}

static enum err
check_receipt(struct ctx *cx, const struct receipt_line *line)
{
	if (line->lost && (!line->why || !*line->why))
		return fail_field(cx, "why", "shipment.loss_why", "Có %lld liều vỡ hoặc thiếu: cần ghi rõ vì sao.",
				  "%lld doses are broken or missing: say why.", (long long)line->lost);
	if (line->held > line->received)
		return fail_field(cx, "held", "shipment.held", "Số liều biệt trữ không thể nhiều hơn số liều nhận.",
				  "No more doses can be held back than arrived.");
	return OK;
}

/* Two books, one transaction; the store with the lower id first, so that two that send to each other do not wait crosswise. */
static enum err
post_receipt(struct ctx *cx, const struct shipment *s, const struct receipt_line *line, int64_t held, const char *on)
{
	struct lot lot;
	struct balance b;
	TRY(lot_get(cx, line->lot_id, &lot));
	const struct posting accept = { .unit_id = s->to_unit_id,
					.lot = &lot,
					.kind = "accept",
					.doses = line->received - held,
					.held = held,
					.on_date = on,
					.party = s->unit_name,
					.why = line->why,
					.shipment_id = s->id };
	const struct posting deliver = { .unit_id = s->unit_id,
					 .lot = &lot,
					 .kind = "deliver",
					 .transit = -line->received,
					 .party = s->to_unit_name,
					 .shipment_id = s->id };
	const struct posting lose = { .unit_id = s->unit_id,
				      .lot = &lot,
				      .kind = "lose",
				      .transit = -line->lost,
				      .party = s->to_unit_name,
				      .why = line->why,
				      .shipment_id = s->id };
	bool first = s->to_unit_id < s->unit_id;
	if (line->received && first)
		TRY(ledger_post(cx, &accept, &b));
	if (line->received)
		TRY(ledger_post(cx, &deliver, &b));
	if (line->lost)
		TRY(ledger_post(cx, &lose, &b));
	return line->received && !first ? ledger_post(cx, &accept, &b) : OK;
}

static int64_t
or_zero(int64_t n)
{
	return n == NONE ? 0 : n;
}

static enum err
receive_line(struct ctx *cx, const struct shipment *s, const struct receipt_line *said, const char *on)
{
	const struct receipt_line whole = { said->lot_id,        said->received,     or_zero(said->held),
					    or_zero(said->lost), or_zero(said->vvm), said->why };
	const struct receipt_line *line = &whole;
	int64_t vvm = line->vvm;
	bool doubtful = vvm >= VVM_DISCARD || (s->outside_min != NONE && s->outside_min > 0);
	TRY(check_receipt(cx, line));
	TRY(account(cx, s, line->lot_id, line->received, line->lost, 0, vvm ? &vvm : NULL, line->why));
	return post_receipt(cx, s, line, doubtful ? line->received : line->held, on);
}

enum err
shipment_receive(struct ctx *cx, int64_t to_unit_id, int64_t id, const struct receipt_in *in, struct shipment *out)
{
	struct shipment s;
	const struct receipt_line *lines = in->lines.items;
	TRY(shipment_incoming(cx, to_unit_id, id, &s));
	TRY(over(cx, &s));
	if (!in->lines.n)
		return fail_field(cx, "lines", "shipment.empty", "Hãy ghi số liều nhận của ít nhất một lô.",
				  "Say how many doses of at least one lot arrived.");
	if (in->on_date && strcmp(in->on_date, s.sent_on) < 0)
		return fail_field(cx, "on_date", "shipment.before", "Ngày nhận không thể trước ngày gửi %s.",
				  "It cannot arrive before it was sent on %s.", s.sent_on);
	for (size_t i = 0; i < in->lines.n; i++)
		TRY(receive_line(cx, &s, &lines[i], in->on_date));
	return settle(cx, &s, NULL, out);
}

/* ---- temperatures ---- */

enum err
shipment_limits(struct ctx *cx, const struct shipment *s, struct shipment_limits *out)
{
	struct rows rows;
	TRY(db_query(cx, sql_shipment_limits(s->unit_id, s->id), &rows));
	*out = (struct shipment_limits){ NONE, NONE };
	if (rows.n && !db_cell(&rows, 0, 0)->null)
		out->lowest_e1 = db_cell(&rows, 0, 0)->i;
	if (rows.n && !db_cell(&rows, 0, 1)->null)
		out->highest_e1 = db_cell(&rows, 0, 1)->i;
	return OK;
}

static bool
outside(const struct shipment_limits *l, int64_t celsius_e1)
{
	return (l->lowest_e1 != NONE && celsius_e1 < l->lowest_e1) ||
	       (l->highest_e1 != NONE && celsius_e1 > l->highest_e1);
}

static enum err
judge_readings(struct ctx *cx, const struct shipment *s)
{
	struct shipment_limits limits;
	struct reading *list;
	size_t n;
	int64_t coldest = INT64_MAX, warmest = INT64_MIN, ms = 0;
	TRY(shipment_limits(cx, s, &limits));
	TRY(shipment_readings(cx, s, &list, &n));
	for (size_t i = 0; i < n; i++) {
		int64_t t = list[i].celsius_e1;
		coldest = t < coldest ? t : coldest;
		warmest = t > warmest ? t : warmest;
		if (outside(&limits, t)) /* at least a minute: a single reading counts, too */
			ms += i + 1 < n && list[i + 1].at - list[i].at > MS_MINUTE ? list[i + 1].at - list[i].at
										   : MS_MINUTE;
	}
	int64_t minutes = ms / MS_MINUTE;
	TRY(db_post(cx, sql_shipment_set_readings(s->unit_id, s->id, coldest, warmest, minutes, cx->now)));
	if (!minutes)
		return OK;
	const char *detail =
		arena_printf(cx->mem, "{\"code\":\"%s\",\"coldest_e1\":%lld,\"warmest_e1\":%lld,\"outside_min\":%lld}",
			     s->code, (long long)coldest, (long long)warmest, (long long)minutes);
	return alarm_raise(cx, s->to_unit_id, ALARM_COLD_CHAIN, s->id, detail);
}

enum err
shipment_read(struct ctx *cx, const struct shipment *s, const struct readings_in *in, struct shipment *out)
{
	const struct reading *list = in->readings.items;
	if (!in->readings.n)
		return fail_field(cx, "readings", "reading.none", "Tệp không có số đo nào.", "There are no readings.");
	for (size_t i = 0; i < in->readings.n; i++) {
		if (list[i].at > cx->now + MS_HOUR)
			return fail_field(cx, "at", "reading.future",
					  "Số đo thứ %zu ghi thời điểm chưa tới. Hãy kiểm tra đồng hồ của máy đo.",
					  "Reading %zu lies in the future. Check the clock of the logger.", i + 1);
		TRY(db_post(cx, sql_shipment_reading_add(s->unit_id, s->id, list[i].at, list[i].celsius_e1)));
	}
	TRY(judge_readings(cx, s));
	return shipment_get(cx, s->unit_id, s->id, out);
}
