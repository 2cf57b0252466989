/* What of a published plan cannot take place as people were told. */
#include "base/clock.h"
#include "plan_show_sql.h"
#include "planning/planning_parts.h"

FIELDS(affected, FIELD(affected, id, F_ID, 0, F_OUT), FIELD(affected, site_id, F_ID, 0, F_OUT),
       FIELD(affected, site_name, F_TEXT, 300, F_OUT), FIELD(affected, on_date, F_DATE, 10, F_OUT),
       FIELD(affected, product_code, F_TEXT, 32, F_OUT), FIELD(affected, people, F_I64, 0, F_OUT),
       FIELD(affected, code, F_TEXT, 32, F_OUT), FIELD(affected, vi, F_TEXT, 300, F_OUT),
       FIELD(affected, en, F_TEXT, 300, F_OUT));

struct in_force {
	int64_t id, site_id;
	const char *site_name, *on_date, *product_code;
	int64_t people;
	const char *state, *valid_to;
	int64_t off, doses;
};
static FIELDS(in_force, FIELD(in_force, id, F_ID, 0, F_ROW), FIELD(in_force, site_id, F_ID, 0, F_ROW),
	      FIELD(in_force, site_name, F_TEXT, 300, F_ROW), FIELD(in_force, on_date, F_DATE, 10, F_ROW),
	      FIELD(in_force, product_code, F_TEXT, 32, F_ROW), FIELD(in_force, people, F_I64, 0, F_ROW),
	      FIELD(in_force, state, F_TEXT, 16, F_ROW), FIELD(in_force, valid_to, F_DATE, 10, F_ROW),
	      FIELD(in_force, off, F_I64, 0, F_ROW), FIELD(in_force, doses, F_I64, 0, F_ROW));

static const struct {
	const char *code, *vi, *en;
} reasons[] = {
	{ "session_cancelled", "buổi tiêm bị hủy hoặc đã đóng", "the session was cancelled or closed" },
	{ "site_closed", "điểm tiêm ngừng hoạt động", "the site is closed" },
	{ "day_off", "điểm tiêm nghỉ ngày này", "the site has a day off" },
	{ "no_lot", "không còn lô vắc xin được phép dùng", "no lot of the product may be used" },
	{ "doses_short", "vắc xin còn lại không đủ cho số người đã mời",
	  "fewer doses are left than people were invited" },
};

/* Which of the reasons holds; -1: none. before: people of the same site and product on earlier days, who need doses too. */
static int
reason_of(const struct in_force *f, int64_t before)
{
	if (!f->state || strcmp(f->state, "open") != 0)
		return 0;
	if (f->valid_to && strcmp(f->valid_to, f->on_date) < 0)
		return 1;
	if (f->off)
		return 2;
	if (!f->doses)
		return 3;
	return before + f->people > f->doses ? 4 : -1;
}

enum err
planning_affected(struct ctx *cx, const struct planning *p, struct affected **out, size_t *n)
{
	struct in_force *list;
	size_t all;
	int64_t before = 0;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(db_list(cx, sql_planned_affected(p->unit_id, p->id, today), &in_force_fields, &list, &all));
	*out = NEW(cx->mem, struct affected, all + 1);
	*n = 0;
	for (size_t i = 0; i < all; i++) {
		const struct in_force *f = &list[i];
		bool same = i && list[i - 1].site_id == f->site_id &&
			    strcmp(list[i - 1].product_code, f->product_code) == 0;
		before = same ? before : 0;
		int why = reason_of(f, before);
		if (why < 0 || why > 3)
			before += f->people;
		if (why >= 0)
			(*out)[(*n)++] =
				(struct affected){ f->id,           f->site_id, f->site_name,      f->on_date,
						   f->product_code, f->people,  reasons[why].code, reasons[why].vi,
						   reasons[why].en };
	}
	return OK;
}
