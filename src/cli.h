/* cli.h - what the sub-commands share: options, one database connection, one JSON object as the answer. */
#ifndef CLI_H
#define CLI_H

#include "base/ctx.h"
#include "config.h"
#include "db/db.h"
#include "db/lease.h"

enum { EXIT_DONE, EXIT_NO, EXIT_USAGE };

struct cli {
	struct ctx cx;
	struct options options;
	struct lease lease;    /* a writing command's id node */
	struct chains *chains; /* of the audit trail, from cli_lease() on */
};
/* Opens the database for a command. False: the message was printed. */
bool cli_open(struct cli *cli, const struct options *options, enum tx tx);
/* Gives the lease back, if there is one. */
void cli_close(struct cli *cli);
/* Makes sure that this process may make ids (db/lease.h). cli_write() calls it, as a command. */
enum err cli_lease(struct cli *cli, bool server) MUST_CHECK;
/* Prints cx.problem to standard error; returns EXIT_USAGE. */
int cli_failed(const struct ctx *cx);

/* Runs run() in one writing transaction, as the holder of a lease. */
enum err cli_write(struct cli *cli, enum err (*run)(struct cli *)) MUST_CHECK;

/* SQLite: one server a file; commands that would write beside it see the lock and say so (false). PostgreSQL needs none. */
bool take_lock(const struct options *o, int *fd);
void release_lock(int fd);

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
int config_main(const struct options *o);
int backup_main(const struct options *o);
int restore_main(const struct options *o);
/* certificate speed: prints what one core signs, draws and prints a second. */
int speed_main(void);
/* speed plan: prints how long an invented country takes to plan. */
int plan_speed_main(const struct options *o);

#endif
