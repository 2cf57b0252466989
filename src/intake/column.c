#include "intake/column.h"

#include "base/buf.h"
#include "base/fold.h"

const char *const intake_kind_names[INTAKE__KINDS] = { "import_people", "import_sites", "import_units",
						       "import_allocation" };
const char *const intake_sheets[INTAKE__KINDS] = { "PL1", "PL4", "PL3", "phan_bo" };

/* Workbook of August 2021, sheet PL1 (domain.md 2.2 has it word for word). */
static const struct column people[] = {
	{ "row", "#", "#", "" },
	{ "name", "Họ và tên", "full name", "ho va ten|ho ten" },
	{ "birth_date", "Ngày sinh", "birth date", "ngay sinh|ngay thang nam sinh" },
	{ "sex", "Giới tính", "sex", "gioi tinh" },
	{ "priority_group", "Mã nhóm đối tượng ưu tiên", "priority group", "ma nhom|nhom doi tuong" },
	{ "workplace", "Đơn vị công tác", "workplace", "don vi" },
	{ "phone", "Số điện thoại", "phone", "so dien thoai|dien thoai" },
	{ "number", "Số CMT/CCCD", "identity number", "so cmt|so cmnd|so cccd|cmt|cmnd|cccd" },
	{ "insurance", "Số thẻ bảo hiểm y tế", "insurance number", "so the|the bao hiem|so bhyt|ma the" },
	{ "province", "Tỉnh/Thành phố", "province", "tinh|noi o" },
	{ "province_code", "Mã Tỉnh/Thành phố", "province code", "ma tinh|ma" },
	{ "district", "Quận/Huyện", "district", "quan|huyen" },
	{ "district_code", "Mã Quận/Huyện", "district code", "ma quan|ma huyen|ma" },
	{ "commune", "Xã/Phường", "commune", "xa|phuong" },
	{ "commune_code", "Mã Xã/Phường", "commune code", "ma xa|ma phuong|ma" },
	{ "address", "Địa chỉ chi tiết", "address", "dia chi" },
	{ "dose1_product", "Mũi 1 - Tên vắc xin", "dose 1 - vaccine", "ten vac xin|mui 1 ten" },
	{ "dose1_date", "Mũi 1 - Ngày tiêm", "dose 1 - date", "ngay tiem|mui 1 ngay" },
	{ "dose1_lot", "Mũi 1 - Lô vắc xin", "dose 1 - lot", "lo|so lo|mui 1 lo" },
	{ "dose1_site", "Mũi 1 - Địa điểm tiêm", "dose 1 - site", "dia diem|noi tiem|co so|mui 1 dia" },
	{ "dose2_product", "Mũi 2 - Tên vắc xin", "dose 2 - vaccine", "ten vac xin|mui 2 ten" },
	{ "dose2_date", "Mũi 2 - Ngày tiêm", "dose 2 - date", "ngay tiem|mui 2 ngay" },
	{ "dose2_lot", "Mũi 2 - Lô vắc xin", "dose 2 - lot", "lo|so lo|mui 2 lo" },
	{ "dose2_site", "Mũi 2 - Địa điểm tiêm", "dose 2 - site", "dia diem|noi tiem|co so|mui 2 dia" },
	{ "note", "Ghi chú", "note", "ghi chu" },
};

static const struct column sites[] = {
	{ "province", "Tỉnh", "province", "tinh|ten tinh|province name" },
	{ "district", "Huyện", "district", "huyen|quan|ten huyen|ten quan|district name" },
	{ "commune", "Xã", "commune", "xa|phuong|ten xa|ten phuong|commune name" },
	{ "code", "Mã cơ sở khám chữa bệnh", "facility code", "ma co so|facility code" },
	{ "name", "Tên cơ sở", "facility name", "ten co so|facility name" },
};

