/* print.h - the papers of vaccination sessions and of stores as PDF: A4, black ink, one thin accent colour.
 *
 * Everything here takes plain structs and gives bytes: no database, no clock but cx->now, no global
 * state, so that any number of compute threads may print at once (pango keeps a font map per thread).
 * The same input and cx->now give the same bytes.
 *
 * Rules for every input: texts are UTF-8 and stay the caller's, who also sorts; NULL or "" means
 * "not known" and leaves room to write by hand. Dates are "YYYY-MM-DD", a birth date also "YYYY-MM" or
 * "YYYY", printed dd/mm/yyyy, mm/yyyy or yyyy; anything else is printed as it stands, so that nothing is
 * hidden. Control and direction characters become blanks. Texts over PRINT_TEXT_MAX bytes are cut;
 * texts too long for their cell wrap, then shrink, then end in an ellipsis, and never touch a neighbour.
 *
 * Every function appends one whole PDF to *out (memory of the arena that out was made with) and returns
 * OK; or leaves *out as it was and returns ERR_LIMIT (a named limit below is passed), ERR_INVALID
 * (something needed is missing) or ERR_INTERNAL (no fonts, broken QR matrix). */
#ifndef PRINT_PRINT_H
#define PRINT_PRINT_H

#include "base/buf.h"
#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PRINT_TEXT_MAX = 1200,   /* bytes of one text */
	PRINT_PEOPLE_MAX = 2000, /* people on a session list */
	PRINT_BLANKS_MAX = 200,  /* blank, numbered forms in a paper kit */
	PRINT_FORMS_MAX = 400,   /* all forms in a paper kit: blank and filled in */
	PRINT_QUESTIONS_MAX = 60,
	PRINT_VITALS_MAX = 12,
	PRINT_CONCLUSIONS_MAX = 12,
	PRINT_LOTS_MAX = 12,
	PRINT_SLIP_LINES_MAX = 200,
	PRINT_BYTES_MAX = 64 * 1024 * 1024,
};

enum print_sex { PRINT_SEX_UNKNOWN, PRINT_SEX_MALE, PRINT_SEX_FEMALE, PRINT_SEX_OTHER };

struct print_person {
	const char *name;
	const char *birth;
	enum print_sex sex;
	const char *identity; /* CCCD, CMND or passport number */
	const char *phone;
	const char *address;
	const char *nationality;
	const char *occupation;
	const char *workplace;
	bool minor; /* under 18: the guardian's fields are printed */
	const char *guardian_name, *guardian_relation, *guardian_phone;
};

struct print_dose {
	const char *date; /* NULL: the line stays empty */
	const char *product, *lot, *site;
};

/* The lines of annex 4 of QĐ 3588/QĐ-BYT as changed by QĐ 43/QĐ-BYT (07/01/2022): three primary, one
 * additional, three booster doses. */
enum print_line {
	PRINT_PRIMARY_1,
	PRINT_PRIMARY_2,
	PRINT_PRIMARY_3,
	PRINT_ADDITIONAL,
	PRINT_BOOSTER_1,
	PRINT_BOOSTER_2,
	PRINT_BOOSTER_3,
	PRINT_LINES
};

struct print_qr {
	const unsigned char *modules; /* width * width, row by row; bit 0 set is dark; NULL: no QR */
	int width;                    /* 21..177 without the quiet zone, which print adds */
};

struct print_confirmation {
	const char *authority; /* above the site: "SỞ Y TẾ ..." */
	const char *site;      /* who confirms */
	const char *number;    /* of this paper, or NULL */
	struct print_person person;
	struct print_dose dose[PRINT_LINES];
	struct print_qr qr;
	const char *code;         /* certificate code (UVCI) */
	const char *expires;      /* last day of the QR */
	const char *verify_url;   /* NULL: "/verify" */
	const char *place, *date; /* of the signature */
	const char *signer;
	bool demo;
};

/* The paper given after the observation: person, seven dose lines, seal and signature, QR (58 mm
 * diagonal; hcert_spec 1.0.8 recommends 35-60). One page. Needs person.name. */
enum err print_confirmation(struct ctx *cx, const struct print_confirmation *c, struct buf *out) MUST_CHECK;

struct print_listed {
	const char *time; /* "08:30" */
	struct print_person person;
	const char *dose;                     /* "Mũi 2" */
	const char *last_product, *last_date; /* the latest dose before */
	const char *note;
};

struct print_session {
	const char *site, *site_address;
	const char *date;
	const char *slot;    /* "Sáng, 07:30-11:30" */
	const char *vaccine; /* planned product or products */
	const struct print_listed *people;
	size_t n;
	bool demo;
};

/* The session list for the reception table: landscape, repeated head, "Trang x/y", room to sign.
 * Needs site and date. */
enum err print_session_list(struct ctx *cx, const struct print_session *s, struct buf *out) MUST_CHECK;

enum print_answer { PRINT_BLANK, PRINT_NO, PRINT_YES };

