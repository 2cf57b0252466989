/* Publishing: the plan's sessions are opened at their sites, then everybody gets their appointment and is told, in chunks. A chunk and
 * what it leaves to do are one transaction, so whatever dies in between, nobody is invited twice or forgotten. */
#include "audit/audit.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/text.h"
#include "dose/dose.h"
#include "message/message.h"
#include "plan_publish_sql.h"
#include "planning/capacity.h"
#include "planning/plan_work.h"
#include "planning_sql.h"
#include "registration/registration.h"
#include "session/session.h"
#include "staff/staff.h"

#ifdef TEST_HOOKS
enum { PUBLISH_SESSIONS = 2, PUBLISH_PEOPLE = 20 }; /* many chunks of a small plan */
#else
enum { PUBLISH_SESSIONS = 40, PUBLISH_PEOPLE = 400 };
#endif

struct due {
	int64_t person_id, list_unit_id, registration_id;
	const char *change, *why;
	int64_t appointment_id, next_session_id;
	const char *next_slot;
	int64_t site_id;
	const char *on_date, *product_code;
	int64_t session_id, was_site_id;
	const char *was_on;
	int64_t was_session_id, open_id;
	const char *state;
	int64_t placed_id;
	bool hospital;
	int64_t restricted_ms;
	const char *not_before, *name, *birth_date, *birth_precision, *sex, *phone, *lang;
};
static FIELDS(due, FIELD(due, person_id, F_ID, 0, F_ROW), FIELD(due, list_unit_id, F_ID, 0, F_ROW),
	      FIELD(due, registration_id, F_ID, 0, F_ROW), FIELD(due, change, F_TEXT, 16, F_ROW),
	      FIELD(due, why, F_TEXT, 40, F_ROW), FIELD(due, appointment_id, F_ID, 0, F_ROW),
	      FIELD(due, next_session_id, F_ID, 0, F_ROW), FIELD(due, next_slot, F_TEXT, 5, F_ROW),
	      FIELD(due, site_id, F_ID, 0, F_ROW), FIELD(due, on_date, F_DATE, 10, F_ROW),
	      FIELD(due, product_code, F_TEXT, 32, F_ROW), FIELD(due, session_id, F_ID, 0, F_ROW),
	      FIELD(due, was_site_id, F_ID, 0, F_ROW), FIELD(due, was_on, F_DATE, 10, F_ROW),
	      FIELD(due, was_session_id, F_ID, 0, F_ROW), FIELD(due, open_id, F_ID, 0, F_ROW),
	      FIELD(due, state, F_TEXT, 16, F_ROW), FIELD(due, placed_id, F_ID, 0, F_ROW),
	      FIELD(due, hospital, F_BOOL, 0, F_ROW), FIELD(due, restricted_ms, F_TIME, 0, F_ROW),
	      FIELD(due, not_before, F_DATE, 10, F_ROW), FIELD(due, name, F_TEXT, 300, F_ROW),
	      FIELD(due, birth_date, F_DATE, 10, F_ROW), FIELD(due, birth_precision, F_TEXT, 8, F_ROW),
	      FIELD(due, sex, F_TEXT, 8, F_ROW), FIELD(due, phone, F_TEXT, 20, F_ROW),
	      FIELD(due, lang, F_TEXT, 2, F_ROW));

struct publishing {
	struct plan_work *w;
	struct actor actor;
	int64_t after;    /* planned_session */
	int64_t sessions; /* of a transaction: fewer, while one cannot be opened */
	size_t n;         /* of the last page or chunk */
	int64_t page;     /* people of a chunk: fewer, while one of them cannot be dealt with */
	char today[DATE_SIZE];
	int64_t done, failed;
	int64_t placed_in; /* session of the chunk's last person */
	struct message_batch batch;
	const char *link;
	const struct dose *doses;
	size_t ndoses;
};

/* ---- sessions ---- */

struct opening {
	int64_t site_id;
	const char *on_date, *product_code;
	int64_t session_id;
};
static FIELDS(opening, FIELD(opening, site_id, F_ID, 0, F_ROW), FIELD(opening, on_date, F_DATE, 10, F_ROW),
	      FIELD(opening, product_code, F_TEXT, 32, F_ROW), FIELD(opening, session_id, F_ID, 0, F_ROW));

static enum err
slots_of(struct ctx *cx, const struct planning *p, const struct opening *o, struct list *out)
{
	struct slot *slots;
	TRY(db_list(cx, sql_publish_slots(p->unit_id, p->id, o->site_id, o->on_date), &slot_fields, &slots, &out->n));
	out->items = slots;
	return OK;
}

