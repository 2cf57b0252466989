#include "dcc/uvci.h"

#include <assert.h>
#include <limits.h>
#include <openssl/rand.h>
#include <string.h>

static const char luhn[38] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:";

void
uvci_format(const uint8_t random[UVCI_RANDOM], char out[UVCI_SIZE])
{
	static const char hex[] = "0123456789ABCDEF", prefix[] = "URN:UVCI:01:VN:";
	char *p = out + sizeof prefix - 1;
	memcpy(out, prefix, sizeof prefix - 1);
	for (size_t i = 0; i < UVCI_RANDOM; i++) {
		*p++ = hex[random[i] >> 4];
		*p++ = hex[random[i] & 15];
	}
	*p = 0;
}

enum err
uvci_make(struct ctx *cx, char (*out)[UVCI_SIZE], size_t n)
{
	uint8_t *random = arena_array(cx->mem, UVCI_RANDOM, n);
	assert(n <= INT_MAX / UVCI_RANDOM);
	if (RAND_bytes(random, (int)(n * UVCI_RANDOM)) != 1)
		return fail_internal(cx, "uvci: no random bytes");
	for (size_t i = 0; i < n; i++)
		uvci_format(random + i * UVCI_RANDOM, out[i]);
	return OK;
}

char
uvci_check_char(const char *text)
{
	unsigned sum = 0, factor = 2, n = sizeof luhn;
	for (size_t i = strcspn(text, "#"); i-- > 0;) {
		const char *at = memchr(luhn, text[i], sizeof luhn);
		if (!at)
			return 0;
		unsigned add = factor * (unsigned)(at - luhn);
		sum += add / n + add % n;
		factor = factor == 2 ? 1 : 2;
	}
	return luhn[(n - sum % n) % n];
}
