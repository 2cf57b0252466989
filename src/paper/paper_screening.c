/* The dated screening form (data/rules.json, kind screening_form) as a paper, blank or as the doctor filled it in. */
#include "paper/paper.h"

#include "base/clock.h"
#include "dose/dose.h"
#include "paper_sql.h"
#include "visit/screening.h"

static FIELDS(paper_screening, FIELD(paper_screening, form_code, F_TEXT, 40, F_ROW),
	      FIELD(paper_screening, form_from, F_TEXT, 10, F_ROW),
	      FIELD(paper_screening, answers, F_JSON, 8192, F_ROW),
	      FIELD(paper_screening, temperature, F_I64, 0, F_ROW), FIELD(paper_screening, pulse, F_I64, 0, F_ROW),
	      FIELD(paper_screening, systolic, F_I64, 0, F_ROW), FIELD(paper_screening, diastolic, F_I64, 0, F_ROW),
	      FIELD(paper_screening, breathing, F_I64, 0, F_ROW), FIELD(paper_screening, reasons, F_JSON, 0, F_ROW),
	      FIELD(paper_screening, verdict, F_TEXT, 20, F_ROW), FIELD(paper_screening, note, F_LINES, 1000, F_ROW),
	      FIELD(paper_screening, doctor, F_TEXT, 200, F_ROW), FIELD(paper_screening, at_ms, F_TIME, 0, F_ROW));

/* A form while it is read; the JSON ends with it, so texts are copied. */
struct reader {
	struct ctx *cx;
	const json_t *body, *answers; /* answers NULL: blank */
	const struct paper_screening *done;
	struct buf abnormal; /* signs outside their limits, in words */
};

static const char *
text(const struct reader *r, const json_t *obj, const char *key)
{
	const char *s = json_string_value(json_object_get(obj, key));
	return s ? arena_strdup(r->cx->mem, s) : NULL;
}

static bool
is(const json_t *obj, const char *key, const char *value)
{
	const char *s = json_string_value(json_object_get(obj, key));
	return s && strcmp(s, value) == 0;
}

/* ---- signs ---- */

static int64_t
limit(const struct reader *r, const char *sign, const char *end)
{
	const json_t *v = json_object_get(json_object_get(json_object_get(r->body, "limits"), sign), end);
	return json_is_integer(v) ? (int64_t)json_integer_value(v) : NONE;
}

static bool
outside(const struct reader *r, const char *sign, int64_t v)
{
	int64_t min = limit(r, sign, "min"), max = limit(r, sign, "max");
	return v != NONE && ((min != NONE && v < min) || (max != NONE && v > max));
}

/* 368 tenths are "36,8", as written in Vietnamese. */
static const char *
number(struct ctx *cx, int64_t v, bool tenths)
{
	if (v == NONE)
		return "...";
	return tenths ? arena_printf(cx->mem, "%lld,%lld", (long long)v / 10, (long long)v % 10)
		      : arena_printf(cx->mem, "%lld", (long long)v);
}

static const char *
range(struct ctx *cx, int64_t min, int64_t max, bool tenths)
{
	if (min == NONE && max == NONE)
		return NULL;
	if (min == NONE || max == NONE)
		return arena_printf(cx->mem, "%s %s", min == NONE ? "đến" : "từ",
				    number(cx, min == NONE ? max : min, tenths));
	return arena_printf(cx->mem, "%s - %s", number(cx, min, tenths), number(cx, max, tenths));
}

static const char *
measured_of(const char *who)
{
	static const char *const words[][2] = {
		{ "all", "Mọi người" },
		{ "over_65_or_history", "Trên 65 tuổi; tiền sử huyết áp, tim mạch" },
		{ "heart_or_findings", "Suy tim hoặc có dấu hiệu bất thường" },
	};
	for (size_t i = 0; who && i < sizeof words / sizeof *words; i++)
		if (strcmp(who, words[i][0]) == 0)
			return words[i][1];
	return NULL;
}

