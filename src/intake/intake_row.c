/* A row of sheet PL1 becomes a person and past doses, or a refusal that names every column at fault. */
#include "base/clock.h"
#include "intake/intake_parts.h"

#include <ctype.h>

enum { CELL_MAX = 300, LOT_MAX = 40 };

/* Everything that is wrong with a row, so that one correction is enough. The first one gives code and field. */
struct faults {
	struct ctx *cx;
	struct outcome *out;
	struct buf vi, en;
};

static void
fault(struct faults *f, int column, const char *code, const char *vi, const char *en)
{
	struct arena *mem = f->cx->mem;
	size_t n;
	if (!f->out->code) {
		f->out->code = code;
		f->out->field = columns_of(INTAKE_PEOPLE, &n)[column].key;
	}
	buf_printf(&f->vi, "%s%s: %s", f->vi.n ? " " : "", column_text(mem, INTAKE_PEOPLE, column, false), vi);
	buf_printf(&f->en, "%s%s: %s", f->en.n ? " " : "", column_text(mem, INTAKE_PEOPLE, column, true), en);
}

void
outcome_refuse(struct ctx *cx, enum intake_kind kind, int column, struct outcome *out)
{
	const struct problem *p = &cx->problem;
	const char *vi = p->vi ? p->vi : "Không nhập được dòng này.",
		   *en = p->en ? p->en : "This row cannot be imported.";
	size_t n;
	*out = (struct outcome){ .kind = OUTCOME_REFUSED, .code = p->code, .vi = vi, .en = en };
	if (column >= 0) {
		out->field = columns_of(kind, &n)[column].key;
		out->vi = arena_printf(cx->mem, "%s: %s", column_text(cx->mem, kind, column, false), vi);
		out->en = arena_printf(cx->mem, "%s: %s", column_text(cx->mem, kind, column, true), en);
	}
	cx->problem = (struct problem){ 0 };
}

int
person_row_column(const char *field)
{
	static const struct {
		const char *field;
		int column;
	} known[] = {
		{ "name", PL1_NAME },
		{ "birth_date", PL1_BIRTH },
		{ "birth_precision", PL1_BIRTH },
		{ "sex", PL1_SEX },
		{ "priority_group", PL1_GROUP },
		{ "workplace", PL1_WORKPLACE },
		{ "phone", PL1_PHONE },
		{ "cccd", PL1_NUMBER },
		{ "cmnd", PL1_NUMBER },
		{ "military", PL1_NUMBER },
		{ "passport", PL1_NUMBER },
		{ "insurance", PL1_INSURANCE },
		{ "home_unit_id", PL1_COMMUNE_CODE },
		{ "address", PL1_ADDRESS },
		{ "note", PL1_NOTE },
	};
	for (size_t i = 0; field && i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].field, field) == 0)
			return known[i].column;
	return -1;
}

/* What a cell says, NULL for nothing: then the field is absent. */
static const char *
cell(const struct intake *in, const struct sheet_row *row, int column)
{
	const char *text = column_cell(in->columns, row, column);
	return *text ? text : NULL;
}

/* "0986xxxxxx", "123456789***": a list that was made anonymous. */
static bool
is_masked(const char *text)
{
	return strchr(text, '*') || strstr(text, "xx") || strstr(text, "XX");
}

static void
read_sex(struct faults *f, const char *text, struct person_in *p)
{
	static const struct {
		const char *text, *sex;
	} known[] = { { "0", "male" },   { "1", "female" },  { "Nam", "male" },  { "nam", "male" },
		      { "NAM", "male" }, { "Nữ", "female" }, { "nữ", "female" }, { "NỮ", "female" } };
	for (size_t i = 0; text && i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].text, text) == 0)
			p->sex = known[i].sex;
	if (!p->sex)
		fault(f, PL1_SEX, text ? "sex.invalid" : "field.required", "Cần ghi 0 (nam) hoặc 1 (nữ).",
		      "Write 0 (male) or 1 (female).");
}

