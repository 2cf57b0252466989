/* stock.h - lots of vaccine and how many doses of them a unit has on hand. */
#ifndef STOCK_STOCK_H
#define STOCK_STOCK_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"

enum { STOCK_DOSES_MAX = 100000000 };

struct lot {
	int64_t lot_id;
	const char *product_code, *product_name, *number, *expires_on, *state, *why;
	int64_t doses; /* on hand at the unit asked about */
};
extern const struct fields lot_fields;

/* ERR_INVALID lot.unknown. doses is 0. */
enum err lot_get(struct ctx *cx, int64_t lot_id, struct lot *out) MUST_CHECK;
/* The lot of a product by its printed number (upper-cased); *found false if we never received it. */
enum err
lot_find(struct ctx *cx, const char *product_code, const char *number, struct lot *out, bool *found) MUST_CHECK;
/* A unit's lots, soonest expiry first. */
enum err stock_list(struct ctx *cx, int64_t unit_id, struct lot **out, size_t *n) MUST_CHECK;

struct receive_in {
	const char *product_code, *number, *expires_on;
	int64_t doses;
};
extern const struct fields receive_in_fields;
/* Takes doses into a unit's store; makes the lot when it is new. A lot known with another expiry date is ERR_CONFLICT lot.expiry. */
enum err stock_receive(struct ctx *cx, int64_t unit_id, const struct receive_in *in, struct lot *out) MUST_CHECK;
/* Takes doses out for injection. live: refuses when too few are on hand (ERR_CONFLICT lot.empty), else the balance may
 * go below zero, which reconciliation shows. */
enum err stock_use(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses, bool live) MUST_CHECK;
/* Sends a live stock_use() early. Where the request ends without that call, it must end in an error. */
void stock_use_ahead(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses);
/* The reversal of stock_use(). */
enum err stock_unuse(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses) MUST_CHECK;
/* active, suspended or recalled, everywhere at once; needs a reason. */
enum err lot_set_state(struct ctx *cx, int64_t lot_id, const char *state, const char *why, struct lot *out) MUST_CHECK;

/* May this lot be injected on that day? ERR_CONFLICT lot.suspended, lot.recalled, lot.expired. */
enum err lot_check(struct ctx *cx, const struct lot *lot, const char *on) MUST_CHECK;

#endif
