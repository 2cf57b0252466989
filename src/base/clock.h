/* clock.h - instants (ms UTC) and calendar dates ("YYYY-MM-DD"), and the one bridge between them.
 *
 * Rules of medicine count whole local days. Local means Asia/Ho_Chi_Minh, UTC+7 all year since 1975
 * (no daylight saving), so no time-zone database is needed. A birth date is never an instant. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_RFC3339_SIZE = 32, DATE_SIZE = 11 };
#define MS_SECOND INT64_C(1000)
#define MS_MINUTE (60 * MS_SECOND)
#define MS_HOUR (60 * MS_MINUTE)
#define MS_DAY (24 * MS_HOUR)
#define LOCAL_OFFSET_MS (7 * MS_HOUR)

/* The machine's clock. Only main and http call it; everyone else reads cx->now. */
int64_t clock_now(void);
/* Milliseconds that never go back, for measuring durations. */
int64_t clock_monotonic_us(void);
/* Makes clock_now() start at ms and go on from there: for the test build only. */
void clock_set(int64_t ms);

/* Days since 1970-01-01 of a calendar date; false if it is no date of the years 1800-2999. */
bool date_parse(const char *text, int64_t *days);
void date_format(int64_t days, char out[DATE_SIZE]);
/* The local calendar date of an instant, as days since 1970-01-01. */
int64_t date_of(int64_t ms);
/* The same as text. */
void date_text(int64_t ms, char out[DATE_SIZE]);
/* Makes every YYYY-MM-DD of a text dd/mm/yyyy, as people read it in both languages; not those that stand in except (a format
 * with an example of its own; NULL: none), nor instants. */
void date_show_all(char *text, const char *except);
/* "21/05/2021" or "21-5-2021" or "2021-05-21" -> days. */
bool date_parse_vi(const char *text, int64_t *days);
/* Whole years from birth to day. */
int64_t date_age(int64_t birth_days, int64_t days);

/* RFC 3339 in UTC with milliseconds. */
void clock_rfc3339(int64_t ms, char out[CLOCK_RFC3339_SIZE]);
/* Reads RFC 3339 with any offset; false if malformed. */
bool clock_parse(const char *text, int64_t *ms);

#endif
