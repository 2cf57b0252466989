/* One person as an account may see them. Everything is read from the records at the moment of asking. */
#include "book/book_view.h"

#include "base/clock.h"
#include "base/text.h"
#include "book/declaration.h"
#include "book/rights.h"
#include "book/words.h"
#include "certificate/certificate.h"
#include "reaction/reaction.h"
#include "registration/next_dose.h"

#include <jansson.h>

/* ---- what may be seen ---- */

/* Who only knows somebody's number, name and birth date learns nothing of doses, doctors or hours. */
static void
hide(struct status *s, bool registered_here)
{
	static const char *const harmless[] = { "not_registered", "waiting",      "placed",
						"arrived",        "rescheduling", "missed" };
	bool shown = false;
	for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
		shown = shown || is(s->code, harmless[i]);
	if (shown && registered_here) {
		s->dose_number = NONE;
		if (is(s->code, "waiting")) {
			s->vi = "Đã đăng ký tiêm, đang chờ đến lượt. Khi có lịch sẽ có tin nhắn báo giờ và nơi tiêm.";
			s->en = "Registered and waiting. A message tells hour and place when there is an appointment.";
		} else if (is(s->code, "placed")) {
			s->vi = "Đã có lịch hẹn tiêm. Mang giấy tờ tùy thân và mã hẹn, đến đúng giờ.";
			s->en = "There is an appointment. Bring identity papers and the code, and come in time.";
		}
		return;
	}
	*s = (struct status){
		.code = "limited",
		.vi = "Sổ này mới mở một phần. Muốn xem lịch hẹn, mũi tiêm và kết quả, hãy xác nhận người này.",
		.en = "This book is open in part. Prove that you may see appointment, doses and results.",
		.dose_number = NONE
	};
}

enum err
view_of(struct ctx *cx, const struct member *member, struct view *out)
{
	*out = (struct view){ .member = member, .full = is(member->access, "full") };
	TRY(person_get(cx, member->person_id, &out->person));
	TRY(registration_open(cx, member->person_id, &out->registration, &out->open));
	TRY(registration_status(cx, &out->person, &out->status));
	if (out->full)
		return OK;
	bool here = out->open && out->registration.account_id == member->account_id;
	hide(&out->status, here);
	out->open = here;
	return OK;
}

/* ---- writing ---- */

static void
write_person(struct buf *out, const struct view *v)
{
	json_key(out, "person");
	json_obj(out);
	if (v->full) {
		fields_write_members(out, &person_fields, &v->person);
	} else {
		json_kv_id(out, "id", v->person.id);
		json_kv_text(out, "name", v->person.name);
		json_kv_text(out, "birth_date", v->person.birth_date);
		json_kv_text(out, "birth_precision", v->person.birth_precision);
	}
	json_obj_end(out);
}

static void
write_found_position(struct buf *out, const struct position *p)
{
	json_obj(out);
	json_kv_i64(out, "ahead", p->ahead);
	json_kv_i64(out, "all", p->all);
	json_kv_text(out, "group", p->group);
	json_kv_i64(out, "rank", p->rank);
	json_kv_text(out, "vi", p->vi);
	json_kv_text(out, "en", p->en);
	json_kv_text(out, "source", p->source);
	json_obj_end(out);
}

static enum err
write_position(struct ctx *cx, struct buf *out, const struct view *v)
{
	struct position p;
	bool found = false;
	json_key(out, "position");
	if (v->full && v->open && is(v->registration.state, "waiting"))
		TRY(registration_position(cx, v->person.id, &p, &found));
	if (found)
		write_found_position(out, &p);
	else
		json_none(out);
	return OK;
}

static void
write_registration(struct buf *out, const struct view *v)
{
	json_key(out, "registration");
	if (!v->open) {
		json_none(out);
		return;
	}
	struct registration r = v->full ? v->registration : registration_hidden(&v->registration);
	fields_write(out, &registration_fields, &r);
}

static enum err
write_appointment(struct ctx *cx, struct buf *out, const struct view *v)
{
	const struct status *s = &v->status;
	struct declaration d;
	bool declared;
	json_key(out, "appointment");
	if (!s->appointment_id || !s->appointment_code) {
		json_none(out);
		return OK;
	}
	TRY(declaration_of(cx, s->site_id, s->appointment_id, &d, &declared));
	json_obj(out);
	json_kv_id(out, "id", s->appointment_id);
	json_kv_text(out, "code", s->appointment_code);
	json_kv_id(out, "site_id", s->site_id);
	json_kv_text(out, "site_name", s->site_name);
	json_kv_text(out, "site_address", s->site_address);
	json_kv_text(out, "site_phone", s->site_phone);
	json_kv_text(out, "on_date", s->on_date);
	json_kv_text(out, "slot", s->slot);
	json_kv_text(out, "slot_ends", s->slot_ends);
	json_kv_text(out, "state", s->appointment_state);
	json_kv_time(out, "confirmed_at", s->confirmed_ms);
	json_kv_bool(out, "declaration", declared);
	json_kv_bool(out, "stay_home", declared && d.stay_home);
	json_obj_end(out);
	return OK;
}

static void
write_flags(struct buf *out, const char *flags)
{
	json_t *list = json_loads(flags ? flags : "[]", 0, NULL), *flag;
	static const char *const keys[] = { "flags_vi", "flags_en" };
	size_t i;
	for (int en = 0; en < 2; en++) {
		json_key(out, keys[en]);
		json_arr(out);
		json_array_foreach(list, i, flag) {
			struct words w = flag_words(json_string_value(flag));
			json_text(out, en ? w.en : w.vi);
		}
		json_arr_end(out);
	}
	json_decref(list);
}

