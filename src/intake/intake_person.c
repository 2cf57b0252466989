/* What becomes of a person of a list: new, known and completed, known, or possibly known. */
#include "base/id.h"
#include "intake/intake_parts.h"
#include "intake_sql.h"
#include "person/alike.h"
#include "registration/registration.h"

/* "NGUYỄN VĂN A, sinh 21/05/1960" */
static const char *
whom(struct arena *mem, const struct person *p)
{
	const char *d = p->birth_date;
	if (strcmp(p->birth_precision, "year") == 0)
		return arena_printf(mem, "%s, %.4s", p->name, d);
	if (strcmp(p->birth_precision, "month") == 0)
		return arena_printf(mem, "%s, %.2s/%.4s", p->name, d + 5, d);
	return arena_printf(mem, "%s, %.2s/%.2s/%.4s", p->name, d + 8, d + 5, d);
}

/* ---- past doses ---- */

/* The same person, vaccine and day is the same dose, however often a list is sent. */
static const char *
dose_uuid(struct arena *mem, int64_t person_id, const struct dose_past *d)
{
	const char *content = arena_printf(mem, "%lld|%s|%s", (long long)person_id, d->product_code, d->given_on);
	const char *h = sha256_hex(mem, content, strlen(content));
	/* version 8: made from the content by a rule of our own */
	return arena_printf(mem, "%.8s-%.4s-8%.3s-a%.3s-%.12s", h, h + 8, h + 13, h + 17, h + 20);
}

static bool
is_known(const struct dose *list, size_t n, const struct dose_past *d)
{
	for (size_t i = 0; i < n; i++) {
		bool same = strcmp(list[i].product_code, d->product_code) == 0 &&
			    strcmp(list[i].given_on, d->given_on) == 0;
		if (strcmp(list[i].uuid, d->uuid) == 0 || (same && strcmp(list[i].state, "valid") == 0))
			return true;
	}
	return false;
}

static const char *
source_note(struct arena *mem, const struct intake *in, int64_t row, const struct dose_cells *d)
{
	return arena_printf(mem, "%.120s, dòng %lld%s%.60s%s", in->job->name, (long long)row,
			    d->place_unknown ? "; mã cơ sở \"" : "", d->place_unknown ? d->past.place : "",
			    d->place_unknown ? "\" không có trong danh mục" : "");
}

/* Enters those doses that are new. A refusal of one refuses the row, so the list can be corrected and sent again. */
enum err
people_doses(struct ctx *cx, const struct intake *in, int64_t row_no, struct person_row *pr, const struct person *p,
	     bool fresh, size_t *added, struct outcome *refusal)
{
	struct dose *known = NULL, made;
	size_t n = 0;
	*added = 0;
	if (pr->ndoses && !fresh)
		TRY(dose_list(cx, p->id, true, &known, &n));
	for (size_t i = 0; i < pr->ndoses; i++) {
		struct dose_past *d = &pr->dose[i].past;
		d->uuid = dose_uuid(cx->mem, p->id, d);
		d->source_note = source_note(cx->mem, in, row_no, &pr->dose[i]);
		if (is_known(known, n, d))
			continue;
		enum err err = dose_enter(cx, in->unit.id, p, d, "import", &made);
		if (err == ERR_INVALID) {
			outcome_refuse(cx, INTAKE_PEOPLE, pr->dose[i].column + 1, refusal);
			return OK;
		}
		TRY(err);
		++*added;
	}
	return OK;
}

/* ---- known people ---- */

struct filling {
	struct person_in in;
	uint64_t has;
};

static uint64_t
bit(const char *name)
{
	return UINT64_C(1) << (fields_find(&person_in_fields, name) - person_in_fields.list);
}

static void
fill_text(struct filling *f, const char *name, const char *old, const char *new, const char **member)
{
	if (old || !new)
		return;
	*member = new;
	f->has |= bit(name);
}

/* What the record lacks and the list has. Nothing is overwritten: who is right of two values, a person must say. */
static struct filling
fill(const struct person *p, const struct person_in *in)
{
	struct filling f = { 0 };
#define FILL(member) fill_text(&f, #member, p->member, in->member, &f.in.member)
	FILL(cccd);
	FILL(cmnd);
	FILL(military);
	FILL(passport);
	FILL(insurance);
	FILL(phone);
	FILL(address);
	FILL(workplace);
	FILL(priority_group);
	FILL(note);
#undef FILL
	if (!p->home_unit_id && in->home_unit_id) {
		f.in.home_unit_id = in->home_unit_id;
		f.has |= bit("home_unit_id");
	}
	return f;
}

