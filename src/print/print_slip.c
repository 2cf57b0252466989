/* Heads after form 02-VT (phiếu xuất kho) of TT 200/2014/TT-BTC (22/12/2014): unit, number, date, who receives, reason, from
 * which store, asked and sent, total, signatures. What the receiver looks at on arrival (lot, expiry, vial monitor,
 * temperature): TT 34/2018/TT-BYT. The words and the layout are ours. */
#include "print/print_paper.h"

#include "base/clock.h"

#include <string.h>

#define TITLE "Phiếu xuất kho kiêm biên bản giao nhận vắc xin"
#define W 180.0
#define BOTTOM 284.5 /* above the footer */
#define HEAD_H 12.0  /* of the table */
#define ROW_H 7.4
#define ROW_H_MAX 18.0
#define ROW_PT 7.6
#define TOTAL_H 6.4
#define FIELD_H 8.6
#define STORE_NAME_MAX 13.0
#define FIELD_MAX 15.0 /* of a value */
#define TAIL_H 67.0    /* total to signatures */
#define NEXT_TOP 22.0  /* where the table begins on later pages */
#define QR_SIDE 18.5   /* without the quiet zone */
#define SIGN_H 25.5

/* The narrowest figures have room for nine million doses. */
static const struct paper_column columns[] = {
	{ 8, "STT", NULL, T_CENTER | T_ONE },
	{ 31.9, "Tên vắc xin, quy cách", NULL, T_BOLD },
	{ 18.5, "Số lô", NULL, T_CENTER | T_BOLD },
	{ 17, "Hạn dùng", NULL, T_CENTER | T_ONE },
	{ 8, "ĐVT", NULL, T_CENTER | T_ONE },
	{ 11.5, "Yêu cầu", NULL, T_RIGHT | T_ONE },
	{ 14, "Thực xuất", NULL, T_RIGHT | T_BOLD | T_ONE },
	{ 10.5, "Số lọ", NULL, T_RIGHT | T_ONE },
	{ 12, "Thực nhận", NULL, T_RIGHT | T_ONE },
	{ 10.8, "Biệt trữ", NULL, T_RIGHT | T_ONE },
	{ 10.8, "Vỡ, thiếu", NULL, T_RIGHT | T_ONE },
	{ 9, "VVM", NULL, T_CENTER | T_ONE },
	{ 18, "Ghi chú", NULL, 0 },
};
enum { COLUMNS = sizeof columns / sizeof *columns, SENDS = 5, RECEIVES = 8, NOTE = 12, KEPT = 4 };

static double
width_of(size_t from, size_t to)
{
	double w = 0;
	for (size_t i = from; i < to; i++)
		w += columns[i].w;
	return w;
}

/* "12.500" */
static const char *
grouped(struct ctx *cx, int64_t n)
{
	if (n < 1000)
		return arena_printf(cx->mem, "%lld", (long long)n);
	return arena_printf(cx->mem, "%s.%03lld", grouped(cx, n / 1000), (long long)(n % 1000));
}

/* "-0,5" */
static const char *
celsius(struct ctx *cx, int64_t e1)
{
	const int64_t size = e1 < 0 ? -e1 : e1;
	return arena_printf(cx->mem, "%s%lld,%lld", e1 < 0 ? "-" : "", (long long)(size / 10), (long long)(size % 10));
}

/* A vial that is not full is one, too. */
static int64_t
vials_of(const struct print_slip_line *l)
{
	return l->vial > 0 ? (l->sent + l->vial - 1) / l->vial : 0;
}

/* "Comirnaty (Pfizer), lọ 6 liều", the size of the vial in one piece. */
static const char *
product_text(struct ctx *cx, const struct print_slip_line *l)
{
	if (!print_known(l->product) || l->vial <= 0)
		return l->product;
	return arena_printf(cx->mem, "%s, lọ\u00a0%lld\u00a0liều", l->product, (long long)l->vial);
}

/* The height of a box in which text stands whole, shrunk a little (paper_text() shrinks before it cuts), in these bounds. */
static double
room_for(struct paper *s, double w, double pt, unsigned flags, const char *text, double least, double most)
{
	const double h = paper_height(s, w, 0.86 * pt, flags, text) + 0.6;
	return h < least ? least : h > most ? most : h;
}

/* --- heads --- */

