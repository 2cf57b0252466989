/* Until the module is here: keeps the row of a message and sends nothing. Weak, so that the real functions take its place;
 * then this file and standin.sql go. */
#include "base/id.h"
#include "message/message.h"
#include "standin_sql.h"

__attribute__((weak)) enum err
message_post(struct ctx *cx, const struct message_in *in, int64_t *id)
{
	const char *body = in->template;
	for (const struct message_value *v = in->values; v && v->name; v++)
		body = arena_printf(cx->mem, "%s %s", body, v->text);
	int64_t made = id_next(cx->now);
	if (id)
		*id = made;
	return db_post(cx, sql_standin_message(in->phone, made, in->template, in->lang ? in->lang : "vi", body,
					       in->unit_id, cx->now, in->expires_ms));
}

__attribute__((weak)) enum err
message_list(struct ctx *cx, const char *phone, int64_t person_id, int64_t before_id, struct message **out, size_t *n)
{
	(void)cx, (void)phone, (void)person_id, (void)before_id;
	*out = NULL;
	*n = 0;
	return OK;
}
