/* person.h - people: who they are, how they are found, which numbers they share with others.
 *
 * A phone is a contact, never a key: it serves any number of people. An identity number that somebody else holds
 * already is no refusal: the new record is kept, both are marked disputed and listed for review. */
#ifndef PERSON_PERSON_H
#define PERSON_PERSON_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "unit/unit.h"

enum {
	PERSON_FOUND_MAX = 30, /* people in one answer to a search */
	FIND_PER_DAY = 100,    /* nationwide look-ups of one account a day (field.md: CoWIN leak of 2023) */
	LOOKUP_OUTSIDE_PER_HOUR =
		60,           /* records of people on no list of the unit, opened by one account, before an alarm */
	FIND_GRANT_HOURS = 24 /* so long a unit may open a person it found nationwide */
};

struct person {
	int64_t id, version;
	const char *name, *name_key;
	const char *birth_date, *birth_precision; /* YYYY-MM-DD with 01 where unknown; day, month, year */
	const char *sex;                          /* male, female, unknown */
	const char *cccd, *cmnd, *military, *passport, *insurance, *phone;
	int64_t home_unit_id;
	const char *home_path; /* unit.path of home_unit_id; "/" where the home is unknown */
	const char *home_name; /* "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"; filled by person_get() */
	const char *address, *occupation, *workplace, *priority_group, *priority_sub, *ethnicity, *nationality;
	const char *guardian_name, *guardian_phone, *note;
	bool disputed;
	int64_t linked_to, created_unit_id, created_ms, changed_ms;
	int64_t restricted_ms; /* processing restricted at the person's wish since; 0: it is not */
	bool outside; /* set by person_open() and person_find(): on no list of the unit, seen by residence or a look-up */
};
extern const struct fields person_fields;
/* The same struct as lists show it (PERSON_SHORT without the members that come from sessions and doses). */
extern const struct fields person_short_fields;

/* What a client may say of a person. birth_date may be "1960", "1960-05", "1960-05-21" or dd/mm/yyyy in any of these
 * precisions; birth_precision follows from it when absent. */
struct person_in {
	const char *name, *birth_date, *birth_precision, *sex;
	const char *cccd, *cmnd, *military, *passport, *insurance, *phone;
	int64_t home_unit_id;
	const char *address, *occupation, *workplace, *priority_group, *priority_sub, *ethnicity, *nationality;
	const char *guardian_name, *guardian_phone, *note;
	int64_t version; /* PATCH: as last seen */
	const char *why; /* PATCH: the reason */
};
extern const struct fields person_in_fields;

/* A hint that does not refuse: shown beside the field. */
struct warning {
	const char *code, *field, *vi, *en;
};
extern const struct fields warning_fields;
struct warnings {
	struct warning *list;
	size_t n, cap;
};
void
warning_add(struct ctx *cx, struct warnings *w, const char *code, const char *field, const char *vi, const char *en);

/* Checks and normalises in place: name (NFC, at least two letters; all-capitals kept as given), birth date (not in the future,
 * not before 1890), sex, numbers by their structure (domain.md 3), phone (+84/84/0084, old 11-digit prefixes from
 * data/phone-prefixes.csv), insurance number 10 or 15, priority group (16 national codes; sub-codes), ethnicity, nationality,
 * home unit exists. ERR_INVALID names the field and the remedy. What is odd but possible goes to w: a CCCD whose province,
 * sex or birth year disagrees with the record, a phone that is no mobile number, a missing number. */
enum err person_check(struct ctx *cx, struct person_in *in, struct warnings *w) MUST_CHECK;

/* Puts a number of unknown kind, as lists have it in one column, into the field that its structure tells: 12 digits cccd,
 * 9 cmnd, 8 military (import workbook of 2021: "Loại 8/9/12 số"), 15 characters insurance, else letters and digits passport.
 * The text is taken over. False when it has no such structure; in is then unchanged. */
bool person_number_put(struct arena *mem, struct person_in *in, const char *number);
/* A phone as it is stored: 0 and nine or ten digits, or + and a foreign number. NULL when it is none. *odd (may be NULL):
 * it is no Vietnamese mobile number. */
const char *phone_normal(struct arena *mem, const char *text, bool *odd);
/* The warnings of a stored record, as person_check() gave them; nothing is refused. */
void person_hints(struct ctx *cx, const struct person *p, struct warnings *w);

/* People who may be the same: same identity number; else name key + birth date + sex; else name key + commune. At most 10;
 * reasons[i] is "number", "name_birth_sex" or "name_home". in was checked. except: leave this person out (0: nobody). */
enum err person_similar(struct ctx *cx, const struct person_in *in, int64_t except, struct person **out,
			const char ***reasons, size_t *n) MUST_CHECK;

/* Creates (in was checked) in the name of a unit, whose books the person enters; marks disputes on both sides and lists them
 * for review at both units. out: as stored, without home_name. Waits for the database once when there is an identity number,
 * else never. */
enum err person_create(struct ctx *cx, int64_t unit_id, const struct person_in *in, struct person *out) MUST_CHECK;
/* Changes what is present in has; needs in->version (ERR_CONFLICT person.moved) and in->why; old values go to person_history.
 * Numbers that are dropped leave the look-up; a dispute that is over is unmarked on both sides. */
enum err person_update(struct ctx *cx, int64_t id, struct person_in *in, uint64_t has, struct person *out,
		       struct warnings *w) MUST_CHECK;

/* ERR_NOT_FOUND person.unknown. Fills numbers and home_name. */
enum err person_get(struct ctx *cx, int64_t id, struct person *out) MUST_CHECK;
/* The same without numbers, home_name and the other members that no rule reads: name, birth, sex, home, priority group. */
enum err person_bare(struct ctx *cx, int64_t id, struct person *out) MUST_CHECK;
/* Locks the person for this transaction: each change about a person begins with it. out (may be NULL) is filled as by
 * person_bare(), with what is true from now on. ERR_NOT_FOUND person.unknown. */
