/* What a client says of a person: checked and brought into one form. */
#include "base/clock.h"
#include "base/fold.h"
#include "person/person_parts.h"
#include "person_sql.h"

#include <ctype.h>

#define BORN_FIRST "1890-01-01" /* nobody alive is older */

#define IN_TEXT(member, max) FIELD(person_in, member, F_TEXT, max, F_IN)
FIELDS(person_in, IN_TEXT(name, 200), IN_TEXT(birth_date, 10), IN_TEXT(birth_precision, 5), IN_TEXT(sex, 7),
       IN_TEXT(cccd, 40), IN_TEXT(cmnd, 40), IN_TEXT(military, 40), IN_TEXT(passport, 40), IN_TEXT(insurance, 40),
       IN_TEXT(phone, 30), FIELD(person_in, home_unit_id, F_ID, 0, F_IN), IN_TEXT(address, 300),
       IN_TEXT(occupation, 200), IN_TEXT(workplace, 300), IN_TEXT(priority_group, 4), IN_TEXT(priority_sub, 4),
       IN_TEXT(ethnicity, 4), IN_TEXT(nationality, 2), IN_TEXT(guardian_name, 200), IN_TEXT(guardian_phone, 30),
       FIELD(person_in, note, F_LINES, 1000, F_IN), FIELD_RANGE(person_in, version, 0, INT64_MAX, F_IN),
       FIELD(person_in, why, F_LINES, 500, F_IN));

#define WARNING_FIELD(member) FIELD(warning, member, F_TEXT, 300, F_OUT)
FIELDS(warning, WARNING_FIELD(code), WARNING_FIELD(field), WARNING_FIELD(vi), WARNING_FIELD(en));

void
warning_add(struct ctx *cx, struct warnings *w, const char *code, const char *field, const char *vi, const char *en)
{
	if (w->n == w->cap) {
		size_t cap = w->cap ? w->cap * 2 : 8;
		struct warning *list = NEW(cx->mem, struct warning, cap);
		if (w->n)
			memcpy(list, w->list, w->n * sizeof *list);
		w->list = list;
		w->cap = cap;
	}
	w->list[w->n++] = (struct warning){ code, field, vi, en };
}

/* Imports come here without fields_read(), so texts are cleaned again; an empty one is none. */
static enum err
check_texts(struct ctx *cx, struct person_in *in)
{
	for (const struct field *d = person_in_fields.list; d->name; d++) {
		if (d->type != F_TEXT && d->type != F_LINES)
			continue;
		const char **text = (const char **)(void *)((char *)in + d->offset);
		if (*text)
			TRY(text_clean(cx, d->name, *text, strlen(*text), (size_t)d->max, d->type == F_LINES, text));
		if (*text && !**text)
			*text = NULL;
	}
	return OK;
}

/* Letters of a folded key, each counted once however many bytes it has. */
static size_t
letters(const char *key)
{
	size_t n = 0;
	for (const char *p = key; *p; p++)
		n += isalpha((unsigned char)*p) || ((unsigned char)*p & 0xc0) == 0xc0;
	return n;
}

static enum err
check_name(struct ctx *cx, struct person_in *in, struct warnings *w)
{
	if (!in->name)
		return fail_field(cx, "name", "field.required", "Cần họ và tên.", "The full name is required.");
	if (letters(fold_key(cx->mem, in->name)) < 2)
		return fail_field(cx, "name", "name.too_short",
				  "Họ và tên phải có ít nhất hai chữ cái. Ghi đầy đủ như trên giấy tờ.",
				  "The name needs at least two letters. Write it as on the document.");
	if (strpbrk(in->name, "0123456789"))
		warning_add(cx, w, "name.digits", "name", "Họ và tên có chữ số. Xem lại.",
			    "The name contains digits. Check it.");
	return OK;
}

