/* prepare.c - makes, through the API, what the journeys need: a campaign of their own, sites, staff, lots, sessions, people. */
#include "replay/parts.h"

#include "base/clock.h"
#include "base/id.h"
#include "unit/unit.h"

#include <ctype.h>
#include <stdio.h>

enum { CODE_LETTERS = 8, COMMUNES_LOOKED_AT = 100, LOT_DAYS = 300 };
#define PRODUCT "astrazeneca"

static enum err
read_password(struct replay *r, const char **out)
{
	char line[256] = "";
	const char *path = r->plan->password_file;
	FILE *f = fopen(path, "r");
	bool got = f && fgets(line, sizeof line, f);
	if (f)
		fclose(f);
	line[strcspn(line, "\r\n")] = 0;
	if (!got || !*line)
		return fail_field(r->cx, "--password-file", "replay.password_file",
				  "Không đọc được mật khẩu ở dòng đầu của tệp %s.",
				  "Cannot read a password from the first line of %s.", path);
	*out = arena_strdup(r->cx->mem, line);
	return OK;
}

static const char *
login_body(struct replay *r, const char *name, const char *password)
{
	struct buf b = buf_new(r->cx->mem);
	json_obj(&b);
	json_kv_text(&b, "login_name", name);
	json_kv_text(&b, "password", password);
	json_obj_end(&b);
	return buf_text(&b);
}

/* What time and day it is for the server. */
static enum err
read_clock(struct replay *r)
{
	int64_t now;
	char today[DATE_SIZE];
	const char *text;
	TRY(talk(r, "GET", "/healthz", NULL, NULL, 200));
	TRY(answer_text(r, "now", &text));
	if (!clock_parse(text, &now))
		return fail(r->cx, ERR_CONFLICT, "replay.clock", "/healthz không cho biết giờ: %s.",
			    "/healthz does not tell the time: %s.", text);
	r->clock_shift = now - clock_now();
	date_text(now, today);
	r->today = arena_strdup(r->cx->mem, today);
	return OK;
}

static enum err
log_in_admin(struct replay *r)
{
	const char *password;
	TRY(read_password(r, &password));
	TRY(talk(r, "POST", "/api/v1/login", NULL, login_body(r, r->plan->user, password), 200));
	TRY(answer_text(r, "token", &r->admin_token));
	if (json_is_true(json_object_get(r->answer, "must_change")))
		return fail(r->cx, ERR_FORBIDDEN, "replay.must_change",
			    "Tài khoản %s phải đổi mật khẩu đầu tiên trước đã.",
			    "The account %s must change its first password before.", r->plan->user);
	const json_t *staff = json_object_get(r->answer, "staff");
	const char *level = json_string_value(json_object_get(staff, "unit_level"));
	const char *role = json_string_value(json_object_get(staff, "role"));
	r->nation_id = json_id_of(staff, "unit_id");
	if (level && role && strcmp(level, "nation") == 0 && strcmp(role, "administrator") == 0)
		return OK;
	return fail_field(r->cx, "--user", "replay.user", "Tài khoản %s không phải quản trị viên cấp quốc gia.",
			  "The account %s is no administrator of the nation.", r->plan->user);
}

/* One of the communes, by lot: its counters are compared too. */
static enum err
choose_commune(struct replay *r)
{
	uint32_t lot;
	TRY(talk(r, "GET",
		 arena_printf(r->cx->mem, "/api/v1/units?level=commune&on=" UNIT_ADDRESS_SET_ON "&limit=%d",
			      COMMUNES_LOOKED_AT),
		 r->admin_token, NULL, 200));
	const json_t *list = json_object_get(r->answer, "items");
	if (!json_array_size(list))
		return fail(r->cx, ERR_CONFLICT, "replay.commune", "Máy chủ chưa có xã phường nào.",
			    "The server has no communes.");
	random_bytes(&lot, sizeof lot);
	r->commune_id = json_id_of(json_array_get(list, lot % json_array_size(list)), "id");
	return OK;
}

