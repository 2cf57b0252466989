/* schema.h - is this tree a health certificate of the EU DCC JSON schema 1.3.x?
 *
 * Source: EU DCC combined schema 1.3.0 to 1.3.3. The rules here are those of 1.3.3, which takes
 * everything that 1.3.0 takes and also names with only gnt. Formats (date, date-time) are checked; the
 * time zone may also be +hh or +hhmm, as in the schema's own examples. Further keys are allowed, as in
 * the schema. Value sets are not checked here: they change without a new schema. */
#ifndef DCC_SCHEMA_H
#define DCC_SCHEMA_H

#include "base/arena.h"
#include "dcc/node.h"

#include <stdbool.h>

enum dcc_kind { DCC_VACCINATION = 1, DCC_TEST = 2, DCC_RECOVERY = 4 }; /* bits */

/* What is wrong, in words that name the field: field "v[0].dt". */
struct schema_fault {
	const char *field;
	const char *vi;
	const char *en;
};

/* True if dcc satisfies the schema; else the first fault, its texts in mem or static. */
bool schema_check(struct arena *mem, const struct node *dcc, struct schema_fault *fault);

/* The kinds a certificate has entries of: bits of enum dcc_kind. */
unsigned schema_kinds(const struct node *dcc);

#endif