/* Brings a date down to the precision that was asked for. */
static enum err
apply_precision(struct ctx *cx, struct person_in *in, const char *known)
{
	const char *asked = in->birth_precision;
	bool year = strcmp(asked, "year") == 0, month = strcmp(asked, "month") == 0, day = strcmp(asked, "day") == 0;
	if (!year && !month && !day)
		return fail_field(cx, "birth_precision", "birth.precision",
				  "Độ chính xác của ngày sinh phải là day, month hoặc year.",
				  "The precision of the birth date must be day, month or year.");
	if ((day && strcmp(known, "day") != 0) || (month && strcmp(known, "year") == 0))
		return fail_field(cx, "birth_date", "birth.precision",
				  "Ngày sinh chưa đủ ngày, tháng. Ghi đủ, hoặc chọn \"chỉ biết năm\".",
				  "The birth date lacks its day or month. Complete it, or choose \"year only\".");
	if (year)
		in->birth_date = arena_printf(cx->mem, "%.4s-01-01", in->birth_date);
	else if (month)
		in->birth_date = arena_printf(cx->mem, "%.7s-01", in->birth_date);
	return OK;
}

static enum err
check_birth(struct ctx *cx, struct person_in *in)
{
	const char *known;
	char today[DATE_SIZE];
	if (!in->birth_date)
		return fail_field(cx, "birth_date", "field.required", "Cần ngày sinh, hoặc ít nhất năm sinh.",
				  "The birth date is required, or at least the year.");
	if (!birth_parse(cx->mem, in->birth_date, &in->birth_date, &known))
		return fail_field(cx, "birth_date", "birth.invalid",
				  "Ngày sinh không hợp lệ. Ghi ngày/tháng/năm (21/05/1960), tháng/năm hoặc chỉ năm.",
				  "Not a birth date. Write day/month/year (21/05/1960), month/year or the year alone.");
	if (in->birth_precision)
		TRY(apply_precision(cx, in, known));
	else
		in->birth_precision = known;
	date_text(cx->now, today);
	if (strcmp(in->birth_date, today) > 0)
		return fail_field(cx, "birth_date", "birth.future", "Ngày sinh ở tương lai. Xem lại năm sinh.",
				  "The birth date is in the future. Check the year.");
	if (strcmp(in->birth_date, BORN_FIRST) < 0)
		return fail_field(cx, "birth_date", "birth.too_old", "Năm sinh trước 1890. Xem lại năm sinh.",
				  "The birth year is before 1890. Check the year.");
	return OK;
}

static enum err
check_sex(struct ctx *cx, const struct person_in *in)
{
	if (in->sex &&
	    (strcmp(in->sex, "male") == 0 || strcmp(in->sex, "female") == 0 || strcmp(in->sex, "unknown") == 0))
		return OK;
	return fail_field(cx, "sex", in->sex ? "sex.invalid" : "field.required",
			  "Chọn giới tính: nam, nữ hoặc không xác định.", "Choose the sex: male, female or unknown.");
}

/* Is the row of a table one of this set (last column)? */
static bool
row_in_set(const char *row, const char *set)
{
	size_t n = strcspn(row, "\r\n"), m = strlen(set);
	return n > m && row[n - m - 1] == ',' && strncmp(row + n - m, set, m) == 0;
}

/* Codes 1-68 stand in the same file twice: nationally and for Ho Chi Minh City. */
static const char *
priority_row(const char *code, const char *set)
{
	static const char path[] = "data/priority-groups.csv";
	const char *row = code_row(path, code);
	size_t n = strlen(code);
	while (row && !row_in_set(row, set)) {
		do {
			row += strcspn(row, "\n");
			row = *row ? row + 1 : NULL;
		} while (row && *row && !(strncmp(row, code, n) == 0 && row[n] == ','));
		if (row && !*row)
			row = NULL;
	}
	return row;
}

/* "01" and "1" are one code in people's lists. */
static const char *
without_zeros(const char *code)
{
	while (*code == '0' && code[1])
		code++;
	return code;
}

