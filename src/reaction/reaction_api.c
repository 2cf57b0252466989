#include "reaction/reaction_api.h"

#include "reaction/reaction.h"
#include "staff/cap.h"
#include "unit/unit_api.h"

static enum err
get_signs(struct request *rq)
{
	return reaction_signs_write(&rq->cx, reply_json(rq, 200));
}

static enum err
get_hotlines(struct request *rq)
{
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	json_key(out, "items");
	TRY(hotlines_write(&rq->cx, out));
	json_obj_end(out);
	return OK;
}

static enum err
get_reports(struct request *rq)
{
	struct unit unit;
	struct desk_report *list;
	size_t n;
	TRY(unit_in_path(rq, &unit));
	TRY(reaction_desk_list(&rq->cx, &unit, rq->in, &list, &n));
	for (size_t i = 0; i < n; i++)
		request_views(rq, list[i].person_id);
	const char *next = n == REACTION_PAGE ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].id) : NULL;
	return reply_list(rq, &desk_report_fields, list, n, next);
}

struct seen_in {
	const char *outcome;
};
static FIELDS(seen_in, FIELD(seen_in, outcome, F_LINES, REACTION_OUTCOME_MAX, F_IN));

static enum err
post_seen(struct request *rq)
{
	const struct seen_in *in = rq->in;
	TRY(reaction_seen(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "report"), in->outcome));
	return reply_empty(rq);
}

const struct route reaction_routes[] = {
	{ GET, "/api/v1/book/reactions/signs", CAP_PUBLIC, TX_READ, NULL, get_signs,
	  "signs after a dose that people may report, with severity and advice" },
	{ GET, "/api/v1/book/hotlines", CAP_PUBLIC, TX_READ, NULL, get_hotlines, "numbers to call" },
	{ GET, "/api/v1/units/{unit}/reactions", CAP_PERSON_READ, TX_READ, &desk_filter_fields, get_reports,
	  "what people reported after doses of this site; state: open (nobody has called back), all", LOGS_VIEW },
	{ POST, "/api/v1/units/{unit}/reactions/{report}/seen", CAP_VISIT_OBSERVE, TX_WRITE, &seen_in_fields, post_seen,
	  "somebody has called back: what was found and done, for the person to read" },
	{ 0 },
};
