/* People as they are stored, and who may open them. */
#include "person/person.h"

#include "alarm/alarm.h"
#include "audit/audit.h"
#include "base/clock.h"
#include "person/person_parts.h"
#include "person_sql.h"
#include "staff/staff.h"

#define OUT_TEXT(member, max) FIELD(person, member, F_TEXT, max, F_OUT | F_ROW)
#define ROW_TEXT(member, max) FIELD(person, member, F_TEXT, max, F_ROW)
FIELDS(person, FIELD(person, id, F_ID, 0, F_OUT | F_ROW), FIELD_RANGE(person, version, 0, INT64_MAX, F_OUT | F_ROW),
       OUT_TEXT(name, 200), ROW_TEXT(name_key, 200), OUT_TEXT(birth_date, 10), OUT_TEXT(birth_precision, 5),
       OUT_TEXT(sex, 7), OUT_TEXT(cccd, 12), OUT_TEXT(cmnd, 12), OUT_TEXT(military, 12), OUT_TEXT(passport, 20),
       OUT_TEXT(insurance, 15), OUT_TEXT(phone, 20), FIELD(person, home_unit_id, F_ID, 0, F_OUT | F_ROW),
       ROW_TEXT(home_path, 200), FIELD(person, home_name, F_TEXT, 600, F_OUT), OUT_TEXT(address, 300),
       OUT_TEXT(occupation, 200), OUT_TEXT(workplace, 300), OUT_TEXT(priority_group, 4), OUT_TEXT(priority_sub, 4),
       OUT_TEXT(ethnicity, 2), OUT_TEXT(nationality, 2), OUT_TEXT(guardian_name, 200), OUT_TEXT(guardian_phone, 20),
       FIELD(person, note, F_LINES, 1000, F_OUT | F_ROW), FIELD(person, disputed, F_BOOL, 0, F_OUT | F_ROW),
       FIELD(person, linked_to, F_ID, 0, F_ROW), FIELD(person, created_unit_id, F_ID, 0, F_ROW),
       FIELD(person, created_ms, F_TIME, 0, F_ROW), FIELD(person, changed_ms, F_TIME, 0, F_ROW),
       FIELD(person, restricted_ms, F_TIME, 0, F_ROW));

#define SHORT_TEXT(member, max) FIELD(person, member, F_TEXT, max, F_OUT)
const struct fields person_short_fields = { "person_short", sizeof(struct person),
					    (const struct field[]){ FIELD(person, id, F_ID, 0, F_OUT),
								    SHORT_TEXT(name, 200),
								    SHORT_TEXT(birth_date, 10),
								    SHORT_TEXT(birth_precision, 5),
								    SHORT_TEXT(sex, 7),
								    SHORT_TEXT(phone, 20),
								    SHORT_TEXT(home_name, 600),
								    SHORT_TEXT(cccd, 12),
								    FIELD(person, disputed, F_BOOL, 0, F_OUT),
								    { 0 } } };

FIELDS(person_number, FIELD(person_number, kind, F_TEXT, 10, F_OUT | F_ROW),
       FIELD(person_number, number, F_TEXT, 20, F_OUT | F_ROW),
       FIELD(person_number, warning, F_TEXT, 40, F_OUT | F_ROW));

FIELDS(person_change, FIELD(person_change, at, F_TIME, 0, F_OUT | F_ROW),
       FIELD(person_change, field, F_TEXT, 40, F_OUT | F_ROW),
       FIELD(person_change, old_value, F_LINES, 1000, F_OUT | F_ROW),
       FIELD(person_change, new_value, F_LINES, 1000, F_OUT | F_ROW),
       FIELD(person_change, staff_name, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(person_change, why, F_LINES, 500, F_OUT | F_ROW));

static enum err
unknown_person(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "person.unknown", "Không có hồ sơ này trong phạm vi của bạn.",
		    "There is no such record within your reach.");
}

