/* trace.h - where a lot came from, where it went, and who received it.
 *
 * When a lot is recalled everybody who was given a dose of it must be found, and nobody else: the doses themselves are the
 * list, also those that were entered later, given outside of our sites, or whose lot was corrected. */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "intake/job.h"
#include "unit/unit.h"

enum { TRACE_PEOPLE_PAGE = 100, TRACE_EDGES_MAX = 2000 };
#define TRACE_EXPORT_KIND "export_lot_people"

/* A dose of the lot, and whom to call. */
struct recipient {
	int64_t dose_id, person_id;
	const char *name, *birth_date, *birth_precision, *sex, *phone, *guardian_name, *guardian_phone, *address;
	const char *commune, *district, *province; /* of residence */
	int64_t unit_id;                           /* 0: not at one of our sites */
	const char *place;                         /* the site, or the place in words */
	const char *given_on;
	int64_t number;
};
extern const struct fields recipient_fields;

/* Where a page of recipients ended: by site, then by dose; those outside of our sites come last. */
struct trace_mark {
	int64_t unit_id, dose_id;
	bool elsewhere;
};

/* How many doses of the lot were given at and below a unit, those outside of our sites at who entered them: from the stores'
 * own figures, exact, whatever the number. */
enum err trace_count(struct ctx *cx, const struct unit *unit, int64_t lot_id, int64_t *doses) MUST_CHECK;
/* The recipients behind a mark (zero: from the first), a page of at most so many; *mark moves on. */
enum err trace_people(struct ctx *cx, const struct unit *unit, int64_t lot_id, size_t page, struct trace_mark *mark,
		      struct recipient **out, size_t *n) MUST_CHECK;

/* Doses of the lot on their way between two stores: all shipments from one to the other together. */
struct edge {
	int64_t unit_id;       /* the other store; 0: a supplier */
	const char *unit_name; /* or what the supplier is called */
	const char *level;
	int64_t shipments, sent, received, lost, returned;
};
extern const struct fields edge_fields;
/* Backwards: from whom a store had the lot, suppliers included. Forwards: to whom it went. */
enum err trace_from(struct ctx *cx, int64_t unit_id, int64_t lot_id, struct edge **out, size_t *n) MUST_CHECK;
enum err trace_to(struct ctx *cx, int64_t unit_id, int64_t lot_id, struct edge **out, size_t *n) MUST_CHECK;

/* Puts the whole list on the list of jobs; the file is made beside the work of the server. */
enum err trace_export(struct ctx *cx, const struct unit *unit, int64_t lot_id, struct job *out) MUST_CHECK;
/* Makes it, as .xlsx or, when it is too long for that, .csv, at base and its ending. Every person on it finds it in the list of
 * who looked at the record. To be run by the worker of jobs, in transactions of its own. */
struct intake_way;
enum err trace_export_run(struct ctx *cx, const struct intake_way *way, struct job *job, const char *base) MUST_CHECK;

#endif
