/* RFC 4180 with CR LF line ends, and no cell that a spreadsheet would run as a formula. */
#include "sheet/sheet_write.h"

#include <string.h>
#include <unistd.h>

void
csv_flush(struct sheet_writer *w)
{
	for (size_t at = 0; at < w->n && !w->failed;) {
		ssize_t got = write(w->fd, w->bytes + at, w->n - at);
		if (got <= 0)
			w->failed = true;
		else
			at += (size_t)got;
	}
	w->n = 0;
}

static void
put(struct sheet_writer *w, char c)
{
	if (w->n == sizeof w->bytes)
		csv_flush(w);
	w->bytes[w->n++] = c;
}

/* -12 and -0,5 are numbers; "-", "+84..." and "@..." are not ours to have calculated. */
static bool
is_plain_negative(const char *s)
{
	size_t digits = strspn(s + 1, "0123456789");
	const char *rest = s + 1 + digits;
	if (*s != '-' || digits == 0)
		return false;
	if (*rest == '.' || *rest == ',') {
		size_t places = strspn(rest + 1, "0123456789");
		return places > 0 && rest[1 + places] == 0;
	}
	return *rest == 0;
}

static void
put_cell(struct sheet_writer *w, const char *s)
{
	bool guard = *s && strchr("=+-@\t\r", *s) && !is_plain_negative(s);
	bool quote = guard || strpbrk(s, "\",;\t\r\n'") || *s == ' ' || (*s && s[strlen(s) - 1] == ' ');
	if (quote)
		put(w, '"');
	if (guard)
		put(w, '\'');
	for (; *s; s++) {
		if (*s == '"')
			put(w, '"');
		put(w, *s);
	}
	if (quote)
		put(w, '"');
}

void
csv_put_row(struct sheet_writer *w, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			put(w, ',');
		put_cell(w, cells[i] ? cells[i] : "");
	}
	put(w, '\r');
	put(w, '\n');
}
