/* recount.h - every counter and balance counted again from the doses, movements, visits, lists and certificates themselves. */
#ifndef STATS_RECOUNT_H
#define STATS_RECOUNT_H

#include "base/buf.h"
#include "base/ctx.h"
#include "booking/booking.h"
#include "registration/check.h"
#include "stock/ledger.h"

struct recount {
	int64_t counters, differing; /* site counters compared; those that are not what the rows say */
	int64_t sums,
		sums_differing; /* sums of upper units, against the sites' counters and stores below them; only at rest can they agree */
	int64_t slots,
		slots_differing; /* hours of sessions: places taken against the list, none above its capacity with those set apart */
	struct booking_check bookings;           /* hours of openings: places free, held, booked and given back */
	struct ledger_check ledger;              /* balances of stores, from the first movement on */
	struct registration_check registrations; /* lists of who waits, against the registrations; at rest */
	struct buf
		differences; /* JSON list of the first 100 of each: {unit_id, on_date, product_code, dose_number, outcome, counter,
				recount}, or {unit_id, on_date, session_id, slot, capacity, counter, recount} */
};
/* Reads everything, page by page: a job for the operator, not for a request. */
enum err recount_all(struct ctx *cx, struct recount *out) MUST_CHECK;

#endif
