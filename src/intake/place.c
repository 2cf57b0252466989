#include "intake/place.h"

#include "base/fold.h"

#include <string.h>

const char *const place_level_names[PLACE__LEVELS] = { "nation", "province", "district", "commune", "site" };

/* What a unit is called before its name, folded; with the number of words. Longer ones first. */
static const struct {
	const char *text;
	int words;
} prefixes[] = {
	{ "thanh pho ", 2 }, { "thi xa ", 2 }, { "thi tran ", 2 }, { "dac khu ", 2 }, { "tinh ", 1 }, { "quan ", 1 },
	{ "huyen ", 1 },     { "phuong ", 1 }, { "xa ", 1 },       { "tp ", 1 },      { "tx ", 1 },   { "tt ", 1 },
	{ "q ", 1 },         { "h ", 1 },      { "p ", 1 },        { "x ", 1 },
};

static uint64_t
mix(uint64_t h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return h ^ (h >> 29);
}

static uint64_t
mix_id(int64_t id)
{
	uint64_t h = (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 31);
}

/* The name without what kind of unit it is, and without zeros before a number ("Phường 01"). */
static const char *
bare_of(const char *key, int *words)
{
	*words = 0;
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes && !*words; i++) {
		size_t n = strlen(prefixes[i].text);
		if (strncmp(key, prefixes[i].text, n) == 0 && key[n]) {
			*words = prefixes[i].words;
			key += n;
		}
	}
	while (*key == '0' && key[1])
		key++;
	return key;
}

static const char *
skip_words(const char *text, int words)
{
	for (; words > 0 && *text; words--) {
		text += strcspn(text, " .");
		text += strspn(text, " .");
	}
	return text;
}

void
places_init(struct places *p, struct arena *mem)
{
	*p = (struct places){ .mem = mem };
}

static size_t
slot(const struct places *p, uint64_t hash)
{
	return (size_t)hash & (p->buckets - 1);
}

static size_t
slot_name(const struct places *p, int64_t parent_id, const char *bare_key)
{
	return slot(p, mix(mix_id(parent_id), bare_key));
}

static size_t
slot_code(const struct places *p, enum place_level level, const char *code)
{
	return slot(p, mix((uint64_t)level + 7, code));
}

/* Chains hold places by their number plus one, so that 0 ends them. */
static void
link_place(struct places *p, size_t i)
{
	struct place *e = p->list[i];
	uint32_t *at = &p->by_id[slot(p, mix_id(e->id))], ref = (uint32_t)i + 1;
	e->next_id = *at;
	*at = ref;
	at = &p->by_code[slot_code(p, e->level, e->code)];
	e->next_code = *at;
	*at = ref;
	if (!e->bare_key)
		return;
	at = &p->by_name[slot_name(p, e->parent_id, e->bare_key)];
	e->next_name = *at;
	*at = ref;
}

static void
grow(struct places *p)
{
	size_t cap = p->cap ? p->cap * 2 : 1024;
	struct place **list = NEW(p->mem, struct place *, cap);
	if (p->n)
		memcpy(list, p->list, p->n * sizeof *list);
	p->list = list;
	p->cap = cap;
	p->buckets = cap * 2;
	p->by_id = NEW(p->mem, uint32_t, p->buckets);
	p->by_code = NEW(p->mem, uint32_t, p->buckets);
	p->by_name = NEW(p->mem, uint32_t, p->buckets);
	for (size_t i = 0; i < p->n - p->pending; i++)
		link_place(p, i);
}

const struct place *
place_add(struct places *p, const struct place *what)
{
	struct place *e = NEW(p->mem, struct place, 1);
	if (p->n == p->cap)
		grow(p);
	*e = (struct place){ .id = what->id,
			     .parent_id = what->parent_id,
			     .level = what->level,
			     .code = arena_strdup(p->mem, what->code),
			     .name = arena_strdup(p->mem, what->name),
			     .path = arena_strdup(p->mem, what->path) };
	if (e->level != PLACE_SITE) {
		int words;
		e->tone = fold_tone(p->mem, e->name);
		e->key = fold_key(p->mem, e->name);
		e->bare_key = bare_of(e->key, &words);
		e->bare_tone = skip_words(e->tone, words);
	}
	p->list[p->n++] = e;
	p->pending++;
	return e;
}

