/* db_test: named queries, transactions, savepoints and failures, the same on both engines. */
#include "db_frame.h"

#include "audit_sql.h"
#include "counter/counter.h"
#include "staff/staff.h"
#include "staff_sql.h"
#include "unit/unit.h"
#include "unit_sql.h"

#include <sodium.h>

#define CX (&frame_cx)

/* The problem of the step before is of no interest to the next. */
static struct ctx *
fresh(void)
{
	frame_cx.problem = (struct problem){ 0 };
	return CX;
}

static int64_t
script_count(const char *bucket)
{
	int64_t n = -1;
	/* rate_count adds one: counted in a transaction that is rolled back */
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(db_number(CX, sql_rate_count(bucket, 0), 0, &n), OK);
	db_rollback(CX);
	return n - 1;
}

static enum err
count(const char *bucket)
{
	int64_t n;
	return db_number(fresh(), sql_rate_count(bucket, 0), 0, &n);
}

static enum err
insert_unit(int64_t id, const char *level, const char *name, int64_t *latitude)
{
	struct rows rows;
	const char *code = arena_printf(frame_mem, "%lld", (long long)id);
	return db_query(fresh(),
			sql_unit_insert(id, code, level, "centre", name, NULL, "key", NULL, "/1/", "2021-01-01", NULL,
					0, INT64_MAX, NULL, "", latitude, NULL, NULL, NULL, FRAME_NOW),
			&rows);
}

/* Its foreign key names an account that does not exist: refused, at once or at the commit. */
static struct sql_call
orphan_login(void)
{
	return sql_login_insert(frame_name("token"), 987654321, 0, NULL, FRAME_NOW, FRAME_NOW);
}

/* ---- schema and addresses ---- */

static void
migrating_again_changes_nothing(void)
{
	int64_t from = 0, to = 0, have = 0, want = 0;
	CHECK_INT(migrate(fresh(), &from, &to), OK);
	CHECK(from == to && to >= 1);
	CHECK_INT(migrate_version(fresh(), &have, &want), OK);
	CHECK(have == want && have == to);
}

static void
a_newer_database_is_refused(void)
{
	int64_t from, to;
	CHECK_INT(db_script(fresh(), "INSERT INTO schema_version (version, at_ms) VALUES (9000, 0);"), OK);
	CHECK_INT(migrate(fresh(), &from, &to), ERR_CONFLICT);
	CHECK_STR(CX->problem.code, "schema.newer");
	CHECK_INT(db_script(fresh(), "DELETE FROM schema_version WHERE version = 9000;"), OK);
	CHECK_INT(migrate(fresh(), &from, &to), OK);
}

static void
every_named_query_prepares(void)
{
	enum err err = db_prepare_all(fresh());
	CHECK_INT(err, OK);
	if (err != OK)
		printf("  %s\n", CX->problem.en);
	CHECK(sql_count > 30);
	for (int i = 0; i < sql_count; i++)
		CHECK_INT(sql_all[i].id, i);
}

static void
addresses_that_are_none_are_refused(void)
{
	static const char *const bad[] = { "", "sqlite:", "mysql://x", "/tmp/x.db", "postgres:x" };
	struct db *db = NULL;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct ctx cx = { .mem = frame_mem };
		CHECK_INT(db_open(&cx, bad[i], TX_READ, &db), ERR_INVALID);
		CHECK_STR(cx.problem.field, "db");
	}
	static const char *const nowhere[] = { "sqlite:/nonexistent/folder/x.db",
					       "postgresql://nobody@127.0.0.1:1/none" };
	for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
		struct ctx cx = { .mem = frame_mem };
		CHECK_INT(db_open(&cx, nowhere[i], TX_READ, &db), ERR_INTERNAL);
	}
	db_close(NULL);
	CHECK_INT(db_engine(CX->db), frame_pg ? DB_POSTGRESQL : DB_SQLITE);
}

static void
a_reading_connection_cannot_write(void)
{
	struct ctx cx = frame_open(frame_url, TX_READ);
	int64_t n;
	CHECK_INT(db_begin(&cx, TX_READ), OK);
	CHECK_INT(db_number(&cx, sql_audit_unchained(), -1, &n), OK);
	CHECK(db_number(&cx, sql_rate_count("read-only", 0), 0, &n) != OK);
	db_rollback(&cx);
	/* and goes on reading */
	cx.problem = (struct problem){ 0 };
	CHECK_INT(db_begin(&cx, TX_READ), OK);
	CHECK_INT(db_number(&cx, sql_audit_unchained(), -1, &n), OK);
	CHECK_INT(db_commit(&cx), OK);
	db_close(cx.db);
	CHECK_INT(script_count("read-only"), 0);
}

