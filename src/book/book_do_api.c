/* What people do: register, withdraw, come together, confirm, decline, declare, report. */
#include "book/book_api.h"

#include "base/id.h"
#include "book/declaration.h"
#include "citizen/citizen_api.h"
#include "dcc/qr.h"
#include "reaction/reaction.h"
#include "registration/registration_api.h"
#include "staff/cap.h"

/* ---- registering ---- */

static enum err
write_status(struct ctx *cx, struct buf *out, const struct enrolled *e, const struct citizen *citizen)
{
	struct view v = { 0 };
	struct member member = { citizen->id, e->person.id, NULL, e->access, NULL, 0, NULL };
	if (e->fresh_person)
		registration_status_new(cx, &e->registration, &v.status);
	else
		TRY(view_of(cx, &member, &v));
	json_key(out, "status");
	fields_write(out, &status_fields, &v.status);
	return OK;
}

/* The place in the list is read afterwards (GET /book/people/{person}): counting a commune here would hold up everybody who writes. */
static enum err
post_registration(struct request *rq)
{
	struct enrolled e;
	TRY(enrol_citizen(&rq->cx, rq->citizen, rq->in, &e));
	if (e.hidden)
		return refuse_try(
			rq, 409, "registration.hidden",
			"Chưa đăng ký được cho người này ở đây. Nếu là người nhà, hãy xác nhận người này để xem lý do; "
			"hoặc hỏi trạm y tế xã, phường.",
			"This person could not be registered here. If they are your family, prove it to see why, or "
			"ask "
			"the health station.",
			-1);
	bool full = strcmp(e.access, "full") == 0, own = e.registration.account_id == rq->citizen->id;
	struct buf *out = reply_json(rq, e.fresh ? 201 : 200);
	json_obj(out);
	if (!full && !own) /* somebody else registered them: no more than that they are */
		e.registration = (struct registration){ .state = "waiting", .dose_number = NONE };
	enrolled_write(out, &e, full);
	TRY(write_status(&rq->cx, out, &e, rq->citizen));
	json_key(out, "position");
	json_none(out);
	json_obj_end(out);
	return OK;
}

struct why_in {
	const char *why;
};
static FIELDS(why_in, FIELD(why_in, why, F_LINES, 500, F_IN));

/* Answers with the person as they stand now. */
static enum err
reply_view(struct request *rq)
{
	struct view v;
	TRY(view_in_path(rq, &v));
	return view_write(&rq->cx, reply_json(rq, 200), &v);
}

/* The person, locked, whom this account may act for. */
static enum err
act_in_path(struct request *rq, struct view *out)
{
	TRY(person_claim(&rq->cx, rq->member->person_id, NULL));
	TRY(registration_may_act(&rq->cx, rq->member->person_id));
	return view_in_path(rq, out);
}

static enum err
post_withdraw(struct request *rq)
{
	const struct why_in *in = rq->in;
	struct view v;
	TRY(act_in_path(rq, &v));
	TRY(registration_cancel(&rq->cx, v.person.id, in->why && *in->why ? in->why : "person"));
	return reply_view(rq);
}

struct family_in {
	const char *with;
};
static FIELDS(family_in, FIELD(family_in, with, F_JSON, 4096, F_IN | F_MUST));

/* The wish counts when a place is given: who has one comes at its hour. */
static enum err
check_waits(struct ctx *cx, const struct view *v)
{
	if (v->open && strcmp(v->registration.state, "waiting") == 0)
		return OK;
	if (v->open)
		return fail(cx, ERR_CONFLICT, "family.placed",
			    "%s đã có lịch hẹn nên không đổi việc đi cùng được nữa. Nếu ngày giờ không hợp, mời mở "
			    "phiếu hẹn và báo không đến được; khi chờ lại sẽ chọn được.",
			    "%s has an appointment already, so this cannot be changed any more. If the time does not "
			    "suit, decline the appointment; the choice is back when waiting.",
			    v->person.name);
	return fail(cx, ERR_CONFLICT, "family.not_waiting",
		    "%s chưa có trong danh sách chờ nên chưa chọn đi cùng được. Mời đăng ký tiêm trước.",
		    "%s does not wait for a dose, so there is nothing to choose yet. Please register first.",
		    v->person.name);
}

static enum err
set_family(struct request *rq, int64_t person_id, int64_t family)
{
	struct member m;
	struct view v;
	TRY(member_open(&rq->cx, rq->citizen->id, person_id, false, &m));
	TRY(person_claim(&rq->cx, person_id, NULL));
	TRY(registration_may_act(&rq->cx, person_id));
	TRY(view_of(&rq->cx, &m, &v));
	TRY(check_waits(&rq->cx, &v));
	return registration_set_family(&rq->cx, person_id, family);
}

