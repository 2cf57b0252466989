/* booking.h - places that a site opens for people to choose themselves: a fair place in a waiting room instead of a race.
 *
 * An opening sets places of a session's hours apart from what planning and the site's list use (session_slot.apart):
 *
 *     waiting -> drawing -> open -> closed            as people see it: announced, joining, drawing, open or full, closed
 *
 * The draw. A seed of 256 random bits is made with the opening and kept secret; its SHA-256, the commitment, is shown from the
 * first moment on. Whoever takes a ticket before draws_at is in the draw; when in that time makes no difference. A ticket's key is
 * SHA-256("SEED:TICKET"), SEED in 64 hex digits and TICKET in decimal; the tickets in the order of their keys get the numbers 1, 2, 3 ...
 * The seed is published with the draw, so that anybody can check it: it fits the commitment (nobody chose it after seeing the
 * tickets), each key follows from it, and the published list is in order. Nobody can aim: the number of a ticket is made by the
 * server, and who leaves and comes back has the same one. Who comes later queues behind, in the order of arrival.
 *
 * The turns. Tickets are called in the order of their numbers, and only as long as there are places for all the people of those who
 * are called and have not chosen yet: so nobody who is called finds the places gone. When nobody is left to choose, the next is
 * called though there be fewer places than people; they may come with fewer, or leave. A turn lasts TURN_MINUTES; who lets it pass
 * goes behind the last when they come again, so that no place idles for longer.
 *
 *     ticket: waiting -> called -> holding -> booked          called -> over, holding -> over (expired), any -> left
 *     hold:   held -> booked                                  held -> released, held -> expired
 *
 * A hold lasts HOLD_MINUTES and is for a family: all of it or nobody, in one hour, or in hours that follow each other where they wish so.
 * It is confirmed once, however often the confirmation is sent. Places of a hold that ends are given back once: the change of its state is
 * one conditional UPDATE, made under the lock of the opening's row, which every change of an opening takes first. An invitation is
 * a hold of one place for one person, opened by a link.
 *
 * Source of the rules: ours (doc/decisions/0013-booking.md). Which dose may be given when is dose_judge()'s. */
#ifndef BOOKING_BOOKING_H
#define BOOKING_BOOKING_H

#include "base/buf.h"
#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "session/session.h"
#include "unit/unit.h"

enum {
	HOLD_MINUTES = 10,
	TURN_MINUTES = 10,         /* to choose once called */
	WAITING_ROOM_MINUTES = 10, /* it is open for so long before the draw at the least */
	TICKET_PEOPLE_MAX = 8,     /* a family; a company's list is registered by the company */
	INVITATIONS_MAX = 100,     /* of one request */
	INVITATION_LETTERS = 20,   /* of a link: 98 bits */
	INVITATION_PAGE = 200,
	OPENING_PAGE = 50,
	DRAW_PAGE = 500 /* tickets that one transaction gives their numbers */
};

struct opening {
	int64_t unit_id, id, session_id;
	const char *site_name, *site_kind, *on_date, *product_code, *product_name;
	const char *whom; /* anybody, residents, invited */
	int64_t residents_of;
	const char *residents_name;
	int64_t joins_ms, draws_ms, closes_ms;
	const char *stage; /* as stored */
	const char *state; /* as people see it; by opening_show() */
	const char *seed, *commitment;
	int64_t tickets, last_place, served;
	int64_t places, free, held; /* of all hours; held: 1 when any place is held */
	int64_t places_left;        /* free, for who looks */
	const char *why;
	int64_t again_s; /* look again after so many seconds */
};
extern const struct fields opening_fields;

struct opening_slot {
	const char *starts, *ends;
	int64_t places, free, held, booked, back;
};
extern const struct fields opening_slot_fields;

struct slot_share {
	const char *starts;
	int64_t places;
};
struct opening_in {
	int64_t session_id;
	const char *product_code; /* NULL: the one that is on the session's tables */
	const char *whom;         /* NULL: anybody */
	int64_t residents_of;
	int64_t joins_at, draws_at, closes_at; /* 0: now; in WAITING_ROOM_MINUTES; when the last hour begins */
	struct list slots;                     /* struct slot_share */
};
extern const struct fields opening_in_fields, slot_share_fields;

/* Sets the places apart. ERR_INVALID opening.slots, opening.times, opening.product, opening.whom; ERR_CONFLICT opening.no_places when an hour
 * has fewer left. The caller may write at the site. */
