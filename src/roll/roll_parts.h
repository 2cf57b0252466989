/* roll_parts.h - what the files of src/roll/ share among themselves; nobody else includes it. */
#ifndef ROLL_ROLL_PARTS_H
#define ROLL_ROLL_PARTS_H

#include "intake/intake.h"
#include "intake/people.h"
#include "person/alike.h"
#include "registration/registration.h"
#include "roll/roll.h"
#include "staff/staff.h"

/* Jobs of a list. */
#define JOB_JUDGE "list_judge"
#define JOB_COMMIT "list_commit"
#define JOB_WITHDRAW "list_withdraw"

enum { OTHERS_MAX = 10 /* rows named beside one that may be the same */ };

/* A row of a list in memory, for judging and committing. */
struct item {
	int64_t row_no, version;
	struct person_row row; /* valid where ok */
	struct outcome refusal;
	bool ok;
	const char *verdict, *code, *others, *decision, *outcome; /* as stored */
	int64_t person_id, registration_id;                       /* as stored */
	int64_t became;                                           /* settled in this run: whom it became */
	const char *keys[7], *name_key;
	size_t nkeys;
	/* found among the rows of the list themselves */
	bool twice;   /* its number stands at somebody else in the list too */
	bool repeats; /* it is, or may be, an earlier row once more */
	bool surely;  /* ... it is */
	unsigned repeats_differs;
	size_t other[OTHERS_MAX]; /* indexes of those rows */
	size_t nother;
};

/* A list in memory. */
struct items {
	struct arena *mem;
	struct intake *people;
	struct item *list;
	size_t n;
};

struct verdict {
	const char *verdict, *code, *field, *vi, *en, *differs, *others;
	int64_t person_id;
	bool by_number; /* that person holds a number of the row */
};
#define CODE_ROW_TWICE "roll.row_twice" /* the same person as an earlier row, beyond doubt: they are made one */

/* The cells of a row by the form's columns, "" where empty. json: roll_row.cells. */
enum err cells_read(struct ctx *cx, const char *json, const char *out[PL1__COLUMNS]) MUST_CHECK;
/* The other way round; empty ones are left out. */
const char *cells_write(struct arena *mem, const char *const cells[PL1__COLUMNS]);

/* Puts a job of the list on the worker's table, unless one of that kind waits already. */
enum err roll_work(struct ctx *cx, const struct roll *roll, const char *kind) MUST_CHECK;
/* from or or_from -> to. ERR_CONFLICT roll.state where it is in another state by now. */
enum err roll_move(struct ctx *cx, const struct roll *roll, const char *from, const char *or_from, const char *to,
		   const char *why) MUST_CHECK;

/* Reads the whole list, in a reading transaction, and finds what repeats in it. */
enum err items_load(struct ctx *cx, const struct roll *roll, struct items *out) MUST_CHECK;
/* Finds the rows that repeat others; those left out by their sender do not count. */
void items_compare(struct items *all);
/* The verdict of a row that is wrong, or repeats another; false: the database must be asked. */
bool item_judge_alone(struct arena *mem, const struct items *all, const struct item *it, struct verdict *out);
/* Of candidates (person_candidates_wide): who of them it is or may be; *known is that person, NULL for nobody. */
enum err item_judge(struct ctx *cx, const struct roll *roll, const struct item *it, const struct candidates *c,
		    const struct person **known, struct verdict *out) MUST_CHECK;

/* A job of a list under way. Lives in the worker's memory; items in memory of their own. */
struct work {
	const struct intake_way *way;
	struct job *job;
	struct roll roll;
	struct items items;
	struct actor actor;
	int64_t held; /* the new lease, valid once committed */
	bool gone;    /* another server has the job */
};
bool work_stopped(const struct work *w);
/* One transaction that holds the job's lease; tries again while the database is busy. */
enum err work_write(struct ctx *cx, struct work *w, enum err (*run)(struct ctx *, void *), void *arg) MUST_CHECK;
/* Renews the lease inside such a transaction. */
enum err work_hold(struct ctx *cx, struct work *w) MUST_CHECK;

enum err roll_run_judge(struct ctx *cx, struct work *w) MUST_CHECK;
enum err roll_run_commit(struct ctx *cx, struct work *w) MUST_CHECK;
enum err roll_run_withdraw(struct ctx *cx, struct work *w) MUST_CHECK;

#endif
