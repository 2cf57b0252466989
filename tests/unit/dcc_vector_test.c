/* The EU's published test vectors, where the shared folder has them. Their twin is dcc_test.c, which makes
 * certificates of the same kinds itself and never skips. */
#include "base/arena.h"
#include "base/clock.h"
#include "dcc/dcc_file.h"
#include "dcc/dcc_json.h"
#include "dcc/hcert.h"
#include "dcc/schema.h"
#include "test.h"

#include <dirent.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <stdlib.h>

static struct arena *mem;
static const char *data;
static int vectors, axes, contents;

static json_t *
load(struct ctx *cx, const char *path)
{
	const uint8_t *bytes;
	size_t n;
	if (dcc_file_read(cx, path, 1 << 20, &bytes, &n) != OK)
		return NULL;
	size_t bom = n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	return json_loadb((const char *)bytes + bom, n - bom, 0, NULL);
}

static const char *
text_of(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));
	return s ? s : "";
}

static bool
trust_add_base64(struct ctx *cx, struct dcc_trust *trust, const char *name, const char *base64)
{
	size_t len = strlen(base64);
	uint8_t *der = arena_alloc(mem, len + 4);
	int n = EVP_DecodeBlock(der, (const unsigned char *)base64, (int)len);
	size_t padding = len > 1 ? (size_t)(base64[len - 1] == '=') + (size_t)(base64[len - 2] == '=') : 0;
	return n > 0 && dcc_trust_add(cx, trust, name, der, (size_t)n - padding) == OK;
}

/* Upstream's own known issues: ES 401-403 bear signatures that are not over what they carry, BG 1 and 2
 * write dates with a time of day. */
static bool
excepted(const char *name, const char *key)
{
	static const char *const known[][2] = {
		{ "ES/401", "EXPECTEDVERIFY" },         { "ES/402", "EXPECTEDVERIFY" },
		{ "ES/403", "EXPECTEDVERIFY" },         { "BG/1", "EXPECTEDSCHEMAVALIDATION" },
		{ "BG/2", "EXPECTEDSCHEMAVALIDATION" },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(name, known[i][0]) == 0 && strcmp(key, known[i][1]) == 0)
			return true;
	return false;
}

static void
compare(const char *name, const json_t *expected, const struct dcc_verdict *v)
{
	const struct {
		const char *key;
		int8_t got;
	} pairs[] = {
		{ "EXPECTEDUNPREFIX", v->unprefix },          { "EXPECTEDB45DECODE", v->base45 },
		{ "EXPECTEDCOMPRESSION", v->compression },    { "EXPECTEDDECODE", v->cose },
		{ "EXPECTEDVERIFY", v->signature },           { "EXPECTEDKEYUSAGE", v->key_usage },
		{ "EXPECTEDEXPIRATIONCHECK", v->expiration }, { "EXPECTEDSCHEMAVALIDATION", v->schema },
	};
	bool all = true;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const json_t *want = json_object_get(expected, pairs[i].key);
		all = all && pairs[i].got == 1;
		if (!json_is_boolean(want) || excepted(name, pairs[i].key))
			continue;
		axes++;
		if (json_is_true(want) != (pairs[i].got == 1))
			printf("  %s %s: got %d, reason %s\n", name, pairs[i].key, pairs[i].got,
			       v->reason.code ? v->reason.code : "-");
		CHECK(json_is_true(want) == (pairs[i].got == 1));
	}
	CHECK(v->valid == all);
}

static void
nulls_drop(json_t *object)
{
	const char *key;
	void *next;
	json_t *value;
	json_object_foreach_safe(object, next, key, value)
	{
		if (json_is_null(value))
			json_object_del(object, key);
	}
}

