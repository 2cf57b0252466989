#include "dcc/dcc_json.h"

#include "dcc/cbor.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

enum { ENVELOPE_DEPTH = 2 }; /* CWT map, hcert map: the certificate lies below them */

static bool from_jansson(struct arena *mem, const json_t *json, unsigned depth, struct node *out);

static bool
object_from_jansson(struct arena *mem, const json_t *json, unsigned depth, struct node *out)
{
	const char *key;
	json_t *value, *object = (json_t *)(uintptr_t)json; /* jansson's iterator takes no const */
	size_t i = 0;
	out->type = NODE_MAP;
	out->n = json_object_size(json);
	if (out->n > CBOR_ITEMS_MAX)
		return false;
	out->items = NEW(mem, struct node, out->n * 2 + 1);
	json_object_foreach(object, key, value) {
		struct node *pair = &out->items[2 * i++];
		*pair = (struct node){ .type = NODE_TEXT, .text = arena_strdup(mem, key), .n = strlen(key) };
		if (!from_jansson(mem, value, depth + 1, pair + 1))
			return false;
	}
	return true;
}

static bool
array_from_jansson(struct arena *mem, const json_t *json, unsigned depth, struct node *out)
{
	out->type = NODE_ARRAY;
	out->n = json_array_size(json);
	if (out->n > CBOR_ITEMS_MAX)
		return false;
	out->items = NEW(mem, struct node, out->n + 1);
	for (size_t i = 0; i < out->n; i++)
		if (!from_jansson(mem, json_array_get(json, i), depth + 1, &out->items[i]))
			return false;
	return true;
}

static bool
from_jansson(struct arena *mem, const json_t *json, unsigned depth, struct node *out)
{
	if (depth >= CBOR_DEPTH_MAX)
		return false;
	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return object_from_jansson(mem, json, depth, out);
	case JSON_ARRAY:
		return array_from_jansson(mem, json, depth, out);
	case JSON_STRING:
		out->type = NODE_TEXT;
		out->n = json_string_length(json);
		out->text = arena_strndup(mem, json_string_value(json), out->n);
		return true;
	case JSON_INTEGER:
		out->type = NODE_INT;
		out->i = json_integer_value(json);
		return true;
	case JSON_REAL:
		out->type = NODE_REAL;
		out->real = json_real_value(json);
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		out->type = NODE_BOOL;
		out->i = json_is_true(json);
		return true;
	case JSON_NULL:
		out->type = NODE_NULL;
		return true;
	}
	return false;
}

enum err
dcc_json_parse(struct ctx *cx, const char *json, struct node *out)
{
	json_error_t error;
	size_t len = strlen(json);
	*out = (struct node){ 0 };
	if (len > DCC_JSON_MAX)
		return fail(cx, ERR_LIMIT, "dcc.json_size",
			    "Nội dung chứng nhận dài quá %d byte. Hãy rút gọn rồi gửi lại.",
			    "The certificate's content is longer than %d bytes. Shorten it and send it again.",
			    DCC_JSON_MAX);
	json_t *root = json_loadb(json, len, JSON_REJECT_DUPLICATES, &error);
	if (!root)
		return fail(cx, ERR_INVALID, "dcc.json",
			    "Nội dung chứng nhận không phải JSON hợp lệ (dòng %d, cột %d). Hãy sửa chỗ đó rồi gửi lại.",
			    "The certificate's content is not valid JSON (line %d, column %d). Correct it there and "
			    "send it again.",
			    error.line, error.column);
	bool fits = json_is_object(root) && from_jansson(cx->mem, root, ENVELOPE_DEPTH, out);
	json_decref(root);
	if (!fits)
		return fail(cx, ERR_INVALID, "dcc.json_shape",
			    "Nội dung chứng nhận phải là một đối tượng JSON, không lồng quá sâu và không quá %d mục "
			    "mỗi cấp.",
			    "The certificate's content must be one JSON object, not nested too deeply, with at most %d "
			    "items a level.",
			    CBOR_ITEMS_MAX);
	return OK;
}

static void
hex_write(struct buf *out, const struct node *node)
{
	static const char digits[] = "0123456789abcdef";
	struct buf hex = buf_new(out->mem);
	for (size_t i = 0; i < node->n; i++) {
		buf_char(&hex, digits[(unsigned char)node->text[i] >> 4]);
		buf_char(&hex, digits[(unsigned char)node->text[i] & 15]);
	}
	json_text_n(out, buf_text(&hex), hex.n);
}

static void
real_write(struct buf *out, double v)
{
	char text[40];
	if (!isfinite(v)) {
		json_none(out);
	} else if (v == floor(v) && v >= -9e15 && v <= 9e15) {
		json_i64(out, (int64_t)v);
	} else {
		snprintf(text, sizeof text, "%.17g", v);
		json_raw(out, text);
	}
}

static void
map_write(struct buf *out, const struct node *map)
{
	json_obj(out);
	for (size_t i = 0; i < map->n; i++) {
		const struct node *key = &map->items[2 * i];
		if (key->type == NODE_TEXT)
			json_key(out, key->text);
		else
			json_key(out, arena_printf(out->mem, "%lld", (long long)key->i));
		dcc_json_write(out, key + 1);
	}
	json_obj_end(out);
}

void
dcc_json_write(struct buf *out, const struct node *node)
{
	switch (node->type) {
	case NODE_NULL:
		json_none(out);
		break;
	case NODE_BOOL:
		json_bool(out, node->i != 0);
		break;
	case NODE_INT:
		json_i64(out, node->i);
		break;
	case NODE_REAL:
		real_write(out, node->real);
		break;
	case NODE_TEXT:
		json_text_n(out, node->text, node->n);
		break;
	case NODE_BYTES:
		hex_write(out, node);
		break;
	case NODE_ARRAY:
		json_arr(out);
		for (size_t i = 0; i < node->n; i++)
			dcc_json_write(out, &node->items[i]);
		json_arr_end(out);
		break;
	case NODE_MAP:
		map_write(out, node);
		break;
	}
}
