#include "registration/enrol.h"

#include "base/clock.h"
#include "base/text.h"
#include "message/message.h"
#include "person/alike.h"
#include "registration/history_form.h"
#include "staff/staff.h"

#include <unictype.h>
#include <unistr.h>

FIELDS(enrol_in, FIELD(enrol_in, person_id, F_ID, 0, F_IN), FIELD(enrol_in, person, F_JSON, 8192, F_IN),
       FIELD(enrol_in, relation, F_TEXT, 12, F_IN), FIELD(enrol_in, wished_on, F_DATE, 10, F_IN),
       FIELD(enrol_in, wished_part, F_TEXT, 10, F_IN), FIELD(enrol_in, answers, F_JSON, ANSWERS_MAX, F_IN),
       FIELD(enrol_in, consent, F_BOOL, 0, F_IN), FIELD(enrol_in, consent_by, F_TEXT, 200, F_IN),
       FIELD(enrol_in, with_family, F_BOOL, 0, F_IN));

/* ---- the form ---- */

/* Emoji, arrows and the like: they are on no document, and a list with them is found by nobody. */
static bool
has_symbols(const char *name)
{
	const uint8_t *p = (const uint8_t *)name;
	ucs4_t c;
	for (p = u8_next(&c, p); p; p = u8_next(&c, p))
		if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_S | UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Cf |
								UC_CATEGORY_MASK_Cn))
			return true;
	return false;
}

static enum err
check_letters(struct ctx *cx, const char *field, const char *name)
{
	if (!name || !has_symbols(name))
		return OK;
	return fail_field(cx, field, "name.letters",
			  "Họ và tên chỉ gồm chữ như trên giấy tờ. Hãy bỏ biểu tượng, hình vui ra khỏi tên.",
			  "A name has letters as on the document. Please leave symbols and emoji out of it.");
}

static enum err
read_person(struct ctx *cx, const struct enrol_in *in, struct person_in *out, struct warnings *w)
{
	if (!in->person)
		return fail_field(cx, "person", "field.required", "Cần thông tin người đăng ký.",
				  "Who is to be registered is required.");
	*out = (struct person_in){ .version = NONE };
	TRY(fields_read(cx, &person_in_fields, in->person, strlen(in->person), out, NULL));
	TRY(check_letters(cx, "name", out->name));
	TRY(check_letters(cx, "guardian_name", out->guardian_name));
	return person_check(cx, out, w);
}

/* ---- who it is ---- */

/* Somebody of that name and whole birth date whose contact is the phone that the account has proved. */
static const struct person *
by_own_phone(const struct candidates *c, const struct person_in *in, const char *phone)
{
	for (size_t i = 0; phone && i < c->n; i++) {
		const struct person *p = &c->list[i];
		if (!c->by_number[i] && is(p->name_key, c->name_key) && is(p->birth_date, in->birth_date) &&
		    strcmp(p->birth_precision, "day") == 0 && strcmp(in->birth_precision, "day") == 0 &&
		    (is(p->phone, phone) || is(p->guardian_phone, phone)))
			return p;
	}
	return NULL;
}

static void
warn_known(struct ctx *cx, const struct person *known, const struct person_in *in, struct warnings *w)
{
	warning_add(cx, w, "person.known", "name",
		    "Người này đã có hồ sơ; đăng ký được gắn với hồ sơ đó. Thông tin cũ được giữ nguyên.",
		    "This person is on record already; the registration belongs to that record, which stays as it is.");
	if ((in->cccd && known->cccd && !is(in->cccd, known->cccd)) ||
	    (in->cmnd && known->cmnd && !is(in->cmnd, known->cmnd)))
		warning_add(
			cx, w, "person.number_differs", "cccd",
			"Số giấy tờ vừa nhập khác với hồ sơ. Nếu số trong hồ sơ sai, hãy gửi yêu cầu sửa kèm số đúng.",
			"The number differs from the record's. If the record is wrong, ask for a correction.");
}

static void
warn_used(struct ctx *cx, struct warnings *w)
{
	warning_add(
		cx, w, "person.number_used", "cccd",
		"Số giấy tờ này đang có ở hồ sơ của một người khác tên hoặc ngày sinh. Đăng ký vẫn được nhận; hãy xem "
		"lại "
		"số và mang giấy tờ khi đến tiêm để đối chiếu.",
		"This number is also in the record of somebody with another name or birth date. You are registered all "
		"the same; check the number and bring the document to the appointment.");
}

/* An account that registers one after another whom it need not know would learn who is on record under which number. */
static enum err
count_known(struct ctx *cx)
{
	int64_t n;
	if (!cx->account_id)
		return OK;
	TRY(rate_count(cx, arena_printf(cx->mem, "enrol:%lld", (long long)cx->account_id), MS_DAY, &n));
	if (n <= ENROL_KNOWN_PER_DAY)
		return OK;
	return fail_until(
		cx, rate_end(cx, MS_DAY), "enrol.tries",
		"Hôm nay đã đăng ký cho %d người đã có hồ sơ hoặc trùng số giấy tờ. Hãy thử lại vào ngày mai, "
		"hoặc nhờ xã, phường đăng ký.",
		"%d people who are on record already, or whose number is, were registered today. Try again "
		"tomorrow, or ask the commune to register them.",
		ENROL_KNOWN_PER_DAY);
}

