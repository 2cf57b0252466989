#include "record/record_api.h"

#include "base/csv.h"
#include "certificate/certificate.h"
#include "dcc/qr.h"
#include "person/person_api.h"
#include "record/record.h"
#include "record_sql.h"
#include "registration/registration.h"
#include "session/session.h"
#include "staff/staff.h"
#include "unit/unit_api.h"
#include "visit/visit.h"

/* ---- search ---- */

struct search_in {
	const char *q, *number, *why;
};
static FIELDS(search_in, FIELD(search_in, q, F_TEXT, 600, F_IN), FIELD(search_in, number, F_TEXT, 40, F_IN),
	      FIELD(search_in, why, F_TEXT, 500, F_IN));

/* What reception sees beside a name. */
struct found {
	int64_t doses;
	const char *last_product, *last_given_on;
	int64_t appointment_id;
	const char *slot;
	int64_t visit_id;
	const char *step;
};
static FIELDS(found, FIELD(found, doses, F_I64, 0, F_ROW | F_OUT),
	      FIELD(found, last_product, F_TEXT, 60, F_ROW | F_OUT),
	      FIELD(found, last_given_on, F_DATE, 10, F_ROW | F_OUT),
	      FIELD(found, appointment_id, F_ID, 0, F_ROW | F_OUT), FIELD(found, slot, F_TEXT, 5, F_ROW | F_OUT),
	      FIELD(found, visit_id, F_ID, 0, F_ROW | F_OUT), FIELD(found, step, F_TEXT, 20, F_ROW | F_OUT));

static enum err
write_found(struct request *rq, struct buf *out, const struct person *p, const struct session *today)
{
	struct found found = { 0 };
	bool any;
	TRY(db_one(&rq->cx, sql_record_found(p->id, today ? today->unit_id : 0, today ? today->id : 0), &found_fields,
		   &found, &any));
	json_obj(out);
	fields_write_members(out, &person_fields, p);
	fields_write_members(out, &found_fields, &found);
	json_obj_end(out);
	if (p->outside)
		request_views_outside(rq, p->id);
	else
		request_views(rq, p->id);
	return OK;
}

static enum err
write_all_found(struct request *rq, struct buf *out, const struct unit *unit, const struct person *list, size_t n)
{
	struct session today;
	bool open;
	TRY(session_today(&rq->cx, unit->id, &today, &open));
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++)
		TRY(write_found(rq, out, &list[i], open ? &today : NULL));
	json_arr_end(out);
	return OK;
}

static enum err
post_search(struct request *rq)
{
	const struct search_in *in = rq->in;
	struct unit unit;
	struct search found;
	TRY(unit_in_path(rq, &unit));
	if (!in->q || !*in->q)
		return fail_field(&rq->cx, "q", "search.empty",
				  "Hãy nhập tên, số giấy tờ, số điện thoại, mã hẹn hoặc mã đăng ký.",
				  "Type a name, a number, a phone, or the code of an appointment or a registration.");
	TRY(person_search(&rq->cx, &unit, in->q, &found));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_text(out, "how", search_how_name(found.how));
	json_key(out, "card");
	if (found.has_card)
		fields_write(out, &card_fields, &found.card);
	else
		json_none(out);
	TRY(write_all_found(rq, out, &unit, found.list, found.n));
	json_obj_end(out);
	return OK;
}

