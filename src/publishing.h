/* publishing.h - keeps the ready-made public answers up to date: the figures and the lists of sites. */
#ifndef PUBLISHING_H
#define PUBLISHING_H

#include "http/server.h"
#include "work/worker.h"

struct publishing;

struct publishing *publishing_new(struct server *server);
void publishing_free(struct publishing *p);
/* One round of the worker; its arg is a struct publishing. Publishes what has changed since the round before. */
enum err publishing_round(struct worker_round *r, bool *more);

#endif
