/* Words and people as all papers have them. */
#include "paper/paper.h"

#include "base/clock.h"
#include "base/csv.h"

#include <stdlib.h>
#include <unicase.h>

/* Written once before threads start, then only read. */
static bool demo_papers;

void
paper_set_demo(bool demo)
{
	demo_papers = demo;
}

bool
paper_is_demo(void)
{
	return demo_papers;
}

const char *
paper_date(struct ctx *cx, const char *date)
{
	if (!date || strlen(date) != 10)
		return date;
	return arena_printf(cx->mem, "%.2s/%.2s/%.4s", date + 8, date + 5, date);
}

const char *
paper_upper(struct arena *mem, const char *text)
{
	size_t n = 0;
	uint8_t *up = u8_toupper((const uint8_t *)text, strlen(text), NULL, NULL, NULL, &n);
	if (!up)
		return text;
	const char *out = arena_strndup(mem, (const char *)up, n);
	free(up);
	return out;
}

enum err
paper_unit_address(struct ctx *cx, const struct unit *unit, const char **out)
{
	struct unit *above;
	size_t n;
	struct buf b = buf_new(cx->mem);
	TRY(unit_ancestors(cx, unit, &above, &n));
	while (n--)
		if (strcmp(above[n].level, "nation") != 0)
			buf_printf(&b, "%s%s", b.n ? ", " : "", above[n].name);
	*out = b.n ? buf_text(&b) : NULL;
	return OK;
}

const char *
paper_doses_text(struct ctx *cx, const struct paper_dose *doses, size_t n)
{
	struct buf b = buf_new(cx->mem);
	if (!n)
		return NULL;
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%sMũi %zu: %s, %s", i ? "; " : "", i + 1, doses[i].product,
			   paper_date(cx, doses[i].given_on));
	return buf_text(&b);
}

/* Known no better than the year or month, a date is shown so. */
static const char *
birth_text(struct ctx *cx, const struct person *p)
{
	if (!p->birth_date || !p->birth_precision)
		return p->birth_date;
	size_t n = strcmp(p->birth_precision, "year") == 0 ? 4 : strcmp(p->birth_precision, "month") == 0 ? 7 : 10;
	return arena_strndup(cx->mem, p->birth_date, n < strlen(p->birth_date) ? n : strlen(p->birth_date));
}

static enum print_sex
sex_of(const char *sex)
{
	if (sex && strcmp(sex, "male") == 0)
		return PRINT_SEX_MALE;
	return sex && strcmp(sex, "female") == 0 ? PRINT_SEX_FEMALE : PRINT_SEX_UNKNOWN;
}

static const char *
nationality_text(struct ctx *cx, const char *code)
{
	if (!code || !*code)
		return NULL;
	if (strcmp(code, "VN") == 0) /* nearly everybody: no need to read the table */
		return "Việt Nam";
	struct csv csv = csv_open(cx->mem, "data/nationalities.csv");
	while (csv_next(&csv))
		if (strcmp(csv_field(&csv, "code"), code) == 0)
			return arena_strdup(cx->mem, csv_field(&csv, "name_vi"));
	return code;
}

static const char *
address_text(struct ctx *cx, const struct person *p)
{
	bool street = p->address && *p->address, home = p->home_name && *p->home_name;
	if (street && home)
		return arena_printf(cx->mem, "%s, %s", p->address, p->home_name);
	return street ? p->address : home ? p->home_name : NULL;
}

static const char *
first_of(const char *a, const char *b)
{
	return a && *a ? a : b;
}

static bool
is_minor(const struct person *p, const char *on)
{
	int64_t birth, day;
	return p->birth_date && date_parse(p->birth_date, &birth) && date_parse(on, &day) && date_age(birth, day) < 18;
}

void
paper_print_person(struct ctx *cx, const struct person *p, const char *on, bool whole, struct print_person *out)
{
	*out = (struct print_person){
		.name = p->name, .birth = birth_text(cx, p), .sex = sex_of(p->sex), .minor = is_minor(p, on)
	};
	if (!whole)
		return;
	out->identity = first_of(first_of(p->cccd, p->cmnd), first_of(p->passport, p->military));
	out->phone = p->phone;
	out->address = address_text(cx, p);
	out->nationality = nationality_text(cx, p->nationality);
	out->occupation = p->occupation;
	out->workplace = p->workplace;
	out->guardian_name = p->guardian_name;
	out->guardian_phone = p->guardian_phone;
}
