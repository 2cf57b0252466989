#include "registration/registration_api.h"

#include "registration/demand.h"
#include "registration/registration.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

/* ---- pieces that the citizens' routes use too ---- */

void
enrolled_write(struct buf *out, const struct enrolled *e, bool dose)
{
	struct registration r = dose ? e->registration : registration_hidden(&e->registration);
	json_key(out, "registration");
	fields_write(out, &registration_fields, &r);
	json_kv_id(out, "person_id", e->person.id);
	json_kv_text(out, "access", e->access);
	fields_write_list(out, "warnings", &warning_fields, e->warnings.list, e->warnings.n);
}

/* ---- the desk ---- */

/* A health station sees the list of the commune that it stands in. */
static enum err
list_in_path(struct request *rq, struct unit *out)
{
	TRY(unit_in_path(rq, out));
	while (strcmp(out->level, "site") == 0 && out->parent_id) {
		struct unit above;
		TRY(unit_get(&rq->cx, out->parent_id, &above));
		*out = above;
	}
	return OK;
}

static enum err
get_registrations(struct request *rq)
{
	const struct waiting_filter *filter = rq->in;
	struct unit unit;
	struct waiting *list;
	size_t n, full = filter->limit > 0 && filter->limit < WAITING_PAGE ? (size_t)filter->limit : WAITING_PAGE;
	TRY(list_in_path(rq, &unit));
	TRY(waiting_list(&rq->cx, &unit, filter, &list, &n));
	for (size_t i = 0; i < n; i++)
		request_views(rq, list[i].person_id);
	const char *next = n == full ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].registration_id) : NULL;
	return reply_list(rq, &waiting_fields, list, n, next);
}

struct people_in {
	const char *people;
};
static FIELDS(people_in, FIELD(people_in, people, F_JSON, 8192, F_IN | F_MUST));

static enum err
post_acknowledge(struct request *rq)
{
	const struct people_in *in = rq->in;
	struct unit unit;
	int64_t *ids;
	size_t n;
	TRY(list_in_path(rq, &unit));
	TRY(ids_read(&rq->cx, "people", in->people, WAITING_PAGE, &ids, &n));
	TRY(registration_acknowledge(&rq->cx, unit.id, ids, n));
	return reply_empty(rq);
}

static enum err
post_registration(struct request *rq)
{
	struct unit unit;
	struct enrolled e;
	struct status status;
	TRY(list_in_path(rq, &unit));
	TRY(enrol_at_desk(&rq->cx, &unit, rq->in, &e));
	TRY(registration_status(&rq->cx, &e.person, &status));
	request_views(rq, e.person.id);
	struct buf *out = reply_json(rq, e.fresh ? 201 : 200);
	json_obj(out);
	enrolled_write(out, &e, true);
	json_key(out, "status");
	fields_write(out, &status_fields, &status);
	json_obj_end(out);
	return OK;
}

static enum err
get_demand(struct request *rq)
{
	struct unit unit;
	struct demand *list;
	size_t n;
	TRY(list_in_path(rq, &unit));
	TRY(demand_of(&rq->cx, &unit, &list, &n));
	return reply_list(rq, &demand_fields, list, n, NULL);
}

static enum err
get_demand_below(struct request *rq)
{
	struct unit unit;
	struct demand_below *list;
	size_t n;
	TRY(list_in_path(rq, &unit));
	TRY(demand_below(&rq->cx, &unit, &list, &n));
	return reply_list(rq, &demand_below_fields, list, n, NULL);
}

/* ---- the list of a session ---- */

struct appointment_in {
	int64_t person_id;
	const char *slot;
};
static FIELDS(appointment_in, FIELD(appointment_in, person_id, F_ID, 0, F_IN | F_MUST),
	      FIELD(appointment_in, slot, F_TEXT, 5, F_IN));

/* By hand; a registration is placed there, too, and a place that was kept elsewhere is given back. */
static enum err
post_appointment(struct request *rq)
{
	const struct appointment_in *in = rq->in;
	struct session s;
	struct unit unit;
	struct person person;
	struct appointment a;
	TRY(unit_in_path(rq, &unit));
	TRY(session_get_open(&rq->cx, unit.id, request_id_param(rq, "session"), &s));
	TRY(person_open(&rq->cx, &unit, in->person_id, &person));
	TRY(appointment_create(&rq->cx, &s, person.id, in->slot, NULL, false, &a));
	TRY(session_settle_again(&rq->cx, unit.id, s.id)); /* cancelled a moment ago on another server */
	TRY(registration_arrived(&rq->cx, person.id, &(struct placement){ unit.id, s.id, a.id, s.on_date, a.slot }));
	TRY(person_link(&rq->cx, unit.id, person.id));
	return reply_one(rq, 201, &appointment_fields, &a);
}

#define UNIT "/api/v1/units/{unit}"
const struct route registration_routes[] = {
	{ GET, UNIT "/registrations", CAP_PERSON_READ, TX_READ, &waiting_filter_fields, get_registrations,
	  "who is registered on a commune's list, newest first; show: new (nobody has looked yet), waiting, placed",
	  LOGS_VIEW },
	{ POST, UNIT "/registrations", CAP_PERSON_WRITE, TX_WRITE, &enrol_in_fields, post_registration,
	  "register somebody at the commune's desk", LOGS_VIEW },
	{ POST, UNIT "/registrations/acknowledge", CAP_PERSON_WRITE, TX_WRITE, &people_in_fields, post_acknowledge,
	  "the commune has seen these registrations" },
	{ POST, UNIT "/sessions/{session}/appointments", CAP_PERSON_WRITE, TX_WRITE, &appointment_in_fields,
	  post_appointment, "put a person on the list of a session" },
	{ GET, UNIT "/demand", CAP_COUNTER_READ, TX_READ, NULL, get_demand,
	  "how many wait in a unit and below, by dose and priority group" },
	{ GET, UNIT "/demand/below", CAP_COUNTER_READ, TX_READ, NULL, get_demand_below,
	  "how many wait in each unit right below" },
	{ 0 },
};
