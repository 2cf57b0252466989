/* load reads the database, compute draws. A paper of one person is logged as a view of that person; a paper of a whole session
 * is more than the access log takes, so its last step writes one audit row: who printed which session. */
#include "paper/paper_api.h"

#include "dcc/qr.h"
#include "paper/paper.h"
#include "staff/staff.h"
#include "unit/unit_api.h"

struct paper_in {
	const char *slot;
	int64_t part, blank;
	bool forms;
};
#define IN(tag, ...)                                                               \
	static const struct fields tag##_fields = { #tag, sizeof(struct paper_in), \
						    (const struct field[]){ __VA_ARGS__, { 0 } } }
IN(list_in, FIELD(paper_in, slot, F_TEXT, 5, F_IN));
IN(forms_in, FIELD(paper_in, slot, F_TEXT, 5, F_IN), FIELD_RANGE(paper_in, part, 1, PAPER_PART_MAX, F_IN));
IN(kit_in, FIELD(paper_in, slot, F_TEXT, 5, F_IN), FIELD_RANGE(paper_in, blank, 0, PRINT_BLANKS_MAX, F_IN),
   FIELD(paper_in, forms, F_BOOL, 0, F_IN));

/* From load to compute to run. */
struct printing {
	const char *file_name; /* says nothing about a person */
	struct paper_confirmation confirmation;
	struct print_screening form;
	struct paper_session session;
	struct paper_forms forms;
	struct print_kit kit;
	struct paper_slip slip;
	struct buf pdf;
};

static struct printing *
printing_new(struct request *rq)
{
	struct printing *p = NEW(rq->cx.mem, struct printing, 1);
	p->pdf = buf_new(rq->cx.mem);
	rq->carry = p;
	return p;
}

static enum err
reply_pdf(struct request *rq)
{
	const struct printing *p = rq->carry;
	rq->file_name = p->file_name;
	return reply_bytes(rq, "application/pdf", p->pdf.p, p->pdf.n);
}

/* ---- of one person ---- */

static enum err
confirmation_load(struct request *rq)
{
	struct printing *p = printing_new(rq);
	struct unit unit;
	struct person person;
	TRY(unit_in_path(rq, &unit));
	TRY(person_open(&rq->cx, &unit, request_id_param(rq, "person"), &person));
	if (person.outside)
		request_views_outside(rq, person.id);
	else
		request_views(rq, person.id);
	p->file_name = "giay-xac-nhan-tiem-chung.pdf";
	return paper_confirmation_load(&rq->cx, &unit, &person, &p->confirmation);
}

static enum err
confirmation_compute(struct request *rq)
{
	struct printing *p = rq->carry;
	struct qr qr;
	if (p->confirmation.hc1) {
		TRY(qr_make(&rq->cx, p->confirmation.hc1, &qr));
		p->confirmation.print.qr = (struct print_qr){ qr.modules, qr.size };
	}
	TRY(print_confirmation(&rq->cx, &p->confirmation.print, &p->pdf));
	return reply_pdf(rq);
}

static enum err
screening_load(struct request *rq)
{
	struct printing *p = printing_new(rq);
	struct unit unit;
	struct visit visit;
	TRY(unit_in_path(rq, &unit));
	TRY(visit_get(&rq->cx, unit.id, request_id_param(rq, "visit"), &visit));
	request_views(rq, visit.person_id);
	p->file_name = "phieu-sang-loc.pdf";
	return paper_form_of_visit(&rq->cx, &unit, &visit, &p->form);
}

static enum err
screening_compute(struct request *rq)
{
	struct printing *p = rq->carry;
	TRY(print_screening_form(&rq->cx, &p->form, &p->pdf));
	return reply_pdf(rq);
}

/* ---- of a session ---- */

/* Who may not read people's records gets names, birth dates and hours. */
static enum err
session_load(struct request *rq, const char *name, struct unit *unit, struct printing **out)
{
	const struct paper_in *in = rq->in;
	struct printing *p = printing_new(rq);
	const char *slot = in->slot && *in->slot ? in->slot : NULL;
	bool whole = rq->cx.actor && role_has(rq->cx.actor->role, CAP_PERSON_READ);
	TRY(unit_in_path(rq, unit));
	TRY(paper_session_load(&rq->cx, unit, request_id_param(rq, "session"), slot, whole, &p->session));
	p->file_name = arena_printf(rq->cx.mem, "%s-%s.pdf", name, p->session.session.on_date);
	*out = p;
	return OK;
}

static enum err
list_load(struct request *rq)
{
	struct unit unit;
	struct printing *p;
	return session_load(rq, "danh-sach-buoi-tiem", &unit, &p);
}

