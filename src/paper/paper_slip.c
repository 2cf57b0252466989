/* The slip that goes with a shipment, for the sender's and the receiver's files. */
#include "paper/paper.h"

#include "paper_sql.h"

/* A province or district has no store by name: its vaccine stands in "Kho vắc xin Thành phố Hà Nội". */
static const char *
store_name(struct ctx *cx, const struct unit *unit)
{
	if (strcmp(unit->level, "nation") == 0)
		return "Kho vắc xin quốc gia";
	if (strcmp(unit->level, "site") == 0)
		return unit->name;
	return arena_printf(cx->mem, "Kho vắc xin %s", unit->name);
}

static enum err
load_store(struct ctx *cx, int64_t unit_id, struct print_store *out)
{
	struct unit unit;
	TRY(unit_get(cx, unit_id, &unit));
	TRY(paper_unit_address(cx, &unit, &out->address));
	out->name = store_name(cx, &unit);
	if (unit.phone && *unit.phone)
		out->address = arena_printf(cx->mem, "%s%sđiện thoại %s", out->address ? out->address : "",
					    out->address ? "; " : "", unit.phone);
	return OK;
}

static const char *
purpose_text(const char *purpose)
{
	if (strcmp(purpose, "supply") == 0)
		return "Cấp phát vắc xin cho kho tuyến dưới";
	if (strcmp(purpose, "return") == 0)
		return "Trả vắc xin về kho tuyến trên";
	return "Điều chuyển vắc xin giữa các kho";
}

/* What the numbers do not say: doses that went back, doses still to come of a part, why some are lost. */
static const char *
line_note(struct ctx *cx, const struct shipment_line *l, bool counted)
{
	struct buf b = buf_new(cx->mem);
	int64_t rest = l->sent - l->received - l->lost - l->returned;
	if (l->returned)
		buf_printf(&b, "trả lại %lld", (long long)l->returned);
	if (counted && rest)
		buf_printf(&b, "%scòn %lld chưa nhận", b.n ? "; " : "", (long long)rest);
	if (l->why && *l->why)
		buf_printf(&b, "%s%s", b.n ? "; " : "", l->why);
	return b.n ? buf_text(&b) : NULL;
}

/* One query a lot: the receiver's book is found by unit and lot. */
static enum err
load_line(struct ctx *cx, const struct shipment *s, const struct shipment_line *l, struct print_slip_line *out)
{
	bool counted = l->received || l->lost || l->returned;
	*out = (struct print_slip_line){ .product = l->product_name,
					 .lot = l->number,
					 .expires = l->expires_on,
					 .vial = l->vial,
					 .sent = l->sent,
					 .counted = counted,
					 .received = l->received,
					 .lost = l->lost,
					 .vvm = l->vvm == NONE ? 0 : (int)l->vvm,
					 .note = line_note(cx, l, counted) };
	if (!l->received)
		return OK;
	return db_number(cx, sql_paper_slip_held(s->to_unit_id, l->lot_id, s->id), 0, &out->held);
}

enum err
paper_slip_load(struct ctx *cx, const struct shipment *s, struct paper_slip *out)
{
	struct shipment_line *lines;
	size_t n;
	*out = (struct paper_slip){
		.print = { .code = s->code,
			   .sent_on = s->sent_on,
			   .purpose = purpose_text(s->purpose),
			   .carrier = s->carrier,
			   .vehicle = s->vehicle,
			   .note = s->note,
			   .measured = s->coldest_e1 != NONE && s->warmest_e1 != NONE,
			   .coldest_e1 = s->coldest_e1,
			   .warmest_e1 = s->warmest_e1,
			   .outside_min = s->outside_min == NONE ? 0 : s->outside_min,
			   .made_by = s->sent_by,
			   .demo = paper_is_demo() },
		.qr_text = arena_printf(cx->mem, "TIEMCHUNG:SHIPMENT:%s", s->code),
	};
	if (strcmp(s->state, "cancelled") == 0)
		out->print.ended = s->why ? arena_printf(cx->mem, "ĐÃ HỦY: %s", s->why) : "ĐÃ HỦY";
	TRY(load_store(cx, s->unit_id, &out->print.from));
	TRY(load_store(cx, s->to_unit_id, &out->print.to));
	TRY(shipment_lines(cx, s, &lines, &n));
	struct print_slip_line *p = NEW(cx->mem, struct print_slip_line, n);
	for (size_t i = 0; i < n; i++)
		TRY(load_line(cx, s, &lines[i], &p[i]));
	out->print.lines = p;
	out->print.n = n;
	return OK;
}
