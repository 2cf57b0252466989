#include "dcc/hcert.h"

#include "base/clock.h"
#include "base/log.h"
#include "dcc/base45.h"
#include "dcc/cbor.h"
#include "dcc/dcc_file.h"
#include "dcc/schema.h"

#include <assert.h>
#include <libdeflate.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { CLAIM_ISS = 1, CLAIM_EXP = 4, CLAIM_IAT = 6, CLAIM_HCERT = -260, HCERT_DCC = 1, SIGNER_FILE_MAX = 256 * 1024 };

/* libdeflate, not zlib: a message of 400 bytes takes it 7 us instead of 19 and gets as short; higher levels gain nothing
 * on so few bytes. The stream begins with 78 01. The EU's verifier app (DefaultCompressorService.kt) takes only 78 01,
 * 78 5E, 78 9C and 78 DA, so a smaller window, which begins with another byte, would not do. */
enum { DEFLATE_LEVEL = 1 };

/* One thread's tools. Setting up a compressor or a signing context costs as much as using it, so they are
 * kept: a thread takes a set, or makes one, and puts it back. */
struct bench {
	struct bench *next;
	EVP_PKEY_CTX *sign;
	struct libdeflate_compressor *deflate;
};

struct bench_store {
	pthread_mutex_t lock;
	struct bench *free;
};

struct dcc_signer {
	EVP_PKEY *key;
	enum cose_alg alg;
	struct trust_cert cert;
	char country[3];
	struct bench_store *benches; /* behind a pointer: a const signer's tools still move */
};

static void
bench_free(struct bench *bench)
{
	libdeflate_free_compressor(bench->deflate);
	EVP_PKEY_CTX_free(bench->sign);
	free(bench);
}

static struct bench *
bench_make(const struct dcc_signer *signer)
{
	struct bench *bench = calloc(1, sizeof *bench);
	assert(bench);
	bench->sign = EVP_PKEY_CTX_new(signer->key, NULL);
	int ok = bench->sign && EVP_PKEY_sign_init(bench->sign) == 1;
	if (ok && signer->alg == COSE_PS256)
		ok = EVP_PKEY_CTX_set_rsa_padding(bench->sign, RSA_PKCS1_PSS_PADDING) == 1 &&
		     EVP_PKEY_CTX_set_rsa_mgf1_md(bench->sign, EVP_sha256()) == 1 &&
		     EVP_PKEY_CTX_set_rsa_pss_saltlen(bench->sign, RSA_PSS_SALTLEN_DIGEST) == 1;
	ok = ok && EVP_PKEY_CTX_set_signature_md(bench->sign, EVP_sha256()) == 1;
	bench->deflate = libdeflate_alloc_compressor(DEFLATE_LEVEL);
	if (ok && bench->deflate)
		return bench;
	bench_free(bench);
	return NULL;
}

static struct bench *
bench_take(const struct dcc_signer *signer)
{
	pthread_mutex_lock(&signer->benches->lock);
	struct bench *bench = signer->benches->free;
	if (bench)
		signer->benches->free = bench->next;
	pthread_mutex_unlock(&signer->benches->lock);
	return bench ? bench : bench_make(signer);
}

static void
bench_put(const struct dcc_signer *signer, struct bench *bench)
{
	pthread_mutex_lock(&signer->benches->lock);
	bench->next = signer->benches->free;
	signer->benches->free = bench;
	pthread_mutex_unlock(&signer->benches->lock);
}

/* --- loading --- */

/* A key under a passphrase is refused rather than asked for: nobody sits at a server's terminal. */
static int
no_passphrase(char *buf, int size, int writing, void *arg)
{
	(void)buf, (void)size, (void)writing, (void)arg;
	return -1;
}

static enum err
key_load(struct ctx *cx, const char *path, EVP_PKEY **out)
{
	const uint8_t *bytes;
	size_t n;
	struct stat st;
	TRY(dcc_file_read(cx, path, SIGNER_FILE_MAX, &bytes, &n));
	BIO *bio = BIO_new_mem_buf(bytes, (int)n);
	*out = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
	BIO_free(bio);
	OPENSSL_cleanse((void *)(uintptr_t)bytes, n);
	ERR_clear_error();
	if (!*out)
		return fail(cx, ERR_INVALID, "signer.key", "%s không chứa khóa riêng dạng PEM không mật khẩu.",
			    "%s holds no private key in PEM without a passphrase.", path);
	if (stat(path, &st) == 0 && (st.st_mode & 077))
		log_error("signing key %s may be read by others; set its mode to 0600", path);
	return OK;
}

