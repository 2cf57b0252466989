#include "backup/backup.h"

#include "backup_sql.h"
#include "base/clock.h"
#include "base/version.h"
#include "counter/counter.h"
#include "db/db.h"
#include "db/migrate.h"
#include "stock/stock.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK "\n#tiemchung-backup "
enum { CHUNK = 1 << 20 };

const FIELDS(backup_facts, FIELD(backup_facts, file, F_TEXT, 4096, F_OUT | F_IN),
	     FIELD(backup_facts, bytes, F_I64, INT64_MAX, F_OUT | F_IN | F_MUST),
	     FIELD(backup_facts, engine, F_TEXT, 16, F_OUT | F_IN | F_MUST),
	     FIELD(backup_facts, version, F_I64, INT64_MAX, F_OUT | F_IN | F_MUST),
	     FIELD(backup_facts, taken, F_TIME, 0, F_OUT | F_IN | F_MUST),
	     FIELD(backup_facts, persons, F_I64, INT64_MAX, F_OUT | F_IN | F_MUST),
	     FIELD(backup_facts, doses, F_I64, INT64_MAX, F_OUT | F_IN | F_MUST),
	     FIELD(backup_facts, certificates, F_I64, INT64_MAX, F_OUT | F_IN | F_MUST),
	     FIELD(backup_facts, visits, F_I64, INT64_MAX, F_OUT | F_IN | F_MUST),
	     FIELD(backup_facts, audit_entries, F_I64, INT64_MAX, F_OUT | F_IN | F_MUST),
	     FIELD(backup_facts, program, F_TEXT, 64, F_OUT | F_IN | F_MUST),
	     FIELD(backup_facts, sha256, F_TEXT, 64, F_OUT | F_IN | F_MUST));

static const char *
engine_of(const char *url)
{
	return strncmp(url, "sqlite:", 7) == 0 ? "sqlite" : "postgresql";
}

static enum err
count(struct ctx *cx, void *arg)
{
	struct backup_facts *f = arg;
	TRY(db_number(cx, sql_backup_schema(), 0, &f->version));
	TRY(db_number(cx, sql_backup_persons(), 0, &f->persons));
	TRY(db_number(cx, sql_backup_doses(), 0, &f->doses));
	TRY(db_number(cx, sql_backup_certificates(), 0, &f->certificates));
	TRY(db_number(cx, sql_backup_visits(), 0, &f->visits));
	return db_number(cx, sql_backup_audit(), 0, &f->audit_entries);
}

static enum err
cannot_write(struct ctx *cx, const char *file)
{
	return fail(cx, ERR_INVALID, "backup.write", "Không ghi được %s: %s.", "Cannot write %s: %s.", file,
		    strerror(errno));
}

