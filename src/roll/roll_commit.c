/* A list begins to count: row by row, each judged once more in the transaction that makes its person and registration; and a list that
 * is taken back. */
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "roll/roll_parts.h"
#include "roll_sql.h"

enum { CHUNK_ROWS_MAX = 500 };

/* What became of a row. */
struct settled {
	const char *outcome, *vi, *en;
	int64_t person_id, registration_id;
	struct verdict worse; /* outcome changed: what is thought of it now */
};

struct chunk {
	struct work *w;
	size_t *todo, ntodo, at, done; /* indexes of items; where this chunk begins; rows it dealt with */
	size_t most;                   /* rows that it may deal with */
	bool fault; /* the one row cannot be processed, through a mistake of ours: say so and go on */
	enum err (*row)(struct ctx *, struct work *, struct item *, struct settled *);
};

static bool
is_final(const struct item *it)
{
	return is(it->outcome, "registered") || is(it->outcome, "already") || is(it->outcome, "complete");
}

/* ---- what is to be done with a row ---- */

/* Rows that do not count: left out, wrong, or waiting for an answer. False: it is to be made. */
static bool
stays_out(const struct item *it, struct settled *out)
{
	if (is(it->decision, "leave")) {
		*out = (struct settled){ .outcome = "left",
					 .vi = "Đơn vị đã bỏ dòng này.",
					 .en = "The sender left this row out." };
		return true;
	}
	if (!it->ok) {
		*out = (struct settled){ .outcome = "error", .vi = it->refusal.vi, .en = it->refusal.en };
		return true;
	}
	bool doubtful = is(it->verdict, "probable") || is(it->verdict, "number_other") || is(it->verdict, "in_file");
	bool decided = is(it->decision, "same") || is(it->decision, "different") || is(it->code, CODE_ROW_TWICE);
	if (!doubtful || decided)
		return false;
	*out = (struct settled){ .outcome = "undecided",
				 .vi = "Chưa ghi nhận: cần chọn cách xử lý dòng này.",
				 .en = "Not registered: it has to be decided what this row means." };
	return true;
}

/* Is it the person of whom the sender was told: the one on record, or the one that a row like it has become? */
static bool
is_spoken_of(const struct work *w, const struct item *it, int64_t person_id)
{
	for (size_t i = 0; i < it->nother; i++)
		if (w->items.list[it->other[i]].became == person_id ||
		    w->items.list[it->other[i]].person_id == person_id)
			return true;
	return it->person_id == person_id;
}

/* Is what is found now no worse than what the sender saw and decided? */
static bool
still_good(const struct work *w, const struct item *it, const struct verdict *now)
{
	bool on_record = is(now->verdict, "known") || is(now->verdict, "registered"), fresh = is(now->verdict, "new");
	if (is(it->decision, "different")) /* but never of one number, one name and one birthday two people */
		return fresh || (is_spoken_of(w, it, now->person_id) && !(on_record && now->by_number));
	if (!is(it->decision, "same"))
		return fresh || on_record;
	bool likely =
		is(now->verdict, "probable") && !strstr(now->differs, "number") && !strstr(now->differs, "insurance");
	return (on_record || likely) && is_spoken_of(w, it, now->person_id);
}

/* ---- making ---- */

static enum err
refuse(struct ctx *cx, struct settled *out)
{
	const char *vi = cx->problem.vi ? cx->problem.vi : "Không ghi nhận được dòng này.",
		   *en = cx->problem.en ? cx->problem.en : "This row cannot be registered.";
	*out = (struct settled){ .outcome = "refused", .vi = vi, .en = en };
	cx->problem = (struct problem){ 0 };
	return OK;
}

/* No word about doses: the sender is told that there is nothing to do. */
static void
nothing_due(const struct person *p, struct settled *out)
{
	*out = (struct settled){ .outcome = "complete",
				 .person_id = p->id,
				 .vi = "Đã có hồ sơ; hiện không cần đăng ký.",
				 .en = "On record; there is nothing to register for now." };
}

static enum err
register_person(struct ctx *cx, const struct work *w, const struct person *p, bool made, bool doses,
		struct settled *out)
{
	const struct registration_in in = { .fresh_person = made && !doses, .fallback_unit_id = w->roll.unit_id };
	struct registration r;
	bool fresh;
	enum err err = registration_create(cx, p, &in, w->roll.source, w->roll.organisation, &r, &fresh);
	if (err == ERR_CONFLICT && is(cx->problem.code, "registration.complete")) {
		cx->problem = (struct problem){ 0 };
		nothing_due(p, out);
		return OK;
	}
	if (err == ERR_INVALID)
		return refuse(cx, out);
	TRY(err);
	*out = (struct settled){ .person_id = p->id,
				 .registration_id = r.id,
				 .outcome = fresh ? "registered" : "already" };
	out->vi = !fresh ? "Đã có đăng ký; giữ nguyên."
		  : made ? "Đã đăng ký (hồ sơ mới)."
			 : "Đã đăng ký (hồ sơ đã có).";
	out->en = !fresh ? "Is registered already; left as it is."
		  : made ? "Registered (new record)."
			 : "Registered (known record).";
	return OK;
}

