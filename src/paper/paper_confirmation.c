#include "paper/paper.h"

#include "base/clock.h"
#include "certificate/certificate.h"
#include "dose/dose.h"

/* The lines of each kind on the paper. */
static const struct {
	const char *kind;
	enum print_line first, last;
} parts[] = {
	{ "primary", PRINT_PRIMARY_1, PRINT_PRIMARY_3 },
	{ "additional", PRINT_ADDITIONAL, PRINT_ADDITIONAL },
	{ "booster", PRINT_BOOSTER_1, PRINT_BOOSTER_3 },
};

static const char *
dose_place(const struct dose *d)
{
	return d->unit_name ? d->unit_name : d->place;
}

static void
put_dose(struct ctx *cx, struct print_dose *line, const struct dose *d)
{
	if (!line->date) {
		*line = (struct print_dose){ d->given_on, d->product_name, d->lot_number, dose_place(d) };
		return;
	}
	/* no line is left for it */
	line->product =
		arena_printf(cx->mem, "%s; thêm: %s %s", line->product, d->product_name, paper_date(cx, d->given_on));
	if (d->lot_number)
		line->lot = arena_printf(cx->mem, "%s; %s", line->lot ? line->lot : "không ghi", d->lot_number);
}

/* doses are in order of date */
static void
put_kind(struct ctx *cx, struct print_dose *lines, size_t part, const struct dose *doses, size_t n)
{
	int line = (int)parts[part].first;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(doses[i].kind, parts[part].kind) != 0)
			continue;
		put_dose(cx, &lines[line], &doses[i]);
		if (line < (int)parts[part].last)
			line++;
	}
}

static enum err
add_certificate(struct ctx *cx, const struct person *person, struct paper_confirmation *out)
{
	struct certificate *list;
	size_t n;
	TRY(certificate_list(cx, person->id, &list, &n));
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].state, "valid") != 0 || list[i].expires_ms <= cx->now)
			continue;
		char *day = arena_alloc(cx->mem, DATE_SIZE);
		date_text(list[i].expires_ms, day);
		out->print.code = list[i].ci;
		out->print.expires = day;
		out->hc1 = list[i].hc1;
		return OK;
	}
	return OK;
}

/* "Thành phố Hà Nội" signs as "Hà Nội". */
static const char *
short_place(const char *province)
{
	static const char *const words[] = { "Thành phố ", "Tỉnh " };
	for (size_t i = 0; i < 2; i++)
		if (strncmp(province, words[i], strlen(words[i])) == 0)
			return province + strlen(words[i]);
	return province;
}

/* The health department of its province stands above a site. */
static enum err
add_authority(struct ctx *cx, const struct unit *unit, struct print_confirmation *out)
{
	struct unit *above;
	size_t n;
	const char *province = strcmp(unit->level, "province") == 0 ? unit->name : NULL;
	TRY(unit_ancestors(cx, unit, &above, &n));
	for (size_t i = 0; i < n; i++)
		if (strcmp(above[i].level, "province") == 0)
			province = above[i].name;
	if (!province)
		return OK;
	out->authority = paper_upper(cx->mem, arena_printf(cx->mem, "Sở Y tế %s", province));
	out->place = short_place(province);
	return OK;
}

enum err
paper_confirmation_load(struct ctx *cx, const struct unit *unit, const struct person *person,
			struct paper_confirmation *out)
{
	struct dose *doses;
	size_t n;
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	TRY(dose_list(cx, person->id, false, &doses, &n));
	if (!n)
		return fail(cx, ERR_CONFLICT, "paper.no_dose",
			    "Người này chưa có mũi tiêm nào để xác nhận. Nếu đã tiêm, hãy nhập mũi tiêm trước.",
			    "This person has no dose to confirm. If one was given, enter it first.");
	*out = (struct paper_confirmation){
		.print = { .site = paper_upper(cx->mem, unit->name), .date = today, .demo = paper_is_demo() }
	};
	paper_print_person(cx, person, today, true, &out->print.person);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		put_kind(cx, out->print.dose, i, doses, n);
	TRY(add_certificate(cx, person, out));
	return add_authority(cx, unit, &out->print);
}
