#include "book/declaration.h"

#include "base/clock.h"
#include "book_sql.h"

enum { FEVER_E1 = 375 /* above it people stay at home: the limit of the screening form (QĐ 3802, 4355, 5785) */ };

FIELDS(declaration, FIELD(declaration, unit_id, F_ID, 0, F_ROW), FIELD(declaration, appointment_id, F_ID, 0, F_ROW),
       FIELD(declaration, person_id, F_ID, 0, F_ROW), FIELD(declaration, form_code, F_TEXT, 80, F_ROW | F_OUT),
       FIELD(declaration, form_from, F_DATE, 10, F_ROW | F_OUT),
       FIELD(declaration, answers, F_JSON, DECLARATION_MAX, F_ROW | F_OUT),
       FIELD(declaration, temperature_e1, F_I64, 0, F_ROW | F_OUT),
       FIELD(declaration, stay_home, F_BOOL, 0, F_ROW | F_OUT), FIELD(declaration, account_id, F_ID, 0, F_ROW),
       FIELD(declaration, at_ms, F_TIME, 0, F_ROW | F_OUT));

FIELDS(declaration_in, FIELD(declaration_in, answers, F_JSON, DECLARATION_MAX, F_IN | F_MUST),
       FIELD_RANGE(declaration_in, temperature, 300, 450, F_IN));

static enum err
form_of(struct ctx *cx, const char *on, struct rule *rule, const json_t **body)
{
	bool found;
	TRY(rule_in_force(cx, "declaration_form", NULL, on, rule, &found));
	if (!found)
		return fail(cx, ERR_CONFLICT, "form.none", "Chưa có tờ khai y tế nào có hiệu lực ngày %s.",
			    "No health declaration is in force on %s.", on);
	return rule_body(cx, rule, body);
}

enum err
declaration_form_write(struct ctx *cx, struct buf *out)
{
	struct rule rule;
	const json_t *body, *q;
	size_t i;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(form_of(cx, today, &rule, &body));
	json_obj(out);
	rule_form_head(out, &rule, body);
	json_key(out, "questions");
	json_arr(out);
	json_array_foreach(json_object_get(body, "questions"), i, q) {
		json_obj(out);
		json_kv_text(out, "id", rule_text(q, "id"));
		json_kv_text(out, "vi", rule_text(q, "vi"));
		json_kv_text(out, "en", rule_text(q, "en"));
		json_kv_text(out, "sex", rule_text(q, "sex"));
		json_obj_end(out);
	}
	json_arr_end(out);
	json_obj_end(out);
	return OK;
}

/* Answers in one form; a question that is not answered stays out. */
static enum err
read_answers(struct ctx *cx, const json_t *form, const char *text, struct declaration *out)
{
	json_t *given = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const json_t *q;
	struct buf kept = buf_new(cx->mem);
	size_t i;
	bool good = json_is_object(given);
	json_obj(&kept);
	json_array_foreach(json_object_get(form, "questions"), i, q) {
		const char *a = json_string_value(json_object_get(given, rule_text(q, "id")));
		if (!json_object_get(given, rule_text(q, "id")))
			continue;
		good = good && a && (strcmp(a, "yes") == 0 || strcmp(a, "no") == 0 || strcmp(a, "unknown") == 0);
		if (!good)
			break;
		json_kv_text(&kept, rule_text(q, "id"), a);
		out->stay_home =
			out->stay_home || (strcmp(a, "yes") == 0 && json_is_true(json_object_get(q, "stay_home")));
	}
	json_obj_end(&kept);
	json_decref(given);
	out->answers = buf_text(&kept);
	if (good)
		return OK;
	return fail_field(cx, "answers", "declaration.answers", "Mỗi câu trả lời là yes, no hoặc unknown.",
			  "Each answer is yes, no or unknown.");
}

enum err
declaration_keep(struct ctx *cx, int64_t person_id, const struct status *status, const struct declaration_in *in,
		 struct declaration *out, const char **advice_vi, const char **advice_en)
{
	struct rule rule;
	const json_t *body;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	if (!status->appointment_code || !status->on_date || strcmp(status->on_date, today) < 0)
		return fail(cx, ERR_CONFLICT, "declaration.no_appointment",
			    "Chưa có lịch hẹn tiêm, hoặc ngày hẹn đã qua, nên chưa khai báo được.",
			    "There is no appointment to declare for, or its day is over.");
	TRY(form_of(cx, today, &rule, &body));
	*out = (struct declaration){ .unit_id = status->site_id,
				     .appointment_id = status->appointment_id,
				     .person_id = person_id,
				     .form_code = rule.code,
				     .form_from = rule.valid_from,
				     .temperature_e1 = in->temperature,
				     .stay_home = in->temperature != NONE && in->temperature > FEVER_E1,
				     .account_id = cx->account_id,
				     .at_ms = cx->now };
	TRY(read_answers(cx, body, in->answers, out));
	const json_t *advice = out->stay_home ? json_object_get(body, "stay_home") : NULL;
	*advice_vi = rule_text(advice, "vi");
	*advice_en = rule_text(advice, "en");
	return db_post(cx, sql_declaration_put(out->unit_id, out->appointment_id, person_id, rule.code, rule.valid_from,
					       out->answers, in->temperature == NONE ? NULL : &in->temperature,
					       out->stay_home, out->account_id, cx->now));
}

enum err
declaration_of(struct ctx *cx, int64_t unit_id, int64_t appointment_id, struct declaration *out, bool *found)
{
	return db_one(cx, sql_declaration_get(unit_id, appointment_id), &declaration_fields, out, found);
}

static void
write_answers(struct buf *out, const json_t *form, const char *answers)
{
	json_t *given = json_loads(answers, 0, NULL);
	const json_t *q;
	size_t i;
	json_key(out, "questions");
	json_arr(out);
	json_array_foreach(json_object_get(form, "questions"), i, q) {
		const char *a = json_string_value(json_object_get(given, rule_text(q, "id")));
		if (!a)
			continue;
		json_obj(out);
		json_kv_text(out, "vi", rule_text(q, "vi"));
		json_kv_text(out, "en", rule_text(q, "en"));
		json_kv_text(out, "answer", a);
		json_obj_end(out);
	}
	json_arr_end(out);
	json_decref(given);
}

enum err
declaration_write(struct ctx *cx, struct buf *out, int64_t unit_id, int64_t appointment_id)
{
	struct declaration d;
	struct rule rule;
	const json_t *form;
	bool found;
	TRY(declaration_of(cx, unit_id, appointment_id, &d, &found));
	json_key(out, "declaration");
	if (!found) {
		json_none(out);
		return OK;
	}
	TRY(form_of(cx, d.form_from, &rule, &form));
	json_obj(out);
	fields_write_members(out, &declaration_fields, &d);
	write_answers(out, form, d.answers);
	json_obj_end(out);
	return OK;
}
