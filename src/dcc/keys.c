#include "dcc/keys.h"

#include "base/clock.h"
#include "dcc/dcc_file.h"

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* tests, vaccinations, recoveries */
#define KIND_OIDS "1.3.6.1.4.1.1847.2021.1.1,1.3.6.1.4.1.1847.2021.1.2,1.3.6.1.4.1.1847.2021.1.3"

struct pair {
	EVP_PKEY *key;
	X509 *cert;
};

struct extension {
	int nid;
	const char *value;
};

static const struct extension csca_extensions[] = {
	{ NID_basic_constraints, "critical,CA:TRUE,pathlen:0" },
	{ NID_key_usage, "critical,keyCertSign,cRLSign" },
	{ NID_subject_key_identifier, "hash" },
	{ 0 },
};
static const struct extension dsc_extensions[] = {
	{ NID_basic_constraints, "critical,CA:FALSE" },
	{ NID_key_usage, "critical,digitalSignature" },
	{ NID_ext_key_usage, KIND_OIDS },
	{ NID_subject_key_identifier, "hash" },
	{ NID_authority_key_identifier, "keyid:always" },
	{ 0 },
};

/* 127 random bits, as hex too: the DSC's name must be unique. */
static bool
serial_set(X509 *cert, char hex[33])
{
	uint8_t random[16];
	if (RAND_bytes(random, sizeof random) != 1)
		return false;
	random[0] = (random[0] & 0x7f) | 0x40;
	for (size_t i = 0; i < sizeof random; i++) {
		hex[2 * i] = "0123456789ABCDEF"[random[i] >> 4];
		hex[2 * i + 1] = "0123456789ABCDEF"[random[i] & 15];
	}
	hex[32] = 0;
	BIGNUM *n = BN_bin2bn(random, sizeof random, NULL);
	bool ok = n && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(cert));
	BN_free(n);
	return ok;
}

static bool
name_set(X509 *cert, const char *role, const char *serial)
{
	char common[64];
	X509_NAME *name = X509_get_subject_name(cert);
	snprintf(common, sizeof common, "TEST %s %.8s", role, serial);
	return X509_NAME_add_entry_by_NID(name, NID_countryName, MBSTRING_UTF8, (const unsigned char *)"VN", -1, -1,
					  0) == 1 &&
	       X509_NAME_add_entry_by_NID(name, NID_organizationName, MBSTRING_UTF8,
					  (const unsigned char *)"TEST - KHONG CO GIA TRI PHAP LY", -1, -1, 0) == 1 &&
	       X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, (const unsigned char *)common, -1, -1,
					  0) == 1;
}

static bool
extensions_add(X509 *cert, X509 *issuer, const struct extension *list)
{
	X509V3_CTX ctx;
	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	for (; list->nid; list++) {
		X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, list->nid, list->value);
		bool ok = extension && X509_add_ext(cert, extension, -1) == 1;
		X509_EXTENSION_free(extension);
		if (!ok)
			return false;
	}
	return true;
}

/* Fills a key and its certificate; issuer NULL makes a root that signs itself. */
static bool
pair_make(struct pair *out, const char *role, int64_t now_ms, long years, const struct pair *issuer,
	  const struct extension *extensions)
{
	char serial[33];
	time_t from = (time_t)((now_ms - MS_DAY) / MS_SECOND);
	out->key = EVP_EC_gen("P-256");
	out->cert = X509_new();
	if (!out->key || !out->cert)
		return false;
	if (!issuer)
		issuer = out;
	return X509_set_version(out->cert, X509_VERSION_3) == 1 && serial_set(out->cert, serial) &&
	       name_set(out->cert, role, serial) &&
	       X509_set_issuer_name(out->cert, X509_get_subject_name(issuer->cert)) == 1 &&
	       ASN1_TIME_set(X509_getm_notBefore(out->cert), from) &&
	       ASN1_TIME_adj(X509_getm_notAfter(out->cert), from, (int)(years * 365 + 1 + years / 4), 0) &&
	       X509_set_pubkey(out->cert, out->key) == 1 && extensions_add(out->cert, issuer->cert, extensions) &&
	       X509_sign(out->cert, issuer->key, EVP_sha256()) > 0;
}