/* The record of the form's person: one that is there, or a new one in the books of the unit. */
static enum err
find_or_make(struct ctx *cx, const struct person_in *in, const char *phone, int64_t unit_id, struct enrolled *out)
{
	struct candidates c;
	TRY(person_candidates(cx, in, &c));
	const struct person *known = candidates_match(&c, in);
	if (!known)
		known = by_own_phone(&c, in, phone);
	if (known || c.nholders)
		TRY(count_known(cx));
	if (known) {
		out->person = *known;
		warn_known(cx, known, in, &out->warnings);
		return OK;
	}
	if (c.nholders)
		warn_used(cx, &out->warnings);
	out->fresh_person = true;
	return person_create_among(cx, unit_id, in, &c, &out->person);
}

/* ---- registering ---- */

static struct registration_in
as_registration(const struct enrol_in *in, struct enrolled *out, int64_t fallback_unit_id)
{
	return (struct registration_in){ .wished_on = in->wished_on,
					 .wished_part = in->wished_part,
					 .answers = in->answers,
					 .consent = in->consent,
					 .consent_by = in->consent_by ? in->consent_by : out->person.guardian_name,
					 .fresh_person = out->fresh_person,
					 .fallback_unit_id = fallback_unit_id,
					 .warnings = &out->warnings };
}

static enum err
need_home(struct ctx *cx, const struct person_in *p)
{
	if (p->home_unit_id)
		return OK;
	return fail_field(cx, "home_unit_id", "registration.home",
			  "Hãy chọn xã, phường nơi đang ở: địa phương đó sẽ mời tiêm.",
			  "Please choose the commune where the person lives: it will send the invitation.");
}

static const char *
source_of(const struct enrol_in *in, const struct member *known)
{
	const char *relation = in->relation ? in->relation : known->relation;
	return is(relation, "self") ? "self" : "family";
}

/* Somebody of the family, on record: nothing is asked of who they are. */
static enum err
family_member(struct ctx *cx, const struct citizen *citizen, const struct enrol_in *in, struct enrolled *out,
	      struct member *member)
{
	TRY(member_open(cx, citizen->id, in->person_id, false, member));
	out->access = member->access;
	return person_get(cx, in->person_id, &out->person);
}

/* Who types in somebody of their own family anew has not lost what they have proved. */
static enum err
find_access(struct ctx *cx, int64_t account_id, struct enrolled *out)
{
	struct member *family;
	size_t n;
	out->access = out->fresh_person ? "full" : "limited";
	if (out->fresh_person)
		return OK;
	TRY(member_list(cx, account_id, &family, &n));
	for (size_t i = 0; i < n; i++)
		if (family[i].person_id == out->person.id)
			out->access = family[i].access;
	return OK;
}

static enum err
new_member(struct ctx *cx, const struct citizen *citizen, const struct enrol_in *in, struct enrolled *out,
	   int64_t *home)
{
	struct person_in person;
	TRY(read_person(cx, in, &person, &out->warnings));
	TRY(need_home(cx, &person));
	if (!person.phone)
		person.phone = citizen->phone;
	*home = person.home_unit_id;
	TRY(find_or_make(cx, &person, citizen->phone, person.home_unit_id, out));
	return find_access(cx, citizen->id, out);
}

enum err
enrol_citizen(struct ctx *cx, const struct citizen *citizen, const struct enrol_in *in, struct enrolled *out)
{
	struct member member = { 0 };
	int64_t home = 0;
	*out = (struct enrolled){ 0 };
	if (in->person_id)
		TRY(family_member(cx, citizen, in, out, &member));
	else
		TRY(new_member(cx, citizen, in, out, &home));
	struct registration_in wish = as_registration(in, out, home);
	wish.family_id = in->with_family ? citizen->id : 0;
	enum err err = registration_create(cx, &out->person, &wish, source_of(in, &member), NULL, &out->registration,
					   &out->fresh);
	if (err == ERR_CONFLICT && is(out->access, "limited") && is(cx->problem.code, "registration.complete")) {
		cx->problem = (struct problem){ 0 };
		out->hidden = true;
		return OK;
	}
	TRY(err);
	return in->person_id
		       ? OK
		       : member_add(cx, citizen->id, out->person.id, in->relation, out->fresh_person, "registered");
}

/* Who has no page before them is told by message that they are registered. */
static enum err
tell(struct ctx *cx, const struct unit *unit, const struct enrolled *e)
{
	const char *lang;
	TRY(citizen_phone_lang(cx, e->person.phone, &lang));
	const struct message_value values[] = { { "name", e->person.name }, { "code", e->registration.code }, { 0 } };
	struct message_in m = { .template = "registered",
				.phone = e->person.phone,
				.lang = lang,
				.person_id = e->person.id,
				.unit_id = unit->id,
				.dedupe = e->registration.code,
				.values = values };
	return message_post(cx, &m, NULL);
}

enum err
enrol_at_desk(struct ctx *cx, const struct unit *unit, const struct enrol_in *in, struct enrolled *out)
{
	struct person_in person;
	*out = (struct enrolled){ .access = "full" };
	if (in->person_id) {
		TRY(person_open(cx, unit, in->person_id, &out->person));
	} else {
		TRY(read_person(cx, in, &person, &out->warnings));
		if (!person.home_unit_id)
			person.home_unit_id = unit->id;
		TRY(find_or_make(cx, &person, NULL, unit->id, out));
		TRY(person_link(cx, unit->id, out->person.id));
	}
	struct registration_in wish = as_registration(in, out, unit->id);
	TRY(registration_create(cx, &out->person, &wish, "commune", NULL, &out->registration, &out->fresh));
	return out->fresh ? tell(cx, unit, out) : OK;
}