enum err
opening_create(struct ctx *cx, const struct unit *site, const struct opening_in *in, struct opening *out) MUST_CHECK;
/* ERR_NOT_FOUND opening.unknown. May be a second old, unless the opening was locked in this transaction. */
enum err opening_get(struct ctx *cx, int64_t unit_id, int64_t id, struct opening *out) MUST_CHECK;
enum err opening_slots(struct ctx *cx, int64_t unit_id, int64_t id, struct opening_slot **out, size_t *n) MUST_CHECK;
/* Of a site, by the day of the session, newest first. */
enum err opening_list(struct ctx *cx, int64_t unit_id, const char *from, const char *to, struct opening **out,
		      size_t *n) MUST_CHECK;
/* Those of a unit and below that are not closed, in the order of their making; at most OPENING_PAGE after that id. */
enum err
opening_near(struct ctx *cx, const struct unit *unit, int64_t after, struct opening **out, size_t *n) MUST_CHECK;
/* For who looks: fills state, places_left and again_s, hides the seed until the draw. */
void opening_show(const struct ctx *cx, struct opening *o);
/* What is free goes back to the site at once, what is held when its hold ends; closed already: nothing. */
enum err opening_close(struct ctx *cx, int64_t unit_id, int64_t id, const char *why) MUST_CHECK;

struct ticket {
	int64_t id, account_id;
	int64_t drawn, place; /* NONE: no number yet */
	int64_t people;
	const char *state;
	int64_t turn_ends_ms, hold_id, joined_ms;
};
extern const struct fields ticket_fields;
/* May these people of cx->account_id's family wait here? Reads only, so that a crowd is judged by the readers. ERR_CONFLICT queue.early, queue.invited,
 * queue.closed, and booking_allow()'s; ERR_INVALID queue.people; ERR_NOT_FOUND person.unknown. */
enum err ticket_check(struct ctx *cx, int64_t unit_id, int64_t opening_id, const int64_t *people, size_t n) MUST_CHECK;
/* Takes the account's ticket for people who passed ticket_check() a moment ago, or changes the people of one that waits. ERR_CONFLICT
 * queue.person (somebody stands on another ticket), queue.holding, queue.more (after the draw). hold_take() judges them again. */
enum err ticket_join(struct ctx *cx, int64_t unit_id, int64_t opening_id, const int64_t *people, size_t n,
		     struct ticket *out) MUST_CHECK;
/* ERR_NOT_FOUND queue.none. A read by an index; it may be asked by a hundred thousand phones. */
enum err ticket_mine(struct ctx *cx, int64_t unit_id, int64_t opening_id, struct ticket *out) MUST_CHECK;
enum err ticket_people(struct ctx *cx, int64_t unit_id, int64_t opening_id, int64_t ticket_id, int64_t **out,
		       size_t *n) MUST_CHECK;
/* ERR_CONFLICT queue.holding: release the places first. */
enum err ticket_leave(struct ctx *cx, int64_t unit_id, int64_t opening_id, struct ticket *out) MUST_CHECK;
/* What to do now, in one sentence, and when to look again. */
struct ticket_advice {
	int64_t ahead; /* tickets before it that have not been called; NONE before the draw */
	int64_t again_s;
	const char *vi, *en;
};
struct ticket_advice ticket_advise(const struct ctx *cx, const struct opening *o, const struct ticket *t);
/* May this ticket choose places now? ERR_CONFLICT not_your_turn, turn.over, hold.exists, queue.done; opening.full, opening.closed. */
enum err ticket_may_hold(struct ctx *cx, const struct opening *o, const struct ticket *t) MUST_CHECK;

/* The published draw: tickets that were in it, in its order, after that number. Empty before it. */
struct drawn {
	int64_t ticket_id;
	const char *draw_key;
	int64_t drawn;
};
extern const struct fields drawn_fields;
enum err
draw_list(struct ctx *cx, int64_t unit_id, int64_t opening_id, int64_t after, struct drawn **out, size_t *n) MUST_CHECK;
/* The key of a ticket in the draw. */
const char *draw_key(struct arena *mem, const char *seed, int64_t ticket_id);
const char *draw_commitment(struct arena *mem, const char *seed);

/* May this person be vaccinated here, by the records? ERR_CONFLICT registration.none, registration.not_before (they wait for a later
 * day), person.foreign, person.hospital, dose.age, dose.product, dose.interval, dose.too_late, each naming the person; person.limited alone to
 * an account that may not read the person's record. */
enum err booking_allow(struct ctx *cx, const struct opening *o, int64_t person_id) MUST_CHECK;

struct hold_person {
	int64_t person_id;
	const char *slot, *slot_ends;
	int64_t appointment_id;
	const char *code; /* of the appointment */
	bool cancelled;
	const char *placed_vi, *placed_en; /* held: has another appointment, in words; NULL: none */
};
struct hold {
	int64_t unit_id, id, opening_id, session_id;
	const char *kind, *site_name, *on_date;
	int64_t account_id, ticket_id;
	const char *state;
	int64_t expires_ms;
	struct hold_person *people;
	size_t n;
};
extern const struct fields hold_fields, hold_person_fields;

