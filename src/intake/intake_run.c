/* The course of an import: prepare, chunk after chunk, the end. */
#include "audit/chain.h"
#include "base/clock.h"
#include "base/log.h"
#include "intake/intake_parts.h"
#include "intake_sql.h"

#include <assert.h>
#include <time.h>

enum { PLACES_PAGE = 5000, BUSY_TRIES = 6, BUSY_PAUSE_MS = 200 };

const char *const outcome_names[OUTCOME__KINDS] = { "imported", "updated", "duplicate", "refused" };

enum err
intake_call(const struct intake_way *way, struct ctx *cx, enum tx tx, uint64_t key,
	    enum err (*run)(struct ctx *, void *), void *arg)
{
	cx->problem = (struct problem){ 0 };
	if (way->lanes)
		return lanes_call(way->lanes, cx, tx, key, run, arg);
	cx->db = way->db;
	cx->trail = NULL;
	TRY(db_begin(cx, tx));
	enum err err = run(cx, arg);
	if (err == OK && way->chains)
		err = chains_seal_command(cx, way->chains);
	if (err == OK)
		err = db_commit(cx);
	if (err != OK)
		db_rollback(cx);
	return err;
}

/* ---- before the first row ---- */

static enum place_level
level_of(const char *name)
{
	for (int i = 0; i < PLACE__LEVELS; i++)
		if (strcmp(place_level_names[i], name) == 0)
			return (enum place_level)i;
	return PLACE_SITE;
}

enum err
intake_load_places(struct ctx *cx, struct intake *in)
{
	struct rows rows;
	int64_t after = 0;
	places_init(&in->places, in->mem);
	do {
		TRY(db_query(cx, sql_intake_places(UNIT_ADDRESS_SET_ON, after, PLACES_PAGE), &rows));
		for (size_t r = 0; r < rows.n; r++) {
			struct place p = { .id = db_cell(&rows, r, 0)->i,
					   .level = level_of(db_cell(&rows, r, 1)->p),
					   .code = db_cell(&rows, r, 2)->p,
					   .name = db_cell(&rows, r, 3)->p,
					   .parent_id = db_cell(&rows, r, 4)->i,
					   .path = db_cell(&rows, r, 5)->p };
			place_add(&in->places, &p);
			after = p.id;
		}
	} while (rows.n == PLACES_PAGE);
	places_commit(&in->places);
	if (!place_by_code(&in->places, PLACE_NATION, UNIT_NATION_CODE))
		return fail(cx, ERR_CONFLICT, "import.no_units",
			    "Cơ sở dữ liệu chưa có đơn vị hành chính. Hãy chạy: tiemchung migrate",
			    "The database has no units yet. Run: tiemchung migrate");
	return OK;
}

/* After a crash: whom the rows that are done made or found, so that later rows can still say "the same as row N". */
static enum err
load_seen(struct ctx *cx, struct intake *in)
{
	struct job_row *list;
	size_t n;
	int64_t after = 0;
	do {
		TRY(job_rows(cx, in->job->unit_id, in->job->id, NULL, after, &list, &n));
		for (size_t i = 0; i < n; i++) {
			after = list[i].row_no;
			if (!list[i].person_id || (list[i].code && strcmp(list[i].code, "person.probable") == 0))
				continue;
			seen_add(&in->seen, in->mem, list[i].person_id, list[i].row_no);
			seen_commit(&in->seen);
		}
	} while (n == JOB_ROW_PAGE);
	return OK;
}

struct preparation {
	struct intake *in;
	int64_t last_row;
};

static enum err
load_actor(struct ctx *cx, struct intake *in)
{
	struct staff staff;
	const struct job *job = in->job;
	in->actor = (struct actor){ .staff_id = job->created_by, .role = role_find("manager"), .unit = in->unit };
	if (!job->created_by)
		return OK; /* the command line */
	TRY(staff_get(cx, job->created_by, &staff));
	in->actor.login_name = arena_strdup(in->mem, staff.login_name);
	in->actor.full_name = arena_strdup(in->mem, staff.full_name);
	return OK;
}