static const struct column units[] = {
	{ "province_code", "Mã Tỉnh/Thành phố", "province code", "ma tinh|province code" },
	{ "province", "Tên Tỉnh/Thành phố", "province", "ten tinh|province name" },
	{ "district_code", "Mã Quận/Huyện", "district code", "ma quan|ma huyen|district code" },
	{ "district", "Tên Quận/Huyện", "district", "ten quan|ten huyen|district name" },
	{ "commune_code", "Mã Xã/Phường", "commune code", "ma xa|ma phuong|commune code" },
	{ "commune", "Tên Xã/Phường", "commune", "ten xa|ten phuong|commune name" },
};

/* As published (domain.md 2.3), or with plain names. */
static const struct column table[] = {
	{ "snapshot_date", "Ngày số liệu", "snapshot date", "ngay|snapshot date" },
	{ "code", "Mã tỉnh", "province code", "ma tinh|ma|code" },
	{ "name_vi", "Tỉnh/Thành phố", "province", "tinh|ten tinh|name vi" },
	{ "doses_planned", "Dự kiến KH phân bổ", "doses planned", "du kien kh phan bo|doses planned" },
	{ "doses_allocated", "Phân bổ thực tế", "doses allocated", "phan bo thuc te|doses allocated" },
	{ "pop18plus", "Dân số >= 18 tuổi", "people of 18 and over", "dan so 18 tuoi|pop18plus" },
	{ "doses_administered", "Số liều đã tiêm", "doses administered", "so lieu da tiem|doses administered" },
};

enum { HEADER_KNOWN_MIN = 3 };
/* By which column a header is known at all. */
static const int anchors[INTAKE__KINDS] = { PL1_NAME, PL4_CODE, PL3_COMMUNE_CODE, TABLE_ALLOCATED };

const struct column *
columns_of(enum intake_kind kind, size_t *n)
{
	static const struct {
		const struct column *list;
		size_t n;
	} all[INTAKE__KINDS] = { { people, sizeof people / sizeof *people },
				 { sites, sizeof sites / sizeof *sites },
				 { units, sizeof units / sizeof *units },
				 { table, sizeof table / sizeof *table } };
	*n = all[kind].n;
	return all[kind].list;
}

const char *
column_text(struct arena *mem, enum intake_kind kind, int column, bool en)
{
	size_t n;
	const struct column *c = &columns_of(kind, &n)[column];
	if (kind != INTAKE_PEOPLE)
		return arena_printf(mem, "%s (%s)", en ? "Column" : "Cột", en ? c->title_en : c->title);
	return arena_printf(mem, "%s %d (%s)", en ? "Column" : "Cột", column, en ? c->title_en : c->title);
}

/* Does a header's text begin with one of the marks, as whole words? */
static bool
is_marked(struct arena *mem, const char *text, const char *marks)
{
	const char *key = fold_key(mem, text);
	while (*marks) {
		size_t n = strcspn(marks, "|");
		if (n && strncmp(key, marks, n) == 0 && (!key[n] || key[n] == ' '))
			return true;
		marks += n + (marks[n] == '|');
	}
	return false;
}

static int
find_marked(struct arena *mem, const struct sheet_row *row, const char *marks)
{
	for (size_t i = 0; i < row->n && i < SHEET_COLUMNS_KEPT; i++)
		if (is_marked(mem, row->cell[i], marks))
			return (int)i;
	return -1;
}

static const struct sheet_row no_row;

/* PL1 has some names twice, so its order is what tells them apart: every column must stand where the first one says. */
static void
place_people(struct arena *mem, const struct sheet_row *row, const struct sheet_row *below, int first,
	     struct columns *out)
{
	for (int i = PL1_NAME; i < PL1__COLUMNS; i++) {
		size_t at = (size_t)(first + i - PL1_NAME);
		bool up = is_marked(mem, sheet_cell(row, at), people[i].marks);
		bool down = is_marked(mem, sheet_cell(below, at), people[i].marks);
		/* a code's column may be headed "Mã" alone, a name's by the heading over the group */
		out->at[i] = up || down ? (int)at : -1;
		/* only what the upper row cannot say for itself shows that there is a lower one */
		if (down && !up)
			out->two_rows = true;
	}
}

