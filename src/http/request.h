/* request.h - one HTTP request on its way through the house, and the tables that route it. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/buf.h"
#include "base/ctx.h"
#include "base/field.h"
#include "db/db.h"

enum {
	BODY_MAX = 64 * 1024,          /* an ordinary route */
	BODY_LARGE_MAX = 512 * 1024,   /* a route marked LARGE_BODY */
	UPLOAD_MAX = 64 * 1024 * 1024, /* a route marked UPLOAD */
	PATH_MAX_BYTES = 1024,
	QUERY_MAX_BYTES = 4096,
	HEAD_MAX = 32 * 1024, /* request line and headers; libmicrohttpd answers 414 or 431 beyond */
	HEADERS_MAX = 100,
	FILE_REPLY_MAX = 256 * 1024 * 1024, /* bytes of a file that is sent */
	PARAMS_MAX = 4,
	VIEWS_MAX = 128 /* persons shown by one answer */
};

enum method { GET, POST, PUT, PATCH, DELETE, METHOD__COUNT };

enum {
	UPLOAD = 1,    /* a large body is allowed and arrives in a file, rq->upload */
	LOGS_VIEW = 2, /* returns persons: answered after the access log is durable */
	FRESH = 4,     /* allowed while the first password change is still due */
	NO_IDEMPOTENCY = 8,
	LARGE_BODY = 16,
	UNAUDITED = 32, /* a machine's report about a row that says itself what became of it: no entry of the trail */
	INSTANT = 256   /* public, answered at once from memory: no login, no lane, no database, so it cannot hang */
};

struct request;
struct citizen; /* citizen/citizen.h */
struct member;
struct route {
	enum method method;
	const char *path;        /* "/api/v1/units/{unit}/lots" */
	unsigned cap;            /* enum cap, staff/staff.h; CAP_PUBLIC is visible, never omitted */
	enum tx tx;              /* of run */
	const struct fields *in; /* body, or query of a GET; NULL: none is accepted */
	enum err (*run)(struct request *);
	const char *what; /* for people: the API document */
	unsigned flags;
	enum err (*load)(struct request *);    /* optional: reads what compute needs, before it */
	enum err (*compute)(struct request *); /* optional: slow work without SQL, before run */
	const char *place; /* the member of in that names the place, where the path does not: {unit} of such a route */
};

struct param {
	const char *name, *value;
};

struct request {
	struct ctx cx;
	const struct route *route;
	enum method method;
	const char *path, *query;
	struct param params[PARAMS_MAX];
	int nparams;
	const char *body;
	size_t body_n;
	const char *upload;      /* path of the uploaded file, removed with the request; NULL: none */
	const char *upload_name; /* what the sender calls it (X-File-Name) */
	const char *token;       /* session cookie or bearer token; NULL: a visitor */
	const char *book_token;  /* the same of a citizen's book */
	bool by_cookie;
	const struct citizen *citizen; /* set by who() on routes of citizens; NULL: nobody */
	const struct member *member;   /* set by may() there: how the account may see {person} of the path */
	int64_t account;               /* set by who(): whom the rate of an account counts; 0: a visitor */
	bool counted;                  /* it was counted: a request may run several times */
	const char *address;           /* of the client, from the trusted proxy only */
	bool address_unsure;           /* a proxy that we do not trust says that it asks for somebody else */
	const char *key;               /* Idempotency-Key; NULL: none */
	bool input_read;
	enum err input; /* what became of reading it; what is wrong is told to those who may call the route */
	struct problem input_problem;
	void *in;      /* a struct as route->in describes it */
	uint64_t has;  /* which members were present */
	void *service; /* of INSTANT routes: dispatcher.service */
	void *carry;   /* from load to compute to run */
	int64_t views[VIEWS_MAX];
	int nviews;
	bool outside[VIEWS_MAX]; /* views[i] is on no list of the unit */

	int status;
	struct buf out;
	const char *content_type, *cookie, *file_name, *location;
	int max_age; /* seconds for which anybody may keep the answer; 0: nobody may */
};

/* The value of {name} in the path; never NULL for a name that the route has. */
const char *request_param(const struct request *rq, const char *name);
/* The same as an id; 0 when it is none. */
int64_t request_id_param(const struct request *rq, const char *name);
/* The unit that the request concerns: {unit} of the path, or what route->place says; 0: no one place. */
int64_t request_place(const struct request *rq);
/* Notes that the answer shows this person; written to the access log before the answer leaves. */
void request_views(struct request *rq, int64_t person_id);
/* The same of somebody on no list of the unit, which is counted (person_count_outside). */
void request_views_outside(struct request *rq, int64_t person_id);

/* Answers. Each sets the status and what is sent. */
enum err reply_one(struct request *rq, int status, const struct fields *f, const void *item);
/* {"items":[...],"next":cursor or null} */
enum err reply_list(struct request *rq, const struct fields *f, const void *items, size_t n, const char *next);
/* Starts a JSON answer that the handler writes itself. */
struct buf *reply_json(struct request *rq, int status);
enum err reply_bytes(struct request *rq, const char *content_type, const void *p, size_t n);
/* A workbook (.xlsx) or list (.csv) from the disk, under a name without ending. ERR_NOT_FOUND "file.gone" when it is not
 * there any more, ERR_LIMIT "file.too_big" beyond FILE_REPLY_MAX; a caller who knows better says so before. */
enum err reply_sheet(struct request *rq, const char *path, const char *name);
enum err reply_empty(struct request *rq); /* 204 */

#endif
