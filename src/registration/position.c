/* Whose turn it is: the order of a commune by the dated rule `priority`, and where one person stands in it. */
#include "base/clock.h"
#include "registration/province.h"
#include "registration/registration_parts.h"
#include "registration/words.h"
#include "registration_sql.h"

/* One code of the rule: a group ("9"), or a local sub-code of it ("9/42"). */
struct priority_code {
	const char *code;
	int64_t rank;
};
struct priority {
	struct priority_code *codes;
	size_t n;
	int64_t last; /* rank of the last group; who has none comes behind it */
	const char *source;
};

static void
add_code(struct priority *p, const json_t *code, int64_t rank)
{
	p->codes[p->n++] = (struct priority_code){ json_string_value(code), rank };
	p->last = rank;
}

/* "order" lists codes, or lists of codes that are equal. */
static struct priority *
read_order(struct arena *mem, const json_t *order)
{
	struct priority *p = NEW(mem, struct priority, 1);
	const json_t *entry, *code;
	size_t i, k, total = 0;
	json_array_foreach(order, i, entry)
		total += json_is_array(entry) ? json_array_size(entry) : 1;
	p->codes = NEW(mem, struct priority_code, total ? total : 1);
	json_array_foreach(order, i, entry) {
		if (json_is_string(entry))
			add_code(p, entry, (int64_t)i + 1);
		json_array_foreach(entry, k, code)
			if (json_is_string(code))
				add_code(p, code, (int64_t)i + 1);
	}
	return p;
}

enum err
priority_load(struct ctx *cx, const struct unit *unit, const char *on, const struct priority **out)
{
	struct rule rule;
	const json_t *body;
	bool found;
	TRY(province_rule(cx, "priority", unit->id, on, &rule, &found));
	if (!found) {
		struct priority *none = NEW(cx->mem, struct priority, 1);
		none->source = "-";
		*out = none;
		return OK;
	}
	TRY(rule_body(cx, &rule, &body));
	struct priority *p = read_order(cx->mem, json_object_get(body, "order"));
	p->source = rule.source;
	*out = p;
	return OK;
}

int64_t
priority_rank(const struct priority *p, const char *group, const char *sub)
{
	size_t length = group ? strlen(group) : 0;
	int64_t rank = p->last + 1;
	for (size_t i = 0; length && i < p->n; i++) {
		const char *code = p->codes[i].code;
		if (strncmp(code, group, length) != 0)
			continue;
		if (code[length] == '/' && sub && strcmp(code + length + 1, sub) == 0)
			return p->codes[i].rank;
		if (!code[length])
			rank = p->codes[i].rank;
	}
	return rank;
}

/* ---- one person's place ---- */

struct group_count {
	const char *priority_group, *priority_sub;
	int64_t n, before;
};
static FIELDS(group_count, FIELD(group_count, priority_group, F_TEXT, 4, F_ROW),
	      FIELD(group_count, priority_sub, F_TEXT, 4, F_ROW), FIELD(group_count, n, F_I64, 0, F_ROW),
	      FIELD(group_count, before, F_I64, 0, F_ROW));

static const char *
group_words(struct arena *mem, const struct waiting *w, const struct position *p, int64_t last, bool english)
{
	if (!p->group)
		return english ? "no priority group known" : "chưa ghi nhóm ưu tiên";
	const char *sub = *w->priority_sub ? arena_printf(mem, "/%s", w->priority_sub) : "";
	if (p->rank > last)
		return arena_printf(mem, english ? "group %s%s" : "nhóm %s%s", p->group, sub);
	return arena_printf(mem, english ? "group %s%s (%lld in the order of %lld)" : "nhóm %s%s (thứ tự %lld/%lld)",
			    p->group, sub, (long long)p->rank, (long long)last);
}

static void
say(struct ctx *cx, const struct person *person, const struct waiting *w, const char *place, int64_t last,
    struct position *p)
{
	struct arena *mem = cx->mem;
	const char *dose = arena_printf(mem, "%lld", (long long)w->dose_number);
	p->vi = arena_printf(
		mem, "%s đứng thứ %lld trong %lld người đang chờ mũi %s ở %s: %s, sinh năm %.4s, đăng ký lúc %s.",
		words_addressed(mem, person, cx->now), (long long)p->ahead + 1, (long long)p->all,
		w->dose_number > 1 ? "tiếp theo" : dose, place, group_words(mem, w, p, last, false), w->birth_date,
		words_moment(mem, w->registered_ms, false));
	p->en = arena_printf(
		mem, "%s is number %lld of %lld people who wait for %s dose in %s: %s, born in %.4s, registered at %s.",
		person->name, (long long)p->ahead + 1, (long long)p->all,
		w->dose_number > 1 ? "a further" : "the first", place, group_words(mem, w, p, last, true),
		w->birth_date, words_moment(mem, w->registered_ms, true));
}

/* Who comes first: the lower rank; within one rank the older, then who registered earlier. */
static enum err
count_ahead(struct ctx *cx, const struct waiting *w, const struct priority *order, struct position *out)
{
	struct group_count *groups;
	size_t n;
	out->rank = priority_rank(order, w->priority_group, w->priority_sub);
	TRY(db_list(cx,
		    sql_waiting_groups(w->unit_id, w->dose_number == 1, w->birth_date, w->registered_ms, w->person_id),
		    &group_count_fields, &groups, &n));
	for (size_t i = 0; i < n; i++) {
		int64_t rank = priority_rank(order, groups[i].priority_group, groups[i].priority_sub);
		out->all += groups[i].n;
		out->ahead += rank < out->rank ? groups[i].n : rank == out->rank ? groups[i].before : 0;
	}
	return OK;
}

enum err
registration_position(struct ctx *cx, int64_t person_id, struct position *out, bool *found)
{
	struct registration r;
	struct waiting w;
	struct person person;
	struct unit unit;
	const struct priority *order;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	*out = (struct position){ 0 };
	TRY(registration_open(cx, person_id, &r, found));
	*found = *found && strcmp(r.state, "waiting") == 0;
	if (*found)
		TRY(waiting_of(cx, &r, &w, found));
	if (!*found)
		return OK;
	TRY(person_get(cx, person_id, &person));
	TRY(unit_get(cx, w.unit_id, &unit));
	TRY(priority_load(cx, &unit, today, &order));
	TRY(count_ahead(cx, &w, order, out));
	out->group = *w.priority_group ? w.priority_group : NULL;
	out->source = order->source;
	say(cx, &person, &w, unit.name, order->last, out);
	return OK;
}
