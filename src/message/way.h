/* way.h - how a message leaves the house: through Kannel, onto the console of a demo. Without a database. */
#ifndef MESSAGE_WAY_H
#define MESSAGE_WAY_H

#include "message/send.h"

#include <stdatomic.h>

enum {
	/* Requests under way. With reports Kannel takes 30 ms for each, however many there are (measured): 8 give 250 a
	 * second, 32 give 900. */
	WAY_AT_ONCE = 32,
	WAY_TIMEOUT_MS = 10000, /* of one message */
	/* Nothing of a claim is begun later: its lease (MESSAGE_LEASE_MS) must not end meanwhile. */
	WAY_CLAIM_MS = 60000,
};

struct way {
	const char *name;
	/* Sends those with result SENDING_UNTRIED and says what became of each; texts last as long as mem. What was not begun
	 * when *stopping turned true, when the gateway is down or when it was too late stays SENDING_UNTRIED. */
	void (*send)(struct way *way, struct arena *mem, struct sending *list, size_t n, const atomic_bool *stopping);
	void (*free)(struct way *way);
};

/* Writes each into the log, phone and text: for a demo, where a tester reads the code there. */
struct way *way_console(void);

struct kannel_config {
	const char *url;      /* http://USER:PASSWORD@HOST:PORT/cgi-bin/sendsms */
	const char *from;     /* NULL: what Kannel is set to */
	const char *dlr_base; /* our own address as Kannel reaches it; NULL: no reports of delivery */
};
/* Kannel's sendsms (1.4). Copies its settings. ERR_INVALID way.url. */
enum err way_kannel(struct ctx *cx, const struct kannel_config *config, struct way **out) MUST_CHECK;

/* What the answer of a gateway means: status and text of HTTP. Errors are cut, without line ends. */
void way_judge(struct arena *mem, struct sending *s, long status, const char *text);

#endif
