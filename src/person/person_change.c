/* How a record comes to be and is corrected, and what that does to those who share its numbers. */
#include "base/fold.h"
#include "base/id.h"
#include "person/person_parts.h"
#include "person_sql.h"
#include "staff/staff.h"

static const char *
dispute_detail(struct arena *mem, const char *kind)
{
	return arena_printf(mem, "{\"kind\":\"%s\"}", kind);
}

static const int64_t *
actor_id(const struct ctx *cx)
{
	return cx->actor ? &cx->actor->staff_id : NULL;
}

/* The numbers that people see (person_number), each with what the structure check says of it now. */
static enum err
put_numbers(struct ctx *cx, int64_t id, const struct person_in *in)
{
	struct person_in copy = *in;
	for (int k = 0; k < NUMBER__KINDS; k++) {
		const char *number = *number_of(&copy, (enum number_kind)k);
		if (number)
			TRY(db_post(cx,
				    sql_person_number_put(id, number_kind_names[k], number,
							  number_findings(cx->mem, (enum number_kind)k, number, in))));
	}
	return OK;
}

static enum err
drop_numbers(struct ctx *cx, int64_t id, const struct person_in *old, const struct person_in *next)
{
	struct person_in was = *old, is = *next;
	for (int k = 0; k < NUMBER__KINDS; k++) {
		const char *a = *number_of(&was, (enum number_kind)k), *b = *number_of(&is, (enum number_kind)k);
		if (a && (!b || strcmp(a, b) != 0))
			TRY(db_post(cx, sql_person_number_drop(id, number_kind_names[k], a)));
	}
	return OK;
}

/* What is in a and not in b. */
static struct keys
keys_without(const struct keys *a, const struct keys *b)
{
	struct keys out = { .n = 0 };
	for (size_t i = 0; i < a->n; i++)
		if (!keys_hold(b, a->list[i].kind, a->list[i].number))
			out.list[out.n++] = a->list[i];
	return out;
}

/* Marks the other holders and puts both sides on the review lists of the units that entered them. */
static enum err
raise_disputes(struct ctx *cx, int64_t unit_id, int64_t id, const struct holder *holders, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct holder *h = &holders[i];
		const char *detail = dispute_detail(cx->mem, h->kind);
		TRY(db_post(cx, sql_person_set_disputed(h->person_id, true)));
		TRY(db_post(cx, sql_dispute_review(unit_id, id_next(cx->now), id, h->person_id, detail, cx->now)));
		TRY(db_post(cx,
			    sql_dispute_review_other(unit_id, id_next(cx->now), h->person_id, id, detail, cx->now)));
	}
	return OK;
}

static enum err
add_keys(struct ctx *cx, int64_t id, const struct keys *keys)
{
	for (size_t i = 0; i < keys->n; i++)
		TRY(db_post(cx, sql_identity_add(keys->list[i].number, keys->list[i].kind, id, cx->now)));
	return OK;
}

static enum err
insert_person(struct ctx *cx, const struct person *p)
{
	return db_post(cx, sql_person_insert(p->id, p->name, p->name_key, p->birth_date, p->birth_precision, p->sex,
					     p->phone, p->home_unit_id ? &p->home_unit_id : NULL, p->address,
					     p->occupation, p->workplace, p->priority_group, p->priority_sub,
					     p->ethnicity, p->nationality, p->guardian_name, p->guardian_phone, p->note,
					     p->disputed, p->created_unit_id, cx->now));
}

static struct person
as_person(struct ctx *cx, const struct person_in *in)
{
	return (struct person){
		.name = in->name,
		.name_key = fold_key(cx->mem, in->name),
		.birth_date = in->birth_date,
		.birth_precision = in->birth_precision,
		.sex = in->sex,
		.cccd = in->cccd,
		.cmnd = in->cmnd,
		.military = in->military,
		.passport = in->passport,
		.insurance = in->insurance,
		.phone = in->phone,
		.home_unit_id = in->home_unit_id,
		.address = in->address,
		.occupation = in->occupation,
		.workplace = in->workplace,
		.priority_group = in->priority_group,
		.priority_sub = in->priority_sub,
		.ethnicity = in->ethnicity,
		.nationality = in->nationality ? in->nationality : "VN",
		.guardian_name = in->guardian_name,
		.guardian_phone = in->guardian_phone,
		.note = in->note,
	};
}

