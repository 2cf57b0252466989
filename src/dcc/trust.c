#include "dcc/trust.h"

#include "dcc/dcc_file.h"
#include "dcc/schema.h"

#include <dirent.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { TRUST_FILE_MAX = 8 * 1024 * 1024, DIR_FILES_MAX = 10000 };

struct dcc_trust {
	struct trust_cert *first, **end;
	size_t n;
};

static void *
must(void *p)
{
	if (!p) {
		fputs("out of memory\n", stderr);
		abort();
	}
	return p;
}

struct dcc_trust *
dcc_trust_new(void)
{
	struct dcc_trust *trust = must(calloc(1, sizeof *trust));
	trust->end = &trust->first;
	return trust;
}

void
dcc_trust_free(struct dcc_trust *trust)
{
	if (!trust)
		return;
	for (struct trust_cert *cert = trust->first, *next; cert; cert = next) {
		next = cert->next;
		X509_free(cert->x509);
		free(cert);
	}
	free(trust);
}

size_t
dcc_trust_count(const struct dcc_trust *trust)
{
	return trust->n;
}

static bool
seconds_of(const ASN1_TIME *time, int64_t *out)
{
	struct tm tm;
	if (!time || ASN1_TIME_to_tm(time, &tm) != 1)
		return false;
	*out = (int64_t)timegm(&tm);
	return true;
}

/* The kinds named by the extended key usage; 0 if it names none. The EU's guide itself printed the arc
 * with a needless 0 in it, and certificates in use follow either form. */
static unsigned
kinds_of(X509 *x509)
{
	static const struct {
		const char *oid;
		unsigned kind;
	} oids[] = {
		{ "1.3.6.1.4.1.1847.2021.1.1", DCC_TEST },        { "1.3.6.1.4.1.0.1847.2021.1.1", DCC_TEST },
		{ "1.3.6.1.4.1.1847.2021.1.2", DCC_VACCINATION }, { "1.3.6.1.4.1.0.1847.2021.1.2", DCC_VACCINATION },
		{ "1.3.6.1.4.1.1847.2021.1.3", DCC_RECOVERY },    { "1.3.6.1.4.1.0.1847.2021.1.3", DCC_RECOVERY },
	};
	unsigned kinds = 0;
	EXTENDED_KEY_USAGE *usage = X509_get_ext_d2i(x509, NID_ext_key_usage, NULL, NULL);
	for (int i = 0; usage && i < sk_ASN1_OBJECT_num(usage); i++) {
		char text[80] = "";
		OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(usage, i), 1);
		for (size_t k = 0; k < sizeof oids / sizeof *oids; k++)
			if (strcmp(text, oids[k].oid) == 0)
				kinds |= oids[k].kind;
	}
	EXTENDED_KEY_USAGE_free(usage);
	return kinds;
}

bool
trust_cert_describe(X509 *x509, struct trust_cert *out)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	*out = (struct trust_cert){ .x509 = x509, .key = X509_get0_pubkey(x509) };
	if (!out->key || X509_digest(x509, EVP_sha256(), digest, NULL) != 1)
		return false;
	if (!seconds_of(X509_get0_notBefore(x509), &out->from_s) || !seconds_of(X509_get0_notAfter(x509), &out->to_s))
		return false;
	memcpy(out->kid, digest, COSE_KID_SIZE);
	out->ca = X509_check_ca(x509) == 1;
	/* without the extension OpenSSL reports every use allowed */
	out->may_sign = (X509_get_key_usage(x509) & KU_DIGITAL_SIGNATURE) != 0;
	out->kinds = kinds_of(x509);
	return true;
}

/* Takes over the reference. False if the certificate is unusable. */
static bool
cert_add(struct dcc_trust *trust, X509 *x509)
{
	struct trust_cert cert;
	if (!trust_cert_describe(x509, &cert)) {
		X509_free(x509);
		return false;
	}
	for (const struct trust_cert *known = trust->first; known; known = known->next) {
		if (X509_cmp(known->x509, x509) == 0) {
			X509_free(x509);
			return true;
		}
	}
	struct trust_cert *own = must(malloc(sizeof *own));
	*own = cert;
	*trust->end = own;
	trust->end = &own->next;
	trust->n++;
	return true;
}

