/* What is thought of a row: wrong, repeated in the list, known, doubtful or new. The words are for the sender, who must not learn from
 * them what only the record says. */
#include "base/clock.h"
#include "base/fold.h"
#include "roll/roll_parts.h"
#include "roll_sql.h"

#include <stdlib.h>

enum { ROWS_PAGE = 500, GROUP_COMPARED_MAX = 40 /* rows of one name or number that a row is compared with */ };

/* ---- the list in memory ---- */

static const char *
keep(struct arena *mem, const char *text)
{
	return text ? arena_strdup(mem, text) : NULL;
}

/* What a row needs beyond the page it came on. Its warnings are for a desk, not for a list. */
static void
keep_row(struct arena *mem, const struct person_row *from, struct person_row *to)
{
	*to = *from;
	to->warnings = (struct warnings){ 0 };
	for (const struct field *f = person_in_fields.list; f->name; f++)
		if (f->type == F_TEXT || f->type == F_LINES) {
			const char **text = (const char **)(void *)((char *)&to->person + f->offset);
			*text = keep(mem, *text);
		}
	for (size_t i = 0; i < to->ndoses; i++) {
		struct dose_past *d = &to->dose[i].past;
		d->given_on = keep(mem, d->given_on);
		d->lot_number = keep(mem, d->lot_number);
		d->place = keep(mem, d->place);
	}
}

static enum err
item_read(struct ctx *cx, struct items *all, const struct roll_row *r, struct item *it)
{
	struct arena *mem = all->mem;
	const char *cells[PL1__COLUMNS];
	struct person_row row;
	struct outcome refusal = { 0 };
	*it = (struct item){ .row_no = r->row_no,
			     .version = r->version,
			     .verdict = keep(mem, r->verdict),
			     .code = keep(mem, r->code),
			     .others = keep(mem, r->others),
			     .decision = keep(mem, r->decision),
			     .outcome = keep(mem, r->outcome),
			     .person_id = r->person_id,
			     .registration_id = r->registration_id };
	TRY(cells_read(cx, r->cells, cells));
	TRY(people_read(cx, all->people, r->row_no, cells, &row, &refusal, &it->ok));
	it->refusal = refusal;
	it->refusal.vi = keep(mem, refusal.vi);
	it->refusal.en = keep(mem, refusal.en);
	if (!it->ok)
		return OK;
	keep_row(mem, &row, &it->row);
	it->name_key = fold_key(mem, row.person.name);
	it->nkeys = person_alike_keys(mem, &it->row.person, it->keys);
	return OK;
}

static enum err
load_pages(struct ctx *page, const struct roll *roll, struct items *out, size_t count)
{
	struct roll_row *rows;
	size_t n;
	int64_t after = 0;
	do {
		arena_reset(page->mem);
		TRY(db_list(page, sql_roll_row_page(roll->unit_id, roll->id, after, ROWS_PAGE), &roll_row_fields, &rows,
			    &n));
		for (size_t i = 0; i < n && out->n < count; i++)
			TRY(item_read(page, out, &rows[i], &out->list[out->n++]));
		after = n ? rows[n - 1].row_no : after;
	} while (n == ROWS_PAGE);
	return OK;
}

enum err
items_load(struct ctx *cx, const struct roll *roll, struct items *out)
{
	int64_t count;
	struct ctx page = *cx;
	TRY(db_number(cx, sql_roll_row_count(roll->unit_id, roll->id), 0, &count));
	out->list = NEW(out->mem, struct item, (size_t)count + 1);
	out->n = 0;
	page.mem = arena_new();
	enum err err = load_pages(&page, roll, out, (size_t)count);
	if (err == OK)
		items_compare(out);
	else
		cx->problem = (struct problem){ err, page.problem.code, NULL, keep(cx->mem, page.problem.vi),
						keep(cx->mem, page.problem.en) };
	arena_free(page.mem);
	return err;
}

/* ---- rows that repeat others ---- */

struct mark {
	const char *key;
	size_t at;
};

static int
compare_marks(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	int by_key = strcmp(x->key, y->key);
	return by_key ? by_key : (x->at > y->at) - (x->at < y->at);
}

static void
note_other(struct item *it, size_t other)
{
	for (size_t i = 0; i < it->nother; i++)
		if (it->other[i] == other)
			return;
	if (it->nother < OTHERS_MAX)
		it->other[it->nother++] = other;
}

/* b comes after a in the list. Of one person twice the first row stands; of one number at two people both are in question. */
static void
compare_pair(struct items *all, struct arena *tmp, size_t a, size_t b)
{
	struct item *x = &all->list[a], *y = &all->list[b];
	unsigned differs;
	arena_reset(tmp);
	enum alike how = person_alike(tmp, &y->row.person, &x->row.person, false, &differs);
	switch (how) {
	case ALIKE_NUMBER:
		x->twice = y->twice = true;
		note_other(x, b);
		note_other(y, a);
		break;
	case ALIKE_SAME:
	case ALIKE_PERHAPS:
		y->repeats = true;
		y->surely = y->surely || how == ALIKE_SAME;
		y->repeats_differs = differs;
		note_other(y, a);
		break;
	case ALIKE_NOT:
		break;
	}
}

