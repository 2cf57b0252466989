#include "certificate/certificate.h"

#include "base/clock.h"
#include "base/id.h"
#include "certificate_sql.h"
#include "counter/counter.h"
#include "dcc/names.h"
#include "dcc/uvci.h"
#include "rule/rule.h"

#include <ctype.h>
#include <stdlib.h>

FIELDS(certificate, FIELD(certificate, id, F_ID, 0, F_ROW | F_OUT), FIELD(certificate, dose_id, F_ID, 0, F_ROW | F_OUT),
       FIELD(certificate, ci, F_TEXT, 80, F_ROW | F_OUT), FIELD(certificate, hc1, F_TEXT, 4096, F_ROW),
       FIELD(certificate, dose_number, F_I64, 0, F_ROW | F_OUT), FIELD(certificate, state, F_TEXT, 16, F_ROW | F_OUT),
       FIELD(certificate, why, F_TEXT, 500, F_ROW | F_OUT), FIELD(certificate, issued_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(certificate, expires_ms, F_TIME, 0, F_ROW | F_OUT),
       FIELD(certificate, withdrawn_ms, F_TIME, 0, F_ROW | F_OUT));

FIELDS(signing, FIELD(signing, person_id, F_ID, 0, F_ROW), FIELD(signing, outbox_id, F_ID, 0, F_ROW),
       FIELD(signing, dose_id, F_ID, 0, F_ROW), FIELD(signing, name, F_TEXT, 300, F_ROW),
       FIELD(signing, birth_date, F_DATE, 10, F_ROW), FIELD(signing, birth_precision, F_TEXT, 8, F_ROW),
       FIELD(signing, product_code, F_TEXT, 32, F_ROW), FIELD(signing, mp, F_TEXT, 40, F_ROW),
       FIELD(signing, ma, F_TEXT, 40, F_ROW), FIELD(signing, vp, F_TEXT, 40, F_ROW),
       FIELD(signing, disease, F_TEXT, 20, F_ROW), FIELD(signing, kind, F_TEXT, 16, F_ROW),
       FIELD(signing, given_on, F_DATE, 10, F_ROW), FIELD(signing, number, F_I64, 0, F_ROW),
       FIELD(signing, unit_id, F_ID, 0, F_ROW), FIELD(signing, primary_doses, F_I64, 0, F_ROW),
       FIELD(signing, other_products, F_I64, 0, F_ROW), FIELD(signing, single_dose, F_I64, 0, F_ROW));

enum err
certificate_due(struct ctx *cx, int64_t person_id, int64_t dose_id)
{
	return db_post(cx, sql_certificate_due(person_id, id_next(cx->now), dose_id, cx->now));
}

enum err
certificate_withdraw(struct ctx *cx, int64_t person_id, int64_t dose_id, const char *why)
{
	TRY(db_post(cx, sql_certificate_cancel_due(person_id, dose_id, cx->now)));
	return db_post(cx, sql_certificate_withdraw(person_id, dose_id, why, cx->now));
}

enum err
certificate_list(struct ctx *cx, int64_t person_id, struct certificate **out, size_t *n)
{
	return db_list(cx, sql_certificate_list(person_id), &certificate_fields, out, n);
}

enum err
certificate_get(struct ctx *cx, int64_t person_id, int64_t id, struct certificate *out)
{
	bool found;
	TRY(db_one(cx, sql_certificate_get(person_id, id), &certificate_fields, out, &found));
	if (!found)
		return fail(cx, ERR_NOT_FOUND, "certificate.unknown", "Không có chứng nhận này.",
			    "There is no such certificate.");
	return OK;
}

enum err
certificate_status(struct ctx *cx, const char *ci, const char **state)
{
	struct certificate c;
	bool found;
	char *upper = arena_strndup(cx->mem, ci, strcspn(ci, "#"));
	for (char *p = upper; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	TRY(db_one(cx, sql_certificate_by_ci(upper), &certificate_fields, &c, &found));
	*state = !found                          ? "unknown"
		 : strcmp(c.state, "valid") != 0 ? c.state
		 : c.expires_ms < cx->now        ? "expired"
						 : "valid";
	return OK;
}

enum err
certificate_lateness(struct ctx *cx, int64_t *ms)
{
	int64_t oldest;
	TRY(db_number(cx, sql_certificate_oldest_due(), 0, &oldest));
	*ms = oldest ? cx->now - oldest : 0;
	return OK;
}

enum err
certificate_claim(struct ctx *cx, struct certificate_claim *out)
{
	struct rows rows;
	*out = (struct certificate_claim){ .id = id_next(cx->now), .until_ms = cx->now + CERTIFICATE_LEASE_MS };
	TRY(db_query(cx, sql_certificate_claim(cx->now, out->until_ms, out->id, CERTIFICATE_BATCH), &rows));
	out->taken = rows.n;
	return rows.n ? db_list(cx, sql_certificate_claimed(out->until_ms, out->id), &signing_fields, &out->list,
				&out->n)
		      : OK;
}

/* sd, the doses of a full series. A booster after a one-dose product is 2/1, any other 3/3 (schema examples of the
 * DCC); a mixed primary series counts as two. */
static int64_t
series_doses(const struct signing *s)
{
	if (strcmp(s->kind, "primary") != 0)
		return s->single_dose ? 1 : s->number;
	int64_t sd = s->other_products ? 2 : s->primary_doses;
	return sd > s->number ? sd : s->number;
}

static struct node
text_node(const char *text)
{
	return (struct node){ .type = NODE_TEXT, .text = text, .n = strlen(text) };
}

/* Maps are made with room for what is put into them. A NULL text is left out. */
static void
put(struct node *map, const char *key, struct node value)
{
	map->items[2 * map->n] = text_node(key);
	map->items[2 * map->n + 1] = value;
	map->n++;
}

static void
put_text(struct node *map, const char *key, const char *text)
{
	if (text)
		put(map, key, text_node(text));
}

static void
put_number(struct node *map, const char *key, int64_t number)
{
	put(map, key, (struct node){ .type = NODE_INT, .i = number });
}

static struct node
new_map(struct arena *mem, size_t pairs)
{
	return (struct node){ .type = NODE_MAP, .items = NEW(mem, struct node, 2 * pairs) };
}

/* fn is the family name, the first word; gn the rest (Vietnam's own codes, certificates.md 1.6) */
static struct node
name_node(struct arena *mem, const char *name)
{
	size_t family_n = strcspn(name, " ");
	const char *family = arena_strndup(mem, name, family_n);
	struct node map = new_map(mem, 4);
	put_text(&map, "fn", family);
	put_text(&map, "fnt", name_icao(mem, family));
	if (name[family_n]) {
		put_text(&map, "gn", name + family_n + 1);
		put_text(&map, "gnt", name_icao(mem, name + family_n + 1));
	}
	return map;
}

static struct node
vaccination_node(struct arena *mem, const struct signing *s)
{
	struct node list = { .type = NODE_ARRAY, .n = 1, .items = NEW(mem, struct node, 1) };
	struct node *map = list.items;
	*map = new_map(mem, 10);
	put_text(map, "tg", s->disease ? s->disease : "840539006");
	put_text(map, "vp", s->vp);
	put_text(map, "mp", s->mp);
	put_text(map, "ma", s->ma);
	put_number(map, "dn", s->number);
	put_number(map, "sd", series_doses(s));
	put_text(map, "dt", s->given_on);
	put_text(map, "co", "VN");
	put_text(map, "is", "Bộ Y tế");
	put_text(map, "ci", s->ci);
	return list;
}

struct node
certificate_dcc(struct arena *mem, const struct signing *s)
{
	size_t known = strcmp(s->birth_precision, "year") == 0 ? 4 : strcmp(s->birth_precision, "month") == 0 ? 7 : 10;
	struct node root = new_map(mem, 4);
	put_text(&root, "ver", "1.3.0");
	put(&root, "nam", name_node(mem, s->name));
	put_text(&root, "dob", arena_strndup(mem, s->birth_date, strnlen(s->birth_date, known)));
	put(&root, "v", vaccination_node(mem, s));
	return root;
}

/* cx->mem is the scratch of this one; what lasts goes to mem. */
static void
sign_one(struct ctx *cx, struct arena *mem, const struct dcc_signer *signer, struct signing *s)
{
	const struct trust_cert *cert = dcc_signer_cert(signer);
	int64_t iat = cx->now / MS_SECOND, exp = iat + CERTIFICATE_LIFE_S;
	if (exp > cert->to_s)
		exp = cert->to_s;
	struct node dcc = certificate_dcc(cx->mem, s);
	const char *hc1;
	cx->problem = (struct problem){ 0 };
	if (dcc_sign(cx, signer, &dcc, iat, exp, &hc1) == OK)
		s->hc1 = arena_strdup(mem, hc1);
	else
		s->error = arena_strdup(mem, cx->problem.en);
	s->issued_ms = iat * MS_SECOND;
	s->expires_ms = exp * MS_SECOND;
}

void
certificate_sign(struct ctx *cx, const struct dcc_signer *signer, struct signing *list, size_t n)
{
	char(*ci)[UVCI_SIZE] = arena_array(cx->mem, UVCI_SIZE, n);
	struct ctx scratch = *cx;
	scratch.mem = arena_new(); /* one piece of memory for all of them, which stays in the cache */
	enum err err = uvci_make(cx, ci, n);
	for (size_t i = 0; i < n; i++) {
		list[i].ci = ci[i];
		list[i].error = cx->problem.en;
		if (err == OK)
			sign_one(&scratch, cx->mem, signer, &list[i]);
		arena_reset(scratch.mem);
	}
	arena_free(scratch.mem);
}

/* By the key of the counter row: two servers that keep at once lock them in one order. */
static int
compare_counted(const void *a, const void *b)
{
	const struct signing *x = *(const struct signing *const *)a, *y = *(const struct signing *const *)b;
	if (x->unit_id != y->unit_id)
		return x->unit_id < y->unit_id ? -1 : 1;
	int c = strcmp(x->product_code, y->product_code);
	return c ? c : (x->number > y->number) - (x->number < y->number);
}

/* One row of the counter for all certificates that move it. Doses of places that are not ours are not counted. */
static enum err
count_kept(struct ctx *cx, const struct signing **kept, size_t n)
{
	qsort(kept, n, sizeof(const struct signing *), compare_counted);
	for (size_t i = 0, first; i < n;) {
		const struct signing *s = kept[i];
		for (first = i; i < n && compare_counted(&kept[first], &kept[i]) == 0; i++)
			;
		char *today = arena_alloc(cx->mem, DATE_SIZE);
		date_text(s->issued_ms, today);
		struct count count = { today, s->product_code, s->number, "certificate", 0 };
		if (s->unit_id)
			TRY(counter_add(cx, s->unit_id, &count, (int64_t)(i - first)));
	}
	return OK;
}

static enum err
postpone_failed(struct ctx *cx, const struct certificate_claim *claim)
{
	for (size_t i = 0; i < claim->n; i++) {
		const struct signing *s = &claim->list[i];
		if (s->error)
			TRY(db_post(cx, sql_certificate_postpone(s->person_id, s->outbox_id, claim->id, s->error,
								 cx->now + CERTIFICATE_RETRY_MS)));
	}
	return OK;
}

enum err
certificate_keep(struct ctx *cx, const struct certificate_claim *claim)
{
	struct rows ours;
	const struct signing **kept = NEW(cx->mem, const struct signing *, claim->n + 1);
	size_t n = 0;
	TRY(postpone_failed(cx, claim));
	TRY(db_query(cx, sql_certificate_finish(claim->until_ms, claim->id, cx->now), &ours));
	int64_t *ids = NEW(cx->mem, int64_t, ours.n + 1);
	for (size_t i = 0; i < ours.n; i++)
		ids[i] = db_cell(&ours, i, 0)->i;
	qsort(ids, ours.n, sizeof *ids, id_compare);
	for (size_t i = 0; i < claim->n; i++) {
		const struct signing *s = &claim->list[i];
		if (s->error || !bsearch(&s->outbox_id, ids, ours.n, sizeof *ids, id_compare))
			continue;
		int64_t id = id_next(cx->now);
		TRY(db_post(cx, sql_certificate_insert(s->person_id, id, s->dose_id, s->ci, s->hc1, s->number,
						       s->issued_ms, s->expires_ms)));
		TRY(db_post(cx, sql_certificate_ci_insert(s->ci, s->person_id, id)));
		kept[n++] = s;
	}
	return count_kept(cx, kept, n);
}
