/* record.h - a person's whole record as JSON: the person, numbers, doses, certificates. For answers only. */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/buf.h"
#include "dose/dose.h"
#include "person/person.h"

/* Writes the members of one dose, with "confirmed". */
void record_write_dose(struct buf *out, const struct dose *dose);
/* Writes an object: the person's fields, doses (those ended included), certificates. */
enum err record_write_person(struct ctx *cx, struct buf *out, const struct person *person) MUST_CHECK;

#endif
