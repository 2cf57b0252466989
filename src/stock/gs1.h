/* gs1.h - what the DataMatrix of a pack says (GS1 General Specifications 24.0, sections 3 and 7.8). */
#ifndef STOCK_GS1_H
#define STOCK_GS1_H

#include "base/ctx.h"
#include "base/field.h"

enum { GS1_TEXT_MAX = 200 };

struct gs1 {
	const char *gtin;       /* AI 01: 14 digits, its check digit is right */
	const char *number;     /* AI 10: lot */
	const char *expires_on; /* AI 17: day 00 is the last day of the month */
	const char *serial;     /* AI 21 */
	const char
		*product_code; /* which product that pack is, where a keeper told before; gs1_parse() leaves it NULL */
};
extern const struct fields gs1_fields;

/* Reads the element string of a scanner, its symbology identifier (]d2) allowed, FNC1 as GS (0x1D) or, where a keyboard
 * scanner or a page wrote it so, as <GS>; or the text printed beside the code, (01)...(17)...(10).... Elements that
 * concern us stand in *out, NULL where the pack has none; others of known length are passed over. The century of a date by
 * section 7.12, from the year of cx->now. ERR_INVALID scan.empty, scan.ai, scan.short, scan.long, scan.digits, scan.check,
 * scan.date, scan.twice. Texts are in cx->mem. */
enum err gs1_parse(struct ctx *cx, const char *text, struct gs1 *out) MUST_CHECK;

#endif
