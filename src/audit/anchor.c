/* Anchors: the heads of the chains, signed and kept outside the database.
 *
 * A line is one JSON object: {"at":..,"heads":[{"chain":..,"seq":..,"link":"hex"}],"previous":"hex","sig":"hex"}. The
 * signature (Ed25519) is over the bytes before ,"sig" and previous is the SHA-256 of the line before, so that no line can be
 * taken out unseen. */
#include "audit/chain_parts.h"
#include "base/clock.h"
#include "base/id.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TAIL_MAX = 16 * 1024 /* longer than any line: CHAINS_A_NODE heads */ };

struct anchor_key {
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	int64_t anchored[CHAINS_A_NODE]; /* seq of each chain's last anchor */
};

static enum err
write_file(struct ctx *cx, const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return ok ? OK : fail_internal(cx, "cannot write %s: %s", path, strerror(errno));
}

static enum err
make_key(struct ctx *cx, const char *secret_path, const char *public_path)
{
	unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
	char hex[2 * crypto_sign_SECRETKEYBYTES + 1];
	crypto_sign_keypair(public, secret);
	sodium_bin2hex(hex, sizeof hex, public, sizeof public);
	unlink(public_path); /* of a key that is no more */
	TRY(write_file(cx, public_path, arena_printf(cx->mem, "%s\n", hex), 0644));
	sodium_bin2hex(hex, sizeof hex, secret, sizeof secret);
	enum err err = write_file(cx, secret_path, hex, 0600);
	sodium_memzero(secret, sizeof secret);
	sodium_memzero(hex, sizeof hex);
	return err;
}

enum err
anchor_key_load(struct ctx *cx, const char *dir, struct anchor_key **out)
{
	const char *path = arena_printf(cx->mem, "%s/audit.key", dir);
	char hex[2 * crypto_sign_SECRETKEYBYTES + 1] = "";
	struct stat st;
	mkdir(dir, 0700);
	if (access(path, F_OK) != 0)
		TRY(make_key(cx, path, arena_printf(cx->mem, "%s/audit.pub", dir)));
	if (stat(path, &st) != 0 || st.st_mode & 077)
		return fail_internal(cx, "%s must be readable by its owner only (chmod 600)", path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, hex, sizeof hex - 1) : -1;
	if (fd >= 0)
		close(fd);
	struct anchor_key *key = calloc(1, sizeof *key);
	assert(key);
	size_t got = 0;
	if (n != sizeof hex - 1 ||
	    sodium_hex2bin(key->secret, sizeof key->secret, hex, sizeof hex - 1, NULL, &got, NULL) != 0) {
		free(key);
		return fail_internal(cx, "%s holds no audit key", path);
	}
	sodium_memzero(hex, sizeof hex);
	*out = key;
	return OK;
}

void
anchor_key_free(struct anchor_key *key)
{
	if (key)
		sodium_memzero(key->secret, sizeof key->secret);
	free(key);
}

/* The heads that have moved since the last anchor; *n how many. */
static void
write_heads(struct buf *out, struct chains *c, const struct anchor_key *key, int64_t seqs[CHAINS_A_NODE], int *n)
{
	*n = 0;
	json_key(out, "heads");
	json_arr(out);
	for (int i = 0; i < CHAINS_A_NODE; i++) {
		int64_t chain;
		struct head head;
		char hex[2 * CHAIN_LINK_BYTES + 1];
		seqs[i] = key->anchored[i];
		if (!chain_committed(c, i, &chain, &head) || head.seq == key->anchored[i])
			continue;
		sodium_bin2hex(hex, sizeof hex, head.link, sizeof head.link);
		json_obj(out);
		json_kv_i64(out, "chain", chain);
		json_kv_i64(out, "seq", head.seq);
		json_kv_text(out, "link", hex);
		json_obj_end(out);
		seqs[i] = head.seq;
		++*n;
	}
	json_arr_end(out);
}

/* The SHA-256 of the file's last line. What a power cut left of a half-written one is taken off. */
static enum err
previous_line(struct ctx *cx, int fd, const char **hash)
{
	off_t size = lseek(fd, 0, SEEK_END), from = size > TAIL_MAX ? size - TAIL_MAX : 0;
	char *tail = arena_alloc(cx->mem, TAIL_MAX + 1);
	ssize_t n = pread(fd, tail, (size_t)(size - from), from);
	if (n != size - from)
		return fail_internal(cx, "cannot read the anchors: %s", strerror(errno));
	const char *end = memrchr(tail, '\n', (size_t)n);
	off_t whole = end ? from + (end + 1 - tail) : from;
	if (whole != size && ftruncate(fd, whole) != 0)
		return fail_internal(cx, "cannot mend the anchors: %s", strerror(errno));
	*hash = "";
	if (!end)
		return OK;
	const char *start = memrchr(tail, '\n', (size_t)(end - tail));
	start = start ? start + 1 : tail;
	*hash = sha256_hex(cx->mem, start, (size_t)(end - start));
	return OK;
}

static enum err
append_signed(struct ctx *cx, int fd, struct buf *line, const struct anchor_key *key)
{
	const char *hash;
	unsigned char sig[crypto_sign_BYTES];
	char hex[2 * crypto_sign_BYTES + 1];
	TRY(previous_line(cx, fd, &hash));
	json_kv_text(line, "previous", hash);
	crypto_sign_detached(sig, NULL, (const unsigned char *)line->p, line->n, key->secret);
	sodium_bin2hex(hex, sizeof hex, sig, sizeof sig);
	json_kv_text(line, "sig", hex);
	json_obj_end(line);
	buf_char(line, '\n');
	if (write(fd, line->p, line->n) != (ssize_t)line->n || fsync(fd) != 0)
		return fail_internal(cx, "cannot write the anchors: %s", strerror(errno));
	return OK;
}

enum err
anchor_write(struct ctx *cx, struct chains *c, struct anchor_key *key, const char *path)
{
	struct buf line = buf_new(cx->mem);
	int64_t seqs[CHAINS_A_NODE];
	int n;
	json_obj(&line);
	json_kv_time(&line, "at", cx->now);
	write_heads(&line, c, key, seqs, &n);
	if (!n)
		return OK;
	int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		if (fd >= 0)
			close(fd);
		return fail_internal(cx, "cannot open %s: %s", path, strerror(errno));
	}
	enum err err = append_signed(cx, fd, &line, key);
	close(fd);
	if (err == OK)
		memcpy(key->anchored, seqs, sizeof seqs);
	return err;
}
