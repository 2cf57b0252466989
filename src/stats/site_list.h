/* site_list.h - what everybody may know of the vaccination sites, one list a province: made when sites change, never for a
 * visitor. */
#ifndef STATS_SITE_LIST_H
#define STATS_SITE_LIST_H

#include "base/buf.h"
#include "base/ctx.h"
#include "db/db.h"

enum {
	SITE_LIST_MAX = 5000,          /* a province with more sites shows the first ones; the largest has some 1,500 */
	SITE_CHANGES_MAX = DB_ROWS_MAX /* looked at at once, the newest */
};

struct site_province {
	int64_t id;
	const char *code, *name, *path;
};

/* The provinces in force today of the set that addresses stand on. */
enum err site_list_provinces(struct ctx *cx, struct site_province **out, size_t *n) MUST_CHECK;
/* What was changed after a moment: another mark means other changes. */
struct site_changes {
	int64_t *provinces; /* their ids */
	size_t n;
	uint64_t mark;
	bool all; /* more than SITE_CHANGES_MAX: any province may have changed */
};
enum err site_list_changed(struct ctx *cx, int64_t after_ms, struct site_changes *out) MUST_CHECK;
/* The list of one province: {"province":{...},"sites":[{code,name,kind,address,tables,capacity,in_charge,phone,...}]}. */
enum err site_list_write(struct ctx *cx, const struct site_province *province, struct buf *out) MUST_CHECK;
/* All provinces with how many sites each has and where its list is: {"items":[{code,name,sites,url}]}. */
enum err site_list_index(struct ctx *cx, struct buf *out) MUST_CHECK;

#define SITE_LIST_URL "/api/public/sites"

#endif
