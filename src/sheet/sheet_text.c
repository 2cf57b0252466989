#include "sheet/sheet_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* The bytes of the character that begins at s, 0 if it is not valid. */
static size_t
utf8_char(const unsigned char *s, size_t n)
{
	if (s[0] < 0x80)
		return s[0] != 0;
	size_t len = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
	if (s[0] < 0xC2 || s[0] > 0xF4 || n < len)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F))
		return 0;
	if ((s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
		return 0;
	return len;
}

size_t
text_utf8_bad(const char *s, size_t n)
{
	size_t i = 0;
	while (i < n) {
		size_t len = utf8_char((const unsigned char *)s + i, n - i);
		if (len == 0)
			return i;
		i += len;
	}
	return n;
}

/* The bytes of the blank at the beginning (or the end) of s; 0 if there is none. */
static size_t
blank(const char *s, size_t n, bool at_end)
{
	static const char *const blanks[] = { " ",
					      "\t",
					      "\n",
					      "\r",
					      "\v",
					      "\f",
					      "\xC2\xA0",
					      "\xE2\x80\x8B",
					      "\xEF\xBB\xBF",
					      "\xE2\x80\xAF",
					      "\xE3\x80\x80",
					      "\xE2\x80\x82",
					      "\xE2\x80\x83",
					      "\xE2\x80\x87",
					      "\xE2\x80\x89",
					      "\xE2\x80\x8A" };
	/* nearly every cell begins and ends with a letter or digit */
	unsigned char c = (unsigned char)(at_end ? s[n - 1] : s[0]);
	if (c > ' ' && (at_end ? c < 0x80 : c != 0xC2 && c != 0xE2 && c != 0xE3 && c != 0xEF))
		return 0;
	for (size_t i = 0; i < COUNT(blanks); i++) {
		size_t len = strlen(blanks[i]);
		if (len <= n && memcmp(at_end ? s + n - len : s, blanks[i], len) == 0)
			return len;
	}
	return 0;
}

void
text_trim(const char **s, size_t *n)
{
	size_t len;
	while (*n > 0 && (len = blank(*s, *n, false)) > 0) {
		*s += len;
		*n -= len;
	}
	while (*n > 0 && (len = blank(*s, *n, true)) > 0)
		*n -= len;
}

size_t
text_cut(const char *s, size_t n, size_t max)
{
	if (n <= max)
		return n;
	while (max > 0 && ((unsigned char)s[max] & 0xC0) == 0x80)
		max--;
	return max;
}

size_t
text_put_utf8(uint32_t c, char out[4])
{
	if (c == 0 || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF)
		return 0;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

void
text_number(double v, char out[SHEET_NUMBER_SIZE])
{
	if (!isfinite(v)) {
		out[0] = 0;
		return;
	}
	/* Rounded to Excel's 15 digits first: 0.1 + 0.2 is 0.3 to its user. */
	char digits[32];
	snprintf(digits, sizeof digits, "%.14e", v);
	int exponent = (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
	int places = exponent >= 14 ? 0 : 14 - exponent;
	snprintf(out, SHEET_NUMBER_SIZE, "%.*f", places, v);
	if (places > 0) {
		size_t n = strlen(out);
		while (out[n - 1] == '0')
			n--;
		if (out[n - 1] == '.')
			n--;
		out[n] = 0;
	}
	if (strcmp(out, "-0") == 0)
		memcpy(out, "0", 2);
}

/* Days since 1 March of year 0 as year, month, day: whole 400-year cycles of 146,097 days make it exact. */
static void
civil(int64_t days, int *year, int *month, int *day)
{
	int64_t cycle = days / 146097, in_cycle = days % 146097;
	int64_t y = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
	int64_t in_year = in_cycle - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * in_year + 2) / 153;
	*day = (int)(in_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + cycle * 400 + (*month <= 2));
}

enum { DAYS_TO_1899_12_30 = 693899, DAYS_TO_1904 = 695361, SECONDS_DAY = 86400 };

static void
date_text_of(int64_t day, bool epoch_1904, char *out, size_t size)
{
	/* Excel counts a 29 February 1900 that never was, so its earlier days are one off. */
	if (!epoch_1904 && day == 60) {
		snprintf(out, size, "29/02/1900");
		return;
	}
	int64_t from = epoch_1904 ? DAYS_TO_1904 : DAYS_TO_1899_12_30 + (day < 60);
	int y, m, d;
	civil(from + day, &y, &m, &d);
	snprintf(out, size, "%02d/%02d/%04d", d, m, y);
}

void
text_serial(double serial, enum text_kind kind, bool epoch_1904, char out[SHEET_NUMBER_SIZE])
{
	double last = epoch_1904 ? 2957003 : 2958465; /* 31/12/9999 */
	bool date = kind == TEXT_DATE || kind == TEXT_DATETIME;
	if (kind == TEXT_NUMBER || !(serial >= 0) || serial >= last + 1 || (date && !epoch_1904 && serial < 1)) {
		text_number(serial, out);
		return;
	}
	int64_t day = (int64_t)serial;
	int64_t seconds = llround((serial - (double)day) * SECONDS_DAY);
	if (seconds == SECONDS_DAY) {
		seconds = 0;
		if (kind != TEXT_DATE)
			day++;
	}
	char clock[40]; /* of 2 + 3 + 3 digits in fact; the compiler cannot know */
	int64_t hours = kind == TEXT_TIME ? day * 24 + seconds / 3600 : seconds / 3600;
	snprintf(clock, sizeof clock, "%02lld:%02d:%02d", (long long)hours, (int)(seconds / 60 % 60),
		 (int)(seconds % 60));
	if (kind == TEXT_TIME) {
		snprintf(out, SHEET_NUMBER_SIZE, "%s", clock);
		return;
	}
	date_text_of(day, epoch_1904, out, SHEET_NUMBER_SIZE);
	if (kind == TEXT_DATETIME && seconds > 0) {
		size_t n = strlen(out);
		snprintf(out + n, SHEET_NUMBER_SIZE - n, " %s", clock);
	}
}

static bool
digits_at(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

void
text_iso_date(const char *iso, char out[SHEET_NUMBER_SIZE])
{
	size_t n = strlen(iso);
	bool date = n >= 10 && digits_at(iso, 4) && iso[4] == '-' && digits_at(iso + 5, 2) && iso[7] == '-' &&
		    digits_at(iso + 8, 2);
	if (!date || (n > 10 && iso[10] != ' ' && iso[10] != 'T')) {
		snprintf(out, SHEET_NUMBER_SIZE, "%s", iso);
		return;
	}
	bool clock = n >= 19 && digits_at(iso + 11, 2) && iso[13] == ':' && strncmp(iso + 11, "00:00:00", 8) != 0;
	snprintf(out, SHEET_NUMBER_SIZE, "%.2s/%.2s/%.4s%s%.8s", iso + 8, iso + 5, iso, clock ? " " : "",
		 clock ? iso + 11 : "");
}
