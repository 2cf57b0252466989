#include "unit/unit_api.h"

#include "staff/cap.h"

enum err
unit_in_path(struct request *rq, struct unit *out)
{
	return unit_get(&rq->cx, request_id_param(rq, "unit"), out);
}

static enum err
get_units(struct request *rq)
{
	struct unit *list;
	size_t n;
	const struct unit_filter *filter = rq->in;
	TRY(unit_list(&rq->cx, filter, &list, &n));
	int64_t page = filter->limit > 0 ? filter->limit : UNIT_PAGE;
	const char *next = n == (size_t)page ? arena_printf(rq->cx.mem, "%lld", (long long)list[n - 1].id) : NULL;
	return reply_list(rq, &unit_fields, list, n, next);
}

static enum err
get_unit(struct request *rq)
{
	struct unit unit, *above;
	size_t n;
	TRY(unit_in_path(rq, &unit));
	TRY(unit_ancestors(&rq->cx, &unit, &above, &n));
	struct buf *out = reply_json(rq, 200);
	json_obj(out);
	fields_write_members(out, &unit_fields, &unit);
	fields_write_list(out, "ancestors", &unit_fields, above, n);
	json_obj_end(out);
	return OK;
}

static enum err
post_site(struct request *rq)
{
	struct unit parent, site;
	TRY(unit_in_path(rq, &parent));
	TRY(site_create(&rq->cx, &parent, rq->in, &site));
	return reply_one(rq, 201, &unit_fields, &site);
}

static enum err
patch_unit(struct request *rq)
{
	struct unit site, changed;
	TRY(unit_in_path(rq, &site));
	TRY(site_update(&rq->cx, &site, rq->in, rq->has, &changed));
	return reply_one(rq, 200, &unit_fields, &changed);
}

const struct route unit_routes[] = {
	{ GET, "/api/v1/units", CAP_ANY, TX_READ, &unit_filter_fields, get_units,
	  "find units by level, parent, name or code" },
	{ GET, "/api/v1/units/{unit}", CAP_ANY, TX_READ, NULL, get_unit, "one unit and those above it" },
	{ PATCH, "/api/v1/units/{unit}", CAP_UNIT_WRITE, TX_WRITE, &site_in_fields, patch_unit, "change a site" },
	{ POST, "/api/v1/units/{unit}/sites", CAP_UNIT_WRITE, TX_WRITE, &site_in_fields, post_site,
	  "add a site below a unit" },
	{ 0 },
};