static void
note_abnormal(struct reader *r, const struct print_vital *v)
{
	if (v->abnormal)
		buf_printf(&r->abnormal, "%s%s %s %s", r->abnormal.n ? "; " : "", v->vi, v->value, v->unit);
}

/* Both pressures share a line. */
static void
pressure(struct reader *r, struct print_vital *v)
{
	struct ctx *cx = r->cx;
	int64_t low = limit(r, "systolic", "min"), high = limit(r, "systolic", "max");
	v->vi = "Huyết áp";
	v->unit = "mmHg";
	if (low != NONE && high != NONE)
		v->limits = arena_printf(cx->mem, "%s/%s - %s/%s", number(cx, low, false),
					 number(cx, limit(r, "diastolic", "min"), false), number(cx, high, false),
					 number(cx, limit(r, "diastolic", "max"), false));
	if (!r->done || (r->done->systolic == NONE && r->done->diastolic == NONE))
		return;
	v->value = arena_printf(cx->mem, "%s/%s", number(cx, r->done->systolic, false),
				number(cx, r->done->diastolic, false));
	v->abnormal = outside(r, "systolic", r->done->systolic) || outside(r, "diastolic", r->done->diastolic);
}

static void
one_sign(struct reader *r, const char *sign, const char *vi, const char *unit, bool tenths, int64_t value,
	 struct print_vital *v)
{
	v->vi = vi;
	v->unit = unit;
	v->limits = range(r->cx, limit(r, sign, "min"), limit(r, sign, "max"), tenths);
	if (value == NONE)
		return;
	v->value = number(r->cx, value, tenths);
	v->abnormal = outside(r, sign, value);
}

static bool
sign_of(struct reader *r, const json_t *m, struct print_vital *v)
{
	const struct paper_screening *d = r->done;
	*v = (struct print_vital){ .who = measured_of(json_string_value(json_object_get(m, "who"))) };
	if (is(m, "sign", "temperature"))
		one_sign(r, "temperature", "Nhiệt độ", "°C", true, d ? d->temperature : NONE, v);
	else if (is(m, "sign", "blood_pressure"))
		pressure(r, v);
	else if (is(m, "sign", "pulse"))
		one_sign(r, "pulse", "Mạch", "lần/phút", false, d ? d->pulse : NONE, v);
	else if (is(m, "sign", "breathing"))
		one_sign(r, "breathing", "Nhịp thở", "lần/phút", false, d ? d->breathing : NONE, v);
	else
		return false;
	note_abnormal(r, v);
	return true;
}

static enum err
fill_signs(struct reader *r, struct print_screening *out)
{
	const json_t *list = json_object_get(r->body, "measure");
	struct print_vital *v = NEW(r->cx->mem, struct print_vital, json_array_size(list));
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!sign_of(r, json_array_get(list, i), &v[i]))
			return fail_internal(r->cx, "screening form: unknown sign in measure[%zu]", i);
	out->vitals = v;
	out->n_vitals = json_array_size(list);
	return OK;
}

/* ---- questions ---- */

/* The vital signs answer their question themselves. */
static void
answer_computed(const struct reader *r, struct print_question *q)
{
	q->answer = r->abnormal.n ? PRINT_YES : PRINT_NO;
	if (r->abnormal.n)
		q->detail = buf_text(&r->abnormal);
}

static void
question_of(const struct reader *r, const json_t *from, struct print_question *q)
{
	*q = (struct print_question){ .code = text(r, from, "id"),
				      .vi = text(r, from, "vi"),
				      .en = text(r, from, "en") };
	q->asks_detail = json_is_object(json_object_get(from, "detail"));
	if (!r->answers || !q->code)
		return;
	if (json_object_get(from, "computed")) {
		answer_computed(r, q);
		return;
	}
	const json_t *a = json_object_get(r->answers, q->code);
	q->answer = json_is_true(a) ? PRINT_YES : json_is_false(a) ? PRINT_NO : PRINT_BLANK;
	q->detail = text(r, r->answers, arena_printf(r->cx->mem, "%s_detail", q->code));
}

