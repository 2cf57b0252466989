#include "registration/check.h"

#include "base/text.h"
#include "db/db.h"
#include "demand_sql.h"
#include "registration_sql.h"

enum { PAGE = 5000, SHOWN = 100 };

struct line {
	int64_t person_id, id, unit_id;
	const char *state;
	int64_t dose_number, listed_id;
	const char *listed_state;
	int64_t appointment_id, appointed_id;
	const char *appointment_state;
	bool settled;
	int64_t doses;
};
static FIELDS(line, FIELD(line, person_id, F_ID, 0, F_ROW), FIELD(line, id, F_ID, 0, F_ROW),
	      FIELD(line, unit_id, F_ID, 0, F_ROW), FIELD(line, state, F_TEXT, 10, F_ROW),
	      FIELD(line, dose_number, F_I64, 0, F_ROW), FIELD(line, listed_id, F_ID, 0, F_ROW),
	      FIELD(line, listed_state, F_TEXT, 10, F_ROW), FIELD(line, appointment_id, F_ID, 0, F_ROW),
	      FIELD(line, appointed_id, F_ID, 0, F_ROW), FIELD(line, appointment_state, F_TEXT, 10, F_ROW),
	      FIELD(line, settled, F_BOOL, 0, F_ROW), FIELD(line, doses, F_I64, 0, F_ROW));

/* What is wrong with it; NULL: nothing. */
static const char *
judge(const struct line *l)
{
	bool open = is(l->state, "waiting") || is(l->state, "placed");
	if (!open)
		return l->listed_id == l->id ? "listed though it is over" : NULL;
	if (l->listed_id != l->id)
		return "on no list";
	if (!is(l->listed_state, l->state))
		return "listed with another state";
	if (l->dose_number != l->doses + 1)
		return "for another dose than the next";
	if (is(l->state, "waiting"))
		return l->appointment_id ? "waits with an appointment" : NULL;
	if (l->appointed_id != l->person_id || is(l->appointment_state, "cancelled"))
		return "placed without an appointment";
	return l->settled ? "placed in a session that is settled" : NULL;
}

static void
tell(struct buf *out, struct registration_check *check, int64_t id, int64_t person_id, int64_t unit_id,
     const char *what)
{
	if (!what || ++check->differing > SHOWN)
		return;
	json_obj(out);
	json_kv_id(out, "registration", id);
	json_kv_id(out, "person_id", person_id);
	json_kv_id(out, "unit_id", unit_id);
	json_kv_text(out, "what", what);
	json_obj_end(out);
}

static enum err
check_registrations(struct ctx *cx, struct buf *out, struct registration_check *check)
{
	int64_t person = 0, id = 0;
	struct line *list;
	for (size_t n = PAGE; n == PAGE;) {
		TRY(db_list(cx, sql_recount_registrations(person, id, PAGE), &line_fields, &list, &n));
		for (size_t i = 0; i < n; i++) {
			person = list[i].person_id;
			id = list[i].id;
			check->registrations++;
			tell(out, check, id, person, list[i].unit_id, judge(&list[i]));
		}
	}
	return OK;
}

/* Rows of lists that no open registration of that unit stands behind. */
static enum err
check_lists(struct ctx *cx, struct buf *out, struct registration_check *check)
{
	int64_t unit = 0, person = 0;
	for (struct rows rows = { .n = PAGE }; rows.n == PAGE;) {
		TRY(db_query(cx, sql_recount_waiting(unit, person, PAGE), &rows));
		for (size_t r = 0; r < rows.n; r++) {
			unit = db_cell(&rows, r, 0)->i;
			person = db_cell(&rows, r, 1)->i;
			bool behind = !db_cell(&rows, r, 3)->null && db_cell(&rows, r, 3)->i == unit;
			tell(out, check, db_cell(&rows, r, 2)->i, person, unit, behind ? NULL : "a list without it");
		}
	}
	return OK;
}

/* What was counted of each list and is kept as right, against its rows. */
static enum err
check_demand(struct ctx *cx, struct buf *out, struct registration_check *check)
{
	int64_t unit = 0;
	for (struct rows lists = { .n = PAGE }; lists.n == PAGE;) {
		TRY(db_query(cx, sql_recount_lists(unit, PAGE), &lists));
		for (size_t i = 0; i < lists.n; i++) {
			struct rows wrong;
			unit = db_cell(&lists, i, 0)->i;
			check->lists++;
			TRY(db_query(cx, sql_recount_demand(unit), &wrong));
			if (wrong.n)
				tell(out, check, 0, 0, unit, "its demand is not what its list says");
		}
	}
	return OK;
}

enum err
registration_recount(struct ctx *cx, struct buf *differences, struct registration_check *out)
{
	*out = (struct registration_check){ 0 };
	TRY(check_registrations(cx, differences, out));
	TRY(check_lists(cx, differences, out));
	return check_demand(cx, differences, out);
}