static enum err
prepare(struct ctx *cx, void *arg)
{
	struct preparation *p = arg;
	struct intake *in = p->in;
	in->seen = (struct seen){ 0 };
	TRY(unit_get(cx, in->job->unit_id, &in->unit));
	TRY(load_actor(cx, in));
	if (in->job->session_id) {
		TRY(session_get_open(cx, in->job->unit_id, in->job->session_id, &in->session));
		in->has_session = true;
	}
	TRY(intake_load_places(cx, in));
	TRY(load_seen(cx, in));
	return job_row_last(cx, in->job, &p->last_row);
}

/* ---- chunks ---- */

struct chunk {
	struct intake *in;
	const struct sheet_row *rows;
	size_t n, done; /* rows given; those the transaction dealt with before its time was over */
	bool careful;   /* a savepoint for every row, not only where one is expected to be of use */
	bool fault;     /* the one row cannot be processed, through a mistake of ours: say so and go on */
	struct job delta;
	int64_t held; /* the new lease, valid once committed */
};

static void
count(struct job *d, enum outcome_kind kind)
{
	int64_t *const figures[OUTCOME__KINDS] = { &d->imported, &d->updated, &d->duplicates, &d->refused };
	++*figures[kind];
	d->total++;
}

static enum err
add_row(struct ctx *cx, struct chunk *c, int64_t row_no, const struct outcome *o)
{
	struct job_row r = { .row_no = row_no,
			     .outcome = outcome_names[o->kind],
			     .code = o->code,
			     .field = o->field,
			     .message_vi = o->vi,
			     .message_en = o->en,
			     .person_id = o->kind == OUTCOME_REFUSED ? 0 : o->person_id };
	count(&c->delta, o->kind);
	return job_row_add(cx, c->in->job, &r);
}

static enum err
judge_row(struct ctx *cx, struct chunk *c, const struct sheet_row *row, struct outcome *out)
{
	static enum err (*const judges[INTAKE__KINDS])(struct ctx *, struct intake *, const struct sheet_row *,
						       struct outcome *) = { intake_person_row, intake_site_row,
									     intake_unit_row, intake_allocation_row };
	if (!c->fault)
		return judges[c->in->kind](cx, c->in, row, out);
	*out = (struct outcome){ .kind = OUTCOME_REFUSED,
				 .code = "internal",
				 .vi = "Hệ thống gặp lỗi ở dòng này, chưa nhập. Hãy báo quản trị.",
				 .en = "The system failed at this row; it was not imported. Tell the administrator." };
	return OK;
}

/* Whatever goes wrong with a row undoes that row alone. */
static enum err
run_row_alone(struct ctx *cx, struct chunk *c, const struct sheet_row *row)
{
	struct outcome out = { 0 };
	TRY(db_savepoint(cx));
	enum err err = judge_row(cx, c, row, &out);
	if (err == ERR_INTERNAL || err == ERR_BUSY || db_tx_gone(cx->db))
		return err == OK ? ERR_INTERNAL : err;
	if (err != OK)
		outcome_refuse(cx, c->in->kind, -1, &out);
	if (out.kind == OUTCOME_REFUSED)
		TRY(db_rollback_to(cx));
	else
		TRY(db_release(cx));
	return add_row(cx, c, row->number, &out);
}

/* A savepoint costs as much as all else about a row (SQLite keeps a copy of every page that the row touches). A row that
 * is judged before its first write needs none; should it fail all the same, the whole chunk is undone and run again
 * carefully. */
static enum err
run_row(struct ctx *cx, struct chunk *c, const struct sheet_row *row)
{
	struct outcome out = { 0 };
	arena_reset(cx->mem);
	if (c->careful || !intake_judged_first(c->in, row))
		return run_row_alone(cx, c, row);
	TRY(judge_row(cx, c, row, &out));
	return add_row(cx, c, row->number, &out);
}

