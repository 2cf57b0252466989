#include "replay/parts.h"

#include "base/clock.h"
#include "base/field.h"

#include <stdio.h>

const char *const step_names[STEP__COUNT + 1] = { "check_in", "screening", "injection", "release", "record" };

/* What a well person shows: 0.1 degrees, beats, mmHg, breaths. */
#define SIGNS "\"temperature\":366,\"pulse\":75,\"systolic\":120,\"diastolic\":75,\"breathing\":18"
#define BODY_SITE "left_arm"

static void
write_path(const struct replay *r, const struct journey *j, enum step step, char path[PATH_SIZE])
{
	static const char *const ends[] = {
		[SCREENING] = "/screening", [INJECTION] = "/injection", [RELEASE] = "/release"
	};
	const struct roll *roll = &r->rolls[j->roll];
	long long unit = (long long)r->sites[roll->site].id;
	if (step == CHECK_IN)
		snprintf(path, PATH_SIZE, "/api/v1/units/%lld/sessions/%lld/visits", unit, (long long)roll->session_id);
	else if (step == RECORD)
		snprintf(path, PATH_SIZE, "/api/v1/units/%lld/persons/%lld", unit, (long long)j->person_id);
	else
		snprintf(path, PATH_SIZE, "/api/v1/units/%lld/visits/%lld%s", unit, (long long)j->visit_id, ends[step]);
}

static void
write_body(const struct replay *r, const struct journey *j, enum step step, struct buf *out)
{
	const struct site *site = &r->sites[r->rolls[j->roll].site];
	long long version = (long long)j->version;
	switch (step) {
	case CHECK_IN:
		buf_printf(out, "{\"uuid\":\"%s\",\"person_id\":\"%lld\",\"identity_seen\":\"card\",\"consent\":true}",
			   j->uuid[CHECK_IN], (long long)j->person_id);
		break;
	case SCREENING:
		buf_printf(out, "{\"version\":%lld," SIGNS ",\"answers\":%s}", version, r->answers[j->female]);
		break;
	case INJECTION:
		buf_printf(out,
			   "{\"version\":%lld,\"uuid\":\"%s\",\"lot_id\":\"%lld\",\"body_site\":\"" BODY_SITE "\"}",
			   version, j->uuid[INJECTION], (long long)site->lot_id);
		break;
	case RELEASE:
		buf_printf(out, "{\"version\":%lld}", version);
		break;
	case RECORD:
		break;
	}
}

void
step_write(const struct replay *r, struct wire *w, const struct journey *j, enum step step, bool key)
{
	char path[PATH_SIZE];
	const struct site *site = &r->sites[r->rolls[j->roll].site];
	bool reads = step == RECORD;
	struct wire_head head = { .method = reads ? "GET" : "POST",
				  .path = path,
				  .token = site->tokens[reads ? CHECK_IN : step],
				  .key = key && !reads ? j->uuid[step] : NULL };
	arena_reset(w->mem);
	struct buf body = buf_new(w->mem);
	write_path(r, j, step, path);
	write_body(r, j, step, &body);
	wire_write(w, &head, reads ? NULL : body.p, body.n);
}

void
step_write_look(const struct replay *r, struct wire *w, const struct journey *j, enum step step)
{
	char path[PATH_SIZE];
	const struct site *site = &r->sites[r->rolls[j->roll].site];
	snprintf(path, sizeof path, "/api/v1/units/%lld/visits/%lld", (long long)site->id, (long long)j->visit_id);
	arena_reset(w->mem);
	wire_write(w, &(struct wire_head){ .method = "GET", .path = path, .token = site->tokens[step] }, NULL, 0);
}

/* ---- batches ---- */

static void
write_event(const struct replay *r, const struct event *e, const char *at, struct buf *out)
{
	const struct journey *j = &r->journeys[e->journey];
	const struct roll *roll = &r->rolls[j->roll];
	buf_printf(out, "{\"id\":\"%s\",\"kind\":\"%s\",\"at\":\"%s\",\"person_id\":\"%lld\",\"session_id\":\"%lld\"",
		   j->uuid[e->step], step_names[e->step], at, (long long)j->person_id, (long long)roll->session_id);
	if (e->step == CHECK_IN)
		buf_str(out, ",\"identity_seen\":\"card\",\"consent\":true");
	if (e->step == SCREENING)
		buf_printf(out, "," SIGNS ",\"verdict\":\"eligible\",\"answers\":%s", r->answers[j->female]);
	if (e->step == INJECTION)
		buf_printf(out, ",\"lot_id\":\"%lld\",\"body_site\":\"" BODY_SITE "\"",
			   (long long)r->sites[roll->site].lot_id);
	buf_char(out, '}');
}

