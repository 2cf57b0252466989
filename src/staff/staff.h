/* staff.h - the people who work with the system: accounts, roles, rights, logins.
 *
 * Rights hold within one's own unit and below; a site is a unit. */
#ifndef STAFF_STAFF_H
#define STAFF_STAFF_H

#include "base/ctx.h"
#include "base/field.h"
#include "staff/cap.h"
#include "unit/unit.h"

enum {
	PASSWORD_MIN = 10,
	PASSWORD_MAX = 128,
	PIN_DIGITS = 6,
	LOGIN_TRIES = 8, /* wrong ones in a row before the account pauses */
	LOGIN_LOCK_MINUTES = 5,
	LOGIN_PER_ADDRESS = 600, /* tries a quarter of an hour from one address: a whole province may share one */
	LOGIN_HOURS = 14,        /* a shift */
	STATION_HOURS = 14,      /* after a log-in by password the PIN works at that computer for so long */
	RATE_KEPT_HOURS = 48,    /* then a count of rate_count() is removed; the clocks of servers may differ */
	RATE_FORGET_PAGE = 500   /* counts removed in one transaction */
};

struct role {
	const char *name;
	uint64_t caps; /* bit by enum cap */
};
/* Ends with name NULL. */
extern const struct role roles[];
const struct role *role_find(const char *name);
bool role_has(const struct role *role, enum cap cap);

/* Who acts in a request. */
struct actor {
	int64_t staff_id;
	const char *login_name, *full_name;
	const struct role *role;
	struct unit unit;
	bool must_change, has_pin;
	const char *token_hash;
};

struct staff {
	int64_t id;
	const char *login_name, *full_name, *role;
	int64_t unit_id;
	bool must_change, disabled;
	const char *password_hash, *pin_hash;
	int64_t failed, locked_until_ms, login_epoch, created_ms;
	int64_t expires_ms; /* of the login by which they were found */
};
extern const struct fields staff_fields;

/* ERR_NOT_FOUND staff.unknown. */
enum err staff_get(struct ctx *cx, int64_t id, struct staff *out) MUST_CHECK;
enum err staff_by_login_name(struct ctx *cx, const char *login_name, struct staff *out, bool *found) MUST_CHECK;
enum err staff_list(struct ctx *cx, int64_t unit_id, struct staff **out, size_t *n) MUST_CHECK;

struct staff_in {
	const char *login_name, *full_name, *role;
	bool disabled;
};
extern const struct fields staff_in_fields;
/* Makes an account; password_hash as password_hash() made it. ERR_CONFLICT staff.name_taken. */
enum err staff_create(struct ctx *cx, const struct unit *unit, const struct staff_in *in, const char *password_hash,
		      bool must_change, struct staff *out) MUST_CHECK;
enum err staff_update(struct ctx *cx, const struct staff *staff, const struct staff_in *in, uint64_t has,
		      struct staff *out) MUST_CHECK;
/* Sets a new password; ends every login of the account. */
enum err staff_set_password(struct ctx *cx, int64_t id, const char *password_hash, bool must_change) MUST_CHECK;
enum err staff_set_pin(struct ctx *cx, int64_t id, const char *pin_hash) MUST_CHECK;
/* Ends every login of the account. */
enum err staff_logout_everywhere(struct ctx *cx, int64_t id) MUST_CHECK;

/* argon2id, slow on purpose: only in .compute. password_hash() returns NULL never; memory is the arena's. */
const char *password_hash(struct arena *mem, const char *password);
bool password_matches(const char *hash, const char *password);
/* Length and the commonest bad choices. ERR_INVALID names the field. */
enum err password_check(struct ctx *cx, const char *field, const char *password, const char *login_name) MUST_CHECK;
/* A first password that can be read aloud: 12 letters and digits without look-alikes. */
const char *password_new(struct arena *mem);

struct login {
	const char *token; /* for the client, never stored */
	int64_t expires_ms;
	struct actor actor;
};
/* Counts a try against the address; ERR_LIMIT login.too_many. */
enum err login_count(struct ctx *cx, const char *address) MUST_CHECK;
/* ERR_LIMIT login.locked while the account pauses after too many wrong tries. */
enum err login_may_try(struct ctx *cx, const struct staff *staff) MUST_CHECK;
/* The password or PIN was wrong: counted. The answer is committed, so it is no error for the transaction. */
enum err login_failed(struct ctx *cx, const struct staff *staff) MUST_CHECK;
/* It was right: a new login. station_id (may be NULL) is remembered for later PINs. */
enum err login_start(struct ctx *cx, const struct staff *staff, const char *station_id, struct login *out) MUST_CHECK;
/* May this person come back by PIN at this computer? */
enum err login_pin_allowed(struct ctx *cx, const struct staff *staff, const char *station_id, bool *allowed) MUST_CHECK;
/* Who holds this token? *found false: nobody, or not any more. */
enum err login_find(struct ctx *cx, const char *token, struct actor *out, bool *found) MUST_CHECK;
enum err login_end(struct ctx *cx, const struct actor *actor) MUST_CHECK;

/* Adds one to a bucket's window; *n is the count with it. Windows follow one another from local midnight on. The one way
 * that rates and quotas are counted in the database. */
enum err rate_count(struct ctx *cx, const char *bucket, int64_t window_ms, int64_t *n) MUST_CHECK;
/* What rate_count() would find, without counting. */
enum err rate_read(struct ctx *cx, const char *bucket, int64_t window_ms, int64_t *n) MUST_CHECK;
/* Removes a page of counts whose window began RATE_KEPT_HOURS ago; no window is longer than a day. Harmless on several servers. */
enum err rate_forget(struct ctx *cx, bool *more) MUST_CHECK;
/* When the window that runs now is over, ms UTC. */
int64_t rate_end(const struct ctx *cx, int64_t window_ms);

#endif