static double
slip_title(struct paper *s, double y, const struct print_slip *p)
{
	struct ctx *cx = s->cx;
	const double x = 50, w = 110;
	const char *on = print_date(cx, p->sent_on);
	const char *day = strlen(on) == 10 ? arena_printf(cx->mem, "Ngày %.2s tháng %.2s năm %s", on, on + 3, on + 6)
					   : arena_printf(cx->mem, "Ngày %s", on);
	paper_text(s, (struct paper_box){ x, y, w, 6.6 }, 15, T_CENTER | T_BOLD | T_ONE, "PHIẾU XUẤT KHO");
	paper_text(s, (struct paper_box){ x, y + 6.6, w, 5.2 }, 11.5, T_CENTER | T_BOLD | T_ONE,
		   "KIÊM BIÊN BẢN GIAO NHẬN VẮC XIN");
	paper_text(s, (struct paper_box){ x, y + 11.8, w, 3.6 }, 7.5, T_CENTER | T_GREY | T_ONE,
		   "VACCINE DELIVERY NOTE");
	paper_text(s, (struct paper_box){ x, y + 15.6, w, 4.4 }, 9.5, T_CENTER | T_ONE,
		   arena_printf(cx->mem, "%s      Số: %s", day,
				print_known(p->number) ? p->number : "...................."));
	paper_accent(s, s->w / 2 - 20, y + 21, 40);
	if (p->qr.modules)
		paper_qr(s, &p->qr, MARGIN + W - QR_SIDE * 1.32, y - 3.4, QR_SIDE);
	paper_text(s, (struct paper_box){ MARGIN + W - 34, y + 20.2, 34, 4 }, 9, T_RIGHT | T_BOLD | T_ONE,
		   arena_printf(cx->mem, "Mã: %s", p->code));
	return y + 25;
}

static double
slip_ended(struct paper *s, double y, const char *ended)
{
	if (!print_known(ended))
		return y;
	const double h = room_for(s, W - 4, 12, T_BOLD, ended, 7, 15);
	paper_frame(s, (struct paper_box){ MARGIN, y, W, h + 1.2 }, 0.6);
	paper_text(s, (struct paper_box){ MARGIN + 2, y + 0.6, W - 4, h }, 12, T_CENTER | T_BOLD | T_MIDDLE, ended);
	return y + h + 3;
}

static double
store_height(struct paper *s, const struct print_store *store)
{
	const double in = W / 2 - 2.8;
	return 4.6 + room_for(s, in, 10, T_BOLD, store->name, 5, STORE_NAME_MAX) +
	       room_for(s, in, 8, 0, store->address, 7.4, 11);
}

static void
slip_store(struct paper *s, struct paper_box b, const char *label, const struct print_store *store)
{
	const double in = b.w - 2.8, high = room_for(s, in, 10, T_BOLD, store->name, 5, STORE_NAME_MAX);
	double y = b.y + 3.9;
	paper_frame(s, b, HAIR);
	paper_text(s, (struct paper_box){ b.x + 1.4, b.y + 0.7, in, 3.2 }, 6.8, T_GREY | T_ONE, label);
	y += paper_text(s, (struct paper_box){ b.x + 1.4, y, in, high }, 10, T_BOLD, store->name) + 0.2;
	paper_text(s, (struct paper_box){ b.x + 1.4, y, in, b.y + b.h - 0.3 - y }, 8, 0, store->address);
}

/* A row of cells that grows with its texts; returns y below. */
static double
slip_fields(struct paper *s, double y, const struct paper_field *f, size_t n)
{
	double h = FIELD_H - 4.4;
	for (size_t i = 0; i < n; i++)
		h = room_for(s, f[i].w - 2.8, f[i].pt, T_BOLD, f[i].value, h, FIELD_MAX);
	paper_fields(s, MARGIN, y, h + 4.4, f, n);
	return y + h + 4.4;
}

