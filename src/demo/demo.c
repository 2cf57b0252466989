#include "demo/demo.h"

#include "base/clock.h"
#include "base/fold.h"
#include "base/id.h"
#include "demo/demo_people.h"
#include "demo/demo_stock.h"
#include "demo_sql.h"
#include "dose/dose.h"
#include "session/session.h"
#include "staff/staff.h"
#include "unit/unit.h"

/* Communes of the old centre of Hà Nội whose health stations have staff and people in the demo. */
static const char *const demo_communes[] = { "00001", "00004", "00007" };

struct kind {
	const char *level, *code, *kind, *name;
	int64_t tables, capacity;
};
/* A health station in each commune, a centre in each district, a hospital in each province; then mobile teams. */
static const struct kind kinds[] = {
	{ "commune", "%s", "health_station", "Trạm Y tế %s", 2, 200 },
	{ "district", "TT%s", "centre", "Trung tâm Y tế %s", 4, 400 },
	{ "province", "BV%s", "hospital", "Bệnh viện Đa khoa %s", 6, 800 },
};

static enum err
add_site(struct ctx *cx, const struct unit *parent, const char *code, const char *kind, const char *name,
	 int64_t tables, int64_t capacity)
{
	int64_t id = id_next(cx->now);
	const char *path = arena_printf(cx->mem, "%s%lld/", parent->path, (long long)id);
	return db_post(cx, sql_demo_site(id, code, kind, name, fold_key(cx->mem, name), parent->id, path, tables,
					 capacity, cx->now));
}

static enum err
places(struct ctx *cx, const char *level, int64_t after, struct unit **out, size_t *n)
{
	return db_list(cx, sql_demo_places(level, after), &unit_fields, out, n);
}

/* The format's one %s replaced. */
static const char *
with(struct arena *mem, const char *format, const char *word)
{
	struct buf out = buf_new(mem);
	const char *at = strstr(format, "%s");
	buf_bytes(&out, format, (size_t)(at - format));
	buf_str(&out, word);
	buf_str(&out, at + 2);
	return buf_text(&out);
}

/* Mobile teams stand below the districts' units, one after the other, until the country has its 19,500 sites (QĐ 3355). */
static enum err
add_mobile(struct ctx *cx, int64_t made)
{
	struct unit *districts;
	size_t n;
	TRY(places(cx, "district", 0, &districts, &n));
	for (int64_t i = 0; made + i < DEMO_SITES; i++) {
		const struct unit *d = &districts[(size_t)i % n];
		long long team = i / (long long)n + 1;
		TRY(add_site(cx, d, arena_printf(cx->mem, "LD%s-%02lld", d->code, team), "mobile",
			     arena_printf(cx->mem, "Đội tiêm lưu động %lld – %s", team, d->name), 2, 200));
	}
	return OK;
}

static enum err
add_sites(struct ctx *cx)
{
	int64_t made = 0;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		struct unit *list;
		size_t n;
		for (int64_t after = 0;; after = list[n - 1].id) {
			TRY(places(cx, kinds[k].level, after, &list, &n));
			if (!n)
				break;
			for (size_t i = 0; i < n; i++, made++)
				TRY(add_site(cx, &list[i], with(cx->mem, kinds[k].code, list[i].code), kinds[k].kind,
					     with(cx->mem, kinds[k].name, list[i].name), kinds[k].tables,
					     kinds[k].capacity));
		}
	}
	return add_mobile(cx, made);
}

static const struct {
	const char *login_name, *full_name, *role;
} team[] = {
	{ "tiepdon", "Nguyễn Thị Lan (tiếp đón)", "reception" },
	{ "bacsi", "Trần Văn Minh (khám sàng lọc)", "screening_doctor" },
	{ "tiem", "Lê Thị Hoa (tiêm)", "vaccinator" },
	{ "theodoi", "Phạm Văn Bình (theo dõi)", "observer" },
	{ "nhaplieu", "Hoàng Thị Mai (nhập liệu)", "data_clerk" },
	{ "thukho", "Vũ Văn Kho (thủ kho)", "stock_keeper" },
	{ "quanly", "Đặng Thị Ngọc Ánh (quản lý điểm tiêm)", "manager" },
};

static enum err
add_account(struct ctx *cx, const struct unit *unit, const char *login_name, const char *full_name, const char *role,
	    const char *hash, const char *pin)
{
	struct staff staff;
	struct staff_in in = { .login_name = login_name, .full_name = full_name, .role = role };
	TRY(staff_create(cx, unit, &in, hash, false, &staff));
	return staff_set_pin(cx, staff.id, pin);
}

/* The health station of a demo commune, and the commune. */
static enum err
demo_site(struct ctx *cx, size_t i, struct unit *commune, struct unit *site)
{
	bool found, there;
	TRY(unit_by_code(cx, "commune", demo_communes[i], UNIT_ADDRESS_SET_ON, commune, &found));
	TRY(unit_by_code(cx, "site", demo_communes[i], NULL, site, &there));
	return found && there ? OK : fail_internal(cx, "demo site %s is missing", demo_communes[i]);
}

