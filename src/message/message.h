/* message.h - messages to people's phones: written as a row by whoever has something to say, sent by a worker.
 *
 * message_post() renders a text of data/messages.json and writes its row in the caller's transaction; nothing is sent before
 * that commits. A worker (messaging.c) claims what is due by class and time, sends it outside of any transaction and keeps the
 * result in another. Who dies in between loses its lease: such a message is sent again (at least once) and counted in `repeats`.
 * The dated rule `message`/`sms` says whether texts keep their Vietnamese marks, what an SMS costs, the quiet hours and the
 * rates of one phone.
 *
 * A message is removed, with phone and text, when the days of the dated rule retention/message after its expires_ms are over
 * (message_forget); then it may also be written again under its dedupe, and no longer counts in message_progress(). Costs stay.
 *
 * States: waiting -> sending -> sent -> delivered or failed; waiting -> expired, cancelled or failed. */
#ifndef MESSAGE_MESSAGE_H
#define MESSAGE_MESSAGE_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "unit/unit.h"

enum {
	MESSAGE_VALUE_MAX = 100,  /* letters of one value in a text; the rest is cut off */
	MESSAGE_DEDUPE_MAX = 100, /* bytes */
	MESSAGE_PAGE = 50,        /* of a phone's list */
	MESSAGE_BATCH = 50,       /* claimed at once: as many may go out twice when a server dies */
	MESSAGE_LEASE_MS = 90000, /* of a claim */
	MESSAGE_ATTEMPTS_MAX = 10,
	MESSAGE_SETTLE_PAGE = 500,    /* reports or expired ones handled in one transaction */
	MESSAGE_UNREACHED_PAGE = 100, /* of a batch's list; not more than VIEWS_MAX */
	MESSAGE_SUMMARY_DAYS = 400,   /* days of one summary */
	MESSAGE_RATE_MAX = 1000,      /* messages a second of a sending to many */
};

/* How urgent a template is (data/messages.json, "class"); messages of a lower class go first. */
enum message_class {
	MESSAGE_CODE,     /* a code that somebody waits for: at any hour, and no rate of the phone */
	MESSAGE_REPLY,    /* answers what the person has just done: at any hour */
	MESSAGE_URGENT,   /* come now */
	MESSAGE_ORDINARY, /* changes, reminders */
	MESSAGE_BULK,     /* to many at once */
	MESSAGE__CLASSES
};

/* ---- writing ---- */

/* A sending to many; its messages are paced from next_ms on. */
struct message_batch {
	int64_t unit_id, id;
	const char *template;
	int64_t step_ms, next_ms;
	const char *flow; /* flowing, stopped, resuming */
	int64_t created_by, created_ms;
};
extern const struct fields message_batch_fields;
/* Begins one of at most `rate` messages a second (0: as fast as it goes). ERR_INVALID message.rate. */
enum err message_batch_open(struct ctx *cx, int64_t unit_id, const char *template, int64_t rate,
			    struct message_batch *out) MUST_CHECK;
/* Loads one to go on with. ERR_NOT_FOUND message.batch. */
enum err message_batch_get(struct ctx *cx, int64_t unit_id, int64_t id, struct message_batch *out) MUST_CHECK;
/* The same sending goes on, at most `rate` a second from here on; it stays stopped where it is. ERR_INVALID message.rate. */
enum err message_batch_go_on(struct ctx *cx, int64_t unit_id, int64_t id, int64_t rate) MUST_CHECK;
/* The brake. Of a stopped sending nothing goes out but what is being sent at this moment; what is still written to it
 * waits, too, and does not grow old. Resumed, a worker makes it due again at its pace. Doing either twice changes nothing. */
enum err message_batch_stop(struct ctx *cx, int64_t unit_id, int64_t id) MUST_CHECK;
enum err message_batch_resume(struct ctx *cx, int64_t unit_id, int64_t id) MUST_CHECK;
/* Keeps where the pace stands: once after a chunk of message_post(), in the same transaction. */
enum err message_batch_keep(struct ctx *cx, const struct message_batch *batch) MUST_CHECK;

/* {name} in the template; dates "05/08", hours "07:30" (message_day(), message_hour()). The texts may be those of people: marks,
 * emoji, any length. */