/* ---- values ---- */

static void
values_come_back_as_they_went(void)
{
	int64_t id = id_next(FRAME_NOW), latitude = INT64_MIN + 1;
	const char *name = "Trạm y tế 'Đức\" \\ $1 -- ; %s \xF0\x9F\x92\x89";
	struct unit u = { 0 };
	bool found = false;
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(insert_unit(id, "site", name, &latitude), OK);
	CHECK_INT(db_one(fresh(), sql_unit_get(id), &unit_fields, &u, &found), OK);
	CHECK(found && u.id == id);
	CHECK_STR(u.name, name);
	CHECK(u.latitude_e6 == latitude && u.longitude_e6 == NONE && u.capacity == INT64_MAX);
	CHECK(u.name_en == NULL && u.in_charge == NULL && u.valid_to == NULL && u.parent_id == 0);
	CHECK_STR(u.phone, "");
	struct staff s = { 0 };
	bool made = false;
	int64_t staff_id = id_next(FRAME_NOW);
	const char *login = frame_name("staff");
	CHECK_INT(db_claim(fresh(), sql_staff_insert(staff_id, login, "Lê Thị B", "observer", id, "hash", true, 77),
			   &made),
		  OK);
	CHECK(made);
	CHECK_INT(db_one(fresh(), sql_staff_by_login_name(login), &staff_fields, &s, &found), OK);
	CHECK(found && s.id == staff_id && s.must_change && !s.disabled && s.created_ms == 77 && s.unit_id == id);
	CHECK(!s.pin_hash);
	db_rollback(CX);
}

static void
what_is_not_there(void)
{
	struct unit u = { 0 }, *list = NULL;
	bool found = true;
	int64_t n = 0;
	size_t rows = 9;
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(db_one(CX, sql_unit_get(-1), &unit_fields, &u, &found), OK);
	CHECK(!found);
	CHECK_INT(db_number(CX, sql_unit_took_over(-1), 42, &n), OK);
	CHECK_INT(n, 42);
	CHECK_INT(db_list(CX, sql_unit_children(-1, NULL, NULL, NULL, NULL, "2021-08-01", 0, 10), &unit_fields, &list,
			  &rows),
		  OK);
	CHECK_INT(rows, 0);
	CHECK_INT(db_claim(CX, sql_staff_set_pin(-1, "x", 0), &found), OK);
	CHECK(!found);
	CHECK_INT(db_commit(CX), OK);
}

/* A column that the struct has no place for is a mistake of ours, said aloud. */
static void
a_column_without_a_field_is_an_error(void)
{
	struct staff *list;
	size_t n;
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(db_list(CX, sql_unit_children(-1, NULL, NULL, NULL, NULL, "2021-08-01", 0, 10), &staff_fields, &list,
			  &n),
		  ERR_INTERNAL);
	db_rollback(CX);
}

static void
too_many_rows_are_refused(void)
{
	struct rows rows;
	CHECK_INT(db_script(fresh(),
			    "INSERT INTO unit (id, code, level, kind, name, search_key, path, valid_from, changed_ms) "
			    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20001) "
			    "SELECT 5000000 + i, CAST(5000000 + i AS TEXT), 'site', 'centre', 'x', 'x', '/', "
			    "'2000-01-01', 0 FROM n;"
			    "INSERT INTO unit_successor (old_id, new_id, valid_from) SELECT id, 5000001, '2025-07-01' "
			    "FROM unit WHERE id > 5000000 AND id <= 5020001;"),
		  OK);
	CHECK_INT(db_begin(fresh(), TX_READ), OK);
	CHECK_INT(db_query(CX, sql_unit_took_over(5000001), &rows), ERR_INTERNAL);
	db_rollback(CX);
	CHECK_INT(db_script(fresh(), "DELETE FROM unit_successor WHERE old_id = 5000001;"), OK);
	CHECK_INT(db_begin(fresh(), TX_READ), OK);
	CHECK_INT(db_query(CX, sql_unit_took_over(5000001), &rows), OK);
	CHECK_INT(rows.n, DB_ROWS_MAX);
	CHECK_INT(rows.columns, 1);
	CHECK_STR(rows.names[0], "old_id");
	CHECK(db_cell(&rows, 0, 0)->i > 5000001 && db_cell(&rows, DB_ROWS_MAX - 1, 0)->i > 5000001);
	CHECK_INT(db_commit(CX), OK);
	CHECK_INT(db_script(fresh(), "DELETE FROM unit_successor WHERE new_id = 5000001; DELETE FROM unit WHERE id > "
				     "5000000 AND id <= 5020001;"),
		  OK);
}