static double
slip_parties(struct paper *s, double y, const struct print_slip *p)
{
	const double top = y, from = store_height(s, &p->from), to = store_height(s, &p->to), h = from > to ? from : to;
	const struct paper_field way[] = {
		{ 78, "Lý do xuất", "Reason", p->purpose, 9 },
		{ 66, "Người vận chuyển", "Carrier", p->carrier, 9 },
		{ 36, "Phương tiện", "Vehicle", p->vehicle, 9 },
	};
	const struct paper_field rest[] = {
		{ 78, "Họ tên người nhận hàng, chức vụ", NULL, NULL, 9 },
		{ 102, "Ghi chú", "Note", p->note, 9 },
	};
	slip_store(s, (struct paper_box){ MARGIN, y, W / 2, h }, "Xuất tại kho / From", &p->from);
	slip_store(s, (struct paper_box){ MARGIN + W / 2, y, W / 2, h }, "Nhận vào kho / To", &p->to);
	y = slip_fields(s, y + h, way, 3);
	y = slip_fields(s, y, rest, 2);
	paper_frame(s, (struct paper_box){ MARGIN, top, W, y - top }, THIN);
	return y + 2;
}

/* The head of the first page; returns y below. */
static double
slip_first(struct paper *s, const struct print_slip *p)
{
	double y = paper_letterhead(s, NULL, arena_printf(s->cx->mem, "Đơn vị: %s", p->from.name), NULL);
	y = slip_title(s, y + 0.5, p);
	y = slip_ended(s, y, p->ended);
	return slip_parties(s, y, p);
}

static double
slip_next(struct paper *s, const struct print_slip *p)
{
	struct ctx *cx = s->cx;
	paper_text(s, (struct paper_box){ MARGIN, 9, 120, 5 }, 10, T_BOLD | T_ONE, TITLE " (tiếp theo)");
	paper_text(s, (struct paper_box){ MARGIN + 122, 9, W - 122, 5 }, 10, T_BOLD | T_RIGHT | T_ONE,
		   arena_printf(cx->mem, "Mã: %s", p->code));
	paper_text(s, (struct paper_box){ MARGIN, 14.2, 154, 4.2 }, 8, T_GREY | T_ONE,
		   arena_printf(cx->mem, "Bên giao: %s  ·  Bên nhận: %s", p->from.name, p->to.name));
	paper_text(s, (struct paper_box){ MARGIN + 155, 14.2, W - 155, 4.2 }, 8, T_GREY | T_RIGHT | T_ONE,
		   print_date(cx, p->sent_on));
	paper_accent(s, MARGIN, 19, W);
	return NEXT_TOP;
}

/* --- table --- */

static double
slip_table_head(struct paper *s, double y)
{
	const struct paper_column sends = { width_of(SENDS, RECEIVES), "Bên giao xuất (liều)", NULL, 0 };
	const struct paper_column receives = { width_of(RECEIVES, NOTE), "Bên nhận kiểm nhận (liều)", NULL, 0 };
	const double upper = 4.4, x = MARGIN + width_of(0, SENDS), rx = MARGIN + width_of(0, RECEIVES);
	paper_head(s, MARGIN, y, HEAD_H, columns, SENDS);
	paper_head(s, x, y, upper, &sends, 1);
	paper_head(s, x, y + upper, HEAD_H - upper, columns + SENDS, RECEIVES - SENDS);
	paper_head(s, rx, y, upper, &receives, 1);
	paper_head(s, rx, y + upper, HEAD_H - upper, columns + RECEIVES, NOTE - RECEIVES);
	paper_head(s, MARGIN + width_of(0, NOTE), y, HEAD_H, columns + NOTE, 1);
	return y + HEAD_H;
}

static void
slip_row(struct paper *s, double y, double h, size_t number, const struct print_slip_line *l)
{
	struct ctx *cx = s->cx;
	const char *cell[COLUMNS] = {
		arena_printf(cx->mem, "%zu", number),
		product_text(cx, l),
		l->lot,
		print_date(cx, l->expires),
		"liều",
		l->asked > 0 ? grouped(cx, l->asked) : NULL,
		grouped(cx, l->sent),
		l->vial > 0 ? grouped(cx, vials_of(l)) : NULL,
		l->counted ? grouped(cx, l->received) : NULL,
		l->counted ? grouped(cx, l->held) : NULL,
		l->counted ? grouped(cx, l->lost) : NULL,
		l->vvm > 0 ? arena_printf(cx->mem, "%d", l->vvm) : NULL,
		l->note,
	};
	paper_row(s, MARGIN, y, h, columns, cell, COLUMNS, ROW_PT);
}

