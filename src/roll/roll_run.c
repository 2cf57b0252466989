/* Jobs of a list: reading the file, judging, and what they have in common with committing. */
#include "base/clock.h"
#include "intake/reader.h"
#include "roll/roll_parts.h"
#include "roll_sql.h"

#include <assert.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK_ROWS = 300, BUSY_TRIES = 6, BUSY_PAUSE_MS = 200 };

bool
work_stopped(const struct work *w)
{
	return w->way->stop && atomic_load(w->way->stop);
}

enum err
work_hold(struct ctx *cx, struct work *w)
{
	enum err err = job_hold(cx, w->job, w->job->lease_until_ms, &w->held);
	w->gone = w->gone || (err == ERR_CONFLICT && cx->problem.code && strcmp(cx->problem.code, "job.lost") == 0);
	return err;
}

enum err
work_write(struct ctx *cx, struct work *w, enum err (*run)(struct ctx *, void *), void *arg)
{
	enum err err = ERR_BUSY;
	if (work_stopped(w))
		return ERR_BUSY;
	for (int i = 0; i < BUSY_TRIES && err == ERR_BUSY && !work_stopped(w); i++) {
		int64_t ms = i ? BUSY_PAUSE_MS << i : 0;
		nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
		cx->now = clock_now();
		err = intake_call(w->way, cx, TX_WRITE, (uint64_t)w->job->unit_id, run, arg);
	}
	if (err == OK)
		w->job->lease_until_ms = w->held;
	return err;
}

/* ---- the file ---- */

struct reading {
	struct work *w;
	struct arena *mem; /* of the rows that wait to be stored */
	int64_t row_no[CHUNK_ROWS];
	const char *cells[CHUNK_ROWS];
	size_t n;
	int64_t total, last; /* rows of the file so far; the last one that was stored before a crash */
};

static enum err
store_rows(struct ctx *cx, void *arg)
{
	const struct reading *r = arg;
	const struct roll *roll = &r->w->roll;
	TRY(work_hold(cx, r->w));
	for (size_t i = 0; i < r->n; i++)
		TRY(db_post(cx, sql_roll_row_insert(roll->unit_id, roll->id, r->row_no[i], r->cells[i])));
	return OK;
}

static void
take_row(struct reading *r, const struct columns *columns, const struct sheet_row *row)
{
	const char *cells[PL1__COLUMNS] = { "" };
	for (int i = PL1_NAME; i < PL1__COLUMNS; i++)
		cells[i] = column_cell(columns, row, i);
	r->row_no[r->n] = row->number;
	r->cells[r->n++] = cells_write(r->mem, cells);
}

static enum err
too_many(struct ctx *cx)
{
	return fail(cx, ERR_LIMIT, "roll.too_many",
		    "Danh sách có hơn %d dòng. Hãy chia thành nhiều tệp, ví dụ mỗi phân xưởng hay mỗi khối một tệp.",
		    "The list has more than %d rows. Divide it, for instance one file a workshop or a grade.",
		    ROLL_ROWS_MAX);
}

static enum err
store_sheet(struct ctx *cx, struct reading *r, struct reader *reader)
{
	struct sheet_row row;
	bool more = true;
	while (more) {
		r->n = 0;
		arena_reset(r->mem);
		while (r->n < CHUNK_ROWS && (more = reader_next(reader, &row))) {
			if (++r->total > ROLL_ROWS_MAX)
				return too_many(cx);
			if (row.number > r->last)
				take_row(r, &reader->columns, &row);
		}
		if (r->n)
			TRY(work_write(cx, r->w, store_rows, r));
	}
	cx->problem = (struct problem){ 0 };
	TRY(reader_error(cx, reader));
	if (!r->total)
		return fail(cx, ERR_INVALID, "roll.empty",
			    "Bảng chỉ có dòng tiêu đề, chưa có người nào. Điền danh sách rồi gửi lại.",
			    "The sheet has a header and no people. Fill it in and send it again.");
	return OK;
}

static enum err
last_stored(struct ctx *cx, void *arg)
{
	struct reading *r = arg;
	return db_number(cx, sql_roll_row_last(r->w->roll.unit_id, r->w->roll.id), 0, &r->last);
}

/* After a crash it goes on behind the last row that was stored. */
static enum err
read_file(struct ctx *cx, struct work *w)
{
	struct reading r = { .w = w, .mem = arena_new() };
	struct reader reader;
	struct arena *mem = arena_new();
	enum err err = intake_call(w->way, cx, TX_READ, 0, last_stored, &r);
	if (err == OK)
		err = reader_open(cx, mem, INTAKE_PEOPLE, w->roll.path, &reader);
	if (err == OK) {
		err = store_sheet(cx, &r, &reader);
		reader_close(&reader);
	}
	arena_free(r.mem);
	arena_free(mem);
	return err;
}