/* ---- transactions ---- */

static void
a_commit_stays_and_a_rollback_does_not(void)
{
	const char *bucket = frame_name("tx");
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(count(bucket), OK);
	CHECK_INT(db_commit(CX), OK);
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(count(bucket), OK);
	CHECK_INT(count(bucket), OK);
	db_rollback(CX);
	db_rollback(CX); /* once more does no harm */
	CHECK_INT(script_count(bucket), 1);
	struct ctx other = frame_open(frame_url, TX_WRITE);
	int64_t n = 0;
	CHECK_INT(db_begin(&other, TX_WRITE), OK);
	CHECK_INT(db_number(&other, sql_rate_count(bucket, 0), 0, &n), OK);
	CHECK_INT(n, 2);
	/* closed without a commit: nothing of it stays */
	db_close(other.db);
	CHECK_INT(script_count(bucket), 1);
}

static void
savepoints_undo_their_own_part(void)
{
	const char *first = frame_name("sp"), *second = frame_name("sp"), *third = frame_name("sp");
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(db_savepoint(CX), OK);
	CHECK_INT(count(first), OK);
	CHECK_INT(db_release(CX), OK);
	CHECK_INT(db_savepoint(CX), OK);
	CHECK_INT(count(second), OK);
	CHECK_INT(db_rollback_to(CX), OK);
	CHECK_INT(db_savepoint(CX), OK);
	CHECK_INT(count(third), OK);
	CHECK_INT(db_release(CX), OK);
	CHECK_INT(db_commit(CX), OK);
	CHECK_INT(script_count(first), 1);
	CHECK_INT(script_count(second), 0);
	CHECK_INT(script_count(third), 1);
}

/* Each kind of constraint: the statement is refused, its savepoint undone, the neighbours' work stays. */
static void
a_broken_constraint_costs_its_own_savepoint_only(void)
{
	const char *mine = frame_name("mine"), *its = frame_name("its"), *next = frame_name("next");
	int64_t id = id_next(FRAME_NOW);
	for (int kind = 0; kind < 3; kind++) {
		struct rows rows;
		CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
		CHECK_INT(db_savepoint(CX), OK);
		CHECK_INT(count(mine), OK);
		CHECK_INT(db_release(CX), OK);
		CHECK_INT(db_savepoint(CX), OK);
		CHECK_INT(count(its), OK);
		enum err err = OK;
		if (kind == 0) /* foreign key */
			err = db_query(fresh(), orphan_login(), &rows);
		else if (kind == 1) /* check */
			err = insert_unit(id, "planet", "x", NULL);
		else /* primary key, without ON CONFLICT */
			for (int twice = 0; twice < 2 && err == OK; twice++)
				err = db_query(
					fresh(),
					sql_audit_add(1, id, 0, "a", NULL, NULL, NULL, 0, 0, 0, 0, (struct bytes){ 0 }),
					&rows);
		CHECK_INT(err, ERR_CONFLICT);
		CHECK_STR(CX->problem.code, "db.constraint");
		CHECK(!db_tx_gone(CX->db));
		CHECK_INT(db_rollback_to(fresh()), OK);
		CHECK_INT(db_savepoint(CX), OK);
		CHECK_INT(count(next), OK);
		CHECK_INT(db_release(CX), OK);
		CHECK_INT(db_commit(CX), OK);
	}
	CHECK_INT(script_count(mine), 3);
	CHECK_INT(script_count(its), 0);
	CHECK_INT(script_count(next), 3);
}

/* A queued statement may fail after db_post() said OK: it must surface at the next wait or the commit, never be lost. */
static void
a_failed_post_surfaces(void)
{
	for (int wait = 0; wait < 2; wait++) {
		const char *bucket = frame_name("post");
		CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
		CHECK_INT(count(bucket), OK);
		enum err err = db_post(fresh(), orphan_login());
		if (err == OK && wait)
			err = count(bucket);
		if (err == OK)
			err = db_commit(fresh());
		CHECK(err != OK);
		/* on PostgreSQL it may have been a neighbour's: the whole batch is to run again */
		CHECK(db_tx_gone(CX->db) == frame_pg);
		db_rollback(CX);
		CHECK_INT(script_count(bucket), 0);
	}
}

