/* ref.h - what a gateway is told to name a message by: phone and id, sealed with a key of this installation.
 *
 * So a report's address holds no phone, cannot be guessed, and a forged one is refused without a look at any message. */
#ifndef MESSAGE_REF_H
#define MESSAGE_REF_H

#include "base/ctx.h"
#include "db/db.h"

enum { MESSAGE_KEY_BYTES = 32, MESSAGE_REF_MAX = 200 /* letters */ };

struct message_key {
	unsigned char bytes[MESSAGE_KEY_BYTES];
};
/* The installation's key; *found false when it was not made yet. */
enum err message_key_get(struct ctx *cx, struct message_key *out, bool *found) MUST_CHECK;
/* The same, made where there is none; in a writing transaction. */
enum err message_key_make(struct ctx *cx, struct message_key *out) MUST_CHECK;

/* URL-safe. */
const char *message_ref(struct arena *mem, const struct message_key *key, const char *phone, int64_t id);
/* False: it was not made with this key. */
bool
message_ref_open(struct arena *mem, const struct message_key *key, const char *ref, const char **phone, int64_t *id);

#endif
