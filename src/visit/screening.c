#include "visit/screening.h"

#include "base/clock.h"

const char *const verdict_names[VERDICT__COUNT] = { "eligible", "caution", "defer", "refer", "contraindicated" };

/* Limits of what a thermometer or a cuff can show; the form's own limits tell what is abnormal. */
FIELDS(screening_in, FIELD_RANGE(screening_in, version, 0, INT64_MAX, F_IN),
       FIELD(screening_in, answers, F_JSON, 8192, F_IN | F_MUST),
       FIELD_RANGE(screening_in, temperature, 300, 450, F_IN), FIELD_RANGE(screening_in, pulse, 20, 300, F_IN),
       FIELD_RANGE(screening_in, systolic, 40, 300, F_IN), FIELD_RANGE(screening_in, diastolic, 20, 200, F_IN),
       FIELD_RANGE(screening_in, breathing, 4, 80, F_IN), FIELD(screening_in, verdict, F_TEXT, 20, F_IN),
       FIELD(screening_in, note, F_LINES, 1000, F_IN), FIELD(screening_in, until, F_DATE, 10, F_IN));

enum err
screening_form(struct ctx *cx, const char *on, struct rule *out)
{
	bool found;
	TRY(rule_in_force(cx, "screening_form", NULL, on, out, &found));
	return found ? OK : fail_internal(cx, "no screening form is in force on %s", on);
}

static bool
verdict_find(const char *name, enum verdict *out)
{
	for (int v = 0; v < VERDICT__COUNT; v++)
		if (name && strcmp(name, verdict_names[v]) == 0) {
			*out = (enum verdict)v;
			return true;
		}
	return false;
}

/* What a form says a question leads to. */
static enum verdict
verdict_of(const char *name)
{
	enum verdict v = ELIGIBLE;
	return verdict_find(name, &v) ? v : ELIGIBLE;
}

enum err
verdict_read(struct ctx *cx, const char *name, enum verdict *out)
{
	*out = ELIGIBLE;
	if (verdict_find(name, out))
		return OK;
	return fail_field(cx, "verdict", "screening.verdict", "Không có kết luận \"%s\".",
			  "There is no verdict \"%s\".", name ? name : "");
}

struct judge {
	struct ctx *cx;
	struct screening_result *out;
	struct buf reasons, missing;
};

static void
reason(struct judge *j, const char *id, enum verdict verdict, const char *vi, const char *en)
{
	json_obj(&j->reasons);
	json_kv_text(&j->reasons, "id", id);
	json_kv_text(&j->reasons, "verdict", verdict_names[verdict]);
	json_kv_text(&j->reasons, "vi", vi);
	json_kv_text(&j->reasons, "en", en);
	json_obj_end(&j->reasons);
	if (verdict > j->out->computed)
		j->out->computed = verdict;
}

static const char *
text(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

static const json_t *
question(const json_t *form, const char *id)
{
	size_t i;
	json_t *q;
	json_array_foreach(json_object_get(form, "questions"), i, q) {
		if (strcmp(text(q, "id"), id) == 0)
			return q;
	}
	return NULL;
}

/* Answers name questions of this form and nothing else. */
static enum err
check_answers(struct ctx *cx, const json_t *form, const json_t *answers)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)answers, key, v) {
		size_t n = strlen(key);
		bool detail = n > 7 && strcmp(key + n - 7, "_detail") == 0;
		const char *id = arena_strndup(cx->mem, key, detail ? n - 7 : n);
		if (!question(form, id))
			return fail_field(cx, "answers", "screening.question", "Phiếu khám ngày này không có câu %s.",
					  "The form of this day has no question %s.", id);
		if (detail ? !json_is_string(v) : !json_is_boolean(v))
			return fail_field(cx, "answers", "screening.answers",
					  "Câu %s: trả lời phải là true hoặc false.",
					  "Question %s: the answer must be true or false.", id);
	}
	return OK;
}

static void
judge_questions(struct judge *j, const json_t *form, const json_t *answers, const struct person *person)
{
	size_t i;
	json_t *q;
	json_array_foreach(json_object_get(form, "questions"), i, q) {
		const char *id = text(q, "id"), *sex = text(q, "sex");
		const json_t *answer = json_object_get(answers, id);
		if (json_object_get(q, "computed") ||
		    (sex && strcmp(person->sex, "unknown") != 0 && strcmp(sex, person->sex) != 0))
			continue;
		if (json_is_true(answer))
			reason(j, id, verdict_of(text(q, "verdict")), text(q, "vi"), text(q, "en"));
		else if (!json_is_false(answer))
			j->out->complete = false;
	}
}

