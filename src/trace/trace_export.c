/* The contact list of a lot: all its recipients as a file. */
#include "audit/audit.h"
#include "base/clock.h"
#include "base/id.h"
#include "intake/intake.h"
#include "sheet/sheet.h"
#include "staff/staff.h"
#include "stock/stock.h"
#include "trace/trace.h"
#include "trace_export_sql.h"

#include <assert.h>
#include <stdlib.h>

enum { EXPORT_PAGE = 500, COLUMNS = 14, XLSX_ROWS_MAX = 1000000 };

enum err
trace_export(struct ctx *cx, const struct unit *unit, int64_t lot_id, struct job *out)
{
	struct lot lot;
	TRY(lot_get(cx, lot_id, &lot));
	const char *name = arena_printf(cx->mem, "Người đã tiêm lô %s (%s)", lot.number, lot.product_name);
	TRY(job_create(cx, unit->id, TRACE_EXPORT_KIND, name, "", 0, out));
	return db_post(cx, sql_job_set_lot(unit->id, out->id, lot_id));
}

/* What one run of it carries from page to page. */
struct export
{
	struct job *job;
	struct unit unit;
	struct actor actor; /* who asked for it: in the list of who looked at each record */
	int64_t lot_id, lease, doses;
	struct trace_mark mark, next; /* where the page begins, and where the next one will */
	struct recipient *list;
	size_t n;
	int64_t *people; /* malloc'd: of every row */
	size_t npeople;
	const char *path;
	struct sheet_writer *writer;
};

static enum err
begin(struct ctx *cx, void *arg)
{
	struct export *e = arg;
	/* a server that died in the middle left its figures: the list is made anew */
	const struct job undo = { .total = -e->job->total,
				  .imported = -e->job->imported,
				  .duplicates = -e->job->duplicates };
	TRY(unit_get(cx, e->job->unit_id, &e->unit));
	e->actor = (struct actor){ .staff_id = e->job->created_by, .unit = e->unit };
	TRY(db_number(cx, sql_job_lot(e->job->unit_id, e->job->id), 0, &e->lot_id));
	TRY(trace_count(cx, &e->unit, e->lot_id, &e->doses));
	TRY(job_count(cx, e->job, &undo));
	return job_hold(cx, e->job, e->job->lease_until_ms, &e->lease);
}

/* One page, with its looks and its place in the job's figures. A transaction that runs again starts where the last one that
 * was kept ended. */
static enum err
read_page(struct ctx *cx, void *arg)
{
	struct export *e = arg;
	int64_t until;
	e->next = e->mark;
	TRY(trace_people(cx, &e->unit, e->lot_id, EXPORT_PAGE, &e->next, &e->list, &e->n));
	for (size_t i = 0; i < e->n; i++)
		TRY(audit_view(cx, e->list[i].person_id, TRACE_EXPORT_KIND));
	const struct job delta = { .total = (int64_t)e->n, .imported = (int64_t)e->n };
	TRY(job_count(cx, e->job, &delta));
	return job_hold(cx, e->job, e->lease, &until);
}

static const char *
sex_vi(const char *sex)
{
	return strcmp(sex, "male") == 0 ? "Nam" : strcmp(sex, "female") == 0 ? "Nữ" : "";
}

/* dd/mm/yyyy, as much of it as is known. */
static const char *
date_vi(struct arena *mem, const char *date, const char *precision)
{
	if (strcmp(precision, "year") == 0)
		return arena_printf(mem, "%.4s", date);
	if (strcmp(precision, "month") == 0)
		return arena_printf(mem, "%.2s/%.4s", date + 5, date);
	return arena_printf(mem, "%s/%.2s/%.4s", date + 8, date + 5, date);
}

static enum err
write_page(struct ctx *cx, struct export *e)
{
	for (size_t i = 0; i < e->n; i++) {
		const struct recipient *r = &e->list[i];
		const char *cells[COLUMNS] = { arena_printf(cx->mem, "%zu", e->npeople + i + 1),
					       r->name,
					       date_vi(cx->mem, r->birth_date, r->birth_precision),
					       sex_vi(r->sex),
					       r->phone,
					       r->guardian_name,
					       r->guardian_phone,
					       r->address,
					       r->commune,
					       r->district,
					       r->province,
					       r->place,
					       date_vi(cx->mem, r->given_on, "day"),
					       arena_printf(cx->mem, "%lld", (long long)r->number) };
		TRY(sheet_writer_row(cx, e->writer, cells, COLUMNS));
	}
	e->people = realloc(e->people, (e->npeople + e->n + 1) * sizeof *e->people);
	assert(e->people);
	for (size_t i = 0; i < e->n; i++)
		e->people[e->npeople++] = e->list[i].person_id;
	return OK;
}

