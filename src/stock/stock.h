/* stock.h - lots of vaccine, what a store has of them, and the doses that are taken out of it to be given. */
#ifndef STOCK_STOCK_H
#define STOCK_STOCK_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"

enum {
	STOCK_DOSES_MAX = 100000000,
	STOCK_WHY_MAX = 500 /* letters */,
	STOCK_LIST_MAX = 1000,
	STOCK_HOLDERS_PAGE = 200
};

struct lot {
	int64_t lot_id;
	const char *product_code, *product_name, *number, *expires_on, *state, *why;
	int64_t doses; /* on hand at the unit asked about */
};
extern const struct fields lot_fields;

/* A lot in a store, or in all stores below a unit. Each dose is in exactly one of these places, or it was given, discarded
 * or lost on the way. */
struct balance {
	int64_t lot_id;
	const char *product_code, *product_name, *kind, *number, *expires_on, *state, *why;
	int64_t vial;     /* doses in a vial, 1 where a piece is a piece */
	int64_t doses;    /* may be used */
	int64_t held;     /* quarantined */
	int64_t transit;  /* sent from here and not yet accounted for */
	int64_t unbacked; /* given although the store never had them: an open question (alarm stock_unbacked) */
	int64_t used;     /* given, in all */
};
extern const struct fields balance_fields;

/* ERR_INVALID lot.unknown. doses is 0. */
enum err lot_get(struct ctx *cx, int64_t lot_id, struct lot *out) MUST_CHECK;
/* The lot of a product by its printed number (upper-cased); *found false if we never received it. */
enum err
lot_find(struct ctx *cx, const char *product_code, const char *number, struct lot *out, bool *found) MUST_CHECK;
/* The same, made when it is new. A lot that is known with another expiry date is ERR_INVALID lot.expiry; a new one that has
 * expired already is lot.expired_pack. */
enum err lot_find_or_make(struct ctx *cx, const char *product_code, const char *number, const char *expires_on,
			  struct lot *out) MUST_CHECK;
/* Lots whose number begins so, of any product, soonest expiry first: "which stores have it" starts here. */
enum err lot_search(struct ctx *cx, const char *number, struct lot **out, size_t *n) MUST_CHECK;

/* A unit's lots, soonest expiry first: what its own store has, or with below the sums of all stores under it, which are at
 * most a second old. */
enum err stock_list(struct ctx *cx, int64_t unit_id, bool below, struct balance **out, size_t *n) MUST_CHECK;
/* One lot in one store; all zero when the store never had it. */
enum err stock_get(struct ctx *cx, int64_t unit_id, int64_t lot_id, struct balance *out) MUST_CHECK;

/* A store that has a lot. */
struct holder {
	int64_t unit_id;
	const char *unit_name, *level;
	int64_t doses, held, transit, unbacked, used;
};
extern const struct fields holder_fields;
/* The stores at and below a unit that have or had a lot, a page in the order of their ids. */
enum err stock_holders(struct ctx *cx, const char *path, int64_t lot_id, int64_t after_unit, struct holder **out,
		       size_t *n) MUST_CHECK;

/* Takes doses out for injection on a day. live: refuses when too few are on hand (ERR_CONFLICT lot.empty). Else the dose was
 * given already, and what the store did not have is unbacked: an alarm until a receipt, a transfer or a correction explains it. */
enum err
stock_use(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses, const char *on, bool live) MUST_CHECK;
/* Sends a live stock_use() early. Where the request ends without that call, it must end in an error. */
void stock_use_ahead(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses);
/* The reversal of stock_use() on that day. */
enum err stock_unuse(struct ctx *cx, int64_t unit_id, int64_t lot_id, int64_t doses, const char *on) MUST_CHECK;

/* active, suspended or recalled, everywhere at once; needs a reason. */
enum err lot_set_state(struct ctx *cx, int64_t lot_id, const char *state, const char *why, struct lot *out) MUST_CHECK;
/* A later (or corrected) last day of use, everywhere at once (domain.md 1.6: Pfizer lots got three more months); needs a
 * reason, which for an extension is the decision's number. */
enum err
lot_set_expiry(struct ctx *cx, int64_t lot_id, const char *expires_on, const char *why, struct lot *out) MUST_CHECK;

/* May this lot be injected on that day? ERR_CONFLICT lot.suspended, lot.recalled, lot.expired. */
enum err lot_check(struct ctx *cx, const struct lot *lot, const char *on) MUST_CHECK;

/* Carries what changed in these stores up to the communes, districts, provinces and the nation; after counter_sum(), in a
 * transaction of its own. */
enum err stock_sum(struct ctx *cx, const int64_t *units, size_t n) MUST_CHECK;
/* Stores behind after_unit that were left behind (a server died in between), a page of them. */
enum err stock_unsummed(struct ctx *cx, int64_t after_unit, int64_t **units, size_t *n) MUST_CHECK;

#endif