/* An empty list: alone. People are locked in rising order, so that two requests never wait for each other crosswise. */
static enum err
post_family(struct request *rq)
{
	const struct family_in *in = rq->in;
	int64_t *ids, all[FAMILY_MAX + 1];
	size_t n;
	TRY(ids_read(&rq->cx, "with", in->with, FAMILY_MAX, &ids, &n));
	int64_t family = n ? id_next(rq->cx.now) : 0;
	if (n)
		memcpy(all, ids, n * sizeof *all);
	all[n] = rq->member->person_id;
	qsort(all, n + 1, sizeof *all, id_compare);
	for (size_t i = 0; i <= n; i++)
		TRY(set_family(rq, all[i], family));
	return reply_view(rq);
}

/* ---- the appointment ---- */

static enum err
need_appointment(struct ctx *cx, const struct view *v)
{
	if (v->status.appointment_id && v->status.appointment_code)
		return OK;
	return fail(cx, ERR_NOT_FOUND, "appointment.none", "Chưa có lịch hẹn.", "There is no appointment.");
}

static enum err
appointment_load(struct request *rq)
{
	struct view *v = NEW(rq->cx.mem, struct view, 1);
	rq->carry = v;
	TRY(view_in_path(rq, v));
	return need_appointment(&rq->cx, v);
}

static enum err
appointment_draw(struct request *rq)
{
	const struct view *v = rq->carry;
	struct qr qr;
	TRY(qr_make(&rq->cx, v->status.appointment_code, &qr));
	const char *svg = qr_svg(rq->cx.mem, &qr);
	return reply_bytes(rq, "image/svg+xml", svg, strlen(svg));
}

static enum err
post_confirm(struct request *rq)
{
	struct view v;
	TRY(act_in_path(rq, &v));
	TRY(need_appointment(&rq->cx, &v));
	TRY(appointment_confirm(&rq->cx, v.status.site_id, v.status.appointment_id));
	return reply_view(rq);
}

static enum err
post_decline(struct request *rq)
{
	struct view v;
	rq->cx.why = ((const struct why_in *)rq->in)->why;
	TRY(act_in_path(rq, &v));
	TRY(registration_decline(&rq->cx, v.person.id));
	return reply_view(rq);
}

static enum err
post_declaration(struct request *rq)
{
	struct view v;
	struct declaration d;
	const char *vi, *en;
	TRY(act_in_path(rq, &v));
	TRY(declaration_keep(&rq->cx, v.person.id, &v.status, rq->in, &d, &vi, &en));
	struct buf *out = reply_json(rq, 201);
	json_obj(out);
	fields_write_members(out, &declaration_fields, &d);
	json_kv_text(out, "advice_vi", vi);
	json_kv_text(out, "advice_en", en);
	json_obj_end(out);
	return OK;
}

/* ---- after a dose ---- */

static enum err
post_reaction(struct request *rq)
{
	struct person person;
	struct reaction_report r;
	struct advice advice;
	TRY(person_get(&rq->cx, rq->member->person_id, &person));
	TRY(reaction_send(&rq->cx, &person, rq->in, &r, &advice));
	struct buf *out = reply_json(rq, 201);
	json_obj(out);
	fields_write_members(out, &reaction_report_fields, &r);
	json_kv_text(out, "advice_vi", advice.vi);
	json_kv_text(out, "advice_en", advice.en);
	json_key(out, "hotlines");
	TRY(hotlines_write(&rq->cx, out));
	json_obj_end(out);
	return OK;
}

#define PERSON "/api/v1/book/people/{person}"
const struct route book_do_routes[] = {
	{ POST, "/api/v1/book/registrations", CAP_CITIZEN, TX_WRITE, &enrol_in_fields, post_registration,
	  "register oneself or somebody of the family for the next dose" },
	{ POST, PERSON "/registration/withdraw", CAP_CITIZEN, TX_WRITE, &why_in_fields, post_withdraw,
	  "withdraw a registration; a place that was kept is given to others" },
	{ POST, PERSON "/family", CAP_CITIZEN, TX_WRITE, &family_in_fields, post_family,
	  "who of those who wait comes together with whom; nobody: alone" },
	{ GET, PERSON "/appointment.svg", CAP_CITIZEN, TX_READ, NULL, NULL, "the appointment's code as a QR code",
	  .load = appointment_load, .compute = appointment_draw },
	{ POST, PERSON "/appointment/confirm", CAP_CITIZEN, TX_WRITE, NULL, post_confirm, "say that one comes" },
	{ POST, PERSON "/appointment/decline", CAP_CITIZEN, TX_WRITE, &why_in_fields, post_decline,
	  "say that one cannot come: the place is given to others, the person waits again" },
	{ POST, PERSON "/declaration", CAP_CITIZEN, TX_WRITE, &declaration_in_fields, post_declaration,
	  "declare one's health before the visit; the site sees it" },
	{ POST, PERSON "/reactions", CAP_CITIZEN_FULL, TX_WRITE, &report_in_fields, post_reaction,
	  "report signs after a dose; answered with advice and hotlines" },
	{ 0 },
};