static enum err
cert_load(struct ctx *cx, const char *path, X509 **out)
{
	const uint8_t *bytes, *p;
	size_t n;
	TRY(dcc_file_read(cx, path, SIGNER_FILE_MAX, &bytes, &n));
	p = bytes;
	*out = d2i_X509(NULL, &p, (long)n);
	BIO *bio = *out ? NULL : BIO_new_mem_buf(bytes, (int)n);
	if (bio)
		*out = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	ERR_clear_error();
	if (!*out)
		return fail(cx, ERR_INVALID, "signer.cert", "%s không chứa chứng thư X.509 dạng PEM hay DER.",
			    "%s holds no X.509 certificate in PEM or DER.", path);
	return OK;
}

/* The signer's country, from its certificate's subject; VN where it names none. */
static void
country_read(X509 *x509, char out[3])
{
	char text[8] = "";
	X509_NAME_get_text_by_NID(X509_get_subject_name(x509), NID_countryName, text, sizeof text);
	bool two = strlen(text) == 2;
	out[0] = two ? text[0] : 'V';
	out[1] = two ? text[1] : 'N';
	out[2] = 0;
}

static enum err
signer_check(struct ctx *cx, struct dcc_signer *signer, X509 *x509)
{
	if (!trust_cert_describe(x509, &signer->cert) || X509_check_private_key(x509, signer->key) != 1) {
		ERR_clear_error();
		return fail(cx, ERR_INVALID, "signer.pair", "Khóa riêng và chứng thư không thuộc về nhau.",
			    "The private key and the certificate do not belong together.");
	}
	signer->alg = cose_key_alg(signer->key);
	if (signer->alg == COSE_NONE)
		return fail(cx, ERR_INVALID, "signer.alg", "Khóa ký phải là P-256 hoặc RSA 2048 đến 3072 bit.",
			    "The signing key must be P-256 or RSA of 2048 to 3072 bits.");
	if (!signer->cert.may_sign)
		return fail(cx, ERR_INVALID, "signer.usage",
			    "Chứng thư này không dùng để ký chứng nhận (thiếu digitalSignature).",
			    "This certificate is not for signing certificates (it lacks digitalSignature).");
	country_read(x509, signer->country);
	return OK;
}

enum err
dcc_signer_load(struct ctx *cx, const char *key_path, const char *cert_path, struct dcc_signer **out)
{
	struct dcc_signer *signer = calloc(1, sizeof *signer);
	assert(signer);
	signer->benches = calloc(1, sizeof *signer->benches);
	assert(signer->benches);
	pthread_mutex_init(&signer->benches->lock, NULL);
	X509 *x509 = NULL;
	enum err e = key_load(cx, key_path, &signer->key);
	if (e == OK)
		e = cert_load(cx, cert_path, &x509);
	if (e == OK)
		e = signer_check(cx, signer, x509);
	signer->cert.x509 = x509; /* from here on the signer's to free */
	if (e != OK) {
		dcc_signer_free(signer);
		return e;
	}
	*out = signer;
	return OK;
}

void
dcc_signer_free(struct dcc_signer *signer)
{
	if (!signer)
		return;
	for (struct bench *bench = signer->benches->free, *next; bench; bench = next) {
		next = bench->next;
		bench_free(bench);
	}
	pthread_mutex_destroy(&signer->benches->lock);
	free(signer->benches);
	X509_free(signer->cert.x509);
	EVP_PKEY_free(signer->key);
	free(signer);
}

const struct trust_cert *
dcc_signer_cert(const struct dcc_signer *signer)
{
	return &signer->cert;
}

/* --- signing --- */

