/* Base45: what is taken must come back letter for letter, for each text has one reading only. */
#include "base/arena.h"
#include "dcc/base45.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *mem = arena_new();
	const uint8_t *bytes;
	size_t n;
	if (base45_decode(mem, (const char *)data, size, &bytes, &n)) {
		struct buf text = buf_new(mem);
		base45_encode(&text, bytes, n);
		assert(text.n == size && (!size || memcmp(text.p, data, size) == 0));
	}
	struct buf text = buf_new(mem);
	base45_encode(&text, data, size);
	assert(base45_decode(mem, buf_text(&text), text.n, &bytes, &n));
	assert(n == size && (!size || memcmp(bytes, data, size) == 0));
	arena_free(mem);
	return 0;
}
