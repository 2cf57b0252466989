/* next_dose.h - which dose a person may have next, of which products, from which day: the dated rules asked for all products. */
#ifndef REGISTRATION_NEXT_DOSE_H
#define REGISTRATION_NEXT_DOSE_H

#include "dose/dose.h"

enum { NEXT_PRODUCTS_MAX = 16 };

struct next_dose {
	int64_t number;       /* of the dose that would follow */
	bool series_complete; /* the primary one */
	bool foreseen;        /* some rule of that day allows a further dose, now or later; a first dose always is */
	const char *kind;     /* primary, additional, booster; NULL when none is foreseen */
	const char *earliest; /* first day by the interval; NULL: no dose before, so any day */
	const char *last_product, *last_on;
	struct {
		const char *code, *name, *earliest; /* earliest NULL: already */
	} products[NEXT_PRODUCTS_MAX];
	size_t n; /* 0 for a first dose: no product is in use at this age */
};
/* doses: the valid ones by date. on: the day whose rules are asked (DATE). Source: the rules of kinds interval and age. */
enum err next_dose(struct ctx *cx, const struct person *person, const struct dose *doses, size_t n, const char *on,
		   struct next_dose *out) MUST_CHECK;

#endif
