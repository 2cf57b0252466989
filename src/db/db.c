#include "db/driver.h"

#include "base/log.h"
#include "db/lease.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef TEST_HOOKS
static _Atomic long fault_at, calls;
static _Atomic int fault_kind;

void
db_fault_at(long n, enum db_fault kind)
{
	atomic_store(&calls, 0);
	atomic_store(&fault_kind, (int)kind);
	atomic_store(&fault_at, n);
}

long
db_calls(void)
{
	return atomic_load(&calls);
}

/* Of requests only: what workers ask of the database in between is not counted. */
static enum fate
fault(const struct ctx *cx)
{
	struct db *db = cx->db;
	if (!cx->request_id)
		return FATE_FINE;
	long at = atomic_load(&fault_at);
	if (atomic_fetch_add(&calls, 1) + 1 != at || !at)
		return FATE_FINE;
	snprintf(db->why, sizeof db->why, "injected fault");
	if (atomic_load(&fault_kind) == FAULT_STATEMENT)
		return FATE_CONSTRAINT;
	db->driver->rollback(&(struct ctx){ .db = db });
	return FATE_BROKEN;
}
#else
static enum fate
fault(const struct ctx *cx)
{
	(void)cx;
	return FATE_FINE;
}
#endif

enum err
fail_unknown(struct ctx *cx)
{
	return fail(cx, ERR_BUSY, "db.unknown",
		    "Mất kết nối cơ sở dữ liệu đúng lúc ghi: có thể đã ghi hoặc chưa. Hãy xem lại trước khi làm lại.",
		    "The database was lost in the moment of writing: it may have been written or not. Look before you "
		    "repeat it.");
}

/* The one place where a driver's failure becomes an err. */
static enum err
judge(struct ctx *cx, enum fate fate, const char *what)
{
	if (fate == FATE_FINE)
		return OK;
	if (fate == FATE_CONSTRAINT) {
		log_error("request %lld: %s: %s", (long long)cx->request_id, what, cx->db->why);
		return fail(cx, ERR_CONFLICT, "db.constraint",
			    "Dữ liệu vừa bị người khác thay đổi hoặc trái quy tắc. Hãy tải lại rồi thử lại.",
			    "The data was changed by somebody else or breaks a rule. Reload and try again.");
	}
	cx->db->tx_gone = true;
	if (fate == FATE_UNKNOWN) {
		cx->db->unknown = true;
		return fail_unknown(cx);
	}
	if (fate == FATE_RETRY)
		return fail(cx, ERR_BUSY, "db.busy", "Hệ thống đang bận, chưa ghi gì. Vui lòng thử lại.",
			    "The system is busy and wrote nothing. Please try again.");
	return fail_internal(cx, "%s: %s", what, cx->db->why);
}

const char *const mark_text[MARK__COUNT] = {
	[MARK_SET] = "SAVEPOINT r",
	[MARK_RELEASE] = "RELEASE SAVEPOINT r",
	[MARK_ROLLBACK] = "ROLLBACK TO SAVEPOINT r",
};

enum err
db_open(struct ctx *cx, const char *url, enum tx tx, struct db **out)
{
	struct db *db = calloc(1, sizeof *db);
	assert(db);
	db->url = strdup(url);
	db->tx = tx;
	enum err err;
	if (strncmp(url, "sqlite:", 7) == 0 && url[7])
		err = db_sqlite_open(cx, db, url + 7);
	else if (strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0)
		err = db_pg_open(cx, db, url);
	else
		err = fail_field(cx, "db", "db.url",
				 "--db: cần sqlite:ĐƯỜNG_DẪN hoặc postgresql://..., không phải \"%s\"",
				 "--db: expected sqlite:PATH or postgresql://..., not \"%s\"", url);
	if (err != OK) {
		free((void *)(uintptr_t)db->url);
		free(db);
		return err;
	}
	db->recall = recall_new();
	db->mapped = calloc((size_t)sql_count + 1, sizeof *db->mapped);
	db->maps = calloc((size_t)sql_count + 1, sizeof *db->maps);
	assert(db->mapped && db->maps);
	*out = db;
	return OK;
}

/* Everything but the driver's own part. */
static void
free_db(struct db *db)
{
	for (int i = 0; i < sql_count; i++)
		free((void *)(uintptr_t)db->maps[i]);
	free(db->maps);
	free(db->mapped);
	recall_free(db->recall);
	free((void *)(uintptr_t)db->url);
	free(db);
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	db->driver->close(db);
	free_db(db);
}

