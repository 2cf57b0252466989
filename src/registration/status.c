/* What is true of a person at this moment, in words: from doses, registration, appointment and visit, never from a stored text. */
#include "base/clock.h"
#include "base/text.h"
#include "registration/registration_parts.h"
#include "registration/words.h"
#include "registration_sql.h"

#define OUT(member, type, max) FIELD(status, member, type, max, F_OUT)
FIELDS(status, OUT(code, F_TEXT, 40), OUT(vi, F_TEXT, 1000), OUT(en, F_TEXT, 1000), OUT(site_id, F_ID, 0),
       OUT(session_id, F_ID, 0), OUT(appointment_id, F_ID, 0), OUT(visit_id, F_ID, 0), OUT(site_name, F_TEXT, 300),
       OUT(site_address, F_TEXT, 600), OUT(site_phone, F_TEXT, 40), OUT(on_date, F_DATE, 10), OUT(slot, F_TEXT, 5),
       OUT(slot_ends, F_TEXT, 5), OUT(appointment_code, F_TEXT, 16), OUT(appointment_state, F_TEXT, 16),
       FIELD(status, until_ms, F_TIME, 0, F_OUT), OUT(earliest, F_DATE, 10), OUT(dose_number, F_I64, 0));

/* The appointment that the row of `waiting` names. */
struct placed {
	const char *slot_ends, *site_name, *site_phone, *appointment_code, *appointment_state, *session_state;
	int64_t confirmed_ms;
};
static FIELDS(placed, FIELD(placed, slot_ends, F_TEXT, 5, F_ROW), FIELD(placed, site_name, F_TEXT, 300, F_ROW),
	      FIELD(placed, site_phone, F_TEXT, 40, F_ROW), FIELD(placed, appointment_code, F_TEXT, 16, F_ROW),
	      FIELD(placed, appointment_state, F_TEXT, 16, F_ROW), FIELD(placed, session_state, F_TEXT, 10, F_ROW),
	      FIELD(placed, confirmed_ms, F_TIME, 0, F_ROW));

struct seen {
	int64_t visit_id;
	const char *step;
	int64_t observe_until_ms;
	const char *why;
};
static FIELDS(seen, FIELD(seen, visit_id, F_ID, 0, F_ROW), FIELD(seen, step, F_TEXT, 20, F_ROW),
	      FIELD(seen, observe_until_ms, F_TIME, 0, F_ROW), FIELD(seen, why, F_TEXT, 500, F_ROW));

/* What the answer rests on. */
struct facts {
	const struct person *person;
	struct dose *doses;
	size_t n;
	struct registration last; /* the open one, else the newest */
	bool registered, open;
	struct waiting listed; /* of the open one */
	const char *today;
};

static void
say(struct status *out, const char *code, const char *vi, const char *en)
{
	out->code = code;
	out->vi = vi;
	out->en = en;
}

static enum err
gather(struct ctx *cx, const struct person *person, struct facts *f)
{
	bool agree = false;
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	*f = (struct facts){ .person = person, .today = today };
	TRY(dose_list(cx, person->id, false, &f->doses, &f->n));
	struct enrolment e;
	TRY(enrolment_read(cx, person->id, &e, &agree)); /* where they do not: status_placed() */
	f->registered = e.registered;
	f->open = e.open;
	f->last = e.last;
	f->listed = e.listed;
	return OK;
}

/* ---- at the table ---- */

