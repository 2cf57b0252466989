#include "person/alike.h"

#include "base/fold.h"
#include "person/person_parts.h"

#include <stdlib.h>

/* ---- names ---- */

/* One letter more, less or another; not "Thi" for "Van": words count as a whole where they are that short. */
static bool
one_letter_off(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), at = 0;
	if (n > m)
		return one_letter_off(b, a);
	if (m - n > 1 || n < 5)
		return false;
	while (at < n && a[at] == b[at])
		at++;
	return strcmp(a + at + (n == m), b + at + 1) == 0;
}

static int
compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "an nguyen van" for "nguyen van an": a form filled in another order. */
static const char *
sorted_words(struct arena *mem, const char *key)
{
	const char *word[16], *out = "";
	size_t n = 0;
	char *text = arena_strdup(mem, key), *save = NULL;
	for (char *w = strtok_r(text, " ", &save); w && n < 16; w = strtok_r(NULL, " ", &save))
		word[n++] = w;
	qsort(word, n, sizeof *word, compare_words);
	for (size_t i = 0; i < n; i++)
		out = arena_printf(mem, "%s%s ", out, word[i]);
	return out;
}

static bool
name_near(struct arena *mem, const char *a, const char *b)
{
	return one_letter_off(a, b) || strcmp(sorted_words(mem, a), sorted_words(mem, b)) == 0;
}

/* ---- birth dates ---- */

bool
birth_near(const struct person_in *a, const struct person_in *b)
{
	const char *x = a->birth_date, *y = b->birth_date;
	bool year = strncmp(x, y, 4) == 0, month = strncmp(x + 5, y + 5, 2) == 0, day = strcmp(x + 8, y + 8) == 0;
	if (strcmp(a->birth_precision, "day") != 0 || strcmp(b->birth_precision, "day") != 0)
		return abs(atoi(x) - atoi(y)) <= 1; /* "about 1950" */
	bool turned = year && strncmp(x + 5, y + 8, 2) == 0 && strncmp(x + 8, y + 5, 2) == 0;
	return turned || year + month + day == 2;
}

/* ---- numbers ---- */

static bool
differ(const char *a, const char *b)
{
	return a && b && strcmp(a, b) != 0;
}

/* The last ten characters are the person's; those before them change with the card. */
static const char *
insurance_end(const char *number)
{
	size_t n = number ? strlen(number) : 0;
	return n > 10 ? number + n - 10 : number;
}

/* A CMND of twelve digits became the CCCD of the same digits. */
static const char *
cccd_of(const struct person_in *p)
{
	return p->cccd ? p->cccd : p->cmnd && strlen(p->cmnd) == 12 ? p->cmnd : NULL;
}

static bool
numbers_shared(struct arena *mem, const struct person_in *a, const struct person_in *b)
{
	struct keys x = person_keys(mem, a, false), y = person_keys(mem, b, false);
	for (size_t i = 0; i < x.n; i++)
		if (keys_hold(&y, x.list[i].kind, x.list[i].number))
			return true;
	return false;
}

/* A placeholder neither agrees nor contradicts. */
static bool
clash(const char *a, const char *b)
{
	return differ(a, b) && !number_is_placeholder(a) && !number_is_placeholder(b);
}

static unsigned
numbers_differ(const struct person_in *a, const struct person_in *b)
{
	bool cmnd = a->cmnd && b->cmnd && strlen(a->cmnd) == strlen(b->cmnd) && clash(a->cmnd, b->cmnd);
	bool number = clash(cccd_of(a), cccd_of(b)) || cmnd || clash(a->military, b->military) ||
		      clash(a->passport, b->passport);
	return (number ? DIFFERS_NUMBER : 0) |
	       (clash(insurance_end(a->insurance), insurance_end(b->insurance)) ? DIFFERS_INSURANCE : 0);
}

/* ---- together ---- */

/* A description and its name's key. */
struct described {
	const struct person_in *in;
	const char *key;
};

bool
sex_agrees(const char *a, const char *b)
{
	return strcmp(a, "unknown") == 0 || strcmp(b, "unknown") == 0 || strcmp(a, b) == 0;
}

static unsigned
all_that_differs(struct described x, struct described y)
{
	const struct person_in *a = x.in, *b = y.in;
	unsigned bits = numbers_differ(a, b);
	bits |= strcmp(x.key, y.key) == 0 ? 0 : DIFFERS_NAME;
	bits |= birth_agrees(a->birth_date, a->birth_precision, b->birth_date, b->birth_precision) ? 0 : DIFFERS_BIRTH;
	bits |= sex_agrees(a->sex, b->sex) ? 0 : DIFFERS_SEX;
	bits |= differ(a->phone, b->phone) ? DIFFERS_PHONE : 0;
	bits |= a->home_unit_id && b->home_unit_id && a->home_unit_id != b->home_unit_id ? DIFFERS_HOME : 0;
	return bits;
}

static enum alike
with_number(struct arena *mem, struct described a, struct described b, unsigned bits)
{
	bool name = !(bits & DIFFERS_NAME), born = !(bits & DIFFERS_BIRTH);
	if (name && born)
		return bits & (DIFFERS_NUMBER | DIFFERS_INSURANCE) ? ALIKE_PERHAPS : ALIKE_SAME;
	bool typo = (born && name_near(mem, a.key, b.key)) || (name && birth_near(a.in, b.in));
	return typo ? ALIKE_PERHAPS : ALIKE_NUMBER;
}