/* The session of that site and day: the plan's own, another one that is open, or a new one. */
static enum err
open_session(struct ctx *cx, const struct planning *p, const struct opening *o, struct session *out)
{
	struct session_in in = { .campaign_id = p->campaign_id, .on_date = o->on_date };
	int64_t id = o->session_id;
	struct slot *there;
	size_t n;
	if (!id)
		TRY(db_number(cx, sql_publish_open_session(o->site_id, o->on_date), 0, &id));
	TRY(slots_of(cx, p, o, &in.slots));
	if (!id)
		return session_create(cx, o->site_id, &in, out);
	TRY(session_get(cx, o->site_id, id, out));
	TRY(session_slots(cx, o->site_id, id, &there, &n));
	return n ? OK : session_add_slots(cx, out, &in.slots);
}

static enum err
open_one(struct ctx *cx, const struct planning *p, int64_t planned_session_id)
{
	struct opening o;
	struct session session;
	struct rows lots;
	bool found;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(db_one(cx, sql_publish_session(p->unit_id, p->id, planned_session_id), &opening_fields, &o, &found));
	if (!found || strcmp(o.on_date, today) <= 0)
		return OK; /* published too late for that day: its people are told so */
	TRY(open_session(cx, p, &o, &session));
	TRY(db_query(cx, sql_publish_lots(o.site_id, o.product_code, o.on_date), &lots));
	for (size_t i = 0; i < lots.n && is(session.state, "open"); i++)
		TRY(session_add_lot(cx, &session, db_cell(&lots, i, 0)->i));
	return o.session_id
		       ? OK
		       : db_post(cx, sql_publish_session_made(p->unit_id, p->id, o.site_id, o.on_date, session.id));
}

