/* alarm.h - what somebody must look at now: certificates that are late, look-ups that are too many.
 *
 * An alarm is open from alarm_raise() to alarm_clear() or, where somebody has to be asked, to alarm_close(); a unit has at
 * most one open alarm of a kind and a subject, and every further raise of it only renews its figures. Cleared ones are kept. */
#ifndef ALARM_ALARM_H
#define ALARM_ALARM_H

#include "base/ctx.h"
#include "base/field.h"
#include "unit/unit.h"

enum { ALARM_PAGE = 100, ALARM_DETAIL_MAX = 1000 /* bytes */, ALARM_WHY_MAX = 500 /* letters */ };

/* Kinds. The subject is a staff id where a person is concerned, else 0 or what is said there. */
#define ALARM_CERTIFICATE_LATE "certificate_late"
#define ALARM_LOOKUP_OUTSIDE "lookup_outside"
#define ALARM_AUDIT_BROKEN "audit_broken"
/* Doses were given of a lot that the store never had; the subject is the lot. */
#define ALARM_STOCK_UNBACKED "stock_unbacked"
/* Goods were too warm or too cold on their way to the unit; the subject is the shipment. */
#define ALARM_COLD_CHAIN "cold_chain"
/* More doses were given in a province than were allocated to it, by its newest figures; the subject is the province. */
#define ALARM_DOSES_OVER_ALLOCATED "doses_over_allocated"
/* More one-time passwords are asked for in the country than may be sent in a minute. */
#define ALARM_OTP_FLOOD "otp_flood"
/* Messages wait longer than they should: the gateway is down, too slow, or there is none. */
#define ALARM_MESSAGE_LATE "message_late"

/* Somebody reported severe signs after a dose of the unit; the subject is the report (reaction/reaction.h). */
#define ALARM_REACTION_SEVERE "reaction_severe"

struct alarm {
	int64_t id, unit_id;
	const char *unit_name, *kind;
	int64_t subject_id;
	const char *subject_name; /* of the staff member; NULL when the subject is nobody */
	const char *detail;       /* JSON object */
	int64_t raised_ms, seen_ms, cleared_ms;
	const char *closed_by, *why; /* who looked into it, and what was found; NULL: open, or over by itself */
};
extern const struct fields alarm_fields;

struct alarm_filter {
	const char *state; /* open (also NULL), all */
	int64_t after_id;  /* the page after this one */
	int64_t limit;
};
extern const struct fields alarm_filter_fields;

/* It is so: opens the alarm, or renews the open one's figures and its time. detail is a JSON object of numbers and
 * codes, never a person's data. Posts only: costs no wait of its own. */
enum err
alarm_raise(struct ctx *cx, int64_t unit_id, const char *kind, int64_t subject_id, const char *detail) MUST_CHECK;
/* It is over: closes the open alarm, if there is one. */
enum err alarm_clear(struct ctx *cx, int64_t unit_id, const char *kind, int64_t subject_id) MUST_CHECK;
/* When the open alarm was raised last, ms UTC; 0: none is open. May be a second old. */
enum err alarm_seen(struct ctx *cx, int64_t unit_id, const char *kind, int64_t subject_id, int64_t *seen_ms) MUST_CHECK;
/* Somebody looked into it: closes it with what was found. Raised anew, it is a new alarm. ERR_NOT_FOUND alarm.unknown;
 * ERR_CONFLICT alarm.closed, and alarm.itself for one that ends when its cause does. */
enum err alarm_close(struct ctx *cx, int64_t unit_id, int64_t id, const char *why, struct alarm *out) MUST_CHECK;
/* The alarms of a unit and of all below it, newest first, a page. ERR_INVALID alarm.state. */
enum err alarm_list(struct ctx *cx, const struct unit *unit, const struct alarm_filter *filter, struct alarm **out,
		    size_t *n) MUST_CHECK;

#endif