/* After a failure in the pipeline: a statement that was never prepared before must not be taken for prepared. */
static void
the_pipeline_recovers_after_a_failure(void)
{
	struct ctx cx = frame_open(frame_url, TX_WRITE);
	const char *bucket = frame_name("pipeline");
	for (int round = 0; round < 3; round++) {
		int64_t n = 0;
		cx.problem = (struct problem){ 0 };
		CHECK_INT(db_begin(&cx, TX_WRITE), OK);
		enum err err = db_post(&cx, orphan_login());
		if (err == OK) /* prepared for the first time behind the failure */
			err = db_number(&cx, sql_rate_count(bucket, round), 0, &n);
		CHECK(err != OK);
		db_rollback(&cx);
		cx.problem = (struct problem){ 0 };
		CHECK_INT(db_begin(&cx, TX_WRITE), OK);
		CHECK_INT(db_number(&cx, sql_rate_count(bucket, round), 0, &n), OK);
		CHECK_INT(n, 1);
		CHECK_INT(db_commit(&cx), OK);
	}
	db_close(cx.db);
}

static void
many_posts_travel_together(void)
{
	int64_t before = 0, after = 0, unit = id_next(FRAME_NOW);
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(db_number(CX, sql_audit_unchained(), 0, &before), OK);
	for (int i = 0; i < 500; i++)
		CHECK_INT(db_post(CX,
				  sql_audit_add(unit, i, 0, "act", NULL, NULL, NULL, 0, 0, 0, 0, (struct bytes){ 0 })),
			  OK);
	CHECK_INT(db_number(CX, sql_audit_unchained(), 0, &after), OK);
	CHECK_INT(after - before, 500);
	for (int i = 500; i < 700; i++)
		CHECK_INT(db_post(CX,
				  sql_audit_add(unit, i, 0, "act", NULL, NULL, NULL, 0, 0, 0, 0, (struct bytes){ 0 })),
			  OK);
	CHECK_INT(db_commit(CX), OK);
	CHECK_INT(db_begin(fresh(), TX_READ), OK);
	CHECK_INT(db_number(CX, sql_audit_unchained(), 0, &after), OK);
	CHECK_INT(after - before, 700);
	CHECK_INT(db_commit(CX), OK);
	/* one bad one among many: none stays */
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	enum err err = OK;
	for (int i = 0; i < 200 && err == OK; i++)
		err = db_post(CX, sql_audit_add(unit + 1, i == 150 ? 0 : i, 0, "act", NULL, NULL, NULL, 0, 0, 0, 0,
						(struct bytes){ 0 }));
	if (err == OK)
		err = db_commit(CX);
	CHECK(err != OK);
	db_rollback(CX);
	int64_t last = 0;
	CHECK_INT(db_begin(fresh(), TX_READ), OK);
	CHECK_INT(db_number(CX, sql_audit_unchained(), 0, &last), OK);
	CHECK_INT(last, after);
	CHECK_INT(db_commit(CX), OK);
}

static int64_t
unchained(void)
{
	int64_t n = -1;
	CHECK_INT(db_number(CX, sql_audit_unchained(), 0, &n), OK);
	return n;
}

static enum err
post_entry(int64_t unit, int64_t id, const char *why, struct bytes link)
{
	return db_post(CX, sql_audit_add(unit, id, 0, "act", NULL, why, NULL, 0, 0, 0, 0, link));
}

/* Rows that wait belong to their savepoint; what a read had written inside of one that is rolled back is written again. */
static void
rows_that_wait_heed_savepoints(void)
{
	int64_t unit = id_next(FRAME_NOW);
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	int64_t before = unchained();
	CHECK_INT(db_savepoint(CX), OK);
	CHECK_INT(post_entry(unit, 1, NULL, (struct bytes){ 0 }), OK);
	CHECK_INT(db_release(CX), OK);
	CHECK_INT(db_savepoint(CX), OK);
	CHECK_INT(post_entry(unit, 2, NULL, (struct bytes){ 0 }), OK);
	CHECK_INT(unchained() - before, 2);
	CHECK_INT(post_entry(unit, 3, NULL, (struct bytes){ 0 }), OK);
	CHECK_INT(db_rollback_to(CX), OK);
	CHECK_INT(unchained() - before, 1);
	CHECK_INT(db_savepoint(CX), OK);
	for (int64_t id = 10; id < 1500; id++) /* more than may wait */
		CHECK_INT(post_entry(unit, id, NULL, (struct bytes){ 0 }), OK);
	CHECK_INT(db_rollback_to(CX), OK);
	CHECK_INT(db_savepoint(CX), OK);
	CHECK_INT(post_entry(unit, 4, NULL, (struct bytes){ 0 }), OK);
	CHECK_INT(db_release(CX), OK);
	CHECK_INT(db_commit(CX), OK);
	CHECK_INT(db_begin(fresh(), TX_READ), OK);
	CHECK_INT(unchained() - before, 2);
	CHECK_INT(db_commit(CX), OK);
	/* and to their transaction */
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(post_entry(unit, 5, NULL, (struct bytes){ 0 }), OK);
	db_rollback(CX);
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(unchained() - before, 2);
	CHECK_INT(db_commit(CX), OK);
}

