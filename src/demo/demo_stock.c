#include "demo/demo_stock.h"

#include "base/clock.h"
#include "shipment/shipment.h"

enum { NATIONAL = 1000000, SITE_A_DAY = 200, LOW = 100000 };

static const struct {
	const char *product, letter, *supplier;
} lots[DEMO_LOTS] = { { "astrazeneca", 'A', "COVAX Facility" },
		      { "comirnaty", 'P', "Pfizer" },
		      { "spikevax", 'M', "Zuellig Pharma (Moderna)" } };

/* A lot of this month in the national store, topped up when it runs low; good for half a year. */
static enum err
national_lot(struct ctx *cx, const struct unit *nation, size_t i, struct lot *out)
{
	bool found;
	struct balance b = { 0 };
	char *expiry = arena_alloc(cx->mem, DATE_SIZE);
	date_format(date_of(cx->now) / 30 * 30 + 210, expiry);
	const char *number = arena_printf(cx->mem, "DEMO-%c%.4s%.2s", lots[i].letter, expiry, expiry + 5);
	TRY(lot_find(cx, lots[i].product, number, out, &found));
	if (found)
		TRY(stock_get(cx, nation->id, out->lot_id, &b));
	if (b.doses >= LOW)
		return OK;
	const struct receive_in in = { .product_code = lots[i].product,
				       .number = number,
				       .expires_on = expiry,
				       .doses = NATIONAL,
				       .party = lots[i].supplier,
				       .paper = "PN-DEMO" };
	TRY(stock_receive(cx, nation->id, &in, &b));
	return lot_find(cx, lots[i].product, number, out, &found);
}

static enum err
send(struct ctx *cx, const struct unit *from, const struct unit *to, const struct lot *lot, int64_t doses,
     struct shipment *out)
{
	struct send_line line = { lot->lot_id, doses };
	const struct send_in in = {
		.to_unit_id = to->id, .lines = { &line, 1 }, .carrier = "Nguyễn Văn Lái", .vehicle = "29C-123.45"
	};
	return shipment_send(cx, from, &in, out);
}

static enum err
take_in(struct ctx *cx, const struct shipment *s, const struct lot *lot, int64_t lost)
{
	struct shipment done;
	struct receipt_line line = { .lot_id = lot->lot_id,
				     .received = s->doses - lost,
				     .lost = lost,
				     .held = NONE,
				     .vvm = 1,
				     .why = lost ? "vỡ một hộp khi dỡ hàng" : NULL };
	const struct receipt_in in = { .lines = { &line, 1 } };
	return shipment_receive(cx, s->to_unit_id, s->id, &in, &done);
}

static enum err
supply(struct ctx *cx, const struct unit *from, const struct unit *to, const struct lot *lot, int64_t doses,
       int64_t lost)
{
	struct shipment s;
	TRY(send(cx, from, to, lot, doses, &s));
	return take_in(cx, &s, lot, lost);
}

static enum err
the_nation(struct ctx *cx, struct unit *out)
{
	bool found;
	TRY(unit_by_code(cx, "nation", UNIT_NATION_CODE, NULL, out, &found));
	return found ? OK : fail_internal(cx, "there is no nation");
}

enum err
demo_supply(struct ctx *cx, const struct unit *site, struct lot_choice choices[DEMO_LOTS])
{
	struct unit nation;
	TRY(the_nation(cx, &nation));
	for (size_t i = 0; i < DEMO_LOTS; i++) {
		struct lot lot;
		TRY(national_lot(cx, &nation, i, &lot));
		TRY(supply(cx, &nation, site, &lot, SITE_A_DAY, 0));
		choices[i].lot_id = lot.lot_id;
	}
	return OK;
}

/* Out of the cold for an hour and a half. */
static enum err
too_warm(struct ctx *cx, const struct shipment *s)
{
	struct shipment read;
	struct reading readings[12];
	static const int64_t celsius_e1[] = { 45, 46, 48, 52, 71, 84, 91, 96, 88, 79, 62, 55 };
	for (size_t i = 0; i < 12; i++)
		readings[i] = (struct reading){ cx->now - (int64_t)(12 - i) * 30 * MS_MINUTE, celsius_e1[i] };
	const struct readings_in in = { .readings = { readings, 12 } };
	return shipment_read(cx, s, &in, &read);
}

enum err
demo_stores(struct ctx *cx, const struct unit *site)
{
	struct unit nation, hanoi, hcmc, danang;
	struct lot lot[DEMO_LOTS];
	struct shipment s;
	bool found[3];
	TRY(the_nation(cx, &nation));
	TRY(unit_by_code(cx, "province", "01", UNIT_ADDRESS_SET_ON, &hanoi, &found[0]));
	TRY(unit_by_code(cx, "province", "79", UNIT_ADDRESS_SET_ON, &hcmc, &found[1]));
	TRY(unit_by_code(cx, "province", "48", UNIT_ADDRESS_SET_ON, &danang, &found[2]));
	if (!found[0] || !found[1] || !found[2])
		return fail_internal(cx, "a province of the demo is missing");
	for (size_t i = 0; i < DEMO_LOTS; i++) {
		TRY(national_lot(cx, &nation, i, &lot[i]));
		TRY(supply(cx, &nation, &hanoi, &lot[i], 60000, 0));
		TRY(supply(cx, &nation, &hcmc, &lot[i], 80000, i == 0 ? 100 : 0));
	}
	TRY(send(cx, &nation, &danang, &lot[1], 11700, &s));
	TRY(too_warm(cx, &s));
	return send(cx, &hanoi, site, &lot[0], 300, &s);
}
