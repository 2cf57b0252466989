#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>

struct buf
log_begin(struct arena *mem, const char *level, const char *kind)
{
	struct buf line = buf_new(mem);
	json_obj(&line);
	json_kv_time(&line, "at", clock_now());
	json_kv_text(&line, "level", level);
	json_kv_text(&line, "kind", kind);
	return line;
}

void
log_end(struct buf *line)
{
	json_obj_end(line);
	buf_char(line, '\n');
	fwrite(line->p, 1, line->n, stderr);
}

__attribute__((format(printf, 2, 0))) static void
write_line(const char *level, const char *fmt, va_list ap)
{
	char text[4096];
	struct arena *mem = arena_new();
	struct buf line = log_begin(mem, level, "message");
	vsnprintf(text, sizeof text, fmt, ap);
	json_kv_text(&line, "text", text);
	log_end(&line);
	arena_free(mem);
}

void
log_info(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	write_line("info", fmt, ap);
	va_end(ap);
}

void
log_error(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	write_line("error", fmt, ap);
	va_end(ap);
}
