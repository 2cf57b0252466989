/* The QR line of an identity card: any bytes; what is taken is whole, plausible text and reads the same again. */
#include "person/person.h"

#include <assert.h>
#include <string.h>
#include <unistr.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(const char *s)
{
	assert(!s || (*s && !u8_check((const uint8_t *)s, strlen(s)) && !strchr(s, '|')));
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *mem = arena_new();
	struct card card = { 0 }, twice = { 0 };
	/* a copy of the exact size, so that reading past the end is seen */
	char *text = arena_alloc(mem, size + 1);
	if (size)
		memcpy(text, data, size);
	if (card_parse(mem, text, size, &card)) {
		const char *members[] = { card.cccd, card.cmnd,    card.name,     card.birth_date,
					  card.sex,  card.address, card.issued_on };
		for (size_t i = 0; i < sizeof members / sizeof *members; i++)
			check_text(members[i]);
		assert(strlen(card.cccd) == 12 && strspn(card.cccd, "0123456789") == 12);
		assert(strcmp(card.sex, "male") == 0 || strcmp(card.sex, "female") == 0 ||
		       strcmp(card.sex, "unknown") == 0);
		char *longer = arena_printf(mem, "%.*s|", (int)size, text);
		/* further fields change nothing; the longest line of all has no room for one */
		if (size < 2048)
			assert(card_parse(mem, longer, strlen(longer), &twice) && same(card.cccd, twice.cccd) &&
			       same(card.name, twice.name) && same(card.birth_date, twice.birth_date) &&
			       same(card.address, twice.address));
	}
	arena_free(mem);
	return 0;
}
