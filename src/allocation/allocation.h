/* allocation.h - allocation rounds (đợt phân bổ): who gets how many doses of a product, decided by the unit above.
 *
 * A round is made of a basis: figures (figure.h) with weights in percent. Shares are computed from it (share.h), corrected by
 * hand with a reason, approved, and shipped from the deciding unit's own store. draft -> approved -> shipped, or cancelled
 * while nothing has left. What one board member changes claims the round's next version, so that another one who looked at
 * the round before is told (ERR_CONFLICT round.changed) instead of overruling it unseen. */
#ifndef ALLOCATION_ALLOCATION_H
#define ALLOCATION_ALLOCATION_H

#include "allocation/figure.h"
#include "allocation/share.h"
#include "shipment/shipment.h"

enum {
	ROUND_LIST_MAX = 200,
	ROUND_TITLE_MAX = 200, /* letters */
	ROUND_NOTE_MAX = 500,  /* letters */
	ROUND_PACK_MAX = 100000,
	ROUND_BASIS_MAX = 1000 /* bytes */
};

struct round {
	int64_t unit_id; /* who decides */
	const char *unit_name;
	int64_t id, number;
	const char *title, *product_code, *product_name;
	int64_t doses, pack;
	const char *basis; /* JSON: figure -> weight in percent */
	bool deduct_on_hand;
	const char *state, *why;
	int64_t version;
	int64_t decided, left;     /* sum of the shares, and what of the round's doses is in none */
	int64_t shipped, received; /* left and did not come back; taken in by receivers */
	const char *created_by;
	int64_t created_ms;
	const char *approved_by;
	int64_t approved_ms;
};
extern const struct fields round_fields;

struct round_share {
	int64_t to_unit_id;
	const char *to_unit_code, *to_unit_name;
	const char *figures; /* JSON: figure -> value, when it was computed */
	int64_t computed, doses;
	const char *why;
	int64_t shipped, received;
	int64_t planned; /* NONE: the receiver has said nothing yet */
	const char *plan_to, *plan_note;
	int64_t planned_ms;
	const char *first_received_on;
	int64_t used; /* doses of the product given there since then */
};
extern const struct fields round_share_fields;

/* ---- the deciding unit ---- */

struct round_in {
	const char *title, *product_code;
	int64_t doses, pack; /* pack NONE: that of the product */
	const char *basis;
	bool deduct_on_hand;
};
extern const struct fields round_in_fields;
/* A draft with its shares. ERR_INVALID round.packs (doses are no whole number of packs), round.pack (no whole vials),
 * round.basis, round.figure (there is none of that name), round.weights (not 100 %), round.figure_missing (names unit and
 * figure), round.figure_zero (nobody has any), round.range, product.unknown; ERR_CONFLICT round.level, round.nobody. */
enum err round_create(struct ctx *cx, const struct unit *unit, const struct round_in *in, struct round *out) MUST_CHECK;

struct round_change {
	int64_t version;
	const char *title;
	int64_t doses, pack;
	const char *basis;
	bool deduct_on_hand;
};
extern const struct fields round_change_fields;
/* A draft anew with the figures of today; what is present in has is changed. Corrections by hand are undone. ERR_CONFLICT
 * round.changed, round.state, besides the errors of round_create(). */
enum err round_recompute(struct ctx *cx, const struct round *round, const struct round_change *in, uint64_t has,
			 struct round *out) MUST_CHECK;

struct share_in {
	int64_t version, doses;
	const char *why;
};
extern const struct fields share_in_fields;
/* One share of a draft by hand. ERR_INVALID round.packs, round.over (all shares would be more than the round has),
 * why.required; ERR_NOT_FOUND round.share; ERR_CONFLICT round.changed, round.state. */
enum err share_edit(struct ctx *cx, const struct round *round, int64_t to_unit_id, const struct share_in *in,
		    struct round *out) MUST_CHECK;

struct decision_in {
	int64_t version;
	const char *why;
};
extern const struct fields decision_in_fields;
/* ERR_INVALID round.less (not all doses are in a share, and no reason is given), round.none (no dose is); ERR_CONFLICT
 * round.changed, round.state. */
enum err
round_approve(struct ctx *cx, const struct round *round, const struct decision_in *in, struct round *out) MUST_CHECK;
/* Needs a reason. ERR_CONFLICT round.under_way when something has left, round.changed, round.state. */
enum err
round_cancel(struct ctx *cx, const struct round *round, const struct decision_in *in, struct round *out) MUST_CHECK;

struct ship_in {
	int64_t version;
	int64_t to_unit_id; /* 0: every share that has not left yet */
	const char *carrier, *vehicle, *note, *on_date;
};
extern const struct fields ship_in_fields;
/* Sends shares from the deciding unit's own store, lots that expire first first, in whole vials. All of it or nothing.
 * ERR_CONFLICT round.short (the store has too little: names it, what is wanted and what is there), round.left (nothing is to
 * be sent any more), round.changed, round.state; ERR_NOT_FOUND round.share. sent: the shipments, n of them. */
enum err round_ship(struct ctx *cx, const struct unit *unit, const struct round *round, const struct ship_in *in,
		    struct round *out, struct shipment **sent, size_t *n) MUST_CHECK;

/* ERR_NOT_FOUND round.unknown. */
enum err round_get(struct ctx *cx, int64_t unit_id, int64_t id, struct round *out) MUST_CHECK;
/* Newest first. */
enum err round_list(struct ctx *cx, int64_t unit_id, struct round **out, size_t *n) MUST_CHECK;
/* In the order of the receivers' codes, plan and actual beside each other. */
enum err round_shares(struct ctx *cx, const struct round *round, struct round_share **out, size_t *n) MUST_CHECK;

/* ---- the receiver ---- */

struct received_round {
	int64_t unit_id; /* who decided */
	const char *unit_name;
	int64_t round_id, number;
	const char *title, *product_code, *product_name, *state;
	int64_t doses, shipped, received, planned;
	const char *why, *plan_to, *plan_note;
	int64_t planned_ms, approved_ms;
};
extern const struct fields received_round_fields;
/* Approved rounds with a share for a unit, newest first. */
enum err
round_list_received(struct ctx *cx, const struct unit *unit, struct received_round **out, size_t *n) MUST_CHECK;

struct plan_in {
	int64_t planned;
	const char *plan_to, *plan_note;
};
extern const struct fields plan_in_fields;
/* What the receiver will give of its share, and by when. ERR_NOT_FOUND round.unknown; ERR_INVALID plan.over, plan.past. */
enum err round_plan(struct ctx *cx, const struct unit *unit, int64_t round_id, const struct plan_in *in,
		    struct received_round *out) MUST_CHECK;

#endif
