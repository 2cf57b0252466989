#include "print/print_paper.h"

/* Where the form stands while it flows over its pages. */
struct flow {
	struct paper *s;
	const struct print_screening *f;
	double y;
};

#define YES_W 14.0
#define CODE_W 10.0
#define LAST_Y (297 - 11.5)

static void
screening_footer(struct paper *s, const struct print_screening *f)
{
	paper_footer(s, print_known(f->basis) ? arena_printf(s->cx->mem, "Theo %s", f->basis) : NULL, f->number);
}

/* A further page says whose it is, in case the sheets part. */
static void
flow_room(struct flow *w, double h)
{
	struct paper *s = w->s;
	if (w->y + h <= LAST_Y)
		return;
	paper_page(s, false);
	screening_footer(s, w->f);
	const char *who = arena_printf(
		s->cx->mem, "%s (tiếp theo)  ·  %s  ·  %s", w->f->title,
		print_known(w->f->person.name) ? w->f->person.name : "Họ tên: ........................................",
		print_known(w->f->number) ? w->f->number : "");
	paper_text(s, (struct paper_box){ MARGIN, 12, 180, 9 }, 9, T_BOLD, who);
	paper_accent(s, MARGIN, 21.6, 180);
	w->y = 25;
}

static void
flow_heading(struct flow *w, const char *vi, const char *en)
{
	flow_room(w, 22); /* not alone at the foot of a page */
	const struct paper_box b = { MARGIN, w->y + 2, 180, 5 };
	paper_text(w->s, b, 9.5, T_BOLD | T_ACCENT | T_ONE, arena_printf(w->s->cx->mem, "%s / %s", vi, en));
	w->y += 7;
}

/* --- questions --- */

static void
question_head(struct flow *w)
{
	static const struct paper_column c[] = {
		{ CODE_W, "Số", NULL, T_CENTER },
		{ 180 - CODE_W - 2 * YES_W, "Câu hỏi", NULL, 0 },
		{ YES_W, "Không", NULL, T_CENTER },
		{ YES_W, "Có", NULL, T_CENTER },
	};
	paper_head(w->s, MARGIN, w->y, 5.4, c, 4);
	w->y += 5.4;
}

static double
least_of(double a, double b)
{
	return a < b ? a : b;
}

/* Where the parts of one question go. Long texts take what they need up to a limit, then shrink. */
struct question_room {
	double x, w;
	double vi, en, said, h; /* heights */
	bool beside;            /* the English fits on the Vietnamese's only line */
	bool detail;
};

static struct question_room
question_measure(struct paper *s, const struct print_question *q)
{
	struct question_room r = { .x = MARGIN + CODE_W + 1.2, .w = 180 - CODE_W - 2 * YES_W - 2.4 };
	r.vi = least_of(paper_height(s, r.w, 9, 0, q->vi), 40);
	r.beside = paper_width(s, 9, 0, q->vi) + paper_width(s, 6.8, 0, q->en) + 4 < r.w;
	r.en = r.beside ? 0 : least_of(paper_height(s, r.w, 6.8, 0, q->en), 20);
	r.detail = q->asks_detail || print_known(q->detail);
	if (r.detail)
		r.said = print_known(q->detail) ? least_of(paper_height(s, r.w - 15, 9, T_BOLD, q->detail), 20) : 4.6;
	r.h = r.vi + r.en + r.said + 1.6;
	return r;
}

static void
question_text(struct paper *s, double y, const struct print_question *q, const struct question_room *r)
{
	const struct paper_box below = { r->x, y + r->vi, r->w, r->en + 0.1 }, beside = { r->x, y + 0.7, r->w, r->vi };
	paper_text(s, (struct paper_box){ r->x, y, r->w, r->vi + 0.1 }, 9, 0, q->vi);
	paper_text(s, r->beside ? beside : below, 6.8, r->beside ? T_GREY | T_RIGHT | T_ONE : T_GREY, q->en);
	if (!r->detail)
		return;
	y += r->vi + r->en;
	paper_text(s, (struct paper_box){ r->x, y, 14, 4.4 }, 8.5, T_ONE, "Ghi rõ:");
	paper_text(s, (struct paper_box){ r->x + 15, y, r->w - 15, r->said + 0.1 }, 9, T_BOLD, q->detail);
	if (!print_known(q->detail))
		paper_dots(s, r->x + 13, y + 3.6, r->w - 13);
}

