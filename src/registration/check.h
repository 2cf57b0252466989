/* check.h - proves that the lists say what the registrations say. */
#ifndef REGISTRATION_CHECK_H
#define REGISTRATION_CHECK_H

#include "base/buf.h"
#include "base/ctx.h"

struct registration_check {
	int64_t registrations, lists;
	int64_t differing; /* of both */
};
/* Reads everything, page by page: every open registration has exactly one row of `waiting`, of its state and its unit, no other has
 * one; who is placed has an appointment that was not cancelled; the dose is the one behind the person's valid doses; what was counted of a list (demand.h) is what its rows say. Appends the
 * first 100 differences to an open JSON list: {registration, person_id, unit_id, what}. */
enum err registration_recount(struct ctx *cx, struct buf *differences, struct registration_check *out) MUST_CHECK;

#endif
