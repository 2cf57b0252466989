/* What a client sends: the first byte chooses a path, a query string, a JSON body, or a screening's answers. */
#include "base/ctx.h"
#include "base/field.h"
#include "http/dispatch.h"
#include "modules.h"
#include "person/person.h"
#include "session/session.h"
#include "unit/unit.h"
#include "visit/visit.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
route(struct ctx *cx, const char *text)
{
	const struct dispatcher d = { .tables = module_routes };
	struct request rq = { .cx = *cx, .method = (enum method)(strlen(text) % METHOD__COUNT), .path = text };
	if (dispatch_route(&d, &rq) == OK)
		for (int i = 0; i < rq.nparams; i++)
			if (strchr(rq.params[i].value, '/'))
				abort(); /* a parameter is one segment */
}

/* What was read must be writable and readable again. */
static void
body(struct ctx *cx, const struct fields *f, const char *text, size_t n)
{
	void *item = arena_alloc(cx->mem, f->size);
	struct buf out = buf_new(cx->mem);
	if (fields_read(cx, f, text, n, item, NULL) == OK)
		fields_write(&out, f, item);
	else if (!cx->problem.vi || !cx->problem.en)
		abort(); /* a refusal says why, in both languages */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	struct ctx cx = { .mem = arena_new(), .now = 1633305600000 };
	size_t n = size - 1;
	const char *text = arena_strndup(cx.mem, (const char *)data + 1, n);
	struct unit_filter filter = { 0 };
	switch (data[0] % 6) {
	case 0:
		route(&cx, text);
		break;
	case 1:
		if (fields_read_query(&cx, &unit_filter_fields, text, &filter, NULL) != OK && !cx.problem.en)
			abort();
		break;
	case 2:
		body(&cx, &person_in_fields, text, n);
		break;
	case 3:
		body(&cx, &session_in_fields, text, n);
		break;
	case 4:
		body(&cx, &screening_in_fields, text, n);
		break;
	default:
		body(&cx, &checkin_in_fields, text, n);
	}
	arena_free(cx.mem);
	return 0;
}
