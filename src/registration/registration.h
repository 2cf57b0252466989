/* registration.h - who is registered for a dose, who waits, in which order, and why.
 *
 *   register -> waiting -> placed -> done            no-show, deferral, a closed site: placed -> waiting
 *                  |-> withdrawn                     a dose of a series that goes on: a new registration "next_dose", when its session is settled
 *
 * registration_move() is the one function that changes a state; the row of `waiting` follows it in the same transaction. A person
 * has at most one open registration. What happens at a site (visit/) moves it at once: a planner that settles a session later finds
 * only those who did not come still placed there. What the person is told (registration_status) is derived from the records at the moment of
 * asking, never stored. */
#ifndef REGISTRATION_REGISTRATION_H
#define REGISTRATION_REGISTRATION_H

#include "base/ctx.h"
#include "base/field.h"
#include "citizen/citizen.h"
#include "dose/dose.h"
#include "session/session.h"

enum { WAITING_PAGE = 100, MISSED_MAX = 2 /* appointments not kept in a row; then the person must ask again */ };

struct registration {
	int64_t person_id, id;
	const char *code, *source;
	int64_t account_id, staff_id;
	const char *organisation;
	int64_t dose_number, unit_id;
	const char *wished_on, *wished_part;
	const char *form_code, *form_from, *answers;
	bool consent;
	const char *consent_by, *hospital;
	int64_t family_id;
	const char *state, *why;
	int64_t missed, acknowledged_by, acknowledged_ms, created_ms, changed_ms;
};
extern const struct fields registration_fields;

struct registration_in {
	const char *wished_on, *wished_part;
	const char *answers; /* JSON: the history form (rule kind history_form): every question yes, no or unknown */
	bool consent;        /* a clear act: no page ticks it beforehand */
	const char *consent_by;
	int64_t family_id; /* 0: alone */
	/* no members of the API */
	bool fresh_person;         /* made in this transaction: has no doses and no registration, nothing is asked */
	int64_t fallback_unit_id;  /* whose list it is on where the person's home is unknown */
	struct warnings *warnings; /* NULL, or gets what a person with such answers should know */
};

/* Registers a person for their next dose. source, organisation: see the schema. Judges the form (hospital), the order and the earliest
 * day by the person's doses. An open registration is given back as it is, *fresh false. ERR_INVALID registration.answers, .consent,
 * .guardian (a minor without one), .wished_on, .home; ERR_CONFLICT registration.complete when no rule foresees a further dose.
 * Lists of organisations and communes may leave form and consent to the site. person as by person_get() or person_create().
 * Waits for the database once, not at all for a fresh_person. */
enum err
registration_create(struct ctx *cx, const struct person *person, const struct registration_in *in, const char *source,
		    const char *organisation, struct registration *out, bool *fresh) MUST_CHECK;
/* Of somebody whom an account registered without having proved more: nothing of doses, doctors or sites. */
struct registration registration_hidden(const struct registration *r);
enum err registration_open(struct ctx *cx, int64_t person_id, struct registration *out, bool *found) MUST_CHECK;
/* The day before which an open registration waits for no place: the person's wish, a deferral's end, or the interval; NULL: any day. */
enum err registration_not_before(struct ctx *cx, const struct registration *r, const char **day) MUST_CHECK;
/* Sends registration_open() early (db_ahead). */
void registration_open_ahead(struct ctx *cx, int64_t person_id);
/* May the account that asks (cx->account_id) act for this person's registration? It has full access, or made the open registration
 * itself. Who only knows somebody's number, name and birth date neither changes nor learns anything. ERR_NOT_FOUND person.unknown;
 * ERR_FORBIDDEN access.limited. */
enum err registration_may_act(struct ctx *cx, int64_t person_id) MUST_CHECK;
/* All of a person, newest first. */
enum err registration_list(struct ctx *cx, int64_t person_id, struct registration **out, size_t *n) MUST_CHECK;
enum err registration_withdraw(struct ctx *cx, int64_t person_id, const char *why) MUST_CHECK;
/* The person does not want it any more: withdrawn, and the place that was kept is given back; who was vaccinated in a session that is not
 * settled yet withdraws from the next dose. ERR_CONFLICT registration.arrived for who
 * stands at the table. */
