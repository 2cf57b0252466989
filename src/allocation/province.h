/* province.h - the table of the 63 provinces as the vaccination portal published it, and what its five ratios really are.
 *
 * Ratios 1 and 2 are doses for two doses each; ratio 3, headed "at least one dose", had doses as its numerator and so went
 * beyond 100 % (Hà Nội 200,49 % on 09/12/2021: domain.md 2.3). The published numbers are given as they
 * were, each beside plainly named ones, with numerator, denominator and day. */
#ifndef ALLOCATION_PROVINCE_H
#define ALLOCATION_PROVINCE_H

#include "allocation/figure.h"

enum { RATIOS = 5, PLAIN_MAX = 2, PER_10000 = 10000 };

/* A ratio as published. NONE: not known. */
struct ratio {
	const char *name, *published_name; /* ours; the portal's heading, letter by letter */
	int64_t numerator, denominator;
	int64_t per_10000;   /* rounded half up: 20049 is 200,49 % */
	const char *on_date; /* of the older of the two numbers */
};
extern const struct fields ratio_fields;
/* What it should be called, or what it should be. */
struct plain_ratio {
	const char *name, *title, *title_en;
	int64_t numerator, denominator, per_10000;
	const char *on_date;
};
extern const struct fields plain_ratio_fields;

struct province_row {
	int64_t unit_id;
	const char *code, *name;
	int64_t doses_planned, doses_allocated, population_18, doses_administered;
	int64_t people_one_dose; /* by our own counters, doses given elsewhere and told to us among them; NONE: none counted */
	bool doses_over_allocated;
	struct ratio ratios[RATIOS];
	struct plain_ratio plain[RATIOS][PLAIN_MAX];
	size_t nplain[RATIOS];
};
extern const struct fields province_row_fields;
/* The provinces below a unit, or the one that it lies in, by code, as of a day (NULL: today): of every figure the last one up
 * to that day. The national sum is that of all provinces. */
enum err province_table(struct ctx *cx, const struct unit *unit, const char *on, struct province_row **out,
			size_t *n) MUST_CHECK;

/* More doses given than were allocated, by the newest figures of a province? Raises the alarm doses_over_allocated there, or
 * ends it. Other units: nothing. */
enum err province_judge(struct ctx *cx, const struct unit *unit) MUST_CHECK;

#endif
