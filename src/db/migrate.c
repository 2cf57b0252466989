#include "db/migrate.h"

#include "base/embed.h"
#include "base/id.h"
#include "db/driver.h"
#include "migrate_sql.h"

#include <ctype.h>
#include <stdlib.h>
#include <time.h>

#define LOCK_WAIT_MS "2000"
enum { APPLY_TRIES = 60, APPLY_PAUSE_MS = 250 }; /* two minutes at most */

static const char bookkeeping[] =
	"CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY, at_ms BIGINT NOT NULL);"
	"CREATE TABLE IF NOT EXISTS node_lease (node BIGINT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, until_ms "
	"BIGINT NOT NULL);";

static const struct {
	const char *from, *to;
} lite_words[] = {
	{ "BIGINT", "INTEGER" },
	{ "BOOLEAN", "INTEGER" },
	{ "BYTEA", "BLOB" },
};

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The same schema in SQLite's words: three type names, and STRICT at the end of each table, which our files
 * mark by a line that is exactly ");" */
static const char *
for_sqlite(struct arena *mem, const char *text)
{
	struct buf out = buf_new(mem);
	bool line_start = true;
	for (const char *p = text; *p;) {
		size_t used = 0;
		for (size_t i = 0; i < sizeof lite_words / sizeof *lite_words && !used; i++) {
			size_t n = strlen(lite_words[i].from);
			if ((p == text || !is_word(p[-1])) && strncmp(p, lite_words[i].from, n) == 0 &&
			    !is_word(p[n])) {
				buf_str(&out, lite_words[i].to);
				used = n;
			}
		}
		if (!used && line_start && strncmp(p, ");", 2) == 0 && (p[2] == '\n' || !p[2])) {
			buf_str(&out, ") STRICT;");
			used = 2;
		}
		if (!used) {
			line_start = *p == '\n';
			buf_char(&out, *p++);
			continue;
		}
		line_start = false;
		p += used;
	}
	return buf_text(&out);
}

static int64_t
version_of(const struct embedded *f)
{
	return strncmp(f->path, "schema/", 7) == 0 ? atoll(f->path + 7) : 0;
}

int64_t
migrate_known(void)
{
	int64_t known = 0;
	for (const struct embedded *f = embedded_files; f->path; f++)
		if (version_of(f) > known)
			known = version_of(f);
	return known;
}

/* PostgreSQL: one migration at a time, also behind one whose process was killed and whose server side still runs. The key is
 * "tiem" in ASCII. SQLite's own lock does the same. */
static enum err
lock(struct ctx *cx)
{
	return db_engine(cx->db) == DB_SQLITE ? OK : db_script(cx, "SELECT pg_advisory_lock(1953064301)");
}

static enum err
unlock(struct ctx *cx)
{
	return db_engine(cx->db) == DB_SQLITE ? OK : db_script(cx, "SELECT pg_advisory_unlock(1953064301)");
}

static enum err
read_version(struct ctx *cx, int64_t *have)
{
	TRY(db_script(cx, db_engine(cx->db) == DB_SQLITE ? for_sqlite(cx->mem, bookkeeping) : bookkeeping));
	TRY(db_begin(cx, TX_READ));
	TRY(db_number(cx, sql_schema_version(), 0, have));
	return db_commit(cx);
}

enum err
migrate_version(struct ctx *cx, int64_t *have, int64_t *want)
{
	*want = migrate_known();
	TRY(lock(cx));
	enum err err = read_version(cx, have), end = unlock(cx);
	return err != OK ? err : end;
}

/* Servers may be at work: a migration takes several tables, in an order of its own, and may meet them crosswise. It waits for each
 * for a moment only, since everybody who comes after it waits behind it, and then begins again. */
static enum err
apply(struct ctx *cx, const struct embedded *f)
{
	bool lite = db_engine(cx->db) == DB_SQLITE;
	const char *script = arena_printf(
		cx->mem, "BEGIN;\n%s%s\nINSERT INTO schema_version (version, at_ms) VALUES (%lld, %lld);\nCOMMIT;",
		lite ? "" : "SET LOCAL lock_timeout = " LOCK_WAIT_MS ";\n",
		lite ? for_sqlite(cx->mem, f->bytes) : f->bytes, (long long)version_of(f), (long long)cx->now);
	enum err err = db_script(cx, script);
	for (int tries = 1; err == ERR_BUSY && cx->db->driver->alive(cx->db) && tries < APPLY_TRIES; tries++) {
		db_rollback(cx);
		nanosleep(&(struct timespec){ .tv_nsec = APPLY_PAUSE_MS * 1000000L }, NULL);
		cx->problem = (struct problem){ 0 };
		err = db_script(cx, script);
	}
	if (err != OK)
		db_rollback(cx);
	return err;
}

static enum err
migrate_alone(struct ctx *cx, int64_t *from, const int64_t *to)
{
	TRY(read_version(cx, from));
	if (*from > *to)
		return fail(cx, ERR_CONFLICT, "schema.newer",
			    "Cơ sở dữ liệu có phiên bản %lld, mới hơn chương trình (%lld). Hãy dùng bản chương trình "
			    "mới hơn.",
			    "The database has version %lld, newer than this program (%lld). Use a newer program.",
			    (long long)*from, (long long)*to);
	for (const struct embedded *f = embedded_files; f->path; f++)
		if (version_of(f) > *from)
			TRY(apply(cx, f));
	return OK;
}

enum err
migrate(struct ctx *cx, int64_t *from, int64_t *to)
{
	*to = migrate_known();
	TRY(lock(cx));
	enum err err = migrate_alone(cx, from, to);
	/* after a failure the connection is closed, and the lock goes with it */
	return err == OK ? unlock(cx) : err;
}
