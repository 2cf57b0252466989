/* Leases of id nodes: who gets which, what it may make, and when it must stop. */
#include "db/lease.h"
#include "db_frame.h"
#include "lease_sql.h"

#include <sodium.h>

enum { SHORT_MS = 400 };

static struct ctx *
at(int64_t now)
{
	frame_cx.now = now;
	frame_cx.problem = (struct problem){ 0 };
	return &frame_cx;
}

static int64_t today = FRAME_NOW;

/* One process plays them all, and its ids never go back: each case has its own month. */
static void
forget_all(void)
{
	today += 30 * MS_DAY;
	CHECK_INT(db_script(at(today), "DELETE FROM node_lease"), OK);
}

static enum err
ended(enum err err)
{
	if (err == OK)
		err = db_commit(&frame_cx);
	if (err != OK)
		db_rollback(&frame_cx);
	return err;
}

static struct lease
take(int64_t now, enum lease_use use)
{
	struct lease l;
	CHECK_INT(db_begin(at(now), TX_WRITE), OK);
	enum err err = ended(lease_take(&frame_cx, use, &l));
	CHECK_INT(err, OK);
	lease_settle(&l, err);
	return l;
}

static enum err
renew(int64_t now, struct lease *l)
{
	CHECK_INT(db_begin(at(now), TX_WRITE), OK);
	enum err err = ended(lease_renew(&frame_cx, l));
	lease_settle(l, err);
	return err;
}

static void
give(struct lease *l)
{
	CHECK_INT(db_begin(at(today), TX_WRITE), OK);
	CHECK_INT(ended(lease_give(&frame_cx, l)), OK);
}

static int64_t
ms_of(int64_t id)
{
	return (id >> 22) + INT64_C(1577836800000);
}

static void
the_lowest_free_node_is_given(void)
{
	forget_all();
	struct lease a = take(today, LEASE_SERVER), b = take(today, LEASE_COMMAND);
	CHECK_INT(a.node, 0);
	CHECK_INT(b.node, 1);
	CHECK(strcmp(a.holder, b.holder) != 0);
	give(&a);
	a = take(today, LEASE_SERVER);
	CHECK_INT(a.node, 0);
	/* a server that died: its node is free when its lease is over for twice as long again, not before */
	struct lease c = take(a.until_ms + LEASE_AGE_FACTOR * LEASE_MS - 1, LEASE_SERVER);
	CHECK_INT(c.node, 2);
	struct lease d = take(a.until_ms + LEASE_AGE_FACTOR * LEASE_MS + 1, LEASE_SERVER);
	CHECK_INT(d.node, 0);
	CHECK_INT(d.from_ms, a.until_ms);
	/* the command's is longer */
	CHECK(b.until_ms > today + LEASE_COMMAND_MS);
}

/* Whatever the clock says, the next holder of a node makes none of the ids that the one before made or might have made. */
static void
ids_begin_where_the_last_holder_ended(void)
{
	forget_all();
	struct lease a = take(today, LEASE_SERVER);
	int64_t last = id_next(today);
	give(&a);
	struct lease b = take(today - MS_HOUR, LEASE_SERVER);
	CHECK_INT(b.node, a.node);
	CHECK(id_next(today - MS_HOUR) > last);
	CHECK(b.from_ms > ms_of(last));
	/* killed, and the clock set back: on SQLite, the next server takes over at once */
	struct lease c = take(today - MS_HOUR, LEASE_SERVER_ALONE);
	CHECK_INT(c.node, b.node);
	CHECK_INT(c.from_ms, b.until_ms);
	CHECK(ms_of(id_next(today - MS_HOUR)) >= b.until_ms);
	CHECK(c.until_ms >= c.from_ms + ID_RESERVE_MS);
	/* but never from a command, which needs no lock */
	struct lease d = take(today, LEASE_COMMAND), e = take(today, LEASE_SERVER_ALONE);
	CHECK(e.node != d.node);
}

/* A clock that jumps ahead, or a process that slept, leaves no id outside of its piece. */
static void
ids_stay_within_the_lease(void)
{
	forget_all();
	struct lease a = take(today + MS_DAY, LEASE_SERVER);
	int64_t before = id_next(today + MS_DAY), id = 0;
	for (int i = 0; i < 10000; i++) {
		id = id_next(today + 2 * MS_DAY);
		if (id <= before || ms_of(id) >= a.until_ms)
			break;
		before = id;
	}
	CHECK_INT(id, before);
	CHECK(ms_of(id) < a.until_ms);
	CHECK_INT(renew(today + 2 * MS_DAY, &a), OK);
	CHECK_INT(ms_of(id_next(today + 2 * MS_DAY)), today + 2 * MS_DAY);
	/* the clock set back: the piece still grows */
	int64_t until = a.until_ms;
	CHECK_INT(renew(today, &a), OK);
	CHECK(a.until_ms > until);
}

