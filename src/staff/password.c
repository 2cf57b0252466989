#include "staff/staff.h"

#include "base/fold.h"
#include "base/id.h"

#include <assert.h>
#include <sodium.h>

#ifdef TEST_HOOKS
/* A test makes dozens of logins, and none of them needs guarding. */
enum { HASH_OPS = 1, HASH_BYTES = crypto_pwhash_MEMLIMIT_MIN };
#else
/* OWASP's smallest argon2id setting (19 MiB, 2 passes): a morning's 60,000 log-ins must fit two cores. */
enum { HASH_OPS = 2, HASH_BYTES = 19 * 1024 * 1024 };
#endif

const char *
password_hash(struct arena *mem, const char *password)
{
	char *out = arena_alloc(mem, crypto_pwhash_STRBYTES);
	int rc = crypto_pwhash_str(out, password, strlen(password), HASH_OPS, HASH_BYTES);
	assert(rc == 0); /* out of memory */
	return out;
}

bool
password_matches(const char *hash, const char *password)
{
	return hash && crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

static bool
is_common(const char *password)
{
	static const char *const common[] = { "1234567890", "0123456789", "password",    "matkhau",    "tiemchung",
					      "qwertyuiop", "aaaaaaaaaa", "12345678910", "0987654321", NULL };
	for (const char *const *c = common; *c; c++)
		if (strncmp(*c, password, strlen(*c)) == 0)
			return true;
	return false;
}

/* Folded, the words run together: "Lan.Nguyen" and "lan nguyen" are one thing to guess. */
static const char *
fold_joined(struct arena *mem, const char *text)
{
	char *key = fold_key(mem, text), *w = key;
	for (const char *p = key; *p; p++)
		if (*p != ' ')
			*w++ = *p;
	*w = 0;
	return key;
}

enum err
password_check(struct ctx *cx, const char *field, const char *password, const char *login_name)
{
	size_t n = password ? strlen(password) : 0;
	if (n < PASSWORD_MIN || n > PASSWORD_MAX)
		return fail_field(cx, field, "password.length", "Mật khẩu cần từ %d đến %d ký tự.",
				  "The password needs %d to %d characters.", PASSWORD_MIN, PASSWORD_MAX);
	const char *key = fold_joined(cx->mem, password), *name = fold_joined(cx->mem, login_name);
	if (is_common(key) || (*name && strstr(key, name)))
		return fail_field(cx, field, "password.common",
				  "Mật khẩu này dễ đoán. Hãy dùng vài từ không liên quan đến nhau.",
				  "This password is easy to guess. Use a few unrelated words.");
	return OK;
}

const char *
password_new(struct arena *mem)
{
	const char *code = code_new(mem, 12);
	return arena_printf(mem, "%.4s-%.4s-%.4s", code, code + 4, code + 8);
}