static double
slip_total(struct paper *s, double y, const struct print_slip *p)
{
	struct ctx *cx = s->cx;
	struct print_slip_line sum = { 0 };
	int64_t vials = 0;
	struct paper_column c[1 + COLUMNS - SENDS] = { { width_of(0, SENDS), NULL, NULL, T_BOLD } };
	memcpy(c + 1, columns + SENDS, (COLUMNS - SENDS) * sizeof *c);
	for (size_t i = 0; i < p->n; i++) {
		const struct print_slip_line *l = &p->lines[i];
		sum.asked += l->asked;
		sum.sent += l->sent;
		sum.counted |= l->counted;
		sum.received += l->counted ? l->received : 0;
		sum.held += l->counted ? l->held : 0;
		sum.lost += l->counted ? l->lost : 0;
		vials += vials_of(l);
	}
	const char *cell[] = {
		arena_printf(cx->mem, "Cộng: %zu lô", p->n),
		sum.asked > 0 ? grouped(cx, sum.asked) : NULL,
		grouped(cx, sum.sent),
		vials > 0 ? grouped(cx, vials) : NULL,
		sum.counted ? grouped(cx, sum.received) : NULL,
		sum.counted ? grouped(cx, sum.held) : NULL,
		sum.counted ? grouped(cx, sum.lost) : NULL,
		NULL,
		NULL,
	};
	paper_row(s, MARGIN, y, TOTAL_H, c, cell, sizeof cell / sizeof *cell, ROW_PT);
	return y + TOTAL_H;
}

/* --- below the table --- */

static double
slip_cold(struct paper *s, double y, const struct print_slip *p)
{
	struct ctx *cx = s->cx;
	const double h = 9.6;
	const char *range = NULL, *outside = NULL;
	if (p->measured) {
		range = arena_printf(cx->mem, "%s đến %s °C", celsius(cx, p->coldest_e1), celsius(cx, p->warmest_e1));
		outside = p->outside_min > 0 ? arena_printf(cx->mem, "%s phút", grouped(cx, p->outside_min)) : "không";
	}
	const struct paper_field temperature[] = {
		{ 47, "Nhiệt độ khi xuất (°C, giờ đo)", NULL, NULL, 0 },
		{ 47, "Nhiệt độ khi nhận (°C, giờ đo)", NULL, NULL, 0 },
		{ 50, "Thấp nhất, cao nhất trên đường (°C)", NULL, range, 9.5 },
		{ 36, "Thời gian ngoài ngưỡng", NULL, outside, 9.5 },
	};
	const struct paper_field goods[] = {
		{ 94, "Số hòm lạnh, phích vắc xin; số hiệu máy ghi nhiệt độ; chỉ thị đông băng", NULL, NULL, 0 },
		{ 86, "Hàng kèm theo: dung môi, bơm kim tiêm, hộp an toàn", NULL, NULL, 0 },
	};
	paper_fields(s, MARGIN, y, h, temperature, 4);
	paper_fields(s, MARGIN, y + h, h, goods, 2);
	paper_frame(s, (struct paper_box){ MARGIN, y, W, 2 * h }, THIN);
	return y + 2 * h;
}

static void
slip_tail(struct paper *s, double y, const struct print_slip *p)
{
	static const char *const who[][2] = { { "NGƯỜI LẬP PHIẾU", "Prepared by" },
					      { "THỦ KHO BÊN GIAO", "Storekeeper" },
					      { "NGƯỜI GIAO HÀNG", "Delivered by" },
					      { "NGƯỜI NHẬN HÀNG", "Received by" } };
	const char *opinion = "Ý kiến của bên nhận (thừa, thiếu, hỏng, VVM, nhiệt độ):";
	y = slip_total(s, y, p);
	y = slip_cold(s, y + 2, p);
	paper_text(s, (struct paper_box){ MARGIN, y + 1.8, 84, 4.2 }, 8.5, T_ONE, opinion);
	paper_dots(s, MARGIN + 86, y + 5.4, W - 86);
	paper_text(s, (struct paper_box){ MARGIN + 60, y + 8, W - 60, 4.2 }, 8.5, T_RIGHT | T_ONE,
		   "Giao nhận xong lúc ...... giờ ......, ngày ...... tháng ...... năm ..........");
	y += 13.5;
	for (size_t i = 0; i < 4; i++)
		paper_signature(s, (struct paper_box){ MARGIN + 45 * (double)i + 1, y, 43, SIGN_H }, who[i][0],
				who[i][1], "(ký, ghi rõ họ tên)", i ? NULL : p->made_by);
}

