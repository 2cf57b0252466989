/* citizen.h - citizens' accounts: a phone and a one-time password open one; it looks after the books of a family.
 *
 * A phone is a contact, never a person: one account holds many people, one person may be in many accounts, a phone may change
 * hands. What an account may see of a person is its own question (access): "limited" shows what the account itself registered,
 * "full" the doses, certificates and looks as well, and has to be proved: the person was unknown until this account registered
 * them, or the account's phone is the person's contact and their birth date and the end of a number are known, or a code of a
 * site or of somebody who has full access was given. */
#ifndef CITIZEN_CITIZEN_H
#define CITIZEN_CITIZEN_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "person/person.h"

enum {
	OTP_DIGITS = 6,
	OTP_MINUTES = 3,  /* an SMS that takes longer is worth nothing (field.md: "don't wait more than 3 minutes") */
	OTP_TRIES = 5,    /* wrong codes before a new one is needed */
	OTP_AGAIN_S = 60, /* between two codes for one phone */
	OTP_PER_PHONE_HOUR = 5, /* codes for one phone */
	OTP_PER_PHONE_DAY = 12,
	OTP_PER_ADDRESS =
		100, /* different codes asked for from one address in a quarter of an hour: a ward's phones may share one */
	OTP_PER_MINUTE =
		20000,       /* codes of the whole country: what SMS may cost under attack; beyond it ALARM_OTP_FLOOD */
	OTP_WATCH_MS = 1000, /* so often that is looked at */
	OTP_CALM_MINUTES = 15,     /* without a flood, then the alarm is over */
	BOOK_LOGIN_DAYS = 90,      /* a phone stays logged in */
	ACCOUNT_SILENT_DAYS = 180, /* then the number may have changed hands: full access is asked for again */
	DESK_CODE_LETTERS = 8,
	DESK_CODE_HOURS = 24,
	PROOF_TRIES = 10, /* wrong claims and codes of an account, or of a phone that logs in with a code, a day */
	PROOF_PER_ADDRESS = 100, /* log-ins with a site's code from one address in a quarter of an hour */
	FAMILY_MAX = 40,         /* people of an account: a company's list under one phone is normal */
	HOLDERS_MAX = 20,        /* accounts of a person */
	CLAIMABLE_MAX = 20       /* people offered at once, of those who have the account's phone on record */
};

struct citizen {
	int64_t id;
	const char *phone, *lang;
	int64_t login_epoch, seen_ms, created_ms;
	/* of the login by which they were found */
	const char *token_hash;
	int64_t expires_ms;
};
extern const struct fields citizen_fields; /* F_OUT: id, phone, lang, created_ms */

/* A phone as it is stored, of which an account can be opened: a Vietnamese mobile number. ERR_INVALID phone.invalid,
 * phone.not_mobile: codes go to no landline and abroad to nobody. */
enum err citizen_phone(struct ctx *cx, const char *field, const char *text, const char **out) MUST_CHECK;
/* "091 *** 678": for others to see. */
const char *phone_masked(struct arena *mem, const char *phone);

/* A new code for a phone, which was normalised (phone_normal()). Counts it against phone, address and country: ERR_LIMIT otp.too_soon,
 * otp.phone_limit, otp.address_limit, otp.busy, each saying when to try again and that a site helps without SMS. Posts the message.
 * The answer is the same whether the phone has an account or not. *expires_ms, *again_ms: for the page. */
enum err otp_send(struct ctx *cx, const char *phone, const char *lang, const char *address, int64_t *expires_ms,
		  int64_t *again_ms) MUST_CHECK;
/* What became of a code. OTP_WRONG and OTP_EXPIRED are counted facts that are committed, so they are no errors. */
enum otp_result { OTP_RIGHT, OTP_WRONG, OTP_EXPIRED, OTP_WORN_OUT };
/* Constant time, used up when right. *left: tries that remain. */
enum err
otp_check(struct ctx *cx, const char *phone, const char *code, enum otp_result *result, int64_t *left) MUST_CHECK;
/* Are more codes asked for in the country than OTP_PER_MINUTE, or is the alarm about it still open? For the worker that then
 * calls otp_watch(). No request counts this: a row that all of them wrote would make the whole country wait. */
enum err otp_pending(struct ctx *cx, bool *pending) MUST_CHECK;
/* Raises, renews or clears ALARM_OTP_FLOOD of the nation; while it was renewed lately otp_send() answers otp.busy. */
enum err otp_watch(struct ctx *cx) MUST_CHECK;

struct citizen_login {
	const char *token; /* for the client, never stored */
	int64_t expires_ms;
	bool fresh; /* the account was made now */
	bool asleep; /* after ACCOUNT_SILENT_DAYS, or the phone is proved for the first time: its family is limited until proved again */
	struct citizen citizen;
};
/* The phone was proved: its account, made if there is none, and a login. lang NULL: as before. */
enum err citizen_login_start(struct ctx *cx, const char *phone, const char *lang, struct citizen_login *out) MUST_CHECK;
/* The same where no message arrives, with a code of a site instead (desk_code_make() by staff): good once, for the phone that
 * is the contact in that person's record, and where that phone has no account yet or one that looks after the person in full:
 * else whoever says at a site that a number is theirs would come into its family. The account's phone counts as unproved:
 * when somebody proves it, these logins end and the family is limited. *right false: none of that, a counted fact. ERR_LIMIT code.tries. */
