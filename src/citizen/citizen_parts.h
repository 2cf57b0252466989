/* citizen_parts.h - what the files of src/citizen/ share among themselves; nobody else includes it. */
#ifndef CITIZEN_CITIZEN_PARTS_H
#define CITIZEN_CITIZEN_PARTS_H

#include "citizen/citizen.h"

/* Whom a phone opens. */
struct phone_owner {
	int64_t account_id, since_ms;
	bool proved; /* by a code sent there */
};
extern const struct fields phone_owner_fields;
enum err phone_owner(struct ctx *cx, const char *phone, struct phone_owner *out, bool *found) MUST_CHECK;

/* A login of an account; the phone was proved, or a site's code stands for that. */
enum err
login_begin(struct ctx *cx, const struct citizen *citizen, const char *lang, struct citizen_login *out) MUST_CHECK;
/* An account of that phone; *citizen is the one that was there, if somebody was faster. */
enum err account_make(struct ctx *cx, const char *phone, const char *lang, bool proved, struct citizen *citizen,
		      bool *fresh) MUST_CHECK;

/* Until the end of the transaction nobody else counts against this account. */
enum err account_lock(struct ctx *cx, int64_t account_id) MUST_CHECK;

/* A code as it was made: capitals without blanks and hyphens; its hash. */
const char *code_hash(struct arena *mem, const char *code);
struct desk_code {
	int64_t person_id, made_by, unit_id /* 0: an account shares */, expires_ms, used_by;
};
enum err desk_code_find(struct ctx *cx, const char *hash, struct desk_code *out, enum code_result *result) MUST_CHECK;
/* Marks it as used. *taken false: somebody was faster. */
enum err desk_code_take(struct ctx *cx, const char *hash, int64_t account_id, bool *taken) MUST_CHECK;

#endif
