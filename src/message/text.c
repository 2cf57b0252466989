#include "message/text.h"

#include "base/embed.h"

#include <assert.h>
#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <unictype.h>
#include <unistr.h>

static const char *const class_names[MESSAGE__CLASSES] = { "code", "reply", "urgent", "ordinary", "bulk" };

static struct template *all;

/* The file is part of the program: what is wrong with it is a mistake of ours. */
static const char *
must_text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	assert(s && *s);
	char *copy = strdup(s);
	assert(copy);
	return copy;
}

static struct text
read_text(const json_t *o)
{
	const json_t *plain = json_object_get(o, "text_gsm");
	return (struct text){ must_text(o, "text"), plain ? must_text(o, "text_gsm") : must_text(o, "text") };
}

static enum message_class
read_class(const char *name)
{
	for (int i = 0; i < MESSAGE__CLASSES; i++)
		if (strcmp(class_names[i], name) == 0)
			return (enum message_class)i;
	assert(!"a class of data/messages.json");
	return MESSAGE_BULK;
}

static void
read_all(void)
{
	const struct embedded *file = embedded_find("data/messages.json");
	json_error_t why;
	json_t *root = json_loadb(file->bytes, file->n, JSON_REJECT_DUPLICATES, &why);
	const json_t *list = json_object_get(root, "messages"), *o;
	size_t i;
	assert(json_is_array(list));
	all = calloc(json_array_size(list) + 1, sizeof *all);
	assert(all);
	json_array_foreach(list, i, o)
		all[i] =
			(struct template){ .code = must_text(o, "code"),
					   .purpose = must_text(o, "purpose"),
					   .class = read_class(json_string_value(json_object_get(o, "class"))),
					   .secret = json_is_true(json_object_get(o, "secret")),
					   .expires_minutes = json_integer_value(json_object_get(o, "expires_minutes")),
					   .vi = read_text(json_object_get(o, "vi")),
					   .en = read_text(json_object_get(o, "en")) };
	json_decref(root);
}

const struct template *
templates(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, read_all);
	return all;
}

const struct template *
template_find(const char *code)
{
	for (const struct template *t = templates(); t->code; t++)
		if (strcmp(t->code, code) == 0)
			return t;
	return NULL;
}

bool class_any_hour(enum message_class class)
{
	return class == MESSAGE_CODE || class == MESSAGE_REPLY;
}

/* What a phone makes links of: addresses, numbers, a full stop inside a word. */
static bool
links(ucs4_t c, const uint8_t *next)
{
	if (c == '.')
		return *next && *next != ' ';
	return c < 0x80 && strchr("/:@\\", (int)c);
}

static const char *
clean(struct arena *mem, const char *value, bool is_name)
{
	struct buf b = buf_new(mem);
	ucs4_t c;
	int letters = 0;
	for (const uint8_t *p = (const uint8_t *)value, *next; letters < MESSAGE_VALUE_MAX && (next = u8_next(&c, p));
	     p = next, letters++) {
		if (uc_is_general_category(c, UC_CONTROL) || (is_name && links(c, next)))
			buf_char(&b, ' ');
		else
			buf_bytes(&b, p, (size_t)(next - p));
	}
	return buf_text(&b);
}

static const char *
value_of(const struct message_value *values, const char *name, size_t n)
{
	for (const struct message_value *v = values; v && v->name; v++)
		if (strlen(v->name) == n && memcmp(v->name, name, n) == 0)
			return v->text;
	return NULL;
}

const char *
text_fill(struct arena *mem, const char *text, const struct message_value *values, bool plain, const char **missing)
{
	struct buf b = buf_new(mem);
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "{");
		buf_bytes(&b, p, n);
		p += n;
		if (!*p)
			break;
		n = strcspn(++p, "}");
		const char *value = value_of(values, p, n);
		if (!value || !p[n]) {
			*missing = arena_strndup(mem, p, n);
			return NULL;
		}
		value = clean(mem, value, n == 4 && memcmp(p, "name", 4) == 0);
		buf_str(&b, plain ? sms_plain(mem, value) : value);
		p += n + 1;
	}
	return buf_text(&b);
}

struct sms
text_choose(struct arena *mem, const struct text *text, const struct message_value *values, enum marks marks,
	    const char **missing)
{
	const char *marked = text_fill(mem, text->marked, values, false, missing);
	const char *plain = text_fill(mem, text->plain, values, true, missing);
	if (!marked || !plain)
		return (struct sms){ 0 };
	struct sms with = sms_fit(mem, marked), without = sms_fit(mem, plain);
	bool free_of_charge = with.parts <= without.parts;
	return marks == MARKS_ALWAYS || (marks == MARKS_WHEN_FREE && free_of_charge) ? with : without;
}
