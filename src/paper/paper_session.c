/* The list of a session as papers need it, and the kit for the hour without power. */
#include "paper/paper.h"

#include "base/fold.h"
#include "paper_sql.h"

#include <stdlib.h>

/* One person of the list. */
struct row {
	struct person person;
	const char *slot, *code, *step, *home, *home_above, *home_top;
	bool walk_in;
	int64_t dose_number;
	const struct paper_dose *doses; /* before this session */
	size_t ndoses;
};

#define OF_ROW(member, type, max) FIELD(row, member, type, max, F_ROW)
#define OF_PERSON(member, type, max)                                                                               \
	{                                                                                                          \
#member, type, offsetof(struct row, person) + offsetof(struct person, member), max, F_ROW, 0, NULL \
	}
static FIELDS(row, OF_ROW(slot, F_TEXT, 5), OF_ROW(code, F_TEXT, 16), OF_ROW(step, F_TEXT, 20),
	      OF_ROW(home, F_TEXT, 200), OF_ROW(home_above, F_TEXT, 200), OF_ROW(home_top, F_TEXT, 200),
	      OF_ROW(walk_in, F_BOOL, 0), OF_ROW(dose_number, F_I64, 0), OF_PERSON(id, F_ID, 0),
	      OF_PERSON(name, F_TEXT, 200), OF_PERSON(name_key, F_TEXT, 200), OF_PERSON(birth_date, F_TEXT, 10),
	      OF_PERSON(birth_precision, F_TEXT, 5), OF_PERSON(sex, F_TEXT, 7), OF_PERSON(phone, F_TEXT, 20),
	      OF_PERSON(address, F_TEXT, 300), OF_PERSON(occupation, F_TEXT, 200), OF_PERSON(workplace, F_TEXT, 300),
	      OF_PERSON(nationality, F_TEXT, 2), OF_PERSON(guardian_name, F_TEXT, 200),
	      OF_PERSON(guardian_phone, F_TEXT, 20), OF_PERSON(disputed, F_BOOL, 0), OF_PERSON(cccd, F_TEXT, 12),
	      OF_PERSON(cmnd, F_TEXT, 12), OF_PERSON(military, F_TEXT, 12), OF_PERSON(passport, F_TEXT, 20));

static FIELDS(paper_dose, FIELD(paper_dose, person_id, F_ID, 0, F_ROW), FIELD(paper_dose, product, F_TEXT, 100, F_ROW),
	      FIELD(paper_dose, given_on, F_TEXT, 10, F_ROW));

/* ---- the list ---- */

static const char *
home_text(struct ctx *cx, const struct row *r)
{
	const char *name = r->home;
	if (name && r->home_above)
		name = arena_printf(cx->mem, "%s, %s", name, r->home_above);
	if (name && r->home_top)
		name = arena_printf(cx->mem, "%s, %s", name, r->home_top);
	return name;
}

/* By hour; whoever has none comes last. Then by given name, as Vietnamese lists are read. */
static int
by_slot_and_name(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	if (!x->slot != !y->slot)
		return x->slot ? -1 : 1;
	int order = x->slot ? strcmp(x->slot, y->slot) : 0;
	if (!order)
		order = strcmp(fold_given(x->person.name_key), fold_given(y->person.name_key));
	if (!order)
		order = strcmp(x->person.name_key, y->person.name_key);
	return order ? order : (x->person.id > y->person.id) - (x->person.id < y->person.id);
}

/* doses come sorted by person: each person's are one run. */
static void
give_doses(struct row *r, const struct paper_dose *doses, size_t n)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (doses[mid].person_id < r->person.id)
			low = mid + 1;
		else
			high = mid;
	}
	r->doses = doses + low;
	while (low + r->ndoses < n && doses[low + r->ndoses].person_id == r->person.id)
		r->ndoses++;
}

static const char *
step_text(const char *step)
{
	static const char *const words[][2] = {
		{ "arrived", "Đã đến" },       { "checked_in", "Đã tiếp đón" },
		{ "screened", "Đã khám" },     { "observing", "Đã tiêm" },
		{ "released", "Đã tiêm" },     { "deferred", "Hoãn tiêm" },
		{ "referred", "Chuyển viện" }, { "contraindicated", "Chống chỉ định" },
		{ "refused", "Từ chối" },      { "no_show", "Không đến" },
	};
	for (size_t i = 0; step && i < sizeof words / sizeof *words; i++)
		if (strcmp(step, words[i][0]) == 0)
			return words[i][1];
	return NULL;
}

