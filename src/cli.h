/* cli.h - what the sub-commands share: options, one database connection, one JSON object as the answer. */
#ifndef CLI_H
#define CLI_H

#include "base/ctx.h"
#include "db/db.h"

enum { EXIT_DONE, EXIT_NO, EXIT_USAGE };

struct options {
	const char *db;                         /* --db, else $DB, else sqlite:state/tiemchung.db */
	const char *data;                       /* --data, else $DATA, else "state": keys, uploads, results */
	const char *listen;                     /* --listen */
	const char *role, *unit, *name;         /* user add */
	const char *proxy;                      /* --trusted-proxy */
	const char *url, *user, *password_file; /* replay */
	const char *journeys, *sites, *connections, *list_size, *batch, *day, *rate, *patience, *journal; /* replay */
	bool demo, phases;
	const char *clock; /* test build only */
	const char *seed;
	const char *words[8]; /* what is no option */
	int nwords;
};

/* Reads --name VALUE and words; false (with a message) at an unknown option. */
bool options_read(int argc, char **argv, struct options *out);

struct cli {
	struct ctx cx;
	struct options options;
};
/* Opens the database for a command. False: the message was printed. */
bool cli_open(struct cli *cli, const struct options *options, enum tx tx);
void cli_close(struct cli *cli);
/* Prints cx.problem to standard error; returns EXIT_USAGE. */
int cli_failed(const struct ctx *cx);

/* Runs run() in one writing transaction. */
enum err cli_write(struct cli *cli, enum err (*run)(struct cli *)) MUST_CHECK;

/* One function a sub-command; main.c's table names them. */
int serve_main(const struct options *o);
int migrate_main(const struct options *o);
int user_main(const struct options *o);
int routes_main(const struct options *o);
int import_main(const struct options *o);
int demo_main(const struct options *o);
int audit_main(const struct options *o);
int recount_main(const struct options *o);
int replay_main(const struct options *o);

#endif
