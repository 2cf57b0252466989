/* The certificate chain as a whole: what is taken, what must be refused and on which axis, keys, signer, picture. */
#include "base/arena.h"
#include "base/clock.h"
#include "dcc/dcc_file.h"
#include "dcc/dcc_json.h"
#include "dcc/hcert.h"
#include "dcc/keys.h"
#include "dcc/qr.h"
#include "dcc/qr_scan.h"
#include "dcc/schema.h"
#include "test.h"

#include "dcc_make.h"

#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define EKU_TEST "1.3.6.1.4.1.1847.2021.1.1"

static struct ctx cx;

/* --- the chain --- */

static void
judge(const struct dcc_trust *trust, const char *hc1, int64_t now_s, struct dcc_verdict *out)
{
	dcc_verify(&cx, trust, hc1, now_s * MS_SECOND, out);
}

static void
expect(const struct maker *maker, const struct fault *fault, const char *axes, const char *code)
{
	struct dcc_verdict v;
	judge(maker->trust, make(&cx, maker, fault), fault->now_s ? fault->now_s : MADE_S + 1000, &v);
	const int8_t got[] = { v.unprefix,  v.base45,    v.compression, v.cose,
			       v.signature, v.key_usage, v.expiration,  v.schema };
	char text[9] = "";
	bool all = true;
	for (int i = 0; i < 8; i++) {
		text[i] = "-01"[got[i] + 1];
		all = all && got[i] == 1;
	}
	CHECK_STR(text, axes);
	CHECK_STR(v.reason.code ? v.reason.code : "", code);
	CHECK(v.valid == all);
	CHECK((v.payload != NULL) == (v.signature == 1));
}

static void
good_forms_are_taken(void)
{
	static const struct fault forms[] = {
		{ .name = "plain" },
		{ .name = "kid unprotected", .kid_outside = true },
		{ .name = "kid in both, the outer one wrong", .kid_both = true },
		{ .name = "alg outside too, nothing protected", .all_outside = true },
		{ .name = "no tag", .no_tag = true },
		{ .name = "CWT tag around", .double_tag = true },
		{ .name = "times as floats", .float_times = true },
		{ .name = "null groups", .null_groups = true },
		{ .name = "indefinite map", .indefinite = true },
		{ .name = "clock behind by half a minute", .now_s = MADE_S - 30 },
		{ .name = "last second", .now_s = MADE_S + MADE_LIFE_S },
	};
	struct maker maker = maker_new(&cx, KEY_P256, NULL, NULL);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		expect(&maker, &forms[i], "11111111", "");
	maker_free(&maker);
}

