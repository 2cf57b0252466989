/* People by their phone, and whether somebody knows a person whose phone they have. */
#include "person/person_parts.h"
#include "person_sql.h"

enum { NUMBER_END = 4 };

enum err
person_by_phone(struct ctx *cx, const char *phone, int64_t most, struct person **out, size_t *n)
{
	struct rows rows;
	TRY(db_query(cx, sql_phone_holders(phone, most), &rows));
	int64_t *ids = NEW(cx->mem, int64_t, rows.n + 1);
	for (size_t r = 0; r < rows.n; r++)
		ids[r] = db_cell(&rows, r, 0)->i;
	return person_list(cx, ids, rows.n, out, n);
}

/* As precisely as the record has it; more does no harm. */
static bool
knows_birth(struct arena *mem, const struct person *p, const char *text)
{
	const char *date, *precision;
	if (!text || !birth_parse(mem, text, &date, &precision))
		return false;
	const char *known = birth_known(mem, p->birth_date, p->birth_precision);
	return strncmp(birth_known(mem, date, precision), known, strlen(known)) == 0;
}

static bool
ends_with(const char *number, const char *end)
{
	size_t n = strlen(number);
	return n >= NUMBER_END && strcmp(number + n - NUMBER_END, end) == 0;
}

bool
person_knows(struct arena *mem, const struct person *p, const char *birth_date, const char *number_end)
{
	const char *numbers[] = { p->cccd, p->cmnd, p->military, p->passport, p->insurance };
	const char *bare = number_end ? number_bare(mem, number_end) : NULL;
	bool any = false, right = false;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		any = any || numbers[i];
		right = right || (numbers[i] && bare && strlen(bare) >= NUMBER_END &&
				  ends_with(numbers[i], bare + strlen(bare) - NUMBER_END));
	}
	if (!any)
		right = strcmp(p->birth_precision, "day") == 0;
	return right && knows_birth(mem, p, birth_date);
}
