#include "print/print_paper.h"

/* Facts of the three statements: QĐ 3588/QĐ-BYT (26/07/2021); the words are ours. */
static const struct {
	const char *vi, *en;
} statements[] = {
	{ "Tiêm vắc xin giúp giảm nguy cơ mắc bệnh và bệnh nặng do COVID-19 nhưng không bảo vệ hoàn toàn: người đã "
	  "tiêm vẫn có thể mắc bệnh, vì vậy sau khi tiêm vẫn phải thực hiện 5K.",
	  "Vaccination lowers the risk of COVID-19 and of severe illness, but does not protect completely: the 5K "
	  "precautions remain necessary." },
	{ "Sau khi tiêm có thể gặp phản ứng tại chỗ tiêm hoặc toàn thân như đau, sưng, sốt, mệt mỏi, đau đầu, đau cơ; "
	  "tai biến nặng rất hiếm nhưng có thể xảy ra.",
	  "Reactions such as pain, swelling, fever, tiredness, headache or muscle pain may follow; serious harm is "
	  "very rare but possible." },
	{ "Khi có biểu hiện bất thường về sức khỏe sau khi tiêm, cần đến ngay cơ sở y tế gần nhất để được tư vấn, thăm "
	  "khám và điều trị kịp thời.",
	  "If anything unusual is felt after the injection, go to the nearest health facility at once." },
};

static double
consent_statements(struct paper *s, double y)
{
	paper_text(s, (struct paper_box){ MARGIN, y, 180, 5 }, 9.5, T_BOLD | T_ONE,
		   "Tôi đã được cung cấp và hiểu các thông tin sau / I have been told and understand:");
	y += 7;
	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
		paper_text(s, (struct paper_box){ MARGIN, y, 7, 5 }, 10, T_BOLD | T_ACCENT,
			   arena_printf(s->cx->mem, "%zu.", i + 1));
		y += paper_text(s, (struct paper_box){ MARGIN + 7, y, 173, 22 }, 10.5, 0, statements[i].vi) + 0.6;
		y += paper_text(s, (struct paper_box){ MARGIN + 7, y, 173, 12 }, 8, T_GREY, statements[i].en) + 3.6;
	}
	return y;
}

static double
consent_decision(struct paper *s, double y, const struct print_consent *c)
{
	const struct paper_box frame = { MARGIN, y, 180, 17 };
	paper_text(s, (struct paper_box){ MARGIN, y, 180, 10 }, 10.5, 0,
		   c->person.minor
			   ? "Sau khi đã đọc hoặc nghe, và được giải đáp, tôi quyết định cho con/người được giám hộ:"
			   : "Sau khi đã đọc hoặc nghe, và được giải đáp thắc mắc, tôi:");
	y += 7;
	paper_frame(s, (struct paper_box){ frame.x, y, frame.w, frame.h }, THIN);
	paper_line(s, MARGIN + 90, y, MARGIN + 90, y + frame.h, HAIR);
	paper_choice(s, (struct paper_box){ MARGIN + 8, y + 1, 80, 9 }, 12, T_BOLD | T_MIDDLE | T_ONE,
		     c->decision == PRINT_AGREES, "Đồng ý tiêm chủng");
	paper_choice(s, (struct paper_box){ MARGIN + 98, y + 1, 80, 9 }, 12, T_BOLD | T_MIDDLE | T_ONE,
		     c->decision == PRINT_REFUSES, "Không đồng ý tiêm chủng");
	paper_text(s, (struct paper_box){ MARGIN + 14, y + 10.4, 70, 4 }, 8, T_GREY | T_ONE,
		   "I agree to be vaccinated");
	paper_text(s, (struct paper_box){ MARGIN + 104, y + 10.4, 70, 4 }, 8, T_GREY | T_ONE,
		   "I do not agree to be vaccinated");
	return y + frame.h;
}

static void
consent_sign(struct paper *s, double y, const struct print_consent *c)
{
	const bool guardian = c->person.minor || c->either;
	const char *who = c->either         ? "NGƯỜI ĐƯỢC TIÊM HOẶC NGƯỜI GIÁM HỘ"
			  : c->person.minor ? "CHA, MẸ HOẶC NGƯỜI GIÁM HỘ"
					    : "NGƯỜI ĐƯỢC TIÊM";
	const char *en = c->either ? "Person or guardian" : guardian ? "Parent or guardian" : "Person to be vaccinated";
	paper_place_date(s, (struct paper_box){ MARGIN + 90, y, 90, 4.4 }, c->place, c->date);
	paper_signature(s, (struct paper_box){ MARGIN + 90, y + 6, 90, 36 }, who, en,
			"(ký, ghi rõ họ tên / signature, full name)", NULL);
	paper_signature(s, (struct paper_box){ MARGIN, y + 6, 80, 36 }, "NHÂN VIÊN TƯ VẤN", "Adviser",
			"(ký, ghi rõ họ tên / signature, full name)", NULL);
}

void
print_consent_draw(struct paper *s, const struct print_consent *c)
{
	paper_page(s, false);
	double y = paper_letterhead(s, NULL, c->site, c->number);
	const struct paper_field planned[] = {
		{ 60, "Mũi tiêm", "Dose", c->dose, 10 },
		{ 120, "Vắc xin dự kiến", "Planned vaccine", c->vaccine, 10 },
	};
	y = paper_title(s, y + 4, "PHIẾU ĐỒNG Ý TIÊM VẮC XIN PHÒNG COVID-19", "CONSENT TO COVID-19 VACCINATION");
	y = paper_person(s, y + 3, &c->person);
	paper_fields(s, MARGIN, y, 10.5, planned, 2);
	paper_frame(s, (struct paper_box){ MARGIN, y, 180, 10.5 }, THIN);
	y += 10.5;
	if (c->either)
		y = paper_guardian(s, y + 1, &c->person,
				   "Nếu người được tiêm dưới 18 tuổi, người giám hộ ghi và ký / If the person is under "
				   "18, the guardian fills in and signs:");
	else if (c->person.minor)
		y = paper_guardian(s, y, &c->person, NULL);
	y = consent_statements(s, y + 7);
	y = consent_decision(s, y + 4, c);
	consent_sign(s, y + 8, c);
	paper_footer(s, "Nhân viên đọc giúp người không đọc được. Người không đồng ý vẫn được hẹn lại bất cứ lúc nào.",
		     c->number);
}

enum err
print_consent_form(struct ctx *cx, const struct print_consent *c, struct buf *out)
{
	struct paper s;
	paper_open(&s, cx, "Phiếu đồng ý tiêm chủng", c->demo, out);
	print_consent_draw(&s, c);
	return paper_close(&s);
}
