#include "base/fold.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

/* NFD as UCS-4 in the arena; *n gets the length. */
static uint32_t *
decompose(struct arena *mem, const char *s, size_t *n)
{
	size_t len = 0;
	uint32_t *wide = u8_to_u32((const uint8_t *)s, strlen(s), NULL, &len);
	assert(wide || !len);
	size_t out_len = 0;
	uint32_t *nfd = u32_normalize(UNINORM_NFD, wide, len, NULL, &out_len);
	uint32_t *out = arena_array(mem, sizeof *out, out_len + 1);
	if (out_len)
		memcpy(out, nfd, out_len * sizeof *out);
	free(wide);
	free(nfd);
	*n = out_len;
	return out;
}

/* Typed by hand, by a phone that knows better, or as the letter. */
static bool
is_apostrophe(uint32_t c)
{
	return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x02bc;
}

char *
fold_key(struct arena *mem, const char *name)
{
	size_t n;
	const uint32_t *in = decompose(mem, name, &n);
	char *out = arena_alloc(mem, n * 4 + 1), *w = out;
	for (size_t i = 0; i < n; i++) {
		uint32_t c = uc_tolower(in[i]);
		/* đ has no decomposition; old keyboards typed the Icelandic or the African letter that looks like Đ */
		if (c == 0x0111 || c == 0x00f0 || c == 0x0256)
			c = 'd';
		if (is_apostrophe(c)) /* H'Hen is one word */
			continue;
		if (uc_is_general_category(c, UC_MARK))
			continue;
		if (c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
			     : uc_is_property(c, UC_PROPERTY_ALPHABETIC))
			w += u8_uctomb((uint8_t *)w, c, 4);
		else if (w > out && w[-1] != ' ')
			*w++ = ' ';
	}
	while (w > out && w[-1] == ' ')
		w--;
	*w = 0;
	return out;
}

const char *
fold_given(const char *key)
{
	const char *space = strrchr(key, ' ');
	return space ? space + 1 : key;
}

static bool
is_tone(uint32_t c)
{
	return c == 0x300 || c == 0x301 || c == 0x303 || c == 0x309 || c == 0x323;
}

static uint32_t
lower(uint32_t c)
{
	return uc_tolower(c);
}

/* In an open oa, oe, uy the newer style puts the tone on the second vowel, the older on the first.
 * Moves it to the first; "qu" is a consonant, so "quý" stays. */
char *
fold_tone(struct arena *mem, const char *name)
{
	size_t n;
	uint32_t *c = decompose(mem, name, &n);
	for (size_t i = 0; i + 2 < n; i++) {
		uint32_t a = lower(c[i]), b = lower(c[i + 1]);
		bool pair = (a == 'o' && (b == 'a' || b == 'e')) || (a == 'u' && b == 'y');
		bool after_q = i > 0 && lower(c[i - 1]) == 'q';
		bool open = i + 3 >= n || !uc_is_property(c[i + 3], UC_PROPERTY_ALPHABETIC);
		if (pair && !after_q && is_tone(c[i + 2]) && open) {
			uint32_t tone = c[i + 2];
			c[i + 2] = c[i + 1];
			c[i + 1] = tone;
		}
	}
	size_t len = 0, bytes = 0;
	uint32_t *nfc = u32_normalize(UNINORM_NFC, c, n, NULL, &len);
	uint8_t *utf8 = u32_to_u8(nfc, len, NULL, &bytes);
	char *out = arena_strndup(mem, utf8 ? (const char *)utf8 : "", bytes);
	free(nfc);
	free(utf8);
	return out;
}