/* Which columns the header names at all, wherever; how many. */
static int
named(struct arena *mem, enum intake_kind kind, const struct sheet_row *row, const struct sheet_row *below,
      bool names[COLUMNS_MAX])
{
	size_t n;
	const struct column *list = columns_of(kind, &n);
	int known = 0;
	for (size_t i = 0; i < n; i++) {
		names[i] = find_marked(mem, row, list[i].marks) >= 0 ||
			   (kind == INTAKE_PEOPLE && find_marked(mem, below, list[i].marks) >= 0);
		known += names[i];
	}
	return known;
}

/* The columns that are not in their place: those that the header does not name at all, else those that it has elsewhere. */
static const char *
missing(struct arena *mem, const struct columns *c, const bool names[COLUMNS_MAX], bool absent, bool en)
{
	struct buf out = buf_new(mem);
	size_t n;
	const struct column *list = columns_of(c->kind, &n);
	for (size_t i = c->kind == INTAKE_PEOPLE ? PL1_NAME : 0; i < n; i++) {
		if (c->at[i] >= 0 || (absent && names[i]))
			continue;
		buf_str(&out, out.n ? ", " : "");
		if (c->kind == INTAKE_PEOPLE)
			buf_printf(&out, "%zu ", i);
		buf_str(&out, en ? list[i].title_en : list[i].title);
	}
	return buf_text(&out);
}

static enum err
tell_missing(struct ctx *cx, const struct columns *c, const bool names[COLUMNS_MAX])
{
	struct arena *mem = cx->mem;
	if (*missing(mem, c, names, true, false))
		return fail_text(
			cx, ERR_INVALID, "import.columns",
			arena_printf(
				mem,
				"Bảng thiếu cột: %s. Dùng đúng biểu mẫu, không thêm, bớt hay đổi chỗ cột, rồi gửi lại.",
				missing(mem, c, names, true, false)),
			arena_printf(mem, "The sheet lacks these columns: %s. Use the form as it is and send it again.",
				     missing(mem, c, names, true, true)));
	if (!*missing(mem, c, names, false, false))
		return OK;
	return fail_text(
		cx, ERR_INVALID, "import.columns",
		arena_printf(mem,
			     "Cột không đứng đúng thứ tự của biểu mẫu: %s. Dùng đúng biểu mẫu, không thêm, bớt hay đổi "
			     "chỗ cột, rồi gửi lại.",
			     missing(mem, c, names, false, false)),
		arena_printf(
			mem,
			"These columns do not stand in the form's order: %s. Use the form as it is and send it again.",
			missing(mem, c, names, false, true)));
}

/* The file's own titles, for the result file: the lower row where it says more. */
static void
keep_titles(struct arena *mem, const struct sheet_row *row, const struct sheet_row *below, struct columns *out)
{
	size_t n = out->two_rows && below->n > row->n ? below->n : row->n;
	out->ntitles = n < SHEET_COLUMNS_KEPT ? n : SHEET_COLUMNS_KEPT;
	for (size_t i = 0; i < out->ntitles; i++) {
		const char *low = out->two_rows ? sheet_cell(below, i) : "";
		out->titles[i] = arena_strdup(mem, *low ? low : sheet_cell(row, i));
	}
}

bool
columns_find(struct ctx *cx, struct arena *mem, enum intake_kind kind, const struct sheet_row *row,
	     const struct sheet_row *below, struct columns *out, enum err *err)
{
	size_t n;
	const struct column *list = columns_of(kind, &n);
	bool names[COLUMNS_MAX];
	int first = find_marked(cx->mem, row, list[anchors[kind]].marks);
	if (first < 0)
		return false;
	*out = (struct columns){ .kind = kind };
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		out->at[i] = -1;
	below = below ? below : &no_row;
	/* a note above the table may begin with the same words */
	if (named(cx->mem, kind, row, below, names) < HEADER_KNOWN_MIN)
		return false;
	if (kind == INTAKE_PEOPLE)
		place_people(cx->mem, row, below, first, out);
	for (size_t i = 0; kind != INTAKE_PEOPLE && i < n; i++)
		out->at[i] = find_marked(cx->mem, row, list[i].marks);
	keep_titles(mem, row, below, out);
	*err = tell_missing(cx, out, names);
	return true;
}
