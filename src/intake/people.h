/* people.h - rows of sheet PL1 for those who do with them something else than the import: read, understood, entered.
 *
 * A row here is the form's columns in the form's order, whatever sheet it came from. */
#ifndef INTAKE_PEOPLE_H
#define INTAKE_PEOPLE_H

#include "dose/dose.h"
#include "intake/column.h"
#include "person/person.h"

enum outcome_kind { OUTCOME_IMPORTED, OUTCOME_UPDATED, OUTCOME_DUPLICATE, OUTCOME_REFUSED, OUTCOME__KINDS };

/* What became of a row. Texts in the context's memory. */
struct outcome {
	enum outcome_kind kind;
	const char *code, *field, *vi, *en;
	int64_t person_id;
};

/* A row of PL1, understood. */
struct dose_cells {
	struct dose_past past;
	int column;         /* of its first cell */
	bool place_unknown; /* the site's code is not in our list */
};
struct person_row {
	struct person_in person;
	struct warnings warnings;
	struct dose_cells dose[2];
	size_t ndoses;
};

/* What is needed to read rows: all units, names of vaccines. It lives in mem; one thread at a time. */
struct intake;
/* Makes it for a list of a unit, in a reading transaction; name is what the list is called in notes. ERR_NOT_FOUND unit.unknown. */
enum err
people_load(struct ctx *cx, struct arena *mem, int64_t unit_id, const char *name, struct intake **out) MUST_CHECK;
/* cells: PL1__COLUMNS of them by column, "" where empty. ok false: refused, and refusal says which columns are wrong and why, all
 * of them. An error: of the database, though none is asked. */
enum err people_read(struct ctx *cx, struct intake *in, int64_t row_no, const char *const *cells,
		     struct person_row *out, struct outcome *refusal, bool *ok) MUST_CHECK;
/* Fills what the record lacks and the row has; nothing is overwritten. *changed: it did. */
enum err people_complete(struct ctx *cx, const struct intake *in, const struct person *p, const struct person_in *given,
			 bool *changed) MUST_CHECK;
/* Enters those past doses of the row that are new, unconfirmed. fresh: the person was made in this transaction. refusal.code set: one
 * of them cannot be, and the row is to be undone. */
enum err people_doses(struct ctx *cx, const struct intake *in, int64_t row_no, struct person_row *pr,
		      const struct person *p, bool fresh, size_t *added, struct outcome *refusal) MUST_CHECK;

#endif
