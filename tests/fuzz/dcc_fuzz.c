/* The whole check. The first byte says what the rest is:
 *   T an HC1 text   C a COSE message   P a payload, signed here so that the checks behind the signature are reached
 *   J a certificate as JSON, to be signed   K trust material   N a name */
#include "base/arena.h"
#include "base/clock.h"
#include "dcc/base45.h"
#include "dcc/dcc_json.h"
#include "dcc/hcert.h"
#include "dcc/names.h"
#include "dcc/uvci.h"

#include <assert.h>
#include <jansson.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static EVP_PKEY *key;
static struct dcc_trust *trust;
static struct trust_cert cert;
enum { NOW_S = 1640000000 };

static void
set_up(struct ctx *cx)
{
	uint8_t *der = NULL;
	X509 *x509 = X509_new();
	key = EVP_EC_gen("P-256");
	trust = dcc_trust_new();
	ASN1_TIME_set(X509_getm_notBefore(x509), NOW_S - 86400);
	ASN1_TIME_set(X509_getm_notAfter(x509), NOW_S + 86400);
	X509_set_pubkey(x509, key);
	assert(X509_sign(x509, key, EVP_sha256()) > 0);
	int n = i2d_X509(x509, &der);
	assert(n > 0 && dcc_trust_add(cx, trust, "fuzz", der, (size_t)n) == OK);
	OPENSSL_free(der);
	assert(trust_cert_describe(x509, &cert));
}

static const char *
packed(struct arena *mem, const void *bytes, size_t n)
{
	struct buf out = buf_new(mem);
	uLongf packed_n = compressBound(n);
	uint8_t *p = arena_alloc(mem, packed_n);
	assert(compress(p, &packed_n, bytes, n) == Z_OK);
	buf_str(&out, "HC1:");
	base45_encode(&out, p, packed_n);
	return buf_text(&out);
}

static const char *
signed_payload(struct arena *mem, const uint8_t *data, size_t size)
{
	uint8_t digest[32], der[128], raw[64];
	size_t n = sizeof der;
	struct buf out = buf_new(mem);
	struct cose_bytes header = cose_header(mem, cert.kid, COSE_ES256), payload = { data, size };
	cose_digest(mem, header, payload, digest);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	assert(EVP_PKEY_sign_init(ctx) == 1 && EVP_PKEY_sign(ctx, der, &n, digest, 32) == 1 &&
	       cose_sig_from_der(der, n, raw));
	EVP_PKEY_CTX_free(ctx);
	cose_write(&out, header, payload, (struct cose_bytes){ raw, 64 });
	return packed(mem, out.p, out.n);
}

static void
check(struct ctx *cx, const char *hc1)
{
	struct dcc_verdict v;
	struct buf out = buf_new(cx->mem);
	dcc_verify(cx, trust, hc1, (int64_t)NOW_S * MS_SECOND, &v);
	bool all = v.unprefix == 1 && v.base45 == 1 && v.compression == 1 && v.cose == 1 && v.signature == 1 &&
		   v.key_usage == 1 && v.expiration == 1 && v.schema == 1;
	assert(v.valid == all && (v.reason.code == NULL) == all && (v.payload != NULL) == (v.signature == 1));
	dcc_verdict_json(&out, &v);
	json_t *json = json_loadb(out.p, out.n, 0, NULL);
	assert(json);
	json_decref(json);
}

static void
trust_take(struct ctx *cx, const uint8_t *data, size_t size)
{
	struct dcc_trust *list = dcc_trust_new();
	enum err e = dcc_trust_add(cx, list, "fuzz", data, size);
	assert((e == OK) == (dcc_trust_count(list) > 0));
	dcc_trust_free(list);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctx cx = { .mem = arena_new() };
	struct node node;
	if (!key)
		set_up(&cx);
	char kind = size ? (char)data[0] : 'T';
	const char *text = size ? arena_strndup(cx.mem, (const char *)data + 1, size - 1) : "";
	if (kind == 'T')
		check(&cx, text);
	else if (kind == 'C')
		check(&cx, packed(cx.mem, data + 1, size - 1));
	else if (kind == 'P')
		check(&cx, signed_payload(cx.mem, data + 1, size - 1));
	else if (kind == 'J')
		(void)!dcc_json_parse(&cx, text, &node);
	else if (kind == 'K')
		trust_take(&cx, data + 1, size - 1);
	else
		assert(strlen(name_icao(cx.mem, text)) <= NAME_ICAO_MAX && (uvci_check_char(text) || 1));
	arena_free(cx.mem);
	return 0;
}
