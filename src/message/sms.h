/* sms.h - what a text costs as SMS: its alphabet and its parts (3GPP TS 23.038, TS 23.040). Without a database. */
#ifndef MESSAGE_SMS_H
#define MESSAGE_SMS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum sms_coding { SMS_GSM, SMS_UCS2 };
extern const char *const sms_coding_names[]; /* "gsm", "ucs2" */

enum {
	SMS_GSM_ONE = 160,  /* septets of a message of one part, */
	SMS_GSM_PART = 153, /* and of each part of a longer one, whose header takes seven */
	SMS_UCS2_ONE = 70,  /* the same in UTF-16 units */
	SMS_UCS2_PART = 67,
};

struct sms {
	const char *text;
	enum sms_coding coding;
	int64_t units; /* septets, or UTF-16 units */
	int64_t parts; /* 0 for an empty text */
};
/* Counts. A character of the extension table is two septets, one beyond the BMP two units. Neither may be split between
 * parts: where one would be, a blank is put before it, so that text may be longer than what was given. text: valid UTF-8. */
struct sms sms_fit(struct arena *mem, const char *text);
/* The same letters without marks ("Nguyễn Đức Hà" -> "Nguyen Duc Ha"), typographic quotes and dashes as plain ones; what has
 * no plain form (emoji, other scripts) stays. */
char *sms_plain(struct arena *mem, const char *text);

#endif