struct sign {
	const char *name, *measure, *vi, *en, *unit;
	int64_t value;
	int64_t tenths; /* shown divided by this */
};

static bool
outside(const json_t *limit, int64_t v)
{
	const json_t *min = json_object_get(limit, "min"), *max = json_object_get(limit, "max");
	return (json_is_integer(min) && v < json_integer_value(min)) ||
	       (json_is_integer(max) && v > json_integer_value(max));
}

static void
judge_sign(struct judge *j, const json_t *form, const struct sign *s)
{
	if (s->value == NONE || !outside(json_object_get(json_object_get(form, "limits"), s->name), s->value))
		return;
	const char *shown = s->tenths == 10 ? arena_printf(j->cx->mem, "%lld.%lld", (long long)(s->value / 10),
							   (long long)(s->value % 10))
					    : arena_printf(j->cx->mem, "%lld", (long long)s->value);
	reason(j, s->name, verdict_of(text(form, "abnormal_verdict")),
	       arena_printf(j->cx->mem, "%s %s %s: bất thường", s->vi, shown, s->unit),
	       arena_printf(j->cx->mem, "%s %s %s: abnormal", s->en, shown, s->unit));
}

/* Who must be measured: "all", or the over-65s; what depends on findings is the doctor's own judgement. */
static bool
is_required(const json_t *form, const char *measure, int64_t age)
{
	size_t i;
	json_t *m;
	json_array_foreach(json_object_get(form, "measure"), i, m) {
		if (strcmp(text(m, "sign"), measure) != 0)
			continue;
		const char *who = text(m, "who");
		return strcmp(who, "all") == 0 || (strncmp(who, "over_65", 7) == 0 && age > 65);
	}
	return false;
}

static void
judge_signs(struct judge *j, const json_t *form, const struct screening_in *in, int64_t age)
{
	const struct sign signs[] = {
		{ "temperature", "temperature", "Nhiệt độ", "Temperature", "°C", in->temperature, 10 },
		{ "pulse", "pulse", "Mạch", "Pulse", "lần/phút", in->pulse, 1 },
		{ "systolic", "blood_pressure", "Huyết áp tâm thu", "Systolic pressure", "mmHg", in->systolic, 1 },
		{ "diastolic", "blood_pressure", "Huyết áp tâm trương", "Diastolic pressure", "mmHg", in->diastolic,
		  1 },
		{ "breathing", "breathing", "Nhịp thở", "Breathing", "lần/phút", in->breathing, 1 },
	};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		judge_sign(j, form, &signs[i]);
		if (signs[i].value == NONE && is_required(form, signs[i].measure, age)) {
			json_text(&j->missing, signs[i].name);
			j->out->complete = false;
		}
	}
}

enum err
screening_judge(struct ctx *cx, const struct rule *form, const struct person *person, const char *on,
		const struct screening_in *in, struct screening_result *out)
{
	const json_t *body;
	json_t *answers = json_loads(in->answers, JSON_REJECT_DUPLICATES, NULL);
	int64_t birth = 0, day = 0;
	struct judge j = { cx, out, buf_new(cx->mem), buf_new(cx->mem) };
	*out = (struct screening_result){ .complete = true };
	if (!json_is_object(answers)) {
		json_decref(answers);
		return fail_field(cx, "answers", "screening.answers", "Thiếu câu trả lời của phiếu khám.",
				  "The form's answers are missing.");
	}
	enum err err = rule_body(cx, form, &body);
	if (err == OK)
		err = check_answers(cx, body, answers);
	if (err == OK) {
		bool known = date_parse(person->birth_date, &birth) && date_parse(on, &day);
		json_arr(&j.reasons);
		json_arr(&j.missing);
		judge_questions(&j, body, answers, person);
		judge_signs(&j, body, in, known ? date_age(birth, day) : 0);
		json_arr_end(&j.reasons);
		json_arr_end(&j.missing);
		out->reasons = buf_text(&j.reasons);
		out->missing = buf_text(&j.missing);
	}
	json_decref(answers);
	return err;
}
