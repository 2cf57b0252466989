/* Sheet PL4: one site a code; further names are aliases. The list of 2021 is dirty: codes repeat, two stand in two provinces. */
#include "base/fold.h"
#include "intake/intake_parts.h"

#include <ctype.h>

enum { CODE_MAX = 16, SITE_NAME_MAX = 300 };

/* In text_map provinces: the code stands in more than one province. */
static const char contested[] = "?";

/* Letters are normal in a code (01A01, 96_D008); without any digit, or with blanks, it is somebody's remark. */
static bool
is_code(const char *code)
{
	size_t n = strlen(code);
	bool digit = false;
	for (const char *p = code; *p; p++) {
		if (!isascii((unsigned char)*p) || !(isalnum((unsigned char)*p) || strchr("_-./", *p)))
			return false;
		digit = digit || isdigit((unsigned char)*p);
	}
	return digit && n <= CODE_MAX;
}

enum err
intake_site_scan(struct ctx *cx, struct intake *in, const char *path)
{
	struct reader r;
	struct sheet_row row;
	struct arena *tmp = arena_new();
	enum err err = reader_open(cx, in->mem, in->kind, path, &r);
	while (err == OK && reader_next(&r, &row)) {
		const char *code = column_cell(&r.columns, &row, PL4_CODE);
		const char *province = fold_key(tmp, column_cell(&r.columns, &row, PL4_PROVINCE));
		const char *before = text_map_get(&in->provinces, code);
		if (!before)
			text_map_put(&in->provinces, in->mem, arena_strdup(in->mem, code),
				     arena_strdup(in->mem, province));
		else if (before != contested && strcmp(before, province) != 0)
			text_map_put(&in->provinces, in->mem, arena_strdup(in->mem, code), contested);
		arena_reset(tmp);
	}
	if (err == OK) {
		err = reader_error(cx, &r);
		reader_close(&r);
	}
	arena_free(tmp);
	return err;
}

static enum err
refuse(struct ctx *cx, int column, struct outcome *out)
{
	outcome_refuse(cx, INTAKE_SITES, column, out);
	return OK;
}

static const char *
kind_of(struct arena *mem, const char *name)
{
	static const struct {
		const char *mark, *kind;
	} marks[] = { { "benh vien", "hospital" }, { "bv", "hospital" },      { "tram y te", "health_station" },
		      { "tyt", "health_station" }, { "trung tam", "centre" }, { "tt", "centre" },
		      { "luu dong", "mobile" } };
	const char *key = arena_printf(mem, " %s ", fold_key(mem, name));
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strstr(key, arena_printf(mem, " %s", marks[i].mark)))
			return marks[i].kind;
	return "health_station";
}

/* The lowest unit of the row that we know; *note tells what was not found. */
static const struct place *
parent_of(struct ctx *cx, const struct intake *in, const struct sheet_row *row, const struct place *province,
	  const char **note)
{
	const char *district_name = column_cell(in->columns, row, PL4_DISTRICT);
	const char *commune_name = column_cell(in->columns, row, PL4_COMMUNE);
	const struct place *district =
		*district_name ? place_by_name(&in->places, cx->mem, province->id, district_name) : NULL;
	const struct place *commune =
		district && *commune_name ? place_by_name(&in->places, cx->mem, district->id, commune_name) : NULL;
	if (*district_name && !district)
		*note = district_name;
	else if (*commune_name && !commune)
		*note = commune_name;
	return commune ? commune : district ? district : province;
}

static enum err
two_provinces(struct ctx *cx, const char *code, const char *other, struct outcome *out)
{
	enum err err =
		fail(cx, ERR_INVALID, "site.two_provinces",
		     "Mã \"%s\" đứng ở hai tỉnh khác nhau%s%s%s. Không rõ mã của cơ sở nào: hãy sửa mã rồi nhập lại.",
		     "Code \"%s\" stands in two provinces%s%s%s. It is not clear whose it is: correct the code and "
		     "import again.",
		     code, other ? " (" : "", other ? other : "", other ? ")" : "");
	return err == ERR_INVALID ? refuse(cx, PL4_CODE, out) : err;
}