static const char *
note_text(struct ctx *cx, const struct row *r)
{
	const char *parts[] = { r->walk_in ? "Đến thêm" : NULL, step_text(r->step),
				r->person.disputed ? "Trùng số giấy tờ" : NULL };
	struct buf b = buf_new(cx->mem);
	for (size_t i = 0; i < 3; i++)
		if (parts[i])
			buf_printf(&b, "%s%s", b.n ? ", " : "", parts[i]);
	return b.n ? buf_text(&b) : NULL;
}

static void
listed_of(struct ctx *cx, struct row *r, const char *on, bool whole, struct print_listed *out)
{
	const struct paper_dose *last = r->ndoses ? &r->doses[r->ndoses - 1] : NULL;
	/* the visit knows what they came for; before it, the next one */
	int64_t dose = r->dose_number > 0 ? r->dose_number : (int64_t)r->ndoses + 1;
	r->person.home_name = home_text(cx, r);
	*out = (struct print_listed){ .time = r->slot,
				      .dose = arena_printf(cx->mem, "Mũi %lld", (long long)dose),
				      .note = note_text(cx, r),
				      .last_product = last ? last->product : NULL,
				      .last_date = last ? last->given_on : NULL };
	paper_print_person(cx, &r->person, on, whole, &out->person);
}

static enum err
load_people(struct ctx *cx, const char *slot, bool whole, struct paper_session *out)
{
	const struct session *s = &out->session;
	struct row *rows;
	struct paper_dose *doses;
	size_t n, ndoses;
	TRY(db_list(cx, sql_paper_people(s->unit_id, s->id, slot), &row_fields, &rows, &n));
	if (n > PRINT_PEOPLE_MAX)
		return fail(cx, ERR_LIMIT, "paper.too_many",
			    "Danh sách có hơn %d người. Hãy chọn một khung giờ (slot).",
			    "The list has more than %d people. Choose one hour (slot).", PRINT_PEOPLE_MAX);
	TRY(db_list(cx, sql_paper_doses(s->unit_id, s->id, slot, s->on_date), &paper_dose_fields, &doses, &ndoses));
	struct print_listed *people = NEW(cx->mem, struct print_listed, n);
	out->codes = NEW(cx->mem, const char *, n);
	out->doses = NEW(cx->mem, const char *, n);
	if (n)
		qsort(rows, n, sizeof *rows, by_slot_and_name);
	for (size_t i = 0; i < n; i++) {
		give_doses(&rows[i], doses, ndoses);
		listed_of(cx, &rows[i], s->on_date, whole, &people[i]);
		out->codes[i] = rows[i].code;
		out->doses[i] = paper_doses_text(cx, rows[i].doses, rows[i].ndoses);
	}
	out->print.people = people;
	out->print.n = n;
	return OK;
}

/* ---- its head ---- */

/* "08:00-09:00" of the chosen hour, or the whole day's. */
static enum err
load_hours(struct ctx *cx, const char *slot, struct paper_session *out)
{
	struct slot *slots;
	size_t n;
	TRY(session_slots(cx, out->session.unit_id, out->session.id, &slots, &n));
	for (size_t i = 0; slot && i < n; i++)
		if (strcmp(slots[i].starts, slot) == 0) {
			out->print.slot = arena_printf(cx->mem, "%s-%s", slots[i].starts, slots[i].ends);
			return OK;
		}
	if (slot)
		return fail_field(cx, "slot", "slot.unknown",
				  "Buổi tiêm không có khung giờ %s. Hãy ghi giờ bắt đầu, ví dụ 08:00.",
				  "The session has no hour %s. Give its beginning, like 08:00.", slot);
	if (n)
		out->print.slot = arena_printf(cx->mem, "%s-%s", slots[0].starts, slots[n - 1].ends);
	return OK;
}

/* The products on the tables, each once. */
static enum err
load_products(struct ctx *cx, struct paper_session *out)
{
	struct lot *lots;
	size_t n;
	struct buf b = buf_new(cx->mem);
	TRY(session_lots(cx, out->session.unit_id, out->session.id, &lots, &n));
	for (size_t i = 0; i < n; i++) {
		bool said = false;
		for (size_t k = 0; k < i && !said; k++)
			said = strcmp(lots[k].product_code, lots[i].product_code) == 0;
		if (!said)
			buf_printf(&b, "%s%s", b.n ? ", " : "", lots[i].product_name);
	}
	out->print.vaccine = b.n ? buf_text(&b) : NULL;
	return OK;
}

