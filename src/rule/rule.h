/* rule.h - the ministry's dated rules, vaccine products and campaigns.
 *
 * Rules changed every few weeks, so they are rows with a source and dates (data/rules.json, `import rules`), never code.
 * What is in force depends on the calendar day alone. */
#ifndef RULE_RULE_H
#define RULE_RULE_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"

#include <jansson.h>

struct rule {
	const char *kind, *code, *valid_from, *valid_to, *source, *body;
};
extern const struct fields rule_fields;

/* The rule of that kind and code in force on a day; code NULL: the only one of its kind. */
enum err rule_in_force(struct ctx *cx, const char *kind, const char *code, const char *on, struct rule *out,
		       bool *found) MUST_CHECK;
/* The body, parsed; it stays as it is for the life of the process, and others read it too. */
enum err rule_body(struct ctx *cx, const struct rule *rule, const json_t **out) MUST_CHECK;
/* A text of a body's object; NULL where it has none. */
const char *rule_text(const json_t *obj, const char *key);
/* What a form that people fill in says of itself: code, valid_from, source, title_vi, title_en; its questions follow. */
void rule_form_head(struct buf *out, const struct rule *rule, const json_t *body);
/* Loads rules from the JSON text of a file: each replaces one of the same kind, code and first day. */
enum err rule_import(struct ctx *cx, const char *text, size_t n, int64_t *imported) MUST_CHECK;

/* May a dose of `to` follow one of `from`, and when? */
struct interval {
	bool allowed;
	int64_t min_days, max_days; /* whole local days; max_days NONE: no end */
	bool consent;               /* the person must agree to the mixture */
	const char *source;
};
/* dose_kind: primary, additional, booster. Source: the rule's own. */
enum err rule_interval(struct ctx *cx, const char *dose_kind, const char *from, const char *to, const char *on,
		       struct interval *out) MUST_CHECK;
/* Ages (whole years) at which a product may be given on that day; max NONE: no end. allowed false: not used yet. */
enum err
rule_age(struct ctx *cx, const char *product, const char *on, bool *allowed, int64_t *min, int64_t *max) MUST_CHECK;

struct product {
	const char *code, *kind, *name, *name_short,
		*maker; /* kind: vaccine; diluent, syringe, box: counted in pieces */
	int64_t primary_doses, min_age, max_age, doses_per_vial;
	int64_t pack; /* doses or pieces of the smallest box that is delivered whole */
	const char *mp, *ma, *vp;
};
extern const struct fields product_fields;
/* A vaccine. ERR_INVALID product.unknown, product.no_vaccine, naming the field. */
enum err product_get(struct ctx *cx, const char *code, struct product *out) MUST_CHECK;
/* A vaccine or what goes with it. ERR_INVALID product.unknown. */
enum err product_or_supply_get(struct ctx *cx, const char *code, struct product *out) MUST_CHECK;
/* The vaccines, or what goes with them. */
enum err product_list(struct ctx *cx, bool vaccines, struct product **out, size_t *n) MUST_CHECK;
/* The product that a list calls so ("Pfizer", "COVID-19 Vaccine AstraZeneca"); NULL if it is none of ours. */
const char *product_by_name(struct arena *mem, const char *name);

struct campaign {
	int64_t id;
	const char *code, *name, *disease, *starts_on, *ends_on;
	int64_t wait_minutes;
};
extern const struct fields campaign_fields;
/* ERR_INVALID campaign.unknown. */
enum err campaign_get(struct ctx *cx, int64_t id, struct campaign *out) MUST_CHECK;
enum err campaign_list(struct ctx *cx, struct campaign **out, size_t *n) MUST_CHECK;
struct campaign_in {
	const char *code, *name, *starts_on, *ends_on;
	int64_t wait_minutes;
};
extern const struct fields campaign_in_fields;
enum err campaign_create(struct ctx *cx, const struct campaign_in *in, struct campaign *out) MUST_CHECK;

/* Products, rules and the national campaign from the data that the program carries. Part of `migrate`. */
enum err rule_seed(struct ctx *cx) MUST_CHECK;

#endif
