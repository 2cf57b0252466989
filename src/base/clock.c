#include "base/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t shift; /* set once at start-up, before any thread */

static int64_t
real_now(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_now(void)
{
	return real_now() + shift;
}

void
clock_set(int64_t ms)
{
	shift = ms - real_now();
}

int64_t
clock_monotonic_us(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* Civil date <-> day number, the usual era arithmetic over 400-year cycles from 1 March. */
static int64_t
days_of(int64_t y, int64_t m, int64_t d)
{
	y -= m <= 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

static void
civil_of(int64_t days, int64_t *y, int64_t *m, int64_t *d)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t doe = days - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

static bool
date_make(int64_t y, int64_t m, int64_t d, int64_t *days)
{
	if (y < 1800 || y > 2999 || m < 1 || m > 12 || d < 1 || d > 31)
		return false;
	int64_t n = days_of(y, m, d), y2, m2, d2;
	civil_of(n, &y2, &m2, &d2);
	if (y2 != y || m2 != m || d2 != d)
		return false;
	*days = n;
	return true;
}

/* Reads at most `most` digits; -1 when there is none. */
static int64_t
digits(const char **p, int most)
{
	int64_t v = 0;
	int n = 0;
	while (n < most && isdigit((unsigned char)**p)) {
		v = v * 10 + (*(*p)++ - '0');
		n++;
	}
	return n ? v : -1;
}

bool
date_parse(const char *text, int64_t *days)
{
	if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-')
		return false;
	const char *p = text;
	int64_t y = digits(&p, 4);
	if (p != text + 4)
		return false;
	p++;
	int64_t m = digits(&p, 2);
	if (p != text + 7)
		return false;
	p++;
	int64_t d = digits(&p, 2);
	return p == text + 10 && date_make(y, m, d, days);
}

static bool
is_date(const char *s)
{
	static const char shape[] = "dddd-dd-dd";
	for (size_t i = 0; shape[i]; i++)
		if (shape[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != '-')
			return false;
	return s[10] != 'T' && (s[10] < '0' || s[10] > '9');
}

void
date_show_all(char *text, const char *except)
{
	for (char *p = text; *p; p++) {
		char iso[DATE_SIZE], shown[DATE_SIZE + 1];
		if ((p > text && p[-1] >= '0' && p[-1] <= '9') || !is_date(p))
			continue;
		memcpy(iso, p, 10);
		iso[10] = 0;
		if (except && strstr(except, iso))
			continue;
		snprintf(shown, sizeof shown, "%.2s/%.2s/%.4s", iso + 8, iso + 5, iso);
		memcpy(p, shown, 10);
	}
}

bool
date_parse_vi(const char *text, int64_t *days)
{
	if (!text)
		return false;
	if (date_parse(text, days))
		return true;
	const char *p = text;
	int64_t d = digits(&p, 2);
	char sep = *p;
	if (d < 0 || (sep != '/' && sep != '-' && sep != '.'))
		return false;
	p++;
	int64_t m = digits(&p, 2);
	if (m < 0 || *p != sep)
		return false;
	p++;
	const char *year = p;
	int64_t y = digits(&p, 4);
	return p == year + 4 && *p == 0 && date_make(y, m, d, days);
}

void
date_format(int64_t days, char out[DATE_SIZE])
{
	int64_t y, m, d;
	civil_of(days, &y, &m, &d);
	if (y < 0 || y > 9999)
		y = 9999;
	snprintf(out, DATE_SIZE, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100, (unsigned)d % 100);
}

int64_t
date_of(int64_t ms)
{
	int64_t local = ms + LOCAL_OFFSET_MS;
	return (local >= 0 ? local : local - (MS_DAY - 1)) / MS_DAY;
}

void
date_text(int64_t ms, char out[DATE_SIZE])
{
	date_format(date_of(ms), out);
}

int64_t
date_age(int64_t birth_days, int64_t days)
{
	int64_t y, m, d, by, bm, bd;
	civil_of(days, &y, &m, &d);
	civil_of(birth_days, &by, &bm, &bd);
	return y - by - (m < bm || (m == bm && d < bd));
}

void
clock_rfc3339(int64_t ms, char out[CLOCK_RFC3339_SIZE])
{
	int64_t days = (ms >= 0 ? ms : ms - (MS_DAY - 1)) / MS_DAY, y, m, d;
	int64_t rest = ms - days * MS_DAY;
	civil_of(days, &y, &m, &d);
	snprintf(out, CLOCK_RFC3339_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", (unsigned)y % 10000, (unsigned)m % 100,
		 (unsigned)d % 100, (unsigned)(rest / MS_HOUR) % 100, (unsigned)(rest / MS_MINUTE % 60) % 100,
		 (unsigned)(rest / MS_SECOND % 60) % 100, (unsigned)(rest % 1000) % 1000);
}

bool
clock_parse(const char *text, int64_t *ms)
{
	char date[DATE_SIZE];
	if (!text || strlen(text) < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' '))
		return false;
	memcpy(date, text, 10);
	date[10] = 0;
	int64_t days;
	if (!date_parse(date, &days))
		return false;
	const char *p = text + 11;
	int64_t h = digits(&p, 2);
	if (p != text + 13 || *p++ != ':')
		return false;
	int64_t mi = digits(&p, 2);
	if (p != text + 16 || *p++ != ':')
		return false;
	int64_t s = digits(&p, 2);
	if (p != text + 19 || h > 23 || mi > 59 || s > 60)
		return false;
	int64_t milli = 0;
	if (*p == '.') {
		p++;
		int64_t unit = 100;
		if (!isdigit((unsigned char)*p))
			return false;
		for (; isdigit((unsigned char)*p); p++, unit /= 10)
			milli += unit * (*p - '0');
	}
	int64_t offset = 0;
	if (*p == 'Z' || *p == 'z') {
		p++;
	} else if (*p == '+' || *p == '-') {
		int64_t sign = *p++ == '-' ? -1 : 1;
		const char *at = p;
		int64_t oh = digits(&p, 2);
		if (p != at + 2)
			return false;
		if (*p == ':')
			p++;
		at = p;
		int64_t om = digits(&p, 2);
		if (p != at + 2 || oh > 23 || om > 59)
			return false;
		offset = sign * (oh * MS_HOUR + om * MS_MINUTE);
	} else {
		return false;
	}
	if (*p)
		return false;
	*ms = days * MS_DAY + h * MS_HOUR + mi * MS_MINUTE + s * MS_SECOND + milli - offset;
	return true;
}