/* ---- judging ---- */

struct judging {
	struct work *w;
	size_t *todo, ntodo, at, n; /* indexes of items; the chunk at hand */
	struct verdict verdicts[CHUNK_ROWS];
};

static enum err
load(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	if (!w->items.people)
		TRY(people_load(cx, w->items.mem, w->roll.unit_id, w->roll.name, &w->items.people));
	return items_load(cx, &w->roll, &w->items);
}

static bool
same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Rows that were never judged or were corrected; and those whose likeness to others of the list is not what it was. */
static bool
is_due(struct arena *tmp, const struct items *all, const struct item *it)
{
	struct verdict v = { 0 };
	if (!it->verdict)
		return true;
	if (it->outcome &&
	    (same(it->outcome, "registered") || same(it->outcome, "already") || same(it->outcome, "complete")))
		return false;
	arena_reset(tmp);
	bool alone = item_judge_alone(tmp, all, it, &v),
	     was = same(it->verdict, "error") || same(it->verdict, "in_file");
	return alone != was || (alone && (!same(v.code, it->code) || !same(v.others, it->others)));
}

static enum err
judge_one(struct ctx *cx, struct work *w, const struct item *it, struct verdict *out)
{
	struct candidates c;
	const struct person *known;
	if (item_judge_alone(cx->mem, &w->items, it, out))
		return OK;
	TRY(person_candidates_wide(cx, &it->row.person, false, &c));
	return item_judge(cx, &w->roll, it, &c, &known, out);
}

static enum err
judge_chunk(struct ctx *cx, void *arg)
{
	struct judging *j = arg;
	for (size_t i = 0; i < j->n; i++)
		TRY(judge_one(cx, j->w, &j->w->items.list[j->todo[j->at + i]], &j->verdicts[i]));
	return OK;
}

static enum err
store_verdicts(struct ctx *cx, void *arg)
{
	struct judging *j = arg;
	const struct roll *roll = &j->w->roll;
	TRY(work_hold(cx, j->w));
	for (size_t i = 0; i < j->n; i++) {
		const struct item *it = &j->w->items.list[j->todo[j->at + i]];
		const struct verdict *v = &j->verdicts[i];
		TRY(db_post(cx, sql_roll_row_judged(roll->unit_id, roll->id, it->row_no, it->version, v->verdict,
						    v->code, v->field, v->vi, v->en, v->differs, v->others,
						    v->person_id ? &v->person_id : NULL)));
	}
	return OK;
}

static enum err
judge_rows(struct ctx *cx, struct judging *j)
{
	struct arena *mem = cx->mem;
	cx->mem = arena_new();
	enum err err = OK;
	for (; j->at < j->ntodo && err == OK; j->at += j->n) {
		arena_reset(cx->mem);
		j->n = j->ntodo - j->at < CHUNK_ROWS ? j->ntodo - j->at : CHUNK_ROWS;
		err = intake_call(j->w->way, cx, TX_READ, 0, judge_chunk, j);
		if (err == OK)
			err = work_write(cx, j->w, store_verdicts, j);
	}
	if (err != OK && cx->problem.vi)
		cx->problem = (struct problem){ err, cx->problem.code, NULL, arena_strdup(mem, cx->problem.vi),
						arena_strdup(mem, cx->problem.en) };
	arena_free(cx->mem);
	cx->mem = mem;
	return err;
}

static enum err
judge_all(struct ctx *cx, struct work *w)
{
	struct judging *j = NEW(w->items.mem, struct judging, 1);
	TRY(intake_call(w->way, cx, TX_READ, 0, load, w));
	*j = (struct judging){ .w = w, .todo = NEW(w->items.mem, size_t, w->items.n + 1) };
	for (size_t i = 0; i < w->items.n; i++)
		if (is_due(cx->mem, &w->items, &w->items.list[i]))
			j->todo[j->ntodo++] = i;
	return judge_rows(cx, j);
}

/* ---- a whole job ---- */

static bool
is_state(const struct work *w, const char *state)
{
	return strcmp(w->roll.state, state) == 0;
}

enum err
roll_run_judge(struct ctx *cx, struct work *w)
{
	if (is_state(w, "reading"))
		TRY(read_file(cx, w));
	else if (!is_state(w, "draft") && !is_state(w, "committed"))
		return OK; /* taken back meanwhile */
	return judge_all(cx, w);
}

struct ending {
	struct work *w;
	const struct problem *problem;
};