static bool
counts(const struct item *it)
{
	return it->ok && !(it->decision && strcmp(it->decision, "leave") == 0);
}

/* A company's 20,000 rows may all hold one number that is nobody's: each row is compared with some of them, not with all. */
static void
compare_groups(struct items *all, struct arena *tmp, struct mark *marks, size_t n)
{
	qsort(marks, n, sizeof *marks, compare_marks);
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n && j - i <= GROUP_COMPARED_MAX && strcmp(marks[i].key, marks[j].key) == 0;
		     j++)
			if (marks[i].at != marks[j].at)
				compare_pair(all, tmp, marks[i].at, marks[j].at);
}

void
items_compare(struct items *all)
{
	struct arena *big = arena_new(), *tmp = arena_new();
	struct mark *marks = NEW(big, struct mark, all->n * 7 + 1);
	size_t n = 0;
	for (size_t i = 0; i < all->n; i++) {
		struct item *it = &all->list[i];
		it->twice = it->repeats = it->surely = false;
		it->nother = 0;
		for (size_t k = 0; counts(it) && k < it->nkeys; k++)
			marks[n++] = (struct mark){ it->keys[k], i };
	}
	compare_groups(all, tmp, marks, n);
	n = 0;
	for (size_t i = 0; i < all->n; i++)
		if (counts(&all->list[i]))
			marks[n++] = (struct mark){ all->list[i].name_key, i };
	compare_groups(all, tmp, marks, n);
	arena_free(tmp);
	arena_free(big);
}

static const char *
others_text(struct arena *mem, const struct items *all, const struct item *it)
{
	struct buf out = buf_new(mem);
	for (size_t i = 0; i < it->nother; i++)
		buf_printf(&out, "%s%lld", i ? "," : "", (long long)all->list[it->other[i]].row_no);
	return buf_text(&out);
}

/* ---- words ---- */

static void
wrong(const struct outcome *refusal, struct verdict *out)
{
	*out = (struct verdict){
		.verdict = "error", .code = refusal->code, .field = refusal->field, .vi = refusal->vi, .en = refusal->en
	};
}

static void
number_twice(struct arena *mem, const char *rows, struct verdict *out)
{
	*out = (struct verdict){ .verdict = "in_file", .code = "roll.number_twice", .field = "number", .others = rows };
	out->vi = arena_printf(
		mem, "Số giấy tờ này còn ghi cho người khác ở dòng %s. Mỗi số chỉ của một người: sửa dòng ghi sai.",
		rows);
	out->en = arena_printf(
		mem,
		"This number stands at somebody else too, in row %s. A number is one person's: correct the wrong row.",
		rows);
}

static void
row_twice(struct arena *mem, const char *rows, struct verdict *out)
{
	*out = (struct verdict){ .verdict = "in_file", .code = CODE_ROW_TWICE, .others = rows };
	out->vi = arena_printf(mem, "Cùng một người với dòng %s của danh sách này: hai dòng được gộp vào một hồ sơ.",
			       rows);
	out->en = arena_printf(mem, "The same person as in row %s of this list: both go into one record.", rows);
}

static void
row_like(struct arena *mem, const char *rows, unsigned differs, struct verdict *out)
{
	const char *vi = differs_words(mem, differs, false), *en = differs_words(mem, differs, true);
	*out = (struct verdict){
		.verdict = "in_file", .code = "roll.row_like", .others = rows, .differs = differs_text(mem, differs)
	};
	out->vi = arena_printf(
		mem, "Có thể trùng với dòng %s của danh sách này%s%s. Bỏ dòng này, hoặc ghi rõ là người khác.", rows,
		*vi ? "; khác nhau ở: " : "", vi);
	out->en = arena_printf(
		mem,
		"May be the same person as in row %s of this list%s%s. Leave this row out, or say that they are two "
		"people.",
		rows, *en ? "; what differs: " : "", en);
}

bool
item_judge_alone(struct arena *mem, const struct items *all, const struct item *it, struct verdict *out)
{
	if (!it->ok) {
		wrong(&it->refusal, out);
		return true;
	}
	if (!it->twice && !it->repeats)
		return false;
	const char *rows = others_text(mem, all, it);
	if (it->twice)
		number_twice(mem, rows, out);
	else if (it->surely)
		row_twice(mem, rows, out);
	else
		row_like(mem, rows, it->repeats_differs, out);
	return true;
}

/* ---- people who are on record ---- */