/* Without a number in common. Twins differ in their names; who shares a name and a birthday with somebody far away and has
 * another number is another person. */
static enum alike
without_number(const struct person_in *a, const struct person_in *b, unsigned bits)
{
	bool contradict = bits & (DIFFERS_NUMBER | DIFFERS_INSURANCE);
	bool home = a->home_unit_id && a->home_unit_id == b->home_unit_id,
	     phone = a->phone && b->phone && strcmp(a->phone, b->phone) == 0;
	bool days = strcmp(a->birth_precision, "day") == 0 && strcmp(b->birth_precision, "day") == 0;
	if (bits & (DIFFERS_NAME | DIFFERS_SEX))
		return ALIKE_NOT;
	if (bits & DIFFERS_BIRTH)
		return home && !contradict && birth_near(a, b) ? ALIKE_PERHAPS : ALIKE_NOT;
	if (contradict)
		return home || phone ? ALIKE_PERHAPS : ALIKE_NOT;
	if (home && phone && days && strcmp(a->sex, b->sex) == 0)
		return ALIKE_SAME;
	return home || phone || days ? ALIKE_PERHAPS : ALIKE_NOT;
}

static enum alike
compare(struct arena *mem, struct described a, struct described b, bool shares_number, unsigned *differs)
{
	*differs = all_that_differs(a, b);
	if (shares_number || numbers_shared(mem, a.in, b.in))
		return with_number(mem, a, b, *differs);
	return without_number(a.in, b.in, *differs);
}

enum alike
person_alike(struct arena *mem, const struct person_in *a, const struct person_in *b, bool shares_number,
	     unsigned *differs)
{
	unsigned unasked;
	const struct described x = { a, fold_key(mem, a->name) }, y = { b, fold_key(mem, b->name) };
	return compare(mem, x, y, shares_number, differs ? differs : &unasked);
}

/* ---- whom it means ---- */

/* The strongest finding: a number that agrees with name and birth date; a number that is somebody else's; one who may be meant. */
static int
rank(enum alike how, bool by_number)
{
	switch (how) {
	case ALIKE_SAME:
		return by_number ? 5 : 3;
	case ALIKE_NUMBER:
		return 4;
	case ALIKE_PERHAPS:
		return by_number ? 2 : 1;
	default:
		return 0;
	}
}

static enum alike
without_an_answer(enum alike how, unsigned differs, bool by_number)
{
	bool contradict = differs & (DIFFERS_NUMBER | DIFFERS_INSURANCE);
	if (how == ALIKE_NUMBER || (how == ALIKE_PERHAPS && contradict && !by_number))
		return ALIKE_NOT;
	return how;
}

struct likeness
candidates_alike(struct arena *mem, const struct person_in *in, const struct candidates *c, bool asks)
{
	struct likeness best = { .how = ALIKE_NOT };
	for (size_t i = 0; i < c->n; i++) {
		struct likeness l = { .person = &c->list[i], .by_number = c->by_number[i] };
		const struct person_in other = person_as_in(l.person);
		const struct described row = { in, c->name_key }, known = { &other, l.person->name_key };
		l.how = compare(mem, row, known, l.by_number, &l.differs);
		if (!asks)
			l.how = without_an_answer(l.how, l.differs, l.by_number);
		int more = rank(l.how, l.by_number) - rank(best.how, best.by_number);
		if (more > 0 || (more == 0 && best.person && l.person->id < best.person->id))
			best = l;
	}
	return best;
}

const struct person *
candidates_match(const struct candidates *c, const struct person_in *in)
{
	const struct person *best = NULL;
	for (size_t i = 0; i < c->n; i++) {
		const struct person *p = &c->list[i];
		if (c->by_number[i] && strcmp(p->name_key, c->name_key) == 0 &&
		    birth_agrees(p->birth_date, p->birth_precision, in->birth_date, in->birth_precision) &&
		    (!best || p->id < best->id))
			best = p;
	}
	return best;
}

/* ---- in words ---- */

static const char *
name_bits(struct arena *mem, unsigned differs, const char *const names[7], const char *between)
{
	const char *out = "";
	for (size_t i = 0; i < 7; i++)
		if (differs >> i & 1)
			out = arena_printf(mem, "%s%s%s", out, *out ? between : "", names[i]);
	return out;
}

const char *
differs_text(struct arena *mem, unsigned differs)
{
	static const char *const fields[] = { "name", "birth_date", "sex", "number", "insurance", "phone", "home" };
	return name_bits(mem, differs, fields, ",");
}

const char *
differs_words(struct arena *mem, unsigned differs, bool en)
{
	static const char *const vi[] = { "họ tên",          "ngày sinh",     "giới tính", "số giấy tờ",
					  "số thẻ bảo hiểm", "số điện thoại", "nơi ở" };
	static const char *const english[] = { "name",  "birth date", "sex", "identity number", "insurance number",
					       "phone", "home" };
	return name_bits(mem, differs, en ? english : vi, ", ");
}

/* ---- keys ---- */

size_t
person_alike_keys(struct arena *mem, const struct person_in *in, const char *out[7])
{
	struct keys keys = person_keys(mem, in, false);
	for (size_t i = 0; i < keys.n; i++)
		out[i] = arena_printf(mem, "%s %s", keys.list[i].kind, keys.list[i].number);
	return keys.n;
}
