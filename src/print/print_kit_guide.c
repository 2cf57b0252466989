#include "print/print_paper.h"

enum { OBSERVE_MINUTES = 30 }; /* session guide of QĐ 3588/QĐ-BYT; the site's own rule may be longer */

struct step {
	const char *what, *how;
};

static const struct step during[] = {
	{ "Còn an toàn thì vẫn tiêm tiếp.",
	  "Đóng kín tủ vắc xin; mất điện lâu thì chuyển sang phích lạnh có nhiệt kế. Ghi giờ và nhiệt độ. Vắc xin ra "
	  "ngoài "
	  "khoảng bảo quản thì để riêng, không dùng, gọi tuyến trên. Chỉ tiêm khi có đủ phương tiện cấp cứu phản vệ." },
	{ "Thiết bị còn pin: dùng thiết bị.",
	  "Trang /station đã mở sẵn vẫn ghi được khi mất mạng và tự gửi khi có mạng. Chỉ chuyển sang giấy khi không "
	  "còn "
	  "thiết bị nào chạy. Mỗi lượt tiêm ghi ở một nơi: hoặc thiết bị, hoặc giấy." },
	{ "Mỗi người một số phiếu.", "Người có hẹn dùng số in sẵn ở dòng của mình. Người đến thêm dùng dòng trống kế "
				     "tiếp. Số hỏng thì gạch chéo, ghi HỦY, "
				     "không dùng lại." },
	{ "Đủ bốn bước, ghi giờ từng bước.",
	  "Tiếp đón (đối chiếu giấy tờ), phiếu đồng ý và khám sàng lọc, tiêm và theo dõi, phát giấy xác nhận tạm. "
	  "Phiếu đồng ý và phiếu sàng lọc cùng một số, in hai mặt một tờ." },
	{ "Trước khi tiêm, đọc to với người được tiêm.", "Họ tên, ngày sinh, mũi thứ mấy, vắc xin mũi trước. Chép tên "
							 "vắc xin và số lô từ lọ, không chép từ trí nhớ." },
};

static const struct step after[] = {
	{ "Nhập ngay trong ngày.", "Mở /station, mục nhập hồi cứu, nhập lần lượt theo số phiếu. Ngày và giờ tiêm là "
				   "lúc tiêm thật, không phải lúc nhập." },
	{ "Không sửa cho hết cảnh báo.", "Mũi đã tiêm luôn được nhận, kể cả khi trái quy tắc về khoảng cách, loại hoặc "
					 "lô. Nhập đúng như giấy; hệ thống đánh dấu để xem lại." },
	{ "Đối chiếu.", "Điền trang sau: số mũi trên giấy = số dòng đã nhập = số liều đã dùng từng lô. Lệch thì tìm "
			"nguyên nhân trước khi đóng buổi tiêm." },
	{ "Giữ giấy.",
	  "Cất cả bộ, kể cả số hủy, cùng hồ sơ buổi tiêm. Giấy có dữ liệu cá nhân: không chụp gửi qua mạng xã hội." },
};

static double
guide_step(struct paper *s, double y, unsigned number, const char *what, const char *how)
{
	paper_text(s, (struct paper_box){ MARGIN, y, 9, 6 }, 11, T_BOLD | T_ACCENT,
		   arena_printf(s->cx->mem, "%u", number));
	y += paper_text(s, (struct paper_box){ MARGIN + 10, y, 170, 5 }, 9.8, T_BOLD, what) + 0.3;
	return y + paper_text(s, (struct paper_box){ MARGIN + 10, y, 170, 14 }, 9, 0, how) + 2.2;
}

static double
guide_part(struct paper *s, double y, const char *title)
{
	paper_shade(s, (struct paper_box){ MARGIN, y, 180, 7 });
	paper_text(s, (struct paper_box){ MARGIN + 2, y, 176, 7 }, 10, T_BOLD | T_MIDDLE | T_ONE, title);
	return y + 9.5;
}

static const char *
guide_range(struct ctx *cx, const struct print_kit *k)
{
	const size_t n = k->session.n + k->blanks;
	if (n == 0)
		return "không có phiếu";
	return arena_printf(cx->mem, "Số phiếu %s đến %s: %zu người có hẹn, %u dòng trống", print_kit_number(cx, k, 0),
			    print_kit_number(cx, k, n - 1), k->session.n, k->blanks);
}

