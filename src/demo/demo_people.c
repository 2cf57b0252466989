#include "demo/demo_people.h"

#include "base/clock.h"
#include "base/embed.h"

#include <assert.h>
#include <jansson.h>

enum { WORDS_MAX = 256 };

struct words {
	const char *list[WORDS_MAX];
	uint64_t weight[WORDS_MAX], total;
	size_t n;
};
struct demo_names {
	struct words surnames, middle[2], given[2], streets, workplaces, occupations;
};

/* A list of texts, or of {name, weight}. */
static void
read_words(struct arena *mem, const json_t *root, const char *key, struct words *out)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_object_get(root, key), i, v) {
		const char *text =
			json_is_string(v) ? json_string_value(v) : json_string_value(json_object_get(v, "name"));
		json_int_t weight = json_is_string(v) ? 1 : json_integer_value(json_object_get(v, "weight"));
		if (out->n == WORDS_MAX || !text)
			continue;
		out->list[out->n] = arena_strdup(mem, text);
		out->weight[out->n++] = (uint64_t)weight;
		out->total += (uint64_t)weight;
	}
	assert(out->n);
}

struct demo_names *
demo_names_load(struct arena *mem)
{
	const struct embedded *f = embedded_find("data/demo-names.json");
	json_t *root = json_loadb(f->bytes, f->n, 0, NULL);
	struct demo_names *names = NEW(mem, struct demo_names, 1);
	assert(root);
	read_words(mem, root, "surnames", &names->surnames);
	read_words(mem, root, "middle_male", &names->middle[0]);
	read_words(mem, root, "middle_female", &names->middle[1]);
	read_words(mem, root, "given_male", &names->given[0]);
	read_words(mem, root, "given_female", &names->given[1]);
	read_words(mem, root, "streets", &names->streets);
	read_words(mem, root, "workplaces", &names->workplaces);
	read_words(mem, root, "occupations", &names->occupations);
	json_decref(root);
	return names;
}

/* splitmix64: the same people every time */
static uint64_t
draw(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static const char *
pick(const struct words *w, uint64_t *state)
{
	uint64_t at = draw(state) % w->total;
	size_t i = 0;
	while (at >= w->weight[i])
		at -= w->weight[i++];
	return w->list[i];
}

/* Adults of 18 to 90 at the time of the campaign, more young than old. */
static int64_t
birth_day(uint64_t *state)
{
	int64_t first = 0;
	bool ok = date_parse("1935-01-01", &first);
	assert(ok);
	int64_t span = 365 * 68;
	int64_t a = (int64_t)(draw(state) % (uint64_t)span), b = (int64_t)(draw(state) % (uint64_t)span);
	return first + (a > b ? a : b);
}

/* 12 digits: place of registration, century and sex, year, six more (domain.md 3). Everybody has a number of their own, as long
 * as the places last: a million people each. */
static const char *
cccd(struct arena *mem, uint64_t number, bool female, const char *birth)
{
	static const char *const places[] = { "001", "002", "004", "006", "008", "010", "011", "012", "014", "015",
					      "017", "019", "020", "022", "024", "025", "026", "027", "030", "031" };
	int century = birth[0] == '2' ? 2 : 0;
	return arena_printf(mem, "%s%d%.2s%06llu", places[number / 1000000 % (sizeof places / sizeof *places)],
			    century + female, birth + 2, (unsigned long long)(number % 1000000));
}

struct person_in
demo_person(struct arena *mem, const struct demo_names *names, uint64_t seed, const struct unit *commune)
{
	uint64_t state = seed;
	bool female = draw(&state) & 1;
	char *birth = arena_alloc(mem, DATE_SIZE);
	date_format(birth_day(&state), birth);
	struct person_in p = { 0 };
	const char *surname = pick(&names->surnames, &state), *middle = pick(&names->middle[female], &state);
	p.name = arena_printf(mem, "%s %s %s", surname, middle, pick(&names->given[female], &state));
	p.birth_date = birth;
	p.sex = female ? "female" : "male";
	p.cccd = cccd(mem, seed, female, birth);
	/* 0900 is no prefix that calls anybody's household at random: the rest is invented */
	p.phone = arena_printf(mem, "0900%06llu", (unsigned long long)(seed % 1000000));
	p.home_unit_id = commune->id;
	p.address = arena_printf(mem, "Số %llu %s", (unsigned long long)(draw(&state) % 200 + 1),
				 pick(&names->streets, &state));
	p.occupation = pick(&names->occupations, &state);
	p.workplace = pick(&names->workplaces, &state);
	p.priority_group = arena_printf(mem, "%llu", (unsigned long long)(draw(&state) % 16 + 1));
	p.ethnicity = "01";
	p.nationality = "VN";
	return p;
}