/* The person of the row: made, or completed where the record has gaps. What differs stays in the row, which is kept. */
static enum err
settle_person(struct ctx *cx, struct work *w, struct item *it, const struct candidates *c, const struct person *known,
	      struct settled *out)
{
	struct person p;
	size_t doses;
	bool changed = false;
	struct outcome refusal = { 0 };
	if (known) {
		p = *known;
		TRY(people_complete(cx, w->items.people, &p, &it->row.person, &changed));
		TRY(person_link(cx, w->roll.unit_id, p.id));
	} else {
		TRY(person_create_among(cx, w->roll.unit_id, &it->row.person, c, &p));
	}
	TRY(people_doses(cx, w->items.people, it->row_no, &it->row, &p, !known, &doses, &refusal));
	if (refusal.code) {
		*out = (struct settled){ .outcome = "refused", .vi = refusal.vi, .en = refusal.en };
		return OK;
	}
	/* what the row adds may move a registration that is there: another dose is next, another commune's list */
	if (known && (changed || doses))
		TRY(registration_follow_person(cx, p.id));
	TRY(register_person(cx, w, &p, !known, it->row.ndoses > 0, out));
	if (is(out->outcome, "refused"))
		return OK;
	return db_post(cx, sql_person_roll_add(p.id, w->roll.unit_id, w->roll.id, it->row_no, cx->now));
}

static enum err
commit_row(struct ctx *cx, struct work *w, struct item *it, struct settled *out)
{
	struct candidates c;
	const struct person *known;
	struct verdict now;
	if (stays_out(it, out))
		return OK;
	TRY(person_candidates_wide(cx, &it->row.person, true, &c));
	TRY(item_judge(cx, &w->roll, it, &c, &known, &now));
	if (!still_good(w, it, &now)) {
		*out = (struct settled){ .outcome = "changed", .worse = now };
		out->vi = arena_printf(cx->mem, "Chưa ghi nhận, vì từ lúc xem trước đã có thay đổi. %s", now.vi);
		out->en = arena_printf(cx->mem, "Not registered: something changed since it was shown. %s", now.en);
		return OK;
	}
	bool someone_else = is(it->decision, "different");
	return settle_person(cx, w, it, &c, someone_else ? NULL : known, out);
}

/* ---- chunks ---- */

static enum err
write_settled(struct ctx *cx, const struct work *w, const struct item *it, const struct settled *s)
{
	const struct roll *r = &w->roll;
	const struct verdict *v = &s->worse;
	if (is(s->outcome, "changed"))
		return db_post(cx, sql_roll_row_worse(r->unit_id, r->id, it->row_no, s->vi, s->en, v->verdict, v->code,
						      v->field, v->vi, v->en, v->differs, or_null(&v->person_id)));
	int64_t person_id = s->person_id ? s->person_id : it->person_id;
	return db_post(cx, sql_roll_row_settle(r->unit_id, r->id, it->row_no, s->outcome, s->vi, s->en,
					       or_null(&person_id), or_null(&s->registration_id)));
}

/* Whatever goes wrong with a row undoes that row alone. */
static enum err
run_row(struct ctx *cx, struct chunk *c, struct item *it)
{
	struct settled s = { 0 };
	if (c->fault) {
		s = (struct settled){
			.outcome = "refused",
			.vi = "Hệ thống gặp lỗi ở dòng này, chưa ghi nhận. Hãy báo quản trị.",
			.en = "The system failed at this row; it does not count. Tell the administrator."
		};
		return write_settled(cx, c->w, it, &s);
	}
	TRY(db_savepoint(cx));
	enum err err = c->row(cx, c->w, it, &s);
	if (err == ERR_INTERNAL || err == ERR_BUSY || db_tx_gone(cx->db))
		return err == OK ? ERR_INTERNAL : err;
	if (err != OK)
		TRY(refuse(cx, &s));
	if (is(s.outcome, "refused"))
		TRY(db_rollback_to(cx));
	else
		TRY(db_release(cx));
	it->became = s.person_id;
	return write_settled(cx, c->w, it, &s);
}

static enum err
run_chunk(struct ctx *cx, void *arg)
{
	struct chunk *c = arg;
	struct work *w = c->w;
	int64_t until = clock_monotonic_us() + w->way->chunk_us;
	/* may run again: what an earlier try made is not there */
	for (size_t i = 0; i < CHUNK_ROWS_MAX && c->at + i < c->ntodo; i++)
		w->items.list[c->todo[c->at + i]].became = 0;
	TRY(work_hold(cx, w));
	for (c->done = 0; c->done < c->most && c->at + c->done < c->ntodo; c->done++) {
		if (c->done && w->way->chunk_us && clock_monotonic_us() >= until)
			break;
		TRY(run_row(cx, c, &w->items.list[c->todo[c->at + c->done]]));
	}
	return OK;
}

