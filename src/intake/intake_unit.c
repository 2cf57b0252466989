/* Sheet PL3: provinces, districts and communes. What is known is compared, what is unknown is added to the set of 2021. */
#include "base/fold.h"
#include "base/id.h"
#include "intake/intake_parts.h"
#include "intake_sql.h"

#define SET_FROM "2021-01-01"
#define SET_TO "2025-06-30" /* Resolution 202/2025/QH15 ended the three levels */

enum { UNIT_NAME_MAX = 200, UNIT_CODE_MAX = 5 };

/* What a name begins with tells the kind; as data/units-2021.csv writes it. */
static const char *
kind_of(struct arena *mem, enum place_level level, const char *name)
{
	static const struct {
		const char *mark, *kind;
	} marks[] = { { "thi tran ", "thi_tran" }, { "thi xa ", "thi_xa" }, { "phuong ", "phuong" }, { "xa ", "xa" },
		      { "quan ", "quan" },         { "huyen ", "huyen" },   { "tinh ", "tinh" } };
	static const char *const usual[PLACE__LEVELS] = { "nation", "tinh", "huyen", "xa", "site" };
	const char *key = fold_key(mem, name);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strncmp(key, marks[i].mark, strlen(marks[i].mark)) == 0)
			return marks[i].kind;
	if (strncmp(key, "thanh pho ", 10) == 0)
		return level == PLACE_PROVINCE ? "thanh_pho_tw" : "thanh_pho";
	return usual[level];
}

static const int code_columns[PLACE__LEVELS] = { -1, PL3_PROVINCE_CODE, PL3_DISTRICT_CODE, PL3_COMMUNE_CODE, -1 };
static const int name_columns[PLACE__LEVELS] = { -1, PL3_PROVINCE, PL3_DISTRICT, PL3_COMMUNE, -1 };

static enum err
add_unit(struct ctx *cx, struct intake *in, enum place_level level, const char *code, const char *name,
	 const struct place *above, const struct place **out)
{
	bool made;
	int64_t id = id_next(cx->now);
	const char *path = arena_printf(cx->mem, "%s%lld/", above->path, (long long)id);
	TRY(db_claim(cx,
		     sql_intake_unit_insert(id, code, place_level_names[level], kind_of(cx->mem, level, name), name,
					    fold_key(cx->mem, name), above->id, path, SET_FROM, SET_TO, cx->now),
		     &made));
	if (!made)
		return fail(cx, ERR_CONFLICT, "unit.code_taken", "Mã %s vừa được người khác thêm. Hãy nhập lại.",
			    "Code %s was just added by somebody else. Import again.", code);
	*out = place_add(
		&in->places,
		&(struct place){
			.id = id, .parent_id = above->id, .level = level, .code = code, .name = name, .path = path });
	return OK;
}

/* One level of a row. *at moves down to it. */
static enum err
step(struct ctx *cx, struct intake *in, const struct sheet_row *row, enum place_level level, const struct place **at,
     bool *added, const char **other_name)
{
	const char *code = place_code_whole(cx->mem, level, column_cell(in->columns, row, code_columns[level]));
	const char *name = column_cell(in->columns, row, name_columns[level]);
	const struct place *known = place_by_code(&in->places, level, code);
	*added = false;
	*other_name = NULL;
	if (known && known->parent_id != (*at)->id) {
		const struct place *stands = place_by_id(&in->places, known->parent_id);
		return fail(cx, ERR_INVALID, "place.mismatch", "Mã %s (%s) đã thuộc %s, không thuộc %s. Xem lại mã.",
			    "Code %s (%s) belongs to %s already, not to %s. Check the code.", code, known->name,
			    stands ? stands->name : "?", (*at)->name);
	}
	TRY(text_clean(cx, "name", name, strlen(name), UNIT_NAME_MAX, false, &name));
	if (known) {
		if (strcmp(known->tone, fold_tone(cx->mem, name)) != 0)
			*other_name = known->name;
		*at = known;
		return OK;
	}
	if (strlen(code) > UNIT_CODE_MAX || code[strspn(code, "0123456789")])
		return fail(cx, ERR_INVALID, "unit.code", "Mã \"%s\" phải là chữ số, nhiều nhất 5 chữ số.",
			    "Code \"%s\" must be digits, at most 5.", code);
	if (!*name)
		return fail(cx, ERR_INVALID, "field.required", "Mã %s chưa có tên.", "Code %s has no name.", code);
	*added = true;
	return add_unit(cx, in, level, code, name, *at, at);
}

static enum err
judge(struct ctx *cx, struct intake *in, const struct sheet_row *row, int *column, struct outcome *out)
{
	const struct place *at = place_by_code(&in->places, PLACE_NATION, UNIT_NATION_CODE);
	bool added = false;
	const char *other = NULL;
	for (enum place_level level = PLACE_PROVINCE; level <= PLACE_COMMUNE; level++) {
		*column = code_columns[level];
		if (*column_cell(in->columns, row, *column)) {
			TRY(step(cx, in, row, level, &at, &added, &other));
			continue;
		}
		/* island districts have no communes; nothing may stand below a gap */
		if (level == PLACE_PROVINCE ||
		    (level == PLACE_DISTRICT && *column_cell(in->columns, row, PL3_COMMUNE_CODE)) ||
		    *column_cell(in->columns, row, name_columns[level]))
			return fail(cx, ERR_INVALID, "field.required", "Cần ghi mã.", "The code is required.");
	}
	*out = (struct outcome){ .kind = added ? OUTCOME_IMPORTED : OUTCOME_DUPLICATE,
				 .code = added ? NULL : "unit.exists" };
	out->vi = added   ? "Đã nhập."
		  : other ? arena_printf(cx->mem, "Đã có mã %s, với tên \"%s\".", at->code, other)
			  : "Đã có.";
	out->en = added   ? "Imported."
		  : other ? arena_printf(cx->mem, "Code %s exists, as \"%s\".", at->code, other)
			  : "Exists already.";
	return OK;
}

enum err
intake_unit_row(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct outcome *out)
{
	int column = PL3_PROVINCE_CODE;
	enum err err = judge(cx, in, row, &column, out);
	if (err != ERR_INVALID)
		return err;
	outcome_refuse(cx, INTAKE_UNITS, column, out);
	return OK;
}