/* Each row in memory of its own, which stays in the processor's cache. */
static enum err
run_chunk_rows(struct ctx *cx, struct chunk *c)
{
	const struct intake_way *way = c->in->way;
	struct arena *mem = cx->mem;
	int64_t until = clock_monotonic_us() + way->chunk_us;
	enum err err = OK;
	cx->mem = c->in->row_mem;
	for (c->done = 0; c->done < c->n && err == OK; c->done++) {
		if (c->done && way->chunk_us && clock_monotonic_us() >= until)
			break;
		err = run_row(cx, c, &c->rows[c->done]);
	}
	cx->mem = mem;
	return err;
}

static enum err
run_chunk(struct ctx *cx, void *arg)
{
	struct chunk *c = arg;
	struct intake *in = c->in;
	/* may run again: what an earlier try left in memory is forgotten */
	places_rewind(&in->places);
	seen_rewind(&in->seen);
	c->delta = (struct job){ 0 };
	enum err err = job_hold(cx, in->job, in->job->lease_until_ms, &c->held);
	if (err == ERR_CONFLICT && cx->problem.code && strcmp(cx->problem.code, "job.lost") == 0)
		in->gone = true;
	TRY(err);
	TRY(run_chunk_rows(cx, c));
	return job_count(cx, in->job, &c->delta);
}

/* What is durable now counts in memory too. */
static void
commit_chunk(struct chunk *c)
{
	struct intake *in = c->in;
	struct job *j = in->job;
	places_commit(&in->places);
	seen_commit(&in->seen);
	j->lease_until_ms = c->held;
	j->total += c->delta.total;
	j->imported += c->delta.imported;
	j->updated += c->delta.updated;
	j->duplicates += c->delta.duplicates;
	j->refused += c->delta.refused;
	if (in->way->progress)
		in->way->progress(j);
}

