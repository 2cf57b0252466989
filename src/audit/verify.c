/* Does the audit trail still say what it said? Every link is computed anew; anchors are held against it. */
#include "audit/chain_parts.h"
#include "audit_sql.h"
#include "base/clock.h"
#include "base/id.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

enum { VERIFY_PAGE = 5000, FAULTS_SHOWN = 100 };

/* One anchored head. */
struct anchor {
	int64_t chain, seq;
	unsigned char link[CHAIN_LINK_BYTES];
};

struct anchors {
	struct anchor *list; /* by chain and seq; malloc'd */
	size_t n, cap;
};

static void
fault(struct verdict_of_audit *v, int64_t chain, int64_t seq, const char *what, const char *vi, const char *en)
{
	if (++v->faults > FAULTS_SHOWN)
		return;
	json_obj(&v->list);
	json_kv_i64(&v->list, "chain", chain);
	json_kv_i64(&v->list, "seq", seq);
	json_kv_text(&v->list, "fault", what);
	json_kv_text(&v->list, "vi", vi);
	json_kv_text(&v->list, "en", en);
	json_obj_end(&v->list);
}

/* ---- the anchors' file ---- */

static void
add_anchor(struct anchors *a, const json_t *head)
{
	struct anchor one = { json_integer_value(json_object_get(head, "chain")),
			      json_integer_value(json_object_get(head, "seq")),
			      { 0 } };
	const char *hex = json_string_value(json_object_get(head, "link"));
	size_t got;
	if (!hex || sodium_hex2bin(one.link, sizeof one.link, hex, strlen(hex), NULL, &got, NULL) != 0)
		return;
	if (a->n == a->cap) {
		a->cap = a->cap ? a->cap * 2 : 256;
		a->list = realloc(a->list, a->cap * sizeof *a->list);
		if (!a->list)
			abort();
	}
	a->list[a->n++] = one;
}

static bool
signature_holds(const char *line, size_t n, const unsigned char public[crypto_sign_PUBLICKEYBYTES])
{
	static const char word[] = ",\"sig\":\"";
	unsigned char sig[crypto_sign_BYTES];
	size_t got, tail = sizeof word - 1 + 2 * sizeof sig + 2; /* ,"sig":"hex"} */
	if (n <= tail || memcmp(line + n - tail, word, sizeof word - 1) != 0)
		return false;
	return sodium_hex2bin(sig, sizeof sig, line + n - tail + sizeof word - 1, 2 * sizeof sig, NULL, &got, NULL) ==
		       0 &&
	       crypto_sign_verify_detached(sig, (const unsigned char *)line, n - tail, public) == 0;
}

/* One line: its signature, its place after the line before, its heads. */
static void
read_line(struct ctx *cx, struct verdict_of_audit *v, struct anchors *a, const char *line, size_t n,
	  const char *previous, const unsigned char *public)
{
	json_t *root = signature_holds(line, n, public) ? json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const char *said = json_string_value(json_object_get(root, "previous"));
	const char *at = json_string_value(json_object_get(root, "at"));
	int64_t ms;
	size_t i;
	json_t *head;
	(void)cx;
	v->anchors++;
	if (!root || !said || !at || !clock_parse(at, &ms)) {
		fault(v, 0, v->anchors, "anchor_signature", "Dòng neo này không có chữ ký đúng.",
		      "This line of the anchors is not rightly signed.");
		json_decref(root);
		return;
	}
	if (strcmp(said, previous) != 0)
		fault(v, 0, v->anchors, "anchor_missing", "Thiếu một dòng neo trước dòng này.",
		      "A line of the anchors before this one is missing.");
	json_array_foreach(json_object_get(root, "heads"), i, head) {
		add_anchor(a, head);
	}
	if (ms > v->vouched_ms)
		v->vouched_ms = ms;
	json_decref(root);
}

static int
by_place(const void *x, const void *y)
{
	const struct anchor *a = x, *b = y;
	if (a->chain != b->chain)
		return a->chain < b->chain ? -1 : 1;
	return (a->seq > b->seq) - (a->seq < b->seq);
}

static enum err
read_anchors(struct ctx *cx, struct verdict_of_audit *v, struct anchors *a, const char *text, const char *public_hex)
{
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	const char *previous = "";
	size_t got = 0;
	if (!text)
		return OK;
	if (!public_hex || strlen(public_hex) < 2 * sizeof public ||
	    sodium_hex2bin(public, sizeof public, public_hex, 2 * sizeof public, NULL, &got, NULL) != 0)
		return fail_field(cx, "--key", "audit.key", "--key: tệp này không chứa khóa công khai của nhật ký.",
				  "--key: this file holds no public key of the audit trail.");
	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n");
		read_line(cx, v, a, line, n, previous, public);
		previous = sha256_hex(cx->mem, line, n);
		line += n + (line[n] == '\n');
	}
	if (a->n)
		qsort(a->list, a->n, sizeof *a->list, by_place);
	return OK;
}

/* ---- the chains ---- */

/* Where the verification of one chain stands. */
struct walk {
	int64_t chain;
	struct head head;
	const struct anchor *next, *end; /* anchors not yet reached */
	int64_t last_anchored;
};

static struct trail
entry_of(const struct rows *rows, size_t r)
{
	return (struct trail){ .unit_id = db_cell(rows, r, 0)->i,
			       .id = db_cell(rows, r, 1)->i,
			       .staff_id = db_cell(rows, r, 2)->i,
			       .act = db_cell(rows, r, 3)->p,
			       .subject = db_cell(rows, r, 4)->p,
			       .why = db_cell(rows, r, 5)->p,
			       .body_hash = db_cell(rows, r, 6)->p,
			       .request_id = db_cell(rows, r, 7)->i,
			       .at_ms = db_cell(rows, r, 8)->i };
}

