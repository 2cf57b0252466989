#include "cli.h"

#include "audit/chain.h"
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const struct {
	const char *name;
	size_t offset;
} values[] = {
	{ "--db", offsetof(struct options, db) },
	{ "--data", offsetof(struct options, data) },
	{ "--listen", offsetof(struct options, listen) },
	{ "--role", offsetof(struct options, role) },
	{ "--unit", offsetof(struct options, unit) },
	{ "--name", offsetof(struct options, name) },
	{ "--trusted-proxy", offsetof(struct options, proxy) },
	{ "--url", offsetof(struct options, url) },
	{ "--user", offsetof(struct options, user) },
	{ "--anchors", offsetof(struct options, anchors) },
	{ "--key", offsetof(struct options, key) },
	{ "--password-file", offsetof(struct options, password_file) },
	{ "--journeys", offsetof(struct options, journeys) },
	{ "--sites", offsetof(struct options, sites) },
	{ "--connections", offsetof(struct options, connections) },
	{ "--list-size", offsetof(struct options, list_size) },
	{ "--batch", offsetof(struct options, batch) },
	{ "--day", offsetof(struct options, day) },
	{ "--rate", offsetof(struct options, rate) },
	{ "--patience", offsetof(struct options, patience) },
	{ "--journal", offsetof(struct options, journal) },
#ifdef TEST_HOOKS
	{ "--clock", offsetof(struct options, clock) },
	{ "--seed", offsetof(struct options, seed) },
	{ "--lease", offsetof(struct options, lease) },
#endif
};

static const char **
slot(struct options *o, const char *name)
{
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (strcmp(values[i].name, name) == 0)
			return (const char **)(void *)((char *)o + values[i].offset);
	return NULL;
}

static const char *
env_or(const char *name, const char *fallback)
{
	const char *v = getenv(name);
	return v && *v ? v : fallback;
}

bool
options_read(int argc, char **argv, struct options *out)
{
	static char path[4200];
	*out = (struct options){ .listen = "127.0.0.1:8080" };
	for (int i = 0; i < argc; i++) {
		const char **value = slot(out, argv[i]);
		if (strcmp(argv[i], "--demo") == 0) {
			out->demo = true;
		} else if (strcmp(argv[i], "--phases") == 0) {
			out->phases = true;
		} else if (value && i + 1 < argc) {
			*value = argv[++i];
		} else if (value || strncmp(argv[i], "--", 2) == 0) {
			fprintf(stderr, "tiemchung: %s: %s\n", argv[i],
				value ? "needs a value" : "there is no such option");
			return false;
		} else if (out->nwords < 8) {
			out->words[out->nwords++] = argv[i];
		}
	}
	if (!out->data)
		out->data = env_or("DATA", "state");
	snprintf(path, sizeof path, "sqlite:%.4000s/tiemchung.db", out->data);
	if (!out->db)
		out->db = env_or("DB", path);
	return true;
}

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
