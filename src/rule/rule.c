#include "rule/rule.h"

#include "base/clock.h"
#include "base/csv.h"
#include "base/embed.h"
#include "base/fold.h"
#include "base/id.h"
#include "rule_sql.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#define COVID_19 "840539006" /* SNOMED CT, the DCC's only value of tg */

FIELDS(rule, FIELD(rule, kind, F_TEXT, 40, F_ROW | F_OUT), FIELD(rule, code, F_TEXT, 80, F_ROW | F_OUT),
       FIELD(rule, valid_from, F_DATE, 10, F_ROW | F_OUT), FIELD(rule, valid_to, F_DATE, 10, F_ROW | F_OUT),
       FIELD(rule, source, F_TEXT, 2000, F_ROW | F_OUT), FIELD(rule, body, F_JSON, 65536, F_ROW | F_OUT));

FIELDS(product, FIELD(product, code, F_TEXT, 32, F_ROW | F_OUT), FIELD(product, kind, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(product, name, F_TEXT, 200, F_ROW | F_OUT), FIELD(product, name_short, F_TEXT, 60, F_ROW | F_OUT),
       FIELD(product, maker, F_TEXT, 100, F_ROW | F_OUT), FIELD(product, primary_doses, F_I64, 9, F_ROW | F_OUT),
       FIELD(product, min_age, F_I64, 150, F_ROW | F_OUT), FIELD(product, max_age, F_I64, 150, F_ROW | F_OUT),
       FIELD(product, doses_per_vial, F_I64, 100, F_ROW | F_OUT), FIELD(product, pack, F_I64, 100000, F_ROW | F_OUT),
       FIELD(product, mp, F_TEXT, 40, F_ROW), FIELD(product, ma, F_TEXT, 40, F_ROW),
       FIELD(product, vp, F_TEXT, 40, F_ROW));

FIELDS(campaign, FIELD(campaign, id, F_ID, 0, F_ROW | F_OUT), FIELD(campaign, code, F_TEXT, 40, F_ROW | F_OUT),
       FIELD(campaign, name, F_TEXT, 200, F_ROW | F_OUT), FIELD(campaign, disease, F_TEXT, 20, F_ROW),
       FIELD(campaign, starts_on, F_DATE, 10, F_ROW | F_OUT), FIELD(campaign, ends_on, F_DATE, 10, F_ROW | F_OUT),
       FIELD(campaign, wait_minutes, F_I64, 0, F_ROW | F_OUT));

FIELDS(campaign_in, FIELD(campaign_in, code, F_TEXT, 40, F_IN | F_MUST),
       FIELD(campaign_in, name, F_TEXT, 200, F_IN | F_MUST), FIELD(campaign_in, starts_on, F_DATE, 10, F_IN | F_MUST),
       FIELD(campaign_in, ends_on, F_DATE, 10, F_IN), FIELD_RANGE(campaign_in, wait_minutes, 0, 240, F_IN | F_MUST));

enum err
rule_in_force(struct ctx *cx, const char *kind, const char *code, const char *on, struct rule *out, bool *found)
{
	return db_one(cx, sql_rule_in_force(kind, code, on), &rule_fields, out, found);
}

/* Bodies once parsed stay for the life of the process: there are a few hundred, and a form is longer to read than to judge by.
 * Their text is what they are found by, so a rule that was changed is another body. */
enum { BODY_BUCKETS = 256 };
struct body {
	struct body *next;
	char *text;
	json_t *parsed;
};
static struct {
	pthread_mutex_t lock;
	struct body *buckets[BODY_BUCKETS];
} bodies = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct body **
bucket_of(const char *text)
{
	/* a form has thousands of letters: a few dozen of them tell it from the others well enough */
	size_t n = strlen(text), step = n / 64 + 1, h = n;
	for (size_t i = 0; i < n; i += step)
		h = h * 31 + (unsigned char)text[i];
	return &bodies.buckets[h % BODY_BUCKETS];
}

static struct body *
make_body(const char *text, json_error_t *why)
{
	json_t *parsed = json_loads(text, JSON_REJECT_DUPLICATES, why);
	if (!parsed)
		return NULL;
	struct body *body = malloc(sizeof *body);
	assert(body);
	*body = (struct body){ .text = strdup(text), .parsed = parsed };
	return body;
}

enum err
rule_body(struct ctx *cx, const struct rule *rule, const json_t **out)
{
	json_error_t why = { 0 };
	struct body **bucket = bucket_of(rule->body), *body;
	pthread_mutex_lock(&bodies.lock);
	for (body = *bucket; body && strcmp(body->text, rule->body) != 0;)
		body = body->next;
	if (!body && (body = make_body(rule->body, &why))) {
		body->next = *bucket;
		*bucket = body;
	}
	pthread_mutex_unlock(&bodies.lock);
	if (!body)
		return fail_internal(cx, "rule %s %s: %s", rule->kind, rule->code, why.text);
	*out = body->parsed;
	return OK;
}

const char *
rule_text(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

void
rule_form_head(struct buf *out, const struct rule *rule, const json_t *body)
{
	const json_t *title = json_object_get(body, "title");
	json_kv_text(out, "code", rule->code);
	json_kv_text(out, "valid_from", rule->valid_from);
	json_kv_text(out, "source", rule->source);
	json_kv_text(out, "title_vi", rule_text(title, "vi"));
	json_kv_text(out, "title_en", rule_text(title, "en"));
}

static int64_t
number_or(const json_t *obj, const char *key, int64_t fallback)
{
	const json_t *v = json_object_get(obj, key);
	return json_is_integer(v) ? json_integer_value(v) : fallback;
}

enum err
rule_interval(struct ctx *cx, const char *dose_kind, const char *from, const char *to, const char *on,
	      struct interval *out)
{
	struct rule rule;
	const json_t *body;
	const char *code = arena_printf(cx->mem, "%s-%s-%s", dose_kind, from, to);
	*out = (struct interval){ 0 };
	TRY(rule_in_force(cx, "interval", code, on, &rule, &out->allowed));
	if (!out->allowed)
		return OK;
	TRY(rule_body(cx, &rule, &body));
	out->min_days = number_or(body, "min_days", 0);
	out->max_days = number_or(body, "max_days", NONE);
	out->consent = json_is_true(json_object_get(body, "consent"));
	out->source = rule.source;
	return OK;
}

enum err
rule_age(struct ctx *cx, const char *product, const char *on, bool *allowed, int64_t *min, int64_t *max)
{
	struct rule rule;
	const json_t *body;
	TRY(rule_in_force(cx, "age", product, on, &rule, allowed));
	if (!*allowed)
		return OK;
	TRY(rule_body(cx, &rule, &body));
	*min = number_or(body, "min_age", 0);
	*max = number_or(body, "max_age", NONE);
	return OK;
}

static enum err
put_rule(struct ctx *cx, const json_t *r, size_t i)
{
	const char *kind = json_string_value(json_object_get(r, "kind")),
		   *code = json_string_value(json_object_get(r, "code"));
	const char *from = json_string_value(json_object_get(r, "valid_from"));
	const char *to = json_string_value(json_object_get(r, "valid_to"));
	const char *source = json_string_value(json_object_get(r, "source"));
	int64_t first, last;
	if (!kind || !code || !source || !json_is_object(json_object_get(r, "body")))
		return fail(cx, ERR_INVALID, "rule.incomplete", "Quy tắc thứ %zu thiếu kind, code, source hoặc body.",
			    "Rule %zu lacks kind, code, source or body.", i + 1);
	if (!date_parse(from, &first) || (to && (!date_parse(to, &last) || last < first)))
		return fail(cx, ERR_INVALID, "rule.dates", "Quy tắc %s/%s: valid_from hoặc valid_to không hợp lệ.",
			    "Rule %s/%s: valid_from or valid_to is wrong.", kind, code);
	char *text = json_dumps(json_object_get(r, "body"), JSON_COMPACT);
	const char *body = arena_strdup(cx->mem, text);
	free(text);
	return db_post(cx, sql_rule_put(id_next(cx->now), arena_strdup(cx->mem, kind), arena_strdup(cx->mem, code),
					arena_strdup(cx->mem, from), to ? arena_strdup(cx->mem, to) : NULL,
					arena_strdup(cx->mem, source), body));
}

enum err
rule_import(struct ctx *cx, const char *text, size_t n, int64_t *imported)
{
	json_error_t why;
	json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
	const json_t *rules = json_object_get(root, "rules");
	if (!json_is_array(rules)) {
		json_decref(root);
		return fail(cx, ERR_INVALID, "rule.file", "Tệp quy tắc phải là JSON có mảng \"rules\" (dòng %d: %s).",
			    "A rules file is JSON with an array \"rules\" (line %d: %s).", why.line,
			    root ? "" : why.text);
	}
	enum err err = OK;
	*imported = 0;
	for (size_t i = 0; i < json_array_size(rules) && err == OK; i++) {
		err = put_rule(cx, json_array_get(rules, i), i);
		++*imported;
	}
	json_decref(root);
	return err;
}

enum err
product_or_supply_get(struct ctx *cx, const char *code, struct product *out)
{
	bool found = false;
	if (code)
		TRY(db_one(cx, sql_product_get(code), &product_fields, out, &found));
	if (!found)
		return fail_field(cx, "product_code", "product.unknown", "Không có vắc xin \"%s\".",
				  "There is no vaccine \"%s\".", code ? code : "");
	return OK;
}

enum err
product_get(struct ctx *cx, const char *code, struct product *out)
{
	TRY(product_or_supply_get(cx, code, out));
	if (strcmp(out->kind, "vaccine") == 0)
		return OK;
	return fail_field(cx, "product_code", "product.no_vaccine", "%s không phải là vắc xin.", "%s is no vaccine.",
			  out->name);
}

enum err
product_list(struct ctx *cx, bool vaccines, struct product **out, size_t *n)
{
	return db_list(cx, sql_product_list(vaccines), &product_fields, out, n);
}

const char *
product_by_name(struct arena *mem, const char *name)
{
	const char *key = fold_key(mem, name);
	struct csv csv = csv_open(mem, "data/product-names.csv");
	while (*key && csv_next(&csv))
		if (strcmp(fold_key(mem, csv_field(&csv, "alias")), key) == 0)
			return csv_field(&csv, "code");
	return NULL;
}

enum err
campaign_get(struct ctx *cx, int64_t id, struct campaign *out)
{
	bool found;
	TRY(db_one(cx, sql_campaign_get(id), &campaign_fields, out, &found));
	if (!found)
		return fail_field(cx, "campaign_id", "campaign.unknown", "Không có chiến dịch này.",
				  "There is no such campaign.");
	return OK;
}

enum err
campaign_list(struct ctx *cx, struct campaign **out, size_t *n)
{
	return db_list(cx, sql_campaign_list(), &campaign_fields, out, n);
}

enum err
campaign_create(struct ctx *cx, const struct campaign_in *in, struct campaign *out)
{
	bool made;
	int64_t id = id_next(cx->now);
	TRY(db_claim(
		cx, sql_campaign_insert(id, in->code, in->name, COVID_19, in->starts_on, in->ends_on, in->wait_minutes),
		&made));
	if (!made)
		return fail(cx, ERR_CONFLICT, "campaign.code_taken", "Mã chiến dịch %s đã có.",
			    "Campaign code %s is taken.", in->code);
	return campaign_get(cx, id, out);
}

static const int64_t *
optional(struct arena *mem, const char *text)
{
	if (!*text)
		return NULL;
	int64_t *v = NEW(mem, int64_t, 1);
	*v = atoll(text);
	return v;
}

/* Whole degrees, kept as tenths. */
static const int64_t *
tenths(struct arena *mem, const char *celsius)
{
	int64_t *v = NEW(mem, int64_t, 1);
	*v = atoll(celsius) * 10;
	return *celsius ? v : NULL;
}

static enum err
seed_products(struct ctx *cx)
{
	struct csv c = csv_open(cx->mem, "data/products.csv");
	while (csv_next(&c))
		TRY(db_post(cx, sql_product_put(csv_field(&c, "code"), "vaccine", csv_field(&c, "name"),
						csv_field(&c, "name_short"), csv_field(&c, "maker"),
						atoll(csv_field(&c, "primary_doses")), atoll(csv_field(&c, "min_age")),
						optional(cx->mem, csv_field(&c, "max_age")),
						optional(cx->mem, csv_field(&c, "doses_per_vial")), csv_field(&c, "mp"),
						csv_field(&c, "ma"), csv_field(&c, "vp"),
						atoll(csv_field(&c, "open_vial_hours")), atoll(csv_field(&c, "pack")),
						csv_field(&c, "storage"), tenths(cx->mem, csv_field(&c, "lowest_c")),
						tenths(cx->mem, csv_field(&c, "highest_c")))));
	c = csv_open(cx->mem, "data/supplies.csv");
	while (csv_next(&c))
		TRY(db_post(cx, sql_product_put(csv_field(&c, "code"), csv_field(&c, "kind"), csv_field(&c, "name"),
						csv_field(&c, "name_short"), "", 0, 0, NULL, NULL, "", "", "", 0,
						atoll(csv_field(&c, "pack")), NULL, NULL, NULL)));
	return OK;
}

enum err
rule_seed(struct ctx *cx)
{
	const struct embedded *rules = embedded_find("data/rules.json");
	int64_t n;
	bool made;
	TRY(seed_products(cx));
	TRY(rule_import(cx, rules->bytes, rules->n, &n));
	/* QĐ 3355/QĐ-BYT; the wait of QĐ 3588/QĐ-BYT */
	return db_claim(cx,
			sql_campaign_insert(id_next(cx->now), "COVID-19",
					    "Chiến dịch tiêm chủng vắc xin phòng COVID-19", COVID_19, "2021-03-08",
					    NULL, 30),
			&made);
}
