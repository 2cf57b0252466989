/* Lists of people as requests have them. */
#include "booking/booking_parts.h"

#include "base/id.h"

#include <jansson.h>
#include <stdlib.h>

static enum err
read_ids(struct ctx *cx, const char *field, const json_t *array, size_t max, int64_t *out, size_t *n)
{
	*n = json_array_size(array);
	if (!json_is_array(array) || *n > max)
		return fail_field(cx, field, "people.list", "%s: danh sách mã người, nhiều nhất %zu.",
				  "%s: a list of ids of people, at most %zu.", field, max);
	for (size_t i = 0; i < *n; i++) {
		const char *id = json_string_value(json_array_get(array, i));
		if (!id || !i64_parse(id, &out[i]) || out[i] <= 0)
			return fail_field(cx, field, "id.wrong", "%s: mã người không hợp lệ.",
					  "%s: this is no id of a person.", field);
	}
	return OK;
}

enum err
people_ids_read(struct ctx *cx, const char *field, const char *json, size_t max, int64_t **out, size_t *n)
{
	*out = NEW(cx->mem, int64_t, max);
	*n = 0;
	if (!json)
		return OK;
	json_t *array = json_loads(json, 0, NULL);
	enum err err = read_ids(cx, field, array, max, *out, n);
	json_decref(array);
	TRY(err);
	/* in rising order, so that two families never wait for each other crosswise; who stands twice comes once */
	qsort(*out, *n, sizeof **out, id_compare);
	size_t kept = 0;
	for (size_t i = 0; i < *n; i++)
		if (!i || (*out)[i] != (*out)[i - 1])
			(*out)[kept++] = (*out)[i];
	*n = kept;
	return OK;
}
