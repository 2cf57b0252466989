#include "cli.h"

#include "audit/chain.h"
#include "base/clock.h"

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
	if (db_open(&cli->cx, options->db, tx, &cli->cx.db) == OK)
		return true;
	cli_failed(&cli->cx);
	arena_free(cli->cx.mem);
	return false;
}

static enum err
in_transaction(struct cli *cli, enum err (*run)(struct cli *))
{
	cli->cx.trail = NULL;
	enum err err = db_begin(&cli->cx, TX_WRITE);
	if (err == OK)
		err = run(cli);
	if (err == OK)
		err = chains_seal_command(&cli->cx, cli->chains);
	if (err == OK)
		err = db_commit(&cli->cx);
	if (err != OK)
		db_rollback(&cli->cx);
	return err;
}

static enum err
give_back(struct cli *cli)
{
	return lease_give(&cli->cx, &cli->lease);
}

void
cli_close(struct cli *cli)
{
	if (cli->lease.held && in_transaction(cli, give_back) != OK)
		cli_failed(&cli->cx);
	db_close(cli->cx.db);
	chains_free(cli->chains);
	arena_free(cli->cx.mem);
}

static enum err
take_as_command(struct cli *cli)
{
	return lease_take(&cli->cx, LEASE_COMMAND, &cli->lease);
}

static enum err
take_as_server(struct cli *cli)
{
	/* serve holds the lock of its SQLite file */
	bool alone = db_engine(cli->cx.db) == DB_SQLITE;
	return lease_take(&cli->cx, alone ? LEASE_SERVER_ALONE : LEASE_SERVER, &cli->lease);
}

enum err
cli_lease(struct cli *cli, bool server)
{
	if (cli->lease.held)
		return OK;
	enum err err = in_transaction(cli, server ? take_as_server : take_as_command);
	lease_settle(&cli->lease, err);
	if (err == OK)
		cli->chains = chains_new(cli->lease.node);
	return err;
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
	TRY(cli_lease(cli, false));
	return in_transaction(cli, run);
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
