#include "cli.h"

#include "base/clock.h"
#include "base/id.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool
cli_open(struct cli *cli, const struct options *options, enum tx tx)
{
	*cli = (struct cli){ .options = *options };
	cli->cx.mem = arena_new();
	cli->cx.now = clock_now();
	mkdir(options->data, 0700);
	/* a command draws ids as a node of its own; serve leases one from the database */
	id_node(ID_NODES - 1);
	if (db_open(&cli->cx, options->db, tx, &cli->cx.db) == OK)
		return true;
	cli_failed(&cli->cx);
	arena_free(cli->cx.mem);
	return false;
}

void
cli_close(struct cli *cli)
{
	db_close(cli->cx.db);
	arena_free(cli->cx.mem);
}

int
cli_failed(const struct ctx *cx)
{
	fprintf(stderr, "tiemchung: %s\n           %s\n", cx->problem.vi ? cx->problem.vi : "?",
		cx->problem.en ? cx->problem.en : "");
	return EXIT_USAGE;
}

enum err
cli_write(struct cli *cli, enum err (*run)(struct cli *))
{
	TRY(db_begin(&cli->cx, TX_WRITE));
	enum err err = run(cli);
	if (err == OK)
		err = db_commit(&cli->cx);
	if (err != OK)
		db_rollback(&cli->cx);
	return err;
}

bool
take_lock(const struct options *o, int *fd)
{
	char path[4200];
	*fd = -1;
	if (strncmp(o->db, "sqlite:", 7) != 0)
		return true;
	snprintf(path, sizeof path, "%.4000s.serve", o->db + 7);
	*fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (*fd >= 0 && flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return true;
	fprintf(stderr,
		"tiemchung: %s: đang có một máy chủ khác dùng cơ sở dữ liệu này.\n"
		"           another server is using this database.\n",
		o->db + 7);
	return false;
}

void
release_lock(int fd)
{
	if (fd >= 0)
		close(fd);
}