static void
rows_that_wait_keep_their_values(void)
{
	static const char odd[] = "{\"a\",NULL}, 'ế' \\ \n";
	int64_t unit = id_next(FRAME_NOW), chain = -unit;
	struct rows rows;
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	const struct bytes zeros = { "\0\1\0", 3 }, none = { "", 0 };
	const char *const whys[] = { NULL, "", odd };
	const struct bytes links[] = { zeros, none, { 0 } };
	for (int64_t i = 0; i < 3; i++)
		CHECK_INT(db_post(CX, sql_audit_add(unit, i + 1, 0, "act", NULL, whys[i], NULL, 0, 0, chain, i + 1,
						    links[i])),
			  OK);
	CHECK_INT(db_query(CX, sql_audit_page(chain, 0, 10), &rows), OK);
	CHECK_INT(rows.n, 3);
	for (size_t r = 0; r < rows.n; r++)
		for (size_t c = 0; c < rows.columns; c++) {
			const struct cell *cell = db_cell(&rows, r, c);
			if (strcmp(rows.names[c], "why") == 0) {
				CHECK(cell->null == !whys[r]);
				CHECK(!whys[r] || strcmp(cell->p, whys[r]) == 0);
			}
			if (strcmp(rows.names[c], "link") == 0) {
				CHECK(cell->null == !links[r].p);
				CHECK_INT(cell->n, links[r].n);
				CHECK(cell->n == 0 || memcmp(cell->p, links[r].p, cell->n) == 0);
			}
		}
	db_rollback(CX);
}

/* Additions to one counter are one addition; others stay apart; a counter that is there is added to. */
static void
rows_that_wait_are_added_up(void)
{
	int64_t unit = id_next(FRAME_NOW);
	struct count *list;
	size_t n;
	for (int round = 1; round <= 2; round++) {
		CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
		const struct count first = { "2021-08-01", "astrazeneca", 1, "injected", 0 },
				   second = { "2021-08-01", "astrazeneca", 2, "injected", 0 };
		for (int i = 0; i < 5; i++)
			CHECK_INT(counter_add(CX, unit, &first, 1), OK);
		CHECK_INT(counter_add(CX, unit, &first, -2), OK);
		CHECK_INT(counter_add(CX, unit, &second, 7), OK);
		CHECK_INT(counter_list(CX, unit, true, "2021-08-01", "2021-08-01", &list, &n), OK);
		CHECK_INT(n, 2);
		CHECK_INT(list[0].n, 3 * round);
		CHECK_INT(list[1].n, 7 * round);
		CHECK_INT(db_commit(CX), OK);
	}
}

/* A migration that fails half-way leaves nothing behind. */
static void
a_failed_script_leaves_nothing(void)
{
	CHECK_INT(
		db_script(fresh(), "BEGIN; CREATE TABLE half (a TEXT); INSERT INTO nowhere (a) VALUES ('x'); COMMIT;"),
		ERR_INTERNAL);
	db_rollback(CX);
	CHECK_INT(db_script(fresh(), "BEGIN; CREATE TABLE half (a TEXT); COMMIT; DROP TABLE half;"), OK);
	CHECK_INT(script_count(frame_name("after")), 0);
}

