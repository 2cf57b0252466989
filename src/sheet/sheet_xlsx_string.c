#include "sheet/sheet_xlsx.h"

#include <ctype.h>
#include <string.h>

void
xlsx_text_add(struct xlsx_text *t, const char *s, int n)
{
	size_t room = CELL_TEXT_MAX - t->n, len = (size_t)n < room ? (size_t)n : room;
	memcpy(t->bytes + t->n, s, len);
	t->n += len;
}

/* "_x000D_" at p as its character; false if p is nothing of the kind. */
static bool
escape(const char *p, const char *end, uint32_t *c)
{
	if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
		return false;
	*c = 0;
	for (int i = 2; i < 6; i++) {
		if (!isxdigit((unsigned char)p[i]))
			return false;
		int digit = isdigit((unsigned char)p[i]) ? p[i] - '0' : tolower((unsigned char)p[i]) - 'a' + 10;
		*c = *c << 4 | (uint32_t)digit;
	}
	return true;
}

void
xlsx_text_end(struct xlsx_text *t)
{
	/* a full buffer may end within a character */
	t->n = text_utf8_bad(t->bytes, t->n);
	const char *end = t->bytes + t->n;
	char *to = t->bytes;
	for (const char *p = t->bytes; p < end;) {
		uint32_t c;
		size_t len = *p == '_' && escape(p, end, &c) ? text_put_utf8(c, to) : 0;
		to += len;
		if (len > 0)
			p += 7;
		else
			*to++ = *p++;
	}
	t->n = (size_t)(to - t->bytes);
	t->bytes[t->n] = 0;
}

struct strings {
	struct xlsx *x;
	bool in_text;
	int phonetic; /* depth: readings of Asian characters are no part of the text */
	struct xlsx_text text;
};

static void
add_string(struct xlsx *x, struct xlsx_text *t)
{
	xlsx_text_end(t);
	if (x->strings == x->strings_cap) {
		size_t cap = x->strings_cap ? x->strings_cap * 2 : 1024;
		char **more = NEW(x->rows->mem, char *, cap);
		if (x->strings)
			memcpy(more, x->string, x->strings * sizeof *more);
		x->string = more;
		x->strings_cap = cap;
	}
	x->string[x->strings++] = arena_strndup(x->rows->mem, t->bytes, t->n);
	t->n = 0;
}

static void XMLCALL
on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
	(void)attributes;
	struct strings *s = user;
	name = xlsx_local(name);
	if (strcmp(name, "si") == 0)
		s->text.n = 0;
	else if (strcmp(name, "rPh") == 0)
		s->phonetic++;
	else if (strcmp(name, "t") == 0)
		s->in_text = s->phonetic == 0;
}

static void XMLCALL
on_end(void *user, const XML_Char *name)
{
	struct strings *s = user;
	name = xlsx_local(name);
	if (strcmp(name, "si") == 0)
		add_string(s->x, &s->text);
	else if (strcmp(name, "rPh") == 0)
		s->phonetic--;
	else if (strcmp(name, "t") == 0)
		s->in_text = false;
}

static void XMLCALL
on_text(void *user, const XML_Char *p, int n)
{
	struct strings *s = user;
	if (s->in_text)
		xlsx_text_add(&s->text, p, n);
}

enum sheet_fault
xlsx_read_strings(struct xlsx *x, const char *part)
{
	struct strings *s = NEW(x->rows->mem, struct strings, 1);
	s->x = x;
	return xlsx_part(x, part, &(struct xlsx_handlers){ on_start, on_end, on_text, s }, true);
}