void
column_names_free(const char **names)
{
	for (size_t i = 0; names && names[i]; i++)
		free((void *)(uintptr_t)names[i]);
	free(names);
}

void
db_set_exact(struct db *db, bool exact)
{
	db->exact = exact;
}

enum db_engine
db_engine(const struct db *db)
{
	return db->engine;
}

bool
db_unknown(const struct db *db)
{
	return db->unknown;
}

bool
db_tx_gone(const struct db *db)
{
	return db->tx_gone;
}

enum err
db_begin(struct ctx *cx, enum tx tx)
{
	cx->db->tx_gone = false;
	cx->db->unknown = false;
	recall_begin(cx->db->recall);
	return judge(cx, cx->db->driver->begin(cx, tx), "begin");
}

enum err
db_commit(struct ctx *cx)
{
	enum fate bad = fault(cx);
	if (!bad && cx->db->tx == TX_WRITE && !lease_good()) {
		snprintf(cx->db->why, sizeof cx->db->why, "the lease of the id node is over");
		bad = FATE_RETRY;
	}
	enum err err = judge(cx, bad ? bad : cx->db->driver->commit(cx), "commit");
	recall_end(cx->db->recall);
	return err;
}

void
db_rollback(struct ctx *cx)
{
	cx->db->driver->rollback(cx);
	recall_end(cx->db->recall);
}

enum err
db_savepoint(struct ctx *cx)
{
	return judge(cx, cx->db->driver->mark(cx, MARK_SET), "savepoint");
}

enum err
db_release(struct ctx *cx)
{
	return judge(cx, cx->db->driver->mark(cx, MARK_RELEASE), "release");
}

enum err
db_rollback_to(struct ctx *cx)
{
	TRY(judge(cx, cx->db->driver->mark(cx, MARK_ROLLBACK), "rollback to savepoint"));
	return db_release(cx);
}

enum err
db_revive(struct ctx *cx)
{
	struct db *db = cx->db;
	if (db->driver->alive(db))
		return OK;
	struct db *fresh;
	if (db_open(cx, db->url, db->tx, &fresh) != OK) {
		/* a database that is away for a while is no fault of ours: nothing was done, and the same may succeed soon */
		db->tx_gone = false;
		cx->problem = (struct problem){ 0 };
		return fail(cx, ERR_BUSY, "db.away",
			    "Hệ thống chưa kết nối được cơ sở dữ liệu, chưa ghi gì. Vui lòng thử lại.",
			    "The database cannot be reached and nothing was written. Please try again.");
	}
	db->driver->close(db);
	db->impl = fresh->impl;
	db->tx_gone = false;
	/* what is remembered points to names that the old connection made */
	struct recall *old = db->recall;
	db->recall = fresh->recall;
	fresh->recall = old;
	free_db(fresh);
	return OK;
}

enum err
db_query(struct ctx *cx, struct sql_call call, struct rows *rows)
{
	struct db *db = cx->db;
	if (rows && recall_find(db->recall, cx->mem, &call, rows))
		return OK;
	enum fate fate = fault(cx);
	recall_note(db->recall, call.sql);
	if (!fate)
		fate = db->driver->run(cx, &call, rows);
	if (!fate && rows)
		recall_keep(db->recall, &call, rows);
	return judge(cx, fate, call.sql->name);
}

enum err
db_post(struct ctx *cx, struct sql_call call)
{
	enum fate bad = fault(cx);
	recall_note(cx->db->recall, call.sql);
	return judge(cx, bad ? bad : cx->db->driver->post(cx, &call, false), call.sql->name);
}

enum err
db_expect(struct ctx *cx, struct sql_call call, bool *met)
{
	if (cx->db->exact || !cx->db->driver->ahead)
		return db_claim(cx, call, met);
	enum fate bad = fault(cx);
	recall_note(cx->db->recall, call.sql);
	*met = true;
	return judge(cx, bad ? bad : cx->db->driver->post(cx, &call, true), call.sql->name);
}

void
db_ahead(struct ctx *cx, struct sql_call call)
{
	if (cx->db->driver->ahead)
		cx->db->driver->ahead(cx, &call);
}

const struct cell *
db_cell(const struct rows *rows, size_t row, size_t column)
{
	assert(row < rows->n && column < rows->columns);
	return &rows->cells[row * rows->columns + column];
}

static void
set_field(const struct field *d, const struct cell *c, void *item)
{
	void *p = (char *)item + d->offset;
	switch (d->type) {
	case F_I64:
		*(int64_t *)p = c->null ? NONE : c->i;
		break;
	case F_ID:
	case F_TIME:
		*(int64_t *)p = c->null ? 0 : c->i;
		break;
	case F_BOOL:
		*(bool *)p = !c->null && c->i != 0;
		break;
	case F_LIST:
		assert(!"a list is not a column");
		break;
	default:
		*(const char **)p = c->null ? NULL : c->p;
	}
}