/* Who had two doses of the lot stands twice on the list, and counts once among the people. */
static enum err
end(struct ctx *cx, void *arg)
{
	struct export *e = arg;
	int64_t twice = 0;
	qsort(e->people, e->npeople, sizeof *e->people, id_compare);
	for (size_t i = 1; i < e->npeople; i++)
		twice += e->people[i] == e->people[i - 1];
	const struct job delta = { .imported = -twice, .duplicates = twice };
	TRY(job_count(cx, e->job, &delta));
	TRY(db_post(cx, sql_job_set_path(e->job->unit_id, e->job->id, e->path)));
	return job_finish(cx, e->job, e->lease, NULL);
}

struct failure {
	struct export *e;
	const struct problem *why;
};

static enum err
give_up(struct ctx *cx, void *arg)
{
	const struct failure *f = arg;
	return job_finish(cx, f->e->job, f->e->lease, f->why);
}

static enum err
open_file(struct ctx *cx, struct export *e, const char *base)
{
	static const struct sheet_column columns[COLUMNS] = {
		{ "STT", 6 },
		{ "Họ và tên", 28 },
		{ "Ngày sinh", 12 },
		{ "Giới tính", 10 },
		{ "Số điện thoại", 14 },
		{ "Người giám hộ", 24 },
		{ "SĐT người giám hộ", 16 },
		{ "Địa chỉ", 30 },
		{ "Xã/phường", 20 },
		{ "Quận/huyện", 20 },
		{ "Tỉnh/thành phố", 20 },
		{ "Nơi tiêm", 34 },
		{ "Ngày tiêm", 12 },
		{ "Mũi số", 8 },
	};
	bool csv = e->doses > XLSX_ROWS_MAX;
	e->path = arena_printf(cx->mem, "%s.%s", base, csv ? "csv" : "xlsx");
	return sheet_writer_open(cx, e->path, csv ? SHEET_CSV : SHEET_XLSX, "Người đã tiêm", columns, COLUMNS,
				 &e->writer);
}

static enum err
run_pages(struct ctx *cx, const struct intake_way *way, struct export *e)
{
	struct ctx work = { .mem = arena_new(), .request_id = e->job->id, .actor = &e->actor };
	enum err err = OK;
	do {
		arena_reset(work.mem);
		work.now = clock_now();
		err = way->stop && atomic_load(way->stop)
			      ? ERR_BUSY
			      : intake_call(way, &work, TX_WRITE, (uint64_t)e->job->unit_id, read_page, e);
		if (err == OK) {
			e->mark = e->next;
			e->lease = work.now + JOB_LEASE_MS;
			err = write_page(&work, e);
		}
	} while (err == OK && e->n);
	if (err != OK && work.problem.vi)
		cx->problem = (struct problem){ err, work.problem.code, NULL, arena_strdup(cx->mem, work.problem.vi),
						arena_strdup(cx->mem, work.problem.en) };
	arena_free(work.mem);
	return err;
}

enum err
trace_export_run(struct ctx *cx, const struct intake_way *way, struct job *job, const char *base)
{
	struct export e = { .job = job };
	uint64_t key = (uint64_t)job->unit_id;
	TRY(intake_call(way, cx, TX_WRITE, key, begin, &e));
	TRY(open_file(cx, &e, base));
	enum err err = run_pages(cx, way, &e);
	if (err == OK)
		err = sheet_writer_close(cx, e.writer);
	else
		sheet_writer_abort(e.writer);
	cx->actor = &e.actor;
	struct problem why = cx->problem;
	if (err == OK)
		err = intake_call(way, cx, TX_WRITE, key, end, &e);
	else if (err != ERR_BUSY && why.vi) /* what is wrong stays so: whoever waits is told */
		err = intake_call(way, cx, TX_WRITE, key, give_up, &(struct failure){ &e, &why });
	cx->actor = NULL;
	free(e.people);
	return err;
}