/* Finds each certificate's CSCA among the listed ones. */
static void
link_all(struct dcc_trust *trust)
{
	for (struct trust_cert *cert = trust->first; cert; cert = cert->next) {
		const X509_NAME *issuer = X509_get_issuer_name(cert->x509);
		for (const struct trust_cert *ca = trust->first; ca && !cert->csca; ca = ca->next) {
			if (ca == cert || !ca->ca || X509_NAME_cmp(issuer, X509_get_subject_name(ca->x509)) != 0)
				continue;
			cert->csca_listed = true;
			if (X509_check_issued(ca->x509, cert->x509) == X509_V_OK &&
			    X509_verify(cert->x509, ca->key) == 1)
				cert->csca = ca;
		}
	}
	ERR_clear_error();
}

/* How many certificates of a PEM text were taken; keys between them are passed over. */
static size_t
pem_add(struct dcc_trust *trust, BIO *bio)
{
	size_t taken = 0;
	X509 *x509;
	while ((x509 = PEM_read_bio_X509(bio, NULL, NULL, (void *)(uintptr_t) "")) != NULL)
		taken += cert_add(trust, x509);
	return taken;
}

static enum err
bytes_add(struct ctx *cx, struct dcc_trust *trust, const char *name, const uint8_t *bytes, size_t n)
{
	size_t taken = 0;
	if (n > 0 && n <= TRUST_FILE_MAX) {
		const uint8_t *p = bytes;
		X509 *x509 = d2i_X509(NULL, &p, (long)n);
		if (x509) {
			taken = cert_add(trust, x509);
		} else {
			BIO *bio = must(BIO_new_mem_buf(bytes, (int)n));
			taken = pem_add(trust, bio);
			BIO_free(bio);
		}
	}
	ERR_clear_error();
	if (!taken)
		return fail(cx, ERR_INVALID, "dcc.trust", "%s không chứa chứng thư X.509 dạng DER hay PEM.",
			    "%s holds no X.509 certificate in DER or PEM.", name);
	return OK;
}

enum err
dcc_trust_add(struct ctx *cx, struct dcc_trust *trust, const char *name, const uint8_t *bytes, size_t n)
{
	TRY(bytes_add(cx, trust, name, bytes, n));
	link_all(trust);
	return OK;
}

static bool
names_certificate(const char *name)
{
	static const char *const endings[] = { ".pem", ".crt", ".cer", ".der" };
	size_t n = strlen(name);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (n > 4 && name[0] != '.' && strcmp(name + n - 4, endings[i]) == 0)
			return true;
	return false;
}

static enum err
file_add(struct ctx *cx, struct dcc_trust *trust, const char *path)
{
	const uint8_t *bytes;
	size_t n;
	TRY(dcc_file_read(cx, path, TRUST_FILE_MAX, &bytes, &n));
	return bytes_add(cx, trust, path, bytes, n);
}

static enum err
dir_add(struct ctx *cx, struct dcc_trust *trust, const char *path, DIR *dir)
{
	size_t files = 0;
	for (struct dirent *entry; (entry = readdir(dir)) != NULL && files < DIR_FILES_MAX;) {
		if (!names_certificate(entry->d_name))
			continue;
		TRY(file_add(cx, trust, arena_printf(cx->mem, "%s/%s", path, entry->d_name)));
		files++;
	}
	if (!files)
		return fail(cx, ERR_INVALID, "dcc.trust",
			    "Thư mục %s không có tệp chứng thư nào (*.pem, *.crt, *.cer, *.der).",
			    "Directory %s has no certificate file (*.pem, *.crt, *.cer, *.der).", path);
	return OK;
}

enum err
dcc_trust_add_path(struct ctx *cx, struct dcc_trust *trust, const char *path)
{
	DIR *dir = opendir(path);
	enum err e = dir ? dir_add(cx, trust, path, dir) : file_add(cx, trust, path);
	if (dir)
		closedir(dir);
	link_all(trust);
	return e;
}

const struct trust_cert *
dcc_trust_next(const struct dcc_trust *trust, struct cose_bytes kid, const struct trust_cert *after)
{
	if (kid.n != COSE_KID_SIZE)
		return NULL;
	for (const struct trust_cert *cert = after ? after->next : trust->first; cert; cert = cert->next)
		if (memcmp(cert->kid, kid.p, COSE_KID_SIZE) == 0)
			return cert;
	return NULL;
}

bool
dcc_trust_vouches(const struct trust_cert *cert, int64_t now_s)
{
	if (!cert->csca_listed)
		return true;
	return cert->csca && now_s >= cert->csca->from_s && now_s <= cert->csca->to_s;
}
