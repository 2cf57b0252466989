/* db_frame.h - runs a test program's cases on SQLite and, where TEST_PG_URL names a fresh empty database, on PostgreSQL. */
#ifndef DB_FRAME_H
#define DB_FRAME_H

#include "base/clock.h"
#include "base/id.h"
#include "db/migrate.h"
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#define FRAME_NOW INT64_C(1627779600000) /* 2021-08-01T08:00:00+07:00 */

static const char *frame_url; /* the database under test, migrated */
static bool frame_pg;
static struct arena *frame_mem; /* of the whole program */
static struct ctx frame_cx;     /* with an open writing connection */

static inline struct ctx
frame_open(const char *url, enum tx tx)
{
	struct ctx cx = { .mem = frame_mem, .now = FRAME_NOW, .request_id = 1 };
	CHECK_INT(db_open(&cx, url, tx, &cx.db), OK);
	return cx;
}

/* A unique text, for rows that no other case touches. */
static inline const char *
frame_name(const char *what)
{
	return arena_printf(frame_mem, "%s-%lld", what, (long long)id_next(FRAME_NOW));
}

/* All cases on one database. */
static inline void
frame_run(const char *url, bool pg, void (*cases)(void))
{
	int64_t from = -1, to = -1;
	printf("# %s\n", pg ? "postgresql" : "sqlite");
	frame_url = url;
	frame_pg = pg;
	frame_cx = frame_open(url, TX_WRITE);
	if (!frame_cx.db || migrate(&frame_cx, &from, &to) != OK || from != 0 || to < 1) {
		printf("not ok - the database can be opened, is empty and migrates: %s\n",
		       frame_cx.problem.en ? frame_cx.problem.en : "?");
		test_failed++;
	} else {
		cases();
	}
	db_close(frame_cx.db);
}

static inline int
frame_main(void (*cases)(void))
{
	char dir[] = "/tmp/tiemchung-unit.XXXXXX";
	const char *pg = getenv("TEST_PG_URL");
	frame_mem = arena_new();
	if (!mkdtemp(dir))
		return 2;
	const char *path = arena_printf(frame_mem, "%s/test.db", dir);
	frame_run(arena_printf(frame_mem, "sqlite:%s", path), false, cases);
	static const char *const ends[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		unlink(arena_printf(frame_mem, "%s%s", path, ends[i]));
	rmdir(dir);
	if (pg && *pg)
		frame_run(pg, true, cases);
	else
		SKIP("PostgreSQL: TEST_PG_URL is not set");
	arena_free(frame_mem);
	return test_end();
}

#endif
