/* lease.h - which of the 1,024 id nodes this process is, for how long, and how it stops when somebody else is.
 *
 * A lease is a piece of one node's time line: ids of that node with times from from_ms up to until_ms belong to its holder.
 * The next holder's piece begins where the last one's ended (or, when it was given back, behind the last id it made), so
 * ids stay unique when clocks are set back, differ between machines, or a process sleeps longer than its lease.
 * The node also names the holder's audit chains; these allow one writer only. Hence a second guard: once the lease is over by
 * this machine's own clock, no writing transaction commits (db_commit() asks lease_good()) until it was renewed; a server that
 * finds its node taken ends itself. */
#ifndef DB_LEASE_H
#define DB_LEASE_H

#include "db/db.h"

enum {
	LEASE_MS = 120 * 1000,              /* of a server, renewed again and again */
	LEASE_RENEW_MS = 20 * 1000,         /* how often */
	LEASE_COMMAND_MS = 6 * 3600 * 1000, /* of a command, which does not renew it and gives it back at its end */
	LEASE_AGE_FACTOR = 2 /* a lease that ran out is free after so many LEASE_MS more: clocks may differ by that */
};

struct lease {
	int64_t node;              /* 0 ... 1023 */
	int64_t from_ms, until_ms; /* our piece of the node's time line */
	int64_t wanted_until_ms;   /* what the transaction under way writes */
	int64_t asked_us, good_us; /* monotonic: when it was asked for, when the one we hold was */
	char holder[128];          /* "serve HOST:PID:RANDOM"; who */
	bool held, lost;           /* lost: another process has the node */
};

enum lease_use {
	LEASE_COMMAND,
	LEASE_SERVER,
	LEASE_SERVER_ALONE /* a lock proves that no other server uses this database: their leases may be taken at once */
};

/* Claims the lowest free node, in the writing transaction that is open. Behind its commit: lease_settle().
 * ERR_BUSY "lease.none" when all are taken. */
enum err lease_take(struct ctx *cx, enum lease_use use, struct lease *lease) MUST_CHECK;
/* Asks for more time, in the writing transaction that is open; lease_settle() behind its end, whatever the end was.
 * ERR_CONFLICT "lease.lost": another process holds the node. */
enum err lease_renew(struct ctx *cx, struct lease *lease) MUST_CHECK;
/* The transaction of lease_take() or lease_renew() ended with err: only now its ids may be made. */
void lease_settle(struct lease *lease, enum err err);
/* Is it time to renew? */
bool lease_due(const struct lease *lease);
/* Gives the node back; nobody may make ids any more. */
enum err lease_give(struct ctx *cx, struct lease *lease) MUST_CHECK;
/* Writes the lease's row as it stands, in the writing transaction that is open: whoever wants to know whether the database can
 * be written. */
enum err lease_touch(struct ctx *cx, const struct lease *lease) MUST_CHECK;
/* May this process commit? Always, before it took a lease. */
bool lease_good(void);

#ifdef TEST_HOOKS
/* Servers' leases of ms instead of LEASE_MS. */
void lease_shorten(int64_t ms);
#endif

#endif
