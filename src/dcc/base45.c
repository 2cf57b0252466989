#include "dcc/base45.h"

static const char alphabet[45] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

void
base45_encode(struct buf *out, const uint8_t *bytes, size_t n)
{
	char piece[3 * 64];
	size_t fill = 0;
	for (size_t i = 0; i < n; i += 2) {
		bool pair = i + 1 < n;
		unsigned v = pair ? (unsigned)bytes[i] * 256 + bytes[i + 1] : bytes[i];
		piece[fill++] = alphabet[v % 45];
		piece[fill++] = alphabet[v / 45 % 45];
		if (pair)
			piece[fill++] = alphabet[v / 2025];
		if (fill > sizeof piece - 3) {
			buf_bytes(out, piece, fill);
			fill = 0;
		}
	}
	buf_bytes(out, piece, fill);
}

/* The value of a character, 45 for one outside the alphabet. */
static unsigned
digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A') + 10;
	for (unsigned i = 36; i < 45; i++)
		if (alphabet[i] == c)
			return i;
	return 45;
}

bool
base45_decode(struct arena *mem, const char *text, size_t len, const uint8_t **bytes, size_t *n)
{
	if (len % 3 == 1)
		return false;
	uint8_t *out = arena_alloc(mem, len / 3 * 2 + 1);
	size_t fill = 0;
	for (size_t i = 0; i < len; i += 3) {
		bool three = len - i >= 3;
		unsigned c = digit(text[i]), d = digit(text[i + 1]), e = three ? digit(text[i + 2]) : 0;
		if (c > 44 || d > 44 || e > 44)
			return false;
		unsigned v = c + d * 45 + e * 2025;
		if (v > (three ? 65535u : 255u))
			return false;
		if (three)
			out[fill++] = (uint8_t)(v >> 8);
		out[fill++] = (uint8_t)(v & 255);
	}
	*bytes = out;
	*n = fill;
	return true;
}
