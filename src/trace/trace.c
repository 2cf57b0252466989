#include "trace/trace.h"

#include "stock/stock.h"
#include "trace_sql.h"

FIELDS(recipient, FIELD(recipient, dose_id, F_ID, 0, F_OUT | F_ROW),
       FIELD(recipient, person_id, F_ID, 0, F_OUT | F_ROW), FIELD(recipient, name, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(recipient, birth_date, F_DATE, 10, F_OUT | F_ROW),
       FIELD(recipient, birth_precision, F_TEXT, 8, F_OUT | F_ROW), FIELD(recipient, sex, F_TEXT, 8, F_OUT | F_ROW),
       FIELD(recipient, phone, F_TEXT, 20, F_OUT | F_ROW), FIELD(recipient, guardian_name, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(recipient, guardian_phone, F_TEXT, 20, F_OUT | F_ROW),
       FIELD(recipient, address, F_TEXT, 300, F_OUT | F_ROW), FIELD(recipient, commune, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(recipient, district, F_TEXT, 200, F_OUT | F_ROW), FIELD(recipient, province, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(recipient, unit_id, F_ID, 0, F_OUT | F_ROW), FIELD(recipient, place, F_TEXT, 300, F_OUT | F_ROW),
       FIELD(recipient, given_on, F_DATE, 10, F_OUT | F_ROW), FIELD(recipient, number, F_I64, 0, F_OUT | F_ROW));

FIELDS(edge, FIELD(edge, unit_id, F_ID, 0, F_OUT | F_ROW), FIELD(edge, unit_name, F_TEXT, 200, F_OUT | F_ROW),
       FIELD(edge, level, F_TEXT, 16, F_OUT | F_ROW), FIELD(edge, shipments, F_I64, 0, F_OUT | F_ROW),
       FIELD(edge, sent, F_I64, 0, F_OUT | F_ROW), FIELD(edge, received, F_I64, 0, F_OUT | F_ROW),
       FIELD(edge, lost, F_I64, 0, F_OUT | F_ROW), FIELD(edge, returned, F_I64, 0, F_OUT | F_ROW));

enum err
trace_count(struct ctx *cx, const struct unit *unit, int64_t lot_id, int64_t *doses)
{
	int64_t elsewhere;
	bool nation = strcmp(unit->level, "nation") == 0; /* then no place needs to be looked up */
	TRY(db_number(cx, nation ? sql_trace_given_all(lot_id) : sql_trace_given(lot_id, unit->path), 0, doses));
	TRY(db_number(cx, sql_trace_elsewhere(lot_id, unit->path), 0, &elsewhere));
	*doses += elsewhere;
	return OK;
}

/* Site by site, so that each answer reads just what it shows: of a lot that a million people were given, too. */
static enum err
at_sites(struct ctx *cx, const struct unit *unit, int64_t lot_id, size_t page, struct trace_mark *mark,
	 struct recipient *list, size_t *n)
{
	while (*n < page && !mark->elsewhere) {
		struct recipient *some;
		size_t count;
		if (!mark->unit_id) {
			TRY(db_number(cx, sql_trace_next_site(lot_id, unit->path, 0), 0, &mark->unit_id));
			mark->elsewhere = !mark->unit_id;
			continue;
		}
		TRY(db_list(cx, sql_trace_at_site(lot_id, mark->unit_id, mark->dose_id, (int64_t)(page - *n)),
			    &recipient_fields, &some, &count));
		memcpy(list + *n, some, count * sizeof *some);
		*n += count;
		if (*n == page) {
			mark->dose_id = list[*n - 1].dose_id;
			return OK;
		}
		int64_t next;
		TRY(db_number(cx, sql_trace_next_site(lot_id, unit->path, mark->unit_id), 0, &next));
		*mark = (struct trace_mark){ next, 0, !next };
	}
	return OK;
}

enum err
trace_people(struct ctx *cx, const struct unit *unit, int64_t lot_id, size_t page, struct trace_mark *mark,
	     struct recipient **out, size_t *n)
{
	*out = NEW(cx->mem, struct recipient, page);
	*n = 0;
	TRY(at_sites(cx, unit, lot_id, page, mark, *out, n));
	if (*n == page)
		return OK;
	struct recipient *some;
	size_t count;
	TRY(db_list(cx, sql_trace_outside(lot_id, unit->path, mark->dose_id, (int64_t)(page - *n)), &recipient_fields,
		    &some, &count));
	memcpy(*out + *n, some, count * sizeof *some);
	*n += count;
	if (count)
		mark->dose_id = some[count - 1].dose_id;
	return OK;
}

enum err
trace_from(struct ctx *cx, int64_t unit_id, int64_t lot_id, struct edge **out, size_t *n)
{
	return db_list(cx, sql_trace_from(unit_id, lot_id, TRACE_EDGES_MAX), &edge_fields, out, n);
}

enum err
trace_to(struct ctx *cx, int64_t unit_id, int64_t lot_id, struct edge **out, size_t *n)
{
	return db_list(cx, sql_trace_to(unit_id, lot_id, TRACE_EDGES_MAX), &edge_fields, out, n);
}
