/* What a manager changes of a plan by hand. */
#include "base/clock.h"
#include "base/text.h"
#include "dose/dose.h"
#include "plan_show_sql.h"
#include "planning/capacity.h"
#include "planning/planning_parts.h"
#include "planning_sql.h"
#include "session/session.h"
#include "stock/stock.h"

FIELDS(stock_in, FIELD_RANGE(stock_in, version, 0, INT64_MAX, F_IN | F_MUST),
       FIELD(stock_in, site_id, F_ID, 0, F_IN | F_MUST), FIELD(stock_in, product_code, F_TEXT, 32, F_IN | F_MUST),
       FIELD(stock_in, pool, F_TEXT, 8, F_IN | F_MUST), FIELD_RANGE(stock_in, doses, 0, STOCK_DOSES_MAX, F_IN),
       FIELD(stock_in, why, F_TEXT, PLANNING_WHY_MAX, F_IN));

FIELDS(slot_places, FIELD(slot_places, starts, F_TEXT, 5, F_IN | F_MUST),
       FIELD_RANGE(slot_places, places, 0, SLOT_CAPACITY_MAX, F_IN | F_MUST));

FIELDS(session_change, FIELD_RANGE(session_change, version, 0, INT64_MAX, F_IN | F_MUST),
       FIELD(session_change, closed, F_BOOL, 0, F_IN),
       FIELD_LIST(session_change, slots, &slot_places_fields, SESSION_SLOTS_MAX, F_IN),
       FIELD(session_change, why, F_TEXT, PLANNING_WHY_MAX, F_IN));

FIELDS(place_change, FIELD_RANGE(place_change, version, 0, INT64_MAX, F_IN | F_MUST),
       FIELD(place_change, session, F_ID, 0, F_IN), FIELD(place_change, slot, F_TEXT, 5, F_IN),
       FIELD(place_change, out, F_BOOL, 0, F_IN), FIELD(place_change, free, F_BOOL, 0, F_IN),
       FIELD(place_change, why, F_TEXT, PLANNING_WHY_MAX, F_IN));

static enum err
need_why(struct ctx *cx, const char *why)
{
	return why && *why ? OK : fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
}

/* ---- doses ---- */

enum err
planned_stock_set(struct ctx *cx, const struct planning *p, const struct stock_in *in, struct planning *out)
{
	struct planned_stock *list, *row = NULL, *other = NULL;
	size_t n;
	TRY(db_list(cx, sql_planned_stock_of(p->unit_id, p->id, in->site_id, in->product_code), &planned_stock_fields,
		    &list, &n));
	for (size_t i = 0; i < n; i++)
		*(is(list[i].pool, in->pool) ? &row : &other) = &list[i];
	if (!row)
		return fail(cx, ERR_NOT_FOUND, "stock.unknown",
			    "Kế hoạch không có vắc xin này ở điểm tiêm này. Hãy tính kế hoạch trước.",
			    "The plan has no such doses at this site. Compute it first.");
	int64_t most = row->on_hand > row->promised ? row->on_hand - row->promised : 0;
	if (in->doses != NONE)
		TRY(need_why(cx, in->why));
	if (in->doses != NONE && in->doses + (other ? other->doses : 0) > most)
		return fail_field(cx, "doses", "stock.more",
				  "Điểm tiêm chỉ còn %lld liều dùng được cho cả hai nhóm mũi.",
				  "The site has %lld usable doses for both pools.", (long long)most);
	TRY(planning_touch(cx, p, in->version));
	TRY(db_post(cx, sql_planned_stock_set(p->unit_id, p->id, in->site_id, in->product_code, in->pool,
					      in->doses == NONE ? row->computed : in->doses, in->doses != NONE,
					      in->doses == NONE ? NULL : in->why)));
	return planning_get(cx, p->unit_id, p->id, out);
}

/* ---- sessions ---- */

static enum err
session_of_plan(struct ctx *cx, const struct planning *p, int64_t id, struct planned_session *out)
{
	bool found;
	TRY(db_one(cx, sql_planned_session_get(p->unit_id, p->id, id), &planned_session_fields, out, &found));
	return found ? OK
		     : fail(cx, ERR_NOT_FOUND, "session.unknown", "Kế hoạch không có buổi tiêm này.",
			    "The plan has no such session.");
}

