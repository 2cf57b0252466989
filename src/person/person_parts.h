/* person_parts.h - what the files of src/person/ share among themselves; nobody else includes it. */
#ifndef PERSON_PERSON_PARTS_H
#define PERSON_PERSON_PARTS_H

#include "person/alike.h"
#include "person/person.h"

enum number_kind {
	NUMBER_CCCD,
	NUMBER_CMND,
	NUMBER_MILITARY,
	NUMBER_PASSPORT,
	NUMBER_INSURANCE,
	NUMBER_PHONE,
	NUMBER__KINDS
};
/* "cccd", ...: as in the database and as the field is called. */
extern const char *const number_kind_names[NUMBER__KINDS];
/* The member of that kind. */
const char **number_of(struct person_in *in, enum number_kind kind);

/* Nobody's number, one digit repeated: typed where a form insists on one. */
bool number_is_placeholder(const char *number);

enum { KEYS_MAX = 7, HOLDERS_MAX = 20 };

/* Under what a number is looked up: the last ten digits of an insurance number; a CMND of twelve digits as the CCCD that it
 * became. A placeholder is no key. */
struct key {
	const char *kind, *number;
};
struct keys {
	struct key list[KEYS_MAX];
	size_t n;
};
/* The identity numbers; with phones, the person's and the guardian's too. */
struct keys person_keys(struct arena *mem, const struct person_in *in, bool phones);
bool keys_hold(const struct keys *keys, const char *kind, const char *number);

/* Somebody who holds one of the keys. */
struct holder {
	int64_t person_id;
	const char *kind, *number;
};
/* Who else than `except` holds an identity number of keys; at most HOLDERS_MAX. */
enum err
key_holders(struct ctx *cx, const struct keys *keys, int64_t except, struct holder **out, size_t *n) MUST_CHECK;
/* Those of rows (person_id, kind, number) that hold one of keys. */
struct holder *holders_read(struct arena *mem, const struct keys *keys, const struct rows *rows, size_t *n);
/* Until the end of the transaction nobody else adds or drops these identity numbers: queued, no wait. unlock belongs to it. */
enum err keys_lock(struct ctx *cx, const struct keys *keys) MUST_CHECK;
enum err keys_unlock(struct ctx *cx, const struct keys *keys) MUST_CHECK;

/* Normalises the numbers of in and warns; ERR_INVALID names the field. */
enum err numbers_check(struct ctx *cx, struct person_in *in, struct warnings *w) MUST_CHECK;
/* What the structure check finds against the record: "sex,year"; NULL for nothing. */
const char *number_findings(struct arena *mem, enum number_kind kind, const char *number, const struct person_in *in);
/* The warnings about numbers alone. */
void numbers_warn(struct ctx *cx, const struct person_in *in, struct warnings *w);

/* Digits and letters of a number, upper case, without blanks, dots and hyphens; NULL when anything else is in it. */
const char *number_bare(struct arena *mem, const char *text);
/* Reads a birth date in any form that person_in allows; "00/00/1960" counts as the year. False when it is none.
 * *precision gets day, month or year. */
bool birth_parse(struct arena *mem, const char *text, const char **date, const char **precision);
/* Can both be the same birthday, each known as precisely as it is? */
bool birth_agrees(const char *a, const char *a_precision, const char *b, const char *b_precision);
/* Can both be the same sex, as far as it is known? */
bool sex_agrees(const char *a, const char *b);
/* Are the birthdays so alike that one may be mistyped: in one place, or day and month changed round? Only birth dates are read. */
bool birth_near(const struct person_in *a, const struct person_in *b);
/* "1960", "1960-05" or the whole date. */
const char *birth_known(struct arena *mem, const char *date, const char *precision);

/* The row of a code in a table that we ship (first column), or NULL; for tables of codes only. */
const char *code_row(const char *path, const char *code);

/* People by id, in the order of ids, those that exist, with numbers and home_name. */
enum err person_list(struct ctx *cx, const int64_t *ids, size_t n, struct person **out, size_t *found) MUST_CHECK;

/* The land whose residents a unit may open: a site's is that of the unit it stands in, a province of 2025 covers those it
 * took over. */
enum { AREA_PATHS_MAX = 9 };
struct area {
	bool everywhere; /* the nation */
	bool commune;    /* one commune, or less */
	const char *paths[AREA_PATHS_MAX];
	size_t n;
};
enum err area_of(struct ctx *cx, const struct unit *unit, struct area *out) MUST_CHECK;
bool area_holds(const struct area *area, const char *home_path);
/* Keeps those of people that the unit may open, in their order. */
enum err keep_visible(struct ctx *cx, const struct unit *unit, const struct area *area, struct person *list,
		      size_t *n) MUST_CHECK;

#endif
