/* sync.h - events from a station that was offline, each applied once, however often and in whatever order they come.
 *
 * An event's id is made by the station and known within its site. The same id with the same content: the first answer again.
 * The same id with another content: refused as id.reused, and both are kept. What cannot be read is refused and kept as it
 * came. Everything else is kept and applied; what breaks a rule is flagged and put on the site's review list. */
#ifndef SYNC_SYNC_H
#define SYNC_SYNC_H

#include "base/buf.h"
#include "base/ctx.h"
#include "unit/unit.h"

enum { SYNC_EVENTS_MAX = 200, SYNC_BYTES_MAX = 480 * 1024 };

/* Takes one event, in a savepoint of its own: content is its JSON in one form (keys sorted). Writes {"id","outcome","again",
 * "flags",...} to out: applied, flagged or refused. Errors other than OK undo the whole request: ERR_BUSY, ERR_INTERNAL. */
enum err sync_take(struct ctx *cx, const struct unit *unit, const char *content, size_t n, struct buf *out) MUST_CHECK;

#endif
