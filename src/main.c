/* tiemchung - a national vaccination platform. This file only dispatches the sub-commands. */
#include "cli.h"
#include "dcc/dcc_cli.h"
#include "sheet/sheet.h"

#include <malloc.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>

static const struct command {
	const char *name;
	int (*run)(const struct options *);
	const char *usage;
} commands[] = {
	{ "serve", serve_main,
	  "serve --listen 127.0.0.1:8080 [--demo] [--db URL] [--data DIR] [--trusted-proxy ADDRESS]" },
	{ "migrate", migrate_main, "migrate [--db URL]" },
	{ "user", user_main, "user add NAME --role ROLE --unit CODE [--name \"FULL NAME\"] [--db URL]" },
	{ "import", import_main, "import units|sites|people|allocation|rules FILE [--unit SITE_CODE] [--db URL]" },
	{ "routes", routes_main, "routes [markdown|openapi]" },
	{ "audit", audit_main, "audit verify [--anchors FILE [--key PUBLIC_KEY_FILE]] [--alarm] [--db URL]" },
	{ "demo", demo_main, "demo people N [--db URL]: adds invented people, for measuring" },
	{ "replay", replay_main,
	  "replay --url URL --journeys N --user ADMINISTRATOR --password-file FILE ...: drives journeys, proves the "
	  "result" },
	{ "config", config_main, "config [--config FILE]: the settings that are in force, and where each comes from" },
	{ "backup", backup_main, "backup FILE [--db URL]: the whole database in one new file, while others write" },
	{ "restore", restore_main, "restore FILE [--db URL]: into an empty database" },
	{ "speed", plan_speed_main,
	  "speed plan N [PERCENT] [--seed S] [--dump FOLDER]: plans an invented country, for measuring" },
	{ "recount", recount_main, "recount [--db URL]: counts every counter again from the rows" },
};

static int
usage(void)
{
	fputs("usage: tiemchung COMMAND ...\n", stderr);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(stderr, "  %s\n", commands[i].usage);
	fputs("  certificate verify|issue|keys|speed ...\n", stderr);
	return EXIT_USAGE;
}

/* Requests take and give back the same few hundred kilobytes again and again: left to itself, malloc returns them to the
 * kernel each time, which costs a page of the confirmation a third of its time. */
static void
keep_memory(void)
{
	enum { MEGABYTE = 1 << 20 };
	mallopt(M_TRIM_THRESHOLD, 8 * MEGABYTE);
	mallopt(M_MMAP_THRESHOLD, 4 * MEGABYTE);
	mallopt(M_TOP_PAD, MEGABYTE);
}

int
main(int argc, char **argv)
{
	struct options options;
	umask(0077); /* whatever we write may hold personal data */
	keep_memory();
	if (sodium_init() < 0 || argc < 2)
		return usage();
	if (strcmp(argv[1], "sheet-read") == 0)
		sheet_child_main(argc, argv);
	if (strcmp(argv[1], "certificate") == 0 && argc == 3 && strcmp(argv[2], "speed") == 0)
		return speed_main();
	if (strcmp(argv[1], "certificate") == 0)
		return certificate_cli(argc - 1, argv + 1);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return options_read(argc - 2, argv + 2, &options) ? commands[i].run(&options) : EXIT_USAGE;
	return usage();
}