static void
pair_free(struct pair *pair)
{
	EVP_PKEY_free(pair->key);
	X509_free(pair->cert);
}

/* Writes what is in bio; files made so far are counted so that a failure can take them back. */
static enum err
bio_save(struct ctx *cx, BIO *bio, const char *path, unsigned mode, int *made)
{
	char *text;
	long n = BIO_get_mem_data(bio, &text);
	enum err e = n > 0 ? dcc_file_create(cx, path, mode, text, (size_t)n)
			   : fail_internal(cx, "test keys: nothing to write");
	*made += e == OK;
	return e;
}

static enum err
pair_save(struct ctx *cx, const struct pair *pair, const char *cert_path, const char *key_path, int *made)
{
	BIO *cert = BIO_new(BIO_s_mem()), *key = BIO_new(BIO_s_secmem());
	enum err e = OK;
	if (!cert || !key || PEM_write_bio_X509(cert, pair->cert) != 1 ||
	    PEM_write_bio_PKCS8PrivateKey(key, pair->key, NULL, NULL, 0, NULL, NULL) != 1)
		e = fail_internal(cx, "test keys: PEM cannot be made");
	if (e == OK)
		e = bio_save(cx, key, key_path, 0600, made);
	if (e == OK)
		e = bio_save(cx, cert, cert_path, 0644, made);
	BIO_free(cert);
	BIO_free(key);
	return e;
}

static enum err
all_absent(struct ctx *cx, const char *const paths[4])
{
	struct stat st;
	for (int i = 0; i < 4; i++)
		if (lstat(paths[i], &st) == 0)
			return fail(cx, ERR_CONFLICT, "dcc.file_exists",
				    "Tệp %s đã có, không ghi đè. Hãy chọn thư mục khác.",
				    "File %s exists and is not overwritten. Choose another directory.", paths[i]);
	return OK;
}

static enum err
pairs_save(struct ctx *cx, const struct pair *csca, const struct pair *dsc, const char *const paths[4])
{
	/* the order in which pair_save makes them */
	int made = 0;
	enum err e = pair_save(cx, csca, paths[1], paths[0], &made);
	if (e == OK)
		e = pair_save(cx, dsc, paths[3], paths[2], &made);
	for (int i = 0; e != OK && i < made; i++)
		unlink(paths[i]);
	return e;
}

enum err
dcc_test_keys_make(struct ctx *cx, const char *dir, struct dcc_test_keys *out)
{
	struct pair csca = { 0 }, dsc = { 0 };
	const char *const paths[4] = {
		arena_printf(cx->mem, "%s/csca.key", dir),
		arena_printf(cx->mem, "%s/csca.pem", dir),
		arena_printf(cx->mem, "%s/dsc.key", dir),
		arena_printf(cx->mem, "%s/dsc.pem", dir),
	};
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return fail(cx, ERR_INVALID, "dcc.file_write", "Không tạo được thư mục %s: %s.",
			    "Cannot make directory %s: %s.", dir, strerror(errno));
	TRY(all_absent(cx, paths));
	enum err e = OK;
	if (!pair_make(&csca, "CSCA Tiem Chung", cx->now, 4, NULL, csca_extensions) ||
	    !pair_make(&dsc, "DSC Tiem Chung", cx->now, 2, &csca, dsc_extensions))
		e = fail_internal(cx, "test keys: a certificate cannot be made");
	if (e == OK)
		e = pairs_save(cx, &csca, &dsc, paths);
	pair_free(&csca);
	pair_free(&dsc);
	ERR_clear_error();
	*out = (struct dcc_test_keys){
		.csca_key = paths[0], .csca_cert = paths[1], .dsc_key = paths[2], .dsc_cert = paths[3]
	};
	return e;
}
