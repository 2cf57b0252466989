/* text.h - the texts of data/messages.json, and how a message is made of one. Without a database. */
#ifndef MESSAGE_TEXT_H
#define MESSAGE_TEXT_H

#include "message/message.h"
#include "message/sms.h"

struct text {
	const char *marked, *plain; /* with and without Vietnamese marks */
};
struct template
{
	const char *code, *purpose;
	enum message_class class;
	bool secret;             /* the body goes when the message is over */
	int64_t expires_minutes; /* of no use after that */
	struct text vi, en;
};
/* All of them; ends with code NULL. */
const struct template *templates(void);
/* NULL: there is none of that code. */
const struct template *template_find(const char *code);
/* Nobody is woken by the others. */
bool class_any_hour(enum message_class class);

/* Puts the values in; a value is cleaned: no control characters, MESSAGE_VALUE_MAX letters at most, and a {name} holds
 * nothing that a phone would make a link of, since anybody may register under any name. plain: values lose their marks.
 * NULL: a value is missing, *missing names it. */
const char *
text_fill(struct arena *mem, const char *text, const struct message_value *values, bool plain, const char **missing);

enum marks { MARKS_WHEN_FREE, MARKS_ALWAYS, MARKS_NEVER };
/* The form to send: with marks when that takes no more parts than without (MARKS_WHEN_FREE). text NULL: a value is missing. */
struct sms text_choose(struct arena *mem, const struct text *text, const struct message_value *values, enum marks marks,
		       const char **missing);

#endif
