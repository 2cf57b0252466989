/* roll.h - lists of people that organisations and communes send in.
 *
 * A company, a school or a ward sends the ministry's workbook, or types rows. It is read into a draft: every row is judged, nothing is
 * made of it. The sender sees what is new, known, doubtful or wrong, corrects cells and decides; then the list is committed in one go,
 * each row judged again at that moment, and has an outcome row by row. Long work is done by jobs (intake/job.h):
 *
 *	reading -> draft -> committing -> committed -> withdrawing -> withdrawn
 *	    |        '-> withdrawing -> dropped (its rows are gone)
 *	    '-> failed
 *
 * What a sender learns of people that are not theirs: nothing but that a record may be the same, and which fields differ
 * (ours: data minimisation, Luật 91/2025/QH15). The duplicate key is domain.md 3: number, name and birth agree; else name, birth
 * and sex, or name and commune, and then a person decides. */
#ifndef ROLL_ROLL_H
#define ROLL_ROLL_H

#include "base/ctx.h"
#include "base/field.h"
#include "unit/unit.h"

enum {
	ROLL_ROWS_MAX = 20000, /* of a list; the largest companies of an industrial zone send one a workshop */
	ROLL_TYPED_MAX = 200,  /* rows of one request that types or decides */
	ROLL_DRAFTS_MAX = 50,  /* lists of an account that do not count yet */
	ROLL_PAGE = 50,        /* lists of one answer */
	ROLL_ROW_PAGE = 100,   /* rows of one answer; not more than VIEWS_MAX */
	ROLL_DRAFT_DAYS = 30,  /* a draft that nobody commits is dropped after so long: it holds personal data */
	ROLL_CELL_MAX = 1200   /* bytes of a cell */
};

struct roll {
	int64_t unit_id, id;
	const char *name, *organisation, *source, *path, *state, *why, *error_vi, *error_en;
	int64_t created_by, created_ms, committed_ms, changed_ms;
};
extern const struct fields roll_fields;

/* The cells of a row by the form's columns (intake/column.h); NULL: empty. */
struct roll_cells {
	const char *name, *birth_date, *sex, *priority_group, *workplace, *phone, *number, *insurance, *province,
		*province_code, *district, *district_code, *commune, *commune_code, *address, *dose1_product,
		*dose1_date, *dose1_lot, *dose1_site, *dose2_product, *dose2_date, *dose2_lot, *dose2_site, *note;
};
extern const struct fields roll_cells_fields;

struct roll_row {
	int64_t row_no, version;
	const char *cells, *sent; /* JSON */
	const char *verdict; /* NULL: to be judged. new, known, registered, probable, number_other, in_file, error */
	const char *code, *field, *message_vi, *message_en, *differs, *others;
	int64_t person_id; /* not for the sender */
	const char *decision, *why;
	/* registered, already (waits already), complete (no dose is due), left (the sender left it out), undecided, error, changed
	 * (judged worse than when it was shown), refused; after a withdrawal: withdrawn, kept */
	const char *outcome, *outcome_vi, *outcome_en;
	int64_t registration_id;
	/* of who is registered: received, acknowledged, placed, done, withdrawn; filled by roll_progress() */
	const char *progress, *placed_on;
};
extern const struct fields roll_row_fields;

/* How many rows of a list stand how. */
struct roll_count {
	const char *verdict, *code, *decision,
		*outcome; /* NULL: none; code: roll.row_twice alone, which needs no decision */
	int64_t n;
};
extern const struct fields roll_count_fields;

/* Drafts that nobody commits hold personal data of people who wait for nothing: a page of those older than ROLL_DRAFT_DAYS is dropped. */
enum err roll_forget(struct ctx *cx, bool *more) MUST_CHECK;

/* A new list in the name of the actor. An account of the role organisation sends in its own name; a commune in the name of organisation,
 * or, where that is NULL, in its own. path: the uploaded workbook ('' for typed rows), kept
 * until it is read. id is cx->request_id, so a handler that runs again makes the same. ERR_LIMIT roll.drafts. */
enum err roll_create(struct ctx *cx, const struct unit *unit, const char *name, const char *organisation,
		     const char *path, struct roll *out) MUST_CHECK;
/* all false: the actor's own lists alone; another's is ERR_NOT_FOUND roll.unknown. */
enum err roll_get(struct ctx *cx, int64_t unit_id, int64_t id, bool all, struct roll *out) MUST_CHECK;
/* Newest first, ROLL_PAGE of them; before: ids below it (0: from the newest). */
enum err roll_list(struct ctx *cx, int64_t unit_id, bool all, int64_t before, struct roll **out, size_t *n) MUST_CHECK;
enum err roll_counts(struct ctx *cx, const struct roll *roll, struct roll_count **out, size_t *n) MUST_CHECK;
/* Is a job at work on it, or waiting to be? */
enum err roll_busy(struct ctx *cx, const struct roll *roll, bool *busy) MUST_CHECK;

struct roll_filter {
	const char *verdict, *outcome;
	bool undecided; /* rows that the sender must decide or correct before they can count */
	int64_t after;
};
extern const struct fields roll_filter_fields;
/* By row number, at most ROLL_ROW_PAGE. */
enum err roll_rows(struct ctx *cx, const struct roll *roll, const struct roll_filter *filter, struct roll_row **out,
		   size_t *n) MUST_CHECK;
/* Fills progress and placed_on of those who are registered: no more of them than that (no health data). */
enum err roll_progress(struct ctx *cx, struct roll_row *rows, size_t n) MUST_CHECK;

/* Adds typed rows to a draft, at most ROLL_TYPED_MAX at once. ERR_CONFLICT roll.state, ERR_LIMIT roll.too_many. */
enum err roll_add(struct ctx *cx, const struct roll *roll, const struct roll_cells *rows, size_t n) MUST_CHECK;
/* Cells that are present in has are changed; the row is judged again. version: as last seen (ERR_CONFLICT roll.moved). */
enum err roll_correct(struct ctx *cx, const struct roll *roll, int64_t row_no, int64_t version,
		      const struct roll_cells *cells, uint64_t has) MUST_CHECK;
/* Decides for rows: "take", "leave", "same", "different" (needs why), "undo". What does not fit the verdict of a row is ERR_CONFLICT:
 * roll.decision; "same" where numbers differ: roll.number_differs. */
enum err roll_decide(struct ctx *cx, const struct roll *roll, const int64_t *rows, size_t n, const char *decision,
		     const char *why) MUST_CHECK;
/* The same for all undecided rows of a verdict: leave alone. */
enum err roll_leave_all(struct ctx *cx, const struct roll *roll, const char *verdict) MUST_CHECK;
/* Asks for the commit. ERR_CONFLICT roll.state, roll.judging (rows are still being judged). */
enum err roll_commit(struct ctx *cx, const struct roll *roll) MUST_CHECK;
/* Takes a list back: who waits only because of it is withdrawn. A draft is dropped, its rows are gone. ERR_CONFLICT roll.state. */
enum err roll_withdraw(struct ctx *cx, const struct roll *roll, const char *why) MUST_CHECK;

/* The list as a workbook of the form's columns, each row with what became of it in the last one: its bytes, in cx->mem. */
enum err roll_result(struct ctx *cx, const struct roll *roll, const char **bytes, size_t *size) MUST_CHECK;

struct intake_way;
struct job;
/* As intake_run(). */
enum err roll_run(struct ctx *cx, const struct intake_way *way, struct job *job, const char *base) MUST_CHECK;

#endif
