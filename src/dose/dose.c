#include "dose/dose.h"

#include "base/clock.h"
#include "base/id.h"
#include "certificate/certificate.h"
#include "counter/counter.h"
#include "dose_sql.h"
#include "staff/staff.h"

FIELDS(dose, FIELD(dose, person_id, F_ID, 0, F_ROW), FIELD(dose, id, F_ID, 0, F_ROW | F_OUT),
       FIELD(dose, uuid, F_UUID, 36, F_ROW | F_OUT), FIELD(dose, unit_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(dose, place, F_TEXT, 300, F_ROW | F_OUT), FIELD(dose, unit_name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(dose, visit_id, F_ID, 0, F_ROW | F_OUT), FIELD(dose, session_id, F_ID, 0, F_ROW),
       FIELD(dose, campaign_id, F_ID, 0, F_ROW), FIELD(dose, product_code, F_TEXT, 32, F_ROW | F_OUT),
       FIELD(dose, product_name, F_TEXT, 60, F_ROW | F_OUT), FIELD(dose, lot_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(dose, lot_number, F_TEXT, 40, F_ROW | F_OUT), FIELD(dose, kind, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(dose, number, F_I64, 0, F_ROW | F_OUT), FIELD(dose, given_on, F_DATE, 10, F_ROW | F_OUT),
       FIELD(dose, given_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(dose, body_site, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(dose, vaccinator_id, F_ID, 0, F_ROW | F_OUT), FIELD(dose, source, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(dose, source_note, F_TEXT, 300, F_ROW | F_OUT), FIELD(dose, state, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(dose, superseded_by, F_ID, 0, F_ROW | F_OUT), FIELD(dose, why, F_TEXT, 500, F_ROW | F_OUT),
       FIELD(dose, flags, F_JSON, 500, F_ROW | F_OUT), FIELD(dose, certifiable_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(dose, entered_by, F_ID, 0, F_ROW), FIELD(dose, entered_unit_id, F_ID, 0, F_ROW),
       FIELD(dose, entered_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(dose, confirmed_by, F_ID, 0, F_ROW),
       FIELD(dose, confirmed_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(dose, primary_doses, F_I64, 0, F_ROW));

FIELDS(dose_past, FIELD(dose_past, uuid, F_UUID, 36, F_IN), FIELD(dose_past, product_code, F_TEXT, 32, F_IN),
       FIELD(dose_past, lot_number, F_TEXT, 40, F_IN), FIELD(dose_past, given_on, F_DATE, 10, F_IN),
       FIELD(dose_past, kind, F_TEXT, 16, F_IN), FIELD(dose_past, place, F_TEXT, 300, F_IN),
       FIELD(dose_past, source_note, F_TEXT, 300, F_IN), FIELD(dose_past, unit_id, F_ID, 0, F_IN),
       FIELD(dose_past, why, F_TEXT, 500, F_IN));

enum err
dose_list(struct ctx *cx, int64_t person_id, bool all, struct dose **out, size_t *n)
{
	return db_list(cx, sql_dose_list(person_id, all), &dose_fields, out, n);
}

void
dose_list_ahead(struct ctx *cx, int64_t person_id)
{
	db_ahead(cx, sql_dose_list(person_id, false));
}

enum err
dose_get(struct ctx *cx, int64_t person_id, int64_t id, struct dose *out)
{
	struct dose *list;
	size_t n;
	TRY(dose_list(cx, person_id, true, &list, &n));
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id) {
			*out = list[i];
			return OK;
		}
	return fail(cx, ERR_NOT_FOUND, "dose.unknown", "Không có mũi tiêm này.", "There is no such dose.");
}

/* ---- numbers and counters follow from the list of valid doses, and from nothing else ---- */

/* A dose is counted at the site that gave it; one given elsewhere, at the unit that entered it. */
static enum err
count_dose(struct ctx *cx, const struct dose *d, int64_t number, bool completes, int64_t delta)
{
	struct count c = { d->given_on, d->product_code, number, d->unit_id ? "injected" : "elsewhere", 0 };
	int64_t unit = d->unit_id ? d->unit_id : d->entered_unit_id;
	TRY(counter_add(cx, unit, &c, delta));
	c.outcome = "completed";
	return completes ? counter_add(cx, unit, &c, delta) : OK;
}

/* Counts the doses of a list from one place on. */
static enum err
count_from(struct ctx *cx, const struct dose *list, size_t n, size_t from, int64_t delta)
{
	for (size_t i = from; i < n; i++) {
		bool completes = dose_series_complete(list, i + 1) && !dose_series_complete(list, i);
		TRY(count_dose(cx, &list[i], (int64_t)i + 1, completes, delta));
	}
	return OK;
}

/* How many at the head of both lists are the same doses: nothing changes for them. */
static size_t
same_head(const struct dose *a, size_t an, const struct dose *b, size_t bn)
{
	size_t i = 0;
	while (i < an && i < bn && a[i].id == b[i].id)
		i++;
	return i;
}

/* A certificate shows its dose's number: another number makes it void and a new one due. */
static enum err
set_number(struct ctx *cx, const struct dose *d, int64_t number)
{
	TRY(db_post(cx, sql_dose_set_number(d->person_id, d->id, number)));
	if (!d->number || !d->certifiable_ms)
		return OK;
	TRY(certificate_withdraw(cx, d->person_id, d->id, "the dose's number changed"));
	return certificate_due(cx, d->person_id, d->id);
}

/* After a change: numbers anew, and the counters by the difference between the list before and the list now. */
static enum err
renumber(struct ctx *cx, int64_t person_id, const struct dose *before, size_t before_n)
{
	struct dose *now;
	size_t n;
	TRY(dose_list(cx, person_id, false, &now, &n));
	for (size_t i = 0; i < n; i++)
		if (now[i].number != (int64_t)i + 1)
			TRY(set_number(cx, &now[i], (int64_t)i + 1));
	size_t same = same_head(before, before_n, now, n);
	TRY(count_from(cx, before, before_n, same, -1));
	return count_from(cx, now, n, same, 1);
}

/* ---- giving ---- */

static enum err
refuse(struct ctx *cx, const struct judgement *j)
{
	return fail_text(cx, ERR_CONFLICT, j->code, j->vi, j->en);
}

static enum err
check_body_site(struct ctx *cx, const char *site)
{
	static const char *const sites[] = { "left_arm", "right_arm", "left_thigh", "right_thigh" };
	for (size_t i = 0; i < 4; i++)
		if (site && strcmp(site, sites[i]) == 0)
			return OK;
	return fail_field(cx, "body_site", "dose.body_site", "Hãy chọn vị trí tiêm.",
			  "Choose where the injection was given.");
}

/* The person came for one number and the record now says another: another table was faster, or a paper dose arrived. */
static enum err
check_number(struct ctx *cx, const struct dose *history, size_t n, int64_t expected, int64_t number)
{
	if (!expected || expected == number || !n)
		return OK;
	const struct dose *last = &history[n - 1];
	return fail(
		cx, ERR_CONFLICT, "dose.first_twice",
		"Người này vừa được ghi đã tiêm mũi %lld (%s, %s, %s). Không tiêm thêm; hãy kiểm tra lại với bàn khác.",
		"This person was just recorded with dose %lld (%s, %s, %s). Do not inject again; check with the other "
		"table.",
		(long long)number - 1, last->product_name, last->given_on, last->unit_name ? last->unit_name : "-");
}

/* number: of the dose among the valid ones, 0 when renumber() will find it. */
static enum err
insert(struct ctx *cx, struct dose *d, int64_t number)
{
	d->id = id_next(cx->now);
	return db_post(cx, sql_dose_insert(d->person_id, d->id, d->uuid, or_null(&d->unit_id), d->place,
					   or_null(&d->visit_id), or_null(&d->session_id), or_null(&d->campaign_id),
					   d->product_code, or_null(&d->lot_id), d->lot_number, d->kind, d->given_on,
					   or_null(&d->given_ms), d->body_site, or_null(&d->vaccinator_id), d->source,
					   d->source_note, d->why, d->flags ? d->flags : "[]",
					   or_null(&d->certifiable_ms), cx->actor->staff_id, d->entered_unit_id,
					   cx->now, or_null(&d->confirmed_by), or_null(&d->confirmed_ms), number));
}

/* Adds a dose given now behind a history that ends before now, which it nearly always does: its number is the next one, and
 * nobody else's changes. */
static enum err
append(struct ctx *cx, const struct dose *history, size_t n, struct dose *d)
{
	struct dose *all = NEW(cx->mem, struct dose, n + 1);
	if (n)
		memcpy(all, history, n * sizeof *all);
	TRY(insert(cx, d, (int64_t)n + 1));
	all[n] = *d;
	return count_from(cx, all, n + 1, n, 1);
}

/* Is everything in the list before a dose given now, in the order of sql_dose_list()? */
static bool
is_before(const struct dose *history, size_t n, const struct dose *d)
{
	const struct dose *last = n ? &history[n - 1] : NULL;
	int day = last ? strcmp(last->given_on, d->given_on) : -1;
	return day < 0 || (day == 0 && last->given_ms && last->given_ms < d->given_ms);
}

void
dose_give_ahead(struct ctx *cx, int64_t person_id, int64_t unit_id, int64_t lot_id)
{
	dose_list_ahead(cx, person_id);
	stock_use_ahead(cx, unit_id, lot_id, 1);
}

enum err
dose_give(struct ctx *cx, const struct person *person, const struct dose_live *in, struct dose *out)
{
	struct dose *history;
	struct product product;
	struct lot lot;
	struct judgement j;
	size_t n;
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	TRY(check_body_site(cx, in->body_site));
	TRY(dose_list(cx, person->id, false, &history, &n));
	TRY(check_number(cx, history, n, in->expected_number, (int64_t)n + 1));
	TRY(lot_get(cx, in->lot_id, &lot));
	TRY(lot_check(cx, &lot, today));
	TRY(product_get(cx, lot.product_code, &product));
	TRY(dose_judge(cx, person, history, n, &product, in->kind, today, &j));
	if (j.code)
		return refuse(cx, &j);
	if (j.needs_consent && !in->consent_mix)
		return fail_field(cx, "consent_mix", "dose.consent_mix",
				  "Tiêm phối hợp hai loại vắc xin cần người được tiêm đồng ý.",
				  "Mixing two vaccines needs the person's agreement.");
	TRY(stock_use(cx, in->unit_id, lot.lot_id, 1, today, true));
	*out = (struct dose){ .person_id = person->id,
			      .uuid = in->uuid,
			      .unit_id = in->unit_id,
			      .visit_id = in->visit_id,
			      .session_id = in->session_id,
			      .campaign_id = in->campaign_id,
			      .product_code = product.code,
			      .product_name = product.name_short,
			      .lot_id = lot.lot_id,
			      .lot_number = lot.number,
			      .kind = j.kind,
			      .given_on = today,
			      .given_ms = cx->now,
			      .body_site = in->body_site,
			      .vaccinator_id = cx->actor->staff_id,
			      .source = "live",
			      .entered_unit_id = in->unit_id,
			      .number = j.number,
			      .primary_doses = product.primary_doses };
	if (is_before(history, n, out))
		return append(cx, history, n, out);
	TRY(insert(cx, out, 0));
	return renumber(cx, person->id, history, n);
}

/* ---- afterwards ---- */

static enum err
check_past(struct ctx *cx, const struct person *person, const struct dose_past *in)
{
	int64_t given, birth;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	if (!in->given_on || !date_parse(in->given_on, &given))
		return fail_field(cx, "given_on", "dose.date", "Cần ngày tiêm.", "The day of the dose is required.");
	if (strcmp(in->given_on, today) > 0)
		return fail_field(cx, "given_on", "dose.future", "Ngày tiêm %s ở tương lai.",
				  "The day %s lies in the future.", in->given_on);
	if (date_parse(person->birth_date, &birth) && given < birth)
		return fail_field(cx, "given_on", "dose.before_birth", "Ngày tiêm %s trước ngày sinh %s.",
				  "The day %s is before the birth date %s.", in->given_on, person->birth_date);
	return OK;
}

static enum err
check_kind(struct ctx *cx, const char *kind)
{
	if (!kind || strcmp(kind, "primary") == 0 || strcmp(kind, "additional") == 0 || strcmp(kind, "booster") == 0)
		return OK;
	return fail_field(cx, "kind", "dose.kind", "Loại mũi phải là primary, additional hoặc booster.",
			  "The kind must be primary, additional or booster.");
}

struct flags {
	const char *code[FLAGS_MAX];
	size_t n;
};

static void
flag(struct flags *f, const char *code)
{
	if (f->n < FLAGS_MAX)
		f->code[f->n++] = code;
}

static const char *
flags_json(struct ctx *cx, const struct flags *f)
{
	struct buf out = buf_new(cx->mem);
	json_arr(&out);
	for (size_t i = 0; i < f->n; i++)
		json_text(&out, f->code[i]);
	json_arr_end(&out);
	return buf_text(&out);
}

/* The lot, if it is one of ours; and what is wrong with it. */
static enum err
past_lot(struct ctx *cx, struct dose *d, struct flags *flags)
{
	struct lot lot;
	bool found = false;
	if (!d->lot_number || !*d->lot_number) {
		flag(flags, "lot.missing");
		return OK;
	}
	TRY(lot_find(cx, d->product_code, d->lot_number, &lot, &found));
	if (!found) {
		if (d->unit_id)
			flag(flags, "lot.unknown");
		return OK;
	}
	d->lot_id = lot.lot_id;
	if (strcmp(lot.expires_on, d->given_on) < 0)
		flag(flags, "lot.expired");
	return OK;
}

/* What the dose breaks among the person's others: judged as of its own day. */
static enum err
past_rules(struct ctx *cx, const struct person *person, const struct dose *history, size_t n, struct dose *d,
	   struct flags *flags)
{
	struct product product;
	struct judgement j;
	TRY(product_get(cx, d->product_code, &product));
	d->product_code = product.code;
	d->product_name = product.name_short;
	TRY(dose_judge(cx, person, history, n, &product, d->kind, d->given_on, &j));
	if (j.code)
		flag(flags, j.code);
	if (!d->kind)
		d->kind = j.kind;
	for (size_t i = 0; i < n; i++)
		if (strcmp(history[i].given_on, d->given_on) == 0)
			flag(flags, "dose.same_day");
	return OK;
}

/* The same uuid: the first dose again, or another content under a used id. */
static enum err
find_again(struct ctx *cx, const struct person *person, const struct dose_past *in, struct dose *out, bool *again)
{
	int64_t id;
	TRY(db_number(cx, sql_dose_by_uuid(person->id, in->uuid), 0, &id));
	*again = id != 0;
	if (!id)
		return OK;
	TRY(dose_get(cx, person->id, id, out));
	if (strcmp(out->product_code, in->product_code) != 0 || strcmp(out->given_on, in->given_on) != 0)
		return fail(cx, ERR_CONFLICT, "id.reused", "Mã mũi tiêm đã dùng cho một nội dung khác.",
			    "This dose id was used for something else.");
	return OK;
}

static enum err
list_for_review(struct ctx *cx, int64_t unit_id, const struct dose *d, const struct flags *flags)
{
	if (!flags->n)
		return OK;
	return db_post(cx, sql_review_add(unit_id, id_next(cx->now), "dose_rule", d->person_id, NULL, &d->id, d->flags,
					  cx->now));
}

enum err
dose_enter(struct ctx *cx, int64_t entering_unit_id, const struct person *person, const struct dose_past *in,
	   const char *source, struct dose *out)
{
	struct dose *history;
	size_t n;
	bool again;
	struct flags flags = { 0 };
	if (!in->uuid || !in->product_code)
		return fail_field(cx, in->uuid ? "product_code" : "uuid", "field.required",
				  "Cần loại vắc xin và mã mũi tiêm (uuid).",
				  "The product and the dose's uuid are required.");
	TRY(check_past(cx, person, in));
	TRY(check_kind(cx, in->kind));
	TRY(person_claim(cx, person->id, NULL));
	TRY(find_again(cx, person, in, out, &again));
	if (again)
		return OK;
	TRY(dose_list(cx, person->id, false, &history, &n));
	if (n >= DOSES_MAX)
		return fail(cx, ERR_LIMIT, "dose.too_many", "Người này đã có quá nhiều mũi tiêm (%d).",
			    "This person has too many doses (%d).", DOSES_MAX);
	*out = (struct dose){ .person_id = person->id,
			      .uuid = in->uuid,
			      .unit_id = in->unit_id,
			      .place = in->place,
			      .product_code = in->product_code,
			      .lot_number = in->lot_number,
			      .kind = in->kind,
			      .given_on = in->given_on,
			      .given_ms = in->given_ms,
			      .visit_id = in->visit_id,
			      .session_id = in->session_id,
			      .campaign_id = in->campaign_id,
			      .body_site = in->body_site,
			      .vaccinator_id = in->vaccinator_id,
			      .source = source,
			      .source_note = in->source_note,
			      .entered_unit_id = entering_unit_id,
			      .state = "valid" };
	TRY(past_rules(cx, person, history, n, out, &flags));
	TRY(past_lot(cx, out, &flags));
	out->flags = flags_json(cx, &flags);
	if (out->unit_id && out->lot_id)
		TRY(stock_use(cx, out->unit_id, out->lot_id, 1, out->given_on, false));
	TRY(insert(cx, out, 0));
	TRY(list_for_review(cx, entering_unit_id, out, &flags));
	TRY(renumber(cx, person->id, history, n));
	return dose_get(cx, person->id, out->id, out);
}

enum err
dose_certifiable(struct ctx *cx, int64_t person_id, int64_t id)
{
	bool first;
	TRY(db_claim(cx, sql_dose_set_certifiable(person_id, id, cx->now), &first));
	return first ? certificate_due(cx, person_id, id) : OK;
}

enum err
dose_confirm(struct ctx *cx, int64_t person_id, int64_t id, struct dose *out)
{
	bool first;
	TRY(person_claim(cx, person_id, NULL));
	TRY(dose_get(cx, person_id, id, out));
	TRY(db_claim(cx, sql_dose_confirm(person_id, id, cx->actor->staff_id, cx->now), &first));
	if (!first)
		return fail(cx, ERR_CONFLICT, "dose.confirmed",
			    "Mũi tiêm này đã được xác nhận, đã hủy, hoặc được ghi trực tiếp.",
			    "This dose is confirmed or withdrawn already, or was recorded live.");
	TRY(certificate_due(cx, person_id, id));
	return dose_get(cx, person_id, id, out);
}

/* Ends a valid dose; its stock goes back and its certificate is void. */
static enum err
end_dose(struct ctx *cx, const struct dose *d, const char *state, const int64_t *by, const char *why)
{
	bool ended;
	if (!why || !*why)
		return fail_field(cx, "why", "why.required", "Cần ghi lý do.", "A reason is required.");
	TRY(db_claim(cx, sql_dose_end(d->person_id, d->id, state, by, why), &ended));
	if (!ended)
		return fail(cx, ERR_CONFLICT, "dose.ended", "Mũi tiêm này đã được sửa hoặc hủy trước đó.",
			    "This dose was corrected or withdrawn before.");
	if (d->unit_id && d->lot_id)
		TRY(stock_unuse(cx, d->unit_id, d->lot_id, 1, d->given_on));
	return certificate_withdraw(cx, d->person_id, d->id, why);
}

static const char *
keep(const char *new, const char *old)
{
	return new ? new : old;
}

enum err
dose_correct(struct ctx *cx, const struct person *person, int64_t id, const struct dose_past *in, struct dose *out)
{
	struct dose old, *history, *others;
	size_t n, m = 0;
	struct flags flags = { 0 };
	TRY(person_claim(cx, person->id, NULL));
	TRY(dose_get(cx, person->id, id, &old));
	struct dose_past next = { .given_on = keep(in->given_on, old.given_on) };
	TRY(check_past(cx, person, &next));
	TRY(check_kind(cx, in->kind));
	TRY(dose_list(cx, person->id, false, &history, &n));
	others = NEW(cx->mem, struct dose, n);
	for (size_t i = 0; i < n; i++)
		if (history[i].id != id)
			others[m++] = history[i];
	*out = old;
	out->uuid = in->uuid ? in->uuid : uuid_new(cx->mem);
	out->product_code = keep(in->product_code, old.product_code);
	out->lot_number = keep(in->lot_number, old.lot_number);
	out->given_on = next.given_on;
	out->kind = keep(in->kind, old.kind);
	out->place = keep(in->place, old.place);
	out->unit_id = in->unit_id ? in->unit_id : old.unit_id;
	out->lot_id = 0;
	out->superseded_by = 0;
	TRY(past_rules(cx, person, others, m, out, &flags));
	TRY(past_lot(cx, out, &flags));
	out->flags = flags_json(cx, &flags);
	out->why = in->why;
	TRY(insert(cx, out, 0));
	TRY(end_dose(cx, &old, "superseded", &out->id, in->why));
	if (out->unit_id && out->lot_id)
		TRY(stock_use(cx, out->unit_id, out->lot_id, 1, out->given_on, false));
	if (out->certifiable_ms)
		TRY(certificate_due(cx, person->id, out->id));
	TRY(list_for_review(cx, out->entered_unit_id, out, &flags));
	TRY(renumber(cx, person->id, history, n));
	return dose_get(cx, person->id, out->id, out);
}

enum err
dose_withdraw(struct ctx *cx, int64_t person_id, int64_t id, const char *why)
{
	struct dose old, *history;
	size_t n;
	TRY(person_claim(cx, person_id, NULL));
	TRY(dose_get(cx, person_id, id, &old));
	TRY(dose_list(cx, person_id, false, &history, &n));
	TRY(end_dose(cx, &old, "withdrawn", NULL, why));
	return renumber(cx, person_id, history, n);
}