struct message_value {
	const char *name, *text;
};
struct message_in {
	const char *template;        /* code in data/messages.json */
	const char *phone;           /* as persons' phones are stored; NULL or "": nobody to tell, nothing is written */
	const char *lang;            /* vi (also NULL), en */
	int64_t person_id;           /* 0: nobody on record */
	int64_t unit_id;             /* who sends it, and pays */
	struct message_batch *batch; /* NULL: none. Its next_ms moves on */
	const char *dedupe; /* NULL: none. A second one of the same phone, purpose and dedupe is not written. About an
				      * appointment or an invitation it begins with its id (message_take_back) */
	int64_t not_before_ms;              /* 0: now */
	int64_t expires_ms;                 /* 0: by the template, from the moment it may be sent */
	const struct message_value *values; /* ends with name NULL */
};
/* Renders and writes; only posts, so it costs no wait of its own. *id (may be NULL): the message's; 0 when there is no phone.
 * With a dedupe that was there already nothing is written and *id names nothing. A mistake of ours is ERR_INTERNAL: an
 * unknown template, a missing value, no unit, too long a dedupe. */
enum err message_post(struct ctx *cx, const struct message_in *in, int64_t *id) MUST_CHECK;

/* What was to be said of an appointment that is called off or moved, or of an invitation that is withdrawn, and is not being sent yet, would
 * be wrong by now: takes back what waits of its invitations and reminders. about: its id. phone NULL or "": nobody was to be told. It may be said again. */
enum err message_take_back(struct ctx *cx, const char *phone, int64_t about) MUST_CHECK;

/* "2021-08-05" -> "05/08"; minutes of the day -> "07:30". */
const char *message_day(struct arena *mem, const char *date);
const char *message_hour(struct arena *mem, int64_t minutes);

/* ---- reading ---- */

struct message {
	int64_t id;
	const char *phone, *template, *purpose, *lang, *body, *coding;
	int64_t parts, person_id, unit_id, batch_id;
	const char *state, *error;
	int64_t not_before_ms, expires_ms, attempts, repeats, cost, created_ms, sent_ms, delivered_ms;
};
extern const struct fields message_fields; /* F_OUT: what the phone's owner may see */
/* A phone's messages, newest first, before before_id (0: from the newest), at most MESSAGE_PAGE; only those about one person
 * when person_id is not 0. */
enum err message_list(struct ctx *cx, const char *phone, int64_t person_id, int64_t before_id, struct message **out,
		      size_t *n) MUST_CHECK;

struct message_progress {
	int64_t total, waiting, sending, sent, delivered, failed, expired, cancelled, parts, cost;
};
extern const struct fields message_progress_fields;
/* How far a sending is. An aggregate over the index of the batch. */
enum err message_progress(struct ctx *cx, int64_t batch_id, struct message_progress *out) MUST_CHECK;

/* Whom a sending did not reach (failed, expired), for somebody to call or visit; in the order of ids, MESSAGE_UNREACHED_PAGE after
 * after_id. */
struct unreached {
	int64_t id, person_id;
	const char *phone, *name, *state, *error;
	int64_t sent_ms;
};
extern const struct fields unreached_fields;
enum err
message_unreached(struct ctx *cx, int64_t batch_id, int64_t after_id, struct unreached **out, size_t *n) MUST_CHECK;

struct message_sum {
	const char *on_date, *purpose;
	int64_t sent, delivered, failed, expired, repeated, parts, cost;
};
extern const struct fields message_sum_fields;
/* What a unit and all below it sent from one day to another, by purpose; on_date is NULL. ERR_INVALID message.days. */
enum err message_costs(struct ctx *cx, const struct unit *unit, const char *from, const char *to,
		       struct message_sum **out, size_t *n) MUST_CHECK;

/* ---- what the network says ---- */

/* The report of a gateway: state delivered or failed. Unknown and repeated ones are harmless. Only posts. */
enum err message_delivered(struct ctx *cx, const char *phone, int64_t id, const char *state) MUST_CHECK;
/* The same by what message_ref() gave the gateway. ERR_FORBIDDEN message.ref: not made by us. */
enum err message_reported(struct ctx *cx, const char *ref, const char *state) MUST_CHECK;

#endif
