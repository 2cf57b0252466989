/* prove.c - the recount: boards, records, stock and counters as the server has them now, against what it answered. */
#include "replay/parts.h"

#include "base/clock.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	DIFFERENCES_SHOWN = 20,
	PROOF_SECONDS = 60, /* certificates and the sums of upper units have so long, or as long as --patience says */
	LOOK_MS = 100
};

struct proof {
	struct replay *r;
	struct buf shown; /* JSON list */
	int64_t differing, until_us;
	int64_t released, doses, certificates;
};

/* What one site, or the commune, should have counted. */
struct tally {
	int64_t injected, certified, refused;
};

static void differ(struct proof *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void
differ(struct proof *p, const char *fmt, ...)
{
	char text[400];
	va_list args;
	if (p->differing++ >= DIFFERENCES_SHOWN)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	json_text(&p->shown, text);
}

static const char *
text_in(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));
	return s ? s : "";
}

/* ---- boards ---- */

struct seat {
	int64_t person_id;
	struct journey *journey;
	bool seen;
};

static int
compare_seats(const void *a, const void *b)
{
	int64_t x = ((const struct seat *)a)->person_id, y = ((const struct seat *)b)->person_id;
	return x < y ? -1 : x > y;
}

static uint8_t
steps_behind(const char *step)
{
	static const char *const after[STEP__COUNT] = { "checked_in", "screened", "observing", "released" };
	for (uint8_t s = 0; s < STEP__COUNT; s++)
		if (strcmp(step, after[s]) == 0)
			return (uint8_t)(s + 1);
	return 0;
}

static void
compare_row(struct proof *p, const json_t *row, const struct journey *j)
{
	const char *step = text_in(row, "step");
	uint8_t at = steps_behind(step);
	if (at < j->done || at > j->done + j->unsure)
		differ(p, "person %lld: %s was acknowledged, the board says %s", (long long)j->person_id,
		       j->done ? step_names[j->done - 1] : "nothing", step);
	if (j->visit_id && json_id_of(row, "visit_id") != j->visit_id)
		differ(p, "person %lld: visit %lld was acknowledged, the board has %s", (long long)j->person_id,
		       (long long)j->visit_id, text_in(row, "visit_id"));
	p->released += at == STEP__COUNT;
	if (at == STEP__COUNT && strcmp(text_in(row, "certificate"), "issued") != 0)
		differ(p, "person %lld: released and no certificate in time", (long long)j->person_id);
}

/* The board's own sums are those of its rows. */
static void
compare_counts(struct proof *p, const struct roll *roll)
{
	const json_t *rows = json_object_get(p->r->answer, "items"), *n;
	const char *step;
	json_t *row;
	size_t i;
	int64_t sum = 0;
	json_object_foreach(json_object_get(p->r->answer, "counts"), step, n) {
		int64_t have = 0;
		json_array_foreach(rows, i, row)
			have += strcmp(text_in(row, "step"), step) == 0;
		if (have != json_integer_value(n))
			differ(p, "session %lld: %lld people are %s, its sum says %lld", (long long)roll->session_id,
			       (long long)have, step, (long long)json_integer_value(n));
		sum += json_integer_value(n);
	}
	if (sum != roll->n)
		differ(p, "session %lld: its sums count %lld people of %u", (long long)roll->session_id, (long long)sum,
		       roll->n);
}

