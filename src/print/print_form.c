#include "print/print_paper.h"

#include "base/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* --- input --- */

const char *
print_known(const char *text)
{
	return text && *text ? text : NULL;
}

/* True for texts of the shape "dddd-dd", "dddd-dd-dd": pattern has 'd' where a digit stands. */
static bool
shaped(const char *text, const char *pattern)
{
	for (; *pattern; text++, pattern++)
		if (*pattern == 'd' ? !isdigit((unsigned char)*text) : *text != *pattern)
			return false;
	return *text == '\0';
}

const char *
print_date(struct ctx *cx, const char *date)
{
	if (!print_known(date))
		return NULL;
	if (shaped(date, "dddd-dd-dd"))
		return arena_printf(cx->mem, "%.2s/%.2s/%.4s", date + 8, date + 5, date);
	if (shaped(date, "dddd-dd"))
		return arena_printf(cx->mem, "%.2s/%.4s", date + 5, date);
	return date;
}

const char *
print_sex_text(enum print_sex sex)
{
	switch (sex) {
	case PRINT_SEX_MALE:
		return "Nam";
	case PRINT_SEX_FEMALE:
		return "Nữ";
	case PRINT_SEX_OTHER:
		return "Khác";
	case PRINT_SEX_UNKNOWN:
		break;
	}
	return NULL;
}

enum err
print_needs(struct ctx *cx, const char *text, const char *field, const char *vi, const char *en)
{
	if (print_known(text))
		return OK;
	return fail_field(cx, field, "print.missing", "Chưa in được vì thiếu %s (%s). Hãy nhập rồi in lại.",
			  "Not printed because this is missing: %s (%s). Enter it and print again.", vi, en);
}

enum err
print_at_most(struct ctx *cx, size_t n, size_t max, const char *vi, const char *en)
{
	if (n <= max)
		return OK;
	return fail(cx, ERR_LIMIT, "print.too_many",
		    "Một lần in được nhiều nhất %zu %s (%s), đang có %zu. Hãy chia nhỏ rồi in từng phần.",
		    "The most that can be printed at once is %zu %s (%s); there are %zu. Divide them and print part by "
		    "part.",
		    max, vi, en, n);
}

/* QR versions 1 to 40 have 21, 25, ... 177 modules a side. */
enum err
print_qr_check(struct ctx *cx, const struct print_qr *qr)
{
	if (!qr->modules || (qr->width >= 21 && qr->width <= 177 && qr->width % 4 == 1))
		return OK;
	return fail_internal(cx, "print: no QR has %d modules a side", qr->width);
}

/* --- cells --- */

void
paper_fields(struct paper *s, double x, double y, double h, const struct paper_field *f, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct paper_box cell = { x, y, f[i].w, h };
		const char *label = f[i].en ? arena_printf(s->cx->mem, "%s / %s", f[i].vi, f[i].en) : f[i].vi;
		paper_frame(s, cell, HAIR);
		paper_text(s, (struct paper_box){ x + 1.4, y + 0.7, cell.w - 2.8, 3.2 }, 6.8, T_GREY | T_ONE, label);
		paper_text(s, (struct paper_box){ x + 1.4, y + 3.9, cell.w - 2.8, h - 4.4 },
			   f[i].pt > 0 ? f[i].pt : 9.5, T_BOLD | T_MIDDLE, f[i].value);
		x += cell.w;
	}
}

void
paper_sex(struct paper *s, struct paper_box b, enum print_sex sex)
{
	const struct paper_field f = { b.w, "Giới tính", "Sex", print_sex_text(sex), 0 };
	paper_fields(s, b.x, b.y, b.h, &f, 1);
	if (sex != PRINT_SEX_UNKNOWN)
		return;
	paper_choice(s, (struct paper_box){ b.x + 1.4, b.y + 3.9, b.w / 2 - 1.4, b.h - 4.4 }, 9, T_MIDDLE, false,
		     "Nam");
	paper_choice(s, (struct paper_box){ b.x + b.w / 2, b.y + 3.9, b.w / 2 - 1.4, b.h - 4.4 }, 9, T_MIDDLE, false,
		     "Nữ");
}

