/* counter.h - how many, per site, day, product, dose number and outcome.
 *
 * A site's counter moves in the transaction of the event itself. Sums of upper units are made by counter_sum() at most a
 * second later and never by a request, because a row that the whole nation shares would make everyone wait. */
#ifndef COUNTER_COUNTER_H
#define COUNTER_COUNTER_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"

/* outcome: injected, completed (the dose that completes a primary series), elsewhere (a dose given outside our sites, at
 * the unit that entered it), deferred, contraindicated, referred, refused, no_show, reaction, certificate */
struct count {
	const char *on_date, *product_code; /* "" where no product was given */
	int64_t dose_number;                /* 0 where it does not apply */
	const char *outcome;
	int64_t n;
};
extern const struct fields count_fields;

/* Adds delta (may be negative) to a site's counter. */
enum err counter_add(struct ctx *cx, int64_t unit_id, const struct count *what, int64_t delta) MUST_CHECK;
/* Carries what changed since last time up to communes, districts, provinces and the nation: one counter of each site behind
 * after_unit, up to a page of them. Which sites these were is told in rising order; none: there was nothing. Safe beside
 * events and on several servers at once: all lock sites in rising order, and never two counters of one site, whose events take
 * theirs in any order. */
enum err counter_sum(struct ctx *cx, int64_t after_unit, int64_t **sites, size_t *n) MUST_CHECK;
/* Is there anything to carry up? */
enum err counter_pending(struct ctx *cx, bool *pending) MUST_CHECK;
/* Counters of a unit of any level between two days. */
enum err counter_list(struct ctx *cx, int64_t unit_id, bool site, const char *from, const char *to, struct count **out,
		      size_t *n) MUST_CHECK;

#endif
