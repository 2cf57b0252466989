#include "print/print_paper.h"

const char *
print_kit_number(struct ctx *cx, const struct print_kit *k, size_t i)
{
	return arena_printf(cx->mem, "%s-%03zu", k->prefix, i + 1);
}

const struct print_listed *
print_kit_person(const struct print_kit *k, size_t i)
{
	return i < k->session.n ? &k->session.people[i] : NULL;
}

/* An even number of pages before each set, so that both-sided printing keeps one person on one sheet. */
static void
kit_even(struct paper *s)
{
	if (s->pages % 2 == 0)
		return;
	paper_page(s, false);
	paper_text(s, (struct paper_box){ MARGIN, 14, 180, 6 }, 11, T_BOLD | T_CENTER | T_ONE, "GHI CHÚ");
	for (double y = 32; y < 280; y += 9)
		paper_dots(s, MARGIN, y, 180);
}

static void
kit_forms(struct paper *s, const struct print_kit *k, size_t i)
{
	const struct print_listed *p = print_kit_person(k, i);
	const char *number = print_kit_number(s->cx, k, i);
	struct print_consent consent = {
		.site = k->session.site,
		.number = number,
		.either = !p,
		.vaccine = p ? k->session.vaccine : NULL,
	};
	struct print_screening form = {
		.title = k->form->title,
		.basis = k->form->basis,
		.site = k->session.site,
		.number = number,
		.vitals = k->form->vitals,
		.n_vitals = k->form->n_vitals,
		.conclusions = k->form->conclusions,
		.n_conclusions = k->form->n_conclusions,
		.n_questions = k->form->n_questions,
		.questions = k->form->questions,
	};
	form.person.minor = k->form->person.minor; /* a children's form keeps the guardian's cells */
	if (p) {
		consent.person = form.person = p->person;
		consent.dose = p->dose;
	}
	kit_even(s);
	print_consent_draw(s, &consent);
	print_screening_draw(s, &form);
}

/* The form in force with every box open again. */
static struct print_screening
kit_blank(struct ctx *cx, const struct print_screening *form)
{
	struct print_screening blank = *form;
	struct print_question *q = NEW(cx->mem, struct print_question, form->n_questions);
	struct print_vital *v = NEW(cx->mem, struct print_vital, form->n_vitals);
	struct print_conclusion *c = NEW(cx->mem, struct print_conclusion, form->n_conclusions);
	for (size_t i = 0; i < form->n_questions; i++) {
		q[i] = form->questions[i];
		q[i].asks_detail |= print_known(q[i].detail) != NULL;
		q[i].answer = PRINT_BLANK;
		q[i].detail = NULL;
	}
	for (size_t i = 0; i < form->n_vitals; i++) {
		v[i] = form->vitals[i];
		v[i].value = NULL;
	}
	for (size_t i = 0; i < form->n_conclusions; i++) {
		c[i] = form->conclusions[i];
		c[i].ticked = false;
	}
	blank.questions = q;
	blank.vitals = v;
	blank.conclusions = c;
	return blank;
}

static enum err
kit_check(struct ctx *cx, const struct print_kit *k)
{
	TRY(print_session_check(cx, &k->session));
	TRY(print_needs(cx, k->prefix, "prefix", "đầu số phiếu", "the prefix of the form numbers"));
	if (!k->form)
		return print_needs(cx, NULL, "form", "phiếu sàng lọc đang dùng", "the screening form in force");
	TRY(print_screening_check(cx, k->form));
	TRY(print_at_most(cx, k->blanks, PRINT_BLANKS_MAX, "phiếu trống", "blank forms"));
	TRY(print_at_most(cx, k->n_lots, PRINT_LOTS_MAX, "lô vắc xin", "lots"));
	return print_at_most(cx, (k->listed_forms ? k->session.n : 0) + k->blanks, PRINT_FORMS_MAX, "bộ phiếu",
			     "sets of forms");
}

enum err
print_paper_kit(struct ctx *cx, const struct print_kit *given, struct buf *out)
{
	struct paper s;
	TRY(kit_check(cx, given));
	const struct print_screening blank = kit_blank(cx, given->form);
	struct print_kit k = *given;
	k.form = &blank;
	const size_t first = k.listed_forms ? 0 : k.session.n, end = k.session.n + k.blanks;
	paper_open(&s, cx, "Bộ giấy dự phòng của buổi tiêm", k.session.demo, out);
	print_kit_guide(&s, &k);
	print_kit_list(&s, &k);
	for (size_t i = first; i < end; i++)
		kit_forms(&s, &k, i);
	kit_even(&s);
	print_kit_slips(&s, &k, first, end);
	return paper_close(&s);
}