static void
vector_check(const char *name, const char *path)
{
	struct ctx cx = { .mem = mem, .now = clock_now() };
	struct dcc_trust *trust = dcc_trust_new();
	struct dcc_verdict verdict;
	int64_t clock = 0;
	json_t *vector = load(&cx, path);
	const json_t *context = json_object_get(vector, "TESTCTX");
	CHECK(vector != NULL);
	CHECK(clock_parse(text_of(context, "VALIDATIONCLOCK"), &clock));
	CHECK(trust_add_base64(&cx, trust, name, text_of(context, "CERTIFICATE")));
	dcc_verify(&cx, trust, text_of(vector, "PREFIX"), clock, &verdict);
	compare(name, json_object_get(vector, "EXPECTEDRESULTS"), &verdict);
	/* what the vector says was packed is what comes out */
	json_t *said = json_object_get(vector, "JSON"),
	       *got = verdict.payload ? json_loads(verdict.payload, 0, NULL) : NULL;
	if (json_is_object(said) && got) {
		nulls_drop(said);
		contents++;
		if (!json_equal(said, got))
			printf("  %s: %s\n", name, verdict.payload);
		CHECK(json_equal(said, got));
	}
	json_decref(got);
	json_decref(vector);
	dcc_trust_free(trust);
	vectors++;
	arena_reset(mem);
}

/* Calls one() for each *.json of a folder, with a short name like "ES/401". */
static int
each_json(const char *folder, const char *label, void (*one)(const char *name, const char *path))
{
	char path[1024], name[600];
	int seen = 0;
	snprintf(path, sizeof path, "%s/%s", data, folder);
	DIR *dir = opendir(path);
	if (!dir)
		return -1;
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		size_t n = strlen(entry->d_name);
		if (n < 6 || strcmp(entry->d_name + n - 5, ".json") != 0)
			continue;
		snprintf(path, sizeof path, "%s/%s/%s", data, folder, entry->d_name);
		snprintf(name, sizeof name, "%s/%.*s", label, (int)n - 5, entry->d_name);
		one(name, path);
		seen++;
	}
	closedir(dir);
	return seen;
}

static void
vectors_agree_on_eight_axes(void)
{
	static const char *const places[] = { "common", "BG", "DE", "ES", "SE" };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		char folder[64];
		snprintf(folder, sizeof folder, "%s/2DCode/raw", places[i]);
		CHECK(each_json(folder, places[i], vector_check) > 0);
	}
	CHECK(vectors >= 79 && axes > 200);
	printf("  %d vectors, %d expectations, %d contents\n", vectors, axes, contents);
}

static bool want_good;

static void
example_check(const char *name, const char *path)
{
	struct ctx cx = { .mem = mem, .now = clock_now() };
	struct node node;
	struct schema_fault fault;
	const uint8_t *bytes;
	size_t n;
	CHECK(dcc_file_read(&cx, path, 1 << 20, &bytes, &n) == OK);
	bool ok = dcc_json_parse(&cx, (const char *)bytes, &node) == OK && schema_check(mem, &node, &fault);
	if (ok != want_good)
		printf("  %s: %s\n", name, ok ? "taken" : fault.en ? fault.en : "not read");
	CHECK(ok == want_good);
	arena_reset(mem);
}

static void
schema_examples_agree(void)
{
	want_good = true;
	CHECK(each_json("_schema-examples/test/valid", "valid", example_check) > 0);
	CHECK(each_json("_schema-examples/examples/vaccination", "vaccination", example_check) > 0);
	CHECK(each_json("_schema-examples/examples/test", "test", example_check) > 0);
	CHECK(each_json("_schema-examples/examples/recovery", "recovery", example_check) > 0);
	want_good = false;
	CHECK(each_json("_schema-examples/test/invalid", "invalid", example_check) > 0);
}

int
main(void)
{
	const char *shared = getenv("SHARED");
	static char path[900];
	snprintf(path, sizeof path, "%.800s/data/dcc", shared && *shared ? shared : "../shared");
	data = path;
	DIR *dir = opendir(path);
	if (!dir) {
		SKIP("the shared test vectors are not here (SHARED)");
		return test_end();
	}
	closedir(dir);
	mem = arena_new();
	TEST(vectors_agree_on_eight_axes);
	TEST(schema_examples_agree);
	arena_free(mem);
	return test_end();
}
