/* tiemchung - a national vaccination platform. This file only dispatches the sub-commands. */
#include "cli.h"
#include "dcc/dcc_cli.h"
#include "sheet/sheet.h"

#include <sodium.h>
#include <stdio.h>

static const struct command {
	const char *name;
	int (*run)(const struct options *);
	const char *usage;
} commands[] = {
	{ "serve", serve_main,
	  "serve --listen 127.0.0.1:8080 [--demo] [--db URL] [--data DIR] [--trusted-proxy ADDRESS]" },
	{ "migrate", migrate_main, "migrate [--db URL]" },
	{ "user", user_main, "user add NAME --role ROLE --unit CODE [--name \"FULL NAME\"] [--db URL]" },
	{ "import", import_main, "import units|sites|people|rules FILE [--unit SITE_CODE] [--db URL]" },
	{ "routes", routes_main, "routes [markdown|openapi]" },
	{ "audit", audit_main, "audit count [--db URL]" },
	{ "demo", demo_main, "demo people N [--db URL]: adds invented people, for measuring" },
	{ "replay", replay_main,
	  "replay --url URL --journeys N --user ADMINISTRATOR --password-file FILE ...: drives journeys, proves the "
	  "result" },
	{ "recount", recount_main, "recount [--db URL]: counts every counter again from the rows" },
};

static int
usage(void)
{
	fputs("usage: tiemchung COMMAND ...\n", stderr);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(stderr, "  %s\n", commands[i].usage);
	fputs("  certificate verify|issue|keys ...\n", stderr);
	return EXIT_USAGE;
}

int
main(int argc, char **argv)
{
	struct options options;
	if (sodium_init() < 0 || argc < 2)
		return usage();
	if (strcmp(argv[1], "sheet-read") == 0)
		sheet_child_main(argc, argv);
	if (strcmp(argv[1], "certificate") == 0)
		return certificate_cli(argc - 1, argv + 1);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return options_read(argc - 2, argv + 2, &options) ? commands[i].run(&options) : EXIT_USAGE;
	return usage();
}
