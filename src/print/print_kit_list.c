#include "print/print_paper.h"

#define LIST_X WIDE_MARGIN
#define HEAD_H 11.0
#define ROW_H 12.6
#define BOTTOM 13.0

enum { NUMBER, TIME, NAME, IDENTITY, BEFORE, CHECK_IN, SCREENING, INJECTION, LOT, VACCINATOR, WATCH, ENTERED, COLUMNS };

static const struct paper_column columns[COLUMNS] = {
	[NUMBER] = { 33, "Số phiếu", NULL, T_BOLD | T_CENTER | T_ONE },
	[TIME] = { 12, "Giờ hẹn", NULL, T_CENTER },
	[NAME] = { 48, "Họ và tên, ngày sinh, giới", NULL, T_BOLD },
	[IDENTITY] = { 28, "CCCD/CMND, điện thoại", NULL, T_CENTER },
	[BEFORE] = { 26, "Mũi này, vắc xin trước", NULL, 0 },
	[CHECK_IN] = { 13, "1. Tiếp đón (giờ)", NULL, 0 },
	[SCREENING] = { 21, "2. Sàng lọc (giờ, kết luận)", NULL, 0 },
	[INJECTION] = { 13, "3. Tiêm (giờ)", NULL, 0 },
	[LOT] = { 25, "Vắc xin, số lô", NULL, 0 },
	[VACCINATOR] = { 17, "Người tiêm", NULL, 0 },
	[WATCH] = { 24, "Theo dõi đến (giờ), phản ứng", NULL, 0 },
	[ENTERED] = { 13, "4. Đã nhập", NULL, 0 },
};

/* Two lines in one cell: the first for the eye, the second smaller. */
static void
cell_pair(struct paper *s, double x, double y, const struct paper_column *c, const char *upper, const char *lower)
{
	const double w = c->w - 1.8;
	paper_text(s, (struct paper_box){ x + 0.9, y + 0.6, w, 7.2 }, 9, (c->flags & (T_BOLD | T_CENTER)) | T_MIDDLE,
		   upper);
	paper_text(s, (struct paper_box){ x + 0.9, y + 8.1, w, 4.2 }, 7.8, (c->flags & T_CENTER) | T_ONE, lower);
}

static void
list_known(struct paper *s, double x, double y, const struct print_listed *p)
{
	struct ctx *cx = s->cx;
	const char *birth = print_date(cx, p->person.birth), *sex = print_sex_text(p->person.sex);
	const char *last = print_date(cx, p->last_date);
	if (print_known(p->last_product))
		last = last ? arena_printf(cx->mem, "%s, %s", p->last_product, last) : p->last_product;
	x += columns[NUMBER].w + columns[TIME].w;
	cell_pair(s, x, y, &columns[NAME], p->person.name,
		  arena_printf(cx->mem, "%s%s%s", birth ? birth : "", birth && sex ? "  ·  " : "", sex ? sex : ""));
	x += columns[NAME].w;
	cell_pair(s, x, y, &columns[IDENTITY], p->person.identity, p->person.phone);
	x += columns[IDENTITY].w;
	paper_text(s, (struct paper_box){ x + 0.9, y + 0.6, columns[BEFORE].w - 1.8, 4 }, 8.5, T_BOLD | T_ONE, p->dose);
	paper_text(s, (struct paper_box){ x + 0.9, y + 4.8, columns[BEFORE].w - 1.8, 7.4 }, 7.5, 0, last);
}

static void
list_row(struct paper *s, double y, const struct print_kit *k, size_t i)
{
	const struct print_listed *p = print_kit_person(k, i);
	const char *cell[COLUMNS] = {
		[NUMBER] = print_kit_number(s->cx, k, i),
		[TIME] = p ? p->time : NULL,
	};
	paper_row(s, LIST_X, y, ROW_H, columns, cell, COLUMNS, 8.5);
	if (p)
		list_known(s, LIST_X, y, p);
}

/* Walk-ins begin on a page of their own: that page lies on another table. */
static void
list_part(struct paper *s, const struct print_kit *k, const char *title, size_t first, size_t end)
{
	struct ctx *cx = s->cx;
	const size_t each = (size_t)((210 - BOTTOM - 26.5 - HEAD_H) / ROW_H), pages = (end - first + each - 1) / each;
	size_t i = first;
	for (size_t page = 1; page <= pages; page++) {
		paper_page(s, true);
		double y =
			print_session_head(s, &k->session, title,
					   arena_printf(cx->mem, "Số phiếu %s đến %s", print_kit_number(cx, k, first),
							print_kit_number(cx, k, end - 1)));
		paper_head(s, LIST_X, y, HEAD_H, columns, COLUMNS);
		y += HEAD_H;
		for (size_t row = 0; row < each && i < end; row++, y += ROW_H, i++)
			list_row(s, y, k, i);
		paper_footer(s,
			     "Giờ ghi dạng 08:30. Số hỏng: gạch chéo cả dòng, ghi HỦY, không dùng lại. Danh sách có dữ "
			     "liệu cá nhân: không chụp, không dán công khai.",
			     arena_printf(cx->mem, "Trang %zu/%zu", page, pages));
	}
}

void
print_kit_list(struct paper *s, const struct print_kit *k)
{
	list_part(s, k, "DANH SÁCH GIẤY: NGƯỜI CÓ HẸN", 0, k->session.n);
	list_part(s, k, "DANH SÁCH GIẤY: NGƯỜI ĐẾN THÊM", k->session.n, k->session.n + k->blanks);
}
