/* Certificates for their owner: QR and paper. load reads, compute draws. */
#include "book/book_api.h"

#include "certificate/certificate.h"
#include "dcc/qr.h"
#include "paper/paper.h"
#include "record/record_api.h"
#include "staff/cap.h"

static enum err
certificate_in_path(struct request *rq, struct certificate *out)
{
	return certificate_get(&rq->cx, rq->member->person_id, request_id_param(rq, "certificate"), out);
}

static enum err
qr_load(struct request *rq)
{
	struct certificate *c = NEW(rq->cx.mem, struct certificate, 1);
	rq->carry = c;
	return certificate_in_path(rq, c);
}

/* The site that gave the dose confirms, else the person's commune. */
static enum err
confirming_unit(struct ctx *cx, const struct person *p, int64_t dose_id, struct unit *out)
{
	struct dose dose;
	TRY(dose_get(cx, p->id, dose_id, &dose));
	return unit_get(cx, dose.unit_id ? dose.unit_id : p->home_unit_id ? p->home_unit_id : p->created_unit_id, out);
}

static enum err
pdf_load(struct request *rq)
{
	struct paper_confirmation *p = NEW(rq->cx.mem, struct paper_confirmation, 1);
	struct certificate c;
	struct person person;
	struct unit unit;
	rq->carry = p;
	TRY(certificate_in_path(rq, &c));
	TRY(person_get(&rq->cx, rq->member->person_id, &person));
	TRY(confirming_unit(&rq->cx, &person, c.dose_id, &unit));
	return paper_confirmation_load(&rq->cx, &unit, &person, p);
}

static enum err
pdf_draw(struct request *rq)
{
	struct paper_confirmation *p = rq->carry;
	struct buf pdf = buf_new(rq->cx.mem);
	struct qr qr;
	if (p->hc1) {
		TRY(qr_make(&rq->cx, p->hc1, &qr));
		p->print.qr = (struct print_qr){ qr.modules, qr.size };
	}
	TRY(print_confirmation(&rq->cx, &p->print, &pdf));
	rq->file_name = "giay-xac-nhan-tiem-chung.pdf";
	return reply_bytes(rq, "application/pdf", pdf.p, pdf.n);
}

#define CERTIFICATE "/api/v1/book/people/{person}/certificates/{certificate}"
const struct route book_paper_routes[] = {
	{ GET, CERTIFICATE "/qr.svg", CAP_CITIZEN_FULL, TX_READ, NULL, NULL, "the certificate's QR code",
	  .load = qr_load, .compute = certificate_draw_svg },
	{ GET, CERTIFICATE "/pdf", CAP_CITIZEN_FULL, TX_READ, NULL, NULL, "the confirmation as PDF, with the QR code",
	  .load = pdf_load, .compute = pdf_draw },
	{ 0 },
};