static void
every_fault_has_its_axis(void)
{
	static const struct {
		struct fault fault;
		const char *axes, *code;
	} cases[] = {
		{ { .prefix = "HC2:" }, "0-------", "dcc.prefix" },
		{ { .prefix = "" }, "0-------", "dcc.prefix" },
		{ { .prefix = "hc1:" }, "0-------", "dcc.prefix" },
		{ { .bad_char = '=' }, "10------", "dcc.base45" },
		{ { .bad_char = 'a' }, "10------", "dcc.base45" },
		{ { .uncompressed = true }, "110-----", "dcc.compression" },
		{ { .cut = 40 }, "110-----", "dcc.compression" },
		{ { .bomb = 4 * 1024 * 1024 }, "110-----", "dcc.compression" },
		{ { .packed_trailing = true }, "110-----", "dcc.compression" },
		{ { .trailing = true }, "1110----", "dcc.cose" },
		{ { .swapped_tags = true }, "1110----", "dcc.cose" },
		{ { .same_tag_twice = true }, "1110----", "dcc.cose" },
		{ { .wrong_tag = true }, "1110----", "dcc.cose" },
		{ { .hcert_as_bytes = true }, "1110----", "dcc.cwt" },
		{ { .break_signature = true }, "11110-11", "dcc.signature" },
		{ { .short_signature = true }, "11110-11", "dcc.signature" },
		{ { .long_signature = true }, "11110-11", "dcc.signature" },
		{ { .alg = COSE_PS256 }, "11110-11", "dcc.signature" },
		{ { .alg = -8 }, "11110-11", "dcc.signature" },
		{ { .no_alg = true }, "11110-11", "dcc.signature" },
		{ { .kid_wrong = true }, "11110-11", "dcc.kid_unknown" },
		{ { .kid_wrong = true, .kid_both = true }, "11110-11", "dcc.kid_unknown" },
		{ { .kid_wrong = true, .kid_outside = true }, "11110-11", "dcc.kid_unknown" },
		{ { .kid_size = 7 }, "11110-11", "dcc.kid_unknown" },
		{ { .kid_size = 9 }, "11110-11", "dcc.kid_unknown" },
		{ { .no_kid = true }, "11110-11", "dcc.kid_missing" },
		{ { .now_s = MADE_S - 3600 }, "11111101", "dcc.not_yet" },
		{ { .now_s = MADE_S + MADE_LIFE_S + 1 }, "11111101", "dcc.expired" },
		{ { .now_s = MADE_S + 1000, .exp_s = MADE_S + 999 }, "11111101", "dcc.expired" },
		{ { .now_s = MADE_S + 2 * MADE_LIFE_S + 1, .exp_s = MADE_S + 3 * MADE_LIFE_S },
		  "11111101",
		  "dcc.signer_period" },
		{ { .no_exp = true }, "11111101", "dcc.no_period" },
		{ { .json_from = "\"dn\":2", .json_to = "\"dn\":0" }, "11111110", "dcc.schema" },
	};
	struct maker maker = maker_new(&cx, KEY_P256, NULL, NULL);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect(&maker, &cases[i].fault, cases[i].axes, cases[i].code);
	maker_free(&maker);
}