void
places_commit(struct places *p)
{
	for (size_t i = p->n - p->pending; i < p->n; i++) {
		link_place(p, i);
		struct place *e = p->list[i];
		for (uint32_t r = p->by_id[slot(p, mix_id(e->parent_id))]; r; r = p->list[r - 1]->next_id)
			if (p->list[r - 1]->id == e->parent_id && e->level != PLACE_SITE)
				p->list[r - 1]->has_children = true;
	}
	p->pending = 0;
}

void
places_rewind(struct places *p)
{
	p->n -= p->pending;
	p->pending = 0;
}

const struct place *
place_by_code(const struct places *p, enum place_level level, const char *code)
{
	for (uint32_t r = p->buckets ? p->by_code[slot_code(p, level, code)] : 0; r; r = p->list[r - 1]->next_code)
		if (p->list[r - 1]->level == level && strcmp(p->list[r - 1]->code, code) == 0)
			return p->list[r - 1];
	for (size_t i = p->n - p->pending; i < p->n; i++)
		if (p->list[i]->level == level && strcmp(p->list[i]->code, code) == 0)
			return p->list[i];
	return NULL;
}

const struct place *
place_by_id(const struct places *p, int64_t id)
{
	for (uint32_t r = p->buckets ? p->by_id[slot(p, mix_id(id))] : 0; r; r = p->list[r - 1]->next_id)
		if (p->list[r - 1]->id == id)
			return p->list[r - 1];
	for (size_t i = p->n - p->pending; i < p->n; i++)
		if (p->list[i]->id == id)
			return p->list[i];
	return NULL;
}

const struct place *
place_upper(const struct places *p, const struct place *at, enum place_level level)
{
	while (at && at->level > level)
		at = place_by_id(p, at->parent_id);
	return at && at->level == level ? at : NULL;
}

/* A name that was asked for, in all its forms. */
struct wanted {
	const char *tone, *key, *bare_tone, *bare_key;
};

/* How well a unit's name fits, 4 best: the whole name; the whole without accents; the bare name; that without accents. */
static int
fitness(const struct place *e, const struct wanted *w)
{
	if (strcmp(e->tone, w->tone) == 0)
		return 4;
	if (strcmp(e->key, w->key) == 0)
		return 3;
	if (strcmp(e->bare_tone, w->bare_tone) == 0 || strcmp(e->bare_tone, w->tone) == 0)
		return 2;
	return strcmp(e->bare_key, w->bare_key) == 0 || strcmp(e->bare_key, w->key) == 0;
}

struct best {
	const struct place *place;
	int fitness;
	bool shared; /* more than one fits so well */
};

static void
look_under(const struct places *p, int64_t parent_id, const char *bare_key, const struct wanted *w, struct best *best)
{
	for (uint32_t r = p->by_name[slot_name(p, parent_id, bare_key)]; r; r = p->list[r - 1]->next_name) {
		const struct place *e = p->list[r - 1];
		int fit = e->parent_id == parent_id ? fitness(e, w) : 0;
		if (!fit || e == best->place || fit < best->fitness)
			continue;
		best->shared = fit == best->fitness;
		best->place = e;
		best->fitness = fit;
	}
}

const struct place *
place_by_name(const struct places *p, struct arena *tmp, int64_t parent_id, const char *name)
{
	struct wanted w = { .tone = fold_tone(tmp, name), .key = fold_key(tmp, name) };
	struct best best = { 0 };
	int words;
	w.bare_key = bare_of(w.key, &words);
	w.bare_tone = skip_words(w.tone, words);
	if (!*w.key || !p->buckets)
		return NULL;
	look_under(p, parent_id, w.bare_key, &w, &best);
	/* "Quan Hóa" is a name that begins like a kind of unit */
	if (w.bare_key != w.key)
		look_under(p, parent_id, w.key, &w, &best);
	return best.shared ? NULL : best.place;
}

const char *
place_code_whole(struct arena *tmp, enum place_level level, const char *code)
{
	static const size_t digits[PLACE__LEVELS] = {
		[PLACE_PROVINCE] = 2, [PLACE_DISTRICT] = 3, [PLACE_COMMUNE] = 5, [PLACE_SITE] = 5
	};
	size_t n = strlen(code);
	if (!n || n >= digits[level] || code[strspn(code, "0123456789")])
		return code;
	return arena_printf(tmp, "%.*s%s", (int)(digits[level] - n), "00000", code);
}
