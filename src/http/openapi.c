#include "http/openapi.h"

#include "http/dispatch.h"

#include <ctype.h>
#include <stdio.h>

void
routes_markdown(struct buf *out, const struct route *const *tables, const char *(*cap_text)(unsigned))
{
	buf_str(out, "| method | path | who may | what it is for |\n|---|---|---|---|\n");
	for (; *tables; tables++)
		for (const struct route *r = *tables; r->path; r++)
			buf_printf(out, "| %s | `%s` | %s | %s |\n", method_names[r->method], r->path, cap_text(r->cap),
				   r->what);
}

static const char *
json_type(const struct field *d)
{
	switch (d->type) {
	case F_I64:
		return "integer";
	case F_BOOL:
		return "boolean";
	case F_LIST:
		return "array";
	default:
		return "string";
	}
}

static const char *
json_format(const struct field *d)
{
	switch (d->type) {
	case F_DATE:
		return "date";
	case F_TIME:
		return "date-time";
	case F_UUID:
		return "uuid";
	default:
		return NULL;
	}
}

static void write_schema(struct buf *out, const struct fields *f);

static void
write_field(struct buf *out, const struct field *d)
{
	json_key(out, d->name);
	json_obj(out);
	if (d->type != F_JSON)
		json_kv_text(out, "type", json_type(d));
	if (json_format(d))
		json_kv_text(out, "format", json_format(d));
	if (d->type == F_TEXT || d->type == F_LINES)
		json_kv_i64(out, "maxLength", d->max);
	if (d->type == F_I64 && d->max) {
		json_kv_i64(out, "minimum", d->min);
		json_kv_i64(out, "maximum", d->max);
	}
	if (d->type == F_LIST) {
		json_kv_i64(out, "maxItems", d->max);
		json_key(out, "items");
		write_schema(out, d->sub);
	}
	json_obj_end(out);
}

static void
write_schema(struct buf *out, const struct fields *f)
{
	json_obj(out);
	json_kv_text(out, "type", "object");
	json_key(out, "properties");
	json_obj(out);
	for (const struct field *d = f->list; d->name; d++)
		if (d->flags & F_IN)
			write_field(out, d);
	json_obj_end(out);
	json_key(out, "required");
	json_arr(out);
	for (const struct field *d = f->list; d->name; d++)
		if (d->flags & F_MUST)
			json_text(out, d->name);
	json_arr_end(out);
	json_obj_end(out);
}

static void
write_parameter(struct buf *out, const char *name, size_t n, const char *in)
{
	json_obj(out);
	json_key(out, "name");
	json_text_n(out, name, n);
	json_kv_text(out, "in", in);
	json_kv_bool(out, "required", strcmp(in, "path") == 0);
	json_key(out, "schema");
	json_raw(out, "{\"type\":\"string\"}");
	json_obj_end(out);
}

static void
write_parameters(struct buf *out, const struct route *r)
{
	json_key(out, "parameters");
	json_arr(out);
	for (const char *p = strchr(r->path, '{'); p; p = strchr(p + 1, '{'))
		write_parameter(out, p + 1, strcspn(p + 1, "}"), "path");
	if (r->method == GET && r->in)
		for (const struct field *d = r->in->list; d->name; d++)
			if (d->flags & F_IN)
				write_parameter(out, d->name, strlen(d->name), "query");
	json_arr_end(out);
}

static void
write_route(struct buf *out, const struct route *r, const char *(*cap_text)(unsigned))
{
	char method[8];
	snprintf(method, sizeof method, "%s", method_names[r->method]);
	for (char *c = method; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	json_key(out, method);
	json_obj(out);
	json_kv_text(out, "summary", r->what);
	json_kv_text(out, "x-capability", cap_text(r->cap));
	write_parameters(out, r);
	if (r->method != GET && r->in) {
		json_key(out, "requestBody");
		json_obj(out);
		json_key(out, "content");
		json_obj(out);
		json_key(out, "application/json");
		json_obj(out);
		json_key(out, "schema");
		write_schema(out, r->in);
		json_obj_end(out);
		json_obj_end(out);
		json_obj_end(out);
	}
	json_key(out, "responses");
	json_raw(out, "{\"default\":{\"description\":\"the result, or problem JSON (RFC 9457) with code and field\"}}");
	json_obj_end(out);
}

/* Has an earlier route the same path? Then its methods were written there. */
static bool
written(const struct route *const *tables, const struct route *r)
{
	for (; *tables; tables++)
		for (const struct route *e = *tables; e->path; e++) {
			if (e == r)
				return false;
			if (strcmp(e->path, r->path) == 0)
				return true;
		}
	return false;
}

static void
write_path(struct buf *out, const struct route *const *tables, const struct route *r, const char *(*cap_text)(unsigned))
{
	json_key(out, r->path);
	json_obj(out);
	for (const struct route *const *t = tables; *t; t++)
		for (const struct route *e = *t; e->path; e++)
			if (strcmp(e->path, r->path) == 0)
				write_route(out, e, cap_text);
	json_obj_end(out);
}

void
routes_openapi(struct buf *out, const struct route *const *tables, const char *(*cap_text)(unsigned))
{
	json_obj(out);
	json_kv_text(out, "openapi", "3.1.0");
	json_key(out, "info");
	json_raw(out, "{\"title\":\"Tiêm Chủng\",\"version\":\"1\"}");
	json_key(out, "paths");
	json_obj(out);
	for (const struct route *const *t = tables; *t; t++)
		for (const struct route *r = *t; r->path; r++)
			if (!written(tables, r))
				write_path(out, tables, r, cap_text);
	json_obj_end(out);
	json_obj_end(out);
}