static enum err
add_staff(struct ctx *cx)
{
	struct unit nation, commune, site;
	bool found;
	const char *hash = password_hash(cx->mem, DEMO_PASSWORD), *pin = password_hash(cx->mem, DEMO_PIN);
	TRY(unit_by_code(cx, "nation", UNIT_NATION_CODE, NULL, &nation, &found));
	TRY(add_account(cx, &nation, "quantri", "Quản trị hệ thống", "administrator", hash, pin));
	TRY(add_account(cx, &nation, "quocgia", "Ban chỉ đạo quốc gia", "manager", hash, pin));
	for (size_t s = 0; s < sizeof demo_communes / sizeof *demo_communes; s++) {
		TRY(demo_site(cx, s, &commune, &site));
		for (size_t i = 0; i < sizeof team / sizeof *team; i++) {
			const char *name =
				s ? arena_printf(cx->mem, "%s%zu", team[i].login_name, s + 1) : team[i].login_name;
			TRY(add_account(cx, &site, name, team[i].full_name, team[i].role, hash, pin));
		}
	}
	return OK;
}

/* The national store's keeper, Hà Nội's with their manager, and what moves between them. */
static enum err
add_stores(struct ctx *cx)
{
	struct unit nation, hanoi, commune, site;
	bool found, there;
	const char *hash = password_hash(cx->mem, DEMO_PASSWORD), *pin = password_hash(cx->mem, DEMO_PIN);
	TRY(unit_by_code(cx, "nation", UNIT_NATION_CODE, NULL, &nation, &found));
	TRY(unit_by_code(cx, "province", "01", UNIT_ADDRESS_SET_ON, &hanoi, &there));
	if (!found || !there)
		return fail_internal(cx, "the demo's provinces are missing");
	TRY(add_account(cx, &nation, "thukhotw", "Bùi Thị Kho (thủ kho quốc gia)", "stock_keeper", hash, pin));
	TRY(add_account(cx, &hanoi, "thukhohn", "Đỗ Văn Kho (thủ kho Hà Nội)", "stock_keeper", hash, pin));
	TRY(add_account(cx, &hanoi, "quanlyhn", "Hồ Thị Thu (CDC Hà Nội)", "manager", hash, pin));
	TRY(demo_site(cx, 0, &commune, &site));
	return demo_stores(cx, &site);
}

/* ---- today ---- */

/* Every third person has had a first dose, eight weeks ago or more: the second is due. */
static enum err
add_earlier_dose(struct ctx *cx, const struct unit *site, const struct person *p, int64_t days_ago)
{
	struct dose dose;
	char *given = arena_alloc(cx->mem, DATE_SIZE);
	date_format(date_of(cx->now) - days_ago, given);
	struct dose_past in = { .uuid = uuid_new(cx->mem),
				.product_code = "astrazeneca",
				.lot_number = "DEMO-CU",
				.given_on = given,
				.kind = "primary",
				.unit_id = site->id,
				.source_note = "demo" };
	TRY(dose_enter(cx, site->id, p, &in, "retrospective", &dose));
	return dose_confirm(cx, p->id, dose.id, &dose);
}

static enum err
add_people(struct ctx *cx, const struct unit *commune, const struct unit *site, const struct session *session)
{
	static const char *const hours[] = { "07:30", "08:30", "09:30", "13:30", "14:30" };
	const struct demo_names *names = demo_names_load(cx->mem);
	for (uint64_t i = 0; i < DEMO_LIST; i++) {
		struct person person;
		struct warnings w = { 0 };
		struct appointment a;
		struct person_in in = demo_person(cx->mem, names, (uint64_t)session->id + i * 7919, commune);
		TRY(person_check(cx, &in, &w));
		TRY(person_create(cx, site->id, &in, &person));
		TRY(person_link(cx, site->id, person.id));
		if (i % 3 == 1)
			TRY(add_earlier_dose(cx, site, &person, 57 + (int64_t)i));
		TRY(appointment_create(cx, session, person.id, hours[i % 5], NULL, false, &a));
	}
	return OK;
}

static enum err
add_today(struct ctx *cx, size_t i)
{
	struct unit commune, site;
	struct session session;
	struct campaign *campaigns;
	struct lot_choice lots[DEMO_LOTS];
	struct slot slots[] = { { "07:30", "08:30", 40, 0 },
				{ "08:30", "09:30", 40, 0 },
				{ "09:30", "10:30", 40, 0 },
				{ "13:30", "14:30", 40, 0 },
				{ "14:30", "15:30", 40, 0 } };
	size_t ncampaigns;
	bool there;
	TRY(demo_site(cx, i, &commune, &site));
	TRY(session_today(cx, site.id, &session, &there));
	if (there)
		return OK;
	TRY(campaign_list(cx, &campaigns, &ncampaigns));
	TRY(demo_supply(cx, &site, lots));
	char *today = arena_alloc(cx->mem, DATE_SIZE);
	date_text(cx->now, today);
	struct session_in in = {
		.campaign_id = campaigns[0].id, .on_date = today, .lots = { lots, DEMO_LOTS }, .slots = { slots, 5 }
	};
	TRY(session_create(cx, site.id, &in, &session));
	return add_people(cx, &commune, &site, &session);
}