/* Anchors at or before this entry: the link must be theirs. */
static void
hold_anchors(struct verdict_of_audit *v, struct walk *w)
{
	for (; w->next < w->end && w->next->chain == w->chain && w->next->seq <= w->head.seq; w->next++) {
		w->last_anchored = w->next->seq;
		if (w->next->seq == w->head.seq && memcmp(w->next->link, w->head.link, CHAIN_LINK_BYTES) != 0)
			fault(v, w->chain, w->head.seq, "anchor_differs",
			      "Mục này không còn như khi được neo: chuỗi đã bị viết lại.",
			      "This entry is not what it was when it was anchored: the chain was rewritten.");
	}
}

static void
step(struct verdict_of_audit *v, struct walk *w, const struct rows *rows, size_t r)
{
	struct trail entry = entry_of(rows, r);
	int64_t seq = db_cell(rows, r, 9)->i;
	const struct cell *link = db_cell(rows, r, 10);
	unsigned char right[CHAIN_LINK_BYTES];
	v->entries++;
	if (seq != w->head.seq + 1)
		fault(v, w->chain, seq, seq <= w->head.seq ? "twice" : "missing",
		      seq <= w->head.seq ? "Số thứ tự này có hai mục." : "Thiếu một hoặc nhiều mục trước mục này.",
		      seq <= w->head.seq ? "Two entries have this number."
					 : "One or more entries before this one are missing.");
	chain_link(w->chain, seq, &entry, w->head.link, right);
	bool holds = link->n == CHAIN_LINK_BYTES && memcmp(link->p, right, CHAIN_LINK_BYTES) == 0;
	/* after a gap the link cannot hold, and the gap was told */
	if (!holds && seq == w->head.seq + 1)
		fault(v, w->chain, seq, "changed", "Mục này hoặc mục ngay trước nó đã bị thay đổi.",
		      "This entry, or the one right before it, was changed.");
	w->head.seq = seq;
	memset(w->head.link, 0, sizeof w->head.link);
	if (link->n == CHAIN_LINK_BYTES)
		memcpy(w->head.link, link->p, CHAIN_LINK_BYTES);
	hold_anchors(v, w);
}

static enum err
walk_chain(struct ctx *cx, struct verdict_of_audit *v, struct walk *w)
{
	struct arena *keep = cx->mem, *page = arena_new();
	enum err err = OK;
	cx->mem = page;
	for (struct rows rows = { .n = VERIFY_PAGE }; err == OK && rows.n == VERIFY_PAGE;) {
		arena_reset(page);
		err = db_query(cx, sql_audit_page(w->chain, w->head.seq, VERIFY_PAGE), &rows);
		for (size_t r = 0; err == OK && r < rows.n; r++)
			step(v, w, &rows, r);
	}
	cx->mem = keep;
	arena_free(page);
	if (w->next < w->end && w->next->chain == w->chain)
		fault(v, w->chain, w->end[-1].seq, "cut_off",
		      "Chuỗi đã bị cắt đuôi: các mục cuối từng được neo nay không còn.",
		      "The chain was cut off: its last entries were anchored and are gone.");
	v->since_anchor += w->head.seq - w->last_anchored;
	return err;
}

/* The anchors of one chain, as a range of the sorted list. */
static struct walk
walk_of(const struct anchors *a, int64_t chain)
{
	size_t first = 0;
	while (first < a->n && a->list[first].chain < chain)
		first++;
	size_t end = first;
	while (end < a->n && a->list[end].chain == chain)
		end++;
	return (struct walk){ .chain = chain,
			      .next = a->n ? a->list + first : NULL,
			      .end = a->n ? a->list + end : NULL };
}

/* A chain that has anchors and no entry at all any more. */
static void
find_vanished(struct verdict_of_audit *v, const struct anchors *a, int64_t after, int64_t before)
{
	int64_t told = after;
	for (size_t i = 0; i < a->n; i++)
		if (a->list[i].chain > told && a->list[i].chain < before) {
			told = a->list[i].chain;
			fault(v, told, a->list[i].seq, "cut_off", "Cả chuỗi này từng được neo nay không còn.",
			      "This whole chain was anchored and is gone.");
		}
}

static enum err
walk_all(struct ctx *cx, struct verdict_of_audit *v, const struct anchors *a)
{
	for (int64_t chain = 0, next;; chain = next) {
		TRY(db_number(cx, sql_audit_next_chain(chain), INT64_MAX, &next));
		find_vanished(v, a, chain, next);
		if (next == INT64_MAX)
			return OK;
		struct walk w = walk_of(a, next);
		v->chains++;
		TRY(walk_chain(cx, v, &w));
	}
}

enum err
audit_verify(struct ctx *cx, const char *anchors, const char *public_key, struct verdict_of_audit *out)
{
	struct anchors a = { 0 };
	*out = (struct verdict_of_audit){ .list = buf_new(cx->mem) };
	json_arr(&out->list);
	enum err err = db_number(cx, sql_audit_unchained(), 0, &out->before_chains);
	if (err == OK)
		err = read_anchors(cx, out, &a, anchors, public_key);
	if (err == OK)
		err = walk_all(cx, out, &a);
	json_arr_end(&out->list);
	free(a.list);
	return err;
}