struct person_in
person_as_in(const struct person *p)
{
	return (struct person_in){
		.name = p->name,
		.birth_date = p->birth_date,
		.birth_precision = p->birth_precision,
		.sex = p->sex,
		.cccd = p->cccd,
		.cmnd = p->cmnd,
		.military = p->military,
		.passport = p->passport,
		.insurance = p->insurance,
		.phone = p->phone,
		.home_unit_id = p->home_unit_id,
		.address = p->address,
		.occupation = p->occupation,
		.workplace = p->workplace,
		.priority_group = p->priority_group,
		.priority_sub = p->priority_sub,
		.ethnicity = p->ethnicity,
		.nationality = p->nationality,
		.guardian_name = p->guardian_name,
		.guardian_phone = p->guardian_phone,
		.note = p->note,
	};
}

/* Names from the commune up to the province; the nation goes without saying. */
static const char *
home_text(struct arena *mem, const struct rows *rows, size_t r)
{
	const char *name = db_cell(rows, r, 1)->p;
	for (size_t c = 2; c <= 4; c += 2) {
		const struct cell *upper = db_cell(rows, r, c), *level = db_cell(rows, r, c + 1);
		if (!upper->null && strcmp(level->p, "nation") != 0)
			name = arena_printf(mem, "%s, %s", name, upper->p);
	}
	return name;
}

/* The homes of a list, ten units at a time. */
static enum err
fill_homes(struct ctx *cx, struct person *list, size_t n)
{
	for (size_t first = 0; first < n;) {
		int64_t id[10] = { 0 };
		size_t k = 0, end = first;
		for (; end < n && k < 10; end++)
			if (list[end].home_unit_id)
				id[k++] = list[end].home_unit_id;
		struct rows rows = { 0 };
		if (k)
			TRY(db_query(
				cx,
				sql_home_names(id[0], id[1], id[2], id[3], id[4], id[5], id[6], id[7], id[8], id[9]),
				&rows));
		for (size_t r = 0; r < rows.n; r++) {
			const char *name = home_text(cx->mem, &rows, r);
			for (size_t i = first; i < end; i++)
				if (list[i].home_unit_id == db_cell(&rows, r, 0)->i)
					list[i].home_name = name;
		}
		first = end;
	}
	return OK;
}

enum err
person_get(struct ctx *cx, int64_t id, struct person *out)
{
	bool found;
	*out = (struct person){ 0 };
	TRY(db_one(cx, sql_person_get(id), &person_fields, out, &found));
	return found ? fill_homes(cx, out, 1) : unknown_person(cx);
}

enum err
person_list(struct ctx *cx, const int64_t *ids, size_t n, struct person **out, size_t *found)
{
	struct person *list = NEW(cx->mem, struct person, n);
	size_t k = 0;
	for (size_t first = 0; first < n; first += 10) {
		int64_t id[10] = { 0 };
		size_t ask = n - first < 10 ? n - first : 10, got;
		struct person *part;
		memcpy(id, ids + first, ask * sizeof *id);
		TRY(db_list(cx, sql_person_many(id[0], id[1], id[2], id[3], id[4], id[5], id[6], id[7], id[8], id[9]),
			    &person_fields, &part, &got));
		for (size_t i = 0; i < ask; i++)
			for (size_t j = 0; j < got; j++)
				if (part[j].id == id[i])
					list[k++] = part[j];
	}
	*out = list;
	*found = k;
	return fill_homes(cx, list, k);
}

enum err
person_bare(struct ctx *cx, int64_t id, struct person *out)
{
	bool found;
	*out = (struct person){ 0 };
	TRY(db_one(cx, sql_person_bare(id), &person_fields, out, &found));
	return found ? OK : unknown_person(cx);
}

enum err
person_claim(struct ctx *cx, int64_t id, struct person *out)
{
	struct person unwanted;
	bool there;
	out = out ? out : &unwanted;
	*out = (struct person){ 0 };
	TRY(db_one(cx, sql_person_claim(id), &person_fields, out, &there));
	return there ? OK : unknown_person(cx);
}

enum err
person_restrict(struct ctx *cx, int64_t id, int64_t now_ms)
{
	return db_post(cx, sql_person_restrict(id, or_null(&now_ms)));
}

void
person_claim_ahead(struct ctx *cx, int64_t id)
{
	db_ahead(cx, sql_person_claim(id));
}

enum err
person_numbers(struct ctx *cx, int64_t id, struct person_number **out, size_t *n)
{
	return db_list(cx, sql_person_numbers(id), &person_number_fields, out, n);
}

enum err
person_history(struct ctx *cx, int64_t id, struct person_change **out, size_t *n)
{
	return db_list(cx, sql_person_history(id), &person_change_fields, out, n);
}