static void
question_row(struct flow *w, const struct print_question *q)
{
	struct paper *s = w->s;
	const struct question_room r = question_measure(s, q);
	if (w->y + r.h > LAST_Y) {
		flow_room(w, r.h);
		question_head(w);
	}
	paper_frame(s, (struct paper_box){ MARGIN, w->y, 180, r.h }, HAIR);
	paper_text(s, (struct paper_box){ MARGIN, w->y, CODE_W, r.h }, 9, T_BOLD | T_CENTER | T_MIDDLE | T_ONE,
		   q->code);
	question_text(s, w->y + 0.8, q, &r);
	const double right = MARGIN + 180 - 2 * YES_W, box = 3.4, mid = w->y + (r.h - box) / 2;
	paper_line(s, right, w->y, right, w->y + r.h, HAIR);
	paper_line(s, right + YES_W, w->y, right + YES_W, w->y + r.h, HAIR);
	paper_tick(s, right + (YES_W - box) / 2, mid, box, q->answer == PRINT_NO);
	paper_tick(s, right + YES_W + (YES_W - box) / 2, mid, box, q->answer == PRINT_YES);
	w->y += r.h;
}

/* --- vital signs --- */

static void
vitals_table(struct flow *w)
{
	static const struct paper_column c[] = {
		{ 30, "Dấu hiệu", NULL, T_BOLD },
		{ 40, "Giới hạn bình thường", NULL, T_CENTER },
		{ 62, "Đo cho", NULL, 0 },
		{ 48, "Kết quả", NULL, T_CENTER | T_BOLD },
	};
	struct paper *s = w->s;
	const double h = 6.6;
	flow_room(w, 5.4 + h);
	paper_head(s, MARGIN, w->y, 5.4, c, 4);
	w->y += 5.4;
	for (size_t i = 0; i < w->f->n_vitals; i++, w->y += h) {
		const struct print_vital *v = &w->f->vitals[i];
		const char *unit = print_known(v->unit) ? v->unit : "";
		const char *value = print_known(v->value) ? arena_printf(s->cx->mem, "%s %s%s", v->value, unit,
									 v->abnormal ? "  (bất thường)" : "")
							  : NULL;
		const char *cell[] = { v->vi, arena_printf(s->cx->mem, "%s %s", v->limits ? v->limits : "", unit),
				       v->who, value };
		flow_room(w, h);
		paper_row(s, MARGIN, w->y, h, c, cell, 4, 8.5);
		if (!value)
			paper_text(s, (struct paper_box){ MARGIN + 132, w->y, 46.5, h }, 7.5,
				   T_GREY | T_RIGHT | T_MIDDLE | T_ONE, unit);
	}
}

/* --- conclusion --- */

static void
conclusion_row(struct flow *w, const struct print_conclusion *c)
{
	struct paper *s = w->s;
	const char *text = print_known(c->when) ? arena_printf(s->cx->mem, "%s (%s)", c->vi, c->when) : c->vi;
	const unsigned flags = c->ticked ? T_BOLD : 0;
	const double h = least_of(paper_height(s, 172, 9, flags, text), 20) + 0.7;
	flow_room(w, h);
	paper_choice(s, (struct paper_box){ MARGIN + 1, w->y, 178, h }, 9, flags, c->ticked, text);
	w->y += h;
}