double
paper_person(struct paper *s, double y, const struct print_person *p)
{
	const double h = 9.8;
	const struct paper_field one[] = {
		{ 108, "Họ và tên", "Full name", p->name, 11.5 },
		{ 36, "Ngày sinh", "Date of birth", print_date(s->cx, p->birth), 10 },
	};
	const struct paper_field two[] = {
		{ 72, "Số CCCD/CMND/hộ chiếu", "Identity or passport no.", p->identity, 10 },
		{ 54, "Điện thoại", "Phone", p->phone, 10 },
		{ 54, "Nghề nghiệp", "Occupation", p->occupation, 0 },
	};
	const struct paper_field three[] = {
		{ 118, "Địa chỉ", "Address", p->address, 0 },
		{ 62, "Đơn vị công tác/trường", "Workplace or school", p->workplace, 0 },
	};
	paper_fields(s, MARGIN, y, h, one, 2);
	paper_sex(s, (struct paper_box){ MARGIN + 144, y, 36, h }, p->sex);
	paper_fields(s, MARGIN, y + h, h, two, 3);
	paper_fields(s, MARGIN, y + 2 * h, h, three, 2);
	paper_frame(s, (struct paper_box){ MARGIN, y, 180, 3 * h }, THIN);
	return y + 3 * h;
}

double
paper_guardian(struct paper *s, double y, const struct print_person *p, const char *heading)
{
	const struct paper_field f[] = {
		{ 92, "Họ và tên cha, mẹ hoặc người giám hộ", "Parent or guardian", p->guardian_name, 10 },
		{ 42, "Quan hệ", "Relation", p->guardian_relation, 0 },
		{ 46, "Điện thoại", "Phone", p->guardian_phone, 10 },
	};
	if (heading) {
		paper_text(s, (struct paper_box){ MARGIN, y + 0.6, 180, 4.2 }, 7.5, T_GREY | T_ONE, heading);
		y += 5;
	}
	paper_fields(s, MARGIN, y, 10, f, 3);
	paper_frame(s, (struct paper_box){ MARGIN, y, 180, 10 }, THIN);
	return y + 10;
}

/* --- heads and feet --- */

