#include "stock/gs1.h"

#include "base/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { GS = 0x1D };

FIELDS(gs1, FIELD(gs1, gtin, F_TEXT, 14, F_OUT), FIELD(gs1, number, F_TEXT, 20, F_OUT),
       FIELD(gs1, expires_on, F_DATE, 10, F_OUT), FIELD(gs1, serial, F_TEXT, 20, F_OUT),
       FIELD(gs1, product_code, F_TEXT, 32, F_OUT));

/* Application identifiers: how much data follows. Those of a pack of medicine, and others that it may carry besides
 * (section 3.2). fixed 0: up to most characters, ended by FNC1 or by the end. */
static const struct ai {
	const char *code;
	size_t fixed, most;
} known[] = {
	{ "00", 18, 0 },  { "01", 14, 0 },  { "02", 14, 0 },  { "10", 0, 20 },  { "11", 6, 0 },   { "12", 6, 0 },
	{ "13", 6, 0 },   { "15", 6, 0 },   { "16", 6, 0 },   { "17", 6, 0 },   { "20", 2, 0 },   { "21", 0, 20 },
	{ "22", 0, 20 },  { "240", 0, 30 }, { "241", 0, 30 }, { "250", 0, 30 }, { "30", 0, 8 },   { "37", 0, 8 },
	{ "400", 0, 30 }, { "410", 13, 0 }, { "414", 13, 0 }, { "710", 0, 20 }, { "711", 0, 20 }, { "712", 0, 20 },
	{ "713", 0, 20 }, { "714", 0, 20 }, { "90", 0, 30 },  { "91", 0, 90 },  { "92", 0, 90 },
};

static const struct ai *
ai_at(const char *p)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strncmp(p, known[i].code, strlen(known[i].code)) == 0)
			return &known[i];
	return NULL;
}

/* The element string: every spelling of FNC1 as one GS, without symbology identifier and blanks around. What is printed in
 * brackets is brought into this form, too: a GS before each identifier. */
static char *
plain(struct arena *mem, const char *text)
{
	char *out = arena_alloc(mem, strlen(text) + 1), *to = out;
	text += strspn(text, " \t\r\n");
	if (*text == ']' && text[1] && text[2])
		text += 3;
	bool brackets = *text == '(';
	while (*text) {
		if (strncmp(text, "<GS>", 4) == 0) {
			*to++ = GS;
			text += 4;
		} else if (brackets && *text == '(') {
			*to++ = GS;
			text++;
		} else if (brackets && *text == ')') {
			text++;
		} else {
			*to++ = *text++;
		}
	}
	while (to > out && strchr(" \t\r\n\x1d", to[-1]))
		to--;
	*to = 0;
	return out;
}

static enum err
no_digits(struct ctx *cx, const char *code, const char *data)
{
	return fail_field(cx, "text", "scan.digits",
			  "Trường (%s) phải toàn chữ số, mã quét được là “%s”. Hãy quét lại.",
			  "Element (%s) must be digits, the scan says “%s”. Scan again.", code, data);
}

static bool
all_digits(const char *s)
{
	return s[strspn(s, "0123456789")] == 0;
}

/* Section 7.9: weights 3 and 1 from the right. */
static enum err
check_gtin(struct ctx *cx, const char *gtin)
{
	int sum = 0;
	if (!all_digits(gtin))
		return no_digits(cx, "01", gtin);
	for (int i = 0; i < 13; i++)
		sum += (gtin[i] - '0') * (i % 2 ? 1 : 3);
	if ((10 - sum % 10) % 10 == gtin[13] - '0')
		return OK;
	return fail_field(cx, "text", "scan.check", "Mã hộp %s sai số kiểm tra. Hãy quét lại.",
			  "The pack code %s has a wrong check digit. Scan again.", gtin);
}

/* Section 7.12: 51 years or more ahead is the century before, 50 or more behind is the one after. */
static int64_t
year_of(struct ctx *cx, int yy)
{
	char today[DATE_SIZE];
	date_text(cx->now, today);
	int now = (today[0] - '0') * 1000 + (today[1] - '0') * 100 + (today[2] - '0') * 10 + (today[3] - '0');
	int ahead = yy - now % 100, year = now - now % 100 + yy;
	return ahead >= 51 ? year - 100 : ahead <= -50 ? year + 100 : year;
}