static void
say_step(struct ctx *cx, const struct seen *v, struct status *out)
{
	struct arena *mem = cx->mem;
	const char *why = v->why ? v->why : "-";
	out->visit_id = v->visit_id;
	if (is(v->step, "checked_in")) {
		say(out, "arrived", "Đã được tiếp đón. Mời chờ đến lượt khám sàng lọc.",
		    "Checked in. Please wait for the screening.");
	} else if (is(v->step, "screened")) {
		say(out, "screened", "Đã khám sàng lọc, đủ điều kiện tiêm. Mời sang bàn tiêm.",
		    "Screened and fit for the vaccine. Please go to the injection table.");
	} else if (is(v->step, "observing")) {
		const char *until = words_hour(mem, v->observe_until_ms);
		out->until_ms = v->observe_until_ms;
		say(out, "observing",
		    arena_printf(mem,
				 "Vừa được tiêm. Hãy ngồi lại theo dõi đến %s; thấy khác thường thì báo ngay nhân viên "
				 "y tế.",
				 until),
		    arena_printf(mem,
				 "Just vaccinated. Please stay until %s and tell the staff at once if you feel unwell.",
				 until));
	} else if (is(v->step, "deferred")) {
		say(out, "visit_deferred",
		    arena_printf(
			    mem,
			    "Bác sĩ khám sàng lọc cho hoãn tiêm hôm nay: %s. Sẽ được mời lại, không cần đăng ký lại.",
			    why),
		    arena_printf(mem,
				 "The doctor put the dose off today: %s. You will be invited again; no need to "
				 "register again.",
				 why));
	} else if (is(v->step, "referred")) {
		say(out, "visit_referred",
		    "Bác sĩ chỉ định tiêm tại bệnh viện. Sẽ được mời đến bệnh viện, không cần đăng ký lại.",
		    "The doctor refers you to a hospital. You will be invited there; no need to register again.");
	} else if (is(v->step, "contraindicated")) {
		say(out, "visit_contraindicated",
		    arena_printf(mem, "Bác sĩ kết luận có chống chỉ định: %s. Hãy hỏi bác sĩ về loại vắc xin khác.",
				 why),
		    arena_printf(mem, "The doctor found a contraindication: %s. Ask the doctor about another vaccine.",
				 why));
	} else if (is(v->step, "refused")) {
		say(out, "visit_refused", "Đã từ chối tiêm khi đến điểm tiêm. Có thể đăng ký lại bất cứ lúc nào.",
		    "Declined at the site. You may register again at any time.");
	}
}

static enum err
visit_now(struct ctx *cx, int64_t unit_id, int64_t session_id, int64_t person_id, struct seen *v, bool *found)
{
	*found = false;
	return session_id ? db_one(cx, sql_status_visit(unit_id, session_id, person_id), &seen_fields, v, found) : OK;
}

/* ---- placed ---- */

static void
say_appointment(struct ctx *cx, const struct facts *f, const struct placed *p, struct status *out)
{
	struct arena *mem = cx->mem;
	const struct waiting *w = &f->listed;
	const char *day = words_day(mem, w->on_date);
	const char *hour = w->slot && p->slot_ends ? arena_printf(mem, "%s-%s", w->slot, p->slot_ends) : w->slot;
	long long number = (long long)f->last.dose_number;
	if (is(p->appointment_state, "cancelled") || is(p->session_state, "cancelled")) {
		out->appointment_code = NULL; /* nothing to come with */
		say(out, "rescheduling",
		    arena_printf(mem, "Buổi hẹn ngày %s đã bị hủy. Sẽ được xếp lịch khác và báo lại; không cần làm gì.",
				 day),
		    arena_printf(mem, "The appointment on %s was cancelled. You will get another one; nothing to do.",
				 day));
	} else if (is(p->appointment_state, "no_show") || strcmp(w->on_date, f->today) < 0) {
		say(out, "missed",
		    arena_printf(mem,
				 "Chưa thấy đến theo hẹn ngày %s. Sẽ được mời lại; nếu không muốn tiêm nữa, hãy rút "
				 "đăng ký.",
				 day),
		    arena_printf(
			    mem,
			    "You did not come on %s. You will be invited again; withdraw if you no longer want to.",
			    day));
	} else {
		say(out, "placed",
		    arena_printf(
			    mem,
			    "Hẹn tiêm mũi %lld%s%s ngày %s tại %s%s%s. Mang giấy tờ tùy thân và mã hẹn, đến đúng giờ.",
			    number, hour ? " lúc " : "", hour ? hour : "", day, out->site_name,
			    out->site_address ? ", " : "", out->site_address ? out->site_address : ""),
		    arena_printf(
			    mem,
			    "Appointment for dose %lld%s%s on %s at %s%s%s. Bring your identity card and the code.",
			    number, hour ? " at " : "", hour ? hour : "", day, out->site_name,
			    out->site_address ? ", " : "", out->site_address ? out->site_address : ""));
	}
}

static enum err
status_placed(struct ctx *cx, const struct facts *f, struct status *out)
{
	const struct waiting *w = &f->listed;
	struct placed p = { 0 };
	struct seen v;
	bool came, found;
	if (!w->on_date) { /* changed at every look */
		say(out, "rescheduling", "Lịch hẹn đang được đổi. Xin xem lại sau ít phút.",
		    "The appointment is being changed. Please look again in some minutes.");
		return OK;
	}
	TRY(db_one(cx, sql_status_appointment(w->site_id, w->session_id, w->appointment_id), &placed_fields, &p,
		   &found));
	out->site_id = w->site_id;
	out->session_id = w->session_id;
	out->appointment_id = w->appointment_id;
	out->site_name = p.site_name ? p.site_name : "";
	out->site_phone = p.site_phone;
	out->on_date = w->on_date;
	out->slot = w->slot;
	out->slot_ends = p.slot_ends;
	out->appointment_code = p.appointment_code;
	out->appointment_state = p.appointment_state;
	out->confirmed_ms = p.confirmed_ms;
	TRY(words_place(cx, w->site_id, &out->site_address));
	TRY(visit_now(cx, w->site_id, w->session_id, f->person->id, &v, &came));
	if (came)
		say_step(cx, &v, out);
	if (!came || !out->code)
		say_appointment(cx, f, &p, out);
	return OK;
}

