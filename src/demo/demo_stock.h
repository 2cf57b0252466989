/* demo_stock.h - the stores of a demo, from the national one to the site's: made by the same shipments as in the field. */
#ifndef DEMO_DEMO_STOCK_H
#define DEMO_DEMO_STOCK_H

#include "base/ctx.h"
#include "session/session.h"
#include "unit/unit.h"

enum { DEMO_LOTS = 3 };

/* Today's lots for a site, sent from the national store and taken in. */
enum err demo_supply(struct ctx *cx, const struct unit *site, struct lot_choice choices[DEMO_LOTS]) MUST_CHECK;
/* Once: what a manager of stores looks at. Two provinces with a stock, one of them with a loss on the way, a shipment that
 * was too warm, one to the site that waits to be received. */
enum err demo_stores(struct ctx *cx, const struct unit *site) MUST_CHECK;

#endif
