/* people.c - invented people on the lists of the sessions: sent as a list of the ministry's form (sheet PL1), as a site
 * sends it, and read back from the session's board. */
#include "replay/parts.h"

#include "base/id.h"
#include "demo/demo_people.h"
#include "unit/unit.h"

#include <poll.h>
#include <stdio.h>

enum { SERIALS = 1000000, JOB_LOOK_MS = 50 };

static const char header[] =
	"#,Họ và tên (*),Ngày sinh dạng dd/mm/yyyy (*),\"Giới tính (*) (0:nam, 1:nữ)\",Mã nhóm đối tượng ưu tiên (*),"
	"Đơn vị công tác,Số điện thoại(*),Số CMT/CCCD,Số thẻ bảo hiểm y tế,Tỉnh/Thành phố,Mã (*),Quận/Huyện,Mã (*),"
	"Xã/Phường,Mã (*),Địa chỉ chi tiết,Tên vắc xin (*),Ngày tiêm (*),Lô vắc xin(*),Địa điểm tiêm (*),"
	"Tên vắc xin (*),Ngày tiêm (*),Lô vắc xin(*),Địa điểm tiêm (*),Ghi chú,Kết quả import (không điền ô này)\r\n";

/* Names and codes of province, district and commune, as the list has them: six cells. */
static enum err
home_cells(struct replay *r, const char **cells)
{
	static const char *const levels[] = { "province", "district", "commune" };
	struct buf out = buf_new(r->cx->mem);
	const char *path = arena_printf(r->cx->mem, "/api/v1/units/%lld", (long long)r->commune_id);
	TRY(talk(r, "GET", path, r->admin_token, NULL, 200));
	json_t *units = json_object_get(r->answer, "ancestors");
	for (size_t l = 0; l < 3; l++) {
		size_t i;
		json_t *u, *of = l == 2 ? r->answer : NULL;
		json_array_foreach(units, i, u) {
			const char *level = json_string_value(json_object_get(u, "level"));
			if (level && strcmp(level, levels[l]) == 0)
				of = u;
		}
		const char *name = json_string_value(json_object_get(of, "name"));
		const char *code = json_string_value(json_object_get(of, "code"));
		buf_printf(&out, "\"%s\",%s,", name ? name : "", code ? code : "");
	}
	*cells = buf_text(&out);
	return OK;
}

/* Twelve digits that nobody else of this run has, nor, but for a chance of one in many millions, of another run: place and
 * serial number count up from a point drawn by lot; century, sex and year are those of the person. */
static void
write_number(const struct person_in *p, uint64_t at, struct buf *out)
{
	/* first three digits that places of registration have, 001 to 096 */
	static const uint8_t places[] = { 1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25 };
	uint64_t place = at / SERIALS % sizeof places;
	int century = p->birth_date[0] == '2' ? 2 : 0, female = strcmp(p->sex, "female") == 0;
	buf_printf(out, "%03d%d%.2s%06llu", places[place], century + female, p->birth_date + 2,
		   (unsigned long long)(at % SERIALS));
}

static void
write_person(struct arena *mem, const struct demo_names *names, uint64_t seed, uint32_t i, const char *home,
	     struct buf *out)
{
	const struct unit nowhere = { 0 };
	struct person_in p = demo_person(mem, names, seed + i, &nowhere);
	buf_printf(out, "%u,%s,%.2s/%.2s/%.4s,%d,%s,\"%s\",%s,", i + 1, p.name, p.birth_date + 8, p.birth_date + 5,
		   p.birth_date, strcmp(p.sex, "female") == 0, p.priority_group, p.workplace, p.phone);
	write_number(&p, seed + i, out);
	buf_printf(out, ",,%s\"%s\",,,,,,,,,,\r\n", home, p.address);
}

static enum err
send_list(struct replay *r, struct roll *roll, uint64_t seed)
{
	const struct site *site = &r->sites[roll->site];
	const char *home;
	struct arena *mem = arena_new();
	struct demo_names *names = demo_names_load(r->cx->mem);
	struct buf csv = buf_new(r->cx->mem);
	const char *path = arena_printf(r->cx->mem, "/api/v1/units/%lld/imports/people?session_id=%lld",
					(long long)site->id, (long long)roll->session_id);
	enum err err = home_cells(r, &home);
	buf_str(&csv, header);
	for (uint32_t i = 0; err == OK && i < roll->n; i++) {
		arena_reset(mem);
		write_person(mem, names, seed, i, home, &csv);
	}
	arena_free(mem);
	TRY(err);
	TRY(talk_csv(r, path, r->admin_token, &csv, 202));
	return answer_id(r, "id", &roll->job_id);
}

static enum err
await_list(struct replay *r, const struct roll *roll)
{
	const char *state, *path = arena_printf(r->cx->mem, "/api/v1/units/%lld/jobs/%lld",
						(long long)r->sites[roll->site].id, (long long)roll->job_id);
	do {
		poll(NULL, 0, JOB_LOOK_MS);
		TRY(talk(r, "GET", path, r->admin_token, NULL, 200));
		state = json_string_value(json_object_get(r->answer, "state"));
	} while (state && (strcmp(state, "waiting") == 0 || strcmp(state, "running") == 0));
	long long imported = (long long)json_integer_value(json_object_get(r->answer, "imported"));
	if (state && strcmp(state, "done") == 0 && imported == roll->n)
		return OK;
	const char *error = json_string_value(json_object_get(r->answer, "error_en"));
	return fail(r->cx, ERR_CONFLICT, "replay.people", "Nhập danh sách: %lld trên %u người. %s",
		    "Importing a list: %lld of %u people. %s", imported, roll->n, error ? error : "");
}

/* The board says who is who. */
static enum err
read_board(struct replay *r, const struct roll *roll)
{
	const struct site *site = &r->sites[roll->site];
	size_t i;
	json_t *row;
	TRY(talk(r, "GET",
		 arena_printf(r->cx->mem, "/api/v1/units/%lld/sessions/%lld/board", (long long)site->id,
			      (long long)roll->session_id),
		 site->tokens[CHECK_IN], NULL, 200));
	const json_t *rows = json_object_get(r->answer, "items");
	if (json_array_size(rows) != roll->n)
		return fail(r->cx, ERR_CONFLICT, "replay.people", "Danh sách buổi tiêm có %zu người, cần %u.",
			    "The session's list has %zu people and should have %u.", json_array_size(rows), roll->n);
	json_array_foreach(rows, i, row) {
		struct journey *j = roll_journey(r, roll, (uint32_t)i);
		const char *sex = json_string_value(json_object_get(row, "sex"));
		j->person_id = json_id_of(row, "person_id");
		j->female = sex && strcmp(sex, "female") == 0;
	}
	return OK;
}

enum err
replay_people(struct replay *r)
{
	uint64_t seed;
	random_bytes(&seed, sizeof seed);
	seed %= (uint64_t)SERIALS * SERIALS;
	for (size_t i = 0; i < r->nrolls; i++) {
		TRY(send_list(r, &r->rolls[i], seed));
		seed += r->rolls[i].n;
	}
	for (size_t i = 0; i < r->nrolls; i++) {
		TRY(await_list(r, &r->rolls[i]));
		TRY(read_board(r, &r->rolls[i]));
	}
	return OK;
}