/* SHA-256 of the first n bytes, copied to `to` on the way (-1: not). false: read or write failed, or the file is shorter. */
static bool
digest(struct ctx *cx, int from, int64_t n, int to, const char **hex)
{
	static const size_t size = crypto_hash_sha256_BYTES;
	unsigned char sum[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	char *chunk = arena_alloc(cx->mem, CHUNK), *text = arena_alloc(cx->mem, 2 * size + 1);
	crypto_hash_sha256_init(&state);
	for (int64_t at = 0; at < n;) {
		size_t want = n - at < CHUNK ? (size_t)(n - at) : CHUNK;
		ssize_t got = pread(from, chunk, want, at);
		if (got <= 0 || (to >= 0 && write(to, chunk, (size_t)got) != got))
			return false;
		crypto_hash_sha256_update(&state, (unsigned char *)chunk, (unsigned long long)got);
		at += got;
	}
	crypto_hash_sha256_final(&state, sum);
	*hex = sodium_bin2hex(text, 2 * size + 1, sum, size);
	return true;
}

static int64_t
size_of(int fd)
{
	struct stat st;
	return fstat(fd, &st) == 0 ? (int64_t)st.st_size : 0;
}

/* The name appears at once and whole, and takes nobody's place; the folder is synced so that it stays. */
static enum err
publish(struct ctx *cx, const char *partial, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *folder = slash ? arena_strndup(cx->mem, file, (size_t)(slash - file) + 1) : ".";
	if (link(partial, file) != 0)
		return errno == EEXIST ? fail(cx, ERR_CONFLICT, "backup.exists",
					      "%s đã có và không bị ghi đè. Hãy chọn tên khác.",
					      "%s exists and is not overwritten. Choose another name.", file)
				       : cannot_write(cx, file);
	unlink(partial);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return synced ? OK : cannot_write(cx, file);
}

/* What a run that died has left is emptied; what a run that lives is writing is not touched. */
static enum err
open_partial(struct ctx *cx, const char *partial, const char *file, int *fd)
{
	if (access(file, F_OK) == 0)
		return fail(cx, ERR_CONFLICT, "backup.exists", "%s đã có và không bị ghi đè. Hãy chọn tên khác.",
			    "%s exists and is not overwritten. Choose another name.", file);
	*fd = open(partial, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0)
		return cannot_write(cx, partial);
	if (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
		close(*fd);
		return fail(cx, ERR_CONFLICT, "backup.running", "Một lệnh khác đang ghi %s.",
			    "Another command is writing %s.", partial);
	}
	if (fchmod(*fd, 0600) == 0 && ftruncate(*fd, 0) == 0)
		return OK;
	close(*fd);
	return cannot_write(cx, partial);
}

/* The last line, and everything to the disk. */
static enum err
seal(struct ctx *cx, int fd, const char *partial, struct backup_facts *f)
{
	f->bytes = size_of(fd);
	if (!digest(cx, fd, f->bytes, -1, &f->sha256))
		return cannot_write(cx, partial);
	struct buf line = buf_new(cx->mem);
	buf_str(&line, MARK);
	fields_write(&line, &backup_facts_fields, f);
	buf_char(&line, '\n');
	if (pwrite(fd, line.p, line.n, f->bytes) != (ssize_t)line.n || fsync(fd) != 0)
		return cannot_write(cx, partial);
	return OK;
}

static enum err
copy(struct ctx *cx, const char *url, const char *partial, struct backup_facts *f)
{
	int64_t tables = 0;
	TRY(db_open(cx, url, TX_NONE, &cx->db));
	enum err err = db_tables(cx, &tables);
	if (err == OK && !tables)
		err = fail(cx, ERR_INVALID, "backup.empty", "Cơ sở dữ liệu này trống, không có gì để sao lưu.",
			   "This database is empty, there is nothing to back up.");
	f->taken = clock_now();
	if (err == OK)
		err = db_backup(cx, partial, count, f);
	db_close(cx->db);
	cx->db = NULL;
	return err;
}

enum err
backup_write(struct ctx *cx, const char *url, const char *file, struct backup_facts *out)
{
	const char *partial = arena_printf(cx->mem, "%s.partial", file);
	int fd;
	*out = (struct backup_facts){ .engine = engine_of(url), .program = program_version };
	TRY(open_partial(cx, partial, file, &fd));
	enum err err = copy(cx, url, partial, out);
	if (err == OK)
		err = seal(cx, fd, partial, out);
	if (err == OK)
		err = publish(cx, partial, file);
	if (err != OK)
		unlink(partial);
	close(fd);
	out->file = file;
	return err;
}

/* ---- back ---- */

static enum err
not_whole(struct ctx *cx, const char *file)
{
	return fail(cx, ERR_INVALID, "restore.damaged",
		    "%s không phải là một bản sao lưu còn nguyên vẹn: bị cắt ngắn hoặc bị sửa. Hãy dùng bản khác.",
		    "%s is not a whole backup: it was cut short or changed. Use another one.", file);
}

static enum err
read_facts(struct ctx *cx, int fd, const char *file, struct backup_facts *f)
{
	int64_t size = size_of(fd), from = size > BACKUP_FACTS_MAX ? size - BACKUP_FACTS_MAX : 0;
	char *end = arena_alloc(cx->mem, BACKUP_FACTS_MAX + 1);
	ssize_t n = pread(fd, end, BACKUP_FACTS_MAX, from);
	char *mark = n > 0 && end[n - 1] == '\n' ? memmem(end, (size_t)n, MARK, strlen(MARK)) : NULL;
	if (!mark)
		return not_whole(cx, file);
	const char *json = mark + strlen(MARK);
	size_t length = (size_t)(end + n - 1 - json);
	TRY(fields_read(cx, &backup_facts_fields, json, length, f, NULL));
	f->file = file;
	return f->bytes == from + (mark - end) ? OK : not_whole(cx, file);
}

static enum err
check_kind(struct ctx *cx, const char *url, const struct backup_facts *f)
{
	if (strcmp(f->engine, engine_of(url)) != 0)
		return fail(cx, ERR_INVALID, "restore.engine",
			    "Bản sao lưu này của %s, còn --db chỉ tới %s. Hãy chọn --db cùng loại.",
			    "This backup is of %s, but --db names %s. Choose a --db of the same kind.", f->engine,
			    engine_of(url));
	int64_t known = migrate_known();
	if (f->version >= 1 && f->version <= known)
		return OK;
	return fail(cx, ERR_INVALID, "restore.schema",
		    "Bản sao lưu có phiên bản %lld, chương trình này biết đến %lld. Hãy dùng bản chương trình mới hơn.",
		    "The backup has version %lld, this program knows up to %lld. Use a newer program.",
		    (long long)f->version, (long long)known);
}

static enum err
not_empty(struct ctx *cx, const char *what)
{
	return fail(cx, ERR_CONFLICT, "restore.not_empty",
		    "%s đã có dữ liệu. Chỉ phục hồi vào một cơ sở dữ liệu trống; hãy chọn --db khác.",
		    "%s holds data already. Restore into an empty database only; choose another --db.", what);
}

static enum err
check_content(struct ctx *cx, const struct backup_facts *f)
{
	struct backup_facts now = { 0 };
	TRY(db_intact(cx));
	TRY(db_begin(cx, TX_READ));
	enum err err = count(cx, &now);
	db_rollback(cx);
	TRY(err);
	if (now.version == f->version && now.persons == f->persons && now.doses == f->doses &&
	    now.certificates == f->certificates && now.visits == f->visits && now.audit_entries == f->audit_entries)
		return OK;
	return fail(cx, ERR_CONFLICT, "restore.count", "Số dòng phục hồi được không khớp với bản sao lưu %s.",
		    "The rows restored are not those that %s names.", f->file);
}

static enum err
with_db(struct ctx *cx, const char *url, enum tx tx, enum err (*run)(struct ctx *, void *), void *arg)
{
	TRY(db_open(cx, url, tx, &cx->db));
	enum err err = run(cx, arg);
	db_close(cx->db);
	cx->db = NULL;
	return err;
}

static enum err
look_inside(struct ctx *cx, void *arg)
{
	return check_content(cx, arg);
}

static enum err
count_tables(struct ctx *cx, void *arg)
{
	return db_tables(cx, arg);
}

/* A database file that holds no table may go; so may none at all. A journal without its database may not: it may be all that is left. */
static enum err
clear_place(struct ctx *cx, const char *url, const char *path)
{
	int64_t tables = 0;
	if (access(arena_printf(cx->mem, "%s-wal", path), F_OK) == 0)
		return not_empty(cx, arena_printf(cx->mem, "%s-wal", path));
	if (access(path, F_OK) != 0)
		return OK;
	TRY(with_db(cx, url, TX_NONE, count_tables, &tables));
	if (tables)
		return not_empty(cx, path);
	return unlink(path) == 0 ? OK : cannot_write(cx, path);
}

static enum err
restore_lite(struct ctx *cx, const char *url, int fd, struct backup_facts *f)
{
	const char *path = url + 7, *partial = arena_printf(cx->mem, "%s.partial", path), *sum;
	int to;
	TRY(clear_place(cx, url, path));
	TRY(open_partial(cx, partial, path, &to));
	enum err err = OK;
	if (!digest(cx, fd, f->bytes, to, &sum) || fsync(to) != 0)
		err = cannot_write(cx, partial);
	else if (strcmp(sum, f->sha256) != 0)
		err = not_whole(cx, f->file);
	if (err == OK)
		err = with_db(cx, arena_printf(cx->mem, "sqlite:%s", partial), TX_NONE, look_inside, f);
	if (err == OK)
		err = publish(cx, partial, path);
	if (err != OK)
		unlink(partial);
	close(to);
	return err;
}

static enum err
fill(struct ctx *cx, void *arg)
{
	int64_t tables;
	TRY(db_tables(cx, &tables));
	return tables ? not_empty(cx, "--db") : db_restore(cx, *(int *)arg);
}

static enum err
restore_pg(struct ctx *cx, const char *url, int fd, struct backup_facts *f)
{
	const char *sum;
	if (!digest(cx, fd, f->bytes, -1, &sum) || strcmp(sum, f->sha256) != 0)
		return not_whole(cx, f->file);
	TRY(with_db(cx, url, TX_WRITE, fill, &fd));
	return with_db(cx, url, TX_READ, look_inside, f);
}

static enum err
settle_counters(struct ctx *cx, int64_t *after, bool *more)
{
	int64_t *sites;
	size_t n;
	TRY(counter_pending(cx, more));
	TRY(counter_sum(cx, *after, &sites, &n));
	*after = n ? sites[n - 1] : 0;
	return OK;
}

static enum err
settle_stores(struct ctx *cx)
{
	int64_t *units;
	size_t n;
	for (int64_t after = 0;; after = units[n - 1]) {
		TRY(stock_unsummed(cx, after, &units, &n));
		if (!n)
			return OK;
		TRY(stock_sum(cx, units, n));
	}
}

/* The sums of upper units are carried up by a server within a second; what was on its way when the backup was taken is
 * carried up here, so that the figures are right before the first server starts. */
static enum err
settle(struct ctx *cx, void *arg)
{
	bool more = true;
	for (int64_t after = 0; more;) {
		TRY(db_begin(cx, TX_WRITE));
		enum err err = settle_counters(cx, &after, &more);
		if (err == OK && !more)
			err = settle_stores(cx);
		if (err == OK)
			err = db_commit(cx);
		if (err != OK)
			db_rollback(cx);
		TRY(err);
	}
	(void)arg;
	return OK;
}

enum err
backup_restore(struct ctx *cx, const char *url, const char *file, struct backup_facts *out)
{
	*out = (struct backup_facts){ .file = file };
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(cx, ERR_INVALID, "restore.read", "Không đọc được %s: %s.", "Cannot read %s: %s.", file,
			    strerror(errno));
	enum err err = read_facts(cx, fd, file, out);
	if (err == OK)
		err = check_kind(cx, url, out);
	if (err == OK)
		err = strcmp(out->engine, "sqlite") == 0 ? restore_lite(cx, url, fd, out)
							 : restore_pg(cx, url, fd, out);
	if (err == OK)
		err = with_db(cx, url, TX_WRITE, settle, NULL);
	close(fd);
	return err;
}
