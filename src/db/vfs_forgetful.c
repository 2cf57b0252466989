#ifdef TEST_HOOKS
#include "db/vfs_forgetful.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512, TRACKED = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL };

/* A sector that was written and not synced since. lost: a sync failed on it, and no write has made it dirty again. */
struct sector {
	int64_t at; /* its number in the file; -1: an empty place of the table */
	bool lost;
	unsigned char durable[SECTOR];
};

/* A file by its path: several connections have it open. */
struct node {
	struct node *next;
	char *path;
	bool database; /* the file itself, not its log */
	bool exists, durable_exists;
	int64_t durable_size;
	struct sector *sectors; /* a hash table */
	size_t used, cap;
};

struct file {
	sqlite3_file base;
	struct node *node; /* NULL: not one of the database's own files */
	sqlite3_file *real;
};

enum call { CALL_READ, CALL_WRITE, CALL_TRUNCATE, CALL_SYNC, CALL_DELETE };
static const char *const call_names[] = { "read", "write", "truncate", "sync", "delete" };
static const int call_failures[] = { SQLITE_IOERR_READ, SQLITE_IOERR_WRITE, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_FSYNC,
				     SQLITE_IOERR_DELETE };

enum kind { FINE, CUT, TORN, SYNC, CALL, FULL };
static const char *const kind_names[] = { "fine", "cut", "torn", "sync", "call", "full" };

static struct {
	pthread_mutex_t lock;
	struct node *nodes;
	enum kind kind;
	long at, calls;
	uint64_t random;
	bool database_only;
} disk = { .lock = PTHREAD_MUTEX_INITIALIZER };

static sqlite3_vfs *real_vfs;

/* ---- sectors ---- */

static struct sector *
place_of(const struct node *f, int64_t at)
{
	size_t i = (size_t)((uint64_t)at * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (f->cap - 1);
	while (f->sectors[i].at >= 0 && f->sectors[i].at != at)
		i = (i + 1) & (f->cap - 1);
	return &f->sectors[i];
}

static void
set_capacity(struct node *f, size_t cap)
{
	struct node old = *f;
	f->cap = cap;
	f->sectors = malloc(cap * sizeof *f->sectors);
	assert(f->sectors);
	for (size_t i = 0; i < cap; i++)
		f->sectors[i].at = -1;
	for (size_t i = 0; i < old.cap; i++)
		if (old.sectors[i].at >= 0)
			*place_of(f, old.sectors[i].at) = old.sectors[i];
	free(old.sectors);
}

static void
read_real(sqlite3_file *real, unsigned char *out, int64_t at)
{
	int rc = real->pMethods->xRead(real, out, SECTOR, at * SECTOR); /* what is beyond the end reads as zeros */
	assert(rc == SQLITE_OK || rc == SQLITE_IOERR_SHORT_READ);
}

/* Before bytes from..to are changed: keeps what the platter holds there. */
static void
remember(struct node *f, sqlite3_file *real, int64_t from, int64_t to)
{
	for (int64_t at = from / SECTOR; at * SECTOR < to; at++) {
		if ((f->used + 1) * 2 > f->cap)
			set_capacity(f, f->cap ? f->cap * 2 : 64);
		struct sector *s = place_of(f, at);
		s->lost = false;
		if (s->at >= 0)
			continue;
		s->at = at;
		read_real(real, s->durable, at);
		f->used++;
	}
}

static void
forget_all(struct node *f)
{
	free(f->sectors);
	f->sectors = NULL;
	f->used = f->cap = 0;
}

/* A sync that went well: what is dirty is on the platter, but for what an earlier sync lost. */
static void
keep_synced(struct node *f)
{
	struct node left = { .path = f->path };
	for (size_t i = 0; i < f->cap; i++) {
		if (f->sectors[i].at < 0 || !f->sectors[i].lost)
			continue;
		if ((left.used + 1) * 2 > left.cap)
			set_capacity(&left, left.cap ? left.cap * 2 : 64);
		*place_of(&left, f->sectors[i].at) = f->sectors[i];
		left.used++;
	}
	free(f->sectors);
	f->sectors = left.sectors;
	f->used = left.used;
	f->cap = left.cap;
}

static struct node *
node_of(const char *path)
{
	struct stat st;
	for (struct node *f = disk.nodes; f; f = f->next)
		if (strcmp(f->path, path) == 0)
			return f;
	struct node *f = calloc(1, sizeof *f);
	assert(f);
	f->path = strdup(path);
	f->exists = f->durable_exists = stat(path, &st) == 0;
	f->durable_size = f->exists ? st.st_size : 0;
	f->next = disk.nodes;
	disk.nodes = f;
	return f;
}

/* ---- the power goes ---- */

static bool
survives(void)
{
	disk.random = disk.random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return disk.kind == TORN && disk.random >> 63;
}

static void
put_back(const struct node *f)
{
	if (!f->durable_exists && disk.kind == CUT) {
		unlink(f->path);
		return;
	}
	int fd = open(f->path, O_RDWR | O_CREAT, 0600);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) != 0)
		return;
	int64_t end = f->durable_size;
	for (size_t i = 0; i < f->cap; i++) {
		const struct sector *s = &f->sectors[i];
		if (s->at < 0)
			continue;
		int64_t until = (s->at + 1) * SECTOR < st.st_size ? (s->at + 1) * SECTOR : st.st_size;
		if (!s->lost && survives() && s->at * SECTOR < st.st_size)
			end = until > end ? until : end;
		else if (pwrite(fd, s->durable, SECTOR, s->at * SECTOR) != SECTOR)
			abort();
	}
	if (ftruncate(fd, end) != 0)
		abort();
}

