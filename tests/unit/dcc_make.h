/* dcc_make.h - makes keys and certificates for dcc_test.c, good ones and ones with one fault each.
 *
 * It writes the message itself where it wants a fault, so it is not src/dcc/hcert_sign.c run backwards. */
#ifndef DCC_MAKE_H
#define DCC_MAKE_H

#include "base/buf.h"
#include "base/ctx.h"
#include "dcc/base45.h"
#include "dcc/cbor.h"
#include "dcc/cose.h"
#include "dcc/dcc_file.h"
#include "dcc/dcc_json.h"
#include "dcc/hcert.h"
#include "dcc/trust.h"

#include <assert.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define GOOD_JSON                                                                                                        \
	"{\"ver\":\"1.3.0\",\"nam\":{\"fn\":\"Nguyễn\",\"fnt\":\"NGUYEN\",\"gn\":\"Văn Thử\",\"gnt\":\"VAN<THU\"}," \
	"\"dob\":\"1990-05-17\",\"v\":[{\"tg\":\"840539006\",\"vp\":\"1119349007\",\"mp\":\"EU/1/20/1528\","             \
	"\"ma\":\"ORG-100030215\",\"dn\":2,\"sd\":2,\"dt\":\"2021-10-02\",\"co\":\"VN\",\"is\":\"Bộ Y tế (thử)\"," \
	"\"ci\":\"URN:UVCI:01:VN:001FAB00000000000000000000000000\"}]}"
#define MADE_S INT64_C(1640000000) /* 2021-12-20 */
#define MADE_LIFE_S INT64_C(31536000)

enum maker_key { KEY_P256, KEY_P384, KEY_RSA_1024, KEY_RSA_2048, KEY_RSA_3072 };

struct maker {
	EVP_PKEY *key;
	enum cose_alg alg; /* what it claims, even where the key is no good */
	struct trust_cert cert;
	struct dcc_trust *trust; /* lists this one certificate */
};

struct fault {
	const char *name, *prefix, *json_from, *json_to;
	char bad_char;
	size_t cut, bomb, kid_size;
	int64_t alg, now_s, exp_s;
	bool uncompressed, trailing, no_tag, double_tag, wrong_tag, swapped_tags, same_tag_twice, packed_trailing,
		kid_outside, kid_both, kid_wrong, no_kid, no_alg, all_outside, float_times, no_exp, null_groups,
		indefinite, hcert_as_bytes, break_signature, short_signature, long_signature;
};

/* GOOD_JSON with the first occurrence of one text replaced by another. */
static inline const char *
json_with(struct arena *mem, const char *from, const char *to)
{
	const char *at = strstr(GOOD_JSON, from);
	assert(at);
	return arena_printf(mem, "%.*s%s%s", (int)(at - GOOD_JSON), GOOD_JSON, to, at + strlen(from));
}

/* What `certificate issue` does. */
static inline enum err
sign_json(struct ctx *cx, const struct dcc_signer *signer, const char *json, int64_t iat_s, int64_t exp_s,
	  const char **hc1)
{
	struct node dcc;
	TRY(dcc_json_parse(cx, json, &dcc));
	return dcc_sign(cx, signer, &dcc, iat_s, exp_s, hc1);
}

static inline void
maker_extension(X509 *x509, int nid, const char *value)
{
	X509_EXTENSION *extension = value ? X509V3_EXT_conf_nid(NULL, NULL, nid, value) : NULL;
	assert(!value || (extension && X509_add_ext(x509, extension, -1) == 1));
	X509_EXTENSION_free(extension);
}

static inline struct maker
maker_build(struct ctx *cx, enum maker_key kind, const char *eku, const char *usage, X509 *issuer)
{
	static const unsigned bits[] = { [KEY_RSA_1024] = 1024, [KEY_RSA_2048] = 2048, [KEY_RSA_3072] = 3072 };
	bool ec = kind == KEY_P256 || kind == KEY_P384;
	struct maker m = { .alg = ec ? COSE_ES256 : COSE_PS256, .trust = dcc_trust_new() };
	m.key = ec ? EVP_EC_gen(kind == KEY_P256 ? "P-256" : "P-384") : EVP_RSA_gen(bits[kind]);
	X509 *x509 = X509_new();
	assert(m.key && x509);
	X509_set_version(x509, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x509), 7);
	X509_NAME *name = X509_get_subject_name(x509);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"TEST maker", -1, -1, 0);
	X509_set_issuer_name(x509, issuer ? X509_get_subject_name(issuer) : name);
	ASN1_TIME_set(X509_getm_notBefore(x509), (time_t)(MADE_S - 86400));
	ASN1_TIME_set(X509_getm_notAfter(x509), (time_t)(MADE_S + 2 * MADE_LIFE_S));
	X509_set_pubkey(x509, m.key);
	maker_extension(x509, NID_ext_key_usage, eku);
	maker_extension(x509, NID_key_usage, usage);
	assert(X509_sign(x509, m.key, EVP_sha256()) > 0);
	uint8_t *der = NULL;
	int n = i2d_X509(x509, &der);
	assert(n > 0 && dcc_trust_add(cx, m.trust, "maker", der, (size_t)n) == OK);
	OPENSSL_free(der);
	assert(trust_cert_describe(x509, &m.cert));
	return m;
}