/* ---- waiting ---- */

static void
say_next(struct ctx *cx, const struct facts *f, const char *earliest, struct status *out)
{
	struct arena *mem = cx->mem;
	const struct dose *last = &f->doses[f->n - 1];
	const char *given = words_day(mem, last->given_on), *from = words_day(mem, earliest);
	out->earliest = earliest;
	say(out, "next_dose_later",
	    arena_printf(mem,
			 "Đã tiêm %zu mũi (mũi gần nhất: %s, ngày %s). Mũi %zu sớm nhất từ ngày %s. %s, sẽ được mời; "
			 "không cần đăng ký lại.",
			 f->n, last->product_name, given, f->n + 1, from,
			 f->open ? "Đã có trong danh sách" : "Khi buổi tiêm kết thúc sẽ được ghi vào danh sách"),
	    arena_printf(mem,
			 "%zu doses so far (the last: %s on %s). Dose %zu from %s at the earliest. %s and will be "
			 "invited; no need to register again.",
			 f->n, last->product_name, given, f->n + 1, from,
			 f->open ? "You are on the list" : "You will be put on the list when the session is over"));
}

static void
say_waiting(struct ctx *cx, const struct facts *f, struct status *out)
{
	struct arena *mem = cx->mem;
	const char *until = f->listed.not_before;
	bool later = until && strcmp(until, f->today) > 0;
	long long number = (long long)f->last.dose_number;
	out->earliest = later ? until : NULL;
	if (is(f->last.why, REASON_DEFERRED)) {
		const char *day = later ? words_day(mem, until) : NULL;
		say(out, "deferred",
		    day ? arena_printf(
				  mem,
				  "Bác sĩ cho hoãn tiêm đến ngày %s. Sau đó sẽ được mời lại; không cần đăng ký lại.",
				  day)
			: "Đã hết thời gian hoãn tiêm, đang chờ xếp lịch lại. Không cần đăng ký lại.",
		    day ? arena_printf(mem, "The doctor put the dose off until %s. You will then be invited again.",
				       day)
			: "The time of deferral is over; you will be placed again. No need to register again.");
	} else if (is(f->last.why, REASON_REFERRED)) {
		say(out, "referred",
		    "Bác sĩ chỉ định tiêm tại bệnh viện; đang chờ lịch của bệnh viện. Không cần đăng ký lại.",
		    "Referred to a hospital; waiting for its hours. No need to register again.");
	} else if (is(f->last.why, REASON_NO_SHOW)) {
		say(out, "missed",
		    "Lần hẹn trước không đến. Vẫn còn trong danh sách và sẽ được mời lại; không đến lần nữa thì phải "
		    "đăng ký lại.",
		    "You did not come to the last appointment. You are still on the list and will be invited again; "
		    "after "
		    "another miss you have to register anew.");
	} else if (f->n && later) {
		say_next(cx, f, until, out);
	} else {
		say(out, "waiting",
		    arena_printf(mem,
				 "Đã đăng ký tiêm mũi %lld, đang chờ xếp lịch. Không cần làm gì thêm, khi đến lượt sẽ "
				 "có tin "
				 "nhắn mời. Đăng ký sớm không có nghĩa là được tiêm trước.",
				 number),
		    arena_printf(
			    mem,
			    "Registered for dose %lld, waiting for an appointment. Nothing more to do, a message will "
			    "invite you. Registering early is no promise of being early.",
			    number));
	}
}

/* ---- not registered now ---- */

static const char *
ended_vi(const struct facts *f)
{
	if (is(f->last.why, REASON_NO_SHOW))
		return "Hai lần liền không đến theo hẹn nên đăng ký đã dừng. Hãy đăng ký lại khi có thể đến.";
	if (is(f->last.why, REASON_CONTRAINDICATED))
		return "Bác sĩ đã kết luận có chống chỉ định. Nếu bác sĩ cho phép loại vắc xin khác, hãy đăng ký lại.";
	return "Đã rút đăng ký. Có thể đăng ký lại bất cứ lúc nào.";
}

