/* CBOR: what is read can be written, read again and written again to the same bytes; nulls can be taken out;
 * schema and JSON writer take any tree. */
#include "base/arena.h"
#include "dcc/cbor.h"
#include "dcc/dcc_json.h"
#include "dcc/schema.h"

#include <assert.h>
#include <jansson.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
json_is_json(struct arena *mem, const struct node *tree)
{
	struct buf json = buf_new(mem);
	dcc_json_write(&json, tree);
	json_t *back = json_loadb(json.p, json.n, JSON_DECODE_ANY, NULL);
	assert(back);
	json_decref(back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *mem = arena_new();
	struct node tree, again;
	struct schema_fault fault;
	uint64_t tag;
	size_t tag_size;
	if (cbor_peek_tag(data, size, &tag, &tag_size))
		assert(tag_size >= 1 && tag_size <= 9 && tag_size <= size);
	if (cbor_read(mem, data, size, &tree)) {
		struct buf first = buf_new(mem), second = buf_new(mem);
		cbor_node(&first, &tree);
		/* a whole-number real is written as an integer: as a key's neighbour that is no clash, keys are no reals */
		assert(cbor_read(mem, (const uint8_t *)first.p, first.n, &again));
		cbor_node(&second, &again);
		assert(first.n == second.n && memcmp(first.p, second.p, first.n) == 0);
		json_is_json(mem, &tree);
		node_drop_nulls(&tree);
		if (!schema_check(mem, &tree, &fault))
			assert(fault.field && fault.vi && fault.en);
		json_is_json(mem, &tree);
	}
	arena_free(mem);
	return 0;
}
