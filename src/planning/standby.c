#include "planning/standby.h"

#include "base/clock.h"
#include "dose/dose.h"
#include "message/message.h"
#include "planning/planning_parts.h"
#include "registration/registration.h"
#include "staff/staff.h"
#include "standby_sql.h"

#include <stdlib.h>

enum { WAITING_PAGE_MAX = 5000, PRODUCTS_MAX = 8 };

FIELDS(standby, FIELD(standby, place, F_I64, 0, F_ROW | F_OUT), FIELD(standby, person_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(standby, name, F_TEXT, 300, F_ROW | F_OUT), FIELD(standby, birth_date, F_DATE, 10, F_ROW | F_OUT),
       FIELD(standby, birth_precision, F_TEXT, 8, F_ROW | F_OUT), FIELD(standby, sex, F_TEXT, 8, F_ROW | F_OUT),
       FIELD(standby, phone, F_TEXT, 20, F_ROW | F_OUT), FIELD(standby, commune_name, F_TEXT, 300, F_ROW | F_OUT),
       FIELD(standby, priority_group, F_TEXT, 20, F_ROW | F_OUT), FIELD(standby, dose_number, F_I64, 0, F_ROW | F_OUT),
       FIELD(standby, products, F_TEXT, 300, F_ROW | F_OUT), FIELD(standby, state, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(standby, called_ms, F_TIME, 0, F_ROW | F_OUT), FIELD(standby, why, F_TEXT, 500, F_ROW | F_OUT));

FIELDS(standby_in, FIELD_RANGE(standby_in, people, 1, STANDBY_MAX, F_IN | F_MUST));
const struct fields standby_call_fields = { "standby_call", sizeof(struct standby_in),
					    (const struct field[]){
						    FIELD_RANGE(standby_in, people, 1, STANDBY_MAX, F_IN | F_MUST),
						    FIELD_RANGE(standby_in, minutes, 5, STANDBY_MINUTES_MAX, F_IN),
						    { 0 } } };
FIELDS(standby_answer, FIELD(standby_answer, state, F_TEXT, 16, F_IN | F_MUST),
       FIELD(standby_answer, why, F_TEXT, 500, F_IN));

enum err
standby_list(struct ctx *cx, const struct session *session, struct standby **out, size_t *n)
{
	return db_list(cx, sql_standby_list(session->unit_id, session->id), &standby_fields, out, n);
}

/* ---- making the list ---- */

struct candidate {
	int64_t person_id, list_unit_id, registration_id, dose_number, registered_ms;
	int64_t rank;
	const char *birth_date;
};

struct making {
	const struct session *session;
	struct product products[PRODUCTS_MAX];
	size_t nproducts;
	struct rows listed;
	int64_t place, wanted, tries;
	bool hospital; /* the site is one */
};

/* Products on the tables that may be used today and have doses left. */
static enum err
load_products(struct ctx *cx, struct making *m)
{
	struct lot *lots;
	size_t n;
	TRY(session_lots(cx, m->session->unit_id, m->session->id, &lots, &n));
	for (size_t i = 0; i < n; i++) {
		bool known = false;
		for (size_t k = 0; k < m->nproducts; k++)
			known = known || strcmp(m->products[k].code, lots[i].product_code) == 0;
		if (known || m->nproducts == PRODUCTS_MAX || lots[i].doses <= 0 ||
		    strcmp(lots[i].state, "active") != 0 || strcmp(lots[i].expires_on, m->session->on_date) < 0)
			continue;
		TRY(product_get(cx, lots[i].product_code, &m->products[m->nproducts++]));
	}
	return m->nproducts
		       ? OK
		       : fail(cx, ERR_CONFLICT, "standby.no_doses", "Buổi tiêm không còn liều vắc xin nào dùng được.",
			      "No usable dose is left in this session.");
}

static int
by_order(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	int birth = strcmp(x->birth_date, y->birth_date);
	if (birth)
		return birth;
	if (x->registered_ms != y->registered_ms)
		return x->registered_ms < y->registered_ms ? -1 : 1;
	return (x->person_id > y->person_id) - (x->person_id < y->person_id);
}

static enum err
read_waiting(struct ctx *cx, const struct making *m, int64_t unit_id, struct candidate **out, size_t *n)
{
	const char *on = m->session->on_date;
	const struct unit unit = { .id = unit_id };
	const struct priority *order;
	struct rows rows;
	size_t cap = 0;
	int64_t after = 0;
	*n = 0;
	*out = NULL;
	TRY(priority_load(cx, &unit, on, &order));
	do {
		TRY(db_query(cx, sql_standby_waiting(unit_id, on, m->hospital, after, WAITING_PAGE_MAX), &rows));
		struct candidate *more = NEW(cx->mem, struct candidate, cap + rows.n + 1);
		if (*n)
			memcpy(more, *out, *n * sizeof *more);
		*out = more;
		cap += rows.n;
		for (size_t i = 0; i < rows.n; i++) {
			const struct cell *row = db_cell(&rows, i, 0);
			after = row[0].i;
			more[(*n)++] = (struct candidate){ row[0].i, unit_id,  row[1].i,
							   row[2].i, row[6].i, priority_rank(order, row[3].p, row[4].p),
							   row[5].p };
		}
	} while (rows.n == WAITING_PAGE_MAX);
	qsort(*out, *n, sizeof **out, by_order);
	return OK;
}

static bool
is_listed(const struct making *m, int64_t person_id)
{
	for (size_t i = 0; i < m->listed.n; i++)
		if (db_cell(&m->listed, i, 0)->i == person_id)
			return true;
	return false;
}

/* The products of the session that somebody may be given today, with commas; "" for none, and for who had their record restricted. */
static enum err
products_for(struct ctx *cx, const struct making *m, int64_t person_id, const char **out)
{
	struct person person;
	struct dose *doses;
	size_t n;
	*out = "";
	TRY(person_bare(cx, person_id, &person));
	if (person.restricted_ms)
		return OK;
	TRY(dose_list(cx, person_id, false, &doses, &n));
	for (size_t i = 0; i < m->nproducts; i++) {
		struct judgement j;
		TRY(dose_judge(cx, &person, doses, n, &m->products[i], NULL, m->session->on_date, &j));
		if (!j.code)
			*out = arena_printf(cx->mem, "%s%s%s", *out, **out ? "," : "", m->products[i].code);
	}
	return OK;
}

static enum err
list_commune(struct ctx *cx, struct making *m, int64_t unit_id)
{
	struct candidate *list;
	size_t n;
	TRY(read_waiting(cx, m, unit_id, &list, &n));
	for (size_t i = 0; i < n && m->place < m->wanted && m->tries < STANDBY_TRIES; i++) {
		const struct candidate *c = &list[i];
		const char *products;
		bool made;
		if (is_listed(m, c->person_id))
			continue;
		m->tries++;
		TRY(products_for(cx, m, c->person_id, &products));
		if (!*products)
			continue;
		TRY(db_claim(cx,
			     sql_standby_add(m->session->unit_id, m->session->id, m->place + 1, c->person_id,
					     c->list_unit_id, c->registration_id, c->dose_number, products),
			     &made));
		m->place += made;
	}
	return OK;
}

/* The commune that a site stands in and its district; a site of a district has no commune of its own. */
static enum err
find_area(struct ctx *cx, const struct unit *site, int64_t *commune, int64_t *district)
{
	struct unit *above;
	size_t n;
	*commune = *district = 0;
	TRY(unit_ancestors(cx, site, &above, &n));
	for (size_t i = 0; i < n; i++) {
		if (strcmp(above[i].level, "commune") == 0)
			*commune = above[i].id;
		if (strcmp(above[i].level, "district") == 0)
			*district = above[i].id;
	}
	return OK;
}

enum err
standby_make(struct ctx *cx, const struct unit *site, const struct session *session, int64_t people)
{
	struct making m = { .session = session,
			    .wanted = people,
			    .hospital = site->kind && strcmp(site->kind, "hospital") == 0 };
	struct rows near;
	int64_t commune, district;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	if (strcmp(session->on_date, today) != 0)
		return fail(cx, ERR_CONFLICT, "session.day",
			    "Danh sách dự phòng chỉ lập được trong ngày của buổi tiêm (%s).",
			    "A standby list is made on the day of its session (%s).", session->on_date);
	TRY(load_products(cx, &m));
	TRY(db_query(cx, sql_standby_listed(session->unit_id, session->id), &m.listed));
	m.place = (int64_t)m.listed.n;
	TRY(find_area(cx, site, &commune, &district));
	if (commune)
		TRY(list_commune(cx, &m, commune));
	if (!district)
		return OK;
	TRY(db_query(cx, sql_standby_communes(district, commune, STANDBY_COMMUNES_MAX), &near));
	for (size_t i = 0; i < near.n && m.place < m.wanted && m.tries < STANDBY_TRIES; i++)
		TRY(list_commune(cx, &m, db_cell(&near, i, 0)->i));
	return OK;
}

/* ---- calling ---- */

static enum err
minutes_by_rule(struct ctx *cx, const char *on, int64_t *minutes)
{
	const json_t *rule;
	if (*minutes != NONE && *minutes)
		return OK;
	TRY(planning_rule(cx, on, &rule));
	*minutes = json_integer_value(json_object_get(rule, "standby_minutes"));
	return OK;
}

static enum err
call_one(struct ctx *cx, const struct unit *site, const struct session *session, const struct cell *row,
	 int64_t minutes, int64_t *called)
{
	bool first;
	const struct message_value values[] = { { "name", row[2].p },
						{ "place", site->name },
						{ "minutes", arena_printf(cx->mem, "%lld", (long long)minutes) },
						{ 0 } };
	struct message_in in = { .template = "standby",
				 .phone = row[3].null ? NULL : row[3].p,
				 .lang = row[4].null ? NULL : row[4].p,
				 .person_id = row[1].i,
				 .unit_id = site->id,
				 .dedupe = arena_printf(cx->mem, "%lld:%lld", (long long)session->id,
							(long long)row[1].i),
				 .expires_ms = cx->now + minutes * MS_MINUTE,
				 .values = values };
	TRY(db_claim(cx, sql_standby_called(session->unit_id, session->id, row[0].i, cx->actor->staff_id, cx->now),
		     &first));
	if (!first)
		return OK;
	++*called;
	TRY(person_link(cx, site->id, row[1].i));
	return message_post(cx, &in, NULL);
}

enum err
standby_call(struct ctx *cx, const struct unit *site, const struct session *session, const struct standby_in *in,
	     int64_t *called)
{
	struct rows next;
	int64_t minutes = in->minutes;
	*called = 0;
	TRY(minutes_by_rule(cx, session->on_date, &minutes));
	TRY(db_query(cx, sql_standby_next(session->unit_id, session->id, in->people), &next));
	for (size_t i = 0; i < next.n; i++)
		TRY(call_one(cx, site, session, db_cell(&next, i, 0), minutes, called));
	return OK;
}

enum err
standby_answer(struct ctx *cx, const struct session *session, int64_t person_id, const struct standby_answer *in)
{
	bool found;
	if (strcmp(in->state, "coming") != 0 && strcmp(in->state, "declined") != 0)
		return fail_field(cx, "state", "standby.state", "state là coming (sẽ đến) hoặc declined (từ chối).",
				  "state is coming or declined.");
	TRY(db_claim(cx, sql_standby_answer(session->unit_id, session->id, person_id, in->state, in->why), &found));
	return found ? OK
		     : fail(cx, ERR_NOT_FOUND, "standby.unknown", "Người này không có trong danh sách dự phòng.",
			    "This person is not on the standby list.");
}
