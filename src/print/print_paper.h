/* print_paper.h - what the papers are drawn with; private to src/print.
 *
 * Lengths are millimetres from the upper left corner, type sizes are points. A paper is opened, drawn
 * page by page, and closed; nothing in between can fail, so paper_close() is always reached. */
#ifndef PRINT_PRINT_PAPER_H
#define PRINT_PRINT_PAPER_H

#include "print/print.h"

#include <cairo.h>
#include <pango/pangocairo.h>

struct paper {
	struct ctx *cx;
	struct buf *out;
	size_t start; /* bytes in out before us */
	cairo_surface_t *surface;
	cairo_t *cr;
	struct shaper *shaper; /* the thread's */
	PangoLayout *layout;
	PangoFontDescription *regular, *bold;
	double w, h; /* of the page */
	int pages;
	bool demo;
};

struct paper_box {
	double x, y, w, h;
};

enum {
	T_BOLD = 1 << 0,
	T_CENTER = 1 << 1,
	T_RIGHT = 1 << 2,
	T_MIDDLE = 1 << 3, /* in the middle of the box's height */
	T_GREY = 1 << 4,
	T_ACCENT = 1 << 5,
	T_ONE = 1 << 6, /* one line: shrinks, then ends in an ellipsis */
};

#define MARGIN 15.0
#define WIDE_MARGIN 12.0 /* of landscape pages */
#define HAIR 0.15        /* line widths */
#define THIN 0.3

/* Starts a PDF at the end of out. */
void paper_open(struct paper *s, struct ctx *cx, const char *title, bool demo, struct buf *out);
/* Ends the PDF; on failure out is cut back to what it held before. */
enum err paper_close(struct paper *s) MUST_CHECK;
void paper_page(struct paper *s, bool landscape);

/* Draws text inside b and returns the height it took. It never leaves the box. */
double paper_text(struct paper *s, struct paper_box b, double pt, unsigned flags, const char *text);
/* The height that text needs at width w. */
double paper_height(struct paper *s, double w, double pt, unsigned flags, const char *text);
/* The width of text on one line. */
double paper_width(struct paper *s, double pt, unsigned flags, const char *text);
void paper_line(struct paper *s, double x1, double y1, double x2, double y2, double width);
void paper_accent(struct paper *s, double x, double y, double w);
void paper_frame(struct paper *s, struct paper_box b, double width);
void paper_shade(struct paper *s, struct paper_box b);
/* A dotted line to write on. */
void paper_dots(struct paper *s, double x, double y, double w);
/* A square of size mm, crossed when ticked. */
void paper_tick(struct paper *s, double x, double y, double size, bool ticked);
/* A tick box with its words; returns the height used. */
double paper_choice(struct paper *s, struct paper_box b, double pt, unsigned flags, bool ticked, const char *text);
/* Draws the matrix with side mm inside a white quiet zone whose corner is x, y; returns the side of all. */
double paper_qr(struct paper *s, const struct print_qr *qr, double x, double y, double side);

/* --- what all forms share (print_form.c) --- */

/* A framed cell with a small label above and the value or room for it below. */
struct paper_field {
	double w;
	const char *vi, *en, *value;
	double pt; /* of the value; 0: 9.5 */
};

struct paper_column {
	double w;
	const char *vi, *en;
	unsigned flags;
};

/* A row of cells from x on. */
void paper_fields(struct paper *s, double x, double y, double h, const struct paper_field *f, size_t n);
/* The cell for the sex: the word, or boxes when not known. */
void paper_sex(struct paper *s, struct paper_box b, enum print_sex sex);
/* Site on the left, the republic's name and motto on the right; returns y below. */
double paper_letterhead(struct paper *s, const char *authority, const char *site, const char *number);
/* Title lines in the middle with the accent line below; returns y below. */
double paper_title(struct paper *s, double y, const char *vi, const char *en);
/* Name to address, as on the screening and the consent form; returns y below. */
double paper_person(struct paper *s, double y, const struct print_person *p);
double paper_guardian(struct paper *s, double y, const struct print_person *p, const char *heading);
/* "NGƯỜI TIÊM / Vaccinator (ký, ghi rõ họ tên)" with the name below room for the hand. */
void
paper_signature(struct paper *s, struct paper_box b, const char *vi, const char *en, const char *how, const char *name);
void paper_place_date(struct paper *s, struct paper_box b, const char *place, const char *date);
void paper_head(struct paper *s, double x, double y, double h, const struct paper_column *c, size_t n);
void paper_row(struct paper *s, double x, double y, double h, const struct paper_column *c, const char *const *cell,
	       size_t n, double pt);
void paper_footer(struct paper *s, const char *left, const char *right);

/* dd/mm/yyyy, mm/yyyy or yyyy in cx->mem; NULL stays NULL. */
const char *print_date(struct ctx *cx, const char *date);
const char *print_sex_text(enum print_sex sex);
/* NULL for "". */
const char *print_known(const char *text);
enum err print_needs(struct ctx *cx, const char *text, const char *field, const char *vi, const char *en) MUST_CHECK;
/* ERR_INTERNAL unless the modules are those of a QR, or none. */
enum err print_qr_check(struct ctx *cx, const struct print_qr *qr) MUST_CHECK;
enum err print_at_most(struct ctx *cx, size_t n, size_t max, const char *vi, const char *en) MUST_CHECK;

/* One form, from a fresh page on. */
void print_screening_draw(struct paper *s, const struct print_screening *f);
enum err print_screening_check(struct ctx *cx, const struct print_screening *f) MUST_CHECK;
void print_consent_draw(struct paper *s, const struct print_consent *c);
enum err print_session_check(struct ctx *cx, const struct print_session *p) MUST_CHECK;
/* The page head of the lists; returns y below. */
double print_session_head(struct paper *s, const struct print_session *p, const char *title, const char *total);
/* The form number of the i-th person (from 0) of a kit, and that person, or NULL behind the list. */
const char *print_kit_number(struct ctx *cx, const struct print_kit *k, size_t i);
const struct print_listed *print_kit_person(const struct print_kit *k, size_t i);
/* The pages of the kit: instructions and reconciliation (print_kit_guide.c), working list (print_kit_list.c),
 * slips for the people first..end-1, three to a page (print_kit_slip.c). */
void print_kit_guide(struct paper *s, const struct print_kit *k);
void print_kit_list(struct paper *s, const struct print_kit *k);
void print_kit_slips(struct paper *s, const struct print_kit *k, size_t first, size_t end);

#endif