static _Noreturn void
power_cut(enum call call, const struct node *f)
{
	dprintf(STDERR_FILENO, "power cut at call %ld: %s %s\n", disk.calls, call_names[call], f->path);
	for (const struct node *n = disk.nodes; n; n = n->next)
		put_back(n);
	_exit(DISK_CUT_STATUS);
}

/* One call more. What it returns is the answer when it is not SQLITE_OK. */
static int
count(enum call call, const struct node *f)
{
	static const bool counts[][5] = {
		[CUT] = { false, true, true, true, true }, [TORN] = { false, true, true, true, true },
		[SYNC] = { [CALL_SYNC] = true },           [CALL] = { true, true, true, true, true },
		[FULL] = { [CALL_WRITE] = true },
	};
	if (disk.kind == FINE || !counts[disk.kind][call] || (disk.database_only && !f->database))
		return SQLITE_OK;
	disk.calls++;
	if (disk.kind == FULL)
		return disk.calls >= disk.at ? SQLITE_FULL : SQLITE_OK;
	if (disk.calls != disk.at)
		return SQLITE_OK;
	if (disk.kind == CUT || disk.kind == TORN)
		power_cut(call, f);
	dprintf(STDERR_FILENO, "the disk fails at call %ld: %s %s\n", disk.calls, call_names[call], f->path);
	return call_failures[call];
}

/* ---- a file ---- */

static sqlite3_file *
real_of(sqlite3_file *file)
{
	return ((struct file *)file)->real;
}

static struct node *
enter(sqlite3_file *file)
{
	pthread_mutex_lock(&disk.lock);
	return ((struct file *)file)->node;
}

static int
leave(int rc)
{
	pthread_mutex_unlock(&disk.lock);
	return rc;
}

static int
disk_close(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int
disk_read(sqlite3_file *file, void *p, int n, sqlite3_int64 at)
{
	struct node *f = enter(file);
	int rc = leave(count(CALL_READ, f));
	return rc ? rc : real_of(file)->pMethods->xRead(real_of(file), p, n, at);
}

static int
disk_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
	struct node *f = enter(file);
	int rc = count(CALL_WRITE, f);
	if (rc)
		return leave(rc);
	remember(f, real_of(file), at, at + n);
	return leave(real_of(file)->pMethods->xWrite(real_of(file), p, n, at));
}

static int
disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct node *f = enter(file);
	sqlite3_int64 now = 0;
	int rc = count(CALL_TRUNCATE, f);
	if (!rc)
		rc = real_of(file)->pMethods->xFileSize(real_of(file), &now);
	if (rc)
		return leave(rc);
	remember(f, real_of(file), size, now);
	return leave(real_of(file)->pMethods->xTruncate(real_of(file), size));
}

/* The system's own sync is left out: nothing of what is tested here depends on it, and it takes time. */
static int
disk_sync(sqlite3_file *file, int flags)
{
	struct node *f = enter(file);
	sqlite3_int64 size = 0;
	(void)flags;
	int rc = count(CALL_SYNC, f);
	for (size_t i = 0; rc && i < f->cap; i++)
		f->sectors[i].lost = true;
	if (!rc)
		rc = real_of(file)->pMethods->xFileSize(real_of(file), &size);
	if (rc)
		return leave(rc);
	keep_synced(f);
	f->durable_size = size;
	if (!f->durable_exists) {
		/* the folder is synced with a new file, and tells of deletions, too */
		f->durable_exists = true;
		for (struct node *other = disk.nodes; other; other = other->next)
			if (!other->exists) {
				forget_all(other);
				other->durable_exists = false;
				other->durable_size = 0;
			}
	}
	return leave(SQLITE_OK);
}

/* The rest is the system's. */
#define PASS(name, params, ...)                                                   \
	static int disk_##name params                                             \
	{                                                                         \
		return real_of(file)->pMethods->name(real_of(file), __VA_ARGS__); \
	}