struct hold_wish {
	const int64_t *people;
	size_t n;
	const char *slot; /* NULL: the first hour that has room */
	bool spread;      /* hours that follow each other will do */
};
/* All of them or nobody. ERR_CONFLICT as ticket_may_hold() and booking_allow(), family.no_room, hold.exists (somebody is held a place elsewhere), hold.person (not on
 * the ticket); ERR_INVALID slot.unknown. */
enum err hold_take(struct ctx *cx, int64_t unit_id, int64_t opening_id, const struct hold_wish *wish,
		   struct hold *out) MUST_CHECK;
/* Of cx->account_id; anybody else's is ERR_NOT_FOUND hold.unknown. */
enum err hold_get(struct ctx *cx, int64_t unit_id, int64_t id, struct hold *out) MUST_CHECK;
/* held -> booked: an appointment for each. Booked already: the same again. change: give up other appointments, in this transaction.
 * ERR_CONFLICT hold.expired, hold.released, person.placed, session.closed, and booking_allow()'s. */
enum err hold_confirm(struct ctx *cx, int64_t unit_id, int64_t id, bool change, struct hold *out) MUST_CHECK;
/* held -> released; released or expired already: nothing. ERR_CONFLICT hold.booked. */
enum err hold_release(struct ctx *cx, int64_t unit_id, int64_t id, struct hold *out) MUST_CHECK;
/* Takes booked people off again (n 0: all), whose places go to who is next. Cancelled already: nothing. ERR_CONFLICT booking.over: arrived, or
 * cancelled by the site. */
enum err
hold_cancel(struct ctx *cx, int64_t unit_id, int64_t id, const int64_t *people, size_t n, struct hold *out) MUST_CHECK;

struct invitation {
	int64_t id, person_id;
	const char *slot, *state;
	int64_t expires_ms, created_ms;
};
extern const struct fields invitation_fields;
/* What became of inviting one person: code NULL: invited. */
struct invited {
	int64_t person_id, id;
	const char *token, *slot; /* token: for the link; not stored */
	const char *code, *vi, *en;
};
extern const struct fields invited_fields;
/* Holds a place for each until until_ms (0: until the opening closes) and writes the message with the link. Somebody invited already gets a new link, and
 * the old one is over. Who may not come, or finds no place left, is told of in the answer; the others are invited. */
enum err invitation_create(struct ctx *cx, const struct unit *site, int64_t opening_id, const int64_t *people, size_t n,
			   const char *slot, int64_t until_ms, struct invited **out) MUST_CHECK;
enum err invitation_list(struct ctx *cx, int64_t unit_id, int64_t opening_id, int64_t after, struct invitation **out,
			 size_t *n) MUST_CHECK;
/* The place is given back. ERR_NOT_FOUND invitation.unknown, ERR_CONFLICT invitation.used. */
enum err invitation_withdraw(struct ctx *cx, int64_t unit_id, int64_t opening_id, int64_t id) MUST_CHECK;
/* What a link is about; says no more than its holder should know. */
struct invitation_view {
	const char *state; /* open, used, expired, withdrawn */
	const char *name;  /* member_hint() */
	const char *site_name, *on_date, *slot, *slot_ends;
	int64_t expires_ms;
};
extern const struct fields invitation_view_fields;
/* ERR_NOT_FOUND invitation.unknown. */
enum err invitation_look(struct ctx *cx, const char *token, struct invitation_view *out) MUST_CHECK;
/* Books it for its person, who must be of the account's family: ERR_FORBIDDEN invitation.not_yours. The same account again: the same booking. Another:
 * ERR_CONFLICT invitation.used; invitation.expired. */
enum err invitation_accept(struct ctx *cx, const char *token, bool change, struct hold *out) MUST_CHECK;

/* ---- what happens by itself ---- */

struct opening_due {
	int64_t unit_id, id;
};
/* Openings in which the time has come for something. */
enum err opening_due(struct ctx *cx, struct opening_due **out, size_t *n) MUST_CHECK;
/* Draws, gives back what has expired, ends turns, calls the next, closes. *more: the draw goes on. */
enum err opening_tend(struct ctx *cx, int64_t unit_id, int64_t id, bool *more) MUST_CHECK;

/* Does every place of every hour stand where the rows say? places = free + held + booked + back, and what a session has apart is what its
 * openings have free or held. Of each hour that does not, a JSON object in differences, which the caller opened as a list. */
struct booking_check {
	int64_t hours, differing;
};
enum err booking_recount(struct ctx *cx, struct buf *differences, struct booking_check *out) MUST_CHECK;

#endif
