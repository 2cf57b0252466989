/* planning_parts.h - what the files of a plan share. */
#ifndef PLANNING_PARTS_H
#define PLANNING_PARTS_H

#include "planning/planning.h"

#include <jansson.h>

/* Why somebody is given no place: they asked that their record be not processed (person.restricted_ms). Source: the right to have
 * processing restricted, Nghị định 13/2023/NĐ-CP, since 2026 Luật 91/2025/QH15. Who has a place in force keeps it. */
#define WHY_RESTRICTED "person.restricted"

bool planning_is(const struct planning *p, const char *state);
/* ERR_CONFLICT plan.state, in words. */
enum err planning_fail_state(struct ctx *cx, const struct planning *p) MUST_CHECK;
/* Claims the next version for a change by hand, of a draft or a preview. */
enum err planning_touch(struct ctx *cx, const struct planning *p, int64_t version) MUST_CHECK;
/* The body of the rule planning/default on a day. */
enum err planning_rule(struct ctx *cx, const char *on, const json_t **body) MUST_CHECK;

#endif
