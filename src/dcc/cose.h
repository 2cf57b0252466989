/* cose.h - COSE_Sign1 (RFC 9052) with ES256 and PS256, as the EU's hcert specification uses it. */
#ifndef DCC_COSE_H
#define DCC_COSE_H

#include "base/arena.h"
#include "base/buf.h"
#include "dcc/node.h"

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cose_alg { COSE_NONE = 0, COSE_ES256 = -7, COSE_PS256 = -37 };
enum { COSE_KID_SIZE = 8, COSE_SIG_MAX = 512 };

struct cose_bytes {
	const uint8_t *p;
	size_t n;
};

struct cose {
	struct cose_bytes protected; /* the original bytes: the signature is over them */
	struct cose_bytes payload;
	struct cose_bytes signature;
	struct cose_bytes kid; /* n = 0: none. The protected one wins over the unprotected */
	int64_t alg;           /* as claimed; 0: none */
};

/* Takes a message apart: no tag, tag 18, or CWT tag 61 around 18. The parts point into bytes or mem.
 * False for any other shape. Nothing is checked against a key here. */
bool cose_read(struct arena *mem, const uint8_t *bytes, size_t n, struct cose *out);

/* What a key can sign with: ES256 for P-256, PS256 for RSA of 2048 to 3072 bits, else COSE_NONE.
 * Source: hcert specification 3.3.2. */
enum cose_alg cose_key_alg(EVP_PKEY *key);

/* Is the signature good under this key? The claimed algorithm must be the key's own. */
bool cose_verify(struct arena *mem, const struct cose *message, EVP_PKEY *key);

/* The protected header { 4: kid, 1: alg } as bytes in mem. */
struct cose_bytes cose_header(struct arena *mem, const uint8_t kid[COSE_KID_SIZE], enum cose_alg alg);
/* SHA-256 over what a signature is over: ["Signature1", protected, h'', payload]. */
void cose_digest(struct arena *mem, struct cose_bytes protected, struct cose_bytes payload, uint8_t digest[32]);
/* Appends the whole message with tag 18. */
void cose_write(struct buf *out, struct cose_bytes protected, struct cose_bytes payload, struct cose_bytes signature);

/* OpenSSL's DER form of an ECDSA signature to COSE's r||s; false if it is none. */
bool cose_sig_from_der(const uint8_t *der, size_t n, uint8_t out[64]);

#endif
