/* sheet_text.h - bytes of a cell: valid UTF-8, trimming, numbers and dates as people write them.
 * Inside src/sheet only. */
#ifndef SHEET_TEXT_H
#define SHEET_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHEET_NUMBER_SIZE = 400 }; /* the longest double without exponent has 309 digits */

/* The index of the first byte that is no valid UTF-8 (overlong forms, surrogates and NUL are not); n if none. */
size_t text_utf8_bad(const char *s, size_t n);

/* Moves *s and *n past blanks on both ends: ASCII white space, NBSP, zero-width and typographic spaces, BOM. */
void text_trim(const char **s, size_t *n);

/* The largest length <= max at which s may be cut without splitting a character. */
size_t text_cut(const char *s, size_t n, size_t max);

/* Writes a code point as UTF-8; returns the bytes, 0 for NUL, a surrogate or a value beyond Unicode. */
size_t text_put_utf8(uint32_t c, char out[4]);

/* A number without exponent, with at most 15 significant digits as Excel has them: 912345678901, 0.5, -3. */
void text_number(double v, char out[SHEET_NUMBER_SIZE]);

/* What a number format makes of a number. */
enum text_kind { TEXT_NUMBER, TEXT_DATE, TEXT_DATETIME, TEXT_TIME };

/* A serial day number of Excel as dd/mm/yyyy, with " HH:MM:SS" for TEXT_DATETIME unless midnight, or as
 * HH:MM:SS for TEXT_TIME. epoch_1904 is the old Macintosh calendar. A number that is no date of the years
 * 1900-9999 is written as a number. */
void text_serial(double serial, enum text_kind kind, bool epoch_1904, char out[SHEET_NUMBER_SIZE]);

/* "2021-05-21", "2021-05-21 07:30:00" or "2021-05-21T07:30:00Z" as the same dates; any other text unchanged. */
void text_iso_date(const char *iso, char out[SHEET_NUMBER_SIZE]);

#endif
