/* guard.h - keeps the server open for everybody: how many requests one address and one account may make, and how long
 * one client may take. All of it in memory of a fixed size, without the database. */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include "base/ctx.h"

#include <stdbool.h>

enum {
	RATE_ADDRESS = 500, /* requests a second from one address: a province's phones may share one (carrier NAT) */
	RATE_ACCOUNT = 50,  /* requests a second of one account: a busy table makes one or two */
	RATE_BURST_S = 4,   /* so many seconds' worth may come at once */
	RATE_MAX = 1000000, /* what may be configured */
	HEAD_S = 20,        /* from connecting to the end of the first request's head */
	IDLE_S = 60,        /* from an answer to the end of the next request's head */
	BODY_S = 60,        /* for a body of at most BODY_MAX */
	UPLOAD_S = 900,     /* for a body of at most UPLOAD_MAX: 75 kB/s */
	SEND_S = 30,        /* for reading an answer, and */
	SEND_BYTES_PER_S = 8192, /* a second more for each of these */
	RETRY_AFTER_S = 2        /* what a client is told to wait after 429 and 503, unless the refusal knows better */
};

/* Per second; 0: no limit. */
struct guard_rates {
	int64_t address, account;
};

struct guard;
struct guard_client; /* one connection */

/* Starts the thread that ends slow connections. connections: how many there can be at once. */
struct guard *guard_new(struct guard_rates rates, int connections);
/* After the last connection was closed. */
void guard_free(struct guard *g);

/* Counts one request. ERR_LIMIT rate.address, rate.account. g NULL: no limit. */
enum err guard_address(struct ctx *cx, struct guard *g, const char *address) MUST_CHECK;
enum err guard_account(struct ctx *cx, struct guard *g, int64_t account) MUST_CHECK;

/* A connection is there, and gone: before its socket is closed. NULL when there is no room; every function takes NULL. */
struct guard_client *guard_opened(struct guard *g, int socket);
void guard_closed(struct guard *g, struct guard_client *c);
/* What the client has to finish from now on within so many seconds, else its socket is shut down; 0: nothing, we work. */
void guard_expect(struct guard *g, struct guard_client *c, int64_t seconds);

#endif