enum err
people_complete(struct ctx *cx, const struct intake *in, const struct person *p, const struct person_in *given,
		bool *changed)
{
	struct filling f = fill(p, given);
	struct warnings w = { 0 };
	struct person out;
	*changed = f.has != 0;
	if (!f.has)
		return OK;
	f.in.version = p->version;
	f.in.why = arena_printf(cx->mem, "nhập danh sách %.200s", in->job->name);
	return person_update(cx, p->id, &f.in, f.has | bit("version") | bit("why"), &out, &w);
}

/* The same record: completed where it has gaps, else a duplicate of whom. */
static enum err
known_person(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct person_row *pr,
	     const struct person *p, struct outcome *out)
{
	struct arena *mem = cx->mem;
	bool changed;
	size_t doses;
	int64_t before = seen_row(&in->seen, p->id);
	/* the record first: a completed one has a new version, which doses then move on */
	TRY(people_complete(cx, in, p, &pr->person, &changed));
	struct outcome refusal = { 0 };
	TRY(people_doses(cx, in, row->number, pr, p, false, &doses, &refusal));
	if (refusal.code) {
		*out = refusal;
		return OK;
	}
	*out = (struct outcome){ .person_id = p->id, .kind = changed || doses ? OUTCOME_UPDATED : OUTCOME_DUPLICATE };
	if (changed || doses) {
		TRY(registration_follow_person(cx, p->id));
		out->vi = arena_printf(mem, "Đã cập nhật hồ sơ có sẵn (%s)%s.", whom(mem, p),
				       doses ? arena_printf(mem, ", thêm %zu mũi đã tiêm, chờ xác nhận", doses) : "");
		out->en =
			arena_printf(mem, "The existing record (%s) was completed%s.", whom(mem, p),
				     doses ? arena_printf(mem, "; %zu past doses added, to be confirmed", doses) : "");
		out->code = "person.completed";
	} else if (before) {
		out->vi = arena_printf(mem, "Trùng với dòng %lld của tệp này (%s).", (long long)before, whom(mem, p));
		out->en = arena_printf(mem, "The same as row %lld of this file (%s).", (long long)before, whom(mem, p));
		out->code = "person.in_file";
	} else {
		out->vi = arena_printf(mem, "Trùng với hồ sơ có sẵn: %s (mã hồ sơ %lld).", whom(mem, p),
				       (long long)p->id);
		out->en = arena_printf(mem, "The same as the existing record of %s (record %lld).", whom(mem, p),
				       (long long)p->id);
		out->code = "person.exists";
	}
	return person_link(cx, in->unit.id, p->id);
}

/* ---- perhaps known ---- */

/* Not created: a second record would split the person's doses. Doses that only the list knows of must not be lost with the
 * row, so somebody is asked to look. */
static enum err
probable(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct person_row *pr,
	 const struct likeness *like, struct outcome *out)
{
	struct arena *mem = cx->mem;
	const struct person *p = like->person;
	struct dose *known;
	size_t n, news = 0;
	int64_t before = seen_row(&in->seen, p->id);
	TRY(dose_list(cx, p->id, true, &known, &n));
	for (size_t i = 0; i < pr->ndoses; i++) {
		pr->dose[i].past.uuid = dose_uuid(mem, p->id, &pr->dose[i].past);
		news += !is_known(known, n, &pr->dose[i].past);
	}
	*out = (struct outcome){ .kind = OUTCOME_DUPLICATE, .code = "person.probable", .person_id = p->id };
	const char *vi_row = before ? arena_printf(mem, ", dòng %lld của tệp này", (long long)before) : "";
	const char *en_row = before ? arena_printf(mem, ", row %lld of this file", (long long)before) : "";
	const char *vi = differs_words(mem, like->differs, false), *en = differs_words(mem, like->differs, true);
	out->vi = arena_printf(mem, "Chưa nhập: có thể trùng với %s (mã hồ sơ %lld%s)%s%s. %s rồi nhập lại dòng này.%s",
			       whom(mem, p), (long long)p->id, vi_row, *vi ? "; khác nhau ở: " : "", vi,
			       like->by_number ? "Xem lại và sửa chỗ ghi sai" : "Kiểm tra và bổ sung số giấy tờ",
			       news ? " Mũi đã tiêm ở dòng này chưa được ghi." : "");
	out->en = arena_printf(
		mem, "Not imported: may be the same as %s (record %lld%s)%s%s. %s and import this row again.%s",
		whom(mem, p), (long long)p->id, en_row, *en ? "; what differs: " : "", en,
		like->by_number ? "Check, correct what is wrong" : "Check, add the identity number",
		news ? " The doses of this row were not recorded." : "");
	if (!news)
		return OK;
	const char *detail =
		arena_printf(mem, "{\"job_id\":\"%lld\",\"row\":%lld}", (long long)in->job->id, (long long)row->number);
	return db_post(cx, sql_intake_review_add(in->unit.id, id_next(cx->now), p->id, detail, cx->now));
}

