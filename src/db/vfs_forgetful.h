/* vfs_forgetful.h - the disk of the test build. It can lose power and forget what was not synced, fail, or be full.
 *
 * Killing a process proves nothing about durability: the kernel keeps what was written. This disk keeps, beside each
 * file of a SQLite database, what the platter would hold: every sector written since the file's last sync has its
 * content from before. When the power goes, that content is put back and the process ends at once. */
#ifndef DB_VFS_FORGETFUL_H
#define DB_VFS_FORGETFUL_H

#ifdef TEST_HOOKS
#include <stdbool.h>
#include <stdint.h>

enum { DISK_CUT_STATUS = 86 /* exit status of a process whose power went */ };

/* Becomes SQLite's default disk when TEST_DISK is in the environment, as "fine", or as "KIND:N" or "KIND:N:SEED" to have it
 * armed from the first call. */
void disk_install(void);

/* What happens at the n-th call from now on that counts; false for an unknown kind.
 *   fine  nothing
 *   cut   power is lost before a write, truncation, deletion or sync; nothing unsynced survives
 *   torn  the same, but of the unsynced sectors a random half survives (seed)
 *   sync  one sync fails, and what it should have kept is forgotten even if a later sync succeeds (as Linux does)
 *   call  one call fails, of whatever kind, reading too
 *   full  from the n-th write on there is no room, until "fine"
 * database_only: only calls on the database file itself count, which is written by checkpoints. */
bool disk_arm(const char *kind, long n, uint64_t seed, bool database_only);
/* Calls that counted since then. */
long disk_calls(void);
#endif

#endif
