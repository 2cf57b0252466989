/* How reception finds somebody: by card, appointment code, number, phone or name; and one person nationwide by a number.
 *
 * What a search costs (EXPLAIN QUERY PLAN of SQLite; PostgreSQL takes the same indexes):
 *   numbers            SEARCH person_identity PRIMARY KEY (number=?): as many rows as people share the number, at most SHARED_MAX
 *   names, commune     SEARCH person USING INDEX person_home (home_path=? AND name_key>? AND name_key<?), then USING INDEX
 *                      person_given (home_path=? AND <expr>=?): as many entries as people are called so. Where these do not fill
 *                      a page, person_home (home_path=?): the index entries of one commune (some 20,000); the pattern is judged
 *                      in the index, the row is read for hits only
 *   names, larger area SEARCH unit USING INDEX unit_path, then SEARCH person USING INDEX person_home (home_path=? AND name_key>?
 *                      AND name_key<?): one seek a commune, 11,000 for the nation, however many people there are; hence from the
 *                      beginning of the name only
 *   names on the books the newest BOOKS_SCAN people of the unit; where it has more, a name of two words or more is also looked
 *                      up in person_name. Only there: the most frequent names have tens of thousands of holders in a country
 *                      of ten millions, and who has fewer people on the books must not wait for that */
#include "base/clock.h"
#include "base/fold.h"
#include "person/person_parts.h"
#include "person_sql.h"
#include "staff/staff.h"

#include <ctype.h>
#include <stdlib.h>

enum {
	QUERY_MAX_LENGTH = 1000,
	SHARED_MAX = 200, /* holders of one number looked at */
	BOOKS_SCAN = 20000,
	HITS_MAX = 200, /* candidates of one query */
	WORDS_MAX = 12
};

const char *
search_how_name(enum search_how how)
{
	static const char *const names[] = { "cccd_line", "code", "number", "phone", "name" };
	return names[how];
}

struct hit {
	int64_t id;
	const char *name_key, *birth_date;
	int rank;
};

/* What one search has to hand. */
struct look {
	const struct unit *unit;
	struct area area;
	struct search *out;
};

/* Numbers. */

/* Holders of the numbers that the unit may open; *phone: some were found by their phone. */
static enum err
by_numbers(struct ctx *cx, const struct look *look, const char *const number[3], bool *phone)
{
	struct rows rows;
	int64_t ids[SHARED_MAX];
	size_t n = 0;
	*phone = false;
	TRY(db_query(cx, sql_identity_search(number[0], number[1], number[2], SHARED_MAX), &rows));
	for (size_t r = 0; r < rows.n; r++) {
		int64_t id = db_cell(&rows, r, 0)->i;
		bool known = false;
		for (size_t i = 0; i < n; i++)
			known = known || ids[i] == id;
		*phone = *phone || strcmp(db_cell(&rows, r, 1)->p, "phone") == 0;
		if (!known)
			ids[n++] = id;
	}
	struct search *out = look->out;
	out->list = NEW(cx->mem, struct person, PERSON_FOUND_MAX);
	for (size_t first = 0; first < n && out->n < PERSON_FOUND_MAX; first += 10) {
		struct person *part;
		size_t k;
		TRY(person_list(cx, ids + first, n - first < 10 ? n - first : 10, &part, &k));
		TRY(keep_visible(cx, look->unit, &look->area, part, &k));
		for (size_t i = 0; i < k && out->n < PERSON_FOUND_MAX; i++)
			out->list[out->n++] = part[i];
	}
	return OK;
}

/* Under what an identity number is looked up, whatever its kind. */
static const char *
last_ten(const char *bare)
{
	return strlen(bare) == 15 ? bare + 5 : NULL;
}

static bool
looks_like_number(const char *bare)
{
	int digits = 0;
	for (const char *p = bare ? bare : ""; *p; p++)
		digits += isdigit((unsigned char)*p) != 0;
	return digits >= 5;
}

static enum err
search_number(struct ctx *cx, const struct look *look, const char *bare, const char *phone)
{
	bool by_phone;
	const char *numbers[3] = { bare, bare ? last_ten(bare) : NULL, phone };
	TRY(by_numbers(cx, look, numbers, &by_phone));
	look->out->how = phone && (by_phone || !look->out->n) ? SEARCH_PHONE : SEARCH_NUMBER;
	return OK;
}

/* A phone only when it is typed as one: nine digits alone are a CMND. */
static const char *
typed_phone(struct arena *mem, const char *q)
{
	while (*q == '(' || *q == ' ')
		q++;
	return *q == '0' || *q == '+' || strncmp(q, "84", 2) == 0 ? phone_normal(mem, q, NULL) : NULL;
}

/* Names. */

