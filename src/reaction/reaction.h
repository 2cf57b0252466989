/* reaction.h - what people report of themselves in the 28 days after a dose, and who looks at it.
 *
 * A report goes to the site that gave the dose (doses of other places: to the nation) and stays open there until somebody has
 * called back; what was found is then the person's to read. A severe one raises ALARM_REACTION_SEVERE at that unit, which
 * every unit above it sees. The list of signs, with severities and advice, is data/reactions.json. */
#ifndef REACTION_REACTION_H
#define REACTION_REACTION_H

#include "base/buf.h"
#include "dose/dose.h"
#include "unit/unit.h"

enum { REACTION_DAYS = 28, REACTION_SIGNS_MAX = 40, REACTION_PAGE = 100, REACTION_OUTCOME_MAX = 500 /* letters */ };

struct reaction_report {
	int64_t person_id, id, dose_id, unit_id;
	const char *signs; /* JSON list of ids */
	const char *severity;
	int64_t temperature_e1; /* 0.1 °C; NONE: not measured */
	const char *began_on, *note;
	int64_t account_id, at_ms, seen_ms;
	const char *outcome;
};
extern const struct fields reaction_report_fields;

struct report_in {
	int64_t dose_id; /* 0: the newest */
	const char *signs, *severity;
	int64_t temperature; /* 0.1 °C; NONE */
	const char *began_on, *note;
};
extern const struct fields report_in_fields;

/* What to do now, in words, by severity. */
struct advice {
	const char *vi, *en;
};
/* Severity by the worst sign, by the temperature, or as the person says when that is worse. account: who reports. ERR_CONFLICT
 * reaction.no_dose (none within REACTION_DAYS), ERR_INVALID reaction.signs, reaction.severity, reaction.began_on. */
enum err reaction_send(struct ctx *cx, const struct person *person, const struct report_in *in,
		       struct reaction_report *out, struct advice *advice) MUST_CHECK;
/* A person's reports, newest first. */
enum err reaction_list(struct ctx *cx, int64_t person_id, struct reaction_report **out, size_t *n) MUST_CHECK;
/* Writes {items:[{id, vi, en, severity, days}], days, advice}. */
enum err reaction_signs_write(struct ctx *cx, struct buf *out) MUST_CHECK;
/* Writes a JSON list of the hotlines (data/hotlines.json). */
enum err hotlines_write(struct ctx *cx, struct buf *out) MUST_CHECK;

/* ---- the site ---- */

struct desk_report {
	int64_t unit_id, id, person_id;
	const char *name, *birth_date, *birth_precision, *sex, *phone, *severity, *signs;
	int64_t temperature_e1;
	const char *began_on, *note, *product_code, *given_on;
	int64_t dose_number, at_ms, seen_ms;
	const char *seen_by, *outcome;
};
extern const struct fields desk_report_fields;
struct desk_filter {
	const char *state; /* open (also NULL), all */
	int64_t after;     /* the page after this report: older ones */
};
extern const struct fields desk_filter_fields;
/* Newest first, REACTION_PAGE. ERR_INVALID reaction.state. */
enum err reaction_desk_list(struct ctx *cx, const struct unit *unit, const struct desk_filter *filter,
			    struct desk_report **out, size_t *n) MUST_CHECK;
/* Somebody called back or examined the person: the outcome is theirs to read; its alarm is over. ERR_NOT_FOUND reaction.unknown,
 * ERR_CONFLICT reaction.seen, ERR_INVALID why.required. */
enum err reaction_seen(struct ctx *cx, int64_t unit_id, int64_t id, const char *outcome) MUST_CHECK;

#endif