double
paper_letterhead(struct paper *s, const char *authority, const char *site, const char *number)
{
	const double half = s->w / 2, y = 11;
	const double lw = 76, rx = half - 4, rw = s->w - MARGIN - rx;
	double at = y;
	if (print_known(authority))
		at += paper_text(s, (struct paper_box){ MARGIN, at, lw, 4.2 }, 8.5, T_CENTER | T_ONE, authority) + 0.3;
	at += paper_text(s, (struct paper_box){ MARGIN, at, lw, 8.6 }, 9, T_CENTER | T_BOLD, site);
	if (print_known(site))
		paper_line(s, MARGIN + lw / 2 - 12, at + 0.8, MARGIN + lw / 2 + 12, at + 0.8, HAIR);
	if (print_known(number))
		paper_text(s, (struct paper_box){ MARGIN, at + 1.8, lw, 4.4 }, 9, T_CENTER | T_ONE,
			   arena_printf(s->cx->mem, "Số / No.: %s", number));
	paper_text(s, (struct paper_box){ rx, y, rw, 4.4 }, 9, T_CENTER | T_BOLD | T_ONE,
		   "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
	paper_text(s, (struct paper_box){ rx, y + 4.4, rw, 4.4 }, 9, T_CENTER | T_BOLD | T_ONE,
		   "Độc lập - Tự do - Hạnh phúc");
	paper_line(s, rx + rw / 2 - 24, y + 9.2, rx + rw / 2 + 24, y + 9.2, HAIR);
	paper_text(s, (struct paper_box){ rx, y + 10, rw, 3.4 }, 6.8, T_CENTER | T_GREY | T_ONE,
		   "SOCIALIST REPUBLIC OF VIET NAM");
	paper_text(s, (struct paper_box){ rx, y + 13, rw, 3.4 }, 6.8, T_CENTER | T_GREY | T_ONE,
		   "Independence - Freedom - Happiness");
	return y + 19.5;
}

double
paper_title(struct paper *s, double y, const char *vi, const char *en)
{
	const struct paper_box line = { MARGIN, y, s->w - 2 * MARGIN, 12 };
	y += paper_text(s, line, 13.5, T_CENTER | T_BOLD, vi) + 0.4;
	if (print_known(en))
		y += paper_text(s, (struct paper_box){ MARGIN, y, line.w, 5 }, 8.5, T_CENTER | T_GREY | T_ONE, en);
	paper_accent(s, s->w / 2 - 20, y + 1.2, 40);
	return y + 4.4;
}

void
paper_footer(struct paper *s, const char *left, const char *right)
{
	const double x = s->w > s->h ? WIDE_MARGIN : MARGIN, y = s->h - 10.5, w = s->w - 2 * x;
	paper_line(s, x, y, x + w, y, HAIR);
	paper_text(s, (struct paper_box){ x, y + 0.8, w - 34, 3.6 }, 7, T_GREY | T_ONE, left);
	paper_text(s, (struct paper_box){ x + w - 32, y + 0.8, 32, 3.6 }, 7, T_GREY | T_RIGHT | T_ONE, right);
}

void
paper_signature(struct paper *s, struct paper_box b, const char *vi, const char *en, const char *how, const char *name)
{
	double y = b.y;
	y += paper_text(s, (struct paper_box){ b.x, y, b.w, 8.4 }, 9, T_CENTER | T_BOLD, vi);
	if (print_known(en))
		y += paper_text(s, (struct paper_box){ b.x, y, b.w, 3.6 }, 7, T_CENTER | T_GREY | T_ONE, en);
	paper_text(s, (struct paper_box){ b.x, y, b.w, 7 }, 7, T_CENTER | T_GREY, how);
	paper_text(s, (struct paper_box){ b.x, b.y + b.h - 5, b.w, 5 }, 9.5, T_CENTER | T_BOLD | T_ONE, name);
}

void
paper_place_date(struct paper *s, struct paper_box b, const char *place, const char *date)
{
	const char *where = print_known(place) ? place : "....................";
	const char *text = arena_printf(s->cx->mem, "%s, ngày ...... tháng ...... năm ..........", where);
	if (print_known(date) && shaped(date, "dddd-dd-dd"))
		text = arena_printf(s->cx->mem, "%s, ngày %.2s tháng %.2s năm %.4s", where, date + 8, date + 5, date);
	paper_text(s, b, 8.5, T_CENTER | T_ONE, text);
}

/* --- tables --- */

void
paper_head(struct paper *s, double x, double y, double h, const struct paper_column *c, size_t n)
{
	double w = 0;
	for (size_t i = 0; i < n; i++)
		w += c[i].w;
	paper_shade(s, (struct paper_box){ x, y, w, h });
	for (size_t i = 0; i < n; x += c[i].w, i++) {
		const double high = c[i].en ? h * 0.6 : h;
		paper_frame(s, (struct paper_box){ x, y, c[i].w, h }, THIN);
		paper_text(s, (struct paper_box){ x + 0.6, y + 0.4, c[i].w - 1.2, high - 0.8 }, 7.8,
			   T_BOLD | T_CENTER | T_MIDDLE, c[i].vi);
		if (c[i].en)
			paper_text(s, (struct paper_box){ x + 0.6, y + high - 0.4, c[i].w - 1.2, h - high }, 6.4,
				   T_GREY | T_CENTER | T_MIDDLE | T_ONE, c[i].en);
	}
}

void
paper_row(struct paper *s, double x, double y, double h, const struct paper_column *c, const char *const *cell,
	  size_t n, double pt)
{
	for (size_t i = 0; i < n; x += c[i].w, i++) {
		paper_frame(s, (struct paper_box){ x, y, c[i].w, h }, HAIR);
		paper_text(s, (struct paper_box){ x + 0.9, y + 0.3, c[i].w - 1.8, h - 0.6 }, pt, c[i].flags | T_MIDDLE,
			   cell[i]);
	}
}
