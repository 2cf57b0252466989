#include "print/print_paper.h"

#define SLIP_H 99.0

static double
slip_fields(struct paper *s, double y, const struct print_kit *k, const struct print_listed *p)
{
	static const struct print_person nobody;
	struct ctx *cx = s->cx;
	const struct print_person *who = p ? &p->person : &nobody;
	const double h = 10;
	const struct paper_field one[] = {
		{ 100, "Họ và tên", "Full name", who->name, 11 },
		{ 36, "Ngày sinh", "Date of birth", print_date(cx, who->birth), 10 },
		{ 44, "Số CCCD/CMND/hộ chiếu", "Identity no.", who->identity, 10 },
	};
	const struct paper_field two[] = {
		{ 20, "Mũi", "Dose", p ? p->dose : NULL, 10 },
		{ 44, "Giờ, ngày tiêm", "Time, date",
		  arena_printf(cx->mem, "......  %s", print_date(cx, k->session.date)), 9 },
		{ 66, "Tên vắc xin", "Vaccine", NULL, 0 },
		{ 50, "Số lô", "Lot no.", NULL, 0 },
	};
	paper_fields(s, MARGIN, y, h, one, 3);
	paper_fields(s, MARGIN, y + h, h, two, 4);
	paper_frame(s, (struct paper_box){ MARGIN, y, 180, 2 * h }, THIN);
	return y + 2 * h;
}

static void
slip_draw(struct paper *s, double y, const struct print_kit *k, size_t i)
{
	const char *number = print_kit_number(s->cx, k, i);
	paper_text(s, (struct paper_box){ MARGIN, y + 8, 112, 5 }, 9, T_BOLD | T_ONE, k->session.site);
	paper_text(s, (struct paper_box){ MARGIN + 114, y + 7.4, 66, 6 }, 12, T_BOLD | T_RIGHT | T_ONE, number);
	paper_text(s, (struct paper_box){ MARGIN, y + 16, 180, 6 }, 11.5, T_BOLD | T_CENTER | T_ONE,
		   "GIẤY XÁC NHẬN TẠM ĐÃ TIÊM VẮC XIN PHÒNG COVID-19");
	paper_text(s, (struct paper_box){ MARGIN, y + 21.6, 180, 4 }, 7, T_GREY | T_CENTER | T_ONE,
		   "PROVISIONAL CONFIRMATION OF COVID-19 VACCINATION");
	paper_accent(s, s->w / 2 - 16, y + 26.2, 32);
	const double below = slip_fields(s, y + 29, k, print_kit_person(k, i));
	paper_text(s, (struct paper_box){ MARGIN, below + 3, 100, 22 }, 8, 0,
		   "Theo dõi tại chỗ đến: ............  Phản ứng: ................................");
	paper_text(s, (struct paper_box){ MARGIN, below + 9.5, 96, 18 }, 7.5, T_GREY,
		   "Giấy này được ghi tay vì mất điện hoặc mất mạng. Mũi tiêm sẽ được nhập vào hệ thống theo số phiếu "
		   "ở trên; sau đó chứng nhận "
		   "điện tử được cấp. Nếu sau 3 ngày chưa thấy, hãy gửi phản ánh kèm ảnh giấy này.");
	paper_text(s, (struct paper_box){ MARGIN, below + 27, 96, 8 }, 6.8, T_GREY,
		   "Written by hand during an outage. The electronic certificate follows once the dose is entered; "
		   "keep this paper.");
	paper_signature(s, (struct paper_box){ MARGIN + 108, below + 3, 72, 34 }, "NGƯỜI TIÊM", NULL,
			"(ký, ghi rõ họ tên, đóng dấu)", NULL);
}

void
print_kit_slips(struct paper *s, const struct print_kit *k, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const size_t place = (i - first) % 3;
		if (place == 0)
			paper_page(s, false);
		else
			paper_dots(s, 5, SLIP_H * (double)place, 200); /* cut here */
		slip_draw(s, SLIP_H * (double)place, k, i);
	}
}
