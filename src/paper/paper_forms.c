/* Consent and screening form for many people in one file. print.h draws single forms and whole kits; a file of forms alone is
 * put together here from the pages that the kit is made of. */
#include "paper/paper.h"
#include "print/print_paper.h"

static enum err
choose(struct ctx *cx, size_t n, int64_t part, size_t *first, size_t *count)
{
	*first = part > 0 ? (size_t)(part - 1) * PAPER_FORMS_MAX : 0;
	*count = n > *first ? n - *first : 0;
	if (!*count)
		return fail(cx, ERR_NOT_FOUND, "paper.nobody", "Danh sách này chưa có ai để in phiếu.",
			    "There is nobody on this list to print forms for.");
	if (part > 0 && *count > PAPER_FORMS_MAX)
		*count = PAPER_FORMS_MAX;
	if (*count > PAPER_FORMS_MAX)
		return fail(cx, ERR_LIMIT, "paper.too_many",
			    "Danh sách có %zu người, mỗi lần in tối đa %d bộ phiếu. Hãy chọn một khung giờ (slot), "
			    "hoặc in từng phần (part=1, part=2, ...).",
			    "The list has %zu people, %d sets of forms are printed at a time. Choose one hour (slot), "
			    "or print in parts (part=1, part=2, ...).",
			    n, PAPER_FORMS_MAX);
	return OK;
}

enum err
paper_forms_load(struct ctx *cx, const struct paper_session *s, int64_t part, struct paper_forms *out)
{
	struct print_screening blank;
	size_t first, n;
	TRY(choose(cx, s->print.n, part, &first, &n));
	TRY(paper_form_blank(cx, s->session.on_date, &blank));
	*out = (struct paper_forms){ NEW(cx->mem, struct print_consent, n), NEW(cx->mem, struct print_screening, n),
				     n };
	for (size_t i = 0; i < n; i++) {
		const struct print_listed *p = &s->print.people[first + i];
		out->consents[i] = (struct print_consent){ .site = s->print.site,
							   .number = s->codes[first + i],
							   .person = p->person,
							   .dose = p->dose,
							   .vaccine = s->print.vaccine,
							   .demo = blank.demo };
		out->forms[i] = blank;
		out->forms[i].site = s->print.site;
		out->forms[i].number = s->codes[first + i];
		out->forms[i].person = p->person;
		out->forms[i].doses = s->doses[first + i];
	}
	return print_screening_check(cx, &blank);
}

enum err
paper_forms_draw(struct ctx *cx, const struct paper_forms *f, struct buf *out)
{
	struct paper s;
	paper_open(&s, cx, "Phiếu đồng ý và phiếu sàng lọc", paper_is_demo(), out);
	for (size_t i = 0; i < f->n; i++) {
		if (s.pages % 2) /* a long form ended on a front: the next person begins a new sheet */
			paper_page(&s, false);
		print_consent_draw(&s, &f->consents[i]);
		print_screening_draw(&s, &f->forms[i]);
	}
	return paper_close(&s);
}
