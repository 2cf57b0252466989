/* patience.h - how long a client may take over its part. libmicrohttpd's time-out counts idle seconds only: a client that
 * sends a byte a second would keep its connection for ever. Here each connection has a moment by which it must be done
 * with what it is at; who is late is hung up on. */
#ifndef HTTP_PATIENCE_H
#define HTTP_PATIENCE_H

#include <stdint.h>

/* Seconds a client may take, whatever it sends meanwhile. */
enum {
	PATIENCE_FIRST_S = 20,   /* from connecting to the end of the first head */
	PATIENCE_NEXT_S = 60,    /* from the end of an answer to the end of the next head */
	PATIENCE_BODY_S = 30,    /* the body of an ordinary request, 64 kB at most */
	PATIENCE_UPLOAD_S = 900, /* a file, 64 MB at most */
	PATIENCE_ANSWER_S = 180  /* taking the answer */
};

struct patience;      /* of a server */
struct patience_with; /* of a connection */

/* Starts the thread that looks once a second. */
struct patience *patience_start(void);
/* After the last connection is gone. */
void patience_stop(struct patience *p);
/* A new connection, which gets PATIENCE_FIRST_S. The server owns what is returned until patience_end(). */
struct patience_with *patience_begin(struct patience *p, int fd);
/* Before the socket is closed: its number may be another's afterwards. */
void patience_end(struct patience *p, struct patience_with *w);
/* From now on; 0: as long as it takes, it is our turn. */
void patience_give(struct patience_with *w, int seconds);

#endif
