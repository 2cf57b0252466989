/* screening.h - the screening form in force on a day, and the verdict that follows from the answers.
 *
 * Forms are dated rows (QĐ 4355, QĐ 5785 ...). One "Có" may give several classes; the most severe wins:
 * contraindicated > refer > defer > caution > eligible (domain.md 1.3). */
#ifndef VISIT_SCREENING_H
#define VISIT_SCREENING_H

#include "base/ctx.h"
#include "base/field.h"
#include "person/person.h"
#include "rule/rule.h"

enum verdict { ELIGIBLE, CAUTION, DEFER, REFER, CONTRAINDICATED, VERDICT__COUNT };
extern const char *const verdict_names[VERDICT__COUNT];

/* The verdict of that name: ERR_INVALID screening.verdict when there is none. */
enum err verdict_read(struct ctx *cx, const char *name, enum verdict *out) MUST_CHECK;

struct screening_in {
	int64_t version;
	const char *answers; /* JSON: question id -> true or false; "ID_detail" -> text */
	int64_t temperature, pulse, systolic, diastolic, breathing; /* 0.1 °C, per minute, mmHg; NONE: not measured */
	const char *verdict, *note;
	const char *until; /* a deferral's end, if the doctor names one */
};
extern const struct fields screening_in_fields;

struct screening_result {
	enum verdict computed;
	const char *reasons; /* JSON list of {id, verdict, vi, en} */
	const char *missing; /* JSON list of signs that must be measured and are not */
	bool complete;       /* every question answered, every required sign measured */
};

/* The form in force on that day. ERR_INTERNAL if none is. */
enum err screening_form(struct ctx *cx, const char *on, struct rule *out) MUST_CHECK;
/* ERR_INVALID screening.answers, screening.question (unknown), screening.range (no possible measurement). */
enum err screening_judge(struct ctx *cx, const struct rule *form, const struct person *person, const char *on,
			 const struct screening_in *in, struct screening_result *out) MUST_CHECK;

#endif