struct print_question {
	const char *code;    /* "4a" */
	const char *vi, *en; /* en may be NULL */
	enum print_answer answer;
	bool asks_detail;   /* a line "Ghi rõ" follows */
	const char *detail; /* what was said there */
};

struct print_vital {
	const char *vi, *unit;
	const char *limits; /* "35,5 - 37,5" */
	const char *who;    /* of whom it is measured */
	const char *value;  /* NULL: to be written by hand */
	bool abnormal;
};

struct print_conclusion {
	const char *vi;
	const char *when; /* "tất cả trả lời Không" */
	bool ticked;
};

/* One dated screening form (from data/rules.json), filled in or blank. */
struct print_screening {
	const char *title; /* "PHIẾU SÀNG LỌC TRƯỚC TIÊM CHỦNG ..." */
	const char *basis; /* "Quyết định 5785/QĐ-BYT ngày 21/12/2021" */
	const char *site;
	const char *number; /* of the paper form, or NULL */
	struct print_person person;
	const char *doses; /* "Mũi 1: AstraZeneca, 21/05/2021; ..."; NULL leaves room */
	const struct print_question *questions;
	size_t n_questions;
	const struct print_vital *vitals;
	size_t n_vitals;
	const struct print_conclusion *conclusions;
	size_t n_conclusions;
	const char *reason; /* for deferring, caution or contraindication */
	const char *date, *time;
	const char *screener;
	bool demo;
};

/* The screening form; one page, more if the form is long. Needs title. */
enum err print_screening_form(struct ctx *cx, const struct print_screening *f, struct buf *out) MUST_CHECK;

enum print_decision { PRINT_UNDECIDED, PRINT_AGREES, PRINT_REFUSES };

struct print_consent {
	const char *site;
	const char *number;
	struct print_person person;
	bool either; /* a blank for anybody: the guardian's fields are printed with "if under 18" */
	const char *dose, *vaccine;
	enum print_decision decision;
	const char *place, *date;
	bool demo;
};

/* The consent form: three statements, two boxes, signature (facts: QĐ 3588/QĐ-BYT; CV 1535/BYT-DP for
 * the guardian; wording is our own). One page. */
enum err print_consent_form(struct ctx *cx, const struct print_consent *c, struct buf *out) MUST_CHECK;

struct print_lot {
	const char *product, *lot, *expires;
	unsigned doses;
};

/* What a site keeps printed for the hour when power or network fails. Forms are numbered
 * "<prefix>-001", "-002", ...: first the n listed people in their order, then the blanks. */
struct print_kit {
	struct print_session session;
	const struct print_screening *form; /* the form in force, printed blank: of its person only .minor is used */
	unsigned blanks;                    /* rows and forms for people who are not on the list */
	bool listed_forms;                  /* also a filled-in consent and screening form for each listed person */
	const char *prefix;                 /* unique for site, day and slot: "01015-261122S" */
	const struct print_lot *lots;       /* what the site holds, to be counted at the end */
	size_t n_lots;
	const char *contacts;     /* whom to call */
	unsigned observe_minutes; /* the site's rule; 0: 30 */
};

/* One PDF: instructions, working list, walk-in rows, a consent and a screening form for each number
 * (made to be printed on both sides of one sheet), confirmation slips three to a page.
 * Needs session.site, session.date, form and prefix. */
enum err print_paper_kit(struct ctx *cx, const struct print_kit *k, struct buf *out) MUST_CHECK;

struct print_store {
	const char *name, *address;
};

/* A lot of a shipment; all numbers are doses. */
struct print_slip_line {
	const char *product, *lot, *expires;
	int64_t vial;  /* doses a vial */
	int64_t asked; /* 0: not known */
	int64_t sent;
	bool counted; /* the receiver counted it: the next four are printed instead of room for them */
	int64_t received, held, lost;
	int vvm; /* stage of the vaccine vial monitor, 0: not read */
	const char *note;
};

/* One shipment of vaccine, to go with the goods and be signed by both sides. */
struct print_slip {
	struct print_store from, to;
	const char *code;   /* of the shipment: what people read beside the QR */
	const char *number; /* in the sender's books */
	const char *sent_on;
	const char *purpose; /* in words */
	const char *carrier, *vehicle, *note;
	const char *
		ended; /* "ĐÃ HỦY: ...": printed large, so that nobody delivers by it; NULL: it is under way or arrived */
	const struct print_slip_line *lines;
	size_t n;
	bool measured;                               /* a logger's readings are known: */
	int64_t coldest_e1, warmest_e1, outside_min; /* 0.1 °C; minutes outside of what the goods bear */
	const char *made_by;
	struct print_qr qr;
	bool demo;
};

/* The slip: one page for about 15 lots, else more with the head repeated and "Trang x/y"; some lots stand above the
 * signatures. Rows grow with long lot numbers and notes. Needs code, from.name, to.name and sent_on; at most PRINT_SLIP_LINES_MAX lines. */
enum err print_slip(struct ctx *cx, const struct print_slip *p, struct buf *out) MUST_CHECK;

#endif
