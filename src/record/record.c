#include "record/record.h"

#include "certificate/certificate.h"

void
record_write_dose(struct buf *out, const struct dose *d)
{
	json_obj(out);
	fields_write_members(out, &dose_fields, d);
	json_kv_bool(out, "confirmed", strcmp(d->source, "live") == 0 || d->confirmed_ms);
	json_obj_end(out);
}

enum err
record_write_person(struct ctx *cx, struct buf *out, const struct person *person)
{
	struct dose *doses;
	struct certificate *certificates;
	size_t ndoses, ncertificates;
	TRY(dose_list(cx, person->id, true, &doses, &ndoses));
	TRY(certificate_list(cx, person->id, &certificates, &ncertificates));
	json_obj(out);
	fields_write_members(out, &person_fields, person);
	json_key(out, "doses");
	json_arr(out);
	for (size_t i = 0; i < ndoses; i++)
		record_write_dose(out, &doses[i]);
	json_arr_end(out);
	fields_write_list(out, "certificates", &certificate_fields, certificates, ncertificates);
	json_obj_end(out);
	return OK;
}
