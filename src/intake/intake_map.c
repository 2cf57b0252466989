/* The two small look-up tables of an import. Open addressing, never more than half full. */
#include "intake/intake_parts.h"

#include <assert.h>

static size_t
text_slot(const struct text_map *m, const char *key)
{
	uint64_t h = 14695981039346656037U;
	for (const char *p = key; *p; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211U;
	size_t i = (size_t)(h ^ (h >> 32)) & (m->cap - 1);
	while (m->list[i].key && strcmp(m->list[i].key, key) != 0)
		i = (i + 1) & (m->cap - 1);
	return i;
}

const void *
text_map_get(const struct text_map *m, const char *key)
{
	return m->cap ? m->list[text_slot(m, key)].value : NULL;
}

void
text_map_put(struct text_map *m, struct arena *mem, const char *key, const void *value)
{
	if (m->n * 2 >= m->cap) {
		struct text_map old = *m;
		m->cap = old.cap ? old.cap * 2 : 256;
		m->list = NEW(mem, struct text_entry, m->cap);
		for (size_t i = 0; i < old.cap; i++)
			if (old.list[i].key)
				m->list[text_slot(m, old.list[i].key)] = old.list[i];
	}
	struct text_entry *e = &m->list[text_slot(m, key)];
	m->n += !e->key;
	*e = (struct text_entry){ key, value };
}

static size_t
seen_slot(const struct seen *s, int64_t id)
{
	uint64_t h = (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (size_t)(h >> 32) & (s->cap - 1);
	while (s->list[i].person_id && s->list[i].person_id != id)
		i = (i + 1) & (s->cap - 1);
	return i;
}

int64_t
seen_row(const struct seen *s, int64_t person_id)
{
	return s->cap ? s->list[seen_slot(s, person_id)].row : 0;
}

static void
seen_grow(struct seen *s, struct arena *mem)
{
	struct seen_entry *old = s->list;
	size_t old_cap = s->cap;
	s->cap = old_cap ? old_cap * 2 : 2048;
	s->list = NEW(mem, struct seen_entry, s->cap);
	for (size_t i = 0; i < old_cap; i++)
		if (old[i].person_id)
			s->list[seen_slot(s, old[i].person_id)] = old[i];
}

void
seen_add(struct seen *s, struct arena *mem, int64_t person_id, int64_t row)
{
	if (seen_row(s, person_id))
		return;
	if (s->n * 2 >= s->cap)
		seen_grow(s, mem);
	struct seen_entry *e = &s->list[seen_slot(s, person_id)];
	s->n += !e->person_id;
	*e = (struct seen_entry){ person_id, row };
	assert(s->npending < INTAKE_ROWS_AHEAD);
	s->pending[s->npending++] = person_id;
}

void
seen_commit(struct seen *s)
{
	s->npending = 0;
}

void
seen_rewind(struct seen *s)
{
	for (size_t i = 0; i < s->npending; i++)
		s->list[seen_slot(s, s->pending[i])].row = 0;
	s->npending = 0;
}
