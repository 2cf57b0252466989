#include "dcc/uvci.h"

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
uvci_make(struct ctx *cx, char out[UVCI_SIZE])
{
	uint8_t random[UVCI_RANDOM];
	if (RAND_bytes(random, sizeof random) != 1)
		return fail_internal(cx, "uvci: no random bytes");
	uvci_format(random, out);
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
