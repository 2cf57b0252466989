#include "dcc/cose.h"

#include "dcc/cbor.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <string.h>

enum { TAG_SIGN1 = 18, TAG_CWT = 61, HEADER_ALG = 1, HEADER_KID = 4, HALF = 32 };

static struct cose_bytes
bytes_of(const struct node *node)
{
	return (struct cose_bytes){ (const uint8_t *)node->text, node->n };
}

/* Only the two tags that name this message may stand before it: tag 98 or 17 is another kind. */
static bool
tags_skip(const uint8_t **bytes, size_t *n)
{
	uint64_t tag, last = 0;
	size_t size;
	while (cbor_peek_tag(*bytes, *n, &tag, &size)) {
		if (tag != TAG_SIGN1 && !(tag == TAG_CWT && last == 0))
			return false;
		if (last == TAG_SIGN1)
			return false;
		last = tag;
		*bytes += size;
		*n -= size;
	}
	return true;
}

static void
headers_read(struct cose *out, const struct node *inner, const struct node *outer)
{
	const struct node *alg = node_get_int(inner, HEADER_ALG), *kid = node_get_int(inner, HEADER_KID);
	if (!alg)
		alg = node_get_int(outer, HEADER_ALG);
	if (!kid)
		kid = node_get_int(outer, HEADER_KID);
	if (alg && alg->type == NODE_INT)
		out->alg = alg->i;
	if (kid && kid->type == NODE_BYTES)
		out->kid = bytes_of(kid);
}

bool
cose_read(struct arena *mem, const uint8_t *bytes, size_t n, struct cose *out)
{
	struct node root, inner = { .type = NODE_MAP };
	*out = (struct cose){ 0 };
	if (!tags_skip(&bytes, &n) || !cbor_read(mem, bytes, n, &root) || root.type != NODE_ARRAY || root.n != 4)
		return false;
	const struct node *part = root.items;
	if (part[0].type != NODE_BYTES || part[1].type != NODE_MAP || part[2].type != NODE_BYTES ||
	    part[3].type != NODE_BYTES)
		return false;
	out->protected = bytes_of(&part[0]);
	out->payload = bytes_of(&part[2]);
	out->signature = bytes_of(&part[3]);
	if (out->protected.n && (!cbor_read(mem, out->protected.p, out->protected.n, &inner) || inner.type != NODE_MAP))
		return false;
	headers_read(out, &inner, &part[1]);
	return true;
}

enum cose_alg
cose_key_alg(EVP_PKEY *key)
{
	int bits = EVP_PKEY_get_bits(key);
	char group[32] = "";
	if (EVP_PKEY_is_a(key, "EC") && EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1)
		return strcmp(group, "prime256v1") == 0 ? COSE_ES256 : COSE_NONE;
	if (EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS"))
		return bits >= 2048 && bits <= 3072 ? COSE_PS256 : COSE_NONE;
	return COSE_NONE;
}

void
cose_digest(struct arena *mem, struct cose_bytes protected, struct cose_bytes payload, uint8_t digest[32])
{
	struct buf tbs = buf_new(mem);
	cbor_array(&tbs, 4);
	cbor_text(&tbs, "Signature1", 10);
	cbor_bytes(&tbs, protected.p, protected.n);
	cbor_bytes(&tbs, "", 0);
	cbor_bytes(&tbs, payload.p, payload.n);
	SHA256((const uint8_t *)tbs.p, tbs.n, digest);
}

struct cose_bytes
cose_header(struct arena *mem, const uint8_t kid[COSE_KID_SIZE], enum cose_alg alg)
{
	struct buf out = buf_new(mem);
	cbor_map(&out, 2);
	cbor_int(&out, HEADER_KID);
	cbor_bytes(&out, kid, COSE_KID_SIZE);
	cbor_int(&out, HEADER_ALG);
	cbor_int(&out, alg);
	return (struct cose_bytes){ (const uint8_t *)out.p, out.n };
}

void
cose_write(struct buf *out, struct cose_bytes protected, struct cose_bytes payload, struct cose_bytes signature)
{
	cbor_tag(out, TAG_SIGN1);
	cbor_array(out, 4);
	cbor_bytes(out, protected.p, protected.n);
	cbor_map(out, 0);
	cbor_bytes(out, payload.p, payload.n);
	cbor_bytes(out, signature.p, signature.n);
}

/* One DER INTEGER, not negative, right-aligned in out. */
static bool
half_read(const uint8_t **at, const uint8_t *end, uint8_t out[HALF])
{
	const uint8_t *p = *at;
	if (end - p < 3 || p[0] != 2 || p[1] == 0 || p[1] > HALF + 1 || end - p - 2 < p[1] || (p[2] & 0x80))
		return false;
	size_t n = p[1], sign = n == HALF + 1; /* a zero byte before one that would look negative */
	if (sign && p[2])
		return false;
	memset(out, 0, HALF);
	memcpy(out + HALF - (n - sign), p + 2 + sign, n - sign);
	*at = p + 2 + n;
	return true;
}

bool
cose_sig_from_der(const uint8_t *der, size_t n, uint8_t out[64])
{
	const uint8_t *p = der + 2, *end = der + n;
	return n >= 2 && n < 0x80 && der[0] == 0x30 && der[1] == n - 2 && half_read(&p, end, out) &&
	       half_read(&p, end, out + HALF) && p == end;
}

/* r||s to OpenSSL's DER form, in mem; n = 0 if it is no such signature. */
static struct cose_bytes
sig_to_der(struct arena *mem, struct cose_bytes raw)
{
	struct cose_bytes der = { 0 };
	if (raw.n != 2 * HALF)
		return der;
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw.p, HALF, NULL), *s = BN_bin2bn(raw.p + HALF, HALF, NULL);
	if (!sig || !r || !s || ECDSA_SIG_set0(sig, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		ECDSA_SIG_free(sig);
		return der;
	}
	int n = i2d_ECDSA_SIG(sig, NULL);
	if (n > 0) {
		uint8_t *p = arena_alloc(mem, (size_t)n), *end = p;
		i2d_ECDSA_SIG(sig, &end);
		der = (struct cose_bytes){ p, (size_t)n };
	}
	ECDSA_SIG_free(sig);
	return der;
}

static bool
pss_setup(EVP_PKEY_CTX *ctx)
{
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha256()) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
}

bool
cose_verify(struct arena *mem, const struct cose *message, EVP_PKEY *key)
{
	uint8_t digest[32];
	enum cose_alg alg = cose_key_alg(key);
	if (alg == COSE_NONE || message->alg != (int64_t)alg || message->signature.n > COSE_SIG_MAX)
		return false;
	struct cose_bytes sig = alg == COSE_ES256 ? sig_to_der(mem, message->signature) : message->signature;
	if (!sig.n)
		return false;
	cose_digest(mem, message->protected, message->payload, digest);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	bool ok = ctx && EVP_PKEY_verify_init(ctx) == 1 && EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) == 1 &&
		  (alg == COSE_ES256 || pss_setup(ctx)) &&
		  EVP_PKEY_verify(ctx, sig.p, sig.n, digest, sizeof digest) == 1;
	EVP_PKEY_CTX_free(ctx);
	return ok;
}