static void
write_dose(struct buf *out, const struct dose *d)
{
	json_obj(out);
	json_kv_id(out, "id", d->id);
	json_kv_i64(out, "number", d->number);
	json_kv_text(out, "kind", d->kind);
	json_kv_text(out, "product_name", d->product_name);
	json_kv_text(out, "lot_number", d->lot_number);
	json_kv_text(out, "given_on", d->given_on);
	json_kv_text(out, "site", d->unit_name ? d->unit_name : d->place);
	json_kv_text(out, "source", d->source);
	json_kv_bool(out, "confirmed", is(d->source, "live") || d->confirmed_ms);
	json_kv_text(out, "state", d->state);
	json_kv_text(out, "why", is(d->state, "valid") ? NULL : d->why);
	write_flags(out, d->flags);
	json_obj_end(out);
}

/* Those taken back are shown as such; a corrected one is the corrected row alone. */
static enum err
write_doses(struct ctx *cx, struct buf *out, const struct view *v)
{
	struct dose *list = NULL;
	size_t n = 0;
	if (v->full)
		TRY(dose_list(cx, v->person.id, true, &list, &n));
	json_key(out, "doses");
	json_arr(out);
	for (size_t i = 0; i < n; i++)
		if (!is(list[i].state, "superseded"))
			write_dose(out, &list[i]);
	json_arr_end(out);
	return OK;
}

static const char *
day_words(struct arena *mem, const char *date)
{
	char *text = arena_strdup(mem, date);
	date_show_all(text, NULL);
	return text;
}

static void
write_known_next(struct ctx *cx, struct buf *out, const struct next_dose *next)
{
	const char *from = next->earliest ? day_words(cx->mem, next->earliest) : NULL;
	struct buf names = buf_new(cx->mem);
	json_obj(out);
	json_kv_i64(out, "number", next->number);
	json_kv_text(out, "kind", next->kind);
	json_kv_text(out, "earliest", next->earliest);
	json_key(out, "product_names");
	json_arr(out);
	for (size_t i = 0; i < next->n; i++) {
		json_text(out, next->products[i].name);
		buf_printf(&names, "%s%s", i ? ", " : "", next->products[i].name);
	}
	json_arr_end(out);
	json_kv_text(out, "vi",
		     from ? arena_printf(cx->mem, "Mũi %lld: sớm nhất từ ngày %s (%s).", (long long)next->number, from,
					 buf_text(&names))
			  : arena_printf(cx->mem, "Mũi %lld.", (long long)next->number));
	json_kv_text(out, "en",
		     from ? arena_printf(cx->mem, "Dose %lld: from %s at the earliest (%s).", (long long)next->number,
					 from, buf_text(&names))
			  : arena_printf(cx->mem, "Dose %lld.", (long long)next->number));
	json_obj_end(out);
}

static enum err
write_next(struct ctx *cx, struct buf *out, const struct view *v)
{
	struct dose *doses;
	struct next_dose next = { 0 };
	size_t n;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	if (v->full) {
		TRY(dose_list(cx, v->person.id, false, &doses, &n));
		TRY(next_dose(cx, &v->person, doses, n, today, &next));
	}
	json_key(out, "next_dose");
	if (next.foreseen)
		write_known_next(cx, out, &next);
	else
		json_none(out);
	return OK;
}

static enum err
write_certificates(struct ctx *cx, struct buf *out, const struct view *v)
{
	struct certificate *list = NULL;
	size_t n = 0;
	if (v->full)
		TRY(certificate_list(cx, v->person.id, &list, &n));
	json_key(out, "certificates");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		json_obj(out);
		fields_write_members(out, &certificate_fields, &list[i]);
		json_kv_text(out, "hc1", list[i].hc1);
		json_obj_end(out);
	}
	json_arr_end(out);
	return OK;
}

static enum err
write_reports(struct ctx *cx, struct buf *out, const struct view *v)
{
	struct reaction_report *reports = NULL;
	struct citizen_request *requests = NULL;
	size_t nreports = 0, nrequests = 0;
	if (v->full) {
		TRY(reaction_list(cx, v->person.id, &reports, &nreports));
		TRY(request_list_of(cx, v->person.id, &requests, &nrequests));
	}
	fields_write_list(out, "reactions", &reaction_report_fields, reports, nreports);
	fields_write_list(out, "requests", &citizen_request_fields, requests, nrequests);
	return OK;
}

/* Where to look for openings: in the unit above the home, a district or, without districts, a province. */
static enum err
write_near(struct ctx *cx, struct buf *out, const struct view *v)
{
	int64_t home = v->full ? v->person.home_unit_id : v->open ? v->registration.unit_id : 0;
	struct unit unit = { 0 };
	if (home)
		TRY(unit_get(cx, home, &unit));
	json_kv_id(out, "near_unit_id", unit.parent_id ? unit.parent_id : home);
	return OK;
}

enum err
view_write(struct ctx *cx, struct buf *out, const struct view *v)
{
	json_obj(out);
	write_person(out, v);
	json_kv_text(out, "relation", v->member->relation);
	json_kv_text(out, "access", v->member->access);
	json_key(out, "status");
	fields_write(out, &status_fields, &v->status);
	TRY(write_position(cx, out, v));
	write_registration(out, v);
	TRY(write_appointment(cx, out, v));
	TRY(write_doses(cx, out, v));
	TRY(write_next(cx, out, v));
	TRY(write_certificates(cx, out, v));
	TRY(write_reports(cx, out, v));
	json_kv_bool(out, "restricted", v->person.restricted_ms != 0);
	TRY(write_near(cx, out, v));
	json_obj_end(out);
	return OK;
}
