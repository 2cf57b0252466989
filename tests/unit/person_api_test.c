/* The routes of people's records, through the dispatcher, as a client sends them. */
#include "person_frame.h"

#include "http/dispatch.h"
#include "person/person_api.h"
#include "record/record_api.h"

static int views, audits;

static enum err
who(struct request *rq)
{
	rq->cx.actor = &actor;
	return OK;
}

static enum err
may(struct request *rq)
{
	return rq->cx.actor->role && role_has(rq->cx.actor->role, (enum cap)rq->route->cap) ? OK : ERR_FORBIDDEN;
}

static enum err
audit(struct request *rq)
{
	audits++;
	return rq->cx.now ? OK : ERR_INTERNAL;
}

static enum err
log_views(struct request *rq)
{
	views += rq->nviews;
	return OK;
}

static const struct route *const tables[] = { person_routes, record_routes, NULL };
static const struct dispatcher d = { .tables = tables,
				     .hooks = { .who = who, .may = may, .audit = audit, .log_views = log_views } };

/* Sends one request in a transaction of its own; the body of the answer, or of the problem. */
static const char *
ask(enum method method, const struct unit *unit, const char *rest, const char *body, enum err want)
{
	struct request rq = { .cx = *cx, .method = method, .query = "" };
	rq.cx.problem = (struct problem){ 0 };
	rq.path = arena_printf(frame_mem, "/api/v1/units/%lld/persons%s", (long long)unit->id, rest);
	rq.body = body ? body : "";
	rq.body_n = strlen(rq.body);
	CHECK_INT(db_begin(&rq.cx, TX_WRITE), OK);
	enum err err = dispatch_route(&d, &rq);
	if (err == OK)
		err = dispatch_inside(&d, &rq);
	CHECK_INT(err, want);
	if (err != OK)
		dispatch_problem(&rq, err);
	if (err == OK)
		CHECK_INT(db_commit(&rq.cx), OK);
	else
		db_rollback(&rq.cx);
	return buf_text(&rq.out);
}

/* The text of "key":"..." in an answer. */
static const char *
value(const char *json, const char *key)
{
	const char *at = strstr(json, arena_printf(frame_mem, "\"%s\":\"", key));
	if (!at)
		return "";
	at += strlen(key) + 4;
	return arena_strndup(frame_mem, at, strcspn(at, "\""));
}

static void
test_routes(void)
{
	const char *cccd = new_cccd("001190");
	const char *body = arena_printf(frame_mem,
					"{\"name\":\"Lưu Thị "
					"Đường\",\"birth_date\":\"1990\",\"sex\":\"female\",\"cccd\":\"%s\",\"phone\":"
					"\"01631234567\",\"home_unit_id\":\"%lld\"}",
					cccd, (long long)phuc_xa.id);
	views = audits = 0;
	const char *made = ask(POST, &station, "", body, OK);
	CHECK_STR(value(made, "phone"), "0331234567");
	CHECK_STR(value(made, "birth_precision"), "year");
	CHECK(strstr(made, "\"numbers\":[{\"kind\":\"cccd\"") && strstr(made, "\"doses\":[]") &&
	      strstr(made, "\"certificates\":[]"));
	CHECK_INT(views, 1);
	CHECK_INT(audits, 1);
	const char *id = arena_printf(frame_mem, "/%s", value(made, "id"));
	/* the same again: found before it is made twice; elsewhere only that there is one */
	const char *near = ask(POST, &station, "/check", body, OK);
	CHECK(strstr(near, "\"reason\":\"number\"") && strstr(near, value(made, "id")));
	const char *distant = ask(POST, &station_far, "/check", body, OK);
	CHECK(strstr(distant, "\"duplicates\":[]") && strstr(distant, "person.number_elsewhere") &&
	      !strstr(distant, value(made, "id")));
	CHECK_INT(audits, 1);
	CHECK_STR(value(ask(POST, &station, "/check", "{\"name\":\"Lưu\",\"sex\":\"male\"}", ERR_INVALID), "field"),
		  "birth_date");
	/* change */
	CHECK_STR(value(ask(PATCH, &station, id, "{\"version\":0,\"sex\":\"male\"}", ERR_INVALID), "field"), "why");
	const char *changed = ask(PATCH, &station, id,
				  "{\"version\":0,\"why\":\"nhầm giới tính\",\"sex\":\"male\",\"phone\":null}", OK);
	CHECK_STR(value(changed, "sex"), "male");
	CHECK(strstr(changed, "\"phone\":null") && strstr(changed, "\"version\":1,") && strstr(changed, "cccd.sex"));
	CHECK_STR(value(ask(PATCH, &station, id, "{\"version\":0,\"why\":\"nữa\",\"sex\":\"female\"}", ERR_CONFLICT),
			"code"),
		  "person.moved");
	const char *history = ask(GET, &station, arena_printf(frame_mem, "%s/history", id), NULL, OK);
	CHECK(strstr(history, "\"field\":\"sex\",\"old_value\":\"female\",\"new_value\":\"male\"") &&
	      strstr(history, "nhầm giới tính"));
	CHECK(strstr(ask(GET, &station, arena_printf(frame_mem, "%s/access-log", id), NULL, OK), "{\"items\":["));
	/* another place opens nothing of it, and cannot tell whether it exists */
	CHECK_STR(value(ask(PATCH, &station_far, id, "{\"version\":1,\"why\":\"tò mò\",\"sex\":\"female\"}",
			    ERR_NOT_FOUND),
			"code"),
		  "person.unknown");
	CHECK_STR(value(ask(GET, &station_far, arena_printf(frame_mem, "%s/history", id), NULL, ERR_NOT_FOUND), "code"),
		  "person.unknown");
	CHECK_STR(value(ask(GET, &station_far, arena_printf(frame_mem, "%s/access-log", id), NULL, ERR_NOT_FOUND),
			"code"),
		  "person.unknown");
	CHECK_STR(value(ask(GET, &station, "/1/history", NULL, ERR_NOT_FOUND), "code"), "person.unknown");
}

static void
cases(void)
{
	TEST(set_up);
	TEST(test_routes);
}

int
main(void)
{
	return person_main(cases);
}
