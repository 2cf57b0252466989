/* A plan and its states. */
#include "base/clock.h"
#include "base/id.h"
#include "message/message.h"
#include "planning/capacity.h"
#include "planning/planning_parts.h"
#include "planning_sql.h"
#include "rule/rule.h"
#include "staff/staff.h"

FIELDS(planning, FIELD(planning, unit_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(planning, unit_name, F_TEXT, 300, F_ROW | F_OUT), FIELD(planning, unit_path, F_TEXT, 200, F_ROW),
       FIELD(planning, id, F_ID, 0, F_ROW | F_OUT), FIELD(planning, title, F_TEXT, 200, F_ROW | F_OUT),
       FIELD(planning, campaign_id, F_ID, 0, F_ROW | F_OUT), FIELD(planning, starts_on, F_DATE, 10, F_ROW | F_OUT),
       FIELD(planning, ends_on, F_DATE, 10, F_ROW | F_OUT), FIELD(planning, products, F_JSON, 0, F_ROW | F_OUT),
       FIELD(planning, reach, F_TEXT, 16, F_ROW | F_OUT), FIELD(planning, spare_percent, F_I64, 0, F_ROW | F_OUT),
       FIELD(planning, next_percent, F_I64, 0, F_ROW | F_OUT), FIELD(planning, slot_minutes, F_I64, 0, F_ROW | F_OUT),
       FIELD(planning, mixing, F_BOOL, 0, F_ROW | F_OUT), FIELD(planning, state, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(planning, step, F_TEXT, 16, F_ROW | F_OUT), FIELD(planning, done, F_I64, 0, F_ROW | F_OUT),
       FIELD(planning, total, F_I64, 0, F_ROW | F_OUT), FIELD(planning, error_vi, F_TEXT, 500, F_ROW | F_OUT),
       FIELD(planning, error_en, F_TEXT, 500, F_ROW | F_OUT), FIELD(planning, version, F_I64, 0, F_ROW | F_OUT),
       FIELD(planning, round, F_I64, 0, F_ROW), FIELD(planning, people, F_I64, 0, F_ROW | F_OUT),
       FIELD(planning, placed, F_I64, 0, F_ROW | F_OUT), FIELD(planning, changed, F_I64, 0, F_ROW | F_OUT),
       FIELD(planning, published, F_I64, 0, F_ROW | F_OUT), FIELD(planning, failed, F_I64, 0, F_ROW | F_OUT),
       FIELD(planning, affected_sessions, F_I64, 0, F_ROW | F_OUT),
       FIELD(planning, affected_people, F_I64, 0, F_ROW | F_OUT), FIELD(planning, load_ms, F_I64, 0, F_ROW | F_OUT),
       FIELD(planning, plan_ms, F_I64, 0, F_ROW | F_OUT), FIELD(planning, keep_ms, F_I64, 0, F_ROW | F_OUT),
       FIELD(planning, batch_id, F_ID, 0, F_ROW | F_OUT), FIELD(planning, why, F_TEXT, 500, F_ROW | F_OUT),
       FIELD(planning, created_by, F_TEXT, 200, F_ROW | F_OUT), FIELD(planning, created_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(planning, computed_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(planning, published_by, F_TEXT, 200, F_ROW | F_OUT), FIELD(planning, published_by_id, F_ID, 0, F_ROW),
       FIELD(planning, published_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(planning, lease_until_ms, F_I64, 0, F_ROW));

FIELDS(planning_in, FIELD(planning_in, title, F_TEXT, 200, F_IN | F_MUST),
       FIELD(planning_in, campaign_id, F_ID, 0, F_IN | F_MUST),
       FIELD(planning_in, starts_on, F_DATE, 10, F_IN | F_MUST), FIELD(planning_in, ends_on, F_DATE, 10, F_IN | F_MUST),
       FIELD(planning_in, products, F_JSON, 300, F_IN | F_MUST), FIELD(planning_in, reach, F_TEXT, 16, F_IN | F_MUST),
       FIELD_RANGE(planning_in, spare_percent, 0, PLANNING_SPARE_MAX, F_IN),
       FIELD_RANGE(planning_in, next_percent, 0, 100, F_IN),
       FIELD_RANGE(planning_in, slot_minutes, SLOT_MINUTES_MIN, SLOT_MINUTES_MAX, F_IN),
       FIELD(planning_in, mixing, F_BOOL, 0, F_IN));

const struct fields planning_change_fields = {
	"planning_change", sizeof(struct planning_in),
	(const struct field[]){ FIELD_RANGE(planning_in, version, 0, INT64_MAX, F_IN | F_MUST),
				FIELD(planning_in, title, F_TEXT, 200, F_IN),
				FIELD(planning_in, starts_on, F_DATE, 10, F_IN),
				FIELD(planning_in, ends_on, F_DATE, 10, F_IN),
				FIELD(planning_in, products, F_JSON, 300, F_IN),
				FIELD(planning_in, reach, F_TEXT, 16, F_IN),
				FIELD_RANGE(planning_in, spare_percent, 0, PLANNING_SPARE_MAX, F_IN),
				FIELD_RANGE(planning_in, next_percent, 0, 100, F_IN),
				FIELD_RANGE(planning_in, slot_minutes, SLOT_MINUTES_MIN, SLOT_MINUTES_MAX, F_IN),
				FIELD(planning_in, mixing, F_BOOL, 0, F_IN),
				{ 0 } }
};

/* ---- looking ---- */

enum err
planning_get(struct ctx *cx, int64_t unit_id, int64_t id, struct planning *out)
{
	bool found;
	TRY(db_one(cx, sql_planning_get(unit_id, id), &planning_fields, out, &found));
	return found ? OK
		     : fail(cx, ERR_NOT_FOUND, "plan.unknown", "Không có kế hoạch này ở đơn vị của bạn.",
			    "Your unit has no such plan.");
}

enum err
planning_list(struct ctx *cx, int64_t unit_id, struct planning **out, size_t *n)
{
	return db_list(cx, sql_planning_list(unit_id, PLANNING_LIST_MAX), &planning_fields, out, n);
}

size_t
planning_products(struct ctx *cx, const struct planning *p, const char **codes)
{
	json_t *list = json_loads(p->products, 0, NULL), *code;
	size_t i, n = 0;
	json_array_foreach(list, i, code) {
		if (n < PLANNING_PRODUCTS_MAX && json_string_value(code))
			codes[n++] = arena_strdup(cx->mem, json_string_value(code));
	}
	json_decref(list);
	return n;
}

/* ---- what stops a change ---- */

static const char *
state_text(const char *state, bool en)
{
	static const struct {
		const char *state, *vi, *en;
	} texts[] = { { "draft", "đang soạn", "a draft" },
		      { "computing", "đang được tính", "being computed" },
		      { "preview", "đang ở bản xem trước", "a preview" },
		      { "publishing", "đang được công bố", "being published" },
		      { "published", "đã được công bố", "published" },
		      { "cancelled", "đã bị hủy", "cancelled" } };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (strcmp(texts[i].state, state) == 0)
			return en ? texts[i].en : texts[i].vi;
	return state;
}

enum err
planning_fail_state(struct ctx *cx, const struct planning *p)
{
	return fail_text(cx, ERR_CONFLICT, "plan.state",
			 arena_printf(cx->mem, "Kế hoạch \"%s\" %s, không làm được việc này.", p->title,
				      state_text(p->state, false)),
			 arena_printf(cx->mem, "The plan \"%s\" is %s: this cannot be done.", p->title,
				      state_text(p->state, true)));
}

static enum err
fail_changed(struct ctx *cx, const struct planning *p)
{
	return fail(cx, ERR_CONFLICT, "plan.changed",
		    "Kế hoạch \"%s\" vừa được thay đổi. Hãy tải lại, xem lại rồi làm tiếp.",
		    "The plan \"%s\" has just been changed. Load it again, look at it, and go on.", p->title);
}

bool
planning_is(const struct planning *p, const char *state)
{
	return strcmp(p->state, state) == 0;
}

/* It is in one of two states and at the version that was seen. */
static enum err
check(struct ctx *cx, const struct planning *p, int64_t version, const char *state, const char *or_state)
{
	if (!planning_is(p, state) && !planning_is(p, or_state))
		return planning_fail_state(cx, p);
	return version == p->version ? OK : fail_changed(cx, p);
}

enum err
planning_touch(struct ctx *cx, const struct planning *p, int64_t version)
{
	bool touched;
	TRY(check(cx, p, version, "draft", "preview"));
	TRY(db_claim(cx, sql_planning_touch(p->unit_id, p->id, version), &touched));
	return touched ? OK : fail_changed(cx, p);
}

/* ---- drafts ---- */

static enum err
check_products(struct ctx *cx, const struct planning_in *in)
{
	const struct planning p = { .products = in->products };
	const char *codes[PLANNING_PRODUCTS_MAX];
	struct product product;
	json_t *list = json_loads(in->products, 0, NULL);
	size_t listed = json_is_array(list) ? json_array_size(list) : 0, n = planning_products(cx, &p, codes);
	json_decref(list);
	if (!n || n != listed)
		return fail_field(cx, "products", "plan.products", "Cần chọn từ 1 đến %d loại vắc xin.",
				  "Choose 1 to %d vaccines.", PLANNING_PRODUCTS_MAX);
	for (size_t i = 0; i < n; i++) {
		TRY(product_get(cx, codes[i], &product));
		for (size_t k = 0; k < i; k++)
			if (strcmp(codes[i], codes[k]) == 0)
				return fail_field(cx, "products", "plan.products", "Vắc xin %s có hai lần.",
						  "Vaccine %s is there twice.", product.name_short);
	}
	return OK;
}

static enum err
check_days(struct ctx *cx, const struct planning_in *in)
{
	int64_t from, to;
	if (!date_parse(in->starts_on, &from) || !date_parse(in->ends_on, &to) || to < from ||
	    to - from >= PLANNING_DAYS_MAX)
		return fail_field(cx, "ends_on", "plan.days", "Kế hoạch kéo dài từ 1 đến %d ngày.",
				  "A plan covers 1 to %d days.", PLANNING_DAYS_MAX);
	if (from <= date_of(cx->now))
		return fail_field(cx, "starts_on", "plan.past",
				  "Kế hoạch bắt đầu sớm nhất từ ngày mai: người dân cần được báo trước.",
				  "A plan begins tomorrow at the earliest: people have to be told beforehand.");
	return OK;
}

static enum err
check_in(struct ctx *cx, const struct planning_in *in)
{
	if (strcmp(in->reach, "commune") != 0 && strcmp(in->reach, "district") != 0 &&
	    strcmp(in->reach, "province") != 0)
		return fail_field(cx, "reach", "plan.reach", "Phạm vi là commune, district hoặc province.",
				  "The reach is commune, district or province.");
	TRY(check_days(cx, in));
	return check_products(cx, in);
}

enum err
planning_rule(struct ctx *cx, const char *on, const json_t **body)
{
	struct rule rule;
	bool found;
	TRY(rule_in_force(cx, "planning", "default", on, &rule, &found));
	if (!found)
		return fail_internal(cx, "no rule planning/default on %s", on);
	return rule_body(cx, &rule, body);
}

static enum err
fill_defaults(struct ctx *cx, struct planning_in *in)
{
	const json_t *body;
	TRY(planning_rule(cx, in->starts_on, &body));
	if (in->spare_percent == NONE)
		in->spare_percent = json_integer_value(json_object_get(body, "spare_percent"));
	if (in->next_percent == NONE)
		in->next_percent = 0;
	if (in->slot_minutes == NONE)
		in->slot_minutes = 60;
	return OK;
}

enum err
planning_create(struct ctx *cx, const struct unit *unit, const struct planning_in *in, struct planning *out)
{
	struct planning_in full = *in;
	struct campaign campaign;
	int64_t id = id_next(cx->now);
	if (strcmp(unit->level, "site") == 0)
		return fail(cx, ERR_INVALID, "plan.level", "Kế hoạch được lập ở xã, huyện, tỉnh hoặc quốc gia.",
			    "Plans are made by a commune, district, province or the nation.");
	TRY(check_in(cx, in));
	TRY(campaign_get(cx, in->campaign_id, &campaign));
	TRY(fill_defaults(cx, &full));
	TRY(db_post(cx, sql_planning_add(unit->id, id, full.title, campaign.id, full.starts_on, full.ends_on,
					 full.products, full.reach, full.spare_percent, full.next_percent,
					 full.slot_minutes, full.mixing, cx->actor->staff_id, cx->now)));
	return planning_get(cx, unit->id, id, out);
}

enum err
planning_change(struct ctx *cx, const struct planning *p, const struct planning_in *in, uint64_t has,
		struct planning *out)
{
	bool changed;
	struct planning_in next = { .title = in->title ? in->title : p->title,
				    .starts_on = in->starts_on ? in->starts_on : p->starts_on,
				    .ends_on = in->ends_on ? in->ends_on : p->ends_on,
				    .products = in->products ? in->products : p->products,
				    .reach = in->reach ? in->reach : p->reach,
				    .spare_percent = in->spare_percent != NONE ? in->spare_percent : p->spare_percent,
				    .next_percent = in->next_percent != NONE ? in->next_percent : p->next_percent,
				    .slot_minutes = in->slot_minutes != NONE ? in->slot_minutes : p->slot_minutes,
				    .mixing = fields_has(&planning_change_fields, has, "mixing") ? in->mixing
												 : p->mixing };
	TRY(check(cx, p, in->version, "draft", "preview"));
	if (p->published_ms)
		return planning_fail_state(cx, p);
	TRY(check_in(cx, &next));
	TRY(db_claim(cx,
		     sql_planning_set(p->unit_id, p->id, in->version, next.title, next.starts_on, next.ends_on,
				      next.products, next.reach, next.spare_percent, next.next_percent,
				      next.slot_minutes, next.mixing),
		     &changed));
	return changed ? planning_get(cx, p->unit_id, p->id, out) : fail_changed(cx, p);
}

/* ---- states ---- */

/* The one function that changes a state for a manager; the worker's ends of computing and publishing are its counterparts
 * (plan_worker.c), each over the lease that the worker holds. */
static enum err
set_state(struct ctx *cx, const struct planning *p, const char *state, const char *step, int64_t total,
	  int64_t batch_id, const char *why, struct planning *out)
{
	bool moved;
	const int64_t *publisher = batch_id ? &cx->actor->staff_id : NULL;
	TRY(db_claim(
		cx, sql_planning_set_state(p->unit_id, p->id, p->version, state, step, total, batch_id, publisher, why),
		&moved));
	return moved ? planning_get(cx, p->unit_id, p->id, out) : fail_changed(cx, p);
}

enum err
planning_compute(struct ctx *cx, const struct planning *p, int64_t version, struct planning *out)
{
	TRY(check(cx, p, version, "draft", "preview"));
	return set_state(cx, p, "computing", "sites", 0, 0, NULL, out);
}

enum err
planning_replan(struct ctx *cx, const struct planning *p, int64_t version, struct planning *out)
{
	TRY(check(cx, p, version, "published", "published"));
	return set_state(cx, p, "computing", "sites", 0, 0, NULL, out);
}

enum err
planning_publish(struct ctx *cx, const struct planning *p, int64_t version, int64_t rate, struct planning *out)
{
	struct message_batch batch = { .id = p->batch_id };
	TRY(check(cx, p, version, "preview", "preview"));
	rate = rate == NONE ? 0 : rate;
	if (p->batch_id)
		TRY(message_batch_go_on(cx, p->unit_id, p->batch_id, rate));
	else
		TRY(message_batch_open(cx, p->unit_id, "invitation", rate, &batch));
	return set_state(cx, p, "publishing", "sessions", p->changed, batch.id, NULL, out);
}

enum err
planning_stop_messages(struct ctx *cx, const struct planning *p, bool stop)
{
	if (!p->batch_id)
		return fail(cx, ERR_CONFLICT, "plan.messages",
			    "Kế hoạch này chưa công bố nên chưa có tin nào để dừng hay gửi tiếp.",
			    "This plan was not published: it has no messages to stop or to resume.");
	return stop ? message_batch_stop(cx, p->unit_id, p->batch_id)
		    : message_batch_resume(cx, p->unit_id, p->batch_id);
}

enum err
planning_discard(struct ctx *cx, const struct planning *p, int64_t version, struct planning *out)
{
	TRY(check(cx, p, version, "preview", "preview"));
	if (!p->published_ms)
		return planning_fail_state(cx, p);
	return set_state(cx, p, "published", NULL, 0, 0, NULL, out);
}

enum err
planning_cancel(struct ctx *cx, const struct planning *p, int64_t version, const char *why, struct planning *out)
{
	TRY(check(cx, p, version, "draft", "preview"));
	if (p->published_ms)
		return planning_fail_state(cx, p);
	if (!why || !*why)
		return fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
	return set_state(cx, p, "cancelled", NULL, 0, 0, why, out);
}