/* The hook itself: the n-th call fails, once, and calls are counted. */
static void
the_fault_hook_fails_the_nth_call(void)
{
	const char *bucket = frame_name("fault");
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	db_fault_at(2, FAULT_STATEMENT);
	CHECK_INT(count(bucket), OK);
	CHECK_INT(count(bucket), ERR_CONFLICT);
	CHECK(!db_tx_gone(CX->db));
	CHECK_INT(count(bucket), OK);
	CHECK_INT(db_calls(), 3);
	db_rollback(CX);
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	db_fault_at(2, FAULT_TRANSACTION);
	CHECK_INT(count(bucket), OK);
	CHECK_INT(count(bucket), ERR_INTERNAL);
	CHECK(db_tx_gone(CX->db));
	db_rollback(CX);
	db_fault_at(0, FAULT_STATEMENT);
	CHECK_INT(script_count(bucket), 0);
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(count(bucket), OK);
	db_fault_at(1, FAULT_STATEMENT);
	CHECK(db_commit(fresh()) != OK);
	db_rollback(CX);
	db_fault_at(0, FAULT_STATEMENT);
	CHECK_INT(script_count(bucket), 0);
}

/* ---- PostgreSQL alone ---- */

static void
a_lost_connection_is_said_and_revived(void)
{
	static const char kill_others[] = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
					  "pg_backend_pid() AND datname = current_database()";
	struct ctx other = frame_open(frame_url, TX_WRITE);
	const char *bucket = frame_name("lost");
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(count(bucket), OK);
	CHECK_INT(db_script(&other, kill_others), OK);
	CHECK_INT(count(bucket), ERR_BUSY);
	CHECK_STR(CX->problem.code, "db.busy");
	CHECK(db_tx_gone(CX->db));
	db_rollback(CX);
	CHECK_INT(db_revive(fresh()), OK);
	CHECK(!db_tx_gone(CX->db));
	CHECK_INT(script_count(bucket), 0);
	/* lost at the commit: nobody may be told that it is done */
	CHECK_INT(db_begin(fresh(), TX_WRITE), OK);
	CHECK_INT(count(bucket), OK);
	CHECK_INT(db_script(&other, kill_others), OK);
	CHECK(db_commit(fresh()) != OK);
	db_rollback(CX);
	CHECK_INT(db_revive(fresh()), OK);
	CHECK_INT(script_count(bucket), 0);
	db_close(other.db);
}

/* Makes a database with these options, tries to open it, removes it. */
static bool
opens(const char *options, const char *setting)
{
	const char *slash = strrchr(frame_url, '/');
	const char *url = arena_printf(frame_mem, "%.*s/unfit_test", (int)(slash - frame_url), frame_url);
	CHECK_INT(db_script(fresh(),
			    arena_printf(frame_mem, "CREATE DATABASE unfit_test TEMPLATE template0 %s", options)),
		  OK);
	if (setting)
		CHECK_INT(db_script(fresh(), arena_printf(frame_mem, "ALTER DATABASE unfit_test SET %s", setting)), OK);
	struct ctx cx = { .mem = frame_mem };
	bool ok = db_open(&cx, url, TX_WRITE, &cx.db) == OK;
	if (ok)
		db_close(cx.db);
	CHECK_INT(db_script(fresh(), "DROP DATABASE unfit_test WITH (FORCE)"), OK);
	return ok;
}

static void
an_unfit_database_is_refused(void)
{
	CHECK(opens("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", NULL));
	CHECK(!opens("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'", NULL));
	CHECK(!opens("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", "synchronous_commit = off"));
	CHECK(opens("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", "synchronous_commit = local"));
}

static void
cases(void)
{
	TEST(migrating_again_changes_nothing);
	TEST(a_newer_database_is_refused);
	TEST(every_named_query_prepares);
	TEST(addresses_that_are_none_are_refused);
	TEST(a_reading_connection_cannot_write);
	TEST(values_come_back_as_they_went);
	TEST(what_is_not_there);
	TEST(a_column_without_a_field_is_an_error);
	TEST(too_many_rows_are_refused);
	TEST(a_commit_stays_and_a_rollback_does_not);
	TEST(savepoints_undo_their_own_part);
	TEST(a_broken_constraint_costs_its_own_savepoint_only);
	TEST(a_failed_post_surfaces);
	TEST(the_pipeline_recovers_after_a_failure);
	TEST(many_posts_travel_together);
	TEST(rows_that_wait_heed_savepoints);
	TEST(rows_that_wait_keep_their_values);
	TEST(rows_that_wait_are_added_up);
	TEST(a_failed_script_leaves_nothing);
	TEST(the_fault_hook_fails_the_nth_call);
	if (!frame_pg)
		return;
	TEST(a_lost_connection_is_said_and_revived);
	TEST(an_unfit_database_is_refused);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 2;
	return frame_main(cases);
}