static struct cose_bytes
token_write(struct ctx *cx, const struct dcc_signer *signer, const struct node *dcc, int64_t iat_s, int64_t exp_s)
{
	struct buf out = buf_new(cx->mem);
	cbor_map(&out, 4);
	cbor_int(&out, CLAIM_ISS);
	cbor_text(&out, signer->country, 2);
	cbor_int(&out, CLAIM_EXP);
	cbor_int(&out, exp_s);
	cbor_int(&out, CLAIM_IAT);
	cbor_int(&out, iat_s);
	cbor_int(&out, CLAIM_HCERT);
	cbor_map(&out, 1);
	cbor_int(&out, HCERT_DCC);
	cbor_node(&out, dcc);
	return (struct cose_bytes){ (const uint8_t *)out.p, out.n };
}

static bool
signature_make(struct bench *bench, enum cose_alg alg, const uint8_t digest[32], uint8_t out[COSE_SIG_MAX], size_t *n)
{
	uint8_t der[COSE_SIG_MAX];
	*n = COSE_SIG_MAX;
	if (alg == COSE_PS256)
		return EVP_PKEY_sign(bench->sign, out, n, digest, 32) == 1;
	size_t der_n = sizeof der;
	*n = 64;
	return EVP_PKEY_sign(bench->sign, der, &der_n, digest, 32) == 1 && cose_sig_from_der(der, der_n, out);
}

static const char *
pack(struct ctx *cx, struct bench *bench, const struct buf *cose)
{
	size_t room = libdeflate_zlib_compress_bound(bench->deflate, cose->n);
	uint8_t *packed = arena_alloc(cx->mem, room);
	size_t n = libdeflate_zlib_compress(bench->deflate, cose->p, cose->n, packed, room);
	assert(n); /* the bound is enough for any input */
	struct buf text = buf_new(cx->mem);
	buf_str(&text, "HC1:");
	base45_encode(&text, packed, n);
	return buf_text(&text);
}

static enum err
validity_check(struct ctx *cx, const struct dcc_signer *signer, int64_t iat_s, int64_t exp_s)
{
	if (iat_s >= signer->cert.from_s && exp_s <= signer->cert.to_s && iat_s < exp_s)
		return OK;
	char from[CLOCK_RFC3339_SIZE], to[CLOCK_RFC3339_SIZE];
	clock_rfc3339(signer->cert.from_s * MS_SECOND, from);
	clock_rfc3339(signer->cert.to_s * MS_SECOND, to);
	return fail(cx, ERR_INVALID, "dcc.validity",
		    "Thời hạn của chứng nhận phải nằm trong thời hạn của khóa ký (%s đến %s). Hãy rút ngắn thời hạn "
		    "hoặc thay khóa ký.",
		    "The certificate's period must lie within that of the signing key (%s to %s). Shorten it or renew "
		    "the key.",
		    from, to);
}

static enum err
content_check(struct ctx *cx, const struct dcc_signer *signer, const struct node *dcc)
{
	struct schema_fault fault;
	if (!schema_check(cx->mem, dcc, &fault))
		return fail_field(cx, fault.field, "dcc.schema", "%s%.0s", "%.0s%s", fault.vi, fault.en);
	if (signer->cert.kinds && (schema_kinds(dcc) & ~signer->cert.kinds))
		return fail(cx, ERR_INVALID, "dcc.key_usage", "Khóa ký không được phép ký loại chứng nhận này.",
			    "The signing key may not sign this kind of certificate.");
	return OK;
}

enum err
dcc_sign(struct ctx *cx, const struct dcc_signer *signer, const struct node *dcc, int64_t iat_s, int64_t exp_s,
	 const char **hc1)
{
	uint8_t digest[32], signature[COSE_SIG_MAX];
	size_t n;
	TRY(validity_check(cx, signer, iat_s, exp_s));
	TRY(content_check(cx, signer, dcc));
	struct cose_bytes header = cose_header(cx->mem, signer->cert.kid, signer->alg);
	struct cose_bytes payload = token_write(cx, signer, dcc, iat_s, exp_s);
	cose_digest(cx->mem, header, payload, digest);
	struct bench *bench = bench_take(signer);
	if (!bench)
		return fail_internal(cx, "signing context cannot be made");
	bool ok = signature_make(bench, signer->alg, digest, signature, &n);
	if (ok) {
		struct buf cose = buf_new(cx->mem);
		cose_write(&cose, header, payload, (struct cose_bytes){ signature, n });
		*hc1 = pack(cx, bench, &cose);
	}
	bench_put(signer, bench);
	return ok ? OK : fail_internal(cx, "signing a certificate failed");
}
