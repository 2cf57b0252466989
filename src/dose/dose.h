/* dose.h - doses: given live, entered afterwards, corrected, withdrawn; never lost.
 *
 * The rule above all rules: a rule may stop a dose before it is given; it never discards one that was given. Rows are
 * append-only: a correction supersedes. A dose's number is derived from the person's valid doses by date. */
#ifndef DOSE_DOSE_H
#define DOSE_DOSE_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "person/person.h"
#include "rule/rule.h"
#include "stock/stock.h"

enum { DOSES_MAX = 60, FLAGS_MAX = 8 };

struct dose {
	int64_t person_id, id;
	const char *uuid;
	int64_t unit_id; /* 0: not one of our sites, see place */
	const char *place, *unit_name;
	int64_t visit_id, session_id, campaign_id;
	const char *product_code, *product_name;
	int64_t lot_id;
	const char *lot_number, *kind;
	int64_t number;       /* 0 when not valid */
	const char *given_on; /* local date */
	int64_t given_ms;     /* 0: only the day is known */
	const char *body_site;
	int64_t vaccinator_id;
	const char *source, *source_note, *state;
	int64_t superseded_by;
	const char *why, *flags; /* flags: JSON list of the rules it broke */
	int64_t certifiable_ms, entered_by, entered_unit_id, entered_ms, confirmed_by, confirmed_ms;
	int64_t primary_doses; /* of its product */
};
extern const struct fields dose_fields;

/* Doses of a person by date. all false: valid ones only. */
enum err dose_list(struct ctx *cx, int64_t person_id, bool all, struct dose **out, size_t *n) MUST_CHECK;
/* Sends dose_list() of the valid ones early (db_ahead). */
void dose_list_ahead(struct ctx *cx, int64_t person_id);
/* ERR_NOT_FOUND dose.unknown. */
enum err dose_get(struct ctx *cx, int64_t person_id, int64_t id, struct dose *out) MUST_CHECK;

/* What a rule says of one product for one person on one day. code NULL: allowed. */
struct judgement {
	const char *code, *vi,
		*en;           /* the first rule that stops it: dose.age, dose.product, dose.interval, dose.too_late */
	const char *kind;      /* primary, additional, booster: what this dose would be */
	int64_t number;        /* and its number */
	bool needs_consent;    /* a mixed series that the person must agree to */
	int64_t earliest_days; /* dose.interval: days since 1970 of the first day it may be given */
};
/* history: the person's valid doses by date, those after `on` included (they are left out). kind NULL: primary until the series is
 * complete, then booster where a rule allows it, else additional. */
enum err dose_judge(struct ctx *cx, const struct person *person, const struct dose *history, size_t n,
		    const struct product *product, const char *kind, const char *on, struct judgement *out) MUST_CHECK;
/* Is the primary series complete? Same product: as many as it has; mixed: two; a one-dose product: one. */
bool dose_series_complete(const struct dose *history, size_t n);

/* Live: the rules stop what they forbid. person was claimed (person_claim) in this transaction. */
struct dose_live {
	const char *uuid;
	int64_t unit_id, visit_id, session_id, campaign_id, lot_id;
	const char *kind, *body_site;
	int64_t expected_number; /* what the person came for: another number now means another table was faster */
	bool consent_mix;
};
/* ERR_CONFLICT dose.first_twice, dose.age, dose.product, dose.interval, dose.too_late, dose.consent_mix, lot.*. Takes one dose of stock. */
enum err
dose_give(struct ctx *cx, const struct person *person, const struct dose_live *in, struct dose *out) MUST_CHECK;

/* Sends what dose_give() will ask for first, so that its answers are waited for together. */
void dose_give_ahead(struct ctx *cx, int64_t person_id, int64_t unit_id, int64_t lot_id);

/* Afterwards: kept whatever it breaks; what it breaks is flagged and put on the entering unit's review list. */
struct dose_past {
	const char *uuid, *product_code, *lot_number, *given_on, *kind, *place, *source_note, *why;
	int64_t unit_id;
	/* told by a table that was offline, no members of the API; 0 and NULL: not known */
	int64_t given_ms, visit_id, session_id, campaign_id, vaccinator_id;
	const char *body_site;
};
extern const struct fields dose_past_fields;
/* source: "retrospective", "import", or "live" for what a table tells that was offline. The same uuid again with the same content gives the first dose; with another content
 * ERR_CONFLICT id.reused. A dose before birth or in the future is unreadable: ERR_INVALID. */
enum err dose_enter(struct ctx *cx, int64_t entering_unit_id, const struct person *person, const struct dose_past *in,
		    const char *source, struct dose *out) MUST_CHECK;
/* A retrospective or imported dose was checked by somebody with that right: its certificate becomes due. */
enum err dose_confirm(struct ctx *cx, int64_t person_id, int64_t id, struct dose *out) MUST_CHECK;
/* The wait after a live dose is over: its certificate becomes due. */
enum err dose_certifiable(struct ctx *cx, int64_t person_id, int64_t id) MUST_CHECK;
/* Puts a new row in the old one's place (what is NULL stays); withdraws its certificate and asks for a new one where one was due. */
enum err dose_correct(struct ctx *cx, const struct person *person, int64_t id, const struct dose_past *in,
		      struct dose *out) MUST_CHECK;
/* Takes a dose back: it was not given, or not to this person. Stock and certificate follow. */
enum err dose_withdraw(struct ctx *cx, int64_t person_id, int64_t id, const char *why) MUST_CHECK;

/* The site's review list. */
struct review {
	int64_t id;
	const char *kind;
	int64_t person_id, other_person_id, dose_id;
	const char *person_name, *detail, *state, *resolution;
	int64_t created_ms, resolved_ms;
};
extern const struct fields review_fields;
enum err review_list(struct ctx *cx, int64_t unit_id, const char *state, struct review **out, size_t *n) MUST_CHECK;
/* ERR_NOT_FOUND review.unknown. */
enum err review_resolve(struct ctx *cx, int64_t unit_id, int64_t id, const char *resolution) MUST_CHECK;

#endif
