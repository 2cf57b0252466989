/* Who waits on which list: the rows that the order of a commune and the planner read. */
#include "base/clock.h"
#include "base/text.h"
#include "registration/registration_parts.h"
#include "registration_sql.h"
#include "staff/staff.h"

#define BOTH(member, type, max) FIELD(waiting, member, type, max, F_ROW | F_OUT)
FIELDS(waiting, BOTH(unit_id, F_ID, 0), BOTH(person_id, F_ID, 0), BOTH(registration_id, F_ID, 0),
       BOTH(dose_number, F_I64, 0), BOTH(name, F_TEXT, 200), BOTH(birth_date, F_DATE, 10),
       BOTH(birth_precision, F_TEXT, 5), BOTH(sex, F_TEXT, 7), BOTH(phone, F_TEXT, 20), BOTH(address, F_TEXT, 300),
       BOTH(priority_group, F_TEXT, 4), BOTH(priority_sub, F_TEXT, 4),
       FIELD(waiting, registered_ms, F_TIME, 0, F_ROW | F_OUT), BOTH(last_product, F_TEXT, 32),
       BOTH(last_on, F_DATE, 10), BOTH(not_before, F_DATE, 10), BOTH(hospital, F_BOOL, 0), BOTH(part, F_TEXT, 10),
       BOTH(family_id, F_ID, 0), BOTH(acknowledged, F_BOOL, 0), BOTH(state, F_TEXT, 10), BOTH(source, F_TEXT, 16),
       BOTH(organisation, F_TEXT, 300), BOTH(code, F_TEXT, 16), BOTH(site_id, F_ID, 0), BOTH(session_id, F_ID, 0),
       BOTH(appointment_id, F_ID, 0), BOTH(on_date, F_DATE, 10), BOTH(slot, F_TEXT, 5));

FIELDS(waiting_filter, FIELD(waiting_filter, show, F_TEXT, 10, F_IN), FIELD(waiting_filter, after, F_ID, 0, F_IN),
       FIELD_RANGE(waiting_filter, limit, 1, WAITING_PAGE, F_IN));

const char *
later_day(const char *a, const char *b)
{
	if (!a || !b)
		return a ? a : b;
	return strcmp(a, b) > 0 ? a : b;
}

enum err
waiting_of(struct ctx *cx, const struct registration *r, struct waiting *out, bool *found)
{
	return db_one(cx, sql_waiting_get(r->unit_id, r->person_id), &waiting_fields, out, found);
}

enum { READ_TRIES = 5 };

static enum err
read_once(struct ctx *cx, int64_t person_id, struct enrolment *out, bool *agree)
{
	struct registration *list;
	size_t n;
	*out = (struct enrolment){ 0 };
	*agree = true;
	TRY(registration_list(cx, person_id, &list, &n));
	out->registered = n > 0;
	if (!n)
		return OK;
	out->last = list[0];
	for (size_t i = 0; i < n; i++)
		if (registration_is_open(&list[i])) {
			out->last = list[i];
			out->open = true;
		}
	if (!out->open)
		return OK;
	TRY(waiting_of(cx, &out->last, &out->listed, agree));
	*agree = *agree && is(out->listed.state, out->last.state);
	return OK;
}

enum err
enrolment_read(struct ctx *cx, int64_t person_id, struct enrolment *out, bool *agree)
{
	*agree = false;
	for (int tries = 0; tries < READ_TRIES && !*agree; tries++)
		TRY(read_once(cx, person_id, out, agree));
	return OK;
}

enum err
registration_not_before(struct ctx *cx, const struct registration *r, const char **day)
{
	struct waiting listed;
	bool found;
	TRY(waiting_of(cx, r, &listed, &found));
	*day = found ? listed.not_before : NULL;
	return OK;
}

enum err
appointment_kept(struct ctx *cx, const struct registration *r, struct waiting *w, struct appointment *a, bool *kept)
{
	*kept = false;
	if (!is(r->state, "placed"))
		return OK;
	TRY(waiting_of(cx, r, w, kept));
	*kept = *kept && w->appointment_id;
	return *kept ? appointment_of(cx, w->site_id, w->session_id, r->person_id, a, kept) : OK;
}

/* ---- changes: each is noted for who counts the list ---- */