/* ---- new people ---- */

/* Remarks that do not refuse: shared numbers, unknown sites, odd numbers. */
static void
remark(struct ctx *cx, const struct person_row *pr, const struct person *made, struct outcome *out)
{
	struct buf vi = buf_new(cx->mem), en = buf_new(cx->mem);
	if (made->disputed) {
		buf_str(&vi, " Số giấy tờ đang có ở hồ sơ của một người khác tên hoặc khác ngày sinh: cả hai hồ sơ "
			     "được đánh dấu để kiểm tra.");
		buf_str(&en, " Somebody of another name or birth date holds this number too: both records are marked "
			     "for review.");
		out->code = "identity.disputed";
	}
	for (size_t i = 0; i < pr->ndoses; i++)
		if (pr->dose[i].place_unknown) {
			buf_printf(&vi, " Mã cơ sở \"%s\" không có trong danh mục, ghi lại như trong tệp.",
				   pr->dose[i].past.place);
			buf_printf(&en, " Site code \"%s\" is not in the list; kept as it is in the file.",
				   pr->dose[i].past.place);
			out->code = out->code ? out->code : "site.unknown";
		}
	for (size_t i = 0; i < pr->warnings.n; i++)
		if (strcmp(pr->warnings.list[i].code, "number.missing") != 0) {
			buf_printf(&vi, " %s", pr->warnings.list[i].vi);
			buf_printf(&en, " %s", pr->warnings.list[i].en);
		}
	out->vi = arena_printf(cx->mem, "Đã nhập.%s", buf_text(&vi));
	out->en = arena_printf(cx->mem, "Imported.%s", buf_text(&en));
}

static enum err
new_person(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct person_row *pr,
	   const struct candidates *c, struct outcome *out)
{
	struct person made;
	size_t doses;
	struct outcome refusal = { 0 };
	TRY(person_create_among(cx, in->unit.id, &pr->person, c, &made));
	TRY(people_doses(cx, in, row->number, pr, &made, true, &doses, &refusal));
	if (refusal.code) {
		*out = refusal;
		return OK;
	}
	*out = (struct outcome){ .kind = OUTCOME_IMPORTED, .person_id = made.id };
	remark(cx, pr, &made, out);
	return OK;
}

static enum err
judge_person(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct person_row *pr, struct outcome *out)
{
	struct candidates c;
	TRY(person_candidates(cx, &pr->person, &c));
	const struct likeness like = candidates_alike(cx->mem, &pr->person, &c, false);
	if (like.how == ALIKE_SAME)
		return known_person(cx, in, row, pr, like.person, out);
	if (like.how == ALIKE_PERHAPS)
		return probable(cx, in, row, pr, &like, out);
	return new_person(cx, in, row, pr, &c, out);
}

/* Past doses and places of a session are checked where they are entered, after the person. */
bool
intake_judged_first(const struct intake *in, const struct sheet_row *row)
{
	if (in->kind != INTAKE_PEOPLE || in->has_session)
		return false;
	for (int column = PL1_DOSE1; column <= PL1_DOSE2_SITE; column++)
		if (*column_cell(in->columns, row, column))
			return false;
	return true;
}

enum err
intake_person_row(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct outcome *out)
{
	struct person_row pr;
	bool ok;
	TRY(person_row_read(cx, in, row, &pr, out, &ok));
	if (!ok)
		return OK;
	TRY(judge_person(cx, in, row, &pr, out));
	if (out->kind == OUTCOME_REFUSED || !out->person_id || (out->code && strcmp(out->code, "person.probable") == 0))
		return OK;
	seen_add(&in->seen, in->mem, out->person_id, row->number);
	struct appointment appointment;
	return in->has_session ? appointment_create(cx, &in->session, out->person_id, NULL, NULL, false, &appointment)
			       : OK;
}