static void
compare_board(struct proof *p, const struct roll *roll)
{
	struct arena *mem = arena_new();
	struct seat *seats = NEW(mem, struct seat, roll->n);
	size_t i;
	json_t *row;
	for (uint32_t k = 0; k < roll->n; k++) {
		struct journey *j = roll_journey(p->r, roll, k);
		seats[k] = (struct seat){ j->person_id, j, false };
	}
	qsort(seats, roll->n, sizeof *seats, compare_seats);
	json_array_foreach(json_object_get(p->r->answer, "items"), i, row) {
		struct seat key = { .person_id = json_id_of(row, "person_id") };
		struct seat *seat = bsearch(&key, seats, roll->n, sizeof *seats, compare_seats);
		if (!seat)
			differ(p, "session %lld: person %lld is on the board and was never on the list",
			       (long long)roll->session_id, (long long)key.person_id);
		else if (seat->seen)
			differ(p, "person %lld: twice on the board", (long long)key.person_id);
		else
			compare_row(p, row, seat->journey);
		if (seat)
			seat->seen = true;
	}
	for (uint32_t k = 0; k < roll->n; k++)
		if (!seats[k].seen)
			differ(p, "person %lld: missing on the board of session %lld", (long long)seats[k].person_id,
			       (long long)roll->session_id);
	compare_counts(p, roll);
	arena_free(mem);
}

static bool
certificates_pending(const struct replay *r)
{
	size_t i;
	json_t *row;
	json_array_foreach(json_object_get(r->answer, "items"), i, row) {
		if (strcmp(text_in(row, "step"), "released") == 0 && strcmp(text_in(row, "certificate"), "issued") != 0)
			return true;
	}
	return false;
}

static bool
may_look_again(const struct proof *p)
{
	if (clock_monotonic_us() > p->until_us)
		return false;
	poll(NULL, 0, LOOK_MS);
	return true;
}

static enum err
prove_boards(struct proof *p)
{
	struct replay *r = p->r;
	for (size_t i = 0; i < r->nrolls; i++) {
		const struct roll *roll = &r->rolls[i];
		const struct site *site = &r->sites[roll->site];
		const char *path = arena_printf(r->cx->mem, "/api/v1/units/%lld/sessions/%lld/board",
						(long long)site->id, (long long)roll->session_id);
		do
			TRY(talk(r, "GET", path, site->tokens[CHECK_IN], NULL, 200));
		while (certificates_pending(r) && may_look_again(p));
		compare_board(p, roll);
	}
	return OK;
}

/* ---- records ---- */

static void
compare_record(struct proof *p, const struct journey *j)
{
	int doses = j->done > INJECTION, certificates = j->done > RELEASE;
	int more_doses = j->unsure && j->done == INJECTION, more_certificates = j->unsure && j->done == RELEASE;
	if (j->doses < doses || j->doses > doses + more_doses)
		differ(p, "person %lld: %d doses were acknowledged, the record has %d", (long long)j->person_id, doses,
		       j->doses);
	if (j->certificates < certificates || j->certificates > certificates + more_certificates)
		differ(p, "person %lld: %d certificates are due, the record has %d", (long long)j->person_id,
		       certificates, j->certificates);
	p->doses += j->doses;
	p->certificates += j->certificates;
}

static enum err
prove_records(struct proof *p)
{
	TRY(replay_drive(p->r, RECORD));
	for (int64_t i = 0; i < p->r->plan->journeys; i++)
		compare_record(p, &p->r->journeys[i]);
	return OK;
}

/* ---- counters and stock ---- */

static enum err
read_counters(struct replay *r, int64_t unit_id, struct tally *out)
{
	size_t i;
	json_t *c;
	*out = (struct tally){ 0 };
	TRY(talk(r, "GET",
		 arena_printf(r->cx->mem, "/api/v1/units/%lld/counters?from=%s", (long long)unit_id, r->today),
		 r->admin_token, NULL, 200));
	json_array_foreach(json_object_get(r->answer, "items"), i, c) {
		const char *outcome = text_in(c, "outcome");
		int64_t n = json_integer_value(json_object_get(c, "n"));
		out->injected += strcmp(outcome, "injected") == 0 ? n : 0;
		out->certified += strcmp(outcome, "certificate") == 0 ? n : 0;
		out->refused += strcmp(outcome, "refused") == 0 ? n : 0;
	}
	return OK;
}