static size_t
split(struct arena *mem, const char *key, const char *words[WORDS_MAX])
{
	size_t n = 0;
	for (const char *p = key; *p && n < WORDS_MAX; p += p[strcspn(p, " ")] ? strcspn(p, " ") + 1 : strcspn(p, " "))
		words[n++] = arena_strndup(mem, p, strcspn(p, " "));
	return n;
}

/* 0 the whole name, 1 its end (the given name), 2 its beginning, 3 inside, 4 with words left out; -1 no match. */
static int
name_rank(struct arena *mem, const char *key, const char *const *words, size_t n)
{
	const char *have[WORDS_MAX];
	size_t m = split(mem, key, have), next = 0;
	for (size_t start = 0; start + n <= m; start++) {
		size_t same = 0;
		while (same < n && strcmp(have[start + same], words[same]) == 0)
			same++;
		if (same == n)
			return m == n ? 0 : start + n == m ? 1 : start == 0 ? 2 : 3;
	}
	for (size_t i = 0; i < m && next < n; i++)
		next += strcmp(have[i], words[next]) == 0;
	return next == n ? 4 : -1;
}

static int
compare_hits(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	int by_name = strcmp(x->name_key, y->name_key);
	if (by_name)
		return by_name;
	int by_birth = strcmp(x->birth_date, y->birth_date);
	return by_birth ? by_birth : (x->id > y->id) - (x->id < y->id);
}

struct hits {
	struct hit *list;
	size_t n;
	size_t met; /* matches so far, also of people who are on the list already */
};

static enum err
collect(struct ctx *cx, struct sql_call call, const char *const *words, size_t n, const char *year, struct hits *hits)
{
	struct rows rows;
	TRY(db_query(cx, call, &rows));
	struct hit *list = NEW(cx->mem, struct hit, hits->n + rows.n);
	if (hits->n)
		memcpy(list, hits->list, hits->n * sizeof *list);
	hits->list = list;
	for (size_t r = 0; r < rows.n; r++) {
		struct hit h = { db_cell(&rows, r, 0)->i, db_cell(&rows, r, 1)->p, db_cell(&rows, r, 2)->p, 0 };
		h.rank = name_rank(cx->mem, h.name_key, words, n);
		if (h.rank < 0 || (year && strncmp(h.birth_date, year, 4) != 0))
			continue;
		hits->met++;
		bool known = false;
		for (size_t i = 0; i < hits->n; i++)
			known = known || list[i].id == h.id;
		if (!known)
			list[hits->n++] = h;
	}
	return OK;
}

/* The words in order with anything between, as a LIKE pattern over ' ' || key || ' ': a superset, for name_rank() to judge. */
static const char *
name_pattern(struct arena *mem, const char *const *words, size_t n)
{
	const char *out = arena_printf(mem, "%% %s", words[0]);
	for (size_t i = 1; i < n; i++)
		out = arena_printf(mem, "%s%% %s", out, words[i]);
	return arena_printf(mem, "%s %%", out);
}

static const char *
join(struct arena *mem, const char *const *words, size_t n)
{
	const char *out = words[0];
	for (size_t i = 1; i < n; i++)
		out = arena_printf(mem, "%s %s", out, words[i]);
	return out;
}

/* Three words that are somebody's whole name ask for that name: nobody looks for them in the middle of a longer one. */
static bool
is_answered(const struct hits *hits, size_t before, size_t words)
{
	/* by the beginning and by the last word: the same person may have been met twice */
	if (hits->met - before >= 2 * PERSON_FOUND_MAX)
		return true;
	for (size_t i = 0; i < hits->n; i++)
		if (hits->list[i].rank == 0)
			return words >= 3;
	return false;
}

/* Residents of a commune: whose name begins so, and whose given name is the last word. Where that is not enough, all names of the
 * commune are looked through, for words from their middle: ten times the work with 9,000 people. */
static enum err
collect_commune(struct ctx *cx, const char *path, const char *const *words, size_t n, const char *year,
		struct hits *hits)
{
	const char *key = join(cx->mem, words, n), *pattern = name_pattern(cx->mem, words, n);
	size_t before = hits->met;
	TRY(collect(cx, sql_name_begins(path, key, arena_printf(cx->mem, "%s!", key), HITS_MAX), words, n, year, hits));
	TRY(collect(cx, sql_name_given(path, words[n - 1], pattern, HITS_MAX), words, n, year, hits));
	if (is_answered(hits, before, n))
		return OK;
	return collect(cx, sql_name_in_commune(path, pattern, HITS_MAX), words, n, year, hits);
}

