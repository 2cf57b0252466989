#include "print/print_paper.h"

#define HEADER_H 9.0
#define LINE_H 13.6
#define QR_SIDE 41.0 /* 58 mm diagonal */

static const struct {
	const char *vi, *en;
	unsigned lines;
} parts[] = {
	{ "Cơ bản", "Primary", 3 },
	{ "Bổ sung", "Additional", 1 },
	{ "Nhắc lại", "Booster", 3 },
};

static const char *const line_name[PRINT_LINES] = {
	[PRINT_PRIMARY_1] = "Mũi 1",    [PRINT_PRIMARY_2] = "Mũi 2", [PRINT_PRIMARY_3] = "Mũi 3",
	[PRINT_ADDITIONAL] = "Bổ sung", [PRINT_BOOSTER_1] = "Lần 1", [PRINT_BOOSTER_2] = "Lần 2",
	[PRINT_BOOSTER_3] = "Lần 3",
};

static double
confirmation_person(struct paper *s, double y, const struct print_person *p)
{
	const double h = 13;
	const struct paper_field one[] = {
		{ 104, "Họ và tên", "Full name", p->name, 13 },
		{ 42, "Ngày sinh", "Date of birth", print_date(s->cx, p->birth), 11.5 },
	};
	const struct paper_field two[] = {
		{ 66, "Số CCCD/CMND/hộ chiếu", "Identity or passport no.", p->identity, 10.5 },
		{ 60, "Điện thoại", "Phone", p->phone, 10.5 },
		{ 54, "Quốc tịch", "Nationality", p->nationality, 10.5 },
	};
	const struct paper_field three = { 180, "Địa chỉ", "Address", p->address, 10 };
	const char *sex[] = { NULL, "Nam / Male", "Nữ / Female", "Khác / Other" };
	paper_fields(s, MARGIN, y, h, one, 2);
	if (p->sex == PRINT_SEX_UNKNOWN)
		paper_sex(s, (struct paper_box){ MARGIN + 146, y, 34, h }, p->sex);
	else
		paper_fields(s, MARGIN + 146, y, h, &(struct paper_field){ 34, "Giới tính", "Sex", sex[p->sex], 10 },
			     1);
	paper_fields(s, MARGIN, y + h, h, two, 3);
	paper_fields(s, MARGIN, y + 2 * h, h, &three, 1);
	paper_frame(s, (struct paper_box){ MARGIN, y, 180, 3 * h }, THIN);
	return y + 3 * h;
}

/* A dose whose lot or site nobody wrote down says so; an empty line is for later doses. */
static const char *
recorded(const struct print_dose *d, const char *text)
{
	if (print_known(text))
		return text;
	return print_known(d->date) ? "không ghi" : NULL;
}

static void
confirmation_line(struct paper *s, double y, const struct paper_column *c, const struct print_dose *d, const char *name)
{
	const char *cell[] = {
		name, print_date(s->cx, d->date), recorded(d, d->product), recorded(d, d->lot), recorded(d, d->site),
	};
	paper_row(s, MARGIN + 20, y, LINE_H, c, cell, 5, 9);
}

static double
confirmation_doses(struct paper *s, double y, const struct print_dose dose[PRINT_LINES])
{
	static const struct paper_column c[] = {
		{ 16, "Mũi", "Dose", T_CENTER },
		{ 25, "Ngày tiêm", "Date", T_CENTER | T_BOLD },
		{ 45, "Tên vắc xin", "Vaccine product", 0 },
		{ 24, "Số lô", "Lot no.", T_CENTER },
		{ 50, "Cơ sở tiêm chủng", "Site (seal)", 0 },
	};
	static const struct paper_column part = { 20, "Loại mũi", "Series", T_CENTER };
	unsigned line = 0;
	paper_head(s, MARGIN, y, HEADER_H, &part, 1);
	paper_head(s, MARGIN + 20, y, HEADER_H, c, 5);
	y += HEADER_H;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const double h = LINE_H * parts[i].lines, mid = y + h / 2;
		paper_text(s, (struct paper_box){ MARGIN + 1, mid - 4, 18, 4.2 }, 8.5, T_BOLD | T_CENTER | T_ONE,
			   parts[i].vi);
		paper_text(s, (struct paper_box){ MARGIN + 1, mid, 18, 3.6 }, 6.8, T_GREY | T_CENTER | T_ONE,
			   parts[i].en);
		for (unsigned k = 0; k < parts[i].lines; k++, line++)
			confirmation_line(s, y + LINE_H * k, c, &dose[line], line_name[line]);
		paper_frame(s, (struct paper_box){ MARGIN, y, 180, h }, THIN);
		y += h;
	}
	return y;
}

