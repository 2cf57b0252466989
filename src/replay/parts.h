/* parts.h - what the files of replay share: the plan, the made-up sites and people, and where each of them is. */
#ifndef REPLAY_PARTS_H
#define REPLAY_PARTS_H

#include "base/ctx.h"
#include "replay/measure.h"
#include "replay/replay.h"
#include "replay/wire.h"

#include <jansson.h>

/* The four steps; RECORD is the reading back of a person's record for the proof. */
enum step { CHECK_IN, SCREENING, INJECTION, RELEASE, STEP__COUNT, RECORD = STEP__COUNT };
/* "check_in", ...: in the report, the journal and as kind of a /sync event. */
extern const char *const step_names[STEP__COUNT + 1];

enum { UUID_SIZE = 37, PATH_SIZE = 160, SPARE_DOSES = 10 /* that a site has beyond one for each person */ };

struct site {
	int64_t id, lot_id;
	const char *tokens[STEP__COUNT]; /* of who stands at that table; with batches all of them the manager's */
	uint32_t people;
	uint32_t at;  /* batches: the next event to send of it */
	bool sending; /* batches: one at a time, as one station would */
};

/* The people of one session of one site. */
struct roll {
	uint32_t site, first, n; /* the site's people first, first + 1, ... */
	int64_t session_id, job_id;
};

struct journey {
	uint32_t roll;
	uint8_t done; /* steps that were acknowledged */
	bool female;
	bool failed;                 /* a step was refused or never answered: no further one is tried */
	bool unsure;                 /* ... and it may have been done all the same */
	uint8_t doses, certificates; /* valid ones, as the record has them */
	int64_t person_id, visit_id, version;
	int64_t due_us; /* when its next step could begin */
	char uuid[STEP__COUNT][UUID_SIZE];
};

struct replay {
	struct ctx *cx;
	const struct replay_plan *plan;
	struct address address;
	struct wire wire; /* for what is asked one thing at a time */
	json_t *answer;   /* of the last such question */
	const char *admin_token, *code, *today;
	int64_t clock_shift; /* the server's clock less ours, ms */
	int64_t nation_id, commune_id, campaign_id;
	const char *answers[2]; /* "no" to every question that a man, a woman is asked */
	struct site *sites;
	struct roll *rolls;
	size_t nrolls;
	struct journey *journeys;
	int64_t injected_before, certified_before, refused_before; /* counters of the commune */
	int journal;                                               /* -1: none */
	struct measure measure;
};

/* Person i of a list. */
struct journey *roll_journey(const struct replay *r, const struct roll *roll, uint32_t i);
/* RFC 3339, the server's time. */
void server_now(const struct replay *r, char out[32]);

/* ---- talk.c: one question at a time ---- */

/* Asks and waits. The answer's JSON is r->answer until the next question. Any other status than want is a failure with the
 * server's own words. body NULL: none. Sent again under the same key as long as the plan's patience lasts. */
enum err
talk(struct replay *r, const char *method, const char *path, const char *token, const char *body, int want) MUST_CHECK;
/* A list of people: text/csv. */
enum err talk_csv(struct replay *r, const char *path, const char *token, const struct buf *csv, int want) MUST_CHECK;
/* A member of r->answer that must be there; an id is a text of digits. */
enum err answer_text(struct replay *r, const char *key, const char **out) MUST_CHECK;
enum err answer_id(struct replay *r, const char *key, int64_t *out) MUST_CHECK;
int64_t json_id_of(const json_t *object, const char *key);

/* ---- the stages ---- */

/* Campaign, sites, staff, lots, sessions, people, the form: everything that is there before the first arrival. */
enum err replay_prepare(struct replay *r) MUST_CHECK;
/* The people of all lists: sent, imported, and known by their ids. Part of replay_prepare(). */
enum err replay_people(struct replay *r) MUST_CHECK;
/* Notes how the commune's counters stand; part of replay_prepare(). */
enum err replay_count_before(struct replay *r) MUST_CHECK;
/* Runs all journeys. from RECORD: reads all records back instead. */
enum err replay_drive(struct replay *r, enum step from) MUST_CHECK;
/* Compares what the server says now with what it answered; writes the member "proof" of the report. */
enum err replay_prove(struct replay *r, struct buf *report, bool *proved) MUST_CHECK;

/* ---- step.c: requests and answers of the steps ---- */

/* Writes the request of a step. key: with an Idempotency-Key. */
void step_write(const struct replay *r, struct wire *w, const struct journey *j, enum step step, bool key);
/* The visit itself, to see what became of a step that was not answered. */
void step_write_look(const struct replay *r, struct wire *w, const struct journey *j, enum step step);
/* Takes what a visit's JSON says into the journey; false: it is no visit. *at: steps that the visit has behind it. */
bool step_read(struct journey *j, const char *body, uint8_t *at);
/* Doses and certificates of a person's record. */
bool step_read_record(struct journey *j, const char *body, size_t n);

struct event {
	uint32_t journey;
	enum step step;
};
/* One POST /api/v1/sync of events that all belong to one site. */
void step_write_batch(const struct replay *r, struct wire *w, const struct event *events, size_t n, bool key);

/* A member of a JSON object's first level, without copying: the text inside the quotes, or the bare value. */
bool json_peek(const char *json, const char *key, const char **value, size_t *n);

/* ---- journal.c ---- */

enum err journal_open(struct replay *r) MUST_CHECK;
/* A line for each event: sent for the first time, or (status not 0) acknowledged. In the file when it returns. */
void journal_events(const struct replay *r, const struct event *events, size_t n, int status);
/* {"event":"begin"}: everything is prepared; {"event":"end"}: everybody went through. */
void journal_mark(const struct replay *r, const char *what);

#endif
