/* ledger.h - the books of a store: movements that are never changed nor removed, only reversed by another one.
 *
 * Double entry: every movement says what it takes from or adds to each of the three places of a store: what may be used
 * (doses), what is held back (held), what is on its way from here (transit).
 *
 *     kind      doses held transit
 *     receive     +                  from a supplier, that is from outside of the platform
 *     issue       -            +     sent to another store (shipment/shipment.h)
 *     deliver                  -     arrived there; there it is
 *     accept      +    +             in the books of the receiver
 *     lose                     -     broken or missing on arrival
 *     back        +    +       -     refused or cancelled: with the sender again
 *     discard     -    -             thrown away, with a reason
 *     count       +-                 found or missing at a count by hand
 *     extra       +                  drawn from a vial beyond its label
 *     hold        -    +             quarantined
 *     release     +    -             free again
 *     reverse                        the opposite of the movement that it names
 *
 * A dose given is an entry of its own (the row dose), written with stock_use(). So for each lot and store:
 *     doses + held - unbacked = sum of movements - doses given,     transit = sum of movements
 * and over all stores nothing appears but by receive, count and extra, and nothing is gone but by use, discard, lose and count.
 * ledger_recount() proves it from the first movement on. */
#ifndef STOCK_LEDGER_H
#define STOCK_LEDGER_H

#include "stock/stock.h"

enum { MOVEMENT_PAGE = 100, MOVEMENT_PAGE_MAX = 500, LEDGER_BACK_DAYS = 366 /* how old an entry may be */ };

/* Reasons of a discard. */
#define DISCARD_REASONS "expired broken open_vial temperature recalled other"

struct movement {
	int64_t unit_id, id, lot_id;
	const char *product_name, *lot_number, *kind;
	int64_t doses, held, transit;
	const char *on_date, *reason, *party, *paper, *why;
	int64_t shipment_id, reverses, reversed_by; /* 0: none */
	bool late;                                  /* entered after that day's report was confirmed */
	const char *staff_name;
	int64_t at; /* ms UTC */
};
extern const struct fields movement_fields;

/* One entry, as ledger_post() takes it. */
struct posting {
	int64_t unit_id;
	const struct lot *lot;
	const char *kind;
	int64_t doses, held, transit;
	const char *on_date; /* NULL: today */
	const char *reason, *party, *paper, *why;
	int64_t shipment_id, reverses;
	const char *undoes; /* reverse: the kind of what is reversed */
};

/* Writes one entry: the only function that changes a balance but for stock_use() and stock_unuse(). ERR_CONFLICT
 * stock.short when the store has too little now, stock.short_then when it had too little on the day of a back-dated entry or
 * on a day since; ERR_INVALID movement.future, movement.old. */
enum err ledger_post(struct ctx *cx, const struct posting *p, struct balance *out) MUST_CHECK;

struct receive_in {
	const char *product_code, *number, *expires_on;
	int64_t doses;
	const char *party, *paper, *on_date, *gtin;
};
extern const struct fields receive_in_fields;
/* From a supplier into a store; makes the lot when it is new. */
enum err stock_receive(struct ctx *cx, int64_t unit_id, const struct receive_in *in, struct balance *out) MUST_CHECK;

struct discard_in {
	int64_t doses;
	bool held; /* of what is held back */
	const char *reason, *why, *paper, *on_date;
};
extern const struct fields discard_in_fields;
/* ERR_INVALID discard.reason. */
enum err stock_discard(struct ctx *cx, int64_t unit_id, int64_t lot_id, const struct discard_in *in,
		       struct balance *out) MUST_CHECK;

struct count_in {
	int64_t counted;  /* doses found that may be used */
	int64_t expected; /* what the books said when counting began, as the page showed it; NONE: not told */
	const char *why;
};
extern const struct fields count_in_fields;
/* Sets the books to what was found; a difference without an explanation stays open in the reconciliation. ERR_CONFLICT
 * count.moved when the books changed while the count was under way. */
enum err
stock_count(struct ctx *cx, int64_t unit_id, int64_t lot_id, const struct count_in *in, struct balance *out) MUST_CHECK;
/* Explains an open difference. ERR_NOT_FOUND count.unknown, ERR_CONFLICT count.explained. */
enum err stock_count_explain(struct ctx *cx, int64_t unit_id, int64_t count_id, const char *why) MUST_CHECK;

struct hold_in {
	int64_t doses;
	const char *why;
};
extern const struct fields hold_in_fields;
/* Quarantine, and out of it; needs a reason. */
enum err
stock_hold(struct ctx *cx, int64_t unit_id, int64_t lot_id, const struct hold_in *in, struct balance *out) MUST_CHECK;
enum err stock_release(struct ctx *cx, int64_t unit_id, int64_t lot_id, const struct hold_in *in,
		       struct balance *out) MUST_CHECK;

/* Takes a movement back by its opposite, on its own day. ERR_NOT_FOUND movement.unknown; ERR_CONFLICT movement.reversed,
 * movement.of_shipment (a shipment is taken back as a whole). */
enum err movement_reverse(struct ctx *cx, int64_t unit_id, int64_t id, const char *why, struct balance *out) MUST_CHECK;

struct movement_filter {
	int64_t lot_id; /* 0: all */
	const char *from, *to;
	int64_t after_id; /* the page after this one */
	int64_t limit;
};
extern const struct fields movement_filter_fields;
/* Newest first. */
enum err movement_list(struct ctx *cx, int64_t unit_id, const struct movement_filter *filter, struct movement **out,
		       size_t *n) MUST_CHECK;

/* What a movement is in the counters of its day and store (outcome received, accepted, issued, discarded, adjusted, delivered,
 * lost, held, released), for a recount of them. */
struct figure {
	int64_t unit_id, id;
	const char *on_date, *product_code, *outcome;
	int64_t n;
};
/* The movements behind one, in the order of unit and id, a page. */
enum err ledger_figures(struct ctx *cx, int64_t after_unit, int64_t after_id, int64_t page, struct figure **out,
			size_t *n) MUST_CHECK;

/* Does every balance follow from the movements and the doses? Of each store and lot that does not, a JSON object in
 * differences, which the caller opened as a list. */
struct ledger_check {
	int64_t balances, differing;
};
enum err ledger_recount(struct ctx *cx, struct buf *differences, struct ledger_check *out) MUST_CHECK;

#endif
