/* words.h - pieces of the sentences that citizens read: how somebody is addressed, days and hours, names of places. */
#ifndef REGISTRATION_WORDS_H
#define REGISTRATION_WORDS_H

#include "person/person.h"

/* "Bà Nguyễn Thị Lan": ông, bà from 60 on, anh, chị for adults, em for minors; the bare name where the sex is unknown. Ours. */
const char *words_addressed(struct arena *mem, const struct person *p, int64_t now);
/* "12/07/2021" of YYYY-MM-DD. */
const char *words_day(struct arena *mem, const char *date);
/* "08:03 ngày 12/07/2021", and in English "08:03 on 12/07/2021": local time of an instant. */
const char *words_moment(struct arena *mem, int64_t ms, bool english);
/* "08:03". */
const char *words_hour(struct arena *mem, int64_t ms);
/* "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội": where a unit lies, without itself for a site. */
enum err words_place(struct ctx *cx, int64_t unit_id, const char **out) MUST_CHECK;

#endif