/* A change that is refused when the row is not as it was read. */
static enum err
change_as_read(struct ctx *cx, int64_t unit_id, struct sql_call call)
{
	bool met;
	TRY(db_expect(cx, call, &met));
	return met ? demand_changed(cx, unit_id) : registration_moved(cx);
}

enum err
waiting_place(struct ctx *cx, const struct registration *r, int64_t was_appointment_id, const struct placement *where)
{
	return change_as_read(cx, r->unit_id,
			      sql_waiting_place(r->unit_id, r->person_id, where->site_id, where->session_id,
						where->appointment_id, where->on_date, where->slot, cx->now,
						was_appointment_id));
}

enum err
waiting_release(struct ctx *cx, const struct registration *r, int64_t appointment_id, const char *not_before)
{
	return change_as_read(cx, r->unit_id,
			      sql_waiting_release(r->unit_id, r->person_id, not_before, cx->now, appointment_id));
}

enum err
waiting_leave(struct ctx *cx, const struct waiting *w)
{
	return change_as_read(cx, w->unit_id, sql_waiting_leave(w->unit_id, w->person_id, w->appointment_id));
}

enum err
waiting_delete(struct ctx *cx, const struct registration *r)
{
	TRY(db_post(cx, sql_waiting_delete(r->unit_id, r->person_id)));
	return demand_changed(cx, r->unit_id);
}

enum err
registration_free_place(struct ctx *cx, const struct registration *r)
{
	struct waiting w;
	struct appointment a;
	bool kept;
	TRY(appointment_kept(cx, r, &w, &a, &kept));
	if (!kept || !is(a.state, "expected"))
		return OK;
	TRY(waiting_release(cx, r, a.id, NULL));
	return appointment_cancel(cx, w.site_id, a.id);
}

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

enum err
waiting_put(struct ctx *cx, const struct registration *r, const struct person *person, const struct next_dose *next,
	    const char *not_before)
{
	TRY(db_post(cx, sql_waiting_insert(r->unit_id, r->person_id, r->id, r->dose_number,
					   or_empty(person->priority_group), or_empty(person->priority_sub),
					   person->birth_date, r->created_ms, next->last_product, next->last_on,
					   not_before, r->hospital != NULL, r->wished_part, r->family_id,
					   r->acknowledged_ms != 0, cx->now)));
	return demand_changed(cx, r->unit_id);
}

enum err
waiting_follow(struct ctx *cx, const struct registration *r, const struct person *person, const struct next_dose *next,
	       const char *not_before)
{
	TRY(db_post(cx, sql_waiting_follow(r->unit_id, r->person_id, r->dose_number, or_empty(person->priority_group),
					   or_empty(person->priority_sub), person->birth_date, next->last_product,
					   next->last_on, not_before, r->hospital != NULL, cx->now)));
	return demand_changed(cx, r->unit_id);
}

enum err
waiting_list(struct ctx *cx, const struct unit *unit, const struct waiting_filter *filter, struct waiting **out,
	     size_t *n)
{
	int64_t most = filter->limit > 0 && filter->limit < WAITING_PAGE ? filter->limit : WAITING_PAGE;
	int64_t before = filter->after ? filter->after : INT64_MAX;
	const char *show = filter->show ? filter->show : "";
	if (strcmp(show, "new") == 0)
		return db_list(cx, sql_waiting_new(unit->id, before, most), &waiting_fields, out, n);
	if (*show && strcmp(show, "waiting") != 0 && strcmp(show, "placed") != 0)
		return fail_field(cx, "show", "registration.show", "Chỉ xem được: new, waiting, placed.",
				  "Show is one of new, waiting, placed.");
	return db_list(cx, sql_waiting_list(unit->id, show, before, most), &waiting_fields, out, n);
}

enum err
registration_acknowledge(struct ctx *cx, int64_t unit_id, const int64_t *person_ids, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t registration_id;
		TRY(db_number(cx, sql_waiting_set_acknowledged(unit_id, person_ids[i], cx->now), 0, &registration_id));
		if (registration_id)
			TRY(db_post(cx, sql_registration_set_acknowledged(person_ids[i], registration_id,
									  cx->actor->staff_id, cx->now)));
	}
	return n ? demand_changed(cx, unit_id) : OK;
}