enum err
person_create(struct ctx *cx, int64_t unit_id, const struct person_in *in, struct person *out)
{
	struct person p = as_person(cx, in);
	struct keys identity = person_keys(cx->mem, in, false), all = person_keys(cx->mem, in, true);
	struct holder *holders;
	size_t n;
	TRY(keys_lock(cx, &identity));
	TRY(key_holders(cx, &identity, 0, &holders, &n));
	TRY(keys_unlock(cx, &identity));
	p.id = id_next(cx->now);
	p.disputed = n > 0;
	p.created_unit_id = unit_id;
	p.created_ms = p.changed_ms = cx->now;
	TRY(insert_person(cx, &p));
	TRY(put_numbers(cx, p.id, in));
	TRY(add_keys(cx, p.id, &all));
	TRY(person_link(cx, unit_id, p.id));
	*out = p;
	return raise_disputes(cx, unit_id, p.id, holders, n);
}

/* Locks the record as the client last saw it. */
static enum err
claim_version(struct ctx *cx, int64_t id, int64_t version)
{
	bool mine, there;
	TRY(db_claim(cx, sql_person_claim_version(id, version), &mine));
	if (mine)
		return OK;
	TRY(db_claim(cx, sql_person_version(id), &there));
	if (!there)
		return fail(cx, ERR_NOT_FOUND, "person.unknown", "Không có hồ sơ này trong phạm vi của bạn.",
			    "There is no such record within your reach.");
	return fail(cx, ERR_CONFLICT, "person.moved", "Hồ sơ vừa được người khác thay đổi. Hãy tải lại rồi sửa tiếp.",
		    "Somebody else has just changed this record. Reload it and go on.");
}

static const void *
member(const struct person_in *in, const struct field *d)
{
	return (const char *)in + d->offset;
}

/* version and why are about the change, not about the person. */
static bool
is_of_person(const struct field *d)
{
	return d->type != F_I64 && strcmp(d->name, "why") != 0;
}

/* old, with what the client sent. A new birth date brings its own precision unless one was sent with it. */
static struct person_in
merged(const struct person_in *old, const struct person_in *in, uint64_t has)
{
	struct person_in next = *old;
	for (const struct field *d = person_in_fields.list; d->name; d++) {
		if (!is_of_person(d) || !fields_has(&person_in_fields, has, d->name))
			continue;
		size_t size = d->type == F_ID ? sizeof(int64_t) : sizeof(char *);
		memcpy((char *)&next + d->offset, member(in, d), size);
	}
	if (fields_has(&person_in_fields, has, "birth_date") && !fields_has(&person_in_fields, has, "birth_precision"))
		next.birth_precision = NULL;
	return next;
}

static const char *
value_text(struct arena *mem, const struct field *d, const struct person_in *in)
{
	if (d->type != F_ID)
		return *(const char *const *)member(in, d);
	int64_t id = *(const int64_t *)member(in, d);
	return id ? arena_printf(mem, "%lld", (long long)id) : NULL;
}

/* Keeps the old value of each field that differs. */
static enum err
keep_history(struct ctx *cx, int64_t id, const struct person_in *old, const struct person_in *next, const char *why)
{
	for (const struct field *d = person_in_fields.list; d->name; d++) {
		if (!is_of_person(d))
			continue;
		const char *a = value_text(cx->mem, d, old), *b = value_text(cx->mem, d, next);
		if ((!a && !b) || (a && b && strcmp(a, b) == 0))
			continue;
		TRY(db_post(cx,
			    sql_person_history_add(id, id_next(cx->now), d->name, a, b, actor_id(cx), why, cx->now)));
	}
	return OK;
}

/* Somebody who shared a number with us alone is free when no other number of theirs is shared. Claimed first: who marks the
 * same person meanwhile waits for us, or we for them. */
static enum err
free_other(struct ctx *cx, int64_t other_id, struct person *other)
{
	struct holder *holders;
	size_t n;
	TRY(person_claim(cx, other_id, NULL));
	TRY(person_get(cx, other_id, other));
	struct person_in in = person_as_in(other);
	struct keys keys = person_keys(cx->mem, &in, false);
	TRY(key_holders(cx, &keys, other_id, &holders, &n));
	return n ? OK : db_post(cx, sql_person_set_disputed(other_id, false));
}