static enum err
read_date(struct ctx *cx, const char *yymmdd, const char **out)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t days;
	if (!all_digits(yymmdd))
		return no_digits(cx, "17", yymmdd);
	int yy = (yymmdd[0] - '0') * 10 + yymmdd[1] - '0', month = (yymmdd[2] - '0') * 10 + yymmdd[3] - '0';
	int day = (yymmdd[4] - '0') * 10 + yymmdd[5] - '0';
	int64_t year = year_of(cx, yy);
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	if (!day && month >= 1 && month <= 12)
		day = length[month - 1] + (month == 2 && leap);
	*out = arena_printf(cx->mem, "%04lld-%02d-%02d", (long long)year, month, day);
	if (date_parse(*out, &days))
		return OK;
	return fail_field(cx, "text", "scan.date", "Hạn dùng quét được “%s” không phải là ngày. Hãy quét lại.",
			  "The expiry “%s” of the scan is no date. Scan again.", yymmdd);
}

static enum err
keep(struct ctx *cx, const char *code, const char *data, const char **to)
{
	if (*to && strcmp(*to, data) != 0)
		return fail_field(cx, "text", "scan.twice",
				  "Trường (%s) có hai lần với nội dung khác nhau. Hãy quét từng hộp một.",
				  "Element (%s) stands twice with different data. Scan one pack a time.", code);
	*to = data;
	return OK;
}

static enum err
take(struct ctx *cx, const struct ai *ai, const char *data, struct gs1 *out)
{
	const char *date = NULL;
	if (strcmp(ai->code, "01") == 0) {
		TRY(check_gtin(cx, data));
		return keep(cx, ai->code, data, &out->gtin);
	}
	if (strcmp(ai->code, "17") == 0) {
		TRY(read_date(cx, data, &date));
		return keep(cx, ai->code, date, &out->expires_on);
	}
	if (strcmp(ai->code, "10") == 0)
		return keep(cx, ai->code, data, &out->number);
	return strcmp(ai->code, "21") == 0 ? keep(cx, ai->code, data, &out->serial) : OK;
}

static enum err
next_element(struct ctx *cx, const char **p, struct gs1 *out)
{
	const struct ai *ai = ai_at(*p);
	if (!ai)
		return fail_field(cx, "text", "scan.ai",
				  "Không hiểu mã quét từ chỗ “%.20s”. Đây có phải mã GS1 trên hộp vắc xin không?",
				  "The scan cannot be read from “%.20s” on. Is it the GS1 code of a pack?", *p);
	*p += strlen(ai->code);
	size_t n = strcspn(*p, "\x1d");
	if (ai->fixed ? n < ai->fixed : n == 0)
		return fail_field(cx, "text", "scan.short", "Trường (%s) bị thiếu ký tự. Hãy quét lại.",
				  "Element (%s) is too short. Scan again.", ai->code);
	if (!ai->fixed && n > ai->most)
		return fail_field(
			cx, "text", "scan.long",
			"Trường (%s) dài quá %zu ký tự: máy quét không gửi ký tự ngăn cách (GS). Hãy bật GS trên máy "
			"quét.",
			"Element (%s) is longer than %zu: the scanner drops the separator (GS). Switch GS on.",
			ai->code, ai->most);
	n = ai->fixed ? ai->fixed : n;
	TRY(take(cx, ai, arena_strndup(cx->mem, *p, n), out));
	*p += n;
	return OK;
}

enum err
gs1_parse(struct ctx *cx, const char *text, struct gs1 *out)
{
	const char *p = plain(cx->mem, text);
	*out = (struct gs1){ 0 };
	for (; *p; p += *p == GS)
		if (*p != GS)
			TRY(next_element(cx, &p, out));
	if (!out->gtin && !out->number)
		return fail_field(cx, "text", "scan.empty", "Mã quét không có mã hộp (01) và không có số lô (10).",
				  "The scan holds neither a pack code (01) nor a lot (10).");
	return OK;
}