static void
probable(struct ctx *cx, const struct person *p, unsigned differs, struct verdict *out)
{
	struct arena *mem = cx->mem;
	/* what agrees was sent by the sender; of what differs only the name of the field is told */
	const char *d = differs_words(mem, differs, false), *e = differs_words(mem, differs, true);
	bool number = differs & (DIFFERS_NUMBER | DIFFERS_INSURANCE);
	*out = (struct verdict){ .verdict = "probable",
				 .code = "roll.probable",
				 .differs = differs_text(mem, differs),
				 .person_id = p->id };
	out->vi = arena_printf(mem, "Có thể là người đã có hồ sơ%s%s. %s", *d ? "; khác nhau ở: " : "", d,
			       number ? "Xem lại số giấy tờ: sửa số, hoặc ghi rõ là người khác."
				      : "Chọn: cùng một người, người khác, hoặc bỏ dòng này.");
	out->en = arena_printf(mem, "May be somebody who is on record%s%s. %s", *e ? "; what differs: " : "", e,
			       number ? "Check the number: correct it, or say that it is somebody else."
				      : "Choose: the same person, somebody else, or leave this row out.");
}

static void
number_other(const struct person *p, struct verdict *out)
{
	*out = (struct verdict){
		.verdict = "number_other",
		.code = "roll.number_other",
		.field = "number",
		.person_id = p->id,
		.vi = "Số giấy tờ này đang có ở hồ sơ của một người khác tên hoặc khác ngày sinh. Xem lại số trên giấy "
		      "tờ; nếu số "
		      "đúng thì ghi rõ, cả hai hồ sơ sẽ được xã kiểm tra.",
		.en = "Somebody of another name or birth date holds this number. Check the document; if the number is "
		      "right, say so, "
		      "and both records will be checked.",
	};
}

/* "đã tự đăng ký ngày 12/07/2021" */
static void
registered(struct ctx *cx, const struct roll *roll, const struct person *p, const struct registration *r,
	   struct verdict *out)
{
	static const struct {
		const char *source, *vi, *en;
	} words[] = {
		{ "self", "Người này đã tự đăng ký", "This person registered themselves" },
		{ "family", "Gia đình đã đăng ký cho người này", "The family registered this person" },
		{ "commune", "Xã, phường đã đăng ký cho người này", "The commune registered this person" },
		{ "next_dose", "Người này đang chờ mũi tiếp theo", "This person waits for the next dose" },
	};
	bool own = r->organisation && strcmp(r->organisation, roll->organisation) == 0;
	const char *vi = own ? "Người này đã có trong danh sách trước của đơn vị"
			     : "Người này đã có trong danh sách của một đơn vị khác";
	const char *en =
		own ? "An earlier list of yours holds this person" : "Another organisation's list holds this person";
	char day[DATE_SIZE];
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].source, r->source) == 0) {
			vi = words[i].vi;
			en = words[i].en;
		}
	date_text(r->created_ms, day);
	char *when_vi = arena_printf(cx->mem, "%s, từ ngày %s. Không cần làm gì thêm.", vi, day),
	     *when_en = arena_printf(cx->mem, "%s, since %s. Nothing more is needed.", en, day);
	date_show_all(when_vi, NULL);
	date_show_all(when_en, NULL);
	*out = (struct verdict){
		.verdict = "registered", .code = "roll.registered", .vi = when_vi, .en = when_en, .person_id = p->id
	};
}

static enum err
known(struct ctx *cx, const struct roll *roll, const struct person *p, struct verdict *out)
{
	struct registration r;
	bool open;
	TRY(registration_open(cx, p->id, &r, &open));
	if (open) {
		registered(cx, roll, p, &r, out);
		return OK;
	}
	*out = (struct verdict){ .verdict = "known",
				 .code = "roll.known",
				 .person_id = p->id,
				 .vi = "Đã có hồ sơ; sẽ được đăng ký theo danh sách này.",
				 .en = "On record already; will be registered by this list." };
	return OK;
}

enum err
item_judge(struct ctx *cx, const struct roll *roll, const struct item *it, const struct candidates *c,
	   const struct person **out_known, struct verdict *out)
{
	const struct likeness like = candidates_alike(cx->mem, &it->row.person, c, true);
	*out_known = like.person;
	switch (like.how) {
	case ALIKE_SAME:
		TRY(known(cx, roll, like.person, out));
		out->by_number = like.by_number;
		return OK;
	case ALIKE_NUMBER:
		number_other(like.person, out);
		return OK;
	case ALIKE_PERHAPS:
		probable(cx, like.person, like.differs, out);
		return OK;
	case ALIKE_NOT:
		break;
	}
	*out = (struct verdict){ .verdict = "new",
				 .code = "roll.new",
				 .vi = "Người mới; sẽ được đăng ký.",
				 .en = "New; will be registered." };
	return OK;
}
