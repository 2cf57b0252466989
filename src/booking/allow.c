/* Whom an opening is for: the records decide, before anybody waits for nothing. */
#include "base/clock.h"
#include "booking/booking_parts.h"
#include "dose/dose.h"
#include "registration/registration.h"

enum err
family_name(struct ctx *cx, int64_t person_id, const char **name)
{
	struct person person;
	TRY(person_bare(cx, person_id, &person));
	*name = person.name;
	return OK;
}

static enum err
check_home(struct ctx *cx, const struct opening *o, const struct person *person)
{
	struct unit of, home;
	bool lives = false;
	if (!o->residents_of)
		return OK;
	TRY(unit_get(cx, o->residents_of, &of));
	if (person->home_unit_id) {
		TRY(unit_get(cx, person->home_unit_id, &home));
		TRY(unit_covers(cx, &of, &home, &lives));
	}
	if (lives)
		return OK;
	return fail(cx, ERR_CONFLICT, "person.foreign",
		    "%s: đợt này chỉ dành cho người cư trú tại %s. Nếu nơi cư trú ghi sai, hãy gửi yêu cầu sửa.",
		    "%s: this opening is for residents of %s. If the home on record is wrong, ask for its correction.",
		    person->name, o->residents_name);
}

static enum err
check_registered(struct ctx *cx, const struct opening *o, const struct person *person,
		 struct registration *registration)
{
	bool found;
	TRY(registration_open(cx, person->id, registration, &found));
	if (!found)
		return fail(cx, ERR_CONFLICT, "registration.none",
			    "%s chưa đăng ký tiêm. Hãy đăng ký trước, chỉ mất một phút.",
			    "%s is not registered. Please register first, it takes a minute.", person->name);
	if (registration->hospital && !is(o->site_kind, "hospital"))
		return fail(cx, ERR_CONFLICT, "person.hospital",
			    "%s cần tiêm tại bệnh viện theo phiếu tiền sử; %s không phải bệnh viện.",
			    "%s needs a hospital, by the history form; %s is none.", person->name, o->site_name);
	return OK;
}

/* A wish, a deferral or the interval: who waits for a later day is told which. */
static enum err
check_day(struct ctx *cx, const struct opening *o, const struct person *person, const struct registration *registration)
{
	const char *day;
	TRY(registration_not_before(cx, registration, &day));
	if (!day || strcmp(day, o->on_date) <= 0)
		return OK;
	return fail(
		cx, ERR_CONFLICT, "registration.not_before",
		"%s chỉ tiêm được từ ngày %s (theo ngày mong muốn, ngày hẹn hoãn hoặc khoảng cách giữa hai mũi); buổi "
		"tiêm này là ngày %s. Xin chọn buổi từ ngày đó trở đi; vị trí trong danh sách chờ vẫn được giữ.",
		"%s can be vaccinated from %s on (the day that was wished for, the end of a deferral, or the interval "
		"between doses); this session is on %s. Please choose one from that day on; the place in the list is "
		"kept.",
		person->name, day, o->on_date);
}

static enum err
judge_person(struct ctx *cx, const struct opening *o, int64_t person_id)
{
	struct person person;
	struct registration registration;
	struct dose *doses;
	size_t n;
	struct product product;
	struct judgement judged;
	TRY(person_bare(cx, person_id, &person));
	TRY(check_registered(cx, o, &person, &registration));
	TRY(check_home(cx, o, &person));
	TRY(check_day(cx, o, &person, &registration));
	TRY(dose_list(cx, person_id, false, &doses, &n));
	TRY(product_get(cx, o->product_code, &product));
	TRY(dose_judge(cx, &person, doses, n, &product, NULL, o->on_date, &judged));
	if (!judged.code)
		return OK;
	return fail_text(cx, ERR_CONFLICT, judged.code, arena_printf(cx->mem, "%s: %s", person.name, judged.vi),
			 arena_printf(cx->mem, "%s: %s", person.name, judged.en));
}

/* May the account that asks read the person's record? */
static enum err
reads_record(struct ctx *cx, int64_t person_id, bool *reads)
{
	struct member member;
	TRY(member_open(cx, cx->account_id, person_id, false, &member));
	*reads = is(member.access, "full");
	return OK;
}

enum err
hide_status(struct ctx *cx, int64_t person_id, struct status *s)
{
	bool reads;
	TRY(reads_record(cx, person_id, &reads));
	if (reads)
		return OK;
	s->vi = "xem phiếu hẹn trong sổ.";
	s->en = "see the appointment in the book.";
	return OK;
}

/* What the records have against somebody is told to who may read them. */
static enum err
hide_reason(struct ctx *cx, int64_t person_id)
{
	const struct problem reason = cx->problem;
	const char *name;
	bool reads;
	cx->problem = (struct problem){ 0 };
	TRY(reads_record(cx, person_id, &reads));
	if (reads) {
		cx->problem = reason;
		return ERR_CONFLICT;
	}
	TRY(family_name(cx, person_id, &name));
	return fail(cx, ERR_CONFLICT, "person.limited",
		    "%s chưa giữ chỗ ở đợt này được. Muốn biết lý do, hãy xác nhận là người nhà, hoặc hỏi trạm y tế.",
		    "%s cannot be held a place here. To learn why, prove that this is your family, or ask the health "
		    "station.",
		    name);
}

enum err
booking_allow(struct ctx *cx, const struct opening *o, int64_t person_id)
{
	enum err err = judge_person(cx, o, person_id);
	return err == ERR_CONFLICT && cx->account_id ? hide_reason(cx, person_id) : err;
}