static void
screening_reason(struct flow *w)
{
	struct paper *s = w->s;
	flow_room(w, 11.4);
	paper_text(s, (struct paper_box){ MARGIN, w->y + 1, 20, 4.4 }, 9, T_BOLD | T_ONE, "Lý do:");
	if (print_known(w->f->reason)) {
		paper_text(s, (struct paper_box){ MARGIN + 16, w->y + 1, 164, 9.6 }, 9, 0, w->f->reason);
	} else {
		paper_dots(s, MARGIN + 14, w->y + 5, 166);
		paper_dots(s, MARGIN, w->y + 10.6, 180);
	}
	w->y += 11.4;
}

static void
screening_sign(struct flow *w)
{
	struct paper *s = w->s;
	const struct print_screening *f = w->f;
	flow_room(w, 26);
	const char *time = print_known(f->time) ? f->time : "......";
	const char *date = print_known(f->date) ? print_date(s->cx, f->date) : "....../....../..........";
	const double y = w->y + 1;
	paper_text(s, (struct paper_box){ MARGIN + 95, y, 85, 4.4 }, 8.5, T_CENTER | T_ONE,
		   arena_printf(s->cx->mem, "Lúc %s, ngày %s", time, date));
	paper_signature(s, (struct paper_box){ MARGIN, y + 4.4, 85, 21.5 }, "NGƯỜI ĐƯỢC SÀNG LỌC HOẶC NGƯỜI GIÁM HỘ",
			NULL, "(ký, ghi rõ họ tên)", NULL);
	paper_signature(s, (struct paper_box){ MARGIN + 95, y + 4.4, 85, 21.5 }, "NGƯỜI KHÁM SÀNG LỌC", NULL,
			"(ký, ghi rõ họ tên)", f->screener);
	w->y += 26;
}

static double
screening_top(struct paper *s, const struct print_screening *f)
{
	const struct paper_field doses = { 180, "Các mũi đã tiêm (loại vắc xin, ngày)", "Doses so far (product, date)",
					   f->doses, 9 };
	double y = paper_letterhead(s, NULL, f->site, f->number);
	y = paper_title(s, y - 2, f->title, "PRE-VACCINATION SCREENING FORM");
	y = paper_person(s, y + 1, &f->person);
	if (f->person.minor)
		y = paper_guardian(s, y, &f->person, NULL);
	paper_fields(s, MARGIN, y, 10, &doses, 1);
	paper_frame(s, (struct paper_box){ MARGIN, y, 180, 10 }, THIN);
	return y + 10;
}

void
print_screening_draw(struct paper *s, const struct print_screening *f)
{
	paper_page(s, false);
	screening_footer(s, f);
	struct flow w = { .s = s, .f = f, .y = screening_top(s, f) };
	flow_heading(&w, "I. Sàng lọc", "Screening");
	question_head(&w);
	for (size_t i = 0; i < f->n_questions; i++)
		question_row(&w, &f->questions[i]);
	if (f->n_vitals) {
		flow_heading(&w, "II. Dấu hiệu sống", "Vital signs");
		vitals_table(&w);
	}
	flow_heading(&w, f->n_vitals ? "III. Kết luận" : "II. Kết luận", "Conclusion");
	for (size_t i = 0; i < f->n_conclusions; i++)
		conclusion_row(&w, &f->conclusions[i]);
	screening_reason(&w);
	screening_sign(&w);
}

enum err
print_screening_check(struct ctx *cx, const struct print_screening *f)
{
	TRY(print_needs(cx, f->title, "title", "tên phiếu sàng lọc", "the screening form's title"));
	TRY(print_at_most(cx, f->n_questions, PRINT_QUESTIONS_MAX, "câu hỏi", "questions"));
	TRY(print_at_most(cx, f->n_vitals, PRINT_VITALS_MAX, "dấu hiệu sống", "vital signs"));
	return print_at_most(cx, f->n_conclusions, PRINT_CONCLUSIONS_MAX, "kết luận", "conclusions");
}

enum err
print_screening_form(struct ctx *cx, const struct print_screening *f, struct buf *out)
{
	struct paper s;
	TRY(print_screening_check(cx, f));
	paper_open(&s, cx, "Phiếu sàng lọc trước tiêm chủng", f->demo, out);
	print_screening_draw(&s, f);
	return paper_close(&s);
}