static void
fill_questions(const struct reader *r, struct print_screening *out)
{
	const json_t *list = json_object_get(r->body, "questions");
	struct print_question *q = NEW(r->cx->mem, struct print_question, json_array_size(list));
	for (size_t i = 0; i < json_array_size(list); i++)
		question_of(r, json_array_get(list, i), &q[i]);
	out->questions = q;
	out->n_questions = json_array_size(list);
}

/* ---- conclusions ---- */

/* "Có ở mục 3, 4a" of the questions that lead to a verdict. */
static const char *
leads_to(const struct reader *r, const char *verdict)
{
	const json_t *list = json_object_get(r->body, "questions");
	struct buf b = buf_new(r->cx->mem);
	if (strcmp(verdict, verdict_names[ELIGIBLE]) == 0)
		return "tất cả trả lời Không";
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *q = json_array_get(list, i);
		if (is(q, "verdict", verdict))
			buf_printf(&b, "%s%s", b.n ? ", " : "Có ở mục ", json_string_value(json_object_get(q, "id")));
	}
	return b.n ? buf_text(&b) : NULL;
}

/* A bracket follows the words: their full stop goes. */
static const char *
conclusion_text(const struct reader *r, const char *verdict)
{
	const char *vi =
		verdict ? text(r, json_object_get(json_object_get(r->body, "conclusions"), verdict), "vi") : NULL;
	size_t n = vi ? strlen(vi) : 0;
	return n && vi[n - 1] == '.' ? arena_strndup(r->cx->mem, vi, n - 1) : vi;
}

/* The form's verdicts from mild to severe. */
static void
fill_conclusions(const struct reader *r, struct print_screening *out)
{
	const json_t *order = json_object_get(r->body, "verdict_order");
	size_t n = json_array_size(order);
	struct print_conclusion *c = NEW(r->cx->mem, struct print_conclusion, n);
	for (size_t i = 0; i < n; i++) {
		const char *verdict = json_string_value(json_array_get(order, n - 1 - i));
		const char *vi = conclusion_text(r, verdict);
		if (!vi)
			continue;
		bool ticked = r->done && r->done->verdict && strcmp(r->done->verdict, verdict) == 0;
		c[out->n_conclusions++] = (struct print_conclusion){ vi, leads_to(r, verdict), ticked };
	}
	out->conclusions = c;
}

/* Why not simply "eligible": numbers of questions, signs in words, what the doctor wrote. */
static void
fill_reason(const struct reader *r, struct print_screening *out)
{
	struct buf b = buf_new(r->cx->mem);
	for (size_t i = 0; i < out->n_questions; i++)
		if (out->questions[i].answer == PRINT_YES)
			buf_printf(&b, "%s%s", b.n ? ", " : "Có ở mục ", out->questions[i].code);
	if (r->abnormal.n)
		buf_printf(&b, "%s%s", b.n ? "; " : "", buf_text(&r->abnormal));
	if (r->done->note && *r->done->note)
		buf_printf(&b, "%s%s", b.n ? "; " : "", r->done->note);
	out->reason = b.n ? buf_text(&b) : NULL;
}

/* "Phiếu khám ... – Quyết định 5785/QĐ-BYT": the decision goes to the foot of the page. The title stays in small letters: in
 * capitals it takes two lines, and a minor's form, with the guardian's cells, would spill over to a second page. */
static void
fill_title(const struct reader *r, struct print_screening *out)
{
	static const char dash[] = " – ";
	const char *whole = text(r, json_object_get(r->body, "title"), "vi");
	if (!whole)
		return;
	const char *cut = strstr(whole, dash);
	out->basis = cut ? cut + strlen(dash) : NULL;
	out->title = cut ? arena_strndup(r->cx->mem, whole, (size_t)(cut - whole)) : whole;
}