enum err
area_of(struct ctx *cx, const struct unit *unit, struct area *out)
{
	struct unit at = *unit;
	/* a mobile site may stand below a site */
	for (int i = 0; i < 4 && strcmp(at.level, "site") == 0 && at.parent_id; i++) {
		struct unit above;
		TRY(unit_get(cx, at.parent_id, &above));
		at = above;
	}
	*out = (struct area){ .n = 1, .paths = { at.path } };
	out->everywhere = strcmp(at.level, "nation") == 0;
	out->commune = strcmp(at.level, "commune") == 0;
	if (strcmp(at.level, "province") != 0)
		return OK;
	struct rows rows;
	TRY(db_query(cx, sql_area_taken_over(at.id), &rows));
	for (size_t r = 0; r < rows.n && out->n < AREA_PATHS_MAX; r++)
		out->paths[out->n++] = db_cell(&rows, r, 0)->p;
	return OK;
}

bool
area_holds(const struct area *area, const char *home_path)
{
	for (size_t i = 0; i < area->n; i++)
		if (strncmp(home_path, area->paths[i], strlen(area->paths[i])) == 0)
			return true;
	return area->everywhere;
}

enum err
keep_visible(struct ctx *cx, const struct unit *unit, const struct area *area, struct person *list, size_t *n)
{
	size_t kept = 0;
	for (size_t i = 0; i < *n; i++) {
		bool visible = !list[i].restricted_ms && area_holds(area, list[i].home_path);
		if (!visible)
			TRY(db_claim(cx, sql_person_linked(unit->id, list[i].id, cx->now), &visible));
		if (visible)
			list[kept++] = list[i];
	}
	*n = kept;
	return OK;
}

/* May the unit open them, and are they on none of its lists? */
static enum err
see(struct ctx *cx, const struct unit *unit, int64_t person_id, bool *visible, bool *outside)
{
	struct person p = { 0 };
	struct area area;
	struct rows linked;
	bool found;
	TRY(db_query(cx, sql_person_linked(unit->id, person_id, cx->now), &linked));
	*visible = linked.n > 0;
	*outside = !linked.n || !db_cell(&linked, 0, 0)->null;
	if (*visible)
		return OK;
	TRY(db_one(cx, sql_person_get(person_id), &person_fields, &p, &found));
	if (!found)
		return OK;
	TRY(area_of(cx, unit, &area));
	*visible = !p.restricted_ms && area_holds(&area, p.home_path);
	return OK;
}

enum err
person_visible(struct ctx *cx, const struct unit *unit, int64_t person_id, bool *visible)
{
	bool outside;
	return see(cx, unit, person_id, visible, &outside);
}

void
person_open_ahead(struct ctx *cx, int64_t unit_id, int64_t person_id)
{
	db_ahead(cx, sql_person_linked(unit_id, person_id, cx->now));
	db_ahead(cx, sql_person_get(person_id));
}

enum err
person_open(struct ctx *cx, const struct unit *unit, int64_t person_id, struct person *out)
{
	bool visible, outside;
	TRY(see(cx, unit, person_id, &visible, &outside));
	if (!visible)
		return unknown_person(cx);
	TRY(person_get(cx, person_id, out));
	out->outside = outside;
	return OK;
}

enum err
person_count_outside(struct ctx *cx, int64_t person_id)
{
	int64_t staff = cx->actor->staff_id, n;
	bool seen;
	TRY(audit_viewed(cx, person_id, cx->now - cx->now % MS_HOUR, &seen));
	if (seen)
		return OK;
	TRY(rate_count(cx, arena_printf(cx->mem, "outside:%lld", (long long)staff), MS_HOUR, &n));
	if (n <= LOOKUP_OUTSIDE_PER_HOUR)
		return OK;
	return alarm_raise(cx, cx->actor->unit.id, ALARM_LOOKUP_OUTSIDE, staff,
			   arena_printf(cx->mem, "{\"people\":%lld,\"limit\":%d,\"minutes\":60}", (long long)n,
					LOOKUP_OUTSIDE_PER_HOUR));
}

enum err
person_link(struct ctx *cx, int64_t unit_id, int64_t person_id)
{
	return db_post(cx, sql_person_link(unit_id, person_id));
}