enum err
replay_count_before(struct replay *r)
{
	struct tally t;
	TRY(read_counters(r, r->commune_id, &t));
	r->injected_before = t.injected;
	r->certified_before = t.certified;
	r->refused_before = t.refused;
	return OK;
}

static bool
same(const struct tally *a, const struct tally *b)
{
	return a->injected == b->injected && a->certified == b->certified && a->refused == b->refused;
}

/* Sums come at most a second later, so they are looked at until they agree or the time is over. */
static enum err
prove_counters_of(struct proof *p, int64_t unit_id, const struct tally *want)
{
	struct tally have;
	do
		TRY(read_counters(p->r, unit_id, &have));
	while (!same(&have, want) && may_look_again(p));
	if (!same(&have, want))
		differ(p,
		       "unit %lld: its counters say %lld injected, %lld certificates, %lld refused; counted: %lld, "
		       "%lld, %lld",
		       (long long)unit_id, (long long)have.injected, (long long)have.certified, (long long)have.refused,
		       (long long)want->injected, (long long)want->certified, (long long)want->refused);
	return OK;
}

static enum err
prove_stock(struct proof *p, const struct site *site, int64_t injected)
{
	size_t i;
	json_t *lot;
	int64_t have = 0, want = site->people + SPARE_DOSES - injected;
	TRY(talk(p->r, "GET", arena_printf(p->r->cx->mem, "/api/v1/units/%lld/lots", (long long)site->id),
		 p->r->admin_token, NULL, 200));
	json_array_foreach(json_object_get(p->r->answer, "items"), i, lot) {
		if (json_id_of(lot, "lot_id") == site->lot_id)
			have = json_integer_value(json_object_get(lot, "doses"));
	}
	if (have != want)
		differ(p, "site %lld: %lld doses on hand, %lld should be left", (long long)site->id, (long long)have,
		       (long long)want);
	return OK;
}

static enum err
prove_counters(struct proof *p)
{
	struct replay *r = p->r;
	struct tally all = { r->injected_before, r->certified_before, r->refused_before + 1 };
	struct tally *tallies = NEW(r->cx->mem, struct tally, (size_t)r->plan->sites);
	for (int64_t i = 0; i < r->plan->journeys; i++) {
		struct tally *t = &tallies[r->rolls[r->journeys[i].roll].site];
		t->injected += r->journeys[i].doses;
		t->certified += r->journeys[i].certificates;
	}
	tallies[0].refused = 1; /* who came for the form */
	for (int64_t i = 0; i < r->plan->sites; i++) {
		TRY(prove_counters_of(p, r->sites[i].id, &tallies[i]));
		TRY(prove_stock(p, &r->sites[i], tallies[i].injected));
		all.injected += tallies[i].injected;
		all.certified += tallies[i].certified;
	}
	return prove_counters_of(p, r->commune_id, &all);
}

enum err
replay_prove(struct replay *r, struct buf *report, bool *proved)
{
	int64_t seconds = r->plan->patience_s > PROOF_SECONDS ? r->plan->patience_s : PROOF_SECONDS;
	struct proof p = { .r = r, .shown = buf_new(r->cx->mem) };
	p.until_us = clock_monotonic_us() + seconds * 1000000;
	json_arr(&p.shown);
	TRY(prove_boards(&p));
	TRY(prove_records(&p));
	TRY(prove_counters(&p));
	json_arr_end(&p.shown);
	*proved = p.differing == 0;
	json_key(report, "proof");
	json_obj(report);
	json_kv_bool(report, "proved", *proved);
	json_kv_i64(report, "released", p.released);
	json_kv_i64(report, "doses", p.doses);
	json_kv_i64(report, "certificates", p.certificates);
	json_kv_i64(report, "differing", p.differing);
	json_key(report, "differences");
	json_raw(report, buf_text(&p.shown));
	json_obj_end(report);
	return OK;
}
