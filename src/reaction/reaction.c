#include "reaction/reaction.h"

#include "alarm/alarm.h"
#include "base/clock.h"
#include "base/embed.h"
#include "base/id.h"
#include "citizen/citizen.h"
#include "message/message.h"
#include "reaction_sql.h"
#include "staff/staff.h"

FIELDS(reaction_report, FIELD(reaction_report, person_id, F_ID, 0, F_ROW),
       FIELD(reaction_report, id, F_ID, 0, F_ROW | F_OUT), FIELD(reaction_report, dose_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(reaction_report, unit_id, F_ID, 0, F_ROW), FIELD(reaction_report, signs, F_JSON, 1000, F_ROW | F_OUT),
       FIELD(reaction_report, severity, F_TEXT, 10, F_ROW | F_OUT),
       FIELD(reaction_report, temperature_e1, F_I64, 0, F_ROW | F_OUT),
       FIELD(reaction_report, began_on, F_DATE, 10, F_ROW | F_OUT),
       FIELD(reaction_report, note, F_LINES, 1000, F_ROW | F_OUT), FIELD(reaction_report, account_id, F_ID, 0, F_ROW),
       FIELD(reaction_report, at_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(reaction_report, seen_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(reaction_report, outcome, F_LINES, REACTION_OUTCOME_MAX, F_ROW | F_OUT));

FIELDS(report_in, FIELD(report_in, dose_id, F_ID, 0, F_IN), FIELD(report_in, signs, F_JSON, 1000, F_IN | F_MUST),
       FIELD(report_in, severity, F_TEXT, 10, F_IN), FIELD_RANGE(report_in, temperature, 300, 450, F_IN),
       FIELD(report_in, began_on, F_DATE, 10, F_IN), FIELD(report_in, note, F_LINES, 1000, F_IN));

enum severity { MILD, MODERATE, SEVERE, SEVERITY__COUNT };
static const char *const severity_names[SEVERITY__COUNT] = { "mild", "moderate", "severe" };

static bool
severity_read(const char *text, enum severity *out)
{
	for (int i = 0; text && i < SEVERITY__COUNT; i++)
		if (strcmp(text, severity_names[i]) == 0) {
			*out = (enum severity)i;
			return true;
		}
	return false;
}

static void
raise_to(enum severity *s, const char *name)
{
	enum severity other;
	if (severity_read(name, &other) && other > *s)
		*s = other;
}

/* A JSON file that the program carries; parsed once, as rules are. */
static enum err
shipped_json(struct ctx *cx, const char *path, const json_t **out)
{
	const struct embedded *file = embedded_find(path);
	if (!file)
		return fail_internal(cx, "%s is missing", path);
	return rule_body(cx, &(struct rule){ .kind = "file", .code = path, .body = file->bytes }, out);
}

/* ---- judging ---- */

static const json_t *
sign_of(const json_t *signs, const char *id)
{
	const json_t *sign;
	size_t i;
	json_array_foreach(signs, i, sign)
		if (id && strcmp(json_string_value(json_object_get(sign, "id")), id) == 0)
			return sign;
	return NULL;
}

/* The signs in one form; each must be of the list. */
static enum err
read_signs(struct ctx *cx, const json_t *list, const char *given, const char **kept, enum severity *severity)
{
	json_t *ids = json_loads(given, 0, NULL), *id;
	struct buf out = buf_new(cx->mem);
	size_t i, n = json_array_size(ids);
	bool known = n > 0 && n <= REACTION_SIGNS_MAX;
	json_arr(&out);
	json_array_foreach(ids, i, id) {
		const json_t *sign = sign_of(json_object_get(list, "signs"), json_string_value(id));
		known = known && sign;
		if (!sign)
			continue;
		json_text(&out, json_string_value(id));
		raise_to(severity, json_string_value(json_object_get(sign, "severity")));
	}
	json_arr_end(&out);
	json_decref(ids);
	*kept = buf_text(&out);
	if (known)
		return OK;
	return fail_field(cx, "signs", "reaction.signs", "Hãy chọn ít nhất một dấu hiệu trong danh sách.",
			  "Choose at least one sign of the list.");
}

static void
judge_temperature(const json_t *list, int64_t temperature, enum severity *severity)
{
	const json_t *step;
	size_t i;
	json_array_foreach(json_object_get(list, "temperature"), i, step)
		if (temperature != NONE && temperature >= json_integer_value(json_object_get(step, "from")))
			raise_to(severity, json_string_value(json_object_get(step, "severity")));
}

/* The newest dose, or the one that is named, within REACTION_DAYS. */
static enum err
find_dose(struct ctx *cx, int64_t person_id, int64_t dose_id, struct dose *out)
{
	struct dose *list;
	size_t n;
	int64_t given;
	TRY(dose_list(cx, person_id, false, &list, &n));
	for (size_t i = n; i-- > 0;) {
		if (dose_id && list[i].id != dose_id)
			continue;
		if (!date_parse(list[i].given_on, &given) || given + REACTION_DAYS < date_of(cx->now))
			break;
		*out = list[i];
		return OK;
	}
	return fail(cx, ERR_CONFLICT, "reaction.no_dose",
		    "Không có mũi tiêm nào trong %d ngày qua. Nếu thấy không khỏe, hãy đến cơ sở y tế gần nhất hoặc "
		    "gọi 115.",
		    "There is no dose within the last %d days. If you feel unwell go to the nearest health facility or "
		    "call 115.",
		    REACTION_DAYS);
}

static enum err
check_begin(struct ctx *cx, const char *began_on, const struct dose *dose)
{
	char today[DATE_SIZE];
	date_text(cx->now, today);
	if (strcmp(began_on, dose->given_on) >= 0 && strcmp(began_on, today) <= 0)
		return OK;
	return fail_field(cx, "began_on", "reaction.began_on", "Ngày bắt đầu phải từ ngày tiêm %s đến hôm nay.",
			  "The first day lies between the dose on %s and today.", dose->given_on);
}

/* ---- reporting ---- */

static enum err
nation_id(struct ctx *cx, int64_t *id)
{
	struct unit nation;
	bool found;
	TRY(unit_by_code(cx, "nation", UNIT_NATION_CODE, NULL, &nation, &found));
	*id = found ? nation.id : 0;
	return found ? OK : fail_internal(cx, "there is no nation");
}

static enum err
raise_alarm(struct ctx *cx, int64_t unit_id, const struct reaction_report *r, const struct dose *dose)
{
	int64_t given = 0, began = 0;
	if (!date_parse(dose->given_on, &given) || !date_parse(r->began_on, &began))
		return fail_internal(cx, "report %lld has a bad date", (long long)r->id);
	return alarm_raise(cx, unit_id, ALARM_REACTION_SEVERE, r->id,
			   arena_printf(cx->mem, "{\"dose\":%lld,\"days\":%lld,\"signs\":%s}", (long long)dose->number,
					(long long)(began - given), r->signs));
}

static enum err
tell(struct ctx *cx, const struct person *p, int64_t unit_id, int64_t report_id)
{
	const char *lang;
	TRY(citizen_phone_lang(cx, p->phone, &lang));
	struct message_value values[] = { { "name", p->name }, { 0 } };
	struct message_in m = { .template = "reaction_received",
				.phone = p->phone,
				.lang = lang,
				.person_id = p->id,
				.unit_id = unit_id,
				.dedupe = arena_printf(cx->mem, "reaction %lld", (long long)report_id),
				.values = values };
	return message_post(cx, &m, NULL);
}

static enum err
keep(struct ctx *cx, const struct person *p, const struct dose *dose, const struct reaction_report *r)
{
	int64_t desk = dose->unit_id;
	if (!desk)
		TRY(nation_id(cx, &desk));
	TRY(db_post(cx, sql_report_insert(r->person_id, r->id, r->dose_id, dose->unit_id ? &dose->unit_id : NULL,
					  r->signs, r->severity, r->temperature_e1 == NONE ? NULL : &r->temperature_e1,
					  r->began_on, r->note, r->account_id, cx->now)));
	TRY(db_post(cx, sql_desk_insert(desk, r->id, r->person_id, r->severity, cx->now)));
	if (strcmp(r->severity, severity_names[SEVERE]) == 0)
		TRY(raise_alarm(cx, desk, r, dose));
	return tell(cx, p, desk, r->id);
}

static struct advice
advice_of(const json_t *list, const char *severity)
{
	const json_t *a = json_object_get(json_object_get(list, "advice"), severity);
	return (struct advice){ json_string_value(json_object_get(a, "vi")),
				json_string_value(json_object_get(a, "en")) };
}

enum err
reaction_send(struct ctx *cx, const struct person *person, const struct report_in *in, struct reaction_report *out,
	      struct advice *advice)
{
	const json_t *list;
	struct dose dose;
	enum severity severity = MILD, said;
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	TRY(shipped_json(cx, "data/reactions.json", &list));
	TRY(find_dose(cx, person->id, in->dose_id, &dose));
	*out = (struct reaction_report){ .person_id = person->id,
					 .id = id_next(cx->now),
					 .dose_id = dose.id,
					 .unit_id = dose.unit_id,
					 .temperature_e1 = in->temperature,
					 .began_on = in->began_on ? in->began_on : today,
					 .note = in->note,
					 .account_id = cx->account_id,
					 .at_ms = cx->now };
	TRY(read_signs(cx, list, in->signs, &out->signs, &severity));
	TRY(check_begin(cx, out->began_on, &dose));
	judge_temperature(list, in->temperature, &severity);
	if (in->severity && !severity_read(in->severity, &said))
		return fail_field(cx, "severity", "reaction.severity",
				  "Mức độ phải là nhẹ, vừa hoặc nặng (mild, moderate, severe).",
				  "The severity must be mild, moderate or severe.");
	raise_to(&severity, in->severity);
	out->severity = severity_names[severity];
	*advice = advice_of(list, out->severity);
	return keep(cx, person, &dose, out);
}

enum err
reaction_list(struct ctx *cx, int64_t person_id, struct reaction_report **out, size_t *n)
{
	return db_list(cx, sql_report_list(person_id), &reaction_report_fields, out, n);
}

/* ---- the site ---- */

#define BOTH(member, type, max) FIELD(desk_report, member, type, max, F_ROW | F_OUT)
FIELDS(desk_report, FIELD(desk_report, unit_id, F_ID, 0, F_ROW), BOTH(id, F_ID, 0), BOTH(person_id, F_ID, 0),
       BOTH(name, F_TEXT, 200), BOTH(birth_date, F_DATE, 10), BOTH(birth_precision, F_TEXT, 5), BOTH(sex, F_TEXT, 7),
       BOTH(phone, F_TEXT, 20), BOTH(severity, F_TEXT, 10), BOTH(signs, F_JSON, 1000), BOTH(temperature_e1, F_I64, 0),
       BOTH(began_on, F_DATE, 10), BOTH(note, F_LINES, 1000), BOTH(product_code, F_TEXT, 32),
       BOTH(given_on, F_DATE, 10), BOTH(dose_number, F_I64, 0), BOTH(at_ms, F_TIME, 0), BOTH(seen_ms, F_TIME, 0),
       BOTH(seen_by, F_TEXT, 200), BOTH(outcome, F_LINES, REACTION_OUTCOME_MAX));

FIELDS(desk_filter, FIELD(desk_filter, state, F_TEXT, 5, F_IN), FIELD(desk_filter, after, F_ID, 0, F_IN));

enum err
reaction_desk_list(struct ctx *cx, const struct unit *unit, const struct desk_filter *filter, struct desk_report **out,
		   size_t *n)
{
	bool all = filter->state && strcmp(filter->state, "all") == 0;
	if (filter->state && !all && strcmp(filter->state, "open") != 0)
		return fail_field(cx, "state", "reaction.state", "Trạng thái phải là open hoặc all.",
				  "The state must be open or all.");
	return db_list(cx, sql_desk_list(unit->id, all, filter->after ? filter->after : INT64_MAX, REACTION_PAGE),
		       &desk_report_fields, out, n);
}

enum err
reaction_seen(struct ctx *cx, int64_t unit_id, int64_t id, const char *outcome)
{
	struct rows rows;
	if (!outcome || !*outcome)
		return fail_field(cx, "outcome", "why.required", "Hãy ghi đã hỏi, khám và xử trí thế nào.",
				  "Write what was found and done.");
	TRY(db_query(cx, sql_desk_get(unit_id, id), &rows));
	if (!rows.n)
		return fail(cx, ERR_NOT_FOUND, "reaction.unknown", "Không có báo cáo này ở đơn vị.",
			    "There is no such report at this unit.");
	TRY(db_query(cx, sql_desk_seen(unit_id, id, cx->actor->staff_id, outcome, cx->now), &rows));
	if (!rows.n)
		return fail(cx, ERR_CONFLICT, "reaction.seen", "Báo cáo này đã có người xử lý.",
			    "Somebody has dealt with this report already.");
	TRY(db_post(cx, sql_report_seen(db_cell(&rows, 0, 0)->i, id, outcome, cx->now)));
	return alarm_clear(cx, unit_id, ALARM_REACTION_SEVERE, id);
}

/* ---- lists that are shipped ---- */

static void
write_texts(struct buf *out, const json_t *obj, const char *const *keys)
{
	for (; *keys; keys++)
		json_kv_text(out, *keys, json_string_value(json_object_get(obj, *keys)));
}

enum err
reaction_signs_write(struct ctx *cx, struct buf *out)
{
	static const char *const of_sign[] = { "id", "vi", "en", "severity", NULL };
	const json_t *list, *sign;
	size_t i;
	TRY(shipped_json(cx, "data/reactions.json", &list));
	json_obj(out);
	json_kv_i64(out, "days", REACTION_DAYS);
	json_key(out, "items");
	json_arr(out);
	json_array_foreach(json_object_get(list, "signs"), i, sign) {
		json_obj(out);
		write_texts(out, sign, of_sign);
		json_obj_end(out);
	}
	json_arr_end(out);
	json_key(out, "advice");
	json_obj(out);
	for (int s = 0; s < SEVERITY__COUNT; s++) {
		struct advice a = advice_of(list, severity_names[s]);
		json_key(out, severity_names[s]);
		json_obj(out);
		json_kv_text(out, "vi", a.vi);
		json_kv_text(out, "en", a.en);
		json_obj_end(out);
	}
	json_obj_end(out);
	json_obj_end(out);
	return OK;
}

enum err
hotlines_write(struct ctx *cx, struct buf *out)
{
	static const char *const of_line[] = { "phone", "name_vi", "name_en", NULL };
	const json_t *list, *line;
	size_t i;
	TRY(shipped_json(cx, "data/hotlines.json", &list));
	json_arr(out);
	json_array_foreach(json_object_get(list, "hotlines"), i, line) {
		json_obj(out);
		write_texts(out, line, of_line);
		json_obj_end(out);
	}
	json_arr_end(out);
	return OK;
}
