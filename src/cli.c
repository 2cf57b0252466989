#include "cli.h"

#include "base/clock.h"
#include "base/id.h"

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