static void
read_number(struct faults *f, const char *text, struct person_in *p)
{
	if (!text)
		return;
	if (is_masked(text))
		fault(f, PL1_NUMBER, "number.masked", "Số giấy tờ đã bị che (x, *). Ghi đủ số, hoặc để trống.",
		      "The number is masked (x, *). Write it in full, or leave it empty.");
	else if (!person_number_put(f->cx->mem, p, text))
		fault(f, PL1_NUMBER, "number.invalid",
		      "Số giấy tờ gồm 8 (quân đội), 9 (CMND) hoặc 12 (CCCD) chữ số, hoặc là số hộ chiếu. Nếu bảng tính "
		      "làm mất số 0 ở đầu thì thêm lại; nếu không có thì để trống.",
		      "The number has 8 (military), 9 (CMND) or 12 (CCCD) digits, or is a passport's. If the "
		      "spreadsheet dropped a leading 0, add it; if there is none, leave it empty.");
}

static void
read_phone(struct faults *f, const char *text, struct person_in *p)
{
	p->phone = text;
	if (!text)
		fault(f, PL1_PHONE, "field.required", "Cần số điện thoại, có thể dùng số của người nhà.",
		      "The phone number is required; a relative's will do.");
	else if (strpbrk(text, "xX*"))
		fault(f, PL1_PHONE, "phone.invalid", "Số điện thoại đã bị che (x, *). Ghi đủ ít nhất 10 chữ số.",
		      "The phone number is masked (x, *). Write at least 10 digits.");
	else
		return;
	p->phone = NULL;
}

static void
read_insurance(struct faults *f, const char *text, struct person_in *p)
{
	p->insurance = text;
	if (!text || !is_masked(text))
		return;
	p->insurance = NULL;
	fault(f, PL1_INSURANCE, "number.masked",
	      "Số thẻ bảo hiểm y tế đã bị che (x, *). Ghi đủ 10 hoặc 15 ký tự, hoặc để trống.",
	      "The insurance number is masked (x, *). Write all 10 or 15 characters, or leave it empty.");
}

/* ---- the home ---- */

/* One level: by its code, else by its name below the level above. NULL: a fault was noted. */
static const struct place *
read_level(struct faults *f, const struct intake *in, const struct sheet_row *row, enum place_level level,
	   int name_column, const struct place *above)
{
	struct arena *mem = f->cx->mem;
	const char *name = cell(in, row, name_column), *code = cell(in, row, name_column + 1);
	const struct place *found = NULL;
	if (code)
		found = place_by_code(&in->places, level, place_code_whole(mem, level, code));
	else if (name && above)
		found = place_by_name(&in->places, mem, above->id, name);
	if (found)
		return found;
	if (code)
		fault(f, name_column + 1, "place.unknown",
		      arena_printf(mem, "Không có mã \"%s\" trong danh mục hành chính (PL3).", code),
		      arena_printf(mem, "There is no code \"%s\" in the list of units (PL3).", code));
	else if (name)
		fault(f, name_column + 1, "place.unknown",
		      arena_printf(mem, "Cần ghi mã: tên \"%s\" không có, hoặc có nhiều nơi cùng tên (tra PL3).", name),
		      arena_printf(mem,
				   "Write the code: the name \"%s\" is unknown, or several places have it (see PL3).",
				   name));
	else
		fault(f, name_column + 1, "field.required", "Cần ghi mã (tra PL3).", "The code is required (see PL3).");
	return NULL;
}

/* The codes of one address must belong together: one mistyped digit is another commune. */
static bool
is_below(struct faults *f, const struct place *low, const struct place *above, int column)
{
	if (low->parent_id == above->id)
		return true;
	struct arena *mem = f->cx->mem;
	fault(f, column, "place.mismatch",
	      arena_printf(mem, "%s (%s) không thuộc %s (%s). Xem lại các mã.", low->name, low->code, above->name,
			   above->code),
	      arena_printf(mem, "%s (%s) is not part of %s (%s). Check the codes.", low->name, low->code, above->name,
			   above->code));
	return false;
}

