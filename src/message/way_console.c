#include "message/way.h"

#include "base/clock.h"
#include "base/log.h"

static void
console_send(struct way *way, struct arena *mem, struct sending *list, size_t n, const atomic_bool *stopping)
{
	(void)way;
	for (size_t i = 0; i < n && !atomic_load(stopping); i++) {
		struct sending *s = &list[i];
		if (s->result != SENDING_UNTRIED || s->expires_ms <= clock_now())
			continue;
		struct buf line = log_begin(mem, "info", "sms");
		json_kv_text(&line, "to", s->phone);
		json_kv_text(&line, "purpose", s->purpose);
		json_kv_i64(&line, "parts", s->parts);
		json_kv_text(&line, "coding", s->coding);
		json_kv_text(&line, "text", s->body);
		log_end(&line);
		s->result = SENDING_SENT;
		s->reference = "console";
	}
}

static void
console_free(struct way *way)
{
	(void)way;
}

struct way *
way_console(void)
{
	static struct way way = { "console", console_send, console_free };
	return &way;
}
