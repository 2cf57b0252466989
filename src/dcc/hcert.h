/* hcert.h - issuing and checking health certificates as HC1 texts.
 *
 * Chain (hcert specification 1.0.8): JSON -> CBOR web token -> COSE_Sign1 -> zlib -> Base45 -> "HC1:".
 * No database, no HTTP; time comes from the caller. */
#ifndef DCC_HCERT_H
#define DCC_HCERT_H

#include "base/buf.h"
#include "base/ctx.h"
#include "dcc/node.h"
#include "dcc/trust.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	HC1_MAX = 16 * 1024,        /* characters taken in; a QR code holds 4296 at most */
	HCERT_COSE_MAX = 32 * 1024, /* bytes after decompression: a deflate bomb stops here */
};
/* A clock that runs a little behind the issuer's does not make a fresh certificate invalid. */
#define HCERT_SKEW_S INT64_C(60)

/* --- issuing --- */

struct dcc_signer;

/* Loads a private key (PEM) and its certificate (PEM or DER): P-256 signs with ES256, RSA of 2048-3072 bits with
 * PS256. What is made outlives the request: free it with dcc_signer_free. ERR_NOT_FOUND for an unreadable file;
 * ERR_INVALID "signer.key", "signer.cert", "signer.pair" (they do not belong together), "signer.alg" (another kind of
 * key) or "signer.usage" (its key usage forbids signatures). A key file that others may read is noted in the log. */
MUST_CHECK enum err
dcc_signer_load(struct ctx *cx, const char *key_path, const char *cert_path, struct dcc_signer **out);
void dcc_signer_free(struct dcc_signer *signer);

/* The signer's certificate: kid, validity in seconds. Lives as long as the signer. */
const struct trust_cert *dcc_signer_cert(const struct dcc_signer *signer);

/* Signs a certificate, a tree of the schema 1.3.x (dcc_json_parse() makes one of JSON; texts in NFC are the caller's
 * part), and gives its HC1 text, in cx->mem. May be called from several threads at once with the same signer. iat_s and
 * exp_s are seconds since 1970 UTC; they must lie within the signer's validity and iat before exp (hcert specification
 * 3.3.3-3.3.4): ERR_INVALID "dcc.validity". ERR_INVALID too for "dcc.key_usage" (a kind that the signer's extended key
 * usage leaves out) and, naming the field, "dcc.schema". */
MUST_CHECK enum err dcc_sign(struct ctx *cx, const struct dcc_signer *signer, const struct node *dcc, int64_t iat_s,
			     int64_t exp_s, const char **hc1);

/* --- checking --- */

struct dcc_reason {
	const char
		*code; /* stable: dcc.prefix dcc.base45 dcc.compression dcc.cose dcc.cwt dcc.kid_missing dcc.kid_unknown
			     dcc.csca dcc.signature dcc.key_usage dcc.not_yet dcc.expired dcc.no_period
			     dcc.signer_period dcc.schema */
	const char *vi;
	const char *en;
};

/* An axis is 1 (in order), 0 (faulty) or -1 (not reached). After a bad signature period and schema
 * are still looked at, for diagnosis; the key usage is not, for there is no signer. */
struct dcc_verdict {
	bool valid; /* every axis is 1 */
	int8_t unprefix, base45, compression, cose, signature, key_usage, expiration, schema;
	/* Only behind a good signature: nothing of an unsigned certificate is handed out (spec 3.1). */
	const char *payload;      /* the certificate as JSON; NULL if the signature is not good */
	const char *issuer;       /* claim iss; NULL if absent */
	int64_t iat_s, exp_s;     /* 0 if absent */
	unsigned kinds;           /* bits of enum dcc_kind */
	struct dcc_reason reason; /* of the first faulty axis; code NULL when valid */
};

/* Judges an HC1 text (no blanks around it) at the instant now_ms. Never fails: what cannot be read is not
 * valid. Everything in the verdict lies in cx->mem or is static; cx->problem is not touched. */
void
dcc_verify(struct ctx *cx, const struct dcc_trust *trust, const char *hc1, int64_t now_ms, struct dcc_verdict *out);

/* Appends {"valid":..,"unprefix":..,..,"schema":..,"payload":..,"reason":..}; an axis not reached is null,
 * reason is null or {"code","vi","en"}. */
void dcc_verdict_json(struct buf *out, const struct dcc_verdict *verdict);

#endif