/* --- pages --- */

struct slip_rows {
	double *h; /* heights of the lines */
	size_t n;
};

/* Nothing of a lot's number may be cut: rows grow. */
static double
row_height(struct paper *s, const struct print_slip_line *l)
{
	const char *text[] = { product_text(s->cx, l), l->lot, l->note };
	const size_t column[] = { 1, 2, NOTE };
	double h = ROW_H;
	for (size_t i = 0; i < 3; i++) {
		const struct paper_column *c = &columns[column[i]];
		h = room_for(s, c->w - 1.8, ROW_PT, c->flags, text[i], h, ROW_H_MAX);
	}
	return h;
}

/* How many lines from i on go on a page whose table begins at y. KEPT of them stand above the signatures, which never have a
 * page for themselves. */
static size_t
rows_on(const struct slip_rows *r, size_t i, double y, bool *last)
{
	const double room = BOTTOM - y - HEAD_H;
	const size_t left = r->n - i;
	double used = 0;
	size_t full = 0;
	while (full < left && used + r->h[i + full] <= room)
		used += r->h[i + full++];
	*last = full == left && used + TAIL_H <= room;
	if (*last)
		return left;
	const size_t most = left > KEPT ? left - KEPT : left - 1;
	return full < most ? full : most;
}

static size_t
pages_of(const struct slip_rows *r, double first)
{
	size_t pages = 1;
	bool last;
	for (size_t i = rows_on(r, 0, first, &last); !last; pages++)
		i += rows_on(r, i, NEXT_TOP, &last);
	return pages;
}

/* A fresh page; returns where the table begins. */
static double
slip_page(struct paper *s, const struct print_slip *p, size_t page)
{
	paper_page(s, false);
	if (p->demo)
		paper_text(s, (struct paper_box){ MARGIN, 4.6, W, 4 }, 8.5, T_BOLD | T_CENTER | T_ONE,
			   "BẢN DEMO - KHÔNG CÓ GIÁ TRỊ / DEMONSTRATION, NOT VALID");
	return page == 1 ? slip_first(s, p) : slip_next(s, p);
}

static void
slip_foot(struct paper *s, const struct print_slip *p, size_t page, size_t pages)
{
	struct ctx *cx = s->cx;
	char today[DATE_SIZE];
	date_text(cx->now, today);
	paper_footer(s,
		     arena_printf(cx->mem, "%s %s  ·  In ngày %s  ·  Lập thành 02 bản, mỗi bên giữ 01 bản.", TITLE,
				  p->code, print_date(cx, today)),
		     arena_printf(cx->mem, "Trang %zu/%zu", page, pages));
}

static void
slip_draw(struct paper *s, const struct print_slip *p)
{
	size_t i = 0, pages = 1;
	bool last = false;
	struct slip_rows rows = { NEW(s->cx->mem, double, p->n + 1), p->n };
	for (; i < p->n; i++)
		rows.h[i] = row_height(s, &p->lines[i]);
	i = 0;
	for (size_t page = 1; !last; page++) {
		double y = slip_page(s, p, page);
		if (page == 1)
			pages = pages_of(&rows, y);
		slip_foot(s, p, page, pages);
		const size_t end = i + rows_on(&rows, i, y, &last);
		y = slip_table_head(s, y);
		for (; i < end; y += rows.h[i++])
			slip_row(s, y, rows.h[i], i + 1, &p->lines[i]);
		if (last)
			slip_tail(s, y, p);
	}
}

enum err
print_slip(struct ctx *cx, const struct print_slip *p, struct buf *out)
{
	struct paper s;
	TRY(print_needs(cx, p->code, "code", "mã phiếu", "the shipment's code"));
	TRY(print_needs(cx, p->from.name, "from.name", "kho xuất", "the sending store"));
	TRY(print_needs(cx, p->to.name, "to.name", "kho nhận", "the receiving store"));
	TRY(print_needs(cx, p->sent_on, "sent_on", "ngày xuất", "the date of sending"));
	TRY(print_at_most(cx, p->n, PRINT_SLIP_LINES_MAX, "lô", "lots"));
	TRY(print_qr_check(cx, &p->qr));
	paper_open(&s, cx, TITLE, p->demo, out);
	slip_draw(&s, p);
	return paper_close(&s);
}
