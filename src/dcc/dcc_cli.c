#include "dcc/dcc_cli.h"

#include "base/buf.h"
#include "base/clock.h"
#include "dcc/dcc_file.h"
#include "dcc/dcc_json.h"
#include "dcc/hcert.h"
#include "dcc/keys.h"
#include "dcc/qr.h"
#include "dcc/qr_scan.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { DONE = 0, ANSWER_NO = 1, FAILED = 2, PNG_SCALE = 6 };
#define CERTIFICATE_DAYS 365

static int
usage(void)
{
	fputs("usage: tiemchung certificate verify [--trust FILE-OR-DIR]... [--clock RFC3339] [--qr FILE.png]   < "
	      "text\n"
	      "       tiemchung certificate issue --key FILE --cert FILE [--png FILE] [--svg FILE]   < json\n"
	      "       tiemchung certificate keys DIR\n",
	      stderr);
	return FAILED;
}

/* Tells the problem, both languages and the code. */
static int
tell(const struct ctx *cx)
{
	const struct problem *p = &cx->problem;
	if (p->field)
		fprintf(stderr, "%s\n%s\n(%s, %s)\n", p->vi, p->en, p->code, p->field);
	else
		fprintf(stderr, "%s\n%s\n(%s)\n", p->vi, p->en, p->code);
	return FAILED;
}

static int
print(const char *text)
{
	return puts(text) < 0 || fflush(stdout) != 0 ? FAILED : DONE;
}

/* The value of option i ("--name value"); NULL if argv[i] is another option. *missing if it has no value. */
static const char *
option(int argc, char **argv, int *i, const char *name, bool *missing)
{
	if (strcmp(argv[*i], name) != 0)
		return NULL;
	if (*i + 1 >= argc || !argv[*i + 1]) {
		*missing = true;
		return NULL;
	}
	return argv[++*i];
}

/* --- verify --- */

struct verify_args {
	struct dcc_trust *trust;
	int64_t now;
	const char *picture;
};

static enum err
verify_arg(struct ctx *cx, int argc, char **argv, int *i, struct verify_args *args, bool *wrong)
{
	const char *value;
	if ((value = option(argc, argv, i, "--trust", wrong)) != NULL)
		return dcc_trust_add_path(cx, args->trust, value);
	if ((value = option(argc, argv, i, "--qr", wrong)) != NULL) {
		args->picture = value;
		return OK;
	}
	if ((value = option(argc, argv, i, "--clock", wrong)) != NULL) {
		if (clock_parse(value, &args->now))
			return OK;
		return fail_field(cx, "--clock", "certificate.clock",
				  "Thời điểm %s không đúng dạng, ví dụ đúng: 2021-12-20T08:00:00+07:00.",
				  "Instant %s is not RFC 3339, like 2021-12-20T08:00:00+07:00.", value);
	}
	*wrong = true;
	return OK;
}

/* The text to check: line ends around it go, blanks do not, for Base45 has them. */
static enum err
verify_input(struct ctx *cx, const char *picture, const char **text)
{
	const uint8_t *bytes;
	size_t n;
	if (picture)
		return qr_scan(cx, picture, text);
	TRY(dcc_file_read_fd(cx, STDIN_FILENO, "standard input", 4 * HC1_MAX, &bytes, &n));
	const char *from = (const char *)bytes;
	from += strspn(from, "\r\n");
	*text = arena_strndup(cx->mem, from, strcspn(from, "\r\n"));
	return OK;
}

static int
verify_answer(struct ctx *cx, const struct verify_args *args, const char *text)
{
	struct dcc_verdict verdict;
	struct buf out = buf_new(cx->mem);
	dcc_verify(cx, args->trust, text, args->now, &verdict);
	if (args->picture && !*text) {
		verdict.unprefix = -1;
		verdict.reason =
			(struct dcc_reason){ "dcc.picture", "Không đọc được mã QR nào trong ảnh. Hãy chụp lại rõ hơn.",
					     "No QR code can be read in the picture. Take a clearer one." };
	}
	dcc_verdict_json(&out, &verdict);
	if (!dcc_trust_count(args->trust))
		fputs("no --trust given: no signature can be good\n", stderr);
	int status = print(buf_text(&out));
	return status != DONE ? status : verdict.valid ? DONE : ANSWER_NO;
}

static int
verify(struct ctx *cx, int argc, char **argv)
{
	struct verify_args args = { .trust = dcc_trust_new(), .now = cx->now };
	const char *text = "";
	bool wrong = false;
	enum err e = OK;
	for (int i = 0; i < argc && e == OK && !wrong; i++)
		e = verify_arg(cx, argc, argv, &i, &args, &wrong);
	if (e == OK && !wrong)
		e = verify_input(cx, args.picture, &text);
	int status = wrong ? usage() : e != OK ? tell(cx) : verify_answer(cx, &args, text);
	dcc_trust_free(args.trust);
	return status;
}

