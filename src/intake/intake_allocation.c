/* The portal's table of the provinces: what was planned, allocated and given, and the people of 18 and over, as of a day. */
#include "allocation/figure.h"
#include "base/clock.h"
#include "intake/intake_parts.h"

static const struct {
	int column;
	const char *figure;
} numbers[] = { { TABLE_PLANNED, FIGURE_PLANNED },
		{ TABLE_ALLOCATED, FIGURE_ALLOCATED },
		{ TABLE_POPULATION_18, FIGURE_POPULATION_18 },
		{ TABLE_ADMINISTERED, FIGURE_ADMINISTERED } };
enum { NUMBERS = sizeof numbers / sizeof *numbers };

struct table_row {
	const char *on_date;
	int64_t values[NUMBERS]; /* NONE: the cell is empty */
};

static enum err
read_day(struct ctx *cx, const char *text, const char **out)
{
	int64_t day;
	char *date = arena_alloc(cx->mem, DATE_SIZE);
	if (!date_parse_vi(text, &day))
		return fail(cx, ERR_INVALID, "figure.date", "\"%.40s\" không phải là ngày, ví dụ 09/11/2021.",
			    "\"%.40s\" is no date such as 09/11/2021.", text);
	if (day > date_of(cx->now))
		return fail(cx, ERR_INVALID, "figure.future", "Ngày %.40s chưa tới.", "The day %.40s has not come yet.",
			    text);
	date_format(day, date);
	*out = date;
	return OK;
}

/* The province of the code; a name that is another one's shows a mistyped code, which would give a province's doses away. */
static enum err
find_province(struct ctx *cx, const struct intake *in, const char *code, const char *name, const struct place **out)
{
	const struct place *nation = place_by_code(&in->places, PLACE_NATION, UNIT_NATION_CODE);
	const struct place *named = *name ? place_by_name(&in->places, cx->mem, nation->id, name) : NULL;
	*out = place_by_code(&in->places, PLACE_PROVINCE, place_code_whole(cx->mem, PLACE_PROVINCE, code));
	if (!*code || !*out)
		return fail(cx, ERR_INVALID, "place.unknown", "Không có tỉnh mã \"%.40s\".",
			    "There is no province with code \"%.40s\".", code);
	if (*name && named != *out)
		return fail(cx, ERR_INVALID, "place.mismatch", "Mã %s là %s, không phải \"%.100s\". Xem lại mã.",
			    "Code %s is %s, not \"%.100s\". Check the code.", (*out)->code, (*out)->name, name);
	const struct place *own = place_by_id(&in->places, in->unit.id);
	if (!own || strncmp((*out)->path, own->path, strlen(own->path)) != 0)
		return fail(cx, ERR_INVALID, "unit.foreign", "%s không thuộc phạm vi của đơn vị nhập bảng này.",
			    "%s is not below the unit for which this table is imported.", (*out)->name);
	return OK;
}

static enum err
read_number(struct ctx *cx, const char *text, int64_t *out)
{
	*out = NONE;
	if (!*text || (i64_parse(text, out) && *out >= 0 && *out <= FIGURE_VALUE_MAX))
		return OK;
	return fail(cx, ERR_INVALID, "figure.value", "\"%.40s\" phải là số nguyên từ 0 đến %d, không có dấu phân cách.",
		    "\"%.40s\" must be a whole number from 0 to %d, without separators.", text, FIGURE_VALUE_MAX);
}

static enum err
read_row(struct ctx *cx, const struct intake *in, const struct sheet_row *row, struct table_row *out,
	 const struct place **province, int *column)
{
	bool any = false;
	*column = TABLE_DATE;
	TRY(read_day(cx, column_cell(in->columns, row, TABLE_DATE), &out->on_date));
	*column = TABLE_CODE;
	TRY(find_province(cx, in, column_cell(in->columns, row, TABLE_CODE), column_cell(in->columns, row, TABLE_NAME),
			  province));
	for (int i = 0; i < NUMBERS; i++) {
		*column = numbers[i].column;
		TRY(read_number(cx, column_cell(in->columns, row, *column), &out->values[i]));
		any = any || out->values[i] != NONE;
	}
	*column = TABLE_PLANNED;
	return any ? OK
		   : fail(cx, ERR_INVALID, "field.required", "Dòng này không có số liệu nào.",
			  "This row has no figures.");
}

static enum err
store(struct ctx *cx, const struct intake *in, const struct place *province, const struct table_row *row,
      struct outcome *out)
{
	struct unit unit;
	int n[FIGURE_SAME + 1] = { 0 };
	TRY(unit_get(cx, province->id, &unit));
	for (int i = 0; i < NUMBERS; i++) {
		enum figure_change change;
		const struct figure_in figure = { .name = numbers[i].figure,
						  .on_date = row->on_date,
						  .value = row->values[i],
						  .source = in->job->name };
		if (figure.value == NONE)
			continue;
		TRY(figure_set(cx, &unit, &figure, &change));
		n[change]++;
	}
	/* all new: imported; nothing new: a duplicate; else an entry of that day was completed or corrected */
	bool same = !n[FIGURE_NEW] && !n[FIGURE_CHANGED], fresh = !n[FIGURE_CHANGED] && !n[FIGURE_SAME];
	*out = (struct outcome){ .kind = same    ? OUTCOME_DUPLICATE
					 : fresh ? OUTCOME_IMPORTED
						 : OUTCOME_UPDATED,
				 .code = same ? "figure.exists" : NULL };
	out->vi = same    ? "Số liệu ngày này đã có, không đổi."
		  : fresh ? "Đã nhập."
			  : arena_printf(cx->mem, "Đã sửa %d và thêm %d số liệu.", n[FIGURE_CHANGED], n[FIGURE_NEW]);
	out->en = same    ? "The figures of this day are there already."
		  : fresh ? "Imported."
			  : arena_printf(cx->mem, "%d figures changed, %d added.", n[FIGURE_CHANGED], n[FIGURE_NEW]);
	return OK;
}

enum err
intake_allocation_row(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct outcome *out)
{
	struct table_row read;
	const struct place *province;
	int column;
	enum err err = read_row(cx, in, row, &read, &province, &column);
	if (err == ERR_INVALID) {
		outcome_refuse(cx, INTAKE_ALLOCATION, column, out);
		return OK;
	}
	return err == OK ? store(cx, in, province, &read, out) : err;
}