/* Nationwide, one person by an exact number, for who works in an open session. */
static enum err
post_find(struct request *rq)
{
	const struct search_in *in = rq->in;
	struct unit unit;
	struct session today;
	struct person *list;
	size_t n;
	bool open;
	TRY(unit_in_path(rq, &unit));
	TRY(session_today(&rq->cx, unit.id, &today, &open));
	if (!open)
		return fail(&rq->cx, ERR_FORBIDDEN, "find.no_session",
			    "Chỉ tìm toàn quốc được khi đơn vị đang mở buổi tiêm hôm nay.",
			    "A nationwide look-up needs an open session of today.");
	if (!in->number || !in->why || !*in->why)
		return fail_field(&rq->cx, in->number ? "why" : "number", "field.required",
				  "Cần số giấy tờ đầy đủ và lý do tìm.",
				  "The full number and the reason are required.");
	rq->cx.why = in->why;
	TRY(person_find(&rq->cx, &unit, in->number, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	TRY(write_all_found(rq, out, &unit, list, n));
	json_obj_end(out);
	return OK;
}

/* ---- record and doses ---- */

static enum err
person_in_path(struct request *rq, struct unit *unit, struct person *person)
{
	TRY(unit_in_path(rq, unit));
	TRY(person_open(&rq->cx, unit, request_id_param(rq, "person"), person));
	if (person->outside)
		request_views_outside(rq, person->id);
	else
		request_views(rq, person->id);
	return OK;
}

static enum err
get_person(struct request *rq)
{
	struct unit unit;
	struct person person;
	TRY(person_in_path(rq, &unit, &person));
	return record_write_person(&rq->cx, reply_json(rq, 200), &person);
}

/* Home, group and birth date are the registration's too. */
static enum err
patch_person(struct request *rq)
{
	struct unit unit;
	struct person was, changed;
	struct person_in *in = rq->in;
	struct warnings w = { 0 };
	rq->cx.why = in->why;
	TRY(unit_in_path(rq, &unit));
	TRY(person_open(&rq->cx, &unit, request_id_param(rq, "person"), &was));
	TRY(person_update(&rq->cx, was.id, in, rq->has, &changed, &w));
	TRY(registration_follow_person(&rq->cx, was.id));
	return reply_person(rq, 200, &changed, &w);
}

static enum err
reply_dose(struct request *rq, int status, const struct dose *d)
{
	record_write_dose(reply_json(rq, status), d);
	return OK;
}

static enum err
post_dose(struct request *rq)
{
	const struct dose_past *in = rq->in;
	struct unit unit, site;
	struct person person;
	struct dose dose;
	TRY(person_in_path(rq, &unit, &person));
	if (in->unit_id)
		TRY(unit_get(&rq->cx, in->unit_id, &site));
	if (!in->unit_id && (!in->place || !*in->place))
		return fail_field(&rq->cx, "unit_id", "dose.place", "Cần nơi tiêm: chọn cơ sở hoặc ghi tên nơi tiêm.",
				  "The place is required: choose a site or write its name.");
	TRY(dose_enter(&rq->cx, unit.id, &person, in, "retrospective", &dose));
	TRY(registration_follow_person(&rq->cx, person.id));
	return reply_dose(rq, 201, &dose);
}

/* Somebody has looked at the paper: now the person is called for the next dose, as behind a dose given at a table. */
static enum err
post_confirm(struct request *rq)
{
	struct unit unit;
	struct person person;
	struct dose dose;
	TRY(person_in_path(rq, &unit, &person));
	TRY(dose_confirm(&rq->cx, person.id, request_id_param(rq, "dose"), &dose));
	TRY(registration_dose_given(&rq->cx, person.id));
	return reply_dose(rq, 200, &dose);
}

static enum err
post_correct(struct request *rq)
{
	const struct dose_past *in = rq->in;
	struct unit unit;
	struct person person;
	struct dose dose;
	TRY(person_in_path(rq, &unit, &person));
	rq->cx.why = in->why;
	TRY(dose_correct(&rq->cx, &person, request_id_param(rq, "dose"), in, &dose));
	TRY(registration_follow_person(&rq->cx, person.id));
	return reply_dose(rq, 200, &dose);
}

static enum err
post_withdraw(struct request *rq)
{
	const struct dose_past *in = rq->in;
	struct unit unit;
	struct person person;
	struct dose dose;
	TRY(person_in_path(rq, &unit, &person));
	rq->cx.why = in->why;
	TRY(dose_withdraw(&rq->cx, person.id, request_id_param(rq, "dose"), in->why));
	TRY(registration_dose_taken_back(&rq->cx, person.id, NULL));
	TRY(dose_get(&rq->cx, person.id, request_id_param(rq, "dose"), &dose));
	return reply_dose(rq, 200, &dose);
}

/* ---- certificates ---- */

static enum err
certificate_in_path(struct request *rq, struct certificate *out)
{
	struct unit unit;
	struct person person;
	TRY(person_in_path(rq, &unit, &person));
	return certificate_get(&rq->cx, person.id, request_id_param(rq, "certificate"), out);
}

static enum err
get_certificate(struct request *rq)
{
	struct certificate c;
	TRY(certificate_in_path(rq, &c));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	fields_write_members(out, &certificate_fields, &c);
	json_kv_text(out, "hc1", c.hc1);
	json_obj_end(out);
	return OK;
}

/* load reads the certificate, compute draws: a picture takes longer than a query. */
static enum err
qr_load(struct request *rq)
{
	struct certificate *c = NEW(rq->cx.mem, struct certificate, 1);
	rq->carry = c;
	return certificate_in_path(rq, c);
}

enum err
certificate_draw_svg(struct request *rq)
{
	const struct certificate *c = rq->carry;
	struct qr qr;
	TRY(qr_make(&rq->cx, c->hc1, &qr));
	const char *svg = qr_svg(rq->cx.mem, &qr);
	return reply_bytes(rq, "image/svg+xml", svg, strlen(svg));
}

static enum err
png_compute(struct request *rq)
{
	enum { PIXELS_A_MODULE = 6 };
	const struct certificate *c = rq->carry;
	struct qr qr;
	const uint8_t *bytes;
	size_t n;
	TRY(qr_make(&rq->cx, c->hc1, &qr));
	TRY(qr_png(&rq->cx, &qr, PIXELS_A_MODULE, &bytes, &n));
	return reply_bytes(rq, "image/png", bytes, n);
}

static enum err
get_status(struct request *rq)
{
	const char *state;
	TRY(certificate_status(&rq->cx, request_param(rq, "ci"), &state));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_text(out, "state", state);
	json_obj_end(out);
	return OK;
}

/* ---- reviews and reference ---- */

struct review_in {
	const char *state, *resolution;
};
static FIELDS(review_in, FIELD(review_in, state, F_TEXT, 8, F_IN), FIELD(review_in, resolution, F_TEXT, 500, F_IN));

static enum err
get_reviews(struct request *rq)
{
	const struct review_in *in = rq->in;
	struct review *list;
	size_t n;
	TRY(review_list(&rq->cx, request_id_param(rq, "unit"), in->state, &list, &n));
	return reply_list(rq, &review_fields, list, n, NULL);
}

static enum err
post_resolve(struct request *rq)
{
	const struct review_in *in = rq->in;
	TRY(review_resolve(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "review"), in->resolution));
	return reply_empty(rq);
}

static void
write_table(struct buf *out, struct arena *mem, const char *key, const char *file, const char *name,
	    const char *name_en, const char *set)
{
	struct csv csv = csv_open(mem, file);
	json_key(out, key);
	json_arr(out);
	while (csv_next(&csv)) {
		if (set && strcmp(csv_field(&csv, "set"), set) != 0)
			continue;
		json_obj(out);
		json_kv_text(out, "code", csv_field(&csv, "code"));
		json_kv_text(out, "name", csv_field(&csv, name));
		if (name_en)
			json_kv_text(out, "name_en", csv_field(&csv, name_en));
		json_obj_end(out);
	}
	json_arr_end(out);
}

static enum err
get_reference(struct request *rq)
{
	struct product *products, *supplies;
	struct campaign *campaigns;
	size_t nproducts, nsupplies, ncampaigns;
	TRY(product_list(&rq->cx, true, &products, &nproducts));
	TRY(product_list(&rq->cx, false, &supplies, &nsupplies));
	TRY(campaign_list(&rq->cx, &campaigns, &ncampaigns));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_kv_text(out, "units_on", UNIT_ADDRESS_SET_ON);
	fields_write_list(out, "products", &product_fields, products, nproducts);
	fields_write_list(out, "supplies", &product_fields, supplies, nsupplies);
	fields_write_list(out, "campaigns", &campaign_fields, campaigns, ncampaigns);
	write_table(out, rq->cx.mem, "priority_groups", "data/priority-groups.csv", "name_vi", "name_en", "national");
	write_table(out, rq->cx.mem, "priority_subs", "data/priority-groups.csv", "name_vi", NULL, "hcmc");
	write_table(out, rq->cx.mem, "ethnic_groups", "data/ethnic-groups.csv", "name", NULL, NULL);
	write_table(out, rq->cx.mem, "nationalities", "data/nationalities.csv", "name_vi", "name_en", NULL);
	json_obj_end(out);
	return OK;
}

#define PERSON "/api/v1/units/{unit}/persons/{person}"

const struct route record_routes[] = {
	{ GET, "/api/v1/reference", CAP_ANY, TX_READ, NULL, get_reference,
	  "products, campaigns, groups: what forms choose from" },
	{ POST, "/api/v1/units/{unit}/persons/search", CAP_PERSON_READ, TX_READ, &search_in_fields, post_search,
	  "find people of a unit by card, code, number, phone or name", LOGS_VIEW },
	{ POST, "/api/v1/units/{unit}/persons/find", CAP_PERSON_FIND, TX_WRITE, &search_in_fields, post_find,
	  "find one person nationwide by an exact number, with a reason and under quota", LOGS_VIEW },
	{ GET, PERSON, CAP_PERSON_READ, TX_READ, NULL, get_person, "a person's record", LOGS_VIEW },
	{ PATCH, PERSON, CAP_PERSON_WRITE, TX_WRITE, &person_in_fields, patch_person,
	  "correct a person's record, with a reason; old values are kept", LOGS_VIEW },
	{ POST, PERSON "/doses", CAP_DOSE_RETROSPECTIVE, TX_WRITE, &dose_past_fields, post_dose,
	  "enter a dose given earlier" },
	{ POST, PERSON "/doses/{dose}/confirm", CAP_DOSE_CONFIRM, TX_WRITE, NULL, post_confirm,
	  "confirm an entered or imported dose" },
	{ POST, PERSON "/doses/{dose}/correct", CAP_DOSE_CORRECT, TX_WRITE, &dose_past_fields, post_correct,
	  "correct a dose" },
	{ POST, PERSON "/doses/{dose}/withdraw", CAP_DOSE_CORRECT, TX_WRITE, &dose_past_fields, post_withdraw,
	  "take a dose back: it was not given, or not to this person" },
	{ GET, PERSON "/certificates/{certificate}", CAP_CERTIFICATE_READ, TX_READ, NULL, get_certificate,
	  "one certificate", LOGS_VIEW },
	{ GET, PERSON "/certificates/{certificate}/qr.svg", CAP_CERTIFICATE_READ, TX_READ, NULL, NULL,
	  "its QR code as SVG", LOGS_VIEW, .load = qr_load, .compute = certificate_draw_svg },
	{ GET, PERSON "/certificates/{certificate}/qr.png", CAP_CERTIFICATE_READ, TX_READ, NULL, NULL,
	  "its QR code as PNG", LOGS_VIEW, .load = qr_load, .compute = png_compute },
	{ GET, "/api/v1/certificates/{ci}/status", CAP_PUBLIC, TX_READ, NULL, get_status,
	  "is this certificate still valid" },
	{ GET, "/api/v1/units/{unit}/reviews", CAP_PERSON_READ, TX_READ, &review_in_fields, get_reviews,
	  "what a site must look at" },
	{ POST, "/api/v1/units/{unit}/reviews/{review}/resolve", CAP_REVIEW_RESOLVE, TX_WRITE, &review_in_fields,
	  post_resolve, "say what was found" },
	{ 0 },
};