static void
read_home(struct faults *f, const struct intake *in, const struct sheet_row *row, struct person_in *p)
{
	const struct place *nation = place_by_code(&in->places, PLACE_NATION, UNIT_NATION_CODE);
	const struct place *province = read_level(f, in, row, PLACE_PROVINCE, PL1_PROVINCE, nation);
	if (!province)
		return;
	const struct place *district = read_level(f, in, row, PLACE_DISTRICT, PL1_DISTRICT, province);
	if (!district || !is_below(f, district, province, PL1_DISTRICT_CODE))
		return;
	/* island districts such as Cồn Cỏ have no communes */
	bool none = !cell(in, row, PL1_COMMUNE) && !cell(in, row, PL1_COMMUNE_CODE);
	const struct place *commune = none && !district->has_children
					      ? district
					      : read_level(f, in, row, PLACE_COMMUNE, PL1_COMMUNE, district);
	if (!commune || (commune != district && !is_below(f, commune, district, PL1_COMMUNE_CODE)))
		return;
	p->home_unit_id = commune->id;
}

/* ---- past doses ---- */

static const char *
product_of(struct intake *in, struct arena *tmp, const char *name)
{
	static const char none[] = "";
	const char *code = text_map_get(&in->products, name);
	if (!code) {
		code = product_by_name(tmp, name);
		code = code ? arena_strdup(in->mem, code) : none;
		text_map_put(&in->products, in->mem, arena_strdup(in->mem, name), code);
	}
	return *code ? code : NULL;
}

static const struct place *
site_of(const struct intake *in, struct arena *tmp, const char *code)
{
	const struct place *site = place_by_code(&in->places, PLACE_SITE, code);
	return site ? site : place_by_code(&in->places, PLACE_SITE, place_code_whole(tmp, PLACE_SITE, code));
}

static void
read_given_on(struct faults *f, const char *text, int column, struct dose_past *d)
{
	int64_t days;
	char date[DATE_SIZE];
	if (!date_parse_vi(text, &days)) {
		fault(f, column, "dose.date", "Ngày tiêm phải có dạng ngày/tháng/năm, ví dụ 21/05/2021.",
		      "The date must be day/month/year, such as 21/05/2021.");
		return;
	}
	date_format(days, date);
	d->given_on = arena_strdup(f->cx->mem, date);
	if (days > date_of(f->cx->now))
		fault(f, column, "dose.future", "Ngày tiêm ở tương lai. Xem lại ngày.",
		      "The date lies in the future. Check it.");
}

static void
read_place(struct faults *f, const struct intake *in, const char *text, struct dose_cells *d)
{
	const struct place *site = site_of(in, f->cx->mem, text);
	if (site) {
		d->past.unit_id = site->id;
		return;
	}
	d->past.place = text;
	d->place_unknown = true;
}

/* The four cells of a dose at column; all of them, or none. */
static void
read_dose(struct faults *f, struct intake *in, const struct sheet_row *row, int column, struct person_row *out)
{
	const char *text[4];
	size_t given = 0;
	for (int i = 0; i < 4; i++) {
		text[i] = cell(in, row, column + i);
		given += text[i] != NULL;
	}
	if (!given)
		return;
	struct dose_cells *d = &out->dose[out->ndoses++];
	*d = (struct dose_cells){ .column = column };
	for (int i = 0; i < 4; i++)
		if (!text[i])
			fault(f, column + i, "field.required",
			      "Mũi đã tiêm cần đủ tên vắc xin, ngày, số lô và mã cơ sở; nếu chưa tiêm, để trống cả bốn "
			      "ô.",
			      "A dose needs vaccine, date, lot and site; leave all four empty if it was not given.");
	if (text[0] && !(d->past.product_code = product_of(in, f->cx->mem, text[0])))
		fault(f, column, "product.unknown",
		      arena_printf(f->cx->mem, "Không có vắc xin \"%s\" trong danh mục (PL5).", text[0]),
		      arena_printf(f->cx->mem, "There is no vaccine \"%s\" in the list (PL5).", text[0]));
	if (text[1])
		read_given_on(f, text[1], column + 1, &d->past);
	d->past.lot_number = text[2];
	if (text[3])
		read_place(f, in, text[3], d);
}

