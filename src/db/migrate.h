/* migrate.h - brings a database to the schema that this program knows. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

/* Applies each schema file above the database's version, each in its own transaction. *from and *to get the versions
 * before and after. A database newer than this program is ERR_CONFLICT. */
enum err migrate(struct ctx *cx, int64_t *from, int64_t *to) MUST_CHECK;
/* The newest version that this program knows. */
int64_t migrate_known(void);
/* The version the database has (0: empty) and the one this program wants. */
enum err migrate_version(struct ctx *cx, int64_t *have, int64_t *want) MUST_CHECK;

#endif
