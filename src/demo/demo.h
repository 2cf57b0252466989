/* demo.h - an invented country to try the program on: sites everywhere, staff and people at a few of them. */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

#include "base/buf.h"
#include "base/ctx.h"

#define DEMO_PASSWORD "demo-hoa-sen-2021"
#define DEMO_PIN "246813"
enum {
	DEMO_SITES = 19500,
	DEMO_LIST = 40,
	DEMO_COMMUNE = 9000,        /* people of a commune: 98 million in 10,600 of them */
	DEMO_PEOPLE_BATCH = 250000, /* of one transaction */
	DEMO_PLACES = 5000          /* places read at once */
};

/* Fills an empty database with the demo, or finds it filled; then sees to it that the demo sites have a session of today.
 * ERR_CONFLICT demo.not_empty on a database that holds anything else. */
enum err demo_prepare(struct ctx *cx) MUST_CHECK;
/* Adds n invented people, the seed-th one first; commune after commune is filled with DEMO_COMMUNE of them: for measuring with
 * millions. */
enum err demo_people(struct ctx *cx, int64_t seed, int64_t n) MUST_CHECK;
/* The accounts, for the terminal. */
enum err demo_accounts(struct ctx *cx, struct buf *out) MUST_CHECK;

#endif