static void
nothing_commits_behind_the_end_of_the_lease(void)
{
	forget_all();
	lease_shorten(SHORT_MS);
	struct lease a = take(today + 3 * MS_DAY, LEASE_SERVER);
	CHECK(lease_good() && !lease_due(&a));
	usleep((SHORT_MS + 50) * 1000);
	CHECK(!lease_good() && lease_due(&a));
	CHECK_INT(db_begin(at(today), TX_WRITE), OK);
	CHECK_INT(db_commit(&frame_cx), ERR_BUSY);
	CHECK(db_tx_gone(frame_cx.db));
	db_rollback(&frame_cx);
	/* nobody has taken it: renewing is allowed, and everything goes on */
	CHECK_INT(renew(today + 3 * MS_DAY, &a), OK);
	CHECK(lease_good());
	/* a renewal that failed before its time changes nothing */
	CHECK_INT(db_begin(at(today), TX_WRITE), OK);
	CHECK_INT(lease_renew(&frame_cx, &a), OK);
	db_rollback(&frame_cx);
	lease_settle(&a, ERR_BUSY);
	CHECK(lease_good() && !a.lost);
	/* one that failed behind it lets nothing pass */
	usleep((SHORT_MS + 50) * 1000);
	CHECK_INT(db_begin(at(today), TX_WRITE), OK);
	CHECK_INT(lease_renew(&frame_cx, &a), OK);
	db_rollback(&frame_cx);
	lease_settle(&a, ERR_BUSY);
	CHECK(!lease_good() && !a.lost);
	CHECK_INT(renew(today + 3 * MS_DAY, &a), OK);
	lease_shorten(LEASE_MS);
}

static void
a_lease_that_another_took_is_lost(void)
{
	forget_all();
	struct lease a = take(today, LEASE_SERVER);
	struct lease b = take(a.until_ms + LEASE_AGE_FACTOR * LEASE_MS + 1, LEASE_SERVER);
	CHECK_INT(b.node, a.node);
	CHECK_INT(renew(today, &a), ERR_CONFLICT);
	CHECK_STR(frame_cx.problem.code, "lease.lost");
	CHECK(a.lost && !lease_good());
	/* the process of b is another one; here both share one guard */
	lease_settle(&b, OK);
	CHECK(lease_good());
	/* who lost it cannot give it away */
	give(&a);
	struct rows rows;
	CHECK_INT(db_begin(at(today), TX_READ), OK);
	CHECK_INT(db_query(&frame_cx, sql_node_lease_list(), &rows), OK);
	CHECK_INT((int64_t)rows.n, 1);
	CHECK_STR(db_cell(&rows, 0, 1)->p, b.holder);
	db_rollback(&frame_cx);
}

static void
when_all_nodes_are_taken(void)
{
	struct lease l;
	forget_all();
	CHECK_INT(db_begin(at(today), TX_WRITE), OK);
	for (int64_t node = 0; node < ID_NODES; node++) {
		bool ours = false;
		enum err err = db_claim(&frame_cx, sql_node_lease_claim(node, "x", today + node, "", 0), &ours);
		if (err != OK || !ours)
			CHECK(!"a node that nobody has can be claimed");
	}
	CHECK_INT(lease_take(&frame_cx, LEASE_SERVER, &l), ERR_BUSY);
	CHECK_STR(frame_cx.problem.code, "lease.none");
	/* nobody else's, as it was seen */
	bool ours = true;
	CHECK_INT(db_claim(&frame_cx, sql_node_lease_claim(7, "y", today, "x", today + 8), &ours), OK);
	CHECK(!ours);
	db_rollback(&frame_cx);
}

static void
cases(void)
{
	TEST(the_lowest_free_node_is_given);
	TEST(ids_begin_where_the_last_holder_ended);
	TEST(ids_stay_within_the_lease);
	TEST(nothing_commits_behind_the_end_of_the_lease);
	TEST(a_lease_that_another_took_is_lost);
	TEST(when_all_nodes_are_taken);
}

int
main(void)
{
	if (sodium_init() < 0)
		return 2;
	return frame_main(cases);
}