static enum err
open_sessions(struct ctx *cx, void *arg)
{
	struct publishing *b = arg;
	const struct planning *p = &b->w->p;
	struct rows rows;
	cx->actor = &b->actor;
	TRY(db_query(cx, sql_publish_sessions(p->unit_id, p->id, b->after, b->sessions), &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(open_one(cx, p, db_cell(&rows, i, 0)->i));
	b->n = rows.n;
	if (rows.n)
		b->after = db_cell(&rows, rows.n - 1, 0)->i;
	return audit_add(cx, p->unit_id, "plan sessions", arena_printf(cx->mem, "%lld", (long long)p->id), NULL, 0);
}

/* A session that cannot be opened is left out; its people are told so. */
static enum err
skip_session(struct ctx *cx, void *arg)
{
	struct publishing *b = arg;
	const struct planning *p = &b->w->p;
	return db_number(cx, sql_publish_sessions(p->unit_id, p->id, b->after, 1), INT64_MAX, &b->after);
}

static enum err
open_next(struct ctx *cx, struct publishing *b, bool *more)
{
	enum err err = plan_work_write(cx, b->w, open_sessions, b);
	*more = err != OK || b->n == (size_t)b->sessions;
	if (err == OK) {
		b->sessions = PUBLISH_SESSIONS;
		return OK;
	}
	if (err == ERR_BUSY || !b->w->held)
		return err;
	log_error("plan %lld: %lld sessions could not be opened: %s", (long long)b->w->p.id, (long long)b->sessions,
		  cx->problem.en ? cx->problem.en : err_name(err));
	cx->problem = (struct problem){ 0 };
	if (b->sessions == 1)
		return plan_work_write(cx, b->w, skip_session, b);
	b->sessions = 1;
	return OK;
}

/* ---- one person ---- */

/* Valid doses of a person among those of the chunk, which are in the order of ids. */
static const struct dose *
doses_of(const struct publishing *b, int64_t person_id, size_t *n)
{
	size_t from = 0, to = b->ndoses;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (b->doses[mid].person_id < person_id)
			from = mid + 1;
		else
			to = mid;
	}
	for (*n = 0; from + *n < b->ndoses && b->doses[from + *n].person_id == person_id;)
		++*n;
	return b->doses + from;
}

/* Everything that may have changed since the plan was computed. *why: what stops it, NULL: nothing. */
static enum err
judge(struct ctx *cx, const struct publishing *b, const struct due *d, const char **why)
{
	struct person person = {
		.id = d->person_id, .birth_date = d->birth_date, .birth_precision = d->birth_precision, .sex = d->sex
	};
	struct product product;
	struct judgement j;
	struct unit site;
	size_t n;
	const struct dose *doses = doses_of(b, d->person_id, &n);
	bool open = d->state && d->open_id == d->registration_id;
	bool as_seen = open && (is(d->change, "moved") ? d->placed_id == d->appointment_id : is(d->state, "waiting"));
	*why = NULL;
	if (strcmp(d->on_date, b->today) <= 0)
		*why = "place.past";
	else if (!as_seen)
		*why = "registration.moved";
	else if (d->restricted_ms)
		*why = WHY_RESTRICTED;
	else if (d->not_before && strcmp(d->not_before, d->on_date) > 0)
		*why = "registration.not_before";
	if (*why)
		return OK;
	TRY(product_get(cx, d->product_code, &product));
	TRY(unit_get(cx, d->site_id, &site));
	TRY(dose_judge(cx, &person, doses, n, &product, NULL, d->on_date, &j));
	if (j.code)
		*why = j.code;
	else if (j.needs_consent && !b->w->p.mixing)
		*why = "dose.consent_mix";
	else if (d->hospital && !is(site.kind, "hospital"))
		*why = "place.hospital";
	return OK;
}

static enum err
fail_row(struct ctx *cx, struct publishing *b, const struct due *d, const char *why)
{
	b->failed++;
	return db_post(cx, sql_publish_failed(b->w->p.unit_id, b->w->p.id, d->person_id, why));
}

static enum err
invite(struct ctx *cx, struct publishing *b, const struct due *d, const struct appointment *a)
{
	struct unit site;
	bool moved = is(d->change, "moved");
	TRY(unit_get(cx, d->site_id, &site));
	const struct message_value values[] = { { "name", d->name },
						{ "hour", message_hour(cx->mem, hour_minutes(a->slot)) },
						{ "date", message_day(cx->mem, d->on_date) },
						{ "place", site.name },
						{ "code", a->code },
						{ "link", arena_printf(cx->mem, "%s%s", b->link, a->code) },
						{ 0 } };
	struct message_in in = { .template = moved ? "invitation_changed" : "invitation",
				 .phone = d->phone,
				 .lang = d->lang,
				 .person_id = d->person_id,
				 .unit_id = b->w->p.unit_id,
				 .batch = &b->batch,
				 .dedupe = moved ? arena_printf(cx->mem, "%lld %lld", (long long)a->id,
								(long long)b->w->p.round)
						 : arena_printf(cx->mem, "%lld", (long long)a->id),
				 .values = values };
	return message_post(cx, &in, NULL);
}

static struct standing
as_read(const struct due *d)
{
	return (struct standing){ d->list_unit_id, d->person_id, d->registration_id, d->state, d->placed_id };
}

/* May the place that the plan gave them before be taken away? *why: its day has come, or they have come for it. */
static enum err
judge_old_place(struct ctx *cx, const struct publishing *b, const struct due *d, const char **why)
{
	struct appointment was;
	bool found;
	*why = strcmp(d->was_on, b->today) <= 0                     ? "place.past"
	       : !d->placed_id || d->placed_id != d->appointment_id ? "registration.moved"
								    : NULL;
	if (*why)
		return OK;
	TRY(appointment_of(cx, d->was_site_id, d->was_session_id, d->person_id, &was, &found));
	if (!found || was.id != d->appointment_id || !is(was.state, "expected"))
		*why = "registration.moved";
	return OK;
}

/* Another hour, or another product, of the session that they are in: the appointment and its code stay. */
static enum err
move_within(struct ctx *cx, const struct due *d, const struct session *session, struct appointment *a, const char **why)
{
	struct appointment was;
	bool found, taken = true, moved;
	TRY(appointment_of(cx, d->site_id, session->id, d->person_id, &was, &found));
	*why = found && was.id == d->appointment_id && is(was.state, "expected") ? NULL : "registration.moved";
	if (*why)
		return OK;
	bool same_hour = is(was.slot, a->slot);
	if (!same_hour)
		TRY(slot_take_expected(cx, session, a->slot, &taken));
	*why = taken ? NULL : "slot.full";
	if (!taken)
		return OK;
	a->id = was.id;
	a->code = was.code;
	struct placement where = { d->site_id, session->id, a->id, session->on_date, a->slot };
	TRY(appointment_move(cx, d->site_id, a->id, a->slot, d->product_code, &moved));
	if (!moved)
		return fail_internal(cx, "appointment %lld moved", (long long)a->id);
	if (!same_hour && was.slot)
		TRY(slot_give_back(cx, session, was.slot));
	const struct standing was_placed = as_read(d);
	return registration_place_known(cx, &was_placed, &where);
}

/* The appointment itself. *why: none was made, and why. */
static enum err
put(struct ctx *cx, const struct due *d, const struct session *session, struct appointment *a, const char **why)
{
	bool taken, made, found;
	struct placement where = { d->site_id, session->id, a->id, session->on_date, a->slot };
	TRY(slot_take_expected(cx, session, a->slot, &taken));
	*why = taken ? NULL : "slot.full";
	if (!taken)
		return OK;
	const struct standing was = as_read(d);
	enum err err = registration_place_known(cx, &was, &where);
	if (err == ERR_CONFLICT && is(cx->problem.code, "registration.moved")) {
		cx->problem = (struct problem){ 0 };
		*why = "registration.moved";
		return slot_give_back(cx, session, a->slot);
	}
	TRY(err);
	TRY(appointment_put(cx, session, a, d->product_code, &made));
	if (made)
		return OK;
	/* somebody put them on this very list by hand: that appointment is theirs */
	TRY(slot_give_back(cx, session, a->slot));
	TRY(appointment_of(cx, d->site_id, session->id, d->person_id, a, &found));
	if (!found)
		return fail_internal(cx, "appointment vanished");
	if (!a->slot)
		a->slot = d->next_slot;
	const struct standing now = { d->list_unit_id, d->person_id, d->registration_id, "placed",
				      where.appointment_id };
	where.appointment_id = a->id;
	where.slot = a->slot;
	return registration_place_known(cx, &now, &where);
}

static enum err
place_row(struct ctx *cx, struct publishing *b, const struct due *d)
{
	struct session session;
	const char *why;
	struct appointment a = { .id = id_next(cx->now),
				 .session_id = d->session_id,
				 .person_id = d->person_id,
				 .slot = d->next_slot,
				 .code = appointment_code_new(cx->mem) };
	bool moved = is(d->change, "moved"), within = moved && d->session_id == d->was_session_id;
	TRY(judge(cx, b, d, &why));
	if (!why && !d->session_id)
		why = "session.unknown";
	if (!why && moved)
		TRY(judge_old_place(cx, b, d, &why));
	if (why)
		return fail_row(cx, b, d, why);
	TRY(session_get(cx, d->site_id, d->session_id, &session));
	if (!is(session.state, "open"))
		return fail_row(cx, b, d, "session.closed");
	TRY(within ? move_within(cx, d, &session, &a, &why) : put(cx, d, &session, &a, &why));
	if (why)
		return fail_row(cx, b, d, why);
	if (moved && !within)
		TRY(appointment_call_off(cx, d->was_site_id, d->appointment_id));
	TRY(person_link(cx, d->site_id, d->person_id));
	TRY(invite(cx, b, d, &a));
	if (d->session_id != b->placed_in) /* cancelled a moment ago on another server */
		TRY(session_settle_again(cx, d->site_id, d->session_id));
	b->placed_in = d->session_id;
	b->done++;
	return db_post(cx, sql_publish_done(b->w->p.unit_id, b->w->p.id, d->person_id, a.id, a.slot));
}

static const char *
lost_text(const struct due *d)
{
	bool en = is(d->lang, "en");
	if (is(d->why, "no_doses"))
		return en ? "there are not enough doses" : "chưa đủ vắc xin";
	if (is(d->why, "out"))
		return en ? "the organisers have changed the plan" : "đơn vị tổ chức đổi kế hoạch";
	return en ? "the site cannot hold this session" : "điểm tiêm không tổ chức được buổi tiêm này";
}

/* No place any more: back to the list, at the old place in the order. */
static enum err
lose_row(struct ctx *cx, struct publishing *b, const struct due *d)
{
	const struct message_value values[] = {
		{ "name", d->name }, { "date", message_day(cx->mem, d->was_on) }, { "why", lost_text(d) }, { 0 }
	};
	struct message_in in = { .template = "invitation_cancelled",
				 .phone = d->phone,
				 .lang = d->lang,
				 .person_id = d->person_id,
				 .unit_id = b->w->p.unit_id,
				 .batch = &b->batch,
				 .dedupe = arena_printf(cx->mem, "x%lld", (long long)d->appointment_id),
				 .values = values };
	const char *why;
	TRY(judge_old_place(cx, b, d, &why));
	if (why)
		return fail_row(cx, b, d, why);
	TRY(appointment_call_off(cx, d->was_site_id, d->appointment_id));
	TRY(registration_release(cx, d->person_id, d->appointment_id, "cancelled", NULL));
	TRY(message_post(cx, &in, NULL));
	b->done++;
	return db_post(cx, sql_publish_lost(b->w->p.unit_id, b->w->p.id, d->person_id));
}

/* ---- chunks ---- */

static enum err
read_doses(struct ctx *cx, struct publishing *b)
{
	struct dose *doses;
	const struct planning *p = &b->w->p;
	TRY(db_list(cx, sql_publish_doses(p->unit_id, p->id, b->page), &dose_fields, &doses, &b->ndoses));
	b->doses = doses;
	return OK;
}

static enum err
publish_chunk(struct ctx *cx, void *arg)
{
	struct publishing *b = arg;
	const struct planning *p = &b->w->p;
	const json_t *rule;
	struct due *list;
	date_text(cx->now, b->today);
	cx->actor = &b->actor;
	b->done = b->failed = b->placed_in = 0;
	TRY(db_list(cx, sql_publish_due(p->unit_id, p->id, b->page), &due_fields, &list, &b->n));
	if (!b->n)
		return OK;
	TRY(read_doses(cx, b));
	TRY(planning_rule(cx, b->today, &rule));
	b->link = json_string_value(json_object_get(rule, "link"));
	TRY(message_batch_get(cx, p->unit_id, p->batch_id, &b->batch));
	for (size_t i = 0; i < b->n; i++)
		TRY(is(list[i].change, "lost") ? lose_row(cx, b, &list[i]) : place_row(cx, b, &list[i]));
	TRY(message_batch_keep(cx, &b->batch));
	TRY(db_post(cx, sql_planning_progress(p->unit_id, p->id, b->done, b->failed)));
	return audit_add(cx, p->unit_id, "plan publish", arena_printf(cx->mem, "%lld", (long long)p->id), NULL, 0);
}

/* The one person whom we cannot digest, through a mistake of ours, does not keep all others waiting. */
static enum err
set_aside(struct ctx *cx, void *arg)
{
	struct publishing *b = arg;
	const struct planning *p = &b->w->p;
	struct due *list;
	b->done = b->failed = 0;
	TRY(db_list(cx, sql_publish_due(p->unit_id, p->id, 1), &due_fields, &list, &b->n));
	if (!b->n)
		return OK;
	TRY(fail_row(cx, b, &list[0], "internal"));
	return db_post(cx, sql_planning_progress(p->unit_id, p->id, 0, 1));
}

/* A chunk; where it fails as a whole, smaller and smaller ones, until the one person is found. */
static enum err
publish_next(struct ctx *cx, struct publishing *b)
{
	enum err err = plan_work_write(cx, b->w, publish_chunk, b);
	if (err == OK) {
		b->page = PUBLISH_PEOPLE;
		return OK;
	}
	if (err == ERR_BUSY || !b->w->held)
		return err;
	log_error("plan %lld: a chunk of %lld people failed: %s", (long long)b->w->p.id, (long long)b->page,
		  err_name(err));
	cx->problem = (struct problem){ 0 };
	b->n = 1;
	b->done = b->failed = 0;
	if (b->page == 1)
		return plan_work_write(cx, b->w, set_aside, b);
	b->page = b->page > 8 ? b->page / 8 : 1;
	return OK;
}

static enum err
finish(struct ctx *cx, void *arg)
{
	const struct publishing *b = arg;
	const struct planning *p = &b->w->p;
	bool done;
	int64_t held;
	TRY(db_number(cx, sql_planning_lease(p->unit_id, p->id), 0, &held));
	TRY(db_claim(cx, sql_planning_published(p->unit_id, p->id, held, cx->now), &done));
	return done ? OK : fail_internal(cx, "plan %lld is not published any more", (long long)p->id);
}

/* In the name of whoever published. */
static enum err
load_actor(struct ctx *cx, void *arg)
{
	struct publishing *b = arg;
	struct ctx own = *cx;
	struct staff staff;
	own.mem = b->w->mem;
	b->actor = (struct actor){ .staff_id = b->w->p.published_by_id, .role = role_find("manager") };
	TRY(unit_get(&own, b->w->p.unit_id, &b->actor.unit));
	TRY(staff_get(&own, b->w->p.published_by_id, &staff));
	b->actor.login_name = staff.login_name;
	b->actor.full_name = staff.full_name;
	return OK;
}

enum err
plan_publish(struct ctx *cx, struct plan_work *w)
{
	struct publishing b = { .w = w, .sessions = PUBLISH_SESSIONS, .page = PUBLISH_PEOPLE };
	TRY(lanes_call(w->lanes, cx, TX_READ, 0, load_actor, &b));
	for (bool more = is(w->step, "sessions"); more;)
		TRY(open_next(cx, &b, &more));
	w->step = "places";
	do {
		TRY(publish_next(cx, &b));
		w->done += b.done + b.failed;
	} while (b.n);
	TRY(plan_work_write(cx, w, finish, &b));
	log_info("plan %lld is published", (long long)w->p.id);
	return OK;
}