/* Residents. '~' comes after every character of a path, '!' before every letter and after the blank. */
static enum err
collect_area(struct ctx *cx, const struct look *look, const char *const *words, size_t n, const char *year,
	     struct hits *hits)
{
	const char *key = join(cx->mem, words, n);
	for (size_t i = 0; i < look->area.n; i++) {
		const char *from = look->area.paths[i], *to = arena_printf(cx->mem, "%s~", from);
		if (look->area.commune) {
			TRY(collect_commune(cx, from, words, n, year, hits));
			continue;
		}
		TRY(collect(cx, sql_name_in_area(from, to, key, key, HITS_MAX), words, n, year, hits));
		TRY(collect(cx,
			    sql_name_in_area(from, to, arena_printf(cx->mem, "%s ", key),
					     arena_printf(cx->mem, "%s!", key), HITS_MAX),
			    words, n, year, hits));
	}
	return OK;
}

static enum err
collect_books(struct ctx *cx, const struct look *look, const char *const *words, size_t n, const char *year,
	      struct hits *hits)
{
	const char *key = join(cx->mem, words, n);
	TRY(collect(cx,
		    sql_name_on_books(look->unit->id, name_pattern(cx->mem, words, n), cx->now, BOOKS_SCAN, HITS_MAX),
		    words, n, year, hits));
	bool more = false;
	if (n >= 2)
		TRY(db_claim(cx, sql_books_go_on(look->unit->id, BOOKS_SCAN), &more));
	if (!more)
		return OK;
	return collect(cx,
		       sql_name_full_on_books(look->unit->id, key, arena_printf(cx->mem, "%s!", key), cx->now,
					      BOOKS_SCAN, HITS_MAX),
		       words, n, year, hits);
}

/* Who had their record restricted is found by name by those alone who have them on a list. */
static enum err
drop_restricted(struct ctx *cx, const struct unit *unit, struct person *list, size_t *n)
{
	size_t kept = 0;
	for (size_t i = 0; i < *n; i++) {
		bool shown = !list[i].restricted_ms;
		if (!shown)
			TRY(db_claim(cx, sql_person_linked(unit->id, list[i].id, cx->now), &shown));
		if (shown)
			list[kept++] = list[i];
	}
	*n = kept;
	return OK;
}

static bool
is_year(const char *word)
{
	return strlen(word) == 4 && (strncmp(word, "19", 2) == 0 || strncmp(word, "20", 2) == 0) &&
	       isdigit((unsigned char)word[2]) && isdigit((unsigned char)word[3]);
}

/* "Nguyễn Thị Hoa 1960" narrows to that year. */
static enum err
search_name(struct ctx *cx, const struct look *look, const char *name, const char *birth_year)
{
	const char *words[WORDS_MAX], *year = birth_year, *key = fold_key(cx->mem, name);
	struct hits hits = { 0 };
	size_t n = split(cx->mem, key, words);
	if (n > 1 && is_year(words[n - 1]))
		year = words[--n];
	size_t letters = 0;
	for (const char *p = key; *p; p++)
		letters += isalpha((unsigned char)*p) || ((unsigned char)*p & 0xc0) == 0xc0;
	if (letters < 2 || !n)
		return fail_field(cx, "q", "search.too_short",
				  "Nhập ít nhất hai chữ cái của tên, hoặc một số giấy tờ, số điện thoại.",
				  "Type at least two letters of a name, or an identity or phone number.");
	TRY(collect_books(cx, look, words, n, year, &hits));
	TRY(collect_area(cx, look, words, n, year, &hits));
	if (hits.n)
		qsort(hits.list, hits.n, sizeof *hits.list, compare_hits);
	int64_t ids[PERSON_FOUND_MAX];
	size_t take = hits.n < PERSON_FOUND_MAX ? hits.n : PERSON_FOUND_MAX;
	for (size_t i = 0; i < take; i++)
		ids[i] = hits.list[i].id;
	look->out->how = SEARCH_NAME;
	TRY(person_list(cx, ids, take, &look->out->list, &look->out->n));
	return drop_restricted(cx, look->unit, look->out->list, &look->out->n);
}

/* Cards and codes. */

/* By the card's numbers; somebody registered without them is found by name and birth. */
static enum err
search_card(struct ctx *cx, const struct look *look)
{
	struct search *out = look->out;
	const char *numbers[3] = { out->card.cccd, out->card.cmnd, NULL }, *birth, *precision;
	bool phone;
	TRY(by_numbers(cx, look, numbers, &phone));
	out->how = SEARCH_CARD;
	if (out->n || !birth_parse(cx->mem, out->card.birth_date, &birth, &precision))
		return OK;
	TRY(search_name(cx, look, out->card.name, arena_printf(cx->mem, "%.4s", birth)));
	out->how = SEARCH_CARD;
	const char *key = fold_key(cx->mem, out->card.name);
	size_t kept = 0;
	for (size_t i = 0; i < out->n; i++) {
		const struct person *p = &out->list[i];
		if (strcmp(p->name_key, key) == 0 && birth_agrees(p->birth_date, p->birth_precision, birth, precision))
			out->list[kept++] = *p;
	}
	out->n = kept;
	return OK;
}

