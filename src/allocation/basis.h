/* basis.h - by what a round is divided: figures and their weights, and the shares that follow. For allocation.c. */
#ifndef ALLOCATION_BASIS_H
#define ALLOCATION_BASIS_H

#include "allocation/allocation.h"

struct basis {
	const struct figure_kind *figures[SHARE_FIGURES_MAX];
	struct share_basis shares;
	const char *json; /* normalised, in the order in which it was given */
};
/* Reads {"population_18": 70, "risk": 30}. ERR_INVALID round.basis, round.figure, round.weights. */
enum err basis_read(struct ctx *cx, const char *json, struct basis *out) MUST_CHECK;
/* Are doses and pack in order, for a product? pack NONE: that of the product. ERR_INVALID product.unknown, round.pack,
 * round.packs. */
enum err
basis_packs(struct ctx *cx, struct basis *basis, const char *product_code, int64_t doses, int64_t pack) MUST_CHECK;

struct computed {
	int64_t to_unit_id;
	const char *figures; /* JSON */
	int64_t doses;
};
/* The shares of a unit's receivers, with the figures of today. ERR_INVALID round.figure_missing, round.figure_zero,
 * round.range, ERR_CONFLICT round.level, round.nobody. */
enum err basis_compute(struct ctx *cx, const struct unit *unit, const struct basis *basis, const char *product_code,
		       struct computed **out, size_t *n) MUST_CHECK;

/* ERR_INVALID round.packs: names the two numbers of doses that would do. */
enum err fail_packs(struct ctx *cx, int64_t doses, int64_t pack);

#endif