static void
set_row(const struct rows *rows, size_t row, const struct field *const *map, void *item)
{
	for (size_t c = 0; c < rows->columns; c++)
		set_field(map[c], db_cell(rows, row, c), item);
}

/* Which field each column goes to, found once for a query and a field table. A column without a field is a mistake of ours. */
static enum err
map_columns(struct ctx *cx, const struct sql *sql, const struct rows *rows, const struct fields *f,
	    const struct field *const **out)
{
	struct db *db = cx->db;
	*out = db->maps[sql->id];
	if (*out && db->mapped[sql->id] == f)
		return OK;
	const struct field **map = calloc(rows->columns + 1, sizeof *map);
	assert(map);
	for (size_t c = 0; c < rows->columns; c++) {
		map[c] = fields_find(f, rows->names[c]);
		if (!map[c] || !(map[c]->flags & F_ROW)) {
			free(map);
			return fail_internal(cx, "query %s: column %s has no field in %s", sql->name, rows->names[c],
					     f->tag);
		}
	}
	free((void *)(uintptr_t)db->maps[sql->id]);
	db->maps[sql->id] = *out = map;
	db->mapped[sql->id] = f;
	return OK;
}

enum err
db_list(struct ctx *cx, struct sql_call call, const struct fields *f, void *items, size_t *n)
{
	struct rows rows;
	const struct field *const *map;
	TRY(db_query(cx, call, &rows));
	TRY(map_columns(cx, call.sql, &rows, f, &map));
	char *array = arena_array(cx->mem, f->size, rows.n);
	for (size_t r = 0; r < rows.n; r++)
		set_row(&rows, r, map, array + r * f->size);
	*(void **)items = array;
	*n = rows.n;
	return OK;
}

enum err
db_one(struct ctx *cx, struct sql_call call, const struct fields *f, void *item, bool *found)
{
	struct rows rows;
	const struct field *const *map;
	TRY(db_query(cx, call, &rows));
	*found = rows.n > 0;
	if (!*found)
		return OK;
	TRY(map_columns(cx, call.sql, &rows, f, &map));
	set_row(&rows, 0, map, item);
	return OK;
}

enum err
db_number(struct ctx *cx, struct sql_call call, int64_t fallback, int64_t *out)
{
	struct rows rows;
	TRY(db_query(cx, call, &rows));
	*out = rows.n && !db_cell(&rows, 0, 0)->null ? db_cell(&rows, 0, 0)->i : fallback;
	return OK;
}

enum err
db_claim(struct ctx *cx, struct sql_call call, bool *claimed)
{
	struct rows rows;
	TRY(db_query(cx, call, &rows));
	*claimed = rows.n > 0;
	return OK;
}

enum err
db_script(struct ctx *cx, const char *text)
{
	return judge(cx, cx->db->driver->script(cx, text), "script");
}

enum err
db_tables(struct ctx *cx, int64_t *n)
{
	return judge(cx, cx->db->driver->tables(cx, n), "tables");
}

enum err
db_bytes(struct ctx *cx, int64_t *n)
{
	return judge(cx, cx->db->driver->bytes(cx, n), "bytes");
}

enum err
db_tend(struct ctx *cx)
{
	return cx->db->driver->tend ? judge(cx, cx->db->driver->tend(cx), "tend") : OK;
}

enum err
db_intact(struct ctx *cx)
{
	enum fate fate = cx->db->driver->intact(cx);
	if (fate != FATE_CONSTRAINT)
		return judge(cx, fate, "integrity check");
	return fail(cx, ERR_CONFLICT, "db.damaged", "Cơ sở dữ liệu bị hỏng: %s.", "The database is damaged: %s.",
		    cx->db->why);
}

enum err
db_backup(struct ctx *cx, const char *file, enum err (*seen)(struct ctx *, void *), void *arg)
{
	return cx->db->driver->backup(cx, file, seen, arg);
}

enum err
db_restore(struct ctx *cx, int fd)
{
	assert(cx->db->driver->restore);
	return cx->db->driver->restore(cx, fd);
}

enum err
db_prepare_all(struct ctx *cx)
{
	for (int i = 0; i < sql_count; i++)
		TRY(judge(cx, cx->db->driver->prepare(cx, &sql_all[i]), sql_all[i].name));
	return OK;
}
