#include "modules.h"

#include "alarm/alarm_api.h"
#include "allocation/allocation_api.h"
#include "audit/audit.h"
#include "book/book_api.h"
#include "booking/booking_api.h"
#include "citizen/citizen.h"
#include "citizen/citizen_api.h"
#include "intake/intake_api.h"
#include "message/message_api.h"
#include "paper/paper_api.h"
#include "person/person.h"
#include "person/person_api.h"
#include "planning/planning_api.h"
#include "reaction/reaction_api.h"
#include "record/record_api.h"
#include "registration/registration_api.h"
#include "report/report_api.h"
#include "roll/roll_api.h"
#include "rule/rule.h"
#include "session/session_api.h"
#include "shipment/shipment_api.h"
#include "staff/staff.h"
#include "staff/staff_api.h"
#include "station/station_api.h"
#include "stats/stats_api.h"
#include "stock/stock_api.h"
#include "sync/sync_api.h"
#include "test_hooks.h"
#include "trace/trace_api.h"
#include "unit/unit_api.h"
#include "watch.h"

const struct route *const module_routes[] = {
	unit_routes,
	staff_routes,
	alarm_routes,
	sync_routes,
	stock_routes,
	shipment_routes,
	allocation_routes,
	person_routes,
	record_routes,
	session_routes,
	station_routes,
	paper_routes,
	intake_routes,
	stats_routes,
	report_routes,
	trace_routes,
	message_routes,
	watch_routes,
	citizen_routes,
	family_routes,
	registration_routes,
	reaction_routes,
	planning_routes,
	site_planning_routes,
	book_routes,
	book_do_routes,
	book_rights_routes,
	book_paper_routes,
	opening_routes,
	booking_routes,
	roll_routes,
#ifdef TEST_HOOKS
	test_routes,
#endif
	NULL,
};

enum err
modules_seed(struct ctx *cx)
{
	TRY(unit_seed(cx));
	return rule_seed(cx);
}

static bool
for_citizens(const struct request *rq)
{
	return rq->route->cap == CAP_CITIZEN || rq->route->cap == CAP_CITIZEN_FULL;
}

static enum err
which_citizen(struct request *rq)
{
	struct citizen *citizen = NEW(rq->cx.mem, struct citizen, 1);
	bool found = false;
	if (rq->book_token)
		TRY(citizen_find(&rq->cx, rq->book_token, citizen, &found));
	rq->citizen = found ? citizen : NULL;
	rq->account = rq->cx.account_id = found ? citizen->id : 0;
	return OK;
}

static enum err
who(struct request *rq)
{
	struct actor *actor = NEW(rq->cx.mem, struct actor, 1);
	bool found = false;
	if (for_citizens(rq))
		return which_citizen(rq);
	if (rq->token && rq->route->cap != CAP_PUBLIC)
		TRY(login_find(&rq->cx, rq->token, actor, &found));
	rq->cx.actor = found ? actor : NULL;
	rq->account = found ? actor->staff_id : 0;
	return OK;
}

/* A citizen may do for themselves and their family: a person named first in the path is one of it. */
static enum err
citizen_may(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	struct member *member = NEW(cx->mem, struct member, 1);
	if (!rq->citizen)
		return fail(cx, ERR_UNAUTHENTICATED, "login.required", "Hãy đăng nhập bằng số điện thoại của bạn.",
			    "Please log in with your phone.");
	if (!rq->nparams || strcmp(rq->params[0].name, "person") != 0)
		return OK;
	TRY(member_open(cx, rq->citizen->id, request_id_param(rq, "person"), rq->route->cap == CAP_CITIZEN_FULL,
			member));
	rq->member = member;
	return OK;
}

/* The right is judged for the unit named in the path; a path without a place needs only the capability. */
static enum err
staff_may(struct request *rq)
{
	struct ctx *cx = &rq->cx;
	const struct actor *actor = cx->actor;
	enum cap need = (enum cap)rq->route->cap;
	if (!actor)
		return fail(cx, ERR_UNAUTHENTICATED, "login.required", "Bạn cần đăng nhập.", "Please log in.");
	if (actor->must_change && !(rq->route->flags & FRESH))
		return fail(cx, ERR_FORBIDDEN, "password.change_first", "Hãy đổi mật khẩu lần đầu trước khi tiếp tục.",
			    "Change the first password before you go on.");
	if (need != CAP_ANY && !role_has(actor->role, need))
		return fail(cx, ERR_FORBIDDEN, "role.missing", "Vai trò của bạn không được làm việc này.",
			    "Your role does not allow this.");
	bool in_path = rq->nparams && strcmp(rq->params[0].name, "unit") == 0;
	if (need == CAP_ANY || (!in_path && (!rq->route->place || rq->input != OK)))
		return OK;
	struct unit unit;
	bool covers;
	TRY(unit_get(cx, request_place(rq), &unit));
	TRY(unit_covers(cx, &actor->unit, &unit, &covers));
	if (!covers)
		return fail(cx, ERR_FORBIDDEN, "unit.foreign", "Đơn vị này không thuộc phạm vi của bạn.",
			    "This unit is outside your own.");
	return OK;
}

static enum err
may(struct request *rq)
{
	if (rq->route->cap == CAP_PUBLIC)
		return OK;
	return for_citizens(rq) ? citizen_may(rq) : staff_may(rq);
}

static const char *
act(const struct request *rq)
{
	return arena_printf(rq->cx.mem, "%s %s", method_names[rq->method], rq->route->path);
}

static enum err
recall(struct request *rq, bool *again)
{
	struct answer answer;
	const char *exact = arena_printf(rq->cx.mem, "%s %s", method_names[rq->method], rq->path);
	TRY(idempotency_claim(&rq->cx, rq->key, exact, rq->body, rq->body_n, again, &answer));
	if (*again) {
		struct buf *out = reply_json(rq, (int)answer.status);
		buf_str(out, answer.body);
	}
	return OK;
}

static enum err
remember(struct request *rq)
{
	return idempotency_keep(&rq->cx, rq->key, rq->status, buf_text(&rq->out));
}

/* A digest of a body with a password in it could be guessed against: such bodies leave none. */
static bool
holds_secret(const struct fields *in)
{
	for (const struct field *d = in ? in->list : NULL; d && d->name; d++)
		if (d->flags & F_HASH)
			return true;
	return false;
}

static enum err
audit(struct request *rq)
{
	/* a path holds ids and codes only, never a name or a number of a person */
	return audit_add(&rq->cx, request_place(rq), act(rq), rq->path, rq->body,
			 holds_secret(rq->route->in) ? 0 : rq->body_n);
}

static enum err
log_views(struct request *rq)
{
	if (!rq->cx.actor) /* a family in its own book: who looks after it stands there (member_holders) */
		return OK;
	for (int i = 0; i < rq->nviews; i++)
		if (rq->outside[i])
			TRY(person_count_outside(&rq->cx, rq->views[i]));
	for (int i = 0; i < rq->nviews; i++)
		TRY(audit_view(&rq->cx, rq->views[i], act(rq)));
	return OK;
}

const struct hooks module_hooks = {
	.who = who,
	.may = may,
	.recall = recall,
	.remember = remember,
	.audit = audit,
	.log_views = log_views,
};

const char *
cap_text(unsigned cap)
{
	return cap_name((enum cap)cap);
}
