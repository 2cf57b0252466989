/* The result file: the sheet that was sent, each row with what became of it. */
#include "intake/intake_parts.h"

static const char result_title[] = "Kết quả import";
enum { OUTCOME_WIDTH = 80 };

/* A page of outcomes, ahead of the rows. */
struct outcomes {
	struct ctx cx; /* with memory of its own, reset page by page */
	const struct job *job;
	struct job_row *list;
	size_t n, at;
	int64_t after;
	bool end;
};

static enum err
next_page(struct outcomes *o)
{
	arena_reset(o->cx.mem);
	o->at = 0;
	TRY(job_rows(&o->cx, o->job->unit_id, o->job->id, NULL, o->after, &o->list, &o->n));
	o->end = o->n < JOB_ROW_PAGE;
	if (o->n)
		o->after = o->list[o->n - 1].row_no;
	return OK;
}

/* Both come by row number. *out NULL: the row has no outcome (yet). */
static enum err
outcome_of(struct outcomes *o, int64_t row_no, const struct job_row **out)
{
	*out = NULL;
	for (;;) {
		while (o->at < o->n && o->list[o->at].row_no < row_no)
			o->at++;
		if (o->at < o->n || o->end)
			break;
		TRY(next_page(o));
	}
	if (o->at < o->n && o->list[o->at].row_no == row_no)
		*out = &o->list[o->at];
	return OK;
}

static const char *
outcome_text(struct arena *mem, const struct job_row *r)
{
	if (!r)
		return "Chưa xử lý";
	if (strcmp(r->outcome, "refused") == 0)
		return arena_printf(mem, "Từ chối: %s", r->message_vi ? r->message_vi : "");
	return r->message_vi ? r->message_vi : "";
}

/* How many of the source's columns are repeated: for PL1 those of the form, else all but an outcome of last time. */
static size_t
columns_kept(const struct columns *c)
{
	size_t n = c->ntitles;
	if (c->kind == INTAKE_PEOPLE) {
		size_t form = (size_t)c->at[PL1_NOTE] + 1;
		return form < SHEET_COLUMNS_KEPT ? form : SHEET_COLUMNS_KEPT - 1;
	}
	if (n && strncmp(c->titles[n - 1], result_title, sizeof result_title - 1) == 0)
		n--;
	return n < SHEET_COLUMNS_KEPT ? n : SHEET_COLUMNS_KEPT - 1;
}

static enum err
write_rows(struct outcomes *o, struct reader *r, struct sheet_writer *w, size_t kept)
{
	const char *cells[SHEET_COLUMNS_KEPT];
	struct sheet_row row;
	const struct job_row *found;
	while (reader_next(r, &row)) {
		TRY(outcome_of(o, row.number, &found));
		for (size_t i = 0; i < kept; i++)
			cells[i] = sheet_cell(&row, i);
		cells[kept] = outcome_text(o->cx.mem, found);
		TRY(sheet_writer_row(&o->cx, w, cells, kept + 1));
	}
	return OK;
}

static enum err
open_writer(struct ctx *cx, const struct reader *r, const char *path, bool csv, size_t kept, struct sheet_writer **w)
{
	struct sheet_column columns[SHEET_COLUMNS_KEPT];
	for (size_t i = 0; i < kept; i++)
		columns[i] = (struct sheet_column){ i < r->columns.ntitles ? r->columns.titles[i] : "", 0 };
	columns[kept] = (struct sheet_column){ result_title, OUTCOME_WIDTH };
	return sheet_writer_open(cx, path, csv ? SHEET_CSV : SHEET_XLSX, intake_sheets[r->columns.kind], columns,
				 kept + 1, w);
}

static enum intake_kind
kind_of(const struct job *job)
{
	int k = 0;
	while (k < INTAKE__KINDS - 1 && strcmp(intake_kind_names[k], job->kind) != 0)
		k++;
	return (enum intake_kind)k;
}

static enum err
write_result(struct ctx *cx, struct outcomes *o, const struct job *job, const char *base, const char **path)
{
	struct reader r;
	struct sheet_writer *w;
	TRY(reader_open(cx, cx->mem, kind_of(job), job->path, &r));
	bool csv = strcmp(sheet_format(r.sheet), "csv") == 0;
	size_t kept = columns_kept(&r.columns);
	*path = arena_printf(cx->mem, "%s%s", base, csv ? ".csv" : ".xlsx");
	enum err err = open_writer(cx, &r, *path, csv, kept, &w);
	if (err == OK) {
		err = write_rows(o, &r, w, kept);
		if (err == OK)
			err = sheet_writer_close(&o->cx, w);
		else
			sheet_writer_abort(w);
	}
	reader_close(&r);
	return err;
}

enum err
intake_result(struct ctx *cx, const struct job *job, const char *base, const char **path)
{
	struct outcomes o = { .cx = *cx, .job = job };
	o.cx.mem = arena_new();
	enum err err = write_result(cx, &o, job, base, path);
	if (err != OK && o.cx.problem.vi)
		cx->problem = (struct problem){ o.cx.problem.err, o.cx.problem.code, NULL,
						arena_strdup(cx->mem, o.cx.problem.vi),
						arena_strdup(cx->mem, o.cx.problem.en) };
	arena_free(o.cx.mem);
	return err;
}
