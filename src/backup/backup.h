/* backup.h - the whole database in one file, taken while others write, and back into an empty database.
 *
 * The file is what the engine's own tools read (an SQLite database; pg_dump's custom format), followed by one line that
 * says what it is: engine, schema, rows, length and SHA-256 of what stands before it. A file without that line, or that
 * does not agree with it, is not a whole backup. Keys and the anchors of the audit trail are not in it. */
#ifndef BACKUP_BACKUP_H
#define BACKUP_BACKUP_H

#include "base/ctx.h"
#include "base/field.h"

enum { BACKUP_FACTS_MAX = 4096 /* bytes of the last line */ };

struct backup_facts {
	const char *file;
	int64_t bytes; /* of the engine's own part */
	const char *engine, *sha256, *program;
	int64_t version; /* of the schema */
	int64_t taken;   /* ms UTC: the database as it was then */
	int64_t persons, doses, certificates, visits, audit_entries;
};
extern const struct fields backup_facts_fields;

/* Writes file, mode 0600, by way of file.partial: the name appears when everything is on disk, never before, and is never
 * overwritten (ERR_CONFLICT "backup.exists"). ERR_INVALID "backup.write" when it cannot be written. */
enum err backup_write(struct ctx *cx, const char *url, const char *file, struct backup_facts *out) MUST_CHECK;

/* Fills the database of url from file: one without any table (ERR_CONFLICT "restore.not_empty"), that no server has open.
 * Checked before: the file is whole ("restore.damaged"), of this engine and of a schema that this program knows
 * ("restore.engine", "restore.schema"); after: the database is sound and holds the rows that the file names. On an error
 * the database is as empty as before, but for rows that do not agree on PostgreSQL: they are there, to be looked at. */
enum err backup_restore(struct ctx *cx, const char *url, const char *file, struct backup_facts *out) MUST_CHECK;

#endif