enum err registration_cancel(struct ctx *cx, int64_t person_id, const char *why) MUST_CHECK;
/* The same for a record that is to be forgotten; nothing for who is not registered. */
enum err registration_forget(struct ctx *cx, int64_t person_id) MUST_CHECK;
/* The person cannot come: the place is given back, they wait again. ERR_CONFLICT registration.not_placed, registration.arrived. */
enum err registration_decline(struct ctx *cx, int64_t person_id) MUST_CHECK;

/* Where a waiting person was placed. The appointment was made in this transaction (appointment_create). */
struct placement {
	int64_t site_id, session_id, appointment_id;
	const char *on_date, *slot;
};
/* waiting -> placed, or placed elsewhere: was_appointment_id as the caller has seen it, 0: none. ERR_CONFLICT registration.moved when
 * the person is not open any more, or has got another place since. One wait. */
enum err registration_place(struct ctx *cx, int64_t person_id, int64_t was_appointment_id,
			    const struct placement *where) MUST_CHECK;
/* How somebody stood when they were read from `waiting`. */
struct standing {
	int64_t unit_id, person_id, registration_id;
	const char *state;
	int64_t appointment_id; /* 0: not placed */
};
/* The same for many who were just read: no wait at all. Who stands otherwise now: the batch is run again, and then ERR_CONFLICT
 * registration.moved. */
enum err registration_place_known(struct ctx *cx, const struct standing *was, const struct placement *where) MUST_CHECK;
/* placed -> waiting, at the old place in the order: why: no_show (counted; after MISSED_MAX in a row withdrawn instead), deferred,
 * cancelled, moved ... not_before: NULL, or a day. The appointment itself is the caller's (appointment_cancel, session_close). Does
 * nothing to who is not placed; ERR_CONFLICT registration.moved for who is placed by another appointment since. One wait. */
enum err registration_release(struct ctx *cx, int64_t person_id, int64_t appointment_id, const char *why,
			      const char *not_before) MUST_CHECK;
/* A dose was just given at a table: the registration for it is done. The one for the next dose is written when the session is settled
 * (registration_dose_given, planning/settle.c), not in the time of the queue; until then registration_status() says the same of
 * them. No wait behind registration_open_ahead(). */
enum err registration_dose_done(struct ctx *cx, int64_t person_id) MUST_CHECK;
/* A dose was given, or one on paper or of an import was confirmed: done; and, where a rule foresees a next one in the primary series, registered for it from the day on which the
 * interval opens, whether the person was registered before or walked in. Twice is once; who has withdrawn from the next dose
 * meanwhile stays out. One wait. */
enum err registration_dose_given(struct ctx *cx, int64_t person_id) MUST_CHECK;
/* The dose was not given after all: the registration for the next one goes, the one for this dose is open again, placed where the
 * person stands (where NULL: waiting). */
enum err registration_dose_taken_back(struct ctx *cx, int64_t person_id, const struct placement *where) MUST_CHECK;

/* At a site; called by visit/. Checked in, on the list or not: placed there; a place kept elsewhere is given back. Nothing for who is
 * not registered. One wait behind registration_open_ahead(). */
enum err registration_arrived(struct ctx *cx, int64_t person_id, const struct placement *where) MUST_CHECK;
/* The check-in was undone and the person walked in: back to the list. */
enum err registration_left(struct ctx *cx, int64_t person_id, const struct placement *where) MUST_CHECK;
/* The visit ended without a dose. step deferred: waits until that day (NULL: rule kind deferral); referred: waits for a hospital;
 * contraindicated, refused: withdrawn. */
enum err registration_turned_away(struct ctx *cx, int64_t person_id, const char *step, const char *until) MUST_CHECK;
/* That ending was undone. */
enum err registration_arrived_again(struct ctx *cx, int64_t person_id, const struct placement *where) MUST_CHECK;

