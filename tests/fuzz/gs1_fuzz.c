/* The DataMatrix of a pack: any text; what is taken is a whole code, a calendar date, a lot and a serial of the lengths allowed. */
#include "stock/gs1.h"

#include "base/clock.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctx cx = { .mem = arena_new(), .now = INT64_C(1633318200000) };
	/* a copy of the exact size, so that reading past the end is seen */
	char *text = arena_alloc(cx.mem, size + 1);
	struct gs1 gs1;
	int64_t days;
	if (size)
		memcpy(text, data, size);
	if (gs1_parse(&cx, text, &gs1) == OK) {
		assert(gs1.gtin || gs1.number);
		assert(!gs1.gtin || (strlen(gs1.gtin) == 14 && strspn(gs1.gtin, "0123456789") == 14));
		assert(!gs1.expires_on || date_parse(gs1.expires_on, &days));
		assert(!gs1.number || (*gs1.number && strlen(gs1.number) <= 20));
		assert(!gs1.serial || (*gs1.serial && strlen(gs1.serial) <= 20));
	} else {
		assert(cx.problem.code && strncmp(cx.problem.code, "scan.", 5) == 0);
	}
	arena_free(cx.mem);
	return 0;
}
