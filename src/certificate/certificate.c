#include "certificate/certificate.h"

#include "base/clock.h"
#include "base/id.h"
#include "certificate_sql.h"
#include "counter/counter.h"
#include "dcc/names.h"
#include "dcc/uvci.h"
#include "rule/rule.h"

#include <ctype.h>

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
certificate_claim(struct ctx *cx, struct signing **out, size_t *n)
{
	bool any;
	*n = 0;
	TRY(db_claim(cx, sql_certificate_claim(cx->now, cx->now + CERTIFICATE_LEASE_MS, CERTIFICATE_BATCH), &any));
	if (!any)
		return OK;
	return db_list(cx, sql_certificate_claimed(cx->now + CERTIFICATE_LEASE_MS, CERTIFICATE_BATCH), &signing_fields,
		       out, n);
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

const char *
certificate_json(struct ctx *cx, const struct signing *s)
{
	/* fn is the family name, the first word; gn the rest (Vietnam's own codes, certificates.md 1.6) */
	size_t family_n = strcspn(s->name, " ");
	const char *family = arena_strndup(cx->mem, s->name, family_n);
	const char *given = s->name[family_n] ? s->name + family_n + 1 : NULL;
	size_t known = strcmp(s->birth_precision, "year") == 0 ? 4 : strcmp(s->birth_precision, "month") == 0 ? 7 : 10;
	struct buf out = buf_new(cx->mem);
	json_obj(&out);
	json_kv_text(&out, "ver", "1.3.0");
	json_key(&out, "nam");
	json_obj(&out);
	json_kv_text(&out, "fn", family);
	json_kv_text(&out, "fnt", name_icao(cx->mem, family));
	if (given) {
		json_kv_text(&out, "gn", given);
		json_kv_text(&out, "gnt", name_icao(cx->mem, given));
	}
	json_obj_end(&out);
	json_kv_text(&out, "dob", arena_strndup(cx->mem, s->birth_date, known));
	json_key(&out, "v");
	json_arr(&out);
	json_obj(&out);
	json_kv_text(&out, "tg", s->disease ? s->disease : "840539006");
	json_kv_text(&out, "vp", s->vp);
	json_kv_text(&out, "mp", s->mp);
	json_kv_text(&out, "ma", s->ma);
	json_kv_i64(&out, "dn", s->number);
	json_kv_i64(&out, "sd", series_doses(s));
	json_kv_text(&out, "dt", s->given_on);
	json_kv_text(&out, "co", "VN");
	json_kv_text(&out, "is", "Bộ Y tế");
	json_kv_text(&out, "ci", s->ci);
	json_obj_end(&out);
	json_arr_end(&out);
	json_obj_end(&out);
	return buf_text(&out);
}

void
certificate_sign(struct ctx *cx, const struct dcc_signer *signer, struct signing *s)
{
	char *ci = arena_alloc(cx->mem, UVCI_SIZE);
	const struct trust_cert *cert = dcc_signer_cert(signer);
	int64_t iat = cx->now / 1000, exp = iat + INT64_C(365) * 24 * 3600; /* QĐ 5772: 12 months */
	if (exp > cert->to_s)
		exp = cert->to_s;
	cx->problem = (struct problem){ 0 };
	enum err err = uvci_make(cx, ci);
	s->ci = ci;
	if (err == OK)
		err = dcc_sign(cx, signer, certificate_json(cx, s), iat, exp, &s->hc1);
	s->issued_ms = iat * 1000;
	s->expires_ms = exp * 1000;
	s->error = err == OK ? NULL : cx->problem.en;
}

static enum err
keep_one(struct ctx *cx, const struct signing *s)
{
	bool ours;
	if (s->error) /* tried again in a minute, and the lateness gauge tells */
		return db_post(cx, sql_certificate_postpone(s->person_id, s->outbox_id, s->error, cx->now + MS_MINUTE));
	TRY(db_claim(cx, sql_certificate_finish(s->person_id, s->outbox_id, cx->now), &ours));
	if (!ours)
		return OK;
	int64_t id = id_next(cx->now);
	char today[DATE_SIZE];
	date_text(s->issued_ms, today);
	TRY(db_post(cx, sql_certificate_insert(s->person_id, id, s->dose_id, s->ci, s->hc1, s->number, s->issued_ms,
					       s->expires_ms)));
	TRY(db_post(cx, sql_certificate_ci_insert(s->ci, s->person_id, id)));
	struct count count = { arena_strdup(cx->mem, today), s->product_code, s->number, "certificate", 0 };
	return s->unit_id ? counter_add(cx, s->unit_id, &count, 1) : OK;
}

enum err
certificate_keep(struct ctx *cx, const struct signing *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(keep_one(cx, &list[i]));
	return OK;
}