/* A chunk that fails as a whole runs again in halves, until the one row is found that we cannot digest. */
static enum err
run_chunks(struct ctx *cx, struct chunk *c)
{
	c->most = CHUNK_ROWS_MAX;
	while (c->at < c->ntodo) {
		arena_reset(cx->mem);
		enum err err = work_write(cx, c->w, run_chunk, c);
		if (err == OK) {
			c->at += c->done;
			c->most = CHUNK_ROWS_MAX;
			c->fault = false;
			continue;
		}
		if (err == ERR_BUSY || c->w->gone)
			return err;
		log_error("job %lld: %zu rows of a list failed: %s", (long long)c->w->job->id, c->most, err_name(err));
		if (c->fault)
			return err;
		c->fault = c->most == 1;
		c->most = c->most > 1 ? c->most / 2 : 1;
	}
	return OK;
}

static enum err
load(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	TRY(people_load(cx, w->items.mem, w->roll.unit_id, w->roll.name, &w->items.people));
	return items_load(cx, &w->roll, &w->items);
}

static enum err
run_rows(struct ctx *cx, struct work *w, bool (*due)(const struct item *),
	 enum err (*row)(struct ctx *, struct work *, struct item *, struct settled *))
{
	struct chunk *c = NEW(w->items.mem, struct chunk, 1);
	TRY(intake_call(w->way, cx, TX_READ, 0, load, w));
	*c = (struct chunk){ .w = w, .row = row, .todo = NEW(w->items.mem, size_t, w->items.n + 1) };
	for (size_t i = 0; i < w->items.n; i++)
		if (due(&w->items.list[i]))
			c->todo[c->ntodo++] = i;
	return run_chunks(cx, c);
}

/* After a crash those are left that have no outcome; of an earlier commit those whose answer may be another one now. */
static bool
is_open(const struct item *it)
{
	return !is_final(it);
}

enum err
roll_run_commit(struct ctx *cx, struct work *w)
{
	return strcmp(w->roll.state, "committing") == 0 ? run_rows(cx, w, is_open, commit_row) : OK;
}

/* ---- taking back ---- */

static void
kept(const char *vi, const char *en, const struct item *it, struct settled *out)
{
	*out = (struct settled){ .outcome = "kept", .vi = vi, .en = en, .registration_id = it->registration_id };
}

/* Does anything but this list speak for the person? */
static enum err
wanted_elsewhere(struct ctx *cx, const struct work *w, int64_t person_id, bool *wanted)
{
	struct rows lists, holders;
	db_ahead(cx, sql_person_roll_holder(person_id));
	TRY(db_query(cx, sql_person_roll_other(person_id, w->roll.unit_id, w->roll.id), &lists));
	TRY(db_query(cx, sql_person_roll_holder(person_id), &holders));
	*wanted = lists.n || holders.n;
	return OK;
}

static enum err
withdraw_row(struct ctx *cx, struct work *w, struct item *it, struct settled *out)
{
	struct registration r;
	bool open, wanted = false;
	TRY(db_post(cx, sql_person_roll_drop(it->person_id, w->roll.unit_id, w->roll.id)));
	if (!is(it->outcome, "registered")) {
		kept("Đăng ký này không do danh sách lập ra; giữ nguyên.",
		     "This list did not make the registration; it stays.", it, out);
		return OK;
	}
	TRY(person_claim(cx, it->person_id, NULL));
	TRY(registration_open(cx, it->person_id, &r, &open));
	if (!open || r.id != it->registration_id) {
		kept("Đã tiêm, hoặc đăng ký đã khép lại; không có gì để rút.",
		     "Vaccinated, or closed already; nothing to take back.", it, out);
		return OK;
	}
	if (strcmp(r.state, "placed") == 0) {
		kept("Đã có lịch tiêm nên giữ nguyên; cần hủy lịch thì báo xã, phường.",
		     "Has an appointment, which stays; tell the commune to cancel it.", it, out);
		return OK;
	}
	TRY(wanted_elsewhere(cx, w, it->person_id, &wanted));
	if (wanted) {
		kept("Người này còn được đăng ký ở nơi khác; giữ nguyên.",
		     "This person is registered elsewhere too; it stays.", it, out);
		return OK;
	}
	TRY(registration_withdraw(cx, it->person_id, "list_withdrawn"));
	*out = (struct settled){ .outcome = "withdrawn",
				 .vi = "Đã rút đăng ký.",
				 .en = "The registration was withdrawn.",
				 .registration_id = it->registration_id };
	return OK;
}

static enum err
drop_rows(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	TRY(work_hold(cx, w));
	return db_post(cx, sql_roll_rows_drop(w->roll.unit_id, w->roll.id));
}

enum err
roll_run_withdraw(struct ctx *cx, struct work *w)
{
	if (strcmp(w->roll.state, "withdrawing") != 0)
		return OK;
	if (!w->roll.committed_ms)
		return work_write(cx, w, drop_rows, w);
	return run_rows(cx, w, is_final, withdraw_row);
}