/* --- issue --- */

struct issue_args {
	const char *key, *cert, *png, *svg;
};

static enum err
draw(struct ctx *cx, const struct issue_args *args, const char *hc1)
{
	struct qr qr;
	const uint8_t *bytes;
	size_t n;
	if (!args->png && !args->svg)
		return OK;
	TRY(qr_make(cx, hc1, &qr));
	if (args->png) {
		TRY(qr_png(cx, &qr, PNG_SCALE, &bytes, &n));
		TRY(dcc_file_create(cx, args->png, 0644, bytes, n));
	}
	if (args->svg) {
		const char *svg = qr_svg(cx->mem, &qr);
		TRY(dcc_file_create(cx, args->svg, 0644, svg, strlen(svg)));
	}
	return OK;
}

/* Whole seconds, rounded down: a certificate must not come from the future. */
static enum err
sign_now(struct ctx *cx, const struct dcc_signer *signer, const char *json, const char **hc1)
{
	int64_t iat_s = cx->now / MS_SECOND, exp_s = iat_s + CERTIFICATE_DAYS * MS_DAY / MS_SECOND;
	int64_t end_s = dcc_signer_cert(signer)->to_s;
	struct node dcc;
	TRY(dcc_json_parse(cx, json, &dcc));
	return dcc_sign(cx, signer, &dcc, iat_s, exp_s < end_s ? exp_s : end_s, hc1);
}

static int
issue(struct ctx *cx, int argc, char **argv)
{
	struct issue_args args = { 0 };
	struct dcc_signer *signer;
	const uint8_t *json;
	const char *value, *hc1 = NULL;
	size_t n;
	bool wrong = false;
	for (int i = 0; i < argc && !wrong; i++) {
		if ((value = option(argc, argv, &i, "--key", &wrong)) != NULL)
			args.key = value;
		else if ((value = option(argc, argv, &i, "--cert", &wrong)) != NULL)
			args.cert = value;
		else if ((value = option(argc, argv, &i, "--png", &wrong)) != NULL)
			args.png = value;
		else if ((value = option(argc, argv, &i, "--svg", &wrong)) != NULL)
			args.svg = value;
		else
			wrong = true;
	}
	if (wrong || !args.key || !args.cert)
		return usage();
	if (dcc_file_read_fd(cx, STDIN_FILENO, "standard input", DCC_JSON_MAX, &json, &n) != OK ||
	    dcc_signer_load(cx, args.key, args.cert, &signer) != OK)
		return tell(cx);
	enum err e = sign_now(cx, signer, (const char *)json, &hc1);
	dcc_signer_free(signer);
	if (e != OK) {
		tell(cx);
		return e == ERR_INVALID ? ANSWER_NO : FAILED; /* refused input is an answer */
	}
	return draw(cx, &args, hc1) == OK ? print(hc1) : tell(cx);
}

/* --- keys --- */

static int
keys(struct ctx *cx, int argc, char **argv)
{
	struct dcc_test_keys made;
	struct dcc_signer *signer;
	struct buf out = buf_new(cx->mem), kid = buf_new(cx->mem);
	if (argc != 1 || argv[0][0] == '-')
		return usage();
	if (dcc_test_keys_make(cx, argv[0], &made) != OK ||
	    dcc_signer_load(cx, made.dsc_key, made.dsc_cert, &signer) != OK)
		return tell(cx);
	for (int i = 0; i < COSE_KID_SIZE; i++)
		buf_printf(&kid, "%02x", dcc_signer_cert(signer)->kid[i]);
	dcc_signer_free(signer);
	json_obj(&out);
	json_kv_text(&out, "csca", made.csca_cert);
	json_kv_text(&out, "csca_key", made.csca_key);
	json_kv_text(&out, "dsc", made.dsc_cert);
	json_kv_text(&out, "dsc_key", made.dsc_key);
	json_kv_text(&out, "kid", buf_text(&kid));
	json_obj_end(&out);
	fputs("TEST keys: certificates signed with them have no legal value\n", stderr);
	return print(buf_text(&out));
}

int
certificate_cli(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct ctx *cx, int argc, char **argv);
	} commands[] = { { "verify", verify }, { "issue", issue }, { "keys", keys } };
	for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		struct ctx cx = { .mem = arena_new(), .now = clock_now() };
		int status = commands[i].run(&cx, argc - 2, argv + 2);
		arena_free(cx.mem);
		return status;
	}
	return usage();
}