static enum err
make_campaign(struct replay *r)
{
	char *code = code_new(r->cx->mem, CODE_LETTERS);
	r->code = code;
	TRY(talk(r, "POST", arena_printf(r->cx->mem, "/api/v1/units/%lld/campaigns", (long long)r->nation_id),
		 r->admin_token,
		 arena_printf(
			 r->cx->mem,
			 "{\"code\":\"REPLAY-%s\",\"name\":\"Chạy thử %s\",\"starts_on\":\"%s\",\"wait_minutes\":0}",
			 code, code, r->today),
		 201));
	return answer_id(r, "id", &r->campaign_id);
}

/* ---- a site ---- */

/* A new account with its first password changed, as its owner would. */
static enum err
hire(struct replay *r, const struct site *site, size_t at, const char *role, const char **token)
{
	struct arena *mem = r->cx->mem;
	const char *first, *name = arena_printf(mem, "r%s.%zu.%s", r->code, at + 1, role);
	for (char *p = (char *)name; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	TRY(talk(r, "POST", arena_printf(mem, "/api/v1/units/%lld/staff", (long long)site->id), r->admin_token,
		 arena_printf(mem, "{\"login_name\":\"%s\",\"full_name\":\"Chạy thử %s\",\"role\":\"%s\"}", name, role,
			      role),
		 201));
	TRY(answer_text(r, "password", &first));
	TRY(talk(r, "POST", "/api/v1/login", NULL, login_body(r, name, first), 200));
	TRY(answer_text(r, "token", token));
	TRY(talk(r, "POST", "/api/v1/me/password", *token,
		 arena_printf(mem, "{\"old_password\":\"%s\",\"new_password\":\"%s\"}", first, token_new(mem)), 200));
	return answer_text(r, "token", token);
}

static enum err
staff_site(struct replay *r, struct site *site, size_t at)
{
	static const char *const roles[STEP__COUNT] = { "reception", "screening_doctor", "vaccinator", "observer" };
	for (int s = 0; s < STEP__COUNT; s++) {
		if (r->plan->batch && s > 0)
			site->tokens[s] = site->tokens[0];
		else
			TRY(hire(r, site, at, r->plan->batch ? "manager" : roles[s], &site->tokens[s]));
	}
	return OK;
}

static enum err
make_site(struct replay *r, size_t at)
{
	struct arena *mem = r->cx->mem;
	struct site *site = &r->sites[at];
	int64_t today = 0;
	char expires[DATE_SIZE];
	TRY(talk(
		r, "POST", arena_printf(mem, "/api/v1/units/%lld/sites", (long long)r->commune_id), r->admin_token,
		arena_printf(mem,
			     "{\"code\":\"R%s%zu\",\"name\":\"Điểm chạy thử %s-%zu\",\"kind\":\"mobile\",\"tables\":4}",
			     r->code, at + 1, r->code, at + 1),
		201));
	TRY(answer_id(r, "id", &site->id));
	TRY(staff_site(r, site, at));
	(void)date_parse(r->today, &today);
	date_format(today + LOT_DAYS, expires);
	TRY(talk(r, "POST", arena_printf(mem, "/api/v1/units/%lld/lots/receive", (long long)site->id), r->admin_token,
		 arena_printf(mem,
			      "{\"product_code\":\"" PRODUCT "\",\"number\":\"%s\",\"expires_on\":\"%s\",\"doses\":%u}",
			      r->code, expires, site->people + SPARE_DOSES),
		 201));
	return answer_id(r, "lot_id", &site->lot_id);
}

static enum err
open_session(struct replay *r, const struct site *site, int64_t *id)
{
	TRY(talk(r, "POST", arena_printf(r->cx->mem, "/api/v1/units/%lld/sessions", (long long)site->id),
		 r->admin_token,
		 arena_printf(r->cx->mem,
			      "{\"campaign_id\":\"%lld\",\"on_date\":\"%s\",\"lots\":[{\"lot_id\":\"%lld\"}]}",
			      (long long)r->campaign_id, r->today, (long long)site->lot_id),
		 201));
	return answer_id(r, "id", id);
}

/* ---- the form ---- */

/* "No" to what is asked of that sex. */
static const char *
answers_no(struct replay *r, const char *sex)
{
	struct buf out = buf_new(r->cx->mem);
	size_t i;
	json_t *q;
	json_obj(&out);
	const json_t *body = json_object_get(json_object_get(r->answer, "form"), "body");
	json_array_foreach(json_object_get(body, "questions"), i, q) {
		const char *id = json_string_value(json_object_get(q, "id"));
		const char *of = json_string_value(json_object_get(q, "sex"));
		if (id && !json_object_get(q, "computed") && (!of || strcmp(of, sex) == 0))
			json_kv_bool(&out, id, false);
	}
	json_obj_end(&out);
	return buf_text(&out);
}

/* The form in force is shown with a visit: somebody comes to a session of their own, refuses, and is counted as refused. */
static enum err
read_form(struct replay *r)
{
	struct arena *mem = r->cx->mem;
	const struct site *site = &r->sites[0];
	int64_t session, person, visit;
	TRY(open_session(r, site, &session));
	TRY(talk(r, "POST", arena_printf(mem, "/api/v1/units/%lld/persons", (long long)site->id),
		 site->tokens[CHECK_IN],
		 arena_printf(mem,
			      "{\"name\":\"Người Từ Chối\",\"birth_date\":\"1980-01-01\",\"sex\":\"male\","
			      "\"home_unit_id\":\"%lld\"}",
			      (long long)r->commune_id),
		 201));
	TRY(answer_id(r, "id", &person));
	TRY(talk(r, "POST",
		 arena_printf(mem, "/api/v1/units/%lld/sessions/%lld/visits", (long long)site->id, (long long)session),
		 site->tokens[CHECK_IN],
		 arena_printf(mem,
			      "{\"uuid\":\"%s\",\"person_id\":\"%lld\",\"identity_seen\":\"known\",\"consent\":false,"
			      "\"why\":\"chạy thử\"}",
			      uuid_new(mem), (long long)person),
		 201));
	TRY(answer_id(r, "id", &visit));
	TRY(talk(r, "GET", arena_printf(mem, "/api/v1/units/%lld/visits/%lld", (long long)site->id, (long long)visit),
		 site->tokens[CHECK_IN], NULL, 200));
	r->answers[0] = answers_no(r, "male");
	r->answers[1] = answers_no(r, "female");
	if (strcmp(r->answers[0], "{}") == 0)
		return fail(r->cx, ERR_CONFLICT, "replay.form", "Không có phiếu khám nào đang có hiệu lực.",
			    "No screening form is in force.");
	return OK;
}

/* ---- who goes where ---- */

/* Journey i goes to site i % sites; a site's people are divided into lists of at most list_size. */
static void
divide(struct replay *r)
{
	const struct replay_plan *p = r->plan;
	uint32_t size = (uint32_t)p->list_size;
	r->sites = NEW(r->cx->mem, struct site, (size_t)p->sites);
	r->journeys = NEW(r->cx->mem, struct journey, (size_t)p->journeys);
	r->rolls = NEW(r->cx->mem, struct roll, (size_t)(p->journeys / p->list_size + p->sites));
	for (uint32_t s = 0; s < (uint32_t)p->sites; s++) {
		uint32_t n = (uint32_t)((p->journeys - s + p->sites - 1) / p->sites);
		r->sites[s].people = n;
		for (uint32_t first = 0; first < n; first += size) {
			struct roll *roll = &r->rolls[r->nrolls];
			*roll = (struct roll){ .site = s, .first = first, .n = n - first < size ? n - first : size };
			for (uint32_t i = 0; i < roll->n; i++)
				roll_journey(r, roll, i)->roll = (uint32_t)r->nrolls;
			r->nrolls++;
		}
	}
	struct arena *mem = arena_new();
	for (int64_t i = 0; i < p->journeys; i++) {
		arena_reset(mem);
		for (int s = 0; s < STEP__COUNT; s++)
			memcpy(r->journeys[i].uuid[s], uuid_new(mem), UUID_SIZE);
	}
	arena_free(mem);
}

enum err
replay_prepare(struct replay *r)
{
	divide(r);
	TRY(read_clock(r));
	TRY(log_in_admin(r));
	TRY(choose_commune(r));
	TRY(replay_count_before(r));
	TRY(make_campaign(r));
	for (int64_t i = 0; i < r->plan->sites; i++)
		TRY(make_site(r, (size_t)i));
	for (size_t i = 0; i < r->nrolls; i++)
		TRY(open_session(r, &r->sites[r->rolls[i].site], &r->rolls[i].session_id));
	TRY(replay_people(r));
	return read_form(r);
}
