#include "planning/planner_parts.h"

#include <stdlib.h>

enum { DIGITS = 8, DIGIT_VALUES = 256 };

static uint8_t
digit(uint64_t key, int at)
{
	return (uint8_t)(key >> (8 * at));
}

/* Radix sort, one byte after the other from the lowest: stable, so equal keys stay in the order of their indexes. Bytes that
 * are equal in all keys are passed over. */
void
plan_sort(uint64_t *keys, uint32_t *indexes, size_t n)
{
	static const size_t nothing[DIGIT_VALUES];
	struct arena *mem = arena_new();
	size_t(*count)[DIGIT_VALUES] = arena_array(mem, sizeof nothing, DIGITS);
	for (size_t i = 0; i < n; i++) {
		indexes[i] = (uint32_t)i;
		for (int d = 0; d < DIGITS; d++)
			count[d][digit(keys[i], d)]++;
	}
	uint64_t *from_keys = keys, *to_keys = NEW(mem, uint64_t, n);
	uint32_t *from = indexes, *to = NEW(mem, uint32_t, n);
	for (int d = 0; d < DIGITS; d++) {
		if (n == 0 || count[d][digit(keys[0], d)] == n)
			continue;
		size_t at[DIGIT_VALUES], sum = 0;
		for (int v = 0; v < DIGIT_VALUES; v++) {
			at[v] = sum;
			sum += count[d][v];
		}
		for (size_t i = 0; i < n; i++) {
			size_t put = at[digit(from_keys[i], d)]++;
			to_keys[put] = from_keys[i];
			to[put] = from[i];
		}
		uint64_t *k = from_keys;
		uint32_t *x = from;
		from_keys = to_keys, to_keys = k;
		from = to, to = x;
	}
	if (from != indexes) {
		memcpy(keys, from_keys, n * sizeof *keys);
		memcpy(indexes, from, n * sizeof *indexes);
	}
	arena_free(mem);
}
