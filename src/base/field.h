/* field.h - one table describes a struct: its database row, its JSON input and its JSON output.
 *
 * What is not marked is not accepted and not sent. Absent, null and empty are three things: a text
 * that is absent or null is a NULL pointer, fields_read() tells which of the two it was. */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/buf.h"
#include "base/ctx.h"

#include <stdbool.h>

enum field_type {
	F_TEXT,  /* const char *; NFC, no control characters; max in bytes */
	F_LINES, /* const char *; the same, line breaks allowed */
	F_I64,   /* int64_t; null is NONE; min..max */
	F_ID,    /* int64_t; a string in JSON; null is 0 */
	F_BOOL,  /* bool */
	F_DATE,  /* const char *, YYYY-MM-DD */
	F_TIME,  /* int64_t, ms UTC; RFC 3339 in JSON; null is 0 */
	F_UUID,  /* const char *, 36 characters, lower case */
	F_JSON,  /* const char *, JSON text as it came, max in bytes */
	F_LIST   /* struct list of structs described by .sub; max items */
};

#define NONE INT64_MIN /* an F_I64 that is null */

enum { F_IN = 1, F_OUT = 2, F_ROW = 4, F_MUST = 8, F_HASH = 16 /* secret: never logged */ };

struct fields;
struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	int64_t max;
	unsigned flags;
	int64_t min;
	const struct fields *sub;
};

struct fields {
	const char *tag; /* the struct's name; the schema name in the OpenAPI document */
	size_t size;
	const struct field *list; /* ends with name NULL; at most 64 */
};

struct list {
	void *items;
	size_t n;
};

#define FIELDS(tag, ...) \
	const struct fields tag##_fields = { #tag, sizeof(struct tag), (const struct field[]){ __VA_ARGS__, { 0 } } }
#define FIELD(tag, member, type, max, flags)                                     \
	{                                                                        \
#member, type, offsetof(struct tag, member), max, flags, 0, NULL \
	}
#define FIELD_RANGE(tag, member, min, max, flags)                                   \
	{                                                                           \
#member, F_I64, offsetof(struct tag, member), max, flags, min, NULL \
	}
#define FIELD_LIST(tag, member, subfields, max, flags)                                  \
	{                                                                               \
#member, F_LIST, offsetof(struct tag, member), max, flags, 0, subfields \
	}

/* Reads a JSON object into item (zeroed by the caller). Unknown members, wrong types, invalid UTF-8, NUL,
 * too long texts and missing F_MUST fields are ERR_INVALID naming the field. has (may be NULL) gets bit i
 * for the i-th field when it was present, null included. Texts are normalised to NFC and trimmed. */
enum err
fields_read(struct ctx *cx, const struct fields *f, const char *json, size_t n, void *item, uint64_t *has) MUST_CHECK;
/* The same from a query string ("a=1&b=%C3%A0"). */
enum err
fields_read_query(struct ctx *cx, const struct fields *f, const char *query, void *item, uint64_t *has) MUST_CHECK;
/* An F_JSON member ["1","2"] -> ids in rising order (so that two requests never wait for each other crosswise), each once; NULL: none.
 * The list lives in cx->mem. ERR_INVALID ids.list (no list, or of more than most), id.wrong, naming the field. */
enum err
ids_read(struct ctx *cx, const char *field, const char *json, size_t most, int64_t **ids, size_t *n) MUST_CHECK;
/* Was this member present? */
bool fields_has(const struct fields *f, uint64_t has, const char *name);

/* Writes the F_OUT fields as a JSON object; a time called x_ms appears as x_at. */
void fields_write(struct buf *out, const struct fields *f, const void *item);
/* The same without the braces, so that the caller may add members. */
void fields_write_members(struct buf *out, const struct fields *f, const void *item);
/* The member key: an array of n items, one after the other in memory. */
void fields_write_list(struct buf *out, const char *key, const struct fields *f, const void *items, size_t n);

/* The field of that name, NULL if there is none. */
const struct field *fields_find(const struct fields *f, const char *name);

/* Text as it may enter the house: valid UTF-8 without NUL or control characters, NFC, outer blanks trimmed,
 * inner runs of blanks made one. ERR_INVALID names the field. lines: line breaks are kept. */
enum err text_clean(struct ctx *cx, const char *field, const char *s, size_t n, size_t max, bool lines,
		    const char **out) MUST_CHECK;
/* A decimal 64-bit integer and nothing else. */
bool i64_parse(const char *s, int64_t *out);

#endif