static enum err
check_priority(struct ctx *cx, struct person_in *in, struct warnings *w)
{
	if (in->priority_group)
		in->priority_group = without_zeros(in->priority_group);
	if (in->priority_group && !priority_row(in->priority_group, "national"))
		return fail_field(cx, "priority_group", "priority.unknown",
				  "Mã nhóm ưu tiên phải từ 1 đến 16 (Quyết định 3355/QĐ-BYT).",
				  "The priority group must be 1 to 16 (Decision 3355/QĐ-BYT).");
	if (!in->priority_sub)
		return OK;
	in->priority_sub = without_zeros(in->priority_sub);
	const char *row = priority_row(in->priority_sub, "hcmc");
	if (!row)
		return fail_field(cx, "priority_sub", "priority.unknown",
				  "Không có mã nhóm chi tiết này trong danh mục của Thành phố Hồ Chí Minh. Để trống "
				  "nếu không rõ.",
				  "There is no such sub-group in Ho Chi Minh City's list. Leave it empty if unsure.");
	const char *parent = strchr(row, ',') + 1;
	const char *national = arena_strndup(cx->mem, parent, strcspn(parent, ","));
	if (!in->priority_group)
		in->priority_group = national;
	else if (strcmp(national, in->priority_group) != 0)
		warning_add(cx, w, "priority.parent", "priority_sub",
			    "Nhóm chi tiết không thuộc nhóm ưu tiên đã chọn. Xem lại cả hai.",
			    "The sub-group does not belong to the chosen priority group. Check both.");
	return OK;
}

static enum err
check_codes(struct ctx *cx, struct person_in *in)
{
	if (in->ethnicity && strlen(in->ethnicity) == 1)
		in->ethnicity = arena_printf(cx->mem, "0%s", in->ethnicity);
	if (in->ethnicity && !code_row("data/ethnic-groups.csv", in->ethnicity))
		return fail_field(cx, "ethnicity", "ethnicity.unknown",
				  "Không có mã dân tộc này. Chọn trong danh sách, hoặc để trống.",
				  "There is no such ethnic group. Choose from the list, or leave it empty.");
	if (!in->nationality) {
		in->nationality = "VN";
		return OK;
	}
	char *upper = arena_strdup(cx->mem, in->nationality);
	for (char *p = upper; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	in->nationality = upper;
	if (strlen(upper) != 2 || !code_row("data/nationalities.csv", upper))
		return fail_field(cx, "nationality", "nationality.unknown",
				  "Không có mã quốc tịch này. Dùng mã hai chữ như VN, LA, KR.",
				  "There is no such nationality. Use a code of two letters such as VN, LA, KR.");
	return OK;
}

static enum err
check_home(struct ctx *cx, const struct person_in *in)
{
	struct rows rows;
	if (!in->home_unit_id)
		return OK;
	TRY(db_query(cx, sql_home_level(in->home_unit_id), &rows));
	if (!rows.n)
		return fail_field(cx, "home_unit_id", "home.unknown", "Không có đơn vị hành chính này. Chọn lại nơi ở.",
				  "There is no such unit. Choose the place of residence again.");
	if (strcmp(db_cell(&rows, 0, 0)->p, "site") == 0)
		return fail_field(cx, "home_unit_id", "home.site",
				  "Nơi ở phải là xã, phường, thị trấn, không phải điểm tiêm.",
				  "The place of residence must be a commune, not a vaccination site.");
	return OK;
}

enum err
person_check(struct ctx *cx, struct person_in *in, struct warnings *w)
{
	TRY(check_texts(cx, in));
	TRY(check_name(cx, in, w));
	TRY(check_birth(cx, in));
	TRY(check_sex(cx, in));
	TRY(check_codes(cx, in));
	TRY(numbers_check(cx, in, w));
	TRY(check_priority(cx, in, w));
	TRY(check_home(cx, in));
	numbers_warn(cx, in, w);
	return OK;
}

void
person_hints(struct ctx *cx, const struct person *p, struct warnings *w)
{
	struct person_in in = person_as_in(p);
	numbers_warn(cx, &in, w);
	bool odd = false;
	if (in.phone && phone_normal(cx->mem, in.phone, &odd) && odd)
		warning_add(cx, w, "phone.not_mobile", "phone",
			    "Không phải số di động Việt Nam: sẽ không nhận được tin nhắn.",
			    "Not a Vietnamese mobile number: it will receive no messages.");
}
