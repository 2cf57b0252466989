#include "print/print_paper.h"

#define LIST_X WIDE_MARGIN
#define LIST_W 273.0
#define HEAD_H 9.5
#define ROW_H 9.2
#define BOTTOM 13.0 /* footer */
#define SIGN_H 30.0

static const struct paper_column columns[] = {
	{ 9, "STT", NULL, T_CENTER },         { 13, "Giờ", NULL, T_CENTER },  { 54, "Họ và tên", NULL, T_BOLD },
	{ 22, "Ngày sinh", NULL, T_CENTER },  { 11, "Giới", NULL, T_CENTER }, { 29, "CCCD/CMND", NULL, T_CENTER },
	{ 26, "Điện thoại", NULL, T_CENTER }, { 15, "Mũi", NULL, T_CENTER },  { 39, "Vắc xin gần nhất", NULL, 0 },
	{ 30, "Ghi chú", NULL, 0 },           { 25, "Ký tên", NULL, 0 },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

enum err
print_session_check(struct ctx *cx, const struct print_session *p)
{
	TRY(print_needs(cx, p->site, "site", "tên điểm tiêm", "the site's name"));
	TRY(print_needs(cx, p->date, "date", "ngày tiêm", "the session's date"));
	return print_at_most(cx, p->n, PRINT_PEOPLE_MAX, "người", "people");
}

double
print_session_head(struct paper *s, const struct print_session *p, const char *title, const char *total)
{
	struct ctx *cx = s->cx;
	const char *when = print_known(p->slot)
				   ? arena_printf(cx->mem, "Ngày tiêm: %s  ·  Ca: %s", print_date(cx, p->date), p->slot)
				   : arena_printf(cx->mem, "Ngày tiêm: %s", print_date(cx, p->date));
	const double left = 118, rx = LIST_X + left + 4, rw = LIST_W - left - 4;
	const double named = 9 + paper_text(s, (struct paper_box){ LIST_X, 9, left, 9.4 }, 11, T_BOLD, p->site);
	paper_text(s, (struct paper_box){ LIST_X, named + 0.6, left, 4 }, 8, T_GREY | T_ONE, p->site_address);
	paper_text(s, (struct paper_box){ rx, 8.6, rw, 6.4 }, 13, T_BOLD | T_RIGHT | T_ONE, title);
	paper_text(s, (struct paper_box){ rx, 14.8, rw, 4.6 }, 9, T_RIGHT | T_ONE, when);
	if (print_known(p->vaccine))
		total = arena_printf(cx->mem, "Vắc xin dự kiến: %s  ·  %s", p->vaccine, total);
	paper_text(s, (struct paper_box){ rx, 19.2, rw, 4.4 }, 8.5, T_RIGHT | T_ONE, total);
	paper_accent(s, LIST_X, 24, LIST_W);
	return 26.5;
}

static void
list_row(struct paper *s, double y, size_t number, const struct print_listed *p)
{
	struct ctx *cx = s->cx;
	const char *last = print_known(p->last_product) && print_known(p->last_date)
				   ? arena_printf(cx->mem, "%s, %s", p->last_product, print_date(cx, p->last_date))
				   : p->last_product;
	const char *cell[COLUMNS] = {
		arena_printf(cx->mem, "%zu", number),
		p->time,
		p->person.name,
		print_date(cx, p->person.birth),
		print_sex_text(p->person.sex),
		p->person.identity,
		p->person.phone,
		p->dose,
		last,
		p->note,
		NULL,
	};
	paper_row(s, LIST_X, y, ROW_H, columns, cell, COLUMNS, 8.5);
}

static void
list_sign(struct paper *s, double y)
{
	const char *how = "(ký, ghi rõ họ tên)";
	paper_signature(s, (struct paper_box){ LIST_X + 20, y + 3, 80, SIGN_H - 4 }, "NGƯỜI LẬP DANH SÁCH", NULL, how,
			NULL);
	paper_signature(s, (struct paper_box){ LIST_X + 172, y + 3, 80, SIGN_H - 4 }, "PHỤ TRÁCH ĐIỂM TIÊM", NULL, how,
			NULL);
}

static void
list_draw(struct paper *s, const struct print_session *p)
{
	struct ctx *cx = s->cx;
	const double top = 26.5 + HEAD_H, room = 210 - BOTTOM - top;
	const size_t each = (size_t)(room / ROW_H), sign = (size_t)(SIGN_H / ROW_H) + 1;
	const size_t pages = (p->n + sign + each - 1) / each;
	const char *total = arena_printf(cx->mem, "Tổng số: %zu người", p->n);
	size_t i = 0;
	for (size_t page = 1; page <= pages; page++) {
		paper_page(s, true);
		double y = print_session_head(s, p, "DANH SÁCH BUỔI TIÊM CHỦNG", total);
		if (i < p->n || page == 1)
			paper_head(s, LIST_X, y, HEAD_H, columns, COLUMNS);
		y += HEAD_H;
		for (size_t row = 0; row < each && i < p->n; row++, y += ROW_H, i++)
			list_row(s, y, i + 1, &p->people[i]);
		if (page == pages)
			list_sign(s, y);
		paper_footer(s,
			     "Danh sách có dữ liệu cá nhân: chỉ dùng trong buổi tiêm, không chụp, không dán công khai.",
			     arena_printf(cx->mem, "Trang %zu/%zu", page, pages));
	}
}

enum err
print_session_list(struct ctx *cx, const struct print_session *p, struct buf *out)
{
	struct paper s;
	TRY(print_session_check(cx, p));
	paper_open(&s, cx, "Danh sách buổi tiêm chủng", p->demo, out);
	list_draw(&s, p);
	return paper_close(&s);
}
