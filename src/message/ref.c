#include "message/ref.h"

#include "base/id.h"
#include "message_sql.h"

#include <endian.h>
#include <sodium.h>

#define KEY_NAME "message_key" /* in the table setting */

_Static_assert(MESSAGE_KEY_BYTES == crypto_secretbox_KEYBYTES, "the size of a key");

enum {
	NONCE = crypto_secretbox_NONCEBYTES,
	MAC = crypto_secretbox_MACBYTES,
	ID = 8,
	VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING
};

enum err
message_key_get(struct ctx *cx, struct message_key *out, bool *found)
{
	struct rows rows;
	size_t n = 0;
	TRY(db_query(cx, sql_message_key(KEY_NAME), &rows));
	*found = rows.n > 0;
	if (*found && (sodium_hex2bin(out->bytes, sizeof out->bytes, db_cell(&rows, 0, 0)->p, db_cell(&rows, 0, 0)->n,
				      NULL, &n, NULL) != 0 ||
		       n != sizeof out->bytes))
		return fail_internal(cx, "the setting message_key is malformed");
	return OK;
}

enum err
message_key_make(struct ctx *cx, struct message_key *out)
{
	bool found;
	TRY(message_key_get(cx, out, &found));
	if (found)
		return OK;
	TRY(db_post(cx, sql_message_key_make(KEY_NAME, token_new(cx->mem))));
	TRY(message_key_get(cx, out, &found));
	return found ? OK : fail_internal(cx, "the setting message_key was not made");
}

const char *
message_ref(struct arena *mem, const struct message_key *key, const char *phone, int64_t id)
{
	size_t plain_n = ID + strlen(phone), sealed_n = NONCE + MAC + plain_n;
	unsigned char *plain = arena_alloc(mem, plain_n), *sealed = arena_alloc(mem, sealed_n);
	uint64_t be = htobe64((uint64_t)id);
	memcpy(plain, &be, ID);
	memcpy(plain + ID, phone, plain_n - ID);
	random_bytes(sealed, NONCE);
	crypto_secretbox_easy(sealed + NONCE, plain, plain_n, sealed, key->bytes);
	size_t text_n = sodium_base64_encoded_len(sealed_n, VARIANT);
	return sodium_bin2base64(arena_alloc(mem, text_n), text_n, sealed, sealed_n, VARIANT);
}

bool
message_ref_open(struct arena *mem, const struct message_key *key, const char *ref, const char **phone, int64_t *id)
{
	unsigned char sealed[MESSAGE_REF_MAX];
	size_t n, ref_n = strlen(ref);
	if (ref_n > MESSAGE_REF_MAX ||
	    sodium_base642bin(sealed, sizeof sealed, ref, ref_n, NULL, &n, NULL, VARIANT) != 0 || n <= NONCE + MAC + ID)
		return false;
	size_t plain_n = n - NONCE - MAC;
	unsigned char *plain = arena_alloc(mem, plain_n);
	if (crypto_secretbox_open_easy(plain, sealed + NONCE, n - NONCE, sealed, key->bytes) != 0)
		return false;
	uint64_t be;
	memcpy(&be, plain, ID);
	*id = (int64_t)be64toh(be);
	*phone = arena_strndup(mem, (const char *)plain + ID, plain_n - ID);
	return true;
}