/* The code of an appointment or a registration, as scanned or typed; *found false when it is none that this unit may open. */
static enum err
search_code(struct ctx *cx, const struct look *look, const char *q, bool *found)
{
	struct rows rows;
	*found = false;
	for (const char *p = q; *p; p++)
		if (!isascii((unsigned char)*p) || !isalnum((unsigned char)*p))
			return OK;
	if (strlen(q) < 6 || strlen(q) > 64)
		return OK;
	char *upper = arena_strdup(cx->mem, q);
	for (char *p = upper; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	TRY(db_query(cx, sql_code_person(q, upper), &rows));
	if (!rows.n)
		return OK;
	int64_t id = db_cell(&rows, 0, 0)->i;
	struct search *out = look->out;
	TRY(person_list(cx, &id, 1, &out->list, &out->n));
	if (db_cell(&rows, 0, 1)->i != look->unit->id)
		TRY(keep_visible(cx, look->unit, &look->area, out->list, &out->n));
	*found = out->n > 0;
	out->how = SEARCH_CODE;
	return OK;
}

enum err
person_search(struct ctx *cx, const struct unit *unit, const char *q, struct search *out)
{
	struct look look = { .unit = unit, .out = out };
	bool found;
	*out = (struct search){ .how = SEARCH_NAME };
	TRY(text_clean(cx, "q", q ? q : "", strlen(q ? q : ""), QUERY_MAX_LENGTH, false, &q));
	TRY(area_of(cx, unit, &look.area));
	out->has_card = card_parse(cx->mem, q, strlen(q), &out->card);
	if (out->has_card)
		return search_card(cx, &look);
	TRY(search_code(cx, &look, q, &found));
	if (found)
		return OK;
	const char *bare = number_bare(cx->mem, q), *phone = typed_phone(cx->mem, q);
	if (phone || looks_like_number(bare))
		return search_number(cx, &look, bare, phone);
	return search_name(cx, &look, q, NULL);
}

enum err
person_find(struct ctx *cx, const struct unit *unit, const char *number, struct person **out, size_t *n)
{
	int64_t count, ids[SHARED_MAX];
	struct rows rows;
	const char *bare = number ? number_bare(cx->mem, number) : NULL;
	if (!cx->why || strlen(cx->why) < 3)
		return fail_field(cx, "why", "field.required", "Cần ghi lý do tra cứu toàn quốc.",
				  "The reason for a nationwide look-up is required.");
	if (!bare || strlen(bare) < 5 || strlen(bare) > 20)
		return fail_field(cx, "number", "number.invalid",
				  "Nhập đủ số CCCD, CMND, hộ chiếu hoặc thẻ bảo hiểm y tế.",
				  "Type a whole CCCD, CMND, passport or insurance number.");
	TRY(rate_count(cx, arena_printf(cx->mem, "lookup:%lld", (long long)(cx->actor ? cx->actor->staff_id : 0)),
		       MS_DAY, &count));
	if (count > FIND_PER_DAY)
		return fail_until(
			cx, rate_end(cx, MS_DAY), "lookup.quota",
			"Bạn đã tra cứu toàn quốc %d lần hôm nay. Hãy nhờ đồng nghiệp hoặc đợi đến mai.",
			"You have looked up %d people nationwide today. Ask a colleague or wait until tomorrow.",
			FIND_PER_DAY);
	TRY(db_query(cx, sql_identity_holders(0, bare, last_ten(bare), NULL, NULL, NULL, HOLDERS_MAX), &rows));
	bool outside[SHARED_MAX];
	for (size_t r = 0; r < rows.n; r++) {
		ids[r] = db_cell(&rows, r, 0)->i;
		struct rows linked;
		TRY(db_query(cx, sql_person_linked(unit->id, ids[r], cx->now), &linked));
		outside[r] = !linked.n || !db_cell(&linked, 0, 0)->null;
	}
	for (size_t r = 0; r < rows.n; r++)
		TRY(db_post(cx, sql_person_grant(unit->id, ids[r], cx->now + FIND_GRANT_HOURS * MS_HOUR)));
	TRY(person_list(cx, ids, rows.n, out, n));
	for (size_t i = 0; i < *n; i++)
		for (size_t r = 0; r < rows.n; r++)
			if ((*out)[i].id == ids[r])
				(*out)[i].outside = outside[r];
	return OK;
}