static void
pause_ms(int64_t ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

static bool
is_stopped(const struct intake *in)
{
	return in->way->stop && atomic_load(in->way->stop);
}

static enum err
try_chunk(struct ctx *cx, struct chunk *c)
{
	struct intake *in = c->in;
	enum err err = ERR_BUSY;
	for (int i = 0; i < BUSY_TRIES && err == ERR_BUSY && !is_stopped(in); i++) {
		if (i)
			pause_ms(BUSY_PAUSE_MS << i);
		cx->now = clock_now();
		err = intake_call(in->way, cx, TX_WRITE, (uint64_t)in->job->unit_id, run_chunk, c);
	}
	if (err == OK)
		commit_chunk(c);
	return err;
}

/* A chunk that fails as a whole runs again with care, then in halves, until the one row is found that we cannot digest: it
 * does not end the import. */
static enum err
submit(struct ctx *cx, struct intake *in, const struct sheet_row *rows, size_t n)
{
	size_t most = n;
	bool careful = false;
	while (n) {
		struct chunk c = { .in = in, .rows = rows, .n = n < most ? n : most, .careful = careful };
		enum err err = try_chunk(cx, &c);
		if (err == ERR_BUSY || in->gone)
			return err;
		if (err != OK) {
			log_error("job %lld: %zu rows from row %lld failed: %s", (long long)in->job->id, c.n,
				  (long long)rows->number, err_name(err));
			if (careful && c.n > 1)
				most = c.n / 2;
			c.fault = careful && c.n == 1;
			careful = true;
			if (!c.fault)
				continue;
			TRY(try_chunk(cx, &c));
			most = n;
			careful = false;
		}
		rows += c.done;
		n -= c.done;
		if (n && is_stopped(in))
			return ERR_BUSY;
	}
	return OK;
}

static enum err
run_rows(struct ctx *cx, struct intake *in, struct reader *r, int64_t last_row)
{
	struct sheet_row *rows = NEW(in->mem, struct sheet_row, INTAKE_ROWS_AHEAD), row;
	bool more = true;
	while (more) {
		size_t n = 0;
		arena_reset(cx->mem);
		while (n < INTAKE_ROWS_AHEAD && (more = reader_next(r, &row)))
			if (row.number > last_row)
				rows[n++] = row_copy(cx->mem, &row);
		TRY(submit(cx, in, rows, n));
		if (more && is_stopped(in))
			return ERR_BUSY;
	}
	cx->problem = (struct problem){ 0 };
	return reader_error(cx, r);
}

/* ---- the end ---- */

struct ending {
	const struct intake *in;
	const struct problem *problem;
};

static enum err
end_job(struct ctx *cx, void *arg)
{
	const struct ending *e = arg;
	return job_finish(cx, e->in->job, e->in->job->lease_until_ms, e->problem);
}

/* Stopped on purpose: a lease in the past lets anybody go on at once. */
static enum err
give_back(struct ctx *cx, void *arg)
{
	const struct intake *in = arg;
	struct ctx past = *cx;
	int64_t until;
	past.now = -JOB_LEASE_MS; /* the lease becomes 0 */
	enum err err = job_hold(&past, in->job, in->job->lease_until_ms, &until);
	cx->problem = past.problem;
	return err;
}

static enum err
finish(struct ctx *cx, struct intake *in, const struct problem *problem)
{
	struct ending e = { in, problem };
	cx->now = clock_now();
	TRY(intake_call(in->way, cx, TX_WRITE, (uint64_t)in->job->unit_id, end_job, &e));
	in->job->state = problem ? "failed" : "done";
	if (problem) {
		in->job->error = problem->vi;
		in->job->error_en = problem->en;
	}
	return OK;
}

static enum err
run_file(struct ctx *cx, struct intake *in)
{
	struct reader r;
	struct preparation p = { .in = in };
	TRY(intake_call(in->way, cx, TX_READ, 0, prepare, &p));
	arena_reset(cx->mem);
	if (in->kind == INTAKE_SITES)
		TRY(intake_site_scan(cx, in, in->job->path));
	TRY(reader_open(cx, in->mem, in->kind, in->job->path, &r));
	in->columns = &r.columns;
	enum err err = run_rows(cx, in, &r, p.last_row);
	reader_close(&r);
	return err;
}

static enum intake_kind
kind_by_name(const char *name)
{
	int k = 0;
	while (k < INTAKE__KINDS && strcmp(intake_kind_names[k], name) != 0)
		k++;
	assert(k < INTAKE__KINDS);
	return (enum intake_kind)k;
}

enum err
intake_run(struct ctx *cx, const struct intake_way *way, struct job *job)
{
	struct arena *mem = arena_new();
	struct intake *in = NEW(mem, struct intake, 1);
	struct ctx work = { .mem = arena_new(), .now = clock_now(), .request_id = job->id };
	*in = (struct intake){
		.mem = mem, .row_mem = arena_new(), .kind = kind_by_name(job->kind), .way = way, .job = job
	};
	work.actor = &in->actor;
	enum err err = run_file(&work, in);
	bool stopped = err == ERR_BUSY && is_stopped(in);
	if (stopped) {
		enum err back = intake_call(way, &work, TX_WRITE, (uint64_t)job->unit_id, give_back, in);
		err = back == OK ? ERR_BUSY : back;
	} else if (err == OK) {
		err = finish(&work, in, NULL);
	} else if (err != ERR_BUSY && !in->gone && work.problem.vi) {
		/* the texts outlive the chunk's memory: they are shown to whoever waits */
		struct problem why = { err, work.problem.code, NULL, arena_strdup(cx->mem, work.problem.vi),
				       arena_strdup(cx->mem, work.problem.en) };
		err = finish(&work, in, &why);
	}
	if (err != OK && work.problem.vi)
		cx->problem = (struct problem){ err, work.problem.code, NULL, arena_strdup(cx->mem, work.problem.vi),
						arena_strdup(cx->mem, work.problem.en) };
	arena_free(work.mem);
	arena_free(in->row_mem);
	arena_free(mem);
	return err;
}