static void
confirmation_qr_words(struct paper *s, const struct paper_box b, const struct print_confirmation *c)
{
	struct ctx *cx = s->cx;
	const char *where = print_known(c->verify_url) ? c->verify_url : "/verify";
	double y = b.y;
	paper_text(s, (struct paper_box){ b.x, y, b.w, 3.4 }, 6.8, T_GREY | T_ONE, "Mã chứng nhận / Certificate code");
	y += 3.5;
	y += paper_text(s, (struct paper_box){ b.x, y, b.w, 13 }, 7.6, T_BOLD,
			print_known(c->code) ? c->code : "chưa cấp") +
	     2;
	paper_text(s, (struct paper_box){ b.x, y, b.w, 3.4 }, 6.8, T_GREY | T_ONE, "Mã QR hết hạn / QR expires");
	y += 3.5;
	y += paper_text(s, (struct paper_box){ b.x, y, b.w, 5 }, 9.5, T_BOLD | T_ONE,
			print_known(c->expires) ? print_date(cx, c->expires) : "-") +
	     2;
	if (!c->qr.modules)
		return;
	y += paper_text(s, (struct paper_box){ b.x, y, b.w, 11.5 }, 7.5, 0,
			arena_printf(cx->mem,
				     "Ai cũng kiểm tra được mã QR này tại trang %s, cùng với giấy tờ tùy thân.",
				     where)) +
	     0.6;
	paper_text(s, (struct paper_box){ b.x, y, b.w, b.y + b.h - y }, 6.8, T_GREY,
		   arena_printf(cx->mem, "Anybody can check this QR at %s, together with an identity paper.", where));
}

static void
confirmation_qr(struct paper *s, double y, const struct print_confirmation *c)
{
	double x = MARGIN;
	if (c->qr.modules) {
		x += paper_qr(s, &c->qr, x, y, QR_SIDE) + 2;
	} else {
		const struct paper_box b = { x, y, QR_SIDE, QR_SIDE };
		paper_frame(s, b, HAIR);
		paper_text(s, (struct paper_box){ x + 3, y + 3, QR_SIDE - 6, QR_SIDE - 6 }, 8,
			   T_GREY | T_CENTER | T_MIDDLE,
			   "Chưa có mã QR. Chứng nhận điện tử được cấp sau khi cơ sở tiêm xác nhận. / No QR yet.");
		x += QR_SIDE + 4;
	}
	confirmation_qr_words(s, (struct paper_box){ x, y + 2, 126 - x, 47 }, c);
}

static void
confirmation_sign(struct paper *s, double y, const struct print_confirmation *c)
{
	const double x = 131, w = s->w - MARGIN - x;
	paper_place_date(s, (struct paper_box){ x - 3, y, w + 3, 4.4 }, c->place, c->date);
	paper_signature(s, (struct paper_box){ x, y + 5.5, w, 44 }, "NGƯỜI XÁC NHẬN",
			"Authorised by (signature, name, seal)", "(ký, ghi rõ họ tên, đóng dấu)", c->signer);
}

static void
confirmation_draw(struct paper *s, const struct print_confirmation *c)
{
	paper_page(s, false);
	double y = paper_letterhead(s, c->authority, c->site, c->number);
	if (c->demo)
		paper_text(s, (struct paper_box){ MARGIN, y - 1, 180, 4.6 }, 9, T_BOLD | T_CENTER | T_ONE,
			   "BẢN DEMO - KHÔNG CÓ GIÁ TRỊ / DEMONSTRATION, NOT VALID");
	y = paper_title(s, y + 5, "GIẤY XÁC NHẬN ĐÃ TIÊM VẮC XIN PHÒNG COVID-19",
			"CONFIRMATION OF COVID-19 VACCINATION");
	y = confirmation_person(s, y + 2, &c->person);
	y = confirmation_doses(s, y + 6, c->dose);
	confirmation_qr(s, y + 7, c);
	confirmation_sign(s, y + 7, c);
	paper_footer(s,
		     "Giữ giấy này và mang theo khi tiêm mũi sau. Sai thông tin: báo cơ sở tiêm hoặc gửi phản ánh trên "
		     "Sổ sức khỏe điện tử. / Keep this paper.",
		     NULL);
}

enum err
print_confirmation(struct ctx *cx, const struct print_confirmation *c, struct buf *out)
{
	struct paper s;
	TRY(print_needs(cx, c->person.name, "person.name", "họ và tên", "the full name"));
	TRY(print_qr_check(cx, &c->qr));
	paper_open(&s, cx, "Giấy xác nhận đã tiêm vắc xin phòng COVID-19", c->demo, out);
	confirmation_draw(&s, c);
	return paper_close(&s);
}