static enum err
slot_of_plan(struct ctx *cx, const struct planning *p, int64_t session, const char *starts, struct planned_slot *out)
{
	struct planned_slot *list;
	size_t n;
	TRY(db_list(cx, sql_planned_slot_list(p->unit_id, p->id, session, session), &planned_slot_fields, &list, &n));
	for (size_t i = 0; i < n; i++)
		if (is(list[i].starts, starts)) {
			*out = list[i];
			return OK;
		}
	return fail_field(cx, "slot", "slot.unknown", "Buổi tiêm không có khung giờ %s.", "The session has no hour %s.",
			  starts);
}

static enum err
set_slots(struct ctx *cx, const struct planning *p, int64_t session, const struct list *slots)
{
	const struct slot_places *list = slots->items;
	for (size_t i = 0; i < slots->n; i++) {
		struct planned_slot slot;
		TRY(slot_of_plan(cx, p, session, list[i].starts, &slot));
		if (list[i].places > slot.capacity)
			return fail_field(cx, "slots", "slot.over", "Khung giờ %s chỉ tiêm được %lld người.",
					  "The hour %s takes %lld people at most.", slot.starts,
					  (long long)slot.capacity);
		TRY(db_post(cx, sql_planned_slot_set(p->unit_id, p->id, session, list[i].starts, list[i].places)));
	}
	return OK;
}

enum err
planned_session_change(struct ctx *cx, const struct planning *p, int64_t planned_session_id,
		       const struct session_change *in, uint64_t has, struct planning *out)
{
	struct planned_session s;
	TRY(session_of_plan(cx, p, planned_session_id, &s));
	TRY(need_why(cx, in->why));
	TRY(planning_touch(cx, p, in->version));
	if (fields_has(&session_change_fields, has, "closed"))
		TRY(db_post(cx, sql_planned_session_set(p->unit_id, p->id, s.id, in->closed, in->closed,
							in->closed ? in->why : NULL)));
	TRY(set_slots(cx, p, s.id, &in->slots));
	return planning_get(cx, p->unit_id, p->id, out);
}

/* ---- a person ---- */

struct moving {
	const struct planning *p;
	struct planned_place was;
	struct planned_session to;
	const char *pool;
	int64_t list_unit_id;
	bool due;
};

static enum err
stop(struct ctx *cx, const char *code, const char *vi, const char *en)
{
	return fail_text(cx, ERR_CONFLICT, code, vi, en);
}

/* May the product of that session be given to this person on its day, in this place? */
static enum err
check_person(struct ctx *cx, const struct moving *m)
{
	struct person person;
	struct product product;
	struct judgement j;
	struct dose *doses;
	struct unit site;
	size_t n;
	int64_t hospital;
	TRY(person_bare(cx, m->was.person_id, &person));
	if (person.restricted_ms)
		return stop(cx, WHY_RESTRICTED, "Người này đã yêu cầu hạn chế xử lý dữ liệu của mình; không xếp chỗ.",
			    "This person asked that their data be not processed; no place is given to them.");
	TRY(product_get(cx, m->to.product_code, &product));
	TRY(dose_list(cx, person.id, false, &doses, &n));
	TRY(dose_judge(cx, &person, doses, n, &product, NULL, m->to.on_date, &j));
	if (j.code)
		return stop(cx, j.code, j.vi, j.en);
	if (j.needs_consent && !m->p->mixing)
		return stop(cx, "dose.consent_mix", "Kế hoạch này không xếp tiêm phối hợp hai loại vắc xin.",
			    "This plan does not mix products.");
	TRY(unit_get(cx, m->to.site_id, &site));
	TRY(db_number(cx, sql_planned_hospital(m->list_unit_id, person.id), 0, &hospital));
	if (hospital && !is(site.kind, "hospital"))
		return stop(cx, "place.hospital", "Người này cần tiêm ở bệnh viện.", "This person needs a hospital.");
	if (m->to.closed)
		return stop(cx, "place.closed", "Buổi tiêm này đã đóng trong kế hoạch.",
			    "This session is closed in the plan.");
	return OK;
}

