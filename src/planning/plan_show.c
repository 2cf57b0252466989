/* What a plan looks like: pages of its doses, sessions, people and figures. */
#include "base/clock.h"
#include "base/text.h"
#include "plan_show_sql.h"
#include "planning/planning_parts.h"

#include <stdlib.h>

FIELDS(planned_stock, FIELD(planned_stock, site_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(planned_stock, site_name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(planned_stock, product_code, F_TEXT, 32, F_ROW | F_OUT),
       FIELD(planned_stock, product_name, F_TEXT, 60, F_ROW | F_OUT),
       FIELD(planned_stock, pool, F_TEXT, 8, F_ROW | F_OUT), FIELD(planned_stock, on_hand, F_I64, 0, F_ROW | F_OUT),
       FIELD(planned_stock, promised, F_I64, 0, F_ROW | F_OUT), FIELD(planned_stock, expiring, F_I64, 0, F_ROW | F_OUT),
       FIELD(planned_stock, computed, F_I64, 0, F_ROW | F_OUT), FIELD(planned_stock, doses, F_I64, 0, F_ROW | F_OUT),
       FIELD(planned_stock, by_hand, F_BOOL, 0, F_ROW | F_OUT), FIELD(planned_stock, why, F_TEXT, 500, F_ROW | F_OUT),
       FIELD(planned_stock, taken, F_I64, 0, F_ROW | F_OUT));

FIELDS(planned_session, FIELD(planned_session, id, F_ID, 0, F_ROW | F_OUT),
       FIELD(planned_session, site_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(planned_session, site_name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(planned_session, on_date, F_DATE, 10, F_ROW | F_OUT),
       FIELD(planned_session, product_code, F_TEXT, 32, F_ROW | F_OUT),
       FIELD(planned_session, product_name, F_TEXT, 60, F_ROW | F_OUT),
       FIELD(planned_session, session_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(planned_session, closed, F_BOOL, 0, F_ROW | F_OUT),
       FIELD(planned_session, by_hand, F_BOOL, 0, F_ROW | F_OUT),
       FIELD(planned_session, why, F_TEXT, 500, F_ROW | F_OUT),
       FIELD(planned_session, capacity, F_I64, 0, F_ROW | F_OUT),
       FIELD(planned_session, places, F_I64, 0, F_ROW | F_OUT), FIELD(planned_session, taken, F_I64, 0, F_ROW | F_OUT));

FIELDS(planned_slot, FIELD(planned_slot, planned_session_id, F_ID, 0, F_ROW),
       FIELD(planned_slot, starts, F_TEXT, 5, F_ROW | F_OUT), FIELD(planned_slot, ends, F_TEXT, 5, F_ROW | F_OUT),
       FIELD(planned_slot, capacity, F_I64, 0, F_ROW | F_OUT), FIELD(planned_slot, places, F_I64, 0, F_ROW | F_OUT),
       FIELD(planned_slot, taken, F_I64, 0, F_ROW | F_OUT), FIELD(planned_slot, by_hand, F_BOOL, 0, F_ROW | F_OUT));

FIELDS(planned_place, FIELD(planned_place, person_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(planned_place, name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(planned_place, birth_date, F_DATE, 10, F_ROW | F_OUT),
       FIELD(planned_place, birth_precision, F_TEXT, 8, F_ROW | F_OUT),
       FIELD(planned_place, sex, F_TEXT, 8, F_ROW | F_OUT),
       FIELD(planned_place, commune_name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(planned_place, priority_group, F_TEXT, 20, F_ROW | F_OUT),
       FIELD(planned_place, dose_number, F_I64, 0, F_ROW | F_OUT),
       FIELD(planned_place, session, F_ID, 0, F_ROW | F_OUT),
       FIELD(planned_place, product_code, F_TEXT, 32, F_ROW | F_OUT),
       FIELD(planned_place, site_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(planned_place, site_name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(planned_place, on_date, F_DATE, 10, F_ROW | F_OUT), FIELD(planned_place, slot, F_TEXT, 5, F_ROW | F_OUT),
       FIELD(planned_place, by_hand, F_BOOL, 0, F_ROW | F_OUT), FIELD(planned_place, why, F_TEXT, 40, F_ROW | F_OUT),
       FIELD(planned_place, why_vi, F_TEXT, 300, F_OUT), FIELD(planned_place, why_en, F_TEXT, 300, F_OUT),
       FIELD(planned_place, change, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(planned_place, was_site_name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(planned_place, was_on, F_DATE, 10, F_ROW | F_OUT),
       FIELD(planned_place, was_slot, F_TEXT, 5, F_ROW | F_OUT));

FIELDS(planned_figure, FIELD(planned_figure, kind, F_TEXT, 16, F_ROW),
       FIELD(planned_figure, key, F_TEXT, 40, F_ROW | F_OUT), FIELD(planned_figure, name, F_TEXT, 300, F_OUT),
       FIELD(planned_figure, placed, F_I64, 0, F_ROW | F_OUT), FIELD(planned_figure, nowhere, F_I64, 0, F_ROW | F_OUT),
       FIELD(planned_figure, days, F_I64, 0, F_ROW), FIELD(planned_figure, median, F_I64, 0, F_ROW),
       FIELD(planned_figure, p90, F_I64, 0, F_ROW), FIELD(planned_figure, longest, F_I64, 0, F_ROW));

FIELDS(sessions_filter, FIELD(sessions_filter, on, F_DATE, 10, F_IN), FIELD(sessions_filter, site, F_ID, 0, F_IN),
       FIELD(sessions_filter, after, F_ID, 0, F_IN));
FIELDS(places_filter, FIELD(places_filter, show, F_TEXT, 16, F_IN), FIELD(places_filter, session, F_ID, 0, F_IN),
       FIELD(places_filter, after, F_ID, 0, F_IN));

enum err
planned_stock_list(struct ctx *cx, const struct planning *p, const struct stock_mark *after, struct planned_stock **out,
		   size_t *n)
{
	return db_list(cx,
		       sql_planned_stock_list(p->unit_id, p->id, after->site_id,
					      after->product_code ? after->product_code : "",
					      after->pool ? after->pool : "", PLANNING_PAGE),
		       &planned_stock_fields, out, n);
}

enum err
planned_session_list(struct ctx *cx, const struct planning *p, const struct sessions_filter *filter,
		     struct planned_session **out, size_t *n, struct planned_slot **slots, size_t *nslots)
{
	*nslots = 0;
	TRY(db_list(cx,
		    sql_planned_session_list(p->unit_id, p->id, filter->on, filter->site, filter->after, PLANNING_PAGE),
		    &planned_session_fields, out, n));
	if (!*n)
		return OK;
	return db_list(cx, sql_planned_slot_list(p->unit_id, p->id, (*out)[0].id, (*out)[*n - 1].id),
		       &planned_slot_fields, slots, nslots);
}

void
planned_why(const char *why, const char **vi, const char **en)
{
	static const struct {
		const char *why, *vi, *en;
	} texts[] = {
		{ "no_product",
		  "không có vắc xin nào của kế hoạch được phép tiêm cho người này trong những ngày này (tuổi, khoảng "
		  "cách, ngày hẹn lại)",
		  "no product of the plan may be given to this person on these days (age, interval, a day they wait "
		  "for)" },
		{ "no_session", "trong phạm vi không có buổi tiêm phù hợp vắc xin và ngày",
		  "no session within reach has a fitting product and day" },
		{ "no_hospital", "cần tiêm ở bệnh viện, trong phạm vi không có buổi tiêm ở bệnh viện",
		  "needs a hospital; there is no session in one within reach" },
		{ "no_doses", "đã hết vắc xin cho mũi này ở các điểm tiêm trong phạm vi",
		  "the doses for this pool are used up within reach" },
		{ "no_room", "các khung giờ phù hợp đã đủ người", "the fitting hours are full" },
		{ "out", "được cán bộ đưa ra khỏi kế hoạch", "was taken out of the plan by a manager" },
		{ WHY_RESTRICTED, "người này đã yêu cầu hạn chế xử lý dữ liệu của mình, nên không được tự động xếp chỗ",
		  "the person asked that their data be not processed, so no place is given by itself" },
		{ "registration.moved", "đăng ký đã thay đổi sau khi lập kế hoạch",
		  "the registration has changed since the plan was made" },
		{ "registration.not_before", "người này muốn tiêm hoặc được hẹn lại sau ngày đó",
		  "the person wishes or has to wait for a later day" },
		{ "session.closed", "buổi tiêm đã đóng hoặc bị hủy", "the session is closed or cancelled" },
		{ "session.unknown", "buổi tiêm chưa mở được", "the session could not be opened" },
		{ "place.past", "ngày đó đã đến hoặc đã qua khi công bố",
		  "that day had come or was over when the plan was published" },
		{ "internal", "hệ thống gặp lỗi với người này, hãy báo quản trị",
		  "the system failed with this person; tell the administrator" },
		{ "slot.full", "khung giờ đã đủ người", "the hour is full" },
		{ "place.hospital", "cần tiêm ở bệnh viện", "needs a hospital" },
		{ "dose.age", "chưa đến hoặc quá tuổi của vắc xin này", "outside the ages of this product" },
		{ "dose.product", "quy định không cho dùng vắc xin này", "no rule allows this product" },
		{ "dose.interval", "chưa đủ khoảng cách với mũi trước", "too early after the dose before" },
		{ "dose.too_late", "quá khoảng cách cho phép với mũi trước", "too late after the dose before" },
		{ "dose.consent_mix", "cần đồng ý tiêm phối hợp hai loại vắc xin", "needs consent to a mixed series" },
	};
	*vi = *en = why;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (is(why, texts[i].why)) {
			*vi = texts[i].vi;
			*en = texts[i].en;
		}
}

static void
explain(struct ctx *cx, struct planned_place *l)
{
	if (l->why) {
		const char *vi, *en;
		planned_why(l->why, &vi, &en);
		l->why_vi = arena_printf(cx->mem, "Chưa có chỗ: %s.", vi);
		l->why_en = arena_printf(cx->mem, "No place: %s.", en);
		return;
	}
	if (!l->site_name)
		return;
	char day[] = "dd/mm/yyyy";
	memcpy(day, l->on_date + 8, 2);
	memcpy(day + 3, l->on_date + 5, 2);
	memcpy(day + 6, l->on_date, 4);
	const char *how_vi =
		l->by_hand ? "do cán bộ xếp" : "chỗ gần nhất và sớm nhất còn vắc xin được phép tiêm khi đến lượt";
	const char *how_en = l->by_hand ? "put there by a manager"
					: "the nearest and earliest place with an allowed product when their turn came";
	l->why_vi = arena_printf(cx->mem, "%s %s tại %s, mũi %lld: %s.", l->slot, day, l->site_name,
				 (long long)l->dose_number, how_vi);
	l->why_en = arena_printf(cx->mem, "%s %s at %s, dose %lld: %s.", l->slot, day, l->site_name,
				 (long long)l->dose_number, how_en);
}

enum err
planned_place_list(struct ctx *cx, const struct planning *p, const struct places_filter *filter,
		   struct planned_place **out, size_t *n)
{
	const char *show = filter->show ? filter->show : "placed";
	struct sql_call call;
	if (filter->session)
		call = sql_planned_place_of_session(p->unit_id, p->id, filter->session, filter->after, PLANNING_PAGE);
	else if (is(show, "placed") || is(show, "nowhere"))
		call = sql_planned_place_list(p->unit_id, p->id, is(show, "placed"), filter->after, PLANNING_PAGE);
	else if (is(show, "changed"))
		call = sql_planned_place_changed(p->unit_id, p->id, filter->after, PLANNING_PAGE);
	else if (is(show, "failed"))
		call = sql_planned_place_failed(p->unit_id, p->id, filter->after, PLANNING_PAGE);
	else
		return fail_field(cx, "show", "places.show", "show là placed, nowhere, changed hoặc failed.",
				  "show is placed, nowhere, changed or failed.");
	TRY(db_list(cx, call, &planned_place_fields, out, n));
	for (size_t i = 0; i < *n; i++)
		explain(cx, &(*out)[i]);
	return OK;
}

enum err
planned_place_get(struct ctx *cx, const struct planning *p, int64_t person_id, struct planned_place *out)
{
	bool found;
	TRY(db_one(cx, sql_planned_place_get(p->unit_id, p->id, person_id), &planned_place_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "place.unknown", "Kế hoạch này không xét người này.",
			    "This plan did not look at this person.");
	explain(cx, out);
	return OK;
}

/* Failures of publishing are counted as they are now. */
static enum err
add_failures(struct ctx *cx, const struct planning *p, struct planned_figure *list, size_t *n)
{
	struct rows rows;
	TRY(db_query(cx, sql_planned_failures(p->unit_id, p->id), &rows));
	for (size_t i = 0; i < rows.n; i++)
		list[(*n)++] = (struct planned_figure){ .kind = "why",
							.key = db_cell(&rows, i, 0)->p,
							.nowhere = db_cell(&rows, i, 1)->i };
	return OK;
}

enum err
planned_figure_list(struct ctx *cx, const struct planning *p, struct planned_figure **out, size_t *n)
{
	struct planned_figure *list, *all;
	TRY(db_list(cx, sql_planned_figure_list(p->unit_id, p->id), &planned_figure_fields, &list, n));
	all = NEW(cx->mem, struct planned_figure, *n + 50);
	if (*n)
		memcpy(all, list, *n * sizeof *all);
	for (size_t i = 0; i < *n; i++) {
		struct unit unit;
		if (!is(all[i].kind, "commune"))
			continue;
		TRY(unit_get(cx, strtoll(all[i].key, NULL, 10), &unit));
		all[i].name = unit.name;
	}
	*out = all;
	return add_failures(cx, p, all, n);
}
