/* profile.h - on which days of a plan a person may be given which of its products: what dose_judge() would say of each day, as
 * windows that many people share.
 *
 * A product's rule of age and of the interval to the dose before are asked for each day of the plan once, then compared in
 * whole local days. What is read is the row of `waiting`: number and product of the dose before and its day, not all doses.
 * Where that says too little, the stricter is taken: a birth date of which only the year is known counts as 1 January (so an
 * age limit upwards is met early), and a person whose doses were of several products counts as complete when the number of
 * doses is that of the last product's series. dose_judge() has the last word, for each person, before a place is published. */
#ifndef PLANNING_PROFILE_H
#define PLANNING_PROFILE_H

#include "planning/planner.h"
#include "rule/rule.h"

struct profiles;

/* For products (at most PLAN_PRODUCTS_MAX) and days from first on. mixing: also what needs consent to a mixed series. Memory: mem,
 * which grows with the number of different profiles. */
enum err profiles_new(struct ctx *cx, struct arena *mem, const char *const *products, size_t nproducts, int64_t first,
		      int64_t days, bool mixing, struct profiles **out) MUST_CHECK;

struct profile_of {
	int64_t birth;            /* days since 1970 */
	int64_t dose_number;      /* that comes next */
	const char *last_product; /* NULL: none */
	int64_t last_on;          /* days; of the dose before */
	int64_t not_before;       /* days; INT64_MIN: any */
};
/* Index of the profile. No query. */
uint32_t profile_find(struct profiles *p, const struct profile_of *who);
/* All profiles so far; valid until the next profile_find(). */
const struct plan_profile *profiles_all(const struct profiles *p, size_t *n);

#endif