/* The list's state and the job's end in one transaction. */
static enum err
end_job(struct ctx *cx, void *arg)
{
	const struct ending *e = arg;
	const struct work *w = e->w;
	const struct roll *r = &w->roll;
	if (e->problem && is_state(w, "reading")) {
		TRY(db_post(cx, sql_roll_fail(r->unit_id, r->id, e->problem->vi, e->problem->en, cx->now)));
		TRY(db_post(cx, sql_roll_rows_drop(r->unit_id, r->id)));
	} else if (is_state(w, "reading"))
		TRY(roll_move(cx, r, "reading", "reading", "draft", NULL));
	else if (is_state(w, "committing"))
		TRY(roll_move(cx, r, "committing", "committing", "committed", NULL));
	else if (is_state(w, "withdrawing"))
		TRY(roll_move(cx, r, "withdrawing", "withdrawing", r->committed_ms ? "withdrawn" : "dropped", r->why));
	return job_finish(cx, w->job, w->job->lease_until_ms, e->problem);
}

static enum err
finish(struct ctx *cx, struct work *w, const struct problem *problem)
{
	struct ending e = { w, problem };
	cx->now = clock_now();
	TRY(intake_call(w->way, cx, TX_WRITE, (uint64_t)w->job->unit_id, end_job, &e));
	w->job->state = problem ? "failed" : "done";
	/* the rows are in the database; the file holds personal data that nobody needs any more */
	if (is_state(w, "reading"))
		unlink(w->roll.path);
	return OK;
}

static enum err
give_back(struct ctx *cx, void *arg)
{
	const struct work *w = arg;
	struct ctx past = *cx;
	int64_t until;
	past.now = -JOB_LEASE_MS; /* the lease becomes 0 */
	enum err err = job_hold(&past, w->job, w->job->lease_until_ms, &until);
	cx->problem = past.problem;
	return err;
}

static enum err
prepare(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	int64_t id;
	bool found;
	struct staff staff;
	struct ctx in_mem = *cx;
	in_mem.mem = w->items.mem;
	TRY(db_number(cx, sql_roll_of_job(w->job->unit_id, w->job->id), 0, &id));
	TRY(db_one(&in_mem, sql_roll_get(w->job->unit_id, id), &roll_fields, &w->roll, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "roll.unknown", "Không có danh sách này.", "There is no such list.");
	w->actor = (struct actor){ .staff_id = w->job->created_by, .role = role_find("organisation") };
	TRY(unit_get(&in_mem, w->job->unit_id, &w->actor.unit));
	TRY(staff_get(&in_mem, w->job->created_by, &staff));
	w->actor.login_name = staff.login_name;
	w->actor.full_name = staff.full_name;
	return OK;
}

static enum err
run_kind(struct ctx *cx, struct work *w)
{
	static const struct {
		const char *kind;
		enum err (*run)(struct ctx *, struct work *);
	} kinds[] = { { JOB_JUDGE, roll_run_judge },
		      { JOB_COMMIT, roll_run_commit },
		      { JOB_WITHDRAW, roll_run_withdraw } };
	TRY(intake_call(w->way, cx, TX_READ, 0, prepare, w));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].kind, w->job->kind) == 0)
			return kinds[i].run(cx, w);
	return fail_internal(cx, "no such job of a list: %s", w->job->kind);
}

enum err
roll_run(struct ctx *cx, const struct intake_way *way, struct job *job, const char *base)
{
	(void)base;
	struct work *w = NEW(cx->mem, struct work, 1);
	*w = (struct work){ .way = way, .job = job, .items = { .mem = arena_new() } };
	struct ctx work = { .mem = arena_new(), .now = clock_now(), .request_id = job->id, .actor = &w->actor };
	enum err err = run_kind(&work, w);
	if (err == ERR_BUSY && work_stopped(w)) {
		enum err back = intake_call(way, &work, TX_WRITE, (uint64_t)job->unit_id, give_back, w);
		err = back == OK ? ERR_BUSY : back;
	} else if (err == OK) {
		err = finish(&work, w, NULL);
	} else if (err != ERR_BUSY && !w->gone && work.problem.vi) {
		struct problem why = { err, work.problem.code, NULL, arena_strdup(cx->mem, work.problem.vi),
				       arena_strdup(cx->mem, work.problem.en) };
		err = finish(&work, w, &why);
	}
	if (err != OK && work.problem.vi)
		cx->problem = (struct problem){ err, work.problem.code, NULL, arena_strdup(cx->mem, work.problem.vi),
						arena_strdup(cx->mem, work.problem.en) };
	arena_free(work.mem);
	arena_free(w->items.mem);
	return err;
}
