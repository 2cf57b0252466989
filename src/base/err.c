#include "base/clock.h"
#include "base/ctx.h"
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const names[ERR__COUNT] = {
	[OK] = "ok",
	[ERR_INVALID] = "invalid",
	[ERR_UNAUTHENTICATED] = "unauthenticated",
	[ERR_FORBIDDEN] = "forbidden",
	[ERR_NOT_FOUND] = "not_found",
	[ERR_CONFLICT] = "conflict",
	[ERR_LIMIT] = "limit",
	[ERR_BUSY] = "busy",
	[ERR_INTERNAL] = "internal",
};

const char *
err_name(enum err err)
{
	return names[err];
}

__attribute__((format(printf, 2, 0))) static const char *
text(struct ctx *cx, const char *fmt, va_list ap)
{
	char line[2048];
	vsnprintf(line, sizeof line, fmt, ap);
	date_show_all(line, fmt);
	return arena_strdup(cx->mem, line);
}

__attribute__((format(printf, 5, 0), format(printf, 6, 0))) static enum err
set(struct ctx *cx, enum err err, const char *field, const char *code, const char *vi, const char *en, va_list ap)
{
	if (cx->problem.code)
		return cx->problem.err;
	va_list again;
	va_copy(again, ap);
	cx->problem = (struct problem){
		.err = err,
		.code = code,
		.field = field,
		.vi = text(cx, vi, ap),
		.en = text(cx, en, again),
	};
	va_end(again);
	return err;
}

enum err
fail(struct ctx *cx, enum err err, const char *code, const char *vi, const char *en, ...)
{
	va_list ap;
	va_start(ap, en);
	err = set(cx, err, NULL, code, vi, en, ap);
	va_end(ap);
	return err;
}

enum err
fail_field(struct ctx *cx, const char *field, const char *code, const char *vi, const char *en, ...)
{
	va_list ap;
	va_start(ap, en);
	enum err err = set(cx, ERR_INVALID, field, code, vi, en, ap);
	va_end(ap);
	return err;
}

enum err
fail_until(struct ctx *cx, int64_t until_ms, const char *code, const char *vi, const char *en, ...)
{
	bool first = !cx->problem.code;
	va_list ap;
	va_start(ap, en);
	enum err err = set(cx, ERR_LIMIT, NULL, code, vi, en, ap);
	va_end(ap);
	if (first)
		cx->problem.until_ms = until_ms;
	return err;
}

enum err
fail_text(struct ctx *cx, enum err err, const char *code, const char *vi, const char *en)
{
	return fail(cx, err, code, "%s%.0s", "%.0s%s", vi, en);
}

enum err
fail_internal(struct ctx *cx, const char *fmt, ...)
{
	char line[2048];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	log_error("request %lld: %s", (long long)cx->request_id, line);
	return fail(cx, ERR_INTERNAL, "internal", "Hệ thống gặp lỗi, dữ liệu của bạn chưa thay đổi. Vui lòng thử lại.",
		    "The system had a fault and nothing was changed. Please try again.");
}
