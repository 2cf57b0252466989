#include "stats/site_list.h"

#include "base/clock.h"
#include "base/field.h"
#include "db/db.h"
#include "site_list_sql.h"
#include "unit/unit.h"

#include <stdlib.h>

struct province_row {
	int64_t id, sites;
	const char *code, *name, *path;
};
static FIELDS(province_row, FIELD(province_row, id, F_ID, 0, F_ROW), FIELD(province_row, sites, F_I64, 0, F_ROW),
	      FIELD(province_row, code, F_TEXT, 16, F_ROW), FIELD(province_row, name, F_TEXT, 300, F_ROW),
	      FIELD(province_row, path, F_TEXT, 200, F_ROW));

struct listed {
	const char *code, *name, *kind, *address;
	int64_t tables, capacity;
	const char *in_charge, *phone;
	int64_t latitude_e6, longitude_e6;
	const char *above1, *level1, *above2, *level2, *above3, *level3;
};
static FIELDS(listed, FIELD(listed, code, F_TEXT, 16, F_ROW | F_OUT), FIELD(listed, name, F_TEXT, 300, F_ROW | F_OUT),
	      FIELD(listed, kind, F_TEXT, 32, F_ROW | F_OUT), FIELD(listed, address, F_TEXT, 1000, F_OUT),
	      FIELD(listed, tables, F_I64, 0, F_ROW | F_OUT), FIELD(listed, capacity, F_I64, 0, F_ROW | F_OUT),
	      FIELD(listed, in_charge, F_TEXT, 200, F_ROW | F_OUT), FIELD(listed, phone, F_TEXT, 20, F_ROW | F_OUT),
	      FIELD(listed, latitude_e6, F_I64, 0, F_ROW | F_OUT), FIELD(listed, longitude_e6, F_I64, 0, F_ROW | F_OUT),
	      FIELD(listed, above1, F_TEXT, 300, F_ROW), FIELD(listed, level1, F_TEXT, 16, F_ROW),
	      FIELD(listed, above2, F_TEXT, 300, F_ROW), FIELD(listed, level2, F_TEXT, 16, F_ROW),
	      FIELD(listed, above3, F_TEXT, 300, F_ROW), FIELD(listed, level3, F_TEXT, 16, F_ROW));

enum err
site_list_provinces(struct ctx *cx, struct site_province **out, size_t *n)
{
	struct province_row *rows;
	TRY(db_list(cx, sql_site_list_provinces(UNIT_ADDRESS_SET_ON), &province_row_fields, &rows, n));
	*out = NEW(cx->mem, struct site_province, *n + 1);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct site_province){ rows[i].id, rows[i].code, rows[i].name, rows[i].path };
	return OK;
}

/* "/1/22/333/": the nation, the province, what lies below. 0 for the nation itself. */
static int64_t
province_of(const char *path)
{
	const char *second = path[0] == '/' ? strchr(path + 1, '/') : NULL;
	return second ? strtoll(second + 1, NULL, 10) : 0;
}

static uint64_t
mix(uint64_t h, const char *s, int64_t ms)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return (h ^ (uint64_t)ms) * UINT64_C(0x100000001b3);
}

enum err
site_list_changed(struct ctx *cx, int64_t after_ms, struct site_changes *out)
{
	struct rows rows;
	TRY(db_query(cx, sql_site_list_changed(after_ms, SITE_CHANGES_MAX), &rows));
	*out = (struct site_changes){ .provinces = NEW(cx->mem, int64_t, rows.n + 1),
				      .mark = UINT64_C(0xcbf29ce484222325),
				      .all = rows.n == SITE_CHANGES_MAX };
	for (size_t r = 0; r < rows.n; r++) {
		const char *path = db_cell(&rows, r, 0)->p;
		int64_t id = province_of(path);
		size_t i = 0;
		while (i < out->n && out->provinces[i] != id)
			i++;
		if (i == out->n)
			out->provinces[out->n++] = id;
		out->mark = mix(out->mark, path, db_cell(&rows, r, 1)->i);
	}
	return OK;
}

/* As people write it, from the commune up; a site may hang below any level. */
static const char *
address_of(struct ctx *cx, const struct listed *s)
{
	struct buf b = buf_new(cx->mem);
	const char *const parts[] = { s->above1, s->level1, s->above2, s->level2, s->above3, s->level3 };
	for (size_t i = 0; i < 6; i += 2) {
		if (!parts[i] || strcmp(parts[i + 1], "nation") == 0)
			break;
		if (b.n)
			buf_str(&b, ", ");
		buf_str(&b, parts[i]);
	}
	return buf_text(&b);
}

enum err
site_list_write(struct ctx *cx, const struct site_province *province, struct buf *out)
{
	struct listed *list;
	size_t n;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(db_list(
		cx,
		sql_site_list_sites(province->path, arena_printf(cx->mem, "%s~", province->path), today, SITE_LIST_MAX),
		&listed_fields, &list, &n));
	json_obj(out);
	json_key(out, "province");
	json_obj(out);
	json_kv_text(out, "code", province->code);
	json_kv_text(out, "name", province->name);
	json_obj_end(out);
	json_key(out, "sites");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		list[i].address = address_of(cx, &list[i]);
		fields_write(out, &listed_fields, &list[i]);
	}
	json_arr_end(out);
	json_obj_end(out);
	return OK;
}

enum err
site_list_index(struct ctx *cx, struct buf *out)
{
	struct province_row *rows;
	size_t n;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(db_list(cx, sql_site_list_counts(UNIT_ADDRESS_SET_ON, today), &province_row_fields, &rows, &n));
	json_obj(out);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		json_obj(out);
		json_kv_text(out, "code", rows[i].code);
		json_kv_text(out, "name", rows[i].name);
		json_kv_i64(out, "sites", rows[i].sites);
		json_kv_text(out, "url", arena_printf(cx->mem, SITE_LIST_URL "/%s", rows[i].code));
		json_obj_end(out);
	}
	json_arr_end(out);
	json_obj_end(out);
	return OK;
}