/* After key was dropped by p: its disputes with the other holders are over; more than one go on disputing among themselves. */
static enum err
end_disputes(struct ctx *cx, const struct person *p, const struct key *key, const char *why)
{
	struct keys one = { .list = { *key }, .n = 1 };
	struct holder *holders;
	size_t n;
	const char *detail = dispute_detail(cx->mem, key->kind);
	TRY(key_holders(cx, &one, p->id, &holders, &n));
	for (size_t i = 0; i < n; i++) {
		struct person other;
		if (n == 1)
			TRY(free_other(cx, holders[i].person_id, &other));
		else
			TRY(person_get(cx, holders[i].person_id, &other));
		TRY(db_post(cx, sql_dispute_close(p->created_unit_id, p->id, other.id, detail, why, actor_id(cx),
						  cx->now)));
		if (other.created_unit_id != p->created_unit_id)
			TRY(db_post(cx, sql_dispute_close(other.created_unit_id, p->id, other.id, detail, why,
							  actor_id(cx), cx->now)));
	}
	return OK;
}

/* Moves the look-up from the old numbers to the new ones; *disputed says how the person stands then. */
static enum err
move_keys(struct ctx *cx, const struct person *p, const struct person_in *old, const struct person_in *next,
	  const char *why, bool *disputed)
{
	struct keys was = person_keys(cx->mem, old, true), is = person_keys(cx->mem, next, true);
	struct keys was_id = person_keys(cx->mem, old, false), is_id = person_keys(cx->mem, next, false);
	struct keys gone = keys_without(&was, &is), gone_id = keys_without(&was_id, &is_id),
		    new_id = keys_without(&is_id, &was_id);
	struct holder *holders;
	size_t n, fresh = 0;
	TRY(keys_lock(cx, &gone_id));
	TRY(keys_lock(cx, &new_id));
	for (size_t i = 0; i < gone.n; i++)
		TRY(db_post(cx, sql_identity_drop(gone.list[i].number, gone.list[i].kind, p->id)));
	TRY(add_keys(cx, p->id, &is));
	TRY(key_holders(cx, &is_id, p->id, &holders, &n));
	*disputed = n > 0;
	for (size_t i = 0; i < n; i++)
		if (keys_hold(&new_id, holders[i].kind, holders[i].number))
			holders[fresh++] = holders[i];
	TRY(raise_disputes(cx, p->created_unit_id, p->id, holders, fresh));
	for (size_t i = 0; i < gone_id.n; i++)
		TRY(end_disputes(cx, p, &gone_id.list[i], why));
	TRY(keys_unlock(cx, &gone_id));
	return keys_unlock(cx, &new_id);
}

static enum err
update_row(struct ctx *cx, const struct person *p)
{
	return db_post(cx,
		       sql_person_update(p->id, p->name, p->name_key, p->birth_date, p->birth_precision, p->sex,
					 p->phone, p->home_unit_id ? &p->home_unit_id : NULL, p->address, p->occupation,
					 p->workplace, p->priority_group, p->priority_sub, p->ethnicity, p->nationality,
					 p->guardian_name, p->guardian_phone, p->note, p->disputed, cx->now));
}

static enum err
need_reason(struct ctx *cx, const struct person_in *in, uint64_t has)
{
	if (!fields_has(&person_in_fields, has, "version") || in->version == NONE)
		return fail_field(cx, "version", "field.required",
				  "Thiếu version của hồ sơ đang xem. Hãy tải lại trang.",
				  "The version of the record as last seen is missing. Reload the page.");
	if (!in->why || !*in->why)
		return fail_field(cx, "why", "field.required", "Cần ghi lý do sửa hồ sơ.",
				  "The reason for the change is required.");
	return OK;
}

enum err
person_update(struct ctx *cx, int64_t id, struct person_in *in, uint64_t has, struct person *out, struct warnings *w)
{
	struct person was, next_row;
	TRY(need_reason(cx, in, has));
	TRY(claim_version(cx, id, in->version));
	TRY(person_get(cx, id, &was));
	struct person_in old = person_as_in(&was), next = merged(&old, in, has);
	TRY(person_check(cx, &next, w));
	next_row = as_person(cx, &next);
	next_row.id = id;
	TRY(move_keys(cx, &was, &old, &next, in->why, &next_row.disputed));
	TRY(drop_numbers(cx, id, &old, &next));
	TRY(put_numbers(cx, id, &next));
	TRY(keep_history(cx, id, &old, &next, in->why));
	TRY(update_row(cx, &next_row));
	return person_get(cx, id, out);
}
