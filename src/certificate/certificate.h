/* certificate.h - certificates of doses: due, signed, withdrawn, checked.
 *
 * A certificate becomes due in the transaction that makes its dose certifiable (an outbox row), is signed within a second by
 * a worker, and is withdrawn in the transaction that takes the dose back. Any number of workers of any number of servers
 * may claim at once: a claim has an id of its own and a lease; whoever dies with one loses it when the lease ends. Form: EU DCC, HC1 with ES256 (dcc/). */
#ifndef CERTIFICATE_CERTIFICATE_H
#define CERTIFICATE_CERTIFICATE_H

#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"
#include "dcc/hcert.h"

enum {
	CERTIFICATE_LEASE_MS = 30000,
	CERTIFICATE_BATCH = 100,      /* signed and kept in one transaction */
	CERTIFICATE_RETRY_MS = 60000, /* one that could not be signed is tried again after it */
	CERTIFICATE_LATE_MS = 60000,  /* a dose older than this without one: an alarm (DIVOC stopped silently) */
};
#define CERTIFICATE_LIFE_S (INT64_C(365) * 24 * 3600) /* QĐ 5772/QĐ-BYT, 20/12/2021: 12 months */

struct certificate {
	int64_t id, dose_id;
	const char *ci, *hc1;
	int64_t dose_number;
	const char *state, *why;
	int64_t issued_ms, expires_ms, withdrawn_ms;
};
extern const struct fields certificate_fields;

/* The dose is certifiable: asks for its certificate. */
enum err certificate_due(struct ctx *cx, int64_t person_id, int64_t dose_id) MUST_CHECK;
/* The dose is taken back or changed: its certificates, and those not yet signed, are void. */
enum err certificate_withdraw(struct ctx *cx, int64_t person_id, int64_t dose_id, const char *why) MUST_CHECK;

/* A person's certificates, newest first. */
enum err certificate_list(struct ctx *cx, int64_t person_id, struct certificate **out, size_t *n) MUST_CHECK;
/* ERR_NOT_FOUND certificate.unknown. */
enum err certificate_get(struct ctx *cx, int64_t person_id, int64_t id, struct certificate *out) MUST_CHECK;
/* "valid", "withdrawn", "expired" or "unknown", by the identifier in any case, with or without its checksum. */
enum err certificate_status(struct ctx *cx, const char *ci, const char **state) MUST_CHECK;

/* The worker's three steps: claim and read in a transaction, sign outside of it, keep in another. */
struct signing {
	int64_t person_id, outbox_id, dose_id;
	const char *name, *birth_date, *birth_precision, *product_code, *mp, *ma, *vp, *disease, *kind, *given_on;
	int64_t number, primary_doses, other_products, single_dose, unit_id;
	const char *ci, *hc1; /* made by certificate_sign() */
	int64_t issued_ms, expires_ms;
	const char *error;
};
extern const struct fields signing_fields;
struct certificate_claim {
	int64_t id, until_ms;
	size_t taken; /* outbox rows; CERTIFICATE_BATCH: there may be more */
	struct signing *list;
	size_t n; /* of these need a certificate */
};
enum err certificate_claim(struct ctx *cx, struct certificate_claim *out) MUST_CHECK;
/* Gives each its identifier and its signed text, or an error. Without a database. */
void certificate_sign(struct ctx *cx, const struct dcc_signer *signer, struct signing *list, size_t n);
/* Keeps what is still this claim's, so that a dose gets one certificate whoever else signed it. What could not be signed
 * is left for another time. */
enum err certificate_keep(struct ctx *cx, const struct certificate_claim *claim) MUST_CHECK;

/* The DCC of a dose (schema 1.3.x, value sets 2.12.0) as dcc_sign() takes it; its parts lie in mem and in s. */
struct node certificate_dcc(struct arena *mem, const struct signing *s);

/* Oldest certifiable dose without a certificate, in ms; 0 when none waits. For the lateness alarm. */
enum err certificate_lateness(struct ctx *cx, int64_t *ms) MUST_CHECK;

#endif
