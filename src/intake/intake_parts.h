/* intake_parts.h - what the files of src/intake/ share among themselves; nobody else includes it. */
#ifndef INTAKE_INTAKE_PARTS_H
#define INTAKE_INTAKE_PARTS_H

#include "intake/intake.h"
#include "intake/people.h"
#include "intake/place.h"
#include "intake/reader.h"
#include "session/session.h"
#include "staff/staff.h"

extern const char *const outcome_names[OUTCOME__KINDS];

/* Text -> text, growing; for vaccine names and site codes. Zeroed: empty. */
struct text_map {
	struct text_entry {
		const char *key;
		const void *value;
	} * list;
	size_t cap, n;
};
/* The value, NULL when the key is unknown. */
const void *text_map_get(const struct text_map *m, const char *key);
/* Adds or changes; key is not copied. */
void text_map_put(struct text_map *m, struct arena *mem, const char *key, const void *value);

/* Which row of this file a person came from. Zeroed: empty. What the current chunk adds is pending until it is durable. */
struct seen {
	struct seen_entry {
		int64_t person_id, row; /* row 0: was pending and is forgotten */
	} * list;
	int64_t pending[INTAKE_ROWS_AHEAD];
	size_t cap, n, npending;
};
int64_t seen_row(const struct seen *s, int64_t person_id); /* 0: not seen */
void seen_add(struct seen *s, struct arena *mem, int64_t person_id, int64_t row);
void seen_commit(struct seen *s);
/* Forgets what is pending. */
void seen_rewind(struct seen *s);

/* A whole import. Lives in mem; chunks have memory of their own. */
struct intake {
	struct arena *mem;
	struct arena *row_mem; /* of the row that is worked on */
	enum intake_kind kind;
	const struct intake_way *way;
	struct job *job;
	struct unit unit;
	bool has_session;
	struct session session;
	struct actor actor;
	const struct columns *columns;
	struct places places;
	struct seen seen;
	struct text_map products;  /* vaccine name -> code */
	struct text_map provinces; /* sites: code -> folded name of its province, or site_contested */
	bool gone;                 /* the lease went to another server */
};

/* Can this row only be refused before it has written anything? */
bool intake_judged_first(const struct intake *in, const struct sheet_row *row);
/* One row each: OK fills out; an error other than ERR_INTERNAL and ERR_BUSY refuses the row with
 * cx->problem. */
enum err
intake_person_row(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct outcome *out) MUST_CHECK;
enum err
intake_site_row(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct outcome *out) MUST_CHECK;
enum err
intake_unit_row(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct outcome *out) MUST_CHECK;
enum err
intake_allocation_row(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct outcome *out) MUST_CHECK;

/* Reads all site codes of the file once: a code in two provinces is nobody's. */
enum err intake_site_scan(struct ctx *cx, struct intake *in, const char *path) MUST_CHECK;

/* False: refused, and out says which columns are wrong and why, all of them. An error: of the database. */
enum err person_row_read(struct ctx *cx, struct intake *in, const struct sheet_row *row, struct person_row *out,
			 struct outcome *refusal, bool *ok) MUST_CHECK;
/* All units into in->places. */
enum err intake_load_places(struct ctx *cx, struct intake *in) MUST_CHECK;
/* Puts "Cột 17 (...): " before what cx->problem says, and makes it a refusal. column < 0: none is at fault. */
void outcome_refuse(struct ctx *cx, enum intake_kind kind, int column, struct outcome *out);
/* The PL1 column behind a member of person_in; -1: none. */
int person_row_column(const char *field);

#endif