static inline struct maker
maker_new(struct ctx *cx, enum maker_key kind, const char *eku, const char *usage)
{
	return maker_build(cx, kind, eku, usage, NULL);
}

/* One that claims the issuer whose certificate lies at path, but has signed itself. */
static inline struct maker
maker_new_issued(struct ctx *cx, const char *path)
{
	BIO *bio = BIO_new_file(path, "r");
	X509 *issuer = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	assert(issuer);
	struct maker m = maker_build(cx, KEY_P256, NULL, NULL, issuer);
	X509_free(issuer);
	BIO_free(bio);
	return m;
}

/* Its key and certificate as files in dir, as a signer is loaded from. */
static inline enum err
maker_signer(struct ctx *cx, const struct maker *m, const char *dir, struct dcc_signer **out)
{
	const char *key_path = arena_printf(cx->mem, "%s/maker.key", dir);
	const char *cert_path = arena_printf(cx->mem, "%s/maker.crt", dir);
	BIO *key = BIO_new_file(key_path, "w"), *cert = BIO_new_file(cert_path, "w");
	assert(key && cert && PEM_write_bio_PrivateKey(key, m->key, NULL, NULL, 0, NULL, NULL) == 1);
	assert(PEM_write_bio_X509(cert, m->cert.x509) == 1);
	BIO_free(key);
	BIO_free(cert);
	chmod(key_path, 0600);
	enum err e = dcc_signer_load(cx, key_path, cert_path, out);
	unlink(key_path);
	unlink(cert_path);
	return e;
}

static inline void
maker_free(struct maker *m)
{
	X509_free(m->cert.x509);
	EVP_PKEY_free(m->key);
	dcc_trust_free(m->trust);
}

static inline void
make_time(struct buf *out, int64_t s, bool as_float)
{
	double d = (double)s + 0.25;
	uint64_t bits;
	if (!as_float) {
		cbor_int(out, s);
		return;
	}
	memcpy(&bits, &d, sizeof bits);
	buf_char(out, (char)0xfb);
	for (int shift = 56; shift >= 0; shift -= 8)
		buf_char(out, (char)(bits >> shift & 255));
}

static inline struct cose_bytes
make_token(struct ctx *cx, const struct fault *f)
{
	struct buf out = buf_new(cx->mem), dcc = buf_new(cx->mem);
	struct node node;
	const char *json = f->json_from ? json_with(cx->mem, f->json_from, f->json_to) : GOOD_JSON;
	if (f->null_groups)
		json = json_with(cx->mem, "\"v\":[", "\"t\":null,\"r\":null,\"v\":[");
	assert(dcc_json_parse(cx, json, &node) == OK);
	cbor_node(&dcc, &node);
	if (f->indefinite) {
		buf_char(&dcc, (char)0xff);
		dcc.p[0] = (char)0xbf;
	}
	cbor_map(&out, f->no_exp ? 3 : 4);
	cbor_int(&out, 6);
	make_time(&out, MADE_S, f->float_times);
	if (!f->no_exp) {
		cbor_int(&out, 4);
		make_time(&out, f->exp_s ? f->exp_s : MADE_S + MADE_LIFE_S, f->float_times);
	}
	cbor_int(&out, 1);
	cbor_text(&out, "VN", 2);
	cbor_int(&out, -260);
	cbor_map(&out, 1);
	cbor_int(&out, 1);
	if (f->hcert_as_bytes)
		cbor_bytes(&out, dcc.p, dcc.n);
	else
		buf_bytes(&out, dcc.p, dcc.n);
	return (struct cose_bytes){ (const uint8_t *)out.p, out.n };
}