static void
key_usage_binds_the_kind(void)
{
	static const struct {
		const char *eku, *usage;
		bool good;
	} cases[] = {
		{ "1.3.6.1.4.1.1847.2021.1.2", NULL, true },
		{ "1.3.6.1.4.1.0.1847.2021.1.2", NULL, true },
		{ "1.3.6.1.4.1.1847.2021.1.1", NULL, false },
		{ "1.3.6.1.4.1.0.1847.2021.1.3", NULL, false },
		{ "clientAuth,emailProtection", NULL, true },
		{ "1.3.6.1.4.1.1847.2021.1.1,1.3.6.1.4.1.1847.2021.1.2", NULL, true },
		{ NULL, "critical,digitalSignature", true },
		{ NULL, "critical,keyCertSign,cRLSign", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct maker maker = maker_new(&cx, KEY_P256, cases[i].eku, cases[i].usage);
		expect(&maker, &(struct fault){ 0 }, cases[i].good ? "11111111" : "11111011",
		       cases[i].good ? "" : "dcc.key_usage");
		maker_free(&maker);
	}
}

static void
ps256_works_and_other_keys_do_not(void)
{
	static const enum maker_key good[] = { KEY_RSA_2048, KEY_RSA_3072 }, bad[] = { KEY_RSA_1024, KEY_P384 };
	for (size_t i = 0; i < 2; i++) {
		struct maker maker = maker_new(&cx, good[i], NULL, NULL);
		expect(&maker, &(struct fault){ 0 }, "11111111", "");
		expect(&maker, &(struct fault){ .break_signature = true }, "11110-11", "dcc.signature");
		expect(&maker, &(struct fault){ .alg = COSE_ES256 }, "11110-11", "dcc.signature");
		maker_free(&maker);
		maker = maker_new(&cx, bad[i], NULL, NULL);
		expect(&maker, &(struct fault){ 0 }, "11110-11", "dcc.signature");
		maker_free(&maker);
	}
}

/* --- our own signer --- */

static char dir[64];
static struct dcc_test_keys test_keys;
static struct dcc_signer *signer;

static void
test_keys_are_made_once(void)
{
	struct stat st;
	struct dcc_test_keys again;
	snprintf(dir, sizeof dir, "/tmp/dcc_test_XXXXXX");
	CHECK(mkdtemp(dir) != NULL);
	CHECK(dcc_test_keys_make(&cx, dir, &test_keys) == OK);
	CHECK(stat(test_keys.dsc_key, &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(stat(test_keys.csca_key, &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(dcc_test_keys_make(&cx, dir, &again) == ERR_CONFLICT);
	CHECK_STR(cx.problem.code, "dcc.file_exists");
	cx.problem.code = NULL;
	CHECK(dcc_signer_load(&cx, test_keys.dsc_key, test_keys.dsc_cert, &signer) == OK);
	const struct trust_cert *cert = dcc_signer_cert(signer);
	CHECK_INT((cert->to_s - cert->from_s) / 86400, 731);
	struct dcc_signer *other;
	CHECK(dcc_signer_load(&cx, test_keys.csca_key, test_keys.dsc_cert, &other) == ERR_INVALID);
	CHECK_STR(cx.problem.code, "signer.pair");
	cx.problem.code = NULL;
	CHECK(dcc_signer_load(&cx, test_keys.csca_key, test_keys.csca_cert, &other) == ERR_INVALID);
	CHECK_STR(cx.problem.code, "signer.usage");
	cx.problem.code = NULL;
	CHECK(dcc_signer_load(&cx, test_keys.dsc_cert, test_keys.dsc_cert, &other) == ERR_INVALID);
	CHECK_STR(cx.problem.code, "signer.key");
	cx.problem.code = NULL;
	CHECK(dcc_signer_load(&cx, "/nonexistent", test_keys.dsc_cert, &other) == ERR_NOT_FOUND);
	cx.problem.code = NULL;
}

static void
signed_certificates_come_back_whole(void)
{
	struct dcc_trust *trust = dcc_trust_new();
	struct dcc_verdict v;
	const char *hc1;
	int64_t now_s = cx.now / MS_SECOND;
	CHECK(dcc_trust_add_path(&cx, trust, dir) == OK);
	CHECK_INT(dcc_trust_count(trust), 2);
	CHECK(sign_json(&cx, signer, GOOD_JSON, now_s, now_s + 86400, &hc1) == OK);
	judge(trust, hc1, now_s, &v);
	CHECK(v.valid && !v.reason.code && v.kinds == DCC_VACCINATION && v.exp_s == now_s + 86400);
	CHECK_STR(v.issuer, "VN");
	json_t *want = json_loads(GOOD_JSON, 0, NULL), *got = json_loads(v.payload, 0, NULL);
	CHECK(want && got && json_equal(want, got));
	json_decref(want);
	json_decref(got);
	CHECK(sign_json(&cx, signer, GOOD_JSON, now_s - 30 * 86400, now_s, &hc1) == ERR_INVALID);
	CHECK_STR(cx.problem.code, "dcc.validity");
	cx.problem.code = NULL;
	CHECK(sign_json(&cx, signer, GOOD_JSON, now_s, now_s + 900 * INT64_C(86400), &hc1) == ERR_INVALID);
	cx.problem.code = NULL;
	CHECK(sign_json(&cx, signer, json_with(cx.mem, "\"dn\":2", "\"dn\":0"), now_s, now_s + 60, &hc1) ==
	      ERR_INVALID);
	CHECK_STR(cx.problem.field, "v[0].dn");
	cx.problem.code = NULL;
	dcc_trust_free(trust);
}

/* A root in the list that did not sign the listed signer makes the signer unusable. */
static void
a_listed_root_must_have_signed(void)
{
	struct dcc_trust *trust = dcc_trust_new();
	struct maker forged = maker_new_issued(&cx, test_keys.csca_cert);
	struct dcc_verdict v;
	const char *hc1 = make(&cx, &forged, &(struct fault){ 0 });
	judge(forged.trust, hc1, MADE_S + 1000, &v);
	CHECK(v.valid); /* alone in the list it is trusted as listed */
	CHECK(dcc_trust_add_path(&cx, forged.trust, test_keys.csca_cert) == OK);
	judge(forged.trust, hc1, MADE_S + 1000, &v);
	CHECK(!v.valid && v.signature == 0);
	CHECK_STR(v.reason.code, "dcc.csca");
	struct cose_bytes kid = { forged.cert.kid, COSE_KID_SIZE };
	const struct trust_cert *listed = dcc_trust_next(forged.trust, kid, NULL);
	CHECK(listed && listed->csca_listed && !listed->csca); /* not merely out of its time */
	CHECK(dcc_trust_add_path(&cx, trust, test_keys.csca_cert) == OK);
	int64_t now_s = cx.now / MS_SECOND;
	CHECK(sign_json(&cx, signer, GOOD_JSON, now_s, now_s + 60, &hc1) == OK);
	judge(trust, hc1, now_s, &v);
	CHECK_STR(v.reason.code, "dcc.kid_unknown"); /* a root alone verifies nothing */
	CHECK(dcc_trust_add_path(&cx, trust, test_keys.dsc_key) == ERR_INVALID);
	cx.problem.code = NULL;
	CHECK(dcc_trust_add_path(&cx, trust, "/nonexistent") == ERR_NOT_FOUND);
	cx.problem.code = NULL;
	dcc_trust_free(trust);
	maker_free(&forged);
}

/* The root must be valid at the verifier's clock, whatever the signer's own validity says. */
static void
an_expired_root_vouches_for_nobody(void)
{
	struct dcc_trust *trust = dcc_trust_new();
	struct trust_cert root = { .from_s = 100, .to_s = 200 }, dsc = { .csca_listed = true, .csca = &root };
	CHECK(dcc_trust_vouches(&dsc, 100) && dcc_trust_vouches(&dsc, 200));
	CHECK(!dcc_trust_vouches(&dsc, 99) && !dcc_trust_vouches(&dsc, 201));
	CHECK(dcc_trust_add_path(&cx, trust, dir) == OK);
	struct cose_bytes kid = { dcc_signer_cert(signer)->kid, COSE_KID_SIZE };
	const struct trust_cert *cert = dcc_trust_next(trust, kid, NULL);
	CHECK(cert && cert->csca && cert->csca->ca && !cert->csca->may_sign && !dcc_trust_next(trust, kid, cert));
	CHECK(cert && dcc_trust_vouches(cert, cert->csca->to_s) && !dcc_trust_vouches(cert, cert->csca->to_s + 1));
	dcc_trust_free(trust);
}

static void
a_signer_keeps_to_its_key(void)
{
	struct maker rsa = maker_new(&cx, KEY_RSA_2048, NULL, NULL), tests = maker_new(&cx, KEY_P256, EKU_TEST, NULL);
	struct maker small = maker_new(&cx, KEY_RSA_1024, NULL, NULL);
	struct dcc_signer *with;
	struct dcc_verdict v;
	const char *hc1 = NULL;
	CHECK(maker_signer(&cx, &rsa, dir, &with) == OK);
	CHECK(sign_json(&cx, with, GOOD_JSON, MADE_S, MADE_S + 60, &hc1) == OK);
	dcc_signer_free(with);
	judge(rsa.trust, hc1, MADE_S + 1, &v);
	CHECK(v.valid);
	CHECK(maker_signer(&cx, &tests, dir, &with) == OK);
	CHECK(sign_json(&cx, with, GOOD_JSON, MADE_S, MADE_S + 60, &hc1) == ERR_INVALID);
	CHECK_STR(cx.problem.code, "dcc.key_usage");
	dcc_signer_free(with);
	cx.problem.code = NULL;
	CHECK(maker_signer(&cx, &small, dir, &with) == ERR_INVALID);
	CHECK_STR(cx.problem.code, "signer.alg");
	cx.problem.code = NULL;
	maker_free(&rsa);
	maker_free(&tests);
	maker_free(&small);
}

enum { THREADS = 4, PER_THREAD = 25 };

static void *
sign_many(void *arg)
{
	struct ctx own = { .mem = arena_new(), .now = cx.now };
	const struct dcc_trust *trust = arg;
	intptr_t good = 0;
	for (int i = 0; i < PER_THREAD; i++) {
		const char *hc1;
		struct dcc_verdict v;
		int64_t now_s = own.now / MS_SECOND;
		if (sign_json(&own, signer, GOOD_JSON, now_s, now_s + 60 + i, &hc1) != OK)
			break;
		dcc_verify(&own, trust, hc1, own.now, &v);
		good += v.valid && v.exp_s == now_s + 60 + i;
	}
	arena_free(own.mem);
	return (void *)good;
}

static void
one_signer_serves_many_threads(void)
{
	struct dcc_trust *trust = dcc_trust_new();
	pthread_t threads[THREADS];
	CHECK(dcc_trust_add_path(&cx, trust, dir) == OK);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, sign_many, trust) == 0);
	for (int i = 0; i < THREADS; i++) {
		void *good;
		pthread_join(threads[i], &good);
		CHECK_INT((intptr_t)good, PER_THREAD);
	}
	dcc_trust_free(trust);
}

/* --- the picture --- */

static void
qr_is_square_and_bounded(void)
{
	struct qr qr;
	const uint8_t *png;
	size_t n;
	CHECK(qr_make(&cx, "HC1:ABC", &qr) == OK && qr.size == 21);
	CHECK(qr_png(&cx, &qr, 3, &png, &n) == OK && memcmp(png + 1, "PNG", 3) == 0);
	CHECK(png[19] == (21 + 8) * 3 && png[23] == (21 + 8) * 3 && png[24] == 1);
	CHECK(strstr(qr_svg(cx.mem, &qr), "viewBox=\"0 0 29 29\"") != NULL);
	CHECK(qr.modules[0] == 1 && qr.modules[7] == 0 && qr.modules[7 * 21] == 0); /* finder and its rim */
	CHECK(qr_make(&cx, "lower", &qr) == ERR_INVALID);
	cx.problem.code = NULL;
	CHECK(qr_make(&cx, "", &qr) == ERR_INVALID);
	cx.problem.code = NULL;
	char *many = arena_alloc(cx.mem, 2422);
	memset(many, 'A', 2420);
	CHECK(qr_make(&cx, many, &qr) == OK && qr.size == 177);
	many[2420] = 'A';
	CHECK(qr_make(&cx, many, &qr) == ERR_LIMIT);
	cx.problem.code = NULL;
}

static void
qr_reads_back(void)
{
	struct qr qr;
	const uint8_t *png;
	const char *hc1, *text;
	size_t n;
	int64_t now_s = cx.now / MS_SECOND;
	const char *path = arena_printf(cx.mem, "%s/code.png", dir);
	CHECK(sign_json(&cx, signer, GOOD_JSON, now_s, now_s + 60, &hc1) == OK);
	CHECK(qr_make(&cx, hc1, &qr) == OK && qr_png(&cx, &qr, 4, &png, &n) == OK);
	CHECK(dcc_file_create(&cx, path, 0600, png, n) == OK);
	enum err e = qr_scan(&cx, path, &text);
	if (e != OK && strcmp(cx.problem.code, "qr.reader") == 0)
		SKIP("zbarimg is not installed");
	else
		CHECK_STR(text, hc1);
	cx.problem.code = NULL;
	if (e == OK) {
		CHECK(qr_scan(&cx, test_keys.dsc_cert, &text) == OK && !*text); /* no picture: no code, no crash */
		CHECK(qr_scan(&cx, "/nonexistent.png", &text) == ERR_NOT_FOUND);
		cx.problem.code = NULL;
	}
	unlink(path);
}

static void
tidy_up(void)
{
	dcc_signer_free(signer);
	unlink(test_keys.csca_cert);
	unlink(test_keys.csca_key);
	unlink(test_keys.dsc_cert);
	unlink(test_keys.dsc_key);
	CHECK(rmdir(dir) == 0);
}

int
main(void)
{
	cx = (struct ctx){ .mem = arena_new(), .now = clock_now() };
	TEST(good_forms_are_taken);
	TEST(every_fault_has_its_axis);
	TEST(key_usage_binds_the_kind);
	TEST(ps256_works_and_other_keys_do_not);
	TEST(test_keys_are_made_once);
	TEST(signed_certificates_come_back_whole);
	TEST(a_listed_root_must_have_signed);
	TEST(an_expired_root_vouches_for_nobody);
	TEST(a_signer_keeps_to_its_key);
	TEST(one_signer_serves_many_threads);
	TEST(qr_is_square_and_bounded);
	TEST(qr_reads_back);
	TEST(tidy_up);
	arena_free(cx.mem);
	return test_end();
}