static const char *
ended_en(const struct facts *f)
{
	if (is(f->last.why, REASON_NO_SHOW))
		return "Two appointments in a row were missed, so the registration ended. Register again when you can "
		       "come.";
	if (is(f->last.why, REASON_CONTRAINDICATED))
		return "The doctor found a contraindication. Register again if a doctor allows another vaccine.";
	return "The registration was withdrawn. You may register again at any time.";
}

static enum err
status_doses(struct ctx *cx, const struct facts *f, struct status *out)
{
	struct arena *mem = cx->mem;
	struct next_dose next;
	bool due;
	TRY(next_dose(cx, f->person, f->doses, f->n, f->today, &next));
	TRY(registration_next_is_due(cx, f->doses, f->n, &due));
	const char *from = next.earliest ? words_day(mem, next.earliest) : NULL;
	out->earliest = next.earliest;
	out->dose_number = next.number;
	if (!next.foreseen) {
		say(out, "complete",
		    arena_printf(mem, "Đã tiêm %zu mũi%s. Hiện chưa có quy định tiêm thêm nên không cần làm gì.", f->n,
				 next.series_complete ? ", đủ liều cơ bản" : ""),
		    arena_printf(mem, "%zu doses%s. No rule foresees a further one now; nothing to do.", f->n,
				 next.series_complete ? ", the primary series is complete" : ""));
	} else if (next.series_complete) {
		say(out, "booster_open",
		    arena_printf(mem,
				 "Đã tiêm đủ liều cơ bản (%zu mũi). Có thể đăng ký mũi tiếp theo, tiêm từ ngày %s.",
				 f->n, from),
		    arena_printf(
			    mem,
			    "The primary series is complete (%zu doses). You may register for a further dose, from "
			    "%s.",
			    f->n, from));
	} else if (due) {
		say_next(cx, f, next.earliest, out);
	} else {
		say(out, "next_dose_open",
		    arena_printf(mem, "Đã tiêm %zu mũi, chưa đăng ký mũi %zu. Hãy đăng ký; tiêm được từ ngày %s.", f->n,
				 f->n + 1, from),
		    arena_printf(
			    mem,
			    "%zu doses so far, not registered for dose %zu. Please register; it may be given from %s.",
			    f->n, f->n + 1, from));
	}
	return OK;
}

static enum err
status_closed(struct ctx *cx, const struct facts *f, struct status *out)
{
	if (f->registered && is(f->last.state, "withdrawn") && (int64_t)f->n < f->last.dose_number) {
		out->dose_number = f->last.dose_number;
		say(out, is(f->last.why, REASON_CONTRAINDICATED) ? "contraindicated" : "withdrawn", ended_vi(f),
		    ended_en(f));
		return OK;
	}
	if (f->n)
		return status_doses(cx, f, out);
	out->dose_number = 1;
	say(out, "not_registered", "Chưa đăng ký tiêm. Hãy đăng ký để được mời khi đến lượt.",
	    "Not registered. Please register to be invited when it is your turn.");
	return OK;
}

/* Was the newest dose given here a moment ago, and is the person still being watched? */
static enum err
status_just_given(struct ctx *cx, const struct facts *f, struct status *out)
{
	struct seen v;
	bool found;
	const struct dose *last = f->n ? &f->doses[f->n - 1] : NULL;
	if (!last || !last->visit_id || strcmp(last->given_on, f->today) != 0)
		return OK;
	TRY(visit_now(cx, last->unit_id, last->session_id, f->person->id, &v, &found));
	if (found && is(v.step, "observing")) {
		out->site_id = last->unit_id;
		out->site_name = last->unit_name;
		say_step(cx, &v, out);
	}
	return OK;
}

enum err
registration_status(struct ctx *cx, const struct person *person, struct status *out)
{
	struct facts f;
	*out = (struct status){ 0 };
	TRY(gather(cx, person, &f));
	out->dose_number = f.open ? f.last.dose_number : (int64_t)f.n + 1;
	TRY(status_just_given(cx, &f, out));
	if (out->code)
		return OK;
	if (f.open && is(f.last.state, "placed"))
		return status_placed(cx, &f, out);
	if (!f.open)
		return status_closed(cx, &f, out);
	say_waiting(cx, &f, out);
	return OK;
}

void
registration_status_new(struct ctx *cx, const struct registration *r, struct status *out)
{
	struct facts f = { .last = *r, .today = "" };
	*out = (struct status){ .dose_number = r->dose_number };
	say_waiting(cx, &f, out);
}
