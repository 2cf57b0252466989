/* What an account sees: its people, one person, the forms and places that registering needs. */
#include "book/book_api.h"

#include "base/clock.h"
#include "book/declaration.h"
#include "message/message.h"
#include "registration/history_form.h"
#include "staff/cap.h"

enum { PLACES_MAX = 1000, PLACES_AGE_S = 24 * 3600, FORMS_AGE_S = 600 };

enum err
view_in_path(struct request *rq, struct view *out)
{
	return view_of(&rq->cx, rq->member, out);
}

/* ---- the account ---- */

static enum err
write_member(struct ctx *cx, struct buf *out, const struct member *m)
{
	struct view v;
	TRY(view_of(cx, m, &v));
	bool waits = v.open && strcmp(v.registration.state, "waiting") == 0;
	json_obj(out);
	json_kv_id(out, "person_id", m->person_id);
	json_kv_text(out, "name", v.person.name);
	json_kv_text(out, "birth_date", v.person.birth_date);
	json_kv_text(out, "birth_precision", v.person.birth_precision);
	json_kv_text(out, "sex", v.person.sex);
	json_kv_text(out, "relation", m->relation);
	json_kv_text(out, "access", m->access);
	json_kv_text(out, "proof", m->proof);
	json_kv_bool(out, "waits", waits);
	json_key(out, "family_id"); /* of those who want to come together */
	json_id(out, waits ? v.registration.family_id : 0);
	json_key(out, "status");
	fields_write(out, &status_fields, &v.status);
	json_obj_end(out);
	return OK;
}

static enum err
write_claimable(struct request *rq, struct buf *out)
{
	struct person *list;
	size_t n;
	TRY(member_claimable(&rq->cx, rq->citizen, &list, &n));
	json_key(out, "claimable");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		json_obj(out);
		json_kv_id(out, "person_id", list[i].id);
		json_kv_text(out, "hint", member_hint(rq->cx.mem, &list[i]));
		json_obj_end(out);
	}
	json_arr_end(out);
	return OK;
}

/* Messages since the last log-in, codes aside. */
static enum err
count_unread(struct request *rq, int64_t *unread)
{
	struct message *list;
	size_t n;
	int64_t since;
	TRY(citizen_phone_since(&rq->cx, rq->citizen, &since));
	TRY(message_list(&rq->cx, rq->citizen->phone, 0, 0, &list, &n));
	if (rq->citizen->seen_ms > since)
		since = rq->citizen->seen_ms;
	*unread = 0;
	for (size_t i = 0; i < n; i++)
		*unread += list[i].created_ms > since && strcmp(list[i].purpose, "otp") != 0;
	return OK;
}

static enum err
get_me(struct request *rq)
{
	struct member *family;
	size_t n;
	int64_t unread;
	TRY(member_list(&rq->cx, rq->citizen->id, &family, &n));
	TRY(count_unread(rq, &unread));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "account");
	fields_write(out, &citizen_fields, rq->citizen);
	json_key(out, "people");
	json_arr(out);
	for (size_t i = 0; i < n; i++)
		TRY(write_member(&rq->cx, out, &family[i]));
	json_arr_end(out);
	TRY(write_claimable(rq, out));
	json_kv_i64(out, "unread", unread);
	json_obj_end(out);
	return OK;
}

static enum err
get_person(struct request *rq)
{
	struct view v;
	TRY(view_in_path(rq, &v));
	return view_write(&rq->cx, reply_json(rq, 200), &v);
}

/* ---- forms and places: public, and the same for everybody ---- */

static enum err
get_history_form(struct request *rq)
{
	char today[DATE_SIZE];
	date_text(rq->cx.now, today);
	TRY(history_form_write(&rq->cx, today, reply_json(rq, 200)));
	rq->max_age = FORMS_AGE_S;
	return OK;
}

static enum err
get_declaration_form(struct request *rq)
{
	TRY(declaration_form_write(&rq->cx, reply_json(rq, 200)));
	rq->max_age = FORMS_AGE_S;
	return OK;
}

struct places_in {
	int64_t parent;
};
static FIELDS(places_in, FIELD(places_in, parent, F_ID, 0, F_IN));

/* The query as the server hands it over when it says this parent in the plainest way, and nothing else. */
static const char *
plain_query(struct arena *mem, int64_t parent)
{
	struct buf q = buf_new(mem);
	if (!parent)
		return "";
	buf_str(&q, "parent=");
	for (const char *p = arena_printf(mem, "%lld", (long long)parent); *p; p++)
		buf_printf(&q, "%%%02x", (unsigned)*p);
	return buf_text(&q);
}

/* Provinces, or what lies in one unit but for sites. One spelling of a query alone is answered, so that whoever keeps answers keeps
 * each once (CoWIN's caches were passed by with other spellings). */
static enum err
get_places(struct request *rq)
{
	int64_t parent = ((const struct places_in *)rq->in)->parent;
	struct unit_filter filter = {
		.level = parent ? NULL : "province", .parent_id = parent, .on = UNIT_ADDRESS_SET_ON, .limit = PLACES_MAX
	};
	struct unit *list;
	size_t n;
	if (rq->query && strcmp(rq->query, plain_query(rq->cx.mem, parent)) != 0)
		return fail_field(&rq->cx, "parent", "places.query", "Chỉ nhận ?parent=<mã> hoặc không có gì.",
				  "Only ?parent=<id>, or nothing, is answered.");
	TRY(unit_list(&rq->cx, &filter, &list, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].level, "site") == 0)
			continue;
		json_obj(out);
		json_kv_id(out, "id", list[i].id);
		json_kv_text(out, "code", list[i].code);
		json_kv_text(out, "name", list[i].name);
		json_kv_text(out, "level", list[i].level);
		json_obj_end(out);
	}
	json_arr_end(out);
	json_obj_end(out);
	rq->max_age = PLACES_AGE_S;
	return OK;
}

const struct route book_routes[] = {
	{ GET, "/api/v1/book/me", CAP_CITIZEN, TX_READ, NULL, get_me,
	  "the account and its people, each with what is true now" },
	{ GET, "/api/v1/book/people/{person}", CAP_CITIZEN, TX_READ, NULL, get_person,
	  "one person of the family: registration, place in the list, appointment; in full: doses, certificates, "
	  "reports" },
	{ GET, "/api/v1/book/forms/history", CAP_PUBLIC, TX_READ, NULL, get_history_form,
	  "the questions about somebody's history that registering asks" },
	{ GET, "/api/v1/book/forms/declaration", CAP_PUBLIC, TX_READ, NULL, get_declaration_form,
	  "the questions of the health declaration before a visit" },
	{ GET, "/api/v1/book/places", CAP_PUBLIC, TX_READ, &places_in_fields, get_places,
	  "provinces, or what lies in one: for choosing an address" },
	{ 0 },
};