static void
guide_page(struct paper *s, const struct print_kit *k)
{
	struct ctx *cx = s->cx;
	unsigned number = 1;
	const unsigned minutes = k->observe_minutes ? k->observe_minutes : OBSERVE_MINUTES;
	paper_page(s, false);
	paper_text(s, (struct paper_box){ MARGIN, 12, 180, 8.6 }, 10, T_BOLD | T_CENTER, k->session.site);
	double y = paper_title(s, 22, "BỘ GIẤY DỰ PHÒNG KHI MẤT ĐIỆN, MẤT MẠNG",
			       arena_printf(cx->mem, "Ngày tiêm %s%s%s", print_date(cx, k->session.date),
					    print_known(k->session.slot) ? "  ·  " : "",
					    print_known(k->session.slot) ? k->session.slot : ""));
	paper_text(s, (struct paper_box){ MARGIN, y, 180, 5 }, 9.5, T_CENTER | T_ONE, guide_range(cx, k));
	y = guide_part(s, y + 8, "A. Khi mất điện hoặc mất mạng");
	for (size_t i = 0; i < sizeof during / sizeof *during; i++)
		y = guide_step(s, y, number++, during[i].what, during[i].how);
	y = guide_step(s, y, number++, arena_printf(cx->mem, "Theo dõi ít nhất %u phút.", minutes),
		       "Ghi giờ được về và mọi phản ứng. Nghi phản vệ: xử trí ngay theo phác đồ, gọi 115, ngừng bàn "
		       "tiêm và báo phụ trách điểm tiêm.");
	y = guide_step(s, y, number++, "Phát giấy xác nhận tạm.",
		       "Cùng số phiếu, ký và đóng dấu. Dặn người được tiêm giữ giấy đến khi có chứng nhận điện tử.");
	y = guide_part(s, y + 1, "B. Khi có điện, có mạng trở lại");
	y = guide_step(s, y, number++, after[0].what, after[0].how);
	y = guide_step(s, y, number++, "Ghi số phiếu giấy.",
		       arena_printf(cx->mem,
				    "Nhập số phiếu (ví dụ %s) vào ô số phiếu giấy: sau này mũi tiêm tìm "
				    "lại được trên giấy. Xong dòng nào ký tắt cột “Đã nhập” dòng đó; mỗi số phiếu chỉ "
				    "nhập một lần.",
				    print_kit_number(cx, k, 0)));
	for (size_t i = 1; i < sizeof after / sizeof *after; i++)
		y = guide_step(s, y, number++, after[i].what, after[i].how);
	if (print_known(k->contacts)) {
		paper_frame(s, (struct paper_box){ MARGIN, y + 1, 180, 13 }, THIN);
		paper_text(s, (struct paper_box){ MARGIN + 2, y + 1.4, 176, 12.2 }, 10, T_BOLD | T_CENTER | T_MIDDLE,
			   arena_printf(cx->mem, "Gọi khi cần: %s", k->contacts));
	}
	paper_footer(s, "In sẵn trước mỗi buổi tiêm, in hai mặt (lật theo cạnh dài), để tại bàn tiếp đón.", NULL);
}

/* --- the reconciliation on the back --- */

static double
guide_lots(struct paper *s, double y, const struct print_kit *k)
{
	static const struct paper_column c[] = {
		{ 46, "Vắc xin", NULL, 0 },         { 28, "Số lô", NULL, T_CENTER | T_BOLD },
		{ 24, "Hạn dùng", NULL, T_CENTER }, { 18, "Đầu buổi (liều)", NULL, T_CENTER },
		{ 16, "Đã tiêm", NULL, 0 },         { 16, "Hủy", NULL, 0 },
		{ 16, "Còn lại", NULL, 0 },         { 16, "Đã nhập", NULL, 0 },
	};
	const double h = 8.4;
	const size_t rows = k->n_lots < 5 ? 5 : k->n_lots;
	paper_head(s, MARGIN, y, 10, c, 8);
	y += 10;
	for (size_t i = 0; i < rows; i++, y += h) {
		const struct print_lot *l = i < k->n_lots ? &k->lots[i] : NULL;
		const char *cell[8] = { NULL };
		if (l) {
			cell[0] = l->product;
			cell[1] = l->lot;
			cell[2] = print_date(s->cx, l->expires);
			cell[3] = arena_printf(s->cx->mem, "%u", l->doses);
		}
		paper_row(s, MARGIN, y, h, c, cell, 8, 9);
	}
	return y;
}

static void
guide_back(struct paper *s, const struct print_kit *k)
{
	static const struct paper_field outage[] = {
		{ 45, "Giờ mất điện, mất mạng", NULL, NULL, 0 },
		{ 45, "Giờ có trở lại", NULL, NULL, 0 },
		{ 45, "Nhiệt độ tủ khi mất", NULL, NULL, 0 },
		{ 45, "Nhiệt độ tủ khi có lại", NULL, NULL, 0 },
	};
	static const struct paper_field counts[] = {
		{ 45, "Số phiếu đã dùng (từ - đến)", NULL, NULL, 0 },
		{ 45, "Số phiếu hủy", NULL, NULL, 0 },
		{ 45, "Số mũi trên giấy", NULL, NULL, 0 },
		{ 45, "Số dòng đã nhập", NULL, NULL, 0 },
	};
	paper_page(s, false);
	double y = paper_title(s, 16, "ĐỐI CHIẾU SAU BUỔI TIÊM DÙNG GIẤY", NULL);
	y = guide_part(s, y + 4, "Thời gian và số lượng");
	paper_fields(s, MARGIN, y, 14, outage, 4);
	paper_fields(s, MARGIN, y + 14, 14, counts, 4);
	paper_frame(s, (struct paper_box){ MARGIN, y, 180, 28 }, THIN);
	y = guide_part(s, y + 33, "Vắc xin theo lô: đầu buổi = đã tiêm + hủy + còn lại; đã tiêm = đã nhập");
	y = guide_lots(s, y, k);
	y = guide_part(s, y + 6, "Chênh lệch, phản ứng, việc bất thường");
	for (double at = y + 6; at < 238; at += 8.5)
		paper_dots(s, MARGIN, at, 180);
	paper_signature(s, (struct paper_box){ MARGIN, 244, 85, 36 }, "NGƯỜI NHẬP", NULL,
			"(ký, ghi rõ họ tên, giờ nhập xong)", NULL);
	paper_signature(s, (struct paper_box){ MARGIN + 95, 244, 85, 36 }, "PHỤ TRÁCH ĐIỂM TIÊM", NULL,
			"(ký, ghi rõ họ tên)", NULL);
}

void
print_kit_guide(struct paper *s, const struct print_kit *k)
{
	guide_page(s, k);
	guide_back(s, k);
}
