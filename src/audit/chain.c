#include "audit/chain.h"

#include "audit/chain_parts.h"
#include "audit_sql.h"

#include <assert.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

struct chain {
	int64_t id;
	bool sealed;          /* the running batch has sealed something */
	bool known;           /* next is what the database has; after a commit that failed it must be read again */
	struct head next;     /* with what the running batch has sealed */
	struct head ended;    /* committed: what an anchor may vouch for */
	pthread_mutex_t lock; /* of ended */
};

struct chains {
	struct chain list[CHAINS_A_NODE];
};

struct chains *
chains_new(int64_t node)
{
	struct chains *c = calloc(1, sizeof *c);
	assert(c && (int)LANE_WRITERS_PG <= (int)CHAIN_OF_COMMANDS);
	for (int i = 0; i < CHAINS_A_NODE; i++) {
		/* chain 0 means "no chain" in the table */
		c->list[i].id = node * CHAINS_A_NODE + i + 1;
		pthread_mutex_init(&c->list[i].lock, NULL);
	}
	return c;
}

void
chains_free(struct chains *c)
{
	free(c);
}

static void
add_number(EVP_MD_CTX *md, int64_t v)
{
	unsigned char b[8];
	for (int i = 0; i < 8; i++)
		b[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
	EVP_DigestUpdate(md, b, sizeof b);
}

/* A text by its length and its bytes; NULL is not the empty text. */
static void
add_text(EVP_MD_CTX *md, const char *s)
{
	add_number(md, s ? (int64_t)strlen(s) : -1);
	if (s)
		EVP_DigestUpdate(md, s, strlen(s));
}

void
chain_link(int64_t chain, int64_t seq, const struct trail *t, const unsigned char before[CHAIN_LINK_BYTES],
	   unsigned char out[CHAIN_LINK_BYTES])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	assert(md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1);
	EVP_DigestUpdate(md, before, CHAIN_LINK_BYTES);
	const int64_t numbers[] = { chain, seq, t->unit_id, t->id, t->staff_id, t->request_id, t->at_ms };
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		add_number(md, numbers[i]);
	add_text(md, t->act);
	add_text(md, t->subject);
	add_text(md, t->why);
	add_text(md, t->body_hash);
	EVP_DigestFinal_ex(md, out, NULL);
	EVP_MD_CTX_free(md);
}

static enum err
read_head(struct ctx *cx, struct chain *c)
{
	struct rows rows;
	if (c->known)
		return OK;
	TRY(db_query(cx, sql_audit_head(c->id), &rows));
	c->next = (struct head){ 0 };
	if (rows.n) {
		const struct cell *link = db_cell(&rows, 0, 1);
		if (link->n != CHAIN_LINK_BYTES)
			return fail_internal(cx, "audit chain %lld: its last link is damaged", (long long)c->id);
		c->next.seq = db_cell(&rows, 0, 0)->i;
		memcpy(c->next.link, link->p, CHAIN_LINK_BYTES);
	}
	c->known = true;
	return OK;
}

/* cx->trail has the newest first. */
static struct trail *
oldest_first(struct trail *t)
{
	struct trail *turned = NULL;
	for (struct trail *next; t; t = next) {
		next = t->next;
		t->next = turned;
		turned = t;
	}
	return turned;
}

static enum err
seal(struct ctx *cx, void *chain)
{
	struct chain *c = chain;
	TRY(read_head(cx, c));
	for (const struct trail *t = oldest_first(cx->trail); t; t = t->next) {
		unsigned char *link = arena_alloc(cx->mem, CHAIN_LINK_BYTES);
		chain_link(c->id, c->next.seq + 1, t, c->next.link, link);
		TRY(db_post(cx, sql_audit_add(t->unit_id, t->id, t->staff_id, t->act, t->subject, t->why, t->body_hash,
					      t->request_id, t->at_ms, c->id, c->next.seq + 1,
					      (struct bytes){ link, CHAIN_LINK_BYTES })));
		c->next.seq++;
		memcpy(c->next.link, link, CHAIN_LINK_BYTES);
	}
	c->sealed = true;
	cx->trail = NULL;
	return OK;
}

static void
settle(void *chain, bool committed)
{
	struct chain *c = chain;
	c->sealed = false;
	if (!committed)
		c->known = false;
	if (!c->known)
		return;
	pthread_mutex_lock(&c->lock);
	c->ended = c->next;
	pthread_mutex_unlock(&c->lock);
}

/* What left no entry may be done again: it recognises its own repetition. */
static enum err
kept(struct ctx *cx, void *chain, bool *is)
{
	const struct chain *c = chain;
	struct rows rows;
	*is = false;
	if (!c->sealed)
		return OK;
	TRY(db_query(cx, sql_audit_link(c->id, c->next.seq), &rows));
	*is = rows.n && db_cell(&rows, 0, 0)->n == CHAIN_LINK_BYTES &&
	      memcmp(db_cell(&rows, 0, 0)->p, c->next.link, CHAIN_LINK_BYTES) == 0;
	return OK;
}

static void *
chain_of_lane(void *arg, int lane)
{
	struct chains *c = arg;
	assert(lane < CHAIN_OF_COMMANDS);
	return &c->list[lane];
}

struct sealer
chains_sealer(struct chains *c)
{
	return (struct sealer){ .chain = chain_of_lane, .seal = seal, .settle = settle, .kept = kept, .arg = c };
}

enum err
chains_seal_command(struct ctx *cx, struct chains *c)
{
	return cx->trail ? seal(cx, &c->list[CHAIN_OF_COMMANDS]) : OK;
}

bool
chain_committed(struct chains *c, int i, int64_t *chain, struct head *out)
{
	pthread_mutex_lock(&c->list[i].lock);
	*out = c->list[i].ended;
	pthread_mutex_unlock(&c->list[i].lock);
	*chain = c->list[i].id;
	return out->seq > 0;
}
