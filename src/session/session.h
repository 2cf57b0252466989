/* session.h - a site's vaccination session on a day: lots on the tables, hours, the list of people. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "rule/rule.h"
#include "stock/stock.h"

enum { SESSION_LOTS_MAX = 50, SESSION_SLOTS_MAX = 48, SLOT_CAPACITY_MAX = 10000 };
/* A session that nobody closes is closed by itself so many whole days after its own: an offline table may still tell of it. */
enum { SESSION_OPEN_DAYS = 2 };

struct session {
	int64_t unit_id, id, campaign_id;
	const char *campaign_name;
	int64_t wait_minutes;
	const char *on_date, *state, *note, *why;
};
extern const struct fields session_fields;

struct slot {
	const char *starts, *ends; /* local HH:MM */
	int64_t capacity, booked;
	int64_t apart; /* set apart for booking (booking/booking.h): neither taken nor anybody else's to take */
};
extern const struct fields slot_fields;

struct lot_choice {
	int64_t lot_id;
};
struct session_in {
	int64_t campaign_id;
	const char *on_date, *note;
	struct list lots;  /* struct lot_choice */
	struct list slots; /* struct slot */
};
extern const struct fields session_in_fields, lot_choice_fields;

/* A lot must be known and usable on that day; slots must not overlap. ERR_INVALID session.past for a day before today. */
enum err session_create(struct ctx *cx, int64_t unit_id, const struct session_in *in, struct session *out) MUST_CHECK;
/* ERR_NOT_FOUND session.unknown. */
enum err session_get(struct ctx *cx, int64_t unit_id, int64_t id, struct session *out) MUST_CHECK;
/* The same, and it must be open: ERR_CONFLICT session.closed. */
enum err session_get_open(struct ctx *cx, int64_t unit_id, int64_t id, struct session *out) MUST_CHECK;
enum err session_list(struct ctx *cx, int64_t unit_id, const char *from, const char *to, struct session **out,
		      size_t *n) MUST_CHECK;
/* Today's open session of a site, if it has one. */
enum err session_today(struct ctx *cx, int64_t unit_id, struct session *out, bool *found) MUST_CHECK;
enum err session_lots(struct ctx *cx, int64_t unit_id, int64_t session_id, struct lot **out, size_t *n) MUST_CHECK;
/* Is this lot on the session's tables? */
enum err session_has_lot(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t lot_id, bool *has) MUST_CHECK;
enum err session_add_lot(struct ctx *cx, const struct session *session, int64_t lot_id) MUST_CHECK;
enum err session_slots(struct ctx *cx, int64_t unit_id, int64_t session_id, struct slot **out, size_t *n) MUST_CHECK;
/* Sets places of an hour apart, or gives them back to the list. *set false: fewer than n are left. */
enum err slot_set_apart(struct ctx *cx, int64_t unit_id, int64_t session_id, const char *starts, int64_t n,
			bool *set) MUST_CHECK;
enum err
slot_unset_apart(struct ctx *cx, int64_t unit_id, int64_t session_id, const char *starts, int64_t n) MUST_CHECK;
/* Hours that an open session gets besides those it has. The errors of session_create(). */
enum err session_add_slots(struct ctx *cx, const struct session *session, const struct list *slots) MUST_CHECK;
/* The end of those days. */
int64_t session_closes_itself_ms(const char *on_date);
/* No more visits; whoever is still expected did not come (counted). ERR_CONFLICT session.future: it is to be cancelled. */
enum err session_close(struct ctx *cx, const struct session *session) MUST_CHECK;
/* It is not held; needs a reason. Its people keep their appointments until they are told (planning/settle.h, a plan's re-planning).
 * ERR_CONFLICT session.closed; session.under_way when somebody was checked in. */
enum err session_cancel(struct ctx *cx, const struct session *session, const char *why) MUST_CHECK;

/* Somebody of it is to be looked at again, though it was settled (planning/settle.c). Nothing for one that is open. */
enum err session_settle_again(struct ctx *cx, int64_t unit_id, int64_t id) MUST_CHECK;
/* Is it over, and everybody of it dealt with? */
enum err session_is_settled(struct ctx *cx, int64_t unit_id, int64_t id, bool *settled) MUST_CHECK;

struct appointment {
	int64_t id, session_id, person_id;
	const char *slot, *code, *state; /* expected, arrived, no_show, cancelled */
	bool walk_in;
};
extern const struct fields appointment_fields;
/* Puts a person on the list (or finds them on it; one who was cancelled comes back under the same code). slot NULL: any
 * time. product_code NULL: whatever the session has. An hour never holds more than its capacity, however many ask at once: ERR_CONFLICT slot.full; an hour that the
 * session does not have is ERR_INVALID slot.unknown. */
enum err appointment_create(struct ctx *cx, const struct session *session, int64_t person_id, const char *slot,
			    const char *product_code, bool walk_in, struct appointment *out) MUST_CHECK;
/* One place of an hour whose free places were just read. Costs no wait (db_expect); *taken false: it is full, or there is no such
 * hour, and nothing was written. */
enum err slot_take_expected(struct ctx *cx, const struct session *session, const char *slot, bool *taken) MUST_CHECK;
enum err slot_give_back(struct ctx *cx, const struct session *session, const char *slot) MUST_CHECK;
/* An appointment for a place that was taken, for a product, under an id of the caller's (id_next). Costs no wait; *made false: the
 * person is on this list already, and nothing was written. */
enum err appointment_put(struct ctx *cx, const struct session *session, const struct appointment *what,
			 const char *product_code, bool *made) MUST_CHECK;
/* A code for appointment_put(). */
const char *appointment_code_new(struct arena *mem);
enum err appointment_of(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t person_id, struct appointment *out,
			bool *found) MUST_CHECK;
/* Sends appointment_of() early (db_ahead). */
void appointment_of_ahead(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t person_id);
/* expected, arrived, no_show. Does nothing to a cancelled one. */
enum err appointment_set_state(struct ctx *cx, int64_t unit_id, int64_t id, const char *state) MUST_CHECK;
/* Another hour or product of the same session, under the same code; places are the caller's. What the person had confirmed was the old
 * hour; an invitation or reminder that did not go out yet is taken back. *moved false: it is not expected any more. */
enum err appointment_move(struct ctx *cx, int64_t unit_id, int64_t id, const char *slot, const char *product_code,
			  bool *moved) MUST_CHECK;
/* The person said that they come. */
enum err appointment_confirm(struct ctx *cx, int64_t unit_id, int64_t id) MUST_CHECK;
/* Takes them off the list and gives their place back, once; an invitation or reminder that did not go out yet is taken back. */
enum err appointment_cancel(struct ctx *cx, int64_t unit_id, int64_t id) MUST_CHECK;
/* The same for one whose person has not come for it; ERR_CONFLICT appointment.used when they have, or when it is over. */
enum err appointment_call_off(struct ctx *cx, int64_t unit_id, int64_t id) MUST_CHECK;

#endif
