/* trust.h - the certificates a verifier relies on.
 *
 * A signer (DSC) in the list is trusted because it is listed: taking it off the list withdraws it
 * (hcert specification, chapter 5). If a CSCA of the DSC's issuer name is listed too, the link is checked
 * besides: the DSC must bear that CSCA's signature, and the CSCA must be a CA that is valid at the
 * verifier's clock (shell model); a DSC that claims a listed CSCA and does not bear its signature is not used.
 * Certificates do not travel with a QR code, so a CSCA alone verifies nothing.
 *
 * A list is made at start-up and only read afterwards, from any number of threads. */
#ifndef DCC_TRUST_H
#define DCC_TRUST_H

#include "base/ctx.h"
#include "dcc/cose.h"

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dcc_trust;

struct trust_cert {
	uint8_t kid[COSE_KID_SIZE]; /* first 8 bytes of SHA-256 over the DER form */
	X509 *x509;
	EVP_PKEY *key;
	int64_t from_s, to_s; /* validity, seconds since 1970 UTC, both included */
	bool ca;
	bool may_sign;                 /* no key usage named, or digitalSignature among them */
	unsigned kinds;                /* bits of enum dcc_kind it may sign by its extended key usage; 0: any */
	bool csca_listed;              /* a CA with its issuer's name is in the list */
	const struct trust_cert *csca; /* the listed CA whose signature it bears; NULL if none */
	struct trust_cert *next;       /* in the list */
};

/* An empty list, never NULL; its maker frees it. */
struct dcc_trust *dcc_trust_new(void);
void dcc_trust_free(struct dcc_trust *trust);

/* Adds every certificate in the bytes: one in DER, or any number in PEM (keys in it are passed over).
 * name is what messages call it. ERR_INVALID "dcc.trust" if there is none. One that is listed already
 * is not added again. */
MUST_CHECK enum err
dcc_trust_add(struct ctx *cx, struct dcc_trust *trust, const char *name, const uint8_t *bytes, size_t n);

/* Adds a file, or every file of a directory that is named *.pem, *.crt, *.cer or *.der (not below it).
 * ERR_NOT_FOUND if it cannot be read, ERR_INVALID "dcc.trust" naming a file that holds no certificate
 * or a directory that holds no such file. */
MUST_CHECK enum err dcc_trust_add_path(struct ctx *cx, struct dcc_trust *trust, const char *path);

size_t dcc_trust_count(const struct dcc_trust *trust);

/* The next certificate with this kid after the given one (NULL: the first); NULL when there is none. */
const struct trust_cert *
dcc_trust_next(const struct dcc_trust *trust, struct cose_bytes kid, const struct trust_cert *after);

/* Does the list vouch for the certificate at this instant (seconds)? See the head of this file. */
bool dcc_trust_vouches(const struct trust_cert *cert, int64_t now_s);

/* kid, validity, key usage of one certificate; x509 and key are those of the argument, not new
 * references. False if it has no readable key or dates. */
bool trust_cert_describe(X509 *x509, struct trust_cert *out);

#endif
