/* dispatch.h - takes a whole request through its steps: route, who, right, input, handler, audit, answer. */
#ifndef HTTP_DISPATCH_H
#define HTTP_DISPATCH_H

#include "db/lane.h"
#include "http/guard.h"
#include "http/meter.h"
#include "http/request.h"

/* What the modules lend to the dispatcher; main fills it (modules.c). All run inside the request's transaction. */
struct hooks {
	/* Sets cx.actor and account from rq->token; leaves them NULL and 0 for a visitor or an ended login. */
	enum err (*who)(struct request *rq);
	/* May the actor call rq->route for the unit or person named in the path? ERR_UNAUTHENTICATED, ERR_FORBIDDEN. */
	enum err (*may)(struct request *rq);
	/* An Idempotency-Key seen before: fills the answer and sets *again. */
	enum err (*recall)(struct request *rq, bool *again);
	enum err (*remember)(struct request *rq);
	/* The trail of a committed change, and of persons looked at. */
	enum err (*audit)(struct request *rq);
	enum err (*log_views)(struct request *rq);
};

struct dispatcher {
	const struct route *const *tables; /* each ends with path NULL; the list ends with NULL */
	struct hooks hooks;
	struct lanes *lanes;
	struct meter *meter; /* NULL: nobody counts */
	void *service;       /* what INSTANT routes look at */
	struct guard *guard;
};

/* One request in flight. The server owns it; finished() is called once, on any thread. */
struct flight {
	struct task task; /* first: a lane's task is its flight */
	struct request rq;
	const struct dispatcher *d;
	int stage;
	int64_t began_us;
	void (*finished)(struct flight *);
	void *server; /* the server's own */
};

/* Finds the route and fills params; ERR_NOT_FOUND, or ERR_INVALID with status 405 in *status. */
enum err dispatch_route(const struct dispatcher *d, struct request *rq) MUST_CHECK;
/* Starts the steps; finished() follows, also after a refusal. */
void dispatch(const struct dispatcher *d, struct flight *f);
/* One log line and one count an answer, when it is about to leave: not on a lane's thread. */
void dispatch_note(const struct dispatcher *d, const struct flight *f);
/* Turns cx.problem into RFC 9457 problem JSON in rq->out. */
void dispatch_problem(struct request *rq, enum err err);
/* Steps for a caller that holds a transaction already (the command line and tests): who, right, input, handler, audit. */
enum err dispatch_inside(const struct dispatcher *d, struct request *rq) MUST_CHECK;

extern const int http_status[ERR__COUNT];
extern const char *const method_names[METHOD__COUNT];

#endif