static enum err
clean_dose(struct ctx *cx, struct dose_cells *d)
{
	if (d->past.lot_number)
		TRY(text_clean(cx, "lot_number", d->past.lot_number, strlen(d->past.lot_number), LOT_MAX, false,
			       &d->past.lot_number));
	if (d->past.place)
		TRY(text_clean(cx, "place", d->past.place, strlen(d->past.place), CELL_MAX, false, &d->past.place));
	return OK;
}

static void
check_doses(struct faults *f, struct person_row *out)
{
	for (size_t i = 0; i < out->ndoses; i++) {
		struct dose_cells *d = &out->dose[i];
		if (clean_dose(f->cx, d) == OK)
			continue;
		int column = d->column + (f->cx->problem.field && strcmp(f->cx->problem.field, "place") == 0 ? 3 : 2);
		fault(f, column, f->cx->problem.code, f->cx->problem.vi, f->cx->problem.en);
		f->cx->problem = (struct problem){ 0 };
	}
}

/* person_check() stops at its first finding; those of the cells above are there already. The home was looked up in memory:
 * without it the check needs no wait for the database. */
static enum err
check_person(struct faults *f, struct person_row *out)
{
	struct ctx *cx = f->cx;
	int64_t home = out->person.home_unit_id;
	const char *sex = out->person.sex;
	out->person.home_unit_id = 0;
	out->person.sex = sex ? sex : "unknown"; /* its absence was told already */
	enum err err = person_check(cx, &out->person, &out->warnings);
	out->person.home_unit_id = home;
	if (err != ERR_INVALID)
		return err;
	int column = person_row_column(cx->problem.field);
	fault(f, column < 0 ? PL1_NAME : column, cx->problem.code, cx->problem.vi, cx->problem.en);
	cx->problem = (struct problem){ 0 };
	return OK;
}

static void
read_cells(struct faults *f, struct intake *in, const struct sheet_row *row, struct person_row *out)
{
	struct person_in *p = &out->person;
	p->name = cell(in, row, PL1_NAME);
	p->birth_date = cell(in, row, PL1_BIRTH);
	p->workplace = cell(in, row, PL1_WORKPLACE);
	p->address = cell(in, row, PL1_ADDRESS);
	p->note = cell(in, row, PL1_NOTE);
	read_sex(f, cell(in, row, PL1_SEX), p);
	p->priority_group = cell(in, row, PL1_GROUP);
	if (!p->priority_group)
		fault(f, PL1_GROUP, "field.required", "Cần mã nhóm từ 1 đến 16 (tra PL2).",
		      "The group, 1 to 16, is required (see PL2).");
	read_phone(f, cell(in, row, PL1_PHONE), p);
	read_number(f, cell(in, row, PL1_NUMBER), p);
	read_insurance(f, cell(in, row, PL1_INSURANCE), p);
	read_home(f, in, row, p);
	read_dose(f, in, row, PL1_DOSE1, out);
	read_dose(f, in, row, PL1_DOSE2, out);
	if (row->cut)
		fault(f, PL1_NOTE, "text.too_long",
		      arena_printf(f->cx->mem, "Ô thứ %d của dòng quá dài. Hãy rút ngắn.", row->cut),
		      arena_printf(f->cx->mem, "Cell %d of the row is too long. Shorten it.", row->cut));
}

enum err
person_row_read(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct person_row *out,
		struct outcome *refusal, bool *ok)
{
	struct faults f = { .cx = cx, .out = refusal, .vi = buf_new(cx->mem), .en = buf_new(cx->mem) };
	*out = (struct person_row){ 0 };
	*refusal = (struct outcome){ .kind = OUTCOME_REFUSED };
	read_cells(&f, in, row, out);
	check_doses(&f, out);
	TRY(check_person(&f, out));
	refusal->vi = buf_text(&f.vi);
	refusal->en = buf_text(&f.en);
	*ok = !refusal->code;
	return OK;
}