static void
fill_signed(const struct reader *r, struct print_screening *out)
{
	int64_t local = (r->done->at_ms + LOCAL_OFFSET_MS) / MS_MINUTE;
	char *day = arena_alloc(r->cx->mem, DATE_SIZE);
	date_text(r->done->at_ms, day);
	out->date = day;
	out->time = arena_printf(r->cx->mem, "%02d:%02d", (int)(local / 60 % 24), (int)(local % 60));
	out->screener = r->done->doctor;
}

static enum err
fill(struct reader *r, struct print_screening *out)
{
	fill_title(r, out);
	TRY(fill_signs(r, out)); /* before the questions: one of them asks about the signs */
	fill_questions(r, out);
	fill_conclusions(r, out);
	if (!r->done)
		return OK;
	fill_reason(r, out);
	fill_signed(r, out);
	return OK;
}

enum err
paper_form_fill(struct ctx *cx, const struct rule *rule, const struct paper_screening *done,
		struct print_screening *out)
{
	const json_t *body;
	json_t *answers = NULL;
	*out = (struct print_screening){ .demo = paper_is_demo() };
	TRY(rule_body(cx, rule, &body));
	if (done)
		answers = json_loads(done->answers ? done->answers : "", JSON_REJECT_DUPLICATES, NULL);
	struct reader r = { .cx = cx, .body = body, .answers = answers, .done = done, .abnormal = buf_new(cx->mem) };
	enum err err = done && !json_is_object(answers)
			       ? fail_internal(cx, "stored answers of a screening are no object")
			       : fill(&r, out);
	json_decref(answers);
	return err;
}

enum err
paper_form_blank(struct ctx *cx, const char *on, struct print_screening *out)
{
	struct rule rule;
	TRY(screening_form(cx, on, &rule));
	return paper_form_fill(cx, &rule, NULL, out);
}

/* ---- of a visit ---- */

/* The doses that the doctor knew of. */
static enum err
doses_before(struct ctx *cx, const struct visit *visit, const char *on, const char **out)
{
	struct dose *list;
	size_t n, k = 0;
	TRY(dose_list(cx, visit->person_id, false, &list, &n));
	struct paper_dose *before = NEW(cx->mem, struct paper_dose, n);
	for (size_t i = 0; i < n; i++)
		if (list[i].visit_id != visit->id && strcmp(list[i].given_on, on) <= 0)
			before[k++] = (struct paper_dose){ visit->person_id, list[i].product_name, list[i].given_on };
	*out = paper_doses_text(cx, before, k);
	return OK;
}

static enum err
form_filled(struct ctx *cx, const struct paper_screening *done, struct print_screening *out)
{
	struct rule rule;
	bool found;
	TRY(rule_in_force(cx, "screening_form", done->form_code, done->form_from, &rule, &found));
	if (!found)
		return fail_internal(cx, "screening form %s of %s is gone", done->form_code, done->form_from);
	return paper_form_fill(cx, &rule, done, out);
}

enum err
paper_form_of_visit(struct ctx *cx, const struct unit *unit, const struct visit *visit, struct print_screening *out)
{
	struct paper_screening done = { 0 };
	struct appointment a = { 0 };
	struct person person;
	bool found = false, listed;
	char day[DATE_SIZE];
	date_text(visit->screened_ms ? visit->screened_ms : visit->checked_in_ms, day);
	if (visit->screened_ms)
		TRY(db_one(cx, sql_paper_screening(visit->unit_id, visit->id), &paper_screening_fields, &done, &found));
	if (found)
		TRY(form_filled(cx, &done, out));
	else
		TRY(paper_form_blank(cx, day, out));
	TRY(person_get(cx, visit->person_id, &person));
	TRY(appointment_of(cx, visit->unit_id, visit->session_id, visit->person_id, &a, &listed));
	out->site = unit->name;
	out->number = a.code;
	paper_print_person(cx, &person, day, true, &out->person);
	return doses_before(cx, visit, day, &out->doses);
}
