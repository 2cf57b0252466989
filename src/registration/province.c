#include "registration/province.h"

#include <stdlib.h>

/* The unit's path names the nation, then the province: "/1/22/...". */
enum err
province_code(struct ctx *cx, int64_t unit_id, const char **out)
{
	struct unit unit, province;
	*out = NULL;
	if (!unit_id)
		return OK;
	TRY(unit_get(cx, unit_id, &unit));
	const char *second = *unit.path ? strchr(unit.path + 1, '/') : NULL;
	int64_t id = second ? strtoll(second + 1, NULL, 10) : 0;
	if (!id)
		return OK;
	TRY(unit_get(cx, id, &province));
	*out = province.code;
	return OK;
}

enum err
province_rule(struct ctx *cx, const char *kind, int64_t unit_id, const char *on, struct rule *out, bool *found)
{
	const char *code;
	*found = false;
	TRY(province_code(cx, unit_id, &code));
	if (code)
		TRY(rule_in_force(cx, kind, code, on, out, found));
	return *found ? OK : rule_in_force(cx, kind, RULE_NATIONAL, on, out, found);
}
