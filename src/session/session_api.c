#include "session/session_api.h"

#include "session/session.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

struct span {
	const char *from, *to;
};
static FIELDS(span, FIELD(span, from, F_DATE, 10, F_IN), FIELD(span, to, F_DATE, 10, F_IN));

static enum err
get_sessions(struct request *rq)
{
	const struct span *in = rq->in;
	struct session *list;
	size_t n;
	TRY(session_list(&rq->cx, request_id_param(rq, "unit"), in->from, in->to, &list, &n));
	return reply_list(rq, &session_fields, list, n, NULL);
}

static enum err
reply_session(struct request *rq, int status, const struct session *s)
{
	struct lot *lots;
	struct slot *slots;
	size_t nlots, nslots;
	TRY(session_lots(&rq->cx, s->unit_id, s->id, &lots, &nlots));
	TRY(session_slots(&rq->cx, s->unit_id, s->id, &slots, &nslots));
	struct buf *out = reply_json(rq, status);
	json_obj(out);
	fields_write_members(out, &session_fields, s);
	fields_write_list(out, "lots", &lot_fields, lots, nlots);
	fields_write_list(out, "slots", &slot_fields, slots, nslots);
	json_obj_end(out);
	return OK;
}

static enum err
get_session(struct request *rq)
{
	struct session s;
	TRY(session_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "session"), &s));
	return reply_session(rq, 200, &s);
}

static enum err
post_session(struct request *rq)
{
	struct unit unit;
	struct session s;
	TRY(unit_in_path(rq, &unit));
	if (strcmp(unit.level, "site") != 0 || strcmp(unit.kind, UNIT_REGIONAL_STORE) == 0)
		return fail(&rq->cx, ERR_INVALID, "session.site", "Buổi tiêm chỉ mở được ở một cơ sở tiêm.",
			    "A session needs a vaccination site.");
	TRY(session_create(&rq->cx, unit.id, rq->in, &s));
	return reply_session(rq, 201, &s);
}

static enum err
post_lot(struct request *rq)
{
	const struct lot_choice *in = rq->in;
	struct session s;
	TRY(session_get_open(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "session"), &s));
	TRY(session_add_lot(&rq->cx, &s, in->lot_id));
	return reply_session(rq, 200, &s);
}

static enum err
post_close(struct request *rq)
{
	struct session s;
	TRY(session_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "session"), &s));
	TRY(session_close(&rq->cx, &s));
	TRY(session_get(&rq->cx, s.unit_id, s.id, &s));
	return reply_session(rq, 200, &s);
}

static enum err
get_campaigns(struct request *rq)
{
	struct campaign *list;
	size_t n;
	TRY(campaign_list(&rq->cx, &list, &n));
	return reply_list(rq, &campaign_fields, list, n, NULL);
}

/* A campaign is the nation's. */
static enum err
post_campaign(struct request *rq)
{
	struct unit unit;
	struct campaign campaign;
	TRY(unit_in_path(rq, &unit));
	if (strcmp(unit.level, "nation") != 0)
		return fail(&rq->cx, ERR_FORBIDDEN, "campaign.national", "Chỉ cấp quốc gia được mở chiến dịch.",
			    "Only the national level may open a campaign.");
	TRY(campaign_create(&rq->cx, rq->in, &campaign));
	return reply_one(rq, 201, &campaign_fields, &campaign);
}

const struct route session_routes[] = {
	{ GET, "/api/v1/campaigns", CAP_ANY, TX_READ, NULL, get_campaigns, "list campaigns" },
	{ POST, "/api/v1/units/{unit}/campaigns", CAP_SESSION_WRITE, TX_WRITE, &campaign_in_fields, post_campaign,
	  "open a campaign" },
	{ GET, "/api/v1/units/{unit}/sessions", CAP_SESSION_READ, TX_READ, &span_fields, get_sessions,
	  "list a site's sessions" },
	{ POST, "/api/v1/units/{unit}/sessions", CAP_SESSION_WRITE, TX_WRITE, &session_in_fields, post_session,
	  "open a session with its lots and hours" },
	{ GET, "/api/v1/units/{unit}/sessions/{session}", CAP_SESSION_READ, TX_READ, NULL, get_session,
	  "one session, its lots and hours" },
	{ POST, "/api/v1/units/{unit}/sessions/{session}/lots", CAP_SESSION_WRITE, TX_WRITE, &lot_choice_fields,
	  post_lot, "put another lot on the tables" },
	{ POST, "/api/v1/units/{unit}/sessions/{session}/close", CAP_SESSION_WRITE, TX_WRITE, NULL, post_close,
	  "close a session; whoever is still expected did not come" },
	{ 0 },
};