enum err
paper_session_load(struct ctx *cx, const struct unit *unit, int64_t session_id, const char *slot, bool whole,
		   struct paper_session *out)
{
	*out = (struct paper_session){ 0 };
	TRY(session_get(cx, unit->id, session_id, &out->session));
	out->print.site = unit->name;
	out->print.date = out->session.on_date;
	out->print.demo = paper_is_demo();
	TRY(paper_unit_address(cx, unit, &out->print.site_address));
	TRY(load_hours(cx, slot, out));
	TRY(load_products(cx, out));
	return load_people(cx, slot, whole, out);
}

/* ---- the kit ---- */

/* What is on hand, soonest expiry first; more lots than the page has lines end in a line that says so. */
static enum err
load_lots(struct ctx *cx, const struct session *s, struct print_kit *out)
{
	struct lot *lots;
	size_t n, k = 0, more = 0;
	TRY(session_lots(cx, s->unit_id, s->id, &lots, &n));
	struct print_lot *p = NEW(cx->mem, struct print_lot, PRINT_LOTS_MAX);
	for (size_t i = 0; i < n; i++) {
		if (lots[i].doses <= 0)
			continue;
		if (k < PRINT_LOTS_MAX)
			p[k++] = (struct print_lot){ lots[i].product_name, lots[i].number, lots[i].expires_on,
						     (unsigned)lots[i].doses };
		else
			more++;
	}
	if (more)
		p[k - 1] =
			(struct print_lot){ .product = arena_printf(cx->mem, "và %zu lô khác: xem sổ kho", more + 1) };
	out->lots = p;
	out->n_lots = k;
	return OK;
}

/* Site, day, hour, and a letter for the second session of a day: no two kits share a number. */
static enum err
load_prefix(struct ctx *cx, const struct unit *unit, const struct session *s, const char *slot, struct print_kit *out)
{
	struct session *day;
	size_t n;
	int earlier = 0;
	TRY(session_list(cx, unit->id, s->on_date, s->on_date, &day, &n));
	for (size_t i = 0; i < n; i++)
		earlier += day[i].id < s->id;
	struct buf b = buf_new(cx->mem);
	buf_printf(&b, "%s-%.2s%.2s%.2s", unit->code, s->on_date + 2, s->on_date + 5, s->on_date + 8);
	if (earlier)
		buf_printf(&b, "-%d", earlier + 1);
	if (slot)
		buf_printf(&b, "-%.2s%.2s", slot, slot + 3);
	out->prefix = buf_text(&b);
	return OK;
}

static const char *
contacts(struct ctx *cx, const struct unit *unit)
{
	const char *who = unit->in_charge ? unit->in_charge : "", *phone = unit->phone ? unit->phone : "";
	if (!*who && !*phone)
		return "Cấp cứu 115";
	return arena_printf(cx->mem, "Phụ trách điểm tiêm %s%s%s  ·  Cấp cứu 115", who, *who && *phone ? " " : "",
			    phone);
}

enum err
paper_kit_load(struct ctx *cx, const struct unit *unit, const struct paper_session *s, const char *slot,
	       unsigned blanks, bool listed, struct print_kit *out)
{
	struct print_screening *form = NEW(cx->mem, struct print_screening, 1);
	if (listed && s->print.n + blanks > PRINT_FORMS_MAX)
		return fail(cx, ERR_LIMIT, "paper.too_many",
			    "%zu người và %u phiếu trống là quá %d bộ phiếu. Hãy chọn một khung giờ (slot), hoặc bỏ "
			    "phiếu của người có hẹn (forms=false).",
			    "%zu people and %u blanks are more than %d sets of forms. Choose one hour (slot), or leave "
			    "out the forms of listed people (forms=false).",
			    s->print.n, blanks, PRINT_FORMS_MAX);
	TRY(paper_form_blank(cx, s->session.on_date, form));
	*out = (struct print_kit){ .session = s->print,
				   .form = form,
				   .blanks = blanks,
				   .listed_forms = listed,
				   .contacts = contacts(cx, unit),
				   .observe_minutes =
					   s->session.wait_minutes > 0 ? (unsigned)s->session.wait_minutes : 0 };
	TRY(load_lots(cx, &s->session, out));
	return load_prefix(cx, unit, &s->session, slot, out);
}
