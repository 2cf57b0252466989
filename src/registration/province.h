/* province.h - rules that a province may have of its own: code is the province's, else "national". */
#ifndef REGISTRATION_PROVINCE_H
#define REGISTRATION_PROVINCE_H

#include "rule/rule.h"
#include "unit/unit.h"

#define RULE_NATIONAL "national"

/* The rule in force on a day for a unit (0: nowhere in particular): of its province, else the nation's. */
enum err province_rule(struct ctx *cx, const char *kind, int64_t unit_id, const char *on, struct rule *out,
		       bool *found) MUST_CHECK;
/* Code of the province that a unit lies in; NULL: none. */
enum err province_code(struct ctx *cx, int64_t unit_id, const char **out) MUST_CHECK;

#endif
