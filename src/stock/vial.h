/* vial.h - multi-dose vials that were opened: their clock, what was drawn, what was left over.
 *
 * A vial may be used for some hours after its first puncture (product.open_hours; WHO multi-dose vial policy, 6 h at most) and
 * then what is left is thrown away. Doses left over and doses drawn beyond the label are movements of the ledger. */
#ifndef STOCK_VIAL_H
#define STOCK_VIAL_H

#include "stock/ledger.h"

enum { VIAL_LIST_MAX = 500, VIAL_DOSES_MAX = 100 };

struct vial {
	int64_t unit_id, id, lot_id;
	const char *product_name, *lot_number;
	int64_t session_id, doses;
	int64_t opened_ms;
	const char *opened_by;
	int64_t due_ms;
	int64_t drawn; /* NONE: still open */
	int64_t left_over, extra, closed_ms;
	const char *why;
};
extern const struct fields vial_fields;

struct vial_open_in {
	int64_t lot_id, session_id; /* 0: of no session */
};
extern const struct fields vial_open_in_fields;
/* Starts the clock. ERR_CONFLICT lot.suspended, lot.recalled, lot.expired; vial.none when the store has no dose of the lot. */
enum err vial_open(struct ctx *cx, int64_t unit_id, const struct vial_open_in *in, struct vial *out) MUST_CHECK;

struct vial_close_in {
	int64_t left_over; /* doses thrown away */
	int64_t extra;     /* doses drawn beyond the label */
	const char *why;
};
extern const struct fields vial_close_in_fields;
/* Ends it: what was left over is discarded (reason open_vial), what was extra comes into the books. ERR_NOT_FOUND vial.unknown,
 * ERR_CONFLICT vial.closed, ERR_INVALID vial.left_over, vial.both. */
enum err
vial_close(struct ctx *cx, int64_t unit_id, int64_t id, const struct vial_close_in *in, struct vial *out) MUST_CHECK;

struct vial_filter {
	const char *state; /* open (also NULL), all */
	const char *on;    /* opened on that day; NULL: today */
};
extern const struct fields vial_filter_fields;
/* Those that are open, whenever they were opened, or all of a day; oldest first. ERR_INVALID vial.state. */
enum err
vial_list(struct ctx *cx, int64_t unit_id, const struct vial_filter *filter, struct vial **out, size_t *n) MUST_CHECK;

#endif
