/* send.h - the sender's steps: look what there is to do, claim in a transaction, send outside of any (way.h), keep in another;
 * and what else moves messages on: reports of the network, the end of their time, the end of their keeping. */
#ifndef MESSAGE_SEND_H
#define MESSAGE_SEND_H

#include "message/message.h"
#include "message/ref.h"

struct message_look {
	unsigned due;              /* bits of the classes that have something to send now */
	bool expired, reports;     /* there is something to settle */
	bool resuming;             /* a sending that was stopped is to go on */
	int64_t late_ms, limit_ms; /* the message that is latest beyond its class's limit; 0: none is */
	enum message_class late_class;
};
/* A few looks at the ends of indexes. */
enum err message_look(struct ctx *cx, struct message_look *out) MUST_CHECK;

enum sending_result {
	SENDING_UNTRIED, /* back as it was */
	SENDING_SENT,    /* the gateway took it */
	SENDING_REFUSED, /* for good: error says why */
	SENDING_AGAIN,   /* it failed or nobody knows: another attempt, after a pause that grows */
	SENDING_LATER,   /* not tried, nor late: put off until later_ms on purpose */
	SENDING_DOWN,    /* the gateway is not there: put off until later_ms, which is no attempt of the message */
};
struct sending {
	const char *phone;
	int64_t id;
	const char *purpose;
	int64_t priority;
	const char *body;
	bool secret;
	const char *coding;
	int64_t parts, unit_id, batch_id, step_ms, not_before_ms, expires_ms, attempts, repeats, last_hour, last_day;
	/* by the sender */
	const char *ref; /* message_ref() */
	enum sending_result result;
	int64_t later_ms;
	const char *reference, *error;
};
extern const struct fields sending_fields;

struct message_claim {
	int64_t id, until_ms;
	struct sending *list;
	size_t n;
	size_t parked; /* were due too, of sendings that are stopped */
};
/* Takes up to page of what is due in the classes of the mask, the lowest class first; what goes beyond the rate of its phone is
 * SENDING_LATER already, the others have result SENDING_UNTRIED. Those of quiet hours are not taken in them. */
enum err message_claim(struct ctx *cx, unsigned due, int64_t page, struct message_claim *out) MUST_CHECK;
/* Keeps the results of what is still this claim's, and counts them. */
enum err message_keep(struct ctx *cx, const struct message_claim *claim) MUST_CHECK;

/* Moves a page of reports into their messages. *more: there may be others. */
enum err message_settle(struct ctx *cx, bool *more) MUST_CHECK;
/* Ends a page of messages whose time is over. */
enum err message_expire(struct ctx *cx, bool *more) MUST_CHECK;
/* Makes due again a page of what was parked of a sending that is to go on. */
enum err message_resume(struct ctx *cx, bool *more) MUST_CHECK;
/* Removes a page of messages that are over, with phone and text: those that have been of no use (expires_ms) for longer than the dated
 * rule retention/message says; without such a rule none. What they cost stays in message_sum. Harmless on several servers. */
enum err message_forget(struct ctx *cx, bool *more) MUST_CHECK;

#endif
