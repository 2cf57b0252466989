/* person_frame.h - units, sites and helpers that the tests about people share. All people are invented. */
#ifndef PERSON_FRAME_H
#define PERSON_FRAME_H

#include "db_frame.h"

#include "person/person.h"
#include "person_sql.h"
#include "staff/staff.h"

#include <sodium.h>

static struct ctx *cx = &frame_cx;
static struct unit phuc_xa, truc_bach, ba_dinh, ha_noi, nation, far; /* units of 2021 */
static struct unit station, hospital, mobile, station_far;           /* sites */
static struct actor actor;
static struct warnings hints;

static inline void
begin(void)
{
	cx->problem = (struct problem){ 0 };
	hints = (struct warnings){ 0 };
	CHECK_INT(db_begin(cx, TX_WRITE), OK);
}

static inline void
commit(void)
{
	CHECK_INT(db_commit(cx), OK);
}

/* An error is expected, with this code and field; the transaction goes on. */
static inline void
refused(enum err err, enum err want, const char *code, const char *field)
{
	CHECK_INT(err, want);
	CHECK_STR(cx->problem.code, code);
	if (field)
		CHECK_STR(cx->problem.field, field);
	CHECK(cx->problem.vi && cx->problem.en && *cx->problem.vi && *cx->problem.en);
	cx->problem = (struct problem){ 0 };
}

static inline struct person_in
someone(const char *name, const char *birth, const char *sex)
{
	return (struct person_in){ .name = name, .birth_date = birth, .sex = sex, .version = NONE };
}

static inline struct person
make(const struct unit *unit, struct person_in in)
{
	struct person p = { 0 };
	CHECK_INT(person_check(cx, &in, &hints), OK);
	CHECK_INT(person_create(cx, unit->id, &in, &p), OK);
	return p;
}

static inline struct person
again(const struct person *p)
{
	struct person now = { 0 };
	CHECK_INT(person_get(cx, p->id, &now), OK);
	return now;
}

static inline bool
hinted(const char *code)
{
	for (size_t i = 0; i < hints.n; i++)
		if (strcmp(hints.list[i].code, code) == 0)
			return true;
	return false;
}

static inline bool
in_list(const struct person *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return true;
	return false;
}

static inline uint64_t
bit(const char *name)
{
	return UINT64_C(1) << (fields_find(&person_in_fields, name) - person_in_fields.list);
}

static inline struct search
search(const struct unit *unit, const char *q)
{
	struct search s = { 0 };
	CHECK_INT(person_search(cx, unit, q, &s), OK);
	return s;
}

static inline bool
finds(const struct unit *unit, const char *q, int64_t id)
{
	struct search s = search(unit, q);
	return in_list(s.list, s.n, id);
}

/* A CCCD nobody has yet: place, century and sex, year, six digits. */
static inline const char *
new_cccd(const char *head)
{
	static int serial = 100000;
	return arena_printf(frame_mem, "%s%06d", head, serial++);
}

static inline struct unit
unit_of(const char *level, const char *code, const char *on)
{
	struct unit u = { 0 };
	bool found = false;
	CHECK_INT(unit_by_code(cx, level, code, on, &u, &found), OK);
	CHECK(found);
	return u;
}

static inline struct unit
site(const struct unit *parent, const char *code, const char *kind)
{
	struct unit u = { 0 };
	struct site_in in = { .code = code,
			      .kind = kind,
			      .name = code,
			      .tables = 1,
			      .capacity = 100,
			      .latitude_e6 = NONE,
			      .longitude_e6 = NONE };
	CHECK_INT(site_create(cx, parent, &in, &u), OK);
	return u;
}

static inline void
set_up(void)
{
	struct staff staff = { 0 };
	begin();
	CHECK_INT(unit_seed(cx), OK);
	nation = unit_of("nation", "VN", NULL);
	ha_noi = unit_of("province", "01", UNIT_ADDRESS_SET_ON);
	ba_dinh = unit_of("district", "001", UNIT_ADDRESS_SET_ON);
	phuc_xa = unit_of("commune", "00001", UNIT_ADDRESS_SET_ON);
	truc_bach = unit_of("commune", "00004", UNIT_ADDRESS_SET_ON);
	far = unit_of("commune", "32248", UNIT_ADDRESS_SET_ON);
	station = site(&phuc_xa, "T0001", "health_station");
	hospital = site(&ba_dinh, "T0002", "hospital");
	mobile = site(&hospital, "T0003", "mobile");
	station_far = site(&far, "T0004", "health_station");
	struct staff_in in = { .login_name = "reception.test", .full_name = "Vũ Thị Tiếp Đón", .role = "reception" };
	CHECK_INT(staff_create(cx, &station, &in, "no hash", false, &staff), OK);
	actor = (struct actor){
		.staff_id = staff.id, .full_name = staff.full_name, .role = role_find("reception"), .unit = station
	};
	cx->actor = &actor;
	commit();
}

static inline int
person_main(void (*cases)(void))
{
	return sodium_init() < 0 ? 2 : frame_main(cases);
}

#endif
