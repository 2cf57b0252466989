#include "dcc/names.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The Latin letters from U+00C0 and from U+1E00, each by its plain capital. Small letters stand for more
 * than one: a AE, o OE, u UE, r AA, s SS, t TH, j IJ. A dot falls away. */
static const char latin[] = "AAAAaraCEEEEIIIIDNOOOOo.oUUUuYtsAAAAaraCEEEEIIIIDNOOOOo.oUUUuYtY"
			    "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIjjJJKKQLLLLLLL"
			    "LLLNNNNNNNNNOOOOOOooRRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS"
			    "...............E................OO.............UU..............."
			    ".............AAIIOOUUuuuuuuu.aaAA....GGKKOOOO..J...GG..NNrr...."
			    "AAAAEEEEIIIIOOOORRRRUUUUSSTT..HH......AAEEooOOOOOOYY............"
			    "................";
static const char latin_more[] = "AABBBBBBCCDDDDDDDDDDEEEEEEEEEEFFGGHHHHHHHHHHIIIIKKKKKKLLLLLLLLMM"
				 "MMMMNNNNNNNNOOooOOOOPPPPRRRRRRRRSSSSSSSSSSTTTTTTTTUUUUUUUUuuVVVV"
				 "WWWWWWWWWWXXXXYYZZZZZZHTWYAS..s.AAAAAAAAAAAAAAAAAAAAAAAAEEEEEEEE"
				 "EEEEEEEEIIIIOOOOOOOOOOOOOOOOOOOOOOOOUUUUUUUUUUUUUUYYYYYYYY......";
enum { LATIN = 0xc0, LATIN_MORE = 0x1e00, DIAERESIS = 0x308, RING = 0x30a };

/* The next code point; 0xFFFD for a byte that is none, and only that byte is consumed. */
static uint32_t
code_point(const unsigned char **p)
{
	uint32_t c = *(*p)++;
	unsigned more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc2 ? 1 : 0;
	if (c < 0x80)
		return c;
	if (!more || c > 0xf4)
		return 0xfffd;
	const unsigned char *q = *p;
	c &= 0x3fu >> more;
	for (unsigned i = 0; i < more; i++, q++) {
		if ((*q & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | (*q & 0x3fu);
	}
	*p = q;
	return c;
}

static bool
is_gap(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '-' || c == '<' || c == 0xa0 || (c >= 0x2010 && c <= 0x2015);
}

/* The capital, or the small letter that stands for two, or 0. */
static char
plain(uint32_t c)
{
	char to = 0;
	if (c >= 'a' && c <= 'z')
		to = (char)(c - 'a' + 'A');
	else if (c >= 'A' && c <= 'Z')
		to = (char)c;
	else if (c >= LATIN && c < LATIN + sizeof latin - 1)
		to = latin[c - LATIN];
	else if (c >= LATIN_MORE && c < LATIN_MORE + sizeof latin_more - 1)
		to = latin_more[c - LATIN_MORE];
	return to == '.' ? 0 : to;
}

static const char *
spelled(char plain_letter)
{
	switch (plain_letter) {
	case 'a':
		return "AE";
	case 'o':
		return "OE";
	case 'u':
		return "UE";
	case 'r':
		return "AA";
	case 's':
		return "SS";
	case 't':
		return "TH";
	case 'j':
		return "IJ";
	default:
		return NULL;
	}
}

const char *
name_icao(struct arena *mem, const char *name)
{
	const unsigned char *p = (const unsigned char *)name;
	char *out = arena_alloc(mem, NAME_ICAO_MAX + 4);
	size_t n = 0;
	bool gap = false;
	char base = 0; /* the letter a combining mark would sit on */
	while (*p && n < NAME_ICAO_MAX) {
		uint32_t c = code_point(&p);
		if (c == DIAERESIS && base && strchr("AOU", base)) {
			out[n++] = 'E';
			base = 0;
		} else if (c == RING && base == 'A') {
			out[n++] = 'A';
			base = 0;
		}
		if (is_gap(c)) {
			gap = true;
			base = 0;
			continue;
		}
		char letter = plain(c);
		if (!letter)
			continue;
		if (gap && n)
			out[n++] = '<';
		gap = false;
		base = letter;
		const char *two = spelled(letter);
		out[n++] = two ? two[0] : letter;
		if (two)
			out[n++] = two[1];
	}
	n = n < NAME_ICAO_MAX ? n : NAME_ICAO_MAX;
	while (n && out[n - 1] == '<')
		n--;
	out[n] = 0;
	return out;
}