static inline void
make_headers(const struct maker *m, const struct fault *f, struct buf *inner, struct buf *outer)
{
	uint8_t kid[16] = { 0 }, wrong[8] = "wrongkid";
	memcpy(kid, m->cert.kid, 8);
	size_t kid_n = f->kid_size ? f->kid_size : 8;
	int64_t alg = f->alg ? f->alg : (int64_t)m->alg;
	bool kid_in = !f->kid_outside && !f->no_kid && !f->all_outside,
	     kid_out = f->kid_outside || f->kid_both || f->all_outside;
	bool alg_in = !f->no_alg && !f->all_outside;
	if (alg_in || kid_in)
		cbor_map(inner, (size_t)alg_in + (size_t)kid_in);
	if (alg_in) {
		cbor_int(inner, 1);
		cbor_int(inner, alg);
	}
	if (kid_in) {
		cbor_int(inner, 4);
		cbor_bytes(inner, f->kid_wrong ? wrong : kid, kid_n);
	}
	cbor_map(outer, (size_t)kid_out + (size_t)f->all_outside);
	if (kid_out) {
		bool odd = f->kid_both ? !f->kid_wrong : f->kid_wrong;
		cbor_int(outer, 4);
		cbor_bytes(outer, odd ? wrong : kid, kid_n);
	}
	if (f->all_outside) {
		cbor_int(outer, 1);
		cbor_int(outer, alg);
	}
}

/* Signs with OpenSSL's one-call interface, over bytes put together here. */
static inline size_t
make_signature(struct ctx *cx, const struct maker *m, const struct buf *inner, struct cose_bytes payload,
	       uint8_t out[512])
{
	struct buf tbs = buf_new(cx->mem);
	buf_bytes(&tbs, "\x84\x6aSignature1", 12);
	cbor_bytes(&tbs, buf_text(inner), inner->n);
	buf_bytes(&tbs, "\x40", 1);
	cbor_bytes(&tbs, payload.p, payload.n);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pkey;
	size_t n = 512;
	assert(EVP_DigestSignInit(md, &pkey, EVP_sha256(), NULL, m->key) == 1);
	if (m->alg == COSE_PS256) {
		EVP_PKEY_CTX_set_rsa_padding(pkey, RSA_PKCS1_PSS_PADDING);
		EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey, 32);
	}
	assert(EVP_DigestSign(md, out, &n, (const uint8_t *)tbs.p, tbs.n) == 1);
	EVP_MD_CTX_free(md);
	uint8_t raw[64];
	if (m->alg != COSE_ES256)
		return n;
	if (!cose_sig_from_der(out, n, raw)) /* P-384: too long for this message, any 64 bytes do */
		memset(raw, 1, sizeof raw);
	memcpy(out, raw, sizeof raw);
	return sizeof raw;
}

static inline struct buf
make_message(struct ctx *cx, const struct maker *m, const struct fault *f)
{
	struct buf out = buf_new(cx->mem), inner = buf_new(cx->mem), outer = buf_new(cx->mem);
	uint8_t signature[600] = { 0 };
	struct cose_bytes payload = make_token(cx, f);
	make_headers(m, f, &inner, &outer);
	size_t n = make_signature(cx, m, &inner, payload, signature);
	if (f->break_signature)
		signature[5] ^= 1;
	n = f->short_signature ? n - 1 : f->long_signature ? n + 8 : n;
	if (f->swapped_tags || f->same_tag_twice)
		cbor_tag(&out, 18);
	if (f->double_tag || f->swapped_tags)
		cbor_tag(&out, 61);
	if (!f->no_tag && !f->swapped_tags)
		cbor_tag(&out, f->wrong_tag ? 98 : 18);
	cbor_array(&out, 4);
	cbor_bytes(&out, buf_text(&inner), inner.n);
	buf_bytes(&out, outer.p, outer.n);
	cbor_bytes(&out, payload.p, payload.n);
	cbor_bytes(&out, signature, n);
	if (f->trailing)
		buf_char(&out, 0);
	if (f->bomb)
		buf_bytes(&out, arena_alloc(cx->mem, f->bomb), f->bomb);
	return out;
}

/* The HC1 text of GOOD_JSON with this one fault. */
static inline const char *
make(struct ctx *cx, const struct maker *m, const struct fault *f)
{
	struct buf message = make_message(cx, m, f), out = buf_new(cx->mem);
	uLongf n = compressBound(message.n);
	uint8_t *packed = arena_alloc(cx->mem, n + 1);
	assert(compress2(packed, &n, (const uint8_t *)message.p, message.n, 9) == Z_OK);
	buf_str(&out, f->prefix ? f->prefix : "HC1:");
	if (f->uncompressed)
		base45_encode(&out, (const uint8_t *)message.p, message.n);
	else
		base45_encode(&out, packed, n - f->cut + f->packed_trailing);
	if (f->bad_char)
		out.p[20] = f->bad_char;
	return buf_text(&out);
}

#endif