void
step_write_batch(const struct replay *r, struct wire *w, const struct event *events, size_t n, bool key)
{
	const struct site *site = &r->sites[r->rolls[r->journeys[events[0].journey].roll].site];
	char at[STEP__COUNT][CLOCK_RFC3339_SIZE];
	int64_t now = clock_now() + r->clock_shift;
	for (int s = 0; s < STEP__COUNT; s++)
		clock_rfc3339(now - (STEP__COUNT - 1 - s), at[s]);
	arena_reset(w->mem);
	struct buf body = buf_new(w->mem);
	buf_printf(&body, "{\"unit_id\":\"%lld\",\"events\":[", (long long)site->id);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&body, ',');
		write_event(r, &events[i], at[events[i].step], &body);
	}
	buf_str(&body, "]}");
	/* a batch is known by its first event: one event stands at the head of one batch only */
	struct wire_head head = { .method = "POST",
				  .path = "/api/v1/sync",
				  .token = site->tokens[CHECK_IN],
				  .key = key ? r->journeys[events[0].journey].uuid[events[0].step] : NULL };
	wire_write(w, &head, body.p, body.n);
}

/* ---- answers ---- */

/* p stands on a value's first character; returns what follows it. */
static const char *
skip_text(const char *p)
{
	for (p++; *p && *p != '"'; p++)
		if (*p == '\\' && p[1])
			p++;
	return *p ? p + 1 : p;
}

/* To the comma or bracket behind a value. */
static const char *
skip_value(const char *p)
{
	int depth = 0;
	for (; *p; p++) {
		if (*p == '"')
			p = skip_text(p) - 1;
		else if (*p == '{' || *p == '[')
			depth++;
		else if ((*p == '}' || *p == ']') && depth-- == 0)
			break;
		else if (*p == ',' && depth == 0)
			break;
	}
	return p;
}

bool
json_peek(const char *json, const char *key, const char **value, size_t *n)
{
	size_t len = strlen(key);
	if (*json != '{')
		return false;
	for (const char *p = json + 1; *p == '"';) {
		const char *name = p + 1;
		p = skip_text(p);
		bool hit = (size_t)(p - 1 - name) == len && memcmp(name, key, len) == 0;
		p += *p == ':';
		const char *from = p;
		p = skip_value(p);
		if (hit) {
			bool text = *from == '"' && p > from + 1;
			*value = from + text;
			*n = (size_t)(p - from) - 2 * text;
			return true;
		}
		p += *p == ',';
	}
	return false;
}

static bool
peek_number(const char *json, const char *key, int64_t *out)
{
	const char *v;
	size_t n;
	*out = 0;
	if (!json_peek(json, key, &v, &n) || !n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (v[i] < '0' || v[i] > '9')
			return false;
		*out = *out * 10 + (v[i] - '0');
	}
	return true;
}

bool
step_read(struct journey *j, const char *body, uint8_t *at)
{
	static const char *const after[STEP__COUNT] = { "checked_in", "screened", "observing", "released" };
	const char *step;
	size_t n;
	int64_t id, version;
	if (!peek_number(body, "id", &id) || !peek_number(body, "version", &version) ||
	    !json_peek(body, "step", &step, &n))
		return false;
	*at = 0;
	for (uint8_t s = 0; s < STEP__COUNT; s++)
		if (strlen(after[s]) == n && memcmp(after[s], step, n) == 0)
			*at = (uint8_t)(s + 1);
	j->visit_id = id;
	j->version = version;
	return true;
}

static uint8_t
count_valid(const json_t *list)
{
	size_t i;
	json_t *item;
	uint8_t n = 0;
	json_array_foreach(list, i, item) {
		const char *state = json_string_value(json_object_get(item, "state"));
		if (state && strcmp(state, "valid") == 0 && n < UINT8_MAX)
			n++;
	}
	return n;
}

bool
step_read_record(struct journey *j, const char *body, size_t n)
{
	json_t *record = json_loadb(body, n, 0, NULL);
	const json_t *doses = json_object_get(record, "doses"), *certificates = json_object_get(record, "certificates");
	bool ok = json_is_array(doses) && json_is_array(certificates);
	j->doses = count_valid(doses);
	j->certificates = count_valid(certificates);
	json_decref(record);
	return ok;
}
