/* figure.h - figures of a unit by which doses are allocated: people, capacity, risk, and what the published table says.
 *
 * A figure holds from its day on, until there is one of a later day; each names its source. What nobody entered falls back on
 * what the platform knows: adults of the list of units, capacity of the sites below. Two are never entered, because the books
 * have them: doses given lately, and doses on hand. */
#ifndef ALLOCATION_FIGURE_H
#define ALLOCATION_FIGURE_H

#include "base/ctx.h"
#include "base/field.h"
#include "unit/unit.h"

enum {
	FIGURE_VALUE_MAX = 1000000000,
	FIGURE_SOURCE_MAX = 200, /* letters */
	FIGURE_LIST_MAX = 1000,
	FIGURE_USED_DAYS = 14,   /* what "lately" is, today included */
	FIGURE_RISK_CLASSES = 4, /* Resolution 128/NQ-CP of 11/10/2021: four classes of epidemic risk */
	RECEIVERS_MAX = 1000 /* 63 provinces, 31 districts of the largest province, some hundred sites of a district */
};

#define FIGURE_POPULATION_18 "population_18"
#define FIGURE_CAPACITY "capacity"
#define FIGURE_PLANNED "doses_planned"
#define FIGURE_ALLOCATED "doses_allocated"
#define FIGURE_ADMINISTERED "doses_administered"
#define FIGURE_USED "used_14_days"
#define FIGURE_ON_HAND "on_hand"

struct figure_kind {
	const char *name, *vi, *en;
	int64_t max;  /* of a value */
	bool entered; /* by people; else the books have it */
	bool basis;   /* doses may be divided by it */
};
/* Ends with name NULL. */
extern const struct figure_kind figure_kinds[];
/* NULL: there is none of that name. */
const struct figure_kind *figure_kind(const char *name);

struct unit_figure {
	int64_t unit_id;
	const char *unit_code, *unit_name, *name, *on_date; /* on_date NULL: of the list of units, without a day */
	int64_t value;
	const char *source, *staff_name;
	int64_t changed_ms;
};
extern const struct fields unit_figure_fields;

struct figure_in {
	const char *name, *on_date /* NULL: today */, *source;
	int64_t value;
};
extern const struct fields figure_in_fields;
enum figure_change { FIGURE_NEW, FIGURE_CHANGED, FIGURE_SAME };
/* Enters a figure, or corrects that of the same day; judges a province's doses anew (province.h). ERR_INVALID figure.name,
 * figure.value, figure.source, figure.future. change may be NULL. */
enum err
figure_set(struct ctx *cx, const struct unit *unit, const struct figure_in *in, enum figure_change *change) MUST_CHECK;
/* What was entered of a unit, newest day first; name NULL: all. */
enum err figure_list(struct ctx *cx, int64_t unit_id, const char *name, struct unit_figure **out, size_t *n) MUST_CHECK;

/* Who gets doses from a unit: of the nation the provinces, of a province its districts (both of the set of July 2021), of a
 * district all sites in it. In the order of their codes. */
struct receivers {
	struct unit above;
	const char *level;
	struct unit *list;
	size_t n;
	struct receiver_at {
		int64_t id;
		size_t at;
	} * by_id; /* rising ids */
};
/* ERR_CONFLICT round.level: nobody gets doses from a commune or a site. ERR_LIMIT round.receivers. */
enum err receivers_load(struct ctx *cx, const struct unit *above, struct receivers *out) MUST_CHECK;
/* Who decides about a unit: the one whose receivers it is among. ERR_CONFLICT round.level for the nation and communes. */
enum err receivers_decider(struct ctx *cx, const struct unit *unit, struct unit *out) MUST_CHECK;

struct figure_value {
	int64_t value;       /* NONE: not known */
	const char *on_date; /* NULL: without a day */
	const char *source;
};
/* A figure of every receiver as of a day, in their order. product_code: of FIGURE_ON_HAND alone. */
enum err figure_values(struct ctx *cx, const struct receivers *r, const char *name, const char *product_code,
		       const char *on, struct figure_value **out) MUST_CHECK;
/* All figures of all receivers as of today, those not known left out; on_hand only with a product. */
enum err figure_table(struct ctx *cx, const struct receivers *r, const char *product_code, struct unit_figure **out,
		      size_t *n) MUST_CHECK;

#endif