PASS(xFileSize, (sqlite3_file * file, sqlite3_int64 *size), size)
PASS(xLock, (sqlite3_file * file, int level), level)
PASS(xUnlock, (sqlite3_file * file, int level), level)
PASS(xCheckReservedLock, (sqlite3_file * file, int *out), out)
PASS(xFileControl, (sqlite3_file * file, int op, void *arg), op, arg)
PASS(xShmMap, (sqlite3_file * file, int page, int size, int extend, void volatile **out), page, size, extend, out)
PASS(xShmLock, (sqlite3_file * file, int offset, int n, int flags), offset, n, flags)
PASS(xShmUnmap, (sqlite3_file * file, int remove), remove)

static int
disk_sector_size(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int
disk_characteristics(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static void
disk_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, /* no mapped reading: every call is seen */
	.xClose = disk_close,
	.xRead = disk_read,
	.xWrite = disk_write,
	.xTruncate = disk_truncate,
	.xSync = disk_sync,
	.xFileSize = disk_xFileSize,
	.xLock = disk_xLock,
	.xUnlock = disk_xUnlock,
	.xCheckReservedLock = disk_xCheckReservedLock,
	.xFileControl = disk_xFileControl,
	.xSectorSize = disk_sector_size,
	.xDeviceCharacteristics = disk_characteristics,
	.xShmMap = disk_xShmMap,
	.xShmLock = disk_xShmLock,
	.xShmBarrier = disk_barrier,
	.xShmUnmap = disk_xShmUnmap,
};

/* ---- the file system ---- */

static int
disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *out, int flags, int *out_flags)
{
	struct file *file = (struct file *)out;
	(void)vfs;
	if (!name || !(flags & TRACKED))
		return real_vfs->xOpen(real_vfs, name, out, flags, out_flags);
	*file = (struct file){ .real = (sqlite3_file *)(void *)(file + 1) };
	pthread_mutex_lock(&disk.lock);
	struct node *f = node_of(name);
	int rc = real_vfs->xOpen(real_vfs, name, file->real, flags, out_flags);
	if (rc == SQLITE_OK) {
		f->database = flags & SQLITE_OPEN_MAIN_DB;
		file->node = f;
		f->exists = true;
		file->base.pMethods = &methods;
	}
	return leave(rc);
}

/* A deletion that is not synced comes undone with the power: until then the file's content is kept. */
static int
disk_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	sqlite3_file *real = calloc(1, (size_t)real_vfs->szOsFile);
	sqlite3_int64 size = 0;
	(void)vfs;
	assert(real);
	pthread_mutex_lock(&disk.lock);
	struct node *f = node_of(name);
	int rc = count(CALL_DELETE, f), flags;
	if (!rc && f->durable_exists && !sync_folder &&
	    real_vfs->xOpen(real_vfs, name, real, SQLITE_OPEN_READONLY | SQLITE_OPEN_WAL, &flags) == SQLITE_OK) {
		real->pMethods->xFileSize(real, &size);
		remember(f, real, 0, size);
		real->pMethods->xClose(real);
	}
	if (!rc)
		rc = real_vfs->xDelete(real_vfs, name, sync_folder);
	if (!rc) {
		f->exists = false;
		if (sync_folder) {
			forget_all(f);
			f->durable_exists = false;
			f->durable_size = 0;
		}
	}
	free(real);
	return leave(rc);
}

static void
install(void)
{
	static sqlite3_vfs vfs;
	real_vfs = sqlite3_vfs_find(NULL);
	vfs = *real_vfs;
	vfs.zName = "forgetful";
	vfs.pNext = NULL;
	vfs.szOsFile = (int)sizeof(struct file) + real_vfs->szOsFile;
	vfs.xOpen = disk_open;
	vfs.xDelete = disk_delete;
	sqlite3_vfs_register(&vfs, 1);
	char kind[8] = "fine";
	long n = 0;
	unsigned long seed = 0;
	sscanf(getenv("TEST_DISK"), "%7[a-z]:%ld:%lu", kind, &n, &seed);
	bool known = disk_arm(kind, n, seed, false);
	assert(known);
}

void
disk_install(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	if (getenv("TEST_DISK"))
		pthread_once(&once, install);
}

bool
disk_arm(const char *kind, long n, uint64_t seed, bool database_only)
{
	for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++) {
		if (strcmp(kind, kind_names[i]) != 0)
			continue;
		pthread_mutex_lock(&disk.lock);
		disk.kind = (enum kind)i;
		disk.at = n;
		disk.calls = 0;
		disk.random = seed;
		disk.database_only = database_only;
		leave(0);
		return true;
	}
	return false;
}

long
disk_calls(void)
{
	pthread_mutex_lock(&disk.lock);
	long n = disk.calls;
	leave(0);
	return n;
}
#else
typedef int vfs_forgetful_is_off; /* ISO C wants a declaration */
#endif
