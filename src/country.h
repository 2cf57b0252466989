/* country.h - an invented country to plan for: so many people, and communes, sites and sessions to match, in the proportions
 * of Viet Nam (5,000,000 people: 10,600 communes, 705 districts, 63 provinces, 19,500 sites, 14 days). There is a little too
 * little of everything, unevenly, as in life: doses here, places there. */
#ifndef COUNTRY_H
#define COUNTRY_H

#include "planning/planner.h"

enum { COUNTRY_PEOPLE_MAX = 20000000, COUNTRY_GROUPS = 16 };

struct country {
	struct plan plan;
	int32_t *registered;
	uint8_t *group;
};
/* The same n, percent and seed give the same country. percent: so many of the places and doses that there would be, 1 to 100. From
 * mem. */
void country_make(struct arena *mem, size_t n, unsigned percent, uint64_t seed, struct country *out);
/* Something goes wrong with it: every hundredth site closes, every twentieth loses half the doses of one product. */
void country_harm(struct arena *mem, struct country *country);
/* Writes a plan and its result into the folder dir as tables of numbers with tabs between, one file for each array, for
 * whoever wants to check it by other means. */
enum err country_write(struct ctx *cx, const char *dir, const struct plan *plan, const struct plan_result *result);

#endif
