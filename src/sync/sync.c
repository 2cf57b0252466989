#include "sync/sync.h"

#include "base/id.h"
#include "sync_sql.h"
#include "visit/visit_past.h"

#include <jansson.h>

/* One event on its way. */
struct arrival {
	const struct unit *unit;
	const char *content, *hash;
	size_t n;
	const char *id;    /* NULL: it has none that can be read */
	int64_t person_id; /* 0: the same */
	struct visit_past in;
	struct past_flags flags;
};

static void
write_answer(struct buf *out, const struct arrival *a, const char *outcome, const struct problem *problem)
{
	json_obj(out);
	json_kv_text(out, "id", a->id);
	json_kv_text(out, "outcome", outcome);
	json_key(out, "flags");
	json_arr(out);
	for (size_t i = 0; i < a->flags.n; i++)
		json_text(out, a->flags.code[i]);
	json_arr_end(out);
	if (problem) {
		json_kv_text(out, "code", problem->code);
		json_kv_text(out, "field", problem->field);
		json_kv_text(out, "detail", problem->vi);
		json_kv_text(out, "detail_en", problem->en);
	}
	json_obj_end(out);
}

/* The kept answer, with the word that it was given before. */
static void
write_again(struct buf *out, const char *answer)
{
	json_raw(out, answer);
	out->n--; /* over the closing brace */
	buf_str(out, ",\"again\":true}");
	out->comma = true;
}

static enum err
for_review(struct ctx *cx, const struct arrival *a, const char *kind, const char *detail)
{
	return db_post(cx, sql_sync_review(a->unit->id, id_next(cx->now), kind, a->person_id, detail, cx->now));
}

/* What is not on the review list already. NULL: nothing. */
static const char *
unlisted(struct ctx *cx, const struct past_flags *f)
{
	struct buf out = buf_new(cx->mem);
	size_t n = 0;
	json_arr(&out);
	for (size_t i = 0; i < f->n; i++) {
		if (f->listed[i])
			continue;
		json_text(&out, f->code[i]);
		n++;
	}
	json_arr_end(&out);
	return n ? buf_text(&out) : NULL;
}

/* Whoever did it, where the station says so and it is somebody of the site; else whoever sends it. */
static enum err
find_actor(struct ctx *cx, struct arrival *a, struct actor *out, bool *other)
{
	struct staff staff;
	struct unit home;
	bool covers;
	*other = false;
	if (!a->in.staff_id || a->in.staff_id == cx->actor->staff_id)
		return OK;
	enum err err = staff_get(cx, a->in.staff_id, &staff);
	if (err == ERR_NOT_FOUND) {
		cx->problem = (struct problem){ 0 };
		past_flag(&a->flags, "staff.unknown");
		return OK;
	}
	TRY(err);
	TRY(unit_get(cx, staff.unit_id, &home));
	TRY(unit_covers(cx, &home, a->unit, &covers));
	if (!covers) {
		past_flag(&a->flags, "staff.unknown");
		return OK;
	}
	*out = *cx->actor;
	out->staff_id = staff.id;
	out->role = role_find(staff.role);
	*other = out->role != NULL;
	return OK;
}

static enum err
apply(struct ctx *cx, struct arrival *a)
{
	const struct actor *sender = cx->actor;
	struct actor doer;
	bool other;
	uint64_t has;
	TRY(fields_read(cx, &visit_past_fields, a->content, a->n, &a->in, &has));
	const struct past_kind *kind = past_kind(a->in.kind);
	if (!kind)
		return fail_field(cx, "kind", "sync.kind",
				  "Loại sự kiện phải là check_in, screening, injection, release hoặc dose.",
				  "The kind must be check_in, screening, injection, release or dose.");
	TRY(find_actor(cx, a, &doer, &other));
	cx->actor = other ? &doer : sender;
	enum err err = visit_past_apply(cx, a->unit, kind, &a->in, &a->flags);
	cx->actor = sender;
	TRY(err);
	struct buf answer = buf_new(cx->mem);
	write_answer(&answer, a, a->flags.n ? "flagged" : "applied", NULL);
	const char *codes = unlisted(cx, &a->flags);
	if (codes)
		TRY(for_review(cx, a, "event_rule", codes));
	return db_post(cx,
		       sql_sync_keep(a->unit->id, a->id, a->in.kind, a->hash, a->in.at,
				     a->flags.n ? "flagged" : "applied", buf_text(&answer), sender->staff_id, cx->now));
}

/* Refused, and kept as it came: once, however often it is sent. */
static enum err
keep_stray(struct ctx *cx, const struct arrival *a, const char *code)
{
	bool known;
	TRY(db_claim(cx, sql_sync_stray_seen(a->unit->id, a->content), &known));
	if (known)
		return OK;
	TRY(for_review(cx, a, strcmp(code, "id.reused") == 0 ? "id_reused" : "event_refused",
		       arena_printf(cx->mem, "[\"%s\"]", code)));
	return db_post(cx, sql_sync_stray_keep(a->unit->id, id_next(cx->now), a->id, code, a->content,
					       cx->actor->staff_id, cx->now));
}

static enum err
refuse(struct ctx *cx, struct arrival *a, struct buf *out)
{
	struct problem problem = cx->problem;
	cx->problem = (struct problem){ 0 };
	a->flags.n = 0;
	write_answer(out, a, "refused", &problem);
	return keep_stray(cx, a, problem.code);
}

/* Nothing of a refused event stays; what undoes the whole transaction is not ours to keep. */
static enum err
apply_or_refuse(struct ctx *cx, struct arrival *a, struct buf *out)
{
	TRY(db_savepoint(cx));
	enum err err = apply(cx, a);
	if (err == OK) {
		TRY(db_release(cx));
		write_answer(out, a, a->flags.n ? "flagged" : "applied", NULL);
		return OK;
	}
	if (db_tx_gone(cx->db) || err == ERR_INTERNAL || err == ERR_BUSY)
		return err;
	struct problem problem = cx->problem;
	cx->problem = (struct problem){ 0 };
	TRY(db_rollback_to(cx));
	cx->problem = problem;
	return refuse(cx, a, out);
}

/* The event's own id and the person, where they can be read: for the answer and the review list also of a refused one. */
static void
identify(struct ctx *cx, struct arrival *a)
{
	json_t *event = json_loadb(a->content, a->n, 0, NULL);
	const char *id = json_string_value(json_object_get(event, "id"));
	const char *person = json_string_value(json_object_get(event, "person_id"));
	a->id = uuid_valid(id) ? arena_strdup(cx->mem, id) : NULL;
	if (person && !i64_parse(person, &a->person_id))
		a->person_id = 0;
	json_decref(event);
}

enum err
sync_take(struct ctx *cx, const struct unit *unit, const char *content, size_t n, struct buf *out)
{
	struct arrival a = { .unit = unit, .content = content, .n = n };
	struct rows seen = { 0 };
	a.hash = sha256_hex(cx->mem, content, n);
	identify(cx, &a);
	if (a.id)
		TRY(db_query(cx, sql_sync_seen(unit->id, a.id), &seen));
	if (!seen.n)
		return apply_or_refuse(cx, &a, out);
	if (strcmp(db_cell(&seen, 0, 0)->p, a.hash) == 0) {
		write_again(out, db_cell(&seen, 0, 1)->p);
		return OK;
	}
	enum err err =
		fail(cx, ERR_CONFLICT, "id.reused", "Mã sự kiện đã dùng cho một nội dung khác. Cả hai được giữ lại.",
		     "This event id was used for something else. Both are kept.");
	return err == ERR_CONFLICT ? refuse(cx, &a, out) : err;
}