enum err
demo_prepare(struct ctx *cx)
{
	int64_t is, foreign;
	struct actor actor = { .full_name = "demo", .role = role_find("manager") };
	cx->actor = &actor;
	TRY(db_number(cx, sql_demo_is(), 0, &is));
	if (!is) {
		TRY(db_number(cx, sql_demo_foreign(), 0, &foreign));
		if (foreign)
			return fail(cx, ERR_CONFLICT, "demo.not_empty",
				    "--demo chỉ chạy trên cơ sở dữ liệu trống hoặc cơ sở dữ liệu demo.",
				    "--demo runs on an empty database or on a demo's only.");
		TRY(add_sites(cx));
		TRY(add_staff(cx));
		TRY(add_stores(cx));
		TRY(db_post(cx, sql_demo_set()));
	}
	for (size_t i = 0; i < sizeof demo_communes / sizeof *demo_communes; i++)
		TRY(add_today(cx, i));
	cx->actor = NULL;
	return OK;
}

/* ---- many people ---- */

static enum err
all_communes(struct ctx *cx, struct unit **out, size_t *n)
{
	struct unit *page, *list = NULL;
	size_t k;
	*n = 0;
	do {
		TRY(places(cx, "commune", *n ? list[*n - 1].id : 0, &page, &k));
		struct unit *both = NEW(cx->mem, struct unit, *n + k);
		if (*n)
			memcpy(both, list, *n * sizeof *both);
		if (k)
			memcpy(both + *n, page, k * sizeof *both);
		list = both;
		*n += k;
	} while (k == DEMO_PLACES);
	*out = list;
	return *n ? OK : fail_internal(cx, "there are no communes");
}

struct named {
	const char *key;
	int64_t number;
};

static int
by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int names = strcmp(x->key, y->key);
	return names ? names : (x->number > y->number) - (x->number < y->number);
}

static enum err
add_person(struct ctx *cx, const struct demo_names *names, uint64_t number, const struct unit *commune)
{
	struct person person;
	struct warnings w = { 0 };
	struct person_in in = demo_person(cx->mem, names, number, commune);
	in.home_unit_id = 0; /* known to exist: the check need not look */
	TRY(person_check(cx, &in, &w));
	in.home_unit_id = commune->id;
	return person_create(cx, commune->id, &in, &person);
}

/* A batch goes in by the order of names, and people of one number range live together: so each index grows at few places,
 * and a page of it is written once a batch, not once a person. */
enum err
demo_people(struct ctx *cx, int64_t seed, int64_t n)
{
	struct actor actor = { .full_name = "demo", .role = role_find("manager") };
	const struct demo_names *names = demo_names_load(cx->mem);
	struct named *list = NEW(cx->mem, struct named, (size_t)n);
	struct unit *communes;
	struct arena *mem = cx->mem, *one = arena_new();
	size_t ncommunes;
	enum err err = all_communes(cx, &communes, &ncommunes);
	for (int64_t i = 0; i < n && err == OK; i++) {
		arena_reset(one);
		const char *name = demo_person(one, names, (uint64_t)(seed + i), communes).name;
		list[i] = (struct named){ arena_strdup(mem, fold_key(one, name)), seed + i };
	}
	qsort(list, (size_t)n, sizeof *list, by_name);
	cx->actor = &actor;
	cx->mem = one;
	for (int64_t i = 0; i < n && err == OK; i++) {
		size_t commune = (size_t)(list[i].number / DEMO_COMMUNE) % ncommunes;
		arena_reset(one);
		err = add_person(cx, names, (uint64_t)list[i].number, &communes[commune]);
	}
	cx->mem = mem;
	cx->actor = NULL;
	if (err != OK && cx->problem.vi) {
		cx->problem.vi = arena_strdup(mem, cx->problem.vi);
		cx->problem.en = arena_strdup(mem, cx->problem.en);
	}
	arena_free(one);
	return err;
}

enum err
demo_accounts(struct ctx *cx, struct buf *out)
{
	struct rows rows;
	TRY(db_query(cx, sql_demo_staff(), &rows));
	buf_printf(out, "\n  Tài khoản demo, mật khẩu / demo accounts, password: %s   PIN: %s\n", DEMO_PASSWORD,
		   DEMO_PIN);
	for (size_t r = 0; r < rows.n; r++)
		buf_printf(out, "    %-12s %-18s %s\n", db_cell(&rows, r, 0)->p, db_cell(&rows, r, 2)->p,
			   db_cell(&rows, r, 3)->p);
	return OK;
}
