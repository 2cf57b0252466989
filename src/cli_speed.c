/* certificate speed: what one core signs, draws and prints a second, in CPU time of this one thread. The parts take turns,
 * so that a machine that slows down slows them all. */
#include "cli.h"

#include "base/clock.h"
#include "certificate/certificate.h"
#include "dcc/keys.h"
#include "dcc/qr.h"
#include "print/print.h"

#include <assert.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 20, SLICE_MS = 100, CLOCK_EVERY = 10 /* reading the clock costs as much as packing */ };

struct bench_tools {
	struct ctx cx;
	struct dcc_signer *signer;
	EVP_PKEY *key;
	EVP_PKEY_CTX *pure;
	struct signing signing;
};

struct measure {
	const char *name;
	enum err (*once)(struct bench_tools *);
	int makes; /* how many at once */
	int64_t n, ns;
};

static int64_t
cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* What the signing worker does with each batch it has claimed. */
static enum err
sign_pack(struct bench_tools *t)
{
	struct signing batch[CERTIFICATE_BATCH];
	for (size_t i = 0; i < CERTIFICATE_BATCH; i++)
		batch[i] = t->signing;
	certificate_sign(&t->cx, t->signer, batch, CERTIFICATE_BATCH);
	t->signing = batch[0];
	return batch[CERTIFICATE_BATCH - 1].error ? ERR_INTERNAL : OK;
}

/* What `openssl speed ecdsap256` does. */
static enum err
pure_sign(struct bench_tools *t)
{
	uint8_t digest[32] = { 1 }, signature[80];
	size_t n = sizeof signature;
	return EVP_PKEY_sign(t->pure, signature, &n, digest, sizeof digest) == 1 ? OK : ERR_INTERNAL;
}

static enum err
qr_svg_once(struct bench_tools *t)
{
	struct qr qr;
	TRY(qr_make(&t->cx, t->signing.hc1, &qr));
	return *qr_svg(t->cx.mem, &qr) ? OK : ERR_INTERNAL;
}

/* With its QR code, as the route makes it. */
static enum err
pdf(struct bench_tools *t)
{
	struct qr qr;
	struct buf out = buf_new(t->cx.mem);
	struct print_dose dose = { "2021-10-02", "Comirnaty (Pfizer-BioNTech)", "FX0012", "Trạm Y tế phường Phúc Xá" };
	TRY(qr_make(&t->cx, t->signing.hc1, &qr));
	struct print_confirmation paper = {
		.authority = "SỞ Y TẾ HÀ NỘI",
		.site = "TRẠM Y TẾ PHƯỜNG PHÚC XÁ",
		.place = "Hà Nội",
		.date = "2021-10-02",
		.code = t->signing.ci,
		.expires = "2022-10-02",
		.qr = { qr.modules, qr.size },
		.person = { .name = t->signing.name,
			    .birth = t->signing.birth_date,
			    .sex = PRINT_SEX_FEMALE,
			    .identity = "001190000001",
			    .phone = "0900000001",
			    .nationality = "Việt Nam",
			    .address = "12 phố An Xá, Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội" },
		.dose = { [PRINT_PRIMARY_1] = dose, [PRINT_PRIMARY_2] = dose },
	};
	return print_confirmation(&t->cx, &paper, &out);
}

static enum err
tools_make(struct ctx *cx, struct bench_tools *t)
{
	char dir[] = "/tmp/tiemchung-speed.XXXXXX";
	struct dcc_test_keys keys;
	if (!mkdtemp(dir))
		return fail_internal(cx, "%s cannot be made", dir);
	enum err err = dcc_test_keys_make(cx, dir, &keys);
	if (err == OK)
		err = dcc_signer_load(cx, keys.dsc_key, keys.dsc_cert, &t->signer);
	if (err == OK) {
		unlink(keys.csca_key);
		unlink(keys.csca_cert);
		unlink(keys.dsc_key);
		unlink(keys.dsc_cert);
	}
	rmdir(dir);
	TRY(err);
	t->key = EVP_EC_gen("P-256");
	t->pure = EVP_PKEY_CTX_new(t->key, NULL);
	if (!t->pure || EVP_PKEY_sign_init(t->pure) != 1)
		return fail_internal(cx, "no signing context");
	t->signing = (struct signing){ .name = "Nguyễn Thị Ngọc Ánh",
				       .birth_date = "1990-05-17",
				       .birth_precision = "day",
				       .product_code = "comirnaty",
				       .mp = "EU/1/20/1528",
				       .ma = "ORG-100030215",
				       .vp = "1119349007",
				       .kind = "primary",
				       .given_on = "2021-10-02",
				       .number = 2,
				       .primary_doses = 2 };
	t->cx = (struct ctx){ .mem = arena_new(), .now = clock_now() };
	TRY(sign_pack(t));
	t->signing.hc1 = arena_strdup(cx->mem, t->signing.hc1); /* the slices empty their arena */
	t->signing.ci = arena_strdup(cx->mem, t->signing.ci);
	return OK;
}

static enum err
slice(struct bench_tools *t, struct measure *m)
{
	int64_t from = cpu_ns(), ns = 0;
	const struct signing signing = t->signing;
	while (ns < SLICE_MS * INT64_C(1000000)) {
		for (int i = 0; i < CLOCK_EVERY; i++) {
			TRY(m->once(t));
			t->signing = signing;
			arena_reset(t->cx.mem);
		}
		m->n += CLOCK_EVERY * m->makes;
		ns = cpu_ns() - from;
	}
	m->ns += ns;
	return OK;
}

static enum err
measure_all(struct ctx *cx, struct bench_tools *t)
{
	struct measure all[] = {
		{ "sign_pack_per_s", sign_pack, CERTIFICATE_BATCH, 0, 0 },
		{ "openssl_sign_per_s", pure_sign, 1, 0, 0 },
		{ "qr_per_s", qr_svg_once, 1, 0, 0 },
		{ "pdf_per_s", pdf, 1, 0, 0 },
	};
	struct buf out = buf_new(cx->mem);
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < sizeof all / sizeof *all; i++)
			TRY(slice(t, &all[i]));
	json_obj(&out);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		json_kv_i64(&out, all[i].name, all[i].n * INT64_C(1000000000) / all[i].ns);
	json_obj_end(&out);
	return puts(buf_text(&out)) < 0 ? ERR_INTERNAL : OK;
}

int
speed_main(void)
{
	struct ctx cx = { .mem = arena_new(), .now = clock_now() };
	struct bench_tools tools = { 0 };
	enum err err = tools_make(&cx, &tools);
	if (err == OK)
		err = measure_all(&cx, &tools);
	if (err != OK)
		cli_failed(tools.cx.problem.err ? &tools.cx : &cx);
	EVP_PKEY_CTX_free(tools.pure);
	EVP_PKEY_free(tools.key);
	dcc_signer_free(tools.signer);
	if (tools.cx.mem)
		arena_free(tools.cx.mem);
	arena_free(cx.mem);
	return err == OK ? EXIT_DONE : EXIT_USAGE;
}
