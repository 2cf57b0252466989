/* What is printed on cards and typed of birthdays: read byte by byte, from any bytes. */
#include "base/clock.h"
#include "base/fold.h"
#include "person/person_parts.h"

#include <ctype.h>
#include <unistr.h>

enum { CARD_FIELDS = 7, CARD_MAX_BYTES = 2048 };

#define CARD_FIELD(member) FIELD(card, member, F_TEXT, 300, F_OUT)
FIELDS(card, CARD_FIELD(cccd), CARD_FIELD(cmnd), CARD_FIELD(name), CARD_FIELD(birth_date), CARD_FIELD(sex),
       CARD_FIELD(address), CARD_FIELD(issued_on));

/* Numbers of at most four digits between / - or . ; their count, 0 when there is anything else. */
static int
read_parts(const char *text, int value[3], int width[3])
{
	int n = 0;
	for (const char *p = text;;) {
		int w = 0, v = 0;
		for (; isdigit((unsigned char)*p) && w < 5; p++, w++)
			v = v * 10 + (*p - '0');
		if (w < 1 || w > 4 || n == 3)
			return 0;
		value[n] = v;
		width[n++] = w;
		if (!*p)
			return n;
		if (!strchr("/-.", *p++))
			return 0;
	}
}

bool
birth_parse(struct arena *mem, const char *text, const char **date, const char **precision)
{
	int v[3], w[3], y, m = 0, d = 0;
	int64_t days;
	int n = read_parts(text, v, w);
	if (!n)
		return false;
	bool year_first = w[0] == 4, year_last = w[n - 1] == 4;
	if ((!year_first && !year_last) || (n == 2 && w[year_first ? 1 : 0] > 2) ||
	    (n == 3 && (w[1] > 2 || w[year_first ? 2 : 0] > 2)))
		return false;
	y = year_first ? v[0] : v[n - 1];
	if (n == 3)
		m = v[1];
	else if (n == 2)
		m = year_first ? v[1] : v[0];
	if (n == 3)
		d = year_first ? v[2] : v[0];
	/* papers write 00 for what nobody knew; a day without its month is a slip */
	if ((n == 2 && !m) || (d && !m))
		return false;
	*date = arena_printf(mem, "%04d-%02d-%02d", y, m ? m : 1, d ? d : 1);
	*precision = d ? "day" : m ? "month" : "year";
	return date_parse(*date, &days);
}

static size_t
known_length(const char *precision)
{
	return strcmp(precision, "day") == 0 ? 10 : strcmp(precision, "month") == 0 ? 7 : 4;
}

bool
birth_agrees(const char *a, const char *a_precision, const char *b, const char *b_precision)
{
	size_t na = known_length(a_precision), nb = known_length(b_precision);
	return strncmp(a, b, na < nb ? na : nb) == 0;
}

const char *
birth_known(struct arena *mem, const char *date, const char *precision)
{
	return arena_strndup(mem, date, known_length(precision));
}

/* "21051990" -> "1990-05-21"; "00001990" -> "1990". NULL when it is none. */
static const char *
card_date(struct arena *mem, const char *text)
{
	const char *date, *precision;
	if (strlen(text) != 8)
		return NULL;
	const char *parts = arena_printf(mem, "%.2s/%.2s/%.4s", text, text + 2, text + 4);
	return birth_parse(mem, parts, &date, &precision) ? birth_known(mem, date, precision) : NULL;
}

static const char *
card_sex(struct arena *mem, const char *text)
{
	const char *key = fold_key(mem, text);
	return strcmp(key, "nam") == 0 ? "male" : strcmp(key, "nu") == 0 ? "female" : "unknown";
}

static bool
has_digits(const char *s, size_t n)
{
	return strlen(s) == n && strspn(s, "0123456789") == n;
}

/* Blanks around a field: some scanners put them there. */
static const char *
trimmed(struct arena *mem, const char *s, size_t n)
{
	while (n && isspace((unsigned char)*s)) {
		s++;
		n--;
	}
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	return arena_strndup(mem, s, n);
}

bool
card_parse(struct arena *mem, const char *text, size_t n, struct card *out)
{
	const char *field[CARD_FIELDS] = { "", "", "", "", "", "", "" };
	int fields = 0;
	if (n < 14 || n > CARD_MAX_BYTES || memchr(text, 0, n) || u8_check((const uint8_t *)text, n))
		return false;
	for (const char *p = text, *end = text + n; fields < CARD_FIELDS; p++) {
		const char *bar = memchr(p, '|', (size_t)(end - p));
		field[fields++] = trimmed(mem, p, (size_t)((bar ? bar : end) - p));
		if (!bar)
			break;
		p = bar;
	}
	const char *birth = card_date(mem, field[3]);
	if (fields < 5 || !has_digits(field[0], 12) || !birth || strlen(fold_key(mem, field[2])) < 2)
		return false;
	*out = (struct card){ .cccd = field[0], .name = field[2], .birth_date = birth, .sex = card_sex(mem, field[4]) };
	if (has_digits(field[1], 9) || has_digits(field[1], 12))
		out->cmnd = field[1];
	if (*field[5])
		out->address = field[5];
	out->issued_on = card_date(mem, field[6]);
	return true;
}