/* The registration follows the person: home (the other commune's list), group, birth date, and doses entered, corrected or taken
 * back. Called behind every change of these (record_api, intake, visit_undo); who has no registration gets none. */
enum err registration_follow_person(struct ctx *cx, int64_t person_id) MUST_CHECK;
/* Who is to come together with whom; 0: alone. Does nothing to who has no open registration. */
enum err registration_set_family(struct ctx *cx, int64_t person_id, int64_t family_id) MUST_CHECK;

/* Place in the order of the commune, and why: among those who wait for a first dose, or among those who wait for a further one, since
 * the two have doses of their own. */
struct position {
	int64_t ahead, all; /* who comes before; all who wait there */
	const char *group;  /* code of the priority group; NULL: none */
	int64_t rank;       /* of the group, from 1, by the rule in force */
	const char *source; /* of that rule */
	const char *vi,
		*en; /* one sentence: "Bà đứng thứ 12 trong 340 người ... vì: nhóm 9 (ưu tiên 9/16), 71 tuổi, đăng ký 12/07 08:03" */
};
/* By the dated rule `priority` (national, or the province's own order). Only for who waits. */
enum err registration_position(struct ctx *cx, int64_t person_id, struct position *out, bool *found) MUST_CHECK;
/* priority order of a unit on a day: rank from 1 by group or sub-code; who has no known group comes last. */
struct priority;
enum err priority_load(struct ctx *cx, const struct unit *unit, const char *on, const struct priority **out) MUST_CHECK;
int64_t priority_rank(const struct priority *p, const char *group, const char *sub);

/* What is true of a person now, in words, and whether anything is to be done. code:
 *   not_registered                          waiting, deferred (until earliest), referred (waits for a hospital), missed, rescheduling
 *   placed (with the appointment)           arrived, screened, observing (until), visit_deferred, visit_referred, visit_contraindicated,
 *   next_dose_later (from earliest)         visit_refused: what the table said a moment ago
 *   next_dose_open, booster_open (may be registered for)    complete    withdrawn, contraindicated */
struct status {
	const char *code, *vi, *en;
	int64_t site_id, session_id, appointment_id, visit_id;
	const char *site_name, *site_address, *site_phone, *on_date, *slot, *slot_ends, *appointment_code;
	const char *appointment_state; /* expected, arrived, no_show, cancelled; NULL: not placed */
	int64_t confirmed_ms;          /* the person said that they come; 0: not yet */
	int64_t until_ms;              /* observing: the end of the wait */
	const char *earliest;          /* next dose: first day by the interval */
	int64_t dose_number;
};
extern const struct fields status_fields;
enum err registration_status(struct ctx *cx, const struct person *person, struct status *out) MUST_CHECK;
/* The same of a person without doses who was registered in this very transaction: nothing is read. */
void registration_status_new(struct ctx *cx, const struct registration *r, struct status *out);

/* The commune's worklist: registrations of its people, the newest first, or only those nobody has looked at. */
struct waiting {
	int64_t unit_id, person_id, registration_id, dose_number;
	const char *name, *birth_date, *birth_precision, *sex, *phone, *address, *priority_group, *priority_sub;
	int64_t registered_ms;
	const char *last_product, *last_on, *not_before;
	bool hospital;
	const char *part;
	int64_t family_id;
	bool acknowledged;
	const char *state, *source, *organisation, *code;
	int64_t site_id, session_id, appointment_id;
	const char *on_date, *slot;
};
extern const struct fields waiting_fields;
struct waiting_filter {
	const char *show; /* new, waiting, placed; NULL: all */
	int64_t after;    /* registration_id: the page after it, older ones */
	int64_t limit;
};
extern const struct fields waiting_filter_fields;
enum err waiting_list(struct ctx *cx, const struct unit *unit, const struct waiting_filter *filter,
		      struct waiting **out, size_t *n) MUST_CHECK;
/* The commune has seen it. */
enum err registration_acknowledge(struct ctx *cx, int64_t unit_id, const int64_t *person_ids, size_t n) MUST_CHECK;

#endif
