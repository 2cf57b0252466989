#include "unit/unit.h"

#include "base/clock.h"
#include "base/fold.h"
#include "base/id.h"
#include "unit_sql.h"

#include <stdlib.h>

FIELDS(unit, FIELD(unit, id, F_ID, 0, F_OUT | F_ROW), FIELD(unit, code, F_TEXT, 16, F_OUT | F_ROW),
       FIELD(unit, level, F_TEXT, 16, F_OUT | F_ROW), FIELD(unit, kind, F_TEXT, 32, F_OUT | F_ROW),
       FIELD(unit, name, F_TEXT, 300, F_OUT | F_ROW), FIELD(unit, name_en, F_TEXT, 300, F_OUT | F_ROW),
       FIELD(unit, parent_id, F_ID, 0, F_OUT | F_ROW), FIELD(unit, path, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(unit, valid_from, F_DATE, 10, F_OUT | F_ROW), FIELD(unit, valid_to, F_DATE, 10, F_OUT | F_ROW),
       FIELD(unit, tables, F_I64, SITE_TABLES_MAX, F_OUT | F_ROW),
       FIELD(unit, capacity, F_I64, SITE_CAPACITY_MAX, F_OUT | F_ROW),
       FIELD(unit, in_charge, F_TEXT, 200, F_OUT | F_ROW), FIELD(unit, phone, F_TEXT, 20, F_OUT | F_ROW),
       FIELD(unit, latitude_e6, F_I64, 0, F_OUT | F_ROW), FIELD(unit, longitude_e6, F_I64, 0, F_OUT | F_ROW),
       FIELD(unit, population, F_I64, 0, F_OUT | F_ROW), FIELD(unit, adults, F_I64, 0, F_OUT | F_ROW));

FIELDS(unit_filter, FIELD(unit_filter, level, F_TEXT, 16, F_IN), FIELD(unit_filter, parent_id, F_ID, 0, F_IN),
       FIELD(unit_filter, q, F_TEXT, 200, F_IN), FIELD(unit_filter, on, F_DATE, 10, F_IN),
       FIELD(unit_filter, after_id, F_ID, 0, F_IN), FIELD_RANGE(unit_filter, limit, 1, 1000, F_IN));

FIELDS(site_in, FIELD(site_in, code, F_TEXT, 16, F_IN), FIELD(site_in, kind, F_TEXT, 32, F_IN),
       FIELD(site_in, name, F_TEXT, 300, F_IN), FIELD_RANGE(site_in, tables, 0, SITE_TABLES_MAX, F_IN),
       FIELD_RANGE(site_in, capacity, 0, SITE_CAPACITY_MAX, F_IN), FIELD(site_in, in_charge, F_TEXT, 200, F_IN),
       FIELD(site_in, phone, F_TEXT, 20, F_IN), FIELD_RANGE(site_in, latitude_e6, -90000000, 90000000, F_IN),
       FIELD_RANGE(site_in, longitude_e6, -180000000, 180000000, F_IN));

enum err
unit_get(struct ctx *cx, int64_t id, struct unit *out)
{
	bool found;
	TRY(db_one(cx, sql_unit_get(id), &unit_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "unit.unknown", "Không có đơn vị này.", "There is no such unit.");
	return OK;
}

/* The day asked for, or today. */
static const char *
day(struct ctx *cx, const char *on)
{
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	return on ? on : today;
}

enum err
unit_by_code(struct ctx *cx, const char *level, const char *code, const char *on, struct unit *out, bool *found)
{
	return db_one(cx, sql_unit_by_code(level, code, day(cx, on)), &unit_fields, out, found);
}

enum err
unit_list(struct ctx *cx, const struct unit_filter *f, struct unit **out, size_t *n)
{
	const char *like = NULL, *code_to = NULL;
	if (f->q) {
		like = arena_printf(cx->mem, "%%%s%%", fold_key(cx->mem, f->q));
		code_to = arena_printf(cx->mem, "%s\x7f", f->q);
	}
	int64_t page = f->limit > 0 ? f->limit : UNIT_PAGE;
	if (f->parent_id)
		return db_list(cx,
			       sql_unit_children(f->parent_id, f->level, like, f->q, code_to, day(cx, f->on),
						 f->after_id, page),
			       &unit_fields, out, n);
	return db_list(cx, sql_unit_list(f->level, 0, like, f->q, code_to, day(cx, f->on), f->after_id, page),
		       &unit_fields, out, n);
}

enum err
unit_ancestors(struct ctx *cx, const struct unit *unit, struct unit **out, size_t *n)
{
	struct unit *list = NEW(cx->mem, struct unit, 8);
	*n = 0;
	for (const char *p = unit->path + 1; *p && *n < 8; p += strcspn(p, "/") + 1) {
		int64_t id = strtoll(p, NULL, 10);
		if (id == unit->id)
			break;
		TRY(unit_get(cx, id, &list[(*n)++]));
	}
	*out = list;
	return OK;
}

const char *
unit_path_end(struct arena *mem, const char *path)
{
	return arena_printf(mem, "%s:", path); /* paths are digits and slashes: ':' comes behind both */
}

enum err
unit_covers(struct ctx *cx, const struct unit *upper, const struct unit *below, bool *covers)
{
	*covers = strncmp(below->path, upper->path, strlen(upper->path)) == 0;
	if (*covers || strcmp(upper->level, "province") != 0)
		return OK;
	struct rows old;
	TRY(db_query(cx, sql_unit_took_over(upper->id), &old));
	for (size_t i = 0; i < old.n && !*covers; i++) {
		const char *part = arena_printf(cx->mem, "/%lld/", (long long)db_cell(&old, i, 0)->i);
		*covers = strstr(below->path, part) != NULL;
	}
	return OK;
}

static const int64_t *
unless_none(const int64_t *v)
{
	return *v == NONE ? NULL : v;
}

static const char *const site_kinds[] = { "hospital", "health_station", "centre", "mobile", UNIT_REGIONAL_STORE, NULL };

static enum err
check_site(struct ctx *cx, const struct site_in *in)
{
	for (const char *const *k = site_kinds; *k; k++)
		if (strcmp(*k, in->kind) == 0)
			return OK;
	return fail_field(cx, "kind", "site.kind",
			  "Loại cơ sở phải là hospital, health_station, centre, mobile hoặc regional_store.",
			  "The kind must be hospital, health_station, centre, mobile or regional_store.");
}

enum err
site_create(struct ctx *cx, const struct unit *parent, const struct site_in *in, struct unit *out)
{
	if (!in->code || !*in->code || !in->name || !*in->name || !in->kind)
		return fail_field(cx,
				  !in->code || !*in->code ? "code"
				  : !in->kind             ? "kind"
							  : "name",
				  "field.required", "Cần mã, tên và loại cơ sở.", "Code, name and kind are required.");
	TRY(check_site(cx, in));
	bool regional = strcmp(in->kind, UNIT_REGIONAL_STORE) == 0;
	if (regional != (strcmp(parent->level, "nation") == 0))
		return fail_field(cx, "kind", "site.regional",
				  "Kho khu vực thuộc trực tiếp cấp quốc gia; cơ sở tiêm thuộc một tỉnh, huyện hoặc xã.",
				  "A regional store stands right below the nation; a site below a province, district "
				  "or commune.");
	if (strcmp(parent->level, "site") == 0 && strcmp(in->kind, "mobile") != 0)
		return fail_field(cx, "kind", "site.parent", "Dưới một cơ sở chỉ có thể thêm điểm tiêm lưu động.",
				  "Only a mobile site can stand below another site.");
	struct unit taken;
	bool found, made;
	TRY(unit_by_code(cx, "site", in->code, NULL, &taken, &found));
	if (found)
		return fail(cx, ERR_CONFLICT, "site.code_taken", "Mã cơ sở %s đã thuộc về \"%s\".",
			    "Site code %s belongs to \"%s\".", in->code, taken.name);
	int64_t id = id_next(cx->now);
	const char *path = arena_printf(cx->mem, "%s%lld/", parent->path, (long long)id);
	TRY(db_claim(cx,
		     sql_unit_insert(id, in->code, "site", in->kind, in->name, NULL, fold_key(cx->mem, in->name),
				     &parent->id, path, "2021-01-01", NULL, in->tables == NONE ? 1 : in->tables,
				     in->capacity == NONE ? 0 : in->capacity, in->in_charge, in->phone,
				     unless_none(&in->latitude_e6), unless_none(&in->longitude_e6), NULL, NULL,
				     cx->now),
		     &made));
	if (!made)
		return fail(cx, ERR_CONFLICT, "site.code_taken", "Mã cơ sở %s đã có.", "Site code %s is taken.",
			    in->code);
	return unit_get(cx, id, out);
}

enum err
site_update(struct ctx *cx, const struct unit *site, const struct site_in *in, uint64_t has, struct unit *out)
{
	if (strcmp(site->level, "site") != 0)
		return fail(cx, ERR_CONFLICT, "unit.fixed",
			    "Chỉ sửa được cơ sở tiêm, không sửa đơn vị hành chính ở đây.",
			    "Only sites can be changed here, not administrative units.");
	struct site_in next = { site->code,   site->kind,     site->name,        site->in_charge,   site->phone,
				site->tables, site->capacity, site->latitude_e6, site->longitude_e6 };
#define TAKE(member)                                   \
	if (fields_has(&site_in_fields, has, #member)) \
	next.member = in->member
	TAKE(kind);
	TAKE(name);
	TAKE(in_charge);
	TAKE(phone);
	TAKE(tables);
	TAKE(capacity);
	TAKE(latitude_e6);
	TAKE(longitude_e6);
#undef TAKE
	if (fields_has(&site_in_fields, has, "code") && (!in->code || strcmp(in->code, site->code) != 0))
		return fail_field(cx, "code", "site.code_fixed", "Không đổi được mã cơ sở.",
				  "A site's code cannot be changed.");
	if (!next.name || !*next.name || !next.kind)
		return fail_field(cx, next.kind ? "name" : "kind", "field.required", "Cần tên và loại cơ sở.",
				  "Name and kind are required.");
	TRY(check_site(cx, &next));
	bool done;
	TRY(db_claim(cx,
		     sql_site_update(site->id, next.kind, next.name, fold_key(cx->mem, next.name),
				     next.tables == NONE ? 0 : next.tables, next.capacity == NONE ? 0 : next.capacity,
				     next.in_charge, next.phone, unless_none(&next.latitude_e6),
				     unless_none(&next.longitude_e6), cx->now),
		     &done));
	return unit_get(cx, site->id, out);
}

enum err
site_alias(struct ctx *cx, int64_t site_id, const char *name)
{
	return db_post(cx, sql_site_alias(site_id, name));
}
