/* shipment.h - doses on their way from one store to another.
 *
 * What is sent leaves the sender's store and stands as "in transit" in the sender's books until every dose of it is accounted
 * for: taken in by the receiver (usable or held back), lost, or back at the sender. Both stores' books move in one transaction.
 * A receipt may come in parts. What arrives after an excursion of temperature, or with its vial monitor at stage 3 or 4, is
 * held back whatever the receiver says, until somebody releases it with a reason (TT 34/2018; WHO VVM policy). */
#ifndef SHIPMENT_SHIPMENT_H
#define SHIPMENT_SHIPMENT_H

#include "stock/ledger.h"
#include "unit/unit.h"

enum { SHIPMENT_LINES_MAX = 50, SHIPMENT_LIST_MAX = 500, READINGS_MAX = 2000, VVM_STAGES = 4, VVM_DISCARD = 3 };

struct shipment {
	int64_t unit_id; /* the sender */
	const char *unit_name;
	int64_t id;
	const char *code;
	int64_t to_unit_id;
	const char *to_unit_name, *purpose, *state;
	int64_t round_id;
	const char *sent_on, *carrier, *vehicle, *note, *why;
	int64_t coldest_e1, warmest_e1, outside_min; /* 0.1 °C; NONE: no readings */
	const char *sent_by;
	int64_t sent_ms, changed_ms;
	int64_t doses, received, lost, returned; /* of all lines; the rest is on its way */
};
extern const struct fields shipment_fields;

struct shipment_line {
	int64_t lot_id;
	const char *product_code, *product_name, *number, *expires_on, *lot_state;
	int64_t vial, sent, received, lost, returned, vvm; /* vvm NONE: not read */
	const char *why;
};
extern const struct fields shipment_line_fields;

/* ---- the sender ---- */

struct send_line {
	int64_t lot_id, doses;
};
struct send_in {
	int64_t to_unit_id;
	struct list lines; /* of send_line */
	const char *carrier, *vehicle, *note, *on_date;
	int64_t round_id; /* 0: of no round */
};
extern const struct fields send_in_fields;
/* Its purpose follows from the tree: supply down, return up, transfer across. Suspended, recalled and expired lots only
 * return. ERR_CONFLICT stock.short, lot.suspended, lot.recalled, lot.expired; ERR_INVALID shipment.self, shipment.twice,
 * shipment.empty. */
enum err
shipment_send(struct ctx *cx, const struct unit *from, const struct send_in *in, struct shipment *out) MUST_CHECK;

struct back_line {
	int64_t lot_id, doses;
	bool held; /* held back until it was looked at */
};
struct back_in {
	struct list lines; /* of back_line; none: all that is still on its way */
	const char *why;
};
extern const struct fields back_in_fields;
/* The sender has them again: cancelled before arrival, or refused by the receiver. ERR_CONFLICT shipment.too_many,
 * shipment.over. */
enum err
shipment_back(struct ctx *cx, int64_t unit_id, int64_t id, const struct back_in *in, struct shipment *out) MUST_CHECK;

/* What to send: lots of a product that may be used, the soonest to expire first (FEFO), whole vials, until it is enough; less
 * where the store has less. */
struct proposal {
	int64_t lot_id;
	const char *number, *expires_on;
	int64_t on_hand, doses;
};
extern const struct fields proposal_fields;
enum err shipment_propose(struct ctx *cx, int64_t unit_id, const char *product_code, int64_t doses,
			  struct proposal **out, size_t *n) MUST_CHECK;

/* ---- the receiver ---- */

struct receipt_line {
	int64_t lot_id;
	int64_t received; /* arrived, those to be held back included */
	int64_t held;
	int64_t lost; /* broken or missing; needs why */
	int64_t vvm;  /* NONE: has none */
	const char *why;
};
struct receipt_in {
	struct list lines; /* of receipt_line */
	const char *on_date;
};
extern const struct fields receipt_in_fields;
/* Takes in what arrived, all of it or a part. ERR_NOT_FOUND shipment.unknown; ERR_CONFLICT shipment.over (everything is
 * accounted for: received twice), shipment.too_many; ERR_INVALID shipment.loss_why, shipment.held. */
enum err shipment_receive(struct ctx *cx, int64_t to_unit_id, int64_t id, const struct receipt_in *in,
			  struct shipment *out) MUST_CHECK;

/* ---- both ---- */

struct reading {
	int64_t at, celsius_e1; /* ms UTC; 0.1 °C */
};
struct readings_in {
	struct list readings; /* of reading */
};
extern const struct fields readings_in_fields;
/* Temperatures of the logger, as often as they come; the same moment counts once. Minutes outside of what the goods bear are
 * from one reading to the next. An excursion raises the alarm cold_chain at the receiver. ERR_INVALID reading.future,
 * reading.none. */
enum err
shipment_read(struct ctx *cx, const struct shipment *s, const struct readings_in *in, struct shipment *out) MUST_CHECK;

/* ERR_NOT_FOUND shipment.unknown. */
enum err shipment_get(struct ctx *cx, int64_t unit_id, int64_t id, struct shipment *out) MUST_CHECK;
/* The same by its receiver. */
enum err shipment_incoming(struct ctx *cx, int64_t to_unit_id, int64_t id, struct shipment *out) MUST_CHECK;
/* What all its goods bear on the way, 0.1 °C; NONE: no limit. */
struct shipment_limits {
	int64_t lowest_e1, highest_e1;
};
extern const struct fields shipment_limits_fields;
enum err shipment_limits(struct ctx *cx, const struct shipment *s, struct shipment_limits *out) MUST_CHECK;
enum err shipment_lines(struct ctx *cx, const struct shipment *s, struct shipment_line **out, size_t *n) MUST_CHECK;
enum err shipment_readings(struct ctx *cx, const struct shipment *s, struct reading **out, size_t *n) MUST_CHECK;
extern const struct fields reading_fields;

struct shipment_filter {
	const char *state; /* open (also NULL): something is on its way; all */
};
extern const struct fields shipment_filter_fields;
/* Sent from a store; newest first. ERR_INVALID shipment.state. */
enum err shipment_list(struct ctx *cx, int64_t unit_id, const struct shipment_filter *filter, struct shipment **out,
		       size_t *n) MUST_CHECK;
/* On their way to a store, or arrived there. */
enum err shipment_list_incoming(struct ctx *cx, int64_t to_unit_id, const struct shipment_filter *filter,
				struct shipment **out, size_t *n) MUST_CHECK;
/* All that is on its way from stores below a path, oldest first, a page: what a manager looks at. */
enum err shipment_list_below(struct ctx *cx, const char *path, struct shipment **out, size_t *n) MUST_CHECK;

#endif