static enum err
list_compute(struct request *rq)
{
	struct printing *p = rq->carry;
	return print_session_list(&rq->cx, &p->session.print, &p->pdf);
}

static enum err
forms_load(struct request *rq)
{
	const struct paper_in *in = rq->in;
	struct unit unit;
	struct printing *p;
	TRY(session_load(rq, "phieu-buoi-tiem", &unit, &p));
	return paper_forms_load(&rq->cx, &p->session, in->part == NONE ? 0 : in->part, &p->forms);
}

static enum err
forms_compute(struct request *rq)
{
	struct printing *p = rq->carry;
	return paper_forms_draw(&rq->cx, &p->forms, &p->pdf);
}

static enum err
kit_load(struct request *rq)
{
	const struct paper_in *in = rq->in;
	struct unit unit;
	struct printing *p;
	unsigned blanks = in->blank == NONE ? PAPER_BLANKS : (unsigned)in->blank;
	bool listed = in->forms || !fields_has(&kit_in_fields, rq->has, "forms");
	TRY(session_load(rq, "bo-giay-du-phong", &unit, &p));
	return paper_kit_load(&rq->cx, &unit, &p->session, in->slot && *in->slot ? in->slot : NULL, blanks, listed,
			      &p->kit);
}

static enum err
kit_compute(struct request *rq)
{
	struct printing *p = rq->carry;
	return print_paper_kit(&rq->cx, &p->kit, &p->pdf);
}

/* ---- of a shipment ---- */

static enum err
slip_load(struct request *rq, const struct shipment *s)
{
	struct printing *p = printing_new(rq);
	p->file_name = arena_printf(rq->cx.mem, "phieu-xuat-kho-%s.pdf", s->code);
	return paper_slip_load(&rq->cx, s, &p->slip);
}

static enum err
sent_slip_load(struct request *rq)
{
	struct shipment s;
	TRY(shipment_get(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "shipment"), &s));
	return slip_load(rq, &s);
}

static enum err
incoming_slip_load(struct request *rq)
{
	struct shipment s;
	TRY(shipment_incoming(&rq->cx, request_id_param(rq, "unit"), request_id_param(rq, "shipment"), &s));
	return slip_load(rq, &s);
}

static enum err
slip_compute(struct request *rq)
{
	struct printing *p = rq->carry;
	struct qr qr;
	TRY(qr_make(&rq->cx, p->slip.qr_text, &qr));
	p->slip.print.qr = (struct print_qr){ qr.modules, qr.size };
	TRY(print_slip(&rq->cx, &p->slip.print, &p->pdf));
	return reply_pdf(rq);
}

#define UNIT "/api/v1/units/{unit}"
#define SESSION UNIT "/sessions/{session}"

const struct route paper_routes[] = {
	{ GET, UNIT "/persons/{person}/confirmation.pdf", CAP_CERTIFICATE_READ, TX_READ, NULL, NULL,
	  "the confirmation of a person's doses as a paper to sign", LOGS_VIEW, .load = confirmation_load,
	  .compute = confirmation_compute },
	{ GET, UNIT "/visits/{visit}/screening.pdf", CAP_PERSON_READ, TX_READ, NULL, NULL,
	  "the screening form of a visit as it was filled in", LOGS_VIEW, .load = screening_load,
	  .compute = screening_compute },
	{ GET, SESSION "/list.pdf", CAP_SESSION_READ, TX_WRITE, &list_in_fields, reply_pdf,
	  "the session list by hour and given name; slot: one hour", .load = list_load, .compute = list_compute },
	{ GET, SESSION "/forms.pdf", CAP_SESSION_READ, TX_WRITE, &forms_in_fields, reply_pdf,
	  "consent and screening form for each person of the list; slot: one hour; part: 200 people at a time",
	  .load = forms_load, .compute = forms_compute },
	{ GET, SESSION "/paper-kit.pdf", CAP_SESSION_READ, TX_WRITE, &kit_in_fields, reply_pdf,
	  "what a site keeps printed for the hour without power; blank: forms for walk-ins; forms=false: none for "
	  "listed people",
	  .load = kit_load, .compute = kit_compute },
	{ GET, UNIT "/shipments/{shipment}/slip.pdf", CAP_STOCK_READ, TX_READ, NULL, NULL,
	  "the slip of a shipment for its sender, to go with the goods and be signed", .load = sent_slip_load,
	  .compute = slip_compute },
	{ GET, UNIT "/incoming/{shipment}/slip.pdf", CAP_STOCK_READ, TX_READ, NULL, NULL,
	  "the same slip for its receiver", .load = incoming_slip_load, .compute = slip_compute },
	{ 0 },
};
