/* booking_parts.h - what the files of this module share. */
#ifndef BOOKING_BOOKING_PARTS_H
#define BOOKING_BOOKING_PARTS_H

#include "base/text.h"
#include "booking/booking.h"
#include "registration/registration.h"

/* Takes the opening's row, so that nobody else changes anything of it until the commit, and reads it. */
enum err opening_lock(struct ctx *cx, int64_t unit_id, int64_t id, struct opening *out) MUST_CHECK;
/* Calls as many tickets as there are free places for. The opening is locked. */
enum err queue_advance(struct ctx *cx, int64_t unit_id, int64_t opening_id) MUST_CHECK;
/* One page of the draw, where it is due or under way. The opening is locked. *more: there are further pages. */
enum err queue_draw(struct ctx *cx, const struct opening *o, bool *more) MUST_CHECK;
/* Seconds until something changes, for who waits for the draw. */
int64_t again_before(const struct opening *o, int64_t now);
/* "07:30 YYYY-MM-DD", local; fail() shows the day as people read it. */
const char *time_words(struct arena *mem, int64_t ms);
/* A ticket is over, left or booked: the people of one that is not booked may stand on another. The opening is locked. */
enum err ticket_end(struct ctx *cx, const struct opening *o, int64_t ticket_id, const char *state) MUST_CHECK;

/* One read of a hold without asking whose it is. */
enum err hold_read(struct ctx *cx, int64_t unit_id, int64_t id, struct hold *out) MUST_CHECK;
/* The opening's lock, and the account's hold as it stands behind it. ERR_NOT_FOUND hold.unknown. */
enum err hold_lock_mine(struct ctx *cx, int64_t unit_id, int64_t id, struct opening *o, struct hold *hold) MUST_CHECK;
/* held -> released or expired: gives its places back and ends its ticket. Over already: nothing, *ended false. The opening is locked. */
enum err
hold_end(struct ctx *cx, const struct opening *o, const struct hold *hold, const char *state, bool *ended) MUST_CHECK;
/* Places that were free or held in an opening become free again, or the site's when it is closed. The opening is locked. */
enum err places_give_back(struct ctx *cx, const struct opening *o, const char *slot, int64_t n) MUST_CHECK;
/* held -> booked with everything that follows; held by whom is the caller's question. The opening is locked. */
enum err hold_book(struct ctx *cx, const struct opening *o, const struct hold *hold, bool change) MUST_CHECK;

/* Of somebody's status, to an account that may not read their record: no more than that there is an appointment. */
enum err hide_status(struct ctx *cx, int64_t person_id, struct status *s) MUST_CHECK;

/* Whom of a hold the account still looks after: who was taken out of its family since is none of its business. */
enum err hold_family(struct ctx *cx, const struct hold *hold, bool **mine) MUST_CHECK;

/* The link that still waits to be sent is taken back: the invitation is over, or has a newer one. */
enum err tell_no_more(struct ctx *cx, int64_t person_id, int64_t hold_id) MUST_CHECK;
/* Messages: the link to somebody invited; that a ticket is called (not to who is asking right now). */
enum err
tell_invited(struct ctx *cx, const struct opening *o, const struct invited *invited, int64_t until_ms) MUST_CHECK;
enum err tell_turn(struct ctx *cx, const struct opening *o, const struct ticket *t, int64_t until_ms) MUST_CHECK;

/* Name of a person, for what the account is told of its own family. */
enum err family_name(struct ctx *cx, int64_t person_id, const char **name) MUST_CHECK;
#endif