/* What the row says, checked; *ok false: refused. */
static enum err
read_site(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct site_in *site,
	  const struct place **province, struct outcome *out, bool *ok)
{
	const char *name = column_cell(in->columns, row, PL4_NAME),
		   *province_name = column_cell(in->columns, row, PL4_PROVINCE);
	const struct place *nation = place_by_code(&in->places, PLACE_NATION, UNIT_NATION_CODE);
	enum err err = OK;
	int column = PL4_CODE;
	*ok = false;
	*site = (struct site_in){ .code = column_cell(in->columns, row, PL4_CODE), .tables = 1 };
	*province = place_by_name(&in->places, cx->mem, nation->id, province_name);
	if (!*site->code)
		err = fail(cx, ERR_INVALID, "field.required", "Cần mã cơ sở.", "The facility code is required.");
	else if (!is_code(site->code))
		err = fail(cx, ERR_INVALID, "site.code_unreadable",
			   "Mã \"%s\" không đọc được: mã gồm chữ không dấu và chữ số, ví dụ 01A01 hoặc 96_D008.",
			   "Code \"%s\" is not readable: a code has letters and digits, such as 01A01 or 96_D008.",
			   site->code);
	else if (text_map_get(&in->provinces, site->code) == contested)
		return two_provinces(cx, site->code, NULL, out);
	else if (!*province) {
		column = PL4_PROVINCE;
		err = fail(cx, ERR_INVALID, "place.unknown", "Không có tỉnh \"%s\".", "There is no province \"%s\".",
			   province_name);
	} else {
		column = PL4_NAME;
		err = text_clean(cx, "name", name, strlen(name), SITE_NAME_MAX, false, &site->name);
		if (err == OK && !*site->name)
			err = fail(cx, ERR_INVALID, "field.required", "Cần tên cơ sở.",
				   "The facility's name is required.");
	}
	*ok = err == OK;
	return err == ERR_INVALID ? refuse(cx, column, out) : err;
}

static enum err
known_site(struct ctx *cx, const struct intake *in, const struct place *site, const struct place *province,
	   const struct site_in *given, struct outcome *out)
{
	const struct place *stands = place_upper(&in->places, site, PLACE_PROVINCE);
	if (stands && stands != province)
		return two_provinces(cx, given->code, stands->name, out);
	bool same = strcmp(site->name, given->name) == 0;
	if (!same)
		TRY(site_alias(cx, site->id, given->name));
	*out = (struct outcome){ .kind = OUTCOME_DUPLICATE, .code = same ? "site.exists" : "site.alias" };
	out->vi = arena_printf(cx->mem, "Trùng mã với cơ sở \"%s\"%s.", site->name,
			       same ? "" : "; tên ở dòng này được ghi thành tên gọi khác");
	out->en = arena_printf(cx->mem, "The same code as \"%s\"%s.", site->name,
			       same ? "" : "; this row's name was kept as an alias");
	return OK;
}

static enum err
new_site(struct ctx *cx, struct intake *in, const struct place *above, const char *note, struct site_in *site,
	 struct outcome *out)
{
	struct unit made, parent = { .id = above->id, .path = above->path, .level = place_level_names[above->level] };
	site->kind = kind_of(cx->mem, site->name);
	TRY(site_create(cx, &parent, site, &made));
	place_add(&in->places, &(struct place){ .id = made.id,
						.parent_id = above->id,
						.level = PLACE_SITE,
						.code = made.code,
						.name = made.name,
						.path = made.path });
	*out = (struct outcome){ .kind = OUTCOME_IMPORTED, .code = note ? "place.unknown" : NULL };
	out->vi = note ? arena_printf(cx->mem, "Đã nhập. Không thấy \"%s\" ở đó nên đặt dưới %s.", note, above->name)
		       : "Đã nhập.";
	out->en = note ? arena_printf(cx->mem, "Imported. \"%s\" was not found there, so it stands below %s.", note,
				      above->name)
		       : "Imported.";
	return OK;
}

enum err
intake_site_row(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct outcome *out)
{
	struct site_in site;
	const struct place *province;
	bool ok;
	TRY(read_site(cx, in, row, &site, &province, out, &ok));
	if (!ok)
		return OK;
	const struct place *known = place_by_code(&in->places, PLACE_SITE, site.code);
	if (known)
		return known_site(cx, in, known, province, &site, out);
	const char *note = NULL;
	const struct place *above = parent_of(cx, in, row, province, &note);
	return new_site(cx, in, above, note, &site, out);
}
