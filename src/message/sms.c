#include "message/sms.h"

#include "base/buf.h"

#include <stdlib.h>
#include <uninorm.h>
#include <unistr.h>

const char *const sms_coding_names[] = { [SMS_GSM] = "gsm", [SMS_UCS2] = "ucs2" };

/* 3GPP TS 23.038, 6.2.1: the default alphabet, and its extension table. Letters and digits are asked for by range. */
static const char basic[] = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
static const char extension[] = "\f^{}\\[~]|€";

static bool
stands_in(const char *set, ucs4_t c)
{
	return u8_strchr((const uint8_t *)set, c) != NULL;
}

/* Septets of a character; 0: the alphabet lacks it. */
static int64_t
septets(ucs4_t c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || stands_in(basic, c))
		return 1;
	return stands_in(extension, c) ? 2 : 0;
}

static int64_t
units_of(enum sms_coding coding, ucs4_t c)
{
	return coding == SMS_GSM ? septets(c) : c > 0xffff ? 2 : 1;
}

static enum sms_coding
coding_of(const char *text)
{
	ucs4_t c;
	for (const uint8_t *p = (const uint8_t *)text; (p = u8_next(&c, p));)
		if (!septets(c))
			return SMS_UCS2;
	return SMS_GSM;
}

/* A text of several parts: a character of two units that the end of a part would cut goes to the next one. */
static void
split(struct arena *mem, const char *text, struct sms *out)
{
	int64_t part = out->coding == SMS_GSM ? SMS_GSM_PART : SMS_UCS2_PART, room = 0;
	struct buf b = buf_new(mem);
	ucs4_t c;
	out->parts = out->units = 0;
	for (const uint8_t *p = (const uint8_t *)text, *next; (next = u8_next(&c, p)); p = next) {
		int64_t units = units_of(out->coding, c);
		if (room == 1 && units == 2) {
			buf_char(&b, ' ');
			out->units++;
			room = 0;
		}
		if (!room) {
			out->parts++;
			room = part;
		}
		buf_bytes(&b, p, (size_t)(next - p));
		out->units += units;
		room -= units;
	}
	out->text = buf_text(&b);
}

struct sms
sms_fit(struct arena *mem, const char *text)
{
	struct sms out = { .text = text, .coding = coding_of(text) };
	ucs4_t c;
	for (const uint8_t *p = (const uint8_t *)text; (p = u8_next(&c, p));)
		out.units += units_of(out.coding, c);
	if (out.units > (out.coding == SMS_GSM ? SMS_GSM_ONE : SMS_UCS2_ONE))
		split(mem, text, &out);
	else
		out.parts = out.units > 0;
	return out;
}

/* What a character becomes; NULL: it stays. */
static const char *
plain_form(ucs4_t c)
{
	if (c >= 0x300 && c <= 0x36f) /* combining marks of Latin letters */
		return "";
	switch (c) {
	case 0x111:
		return "d";
	case 0x110:
		return "D";
	case 0x2018:
	case 0x2019:
	case 0x2bc:
		return "'";
	case 0x201c:
	case 0x201d:
		return "\"";
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
		return "-";
	case 0x2026:
		return "...";
	case 0xa0:
	case 0x202f:
		return " ";
	default:
		return NULL;
	}
}

/* As it is composed, in the arena. */
static char *
normal(struct arena *mem, uninorm_t form, const char *text, size_t n)
{
	size_t out_n = 0;
	uint8_t *made = u8_normalize(form, (const uint8_t *)text, n, NULL, &out_n);
	char *out = arena_strndup(mem, made ? (const char *)made : "", made ? out_n : 0);
	free(made);
	return out;
}

char *
sms_plain(struct arena *mem, const char *text)
{
	struct buf b = buf_new(mem);
	const char *apart = normal(mem, UNINORM_NFD, text, strlen(text));
	ucs4_t c;
	for (const uint8_t *p = (const uint8_t *)apart, *next; (next = u8_next(&c, p)); p = next) {
		const char *plain = plain_form(c);
		if (plain)
			buf_str(&b, plain);
		else
			buf_bytes(&b, p, (size_t)(next - p));
	}
	return normal(mem, UNINORM_NFC, buf_text(&b), b.n);
}
