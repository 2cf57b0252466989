#include "db/lease.h"

#include "base/clock.h"
#include "base/id.h"
#include "lease_sql.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A server alone may begin in the future of one that was killed; so much time holds 40 million ids. */
enum { LEASE_LEAST_MS = 4 * ID_RESERVE_MS, LEASE_GRACE_MS = 5000, CLAIM_TRIES = 20 };

static const char server_mark[] = "serve ";

/* Until when this process may commit, monotonic us. */
static _Atomic int64_t good_until_us = INT64_MAX;
static int64_t server_ms = LEASE_MS; /* set once at start-up */

#ifdef TEST_HOOKS
void
lease_shorten(int64_t ms)
{
	server_ms = ms;
}
#endif

bool
lease_good(void)
{
	return clock_monotonic_us() < atomic_load(&good_until_us);
}

static int64_t
length_of(const struct lease *l)
{
	return strncmp(l->holder, server_mark, sizeof server_mark - 1) == 0 ? server_ms : LEASE_COMMAND_MS;
}

static int64_t
max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void
name_holder(struct lease *l, enum lease_use use)
{
	/* a host's name and a pid may come again, in containers above all */
	unsigned char b[8];
	char host[64];
	uint64_t r;
	random_bytes(b, sizeof b);
	memcpy(&r, b, sizeof r);
	gethostname(host, sizeof host);
	host[sizeof host - 1] = 0;
	snprintf(l->holder, sizeof l->holder, "%s%s:%ld:%016llx", use == LEASE_COMMAND ? "" : server_mark, host,
		 (long)getpid(), (unsigned long long)r);
}

struct node {
	int64_t node, until_ms;
	const char *holder;
	bool is_new;
};

static bool
is_free(const struct node *n, enum lease_use use, int64_t now)
{
	if (n->is_new || !n->holder[0])
		return true;
	if (use == LEASE_SERVER_ALONE && strncmp(n->holder, server_mark, sizeof server_mark - 1) == 0)
		return true;
	return n->until_ms + LEASE_AGE_FACTOR * server_ms < now;
}

/* The lowest: few nodes in use mean few audit chains. */
static bool
find_free(const struct rows *rows, enum lease_use use, int64_t now, struct node *out)
{
	size_t r = 0;
	for (int64_t i = 0; i < ID_NODES; i++) {
		*out = (struct node){ .node = i, .holder = "", .is_new = true };
		if (r < rows->n && db_cell(rows, r, 0)->i == i) {
			*out = (struct node){ i, db_cell(rows, r, 2)->i, db_cell(rows, r, 1)->p, false };
			r++;
		}
		if (is_free(out, use, now))
			return true;
	}
	return false;
}

enum err
lease_take(struct ctx *cx, enum lease_use use, struct lease *l)
{
	*l = (struct lease){ .asked_us = clock_monotonic_us() };
	name_holder(l, use);
	for (int i = 0; i < CLAIM_TRIES; i++) {
		struct rows rows;
		struct node n;
		bool ours;
		TRY(db_query(cx, sql_node_lease_list(), &rows));
		if (!find_free(&rows, use, cx->now, &n))
			break;
		l->node = n.node;
		l->from_ms = n.until_ms;
		l->wanted_until_ms = max(cx->now + length_of(l) + ID_RESERVE_MS, l->from_ms + LEASE_LEAST_MS);
		TRY(db_claim(cx, sql_node_lease_claim(n.node, l->holder, l->wanted_until_ms, n.holder, n.until_ms),
			     &ours));
		if (ours)
			return OK;
	}
	return fail(cx, ERR_BUSY, "lease.none",
		    "Mọi số hiệu máy (0-1023) đang được dùng. Hãy dừng bớt máy chủ, hoặc thử lại sau vài phút.",
		    "All id nodes (0-1023) are in use. Stop some servers, or try again in a few minutes.");
}

enum err
lease_renew(struct ctx *cx, struct lease *l)
{
	bool ours;
	l->asked_us = clock_monotonic_us();
	/* the time line moves on even where the clock was set back */
	l->wanted_until_ms = max(cx->now + length_of(l) + ID_RESERVE_MS, l->until_ms + LEASE_RENEW_MS);
	TRY(db_claim(cx, sql_node_lease_renew(l->node, l->holder, l->wanted_until_ms), &ours));
	if (!ours) {
		atomic_store(&good_until_us, 0);
		l->lost = true;
		return fail(cx, ERR_CONFLICT, "lease.lost", "Số hiệu máy %lld đã được giao cho tiến trình khác.",
			    "Id node %lld was given to another process.", (long long)l->node);
	}
	/* we hold its row: this transaction itself must be let through */
	if (!lease_good())
		atomic_store(&good_until_us, clock_monotonic_us() + LEASE_GRACE_MS * 1000);
	return OK;
}

void
lease_settle(struct lease *l, enum err err)
{
	if (l->lost)
		return;
	if (err == OK) {
		if (l->held)
			id_range_extend(l->wanted_until_ms);
		else
			id_range(l->node, l->from_ms, l->wanted_until_ms);
		l->held = true;
		l->until_ms = l->wanted_until_ms;
		l->good_us = l->asked_us;
	}
	if (l->held)
		atomic_store(&good_until_us, l->good_us + length_of(l) * 1000);
}

bool
lease_due(const struct lease *l)
{
	int64_t every = LEASE_RENEW_MS < server_ms / 4 ? LEASE_RENEW_MS : server_ms / 4;
	return clock_monotonic_us() >= l->good_us + every * 1000;
}

enum err
lease_give(struct ctx *cx, struct lease *l)
{
	l->held = false;
	return db_post(cx, sql_node_lease_give(l->node, l->holder, max(id_unused_ms(), l->from_ms)));
}

enum err
lease_touch(struct ctx *cx, const struct lease *l)
{
	return db_post(cx, sql_node_lease_touch(l->node));
}
