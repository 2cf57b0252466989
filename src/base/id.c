#include "base/id.h"

#include "base/log.h"

#include <assert.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { ID_EXIT = 2 };

static const int64_t EPOCH_2020 = INT64_C(1577836800000);

/* The only process-wide state besides the clock: unique ids need one counter. */
static int64_t node_id;
static _Atomic int64_t last; /* ms << 12 | counter */
static _Atomic int64_t end = INT64_MAX;
static uint64_t test_seed;
static _Atomic uint64_t test_draws;

static int64_t
count_at(int64_t ms)
{
	return (ms - EPOCH_2020) << 12;
}

void
id_range(int64_t node, int64_t from_ms, int64_t until_ms)
{
	assert(node >= 0 && node < ID_NODES && from_ms < until_ms);
	node_id = node;
	if (count_at(from_ms) > atomic_load(&last))
		atomic_store(&last, count_at(from_ms) - 1);
	atomic_store(&end, count_at(until_ms));
}

void
id_range_extend(int64_t until_ms)
{
	atomic_store(&end, count_at(until_ms));
}

int64_t
id_unused_ms(void)
{
	return (atomic_load(&last) >> 12) + EPOCH_2020 + 1;
}

int
id_compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

void
id_seed(uint64_t seed)
{
	test_seed = seed;
}

int64_t
id_next(int64_t now)
{
	int64_t clock = count_at(now), limit = atomic_load(&end), seen = atomic_load(&last), next;
	bool follow = clock < limit - ((int64_t)ID_RESERVE_MS << 12);
	do {
		next = follow && clock > seen ? clock : seen + 1;
		if (next >= limit) {
			log_error("the ids of this process are used up: it must not make another one");
			_exit(ID_EXIT);
		}
	} while (!atomic_compare_exchange_weak(&last, &seen, next));
	return (next >> 12) << 22 | node_id << 12 | (next & 4095);
}

bool
uuid_valid(const char *s)
{
	if (!s || strlen(s) != 36)
		return false;
	for (int i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		if (dash ? s[i] != '-' : !((s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'f')))
			return false;
	}
	return true;
}

void
random_bytes(void *p, size_t n)
{
	if (!test_seed) {
		randombytes_buf(p, n);
		return;
	}
	unsigned char seed[randombytes_SEEDBYTES] = { 0 };
	uint64_t draw = atomic_fetch_add(&test_draws, 1);
	memcpy(seed, &test_seed, sizeof test_seed);
	memcpy(seed + 8, &draw, sizeof draw);
	randombytes_buf_deterministic(p, n, seed);
}

static char *
hex_of(struct arena *mem, const unsigned char *p, size_t n)
{
	char *out = arena_alloc(mem, n * 2 + 1);
	sodium_bin2hex(out, n * 2 + 1, p, n);
	return out;
}

char *
uuid_new(struct arena *mem)
{
	unsigned char b[16];
	random_bytes(b, sizeof b);
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	const char *h = hex_of(mem, b, sizeof b);
	return arena_printf(mem, "%.8s-%.4s-%.4s-%.4s-%.12s", h, h + 8, h + 12, h + 16, h + 20);
}

char *
token_new(struct arena *mem)
{
	unsigned char b[TOKEN_BYTES];
	random_bytes(b, sizeof b);
	return hex_of(mem, b, sizeof b);
}

char *
sha256_hex(struct arena *mem, const void *p, size_t n)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SHA256(p, n, digest);
	return hex_of(mem, digest, sizeof digest);
}

char *
code_new(struct arena *mem, size_t n)
{
	static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"; /* 31 letters */
	char *out = arena_alloc(mem, n + 1);
	for (size_t i = 0; i < n;) {
		unsigned char b[16]; /* a draw is a system call */
		random_bytes(b, sizeof b);
		for (size_t k = 0; k < sizeof b && i < n; k++)
			if (b[k] < 248) /* 8 * 31: no letter is likelier than another */
				out[i++] = alphabet[b[k] % 31];
	}
	return out;
}
