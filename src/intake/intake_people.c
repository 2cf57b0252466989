/* Rows of sheet PL1 outside of an import. */
#include "intake/intake_parts.h"

/* The form's own order. */
static const struct columns *
form_columns(struct arena *mem)
{
	struct columns *c = NEW(mem, struct columns, 1);
	c->kind = INTAKE_PEOPLE;
	for (int i = 0; i < COLUMNS_MAX; i++)
		c->at[i] = i < PL1__COLUMNS ? i : -1;
	return c;
}

enum err
people_load(struct ctx *cx, struct arena *mem, int64_t unit_id, const char *name, struct intake **out)
{
	struct intake *in = NEW(mem, struct intake, 1);
	struct job *job = NEW(mem, struct job, 1);
	*in = (struct intake){ .mem = mem, .kind = INTAKE_PEOPLE, .job = job, .columns = form_columns(mem) };
	job->unit_id = unit_id;
	job->name = arena_strdup(mem, name);
	TRY(unit_get(cx, unit_id, &in->unit));
	TRY(intake_load_places(cx, in));
	*out = in;
	return OK;
}

enum err
people_read(struct ctx *cx, struct intake *in, int64_t row_no, const char *const *cells, struct person_row *out,
	    struct outcome *refusal, bool *ok)
{
	const struct sheet_row row = { .number = row_no, .n = PL1__COLUMNS, .cell = cells };
	return person_row_read(cx, in, &row, out, refusal, ok);
}
