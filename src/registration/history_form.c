#include "registration/history_form.h"

#include "base/clock.h"
#include "registration/province.h"

#include <stdlib.h>

enum err
history_form(struct ctx *cx, const char *on, struct rule *out)
{
	bool found;
	TRY(rule_in_force(cx, "history_form", NULL, on, out, &found));
	if (!found)
		return fail(cx, ERR_CONFLICT, "form.none", "Chưa có phiếu khai tiền sử nào có hiệu lực ngày %s.",
			    "No history form is in force on %s.", on);
	return OK;
}

static void
write_question(struct buf *out, const json_t *q)
{
	json_obj(out);
	json_kv_text(out, "id", rule_text(q, "id"));
	json_kv_text(out, "vi", rule_text(q, "vi"));
	json_kv_text(out, "en", rule_text(q, "en"));
	json_kv_text(out, "help_vi", rule_text(q, "help_vi"));
	json_kv_text(out, "help_en", rule_text(q, "help_en"));
	json_kv_text(out, "sex", rule_text(q, "sex"));
	json_obj_end(out);
}

enum err
history_form_write(struct ctx *cx, const char *on, struct buf *out)
{
	struct rule rule;
	const json_t *body, *q;
	size_t i;
	TRY(history_form(cx, on, &rule));
	TRY(rule_body(cx, &rule, &body));
	json_obj(out);
	rule_form_head(out, &rule, body);
	json_key(out, "questions");
	json_arr(out);
	json_array_foreach(json_object_get(body, "questions"), i, q)
		write_question(out, q);
	json_arr_end(out);
	json_obj_end(out);
	return OK;
}

/* ---- judging ---- */

/* Is it asked of this person? */
static bool
is_asked(const json_t *q, const struct person *p)
{
	const char *sex = rule_text(q, "sex");
	return !sex || strcmp(p->sex, sex) == 0 || strcmp(p->sex, "unknown") == 0;
}

static enum err
bad_answer(struct ctx *cx, const json_t *q)
{
	return fail_field(cx, arena_printf(cx->mem, "answers.%s", rule_text(q, "id")), "registration.answers",
			  "Hãy trả lời \"Có\", \"Không\" hoặc \"Không rõ\" cho câu hỏi số %s của phiếu khai tiền sử.",
			  "Please answer yes, no or unknown to question %s of the history form.",
			  rule_text(q, "id") + 1);
}

/* The answer to one question; NULL and OK when none is needed. */
static enum err
read_answer(struct ctx *cx, const json_t *q, const json_t *answers, const struct person *p, bool must,
	    const char **answer)
{
	const json_t *given = json_object_get(answers, rule_text(q, "id"));
	*answer = NULL;
	if (!given || json_is_null(given))
		return must && is_asked(q, p) ? bad_answer(cx, q) : OK;
	const char *text = json_string_value(given);
	if (!text || (strcmp(text, "yes") && strcmp(text, "no") && strcmp(text, "unknown")))
		return bad_answer(cx, q);
	*answer = text;
	return OK;
}

static enum err
parse_answers(struct ctx *cx, const char *text, json_t **out)
{
	json_error_t why;
	*out = json_loads(text && *text ? text : "{}", JSON_REJECT_DUPLICATES, &why);
	if (json_is_object(*out))
		return OK;
	json_decref(*out);
	return fail_field(cx, "answers", "registration.answers",
			  "Câu trả lời phải là một đối tượng JSON: mã câu hỏi và yes, no hoặc unknown.",
			  "The answers are a JSON object: question id and yes, no or unknown.");
}

/* Is it one of the conditions that lead to a hospital by the rule? */
static bool
leads_to_hospital(const json_t *rule, const char *condition)
{
	size_t i;
	const json_t *c;
	json_array_foreach(json_object_get(rule, "conditions"), i, c)
		if (condition && strcmp(json_string_value(c), condition) == 0)
			return true;
	return false;
}

/* Born so long ago that they are surely older than the rule's age ("trên 65 tuổi"). */
static bool
is_over_age(const json_t *rule, const struct person *p, const char *on)
{
	const json_t *over = json_object_get(rule, "over_age");
	int64_t birth, day;
	return json_is_integer(over) && date_parse(p->birth_date, &birth) && date_parse(on, &day) &&
	       date_age(birth, day) > json_integer_value(over);
}

static void
hint(struct ctx *cx, struct warnings *w, const json_t *q)
{
	const json_t *say = json_object_get(q, "if_yes");
	if (w && say)
		warning_add(cx, w, arena_printf(cx->mem, "history.%s", rule_text(q, "condition")), "answers",
			    rule_text(say, "vi"), rule_text(say, "en"));
}

static enum err
judge_questions(struct ctx *cx, const struct person *p, const json_t *form, const json_t *hospital_rule,
		const json_t *answers, bool must, struct history_verdict *out, struct warnings *w)
{
	struct buf kept = buf_new(cx->mem);
	const json_t *q;
	size_t i;
	json_obj(&kept);
	json_array_foreach(json_object_get(form, "questions"), i, q) {
		const char *answer;
		TRY(read_answer(cx, q, answers, p, must, &answer));
		if (!answer)
			continue;
		json_kv_text(&kept, rule_text(q, "id"), answer);
		if (strcmp(answer, "yes") != 0)
			continue;
		hint(cx, w, q);
		if (!out->hospital && leads_to_hospital(hospital_rule, rule_text(q, "condition")))
			out->hospital = rule_text(q, "condition");
	}
	json_obj_end(&kept);
	out->answers = buf_text(&kept);
	return OK;
}

/* The rule of the person's province, else the nation's; NULL: none is in force. */
static enum err
hospital_rule(struct ctx *cx, const struct person *p, const char *on, const json_t **out)
{
	struct rule rule;
	bool found;
	*out = NULL;
	TRY(province_rule(cx, "hospital_first", p->home_unit_id, on, &rule, &found));
	return found ? rule_body(cx, &rule, out) : OK;
}

enum err
history_judge(struct ctx *cx, const struct person *person, const char *answers, const char *on, bool must,
	      struct history_verdict *out, struct warnings *w)
{
	struct rule form;
	const json_t *body, *hospital;
	json_t *given;
	*out = (struct history_verdict){ 0 };
	TRY(history_form(cx, on, &form));
	TRY(rule_body(cx, &form, &body));
	TRY(hospital_rule(cx, person, on, &hospital));
	TRY(parse_answers(cx, answers, &given));
	enum err err = judge_questions(cx, person, body, hospital, given, must, out, w);
	json_decref(given);
	if (is_over_age(hospital, person, on))
		out->hospital = "age";
	out->form_code = form.code;
	out->form_from = form.valid_from;
	return err;
}