static enum err
leave(struct ctx *cx, const struct moving *m)
{
	bool left;
	const struct planned_place *was = &m->was;
	if (!was->session)
		return OK;
	TRY(db_claim(cx, sql_planned_slot_take(m->p->unit_id, m->p->id, was->session, was->slot, -1, false), &left));
	TRY(db_post(cx, sql_planned_session_take(m->p->unit_id, m->p->id, was->session, -1)));
	return db_claim(
		cx,
		sql_planned_stock_take(m->p->unit_id, m->p->id, was->site_id, was->product_code, m->pool, -1, false),
		&left);
}

static enum err
enter(struct ctx *cx, const struct moving *m, const char *slot)
{
	bool taken;
	struct planned_slot there;
	TRY(slot_of_plan(cx, m->p, m->to.id, slot, &there));
	TRY(db_claim(cx, sql_planned_slot_take(m->p->unit_id, m->p->id, m->to.id, slot, 1, true), &taken));
	if (!taken)
		return stop(
			cx, "place.full",
			arena_printf(cx->mem, "Khung giờ %s đã đủ %lld người.", slot, (long long)there.capacity),
			arena_printf(cx->mem, "The hour %s is full (%lld people).", slot, (long long)there.capacity));
	TRY(db_post(cx, sql_planned_session_take(m->p->unit_id, m->p->id, m->to.id, 1)));
	TRY(db_claim(
		cx,
		sql_planned_stock_take(m->p->unit_id, m->p->id, m->to.site_id, m->to.product_code, m->pool, 1, true),
		&taken));
	return taken ? OK
		     : stop(cx, "place.doses", "Điểm tiêm không còn vắc xin của kế hoạch cho nhóm mũi này.",
			    "The site has no doses of the plan left for this pool.");
}

static enum err
start_moving(struct ctx *cx, const struct planning *p, int64_t person_id, struct moving *m)
{
	struct rows row;
	m->p = p;
	TRY(planned_place_get(cx, p, person_id, &m->was));
	m->pool = m->was.dose_number > 1 ? "next" : "first";
	TRY(db_query(cx, sql_planned_place_due(p->unit_id, p->id, person_id), &row));
	m->due = db_cell(&row, 0, 0)->i;
	m->list_unit_id = db_cell(&row, 0, 1)->i;
	return OK;
}

/* by_hand false: the next computation decides again. */
static enum err
write_place(struct ctx *cx, const struct moving *m, const char *slot, const char *why, bool by_hand, const char *reason)
{
	const struct planning *p = m->p;
	struct rows row;
	const int64_t *to = slot ? &m->to.id : NULL;
	TRY(db_query(cx, sql_planned_place_set(p->unit_id, p->id, m->was.person_id, to, slot, why, by_hand, reason),
		     &row));
	int64_t due = row.n && db_cell(&row, 0, 0)->i;
	return db_post(cx, sql_planning_count(p->unit_id, p->id, (slot != NULL) - (m->was.session != 0), due - m->due));
}

enum err
planned_place_change(struct ctx *cx, const struct planning *p, int64_t person_id, const struct place_change *in,
		     struct planned_place *out)
{
	struct moving m;
	if ((in->session != 0) + in->out + in->free != 1 || (in->session && hour_minutes(in->slot) < 0))
		return fail_field(
			cx, "session", "place.change",
			"Hãy chọn buổi tiêm và khung giờ, hoặc đưa ra, hoặc để máy xếp lại.",
			"Choose a session and its hour, or take the person out, or leave them to the planner.");
	if (!in->free)
		TRY(need_why(cx, in->why));
	TRY(start_moving(cx, p, person_id, &m));
	TRY(planning_touch(cx, p, in->version));
	if (in->free) {
		TRY(db_post(cx, sql_planned_place_free(p->unit_id, p->id, person_id)));
		return planned_place_get(cx, p, person_id, out);
	}
	if (in->session) {
		TRY(session_of_plan(cx, p, in->session, &m.to));
		TRY(check_person(cx, &m));
	}
	TRY(leave(cx, &m));
	if (in->session)
		TRY(enter(cx, &m, in->slot));
	TRY(write_place(cx, &m, in->session ? in->slot : NULL, in->session ? NULL : "out", true, in->why));
	return planned_place_get(cx, p, person_id, out);
}
