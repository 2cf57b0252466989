/* report.h - a site's day: what the books and the counters say, what the site confirmed, and whether they still agree.
 *
 * The figures are computed, never typed (annex 5 of QĐ 3588/QĐ-BYT asks for them). At the end of the day the site confirms
 * them; what is entered for that day afterwards is not refused, but it shows: the confirmed figures stay as they were, the
 * difference is listed, and only a new confirmation with a reason replaces them. Until when a site should confirm is a dated
 * rule (kind day_report). */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "unit/unit.h"

enum { REPORT_DAYS_MAX = 62, REPORT_MISSING_MAX = 1000, REPORT_NOTE_MAX = 500, RECONCILE_MAX = 1000 };

struct day_figures {
	int64_t received;  /* doses taken in: from suppliers and from other stores */
	int64_t issued;    /* doses sent away */
	int64_t discarded; /* doses thrown away */
	int64_t adjusted;  /* doses found or missing at counts, or drawn beyond the label */
	int64_t used;      /* doses given */
	int64_t left_over; /* doses in the store at the end of the day, held back ones included */
	int64_t people;    /* vaccinated */
	int64_t deferred;  /* deferred, contraindicated or referred */
	int64_t certificates_1, certificates_2;
};
extern const struct fields day_figures_fields;
/* Are they the same in all that the site did? Certificates are issued by us, a moment later. */
bool report_same(const struct day_figures *a, const struct day_figures *b);

struct day_report {
	const char *on_date;
	int64_t version; /* 0: not confirmed */
	struct day_figures confirmed;
	const char *note, *why, *confirmed_by;
	int64_t confirmed_ms;
	bool late; /* after closing time */
};

/* The figures of a site and a day as they are now. */
enum err report_figures(struct ctx *cx, int64_t unit_id, const char *on, struct day_figures *out) MUST_CHECK;
/* The confirmations of a day, the newest first. */
enum err
report_versions(struct ctx *cx, int64_t unit_id, const char *on, struct day_report **out, size_t *n) MUST_CHECK;

struct confirm_in {
	const char *note;
	const char *why;         /* of a second confirmation */
	int64_t used, left_over; /* as the page showed them */
};
extern const struct fields confirm_in_fields;
/* ERR_INVALID report.future; ERR_CONFLICT report.confirmed (a second time needs a reason), report.same (nothing has changed
 * since), report.moved (the figures are no longer those that were shown), report.vials (vials of that day are still open). */
enum err report_confirm(struct ctx *cx, int64_t unit_id, const char *on, const struct confirm_in *in,
			struct day_report *out) MUST_CHECK;

/* A site that worked on a day and has not confirmed it. */
struct missing_report {
	int64_t unit_id;
	const char *code, *name, *parent_name, *phone, *in_charge;
};
extern const struct fields missing_report_fields;
/* Sites at and below a unit that had a session on that day and no report, by code. *due: closing time has passed. */
enum err report_missing(struct ctx *cx, const struct unit *unit, const char *on, struct missing_report **out, size_t *n,
			bool *due) MUST_CHECK;

/* One lot of a store on one day: opening + received + accepted + adjusted - issued - discarded - used = closing = counted. */
struct reconciliation {
	int64_t lot_id;
	const char *product_name, *number;
	int64_t opening, received, accepted, issued, discarded, adjusted, used, closing;
	int64_t counted;  /* found at the last count of the day; NONE: not counted */
	int64_t expected; /* what the books said then */
	int64_t count_id; /* 0: not counted */
	const char *why;  /* explanation of the difference; NULL: open, or there is none */
	int64_t unbacked; /* given in all although the store never had them */
	const char *
		finding; /* ok, explained, open (a difference nobody explained), unbacked, before_receipt (closing below zero) */
};
extern const struct fields reconciliation_fields;
enum err
report_reconcile(struct ctx *cx, int64_t unit_id, const char *on, struct reconciliation **out, size_t *n) MUST_CHECK;

/* Open questions below a unit: counts nobody explained, doses nobody received; the newest first. */
struct question {
	int64_t unit_id;
	const char *unit_name;
	int64_t lot_id;
	const char *product_name, *number, *kind; /* count, unbacked */
	const char *on_date;                      /* of the count; NULL */
	int64_t doses;                            /* found less expected, or given without being there */
	int64_t count_id;
};
extern const struct fields question_fields;
enum err report_questions(struct ctx *cx, const struct unit *unit, struct question **out, size_t *n) MUST_CHECK;

/* What was wasted on a day at a site: of open vials, and of vials that were never opened. */
struct wastage {
	const char *on_date;
	int64_t vials, labelled, drawn, left_over, extra; /* vials closed that were opened on that day, their doses */
	int64_t expired, broken, temperature, recalled, open_vial, other; /* doses discarded, by reason */
	int64_t used;
};
extern const struct fields wastage_fields;
/* Days with anything, at most REPORT_DAYS_MAX. ERR_INVALID report.span. */
enum err report_wastage(struct ctx *cx, int64_t unit_id, const char *from, const char *to, struct wastage **out,
			size_t *n) MUST_CHECK;

/* Doses of each lot in a store at the end of each day on which something moved: for a chart. */
struct level {
	const char *on_date;
	int64_t lot_id;
	const char *product_name, *number;
	int64_t doses;
};
extern const struct fields level_fields;
enum err report_levels(struct ctx *cx, int64_t unit_id, const char *from, const char *to, struct level **out,
		       size_t *n) MUST_CHECK;

#endif
