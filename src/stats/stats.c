#include "stats/stats.h"

#include "base/clock.h"
#include "base/field.h"
#include "db/db.h"
#include "stats_sql.h"

enum { DAYS_SHOWN = 120 };

struct stat_row {
	const char *product_code, *name, *outcome, *code, *on_date;
	int64_t dose_number, n, today;
};
static FIELDS(stat_row, FIELD(stat_row, product_code, F_TEXT, 32, F_ROW), FIELD(stat_row, name, F_TEXT, 300, F_ROW),
	      FIELD(stat_row, outcome, F_TEXT, 20, F_ROW), FIELD(stat_row, code, F_TEXT, 16, F_ROW),
	      FIELD(stat_row, on_date, F_DATE, 10, F_ROW), FIELD(stat_row, dose_number, F_I64, 0, F_ROW),
	      FIELD(stat_row, n, F_I64, 0, F_ROW), FIELD(stat_row, today, F_I64, 0, F_ROW));

struct totals {
	int64_t doses, today, first, full, certificates, elsewhere;
};

static void
add_total(struct totals *t, const struct stat_row *r)
{
	if (strcmp(r->outcome, "injected") == 0) {
		t->doses += r->n;
		t->today += r->today;
		t->first += r->dose_number == 1 ? r->n : 0;
	}
	t->full += strcmp(r->outcome, "completed") == 0 ? r->n : 0;
	t->certificates += strcmp(r->outcome, "certificate") == 0 ? r->n : 0;
	t->elsewhere += strcmp(r->outcome, "elsewhere") == 0 ? r->n : 0;
}

static void
write_products(struct buf *out, const struct stat_row *rows, size_t n)
{
	json_key(out, "by_product");
	json_arr(out);
	for (size_t i = 0; i < n;) {
		const struct stat_row *first = &rows[i];
		int64_t doses = 0;
		for (; i < n && strcmp(rows[i].product_code, first->product_code) == 0; i++)
			doses += strcmp(rows[i].outcome, "injected") == 0 ? rows[i].n : 0;
		if (!doses)
			continue;
		json_obj(out);
		json_kv_text(out, "code", first->product_code);
		json_kv_text(out, "name", first->name);
		json_kv_i64(out, "doses", doses);
		json_obj_end(out);
	}
	json_arr_end(out);
}

static enum err
write_provinces(struct ctx *cx, struct buf *out, int64_t nation, const char *today)
{
	struct stat_row *rows;
	size_t n;
	TRY(db_list(cx, sql_stats_by_province(nation, today), &stat_row_fields, &rows, &n));
	json_key(out, "by_province");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		json_obj(out);
		json_kv_text(out, "code", rows[i].code);
		json_kv_text(out, "name", rows[i].name);
		json_kv_i64(out, "doses", rows[i].n);
		json_kv_i64(out, "today", rows[i].today);
		json_obj_end(out);
	}
	json_arr_end(out);
	return OK;
}

static enum err
write_days(struct ctx *cx, struct buf *out, int64_t nation)
{
	struct stat_row *rows;
	size_t n;
	char from[DATE_SIZE];
	date_format(date_of(cx->now) - DAYS_SHOWN, from);
	TRY(db_list(cx, sql_stats_by_day(nation, from), &stat_row_fields, &rows, &n));
	json_key(out, "by_day");
	json_arr(out);
	for (size_t i = 0; i < n; i++) {
		json_obj(out);
		json_kv_text(out, "date", rows[i].on_date);
		json_kv_i64(out, "doses", rows[i].n);
		json_obj_end(out);
	}
	json_arr_end(out);
	return OK;
}

enum err
stats_summary(struct ctx *cx, struct buf *out)
{
	struct stat_row *rows;
	struct totals t = { 0 };
	size_t n;
	int64_t nation, sites;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	TRY(db_number(cx, sql_stats_nation(), 0, &nation));
	TRY(db_list(cx, sql_stats_by_product(nation, today), &stat_row_fields, &rows, &n));
	TRY(db_number(cx, sql_stats_sites_active(today), 0, &sites));
	for (size_t i = 0; i < n; i++)
		add_total(&t, &rows[i]);
	json_obj(out);
	json_kv_time(out, "at", cx->now);
	json_kv_i64(out, "doses_total", t.doses);
	json_kv_i64(out, "doses_today", t.today);
	json_kv_i64(out, "doses_elsewhere", t.elsewhere);
	json_kv_i64(out, "people_first", t.first);
	json_kv_i64(out, "people_full", t.full);
	json_kv_i64(out, "certificates", t.certificates);
	json_kv_i64(out, "sites_active", sites);
	write_products(out, rows, n);
	TRY(write_provinces(cx, out, nation, today));
	TRY(write_days(cx, out, nation));
	json_obj_end(out);
	return OK;
}