enum err person_claim(struct ctx *cx, int64_t id, struct person *out) MUST_CHECK;
/* From now_ms on (0: no more) nobody sees the person who only lives near by: units that have them on a list, and who looks them up
 * by an exact number with a reason, still do. The person was claimed. */
enum err person_restrict(struct ctx *cx, int64_t id, int64_t now_ms) MUST_CHECK;
/* Sends the claim early; the person_claim() that follows finds its answer on the way. */
void person_claim_ahead(struct ctx *cx, int64_t id);

/* All numbers of a person, with what the structure check found: "province", "sex", "year", "form", joined by commas. */
struct person_number {
	const char *kind, *number, *warning;
};
extern const struct fields person_number_fields;
enum err person_numbers(struct ctx *cx, int64_t id, struct person_number **out, size_t *n) MUST_CHECK;

/* Earlier values of a corrected record. */
struct person_change {
	int64_t at;
	const char *field, *old_value, *new_value, *staff_name, *why;
};
extern const struct fields person_change_fields;
/* Newest first, at most 200. */
enum err person_history(struct ctx *cx, int64_t id, struct person_change **out, size_t *n) MUST_CHECK;

/* People with this phone (as stored) as their own or their guardian's, in the order of their ids, with numbers. */
enum err person_by_phone(struct ctx *cx, const char *phone, int64_t most, struct person **out, size_t *n) MUST_CHECK;
/* Does who says this know the person? The birth date as precisely as the record has it, and the last four signs of any identity
 * number; where the record has no number, the whole birth date alone. person as person_get() fills it. Ours. */
bool person_knows(struct arena *mem, const struct person *person, const char *birth_date, const char *number_end);

/* A card's QR line: CCCD|old CMND|name|ddMMyyyy|Nam/Nữ|address|ddMMyyyy; further fields are ignored (domain.md 3). */
struct card {
	const char *cccd, *cmnd, *name, *birth_date, *sex, *address, *issued_on;
};
extern const struct fields card_fields;
/* False when the text is no such line. Works on any bytes. */
bool card_parse(struct arena *mem, const char *text, size_t n, struct card *out);

enum search_how { SEARCH_CARD, SEARCH_CODE, SEARCH_NUMBER, SEARCH_PHONE, SEARCH_NAME };
const char *search_how_name(enum search_how how); /* "cccd_line", "code", "number", "phone", "name" */
struct search {
	enum search_how how;
	bool has_card;
	struct card card;
	struct person *list; /* at most PERSON_FOUND_MAX; numbers filled */
	size_t n;
};
/* What reception types or scans, within a unit: people of its lists and visits (person_unit), and residents of the unit's area (for
 * a site: of the commune or district it stands in). Names match by whole words in order from any word's beginning, best first.
 * A name shorter than two letters is ERR_INVALID. */
enum err person_search(struct ctx *cx, const struct unit *unit, const char *q, struct search *out) MUST_CHECK;
/* Nationwide by one exact number (cccd, cmnd, military, passport, insurance): needs cx->why; counts against the actor's quota
 * (ERR_LIMIT lookup.quota); grants the unit FIND_GRANT_HOURS. Phones find nobody here. */
enum err
person_find(struct ctx *cx, const struct unit *unit, const char *number, struct person **out, size_t *n) MUST_CHECK;

/* May this unit open the person: own lists, a granted look-up, or residence in its area (for a site: its commune or district)? */
enum err person_visible(struct ctx *cx, const struct unit *unit, int64_t person_id, bool *visible) MUST_CHECK;
/* Sends what person_open() will ask for early (db_ahead). */
void person_open_ahead(struct ctx *cx, int64_t unit_id, int64_t person_id);
/* The same as a demand: ERR_NOT_FOUND person.unknown when not visible, so that ids cannot be guessed. */
enum err person_open(struct ctx *cx, const struct unit *unit, int64_t person_id, struct person *out) MUST_CHECK;
/* The actor opens the record of somebody who is outside: counted once an hour and person. Beyond LOOKUP_OUTSIDE_PER_HOUR
 * it raises ALARM_LOOKUP_OUTSIDE of the actor at their unit; nothing is refused. Before audit_view(). */
enum err person_count_outside(struct ctx *cx, int64_t person_id) MUST_CHECK;
/* Puts a person on a unit's books for good. */
enum err person_link(struct ctx *cx, int64_t unit_id, int64_t person_id) MUST_CHECK;

/* Imports and registering. Whom a row or a form may mean (person/alike.h judges them): who holds one of its numbers, and who of the same name, sex and birth date (each as far
 * as it is known) lives in the same unit or has the same phone. */
struct candidates {
	struct person *list;
	bool *by_number; /* list[i] holds one of the numbers */
	size_t n;
	const char *name_key; /* of the row */
	/* who holds which number, for person_create_among() */
	struct holder *holders;
	size_t nholders;
};
/* in was checked. Waits for the database once when nobody is found. Until the end of the transaction nobody else adds or drops
 * these numbers, and another person_candidates() for one of the numbers or phones waits: two lists at once make nobody twice, save
 * those who agree in name, birth and home alone. */
enum err person_candidates(struct ctx *cx, const struct person_in *in, struct candidates *out) MUST_CHECK;
/* person_create() when the candidates are known already: never waits. */
enum err person_create_among(struct ctx *cx, int64_t unit_id, const struct person_in *in, const struct candidates *c,
			     struct person *out) MUST_CHECK;

#endif