enum err citizen_login_by_code(struct ctx *cx, const char *phone, const char *code, const char *lang,
			       const char *address, bool *right, struct citizen_login *out) MUST_CHECK;
/* Who holds this token? */
enum err citizen_find(struct ctx *cx, const char *token, struct citizen *out, bool *found) MUST_CHECK;
enum err citizen_login_end(struct ctx *cx, const struct citizen *citizen) MUST_CHECK;
enum err citizen_logout_everywhere(struct ctx *cx, int64_t account_id) MUST_CHECK;
enum err citizen_get(struct ctx *cx, int64_t account_id, struct citizen *out) MUST_CHECK;
/* The language in which the owner of a phone is written to: their account's; NULL where the phone opens none. */
enum err citizen_phone_lang(struct ctx *cx, const char *phone, const char **lang) MUST_CHECK;
enum err citizen_set_lang(struct ctx *cx, int64_t account_id, const char *lang) MUST_CHECK;
/* A new phone, proved by a code sent there: the family stays, other logins end. ERR_CONFLICT account.phone_taken. */
enum err citizen_set_phone(struct ctx *cx, const struct citizen *citizen, const char *phone) MUST_CHECK;
/* Since when the account has its phone: what was sent there before is none of its business. */
enum err citizen_phone_since(struct ctx *cx, const struct citizen *citizen, int64_t *since_ms) MUST_CHECK;

struct member {
	int64_t account_id, person_id;
	const char *relation; /* self, parent, child, spouse, grandparent, relative, ward, other */
	const char *access;   /* limited, full */
	const char *proof;    /* registered, phone, desk_code, shared */
	int64_t since_ms;
	const char *phone; /* member_holders() only: of the account */
};
extern const struct fields member_fields;
enum err member_list(struct ctx *cx, int64_t account_id, struct member **out, size_t *n) MUST_CHECK;
/* ERR_NOT_FOUND person.unknown when the person is not of the family; ERR_FORBIDDEN access.limited where full is needed and not there. */
enum err member_open(struct ctx *cx, int64_t account_id, int64_t person_id, bool full, struct member *out) MUST_CHECK;
/* Adds, or raises limited to full; never lowers. relation NULL: as it was, else other. ERR_INVALID relation.unknown, ERR_LIMIT
 * family.full, holders.full. */
enum err member_add(struct ctx *cx, int64_t account_id, int64_t person_id, const char *relation, bool full,
		    const char *proof) MUST_CHECK;
/* The record and everything that was planned stay. ERR_NOT_FOUND holder.unknown when the account does not look after the person. */
enum err member_remove(struct ctx *cx, int64_t account_id, int64_t person_id) MUST_CHECK;
/* Everybody who looks after this person's book (for the person to see and to end). */
enum err member_holders(struct ctx *cx, int64_t person_id, struct member **out, size_t *n) MUST_CHECK;

/* People whose record has the account's phone as contact (their own or their guardian's) and to whom the account has not full
 * access: at most CLAIMABLE_MAX, to be shown as member_hint(), opened by member_claim(). */
enum err member_claimable(struct ctx *cx, const struct citizen *citizen, struct person **out, size_t *n) MUST_CHECK;
/* "N. V. A., 1958": who knows the person knows who it is. */
const char *member_hint(struct arena *mem, const struct person *person);
/* With birth date and the last four signs of a number (person_knows()): full access, proof "phone". ERR_NOT_FOUND
 * person.unknown when the phone is not in the record. A wrong try is a counted fact and no error: *right, *left; ERR_LIMIT
 * claim.tries after PROOF_TRIES of a day. */
enum err member_claim(struct ctx *cx, const struct citizen *citizen, int64_t person_id, const char *birth_date,
		      const char *number_end, const char *relation, bool *right, int64_t *left) MUST_CHECK;

/* A code that opens full access to a person once: made by staff who saw the identity card (cx->actor, unit_id), or by a full member
 * who shares (cx->account_id, unit_id 0). *code is for paper or screen and is not stored. */
enum err
desk_code_make(struct ctx *cx, int64_t person_id, int64_t unit_id, const char **code, int64_t *expires_ms) MUST_CHECK;
/* What became of a code; all but CODE_RIGHT are counted facts, so they are no errors. */
enum code_result { CODE_RIGHT, CODE_UNKNOWN, CODE_USED, CODE_EXPIRED };
/* Used up when right: the account looks after *person_id in full. As typed: small letters, blanks and hyphens do no harm.
 * ERR_LIMIT code.tries after PROOF_TRIES wrong ones of a day. */
enum err desk_code_use(struct ctx *cx, const char *code, int64_t account_id, const char *relation,
		       enum code_result *result, int64_t *person_id) MUST_CHECK;

#endif
